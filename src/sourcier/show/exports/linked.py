"""A library as JSON-LD in the terms of schema.org (https://schema.org/NewsArticle) and PROV-O (https://www.w3.org/TR/prov-o/).

A step that holds (confirmed, claimed, uncredited) is `prov:wasDerivedFrom`, of part of a text `prov:wasQuotedFrom`; the origin at the
end of a chain is `prov:hadPrimarySource`; a later version of a page is `prov:wasRevisionOf` the one before. Verdict, confidence and
evidence of each step stand in its qualified derivation. Steps that are undecided or contradicted make no such claim: they are nodes
of our own type.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from sourcier.model import Article, Derivation, Statement, Story
from sourcier.show.exports.selection import Selection
from sourcier.show.plain import to_plain
from sourcier.text.addresses import split_address

_CONTEXT = MappingProxyType(
    {
        "@vocab": "https://schema.org/",
        "prov": "http://www.w3.org/ns/prov#",
        "sourcier": "urn:sourcier:term:",
        **{f"prov:{term}": {"@type": "@id"} for term in ("entity", "wasDerivedFrom", "wasQuotedFrom", "hadPrimarySource", "wasRevisionOf")},
        **{term: {"@type": "@id"} for term in ("url", "isBasedOn", "translationOfWork", "isPartOf", "publisher")},
    }
)
_HOLDS = frozenset({"confirmed", "claimed", "uncredited"})
_Node = dict[str, Any]


def write_linked(selection: Selection, path: Path) -> None:
    """Nothing; the articles, parties, derivations and statements of the selection stand at `path`, one JSON-LD document."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with partial.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write('{"@context": ' + json.dumps(dict(_CONTEXT)) + ', "@graph": [')
        for number, node in enumerate(_nodes(selection)):
            file.write((",\n" if number else "\n") + json.dumps(node, ensure_ascii=False))
        file.write("\n]}\n")
    partial.replace(path)


def _nodes(selection: Selection) -> Iterator[_Node]:
    """Every node: outlets, articles with what was found in them, stories, parties that no page is held of."""
    of_article = {key: story for story in selection.stories for key in story.held}
    outlets: dict[str, _Node] = {}
    for article in selection.articles():
        story = of_article.get(article.article_id)
        if article.outlet:
            outlets.setdefault(article.outlet.name, _outlet(article))
        yield _article(article, story)
        for statement in selection.library.statements(article_id=article.article_id):
            yield _quotation(statement, article)
    yield from (outlets[name] for name in sorted(outlets))
    chosen = frozenset(selection.article_ids)
    parties: dict[str, _Node] = {}
    for story in selection.stories:
        yield _story(story)
        for step in story.derivations:
            if not step.is_held:
                parties.setdefault(step.derived_from, _party(step, story))
            if step.verdict not in _HOLDS and step.node_id in chosen:
                yield _open_step(step)
    yield from (parties[key] for key in sorted(parties))


def _article(article: Article, story: Story | None) -> _Node:
    """An article as a news article and an entity of PROV."""
    entry = article.article_id if story is None else dict(story.versions).get(article.article_id, article.article_id)
    steps = [step for step in story.derivations if step.node_id == article.article_id and step.verdict in _HOLDS] if story else []
    node: _Node = {
        "@id": node_id(article.article_id),
        "@type": ["NewsArticle", "prov:Entity"],
        "headline": article.title,
        "url": _web(article.address),
        "datePublished": to_plain(article.published),
        "dateModified": to_plain(article.modified),
        "inLanguage": article.language,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": _outlet_id(article.outlet.name) if article.outlet else None,
        "creditText": [credit.printed for credit in article.credits if credit.printed],
        "isPartOf": _story_id(story) if story else None,
        "prov:generatedAtTime": to_plain(article.captured_at),
        "prov:wasRevisionOf": node_id(_before(article, story)) if story and entry != article.article_id else None,
    }
    return _filled({**node, **_derived(steps, story, article)})


def _before(article: Article, story: Story) -> str:
    """The version of a page that an article came after."""
    entry = dict(story.versions)[article.article_id]
    line = [entry, *(version for version, of in story.versions if of == entry)]
    return line[line.index(article.article_id) - 1]


