"""The common run of feeds, well-formed RSS 2.0 and Atom 1.0 in their usual elements, read in a tenth of feedparser's time.

What comes out are rows in feedparser's shape, or None for any feed that holds something out of the common run: relative links,
XHTML, elements that stand for others. Those are feedparser's to read. A test holds the two to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

Row = dict[str, Any]
Rows = tuple[str, Row, list[Row]]

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_SY = "{http://purl.org/rss/1.0/modules/syndication/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Out of the common run: entities of their own, bases, bytes that were windows-1252.
_UNUSUAL = ("<!DOCTYPE", "xml:base")
_WINDOWS = re.compile(rb"\xc2[\x80-\x9f]")
_RELATIVE = re.compile(
    r"""(?i)\s(?:href|src|srcset|cite|background|action|longdesc|data|poster)\s*=\s*(?!["']?(?:https?:|mailto:|tel:|data:))"""
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_REFERENCE = re.compile(r"&(?:amp;)?([A-Za-z0-9_]+);")


class _OutOfTheRunError(Exception):
    """Something that feedparser has to read."""


def plain_rows(text: str) -> Rows | None:
    """The kind of a feed, its head and its entries as feedparser would give them; None when it is not of the common run."""
    if _is_unusual(text):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - there is no document type, so there are no entities to unfold
        if root.tag == "rss" and root.get("version") == "2.0":
            return _rss(root)
        if root.tag == f"{_ATOM}feed":
            head, entries = _row(root, _ATOM_HEAD, root.get(_LANG, "")), root.findall(f"{_ATOM}entry")
            return "atom", head, [_row(entry, _ATOM_ENTRY, root.get(_LANG, "")) for entry in entries]
    except (ET.ParseError, _OutOfTheRunError):
        pass
    return None


def _rss(root: ET.Element) -> Rows | None:
    """An RSS 2.0 with one channel and its items in it."""
    channel = root.find("channel")
    if channel is None or len(root) != 1:
        return None
    lang = channel.get(_LANG, root.get(_LANG, ""))
    head = _row(channel, _RSS_HEAD, lang)
    return "rss", head, [_row(item, _RSS_ITEM, lang) for item in channel.findall("item")]


Reader = Callable[[ET.Element, Row, str], None]


def _row(element: ET.Element, readers: dict[str, Reader], lang: str) -> Row:
    """One feed or entry; each of its elements is read by the reader of its name."""
    row: Row = {"links": []}
    lang = element.get(_LANG, lang)
    for part in element:
        reader = readers.get(part.tag)
        if reader is None or _LANG in part.attrib:
            raise _OutOfTheRunError
        reader(part, row, lang)
    if readers is _ATOM_HEAD and lang:
        row.setdefault("language", lang)
    if row.get("content"):
        row.setdefault("summary", row["content"][0]["value"])
    permalink = row.pop("permalink", "")
    if permalink and "link" not in row:
        row["link"] = permalink
    return row


def _words(element: ET.Element) -> str:
    """The text of an element that holds text only, mended where it went through the wrong coding once."""
    if len(element):
        raise _OutOfTheRunError
    words = (element.text or "").strip()
    if not words.isascii():
        if _is_unusual(words):
            raise _OutOfTheRunError
        try:
            return words.encode("latin-1").decode()
        except UnicodeError:
            return words
    return words


def _is_unusual(text: str) -> bool:
    """Whether a text holds what is out of the common run; the characters are looked for in its bytes, where they are found sooner."""
    return any(mark in text for mark in _UNUSUAL) or _WINDOWS.search(text.encode("utf-8", "surrogatepass")) is not None


def _web(words: str) -> str:
    """An address that needs no base to be joined to."""
    if not words.startswith(("http://", "https://")):
        raise _OutOfTheRunError
    return _REFERENCE.sub(r"&\1", words.replace("&amp;", "&"))


def _markup(element: ET.Element) -> str:
    """The words of an element that may hold HTML, without relative links."""
    words = _words(element)
    if "<" in words and "=" in words and _RELATIVE.search(words):
        raise _OutOfTheRunError
    return words


def _ignore(_element: ET.Element, _row: Row, _lang: str) -> None:
    """Nothing that we ask for."""


def _as(name: str, words: Callable[[ET.Element], str] = _markup) -> Reader:
    """The reader of an element whose words are kept under a name; of several the last one counts."""

    def read(element: ET.Element, row: Row, _lang: str) -> None:
        row[name] = words(element)

    return read


def _summary(element: ET.Element, row: Row, _lang: str) -> None:
    if "summary" in row or element.get("type", "text") not in ("text", "html"):
        raise _OutOfTheRunError
    row["summary"] = _markup(element)


def _text_construct(name: str) -> Reader:
    """The reader of a text of Atom that is no XHTML."""

    def read(element: ET.Element, row: Row, _lang: str) -> None:
        if element.get("type", "text") not in ("text", "html"):
            raise _OutOfTheRunError
        row[name] = _markup(element)

    return read


def _content(element: ET.Element, row: Row, lang: str) -> None:
    if element.get("type", "html") not in ("text", "html") or "src" in element.attrib:
        raise _OutOfTheRunError
    row.setdefault("content", []).append({"value": _markup(element), "language": lang})


def _rss_link(element: ET.Element, row: Row, _lang: str) -> None:
    row["link"] = _web(_words(element))
    row["links"].append({"rel": "alternate", "href": row["link"]})


def _atom_link(element: ET.Element, row: Row, _lang: str) -> None:
    link = {"rel": element.get("rel", "alternate"), "href": _web(element.get("href", "")), "type": element.get("type", "text/html")}
    row["links"].append(link)
    if link["rel"] == "alternate" and link["type"] in ("text/html", "application/xhtml+xml"):
        row["link"] = link["href"]
    if link["rel"] == "enclosure":
        row.setdefault("enclosures", []).append({**link, "length": element.get("length", "")})


def _guid(element: ET.Element, row: Row, _lang: str) -> None:
    row["id"] = _words(element)
    # An id that is an address serves as the link where there is none; any other id is kept as it is, and joined to nothing.
    if element.get("isPermaLink", "true") == "true" and row["id"].startswith(("http://", "https://")):
        row["permalink"] = row["id"]


def _author_line(element: ET.Element, row: Row, _lang: str) -> None:
    """A person on one line: a name, a mail address, or both."""
    words = _words(element)
    mail = _MAIL.search(words)
    name = words.replace(mail[0], "").replace("()", "").replace("<>", "").strip(" ()") if mail else words
    row.setdefault("authors", []).append({"name": name, "email": mail[0] if mail else ""})


def _atom_person(name: str) -> Reader:
    def read(element: ET.Element, row: Row, _lang: str) -> None:
        parts = {part.tag.removeprefix(_ATOM): _words(part) for part in element}
        if not parts.keys() <= {"name", "email", "uri"}:
            raise _OutOfTheRunError
        address = parts.get("uri", "")
        person = {"name": parts.get("name", ""), "email": parts.get("email", ""), "href": _web(address) if address else ""}
        row.setdefault(name, []).append(person)

    return read


def _tag(element: ET.Element, row: Row, _lang: str) -> None:
    term = element.get("term") or _words(element)
    if term:
        row.setdefault("tags", []).append({"term": term})


def _enclosure(element: ET.Element, row: Row, _lang: str) -> None:
    part = {"rel": "enclosure", "href": _web(element.get("url", "")), "length": element.get("length", ""), "type": element.get("type", "")}
    row["links"].append(part)
    row.setdefault("enclosures", []).append(part)


def _rss_origin(element: ET.Element, row: Row, _lang: str) -> None:
    row["source"] = {"title": _words(element), "href": element.get("url", "")}


def _atom_origin(element: ET.Element, row: Row, lang: str) -> None:
    origin = _row(element, _ATOM_HEAD, lang)
    origin.pop("language", None)
    row["source"] = origin


def _media(element: ET.Element, row: Row, lang: str) -> None:
    """Pictures and who made them, wherever they stand; titles and descriptions of pictures are feedparser's to weigh."""
    name = element.tag.removeprefix(_MEDIA)
    if name == "credit":
        row.setdefault("media_credit", []).append({"content": _words(element)})
    elif name in ("content", "thumbnail"):
        row.setdefault(f"media_{name}", []).append({"url": element.get("url", "")})
    elif name != "group":
        raise _OutOfTheRunError
    for part in element:
        if not part.tag.startswith(_MEDIA):
            raise _OutOfTheRunError
        _media(part, row, lang)


def _image(element: ET.Element, row: Row, _lang: str) -> None:
    address = element.findtext("url", "").strip()
    row["image"] = {"href": _web(address) if address else ""}


_RSS_BOTH: dict[str, Reader] = {
    "title": _as("title"),
    "link": _rss_link,
    "pubDate": _as("published", _words),
    "category": _tag,
    f"{_ATOM}link": _atom_link,
    f"{_DC}creator": _author_line,
    f"{_MEDIA}content": _media,
    f"{_MEDIA}thumbnail": _media,
    f"{_MEDIA}credit": _media,
    f"{_MEDIA}group": _media,
}
_RSS_HEAD: dict[str, Reader] = {
    **_RSS_BOTH,
    "item": _ignore,
    "description": _as("subtitle"),
    "language": _as("language", _words),
    "lastBuildDate": _as("updated", _words),
    "generator": _as("generator", _words),
    "copyright": _as("rights"),
    "ttl": _as("ttl", _words),
    "docs": _ignore,
    "cloud": _ignore,
    "image": _image,
    f"{_SY}updatePeriod": _as("sy_updateperiod", _words),
    f"{_SY}updateFrequency": _as("sy_updatefrequency", _words),
}
_RSS_ITEM: dict[str, Reader] = {
    **_RSS_BOTH,
    "description": _summary,
    "author": _author_line,
    "guid": _guid,
    "comments": _as("comments", lambda element: _web(_words(element))),
    "enclosure": _enclosure,
    "source": _rss_origin,
    f"{_CONTENT}encoded": _content,
    f"{_DC}source": _as("dc_source", _words),
    "{http://purl.org/rss/1.0/modules/slash/}comments": _as("slash_comments", _words),
    "{http://wellformedweb.org/CommentAPI/}commentRss": _as("wfw_commentrss", lambda element: _web(_words(element))),
    "{com-wordpress:feed-additions:1}post-id": _ignore,
}
_ATOM_BOTH: dict[str, Reader] = {
    f"{_ATOM}title": _text_construct("title"),
    f"{_ATOM}id": _guid,
    f"{_ATOM}updated": _as("updated", _words),
    f"{_ATOM}link": _atom_link,
    f"{_ATOM}author": _atom_person("authors"),
    f"{_ATOM}contributor": _atom_person("contributors"),
    f"{_ATOM}category": _tag,
    f"{_ATOM}rights": _text_construct("rights"),
}
_ATOM_HEAD: dict[str, Reader] = {
    **_ATOM_BOTH,
    f"{_ATOM}entry": _ignore,
    f"{_ATOM}subtitle": _text_construct("subtitle"),
    f"{_ATOM}generator": _as("generator", _words),
    f"{_ATOM}logo": _as("logo", lambda element: _web(_words(element))),
    f"{_ATOM}icon": _as("icon", lambda element: _web(_words(element))),
}
_ATOM_ENTRY: dict[str, Reader] = {
    **_ATOM_BOTH,
    f"{_ATOM}published": _as("published", _words),
    f"{_ATOM}summary": _summary,
    f"{_ATOM}content": _content,
    f"{_ATOM}source": _atom_origin,
}
