"""A text that a page hands to its own scripts is read where the page declares an article and shows none; nothing else in scripts is."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read import read_article
from sourcier.read.page.scripts import scripts_of, with_scripts
from sourcier.read.page.stated import speaks_of

_TITLE = "Ferry takes up its crossings again"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARAGRAPHS = [
    f"The ferry took up its crossings to the outer islands again on {day}, said the harbour board, after weeks of ice in the sound "
    f"that had kept every boat of the company in port."
    for day in _DAYS
]
_HTML = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
_LIFE = "".join(
    f"<p>Ana Lund has written about wood, stone and the trades of the north since she left school. She lives in {day}by.</p>"
    for day in _DAYS
)


def _page(scripts: str, *, declared: str = '<meta property="og:type" content="article">', shown: str = "") -> Page:
    markup = f"<html lang=en><head>{declared}<title>{_TITLE}</title></head><body><div id=app>{shown}</div>{scripts}</body></html>"
    return Page("https://phare.example/a", markup.encode(), "text/html; charset=utf-8")


def _json(value: object) -> str:
    """A value as page makers write it into a script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _assigned(value: object) -> str:
    return f"<script>window.state = {_json(value)};</script>"


def _pushed(*pieces: str) -> str:
    return "".join(f"<script>self.rows.push([1,{_json(piece)}])</script>" for piece in pieces)


_TREE = [{"kind": "paragraph", "parts": [{"value": text[:40]}, {"kind": "link", "parts": [{"value": text[40:]}]}]} for text in _PARAGRAPHS]
_STATES = {
    "markup under a name": _assigned({"story": {"id": 7, "body": _HTML}}),
    "a script of data": f'<script id=data type="application/json">{_json({"props": {"story": {"body": _HTML}}})}</script>',
    "a value within a string": f"<script>state = JSON.parse({_json(_json({'story': {'body': _HTML}}))})</script>",
    "lines": _assigned({"story": {"text": "\n\n".join(_PARAGRAPHS)}}),
    "a list of paragraphs": _assigned({"story": {"elements": [{"type": "text", "content": text} for text in _PARAGRAPHS]}}),
    "no address": _assigned({"story": {"blocks": [{"url": None, "text": text} for text in _PARAGRAPHS]}}),
    "a list within a string": f"<script>state = JSON.parse({_json(_json({'story': {'paragraphs': _PARAGRAPHS}}))})</script>",
    "a list of strings": _assigned({"story": {"paragraphs": _PARAGRAPHS}}),
    "a tree of words": _assigned({"story": {"document": _TREE}}),
    "objects by name": _assigned({f"Paragraph:{number}": {"id": f"{number}", "text": text} for number, text in enumerate(_PARAGRAPHS)}),
    "the whole and its parts": _assigned({"blocks": [{"text": t, "runs": [{"text": t[:50]}, {"text": t[50:]}]} for t in _PARAGRAPHS]}),
    "rows": _pushed('1:["$","html"]\n2:{"story":{"title":"x","body":"$3"}}\n', f"3:T{len(_HTML.encode()):x},", _HTML, '4:["$","p"]\n'),
    "a value in rows": _pushed('1:["$","html"]\n', f"2:{json.dumps({'story': {'body': _HTML}})}\n"),
    "one article after another": _assigned({"stories": {"a": {"body": _HTML}, "b": {"body": _LIFE.replace("Ana", "Ferry crossings Ana")}}}),
}


@pytest.mark.parametrize("state", _STATES.values(), ids=_STATES.keys())
def test_a_text_handed_to_scripts_is_read(state: str) -> None:
    article = read_article(_page(state))
    assert article.body.split("\n") == _PARAGRAPHS
    assert article.title == _TITLE
    assert article.found["body"] == "script"


def test_json_ld_declares_an_article_too() -> None:
    declared = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry takes up its crossings again"}</script>'
    assert read_article(_page(_STATES["rows"], declared=declared)).body.split("\n") == _PARAGRAPHS


_TERMS = "".join(
    f"<p>These terms hold for all who use the service on any {day}. "
    "We take care of the data that we need, and what they said to us stays ours.</p>"
    for day in _DAYS
)


@pytest.mark.parametrize("title", ["Oil talks fail over Iran deal", "What they said when they came home", "EU vs US: no AI law", ""])
def test_the_terms_of_a_site_are_no_article_whatever_the_title(title: str) -> None:
    page = _page(_assigned({"data": {"text": _TERMS}}))
    with pytest.raises(ReadError):
        read_article(Page(page.address, page.content.replace(_TITLE.encode(), title.encode()), page.content_type))


def test_the_list_of_a_section_is_no_article() -> None:
    declared = (
        '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "x"}]}</script>'
    )
    with pytest.raises(ReadError):
        read_article(_page(_STATES["a list of paragraphs"], declared=declared))


