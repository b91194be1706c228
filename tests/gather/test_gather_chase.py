"""Named addresses are gone after breadth first, each once, within their limits, and no failure ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import GatherError, RefusedError
from sourcier.gather.chase import chase
from sourcier.model import Page

Net = dict[str, list[str]]


def at(name: str) -> str:
    return f"https://{name}.example/"


def walk(net: Net, start: str, *, hops: int = 5, pages: int = 20, moved: dict[str, str] | None = None) -> tuple[list[str], list[str]]:
    """The names that came, in order (errors as "!name"), and the names asked for."""
    asked: list[str] = []

    def fetch(address: str) -> Page:
        name = address.removeprefix("https://").removesuffix(".example/")
        asked.append(name)
        name = (moved or {}).get(name, name)
        if name not in net:
            raise RefusedError("no such page", at(name))
        return Page(at(name), name.encode())

    def addresses_of(page: Page) -> list[str]:
        return [at(name) for name in net[page.content.decode()]]

    came = chase(Page(at(start), start.encode()), addresses_of=addresses_of, fetch=fetch, max_hops=hops, max_pages=pages)
    return [item.content.decode() if isinstance(item, Page) else "!" + item.subject[8:-9] for item in came], asked


@pytest.mark.parametrize(
    ("net", "came"),
    [
        ({"a": []}, []),
        ({"a": ["a"]}, []),
        ({"a": ["b"], "b": ["a"]}, ["b"]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": [], "e": []}, ["b", "c", "d", "e"]),
        ({"a": ["gone", "b", "b"], "b": ["gone"]}, ["!gone", "b"]),
    ],
)
def test_the_order_is_breadth_first_and_each_once(net: Net, came: list[str]) -> None:
    assert walk(net, "a")[0] == came


def test_hops_and_pages_are_limits() -> None:
    line = {f"p{number}": [f"p{number + 1}"] for number in range(30)}
    assert walk(line, "p0")[0] == ["p1", "p2", "p3", "p4", "p5"]
    assert walk(line, "p0", hops=0) == ([], [])
    star = {"a": [f"p{number}" for number in range(30)]} | {f"p{number}": [] for number in range(30)}
    assert len(walk(star, "a")[1]) == 20
    assert walk({"a": [f"x{number}" for number in range(30)]}, "a", pages=3)[0] == ["!x0", "!x1", "!x2"]


def test_a_page_reached_by_two_addresses_comes_once() -> None:
    net = {"a": ["b", "old-b", "old-a"], "b": ["c"], "c": []}
    assert walk(net, "a", moved={"old-b": "b", "old-a": "a"}) == (["b", "c"], ["b", "old-b", "old-a", "c"])


def test_an_address_is_one_however_it_is_spelt() -> None:
    asked: list[str] = []

    def fetch(address: str) -> Page:
        asked.append(address)
        raise GatherError("gone", address)

    spelt = ["HTTPS://B.example:443/x?utm_source=a#top", "https://b.example/x", "/y", "mailto:a@b.example", "javascript:x()", ""]
    outcome = list(chase(Page("https://a.example/", b""), addresses_of=lambda _: spelt, fetch=fetch))
    assert asked == ["https://b.example/x", "https://a.example/y"]
    assert all(isinstance(item, GatherError) for item in outcome)


def test_a_page_is_asked_for_its_addresses_after_it_was_handed_out() -> None:
    """So that whoever receives a page may read it first, and its addresses are taken from that reading."""
    seen: list[str] = []

    def addresses_of(page: Page) -> list[str]:
        assert page.address == "https://a.example/" or page.address in seen
        return ["https://b.example/"] if page.address == "https://a.example/" else ["https://c.example/"]

    fetch: Callable[[str], Page] = lambda address: Page(address, b"")  # noqa: E731 - a table of one line
    for item in chase(Page("https://a.example/", b""), addresses_of=addresses_of, fetch=fetch):
        assert isinstance(item, Page)
        seen.append(item.address)
    assert seen == ["https://b.example/", "https://c.example/"]


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghxy"), max_size=6), max_size=8),
    st.integers(0, 6),
    st.integers(0, 12),
)
def test_any_net_ends_within_its_limits(net: Net, hops: int, pages: int) -> None:
    came, asked = walk({**net, "start": list(net)}, "start", hops=hops, pages=pages)
    assert len(asked) <= pages
    assert len(asked) == len(set(asked)) == len(came)
    assert "start" not in asked
