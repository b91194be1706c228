"""The scripts of a page as written, each looked at once however many are never closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# As browsers read them: a comment holds no script, a script no comment, and what is not closed goes on to the end.
_COMMENT = rb"<!--(?:-?>|.*?(?:--!?>|\Z))"
_SCRIPT = rb"<script(?=[\s/>]|\Z)([^>]*+)(?:>|\Z)(.*?)(?:</script(?=[\s/>]|\Z)[^>]*+(?:>|\Z)|\Z)"
_NOSCRIPT = rb"<noscript(?=[\s/>]|\Z)[^>]*+(?:>|\Z).*?(?:</noscript(?=[\s/>]|\Z)[^>]*+(?:>|\Z)|\Z)"
_PART = re.compile(rb"%s|%s|(?P<noscript>%s)" % (_COMMENT, _SCRIPT, _NOSCRIPT), re.IGNORECASE | re.DOTALL)
_ANY = re.compile(rb"%s|%s" % (_COMMENT, _SCRIPT), re.IGNORECASE | re.DOTALL)


def scripts_of(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and the text of each script, in page order.

    >>> list(scripts_of(b"<p>1</p><script async>a()</script><SCRIPT>b()"))
    [(b' async', b'a()'), (b'', b'b()')]
    """
    return ((found[1], found[2]) for found in _ANY.finditer(content) if found[1] is not None)


def with_scripts(content: bytes, put: Callable[[bytes, bytes], bytes | None]) -> bytes:
    """The page with what `put` gives for the attributes and the text of a script in its place; None leaves the script as it is.

    >>> with_scripts(b"<p>1</p><script>a()</script>2", lambda attributes, text: b"<p>" if b"a" in text else None)
    b'<p>1</p><p>2'
    """

    def placed(found: re.Match[bytes]) -> bytes:
        instead = put(found[1], found[2]) if found[1] is not None else None
        return found[0] if instead is None else instead

    return _ANY.sub(placed, content)


def without_noscript(content: bytes) -> bytes:
    """The page without what it says to readers whose browser runs no scripts.

    >>> without_noscript(b"<p>1</p><noscript><p>2</p></noscript><!-- <noscript> --><p>3</p>")
    b'<p>1</p><!-- <noscript> --><p>3</p>'
    """
    return _PART.sub(lambda found: b"" if found["noscript"] else found[0], content)
