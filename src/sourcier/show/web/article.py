"""One article: its text with the statements marked, its chain, its credits and debris, the capture it was read from."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sourcier.model import Article
from sourcier.show.excerpts import excerpted
from sourcier.show.judged import with_judgements
from sourcier.show.marked import mark_text, speaker_colours
from sourcier.show.parts import way_back
from sourcier.show.web.ask import library_of
from sourcier.show.web.citation import credit_line
from sourcier.show.web.forms import with_visitor
from sourcier.show.web.render import language_of, page
from sourcier.show.web.talk import talk_of
from sourcier.show.web.tellers import with_tellers
from sourcier.show.web.who import sees_all
from sourcier.show.web.wording import wording
from sourcier.store import Head, Related, Store

_RELATED = 6
_SAME_SUBJECT = 5


def shown(request: Request) -> Response:
    """The page of an article."""
    library = library_of(request)
    article = library.find_article(request.path_params["article_id"])
    statements, dates = library.statements(article_id=article.article_id), library.dates(article.article_id)
    story = library.story_of(article.article_id)
    way = with_judgements(library, way_back(story, article.article_id)) if story else None
    chain = with_tellers(request, way.chain(article.article_id)) if way else ()
    capture = library.lists.capture(article.article_id)
    values: dict[str, Any] = {
        "article": article,
        "outlet": outlet_of(article),
        "paragraphs": mark_text(article if sees_all(request) else excerpted(article), statements, dates),
        "statements": statements,
        "colours": speaker_colours(statements),
        "dates": dates,
        "story": story,
        "chain": chain,
        "is_origin": story is not None and len(story.articles) > 1 and any(o.article_id == article.article_id for o in story.origins),
        "others": _others(library, story.articles, article.article_id) if story else [],
        "related": _same_subject(library, article.article_id, story.articles if story else ()),
        "capture": capture,
        "versions": len(library.lists.versions(article.article_id)),
        "cite": credit_line(article, chain, capture, wording(language_of(request))),
        "searched": library.searched(),
        "talk": talk_of(request, article.article_id, len(statements)),
        "said": request.query_params.get("said", ""),
    }
    return with_visitor(page(request, "article.html", values), request, values["talk"]["visitor"])


def outlet_of(article: Article) -> str:
    """The name of the article's outlet, "" when it is not known."""
    return article.outlet.name if article.outlet else ""


def _others(library: Store, keys: tuple[str, ...], here: str) -> list[Head]:
    """The first other articles of the same story."""
    chosen = [key for key in keys if key != here][:_RELATED]
    heads = library.heads(chosen)
    return [heads[key] for key in chosen if key in heads]


def _same_subject(library: Store, here: str, story: tuple[str, ...]) -> list[tuple[Head, Related]]:
    """Articles outside the story that speak of the same people, places and days, with what they share."""
    found = [r for r in library.related(here, limit=_SAME_SUBJECT + len(story)) if r.article_id not in story][:_SAME_SUBJECT]
    heads = library.heads(related.article_id for related in found)
    return [(heads[related.article_id], related) for related in found if related.article_id in heads]
