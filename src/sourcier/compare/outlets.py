"""Who publishes an article, as far as comparing asks: an outlet's own articles share what no copy shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sourcier.model import Article
from sourcier.text.addresses import host_of, registrable_domain
from sourcier.text.words import Places


def outlet_of(article: Article) -> str:
    """A name for who publishes the article; "" when nobody is known."""
    return article.outlet.name if article.outlet else registrable_domain(host_of(article.address))


def outlets_of(articles: Sequence[Article]) -> Places:
    """A number for the outlet of each article; 0 when nobody is known."""
    names = {"": 0}
    return np.array([names.setdefault(outlet_of(article), len(names)) for article in articles], np.int64)