def test_a_text_in_a_state_says_nothing_of_the_page() -> None:
    lies = '<meta name="author" content="Mallory Faker"><meta property="article:published_time" content="2019-01-01T00:00:00Z">'
    article = read_article(_page(_assigned({"story": {"body": f"{lies}</article><footer rel=author>Mallory Faker</footer>{_HTML}"}})))
    assert (article.published, article.authors) == (None, ())
    assert _PARAGRAPHS[0] in article.body


def test_a_title_in_a_script_without_spaces_is_spoken_of_by_pairs_of_signs() -> None:
    assert speaks_of("渡轮恢复航线", "渡轮公司周一恢复了往返外岛的航线")
    assert not speaks_of("渡轮恢复航线", "本网站的使用条款适用于所有用户")


_OTHERS = [{"url": f"/{day}", "title": day, "summary": text} for day, text in zip(_DAYS, _PARAGRAPHS, strict=True)]


@pytest.mark.parametrize(
    "state",
    [
        _assigned({"writer": {"life": _LIFE}}),
        _assigned({"more": _OTHERS}),
        _assigned({"more": [{"node": other} for other in _OTHERS]}),
        _assigned({"related": [{"uri": "", "summary": text} for text in _PARAGRAPHS]}),
        _assigned({"comments": [{"user": "bob", "text": text} for text in _PARAGRAPHS]}),
        _assigned({"story": {"body": _PARAGRAPHS[0] * 9}}),
        _assigned({"story": {"body": _PARAGRAPHS[0]}}),
        _assigned({"template": _HTML.replace("Monday", "{{ day }}")}),
        _assigned(
            {
                "style": "".join(
                    f".ferry-crossings-again-{day} {{ margin: 0; color: red; font-family: Georgia, serif. }}\n" for day in _DAYS * 9
                )
            }
        ),
        _assigned({"pictures": [f"https://phare.example/ferry/crossings/again/{day}/wide/large.jpg 1200w, more" for day in _DAYS * 9]}),
        f"<script>document.write('{_HTML}')</script>",
    ],
    ids=[
        "a writer's life",
        "other articles",
        "others one down",
        "what is related",
        "comments",
        "one paragraph",
        "a short text",
        "slots to fill",
        "styles",
        "addresses",
        "code",
    ],
)
def test_what_else_scripts_hold_is_no_article(state: str) -> None:
    with pytest.raises(ReadError):
        read_article(_page(state))


def test_a_page_that_declares_no_article_is_none() -> None:
    with pytest.raises(ReadError):
        read_article(_page(_STATES["rows"], declared=""))


def test_what_a_page_shows_goes_before_what_its_scripts_hold() -> None:
    shown = "Nine weeks of ice ended on Monday, the harbour master said, and the first boats left at dawn for the islands. " * 4
    article = read_article(_page(_STATES["rows"], shown=f"<article><h1>{_TITLE}</h1><p>{shown}</p></article>"))
    assert article.body == shown.strip()
    assert "body" not in article.found


@pytest.mark.parametrize(
    "markup",
    [
        "<script type=text/template></a>" * 40_000,
        "<script></a>" * 40_000,
        "<script " * 40_000,
        "<noscript></a>" * 40_000,
        "<script>" + 'x.push([1,"\\"' * 300_000,
        "<script>" + '\\"' * 1_000_000,
        "<script>" + '=["' * 400_000,
        "<script>" + "=[1," * 400_000,
        "<script>x=" + '{"a":' * 400_000,
        "<script>x=" + "[" * 1_000_000,
        "<script>x=" + '{"a":' * 400 + "[" + "1," * 500_000,
        "<script>" + "=[1]" * 500_000,
        '<script>x={"a":[' + '[["The boat left."]],' * 100_000 + "1]}</script>",
        '<script>rows.push([1,"' + "1:Tffffff," * 200_000 + '"])</script>',
        '<script>x="' + "<p " * 30_000 + '"</script>',
    ],
    ids=lambda markup: markup[:24],
)
def test_scripts_without_end_are_read_in_good_time(markup: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError):
        read_article(_page(markup))
    assert time.process_time() - start < 5


_PIECES = st.lists(
    st.sampled_from([b"<script", b"<SCRIPT>", b"</script>", b"</script", b" type=x", b">", b"a()", b"<p>", b"</"]), max_size=12
)


@given(_PIECES)
def test_scripts_are_parted_from_the_page_and_nothing_is_lost(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    assert with_scripts(content, lambda _, __: None) == content
    assert not any(re.search(rb"(?i)</script[\s/>]", text) for _, text in scripts_of(content))


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        (b"<!-- <script> --><script>a()</script>", [b"a()"]),
        (b"<!--><script>a()</script>", [b"a()"]),
        (b"<!-- <script>a()</script>", []),
        (b"<script-x>a</script-x><script>b()</script>", [b"b()"]),
        (b"<script>'<!--'</script><p>1</p><script>b()</script>", [b"'<!--'", b"b()"]),
    ],
)
def test_scripts_are_those_of_a_browser(markup: bytes, texts: list[bytes]) -> None:
    assert [text for _, text in scripts_of(markup)] == texts
