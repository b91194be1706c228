"""Pages that a script fills: the text that their own metadata carries, where the page shows far less of it."""

from __future__ import annotations

import html
import re

from sourcier.model import Label
from sourcier.read.metadata.head import Head
from sourcier.read.page.blocks import Layout, Line
from sourcier.read.page.weigh import Weighed

# The metadata's text must be an article, and the page must show less than this share of it: sites cut it short more often than not.
_LEAST_TEXT, _SHOWN_SHARE = 600, 0.4
_PROSE: frozenset[Label] = frozenset({"body", "quote", "list"})
_BREAKS = re.compile(r"<(?:/p|br\s*/?|/h[1-6]|/li)>|[\r\n]+", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{1,500}>")


def fill_from_head(head: Head, layout: Layout, weighed: Weighed, labels: list[Label]) -> bool:
    """Whether the article's text was taken from JSON-LD (`articleBody`); if so, its paragraphs are appended as the only prose."""
    told = max((str(entry.get("articleBody") or "") for entry in head.articles), key=len, default="")
    if len(told) < _LEAST_TEXT:
        return False
    shown = sum(len(line.text) for line, label in zip(layout.lines, labels, strict=True) if label in _PROSE)
    if shown > _SHOWN_SHARE * len(told):
        return False
    labels[:] = ["other" if label in _PROSE or label == "heading" else label for label in labels]
    text = html.unescape(html.unescape(told))
    for part in _BREAKS.split(text):
        words = " ".join(_TAGS.sub(" ", part).split())
        if words:
            layout.lines.append(Line(0, len(layout.lines), words, 0, 0))
            labels.append("body")
            weighed.weights.append(1.0)
            weighed.bits.append(0)
            weighed.inside.append(True)
    return True
