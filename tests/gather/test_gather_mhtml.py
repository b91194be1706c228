"""Pages that browsers saved whole, and mails: the HTML in them, where it stood and when it was saved."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import GatherError
from sourcier.gather.inputs import open_input
from sourcier.gather.mhtml import is_message, read_message
from sourcier.gather.sniff import kind_of
from sourcier.model import Page

_HTML = '<!doctype html><html lang="fr"><title>Le phare éteint</title><p>Le phare de Sainte-Hune s’est éteint à l’aube.</p></html>'
_ADDRESS = "https://phare.example/une/2031/05/06/le-phare-de-sainte-hune-s-est-eteint-a-l-aube-et-personne-ne-sait-pourquoi.html"
_FOLDED = _ADDRESS[:60] + "\r\n " + _ADDRESS[60:]


def _part(fields: str, body: bytes) -> bytes:
    return f"--cut\r\n{fields}\r\n\r\n".encode() + body + b"\r\n"


def _saved(
    *parts: bytes, start: str = "", head: str = f"Snapshot-Content-Location: {_FOLDED}\r\nDate: Tue, 6 May 2031 07:30:00 -0000\r\n"
) -> bytes:
    kind = f'multipart/related; type="text/html"; boundary="cut"{start}'
    fields = f"From: <Saved by a browser>\r\n{head}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    return fields.encode() + b"".join(parts) + b"--cut--\r\n"


_QUOTED = _part(
    f"Content-Type: text/html\r\nContent-ID: <1@page>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {_FOLDED}",
    quopri.encodestring(_HTML.encode()),
)
_PICTURE = _part("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", base64.b64encode(b"\x89PNG" * 20))
_FRAME = _part("Content-Type: text/html\r\nContent-ID: <2@page>\r\nContent-Location: cid:2@page", b"<p>Une publicit=E9</p>")


def test_a_saved_page_has_its_bytes_its_address_and_its_time() -> None:
    page = read_message(Page("file:///phare.mhtml", _saved(_PICTURE, _QUOTED, _FRAME)))
    assert page.content.decode().strip() == _HTML
    assert (page.address, page.content_type) == (_ADDRESS, "text/html")
    assert page.captured_at == datetime(2031, 5, 6, 7, 30, tzinfo=UTC)


def test_the_part_that_the_message_begins_with_is_the_page() -> None:
    page = read_message(Page("", _saved(_FRAME, _QUOTED, start='; start="<1@page>"')))
    assert page.content.decode().strip() == _HTML


def test_the_address_of_the_part_stands_in_where_the_message_has_none() -> None:
    assert read_message(Page("file:///x", _saved(_QUOTED, head=""))).address == _ADDRESS
    assert read_message(Page("file:///x", _saved(_FRAME, head=""))).address == "file:///x"
    assert read_message(Page("file:///x", _saved(_QUOTED, head="Date: yesterday\r\n"))).captured_at is None


@pytest.mark.parametrize("location", ["javascript:alert(1)", "file:///etc/passwd", "cid:1", "https://", ""])
def test_only_an_address_of_the_web_is_taken(location: str) -> None:
    assert read_message(Page("file:///x", _saved(_FRAME, head=f"Snapshot-Content-Location: {location}\r\n"))).address == "file:///x"


def test_a_mail_is_read_by_its_page_with_its_charset() -> None:
    body = base64.b64encode(_HTML.replace("’", "'").encode("iso-8859-1"))
    html = _part("Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64", body)
    mail = b"Received: from x by y;\r\n Tue, 6 May 2031\r\n" + _saved(_part("Content-Type: text/plain", b"Le phare"), html, head="")
    page = read_message(Page("", mail))
    assert page.content_type == "text/html; charset=iso-8859-1"
    assert "éteint" in page.content.decode("iso-8859-1")


def test_a_mail_that_came_by_many_servers_is_one() -> None:
    hops = b"".join(
        b"Received: from m%d.example by m%d.example;\r\n Tue, 6 May 2031 09:%02d:00 +0200\r\n" % (n, n + 1, n % 60) for n in range(90)
    )
    seal = b"DKIM-Signature: v=1; a=rsa-sha256; b=\r\n" + b" c2VhbA==\r\n" * 900
    mail = hops + seal + _saved(_part("Content-Type: text/html", _HTML.encode()), head="")
    assert kind_of(mail) == "message"
    assert read_message(Page("", mail)).content.strip() == _HTML.encode().strip()


@pytest.mark.parametrize(
    "content",
    [_saved(_PICTURE), _saved(), _saved(_part("Content-Type: text/html", b"")), _saved(_part("Content-Type: text/plain", b"Le phare"))],
)
def test_a_message_without_a_page_says_so(content: bytes) -> None:
    with pytest.raises(GatherError, match="a message without a page in it"):
        read_message(Page("x", content))


def test_a_file_gives_its_page_and_what_a_server_sends_speaks_for_itself_only(tmp_path: Path) -> None:
    saved = _saved(_QUOTED)
    file = tmp_path / "phare.mhtml"
    file.write_bytes(saved)
    [page] = open_input(str(file))
    assert isinstance(page, Page)
    assert page.address == _ADDRESS
    sent = Page("https://autre.example/x", saved, "text/html")
    [page] = open_input(sent.address, fetch=lambda _: sent)
    assert page is sent


@pytest.mark.parametrize("text", ["Note : le phare\nSuite : demain\n\nFin", "MIME-Version: 1.0", "<p>MIME-Version: 1.0</p>", ""])
def test_no_other_text_is_a_message(text: str) -> None:
    assert not is_message(text.encode())
    assert kind_of(text.encode()) != "message"


def test_nesting_without_end_is_an_error() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    with pytest.raises(GatherError, match=r"cannot be taken apart \(RecursionError\)$"):
        read_message(Page("", b"Subject: x\r\nMIME-Version: 1.0\r\n" + deep + b"Content-Type: text/html\r\n\r\n<p>x"))


@given(st.integers(0, 600), st.binary(max_size=12))
def test_a_damaged_message_is_a_page_or_an_error(at: int, noise: bytes) -> None:
    whole = _saved(_PICTURE, _QUOTED)
    try:
        page = read_message(Page("x", whole[:at] + noise + whole[at + len(noise) :]))
    except GatherError:
        return
    assert page.content.strip()
