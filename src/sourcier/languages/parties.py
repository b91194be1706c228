"""Parties by name and address: agencies and outlets as data, found whatever spelling a page uses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sourcier.errors import LanguageError
from sourcier.languages.own_outlets import own_entries, with_own
from sourcier.model import Outlet
from sourcier.text.addresses import host_of, registrable_domain
from sourcier.text.fold import fold

_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,12}(?:/\S*)?")
_KEPT = re.compile(r"/web/\d+[a-z_]*/(\S+\.\S+)")  # an archive's copy of an address without its scheme
_EDGES = " \t\"'«»“”„‘’()[]<>.,;:!?|/*–—-"


@dataclass(frozen=True, slots=True)
class Party:
    """A known party: its outlet, the spellings that count only where the sentence makes them one, and whether it is an agency.

    `names` are all spellings with their case; those in `weak` are words of a language too, or marks with other meanings.
    `stands_alone` is False for agencies whose weak marks say nothing on a line of their own ("PC", "Beta").
    """

    outlet: Outlet
    names: tuple[str, ...]
    weak: frozenset[str]
    is_agency: bool
    stands_alone: bool = True


@cache
def parties() -> tuple[Party, ...]:
    """Every known party, agencies first, in the order of the files; the user's own (`own_outlets`) before those that ship.

    Raises:
        LanguageError: a file breaks its own rules.
    """
    own = own_entries()
    agencies = with_own(_table("agencies.toml")["agency"], own["agency"])
    outlets = with_own(_table("outlets.toml")["outlet"], own["outlet"])
    return (*(_agency(entry) for entry in agencies), *(_outlet(entry) for entry in outlets))


@cache
def generic_agencies() -> frozenset[str]:
    """The folded words that stand for agencies without naming one ("agences", "news agencies")."""
    return frozenset(fold(word) for word in _table("agencies.toml")["generic"])


@cache
def photo_agencies() -> frozenset[str]:
    """The folded names of agencies and stocks that give pictures only."""
    return frozenset(fold(word) for word in _table("agencies.toml")["photo"])


@lru_cache(maxsize=16384)
def find_party(name: str | None, address: str | None = None) -> Outlet | None:
    """The known agency or outlet of that name or, failing that, of that address; None when neither is known.

    >>> find_party("l'Agence France-Presse").name
    'AFP'
    >>> find_party(None, "https://www.lemonde.fr/a").name
    'Le Monde'
    """
    party = known_party(name, address)
    return party.outlet if party else None


def known_party(name: str | None, address: str | None = None) -> Party | None:
    """As `find_party`, with what else is known of it."""
    named = (_by_name().get(_whole_key(name)) or _by_name().get(name_key(name))) if name else None
    if named is None and name and is_domain(name):
        named = _by_domain(name)
    if named and name and _is_other_word(name, named):
        named = None
    return named or (_by_domain(address) if address else None)


def _is_other_word(name: str, party: Party) -> bool:
    """Whether a name only sounds like a weak spelling of a party: "Spa" is no news agency, "time" no magazine."""
    if name in party.names or (len(name) > 4 and name.isupper()):
        return False
    return any(_whole_key(name) == _whole_key(weak) for weak in party.weak)


def is_agency(name: str | None, address: str | None = None) -> bool:
    """Whether the party is a known news agency, or words that stand for agencies in general."""
    party = known_party(name, address)
    return party.is_agency if party else bool(name) and fold(name or "") in generic_agencies()


@lru_cache(maxsize=4096)
def looks_like_agency(name: str) -> bool:
    """Whether an unknown name says itself that it is an agency's: "Agence Boréale", "Harbour News Agency".

    >>> looks_like_agency("Agence Boréale"), looks_like_agency("agence de voyages")
    (True, False)
    """
    first, _, rest = name.partition(" ")
    table = _table("agencies.toml")
    if not rest or len(name.split()) > 5 or fold(rest.split()[0]) in table["offices"]:
        return False
    return (fold(first) in table["before"] and rest[0].isupper()) or (name[0].isupper() and fold(name).endswith(tuple(table["after"])))


def agency_words() -> tuple[str, ...]:
    """The single words by which `looks_like_agency` tells one."""
    table = _table("agencies.toml")
    return tuple(word.rsplit("'", 1)[-1].rsplit(" ", 1)[-1] for word in (*table["before"], *table["after"]))


@lru_cache(maxsize=16384)
def party_key(name: str | None, address: str | None = None) -> str:
    """One key for one party, whatever spelling a page uses.

    The folded main name of a known party; else the registrable domain when the name is one or only an address is known; else the
    folded name without its leading article.

    >>> party_key("The Lantern"), party_key("lantern.example"), party_key(None, "https://news.lantern.example/1")
    ('lantern', 'lantern.example', 'lantern.example')
    """
    party = find_party(name, address if not name or is_domain(name) else None)
    if party:
        return name_key(party.name)
    if name and is_domain(name):
        return registrable_domain(name)
    return name_key(name) if name and name_key(name) else registrable_domain(address or "")


def same_party(name: str | None, address: str | None, outlet: Outlet) -> bool:
    """Whether a credit by that name or with that link names this outlet.

    Two known parties are one or are not. Else the name decides: one of the outlet's names or domains, compared without case, accents,
    articles, spaces, domain endings and the words that any outlet adds ("News", "Info"); without a name, the address.

    >>> same_party("Le Phare Info", None, Outlet("Phare Info", ("phareinfo.example",)))
    True
    """
    mine = _known_outlet(outlet)
    theirs = find_party(name, name if name and is_domain(name) else None) if name else find_party(None, address)
    if mine is not None and theirs is not None:
        return mine == theirs
    if any(place and _on_domains(place, outlet) for place in (address, name if name and is_domain(name) else None)):
        return True
    spelled = _spellings(outlet)
    return bool(name) and (_bare(name or "") in spelled or _is_longer(name or "", spelled) or _is_branch(name or "", spelled))


@lru_cache(maxsize=4096)
def _known_outlet(outlet: Outlet) -> Outlet | None:
    """The known outlet that this one is, by domain or name."""
    return next(filter(None, (find_party(None, domain) for domain in outlet.domains)), None) or find_party(outlet.name or None)


def _is_branch(name: str, spelled: frozenset[str]) -> bool:
    """Whether a name is the outlet's with a place after it ("RPF Bretagne" of RPF): capitals are how such houses write their own."""
    first, rest = _glued(name)
    if not rest:
        first, _, rest = name.partition(" ")
    return bool(rest) and len(first) >= 3 and first.isupper() and _bare(first) in spelled and len(rest.split()) <= 2


