"""What people write as safe HTML: CommonMark (https://spec.commonmark.org/) without raw HTML or pictures, then few elements of it."""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_ELEMENTS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "code", "pre", "a"}


def to_html(text: str) -> Markup:
    r"""The text as HTML: emphasis, quotes, lists, code and links, which lead out without a recommendation.

    >>> to_html("*so* <b>it</b> [is](javascript:x)")
    Markup('<p><em>so</em> &lt;b&gt;it&lt;/b&gt; [is](javascript:x)</p>\n')
    """
    clean = nh3.clean(
        _markdown().render(text),
        tags=_ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - cleaned a line above


@cache
def _markdown() -> MarkdownIt:
    """The reader of CommonMark: a line break is one, headings and pictures are none of a comment's business."""
    rules = ["image", "heading", "lheading", "html_block", "html_inline"]
    return MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(rules)
