"""What a site's robots.txt lets us ask for, read with Protego within limits (RFC 9309)."""

from __future__ import annotations

import codecs
import re

from protego import Protego

AGENT = "Sourcier"
# RFC 9309 section 2.5: at least 500 KiB have to be read; what stands behind is not.
LONGEST_FILE = 500 * 1024
# Every spelling of the line that Protego takes for the head of a group.
_GROUP = re.compile(r"(?im)^[ \t]*user[- ]?agent\b[ \t]*:?[ \t]*([^#\n]*).*$")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Robots:
    """The rules of one origin for us: whether an address may be asked for, and how long to wait between two requests."""

    def __init__(self, content: bytes) -> None:
        text = "\n".join(decode_robots(content[:LONGEST_FILE]).splitlines())
        # Most sites have no rules at all, and most rules ask for no gap: neither is looked for again at every request.
        rules = Protego.parse(_GROUP.sub(_ours_or_others, text)) if text.strip() else None
        delay = rules.crawl_delay(AGENT) if rules is not None else None
        self._rules, self._gap = rules, float(delay) if delay is not None else None

    def allows(self, address: str) -> bool:
        r"""Whether the rules let us ask for an address.

        >>> Robots(b"User-agent: *\nDisallow: /prive").allows("https://phare.example/prive/1")
        False
        """
        return self._rules is None or bool(self._rules.can_fetch(address, AGENT))

    @property
    def gap(self) -> float | None:
        """The seconds between two requests that the site asks for, None when it says nothing."""
        return self._gap


def decode_robots(content: bytes) -> str:
    """The text of a robots.txt: UTF-8 as the standard says, another coding only with its byte order mark; NUL bytes dropped."""
    for mark, coding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(coding, "replace").replace("\0", "")
    return content.decode("utf-8", "replace").replace("\0", "")


def _ours_or_others(line: re.Match[str]) -> str:
    """The head of a group, with all names that are not ours made one.

    Thousands of names over thousands of rules would otherwise be multiplied out in memory.
    """
    name = line[1].strip().lower().strip("*")
    return f"User-agent: {name or '*'}" if name in ("", AGENT.lower()) else "User-agent: another-robot"
