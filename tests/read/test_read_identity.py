"""What a page says of itself in its head, and the language its words are in."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.read.metadata.head import Head, read_head, resolve
from sourcier.read.metadata.identity import _WESTERN, _count_stops, _stops, _western_words, find_language, language_of

_TEXTS = st.text(st.sampled_from("aZ éÀœŸßµªºÑ²½'’—«»\u00a0\u2009\n.,-_09łΣΑж日🙂\ufeff\x81") | st.characters(exclude_categories=["Cs"]))


@given(_TEXTS)
def test_words_are_the_same_in_whatever_alphabet(text: str) -> None:
    words = re.findall(r"[^\W\d_]+", text.lower())
    western = _western_words(text)
    assert western is None or [word.decode(_WESTERN) for word in western] == words
    assert _count_stops(text)[0] == len(words)


def test_every_character_of_one_byte_is_read_as_an_expression_reads_it() -> None:
    for code in range(256):
        text = f"A{bytes([code]).decode('cp1252', 'replace')}B"
        western = _western_words(text)
        assert western is None or [word.decode(_WESTERN) for word in western] == re.findall(r"[^\W\d_]+", text.lower())


@given(st.lists(st.sampled_from(sorted(_stops()[0])), max_size=40), st.sampled_from(["", " ж"]))
def test_common_words_count_the_same_in_whatever_alphabet(words: list[str], after: str) -> None:
    assert _count_stops(" ".join(words) + after)[1] == sum(_stops()[0][word] for word in words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferries leave the harbour at noon, and the mayor is in the first of them.", "en"),
        ("Le maire a dit que les bacs sont dans le port et que la mer est haute 🙂", "fr"),
        ("Lannec Quill Harbour Ponant Barge Phare Nord Sud", None),
        ("Trop court", None),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


_NAMES = ("description", "og:title", "Author")


@given(
    st.sampled_from(_NAMES),
    st.text(st.sampled_from("ab &<é\n\t")),
    st.sampled_from(["name", "property", "itemprop"]),
)
def test_a_meta_tag_says_the_same_in_any_order(name: str, content: str, key: str) -> None:
    written = content.replace("&", "&amp;").replace("<", "&lt;")
    plain = read_head([(f'meta {key}="{name}" content="{written}"', "")], (), (), "")
    turned = read_head([(f'meta content="{written}" {key}="{name}"', "")], (), (), "")
    assert plain == turned
    assert plain.meta_of(name.lower()) == (" ".join(content.split()) or None)


def test_the_first_content_of_a_name_counts() -> None:
    head = Head(meta=(("author", ""), ("author", "Ada Quill"), ("author", "Bo Quill")))
    assert head.meta_of("byl", "author") == "Ada Quill"
    assert head.metas_of("author") == ("Ada Quill", "Bo Quill")
    assert head.metas_of("byl") == ()


def test_links_that_only_fetch_from_the_own_site_say_nothing() -> None:
    links = ['link rel="stylesheet" href="/a.css"', 'link rel="icon" href="//files.example/i.png"', 'link href="/2" rel="next"']
    head = read_head([(link, "") for link in links], (), (), "https://phare.example/1")
    assert head.rels == (("icon", "//files.example/i.png"), ("next", "https://phare.example/2"))


@given(st.text("ab <>&\"'\u00a0;#lgtnbsp"))
def test_what_normal_form_escapes_is_resolved(text: str) -> None:
    written = text.replace("&", "&amp;").replace("\u00a0", "&nbsp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    assert resolve(written) == html.unescape(written) == text


@given(st.lists(st.sampled_from(["property", "name", "itemprop", "http-equiv", "data-rh", "charset", "content"]), max_size=4, unique=True))
def test_a_meta_tag_is_read_whatever_its_attributes(keys: list[str]) -> None:
    tag = "meta" + "".join(f' {key}=" Ada  &amp; co"' if key == "content" else f' {key}="{key.title()}"' for key in keys)
    names = [key for key in ("property", "name", "itemprop", "http-equiv") if key in keys]
    assert [name for name, _ in read_head([(tag, "")], (), (), "").meta] == (names if "content" in keys else [])
    assert {content for _, content in read_head([(tag, "")], (), (), "").meta} <= {"Ada & co"}


def test_a_declared_language_is_believed_where_the_opening_speaks_it() -> None:
    english = "The boats that were in the port had to wait for the ice to go, and it was not to be soon that they did. " * 4
    german = "Die Boote, die in dem Hafen lagen, mussten auf das Ende des Eises warten, und das war nicht bald der Fall. " * 16
    assert find_language(Head(language="en"), english[:250] + german) == ("de", "words")
    assert find_language(Head(language="en-GB" + " x" * 100_000), english) == ("en", "html[lang]")


def test_a_name_in_the_head_is_asked_for_as_it_reads() -> None:
    head = read_head([('meta name="a&amp;b" content="x"', ""), ('meta name=" " content="x"', "")], (), (), "")
    assert head.meta == (("a&b", "x"),)


def test_the_state_of_a_script_in_a_tag_is_not_read() -> None:
    assert read_head([(f'meta data-x="{"y" * 30_000}" itemprop="x" content="z"', "")], (), (), "").meta == ()
