"""Work asked for on a page: kept for the worker, once however often the form is sent, and not without measure."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sourcier.commented import Request as Work
from sourcier.commented import RequestKind
from sourcier.model import make_id
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.limits import Limiter
from sourcier.show.web.who import who_of

# What one account may ask for: more belongs to a list, which is one request, or to the command line.
ASKED, ASKED_WITHIN = 60, timedelta(hours=1)


def ask_for(request: Request, words: str, kind: RequestKind = "page", *, content: bytes = b"", comment_id: str = "") -> Response:
    """The answer that leads to where one sees how the work goes.

    Raises:
        HTTPException: somebody asks for too much.
    """
    at, who = now_of(request), who_of(request)
    limits: Limiter = request.app.state.asked
    if who.account_id and (seconds := limits.take(who.account_id, at)):
        raise HTTPException(429, "you have asked for many pages; wait a little, or hand over a list", {"Retry-After": str(seconds)})
    key = make_id("q", kind, words, at.isoformat(), sha256(content).hexdigest())
    library_of(request).readers.ask(Work(key, words, at, content=content, kind=kind, comment_id=comment_id))
    return RedirectResponse(f"/requests#{key}", status_code=303)
