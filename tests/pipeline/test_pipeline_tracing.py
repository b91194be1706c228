"""The corridor: pages in, readings, traces and stories out, over an invented web that a dictionary serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sourcier.errors import GatherError, NothingFoundError, ReadError
from sourcier.model import Page, Reading
from sourcier.pipeline import reading
from sourcier.pipeline.reading import fetching, read_inputs, read_page
from sourcier.pipeline.settling import settle, unsettled
from sourcier.pipeline.telling import find_story
from sourcier.pipeline.tracing import trace_page
from sourcier.store import open_store

PARAGRAPHS = (
    "The old ferry across the Sarn will stop running at the end of the month, after ninety-one years and two sinkings.",
    "“Nobody asked the people who use it,” said Hanna Brightwell, who has kept the ticket booth since her mother retired.",
    "The county council said the new footbridge, opened last autumn, carries forty times as many passengers as the boat.",
    "A petition with three thousand signatures was handed in on the quay, where the crew rang the bell for a minute.",
)


def page(host: str, outlet: str, hour: int, foot: str = "") -> Page:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Sarn ferry makes its last crossing</title>
<meta property="og:site_name" content="{outlet}"><meta property="article:published_time" content="2031-05-02T{hour:02}:00:00+00:00"></head>
<body><article><h1>The Sarn ferry makes its last crossing</h1>{body}{foot}</article></body></html>"""
    return Page(f"https://{host}/ferry", html.encode(), "text/html; charset=utf-8", datetime(2031, 5, 3, hour, tzinfo=UTC))


LEDGER = page("sarn-ledger.example", "The Sarn Ledger", 8)
DIGEST = page(
    "river-digest.example",
    "River Digest",
    12,
    '<p>This article was originally published by <a href="https://sarn-ledger.example/ferry">The Sarn Ledger</a>.</p>',
)
HARVEST = page(
    "harvest.example",
    "Harvest",
    16,
    '<p>The post <a href="https://river-digest.example/ferry">The Sarn ferry makes its last crossing</a> appeared first on '
    '<a href="https://river-digest.example/">River Digest</a>.</p>',
)
WEB = {p.address: p for p in (LEDGER, DIGEST, HARVEST)}


def fetch(address: str) -> Page:
    try:
        return WEB[address]
    except KeyError:
        raise GatherError("no such page", address) from None


def test_chasing_turns_claims_into_confirmed_hops() -> None:
    reading = read_page(HARVEST)
    claimed = trace_page(reading)
    assert [(hop.name, hop.verdict) for hop in claimed.chain] == [("River Digest", "claimed")]
    chased = trace_page(reading, fetch=fetch)
    assert [(hop.name, hop.verdict) for hop in chased.chain] == [("River Digest", "confirmed"), ("The Sarn Ledger", "confirmed")]
    assert {r.page.address for r in chased.chased if isinstance(r, Reading)} >= {DIGEST.address, LEDGER.address}
    assert chased.searched.articles == 3
    assert chased.story is not None
    assert [origin.name for origin in chased.story.origins] == ["The Sarn Ledger"]


def test_a_page_that_cannot_be_fetched_leaves_the_claim() -> None:
    def broken(address: str) -> Page:
        raise GatherError("the server answers with status 500", address)

    chased = trace_page(read_page(HARVEST), fetch=broken)
    assert [hop.verdict for hop in chased.chain] == ["claimed"]
    assert [str(item) for item in chased.chased] == [f"could not gather: {DIGEST.address}: the server answers with status 500"]


def test_a_page_is_among_a_library_and_itself_only_once(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "library.db")) as library:
        for one in (LEDGER, DIGEST, HARVEST):
            library.add(read_page(one))
        result = trace_page(read_page(DIGEST), library=library)
    assert result.searched.articles == 3
    assert [hop.verdict for hop in result.chain] == ["confirmed"]


def test_a_saved_page_is_traced_as_the_one_the_library_holds(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "library.db")) as library:
        for one in (LEDGER, DIGEST):
            library.add(read_page(one))
        saved = read_page(Page("file:///home/ida/ferry.html", LEDGER.content, "text/html"))
        result = trace_page(saved, library=library)
    assert result.chain == ()
    assert result.searched.articles == 2
    assert result.reading.article is not None
    assert result.reading.article.address == LEDGER.address
    assert {s.article_id for s in result.reading.statements} <= {result.reading.article.article_id}


