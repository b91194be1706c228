"""Statements of several articles that are one: who printed it first, who repeated it, what was altered on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sourcier.model import Article, Saying, Statement, Story, make_id
from sourcier.trace.sayings_alike import Telling, are_one, read_telling
from sourcier.trace.sayings_altered import find_alterations

_MOST_SHARING = 200  # tellings that may share one run of words before the run counts as a set phrase


@dataclass(frozen=True, slots=True)
class _Told:
    """One statement with its article and what it is compared by."""

    article: Article
    statement: Statement
    telling: Telling


def find_sayings(articles_with_statements: Iterable[tuple[Article, tuple[Statement, ...]]]) -> tuple[Saying, ...]:
    """The statements that at least two articles tell, each with its first appearance first and its alterations.

    Two statements are one when the same speaker says the same or nearly the same words, when one holds the other, when many same
    words are given to another speaker, or, in two languages, when speaker, names and numbers agree. The order of the articles
    given does not matter; the first appearance is the earliest published, undated ones last.
    """
    told = [_Told(a, s, read_telling(a, s)) for a, statements in articles_with_statements for s in statements]
    told.sort(key=lambda one: (_when(one.article), one.article.article_id, one.statement.content[0].start))
    groups: dict[int, list[_Told]] = defaultdict(list)
    owners = _join(told)
    for number, one in enumerate(told):
        groups[owners[number]].append(one)
    found = [_saying(group) for group in groups.values() if len({one.article.article_id for one in group}) > 1]
    return tuple(sorted(found, key=lambda saying: (saying.name or "", saying.saying_id)))


def _when(article: Article) -> tuple[int, datetime]:
    """A time to order articles by: undated ones last."""
    published = article.published
    if published is None:
        return 1, article.captured_at or datetime.max.replace(tzinfo=UTC)
    if isinstance(published, datetime):
        return 0, published if published.tzinfo else published.replace(tzinfo=UTC)
    # a day without an hour: its end, so that a telling with an hour on that day comes first
    return 0, datetime.combine(published, time.max, tzinfo=UTC)


def _join(told: Sequence[_Told]) -> list[int]:
    """For each telling the number of the first telling of its group."""
    owners = list(range(len(told)))

    def owner(number: int) -> int:
        while owners[number] != number:
            owners[number] = owners[owners[number]]
            number = owners[number]
        return number

    for first, second in _candidates([one.telling for one in told]):
        a, b = owner(first), owner(second)
        if (
            a != b
            and told[first].article.article_id != told[second].article.article_id
            and are_one(told[first].telling, told[second].telling)
        ):
            owners[max(a, b)] = min(a, b)
    return [owner(number) for number in range(len(told))]


def _candidates(tellings: Sequence[Telling]) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing: they share a run of words, or the speaker and an anchor; each pair once, in order."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, telling in enumerate(tellings):
        for key in telling.keys:
            index[key].append(number)
    seen: set[tuple[int, int]] = set()
    for numbers in index.values():
        if len(numbers) > _MOST_SHARING:
            continue
        for at, second in enumerate(numbers):
            seen.update((first, second) for first in numbers[:at])
    yield from sorted(seen)


def _saying(group: Sequence[_Told]) -> Saying:
    """The saying that a group of tellings makes."""
    first = group[0]
    named = next((one.statement.name for one in group if one.statement.name), None)
    altered = [change for one in group[1:] for change in find_alterations(first.telling, one.telling)]
    saying_id = make_id("s", first.article.article_id, str(first.statement.content[0].start), str(first.statement.content[-1].end))
    return Saying(saying_id, named, tuple(one.statement for one in group), tuple(altered))


def count_witnesses(saying: Saying, stories: Iterable[Story]) -> int:
    """How many independent origins tell a saying: articles that derive from one origin count once, however many they are."""
    origins = _origins(stories)
    return len({origins.get(statement.article_id, statement.article_id) for statement in saying.statements})


def _origins(stories: Iterable[Story]) -> Mapping[str, str]:
    """For each article of the stories the last party of its chain."""
    found: dict[str, str] = {}
    for story in stories:
        for article_id in story.articles:
            chain = story.chain(article_id)
            found[article_id] = (chain[-1].article_id or chain[-1].name) if chain else article_id
    return found
