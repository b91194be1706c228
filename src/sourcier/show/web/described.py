"""What the JSON interface answers, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) and as a page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sourcier.model import Verdict
from sourcier.show.web.render import page


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a request: its name, where it stands, what it is, and the choices when there are few."""

    name: str
    place: str
    words: str
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One address of the interface: its path with fields in braces, what it answers, the fields it takes, the members of its answer."""

    path: str
    words: str
    fields: Sequence[Field]
    members: Mapping[str, str]


_PAGE = Field("page", "query", "The number of the page, from 1.")
_SEARCHED = {"searched": "object"}
CALLS: Sequence[Call] = (
    Call(
        "/api/stories",
        "The stories, 50 a page, in short: headline, articles, outlets, verdicts, independent origins, how it spread.",
        (
            Field("order", "query", "Newest first, or most copied first.", ("newest", "copied")),
            Field("outlet", "query", "Only stories with an article of this outlet (its name or domain)."),
            Field("since", "query", "Only stories with an article published on this day or later, as 2031-05-02."),
            Field("until", "query", "Only stories with an article published on this day or earlier; with `outlet`, one of that outlet."),
            Field("verdict", "query", "Only stories with a step of this verdict.", get_args(Verdict)),
            _PAGE,
        ),
        {"stories": "array", "page": "integer", **_SEARCHED},
    ),
    Call(
        "/api/story/{story_id}",
        "One story: its articles in short, 200 a page, each with its chain of hops back to the origin, and as many of its derivations.",
        (Field("story_id", "path", "The id of a story, or the beginning of one."), _PAGE),
        {
            "story_id": "string",
            "size": "integer",
            "page": "integer",
            "headline": "string",
            "articles": "array",
            "derivations": "array",
            "origins": "array",
            **_SEARCHED,
        },
    ),
    Call(
        "/api/article/{article_id}",
        "One article with its text, credits and debris, who says what in it, its dates and names, and its chain.",
        (Field("article_id", "path", "The id of an article, or the beginning of one."),),
        {
            "article": "object",
            "is_excerpt": "boolean",
            "statements": "array",
            "dates": "array",
            "mentions": "array",
            "chain": "array",
            **_SEARCHED,
        },
    ),
    Call(
        "/api/outlets",
        "The outlets, and who takes from whom, 200 a page.",
        (_PAGE,),
        {"outlets": "array", "flows": "array", "page": "integer", **_SEARCHED},
    ),
    Call(
        "/api/search",
        "The articles that hold every word of a query.",
        (
            Field("q", "query", "Words; those in quotation marks must stand side by side."),
            Field("outlet", "query", "Only articles of this outlet."),
            Field("speaker", "query", "Only articles in which somebody of this name says something (any words of the name)."),
            Field("since", "query", "Only articles published on this day or later, as 2031-05-02."),
            Field("until", "query", "Only articles published on this day or earlier."),
        ),
        {"hits": "array", **_SEARCHED},
    ),
    Call(
        "/api/request/{request_id}",
        "How work that was asked for stands: waiting, working, done or failed.",
        (Field("request_id", "path", "The id of a request."),),
        {"request_id": "string", "state": "string", "done": "integer", "told": "string", "story_id": "string"},
    ),
)


def describe() -> dict[str, Any]:
    """The whole interface as an OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sourcier", "version": version("sourcier"), "description": "What a library of captured pages shows; read only."},
        "paths": {call.path: {"get": _operation(call)} for call in CALLS},
        # Nothing, where the library is open or public; else the key of an account (the page of one's own account makes one).
        "security": [{}, {"key": []}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}},
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    """One call as an operation."""
    told = {"type": "object", "properties": {name: {"type": kind} for name, kind in call.members.items()}}
    wrong = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "operationId": call.path.strip("/").replace("/", "_").replace("{", "").replace("}", ""),
        "summary": call.words,
        "parameters": [_parameter(field) for field in call.fields],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": told}}},
            "404": {"description": "The library holds no such thing.", "content": wrong},
            "503": {"description": "The library cannot be read now.", "content": wrong},
        },
    }


def _parameter(field: Field) -> dict[str, Any]:
    """One field as a parameter."""
    schema: dict[str, Any] = {"type": "integer" if field is _PAGE else "string"}
    if field.choices:
        schema["enum"] = list(field.choices)
    return {"name": field.name, "in": field.place, "required": field.place == "path", "description": field.words, "schema": schema}


def _document(request: Request) -> Response:  # noqa: ARG001 - the shape of an endpoint
    """The OpenAPI document."""
    return JSONResponse(describe())


def _shown(request: Request) -> Response:
    """The interface as a page."""
    return page(request, "api.html", {"calls": CALLS})


routes = [Route("/api", _shown), Route("/api/openapi.json", _document)]