def _glued(name: str) -> tuple[str, str]:
    """A short name in capitals and what a template glued to it: "F.A.Z.Artikelrechte erwerben"."""
    found = re.match(r"((?:[A-Z]\.){2,6})(?=[A-Z][a-z])", name)
    return (found.group(1), "more") if found else (name, "")


def _is_longer(name: str, spelled: frozenset[str]) -> bool:
    """Whether a name is the outlet's with words after it that any outlet adds ("Phare News")."""
    words = name_key(name).split()
    while len(words) > 1 and words[-1] in _table("outlets.toml")["additions"]:
        words.pop()
        if _bare(" ".join(words)) in spelled:
            return True
    return False


@cache
def _archives() -> tuple[str, ...]:
    """Hosts that keep snapshots of other sites."""
    return tuple(_table("outlets.toml")["archives"])


def own_address(address: str) -> str:
    """The address that a page was first taken from: an archive's copy stands for the page it keeps.

    >>> own_address("https://web.archive.org/web/2012/http://www.phare.example/une")
    'http://www.phare.example/une'
    """
    if not host_of(address).endswith(_archives()):
        return address
    inner = max(address.find("http://", 8), address.find("https://", 8))
    if inner > 0:
        return address[inner:]
    kept = _KEPT.search(address)
    return f"http://{kept.group(1)}" if kept else address


def gives_figures(name: str) -> bool:
    """Whether a name is that of a body which counts, measures or defines: named beside a chart, it wrote no story."""
    folded = fold(name)
    return folded in _figures_from() or any(word.startswith(tuple(_table("outlets.toml")["figures_words"])) for word in folded.split())


@cache
def _figures_from() -> frozenset[str]:
    """The folded names of such bodies."""
    return frozenset(fold(name) for name in _table("outlets.toml")["figures_from"])


def is_library(address: str) -> bool:
    """Whether an address lies where studies, videos or posts of anybody stand: it names a work, no outlet."""
    host = host_of(address)
    return any(host == library or host.endswith(f".{library}") for library in _table("outlets.toml")["libraries"])


