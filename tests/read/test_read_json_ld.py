"""JSON-LD is read flat, whatever graph, list or broken comma it comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.read.metadata.json_ld import articles_of, read_json_ld, text_of

_ARTICLE = '{"@type": "NewsArticle", "headline": "Le bac de Lannec"}'


@pytest.mark.parametrize(
    "script",
    [
        _ARTICLE,
        f"[{_ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebPage"}}, {_ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {_ARTICLE}}}',
        f"<!-- {_ARTICLE} -->",
        f"//<![CDATA[\n{_ARTICLE}\n//]]>",
        f"/* <![CDATA[ */ {_ARTICLE} /* ]]> */",
        _ARTICLE.replace("}", ",}"),
        f"{_ARTICLE};",
        f'{_ARTICLE} {{"@type": "Person"}}',
        _ARTICLE.replace("Lannec", "Lannec\\'"),
        _ARTICLE.replace("Le bac", "Le\nbac"),
        _ARTICLE.replace('"', "&quot;"),
        '{"@type": "https://schema.org/NewsArticle", "headline": "Le bac de Lannec"}',
        '{"@type": ["Thing", "NewsArticle"], "headline": "Le bac de Lannec"}',
    ],
)
def test_an_article_is_found(script: str) -> None:
    articles = articles_of(read_json_ld((script,)))
    assert [text_of(entry["headline"]).replace("\\", "").rstrip("'") for entry in articles] == ["Le bac de Lannec"]


@pytest.mark.parametrize("script", ["", "{", "null", "[[[", "not json", '"text"', "[" * 5000, '{"@type": 3}'])
def test_what_is_broken_for_good_is_left_out(script: str) -> None:
    assert articles_of(read_json_ld((script, _ARTICLE)))[0]["headline"] == "Le bac de Lannec"


def test_a_script_past_the_limit_is_left_out() -> None:
    assert read_json_ld(('{"@type": "Article", "headline": "' + "x" * 1_600_000 + '"}',)) == ()


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    )
)
def test_any_value_is_read(value: object) -> None:
    for entry in read_json_ld((json.dumps(value),)):
        assert isinstance(text_of(dict(entry)), str)


@pytest.mark.parametrize(
    "script",
    [
        (
            '{"@type":"NewsArticle","headline":"The "old" ferry","datePublished":"2031-03-04T08:00:00+01:00",'
            '"author":{"@type":"Person","name":"Ada Quill"}}'
        ),
        (
            '{"@type":"NewsArticle","datePublished":"2031-03-04T08:00:00+01:00",'
            '"author":[{"@type":"Person","name":"Ada Quill"}],"articleBody":"The fer'
        ),
        "{'@type':'NewsArticle','datePublished':'2031-03-04T08:00:00+01:00','author':'Ada Quill'}",
    ],
)
def test_a_script_that_no_repair_mends_still_tells_its_day_and_writer(script: str) -> None:
    (entry,) = read_json_ld((script,))
    assert entry["datePublished"] == "2031-03-04T08:00:00+01:00"
    assert text_of(entry["author"]) == "Ada Quill"


@pytest.mark.parametrize("script", ['{"@type":"Organization","name":"The "old" port"}', "no json", '{"@type":"NewsArticle"', ""])
def test_a_broken_script_that_tells_nothing_of_an_article_tells_nothing(script: str) -> None:
    assert not any("datePublished" in entry or "author" in entry for entry in read_json_ld((script,)))
