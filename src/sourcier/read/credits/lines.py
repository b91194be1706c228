"""What one line of a page says: the credits and the debris in it, by the rules of every language at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from sourcier.languages.marks import CreditRule, DebrisRule
from sourcier.languages.parties import find_party, gives_figures, is_domain, is_library, known_party, looks_like_agency
from sourcier.model import Block, Credit, Debris, Label, Link, Span
from sourcier.read.credits.agency import read_traced_line
from sourcier.read.credits.names import Named, is_not_text, is_titled, read_link, read_names, words_of
from sourcier.read.credits.rules import COLONS, MAX_LABELS, CreditTrial, DebrisTrial, Look, ends, first_look
from sourcier.read.credits.traces import may_name
from sourcier.text.addresses import host_of
from sourcier.text.fold import fold

MARKED: frozenset[Label] = frozenset({"credit", "debris"})
_MAX_LINKS, _MAX_LINES = 8, 2000
# How many pieces of a list in small letters make it one of bodies and things.
_ASKED = 2
# A house and its institute are two names of one.
_HOUSE = 2
# Two names with nothing but a stroke between them.
_GLUED = re.compile(r"[^/]{2,40}\w/\w[^/]{2,40}$")
# How many letters more than a name at least its leading words are.
_LEADING = 4


@dataclass(frozen=True, slots=True)
class LineMarks:
    """The marks of one line; spans of the credits are into that line."""

    credits: tuple[Credit, ...] = ()
    debris: tuple[Debris, ...] = ()


_NOTHING = LineMarks()


def mark_line(text: str, links: tuple[Link, ...] = (), language: str | None = None, *, look: Look | None = None) -> LineMarks:
    """The credits and debris of one line or paragraph; spans are into `text`.

    Rules of all languages are tried, those of `language` first. A line about a picture, a chart or data credits nobody. Of two rules
    that read the same words the first wins. `look` is what `first_looks` showed of the line, where that was asked before.

    >>> [credit.name for credit in mark_line("Source: The Harbour Lantern").credits]
    ['The Harbour Lantern']
    """
    look = look or first_look(text)
    signed = read_traced_line(text) if look.names_agency else ()
    if not look.credits and not look.debris:
        return LineMarks(signed) if signed else _NOTHING
    chosen = look.credits
    if language and len(chosen) > 1:
        chosen = tuple(sorted(chosen, key=lambda trial: not trial.rule.rule.startswith(language)))
    credits_, debris = _marks_of(text, links, chosen, look.debris)
    more = [credit for credit in signed if all(credit.name not in other.name and other.name not in credit.name for other in credits_)]
    return LineMarks((*credits_, *more), debris) if credits_ or more or debris else _NOTHING


@lru_cache(maxsize=32)
def _marks_of(
    text: str, links: tuple[Link, ...], chosen: tuple[CreditTrial, ...], tools: tuple[DebrisTrial, ...]
) -> tuple[tuple[Credit, ...], tuple[Debris, ...]]:
    """The credits and the debris that rules read in a line, the first that they are tried in winning; a page asks more than once."""
    found: list[Credit] = []
    for start, piece in ends(text) if chosen else ():
        for trial in chosen:
            if _may_read(trial, piece):
                _add_credits(found, trial, start, piece, links)
    found += _of_links(text, links, chosen) if len(links) > 1 and not found else []
    debris = _first_debris(text, links, tools)
    if debris:
        found = [_at_the_text(credit, debris) for credit in found] or _of_debris(debris, text)
    return tuple(found), (debris,) if debris else ()


def _of_links(text: str, links: tuple[Link, ...], chosen: tuple[CreditTrial, ...]) -> list[Credit]:
    """The credits of a short line whose links are labels each ("Source | Via"): what stands under each word is its party."""
    found: list[Credit] = []
    if len(text) > MAX_LABELS:
        return found
    for link in links[:_MAX_LINKS]:
        for trial in chosen:
            if trial.rule.shape == "linked" and trial.regex.match(link.text):
                at = max(0, text.find(link.text))
                span = Span(at, at + len(link.text))
                found += [_credit(trial.rule, named, link.text, span) for named in read_link((link,))]
                break
    return found


class Part(NamedTuple):
    """One line of a block of several outside the body, with the label of its block.

    Which of the block's links it holds is seen when asked for, as few lines are.
    """

    text: str
    label: Label
    block: Block
    span: None = None

    @property
    def place(self) -> str:
        """The element path of its block."""
        return self.block.place

    @property
    def links(self) -> tuple[Link, ...]:
        """The links whose words are in the line."""
        return tuple([link for link in self.block.links if link.text and link.text in self.text])


Line: TypeAlias = Block | Part


def one_a_line(blocks: Sequence[Block], most: int = _MAX_LINES) -> list[Line]:
    """The blocks with those of several lines outside the body parted, so that each line is read as it stood on the page.

    Of each block as many lines as `most` are kept; of marks all, since these speak of the text from anywhere.
    """
    lines: list[Line] = []
    for block in blocks:
        if block.span is None and "\n" in block.text:
            count = _MAX_LINES if block.label in MARKED else most
            lines += [Part(line, block.label, block) for line in block.text.split("\n", count)[:count] if line.strip()]
        else:
            lines.append(block)
    return lines


def mark_debris(text: str, links: tuple[Link, ...] = (), *, look: Look | None = None) -> Debris | None:
    """The debris of one line, None when no copying tool left it: `mark_line` without its credits.

    >>> mark_debris("Let's block ads! (Why?)").tool
    'FiveFilters Full-Text RSS'
    """
    return _first_debris(text, links, (look or first_look(text)).debris)


def _first_debris(text: str, links: tuple[Link, ...], tools: tuple[DebrisTrial, ...]) -> Debris | None:
    """The debris that the first of these rules reads in a line."""
    for trial in tools:
        for _, piece in ends(text):
            if found := trial.regex.search(piece):
                return _debris(trial.rule, found, links)
    return None


def _may_read(trial: CreditTrial, piece: str) -> bool:
    """Whether a piece holds what a rule cannot do without: the mark after a label, a name that may be an agency's."""
    if trial.rule.kind == "agency":
        return not trial.names_agency or may_name(piece)
    return not trial.needs_colon or any(colon in piece for colon in COLONS)


