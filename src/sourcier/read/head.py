"""What the head of a page says about it: meta tags, link relations, JSON-LD, as frozen values that the other files of the room read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one page, read once.

    `meta` is (name, property or itemprop in lower case; content) in page order, `rels` is (rel in lower case, address made absolute)
    of `<link>`, `json_ld` every object of every JSON-LD script with graphs and lists flattened (nested values stay inside), `comments`
    the HTML comments that are short enough to be marks of a tool or a wire id. `title` is the text of `<title>`.
    """

    address: str = ""
    canonical: str | None = None
    og_url: str | None = None
    site_name: str | None = None
    language: str | None = None
    title: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    rels: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[Mapping[str, Any], ...] = ()
    comments: tuple[str, ...] = ()

    def meta_of(self, *names: str) -> str | None:
        """The content of the first of these names that has any, in the order of the names given.

        >>> Head(meta=(("og:title", "Marée haute"), ("title", "x"))).meta_of("dc.title", "og:title")
        'Marée haute'
        """
        for name in names:
            for key, content in self.meta:
                if key == name and content:
                    return content
        return None
