"""Every value of the model survives being written and read back, whatever its text holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier import model
from sourcier.errors import DamagedError
from sourcier.model import Article, Block, Page, Reading, Span
from sourcier.store.encode import decode, decode_article, encode, encode_article, is_storable, storable

TYPES = sorted((t for t in vars(model).values() if isinstance(t, type) and is_dataclass(t)), key=lambda t: t.__name__)
# Halves of surrogate pairs and NUL among the rest, and halves that meet.
TEXT = st.one_of(st.text(max_size=8), st.text(alphabet="a\0\ud83d\ude00é\n", max_size=6))
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES | st.just(UTC))  # noqa: DTZ001  (bounds are told without a zone)


def _values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of the model."""
    arguments = get_args(hint)
    if hint is str:
        return TEXT
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: _values(hints[field.name]) for field in fields(hint)})
    if get_origin(hint) is tuple and arguments[1:] == (Ellipsis,):
        return st.lists(_values(arguments[0]), max_size=2).map(tuple)
    if get_origin(hint) is tuple:
        return st.tuples(*map(_values, arguments))
    if get_origin(hint) is Mapping:
        return st.dictionaries(TEXT, TEXT, max_size=2).map(MappingProxyType)
    if arguments and all(isinstance(argument, str) for argument in arguments):
        return st.sampled_from(arguments)
    if arguments:
        return st.one_of(*map(_values, arguments))
    return SIMPLE[hint]


SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(),
    float: st.floats(allow_nan=False),
    bytes: st.binary(max_size=8),
    date: st.dates(),
    datetime: TIMES,
    type(None): st.none(),
}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_value_comes_back_equal(kind: type, data: st.DataObject) -> None:
    value = data.draw(_values(kind))
    line = encode(value)
    assert is_storable(line)
    assert decode(kind, line) == value


@given(title=TEXT, body=TEXT, start=st.integers(0, 4), length=st.integers(0, 4), other=TEXT)
def test_an_article_comes_back_from_its_columns(title: str, body: str, start: int, length: int, other: str) -> None:
    span = Span(start, start + length)
    blocks = (Block("body", span.of(body), span), Block("quote", other, span), Block("caption", other))
    article = Article(body, "fr", title=title, blocks=blocks, found={"title": "head:title"})
    assert decode_article(encode_article(article), storable(title), storable(body)) == article


def test_an_article_does_not_hold_its_text_twice() -> None:
    body = "Un phare brûle.\n" * 100
    article = Article(body, blocks=(Block("body", body[:15], Span(0, 15)),))
    assert "phare" not in encode_article(article)


def test_a_reading_comes_back_whole() -> None:
    reading = Reading(Page("https://phare.example/", b"\0\xff", None, datetime(2031, 1, 1, tzinfo=UTC)), error="empty")
    assert decode(Reading, encode(reading)) == reading


@given(text=TEXT)
def test_columns_keep_offsets(text: str) -> None:
    assert len(storable(text)) == len(text)
    assert is_storable(storable(text))
    storable(text).encode()


@given(text=st.text(max_size=20))
def test_no_text_is_taken_for_a_value(text: str) -> None:
    with pytest.raises(DamagedError):
        decode(Article, text)


@pytest.mark.parametrize(
    "line", ["[1,[1]]", "[1,7]", "[1]", "[2,[3,7]]", "{}", "null", "[1,null]", '[1,["x"]]'], ids=repr
)  # fmt: skip
def test_what_was_not_written_here_is_damage(line: str) -> None:
    json.loads(line)
    with pytest.raises(DamagedError):
        decode(model.Alignment, line)
    with pytest.raises(DamagedError):
        decode_article(line, "", "")
