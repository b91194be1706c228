"""Bytes to text by the rules of browsers (https://encoding.spec.whatwg.org/), with a detector only where nothing is declared."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

from sourcier.errors import ReadError

# What a page may declare and how browsers read it. Labels that Python knows but browsers do not (utf-7, zlib, idna…) stay unknown.
_BROWSER_CODECS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "cp1252": "cp1252",
    "x-user-defined": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "chinese": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "koi8-r": "koi8_r",
    "koi8": "koi8_r",
    "koi8-u": "koi8_u",
    "ibm866": "cp866",
    "cp866": "cp866",
    "866": "cp866",
    "utf-16": "utf_16_le",
    "utf-16le": "utf_16_le",
    "utf-16be": "utf_16_be",
    "unicode": "utf_16_le",
    "utf-8": "utf_8",
    "utf8": "utf_8",
    "unicode-1-1-utf-8": "utf_8",
}
_FAMILIES = re.compile(r"(?:x-)?(?:windows-|cp)(125[0-8]|874)|(?:cs)?(?:iso[-_]?8859[-_]|latin)(\d{1,2})", re.ASCII)
_BOMS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
# What UTF-8 and these codecs make of the very same bytes differs.
_NO_BYTES = frozenset({"utf_16_le", "utf_16_be", "iso2022_jp"})
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,>]+)""", re.IGNORECASE)
_META = re.compile(rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.+-]{2,40})""", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|p|div|article)[\s>]", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_:.+-]{2,40})""")
_LATIN_CODECS = frozenset(
    ["cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "hp_roman8", "mac_latin2", "mac_iceland", "mac_turkish", "cp437", "cp850"]
    + ["cp852", "cp858", "cp500", "cp1026", "cp1140", "cp273", "cp037"]
    + [f"iso8859_{part}" for part in (2, 3, 4, 9, 10, 13, 14, 15, 16)]
)
_CENTRAL = re.compile(rb"""<html[^>]{0,200}\blang=["']?(?:pl|cs|sk|hu|ro|hr|sl|bs|sr|sq|tr|lt|lv|et)""", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
# Browsers scan 1024 bytes for a <meta>; real heads put it later often enough that missing it costs more than the scan.
_PRESCAN = 16384
_SAMPLE = 8192
_PART = 16384
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 11, 12, 127), " ")


def decode_page(content: bytes, content_type: str | None, address: str = "") -> str:
    """The text of a page: byte order mark, header, `<meta>`, then what the bytes look like; never UTF-7, never an error of a codec.

    Two departures from the standard, each for pages that browsers show broken: bytes that are valid UTF-8 beyond ASCII are UTF-8
    whatever single-byte label they carry, and a page that declares UTF-8 yet is mostly not is looked at as if it declared nothing.

    Raises:
        ReadError: "empty" for nothing, "not text" for an image, an archive or another binary file.
    """
    if not content.strip():
        raise ReadError("empty", address)
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(codec if codec != "utf_32" else "utf_32_le", "replace"))
    declared = _declared(content, content_type)
    if declared is None or not declared.startswith("utf_16"):
        wide = _wide_codec(content)
        if wide:
            return _clean(content.decode(wide, "replace"))
        _refuse_binary(content, address)
    return _clean(_decode_as(content, declared))


def to_utf8(content: bytes, content_type: str | None, address: str = "") -> bytes:
    """The text of `decode_page` as UTF-8: as good as always the very bytes, which limits and parser read faster than text.

    Raises:
        ReadError: as `decode_page`.
    """
    if content.startswith(_MARKS) or b"\x00" in content or _declared(content, content_type) in _NO_BYTES or not _is_utf8(content):
        return decode_page(content, content_type, address).encode()
    if not content or content.isspace():
        raise ReadError("empty", address)
    _refuse_binary(content, address)
    return content


