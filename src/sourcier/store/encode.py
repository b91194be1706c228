"""Values of the model as JSON text and back, exactly: what goes in comes out equal, whatever its text holds.

One rule for every type: a dataclass is a list of its fields in order, fields at the end left out while they have their default
value; a tuple is a list; a datetime or date is its ISO text; bytes are base64; a mapping is a list of pairs. The whole is
`[version, value]`, so that a later rule can still read what an earlier one wrote. Text that no database holds as such is kept too:
JSON escapes NUL by itself, and a text with half a surrogate pair is an object with its UTF-8 in base64.
"""
# ruff: noqa: ANN401  (what JSON holds has no narrower type than Any)

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from sourcier.errors import DamagedError
from sourcier.model import Article, Block

VERSION = 1
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_AS_THEY_ARE = frozenset({str, int, float, bool, NoneType})
_Value = TypeVar("_Value")
_Maker = Callable[[Any], Any]  # from a plain JSON value to a value of the model
_NAMES = tuple(field.name for field in fields(Article))
_TITLE, _BODY, _BLOCKS, _PUBLISHED = (_NAMES.index(name) for name in ("title", "body", "blocks", "published"))
_BLOCK_TEXT = tuple(field.name for field in fields(Block)).index("text")


def encode(value: object) -> str:
    """The value of a type of the model as one line of JSON.

    >>> from sourcier.model import Span
    >>> encode(Span(3, 7))
    '[1,[3,7]]'
    """
    line = _line(value)
    return line if is_storable(line) else _written(_plain(value))


def decode(kind: type[_Value], text: str) -> _Value:
    """The value of that type that `encode` made the text of.

    >>> from sourcier.model import Span
    >>> decode(Span, '[1,[3,7]]')
    Span(start=3, end=7)

    Raises:
        DamagedError: the text was made of no such value.
    """
    value: _Value = _made(kind, _read(kind, text))
    return value


def encode_article(article: Article) -> str:
    """The article as JSON, without what its columns hold: title, body, and the text of blocks that the body holds already."""
    plain = _fields_of(article)  # all fields are there: the last, the id, never has its default value
    plain[_TITLE] = None if is_storable(article.title) else plain[_TITLE]
    plain[_BODY] = None if is_storable(article.body) else plain[_BODY]
    plain[_BLOCKS] = [_block_fields(block, article.body) for block in article.blocks]
    line = _line(plain)
    return line if is_storable(line) else _written(_plain(plain))


def _block_fields(block: Block, body: str) -> list[Any]:
    """The fields of a block, without its text where the body holds it."""
    plain = _fields_of(block)
    if block.span is not None and block.text == block.span.of(body):
        plain[_BLOCK_TEXT] = None
    return plain


def decode_article(text: str, title: str, body: str) -> Article:
    """The article that `encode_article` made the text of; `title` and `body` are what its columns hold.

    Raises:
        DamagedError: the text was made of no article.
    """
    plain = _read(Article, text)
    try:
        _put_back(plain, title, body)
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise DamagedError(f"a stored value cannot be read back: {error}", "Article") from error
    article: Article = _made(Article, plain)
    return article


def _put_back(plain: Any, title: str, body: str) -> None:
    """Nothing; the plain value holds all its text again."""
    plain[_TITLE] = title if plain[_TITLE] is None else plain[_TITLE]
    plain[_BODY] = body if plain[_BODY] is None else plain[_BODY]
    whole = _text(plain[_BODY])
    for block in plain[_BLOCKS]:
        if block[_BLOCK_TEXT] is None:
            start, end = block[_BLOCK_TEXT + 1]
            block[_BLOCK_TEXT] = whole[start:end]


def decode_published(text: str) -> datetime | date | None:
    """When an article was published, from what `encode_article` wrote; the rest is not made."""
    when = _read(Article, text)[_PUBLISHED]
    return None if when is None else _time(when)


def is_storable(text: str) -> bool:
    """Whether a text column of every database holds the text as it is: no NUL, no half of a surrogate pair."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    r"""The text as columns hold it: U+FFFD for every NUL and half of a surrogate pair; offsets stay.

    >>> storable("a\0b") == "a\ufffdb"
    True
    """
    return text if is_storable(text) else _UNSTORABLE.sub("\ufffd", text)


def _line(value: object) -> str:
    """The line of JSON of a value, written in one go: only what JSON knows no form of is asked for on the way."""
    return _write([VERSION, value])


def _written(plain: object) -> str:
    """The line of JSON; the slow way only for the rare text with half a surrogate pair."""
    line = _line(plain)
    return line if is_storable(line) else _line(_escaped(plain))


def _escaped(plain: Any) -> Any:
    """The same plain value with every text that UTF-8 refuses as an object. JSON's own escapes would join two halves that meet."""
    if isinstance(plain, str) and not is_storable(plain.replace("\0", "")):
        return {"utf-8": b64encode(plain.encode("utf-8", "surrogatepass")).decode("ascii")}
    if isinstance(plain, list):
        return [_escaped(item) for item in plain]
    if isinstance(plain, dict):
        return {key: _escaped(item) for key, item in plain.items()}
    return plain


