"""The sites of the invented press: each a template `sites/NAME.html` and its small pieces `sites/NAME.toml`, and how they are filled."""

from __future__ import annotations

import html
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Template
from typing import Any

from press_texts import Block, Text

# French typography sets a no-break space inside guillemets and before high punctuation; sites differ in which one they use.
_SPACES = {"narrow": ("\u00a0", "\u202f"), "wide": ("\u00a0", "\u00a0")}


@dataclass(frozen=True)
class Site:
    """One outlet's site: `facts` from its TOML file, `pages` its templates by layout."""

    name: str
    facts: dict[str, Any]
    pages: dict[str, Template]

    def piece(self, name: str, **words: str) -> str:
        """One small piece of the site with its words set in; nothing when the site has no such piece."""
        return Template(self.facts.get("pieces", {}).get(name, "")).substitute(words).strip("\n")


def read_sites(folder: Path) -> dict[str, Site]:
    """Every site by the name of its files; `NAME-layout.html` is another layout of NAME."""
    sites: dict[str, Site] = {}
    for path in sorted(folder.glob("*.toml")):
        layouts = {
            page.stem.removeprefix(path.stem).lstrip("-") or "article": Template(page.read_text(encoding="utf-8"))
            for page in sorted(folder.glob(f"{path.stem}*.html"))
        }
        sites[path.stem] = Site(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), layouts)
    return sites


def address_of(site: Site, text: Text) -> str:
    """The address of a text on its site."""
    return f"https://{site.facts['domain']}{text.facts['path']}"


def content_type_of(site: Site) -> str:
    """The header that the site sends; some name the encoding in the page only."""
    return str(site.facts.get("content_type", "text/html; charset=utf-8"))


def render(site: Site, text: Text, shelf: tuple[Text, ...]) -> bytes:
    """The bytes of one page; `shelf` holds the site's other texts, the latest first."""
    facts, spaces = text.facts, site.facts.get("spaces")
    words = {key: _set(str(facts.get(key, "")), spaces) for key in ("title", "dek", "section", "caption", "photo", "head")}
    words |= {
        "address": address_of(site, text),
        "path": facts["path"],
        "name": site.facts["name"],
        "lang": facts.get("lang", site.facts["lang"]),
        "title_attr": html.escape(words["title"], quote=True),
        "iso": _iso(text.published),
        "day": _printed(site, text.published),
        "year": str(facts["captured"].year),
        "byline": _byline(site, text),
        "box": "\n".join(site.piece("box", who=who) for who in facts.get("boxes", facts.get("authors", ()))),
        "picture": _picture(site, words),
        "body": "\n".join(_set(piece, spaces) for piece in _body(site, text)),
        "latest": "\n".join(_shelf(site, shelf)),
        "comments": "\n".join(_comments(site, facts)),
        "linked_data": _linked_data(site, text),
        "key": text.name,
    }
    page = site.pages[facts.get("layout", "article")].substitute(words)
    return re.sub(r"\n{2,}", "\n", page).encode(site.facts.get("encoding", "utf-8"), "xmlcharrefreplace")


def _set(text: str, spaces: str | None) -> str:
    """Text as the site sets it: its own no-break spaces where French wants them."""
    if spaces is None:
        return text
    inner, thin = _SPACES.get(spaces, (" ", " "))
    text = text.replace("« ", f"«{inner}").replace(" »", f"{inner}»").replace(" :", f"{inner}:")
    return re.sub(r" (?=[;!?])", thin, text)


def _body(site: Site, text: Text) -> list[str]:
    pieces: list[str] = []
    for block in text.blocks:
        if block.kind == "html":
            pieces.append(block.text)
        elif block.kind == "item" and pieces and pieces[-1].endswith("</ul>"):
            pieces[-1] = pieces[-1].removesuffix("</ul>") + f"<li>{block.text}</li></ul>"
        elif block.kind == "item":
            pieces.append(f"<ul><li>{block.text}</li></ul>")
        else:
            pieces.append(_block(site, text, block))
    return pieces


def _block(site: Site, text: Text, block: Block) -> str:
    piece = site.piece(block.kind, words=block.text, key=text.name)
    if not piece:
        raise SystemExit(f"{text.key}: the site has no piece {block.kind!r}")
    return piece


def _byline(site: Site, text: Text) -> str:
    if "byline" in text.facts:
        return str(text.facts["byline"])
    authors = text.facts.get("authors", ())
    joint = site.facts.get("and", " and ")
    return site.piece("byline", who=joint.join(authors), slug=_slug(authors[0])) if authors else ""


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower())


def _picture(site: Site, words: dict[str, str]) -> str:
    return site.piece("picture", caption=words["caption"], photo=words["photo"]) if words["caption"] else ""


def _shelf(site: Site, shelf: tuple[Text, ...]) -> list[str]:
    return [
        site.piece("latest", title=other.facts["title"], path=other.facts["path"], day=_printed(site, other.published)) for other in shelf
    ]


def _comments(site: Site, facts: dict[str, Any]) -> list[str]:
    return [site.piece("comment", who=who, when=when, words=words) for who, when, words in facts.get("comments", ())]


def _iso(when: datetime | date | None) -> str:
    return when.isoformat() if when else ""


def _printed(site: Site, when: datetime | date | None) -> str:
    """The date as the site prints it, from its own pattern and names of months."""
    if when is None:
        return ""
    form = site.facts["date"] if not isinstance(when, datetime) else site.facts.get("date_time", site.facts["date"])
    month = site.facts["months"][when.month - 1]
    weekday = site.facts.get("weekdays", [""] * 7)[when.weekday()]
    clock = {"H": f"{when.hour:02d}", "M": f"{when.minute:02d}"} if isinstance(when, datetime) else {"H": "", "M": ""}
    return Template(form).substitute(
        d=str(when.day), dd=f"{when.day:02d}", mm=f"{when.month:02d}", m=month, y=str(when.year), w=weekday, **clock
    )


def _linked_data(site: Site, text: Text) -> str:
    """The JSON-LD of the page in the school the site follows: a NewsArticle, a graph as blog plugins write it, or none."""
    school = site.facts.get("linked_data")
    if school is None or text.facts.get("layout", "article") not in {"article", "paywall"}:
        return ""
    publisher = {"@type": "NewsMediaOrganization" if school == "news" else "Organization", "name": site.facts["name"]}
    authors = [{"@type": "Person", "name": who} for who in text.facts.get("authors", ())]
    article: dict[str, Any] = {
        "@type": "NewsArticle" if school == "news" else "Article",
        "headline": text.facts["title"],
        "datePublished": _iso(text.published),
        "author": authors or publisher,
        "publisher": publisher,
        "mainEntityOfPage": address_of(site, text),
        "inLanguage": text.facts.get("lang", site.facts["lang"]),
    }
    if text.facts.get("layout") == "paywall":
        article["isAccessibleForFree"] = False
    if not text.published:
        del article["datePublished"]
    data = {"@context": "https://schema.org"} | (
        article if school == "news" else {"@graph": [article, {"@type": "WebSite", "name": site.facts["name"]}]}
    )
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
