"""The invented press that ships with Sourcier: pages as if captured, and what is true of them."""

from __future__ import annotations

import tomllib
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import Any

from sourcier.demo.truth import Answers, parse_answers
from sourcier.model import Page

__all__ = ["FOUNDING_PAGE_ADDRESS", "Answers", "answers", "press"]

# The page that re-enacts the journey of the page that founded this project: printed in English by one outlet, translated by a
# second, imported by a third with all the debris of the import. Its chain is the one that the demo prints.
FOUNDING_PAGE_ADDRESS = "https://www.actu-relais.example/monde/drosk-veut-des-drones-marins-veldraves-sur-la-cote-karsovienne/"


@cache
def press() -> tuple[Page, ...]:
    """Every page of the invented press, in the order of its manifest.

    >>> {page.address.split("/")[2].rsplit(".", 1)[1] for page in press()}
    {'example'}
    """
    return tuple(_page(row) for row in _table("press.toml")["page"])


@cache
def answers() -> Answers:
    """What is true of the invented press, whatever a program finds in it."""
    return parse_answers(_table("answers.toml"))


def _page(row: dict[str, Any]) -> Page:
    content = (files(__package__) / "press" / row["file"]).read_bytes()
    return Page(row["address"], content, row["content_type"], row["captured_at"].astimezone(UTC))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "press" / name).read_text(encoding="utf-8"))