def _unknown(value: Any) -> Any:
    """What JSON writes in place of a value that it knows no form of; texts, numbers and rows of them it writes by itself."""
    return _fields_of(value) if is_dataclass(value) else _plain(value)


# A mapping would be written as an object, so a dataclass hands over its mappings as lists of pairs.
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_unknown).encode


def _plain(value: Any) -> Any:
    """A value of the model as JSON knows values."""
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple or kind is list:
        return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
    if is_dataclass(kind):
        return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in _fields_of(value)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return [[key, value[key]] for key in value]
    return kind.__base__(value)  # a subclass of str or int is what it is a kind of


def _fields_of(value: Any) -> list[Any]:
    """The fields of a dataclass in order, without the last ones that have their default value."""
    kind: Any = type(value)
    get, defaults, mappings = _shown(kind)
    found = list(get(value))
    while found and defaults[len(found) - 1] and found[-1] == defaults[len(found) - 1][0]:
        found.pop()
    for place in mappings:
        if place < len(found):
            found[place] = _plain(found[place])
    return found


@cache
def _shown(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[Any, ...], ...], tuple[int, ...]]:
    """What gets the fields of a dataclass, the default value of each as a tuple of one, or () when it has none, and which are mappings."""
    names = [field.name for field in fields(kind)]
    get = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    hints = get_type_hints(kind)
    mappings = tuple(place for place, name in enumerate(names) if get_origin(hints[name]) is Mapping)
    return get, tuple(map(_default, fields(kind))), mappings


def _default(field: Field[Any]) -> tuple[Any, ...]:
    """The default value of a field as a tuple of one, or ()."""
    if field.default_factory is not MISSING:
        return (field.default_factory(),)
    return () if field.default is MISSING else (field.default,)


def _read(kind: type[Any], text: str) -> Any:
    """The plain value that was written."""
    try:
        version, plain = json.loads(text)
    except (ValueError, TypeError) as error:
        raise DamagedError(f"a stored value is no JSON: {error}", kind.__name__) from error
    if version != VERSION:
        raise DamagedError(f"a stored value was written by rule {version}; this program knows {VERSION}", kind.__name__)
    return plain


def _made(kind: Any, plain: Any) -> Any:
    """The value of the model that the plain value stands for."""
    try:
        return _maker(kind)(plain)
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise DamagedError(f"a stored value cannot be read back: {error}", kind.__name__) from error


@cache
def _maker(kind: Any) -> _Maker:
    """The function that makes a value of a type from its plain value; one small function a kind of type."""
    if is_dataclass(kind):
        return _dataclass_maker(kind)
    if kind is str or get_origin(kind) is Literal:
        return _text
    if get_origin(kind) is tuple:
        return _tuple_maker(get_args(kind))
    if NoneType in get_args(kind):
        return _optional_maker(kind)
    return _SIMPLE[get_origin(kind) or kind]


def _dataclass_maker(kind: Any) -> _Maker:
    """Makes a dataclass from the list of its first fields."""
    hints = get_type_hints(kind)
    makers = [_maker(hints[field.name]) for field in fields(kind)]
    if all(make is _same for make in makers):
        return lambda plain: kind(*plain)
    return lambda plain: kind(*[make(item) for make, item in zip(makers, plain, strict=False)])


def _tuple_maker(kinds: tuple[Any, ...]) -> _Maker:
    """Makes a tuple of one type, or of one type at each place."""
    if kinds[1:] == (Ellipsis,):
        each = _maker(kinds[0])
        return lambda plain: tuple([each(item) for item in plain])
    makers = [_maker(kind) for kind in kinds]
    return lambda plain: tuple([make(item) for make, item in zip(makers, plain, strict=True)])


def _optional_maker(kind: Any) -> _Maker:
    """Makes None from None and else a value of the other type; of datetime and date the text tells which."""
    kinds = [other for other in get_args(kind) if other is not NoneType]
    make = _time if datetime in kinds else _maker(kinds[0])
    return lambda plain: None if plain is None else make(plain)


def _text(plain: Any) -> str:
    """Text, from itself or from the object that stands for it."""
    return plain if isinstance(plain, str) else b64decode(plain["utf-8"]).decode("utf-8", "surrogatepass")


def _time(plain: str) -> datetime | date:
    """A datetime when the text tells a time of day, else a date."""
    return datetime.fromisoformat(plain) if "T" in plain else date.fromisoformat(plain)


def _mapping(plain: list[list[Any]]) -> Mapping[str, str]:
    """A mapping that cannot be changed, from the list of its pairs."""
    return MappingProxyType({_text(key): _text(item) for key, item in plain})


def _same(plain: Any) -> Any:
    """The plain value itself."""
    return plain


_SIMPLE: Mapping[Any, _Maker] = MappingProxyType(
    {int: _same, float: float, bool: _same, bytes: b64decode, date: _time, datetime: _time, Mapping: _mapping}
)
