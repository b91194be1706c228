"""The frame of a page - its headers, footers, sides and menus - is no part of what is read, unless it may be the article's own."""

from __future__ import annotations

from time import process_time

import pytest

from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.read.page.parse import parse_markup

STORY = "".join(
    f"<p>The barge of quay {number} left at dawn, and the keeper of the lock counted every crate that went down the river.</p>"
    for number in range(6)
)
MENU = '<ul><li><a href="/sea">Sea</a></li><li><a href="/town">Town</a></li></ul>'


def article_of(body: str, head: str = "") -> Article:
    """The article of a page with this body."""
    return read_article(Page("https://phare.example/barges", f"<html><head>{head}</head><body>{body}</body></html>".encode()))


def words_of(body: str) -> str:
    """What is left of a page once it is cut flat."""
    return "<".join(parse_markup(f"<html><body>{body}</body></html>".encode()).pieces)


@pytest.mark.parametrize(
    "part",
    [
        "<footer><p>Le Phare, 3 quay of the gulls.</p></footer>",
        "<aside><h3>Weather</h3><p>Rain over the bay.</p></aside>",
        "<header><a href='/'>Le Phare</a><p>All of the coast.</p></header>",
        MENU,
        f"<footer>{MENU}<aside>Deeper</aside></footer>",
    ],
)
def test_the_frame_leaves_before_the_page_is_cut(part: str) -> None:
    bare = words_of(f"<div></div><main>{STORY}</main>")
    assert words_of(f"<div>{part}</div><main>{STORY}</main>") == bare


@pytest.mark.parametrize("home", ["article", "main"])
@pytest.mark.parametrize("part", ["<footer>By the quay desk</footer>", "<aside>Seven crates</aside>", "<header>A kicker</header>", MENU])
def test_what_stands_in_the_article_stays(home: str, part: str) -> None:
    assert words_of(part) != words_of(f"<{home}>{part}</{home}>")
    assert words_of(f"<{home}><div>{part}</div></{home}>").count("<") == words_of(f"<{home}><div></div></{home}>").count("<") + part.count(
        "<"
    )


@pytest.mark.parametrize(
    "part",
    [
        "<header><h1>Barges at dawn</h1></header>",
        '<header><p>by <a rel="author" href="/ada">Ada Quill</a></p></header>',
        '<footer><time datetime="2031-04-03">3 April 2031</time></footer>',
        '<footer>by <a rel="author" href="/ada">Ada Quill</a></footer>',
        '<footer class="post-meta">Picked up from Le Phare</footer>',
        '<header class="entry-header"><h2>Barges at dawn</h2></header>',
        '<aside class="author-box">Ada Quill keeps the lock.</aside>',
        '<header class="Titre"><h2>Barges</h2><p class="ByLine">By Ada Quill</p></header>',
        '<ul class="post-meta"><li><a href="/ada">By Ada Quill</a></li></ul>',
        '<ul><li>Source: <a href="https://vigie.example/barges">La Vigie</a></li></ul>',
        '<ul><li>Originally published at <a href="https://vigie.example/barges">La Vigie</a></li></ul>',
        "<ul><li><a href='/a'>水門</a>は正午に閉じられた。</li></ul>",
        '<aside><a rel="author" href="/ada">Ada Quill</a> keeps the lock.</aside>',
        "<ul><li><a href='/a'>The lock</a> was shut at noon. Nobody saw why.</li><li><a href='/b'>The quay</a></li></ul>",
        "<ul><li><a href='/a'>The lock</a></li><li>Seven crates</li></ul>",
        '<ul><li><a href="?page=1">1</a></li><li> <a href="?page=2">2</a> </li></ul>',
        '<ul><li><a rel="next" href="/barges?page=2">2</a></li></ul>',
        '<ul><li><a href="/ada">Ada Quill</a></li><li><a href="#"><time>3 April 2031</time></a></li></ul>',
    ],
)
def test_what_may_be_of_an_article_without_an_element_of_its_own_stays(part: str) -> None:
    assert words_of(part).count("<") == part.count("<") + words_of("").count("<")


