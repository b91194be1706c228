"""The bytes of a feed as UTF-8 without an XML declaration, whatever they were sent in."""

from __future__ import annotations

import codecs
import re

# The longest marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" and "<" without a mark, as XML 1.0 appendix F guesses.
_GUESSES = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
# Labels that mean more than they say (https://encoding.spec.whatwg.org/#names-and-labels), as Python names them.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
# Written in ASCII bytes throughout, so that validity as UTF-8 says nothing about them.
_SEVEN_BIT = ("iso-2022", "hz", "csiso2022", "utf-16", "utf-32", "utf16", "utf32", "ucs-2", "ucs-4", "iso-10646")
_DECLARATION = re.compile(rb"""\s*<\?xml\b[^>]{0,500}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["'][^>]{0,500}\?>""")
_ANY_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,1000}\?>")
_CHARSET = re.compile(r"""(?i)charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""")


def to_text(content: bytes, content_type: str = "") -> str:
    """The text of a feed: by its byte order mark, else UTF-8 where it is valid, else as declared, else windows-1252.

    Validity as UTF-8 comes before the declarations, which are wrong more often than chance makes other codings valid UTF-8.

    >>> to_text("<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".encode())
    '<a>é</a>'
    """
    text = _decoded(content, content_type)
    text = text.removeprefix("\ufeff")
    declared = _ANY_DECLARATION.match(text)
    return text[declared.end() :] if declared else text


def _decoded(content: bytes, content_type: str) -> str:
    """The text by the first coding that fits."""
    for mark, coding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(coding, "replace")
    for start, coding in _GUESSES:
        if content.startswith(start):
            return content.decode(coding, "replace")
    in_header, in_file = _CHARSET.search(content_type), _DECLARATION.match(content[:2000])
    declared = [label for label in (in_header[1] if in_header else "", in_file[1].decode("ascii") if in_file else "") if label]
    candidates = [_MEANT.get(label.lower(), label) for label in declared]
    if not any(label.lower().startswith(_SEVEN_BIT) for label in declared):
        candidates = ["utf-8", *candidates]
    for coding in (*candidates, "utf-8", "cp1252"):
        text = _attempt(content, coding)
        if text is not None:
            return text
    return content.decode("latin-1")


def _attempt(content: bytes, coding: str) -> str | None:
    """The text in one coding, None when it does not fit or is not one of text."""
    try:
        if codecs.lookup(coding).name in ("utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode"):
            return None
        return content.decode(coding)
    except (UnicodeError, LookupError, ValueError):
        return None
