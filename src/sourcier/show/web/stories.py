"""Stories, newest or most copied first, and search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sourcier.model import Story, Verdict
from sourcier.show.heads import headline
from sourcier.show.spread import draw_spread
from sourcier.show.web.ask import day_of, library_of, one_of, page_number, text_of
from sourcier.show.web.render import page
from sourcier.store import Head, Store, StoryOrder

_A_PAGE = 20
_HITS = 40


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as a list shows it: its headline and first article, how it spread, and how its articles credit."""

    story: Story
    headline: str
    first: Head | None
    outlets: int
    verdicts: Mapping[Verdict, int]
    spread: str


def listing(request: Request) -> Response:
    """The list of stories."""
    library = library_of(request)
    order = cast("StoryOrder", one_of(request, "order", ("newest", "copied"), "newest"))
    number = page_number(request)
    # An article that shares nothing is a story of one: shown only when asked for, or nobody would see the copies.
    shown = one_of(request, "show", ("shared", "all"), "shared")
    least = 2 if shown == "shared" else 1
    found = library.stories(limit=_A_PAGE + 1, offset=(number - 1) * _A_PAGE, order=order, least=least)
    values = {
        "rows": story_rows(found[:_A_PAGE], library),
        "order": order,
        "shown": shown,
        "number": number,
        "has_more": len(found) > _A_PAGE,
        "searched": library.searched(),
    }
    return page(request, "stories.html", values)


def search(request: Request) -> Response:
    """The articles that answer a search, within an outlet and a time."""
    library = library_of(request)
    query, outlet = text_of(request, "q"), text_of(request, "outlet")
    since, until = day_of(request, "since"), day_of(request, "until")
    hits = library.search(query, outlet=outlet or None, since=since, until=until, limit=_HITS) if query else ()
    values = {"hits": hits, "asked": query, "outlet": outlet, "since": since, "until": until, "most": _HITS, "searched": library.searched()}
    return page(request, "search.html", values)


def story_rows(stories: tuple[Story, ...], library: Store) -> list[StoryRow]:
    """The rows of these stories; the heads of all their articles are read at once."""
    heads = library.heads(key for story in stories for key in story.articles)
    return [_row(story, heads) for story in stories]


def _row(story: Story, heads: Mapping[str, Head]) -> StoryRow:
    """The row of one story."""
    held = [heads[key] for key in story.articles if key in heads]
    return StoryRow(
        story,
        headline(story, heads),
        held[0] if held else None,
        len({head.outlet for head in held}),
        Counter(derivation.verdict for derivation in story.derivations),
        draw_spread(head.published for head in held),
    )
