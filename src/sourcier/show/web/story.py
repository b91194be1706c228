"""One story: its river, and each derivation with its evidence and the two texts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sourcier.model import Derivation, Story
from sourcier.show.differences import side_by_side, titles_apart
from sourcier.show.excerpts import shared_only
from sourcier.show.heads import headline, nodes_of
from sourcier.show.judged import derivation_of, with_judgements
from sourcier.show.parts import MOST, in_order, telling_part
from sourcier.show.river import draw_river
from sourcier.show.web.ask import library_of, page_number
from sourcier.show.web.forms import form_page, with_visitor
from sourcier.show.web.judging import may_judge
from sourcier.show.web.render import page
from sourcier.show.web.talk import talk_of
from sourcier.show.web.tellers import with_tellers
from sourcier.show.web.who import sees_all, who_of
from sourcier.store import Head, Store


@dataclass(frozen=True, slots=True)
class Step:
    """A derivation with the heads of its two ends (None for a party not held) and the delay between them."""

    derivation: Derivation
    taker: Head | None
    giver: Head | None
    taker_name: str
    delay: timedelta | None


def shown(request: Request) -> Response:
    """The page of a story; of a large one the river shows a part, and the tables a page."""
    library, number = library_of(request), page_number(request)
    story = with_judgements(library, library.story(request.path_params["story_id"]))
    drawn, steps = telling_part(story), in_order(story)
    some, articles = steps[(number - 1) * MOST : number * MOST], story.articles[(number - 1) * MOST : number * MOST]
    heads = library.heads((*nodes_of(drawn), *articles, *_ends(some)))
    summary = next(iter(library.lists.stories(limit=1, ids=[story.story_id])), None)
    values: dict[str, Any] = {
        "story": story,
        "headline": summary.headline if summary else headline(story, heads),
        "heads": heads,
        "articles": articles,
        "drawn": len(drawn.articles),
        "river": draw_river(drawn, heads),
        "steps": [step_of(derivation, story, heads) for derivation in some],
        "outlets": summary.outlets if summary else len({heads[key].outlet for key in story.articles if key in heads}),
        "number": number,
        "has_more": max(len(steps), len(story.articles)) > number * MOST,
        "searched": library.searched(),
        "talk": talk_of(request, story.story_id),
        "said": request.query_params.get("said", ""),
    }
    return with_visitor(page(request, "story.html", values), request, values["talk"]["visitor"])


def _ends(steps: Iterable[Derivation]) -> Iterator[str]:
    """The articles at both ends of some derivations."""
    yield from (key for step in steps for key in (step.node_id, step.derived_from) if key.startswith("a"))


def compared(request: Request) -> Response:
    """The page of one derivation of a story."""
    library = library_of(request)
    story = with_judgements(library, library.story(request.path_params["story_id"]))
    (derivation,) = with_tellers(request, [derivation_of(story, request.path_params["node_id"], request.path_params["derived_from"])])
    heads = library.heads(_ends([derivation]))
    summary = next(iter(library.lists.stories(limit=1, ids=[story.story_id])), None)
    values: dict[str, Any] = {
        "story": story,
        "headline": summary.headline if summary else headline(story, heads),
        "step": step_of(derivation, story, heads),
        "searched": library.searched(),
        "may_judge": may_judge(request),
        "signs_as": who_of(request).name,
        **_texts(derivation, library),
    }
    if not sees_all(request):
        values["rows"] = tuple(shared_only(values["rows"]))
    return form_page(request, "derivation.html", values) if values["may_judge"] else page(request, "derivation.html", values)


def step_of(derivation: Derivation, story: Story, heads: Mapping[str, Head]) -> Step:
    """A derivation with what is known of its two ends."""
    taker, giver = heads.get(derivation.node_id), heads.get(derivation.derived_from)
    name = taker.outlet if taker else next((d.name for d in story.derivations if d.derived_from == derivation.node_id), "")
    return Step(derivation, taker, giver, name, _delay(taker, giver))


def _delay(taker: Head | None, giver: Head | None) -> timedelta | None:
    """How long after the other an article appeared, when both tell the time of day and it was not before."""
    if taker is None or giver is None or not isinstance(taker.published, datetime) or not isinstance(giver.published, datetime):
        return None
    delay = taker.published - giver.published
    return delay if delay >= timedelta(0) else None


def _texts(derivation: Derivation, library: Store) -> dict[str, object]:
    """What the templates show of two articles that are both held: rows side by side, titles, the reuse."""
    nothing: dict[str, object] = {"rows": (), "titles": None, "reuse": None, "share": None}
    if not derivation.is_held or not derivation.node_id.startswith("a"):
        return nothing
    later, earlier = library.article(derivation.node_id), library.article(derivation.derived_from)
    reuse = library.lists.reuse(later.article_id, earlier.article_id)
    titles = titles_apart(earlier.title, later.title)
    if reuse is None:
        return {**nothing, "titles": titles}
    later_is_first = reuse.first == later.article_id
    rows = side_by_side(earlier.body, later.body, reuse, later_is_first=later_is_first)
    share = reuse.share_first if later_is_first else reuse.share_second
    return {"rows": rows, "titles": titles, "reuse": reuse, "share": share}
