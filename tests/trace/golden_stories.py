"""Small invented sets of articles with the stories expected of them, one folder each under tests/stories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sourcier.compare import find_reuses
from sourcier.model import Article, Credit, Outlet, Story
from sourcier.trace import trace_stories

FOLDER = Path(__file__).parents[1] / "stories"


@dataclass(frozen=True)
class Golden:
    """The articles of one folder by key, what is expected, and the stories that are found."""

    articles: dict[str, Article]
    expected: dict[str, Any]
    stories: tuple[Story, ...]

    @property
    def key_of(self) -> dict[str, str]:
        """The key of each article id."""
        return {article.article_id: key for key, article in self.articles.items()}

    def story_of(self, key: str) -> Story:
        """The story that holds an article."""
        return next(s for s in self.stories if self.articles[key].article_id in s.articles)

    def steps(self) -> set[tuple[str, ...]]:
        """Every derivation as (key or name, key or name, verdict, degree)."""
        names = {d.derived_from: d.name for story in self.stories for d in story.derivations}
        keys = names | self.key_of
        return {(keys[d.node_id], keys[d.derived_from], d.verdict, d.degree) for story in self.stories for d in story.derivations}


def names() -> list[str]:
    """The folders, ascending."""
    return sorted(path.parent.name for path in FOLDER.glob("*/story.toml"))


def load(name: str) -> Golden:
    """The articles of a folder and the stories found in them, from comparing to tracing."""
    table = tomllib.loads((FOLDER / name / "story.toml").read_text(encoding="utf-8"))
    articles = {entry["key"]: _article(entry, table["text"]) for entry in table["article"]}
    stories = trace_stories(articles.values(), find_reuses(articles.values()))
    return Golden(articles, table["expected"], stories)


def _article(entry: dict[str, Any], text: dict[str, str]) -> Article:
    """One article; its body is made of the named paragraphs."""
    published: datetime | date | None = entry.get("published")
    return Article(
        body="\n".join(text[part] for part in entry["body"]),
        language=entry.get("language"),
        published=published,
        modified=entry.get("modified"),
        captured_at=entry.get("captured"),
        address=entry.get("address") or f"https://{entry['domain']}/{entry['key']}",
        outlet=Outlet(entry["outlet"], (entry["domain"],)),
        title=entry.get("title", ""),
        credits=tuple(Credit(**credit) for credit in entry.get("credits", ())),
        wire_ids=tuple(entry.get("wire_ids", ())),
    )