def _is_utf8(content: bytes) -> bool:
    """Whether the bytes are valid UTF-8, asked part by part: the text of a whole page would leave the processor's cache."""
    view, start = memoryview(content), 0
    try:
        while start < len(content):
            _, read = codecs.utf_8_decode(view[start : start + _PART], "strict", start + _PART >= len(content))
            start += read  # less than a part where a letter is cut in two
    except UnicodeDecodeError:
        return False
    return True


def codec_of(label: str) -> str | None:
    """The Python codec that reads what a browser reads under this label, None for a label that browsers do not know.

    >>> codec_of("ISO-8859-1"), codec_of("utf-7")
    ('cp1252', None)
    """
    low = label.strip().strip("\"'").lower()
    if low in _BROWSER_CODECS:
        return _BROWSER_CODECS[low]
    family = _FAMILIES.fullmatch(low)
    if not family:
        return None
    name = f"cp{family[1]}" if family[1] else f"iso8859_{family[2]}"
    try:
        return codecs.lookup(name).name.replace("-", "_")
    except LookupError:
        return None


def _declared(content: bytes, content_type: str | None) -> str | None:
    """The codec that the header or else the page itself declares."""
    if content_type and (codec := _told(content_type)):
        return codec
    prefix = content[:_PRESCAN]
    found = _META.search(prefix) or _XML.search(prefix)
    codec = codec_of(found[1].decode("ascii")) if found else None
    # A page that can be scanned as ASCII is not UTF-16, whatever its <meta> says.
    return "utf_8" if codec and codec.startswith("utf_16") else codec


@lru_cache(maxsize=256)
def _told(content_type: str) -> str | None:
    """The codec that a header tells; there are few of them."""
    found = _CHARSET.search(content_type)
    return codec_of(found[1]) if found else None


def _wide_codec(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the opening is zero."""
    sample = content[:512]
    if b"\x00" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half > even * 4:
        return "utf_16_le"
    return "utf_16_be" if even > 0.4 * half > odd * 4 else None


def _refuse_binary(content: bytes, address: str) -> None:
    """Raise for bytes that no text holds so many of."""
    sample = content[:4096]
    if _MARKUP.search(sample):
        return
    bare = sample.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)]))
    if len(sample) - len(bare) > 0.1 * len(sample) or sample.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise ReadError("not text", address)


def _decode_as(content: bytes, declared: str | None) -> str:
    """The text under a declared codec, corrected where the bytes plainly belie it."""
    try:
        text = content.decode("utf_8")
    except UnicodeDecodeError:
        pass
    else:
        # iso-2022-jp hides behind ASCII bytes; everything else that is valid UTF-8 is UTF-8.
        return content.decode(declared, "replace") if declared == "iso2022_jp" else text
    if declared and declared != "utf_8":
        return content.decode(declared, "replace")
    text = content.decode("utf_8", "replace")
    broken = text.count("\ufffd")
    high = len(_HIGH.findall(content))
    # A UTF-8 letter beyond ASCII takes at least two bytes: fewer good ones than broken ones means another codec.
    if high - broken >= 2 * broken:
        return text
    return content.decode(_detected(content), "replace")


def _detected(content: bytes) -> str:
    """The codec that the opening of the bytes, markup taken out, looks most like; windows-1252 where nothing is likely."""
    opening = re.sub(rb"<[^>]{0,2000}>|[\x00-\x1f]", b" ", content[: 8 * _SAMPLE])
    start = _HIGH.search(opening)
    opening = opening[max(0, start.start() - 200) :][:_SAMPLE] if start else opening[:_SAMPLE]
    best = from_bytes(opening, steps=3, chunk_size=512).best()
    if best is None:
        return "cp1252"
    # Latin code pages differ in few letters, and a detector guesses among them; outside Central Europe it is windows-1252.
    central = _CENTRAL.search(content[:2048])
    return "cp1252" if best.encoding in _LATIN_CODECS and not central else best.encoding


def _clean(text: str) -> str:
    """The text without zero bytes and other controls that no parser wants."""
    return text.translate(_CONTROLS) if not text.isprintable() and "\x00" in text else text
