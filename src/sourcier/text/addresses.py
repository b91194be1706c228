"""Addresses compared as readers mean them: hosts, registrable domains, and one spelling for one page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, quote_plus, unquote, unquote_plus, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

# Query keys that carry where a reader came from, never what is read.
_TRACKING_KEYS = frozenset({"fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "yclid", "dclid", "msclkid", "xtor", "ref_src", "_ga", "spm"})
_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=-._~"
# Escapes that stay as they are: in a path those of what would not stand there bare, in a query those of ASCII.
_IN_PATH = "%(?:[01][0-9A-F]|2[0235]|3[CEF]|5[B-E]|60|7[B-DF]|[89A-F][0-9A-F])"
_IN_QUERY = "%(?:[01][0-9A-F]|2[1-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-DF])"
# What is taken is not given back, which is half of the work: nothing that follows could take it.
_HOST = "https?://[a-z0-9][a-z0-9.-]{0,251}+(?<=[a-z0-9])"
_PATH = f"/(?!/)[a-zA-Z0-9:@!$&'()*+,=._~/-]*+(?:{_IN_PATH}[a-zA-Z0-9:@!$&'()*+,=._~/-]*+)*+"
_TRACKED = f"(?i:{'|'.join((*sorted(_TRACKING_KEYS), *_TRACKING_PREFIXES))})"
_PAIR = rf"(?!{_TRACKED})[\w.~-]+=[\w.~+-]*(?:{_IN_QUERY}[\w.~+-]*)*"
# An address that is in its one spelling already, if it has no dot segments: small letters in the host, no port, a plain query.
_IN_ORDER = re.compile(rf"{_HOST}{_PATH}(?:\?{_PAIR}(?:&{_PAIR})*)?", re.ASCII)
_DOTS = "/."
# Its parts, of which one at least is not in its one spelling: nothing in them that Python's parser takes for more than it is.
_PARTED = re.compile(rf"({_HOST})(/[^\x00-\x20\x7f-\xa0\s?#;]*)(?:\?([^\x00-\x20\x7f-\xa0\s#]*))?")
_PLAIN_HOST = re.compile(_HOST.replace("//", "//(") + ")/")
_PATH_IN_ORDER, _PAIR_IN_ORDER = re.compile(_PATH), re.compile(_PAIR, re.ASCII)
# What links hold that lead to no page.
_NO_PAGE = ("javascript:", "mailto:", "data:", "tel:")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """The Public Suffix List as shipped with its package; never fetched."""
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def split_address(address: str) -> SplitResult | None:
    """The parts of an http(s) address, or None when it is no such address.

    >>> split_address("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit(address.strip())
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname else None


def host_of(address: str) -> str:
    """The host of an address in lower case without "www.", or "" when there is none.

    >>> host_of("https://WWW.Phare-Info.example/une/page")
    'phare-info.example'
    """
    if found := _PLAIN_HOST.match(address):
        return found[1].removeprefix("www.")
    parts = split_address(address if "//" in address else f"http://{address}")
    host = (parts.hostname or "").rstrip(".") if parts else ""
    return host.removeprefix("www.")


@lru_cache(maxsize=65536)
def registrable_domain(address: str) -> str:
    """The domain somebody registered, by the Public Suffix List (https://publicsuffix.org/list/), or "" when there is none.

    >>> registrable_domain("https://rss.courrier.co.uk/x")
    'courrier.co.uk'
    """
    return _registered(host_of(address))


@lru_cache(maxsize=16384)
def _registered(host: str) -> str:
    """The domain of a host that somebody registered."""
    if not host or host.rpartition(".")[2].isdigit() or ":" in host:
        return host  # nothing, or an IP address, which nobody registers parts of
    domain = _suffixes().privatesuffix(host)
    return domain or host


def is_elsewhere(address: str | None, here: str) -> bool:
    """Whether an address lies on another registrable domain than `here`.

    >>> is_elsewhere("https://phare.example/1", "https://www.phare.example/2"), is_elsewhere(None, "https://phare.example/2")
    (False, False)
    """
    return bool(address) and registrable_domain(address or "") not in {"", registrable_domain(here)}


def normalise_address(address: str, base: str = "") -> str:
    """One spelling for one page; "" for what is no http(s) address.

    In order: joined to `base`; scheme and host in lower case; default port, user, fragment and tracking keys dropped; dot
    segments resolved; percent signs normalised; other query keys kept in their order.

    >>> normalise_address("HTTPS://Phare.example:443/a/../b?utm_source=x&id=3#top")
    'https://phare.example/b?id=3'
    """
    if address.startswith("http"):
        whole = address
    elif address.startswith(_NO_PAGE):
        return ""
    else:
        whole = _joined(address, base)
    if "#" in whole:
        whole = whole[: whole.index("#")]
    if whole.find("/", 8) < 0:
        whole += "/"
    is_plain = _DOTS not in whole
    if is_plain and _IN_ORDER.fullmatch(whole):
        return whole
    try:
        if is_plain and (found := _PARTED.fullmatch(whole)):
            site, path, query = found.groups()
            path = path if _PATH_IN_ORDER.fullmatch(path) else _spelled_path(path)
            return f"{site}{path}?{told}" if query and (told := _spelled_query(query)) else f"{site}{path}"
        parts = split_address(urljoin(base, address.strip()) if base else address)
        return _one_spelling(parts) if parts is not None else ""
    except ValueError:  # no address to Python's parser, or a lone surrogate that no server can be asked for
        return ""


def _joined(address: str, base: str) -> str:
    """An address joined to another where that needs no more than its site or its folder before it, as on most links of a page."""
    if not address or address[0] == "#":
        return base
    if address[0] == "/":
        if address[1:2] == "/":
            return f"{base[: base.find('/')]}{address}"
        end = base.find("/", 8)
        return f"{base[:end]}{address}" if end > 0 else address
    if ":" in address or "//" in address or address[0] == "?":
        return address
    here = base.partition("#")[0].partition("?")[0]
    end = here.rfind("/", 8)
    return f"{here[:end]}/{address.removeprefix('./')}" if end > 0 and "//" not in here[8:] else address


def _one_spelling(parts: SplitResult) -> str:
    """The parts of an http(s) address put together in one way."""
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower().rstrip(".")
    if not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _DEFAULT_PORTS[scheme]) else f":{parts.port}"
    return urlunsplit((scheme, host + port, _spelled_path(parts.path), _spelled_query(parts.query), ""))


