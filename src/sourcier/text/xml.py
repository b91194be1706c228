"""Text as XML holds it."""

from __future__ import annotations

import re

# Everything but the characters that XML 1.0 allows, escaped or not (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""The text with U+FFFD for every character that no XML can hold; nothing is escaped.

    >>> xml_text("a\x00b & c")
    'a\ufffdb & c'
    """
    return _NOT_XML.sub("\ufffd", text)
