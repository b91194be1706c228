"""Names read out of the words after a credit: where they end, how a list of them parts, which link belongs to which."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sourcier.languages import languages
from sourcier.languages.marks import CreditRule, typed
from sourcier.languages.parties import find_party, is_agency, is_domain, is_library, known_party, name_key, photo_agencies
from sourcier.model import Link
from sourcier.read.needs import Sieve, sieve
from sourcier.text.addresses import host_of, registrable_domain
from sourcier.text.fold import fold, lowered

_ADDRESS = re.compile(r"https?://[^\s<>\"»”]{3,300}")
_END = re.compile(r"[.?;](?:\s|$)|!\s|(?<!\s)!$|[\n\r\t|•·()\[\]]|\s[–—-]\s|[.?]$| : |\shttps?:|…")
_SPLIT = re.compile(r"\s*[,/&+]\s*|\s*;\s*")
# What stands before a colon is the name, what follows a title: "The Lantern: Ferries return".
_TITLED = re.compile(r"^(\W{0,3}\w[^:]{1,60}):\s.*", re.DOTALL)
_SHORT_WORD = re.compile(r"\w{1,5}")
_ELIDED = re.compile(r"^[ld]['’](?=[A-ZÀ-Þ])")  # the article of "l'Institut des estuaires"
_QUOTES = " \t\"'«»“”„‘’()[]<>.,;:|*→›»™®"
_INITIALS = re.compile(r"\s?/[a-zäöüß]{2,4}$")  # the desk that took it over: "(name)/fh"
_MAX_WORDS, _MAX_LENGTH, _MAX_NAMES = 9, 80, 8
# How many words make a title or a clause, and how many letters a word that says nothing.
_TITLE_WORDS, _CLAUSE_WORDS, _SHORT = 6, 3, 3


class Named(NamedTuple):
    """One party read in a line: `end` counts from where the names begin."""

    name: str
    address: str | None
    outlet: str | None
    is_agency: bool
    end: int


@cache
def words_of(list_name: str) -> tuple[str, ...]:
    """One list of [credit_words] over all packs, without repeats."""
    return tuple(dict.fromkeys(word for pack in languages().values() for word in pack.marks.words.get(list_name, ())))


@cache
def _stops() -> Sieve:
    """What ends a name, in any language."""
    # A short word is a whole one: "qui" and "here" end no "Quiet Harbour" and no "Hereford Times".
    ends = (typed(words) + (r"\b" if _SHORT_WORD.fullmatch(words) else "") for words in words_of("stops"))
    return sieve(r"(?:^|[\s,])(?:" + "|".join(ends) + ")")


@cache
def _not_text() -> re.Pattern[str]:
    """Words that make a line in lower case the credit of a picture, a chart or data."""
    words = sorted(words_of("not_text"), key=lambda word: (-len(word), word))
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")s?\b")


@cache
def _figures() -> re.Pattern[str]:
    """Words in lower case that make the label beside them a chart's or a calculation's ("Graphic: ...", "author's calculations")."""
    words = sorted(words_of("figures"), key=lambda word: (-len(word), word))
    return re.compile(r"\b(?:" + "|".join(typed(word) for word in words) + r")(?!\w)")


@cache
def _and() -> re.Pattern[str]:
    """Words between two names of a list."""
    words = sorted(words_of("and"), key=lambda word: (-len(word), word))
    return re.compile(r"\s+(?:" + "|".join(re.escape(word) for word in words) + r")\s+", re.IGNORECASE)


@cache
def _for() -> re.Pattern[str]:
    """The word between a translator and whom the translation was made for."""
    return re.compile(r"\s(?:" + "|".join(re.escape(word) for word in words_of("for")) + r")\s", re.IGNORECASE)


@cache
def _before_names() -> Sieve:
    """Words that lead up to a name and are not part of it ("the website of")."""
    return sieve("^(?:" + "|".join(typed(words) for words in words_of("before_names")) + ")")


@cache
def _own() -> frozenset[str]:
    """Folded words that stand where a name would, and name nobody."""
    return frozenset(fold(word) for word in words_of("own"))


@cache
def calendar() -> frozenset[str]:
    """Months and weekdays of all packs: a "name" that begins with one is a date."""
    names = (word for pack in languages().values() for group in (*pack.dates.months, *pack.dates.weekdays) for word in group)
    return frozenset(word.rstrip(".") for word in names)


def is_name_like(word: str) -> bool:
    """Whether a word is written as names are: a capital, or a letter of a script that has none."""
    first = word[:1] if word[:1].isalnum() else next((c for c in word if c.isalnum()), "")
    return bool(first) and not first.islower()


def is_not_text(line: str, start: int, end: int) -> bool:
    """Whether the words just before a mark, in it, or first after it make it the credit of a picture, a chart or data.

    `start` is where the mark begins, `end` where its names begin. Who drew a chart or reckoned its figures signs after them too.
    """
    if len(line) >= 240:
        return False
    low, words, figures = lowered(line), _not_text(), _figures()
    return bool(words.search(low, max(0, start - 24), end) or words.match(low, end) or figures.search(low, end) or figures.match(low))


def is_titled(name: str) -> bool:
    """Whether a name of several words is made as outlets' names are: with a word that media bear, or after an article with a capital.

    >>> is_titled("Dune Weekly"), is_titled("Le Phare du Ponant"), is_titled("Ada Marsh")
    (True, True, False)
    """
    words = name.replace("-", " ").split()
    if len(words) < 2 or words[0][0].islower():
        return False
    borne = (*words_of("media_names"), *words_of("media_heads"))
    # in some languages only the first word of a title is capital ("Лужский вестник")
    return any(word[0].upper() + word[1:] in borne for word in words) or (words[0] in words_of("title_articles") and words[1][0].isupper())


def read_names(text: str, rule: CreditRule | None, links: tuple[Link, ...]) -> tuple[Named, ...]:
    """The parties named at the beginning of `text`, in order; () when the words name nobody.

    An address names its site. The words of a link are a name. Else a name ends at a stop of the language, a bracket, a dash or the
    end of the sentence; lists part at commas, slashes and "and", unless the whole is a known name.
    """
    if address := _ADDRESS.match(text):
        return tuple(filter(None, (_by_address(address.group(0), address.end()),)))
    stop = _END.search(text)
    words = text[: stop.start()] if stop else text
    stop = _stops().search(words)
    if stop:  # a stop alone is what a link hangs on ("read it here")
        alone = not words[: stop.start()].strip(_QUOTES) and fold(stop.group(0).strip(_QUOTES)) in _own()
        words = stop.group(0) if alone else words[: stop.start()]
    words = _TITLED.sub(r"\1", words) if ":" in words else words
    if rule is not None and rule.kind == "translation":
        words = _for().split(words, maxsplit=1)[0]
    whole = words.strip(_QUOTES)
    if find_party(whole):
        return tuple(filter(None, (_named(words, 0, links),)))
    if rule is None or rule.shape != "label":
        words = words.split(", ")[0] if rule is None or rule.kind != "agency" else words
        if rule is None or rule.kind != "agency":
            return tuple(filter(None, (_named(words, 0, links),)))
    found = []
    at = 0
    for piece in _parts(words):
        at = words.index(piece, at)
        if named := _named(piece, at, links):
            found.append(named)
        at += len(piece)
    return tuple(found[:_MAX_NAMES])


def read_link(links: tuple[Link, ...]) -> tuple[Named, ...]:
    """The party of the only site that a line links to; () when it links to none or to several."""
    sites = {registrable_domain(link.address): link.address for link in links}
    named = _by_address(next(iter(sites.values())), 0) if len(sites) == 1 else None
    return (named,) if named else ()


def _parts(words: str) -> list[str]:
    """The names of a list, as printed."""
    return [part for piece in _SPLIT.split(words) for part in _and().split(piece) if part.strip()]


def _named(piece: str, at: int, links: tuple[Link, ...]) -> Named | None:
    """One name as a party, or None when the words are no name."""
    whole = _INITIALS.sub("", piece.strip(_QUOTES))
    name = _bare_name(whole if find_party(whole) else _without_lead(whole).strip(_QUOTES))
    link = next((link for link in links if link.text and (name in link.text or link.text.strip() in piece)), None)
    if not _is_name(name) and not (link and _is_site(name, link.address)):
        # "read it here": the words name nobody, the link does
        return _by_address(link.address, at + len(piece.rstrip())) if link and fold(name) in _own() else None
    address = link.address if link else None
    party = known_party(name, name if is_domain(name) else None)
    if link and party is None and _is_title(name, link.address):
        return _by_address(link.address, at + len(piece.rstrip()))  # the link bears the title of the text, not a name
    # a bare domain is a name as printed ("Phare.info"); a whole address is not
    shown = host_of(name) if is_domain(name) and host_of(name) != name.lower() else name
    return Named(shown, address, party.outlet.name if party else None, is_agency(name), at + len(piece.rstrip()))


def _without_lead(name: str) -> str:
    """A name without the words that lead up to it ("the website of")."""
    lead = _before_names().search(name)
    return name[lead.end() :] if lead else name


@lru_cache(maxsize=4096)
def _bare_name(name: str) -> str:
    """A name without the small article that leads it ("the Harbour Lantern"); an issue of one's own is no name."""
    name = _ELIDED.sub("", name)
    first, _, rest = name.partition(" ")
    party = known_party(name)
    if party and name in party.names:
        return name
    if first.lower() in words_of("agency") and is_agency(rest):
        return rest
    before, _, last = name.rpartition(" ")
    if last.lower() in words_of("roles") and is_agency(before):
        return before  # "ANI staff"
    if not rest or first not in words_of("articles") or any(len(word) > 3 and word[0].islower() for word in rest.split()):
        return name
    return "" if fold(rest.rsplit(" ", 1)[-1]) in _own() else rest