def test_the_text_is_the_same_with_and_without_a_frame() -> None:
    story = f"<div><h1>Barges at dawn</h1>{STORY}</div>"
    framed = f"<header><p>Le Phare. All of the coast, every day.</p></header>{MENU}{story}<footer><p>Le Phare. Quay 3.</p></footer>"
    assert article_of(framed).body == article_of(story).body


def test_a_header_still_names_the_site() -> None:
    told = article_of(
        f"<header><b>Le Phare du Nord</b>{MENU}</header><article><h1>Barges at dawn</h1>{STORY}</article>",
        "<title>Barges at dawn | Le Phare du Nord</title>",
    )
    assert told.outlet is not None
    assert told.outlet.name == "Le Phare du Nord"


def test_headers_are_told_in_order() -> None:
    markup = parse_markup(b"<body><header>Le Phare</header><header>The coast</header></body>")
    assert markup.masthead == ("Le Phare", "The coast")


def test_the_day_that_a_header_shows_is_not_the_articles() -> None:
    told = article_of(
        f"<header><time datetime='2031-04-09'>Wednesday 9 April 2031</time></header><main><h1>Barges at dawn</h1>{STORY}</main>"
    )
    assert told.published is None


def test_a_pixel_for_browsers_without_scripts_is_no_picture_of_the_article() -> None:
    pixel = '<noscript><img src="https://count.example/pixel?id=7"></noscript>'
    page = f"<html><head>{pixel}<title>Barges at dawn</title></head><body><main><h1>Barges at dawn</h1>{STORY}</main></body></html>"
    told = read_article(Page("https://phare.example/barges", page.encode()))
    assert not told.images
    assert told.title == "Barges at dawn"


@pytest.mark.parametrize("pages", ["<nav>{}</nav><ul>{}</ul>", "<div><ul>{}</ul></div>"])
def test_the_next_page_is_found_where_numbers_stand_outside_the_article(pages: str) -> None:
    numbers = "".join(f'<li><a href="/barges?page={number}">{number}</a></li>' for number in (1, 2, 3))
    told = article_of(f"<main><h1>Barges at dawn</h1>{STORY}</main>{pages.format(numbers, numbers)}")
    assert told.next_page == "https://phare.example/barges?page=2"


@pytest.mark.parametrize("part", ["header", "aside", "footer"])
@pytest.mark.parametrize("home", ["<main><h2>Barges at dawn</h2>{}</main>", "<div><h1>Barges at dawn</h1>{}</div>"])
def test_an_article_inside_a_part_that_nobody_closed_is_read(part: str, home: str) -> None:
    assert len(article_of(f"<{part}><a href='/'>Le Phare</a>{home.format(STORY)}").body) > 600


@pytest.mark.parametrize("part", ["header", "aside", "footer"])
def test_a_part_with_the_text_of_an_article_is_no_frame(part: str) -> None:
    assert len(article_of(f"<div><h1>Barges at dawn</h1></div><{part}>{STORY * 3}</{part}>").body) > 1800


def test_a_list_of_sources_is_no_menu() -> None:
    told = article_of(
        f"<div><h1>Barges at dawn</h1>{STORY}<p>Sources :</p> "
        "<ul><li><a href='https://vigie.example'>La Vigie</a></li><li><a href='https://marees.example'>Marées</a></li></ul></div>"
    )
    assert {"La Vigie", "Marées"} <= {line for block in told.blocks for line in block.text.split("\n")}


@pytest.mark.parametrize("part", ["<ul><li>", "<header>", "<aside>", "<div><ul>"])
@pytest.mark.parametrize("inside", ["<p>x.</p>", "<ul></ul>", "<header></header>"])
def test_parts_in_parts_without_end_cost_no_more_than_others(part: str, inside: str) -> None:
    markup = (part * 600 + inside * 8_000).encode()
    started = process_time()
    parse_markup(markup)
    assert process_time() - started < 3
