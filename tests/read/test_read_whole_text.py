"""Where a text begins and ends: lists, standfirsts and sentences with days belong to it, lines of the frame in any language do not."""

from __future__ import annotations

import pytest

from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.read.page.label import frame_label

_PROSE = [
    "The ferry left the northern quay on Monday after nine weeks in the ice, and the whole town came to see it go.",
    "The first boat carries salt and timber, the head of the port of Vestrand said, and the second one will carry mail.",
    "The insurers stay careful, since the ice still holds in the eastern channel and no pilot will say for how long.",
]


def _read(inner: str, head: str = "") -> Article:
    page = f"<html lang=en><head><title>The ferry leaves</title>{head}</head><body><main>{inner}</main></body></html>"
    return read_article(Page("https://gazette.example/ferry", page.encode(), "text/html"))


def _paragraphs() -> str:
    return "".join(f"<p>{text}</p>" for text in _PROSE)


@pytest.mark.parametrize("tag", ["ul", "ol", "blockquote"])
def test_what_stands_round_a_long_list_or_quotation_is_of_the_text(tag: str) -> None:
    inner = "li" if tag != "blockquote" else "p"
    parts = "".join(f"<{inner}>{text}</{inner}>" for text in _PROSE)
    article = _read(
        f"<h1>The ferry leaves</h1><div><p>What the port says of it:</p><p>Makes: 40 trips</p><{tag}>{parts}</{tag}>"
        "<p>More was not to be learned.</p></div><ul><li><a href=/1>Home</a><li><a href=/2>Sport</a></ul>"
    )
    assert article.body.split("\n") == ["What the port says of it:", "Makes: 40 trips", *_PROSE, "More was not to be learned."]


def test_a_list_alone_in_its_element_stays_what_it_is() -> None:
    parts = "".join(f"<li><p>{text}</p></li>" for text in _PROSE)
    article = _read(f"<h1>The ferry leaves</h1><div><ul>{parts}</ul><span>Menu</span></div>")
    assert article.body.split("\n") == _PROSE


def test_a_paragraph_dressed_as_a_heading_is_a_paragraph() -> None:
    opening = f"{_PROSE[0]} {_PROSE[1]} Nobody had thought it possible so early in the year."
    article = _read(f"<h1>The ferry leaves</h1><div><h3>{opening}</h3>{_paragraphs()}</div>")
    assert article.body.split("\n") == [opening, *_PROSE]


def test_a_long_heading_right_below_the_headline_is_the_standfirst() -> None:
    told = "After nine weeks in the ice the first boat of the year carries salt and timber to the islands of the north"
    article = _read(f"<header><h1>The ferry leaves</h1><h2>{told}</h2></header><div>{_paragraphs()}</div>")
    assert article.body.split("\n") == [told, *_PROSE]


def test_a_heading_below_the_headline_that_names_another_part_is_none() -> None:
    article = _read(f"<header><h1>The ferry leaves</h1><h2>All news of the northern harbours</h2></header><div>{_paragraphs()}</div>")
    assert article.body.split("\n") == _PROSE


@pytest.mark.parametrize(
    "line",
    [
        "<p>On 5 November 2031 the old ferry turns one hundred years old. The town will sing.</p>",
        f"<p>{_PROSE[0]}</p><ol><li>Minutes of the meeting of 10/08/2031</li><li>The ferry and its pilots</li></ol>",
    ],
)
def test_a_sentence_or_a_numbered_item_with_a_day_is_text(line: str) -> None:
    article = _read(f"<h1>The ferry leaves</h1><div>{line}{_paragraphs()}</div>")
    assert any("2031" in told for told in article.body.split("\n"))


@pytest.mark.parametrize(
    "line", ["Published on 5 November 2031 at noon by the port.", "5 November 2031", "Monday, 5 November 2031, 10:14. Read by Ada."]
)
def test_a_line_that_is_mostly_a_day_is_none(line: str) -> None:
    article = _read(f"<h1>The ferry leaves</h1><div><p>{line}</p>{_paragraphs()}</div>")
    assert article.body.split("\n") == _PROSE


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Der alte Leuchtturm",
        "Das könnte Sie auch interessieren",
        "Foto: Ada Quill",
        "Abbildung 3: Der alte Hafen im Schnee. Der Kai ist zu sehen.",
        "Te puede interesar:",
        "Síguenos en las redes de siempre",
        "Leggi anche: Il vecchio faro riapre",
        "Leia também: O velho farol reabre",
        "Lees ook: De oude vuurtoren gaat open",
        "Czytaj też: Stara latarnia znów otwarta",
        "Читайте также: Старый маяк снова открыт",
        "Läs också: Den gamla fyren öppnar",
        "Crédits photos : Claire Vasseur",
        "(Credit: Ada Quill / Harbour Gazette)",
        "Get the latest news straight to your phone with the Gazette app.",
        "Warning: Creating default object from empty value in /srv/www/classes.php on line 40",
    ],
)
def test_lines_of_the_frame_leave_the_text_in_every_language(line: str) -> None:
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}<p>{line}</p></div>")
    assert article.body.split("\n") == _PROSE


@pytest.mark.parametrize("line", ["LESEN SIE AUCH: DER ALTE TURM", "Лесник: читайте также", "Ähnliche Beiträge", ""])
def test_the_first_look_misses_no_line_of_the_frame(line: str) -> None:
    assert (frame_label(line) is None) == (line in {"Лесник: читайте также", ""})
