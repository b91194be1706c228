"""Agencies as they sign: in bylines, datelines and at the end of a text."""

from __future__ import annotations

import re

from sourcier.languages.parties import is_agency, known_party
from sourcier.model import Credit, Link, Span

_SPLIT = re.compile(
    r"[,/&+|·•()\[\]–—;:]|\s-\s|\s(?=avec\s|and\s|with\s|und\s|mit\s|et\s|von\s|by\s|par\s|por\s|con\s)|(?<=\bavec)\s|(?<=\band)\s|(?<=\bwith)\s|(?<=\bmit)\s|(?<=\bund)\s|(?<=\bet)\s"
)
_DATELINE = re.compile(r"^[^()\n]{0,60}\((?P<names>[^()\n]{2,40})\)\s{0,2}[.:–—-]{0,2}")
_SIGNATURE = re.compile(r"[(\[](?P<names>[^()\[\]\n]{2,60})[)\]]\s{0,2}\W{0,2}$")


def read_byline(text: str, links: tuple[Link, ...] = ()) -> tuple[Credit, ...]:
    """The agencies named in a byline ("Ada Marsh and AFP", "AFP/The Lantern"); spans are into `text`."""
    del links
    return tuple(_agencies(text, 0, len(text), "byline", "byline-agency")) if len(text) <= 300 else ()


def find_dateline(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the beginning of a text ("PARIS, 4 août (AFP) -")."""
    found = _DATELINE.match(text)
    return tuple(_agencies(text, found.start("names"), found.end("names"), "dateline", "dateline")) if found else ()


def find_signature(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the end of a text ("... (dpa)")."""
    found = _SIGNATURE.search(text, max(0, len(text) - 80))
    return tuple(_agencies(text, found.start("names"), found.end("names"), "signature", "signature")) if found else ()


def _agencies(text: str, start: int, end: int, place: str, rule: str) -> list[Credit]:
    """Every agency among the names of one stretch."""
    found = []
    at = start
    for piece in _SPLIT.split(text[start:end]):
        begin = text.find(piece, at) if piece else at
        at = begin + len(piece)
        name = piece.strip(" .,\"'«»")
        if name and is_agency(name):
            party = known_party(name)
            offset = text.find(name, begin)
            outlet = party.outlet.name if party else None
            found.append(Credit("agency", name, None, name, Span(offset, offset + len(name)), place, outlet, rule))
    return found
