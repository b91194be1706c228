"""What the text has at second hand: outlets and agencies that it names as the medium of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from sourcier.languages import languages
from sourcier.languages.marks import typed
from sourcier.languages.parties import find_party, parties
from sourcier.model import Credit, Span
from sourcier.read.credits.names import words_of
from sourcier.read.needs import Sieve, needed, pieces_in, plain, sieve, without_longer

_BEFORE, _AFTER = 90, 110
_MAX_RELAYED, _LEAST_CUE, _LONGEST_CUE, _LEAST_NAME = 100, 5, 30, 3
# No text names so many outlets; a page made of nothing but names would cost seconds.
_MAX_CANDIDATES = 4_000
_CUE_EDGES = " \u00a0\u202f(,«»\"“”„'’"
_NAME_WORD = r"(?-i:[A-ZÀ-ÞĀ-ŽА-ЯЁ][\w'’&-]*(?:\.\w+)*|\d+(?=\s[A-ZÀ-Þ]))"
_PARTICLE = r"(?:de|du|des|d['’]|la|le|les|l['’]|of|the|and|et|del|della|dello|di|do|da|der|y|e|für|for)"
_NAME = re.compile(rf"[\s«»\"„“”'‘]{{1,3}}({_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{0,4}})")
_REST = re.compile(rf"(?:\s(?:{_PARTICLE}\s?){{0,2}}{_NAME_WORD}){{1,3}}")
_WORDS_LEFT = re.compile(rf"(?:(?:{_NAME_WORD}\s){{1,3}}|(?:{_NAME_WORD}\s){{0,2}}{_NAME_WORD}-)$")
# A name between quotation marks is whole as it stands.
_QUOTED = re.compile(r"\s[«„“\"»‚‘]\s?([^\W\d_][^«»“”„\"\n]{1,48}?)\s?[»“”\"«‘’]")
_OPENING_QUOTES = "„»‚"
_NAMED_IN_QUOTES = re.compile(rf"[{_OPENING_QUOTES}]({_NAME_WORD}(?:\s{_NAME_WORD}){{0,3}})[“«‘]")
_WORD_BEFORE = re.compile(r"([\w]+['’]?)\s?$")
_QUOTE = r"[«»\"„“”'‘’\s]{0,3}"
_OPENED = frozenset('«»"„“‚‘')
_OWNED = re.compile(r"['’]s\b")  # "The Lantern's review": the review is no part of the name
_PAUSES = "_,;»"  # between two parts of a sentence, or inside a word
# What parts a word in small letters from what stands before it.
PARTING = tuple(" \n\t\u00a0\u202f'’‘\"«»“”„‚‹(/-–—.,:;|[*•·…&+→►]")
_SPACES = tuple(filter(str.isspace, map(chr, range(0x3001))))
_SENTENCES = re.compile(r".*(?:[.!?]\s|\n)", re.DOTALL)


class _Candidate(NamedTuple):
    """Words of the body that may name an outlet."""

    start: int
    end: int
    outlet: str | None
    is_weak: bool = False
    is_title: bool = False
    is_made: bool = False  # a name only by what stands before it: a preposition alone is too little


class _Names(NamedTuple):
    """What may name an outlet: for each spelling the party's main name, what else it is, and the party that it names after an article.

    What else it is: "noun" or "part" where it is a word for a medium, "article" where the title of a paper may begin with it. Last
    how many signs before the spelling are sought with it: what begins with a small letter is sought behind a sign that parts words,
    since an automaton that leaves its root at most letters of a text takes half as long again.
    """

    automaton: AhoCorasick
    meanings: tuple[tuple[str | None, str, str | None, int], ...]


class _Cues(NamedTuple):
    """What stands before and after an outlet when its report is passed on.

    No cue before one is without one of the `traces`; None where there are no such.
    """

    traces: AhoCorasick | None
    before: Sieve
    after: re.Pattern[str]


def find_relayed(body: str, language: str | None = None) -> tuple[Credit, ...]:
    """Every outlet whose report the text passes on, in the order of the text.

    The span runs from the cue to the outlet ("rapporte CNN Türk", "The Tidewater Post reported"). Outlets are known names, names
    after a word for a medium ("le quotidien …"), and names made with one ("… Gazette"); the cues are those of `language`, or of all.
    """
    cues = cues_of(language if language in languages() else None)
    found: list[Credit] = []
    end = -1
    for candidate in sorted(islice(_candidates(body), _MAX_CANDIDATES), key=lambda c: (c.start, -c.end)):
        if candidate.start < end:
            continue
        if span := _cued(body, candidate, cues):
            end = candidate.end
            name = body[candidate.start : candidate.end]
            found.append(Credit("relayed", name, None, span.of(body), span, "body", candidate.outlet, "relayed"))
        if len(found) >= _MAX_RELAYED:
            break
    return tuple(found)


def _cued(body: str, candidate: _Candidate, cues: _Cues) -> Span | None:
    """The span of cue and outlet, or None when nothing around the name says that its report is passed on."""
    low = max(0, candidate.start - _BEFORE)
    if sentences := _SENTENCES.match(body, low, candidate.start):
        low = sentences.end()
    before = body[low : candidate.start]
    cue = cues.before.search(before) if may_hold_cue(before, cues.traces) else None
    is_quoted = body[candidate.start - 1 : candidate.start] in _OPENED and candidate.start > 0  # so titles are written
    if (
        cue
        and not (candidate.is_weak and not is_quoted and not _is_beside(cue.group("gap")))
        and not (candidate.is_title and _is_small(cue))
        and not (candidate.is_made and not _is_plain(cue, is_known=candidate.outlet is not None))
    ):
        return Span(low + cue.start() + _leading_space(cue.group(0)), candidate.end)
    is_behind_article = candidate.is_made and candidate.outlet and body[candidate.start : candidate.end] not in _spellings()
    if candidate.is_weak or candidate.is_title or is_behind_article:
        return None
    after = body[candidate.end : candidate.end + _AFTER].split("\n", 1)[0]
    if cue := cues.after.match(after):
        return Span(candidate.start, candidate.end + cue.end())
    return None


def may_hold_cue(text: str, traces: AhoCorasick | None) -> bool:
    """Whether a text can hold a cue: cheap, since few names of outlets have one before them."""
    return traces is None or bool(traces.find_matches_as_indexes(plain(text)))


def _is_beside(gap: str) -> bool:
    """Whether nothing parts a cue from a name, or a word for a medium introduces the name."""
    words = gap.split()
    return not words or words[-1].lower() in words_of("media")


def _is_plain(cue: re.Match[str], *, is_known: bool) -> bool:
    """Whether a cue says by itself that somebody reports, close before an unknown name: "told the", "sagte sie der", not "wie die"."""
    said = cue.group(0)[: cue.start("gap") - cue.start()].strip(_CUE_EDGES)
    words = cue.group("gap").split()
    close = all(word.lower() in words_of("articles") or word.lower() in words_of("media") for word in words)
    return (is_known or close) and _LEAST_CUE - 1 <= len(said) <= _LONGEST_CUE


def _is_small(cue: re.Match[str]) -> bool:
    """Whether a cue is no more than a preposition: too little to make a capitalised title an outlet ("à Le Havre")."""
    return len(cue.group(0).strip(_CUE_EDGES)) < _LEAST_CUE


def _leading_space(text: str) -> int:
    """How many characters a cue has before its first word."""
    return len(text) - len(text.lstrip(_CUE_EDGES))


def _candidates(body: str) -> Iterator[_Candidate]:
    """Known names in their own case, and names that a word for a medium makes one."""
    named = _names()
    articles = []
    for number, found_at, found_to in pieces_in(named.automaton, f"\n{body}"):
        name, kind, whole, before = named.meanings[number]
        start, end = found_at + before - 1, found_to - 1
        if kind == "article":
            articles.append(start)
            continue
        if (start and body[start - 1].isalnum()) or (end < len(body) and body[end].isalnum()):
            continue
        if whole and _follows_article(body, start) and not _REST.match(body, end):
            yield _Candidate(start, end, whole, is_made=True)
        elif name:
            yield _Candidate(start, end, name, _is_weak(body[start:end]))
        if kind:
            yield from _made(body, start, end, kind)
    for found in find_quoted(body):
        yield _Candidate(found.start(1), found.end(1), _spellings().get(found.group(1)), is_made=True)
    for found in find_titles(body, articles) if articles else ():
        name = _OWNED.split(found.group(), maxsplit=1)[0]
        yield _Candidate(found.start(), found.start() + len(name), _spellings().get(name), is_title=True)


def find_quoted(body: str) -> Iterator[re.Match[str]]:
    """The names between quotation marks with nothing else between them; most texts have few of these marks, and many have none."""
    for mark in _OPENING_QUOTES:
        at = body.find(mark)
        while at >= 0:
            if found := _NAMED_IN_QUOTES.match(body, at):
                yield found
            at = body.find(mark, at + 1)


def find_titles(body: str, articles: list[int]) -> Iterator[re.Match[str]]:
    """The titles in the middle of sentences, of those that begin at one of these articles."""
    end = 0
    for start in sorted(articles):
        if start >= max(end, 2) and is_inside(body, start) and (found := title_expression().match(body, start)):
            end = found.end()
            yield found


def is_inside(body: str, at: int) -> bool:
    """Whether what begins at a place stands in the middle of a sentence: behind white space and a word or the sign of a pause."""
    before = body[at - 2]
    return body[at - 1].isspace() and (before.isalnum() or before in _PAUSES)


def _made(body: str, start: int, end: int, kind: str) -> Iterator[_Candidate]:
    """The name that follows a word for a medium, or the longer name that begins or ends with a word that media bear."""
    if kind == "noun":
        if right := _QUOTED.match(body, end) or _NAME.match(body, end):
            yield from _named(body, right.start(1), right.end(1))
    elif body[start].isupper():
        if right := _REST.match(body, end):
            if body[start:end] in words_of("media_heads"):
                yield from _named(body, start, right.end())
        elif body[start:end] in words_of("media_names") and (left := _WORDS_LEFT.search(body, max(0, start - 60), start)):
            yield from _named(body, left.start() + len(_opening(left.group(0))), end)


def _opening(words: str) -> str:
    """The article that a sentence opens with: part of the sentence, not of the name."""
    first = words.split(" ", 1)[0]
    return first + " " if first.lower() in words_of("articles") else ""


def _named(body: str, start: int, end: int) -> Iterator[_Candidate]:
    """One candidate with its known outlet; of a longer stretch that opens with a known name, that name."""
    name = body[start:end].rstrip(".'’-&")
    for known in (name, name.rsplit(" ", 1)[0], name.split(" ", 1)[0]):
        if (party := find_party(known)) and (known == name or not _is_weak(known)):
            yield _Candidate(start, start + len(known), party.name)
            return
    if len(name) > 3 and name.lower() not in words_of("media"):
        yield _Candidate(start, start + len(name), None)


def _is_weak(name: str) -> bool:
    """Whether a spelling is a word of a language too: it needs a cue before it, or a word for a medium beside it."""
    return name[:1].isdigit() or name in _weak_names()


@cache
def _weak_names() -> frozenset[str]:
    """The weak spellings of outlets."""
    return frozenset().union(*(party.weak for party in parties() if not party.is_agency))


@cache
def _titled() -> dict[str, str]:
    """The names that follow a title's article, without it, and the party's main name: "Guardian" in "the Guardian", "au Monde"."""
    found: dict[str, str] = {}
    for name, main in _spellings().items():
        article, _, rest = name.partition(" ")
        if rest and article in words_of("title_articles") and len(rest) > _LEAST_NAME and not _is_weak(name):
            found.setdefault(rest, main)
    return found


def _follows_article(body: str, start: int) -> bool:
    """Whether a small article stands right before a place in the text."""
    before = _WORD_BEFORE.search(body, max(0, start - 12), start)
    return before is not None and before.group(1).replace("’", "'") in words_of("articles")


@cache
def title_articles() -> tuple[str, ...]:
    """The capitalised articles that titles of papers begin with, each with every white space or apostrophe that it may end in."""
    articles = [word for word in words_of("title_articles") if word[0].isalpha()]
    elided = [word[:-1] + sign for word in articles if word.endswith("'") for sign in "'’"]
    return (*elided, *(word + space for word in articles if not word.endswith("'") for space in _SPACES))


@cache
def title_expression() -> re.Pattern[str]:
    """A capitalised article and the name after it: so titles of papers are written."""
    articles = sorted({article.strip() for article in title_articles()}, key=lambda word: (-len(word), word))
    opens = "|".join(re.escape(word) + ("" if word[-1] in "'’" else r"\s") for word in articles)
    return re.compile(rf"(?:{opens}){_NAME_WORD}(?:\s(?:{_PARTICLE}\s?){{0,2}}{_NAME_WORD}){{0,3}}")


@cache
def _spellings() -> dict[str, str]:
    """Every spelling of every party as it must be printed, and the party's main name."""
    found: dict[str, str] = {}
    for party in parties():
        for name in party.names:
            found.setdefault(name, party.outlet.name)
            found.setdefault(name.replace("'", "’"), party.outlet.name)
            if len(name) > 4:
                found.setdefault(name.upper(), party.outlet.name)
    return found