def _spelled_path(path: str) -> str:
    """A path in its one spelling."""
    return quote(_without_dots(unquote(path, errors="surrogateescape")), safe=_SAFE, errors="surrogateescape")


def _spelled_query(query: str) -> str:
    """A query in its one spelling, without tracking keys."""
    pairs = [pair if _PAIR_IN_ORDER.fullmatch(pair) else _spelled_pair(pair) for pair in query.split("&")]
    return "&".join([pair for pair in pairs if pair])


def _spelled_pair(pair: str) -> str:
    """A key with its value in their one spelling; "" for a tracking key."""
    name, _, value = pair.partition("=")
    key = unquote_plus(name)
    return f"{quote_plus(key)}={quote_plus(unquote_plus(value))}" if pair and not _is_tracking(key) else ""


def _without_dots(path: str) -> str:
    """The path with its dot segments resolved (RFC 3986, 5.2.4) and one slash at its head."""
    segments = path.lstrip("/").split("/")
    if segments[-1] in {".", ".."}:
        segments.append("")  # what ends in a dot segment is a folder
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).lstrip("/")


def _is_tracking(key: str) -> bool:
    """Whether a query key only tells where the reader came from."""
    low = key.lower()
    return low in _TRACKING_KEYS or low.startswith(_TRACKING_PREFIXES)
