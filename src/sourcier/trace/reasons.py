"""The evidence for a step in words that a person can check: what is printed, dated, shown and shared, and what was not found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sourcier.model import Article, Evidence, EvidenceKind
from sourcier.trace.evidence import PairEvidence, marks_naming, shared_pointers
from sourcier.trace.held import Held
from sourcier.trace.parties import SHARED_POINTER, Mark

# Marks that are not words of the page are said to be what they are; then what they tell when the other text bears them.
_SAID: dict[EvidenceKind, tuple[str, str]] = {
    "canonical": ("the page names another as the original: {}", "the other page names this one as the original: {}"),
    "link": ("links to that site: {}", "the other page links to this site: {}"),
    "image": ("shows a picture from that site: {}", "the other page shows a picture from this site: {}"),
    "style": ("the text itself speaks of {}", "the other text itself speaks of {}"),
    "wire": ("bears the item id {}", "the other page bears the item id {}"),
    "debris": ("{}", "left by a copying tool in the other text: {}"),
}
_PRINTED = ("{}", "printed with the other text: {}")
# Dates that tell less than this are not worth a line.
_LEAST = 0.2


def explain(held: Held, weights: PairEvidence, reuse: int, child: int) -> tuple[Evidence, ...]:
    """The evidence that `child` derives from the other article of a reuse, strongest first; last, how much is shared."""
    is_second = int(held.second[reuse]) == child
    parent = int(held.first[reuse]) if is_second else int(held.second[reuse])
    found = [_told(mark, 0) for mark in marks_naming(held, child, parent)]
    found += [_told(mark, 1) for mark in marks_naming(held, parent, child)]
    found += _pointed(held, child, parent)
    date_odds = float(weights.date[reuse]) * (1 if is_second else -1)
    if abs(date_odds) >= _LEAST:
        found.append(_dates(held.articles[parent], held.articles[child], date_odds))
    found.sort(key=lambda e: (-abs(e.weight), e.kind, e.words))
    share, passages = held.share_of(reuse, child), len(held.reuses[reuse].alignments)
    how = ", translated," if held.reuses[reuse].kind == "translation" else ""
    found.append(Evidence("copy", 0.0, f"{share:.0%} of this text{how} in {passages} passage{'s' if passages != 1 else ''}"))
    return tuple(found)


def no_credit() -> Evidence:
    """What is said of a text that matches an earlier one and does not name it: what this capture shows, no more."""
    return Evidence("credit", 0.0, "no credit found in this capture")


def _told(mark: Mark, side: int) -> Evidence:
    """A mark as evidence: of this text (side 0), or of the other and so against it (side 1)."""
    return Evidence(mark.kind, -mark.weight if side else mark.weight, _SAID.get(mark.kind, _PRINTED)[side].format(mark.printed))


def _pointed(held: Held, child: int, parent: int) -> Iterator[Evidence]:
    """The pictures and links that both texts have, one line for each kind."""
    for kind, addresses in shared_pointers(held, child, parent):
        more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        what = "picture" if kind == "image" else "link"
        yield Evidence(kind, SHARED_POINTER, f"both have the same {what}: {addresses[0]}{more}")


def _dates(parent: Article, child: Article, weight: float) -> Evidence:
    """What the dates and first captures of two articles say, as evidence that the child is the later one."""
    kind: EvidenceKind = "date" if parent.published is not None and child.published is not None else "capture"
    return Evidence(kind, round(weight, 2), f"the other text is {_when(parent)}; this one is {_when(child)}")


def _when(article: Article) -> str:
    """The moments of an article as a person would cite them."""
    told = f"dated {_moment(article.published)}" if article.published is not None else "undated"
    return f"{told} (first captured {_moment(article.captured_at)})" if article.captured_at is not None else told


def _moment(when: datetime | date) -> str:
    """A moment to the minute in UTC, or a day.

    >>> _moment(datetime(2031, 3, 4, 8, 5, 59, tzinfo=UTC)), _moment(date(2031, 3, 4))
    ('2031-03-04 08:05 UTC', '2031-03-04')
    """
    if not isinstance(when, datetime):
        return when.isoformat()
    aware = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    try:
        return f"{aware.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"
    except OverflowError:
        return aware.isoformat(" ", "minutes")
