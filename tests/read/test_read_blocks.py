"""Markup becomes lines: comments, entities, stray signs and links with their exact places."""

from __future__ import annotations

import html

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import ReadError
from sourcier.read.page import limits
from sourcier.read.page.blocks import Layout, lay_out, unescape
from sourcier.read.page.compose import _value_of, links_of
from sourcier.read.page.limits import check_markup
from sourcier.read.page.marks import Mark
from sourcier.read.page.parse import parse_markup

_HERE = "https://phare.example/une"


def lines(markup: str) -> list[str]:
    return [line.text for line in layout(markup).lines]


def layout(markup: str) -> Layout:
    return lay_out(parse_markup(markup.encode()))


def test_what_follows_a_comment_is_read() -> None:
    assert lines("<p>Le bac<!-- --> repart <!---->lundi<!-- à revoir --></p>") == ["Le bac repart lundi"]


def test_what_a_comment_says_is_not_read() -> None:
    assert lines("<p>Le bac</p><!-- <p>ne</p> --><!--<div><p>part</p>--><p>repart</p>") == ["Le bac", "repart"]


def test_conditional_comments_end_where_browsers_end_them() -> None:
    assert lines("<!--[if gt IE 8]><!--> <p>Le bac</p> <!--<![endif]--><p>repart</p>") == ["Le bac", "repart"]


def test_comments_short_enough_for_a_tool_are_kept() -> None:
    long = "x" * 300
    assert layout(f"<p>a</p><!-- urn:newsml:vigie <b>1</b> --><!--{long}--><!---->").comments == ["urn:newsml:vigie <b>1</b>"]


def test_an_attribute_named_like_a_comment_hides_nothing() -> None:
    assert lines('<div <!-- class="x"><p>Le bac</p></div><p>repart</p>') == ["Le bac", "repart"]


def test_an_attribute_with_a_bracket_in_its_name_opens_nothing() -> None:
    assert lines('<p>Le <img src="a.png" <br> bac</p>') == ["Le bac"]


def test_what_speaks_of_the_page_is_gathered_wherever_it_stands() -> None:
    found = layout('<html lang="fr"><title>Le bac</title><body><p>a</p><meta name="author" content="Ada Marsh">')
    assert [tag.partition(" ")[0] for tag, _ in found.declared] == ["html", "title", "meta"]
    assert found.declared[1][1] == "Le bac"
    assert [line.text for line in found.lines] == ["a"]


def test_the_link_round_a_picture_is_none_of_the_line_below_it() -> None:
    (line,) = layout('<div><a href="/full.jpg"><img src="a.jpg"></a><p>Le bac repart, selon <a href="/vigie">la Vigie</a>.</p></div>').lines
    assert [(link.address, link.text) for link in links_of(line, _HERE)] == [("https://phare.example/vigie", "la Vigie")]


def test_white_space_before_a_link_counts_for_nothing() -> None:
    opened, spaced = layout('<li><a href="/a">Le bac</a></li><li>\n  <a href="/b">\n  <b>\n</b><div>  Le bac</div></a></li>').lines
    assert opened.links[0][0] == 0
    assert (opened.linked, opened.strong) == (6, 0)
    assert (spaced.linked, spaced.strong) == (8, 0)


def test_elements_below_one_follow_it_at_once() -> None:
    found = layout("<div><p>a</p><ul><li>b</li></ul></div><p>c</p>")
    div = found.tags.index("div")
    assert found.tags[div : found.end_of(div)] == ["div", "p", "ul", "li"]
    assert found.end_of(0) == len(found.tags)


@given(st.text(alphabet="<>&;\u00a0 ab", max_size=30))
def test_unescape_undoes_the_normal_form(text: str) -> None:
    written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")
    assert unescape(written) == html.unescape(written).replace("\u00a0", " ")


@given(st.text(alphabet="<>&;#39\u00a0' ab\"", max_size=30))
def test_the_address_of_a_link_is_read_as_the_page_means_it(text: str) -> None:
    (line,) = layout(f'<p><a class="x" href="{html.escape(text)}" title="b">Le bac</a></p>').lines
    assert _value_of(line.links[0][2], ' href="') == text
    assert _value_of(line.links[0][2], ' src="') == ""


@given(st.lists(st.tuples(st.text(alphabet="ab \n\u00a0é&", max_size=6), st.booleans()), max_size=8))
def test_links_stand_where_their_words_are_printed(runs: list[tuple[str, bool]]) -> None:
    inner = "".join(f'<a href="/{n}">{html.escape(text)}</a>' if linked else html.escape(text) for n, (text, linked) in enumerate(runs))
    for line in layout(f"<p>{inner}</p>").lines:
        moved = links_of(line, _HERE, 100)
        for link, later in zip(links_of(line, _HERE), moved, strict=True):
            assert link.span is not None
            assert later.span is not None
            assert link.text == line.text[link.span.start : link.span.end]
            assert " ".join(runs[int(link.address.rsplit("/", 1)[1])][0].split()) in {link.text, link.text.strip()}
            assert later.span.start == link.span.start + 100


def test_many_tags_that_close_in_time_are_not_deep() -> None:
    check_markup(b"<div>" * 1_000 + b"</div>" * 1_000 + b"<p>a</p><br>" * 5_000, _HERE)


