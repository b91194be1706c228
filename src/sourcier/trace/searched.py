"""What an answer was looked for in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sourcier.model import Article, Searched
from sourcier.text.addresses import registrable_domain


def searched(articles: Iterable[Article]) -> Searched:
    """How many articles and outlets, and from which day to which they were published.

    Outlets are told apart by name, those without a name by the domain of the address.
    """
    kept = {article.article_id: article for article in articles}.values()
    days = sorted(day for article in kept if (day := _day(article)) is not None)
    outlets = {article.outlet.name if article.outlet is not None else registrable_domain(article.address) for article in kept}
    return Searched(len(kept), len(outlets - {""}), days[0] if days else None, days[-1] if days else None)


def _day(article: Article) -> date | None:
    """The day an article was published, in UTC when its time of day is known."""
    when = article.published
    if isinstance(when, datetime):
        return (when if when.tzinfo is None else when.astimezone(UTC)).date()
    return when
