"""HTML of strangers made safe to show: a short list of elements and attributes, and two schemes."""

from __future__ import annotations

import nh3

# What an entry's text is made of. No class, id, style, name, form or frame: nothing that scripts, runs or reaches out of the text.
_TAGS = (
    frozenset()
    | {
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    }
    | {"blockquote", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "ul"}
    | {"caption", "figcaption", "figure", "img", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}


def safe_html(text: str) -> str:
    """HTML with nothing in it but plain text elements, pictures and http(s) links.

    >>> safe_html('<p onclick="x()">Bonjour <script>x()</script><a href="javascript:x()">toi</a></p>')
    '<p>Bonjour <a rel="noopener noreferrer nofollow ugc">toi</a></p>'
    """
    cleaned: str = nh3.clean(
        text,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )
    return cleaned
