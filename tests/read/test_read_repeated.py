"""Whatever is repeated on a page, and wherever it stands, time grows with the length of the page and not with its square."""

from __future__ import annotations

import contextlib
import json
import random
import time

import pytest

from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read import read_article

_PROSE = "The ferry took up its crossings to the outer islands again on Monday, said the harbour board, after weeks of ice. " * 4
_PIECES = (
    "a ", ". ", '"', "“", "» ", "(", "[", "– ", "/", "@", "| ", ": ", "\n", "&amp; ", "Ab ", "(AP) ", "By Ana Lund ", "par ", "Source : ",
    "via ", "© ", "selon ", "Le Monde ", "told ", "http://a.example/ ", "a@b.example ", "12 ", "2031-03-04 ", "4 March 2031 ", "12h30 ",
    "Updated ", "Read more: ", "Originally published ", "M. ", "de ", "l'", "é", "中", "ا", "1.", "A-", "%20", "<b>a</b> ", "<br>", "<p>a",
    "<li>a", '<span class="author">Ana</span> ', "<i>", "<img src=x>", "<time>4</time>", "<div>", "</div>", "<h2>a</h2>",
    '<a href="/x">a</a> ',     "<!-- a -->", "<!--", "<td>a", "<script></a>", "<script type=text/template></a>", "</p>", "<header>a",
    "<aside>a</aside>", "<p hidden>a",
    '<p class="author byline">By Ana Lund</p>', '<p class="date">4 March 2031</p>', '<div class="comment">a</div>',
    "<form><input type=text>",
)  # fmt: skip
_TITLE = "Ferry takes up its crossings again"
_PLACES = {
    "in the body": "<title>{title}</title><h1>{title}</h1><p>{prose}</p><div>{much}</div><p>{prose}</p>",
    "in a paragraph": "<title>{title}</title><h1>{title}</h1><article><p>{prose}</p><p>{prose}{much}</p></article>",
    "in a link": '<title>{title}</title><h1>{title}</h1><div><a href="/x">{much}</a></div><p>{prose}</p><p>{prose}</p>',
    "in the title": '<title>{much}</title><meta property="og:title" content="{quoted}"><h1>{much}</h1><p>{prose}</p>',
    "in the head": '<title>{title}</title><meta name=author content="{quoted}"><meta property="article:published_time" content="{quoted}">'
    '<meta property="og:site_name" content="{quoted}"><link rel=canonical href="{quoted}"><h1>{title}</h1><p>{prose}</p>',
    "in JSON-LD": '<title>{title}</title><script type="application/ld+json">{{"@type": "NewsArticle", "headline": {json}, "author": {json},'
    '"datePublished": {json}, "publisher": {{"name": {json}}}, "articleBody": {json}}}</script><h1>{title}</h1><p>{prose}</p>',
    "in the byline": '<title>{title}</title><h1>{title}</h1><p class="byline author">{much}</p><p class=date>{much}</p><p>{prose}</p>',
    "in attributes": '<title>{title}</title><h1>{title}</h1><div class="{quoted}"><a href="{quoted}">x</a><img src="{quoted}">'
    '<p id="{quoted}">{prose}</p><time datetime="{quoted}">{much}</time></div>',
    "in a script": '<meta property="og:type" content="article"><title>{title}</title><script>x = {{"a": {json}, "b": {json}}};'
    "{much}</script>",
    "in the frame": "<title>{title}</title><h1>{title}</h1><ul><li>{much}</ul><header>{much}</header><article><p>{prose}</p></article>"
    "<footer>{much}</footer><aside>{much}</aside>",
}
# Each of these was once looked through again and again.
_COSTLY = ("<p>a", "<br>Ab ", "<script></a>", "<h2>a</h2>", "</p>’s ", "=[1]", '{"a":[1,')
_SIZE, _ENOUGH = 80_000, 3.0


def _mixed(count: int) -> list[str]:
    """Pieces put together by chance, the same at every run."""
    chance = random.Random(7)  # noqa: S311 - no secret hangs on it
    return ["".join(chance.sample(_PIECES, chance.choice((1, 2, 3)))) for _ in range(count)]


@pytest.mark.parametrize("place", _PLACES.values(), ids=_PLACES.keys())
def test_no_repetition_costs_the_square_of_its_length(place: str) -> None:
    for piece in (*_COSTLY, *_mixed(8)):
        much = piece * (_SIZE // len(piece))
        markup = place.format(title=_TITLE, prose=_PROSE, much=much, quoted=much.replace('"', "&quot;"), json=json.dumps(much))
        start = time.process_time()
        with contextlib.suppress(ReadError):
            read_article(Page("https://phare.example/2031/03/04/ferry", markup.encode(), "text/html; charset=utf-8"))
        assert time.process_time() - start < _ENOUGH, piece
