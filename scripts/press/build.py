"""Builds the invented press: from texts, sites and stories to the pages, the manifest and the true answers that ship with Sourcier."""

from __future__ import annotations

import shutil
import sys
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from press_sites import Site, address_of, content_type_of, read_sites, render
from press_texts import Text, read_texts

HERE = Path(__file__).parent
PRESS = HERE.parents[1] / "src" / "sourcier" / "demo" / "press"
_SHELF = 4  # how many other headlines a page of a site lists


def build(out: Path) -> None:
    """Write the whole press under `out`: OUTLET/NAME.html, press.toml and answers.toml; the same bytes every time."""
    texts, sites = read_texts(HERE / "texts"), read_sites(HERE / "sites")
    stories = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))
    if out.exists():
        shutil.rmtree(out)
    for text in texts:
        path = out / text.outlet / f"{text.name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(sites[text.outlet], text, _shelf(text, texts)))
    (out / "press.toml").write_text(_manifest(texts, sites), encoding="utf-8")
    (out / "answers.toml").write_text(_answers(texts, sites, stories), encoding="utf-8")


def _shelf(text: Text, texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """The site's other articles, the latest first, as its sidebar lists them."""
    others = [
        other
        for other in texts
        if other.outlet == text.outlet and other.key != text.key and other.facts.get("layout", "article") == "article"
    ]
    return tuple(sorted(others, key=lambda other: (str(other.published), other.name), reverse=True))[:_SHELF]


def _manifest(texts: tuple[Text, ...], sites: dict[str, Site]) -> str:
    rows = [
        _table(
            "page",
            {
                "file": f"{text.outlet}/{text.name}.html",
                "address": address_of(sites[text.outlet], text),
                "content_type": content_type_of(sites[text.outlet]),
                "captured_at": text.facts["captured"],
            },
        )
        for text in texts
    ]
    return "# Every page of the invented press: its file, its address, the header it came with, when it was captured.\n\n" + "\n".join(rows)


def _answers(texts: tuple[Text, ...], sites: dict[str, Site], stories: dict[str, Any]) -> str:
    """The true answers: of each page, of each story, who said what, and which pages share nothing that matters."""
    places = {text.key: (address_of(sites[text.outlet], text), sites[text.outlet].facts["name"]) for text in texts}
    rows = ["# What is true of the invented press, page by page; written with the texts, never fitted to what a program finds.\n"]
    rows += [_page(text, places) for text in texts]
    for text in texts:
        for told in text.facts.get("truth", {}).get("statements", ()):
            rows.append(_table("statement", {"address": places[text.key][0]} | told))
    for name, story in stories["story"].items():
        held = [places[text.key][0] for text in texts if text.facts.get("truth", {}).get("story") == name]
        rows.append(
            _table("story", {"name": name, "pages": held, "origins": story["origins"], "independent_origins": story["independent"]})
        )
    rows += [_table("apart", {"why": pair["why"], "pages": [places[key][0] for key in pair["pages"]]}) for pair in stories["apart"]]
    return "\n".join(rows)


def _page(text: Text, places: dict[str, tuple[str, str]]) -> str:
    truth, (address, outlet) = text.facts.get("truth", {}), places[text.key]
    fields: dict[str, Any] = {"address": address, "outlet": outlet, "is_article": truth.get("reason") is None}
    if truth.get("reason") is not None:
        return _table("page", fields | {"reason": truth["reason"]})
    fields |= {"title": text.facts["title"], "authors": text.facts.get("people", text.facts.get("authors", []))}
    if text.published and not truth.get("undated"):
        fields["published"] = text.published
    fields["credits"] = truth.get("credits", [])
    fields["debris"] = truth.get("debris", [])
    fields["derives"] = [_derivation(one, places) for one in truth.get("derives", ())]
    return _table("page", fields)


def _derivation(one: dict[str, Any], places: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """One true derivation, `from` (a text of ours) or `name` (a party not held) turned into a name and an address."""
    held = places[one["from"]] if "from" in one else (None, one["name"])
    row: dict[str, Any] = {"name": held[1]} | ({"address": held[0]} if held[0] else {})
    return row | {"degree": one.get("degree", "whole"), "verdicts": one["verdicts"]} | ({"kind": one["kind"]} if "kind" in one else {})


def _table(name: str, fields: dict[str, Any]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in fields.items())


def _value(value: object) -> str:
    """One value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PRESS
    build(target)
    print(f"{sum(1 for _ in target.glob('*/*.html'))} pages in {target}")