def _is_title(name: str, address: str) -> bool:
    """Whether the words of a link are the title of a text: long, or a clause in which no word is one of the site's name."""
    words = name.split()
    if len(words) < _CLAUSE_WORDS or is_library(address):
        return False
    site = registrable_domain(address).split(".", maxsplit=1)[0]
    if any(len(part) > _SHORT and part in site for part in fold(name).split()) or name_key(name).replace(" ", "") in site:
        return False
    return len(words) >= _TITLE_WORDS or sum(word[0].islower() and len(word) > _SHORT for word in words) > 1


def _is_site(name: str, address: str) -> bool:
    """Whether a name in lower case is what its link's site is called ("curios" under a link to curios.example)."""
    return len(name) > 3 and name[0].islower() and name_key(name).replace(" ", "") == registrable_domain(address).split(".", maxsplit=1)[0]


def _by_address(address: str, end: int) -> Named | None:
    """The party of an address printed in full, None for a site that everybody writes on."""
    address = address.rstrip(".,;)")
    if is_library(address):
        return None
    party = known_party(None, address)
    name = party.outlet.name if party else host_of(address)
    return Named(name, address, party.outlet.name if party else None, bool(party and party.is_agency), end)


@lru_cache(maxsize=4096)
def _is_name(name: str) -> bool:
    """Whether words can be a name: short, no date, no word for the page's own site, not in plain lower case."""
    if fold(name) in photo_agencies():
        return False
    if find_party(name) or is_agency(name) or is_domain(name):
        return True
    words = name.split()
    if not 2 <= len(name) <= _MAX_LENGTH or len(words) > _MAX_WORDS or not any(c.isalpha() for c in name):
        return False
    if len(words) == 1 and words[0].lower() in words_of("roles"):
        return False  # "HT Correspondent"
    said = [word for word in words if not _is_number(word) and word.lower().strip(".,") not in calendar()]
    if not said or not {name_key(name), fold(name), fold(" ".join(said))}.isdisjoint(_own()):
        return False  # a date, or an issue of one's own: "Ausgabe 8/2022"
    return _opens_as_name(words) and not _is_number(words[0])


def _is_number(word: str) -> bool:
    """Whether a word is a number, a day or a time ("12h30", "3rd"): "360info" is a name."""
    letters = sum(c.isalpha() for c in word)
    return letters == 0 or (word[0].isdigit() and letters <= _SHORT)


def _opens_as_name(words: list[str]) -> bool:
    """Whether words begin as a name does: with a capital, as an account ("@phare_info"), or with a word for a body before one."""
    first = words[0]
    if not first[0].islower():
        return True
    if len(words) == 1:
        return "_" in first
    return first.rsplit("'", 1)[-1].lower() in words_of("bodies") and any(word[0].isupper() for word in words[1:])
