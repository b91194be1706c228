"""What one line of a page says: the credits and the debris in it, by the rules of every language at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick

from sourcier.languages import languages
from sourcier.languages.marks import CreditRule, DebrisRule
from sourcier.languages.parties import find_party, gives_figures, is_domain, is_library, known_party, looks_like_agency
from sourcier.model import Block, Credit, Debris, Link, Span
from sourcier.read.credits.agency import names_agency, read_signed_line
from sourcier.read.credits.names import Named, is_not_text, is_titled, read_link, read_names, words_of
from sourcier.text.addresses import host_of
from sourcier.text.fold import fold

# Longer blocks are prose: only their ends can hold a mark about the whole text.
_LONG, _END = 900, 450
# Where a mark may begin inside a line: after a separator, a bracket or the end of a sentence.
_STARTS = re.compile(r"[|•·(\[\n]|[.!?…»”\":] |\s[–—-] ")
_MAX_STARTS, _MAX_LINES, _MAX_LABELS = 8, 2000, 60
# How many pieces of a list in small letters make it one of bodies and things.
_ASKED = 2
# A house and its institute are two names of one.
_HOUSE = 2
# How many letters more than a name at least its leading words are.
_LEADING = 4
# What stands in a pattern for itself, or in a set, and is no bracket or bar of its own.
_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_LEAD = r"[\s\W]{0,4}"
# What stands between a label and its names.
_COLONS = ":：»"


@dataclass(frozen=True, slots=True)
class LineMarks:
    """The marks of one line; spans of the credits are into that line."""

    credits: tuple[Credit, ...] = ()
    debris: tuple[Debris, ...] = ()


_NOTHING = LineMarks()


class _Credits(NamedTuple):
    """A rule for credits ready to be tried; what a line must hold for it to read anything is asked first, since that is cheap."""

    rule: CreditRule
    regex: re.Pattern[str]
    needs_colon: bool
    is_opening: bool


class _Left(NamedTuple):
    """A rule for debris ready to be tried."""

    rule: DebrisRule
    regex: re.Pattern[str]


@cache
def _rules() -> tuple[_Credits | _Left, ...]:
    """Every rule of every language, credits first, in the order of the packs."""
    packs = languages().values()
    credit = [rule for pack in packs for rule in pack.marks.credits if rule.shape != "relay"]
    debris = [rule for pack in packs for rule in pack.marks.debris]
    return (
        *(_Credits(rule, _compile(rule), _is_list(rule), _is_opening(rule)) for rule in credit),
        *(_Left(rule, _compile(rule)) for rule in debris),
    )


def _is_list(rule: CreditRule) -> bool:
    """Whether a rule is a label with names after a mark: its pattern says nothing of them itself."""
    return rule.shape == "label" and "(?P<party>" not in rule.pattern


def _is_opening(rule: CreditRule) -> bool:
    """Whether a rule that stands anywhere reads the beginning of a line only: nothing in its pattern goes round the "^" it opens with."""
    depth = 0
    for sign in _ESCAPED.sub("", rule.pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return False
    return rule.pattern.startswith("^")


def _compile(rule: CreditRule | DebrisRule) -> re.Pattern[str]:
    """The regular expression of a rule, anchored as its shape asks."""
    pattern = rule.pattern
    if isinstance(rule, CreditRule) and rule.shape == "label":
        names = rf"\s{{0,3}}[{_COLONS}]\s{{0,3}}(?P<party>\S.{{0,240}})" if _is_list(rule) else ""
        pattern = rf"{_LEAD}(?:{pattern}){names}"
    elif isinstance(rule, CreditRule) and rule.shape == "opening":
        pattern = rf"{_LEAD}(?:{pattern})"
    elif isinstance(rule, CreditRule) and rule.shape == "linked":
        pattern = rf"^{_LEAD}(?P<party>{pattern})\W{{0,4}}$"
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


@cache
def _triggers() -> ahocorasick.Automaton:
    """The words of all rules, each with the numbers of the rules that ask for it."""
    numbers: dict[str, list[int]] = {}
    for number, compiled in enumerate(_rules()):
        for word in compiled.rule.words:
            numbers.setdefault(word, []).append(number)
    automaton = ahocorasick.Automaton()
    for word, owners in numbers.items():
        automaton.add_word(word, tuple(owners))
    automaton.make_automaton()
    return automaton


def mark_line(text: str, links: tuple[Link, ...] = (), language: str | None = None) -> LineMarks:
    """The credits and debris of one line or paragraph; spans are into `text`.

    Rules of all languages are tried, those of `language` first. A line about a picture, a chart or data credits nobody. Of two rules
    that read the same words the first wins.

    >>> [credit.name for credit in mark_line("Source: The Harbour Lantern").credits]
    ['The Harbour Lantern']
    """
    signed = read_signed_line(text)
    asked = _asked(text)
    if not asked:
        return LineMarks(signed) if signed else _NOTHING
    found: list[Credit] = []
    chosen = [rule for rule in asked if isinstance(rule, _Credits)]
    if language:
        chosen.sort(key=lambda compiled: not compiled.rule.rule.startswith(language))
    for start, piece in _pieces(text):
        for compiled in chosen:
            if _may_read(compiled, piece):
                _add_credits(found, compiled, start, piece, links)
    found += _of_links(text, links, chosen) if len(links) > 1 and not found else []
    debris = mark_debris(text, links)
    if debris:
        found = [_at_the_text(credit, debris) for credit in found] or _of_debris(debris, text)
    found += [credit for credit in signed if all(credit.name not in other.name and other.name not in credit.name for other in found)]
    return LineMarks(tuple(found), (debris,) if debris else ()) if found or debris else _NOTHING


def _of_links(text: str, links: tuple[Link, ...], chosen: list[_Credits]) -> list[Credit]:
    """The credits of a short line whose links are labels each ("Source | Via"): what stands under each word is its party."""
    found: list[Credit] = []
    if len(text) > _MAX_LABELS:
        return found
    for link in links[:_MAX_STARTS]:
        for compiled in chosen:
            if compiled.rule.shape == "linked" and compiled.regex.match(link.text):
                at = max(0, text.find(link.text))
                span = Span(at, at + len(link.text))
                found += [_credit(compiled.rule, named, link.text, span) for named in read_link((link,))]
                break
    return found


def one_a_line(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with those of several lines outside the body parted, so that each line is read as it stood on the page."""
    if not any("\n" in block.text for block in blocks if block.span is None):
        return blocks
    return tuple(line for block in blocks for line in (_parted(block) if block.span is None and "\n" in block.text else (block,)))


