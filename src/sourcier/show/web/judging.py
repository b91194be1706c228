"""What people of the library say of a derivation: a form below its evidence, signed with their name."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.commented import Judgement, Stance
from sourcier.errors import UsageError
from sourcier.show.judged import derivation_of
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.forms import Fields, posting
from sourcier.show.web.who import may, who_of
from sourcier.trace import judged

_STANCES: dict[str, Stance] = {"confirm": "confirm", "reject": "reject", "note": "note"}
_LONGEST_NAME, _LONGEST_WORDS = 100, 2_000


def may_judge(request: Request) -> bool:
    """Whether who asks may sign what they say of a derivation."""
    return may(who_of(request), "moderator")


def _sent(request: Request, fields: Fields) -> Response:
    """A judgement kept, and the page of the derivation again.

    Who is signed in signs with the name of the account; on a machine of one's own, with the name given.
    """
    library = library_of(request)
    story = library.story(request.path_params["story_id"])
    step = derivation_of(story, request.path_params["node_id"], request.path_params["derived_from"])
    name = who_of(request).name or fields.get("name", "")[:_LONGEST_NAME]
    stance = _STANCES.get(fields.get("stance", ""))
    if stance is None:
        raise HTTPException(422, "say whether you confirm it, reject it, or note something")
    words = fields.get("words", "")[:_LONGEST_WORDS]
    judgement = Judgement(stance, name, words, step.node_id, step.derived_from, now_of(request))
    try:
        judged(step, judgement)
    except UsageError as error:
        raise HTTPException(422, error.reason) from error
    library.judgements.sign(judgement)
    return RedirectResponse(f"/story/{story.story_id}/{step.node_id}/{step.derived_from}#evidence", status_code=303)


routes = (Route("/story/{story_id}/{node_id}/{derived_from}", posting(_sent), methods=["POST"]),)
