"""Addresses that texts share in any language: where their links lead, and where their pictures lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

import numpy as np

from sourcier.compare.windows import HASH_BITS, Fingerprints
from sourcier.model import Article
from sourcier.text.addresses import is_elsewhere, normalise_address
from sourcier.text.words import Words


def address_marks(articles: Sequence[Article]) -> Fingerprints:
    """What articles are looked up by beside their names: addresses beyond their own site that they link to, and those of their pictures."""
    found = [(_code(address), number) for number, article in enumerate(articles) for address in _shown(article)]
    return Fingerprints(
        np.array([code for code, _ in found], np.uint64),
        np.array([number for _, number in found], np.int32),
        np.zeros(len(found), np.int32),
    )


def link_anchors(articles: Sequence[Article], words: Words) -> Fingerprints:
    """The links of the bodies as anchors, each at the first word under it, by text and place; `words` are those of the bodies."""
    rows: list[tuple[int, int, int]] = []
    for number, article in enumerate(articles):
        linked = [(link.span.start, address) for link in article.links if link.span for address in _abroad(link.address, article)]
        start, stop = int(words.bounds[number]), int(words.bounds[number + 1])
        places = np.searchsorted(words.ends[start:stop], [place for place, _ in linked], "right")
        rows += [
            (number, place, _code(address)) for place, (_, address) in zip(places.tolist(), linked, strict=True) if place < stop - start
        ]
    rows.sort()
    return Fingerprints(
        np.array([code for _, _, code in rows], np.uint64),
        np.array([number for number, _, _ in rows], np.int32),
        np.array([place for _, place, _ in rows], np.int32),
    )


def _shown(article: Article) -> Iterator[str]:
    """The addresses that an article links to beyond its own site, and those of its pictures, as often as they stand there."""
    for link in article.links:
        yield from _abroad(link.address, article)
    for image in article.images:
        yield from _paged(image.address)


def _abroad(address: str, article: Article) -> Iterable[str]:
    """The address in one spelling, if it leads to a page of another site."""
    return _paged(address) if is_elsewhere(address, article.address) else ()


def _paged(address: str) -> Iterable[str]:
    """The address in one spelling, unless it is none or names a whole site: everybody links to those."""
    known = normalise_address(address)
    return (known,) if known.count("/") > 2 and not known.endswith("//") and known.split("/", 3)[3] else ()


def _code(address: str) -> int:
    """An address as a number that no run or machine changes; those of a site's two schemes are one."""
    digest = blake2b(address.partition("://")[2].encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - HASH_BITS)
