"""The scripts of a page as written, each looked at once however many are never closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# As browsers read them: what is not closed goes on to the end.
_SCRIPT = re.compile(rb"<script\b([^>]*+)(?:>|\Z)(.*?)(?:</script\b[^>]*+(?:>|\Z)|\Z)", re.IGNORECASE | re.DOTALL)


def scripts_of(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and the text of each script, in page order.

    >>> list(scripts_of(b"<p>1</p><script async>a()</script><SCRIPT>b()"))
    [(b' async', b'a()'), (b'', b'b()')]
    """
    return ((found[1], found[2]) for found in _SCRIPT.finditer(content))


def with_scripts(content: bytes, put: Callable[[bytes, bytes], bytes | None]) -> bytes:
    """The page with what `put` gives for the attributes and the text of a script in its place; None leaves the script as it is.

    >>> with_scripts(b"<p>1</p><script>a()</script>2", lambda attributes, text: b"<p>" if b"a" in text else None)
    b'<p>1</p><p>2'
    """

    def placed(found: re.Match[bytes]) -> bytes:
        instead = put(found[1], found[2])
        return found[0] if instead is None else instead

    return _SCRIPT.sub(placed, content)
