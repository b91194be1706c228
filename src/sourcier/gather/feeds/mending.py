"""XML that no parser takes, mended where its meaning is plain: control characters, halves of characters, bare ampersands."""

from __future__ import annotations

import html.entities
import re
from xml.parsers import expat

# "\x00" to "\x1f" but for tab and line ends, and the two that are no characters (XML 1.0 section 2.2).
_ILLEGAL = frozenset([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_ILLEGAL_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_CONTROLS = bytes(n for n in _ILLEGAL if n < 32)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,9}));?")
# A section that nothing closes is none: behind the last end none is looked for, or each of many would be to the end of the text.
_CDATA_END = "]]>"
_AMPERSAND = re.compile(r"&(?!#[0-9]|#[xX][0-9A-Fa-f])(?:([A-Za-z][A-Za-z0-9]{1,31});)?")
_CDATA_OR_AMPERSAND = re.compile(rf"<!\[CDATA\[.*?\]\]>|{_AMPERSAND.pattern}", re.DOTALL)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def is_well_formed(text: str) -> bool:
    """Whether XML can be parsed as it stands, its prefixes declared and its entities known."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def mended(text: str) -> str:
    """The text without what no XML parser takes: control characters, and references to them or to halves of characters.

    The two halves of one character, written as two references, are put together.

    >>> mended("a&#xD83D;&#xDE81;b&#0;c")
    'a🚁bc'
    """
    if _may_be_illegal(text.encode("utf-8", "surrogatepass")):
        text = _ILLEGAL_TEXT.sub("", text)
    if "&#" not in text:
        return text
    mended_text = _REFERENCE.sub(_referred, text)
    if any("\ud800" <= c <= "\udfff" for c in mended_text):
        mended_text = mended_text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return mended_text


def _may_be_illegal(data: bytes) -> bool:
    """Whether a text may hold what `_ILLEGAL_TEXT` finds: asked of its bytes, which takes a tenth of the time."""
    return len(data.translate(None, _CONTROLS)) != len(data) or b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data


def _referred(found: re.Match[str]) -> str:
    """A character reference as it stands when XML takes it, the half of a character for what is one, else nothing."""
    number = int(found[1], 16) if found[1] else int(found[2])
    if 0xD800 <= number <= 0xDFFF:
        return chr(number)
    return "" if number in _ILLEGAL or number > 0x10FFFF else found[0]


def with_plain_ampersands(text: str) -> str:
    """The text with its bare ampersands escaped, and its HTML entities, which no feed declares, as the characters they name.

    >>> with_plain_ampersands("<a>R&D &eacute;t&eacute; &lt;</a>")
    '<a>R&amp;D été &lt;</a>'
    """
    last = text.rfind(_CDATA_END) + len(_CDATA_END) if _CDATA_END in text else 0
    return _CDATA_OR_AMPERSAND.sub(_plain, text[:last]) + _AMPERSAND.sub(_plain, text[last:])


def _plain(found: re.Match[str]) -> str:
    """A CDATA section as it stands, an ampersand so that it can be parsed."""
    name = found[1]
    if not found[0].startswith("&") or name in _OF_XML:
        return found[0]
    if not name or f"{name};" not in html.entities.html5:
        return "&amp;" + found[0][1:]
    # The names of HTML 4 mean what they meant there: two brackets have moved since.
    number = html.entities.name2codepoint.get(name)
    characters = chr(number) if number else html.entities.html5[f"{name};"]
    return "".join(f"&#{ord(c)};" if c in "&<>\"'" else c for c in characters)
