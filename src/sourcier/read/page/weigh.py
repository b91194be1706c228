"""How much every line of a page looks like the article, and which element holds the article: few named parts, all of them counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcier.read.page.blocks import Layout, Line
from sourcier.read.page.marks import Mark

# Names that make a part no body, whatever its text looks like.
AGAINST = (
    Mark.NAVIGATION
    | Mark.FOOTER
    | Mark.COMMENTS
    | Mark.RELATED
    | Mark.SHARE
    | Mark.ADVERT
    | Mark.NEWSLETTER
    | Mark.CONSENT
    | Mark.CAPTION
    | Mark.TAGS
    | Mark.HIDDEN
    | Mark.AUTHOR_BOX
    | Mark.EMBED
)
_PLAINEST = Mark.COMMENTS | Mark.FOOTER | Mark.CONSENT | Mark.HIDDEN
_TEXT_TAGS = frozenset(["p", "blockquote", "pre", "li", "dd"])
# Shorter lines say nothing by themselves; in Chinese or Japanese they may.
_LEAST_WEIGHED = 6
_BOXES = frozenset(["form", "div", "p", "fieldset", "section", "aside", "li", "ul"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# A heading of so many characters is a paragraph that is to look large.
_LONG_HEADING = 240
_SENTENCE = re.compile(r"[.!?…:;,»”\"]['’”»\")\]]*(?:\s|$)|[。！？、，।؟،۔]")
# A part that holds more than this share of all the good text of a page is no side part, whatever its names say.
_WRAPPER_SHARE = 0.5
_SINGLE_BITS = (Mark.EMBED, Mark.CAPTION, Mark.SHARE, Mark.ADVERT, Mark.NEWSLETTER, Mark.RELATED, Mark.HIDDEN, Mark.TAGS)
_SINGLE = sum(_SINGLE_BITS)
# What holds more text than this is no date, byline or caption, whatever its names say.
_SMALL = Mark.AUTHOR | Mark.DATE | Mark.META | Mark.TITLE | Mark.CAPTION | Mark.TAGS | Mark.SHARE | Mark.EMBED | Mark.ITEM_AUTHOR
_SMALL_TEXT, _SMALL_SHARE = 600, 0.3
# A box round a form that readers write into holds no more good text than this, and no more levels are looked at.
_FORM_TEXT, _FORM_LEVELS = 300, 5
# How much of the good text of an element counts for elements one, two, three levels up.
_DECAY = (1.0, 0.6, 0.3, 0.15)
# A parent takes over from the best element when it holds this much more good text.
_GROWTH = 1.5
_PARTS = frozenset(["ul", "ol", "dl", "blockquote"])
# What an element must hold of good text beside a list, in characters, to be more of an article than the list.
_LEAST_MORE = 4
# So much good text before a wall is the opening of a text.
_LEAST_OPENING = 300
# Fewer characters of good text make no article of their own.
_LEAST_ARTICLE = 400


@dataclass(frozen=True, slots=True)
class Weighed:
    """The lines of a page weighed: `weights` (-1 to 1) and `bits` (names of all elements above) a line; `core` the article's element."""

    weights: list[float]
    bits: list[int]
    core: int
    inside: list[bool]


def weigh(layout: Layout) -> Weighed:
    """The weights of all lines and the element that holds the article.

    Where names leave no article on a page, only the plainest names are believed: templates call whole articles "related" or "modal".
    """
    plain = [_plain_weight(line, layout.tags[line.node]) for line in layout.lines]
    mass = _mass(layout, plain)
    weighed = _weighed(layout, plain, mass, AGAINST)
    if _text_of(layout, weighed) < _LEAST_ARTICLE / 2:
        second = _weighed(layout, plain, mass, _PLAINEST)
        weighed = second if _text_of(layout, second) > 2 * _text_of(layout, weighed) else weighed
    return weighed