def is_mirror(address: str) -> bool:
    """Whether an address only carries what another site publishes: a cache, a link shortener."""
    host = host_of(address)
    return any(host == mirror or host.endswith(f".{mirror}") for mirror in _table("outlets.toml")["mirrors"])


def is_domain(name: str) -> bool:
    """Whether a name is written as a domain or an address ("pravda.ru", "www.phare.example/une")."""
    return "." in name and bool(_DOMAIN.fullmatch(name.strip().lower()))


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """A name folded for comparison, without quotes, edges and leading article.

    >>> name_key("« Le Phare du Ponant »")
    'phare du ponant'
    """
    bare = _whole_key(name)
    for article in _articles() if bare.startswith(_articles()) else ():
        if bare.startswith(article) and len(bare) > len(article) + 1:
            return bare[len(article) :]
    return bare


@lru_cache(maxsize=16384)
def _whole_key(name: str) -> str:
    """A name folded for comparison with its article: "La Presse" and "Die Presse" are two papers."""
    folded = fold(name)
    return (" ".join(folded.replace('"', " ").split()) if '"' in folded else folded).strip(_EDGES)


@cache
def _articles() -> tuple[str, ...]:
    """Articles as prefixes of a folded name, longest first."""
    words = [fold(word) for word in _table("outlets.toml")["articles"]]
    return tuple(sorted((word if word.endswith("'") else f"{word} " for word in words), key=lambda w: (-len(w), w)))


@cache
def _by_name() -> Mapping[str, Party]:
    """Known parties by folded name, with its article and without; the first in the files keeps a name that two claim."""
    found: dict[str, Party] = {}
    for key in (_whole_key, name_key):
        for party in parties():
            for name in party.names:
                found.setdefault(key(name), party)
    return MappingProxyType(found)


@cache
def _domains() -> Mapping[str, Party]:
    """Known parties by domain; the first in the files keeps a domain that two claim."""
    found: dict[str, Party] = {}
    for party in parties():
        for domain in party.outlet.domains:
            found.setdefault(domain, party)
    return MappingProxyType(found)


def _by_domain(address: str) -> Party | None:
    """The known party of a host: its longest listed ending."""
    host = host_of(address)
    while "." in host:
        if (party := _domains().get(host)) is not None:
            return party
        host = host.split(".", 1)[1]
    return None


@lru_cache(maxsize=4096)
def _spellings(outlet: Outlet) -> frozenset[str]:
    """The bare spellings of an outlet: names, aliases, domains with and without their ending."""
    names = {_bare(name) for name in (outlet.name, *outlet.aliases) if name}
    heads = {_bare(registrable_domain(domain).split(".", 1)[0]) for domain in outlet.domains}
    return frozenset(filter(None, names | heads | {_bare(domain) for domain in outlet.domains}))


def _bare(name: str) -> str:
    """A name with nothing left but letters and digits."""
    return "".join(filter(str.isalnum, name_key(name)))


def _on_domains(address: str, outlet: Outlet) -> bool:
    """Whether an address lies on a domain of the outlet."""
    return registrable_domain(address) in {registrable_domain(domain) for domain in outlet.domains}


@cache
def _table(where: str) -> Mapping[str, Any]:
    """A data file of this room."""
    try:
        return tomllib.loads((files(__package__) / where).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise LanguageError(reason, where) from error


def _agency(entry: Mapping[str, Any]) -> Party:
    """An agency: its marks are names too, weak ones when other things bear them."""
    outlet = Outlet(entry["name"], tuple(entry["domains"]), tuple(entry["aliases"]) + tuple(entry["marks"]))
    names = tuple(dict.fromkeys((entry["name"], *entry["aliases"], *entry["marks"])))
    short = frozenset(name for name in (entry["name"], *entry["marks"]) if entry.get("weak") and " " not in name)
    return Party(outlet, names, short, is_agency=True, stands_alone=not entry.get("weak") or bool(entry.get("lone")))


def _outlet(entry: Mapping[str, Any]) -> Party:
    """An outlet of the list."""
    outlet = Outlet(entry["name"], tuple(entry["domains"]), tuple(entry["aliases"]), tuple(entry.get("networks", ())))
    return Party(outlet, (entry["name"], *entry["aliases"]), frozenset(entry.get("weak", ())), is_agency=False)
