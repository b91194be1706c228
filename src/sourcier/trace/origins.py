"""Where a story begins: what nothing leads back from, in the story itself or in another from which one of its articles was put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sourcier.model import Derivation, Origin, Verdict
from sourcier.trace.derive import Findings, party_name

_FIRM: frozenset[Verdict] = frozenset({"confirmed", "claimed", "uncredited"})
_LOOSE: frozenset[Verdict] = _FIRM | {"undecided"}
# From this share on an article is mostly what it took from others; below, it has taken passages into a text of its own.
_MOSTLY = 0.5


def find_origins(found: Findings, rows: Sequence[int], derivations: Sequence[Derivation]) -> tuple[Origin, ...]:
    """The origins of a story of the articles `rows`: articles in order of time, then parties by name.

    An article merged from two begins in both, whichever story they are told in; an article that only quotes one of another story
    begins by itself.
    """
    held = found.held
    begun = _beginnings(found, rows, derivations, _FIRM)
    articles = sorted((held.row_of[node] for node in begun if node in held.row_of), key=held.order_key)
    parties = {d.derived_from: d for d in derivations if d.derived_from in begun and not d.is_held and d.verdict in _FIRM}
    return (
        *(Origin(party_name(held, row), held.articles[row].address or None, held.articles[row].article_id) for row in articles),
        *(Origin(d.name, d.address) for _, d in sorted(parties.items(), key=lambda item: (item[1].name, item[0]))),
    )


def count_least(found: Findings, rows: Sequence[int], derivations: Sequence[Derivation]) -> int:
    """How many beginnings there are when every undecided tie holds."""
    return len(_beginnings(found, rows, derivations, _LOOSE))


def _beginnings(found: Findings, rows: Sequence[int], derivations: Sequence[Derivation], verdicts: AbstractSet[Verdict]) -> frozenset[str]:
    """The nodes on the way back from the articles of a story from which no derivation with one of the verdicts leads further."""
    ups: dict[str, list[Derivation]] = {}
    for derivation in derivations:
        if derivation.verdict in verdicts:
            ups.setdefault(derivation.node_id, []).append(derivation)
    inside = frozenset(found.held.articles[row].article_id for row in rows)
    waiting = sorted(inside)
    seen = set(waiting)
    for node in waiting:
        for derivation in _ways_back(found, node, ups, inside):
            if derivation.derived_from not in seen:
                seen.add(derivation.derived_from)
                waiting.append(derivation.derived_from)
    return frozenset(node for node in waiting if next(_ways_back(found, node, ups, inside), None) is None)


def _ways_back(found: Findings, node: str, ups: Mapping[str, Sequence[Derivation]], inside: AbstractSet[str]) -> Iterator[Derivation]:
    """The derivations that lead back from a node; a quotation leads nowhere beyond the story."""
    row = found.held.row_of.get(node)
    is_own_text = row is not None and not _is_explained(found, row)
    for derivation in ups.get(node, ()):
        if not (is_own_text and derivation.is_held and derivation.derived_from not in inside):
            yield derivation


def _is_explained(found: Findings, row: int) -> bool:
    """Whether most of an article came from others, its steps taken together."""
    return sum(found.held.share_of(step.reuse, row) if step.reuse >= 0 else 1.0 for step in found.chosen.get(row, ())) > _MOSTLY
