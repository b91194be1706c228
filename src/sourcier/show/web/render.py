"""Templates to pages: one environment a language, foreign text always escaped, and the answer's language found from the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sourcier.model import Verdict
from sourcier.show.excerpts import QUOTATION, shortened
from sourcier.show.spread import draw_spread
from sourcier.show.web.reasons import reason
from sourcier.show.web.who import may, sees_all, who_of
from sourcier.show.web.wording import LANGUAGES, Wording, choose_language, wording
from sourcier.text.addresses import normalise_address

_TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE = "language"


def page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """The page made of a template, in the language of the request."""
    language = language_of(request)
    who = who_of(request)
    shared = {
        "here": request.url.path,
        "query": request.query_params,
        "languages": LANGUAGES,
        "who": who,
        "may": partial(may, who),
        "is_public": not sees_all(request),
    }
    text = filled(template, language, {**shared, **values})
    return HTMLResponse(text, status_code=status, headers={"Content-Language": language, "Vary": "Accept-Language, Cookie"})


def filled(template: str, language: str, values: Mapping[str, Any]) -> str:
    """The text of a template in a language of LANGUAGES."""
    return _environment(language).get_template(template).render({"language": language, **values})


def gettext_of(request: Request) -> Callable[[str], str]:
    """What says a message in the language of a request."""
    return wording(language_of(request)).messages.gettext


def language_of(request: Request) -> str:
    """The language to answer a request in."""
    return choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))


@cache
def _environment(language: str) -> Environment:
    """The templates in one language."""
    words = wording(language)
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(words.messages, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    made.filters.update(
        when=lambda value: _time(words, value),
        delay=words.delay,
        number=words.number,
        percent=words.percent,
        sure=words.sure,
        moment=words.when,
        outside=outside,
        quotation=lambda text: shortened(text, QUOTATION),
        segment=lambda text: quote(str(text), safe=""),
        spread=draw_spread,
        reason=lambda evidence: reason(words, evidence),
    )
    made.globals.update(address=address, verdicts_known=get_args(Verdict))
    return made


def _time(words: Wording, value: datetime | date | None) -> str | Markup:
    """A date as an element that machines can read too."""
    if value is None:
        return words.when(None)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words.when(value))


def outside(text: str | None) -> str:
    """An address that a link may lead to: http and https only, "" for anything else, so that no page can plant a script.

    >>> outside("javascript:alert(1)"), outside("https://phare.example/1")
    ('', 'https://phare.example/1')
    """
    return text if text and normalise_address(text) and text.lower().startswith(("http://", "https://")) else ""


def address(path: str, fields: Mapping[str, str | int | None]) -> str:
    """A path of the reader with a query made of the fields that say something.

    >>> address("/", {"order": "copied", "page": None})
    '/?order=copied'
    """
    told = {key: value for key, value in fields.items() if value not in {None, ""}}
    return path + (f"?{urlencode(told)}" if told else "")
