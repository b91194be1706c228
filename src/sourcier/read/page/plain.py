"""Plain text as a page: the first line is the title, every other line a paragraph, and the frame is told by its words alone."""

from __future__ import annotations

import re

from sourcier.model import Label
from sourcier.read.page.blocks import Layout, Line
from sourcier.read.page.frame import frame_label
from sourcier.read.page.label import Labelled
from sourcier.read.page.weigh import Weighed
from sourcier.text.fold import fold

_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|p|article|br|h[1-6]|table|span|meta|title|section|main|a\s)[\s>/]", re.IGNORECASE)
_MAX_LINES = 20_000
_MAX_HEADING = 110
_ENDS_SENTENCE = re.compile(r"[.!?…:;»”\"][\s\W]*$")
# What a line of the frame starts: the lines after it belong to it until the next such line.
_OPENS: dict[str, Label] = {"author_box": "author_box", "comments": "comments"}


def is_plain(content: bytes, content_type: str | None) -> bool:
    """Whether a page is plain text: its header says so, or nothing in it is markup."""
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        return False
    return kind == "text/plain" or not _MARKUP.search(content[:20_000])


def lay_out_plain(text: str) -> Layout:
    """The lines of a plain text, each as one paragraph of one body; the first is the heading of the page."""
    layout = Layout(["html", "body"], [-1, 0], [0, 0])
    for raw in text.splitlines()[:_MAX_LINES]:
        words = " ".join(raw.split())
        if words:
            element = layout.add(1, "p" if layout.lines else "h1")
            layout.lines.append(Line(element, len(layout.lines), words, 0, 0))
    return layout


def weigh_plain(layout: Layout) -> Weighed:
    """Every line weighs the same: plain text has no elements to tell them apart."""
    count = len(layout.lines)
    return Weighed([1.0] * count, [0] * count, 1, [True] * count)


def label_plain(layout: Layout) -> Labelled:
    """The labels of a plain text: title, paragraphs and sub-headings, and the parts of the frame that their first line names."""
    labels: list[Label] = []
    part: Label | None = None
    title = fold(layout.lines[0].text) if layout.lines else ""
    for number, line in enumerate(layout.lines):
        frame = frame_label(line.text)
        if number == 0 or (number < 4 and fold(line.text) == title):
            labels.append("title")
        elif frame:
            part = _OPENS.get(frame)
            labels.append("other" if frame == "paywall" else frame)  # type: ignore[arg-type]  # the packs are checked when loaded
        else:
            labels.append(part or _prose_or_heading(layout, number))
    _drop_last_headings(labels)
    return Labelled(labels)


def _prose_or_heading(layout: Layout, number: int) -> Label:
    """A short line without a full stop that a paragraph follows is a sub-heading."""
    text = layout.lines[number].text
    follows = number + 1 < len(layout.lines) and len(layout.lines[number + 1].text) > len(text)
    return "heading" if follows and number > 1 and len(text) <= _MAX_HEADING and not _ENDS_SENTENCE.search(text) else "body"


def _drop_last_headings(labels: list[Label]) -> None:
    """What looks like a sub-heading but has no prose after it is a line of its own."""
    prose = False
    for number in range(len(labels) - 1, -1, -1):
        prose = prose or labels[number] == "body"
        if labels[number] == "heading" and not prose:
            labels[number] = "other"