def _derived(steps: Sequence[Derivation], story: Story | None, article: Article) -> _Node:
    """What an article comes from, in terms of both vocabularies."""
    chain = story.chain(article.article_id) if story else ()
    end = chain[-1] if chain and all(hop.verdict in _HOLDS for hop in chain) else None
    origin = next((step.derived_from for step in story.derivations if end and step.name == end.name), None) if story and end else None
    return {
        "isBasedOn": [node_id(step.derived_from) for step in steps],
        "translationOfWork": [node_id(step.derived_from) for step in steps if step.kind == "translation"],
        "prov:wasDerivedFrom": [node_id(step.derived_from) for step in steps if step.degree == "whole"],
        "prov:wasQuotedFrom": [node_id(step.derived_from) for step in steps if step.degree == "part"],
        "prov:hadPrimarySource": node_id(end.article_id or origin or "") if end and (end.article_id or origin) else None,
        "prov:qualifiedDerivation": [_qualified(step) for step in steps],
    }


def _qualified(step: Derivation) -> _Node:
    """A derivation with its verdict, confidence and evidence."""
    return {"@type": "prov:Derivation", "prov:entity": node_id(step.derived_from), **_judged(step)}


def _open_step(step: Derivation) -> _Node:
    """A step that does not hold: what is claimed or shared, and the verdict on it."""
    ends = {"sourcier:of": {"@id": node_id(step.node_id)}, "sourcier:from": {"@id": node_id(step.derived_from)}}
    return {"@type": "sourcier:OpenStep", **ends, **_judged(step)}


def _judged(step: Derivation) -> Mapping[str, Any]:
    """Verdict, confidence and evidence of a step."""
    told = [{"sourcier:kind": e.kind, "sourcier:weight": round(e.weight, 3), "description": e.words} for e in step.evidence]
    return {"sourcier:verdict": step.verdict, "sourcier:confidence": step.confidence, "sourcier:evidence": told}


def _quotation(statement: Statement, article: Article) -> _Node:
    """A statement as a quotation, with who said it and through whom it is known."""
    words = " … ".join(span.of(article.body) for span in statement.content)
    speaker = {"name": statement.name, "jobTitle": statement.role} if statement.name else None
    node = {
        "@type": "Quotation",
        "text": words,
        "spokenByCharacter": _filled(speaker) if speaker else None,
        "isPartOf": node_id(article.article_id),
        "sourcier:kind": statement.kind,
        "sourcier:medium": statement.medium,
    }
    return _filled(node)


def _outlet(article: Article) -> _Node:
    """The outlet of an article."""
    outlet = article.outlet
    name = outlet.name if outlet else ""
    same = [f"https://{domain}/" for domain in (outlet.domains if outlet else ())]
    return _filled({"@id": _outlet_id(name), "@type": ["NewsMediaOrganization", "prov:Agent"], "name": name, "sameAs": same})


def _story(story: Story) -> _Node:
    """A story: a collection of articles."""
    least, most = story.independent_origins
    parts = [{"@id": node_id(key)} for key in story.articles]
    count = {"sourcier:independentOriginsLeast": least, "sourcier:independentOriginsMost": most}
    return {"@id": _story_id(story), "@type": ["Collection", "prov:Collection"], "hasPart": parts, **count}


def _party(step: Derivation, story: Story) -> _Node:
    """A party that a text is said to come from and that no page is held of: an entity of which only the maker is known."""
    ups = [d for d in story.derivations if d.node_id == step.derived_from and d.verdict in _HOLDS]
    node = {
        "@id": node_id(step.derived_from),
        "@type": ["CreativeWork", "prov:Entity"],
        "creator": {"@type": "Organization", "name": step.name},
        "url": _web(step.address or ""),
        "prov:wasDerivedFrom": [node_id(d.derived_from) for d in ups],
        "prov:qualifiedDerivation": [_qualified(d) for d in ups],
    }
    return _filled(node)


def node_id(key: str) -> str:
    """The name of an article or party: its id in the library, which is made from address and text."""
    return f"urn:sourcier:{'article' if key.startswith('a') else 'party'}:{key}"


def _story_id(story: Story) -> str:
    return f"urn:sourcier:story:{story.story_id}"


def _outlet_id(name: str) -> str:
    return f"urn:sourcier:outlet:{quote(name.encode('utf-8', 'replace'), safe='')}"


def _web(address: str) -> str | None:
    """The address when it is one of the web."""
    return address if split_address(address) else None


def _filled(node: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> _Node:
    """The node without what is not known."""
    return {key: value for key, value in dict(node).items() if value not in (None, "", [], ())}
