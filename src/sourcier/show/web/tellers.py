"""Who told of an earlier appearance that was then gathered: named beside the evidence, as a person's word and not the machine's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from starlette.requests import Request

from sourcier.model import Derivation, Evidence, Hop
from sourcier.show.web.ask import library_of
from sourcier.show.web.render import gettext_of

_Step = TypeVar("_Step", Hop, Derivation)


def with_tellers(request: Request, steps: Sequence[_Step]) -> tuple[_Step, ...]:
    """The hops or derivations, each that leads to a page which a comment told of with the name of who wrote it; weight is given to none."""
    keys = {key for step in steps if (key := _giver(step))}
    if not keys:
        return tuple(steps)
    library = library_of(request)
    heads = library.heads(keys)
    names = library.readers.pointed_out(head.address for head in heads.values())
    told = {key: names[head.address] for key, head in heads.items() if head.address in names}
    _ = gettext_of(request)
    words = _("told of this earlier appearance")
    return tuple(_signed(step, words, told.get(_giver(step), "")) for step in steps)


def _giver(step: Hop | Derivation) -> str:
    """The id of the article that a step leads to, "" when no page is held of it."""
    key = step.article_id if isinstance(step, Hop) else step.derived_from
    return key if key and key.startswith("a") else ""


def _signed(step: _Step, words: str, name: str) -> _Step:
    """A step with the name of who told of it."""
    return replace(step, evidence=(*step.evidence, Evidence("judgement", 0.0, words, name))) if name else step
