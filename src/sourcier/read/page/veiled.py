"""Texts that a page holds but leaves to a script to show: in templates, and in what it says to readers without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcier.read.page.scripts import with_scripts, without_noscript

# Kinds of script that browsers do not run and page makers keep markup in, https://html.spec.whatwg.org/multipage/scripting.html#data-block.
_TEMPLATE = re.compile(rb"""\btype\s*=\s*["']?text/(?:x-)?(?:template|html|tmpl)\b""", re.IGNORECASE)
_WRAPPING = re.compile(rb"</?(?:noscript|template)\b[^>]*+>", re.IGNORECASE)
# What is still to be filled in is no text.
_SLOTS = (b"{{", b"<%", b"${")


def unveiled(content: bytes) -> Iterator[bytes]:
    """The page with the markup of its templates put where they stand, then with that of `<noscript>`; nothing where there is none.

    >>> list(unveiled(b"<div><script type=text/template><p>High tide.</p></script></div>"))
    [b'<div><p>High tide.</p></div>']
    """
    shown = with_scripts(content, _inner)
    if shown != content:
        yield without_noscript(shown)
    if _WRAPPING.search(content):
        yield _WRAPPING.sub(b"", content)


def _inner(attributes: bytes, text: bytes) -> bytes | None:
    """The markup of a template, nothing of one with slots to fill; None for a script of another kind."""
    if not _TEMPLATE.search(attributes):
        return None
    return b"" if any(slot in text for slot in _SLOTS) else text
