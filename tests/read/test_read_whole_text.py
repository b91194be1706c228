"""Where a text begins and ends: lists, standfirsts and sentences with days belong to it, lines of the frame in any language do not."""

from __future__ import annotations

import pytest

from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.read.page.frame import frame_label

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


_AUTHOR = '<meta name=author content="Ada van Quill">'


@pytest.mark.parametrize(
    "note",
    [
        "Ada van Quill is a reporter of the Gazette and lives in Vestrand.",
        "Ada van Quill, pilot for ten years, writes about the sea.",
        "Ada van Quill écrit pour la Gazette depuis 2029.",
    ],
)
def test_the_note_on_the_author_is_no_text(note: str) -> None:
    below = f"<p>{note}</p><p>She can be reached at the port.</p>"
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}{_paragraphs()}{below}</div>", _AUTHOR)
    assert article.body.split("\n") == [*_PROSE, *_PROSE]
    assert article.author_box is not None
    assert article.author_box.text.startswith(note)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Ada van Quill is a pilot of the port and lives in Vestrand.", '<meta name=author content="Bo Lantern">'),
        ("The ferry is to come back on Friday.", '<meta name=author content="The Ferry Desk">'),
        ("Ada van Quill", _AUTHOR),
    ],
)
def test_who_is_not_the_author_stays_in_the_text(line: str, head: str) -> None:
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}{_paragraphs()}<p>{line}</p></div>", head)
    assert article.author_box is None


def test_a_note_that_opens_a_text_is_text() -> None:
    told = "Ada van Quill is a pilot of the port and tells here of her first winter at sea."
    article = _read(f"<h1>The ferry leaves</h1><div><p>{told}</p>{_paragraphs()}{_paragraphs()}</div>", _AUTHOR)
    assert article.body.startswith(told)


@pytest.mark.parametrize(
    "opened",
    [
        "<div class='field field--name-body field--label-hidden field__item'>",
        "<div class='tab-content'><div class='tab-pane active' role=tabpanel>",
        "<div class='tabpanel__content'>",
    ],
)
def test_what_is_said_of_a_label_or_a_tab_hides_no_text(opened: str) -> None:
    more = (
        "<div class=teaser-list>"
        + "<p>Another story of another harbour, told at length and with every detail of its quays.</p>" * 8
        + "</div>"
    )
    article = _read(f"<h1>The ferry leaves</h1>{opened}{_paragraphs()}</div>{more}")
    assert article.body.split("\n")[:3] == _PROSE


def test_the_words_of_a_heading_in_its_id_are_no_names() -> None:
    heading = "<h3 id=why-the-comments-of-the-mayor-matter>Why the comments of the mayor matter</h3>"
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}{heading}{_paragraphs()}</div>")
    assert "Why the comments of the mayor matter" in article.body.split("\n")


def test_the_name_of_a_part_in_the_id_of_its_heading_counts() -> None:
    heading = "<h3 id=comments-title>What readers say about the ferry</h3>"
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}{heading}{_paragraphs()}</div>")
    assert "What readers say about the ferry" not in article.body.split("\n")


def _teaser(number: int, told: str) -> str:
    return (
        f"<div class=story><div><div><h2><a href=/s/{number}>Another harbour, another winter, number {number}</a></h2></div>"
        f"<div><span>8 hours ago</span></div></div><div><p>{told}</p></div></div>"
    )


def test_what_stands_deep_below_the_linked_heading_of_a_teaser_goes_with_it() -> None:
    told = "The prospects of another harbour have gone from bad to worse this week, and the ice has something to do with it."
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}<div>{''.join(_teaser(n, told) for n in range(5))}</div></div>")
    assert article.body.split("\n") == _PROSE


@pytest.mark.parametrize("address", ["/all-of-it", "https://gazette.example/ferry#part"])
def test_long_parts_below_linked_headings_stay_in_a_text_that_has_begun(address: str) -> None:
    parts = "".join(f"<h3><a href={address}>What the winter does, part {n}</a></h3>{_paragraphs()}{_paragraphs()}" for n in range(3))
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}{parts}</div>")
    assert article.body.split("\n").count(_PROSE[0]) == 7


def test_an_element_of_the_pages_own_has_its_name_for_a_name() -> None:
    inner = "<h3>Frequent questions</h3><p>Find answers to your questions on the ferry, on its winter and its ice.</p>"
    article = _read(f"<h1>The ferry leaves</h1><div>{_paragraphs()}<gz-inline-teaser><div>{inner}</div></gz-inline-teaser></div>")
    assert article.body.split("\n") == _PROSE


def test_the_opening_before_a_wall_belongs_to_the_text_behind_it() -> None:
    opening = f"<p>{_PROSE[0]} {_PROSE[1]} {_PROSE[2]} {_PROSE[0]}</p>"
    wall = f"<div class=paywall-content><p>{' '.join(_PROSE * 2)}</p><p>{' '.join(_PROSE * 2)}</p></div>"
    article = _read(f"<h1>The ferry leaves</h1><div>{opening}{wall}</div>")
    assert article.body.count("\n") == 2


@pytest.mark.parametrize(
    "line",
    [
        "The ferry in the snow of the last days. Photo: Ada Quill/Harbour Pictures",
        "Die Fähre im Schnee. Bildrechte: HR/Ada Quill",
        "Le bac dans la neige. Crédit photo : Claire Vasseur",
        "El transbordador en la nieve (Foto: Ada Quill)",
        "{| rendered_current_photo |}",
        "{* mergeAccounts *}",
        "•",
    ],
)
def test_captions_slots_and_marks_on_lines_of_their_own_are_no_text(line: str) -> None:
    article = _read(f"<h1>The ferry leaves</h1><div><p>{_PROSE[0]}</p><div>{line}</div><p>{_PROSE[1]}</p><p>{_PROSE[2]}</p></div>")
    assert article.body.split("\n") == _PROSE


@pytest.mark.parametrize("line", ["He showed us a photo: it was the old quay, seen from the sea.", "“", "https://gazette.example/petition"])
def test_sentences_quotation_marks_and_written_addresses_stay(line: str) -> None:
    shown = f"<a href='{line}'>{line}</a>" if "//" in line else line
    article = _read(f"<h1>The ferry leaves</h1><div><p>{_PROSE[0]}</p><p>{shown}</p><p>{_PROSE[1]}</p><p>{_PROSE[2]}</p></div>")
    assert line in article.body.split("\n")


def test_a_lead_that_a_page_shows_twice_stands_once() -> None:
    lead = "After nine weeks in the ice the first boat of the year is on its way to the islands."
    article = _read(f"<h1>The ferry leaves</h1><p class=standfirst>{lead}</p><p class=summary>{lead}</p><div>{_paragraphs()}</div>")
    assert article.body.split("\n").count(lead) == 1