def _parted(block: Block) -> list[Block]:
    """A block for each line, with the links whose words are in it."""
    lines = [line for line in block.text.split("\n") if line.strip()][:_MAX_LINES]
    if not block.links:
        return [Block(block.label, line, None, block.place) for line in lines]
    links = [tuple(link for link in block.links if link.text and link.text in line) for line in lines]
    return [Block(block.label, line, None, block.place, own) for line, own in zip(lines, links, strict=True)]


def may_mark(text: str) -> bool:
    """Whether a line holds a word that any rule asks for: cheap, so that links are gathered only where they are read."""
    return bool(_asked(text))


def mark_debris(text: str, links: tuple[Link, ...] = ()) -> Debris | None:
    """The debris of one line, None when no copying tool left it: `mark_line` without its credits.

    >>> mark_debris("Let's block ads! (Why?)").tool
    'FiveFilters Full-Text RSS'
    """
    for compiled in _asked(text):
        if isinstance(compiled, _Left):
            for _, piece in _pieces(text):
                if found := compiled.regex.search(piece):
                    return _debris(compiled.rule, found, links)
    return None


@lru_cache(maxsize=16384)
def _asked(text: str) -> tuple[_Credits | _Left, ...]:
    """The rules that one of their words asks for, in order; most lines ask for none, and a page asks twice."""
    low = "\n".join(piece for _, piece in _pieces(text)).lower().replace("’", "'")
    numbers = {number for _, owners in _triggers().iter(low) for number in owners}
    return tuple([_rules()[number] for number in sorted(numbers)]) if numbers else ()


def _pieces(text: str) -> list[tuple[int, str]]:
    """The parts of a block that may hold a mark, each with its offset."""
    if len(text) <= _LONG:
        return [(0, text)]
    return [(0, text[:_END]), (len(text) - _END, text[-_END:])]


def _may_read(compiled: _Credits, piece: str) -> bool:
    """Whether a piece holds what a rule cannot do without: the mark after a label, a name that may be an agency's."""
    if compiled.rule.kind == "agency":
        return names_agency(piece)
    return not compiled.needs_colon or any(colon in piece for colon in _COLONS)


def _add_credits(found: list[Credit], compiled: _Credits, start: int, piece: str, links: tuple[Link, ...]) -> None:
    """Append what one rule reads in one piece, unless an earlier rule has read the same words."""
    rule = compiled.rule
    taken = [credit.span for credit in found if credit.span]
    for match in _matches(compiled, piece):
        begins = start + match.start()
        if any(other.start <= begins < other.end for other in taken) or not match.group("party"):
            continue
        if rule.kind == "agency" and not names_agency(match.group("party")):
            continue
        if is_not_text(piece, match.start(), match.start("party")):
            continue
        linked = rule.shape == "linked"
        names = read_link(links) if linked else read_names(match.group("party"), rule, links)
        if _is_references(rule, names, piece[match.start() : match.start("party")], match.group("party")):
            continue
        for named in names:
            if not _fits(rule, named):
                continue
            end = match.end() if linked else match.start("party") + named.end
            span = Span(start + match.start(), start + end)
            if not any(other.start < span.end and span.start < other.end for other in taken):
                found.append(_credit(rule, named, piece[match.start() : end], span))
        if found:
            break


