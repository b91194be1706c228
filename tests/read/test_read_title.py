"""The headline is what the page shows; the head's wording stands in where layout or the site has mixed something into it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Page
from sourcier.read import read_article
from sourcier.read.metadata.title import _parts_of, bare_of, without_site

_PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry company took up its crossings again on Monday, after nine weeks in which the ice had kept every boat in port.",
        "The first boat left the north quay at six in the morning, with forty lorries on board and the mayor of Lannec at the rail.",
        "The harbour master said that the channel would be kept open by two icebreakers until the end of March, whatever the weather.",
        "Fares will not change before the summer, the company said, although the price of fuel has risen by a third since the autumn.",
    )
)
_SAID = "Ferries leave port again"
_KICKED = f"<h1><span>Harbour life</span> {_SAID}</h1>"


def _title(heading: str, *, og: str = "", ld: str = "", window: str = "") -> str:
    """The title of a page with this heading and these titles in its head."""
    head = "".join(
        [
            f"<title>{window}</title>" if window else "",
            f'<meta property="og:title" content="{og}">' if og else "",
            f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{ld}"}}</script>' if ld else "",
        ]
    )
    page = f"<html lang=en><head>{head}</head><body><article>{heading}{_PROSE}</article></body></html>"
    return read_article(Page("https://saltmarsh.example/a", page.encode(), "text/html; charset=utf-8")).title


@pytest.mark.parametrize(
    ("heading", "head", "title"),
    [
        # the heading repeats the title for sharing: a kicker elsewhere is not taken from another title
        (f"<h1>{_SAID}</h1>", {"og": _SAID, "window": "World news: Ferries leave port again"}, _SAID),
        (f"<h1>{_SAID}</h1>", {"og": "Ice: Ferries leave port again"}, "Ice: Ferries leave port again"),
        # the kicker stands inside the heading
        (_KICKED, {"og": _SAID}, _SAID),
        ("<h1><span>27.01.2022</span>Ferries leave port again</h1>", {"og": _SAID}, _SAID),
        (_KICKED, {"og": "Harbour life: Ferries leave port again"}, "Harbour life: Ferries leave port again"),
        ("<h1>The ferries leave port again</h1>", {"og": _SAID}, "The ferries leave port again"),
        ("<h1>Ferries leave port again in Lannec</h1>", {"og": _SAID}, "Ferries leave port again in Lannec"),
        # the only h1 says something else than the head
        ("<h1>Ice gives way and ferries sail</h1>", {"og": "Boats are back"}, "Ice gives way and ferries sail"),
        ("<h1>Saltmarsh</h1>", {"og": "Boats are back"}, "Boats are back"),
        # what the site adds to the title of the window
        (f"<h2>{_SAID}</h2>", {"window": "Ferries leave port again | Notes of a pilot and more"}, _SAID),
        (f"<h2>{_SAID}</h2>", {"window": "Notes of a pilot » Archive » Ferries leave port again"}, _SAID),
        ("", {"og": "Ferries leave port again-Sea", "ld": _SAID}, _SAID),
    ],
)  # fmt: skip
def test_the_headline_is_what_readers_take_for_it(heading: str, head: dict[str, str], title: str) -> None:
    assert _title(heading, **head) == title


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ferries leave port - Saltmarsh Courier", "Ferries leave port"),
        ("Saltmarsh Courier: Ferries leave port", "Ferries leave port"),
        ("Saltmarsh Courier | Ferries leave port", "Ferries leave port"),
        ("Ferries - leave port", "Ferries - leave port"),
        ("Saltmarsh Courier", "Saltmarsh Courier"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, bare: str) -> None:
    assert without_site(title, "Saltmarsh Courier") == bare


# What parts a title, spaces and all.
_PLAINLY = re.compile(r"\s+[|•·–—:»/~-]+\s+|\s*[|»｜ㅣ¦]\s*|：(?=[^：]{2,20}$)|-(?=[^-]{2,20}$)")
_MARKS = st.sampled_from([" - ", "-", " | ", "| ", "|", " » ", "»", ": ", " : ", ":", "：", " — ", "—", " /~ ", "/", "ㅣ", " ", " –", "· "])
_NAMES = st.sampled_from(["Ferries", "leave", "port", "Saltmarsh Courier", "3", "Lannec-Nord", "é"])


@given(st.lists(st.tuples(_NAMES, _MARKS), max_size=6), _NAMES)
def test_a_title_is_parted_at_its_marks(parts: list[tuple[str, str]], last: str) -> None:
    title = "".join(map("".join, parts)) + last
    assert _parts_of(title) == [part for part in _PLAINLY.split(title) if part]


@given(st.text("aZ é_-'’09 ½»ж", max_size=20))
def test_a_bare_text_is_its_letters_and_digits(text: str) -> None:
    assert bare_of(text) == re.sub(r"[\W_]", "", text)
