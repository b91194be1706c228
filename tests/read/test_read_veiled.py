"""A text that a page keeps in a template, or for readers without scripts, is read; menus and slots to fill are none."""

from __future__ import annotations

import pytest

from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read import read_article

_TEXT = "The ferry company took up its crossings again on Monday, after nine weeks in which the ice had kept every boat in port. " * 3
_PROSE = f"<p>{_TEXT}</p>"


def _page(inner: str) -> Page:
    markup = (
        f"<html lang=en><title>The ferry leaves port</title><body><h1>The ferry leaves port</h1><div class=post>{inner}</div></body></html>"
    )
    return Page("https://phare.example/a", markup.encode(), "text/html")


@pytest.mark.parametrize(
    "inner",
    [
        f'<script type="text/template">{_PROSE}</script>',
        f"<script type='text/x-template' id=post>{_PROSE}</script>",
        f"<noscript>{_PROSE}</noscript>",
        f"<template>{_PROSE}</template>",
        f"<!-- no <script> here --><script type=text/template>{_PROSE}</script>",
        f'<script>x="<noscript><img><\\/noscript>"</script><script type=text/template>{_PROSE}</script>',
        f"<!-- <noscript> --><script type=text/template>{_PROSE}</script>",
        # A theme that holds it twice shows it once.
        f"<script type='text/template'>{_PROSE}</script><noscript>{_PROSE}</noscript>",
    ],
)
def test_a_text_in_a_template_is_read(inner: str) -> None:
    assert read_article(_page(inner)).body == _TEXT.strip()


@pytest.mark.parametrize(
    "inner",
    [
        "<script type='text/template'><p>{{body}}</p></script>",
        f"<script type='text/template'><% for each %>{_PROSE}<% end %></script>",
        f"<script>document.write('{_PROSE}')</script>",
        "<noscript><img src=/pixel.gif></noscript>",
    ],
)
def test_a_template_without_a_text_is_no_article(inner: str) -> None:
    with pytest.raises(ReadError):
        read_article(_page(inner))


def test_what_a_page_shows_goes_before_its_templates() -> None:
    page = _page(f"{_PROSE}<script type='text/template'><p>{'Buy a boat today, said the clerk, and a quay tomorrow. ' * 9}</p></script>")
    assert read_article(page).body == _TEXT.strip()