def _weighed(layout: Layout, plain: list[float], mass: list[float], against: int) -> Weighed:
    """The weights under one set of names that speak against the body."""
    inherited = _inherited(layout, mass, against)
    bits = [inherited[line.node] for line in layout.lines]
    weights = [-abs(w) if bit & AGAINST else w for w, bit in zip(plain, bits, strict=True)]
    core = _core(layout, weights)
    end = layout.end_of(core)
    return Weighed(weights, bits, core, [core <= line.node < end for line in layout.lines])


def _text_of(layout: Layout, weighed: Weighed) -> float:
    """The good text inside the element of the article."""
    return sum(
        weight * len(line.text)
        for line, weight, inside in zip(layout.lines, weighed.weights, weighed.inside, strict=True)
        if inside and weight > 0
    )


def _plain_weight(line: Line, tag: str) -> float:
    """How much one line looks like running text: length, sentence marks, few links, an element for text."""
    length = len(line.text)
    if length < _LEAST_WEIGHED and not line.linked:
        return 0.0
    share = line.linked / length
    if share > 0.6 or (tag in HEADINGS and (length < _LONG_HEADING or tag == "h1")):
        return -0.5 if share > 0.6 and not is_address(line.text) else 0.0
    if not _SENTENCE.search(line.text):
        return 0.1 if tag == "p" and length > 40 else 0.0
    base = min(1.0, length / 120)
    return base * (1.0 if tag in _TEXT_TAGS else 0.8) * (1 - share)


def is_address(text: str) -> bool:
    """Whether a line is an address written out, which is text where other words under a link lead elsewhere."""
    return " " not in text and (text.startswith(("http", "www.")) or "@" in text[1:])


def _mass(layout: Layout, weights: list[float]) -> list[float]:
    """The good text of every element with all below it, in characters."""
    mass = [0.0] * len(layout.tags)
    for line, weight in zip(layout.lines, weights, strict=True):
        if weight > 0:
            mass[line.node] += weight * len(line.text)
    parents = layout.parents
    for element in range(len(mass) - 1, 0, -1):
        if held := mass[element]:
            mass[parents[element]] += held
    return mass


def _inherited(layout: Layout, mass: list[float], against: int) -> list[int]:
    """The bits of every element and all above it; names against the body are dropped on what holds most of the page's text."""
    kept = ~_misleading(layout, mass) & ~(AGAINST & ~against)
    bits = [own & kept for own in layout.bits]
    _believe_less(bits, mass)
    if layout.fields and against & Mark.NEWSLETTER:
        for element in _form_boxes(layout, mass):
            bits[element] |= Mark.NEWSLETTER
    # A start tag stands before all that is below it: the bits above are whole when an element's turn comes.
    bits[0] = 0
    for element, parent in enumerate(layout.parents[1:], 1):
        bits[element] |= bits[parent]
    return bits


def _believe_less(bits: list[int], mass: list[float]) -> None:
    """Drop what names say of a small part or against the body from the elements that hold too much text for it."""
    limit, small = mass[0] * _WRAPPER_SHARE, max(_SMALL_TEXT, mass[0] * _SMALL_SHARE)
    least = min(limit / 4, small)
    for element in [element for element, held in enumerate(mass) if held > least]:
        held, own = mass[element], bits[element]
        if held > small:
            own &= ~_SMALL
        if held > limit or (own & Mark.BODY and held > limit / 4):
            own &= ~AGAINST
        bits[element] = own


def _form_boxes(layout: Layout, mass: list[float]) -> frozenset[int]:
    """The small elements round a form that readers write into: what such a box says speaks of the form."""
    found: set[int] = set()
    most = min(_FORM_TEXT, mass[0] * _SMALL_SHARE)
    for field in layout.fields:
        path: list[int] = []
        element = field
        while element > 0 and len(path) < _FORM_LEVELS and mass[element] <= most and layout.tags[element] in _BOXES:
            path.append(element)
            element = layout.parents[element]
        if any(layout.tags[one] == "form" for one in path):
            found.update(path)
    return frozenset(found)