@given(st.integers(0, 30_000), st.integers(0, 6_000))
def test_a_tag_with_too_many_attributes_is_found_wherever_it_stands(before: int, count: int) -> None:
    markup = b"<p>" + b"a" * before + b"<p" + b" a" * count + b"><p>" + b"a" * 20_000
    if count >= 5_000:  # the name of the tag is counted with them
        with pytest.raises(ReadError, match="too many attributes"):
            check_markup(markup, _HERE)
    else:
        check_markup(markup, _HERE)


@pytest.mark.parametrize(
    "markup", [b"<p " + b"a" * 30_000, b"<p>" + b"a " * 30_000, b"<p title='" + b"a " * 30_000 + b"'>", b"< " + b"a " * 30_000]
)
def test_what_is_long_but_no_list_of_attributes_passes(markup: bytes) -> None:
    check_markup(b"<body>" + markup, _HERE)


@pytest.mark.parametrize("after", [b"", b"</i>" * 500, b"<", b"</"])
def test_tags_that_never_close_are_too_deep(after: bytes) -> None:
    with pytest.raises(ReadError, match="too deep"):
        check_markup(b"<i>" * 2_600 + after, _HERE)


def test_what_is_no_end_tag_closes_nothing() -> None:
    with pytest.raises(ReadError, match="too deep"):
        check_markup(b"<body>" + b"<i></1>" * 2_600, _HERE)


def test_an_attribute_is_not_sought_in_the_value_of_another() -> None:
    assert _value_of('img alt="see src=" src="i.jpg"', ' src="') == "i.jpg"
    assert _value_of('a title="a href=" datetime="x"', ' href="') == ""


def test_a_link_in_a_table_in_a_link_ends_the_outer_one() -> None:
    (line, inner) = layout('<p><a href="/1">The outer words<table><tr><td><a href="/2">the inner words</a></table>').lines
    assert {address for one in (line, inner) for address in [link.address for link in links_of(one, _HERE)]} == {
        "https://phare.example/1",
        "https://phare.example/2",
    }
    assert line.linked + inner.linked == len("The outer wordsthe inner words")


def test_the_link_round_a_picture_before_a_break_is_none_of_the_line_after_it() -> None:
    (line,) = layout('<p> <a href="/full.jpg"> <img src="a.jpg"> </a><br>Le bac repart, selon <a href="/vigie">la Vigie</a>.</p>').lines
    assert [(link.address, link.text) for link in links_of(line, _HERE)] == [("https://phare.example/vigie", "la Vigie")]
    assert line.linked == len("la Vigie")


@given(st.lists(st.sampled_from([b"<", b"/", b"</", b"a", b">"]), max_size=40).map(b"".join))
def test_end_tags_are_counted_at_even_and_odd_places(markup: bytes) -> None:
    assert limits.count_ends(markup) == markup.count(b"</")


@given(st.lists(st.sampled_from(["<b>", "<I>", "/", "<br>", "<", "<!", "<1", "</1>"]), max_size=30))
def test_what_is_counted_first_is_no_less_than_the_depth(signs: list[str]) -> None:
    markup, opened = "", [""]
    for sign in signs:
        if sign in {"<b>", "<I>"}:
            opened.append(sign)
        markup += opened.pop().replace("<", "</") if sign == "/" and len(opened) > 1 else sign
    content = f"{markup}<i>".encode()
    letters = np.frombuffer(content, np.uint8)
    assert limits._depth(content) <= limits._depth_bound(letters, np.flatnonzero(letters[:-2] == ord("<")))


@pytest.mark.parametrize("after", [b"i<=n;", b"<!---->", b"<1", b"<\\/i>"])
def test_only_letters_open_a_tag(after: bytes) -> None:
    check_markup(b"<body><i></i>" + after * 2_600, _HERE)


@given(st.text("a&. \t\n\r\x0c\x1f\x85\xa0\u2003\u2028\u200b\u3000", max_size=12))
def test_white_space_of_any_kind_becomes_single_spaces(text: str) -> None:
    assert "\n".join(lines(f"<pre>x{html.escape(text)}</pre>")) == " ".join(html.unescape(html.escape(f"x{text}")).split())


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "strong", "i", "br"]), st.sampled_from(["tide", "the tide "])), max_size=6))
def test_the_characters_of_links_and_of_bold_are_counted(runs: list[tuple[str, str]]) -> None:
    found = layout(f"<p>x{''.join(f'<{tag}>{words}</{tag}>' if tag != 'br' else f'<br>{words}' for tag, words in runs)}</p>").lines
    assert sum(line.linked for line in found) == sum(len(words) for tag, words in runs if tag == "a")
    assert sum(line.strong for line in found) == sum(len(words) for tag, words in runs if tag in {"b", "strong"})


def test_bold_in_bold_counts_once_and_goes_on_over_a_break() -> None:
    assert [line.strong for line in layout("<p>x<b>ti<strong>de</strong><br>ebb</b></p>").lines] == [4, 3]


def test_names_are_asked_of_what_holds_a_line() -> None:
    found = layout('<div class="footer"><p>a</p></div><div class="footer"><p></p></div><div class="ad"><span hidden>b</span></div>')
    named = {(tag, bits) for tag, bits in zip(found.tags, found.bits, strict=True) if bits}
    assert named == {("div", Mark.FOOTER), ("div", Mark.ADVERT), ("span", Mark.HIDDEN)}
    assert sum(map(bool, found.bits)) == 3
