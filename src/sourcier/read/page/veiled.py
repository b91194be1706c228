"""Texts that a page holds but leaves to a script to show: in templates, and in what it says to readers without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Kinds of script that browsers do not run and page makers keep markup in, https://html.spec.whatwg.org/multipage/scripting.html#data-block.
_SCRIPT = re.compile(
    rb"""<script\b[^>]*\btype\s*=\s*["']?text/(?:x-)?(?:template|html|tmpl)\b[^>]*>(.*?)</script\s*>""", re.IGNORECASE | re.DOTALL
)
_WRAPPING = re.compile(rb"</?(?:noscript|template)\b[^>]*>", re.IGNORECASE)
_NOSCRIPT = re.compile(rb"<noscript\b[^>]*>.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)
# What is still to be filled in is no text.
_SLOTS = (b"{{", b"<%", b"${")


def unveiled(content: bytes) -> Iterator[bytes]:
    """The page with the markup of its templates put where they stand, then with that of `<noscript>`; nothing where there is none.

    >>> list(unveiled(b"<div><script type=text/template><p>High tide.</p></script></div>"))
    [b'<div><p>High tide.</p></div>']
    """
    if _SCRIPT.search(content):
        yield _NOSCRIPT.sub(b"", _SCRIPT.sub(_inner, content))
    if _WRAPPING.search(content):
        yield _WRAPPING.sub(b"", content)


def _inner(found: re.Match[bytes]) -> bytes:
    """The markup of one template, nothing of one with slots to fill."""
    return b"" if any(slot in found[1] for slot in _SLOTS) else found[1]