def _misleading(layout: Layout, mass: list[float]) -> int:
    """The names against the body that, on this page, stand over most of its text: a template that wraps every paragraph in one."""
    limit = mass[0] * _WRAPPER_SHARE
    under = dict.fromkeys(_SINGLE_BITS, 0.0)
    ends = dict.fromkeys(_SINGLE_BITS, 0)
    # What a root covers is counted once: those below it are passed over.
    for element, held in enumerate(mass):
        if 0 < held <= limit and (own := layout.bits[element]) & _SINGLE:
            for bit in _SINGLE_BITS:
                if own & bit and element >= ends[bit]:
                    under[bit] += held
                    ends[bit] = layout.end_of(element)
    return sum(bit for bit in _SINGLE_BITS if under[bit] > limit)


def _core(layout: Layout, weights: list[float]) -> int:
    """The element that holds the article: the one nearest above most good text, then any wider one that holds clearly more."""
    mass = _mass(layout, weights)
    home = _home(layout, mass)
    points = _points(layout, weights)[home : layout.end_of(home)]
    best = _whole(layout, mass, home + len(points) - 1 - points[::-1].index(max(points)), home)
    parent = best
    while parent != home and (parent := layout.parents[parent]) >= 0:
        if mass[parent] > mass[best] * _GROWTH:
            best = parent
    return _with_opening(layout, weights, best) if best != home and layout.bits[best] & Mark.PAYWALL else best


def _with_opening(layout: Layout, weights: list[float], walled: int) -> int:
    """The element above one behind a wall where the opening of the text stands before the wall; else the element itself."""
    parent = layout.parents[walled]
    opening = sum(
        weight * len(line.text) for line, weight in zip(layout.lines, weights, strict=True) if weight > 0 and parent <= line.node < walled
    )
    return parent if opening > _LEAST_OPENING else walled


def _whole(layout: Layout, mass: list[float], element: int, home: int) -> int:
    """The element that holds a list or a quotation and more, since these are parts of an article; any other element itself."""
    tags, parents, whole = layout.tags, layout.parents, element
    while whole != home and (tags[whole] in _PARTS or (whole != element and tags[whole] == "li")):
        whole = parents[whole]
    return whole if mass[whole] > mass[element] + _LEAST_MORE else element


def _points(layout: Layout, weights: list[float]) -> list[float]:
    """The good text of every element, counted less the more levels it lies below."""
    tags, parents = layout.tags, layout.parents
    points = [0.0] * len(tags)
    for line, weight in zip(layout.lines, weights, strict=True):
        if weight:
            element = parents[line.node] if tags[line.node] in _TEXT_TAGS else line.node
            for decay in _DECAY:
                if element < 0:
                    break
                points[element] += weight * len(line.text) * decay
                element = parents[element]
    return points


def _home(layout: Layout, mass: list[float]) -> int:
    """The `<article>` of the first headline where the page holds several articles one after the other; else the whole page."""
    if layout.tags.count("article") < 2:  # as on most pages
        return 0
    articles = [element for element, tag in enumerate(layout.tags) if tag == "article" and mass[element] > _LEAST_ARTICLE]
    if len(articles) < 2:
        return 0
    first = next((above for element, tag in enumerate(layout.tags) if tag == "h1" and (above := _above(layout, element, "article"))), 0)
    if not first or mass[first] < _LEAST_ARTICLE:
        return 0
    others = sum(mass[element] for element in articles if not first <= element < layout.end_of(first))
    return first if others > (mass[0] - mass[first]) * 0.5 else 0


def _above(layout: Layout, element: int, tag: str) -> int:
    """The nearest element of a tag above one; 0 for none."""
    while element > 0 and layout.tags[element] != tag:
        element = layout.parents[element]
    return max(element, 0)