def _add_credits(found: list[Credit], trial: CreditTrial, start: int, piece: str, links: tuple[Link, ...]) -> None:
    """Append what one rule reads in one piece, unless an earlier rule has read the same words."""
    rule = trial.rule
    taken = [credit.span for credit in found if credit.span]
    for match in trial.matches(piece):
        begins = start + match.start()
        if any(other.start <= begins < other.end for other in taken) or not match.group("party"):
            continue
        if trial.names_agency and not may_name(match.group("party")):
            continue
        if is_not_text(piece, match.start(), match.start("party")):
            continue
        linked = rule.shape == "linked"
        names = _meant(rule, match.end()) or (read_link(links) if linked else read_names(match.group("party"), rule, links))
        printed = match.group("party")
        if _is_of_picture(rule, names, printed) or _is_references(rule, names, piece[match.start() : match.start("party")], printed):
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


def _meant(rule: CreditRule, end: int) -> tuple[Named, ...]:
    """The party that a rule means whatever its words name: the desks of one agency sign in a way of their own."""
    party = find_party(rule.means) if rule.means else None
    return (Named(party.name, None, party.name, rule.kind == "agency", end),) if party else ()


def _is_of_picture(rule: CreditRule, names: tuple[Named, ...], printed: str) -> bool:
    """Whether a label names a house and, glued to it, a person ("Quelle: dpa/Tom Albers"): so pictures are credited."""
    if rule.shape != "label" or rule.kind != "origin" or len(names) != _HOUSE:
        return False
    house, person = names
    glued = _GLUED.match(printed)
    is_person = person.outlet is None and not is_titled(person.name) and len(person.name.split()) == _HOUSE
    return bool(glued) and house.outlet is not None and is_person and all(word[0].isupper() for word in person.name.split())


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
