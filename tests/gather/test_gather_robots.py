"""robots.txt as RFC 9309 wants it read, and never at a price."""

from __future__ import annotations

import time

import pytest

from sourcier.gather.robots import LONGEST_FILE, Robots

PRIVATE = "https://phare.example/prive/1"
RULES = "User-agent: *\nDisallow: /prive\n"


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        (RULES.encode(), False),
        (b"", True),
        (b"<html>oops</html>", True),
        (b"\xef\xbb\xbf" + RULES.encode(), False),
        (RULES.encode("utf-16"), False),
        (RULES.replace("\n", "\r").encode(), False),
        (b"User-agent: *\rDisallow: /prive\r\n\n", False),
        (b"user-AGENT: SOURCIER # us\ndisallow: /prive\n", False),
        (b"User-agent: *\nDisallow: /prive\n\nUser-agent: sourcier\nDisallow:\n", True),
        (b"User-agent: sourcier\nDisallow: /a\n\nUser-agent: x\nAllow: /\n\nUser-agent: sourcier\nDisallow: /prive\n", False),
        (b"User-agent: other\nDisallow: /\n", True),
        (b"User-agent: other\nUser-agent: *\nDisallow: /\n", False),
        (b"User-agent: *\nDisallow: /pr\nAllow: /prive\n", True),
        (b"User-agent: *\nDisallow: /prive$\n", True),
        (b"User-agent: *\nDisallow: /pr%69ve\n", False),
        (b"User-agent: *\nDisallow: /*/1\n", False),
        (b"User-agent: *\n\0Disallow: /prive\n", False),
        (b"User-agent: sourcierbot\nDisallow: /\n", True),
    ],
)
def test_whether_a_page_may_be_asked_for(content: bytes, allowed: bool) -> None:
    assert Robots(content).allows(PRIVATE) is allowed


def test_only_the_first_half_mebibyte_counts() -> None:
    assert Robots(b"#" + b"a" * LONGEST_FILE + b"\n" + RULES.encode()).allows(PRIVATE)


@pytest.mark.parametrize(
    ("line", "gap"), [("Crawl-delay: 7", 7.0), ("Crawl-delay: 1000000000", 1e9), ("Crawl-delay: soon", None), ("", None)]
)
def test_the_gap_that_a_site_asks_for(line: str, gap: float | None) -> None:
    assert Robots(f"User-agent: *\n{line}\nDisallow: /x\n".encode()).gap == gap


@pytest.mark.parametrize(
    "content",
    [
        "User-agent: *\nDisallow: /" + "*a" * 20_000 + "b\n",
        "".join(f"User-agent: a{i}\n" for i in range(15_000)) + "Disallow: /x\n" * 15_000,
        "".join(f"User-agent: a{i}\nDisallow: /x{i}\n\n" for i in range(10_000)),
        "Disallow: /x\n" * 40_000,
    ],
    ids=["wildcards", "many names", "many groups", "no group"],
)
def test_no_file_costs_more_than_a_moment(content: str) -> None:
    started = time.process_time()
    Robots(content.encode()).allows("https://phare.example/" + "a" * 5000)
    assert time.process_time() - started < 2.0