@cache
def _names() -> _Names:
    """Spellings of parties and words for media as they are printed."""
    names: dict[str, str | None] = {name: main for name, main in _spellings().items() if len(name) > 1}
    kinds = dict.fromkeys((*words_of("media_names"), *words_of("media_heads")), "part")
    for word in words_of("media"):
        spelled = dict.fromkeys((word.lower(), word.capitalize(), word.title(), word.upper()), "noun")
        kinds = {**spelled, **kinds}  # "Journal" opens a name, "journal" stands before one
    kinds.update(dict.fromkeys(title_articles(), "article"))
    words = {**dict.fromkeys(_titled()), **names, **kinds}
    sought = [(sign, word) for word in words for sign in (PARTING if word[0].islower() else ("",))]
    meanings = [(names.get(word), kinds.get(word, ""), _titled().get(word), len(sign)) for sign, word in sought]
    return _Names(_automaton(map("".join, sought)), tuple(meanings))


def _automaton(words: Iterable[str]) -> AhoCorasick:
    """An automaton that finds all of these words in one pass."""
    return AhoCorasick(words, implementation=Implementation.ContiguousNFA)


@cache
def cues_of(language: str | None) -> _Cues:
    """The cues of one language, or of all, as two expressions."""
    packs = [languages()[language]] if language else list(languages().values())
    before: list[str] = []
    after: list[str] = []
    for rule in (rule for pack in packs for rule in pack.marks.credits if rule.shape == "relay"):
        for half in rule.pattern.split("|{outlet}") if rule.pattern.startswith("{outlet}") else [rule.pattern]:
            (after if half.startswith("{outlet}") or rule.pattern.startswith("{outlet}") else before).append(half.replace("{outlet}", ""))
    traces = [without_longer(needed(half)) for half in before]
    small = [typed(word) for name in ("articles", "media") for pack in packs for word in pack.marks.words.get(name, ())]
    # between a cue and the name: articles, words for a medium, an adjective or two, the short name of a country
    small = sorted(small, key=lambda word: (-len(word), word))
    nouns = "|".join(typed(word) for pack in packs for word in pack.marks.words.get("media", ()))
    country = rf"(?-i:[A-Z][a-z]{{2,14}})(?=\s(?:{nouns})\s)"  # "Israeli daily"
    between = "|".join([*small, r"(?-i:[a-zà-ÿ][\w-]{3,16})", r"(?-i:[A-Z.-]{2,5})", country])
    gap = rf"(?:(?:{between})(?:\s|(?<=['’]))){{0,4}}"
    return _Cues(
        _automaton(frozenset().union(*traces)) if all(traces) else None,
        sieve(rf"(?:^|[\s(«\"“„,'’])(?:{'|'.join(before)})(?P<gap>{gap}){_QUOTE}$" if before else r"(?!)"),
        re.compile(rf"{_QUOTE}(?:{'|'.join(after)})\b" if after else r"(?!)", re.IGNORECASE),
    )
