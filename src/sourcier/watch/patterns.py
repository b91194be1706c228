"""Patterns that strangers write, matched in time that grows with the text and not with the pattern's cunning.

RE2 (https://github.com/google/re2/wiki/Syntax) has no way back in the text, so no pattern can make it try every one; what it cannot
match that way (look-around, references to groups) it refuses.
"""

from __future__ import annotations

from collections.abc import Callable

from sourcier.errors import UsageError

LONGEST_PATTERN = 1_000
# Characters of one text that are searched: more than any article has.
LONGEST_TEXT = 200_000
# Bytes for a pattern made ready: enough for long lists of names, little enough that none takes a second to make or to run.
_MEMORY = 1 << 20

Search = Callable[[str], tuple[int, int] | None]


def search_of(pattern: str) -> Search:
    """A function that finds the first place of a pattern in a text, as (start, end), or None.

    Case matters unless the pattern begins with "(?i)".

    Raises:
        UsageError: the pattern is none, is longer than 1,000 characters, or cannot be matched in linear time.

    >>> search_of("(?i)digue.{0,20}morvane")("La Digue de Morvane")
    (3, 19)
    """
    import re2  # noqa: PLC0415 - loaded only where there is a pattern

    shown = pattern[:80]
    if not pattern:
        raise UsageError("an empty pattern", "pattern")
    if len(pattern) > LONGEST_PATTERN:
        raise UsageError(f"a pattern of more than {LONGEST_PATTERN} characters", shown)
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    try:
        made = re2.compile(_plain(pattern), options)
    except re2.error as error:
        raise UsageError(f"no pattern that can be matched in linear time: {_reason(error)}", shown) from None

    def search(text: str) -> tuple[int, int] | None:
        found = made.search(_plain(text[:LONGEST_TEXT]))
        return None if found is None else found.span()

    return search


def _plain(text: str) -> str:
    """The text without halves of characters, which RE2 cannot be handed."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _reason(error: Exception) -> str:
    """What RE2 says, as text."""
    told = error.args[0] if error.args else ""
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