def test_a_saved_copy_of_another_outlet_is_not_taken_for_the_page_that_is_held(tmp_path: Path) -> None:
    copied = Page("file:///home/ida/copy.html", LEDGER.content.replace(b"The Sarn Ledger", b"Quick Copy"), "text/html")
    with open_store(str(tmp_path / "library.db")) as library:
        library.add(read_page(LEDGER))
        result = trace_page(read_page(copied), library=library)
    assert result.searched.articles == 2
    assert result.reading.page == copied
    assert result.reading.article is not None
    assert result.reading.article.address == copied.address
    assert [other.address for other in result.others] == [LEDGER.address]


def test_two_versions_of_one_page_are_no_copies_of_each_other(tmp_path: Path) -> None:
    later = Page(LEDGER.address, LEDGER.content.replace(b"two sinkings", b"three sinkings"), LEDGER.content_type, DIGEST.captured_at)
    with open_store(str(tmp_path / "library.db")) as library:
        for one in (LEDGER, later):
            library.add(read_page(one))
        settle(library)
        (story,) = library.stories()
        versions = [a.article_id for a in library.articles()]
        assert (story.derivations, len(story.articles), sorted(story.held)) == ((), 1, sorted(versions))
        assert unsettled(library) == 0
        assert [library.story_of(key) for key in versions] == [story, story]


def test_a_run_that_was_stopped_before_tracing_is_told(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "library.db")) as library:
        library.add(read_page(LEDGER))
        assert unsettled(library) == 1
        settle(library)
        assert unsettled(library) == 0


def test_settling_twice_is_settling_once_and_order_does_not_matter(tmp_path: Path) -> None:
    told = []
    for name, order in (("one", (LEDGER, DIGEST, HARVEST)), ("two", (HARVEST, LEDGER, DIGEST))):
        with open_store(str(tmp_path / f"{name}.db")) as library:
            for one in order:
                library.add(read_page(one))
                settle(library)
            settle(library)
            assert library.count_stories() == 1
            told.append(library.stories())
    assert told[0] == told[1]


def test_a_story_is_found_by_its_id_or_by_an_article(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "library.db")) as library:
        for one in (LEDGER, DIGEST):
            library.add(read_page(one))
        settle(library)
        (story,) = library.stories()
        for key in (story.story_id, story.story_id[:8], story.articles[0], LEDGER.address):
            assert find_story(library, key) == story
        with pytest.raises(NothingFoundError):
            find_story(library, "https://nowhere.example/")


def test_a_page_without_an_article_is_a_result_with_its_reason() -> None:
    reading = read_page(Page("https://sarn-ledger.example/", b""))
    assert (reading.article, reading.error) == (None, "empty")
    with pytest.raises(ReadError, match="empty"):
        trace_page(reading)


@pytest.mark.parametrize("step", ["read_article", "find_statements", "find_dates", "find_mentions"])
def test_a_fault_of_ours_on_one_page_is_a_result_too(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def faulty(_: object, **_more: object) -> None:
        raise RuntimeError("a rule that breaks")

    monkeypatch.setattr(reading, step, faulty)
    assert read_page(LEDGER).error == "internal fault: RuntimeError: a rule that breaks"


@pytest.mark.parametrize(
    ("given", "expected"), [(None, datetime(2031, 5, 2, 8, tzinfo=UTC)), (date(2030, 1, 1), datetime(2031, 5, 2, 8, tzinfo=UTC))]
)
def test_a_given_date_never_overrides_the_page(given: date | None, expected: datetime) -> None:
    article = read_page(LEDGER, published=given).article
    assert article is not None
    assert article.published == expected


def test_names_lead_to_readings_and_errors_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(LEDGER.content)
    names = [str(tmp_path / "none.html"), str(tmp_path / "b.html"), DIGEST.address]
    first, second, third = read_inputs(names, fetch)
    assert isinstance(first, GatherError)
    assert isinstance(second, Reading)
    assert isinstance(third, Reading)
    assert third.page == DIGEST


def test_the_client_is_loaded_only_when_an_address_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connect: Callable[..., object] = lambda **_: asked.append("connected")  # noqa: E731 - a stand-in of one line
    monkeypatch.setattr("sourcier.gather.http.fetching", connect)
    with fetching():
        pass
    assert asked == []
