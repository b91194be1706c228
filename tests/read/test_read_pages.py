"""Golden pages: every folder of tests/pages holds a page and what must be read off it; a bug report becomes a folder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sourcier.errors import ReadError
from sourcier.model import Article, Page
from sourcier.read import read_article

_PAGES = Path(__file__).parent.parent / "pages"
_FOLDERS = sorted(folder for folder in _PAGES.iterdir() if (folder / "expected.toml").exists() and not folder.name.startswith("credit-"))


def _read(folder: Path, address: str) -> Article:
    return read_article(Page(address, (folder / "page.html").read_bytes(), "text/html"))


@pytest.mark.parametrize("folder", _FOLDERS, ids=[folder.name for folder in _FOLDERS])
def test_page_reads_as_expected(folder: Path) -> None:
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    if "error" in expected:
        with pytest.raises(ReadError) as raised:
            _read(folder, expected["address"])
        assert raised.value.reason == expected["error"]
        return
    article = _read(folder, expected["address"])
    wrong = {key: (_told(article, key), value) for key, value in expected.items() if key in _KEYS and _told(article, key) != value}
    assert wrong == {}
    assert [text for text in expected.get("contains", []) if text not in article.body] == []
    assert [text for text in expected.get("lacks", []) if text in article.body] == []


@pytest.mark.parametrize("folder", _FOLDERS, ids=[folder.name for folder in _FOLDERS])
def test_spans_index_the_body(folder: Path) -> None:
    try:
        article = _read(folder, "https://phare.example/a")
    except ReadError:
        return
    inside = [block for block in article.blocks if block.span]
    assert "\n".join(block.text for block in inside) == article.body
    assert all(block.span.of(article.body) == block.text for block in inside if block.span)
    assert all(link.span.of(article.body) == link.text for link in article.links if link.span)


_KEYS = (
    "title",
    "authors",
    "outlet",
    "published",
    "modified",
    "language",
    "party",
    "flags",
    "images",
    "links",
    "body",
    "debris",
    "credited",
    "entries",
    "next_page",
)


def _told(article: Article, key: str) -> Any:
    """One field of an article as the golden files write it."""
    values: dict[str, Any] = {
        "authors": list(article.authors),
        "outlet": article.outlet.name if article.outlet else None,
        "published": article.published.isoformat() if article.published else "",
        "modified": article.modified.isoformat() if article.modified else None,
        "party": article.author_box.party if article.author_box else None,
        "flags": list(article.flags),
        "images": [image.address for image in article.images],
        "links": [link.address for link in article.links],
        "body": f"{article.body}\n",
        "debris": len(article.debris),
        "entries": [[e.at.isoformat() if e.at else "", e.title, e.span.of(article.body) if e.span else e.text] for e in article.entries],
        "credited": [credit.name for credit in article.credits],
    }
    return values.get(key, getattr(article, key, None))
