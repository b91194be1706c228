"""The corridor of watching: articles that no watch has looked at, what is met in them, and webhooks told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sourcier.errors import GatherError, NothingFoundError
from sourcier.followed import Sighting, Watch, sighting_id_of
from sourcier.model import Article, Derivation, Statement
from sourcier.store import Store
from sourcier.watch import Taking, meeting
from sourcier.watch.meeting import Meeting
from sourcier.watch.telling import body_of, next_try, signed_headers

# The status of the answer to a body sent to an address with headers; raises GatherError.
Send = Callable[[str, bytes, dict[str, str]], int]
# Whom these ask after is told by an article's story; the others need its words only.
_OF_STORIES = frozenset({"outlet", "address"})


def look(library: Store, now: datetime, *, again: Iterable[str] = ()) -> int:
    """How many new sightings there are, once every watch has looked at every article that it had not looked at.

    To be called when the library's stories are settled. Whoever is stopped on the way looks again at what was not looked at; an
    article that was seen is seen once. `again` are ids of articles to look at whether or not they were: they read otherwise now.
    """
    watches = library.watches.all()
    if not watches:
        return 0
    meetings = {watch.watch_id: meeting(watch) for watch in watches}
    reached, count = min(watch.seen for watch in watches), 0
    while rows := library.watches.unseen(reached):
        found: list[Sighting] = []
        for number, article, statements in rows:
            looking = [watch for watch in watches if watch.seen < number]
            found.extend(_seen(library, Looked(article, statements), meetings, looking, now))
        reached = rows[-1].number
        count += library.watches.saw({watch.watch_id: reached for watch in watches if watch.seen < reached}, found)
    for some in _articles(library, again):
        count += library.watches.saw({}, list(_seen(library, some, meetings, watches, now)))
    return count


class Looked(NamedTuple):
    """An article to be looked at, and who says what in it."""

    article: Article
    statements: Sequence[Statement]


def _articles(library: Store, ids: Iterable[str]) -> Iterator[Looked]:
    """The articles of these ids that are still there."""
    for article_id in dict.fromkeys(ids):
        with suppress(NothingFoundError):
            yield Looked(library.article(article_id), library.statements(article_id=article_id))


def _seen(library: Store, looked: Looked, meetings: Mapping[str, Meeting], watches: Sequence[Watch], now: datetime) -> Iterator[Sighting]:
    """What the watches meet in an article, and in those that turn out, now that it is here, to take from it."""
    for other, said, takings in _to_look_at(library, looked, watches):
        is_other = other is not looked.article
        for watch in watches:
            met = meetings[watch.watch_id](other, said, takings) if not is_other or watch.kind in _OF_STORIES else None
            if met is not None:
                yield _sighting(watch, other, now, reason=met.reason, words=met.words)


def _to_look_at(
    library: Store, looked: Looked, watches: Sequence[Watch]
) -> Iterator[tuple[Article, Sequence[Statement], Sequence[Taking]]]:
    """An article with whom it takes from, then those that turn out, now that it is here, to take from it."""
    article, statements = looked
    story = library.story_of(article.article_id) if any(watch.kind in _OF_STORIES for watch in watches) else None
    derivations = [one for one in story.derivations if one.verdict != "undecided"] if story else []
    yield article, statements, [_taking(one) for one in derivations if one.node_id == article.article_id]
    for one in derivations:
        if one.derived_from == article.article_id and one.node_id.startswith("a"):
            yield library.article(one.node_id), (), [_taking(one)]


def _taking(derivation: Derivation) -> Taking:
    """The party that an article derives from, and the first words that show it."""
    words = next((evidence.words for evidence in derivation.evidence if evidence.weight > 0), "")
    return Taking(derivation.name, derivation.address or "", words)


def _sighting(watch: Watch, article: Article, now: datetime, *, reason: str, words: str) -> Sighting:
    """What is kept of a meeting."""
    return Sighting(
        sighting_id_of(watch.watch_id, article.article_id),
        watch.watch_id,
        article.article_id,
        now,
        reason,
        words,
        article.address,
        article.title,
        article.outlet.name if article.outlet else "",
        tell_at=now if watch.webhook else None,
    )


def tell(library: Store, send: Send, now: datetime) -> Iterator[GatherError]:
    """Why webhooks could not be told, one each; those that were, and those that failed, are kept as such.

    Each sighting is told at least once: a receiver knows one it had by its id. One that failed is told again later, ten times at
    most.
    """
    watches: Mapping[str, Watch] = {watch.watch_id: watch for watch in library.watches.all()}
    for one in library.watches.to_tell(now):
        watch = watches.get(one.watch_id)
        if watch is None or not watch.webhook:
            library.watches.told([replace(one, tell_at=None)])
            continue
        error = _told(watch, one, send, now)
        if error is None:
            library.watches.told([replace(one, told_at=now, tell_at=None, tries=one.tries + 1, error="")])
        else:
            library.watches.told([replace(one, tell_at=next_try(one.tries + 1, now), tries=one.tries + 1, error=error.reason)])
            yield error


def _told(watch: Watch, sighting: Sighting, send: Send, now: datetime) -> GatherError | None:
    """Why a webhook could not be told of a sighting, None when it was."""
    body = body_of(watch, sighting)
    try:
        status = send(watch.webhook, body, signed_headers(body, watch.secret, sighting_id=sighting.sighting_id, at=now))
    except GatherError as error:
        return error
    return None if 200 <= status < 300 else GatherError(f"the webhook answers with status {status}", watch.webhook)
