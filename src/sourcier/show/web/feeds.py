"""Feeds out: the newest stories, and whatever is new of a story, an outlet, a speaker or a search, as Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sourcier.errors import NothingFoundError
from sourcier.model import Hop, Statement
from sourcier.show.excerpts import QUOTATION, shortened
from sourcier.show.heads import headline
from sourcier.show.moments import LATEST, first_moment
from sourcier.show.syndication import Entry, Feed, write_atom, write_json_feed
from sourcier.show.web.ask import asked_of, library_of, search_of, story_filter_of, text_of
from sourcier.show.web.render import gettext_of, outside
from sourcier.show.web.who import sees_all
from sourcier.store import Head, Store, StorySummary

_MOST = 50
_FORMS: Mapping[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (write_atom, "application/atom+xml"),
    "json": (write_json_feed, "application/feed+json"),
}
_Made = tuple[str, str, str, Iterable[Entry]]  # the feed's id, its title, the reader's page, its entries


def _answering(make: Callable[[Request], _Made]) -> Callable[[Request], Response]:
    """The endpoint that writes what `make` makes of a request in the form its address ends in."""

    def endpoint(request: Request) -> Response:
        form = request.path_params["form"]
        if form not in _FORMS:
            raise NothingFoundError("a feed can be had as atom or json, not as", form)
        key, title, reader, entries = make(request)
        write, kind = _FORMS[form]
        feed = Feed(key, f"Sourcier: {title}", str(request.url.remove_query_params("key")), _here(request, reader), tuple(entries))
        return Response(write(feed), media_type=kind)

    return endpoint


def _here(request: Request, path: str) -> str:
    """A path of the reader as a whole address."""
    return str(request.base_url).rstrip("/") + path


def _stories(request: Request) -> _Made:
    """The newest stories that several articles share, of an outlet, within a time, with a verdict."""
    among = story_filter_of(request)
    found = library_of(request).lists.stories(limit=_MOST, least=2, among=among)
    asked = asked_of(among)
    title = " · ".join((gettext_of(request)("Stories"), *asked.values()))
    # The id of the feed of all stories is as it was before any could be asked for.
    name, reader = (f"stories:{urlencode(asked)}", f"/?{urlencode(asked)}") if asked else ("stories", "/")
    return name, title, reader, [_story_entry(request, summary) for summary in found]


def _story_entry(request: Request, story: StorySummary) -> Entry:
    """A story as an entry: as new as its newest article."""
    _ = gettext_of(request)
    said = _("%(articles)s articles of %(outlets)s outlets; first here: %(first)s")
    summary = said % {"articles": story.articles, "outlets": story.outlets, "first": story.first_outlet}
    reader = _here(request, f"/story/{story.story_id}")
    return Entry(story.story_id, story.headline, "", reader, max(story.moments, default=None), summary)


def _story(request: Request) -> _Made:
    """The newest articles of one story, those without a date first: nobody can tell that they are old."""
    library = library_of(request)
    story = library.story(request.path_params["story_id"])
    newest = story.articles[: -_MOST - 1 : -1]
    heads, chains = library.heads((*newest, *story.articles[:_MOST])), story.chains(newest)
    entries = [_entry(request, heads[key], chains[key]) for key in newest if key in heads]
    return story.story_id, headline(story, heads), f"/story/{story.story_id}", entries


def _outlet(request: Request) -> _Made:
    """The newest articles of one outlet."""
    library, name = library_of(request), request.path_params["name"]
    found = library.lists.newest_of(name, limit=_MOST)
    if not found:
        raise NothingFoundError("the library holds no article of this outlet", name)
    return f"outlet:{name}", name, f"/outlet/{quote(name, safe='')}", _article_entries(request, library, [h.article_id for h in found])


def _search(request: Request) -> _Made:
    """The articles that answer a search."""
    library, wanted = library_of(request), search_of(request)
    hits, asked = wanted.hits(library, _MOST), wanted.asked
    # The id of a feed of words alone is those words, as it was before there was anything else to ask for.
    name = wanted.words if asked.keys() <= {"q"} else urlencode(asked)
    title = " · ".join(asked.values())
    return f"search:{name}", title, f"/search?{urlencode(asked)}", _article_entries(request, library, [hit.article_id for hit in hits])


def _article_entries(request: Request, library: Store, keys: list[str]) -> Iterator[Entry]:
    """These articles as entries, each with what its story knows of it."""
    heads = library.heads(keys)
    for key in keys:
        if key in heads:
            story = library.story_of(key)
            yield _entry(request, heads[key], story.chain(key) if story else ())


def _entry(request: Request, head: Head, chain: Sequence[Hop]) -> Entry:
    """An article as an entry: via the nearest party it takes from, canonical at the origin of its chain."""
    via = outside(chain[0].address) if chain else ""
    canonical = outside(chain[-1].address) if chain else outside(head.address)
    parties = " <- ".join([head.outlet, *(hop.name for hop in chain)])
    reader = _here(request, f"/article/{head.article_id}")
    address = outside(head.address)
    return Entry(head.article_id, head.title, address, reader, _time(head), parties, head.outlet, via, canonical, head.language or "")


def _time(head: Head) -> datetime | None:
    """When an article appeared, or was captured."""
    at = first_moment(head.published)
    return at if at != LATEST else head.captured_at


def _statements(request: Request) -> _Made:
    """What one speaker said, the newest first."""
    library, speaker = library_of(request), text_of(request, "speaker")
    found = [said for said, _ in library.lists.statements(speaker=speaker, limit=_MOST)] if speaker else []
    keys = [statement.article_id for statement in found]
    heads, bodies = library.heads(keys), library.lists.bodies(keys)
    entries = [
        _statement_entry(request, s, bodies[s.article_id], heads[s.article_id])
        for s in found
        if s.article_id in heads and s.article_id in bodies
    ]
    return f"speaker:{speaker}", speaker, f"/statements?{urlencode({'speaker': speaker})}", entries


def _statement_entry(request: Request, statement: Statement, body: str, head: Head) -> Entry:
    """A statement as an entry: its words, in the article that prints it."""
    words = " … ".join(span.of(body) for span in statement.content)
    words = words if sees_all(request) else shortened(words, QUOTATION)
    key = f"{head.article_id}:{statement.content[0].start if statement.content else 0}"
    title = f"{statement.name}: {words[:120]}"
    reader, address = _here(request, f"/article/{head.article_id}"), outside(head.address)
    return Entry(key, title, address, reader, _time(head), words, head.outlet, canonical=address, language=head.language or "")


routes = [
    Route("/feed/stories.{form}", _answering(_stories)),
    Route("/feed/story/{story_id}.{form}", _answering(_story)),
    Route("/feed/outlet.{form}/{name:path}", _answering(_outlet)),
    Route("/feed/search.{form}", _answering(_search)),
    Route("/feed/statements.{form}", _answering(_statements)),
]
