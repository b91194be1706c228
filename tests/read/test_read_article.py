"""Reading as a whole: pure, exact in its spans, within its limits, and right on the page that founded the project."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read import read_article

_SHARED = Path(__file__).parents[2].parent / "shared"
_PARAGRAPHS = [
    "La compagnie des barges a repris ses voyages lundi, après neuf semaines d'arrêt dues à la glace.",
    "Le premier convoi porte du sel et du bois, selon la directrice du port de Vestrand.",
    "Les assureurs restent prudents, car la glace tient encore dans le chenal de l'est.",
]


def _page(inner: str, kind: str = "text/html") -> Page:
    return Page("https://phare.example/a", f"<html lang=fr><title>Les barges</title><body>{inner}</body></html>".encode(), kind)


def test_the_same_page_reads_the_same() -> None:
    page = _page("".join(f"<p>{text}</p>" for text in _PARAGRAPHS))
    assert read_article(page) == read_article(page)


def test_the_body_read_again_is_the_body() -> None:
    first = read_article(_page("<h1>Les barges</h1>" + "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)))
    again = read_article(Page("https://phare.example/a", f"{first.title}\n\n{first.body}".encode(), "text/plain"))
    assert (again.title, again.body) == (first.title, first.body)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<div>" * 200_000, "too many nodes"),
        (b"<div>" * 50_000, "too deep"),
        (b"<div " + b"".join(b"a%d=1 " % n for n in range(20_000)) + b">", "too many attributes"),
        (b"x" * 13_000_000, "too large"),
        (b"<html><body></body></html>", "empty"),
        (b"<html><head>" + b'<meta name="a" content="b">' * 5 + b"</head><body><div id=app></div></body></html>", "filled by script"),
    ],
)
def test_what_holds_no_article_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_article(Page("https://phare.example/a", content, "text/html"))
    assert raised.value.reason == reason


@pytest.mark.parametrize("title", ["404 Page not found", "Seite nicht gefunden", "Les barges"])
def test_an_error_page_that_says_more_than_its_number_is_named(title: str) -> None:
    said = "We could not find what you were looking for. It may have moved. Try a search or go back to the front page of the Phare, please."
    page = Page("https://phare.example/a", f"<title>{title}</title><main><h1>Page not found</h1><p>{said}</p></main>".encode(), "text/html")
    with pytest.raises(ReadError) as raised:
        read_article(page)
    assert raised.value.reason == "error page"


def test_an_article_on_what_was_not_found_is_an_article() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS * 3)
    assert read_article(_page(f"<h1>Treasure of the barge not found</h1>{prose}")).title == "Treasure of the barge not found"


def test_a_page_of_scripts_alone_is_filled_by_them() -> None:
    with pytest.raises(ReadError) as raised:
        read_article(
            Page("https://phare.example/a", b"<html><body><div id=root></div><script src=/app.js></script></body></html>", "text/html")
        )
    assert raised.value.reason == "filled by script"


def test_a_body_that_stands_under_its_pictures_is_a_gallery() -> None:
    figures = "".join(f"<figure><img src=/{n}.jpg><figcaption>{text}</figcaption></figure>" for n, text in enumerate(_PARAGRAPHS * 2))
    assert read_article(_page(f"<h1>Les barges en images</h1>{figures}")).flags == ("gallery",)
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS * 2)
    assert read_article(_page(f"<h1>Les barges</h1>{prose}{figures}")).flags == ()


def test_the_older_tag_of_parsely_tells_writer_and_day() -> None:
    told = json.dumps({"title": "Les barges", "author": "Claire Vasseur", "pub_date": "2031-03-04T08:00:00Z"}).replace('"', "&quot;")
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    article = read_article(_page(f'<meta name="parsely-page" content="{told}"><h1>Les barges</h1>{prose}'))
    assert (article.authors, str(article.published)) == (("Claire Vasseur",), "2031-03-04 08:00:00+00:00")
    assert article.found["published"] == "meta:parsely-pub-date"
    broken = read_article(_page(f'<meta name="parsely-page" content="{{"><h1>Les barges</h1>{prose}'))
    assert broken.published is None


@pytest.mark.parametrize(
    ("line", "modified"),
    [
        ("Publié le 4 août 2031 à 18h30, mis à jour le 05/08/2031", "2031-08-05"),
        ("Published on 4 August 2031 | Last updated: 7 August 2031", "2031-08-07"),
        ("Publié le 4 août 2031", "None"),
    ],
)
def test_the_day_of_a_change_that_readers_see_is_told_apart(line: str, modified: str) -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    article = read_article(_page(f"<h1>Les barges</h1><p class=meta>{line}</p>{prose}"))
    assert (str(article.published), str(article.modified)) == ("2031-08-04", modified)


def test_a_date_in_a_comment_or_a_footer_is_not_the_articles() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    article = read_article(
        _page(f"<article>{prose}</article><div class=comments><time>3 mars 2019</time></div><footer>© 2 mai 2018</footer>")
    )
    assert article.published is None


def test_a_moment_in_utc_is_told_in_the_zone_of_the_page() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    meta = '<meta property="article:published_time" content="2021-03-05T01:30:00Z">'
    article = read_article(_page(f'{meta}<h1>Les barges</h1><time datetime="2021-03-04T20:30:00-05:00">4 mars</time>{prose}'))
    assert article.published is not None
    assert article.published.isoformat() == "2021-03-04T20:30:00-05:00"


def test_the_day_of_an_embedded_post_is_not_the_articles() -> None:
    day = '<a href="https://chirp.example/1">2 mai 2031</a>'
    post = f'<blockquote class="twitter-tweet"><p>Enfin la pierre !</p>— Ada (@ada) {day}</blockquote>'
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    assert read_article(_page(f"<article><h1>Les barges</h1><p>{_PARAGRAPHS[0]}</p>{post}{prose}</article>")).published is None


def test_a_caption_in_the_paragraph_of_its_picture_is_no_body() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    caption = '<span class="legende">Le chenal pris par la glace, en février.</span>'
    assert "en février" not in read_article(_page(f"<article>{prose}<p><img src=/a.jpg>{caption}</p>{prose}</article>")).body
    # In a sentence the same element is part of it.
    assert "en février" in read_article(_page(f"<article>{prose}<p>On lit : {caption} et rien d'autre.</p>{prose}</article>")).body


def test_wire_ids_are_kept() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    article = read_article(_page(f"<!-- dpa-infocom, dpa:220803-99-123456/2 --><article>{prose}</article>"))
    assert article.wire_ids == ("dpa:220803-99-123456",)


def test_each_field_says_where_it_was_found() -> None:
    prose = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    article = read_article(
        _page(f"<h1>Les barges</h1><p class=byline>Par Claire Vasseur</p><time datetime=2021-03-04>4 mars</time>{prose}")
    )
    assert dict(article.found) == {
        "title": "heading",
        "outlet": "address",
        "language": "html[lang]",
        "authors": "byline",
        "byline": "byline",
        "published": "time",
    }


_MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div class=related>",
            "</div>",
            "<a href=/x>",
            "</a>",
            "<b>",
            "<li>",
            "<br>",
            "<h2>",
            "<!--",
            "-->",
            "&amp;",
            "<td>",
            "\u00a0",
        ]
    )
    | st.sampled_from(_PARAGRAPHS)
    | st.text(max_size=20),
    max_size=40,
)


@settings(deadline=None)
@given(_MARKUP)
def test_any_markup_keeps_its_spans(parts: list[str]) -> None:
    try:
        article = read_article(_page("".join(part.encode("utf-8", "replace").decode() for part in parts)))
    except ReadError:
        return
    assert "\n".join(block.text for block in article.blocks if block.span) == article.body
    assert all(block.span is None or block.span.of(article.body) == block.text for block in article.blocks)
    assert all(link.span is None or link.span.of(article.body) == link.text for link in article.links)


@pytest.mark.shared
def test_the_founding_page() -> None:
    files = sorted((_SHARED / "founding").glob("*.txt")) if _SHARED.exists() else []
    if not files:
        pytest.skip("the shared data are not here")
    article = read_article(Page("https://troisieme.example/a", files[0].read_bytes(), "text/plain"))
    lines = article.body.split("\n")
    assert article.title not in lines
    assert len(lines) == 9
    assert article.author_box is not None
    assert article.author_box.party == "Réseau International"
    for word in ("Adblock", "Lire l'article", "source :", "commentaire", "Recommended", "11 Septembre"):
        assert word not in article.body
    assert len(article.debris) == 3
    assert article.published is None


@pytest.mark.shared
def test_public_pages_read_without_a_fault() -> None:
    gold = _SHARED / "pages" / "gold.jsonl"
    if not gold.exists():
        pytest.skip("the shared data are not here")
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    refused = 0
    for record in records[::12]:
        content = gzip.decompress((gold.parent / record["html"]).read_bytes())
        try:
            read_article(Page(record["url"], content, "text/html"))
        except ReadError:
            refused += 1
    assert refused <= 5


_PROSE = "".join(
    f"<p>Le bac numéro {n} est resté au port toute la matinée, faute de vent, ont dit les marins du quai.</p>" for n in range(8)
)


def test_a_box_round_a_form_is_no_text() -> None:
    box = '<div class="x1"><form action="/l"><input type="email"></form><p>Vos données servent au seul envoi de la lettre.</p></div>'
    article = read_article(_page(f"<article><h1>Le bac reste au port</h1>{_PROSE}{box}{_PROSE}</article>"))
    assert "seul envoi" not in article.body
    assert article.body.count("Le bac numéro") == 16


def test_a_form_round_the_whole_page_leaves_the_text() -> None:
    article = read_article(_page(f'<form><input type="text"><article><h1>Le bac reste au port</h1>{_PROSE}</article></form>'))
    assert article.body.count("Le bac numéro") == 8


def test_an_anchor_without_an_address_is_no_link() -> None:
    article = read_article(
        _page(f'<article><h1>Le bac reste au port</h1>{_PROSE}<p>Le maire <a name="x">attend</a> le vent, dit-il.</p></article>')
    )
    assert article.links == ()


@pytest.mark.parametrize("title", ["Erreur 404", "Error 503", "Page introuvable", "Seite nicht gefunden", "404"])
def test_error_pages_are_told_in_any_language(title: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_article(_page(f"<title>{title}</title><h1>{title}</h1><p>Rien.</p>"))
    assert raised.value.reason == "error page"


def test_a_second_writer_of_the_byline_joins_the_one_of_the_metadata() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ada Marsh"}}</script>'
    line = '<p class="byline">Par Ada Marsh et Luc Ferrand</p>'
    article = read_article(_page(f"{head}<article><h1>Le bac reste au port</h1>{line}{_PROSE}</article>"))
    assert article.authors == ("Ada Marsh", "Luc Ferrand")


def test_a_writer_in_an_attribution_is_an_author_but_not_the_name_under_a_picture() -> None:
    shown = '<div class="attribution"><span class="author">Ada Marsh</span></div>'
    picture = '<figure><img src="/a.jpg"><figcaption>Le quai <span class="author">Luc Ferrand</span></figcaption></figure>'
    article = read_article(_page(f"<article><h1>Le bac reste au port</h1>{shown}{_PROSE}{picture}{_PROSE}</article>"))
    assert article.authors == ("Ada Marsh",)


def _dated(markup: str, *, head: str = "", language: str = "en", address: str = "https://phare.example/a") -> str | None:
    """The date of publication of a page with this markup under its headline."""
    page = (
        f"<html lang={language}><head>{head}</head><body><article><h1>The ferry stays in port</h1>{markup}{_PROSE}</article></body></html>"
    )
    published = read_article(Page(address, page.encode(), "text/html; charset=utf-8")).published
    return published.isoformat() if published else None


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ("<p>Mis à jour le 18/03/24 20:15 | Publié le 19/03/24 5:00</p>", "2024-03-19"),
        ("<p>26 | 01 | 2022</p>", "2022-01-26"),
        ('<p><span class="updated" title="2013-04-04T18:52:11+00:00">Apr 04</span></p>', "2013-04-04T18:52:11+00:00"),
        ('<aside class="author-box"><time datetime="01-11-2023 10:29">1. November 2023 10:29</time></aside>', "2023-11-01"),
        ("<p>07 أكتوبر 2020</p>", "2020-10-07"),
        ('<p class="date">19.1.23, 10:00-11:30 Uhr</p>', "2023-01-19"),
        ("<p>Copyright © 19.12.2019 by Phare</p>", None),
    ],
)
def test_a_day_by_the_headline_is_read(markup: str, day: str | None) -> None:
    assert _dated(markup, language="fr") == day


def test_the_published_element_comes_before_the_updated_one() -> None:
    shown = '<time class="updated" datetime="2019-02-09">9 Feb</time> <time class="published" datetime="2019-02-10">10 Feb</time>'
    assert _dated(f"<p>{shown}</p>") == "2019-02-10"


@pytest.mark.parametrize(
    ("shown", "moment"),
    [
        ("Nov. 6, 2031, 9:14 p.m. ET", "2031-11-06T21:14:35-05:00"),
        ("6 November 2031, 02:14", "2031-11-07T02:14:35+00:00"),
        ("7 November 2031, 7:44", "2031-11-07T07:44:35+05:30"),
        ("Nov. 6, 2031, 9:27 p.m.", "2031-11-07T02:14:35+00:00"),
        ("November 6, 2031", "2031-11-07T02:14:35+00:00"),
    ],
)
def test_a_moment_in_utc_is_told_in_the_zone_that_readers_see(shown: str, moment: str) -> None:
    head = '<meta property="article:published_time" content="2031-11-07T02:14:35+00:00">'
    assert _dated(f"<p>{shown}</p>", head=head) == moment


def test_a_tag_of_many_uses_gives_way_to_the_day_by_the_headline() -> None:
    head = '<meta name="date" content="2020-04-30">'
    assert _dated("<p class=date>29.04.2020</p>", head=head) == "2020-04-29"
    assert _dated("<p class=date>2.05.2020</p>", head=head, language="de") == "2020-04-30"
    assert (
        _dated("<p>The 28.04.1990 was the day of the flood, and nobody who saw the ferry then has forgotten it.</p>", head=head)
        == "2020-04-30"
    )


def test_an_address_may_put_the_day_first() -> None:
    assert _dated("", address="https://phare.example/news/29-10-2021-ferry") == "2021-10-29"
    assert _dated("", address="https://phare.example/news/45-10-2021-ferry") is None


def test_the_day_of_the_visit_is_not_that_of_the_article() -> None:
    top = '<p><span class="date">Tue, 14 Jan 2020</span></p><p>News</p><p>Sea</p>'
    page = f"{top}<article><h1>The ferry stays</h1><p>13 Jan 2020, 22:11</p>{_PROSE}"
    assert str(read_article(_page(page)).published) == "2020-01-13"


@pytest.mark.parametrize("lines", ["<p>Source : Vigie {}</p>", "<p>Source : <b>Vigie {}</b>", "Source : Vigie {}<br>"])
def test_credits_without_end_cost_seconds_at_most(lines: str) -> None:
    content = "<html lang=fr><body><article>" + "".join(lines.format(number) for number in range(50_000))
    begin = time.process_time()
    with contextlib.suppress(ReadError):
        read_article(_page(content))
    assert time.process_time() - begin < 4
