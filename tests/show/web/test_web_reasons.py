"""Evidence is said in the language of the reader, and what a page prints stays as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sourcier.model import Article, Credit, Evidence, EvidenceKind, Hop, Outlet, Page, Reading
from sourcier.show.web import make_app
from sourcier.show.web.citation import credit_line
from sourcier.show.web.reasons import reason
from sourcier.show.web.wording import wording
from sourcier.store import CaptureFacts, Store, open_store

_FRENCH = {"Accept-Language": "fr"}
# Words of tracing's own sentences that no page of the invented press prints in French.
_ENGLISH = re.compile(
    r"\b(the other (?:text|page)|of this text|no credit found|both have the same|links to that site|author box of|undated)\b"
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("91% of this text in 1 passage", "91 % de ce texte, en un passage"),
        ("7% of this text, translated, in 12 passages", "7 % de ce texte, traduit, en 12 passages"),
        ("no credit found in this capture", "aucune mention trouvée dans cette capture"),
        (
            "both have the same picture: https://phare.example/a.png and 3 more",
            "les deux ont la même image : https://phare.example/a.png et 3 de plus",
        ),
        (
            "the other text is dated 2031-03-04 (first captured 2031-03-05 08:05 UTC); this one is undated",
            "l’autre texte est daté du 4 mars 2031 (première capture : 5 mars 2031 08:05 UTC) ; celui-ci est sans date",
        ),
        ("Source : Le Phare (body:p)", "Source : Le Phare (body:p)"),
        ("Source : Le Phare (body:p); beside it: La Digue", "Source : Le Phare (body:p) ; à côté : La Digue"),
        ("author box of Le Phare\nand more", "encadré d’auteur de Le Phare\nand more"),
    ],
)
def test_what_tracing_says_is_said_in_french(words: str, said: str) -> None:
    told = reason(wording("fr"), Evidence("copy", 1.0, words))
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == said
    assert reason(wording("en"), Evidence("copy", 1.0, words)) == words


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_any_words_can_be_said(words: str, language: str) -> None:
    kind: EvidenceKind = "credit"
    assert isinstance(reason(wording(language), Evidence(kind, 0.5, words)), str)


def test_no_english_reason_is_left_on_french_pages(client: TestClient, press_library: Store) -> None:
    seen = 0
    for story in press_library.stories(least=2):
        for step in story.derivations:
            page = client.get(f"/story/{story.story_id}/{step.node_id}/{step.derived_from}", headers=_FRENCH).text
            told = re.findall(r'<span class="told">(.*?)</span>', page, re.DOTALL)
            assert not [words for words in told if _ENGLISH.search(words)], told
            seen += len(told)
    assert seen > 80


def test_a_credit_line_says_what_where_from_and_by_what_capture() -> None:
    capture = CaptureFacts(datetime(2031, 5, 3, 9, 30, tzinfo=UTC), "ab12" * 16, 4)
    article = Article(title="Le port\nferme", address="https://digue.example/1", outlet=Outlet("La Digue"), published=date(2031, 5, 2))
    hops = [Hop("Le Phare", None, "confirmed", (), 0.9, "a1"), Hop("Le Cap", None, "claimed", (), 0.6)]
    line = credit_line(article, hops, capture, wording("en"))
    assert line == (
        "“Le port ferme”, La Digue, 2 May 2031, https://digue.example/1. "
        "Where the text comes from: La Digue ← Le Phare ← Le Cap (confirmed, claimed). "
        f"Captured 3 May 2031 09:30 UTC, sha-256 {capture.digest}."
    )
    assert "\n" not in credit_line(Article(body="Mot."), (), None, wording("fr"))


def test_an_article_can_be_cited(client: TestClient, press_library: Store) -> None:
    article = next(press_library.articles())
    page = client.get(f"/article/{article.article_id}").text
    assert press_library.page(article.article_id).digest in re.findall(r"<textarea[^>]*data-cite[^>]*>(.*?)</textarea>", page, re.DOTALL)[0]


@pytest.fixture
def library_of_versions(tmp_path: Path) -> Iterator[Store]:
    """A page that was captured fourteen times, each time with another text."""
    with open_store(tmp_path / "library.db") as library:
        for n in range(14):
            at = datetime(2031, 5, 2, tzinfo=UTC) + timedelta(days=n)
            named = (Credit("republished", "Le Cap", None, "Source : Le Cap", None, "body:p"),) if n == 13 else ()
            body = f"Le port ferme.\nIl reste {n} quais."
            article = Article(title=f"Version {n}", body=body, address="https://phare.example/1", captured_at=at, credits=named)
            library.add(Reading(Page(article.address, f"<p>{n}".encode(), "text/html", at), article))
        yield library


def test_the_versions_of_a_page_are_shown_with_what_each_changed(library_of_versions: Store) -> None:
    """The newest edit stands first; each is told once, over as many pages as it takes."""
    keys = [head.article_id for head in library_of_versions.lists.versions(next(library_of_versions.articles()).article_id)]
    assert [library_of_versions.article(key).title for key in keys] == [f"Version {n}" for n in range(14)]
    with TestClient(make_app(library_of_versions), base_url="http://127.0.0.1") as client:
        assert f"/article/{keys[0]}/versions" in client.get(f"/article/{keys[0]}").text
        first, second = (client.get(f"/article/{keys[3]}/versions?page={n}").text for n in (1, 2))
        edits = [re.findall(r'<section aria-labelledby="(a\w+)"', page) for page in (first, second)]
        assert edits == [keys[:3:-1], keys[3:0:-1]]
        assert "Version<del> 12</del>" in first
        assert "<ins>13</ins>" in first
        assert "Credit added: Le Cap" in first
        assert "page=3" not in second
        assert client.get("/article/anone/versions").status_code == 404


def test_one_text_has_no_versions_to_show(client: TestClient, press_library: Store) -> None:
    key = next(press_library.articles()).article_id
    assert "/versions" not in client.get(f"/article/{key}").text
    assert "<ins>" not in client.get(f"/article/{key}/versions").text
