"""The first trace of an agency: a word of some agency's name, alone or joined by a hyphen to another."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from sourcier.languages.parties import agency_words, generic_agencies, parties
from sourcier.read.needs import pieces_in

_TOKEN = re.compile(r"\w+(?:-\w+)*")


@cache
def agency_traces() -> tuple[str, ...]:
    """What names an agency wherever it stands between other signs than letters, in lower case, sorted.

    Of every agency's names the longest word, or the whole name where it has no word of two letters ("A.P."): a line with none of
    them names no agency.
    """
    names = [name.lower() for party in parties() if party.is_agency for name in party.names]
    words = (_TOKEN.findall(name) for name in (*names, *map(str.lower, generic_agencies())))
    longest = (max(found, key=len) for found in words if found)
    dotted = (name for name in names if all(len(word) < 2 for word in _TOKEN.findall(name)))
    return tuple(sorted({*(word for word in longest if len(word) > 1), *agency_words(), *dotted}))


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or underscore goes on before or after a place in a text."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


@lru_cache(maxsize=16384)
def may_name(text: str) -> bool:
    """Whether a text holds the trace of an agency: cheap, so that what only agencies sign is read nowhere else."""
    low = text.lower()
    return any(is_whole(low, start, end) for _, start, end in pieces_in(_automaton(), low))


@cache
def _automaton() -> AhoCorasick:
    """All traces, found in one pass."""
    return AhoCorasick(agency_traces(), implementation=Implementation.ContiguousNFA)
