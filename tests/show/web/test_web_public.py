"""A library that anybody may read: excerpts and shared passages for the public, everything for the library's people, e-mails for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.show.web.entering import Clock, let_in, send, token_of, visit

from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.model import Article, AuthorBox, Block, Story
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.differences import Piece, Row
from sourcier.show.excerpts import EXCERPT, PASSAGE, PASSAGES, QUOTATION, excerpted, shared_only, shortened
from sourcier.store import Store, open_store

EMAIL = "ada.brook@quay-mail.example"
_LONGEST = max(EXCERPT, PASSAGE, QUOTATION)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        kept.add_all(map(read_page, press()))
        settle(kept)
        yield kept


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def public(library: Store, clock: Clock) -> Iterator[TestClient]:
    with visit(library, "public", clock=clock) as client:
        yield client


@pytest.fixture
def member(library: Store, clock: Clock) -> Iterator[TestClient]:
    with visit(library, "public", clock=clock) as client:
        let_in(client, library, "reader")
        yield client


@pytest.fixture
def article(library: Store) -> Article:
    return library.find_article(FOUNDING_PAGE_ADDRESS)


@pytest.fixture
def story(library: Store, article: Article) -> Story:
    found = library.story_of(article.article_id)
    assert found is not None
    return found


def _paths(library: Store) -> list[str]:
    """Every kind of page and answer that the public reaches, of every article and story."""
    found = [
        "/",
        "/?show=all",
        "/outlets",
        "/network",
        "/statements",
        "/search?q=drones",
        "/feed/stories.atom",
        "/feed/search.json?q=drones",
    ]
    found += ["/api/stories", "/api/outlets", "/api/search?q=drones", "/feed/statements.atom?speaker=a"]
    for story in library.stories():
        found += [f"/story/{story.story_id}", f"/api/story/{story.story_id}", f"/feed/story/{story.story_id}.json"]
        found += [f"/story/{story.story_id}/{one.node_id}/{one.derived_from}" for one in story.derivations]
        found += [f"{path}{key}" for key in story.articles for path in ("/article/", "/api/article/")]
    return found


def _said(text: str) -> str:
    """The words of an answer, whatever marks stand between them."""
    return " ".join(re.sub(r"<[^>]*>|\\n|&\w+;|&#\d+;", " ", text).split())


def test_the_public_is_shown_excerpts_and_led_to_the_original(public: TestClient, member: TestClient, article: Article) -> None:
    end = article.body.rsplit("\n", 1)[-1]
    assert len(article.body) > 2 * EXCERPT
    text, whole = public.get(f"/article/{article.article_id}").text, member.get(f"/article/{article.article_id}").text
    assert end[-40:] in _said(whole)
    assert end[-40:] not in _said(text)
    assert "The public is shown an excerpt" in text
    assert f'<a class="out" href="{article.address}"' in text
    assert "The public is shown an excerpt" not in whole
    told = public.get(f"/api/article/{article.article_id}").json()
    assert told["is_excerpt"]
    assert len(told["article"]["body"]) <= EXCERPT + 4
    assert told["article"]["blocks"] == []
    assert all(len(one["words"]) <= QUOTATION + 4 for one in told["statements"])
    assert member.get(f"/api/article/{article.article_id}").json()["article"]["body"] == article.body


def test_no_answer_to_the_public_holds_a_long_stretch_of_any_text(public: TestClient, library: Store) -> None:
    """Whatever is added to the reader later: no stretch of an article longer than the longest excerpt leaves the library."""
    stretches: list[tuple[str, str]] = []
    for article in library.articles():
        text = " ".join(article.body.split())
        stretches += [(article.article_id, text[at : at + _LONGEST + 20]) for at in range(0, len(text) - _LONGEST - 20, 200)]
    assert len(stretches) > 100
    for path in _paths(library):
        answer = public.get(path)
        assert answer.status_code == 200, path
        said = _said(answer.text)
        for key, stretch in stretches:
            assert stretch not in said, (path, key)


def test_the_public_sees_shared_passages_and_nothing_of_one_text_alone(public: TestClient, member: TestClient, story: Story) -> None:
    seen = []
    for one in story.derivations:
        path = f"/story/{story.story_id}/{one.node_id}/{one.derived_from}"
        text, whole = public.get(path).text, member.get(path).text
        assert 'class="pair added"' not in text
        assert 'class="pair cut"' not in text
        seen.append((text.count('class="pair kept"'), whole.count('class="pair added"') + whole.count('class="pair cut"')))
    assert sum(kept for kept, _ in seen) > 0
    assert sum(alone for _, alone in seen) > 0


def test_nothing_is_for_search_engines_or_caches(public: TestClient, library: Store) -> None:
    for path in _paths(library)[:30]:
        headers = public.get(path).headers
        assert headers["x-robots-tag"] == "noindex"
        assert headers["cache-control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in public.get("/").text


def test_the_public_is_offered_nothing_it_may_not_do(public: TestClient, member: TestClient) -> None:
    text = public.get("/").text
    for path in ("/requests", "/moderation", "/settings", "/watches", "/account"):
        assert f'href="{path}"' not in text
        assert public.get(path).headers["location"].startswith("/sign-in?next=%2F")
    assert 'href="/sign-in"' in text
    text = member.get("/").text
    assert 'href="/requests"' in text
    assert 'href="/moderation"' not in text


def test_what_the_public_says_always_waits(public: TestClient, member: TestClient, library: Store, article: Article, clock: Clock) -> None:
    path = f"/article/{article.article_id}"

    def say(client: TestClient, text: str) -> str:
        fields = {"token": token_of(client, path), "about": article.article_id, "name": "Ada Brook", "email": EMAIL, "text": text}
        clock.turn(seconds=20)
        return str(client.post("/comments", data=fields).headers["location"])

    assert "said=pending" in say(public, "A first remark.")
    with visit(library, "public", clock=clock) as moderator:
        let_in(moderator, library, "moderator")
        assert EMAIL in moderator.get("/moderation").text
        key = library.readers.comments_in("pending")[0].comment_id
        assert send(moderator, "/moderation", comment_id=key, action="publish").status_code == 303
    assert "A first remark." in public.get(path).text
    # Anybody may give that name and address: only who is signed in is believed to be known.
    assert "said=pending" in say(public, "A second remark.")
    assert "said=published" in say(member, "A third remark.")
    for asked in _paths(library):
        assert EMAIL not in public.get(asked).text


def test_an_edit_of_the_public_waits_again(public: TestClient, library: Store, article: Article, clock: Clock) -> None:
    path = f"/article/{article.article_id}"
    fields = {"token": token_of(public, path), "about": article.article_id, "name": "Ada", "email": EMAIL, "text": "Fine words."}
    clock.turn(seconds=20)
    public.post("/comments", data=fields)
    key = library.readers.comments_in("pending")[0].comment_id
    library.readers.move(key, "published")
    token = token_of(public, f"/comment/{key}/edit")
    clock.turn(seconds=20)
    assert public.post(f"/comment/{key}/edit", data={"token": token, "text": "Other words."}).status_code == 303
    assert library.readers.comments_on([article.article_id]) == ()


def test_a_library_that_is_not_public_shows_nothing_to_strangers(library: Store) -> None:
    with visit(library) as client:
        for path in _paths(library):
            answer = client.get(path)
            if path.startswith(("/api/", "/feed/")):
                assert (answer.status_code, answer.json()) == (401, {"error": "sign in first, or bring a key"})
            else:
                assert answer.status_code == 303
                assert answer.headers["location"].startswith("/sign-in")
            assert answer.headers["cache-control"] == "no-store"
        assert client.get("/static/style.css").status_code == 200
        assert client.get("/nothing").status_code == 404
        sheet = client.get("/sign-in").text
        assert all(name not in sheet for name in ("Karsovia", "Harbour Ledger", "Horizons"))


def test_a_fault_tells_strangers_nothing(library: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from sourcier.errors import StoreError  # noqa: PLC0415
    from sourcier.store.library import Library  # noqa: PLC0415

    def broken(*_: Any, **__: Any) -> Any:
        raise StoreError("no such table: articles [SQL: SELECT 1]", "/srv/secret/library.db")

    monkeypatch.setattr(Library, "find_article", broken)
    with visit(library, "public") as client:
        for path in ("/article/a1", "/api/article/a1"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert not re.search(r"SQL|SELECT|/srv|Traceback|articles \[", answer.text)
    with visit(library, "open") as client:
        assert "/srv/secret" in client.get("/article/a1").text  # on one's own machine it helps


def test_a_text_is_cut_between_words() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two […]"
    assert shortened("one two three", 7) == "one two […]"
    assert shortened("x" * 50, 10) == "x" * 10 + " […]"


def test_an_excerpt_is_never_more_than_half() -> None:
    body = "Nine gulls sat on the mill. " * 8
    article = Article(body=body, blocks=(Block("body", body),), author_box=AuthorBox("He writes. " * 90, "Le Phare"))
    short = excerpted(article)
    assert len(short.body) <= len(body) // 2 + 4
    assert not short.blocks
    assert not short.links
    assert not short.images
    assert short.author_box is not None
    assert len(short.author_box.text) <= QUOTATION + 4
    assert short.article_id == article.article_id


def test_shared_passages_are_few_and_short() -> None:
    long = tuple(Piece("a word " * 20, is_changed=bool(n % 2)) for n in range(9))
    rows = [Row("added", (), long), Row("cut", long, ()), *[Row("kept", long, long) for _ in range(30)], Row("moved", long, long)]
    shown = list(shared_only(rows))
    assert len(shown) == PASSAGES
    for row in shown:
        for side in (row.left, row.right):
            assert sum(len(piece.text) for piece in side) <= PASSAGE + 8
