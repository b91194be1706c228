"""Item ids of news agencies that pages still carry, in comments, metadata or data attributes."""

from __future__ import annotations

import re

from sourcier.read.metadata.head import Head

# dpa: urn:newsml:dpa.com:20090101:220803-99-123456 or dpa-infocom; AFP: newsml GUIDs; Reuters: tag ids; AP: 32 hexadecimal digits.
# Before each what no such id is without, the longer the sooner ruled out: most pages hold none of these.
_IDS = (
    ("dpa", "dpa", re.compile(r"\bdpa(?:-infocom)?(?:\.com)?[:,. -]{1,3}(?:\d{8}:)?(\d{6}-9\d{1,2}-\d{5,7})")),
    ("afp", "urn:newsml:afp", re.compile(r"\burn:newsml:afp\.com:(\d{8}:[\w-]{4,60})")),
    ("afp", "doc-", re.compile(r"\b(?:afp[:_ -])(doc-[0-9a-z]{5,10})\b")),
    ("reuters", "tag:reuters", re.compile(r"\btag:reuters\.com,(\d{4}:newsml_[A-Z0-9]{6,30})")),
    ("ap", "urn:publicid:ap", re.compile(r"\burn:publicid:ap\.org:([0-9a-f]{32})\b")),
    ("apa", "APA", re.compile(r"\b(APA\d{4}-\d{4})\b")),
)


def find_wire_ids(head: Head, written: str) -> tuple[str, ...]:
    """The ids with their agency before them ("dpa:220803-99-123456"), sorted, each once."""
    text = "\n".join((written, *_texts(head)))
    found = {f"{agency}:{match[1]}" for agency, trace, expression in _IDS if trace in text for match in expression.finditer(text)}
    return tuple(sorted(found))


def _texts(head: Head) -> list[str]:
    """What of the head can hold an id."""
    told = [entry[key] for entry in head.json_ld for key in ("identifier", "@id", "url") if key in entry]
    return [*head.comments, *[content for _, content in head.meta], *[value for value in told if isinstance(value, str)]]
