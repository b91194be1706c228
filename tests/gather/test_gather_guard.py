"""Addresses are vetted by their spelling, and every number a name resolves to is vetted before anything is sent."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import RefusedError
from sourcier.gather.guard import VettedResolver, is_allowed, is_public, vet_address

REFUSED = [
    ("only http and https", ["file:///etc/passwd", "ftp://phare.example/", "data:text/html,x", "javascript:x()", "//phare.example/"]),
    (
        "only http and https",
        ["http:phare.example", "http:/phare.example/", "http:\\\\phare.example", "view-source:http://phare.example/", "", "http://"],
    ),
    ("user name", ["http://phare.example@10.0.0.1/", "http://a:b@phare.example/", "http://@phare.example/"]),
    (
        "odd spelling",
        [
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.000.000.001/",
            "http://0/",
            "http://1.2.3.4.5/",
        ],
    ),
    (
        "odd spelling of the host",
        ["http://127.0.0.1%2f/", "http://phare.example%00.example/", "http://a b.example/", "http://[fe80::1%25lo]/"],
    ),
    (
        "control characters",
        [
            "http://phare.example/\r\nX: 1",
            "http://phare\t.example/",
            "http://phare.example/%0d%0aX:1",
            "http://phare.example/\x00",
            "http://a.example/\ud800",
        ],
    ),
    (
        "not on the public network",
        [
            "http://127.0.0.1/",
            "http://①②⑦.⓪.⓪.①/",
            "http://127。0。0。1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/",
        ],
    ),
    (
        "name of the local network",
        [
            "http://localhost/",
            "http://LOCALHOST./",
            "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
            "http://printer.local/",
            "http://metadata.internal/",
            "http://intranet/",
        ],
    ),
    ("port", ["http://phare.example:22/", "http://phare.example:25/", "http://phare.example:6379/", "https://phare.example:9200/"]),
    (
        "not a valid",
        [
            "http://phare.example:0/",
            "http://phare.example:99999/",
            "http://[::1/",
            "http://-a.example/",
            "http://a..example/",
            "http://phare.example:x/",
        ],
    ),
    ("longer than", ["http://phare.example/" + "a" * 9000]),
]


@pytest.mark.parametrize(("reason", "address"), [(reason, address) for reason, rows in REFUSED for address in rows])
def test_an_address_is_refused_by_its_spelling(reason: str, address: str) -> None:
    with pytest.raises(RefusedError) as caught:
        vet_address(address)
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://Phare.example/une page?q=é#top", "https://phare.example/une%20page?q=%C3%A9"),
        ("http://phare.example:8080/", "http://phare.example:8080/"),
        ("http://éclair.example/", "http://xn--clair-9ra.example/"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("  https://phare.example  ", "https://phare.example/"),
    ],
)
def test_an_honest_address_passes_in_one_spelling(address: str, asked: str) -> None:
    assert vet_address(address).address == asked


@pytest.mark.parametrize(
    "number",
    [
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2606:4700::5efe:a00:1",
        "2606:4700::200:5efe:a00:1",
    ],
)
def test_numbers_that_lead_elsewhere_are_not_public(number: str) -> None:
    assert not is_public(ip_address(number))


@given(st.ip_addresses(v=4))
def test_no_public_number_hides_another(number: IPv4Address) -> None:
    """Every way to write an IPv4 address into an IPv6 one is refused, whatever it leads to."""
    as_int = int(number)
    hidden = [
        as_int,
        0xFFFF << 32 | as_int,
        0x64FF9B << 96 | as_int,
        0x2002 << 112 | as_int << 80,
        0x20010000 << 96 | as_int,
        0x5EFE << 32 | as_int,
    ]
    assert not any(is_public(IPv6Address(value)) for value in hidden)


@given(st.text(max_size=60))
def test_any_text_is_vetted_or_refused(text: str) -> None:
    for address in (text, f"http://{text}", f"https://phare.example/{text}"):
        try:
            target = vet_address(address)
        except RefusedError:
            continue
        assert target.address.startswith(("http://", "https://"))
        assert target.address.isascii()
        assert "@" not in (target.url.raw_authority or "")


def test_allowing_by_name_is_exact() -> None:
    assert is_allowed("127.0.0.1", 8000, ("127.0.0.1:8000",))
    assert not is_allowed("127.0.0.1", 8001, ("127.0.0.1:8000",))
    assert is_allowed("intranet", 80, ("Intranet",))
    assert is_allowed("::1", 80, ("[::1]:80",))
    assert vet_address("http://localhost:6379/", ("localhost:6379",)).host == "localhost"
    with pytest.raises(RefusedError):
        vet_address("http://localhost:6380/", ("localhost:6379",))


def _resolve(monkeypatch: pytest.MonkeyPatch, numbers: list[str], allow: tuple[str, ...] = ()) -> list[str]:
    def looked_up(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in n], socket.SOCK_STREAM, 6, "", (n, port)) for n in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return [row["host"] for row in asyncio.run(VettedResolver(allow).resolve("front.example", 8000))]


def test_a_name_is_refused_when_any_of_its_numbers_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _resolve(monkeypatch, ["93.184.216.34", "2606:4700::1111"]) == ["93.184.216.34", "2606:4700::1111"]
    for numbers in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["fe80::1%eth0"]):
        with pytest.raises(RefusedError):
            _resolve(monkeypatch, numbers)


def test_a_private_number_may_be_allowed_by_its_name_or_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for allow in (("front.example",), ("front.example:8000",), ("10.0.0.1",), ("10.0.0.1:8000",)):
        assert _resolve(monkeypatch, ["10.0.0.1"], allow) == ["10.0.0.1"]
    for allow in (("front.example:80",), ("10.0.0.2",), ("other.example",)):
        with pytest.raises(RefusedError):
            _resolve(monkeypatch, ["10.0.0.1"], allow)


def test_a_name_that_nobody_has_is_an_error_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="no address"):
        _resolve(monkeypatch, [])
