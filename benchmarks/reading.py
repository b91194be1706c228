"""Reading against its peers on public pages: `extract` is the adapter for the scorer, `main` prints the tables."""

from __future__ import annotations

import sourcier.read
from sourcier.errors import ReadError
from sourcier.model import Page


def extract(html: str, url: str | None) -> dict[str, object]:
    """Body, title, authors and day of one page as the scorer asks for them; empty where there is no article."""
    try:
        article = sourcier.read.read_article(Page(url or "", html.encode("utf-8", "surrogatepass"), "text/html; charset=utf-8"))
    except ReadError:
        return {}
    published = article.published
    return {
        "body": article.body,
        "title": article.title,
        "authors": list(article.authors),
        "date": published.isoformat()[:10] if published else None,
    }
