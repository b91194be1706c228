"""Reading: a page becomes an article with its credits and debris; the pages of one outlet teach what they repeat."""

from __future__ import annotations

from sourcier.read.article import read_article
from sourcier.read.template import learn_template

__all__ = ["learn_template", "read_article"]
