"""The bytes of feeds become text, and text becomes what a parser takes."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.gather.feeds.decoding import to_text
from sourcier.gather.feeds.mending import is_well_formed, mended, with_plain_ampersands

WORDS = "<a>L’été à Brévenne</a>"


def declared(coding: str, text: str = WORDS) -> str:
    return f"<?xml version='1.0' encoding='{coding}'?>{text}"


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (WORDS.encode(), ""),
        (codecs.BOM_UTF8 + WORDS.encode(), ""),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("utf-32"), ""),
        (declared("utf-16").encode("utf-16-be"), ""),
        (declared("utf-16").encode("utf-16-le"), "text/xml"),
        (WORDS.encode("cp1252"), ""),
        (declared("iso-8859-1").encode("cp1252"), ""),
        (declared("utf-8").encode("cp1252"), ""),
        (declared("iso-8859-1").encode(), ""),
        (declared("us-ascii").encode(), "text/xml; charset=iso-8859-1"),
        (declared("nothing").encode("cp1252"), ""),
        (declared("utf-7").encode("cp1252"), ""),
    ],
)
def test_the_same_text_however_it_was_sent(content: bytes, header: str) -> None:
    assert to_text(content, header) == WORDS


@pytest.mark.parametrize(
    ("coding", "words"),
    [
        ("koi8-r", "<a>Правда</a>"),
        ("gb2312", "<a>新闻</a>"),
        ("iso-2022-jp", "<a>新聞</a>"),
        ("shift_jis", "<a>新聞です</a>"),
        ("cp037", "<a>x</a>"),
    ],
)
def test_a_coding_that_is_declared(coding: str, words: str) -> None:
    assert to_text(declared(coding, words).encode(coding)) == words


def test_the_header_speaks_before_the_file() -> None:
    assert to_text(declared("koi8-r", "<a>Правда</a>").encode("cp1251"), "application/xml; charset=windows-1251") == "<a>Правда</a>"


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_become_text(content: bytes, header: str) -> None:
    to_text(content, header).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("a\x08b\x0bc\td\n", "abc\td\n"),
        ("&#0;&#8;&#x1F;&#xFFFF;&#x110000;&#1114112;", ""),
        ("&#233;&#xE9;", "&#233;&#xE9;"),
        ("a&#xD800;b", "ab"),
        ("&#55357;&#56961;", "🚁"),
        ("&#xDE81;&#xD83D;", ""),
    ],
)
def test_what_no_parser_takes_is_mended(text: str, better: str) -> None:
    assert mended(text) == better


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("R&D", "R&amp;D"),
        ("a & b &amp; c &lt; &#38; &#x26;", "a &amp; b &amp; c &lt; &#38; &#x26;"),
        ("&eacute;&nbsp;&hellip;", "é\xa0…"),
        ("&LT;&quot;&AMP;", "&#60;&quot;&#38;"),
        ("?a=1&b=2&copy=3", "?a=1&amp;b=2&amp;copy=3"),
        ("&nonsense;", "&amp;nonsense;"),
        ("<![CDATA[a & b &eacute;]]> & c", "<![CDATA[a & b &eacute;]]> &amp; c"),
        ("<![CDATA[open & ", "<![CDATA[open &amp; "),
        ("<![CDATA[a & b]]><![CDATA[open & ", "<![CDATA[a & b]]><![CDATA[open &amp; "),
    ],
)
def test_bare_ampersands_are_escaped(text: str, better: str) -> None:
    assert with_plain_ampersands(text) == better


@given(st.text(st.characters(exclude_characters="<>", exclude_categories=["Cs", "Cc"]), max_size=100))
def test_text_with_any_ampersands_can_be_parsed(text: str) -> None:
    assert is_well_formed(f"<a>{with_plain_ampersands(mended(text))}</a>")


def test_many_sections_that_nothing_closes_cost_no_time() -> None:
    start = time.process_time()
    assert with_plain_ampersands("<![CDATA[ & " * 100_000) == "<![CDATA[ &amp; " * 100_000
    assert time.process_time() - start < 2
