"""What a library holds, as text for people: stories, one story, outlets, statements, search hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sourcier.model import Article, Searched, Statement, Story
from sourcier.show.lines import Paint, count, day, no_paint, printable, quoted, table, wrapped
from sourcier.show.plain import to_plain
from sourcier.show.report import chain_lines, origins_line, searched_line
from sourcier.store import Hit, OutletCount, Store
from sourcier.trace import Flow


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with its articles, in the order of the story."""

    story: Story
    articles: tuple[Article, ...]

    @property
    def headline(self) -> str:
        """The first title that the story's articles give."""
        return next((article.title for article in self.articles if article.title), "(no title)")


def story_view(story: Story, library: Store) -> StoryView:
    """The story with its articles out of the library."""
    return StoryView(story, tuple(library.article(article_id) for article_id in story.articles))


def plain_story(view: StoryView) -> dict[str, Any]:
    """A story as JSON data: its articles in short, each with its chain."""
    articles = [
        {
            "article_id": a.article_id,
            "address": a.address,
            "outlet": a.outlet.name if a.outlet else None,
            "title": a.title,
            "published": to_plain(a.published),
            "versions": [version for version, entry in view.story.versions if entry == a.article_id],
            "chain": to_plain(view.story.chain(a.article_id)),
        }
        for a in view.articles
    ]
    return {**to_plain(view.story), "headline": view.headline, "articles": articles}


def story_list_lines(views: Sequence[StoryView], searched: Searched, paint: Paint = no_paint) -> Iterator[str]:
    """One story after another: headline, id, first outlet, copies, independent origins."""
    for view in views:
        least, most = view.story.independent_origins
        origins = str(least) if least == most else f"{least} to {most}"
        first = view.articles[0] if view.articles else None
        yield paint(printable(view.headline), "title")
        facts = [
            view.story.story_id[:9],
            f"first here: {outlet_name(first)} {day(first.published)}" if first else "",
            count(len(view.articles), "article"),
            f"independent origins: {origins}",
        ]
        yield paint("  " + printable(" · ".join(fact for fact in facts if fact)), "quiet")
    yield searched_line(searched, paint)


def story_lines(view: StoryView, searched: Searched, paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """One story: where it began, then each article in the order of time with its chain."""
    yield paint(printable(view.headline), "title")
    yield paint(f"  {view.story.story_id} · {count(len(view.articles), 'article')}", "quiet")
    yield origins_line(view.story, paint)
    for article in view.articles:
        yield ""
        yield f"{paint(outlet_name(article), 'name')}, {day(article.published)}: {printable(article.title)}"
        yield paint(f"  {printable(article.address)}" + _edited(view.story, article), "quiet")
        yield from chain_lines(view.story.chain(article.article_id), outlet_name(article), paint, width=width)
    yield ""
    yield searched_line(searched, paint)


def outlet_lines(outlets: Iterable[OutletCount], flows: Iterable[Flow], paint: Paint = no_paint) -> Iterator[str]:
    """The outlets with their articles, then who takes from whom with the delay."""
    yield paint("Outlets", "label")
    yield from table((o.name, count(o.articles, "article"), f"{day(o.first)} to {day(o.last)}", ", ".join(o.domains)) for o in outlets)
    rows = [(f.taker, "<-", f.giver, count(f.articles, "article"), f"{f.credited} credited", _delay(f)) for f in flows]
    if rows:
        yield ""
        yield paint("Who takes from whom", "label")
        yield from table(rows)


def statement_list_lines(found: Sequence[tuple[Statement, Article]], paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """Statements one after another: who, through whom, where printed, the words."""
    for statement, article in found:
        who = statement.name or (statement.speaker.of(article.body) if statement.speaker else "speaker not named")
        medium = f", through {printable(statement.medium)}" if statement.medium else ""
        yield f"{paint(printable(who), 'name')}{medium} · " + paint(f"{outlet_name(article)}, {day(article.published)}", "quiet")
        yield from wrapped(" … ".join(span.of(article.body) for span in statement.content), indent=2, width=width)


def hit_lines(hits: Sequence[Hit], searched: Searched, paint: Paint = no_paint) -> Iterator[str]:
    """Search hits: title, outlet, day, address, the words around the find."""
    for hit in hits:
        yield paint(printable(hit.title) or "(no title)", "title")
        yield paint(f"  {printable(hit.outlet or '')} · {day(hit.published)} · {printable(hit.address)}", "quiet")
        yield f"  {quoted(hit.snippet, 160)}"
    yield searched_line(searched, paint)


def _edited(story: Story, article: Article) -> str:
    """How often the text at an address was found changed."""
    edits = sum(entry == article.article_id for _, entry in story.versions)
    return f" · {count(edits, 'edit')}, see `sourcier versions`" if edits else ""


def outlet_name(article: Article | None) -> str:
    """The outlet of an article, or words that say it is not known."""
    return printable(article.outlet.name) if article and article.outlet else "unknown outlet"


def _delay(flow: Flow) -> str:
    """The median delay in words."""
    if flow.delay_median is None:
        return ""
    hours = flow.delay_median.total_seconds() / 3600
    return f"median delay {hours:.1f} h" if hours < 48 else f"median delay {hours / 24:.1f} days"
