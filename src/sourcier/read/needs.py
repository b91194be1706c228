"""What a pattern cannot do without: pieces of text of which one stands in every line that it reads, taken out of the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import dropwhile, product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from sourcier.text.fold import lowered

_TOKEN = re.compile(
    r"\w+(?![?*+{])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?<?[=!]|\(\?-?i?:|\(|\)|\{\d+(?:,\d*)?\}|\{,\d+\}|[?*+]|.", re.DOTALL
)
# A sign of a pattern: what is escaped and a set are one, and no bracket or bar of their own.
_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
# What of a pattern is written in another way for lower case, and escapes, which are not.
_CASED = re.compile(r"\\.|\(\?P<\w+>|\(\?-i:|[^\W\d_]", re.DOTALL)
_ABOUT = frozenset({"(?=", "(?!", "(?<=", "(?<!"})  # groups that look and take nothing
_NOWHERE = frozenset({"^", "$", r"\b", r"\B"})
_BEFORE_WORDS = _NOWHERE | {r"\W"}
_ENDLESS = 1_000
# How many pieces one part of a rule may be, and how many a rule may ask for; how many letters more of a piece sort no more lines out.
_MAX_PIECES, _MAX_ASKED, _LONG_ENOUGH = 128, 1_000, 8
# What stands in most lines; years are long and common.
_COMMON = " 0123456789"
# A set of so few signs is read as each of them.
_FEW = 4


class Item(NamedTuple):
    """One part of a pattern: letters or a sign as written, or the branches of a group, and how often it may stand."""

    sign: str
    branches: tuple[tuple[Item, ...], ...]
    least: int
    most: int


def needed(pattern: str) -> frozenset[str]:
    """Pieces of text, in lower case and with one space for any white space, of which a line must hold one to be read by `pattern`.

    The longest pieces that every way through the pattern has one of, or their beginnings; none where it has a way without words.
    What is made optional, counted or looked at only is left out, so that a piece missing in a line settles that the pattern cannot
    match it: the required words of code search (https://swtch.com/~rsc/regexp/regexp4.html).

    >>> sorted(needed(r"(first|later) (seen|shown)( online)? (in|by)"))
    ['first se', 'first sh', 'later se', 'later sh']
    """
    return _cut(_of_branches(_read(pattern)))


def pieces_in(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Every piece of an automaton that stands in a text: its number, where it begins and where it ends."""
    try:
        return automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        return automaton.find_matches_as_indexes(encodable(text), overlapping=True)


def all_needed(pattern: str) -> tuple[frozenset[str], ...]:
    """As `needed`, every such set: of each of them a line must hold a piece, since what they are taken from stands one after another.

    >>> [sorted(pieces) for pieces in all_needed(r"(seen|shown) .{1,40} (in|by) ")]
    [['seen ', 'shown '], [' by ', ' in ']]
    """
    branches = _read(pattern)
    found = _sets(branches[0]) if len(branches) == 1 else [_of_branches(branches)]
    return tuple(_cut(pieces) for pieces in found if pieces and _worth(pieces))


def openings(pattern: str) -> frozenset[str]:
    """Beginnings, in the spelling of `needed`, of which every text that is read by `pattern` has one; none where they are not few.

    Signs other than letters that may go before them are left out.

    >>> sorted(openings("(by|via):? "))
    ['by ', 'by: ', 'via ', 'via: ']
    """
    found = _cut(_opening_branches(_read(pattern)))
    return frozenset(piece for piece in found if not any(piece != other and piece.startswith(other) for other in found))


def branches_of(pattern: str) -> list[str]:
    """The branches of a pattern outside any group, as they are written.

    >>> branches_of("(by|via) [|]|from")
    ['(by|via) [|]', 'from']
    """
    branches, depth = [""], 0
    for sign in _SIGN.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            branches.append("")
        else:
            branches[-1] += sign
    return branches


class Sieve(NamedTuple):
    """A pattern that is tried without regard to case, and one for lower case that tells where it may read something.

    Python tries each word of a list in turn without regard to case, and passes most by at their first letter where case counts.
    """

    whole: re.Pattern[str]
    low: re.Pattern[str]

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where the pattern reads a text."""
        found = self.low.search(lowered(text))
        return self.whole.search(text, found.start()) if found else None


def sieve(pattern: str) -> Sieve:
    """A pattern as a sieve, which does not meet what only Python takes for one letter without regard to case ("ſ" and "s").

    Where its case counts, `(?-i:...)`, it says what stands there and not what does not.
    """
    return Sieve(re.compile(pattern, re.IGNORECASE), re.compile(_CASED.sub(_lowered, pattern)))


def _lowered(found: re.Match[str]) -> str:
    """A sign of a pattern as it reads lower case: escapes as they are, groups without their name or their case."""
    sign = found.group(0)
    if sign.startswith("("):
        return "(?:"
    return sign if sign.startswith("\\") else sign.lower()


def _read(pattern: str) -> tuple[tuple[Item, ...], ...]:
    """The branches of a whole pattern."""
    return _branches(_TOKEN.findall(pattern), 0)[0]


def _cut(pieces: Iterable[str]) -> frozenset[str]:
    """Pieces as they are looked for: with single spaces, no longer than sorts lines out."""
    return frozenset(piece.replace("  ", " ")[:_LONG_ENOUGH] for piece in pieces)


def without_longer(pieces: frozenset[str]) -> frozenset[str]:
    """The pieces that hold no other of them: a line with one that does holds the other as well."""
    return frozenset(piece for piece in pieces if not any(other != piece and other in piece for other in pieces))


def rarer(pieces: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Of two sets of pieces, of either of which a line must hold one, that which sorts out more: the longer, then the fewer."""
    return max(others, pieces, key=lambda some: (bool(some) and _worth(some), -len(some)))


def plain(text: str) -> str:
    """A text as the pieces of `needed` are written, with a space at both ends; what no automaton takes is a question mark."""
    low = encodable(text.lower().replace("’", "'"))
    # Lines of a page have single spaces already.
    return f" {low} " if low.isprintable() and "  " not in low else f" {' '.join(low.split())} "


def encodable(text: str) -> str:
    """The text with a question mark for each half of a character, which JSON can hold and no automaton takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _branches(tokens: list[str], at: int) -> tuple[tuple[tuple[Item, ...], ...], int]:
    """The branches of a pattern from a token on, and where the bracket that closes them stands."""
    branches: list[list[Item]] = [[]]
    while at < len(tokens) and tokens[at] != ")":
        sign = tokens[at]
        if sign == "|":
            branches.append([])
            at += 1
            continue
        inner: tuple[tuple[Item, ...], ...] = ()
        if sign.startswith("("):
            inner, at = _branches(tokens, at + 1)
        at += 1
        least, most, at = _often(tokens, at)
        if sign not in _ABOUT:
            branches[-1].append(Item(sign, inner, least, most))
    return tuple(map(tuple, branches)), at


def _often(tokens: list[str], at: int) -> tuple[int, int, int]:
    """How often at least and at most what stands before a token is there, and the token after."""
    token = tokens[at] if at < len(tokens) else ""
    counts = {"?": (0, 1), "*": (0, _ENDLESS), "+": (1, _ENDLESS)}.get(token)
    if counts is None and len(token) > 1 and token[0] == "{":
        least, comma, most = token[1:-1].partition(",")
        counts = (int(least or 0), int(most or (_ENDLESS if comma else least)))
    if counts is None:
        return 1, 1, at
    is_lazy = at + 1 < len(tokens) and tokens[at + 1] == "?"
    return *counts, at + 1 + is_lazy


def _of_branches(branches: tuple[tuple[Item, ...], ...]) -> frozenset[str]:
    """The pieces that a group needs: those of every branch; none when one needs none."""
    found = [_of_sequence(branch) for branch in branches]
    pieces = frozenset().union(*found)
    return pieces if all(found) and len(pieces) <= _MAX_ASKED else frozenset()


def _of_sequence(items: tuple[Item, ...]) -> frozenset[str]:
    """The best pieces among those that stand one after another: the longer, then the fewer."""
    return max(_sets(items), key=lambda pieces: (_worth(pieces), -len(pieces)), default=frozenset())


def _sets(items: tuple[Item, ...]) -> list[frozenset[str]]:
    """The pieces that stand one after another, a set for each stretch that can be few things only."""
    found: list[frozenset[str]] = []
    current = frozenset({""})
    for item in items:
        exact = _exact(item)
        joined = _joined(current, exact)
        if not joined:
            found.append(current)
            if not exact and item.branches and item.least:
                found += _sets(item.branches[0]) if len(item.branches) == 1 else [_of_branches(item.branches)]
        current = joined or exact or frozenset({""})
    found.append(current)
    return [pieces for pieces in found if pieces and "" not in pieces]


def _joined(before: frozenset[str], after: frozenset[str]) -> frozenset[str]:
    """Everything that two parts one after the other can be; none when it is much."""
    return frozenset(map("".join, product(before, after))) if len(before) * len(after) <= _MAX_PIECES else frozenset()


def _opening_branches(branches: tuple[tuple[Item, ...], ...]) -> frozenset[str]:
    """The beginnings of a group: those of every branch; none when one has none."""
    found = [_opening(branch) for branch in branches]
    return frozenset().union(*found) if all(found) else frozenset()


def _opening(items: tuple[Item, ...]) -> frozenset[str]:
    """The beginnings of what stands one after another, as far as they are few; signs before the first word are none."""
    current = frozenset({""})
    for item in dropwhile(lambda item: item.sign in _BEFORE_WORDS, items):
        joined = _joined(current, _exact(item))
        if not joined and current == {""} and item.least:
            return _opening_branches(item.branches)
        if not joined:
            break
        current = joined
    return current if "" not in current else frozenset()


def _worth(pieces: frozenset[str]) -> int:
    """How long the shortest piece is, a space at its edges and digits apart; length beyond enough counts no more."""
    return min(min(len(piece.strip(_COMMON)), _LONG_ENOUGH) for piece in pieces)


def _exact(item: Item) -> frozenset[str]:
    """Everything that a part can be, as long as that is little; none when it can be much."""
    once = _exact_group(item.branches) if item.branches else _exact_sign(item.sign)
    if once == {" "} and item.most > 1:
        return once | ({""} if not item.least else frozenset())  # any white space is one space
    if item.most > 1 or not once:
        return frozenset()
    return once if item.least else once | {""}


def _exact_group(branches: tuple[tuple[Item, ...], ...]) -> frozenset[str]:
    """Everything that a group can be."""
    found: set[str] = set()
    for branch in branches:
        current = {""}
        for item in branch:
            exact = _exact(item)
            if not exact or len(current) * len(exact) > _MAX_PIECES:
                return frozenset()
            current = set(map("".join, product(current, exact)))
        found |= current
    return frozenset(found) if len(found) <= _MAX_PIECES else frozenset()


def _exact_sign(sign: str) -> frozenset[str]:
    """Everything that one sign can be."""
    if sign in _NOWHERE:
        return frozenset({""})
    if sign == r"\s":
        return frozenset({" "})
    if sign[0] == "[":
        inside = sign[1:-1].replace(r"\s", " ")
        plain_signs = set(inside.lower().replace("’", "'"))
        is_plain = inside[0] != "^" and "\\" not in inside and "-" not in inside[1:-1]
        return frozenset(plain_signs) if is_plain and len(plain_signs) <= _FEW else frozenset()
    if sign[0] == "\\":
        return frozenset() if sign[1].isalnum() else frozenset({sign[1]})
    return frozenset() if sign == "." else frozenset({sign.lower().replace("’", "'")})
