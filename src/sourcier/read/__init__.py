"""Reading: a page becomes an article with its credits and debris."""

from __future__ import annotations

from sourcier.read.article import read_article

__all__ = ["read_article"]
