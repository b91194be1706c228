"""Stories: articles that share one text, who derives from whom, where it began, and how many beginnings there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from sourcier.model import Article, Derivation, Reuse, Story, make_id
from sourcier.trace.choose import choose_steps
from sourcier.trace.derive import Findings, claimed, contradicted, observed
from sourcier.trace.families import components
from sourcier.trace.held import Held, hold
from sourcier.trace.origins import count_least, find_origins
from sourcier.trace.steps import Step
from sourcier.trace.versions import Folded, fold_versions
from sourcier.trace.weigh import Weighed, weigh

# From this share on an article is mostly one text.
_MOSTLY = 0.5


def trace_stories(articles: Iterable[Article], reuses: Iterable[Reuse]) -> tuple[Story, ...]:
    """The stories of the articles given: each article is in one story, alone when it shares no text.

    Versions of one page are one article of the story, the earliest, and its others are told as such. The result depends on the
    articles and reuses, not on their order; stories ascend by the time of their first article.
    """
    folded = fold_versions(articles, reuses)
    found = _findings(weigh(hold(folded.articles, folded.reuses)))
    stories = [_story(found, rows, folded) for rows in _groups(found.held, found.chosen, folded)]
    return tuple(story for _, story in sorted(stories, key=lambda s: s[0]))


def _findings(weighed: Weighed) -> Findings:
    """The steps chosen, and whatever else derivations are made of."""
    held = weighed.known.held
    chosen = choose_steps(held, weighed.descents)
    return Findings(held, weighed.known.weights, chosen, weighed.known.claims, held.tied, weighed.refuted)


def _groups(held: Held, chosen: Mapping[int, Sequence[Step]], folded: Folded) -> list[tuple[int, ...]]:
    """The rows of each story: articles of which most is one text, and those that quote it and are not copied themselves.

    An article that takes a passage and is the origin of copies of its own stays apart: a quotation ties it to the other story by a
    derivation, it does not make the two stories one.
    """
    ties = [(row, held.row_of[folded.entry_of[key]]) for key, row in held.row_of.items() if key in folded.entry_of]
    ties += [(a, b) for k, (a, b) in enumerate(held.rows) if min(held.share_of(k, a), held.share_of(k, b)) > _MOSTLY]
    is_copied = {step.parent for steps in chosen.values() for step in steps if step.parent >= 0 and _is_mostly(held, step)}
    siblings: dict[tuple[str, int], int] = {}
    for row, steps in chosen.items():
        main = steps[0]
        if main.party is not None:
            ties.append((row, siblings.setdefault((main.party.node_id, main.family), row)))
        elif _is_mostly(held, main) or row not in is_copied:
            ties.append((row, main.parent))
    groups: dict[int, list[int]] = {}
    for row, group in enumerate(components(len(held.articles), ties)):
        groups.setdefault(group, []).append(row)
    return [tuple(rows) for rows in groups.values()]


def _is_mostly(held: Held, step: Step) -> bool:
    """Whether most of the child's text came by this step."""
    return held.share_of(step.reuse, step.child) > _MOSTLY


def _story(found: Findings, rows: Sequence[int], folded: Folded) -> tuple[tuple[float, str], Story]:
    """One story with the key that orders it among others."""
    held = found.held
    entries = (row for row in rows if folded.entry(held.articles[row].article_id) == held.articles[row].article_id)
    ordered = sorted(entries, key=held.order_key)
    ids = tuple(held.articles[row].article_id for row in ordered)
    against = [d for row in rows for d in contradicted(found, row)]
    every = _with_upstream(found, rows)
    seen = [d for row in every for d in observed(found, row)]
    said = sorted((d for row in every for d in claimed(found, row)), key=lambda d: (-d.confidence, _derivation_key(d)))
    derivations = _without_circles(*(_of_pages(some, folded) for some in (against, seen, said)))
    origins = find_origins(found, ordered, derivations)
    most, least = max(1, len(origins)), max(1, count_least(found, ordered, derivations))
    key = held.order_key(ordered[0])
    versions = tuple((version, entry) for entry in ids for version in folded.versions.get(entry, ()))
    return key, Story(
        make_id("s", ids[0]), ids, tuple(sorted(derivations, key=_derivation_key)), origins, (min(least, most), most), versions
    )


def _of_pages(derivations: Sequence[Derivation], folded: Folded) -> list[Derivation]:
    """The derivations between pages: of and from a version are of and from its page, and none is of itself."""
    if not folded.entry_of:
        return list(derivations)
    moved = (replace(d, node_id=folded.entry(d.node_id), derived_from=folded.entry(d.derived_from)) for d in derivations)
    return [derivation for derivation in moved if derivation.node_id != derivation.derived_from]


def _with_upstream(found: Findings, rows: Sequence[int]) -> list[int]:
    """The articles of a story, then those of other stories from which it took, so that chains do not end at its border."""
    seen, waiting = set(rows), list(rows)
    for row in waiting:
        for step in found.chosen.get(row, ()):
            if step.parent >= 0 and step.parent not in seen:
                seen.add(step.parent)
                waiting.append(step.parent)
    return waiting


def _without_circles(against: Sequence[Derivation], seen: Sequence[Derivation], said: Sequence[Derivation]) -> list[Derivation]:
    """The derivations, each step once: what is contradicted, what is seen, what is said; without those that would close a circle.

    What is seen seldom has a circle in itself (a passage taken one way, the rest the other); one look at all of it tells.
    """
    has_circle = _goes_round((*against, *seen))
    kept: dict[tuple[str, str], Derivation] = {}
    ups: dict[str, list[str]] = {}
    for number, derivation in enumerate((*against, *seen, *said)):
        key = (derivation.node_id, derivation.derived_from)
        may_circle = has_circle or number >= len(against) + len(seen)
        if key in kept or (may_circle and _leads(ups, derivation.derived_from, derivation.node_id)):
            continue
        kept[key] = derivation
        ups.setdefault(derivation.node_id, []).append(derivation.derived_from)
    return list(kept.values())


def _goes_round(derivations: Iterable[Derivation]) -> bool:
    """Whether some way back along these derivations comes to where it began."""
    ups: dict[str, set[str]] = {}
    for derivation in derivations:
        ups.setdefault(derivation.node_id, set()).add(derivation.derived_from)
    try:
        TopologicalSorter(ups).prepare()
    except CycleError:
        return True
    return False


def _leads(ups: Mapping[str, Sequence[str]], start: str, goal: str) -> bool:
    """Whether the way back from one node passes another."""
    waiting, seen = [start], {start}
    for node in waiting:
        if node == goal:
            return True
        for up in ups.get(node, ()):
            if up not in seen:
                seen.add(up)
                waiting.append(up)
    return False


def _derivation_key(derivation: Derivation) -> tuple[str, str]:
    """Derivations ascend by node, then by what it derives from."""
    return derivation.node_id, derivation.derived_from
