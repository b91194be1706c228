"""Addresses: one spelling for one page, and whose domain it is."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.text.addresses import _one_spelling, _spelled_query, host_of, normalise_address, registrable_domain, split_address

NORMAL = [
    ("HTTP://Phare.Example/", "http://phare.example/"),
    ("https://phare.example", "https://phare.example/"),
    ("https://phare.example:443/a", "https://phare.example/a"),
    ("http://phare.example:8080/a", "http://phare.example:8080/a"),
    ("https://user:word@phare.example/a#top", "https://phare.example/a"),
    ("https://phare.example/a/./b/../c", "https://phare.example/a/c"),
    ("https://phare.example/?utm_source=x&utm_medium=y&id=7&fbclid=z", "https://phare.example/?id=7"),
    ("https://phare.example/a?b=&a=1", "https://phare.example/a?b=&a=1"),
    ("https://phare.example/%7eanna/caf%C3%A9", "https://phare.example/~anna/caf%C3%A9"),
    ("https://phare.example/café", "https://phare.example/caf%C3%A9"),
    ("https://phare.example////", "https://phare.example/"),
    ("https://phare.example./a", "https://phare.example/a"),
    ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
]


@pytest.mark.parametrize(("address", "expected"), NORMAL)
def test_one_spelling_for_one_page(address: str, expected: str) -> None:
    assert normalise_address(address) == expected


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "mailto:a@b.example", "data:text/html,x", "//", "http://", "http://[::1", "http://a:b/"]
)
def test_what_is_no_web_address_is_empty(address: str) -> None:
    assert normalise_address(address) == ""
    assert split_address(address) is None


@pytest.mark.parametrize("address", ["http://./", "http://...", "http://./a"])
def test_an_address_without_a_host_is_empty(address: str) -> None:
    assert normalise_address(address) == ""


def test_relative_addresses_are_joined() -> None:
    assert normalise_address("../b?x=1#y", "https://phare.example/a/c/d") == "https://phare.example/a/b?x=1"
    assert normalise_address("//autre.example/x", "https://phare.example/") == "https://autre.example/x"


@pytest.mark.parametrize(
    ("address", "host", "domain"),
    [
        ("https://www.phare.example/a", "phare.example", "phare.example"),
        ("https://rss.feeds.phare.co.uk/a", "rss.feeds.phare.co.uk", "phare.co.uk"),
        ("phare.example", "phare.example", "phare.example"),
        ("https://anna.blogspot.com/x", "anna.blogspot.com", "anna.blogspot.com"),
        ("http://127.0.0.1:8000/a", "127.0.0.1", "127.0.0.1"),
        ("http://[2001:db8::1]/a", "2001:db8::1", "2001:db8::1"),
        ("", "", ""),
    ],
)
def test_hosts_and_registrable_domains(address: str, host: str, domain: str) -> None:
    assert host_of(address) == host
    assert registrable_domain(address) == domain


@given(st.text(max_size=80))
def test_any_text_gives_an_answer_and_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise_address(text)
    assert normalise_address(once) == once
    host_of(text)


@given(st.text(alphabet="abc/.?&=#%~é0A", max_size=40))
def test_any_path_normalises_to_a_fixed_point(path: str) -> None:
    once = normalise_address(f"https://phare.example/{path}")
    assert once.startswith("https://phare.example/")
    assert normalise_address(once) == once


_SIGNS = [*"/?&#=+;.%aZ0é~|:@[]\t\xa0\u2003 -", "https://", "http://", "phare.example", "javascript:", "mailto:", "//", "..", "./"]
_SIGNS += ["utm_a", "ref", "a=b", "x.png", ":443"]
_ESCAPES = st.builds("%{:02{}}".format, st.integers(0, 255), st.sampled_from("xX"))
_WRITTEN = st.lists(st.sampled_from(_SIGNS) | _ESCAPES, max_size=9).map("".join)


@given(
    _WRITTEN | _WRITTEN.map("https://phare.example/a".__add__),
    st.sampled_from(
        ["", "https://phare.example", "http://phare.example/a/b?c=d", "https://phare.example/a//b/;c?d=/e", "//phare.example/a"]
    ),
)
def test_a_first_look_gives_what_the_whole_way_gives(address: str, base: str) -> None:
    parts = split_address(urljoin(base, address.strip()) if base else address)
    assert normalise_address(address, base) == (_one_spelling(parts) if parts else "")


@given(_WRITTEN | _WRITTEN.map("https://www.phare".__add__))
def test_a_host_read_at_first_sight_is_that_of_the_parser(address: str) -> None:
    parts = split_address(address if "//" in address else f"http://{address}")
    assert host_of(address) == ((parts.hostname or "").rstrip(".").removeprefix("www.") if parts else "")


@given(st.text(alphabet="ab=&+;%20CcA9é/:", max_size=30))
def test_a_query_is_spelled_pair_by_pair(query: str) -> None:
    assert _spelled_query(query) == urlencode(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize("template", ["https://phare.example/a{}b", "https://phare.example/{}", "https://phare.example/?a=b{}c"])
def test_escapes_are_written_in_one_way(template: str) -> None:
    for code in range(256):
        for escape in (f"%{code:02X}", f"%{code:02x}"):
            parts = split_address(template.format(escape))
            assert parts is not None
            assert normalise_address(template.format(escape)) == _one_spelling(parts)