def _is_references(rule: CreditRule, names: tuple[Named, ...], label: str, printed: str) -> bool:
    """Whether a label lists what its writer asked and read ("Sources: town hall, fire brigade"): names, none of them an outlet's."""
    if rule.kind != "origin" or rule.shape != "label" or not names:
        return False
    asked = sum(piece.strip()[:1].islower() and not any(c.isdigit() for c in piece) for piece in printed.split(","))
    if ";" not in printed and asked < _ASKED and (len(names) == 1 or (len(names) == _HOUSE and not _is_of_several(label))):
        return False  # from one, or from a house and its institute ("Source: University of Sarn, Institute of Tides")
    return not any(named.address or named.outlet or named.is_agency or is_domain(named.name) or is_titled(named.name) for named in names)


@lru_cache(maxsize=256)
def _is_of_several(label: str) -> bool:
    """Whether a label announces more than one ("Sources:")."""
    return fold(label).strip().startswith(tuple(map(fold, words_of("several"))))


def _fits(rule: CreditRule, named: Named) -> bool:
    """Whether a name can be what its rule asks for: an agency, a party that is known or linked, a translator's two words."""
    sure = named.address is not None or (named.outlet is not None and _is_spelled(named.name))
    if rule.kind == "agency":
        return named.is_agency or looks_like_agency(named.name)
    if rule.needs_outlet:
        return sure or is_titled(named.name)
    if rule.kind == "origin" and gives_figures(named.name):
        return False  # "Source: Insee" stands under charts
    if rule.kind == "republished" and named.address and named.address.lower().endswith(".pdf"):
        return False  # the report that a text is about
    is_bare = named.end - len(named.name) < _LEADING and " " not in named.name  # "the team of Lantern" is more than a word
    return sure or not (rule.needs_known or (rule.kind == "translation" and is_bare))


def _is_spelled(name: str) -> bool:
    """Whether a known name is written as one: "monde" is a section, "taz" a paper."""
    party = known_party(name, name if is_domain(name) else None)
    return not name[:1].islower() or is_domain(name) or (party is not None and name in party.names)


def _matches(compiled: _Credits, piece: str) -> list[re.Match[str]]:
    """The places where a rule reads a piece: anywhere, or at the beginnings that its shape allows."""
    if compiled.rule.shape in {"anywhere", "linked"}:
        # An expression that begins with "^" is tried all along a line by `search` all the same.
        match = compiled.regex.match(piece) if compiled.is_opening else compiled.regex.search(piece)
        return [match] if match else []
    return [match for at in _starts(piece) if (match := compiled.regex.match(piece, at))]


@lru_cache(maxsize=64)
def _starts(piece: str) -> tuple[int, ...]:
    """Where a mark may begin in a piece; every rule that the piece asks for begins there."""
    return (0, *[found.end() for found in _STARTS.finditer(piece)][-_MAX_STARTS:])


def _credit(rule: CreditRule, named: Named, printed: str, span: Span) -> Credit:
    """The credit that a rule gives for one name: an agency is an agency whatever the words before it."""
    kind = "agency" if named.is_agency and rule.kind in {"origin", "republished", "agency"} else rule.kind
    return Credit(kind, named.name, named.address, printed.strip(), span, "line", named.outlet, rule.rule)


def _at_the_text(credit: Credit, debris: Debris) -> Credit:
    """The credit of a line that a tool left as well, with the address of the text where the tool links to it and the name to its site."""
    is_one = debris.party == credit.name and credit.address and debris.address and _depth(debris.address) > _depth(credit.address)
    return replace(credit, address=debris.address) if is_one else credit


def _depth(address: str) -> int:
    """How many steps an address goes down on its site."""
    return address.rstrip("/").count("/")


def _of_debris(debris: Debris, text: str) -> list[Credit]:
    """The credit that an importer's or a feed's mark is as well: the text was published by the party it names or links to."""
    name = debris.party or (host_of(debris.address) if debris.address else "")
    if debris.kind not in {"importer", "feed_footer"} or not name or (not debris.party and is_library(name)):
        return []
    party = find_party(name)
    shown = party.name if party and not debris.party else name
    outlet = party.name if party else None
    return [Credit("republished", shown, debris.address, text.strip(), Span(0, len(text)), "line", outlet, debris.rule)]


def _debris(rule: DebrisRule, found: re.Match[str], links: tuple[Link, ...]) -> Debris:
    """The debris of a line, with the party it names if it names one."""
    party = found.groupdict().get("party")
    named = next(iter(read_names(party, None, links)), None) if party else None
    # A tool links the text before the site that it has it from: the deepest address is the text's.
    linked = [link.address for link in links] or ([named.address] if named and named.address else [])
    address = max(linked, key=_depth, default=None)
    return Debris(rule.kind, found.string.strip()[:400], rule.tool, named.name if named else None, address, rule.rule)
