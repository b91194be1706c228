"""Bytes become text as in a browser, whatever a page declares, and never by a codec that no browser knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import ReadError
from sourcier.read.page.decode import codec_of, decode_page, to_utf8

_TEXT = "<html><body><p>Le maire l’a dit : « la mer naît à l’œuvre, où le vœu coûte 3 €. »</p></body></html>"
_RUSSIAN = "<html><body><p>" + "Капитан порта заявил, что лёд стоит в восточном канале. " * 4 + "</p></body></html>"


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (_TEXT.encode(), None),
        (_TEXT.encode("utf-8-sig"), "text/html; charset=windows-1251"),
        (_TEXT.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (_TEXT.encode("cp1252"), None),
        (_TEXT.encode("cp1252"), "text/html; charset=utf-8"),
        (_TEXT.encode(), "text/html; charset=latin1"),
        (_TEXT.encode("utf-16"), None),
        (_TEXT.encode("utf-16-le"), None),
        (_TEXT.encode("utf-16-be"), "text/html; charset=utf-16be"),
        (_TEXT.encode(), 'text/html; charset="klingon"'),
        (_TEXT.replace("<body>", '<meta charset="windows-1252"><body>').encode("cp1252"), None),
        (_TEXT.replace("<body>", '<meta charset="utf-16"><body>').encode(), None),
    ],
)
def test_text_survives_its_codec(content: bytes, header: str | None) -> None:
    assert "« la mer naît à l’œuvre, où le vœu coûte 3 €. »" in decode_page(content, header)


@pytest.mark.parametrize("codec", ["koi8-r", "cp866", "cp1251"])
def test_a_declared_code_page_is_read(codec: str) -> None:
    declared = _RUSSIAN.replace("<body>", f'<meta http-equiv="Content-Type" content="text/html; charset={codec}"><body>')
    assert "лёд стоит" in decode_page(declared.encode(codec), None)


def test_an_undeclared_code_page_is_detected() -> None:
    assert "заявил" in decode_page(_RUSSIAN.encode("cp1251"), None)


@pytest.mark.parametrize("label", ["utf-7", "zlib", "idna", "unicode_escape", "rot13", "hex", "undefined", ""])
def test_labels_no_browser_knows_are_none(label: str) -> None:
    assert codec_of(label) is None


@pytest.mark.parametrize(
    ("label", "codec"),
    [("Latin1", "cp1252"), ("ISO-8859-15", "iso8859_15"), ("windows-1251", "cp1251"), ("Shift_JIS", "cp932"), ("gb2312", "gb18030")],
)
def test_labels_mean_what_browsers_mean(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b" \n ", "empty"), (b"\x89PNG\r\n\x1a\n" + bytes(200), "not text")])
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        decode_page(content, None)
    assert raised.value.reason == reason


@given(st.binary(min_size=1, max_size=300), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "text/html; charset=euc-jp"]))
def test_any_bytes_end_in_text_or_a_refusal(content: bytes, header: str | None) -> None:
    try:
        text = decode_page(content, header)
    except ReadError:
        return
    text.encode("utf-8")


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=80).map(str.encode), st.text(max_size=80).map(lambda text: text.encode("utf-16"))),
    st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=utf-16le", "text/html; charset=iso-2022-jp"]),
)
def test_utf8_is_the_text_written_back(content: bytes, header: str | None) -> None:
    try:
        text = decode_page(content, header)
    except ReadError as refused:
        with pytest.raises(ReadError, match=refused.reason):
            to_utf8(content, header)
        return
    assert to_utf8(content, header) == text.encode()
