"""Who takes from whom: for each two outlets how many articles, how long after, and how many with credit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from sourcier.model import Article, Derivation, Story

_TAKEN = frozenset({"confirmed", "claimed", "uncredited"})


@dataclass(frozen=True, slots=True)
class Flow:
    """What one outlet took from another: articles, those of them that credit it, and the delays that could be told.

    The delays are None when no two moments with a time of day are held; quartiles need two of them.
    """

    taker: str
    giver: str
    articles: int
    credited: int
    delay_median: timedelta | None = None
    delay_low: timedelta | None = None
    delay_high: timedelta | None = None

    @property
    def share_credited(self) -> float:
        """The share of the articles that credit the giver."""
        return self.credited / self.articles


def find_flows(stories: Iterable[Story], articles: Mapping[str, Article]) -> tuple[Flow, ...]:
    """Who takes from whom in the stories, the most frequent first; each article counts once for each outlet it takes from.

    `articles` gives the articles by id. Undecided and contradicted steps do not count, nor does an outlet that takes from itself.
    """
    taken: dict[tuple[str, str], dict[str, Derivation]] = {}
    for derivation in (d for story in stories for d in story.derivations if d.verdict in _TAKEN):
        taker = _outlet_name(articles.get(derivation.node_id))
        if taker and taker != derivation.name:
            taken.setdefault((taker, derivation.name), {}).setdefault(derivation.node_id, derivation)
    flows = [_flow(taker, giver, list(found.values()), articles) for (taker, giver), found in taken.items()]
    return tuple(sorted(flows, key=lambda f: (-f.articles, f.taker, f.giver)))


def _outlet_name(article: Article | None) -> str | None:
    """The name of an article's outlet."""
    return article.outlet.name if article is not None and article.outlet is not None else None


def _flow(taker: str, giver: str, derivations: list[Derivation], articles: Mapping[str, Article]) -> Flow:
    """The flow between two outlets."""
    delays = sorted(delay for d in derivations if (delay := _delay(d, articles)) is not None)
    credited = sum(d.verdict in {"confirmed", "claimed"} for d in derivations)
    low, middle, high = delay_quartiles(delays)
    return Flow(taker, giver, len(derivations), credited, middle, low, high)


def _delay(derivation: Derivation, articles: Mapping[str, Article]) -> timedelta | None:
    """How long after the article it derives from an article was printed, when both tell the time of day."""
    later, earlier = articles.get(derivation.node_id), articles.get(derivation.derived_from)
    if later is None or earlier is None:
        return None
    if not isinstance(later.published, datetime) or not isinstance(earlier.published, datetime):
        return None
    delay = later.published - earlier.published
    return delay if delay >= timedelta(0) else None


def delay_quartiles(delays: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None, timedelta | None]:
    """Lower quartile, median and upper quartile of delays in ascending order; quartiles need two of them.

    >>> delay_quartiles([timedelta(hours=2), timedelta(hours=6)])[1]
    datetime.timedelta(seconds=14400)
    """
    if len(delays) < 2:
        return (None, delays[0], None) if delays else (None, None, None)
    seconds = [delay.total_seconds() for delay in delays]
    low, middle, high = (timedelta(seconds=value) for value in quantiles(seconds, n=4, method="inclusive"))
    return low, middle, high
