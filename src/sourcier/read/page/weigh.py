"""How much every line of a page looks like the article, and which element holds the article: few named parts, all of them counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sourcier.read.page.blocks import Layout
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
# From this length on a paragraph without sentence marks says a little, and a line with some all that a line can say.
_LEAST_PARAGRAPH, _FULL = 40, 120
# A line with more of it under links leads elsewhere.
_MOST_LINKED = 0.6
_BOXES = frozenset(["form", "div", "p", "fieldset", "section", "aside", "li", "ul"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# A heading of so many characters is a paragraph that is to look large.
_LONG_HEADING = 240
# All the marks stand first, since an expression that opens with one set of letters passes quickly over the others.
_MARKS = '.!?…:;,»”"。！？、，।؟،۔'
_SENTENCE = re.compile(rf"[{_MARKS}](?:(?<=[。！？、，।؟،۔])|['’”»\")\]]*(?:\s|$))")
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
_DECAY = (0.6, 0.3, 0.15)
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
    nodes = [line.node for line in layout.lines]
    plain, good = _plain_weights(layout)
    prose = [number for number, text in enumerate(good) if text > 0]
    mass, held = _mass(layout, [(nodes[number], good[number]) for number in prose], range(len(layout.tags) - 1, 0, -1))
    page = _Page(layout, nodes, plain, good, prose, mass, held)
    weighed, text = _weighed(page, AGAINST)
    if text < _LEAST_ARTICLE / 2:
        second, more = _weighed(page, _PLAINEST)
        weighed = second if more > 2 * text else weighed
    return weighed


@dataclass(frozen=True, slots=True)
class _Page:
    """A page before its names are asked: the element, the plain weight and the good text of each line, the good text of each element.

    `prose` are the lines with any, `held` the elements below the first with any, last first: few of them all.
    """

    layout: Layout
    nodes: list[int]
    plain: list[float]
    good: list[float]
    prose: list[int]
    mass: list[float]
    held: list[int]


def _weighed(page: _Page, against: int) -> tuple[Weighed, float]:
    """The weights under one set of names that speak against the body, and the good text inside the element of the article."""
    nodes = page.nodes
    inherited = _inherited(page, against)
    bits = [inherited[node] for node in nodes]
    weights, good, mass = page.plain, page.good, page.mass
    turned = [number for number in page.prose if bits[number] & AGAINST]
    if turned:
        weights, good = weights[:], good[:]
        for number in turned:
            weights[number], good[number] = -weights[number], -good[number]
        mass, _ = _mass(page.layout, [(nodes[number], text) for number in page.prose if (text := good[number]) > 0], page.held)
    core, text = _core(page, good, mass)
    end = page.layout.end_of(core)
    return Weighed(weights, bits, core, [core <= node < end for node in nodes]), text


def _plain_weights(layout: Layout) -> tuple[list[float], list[float]]:
    """How much each line looks like running text (length, sentence marks, few links, an element for text), and that times its length."""
    tags, has_sentence = layout.tags, _SENTENCE.search
    weights: list[float] = []
    good: list[float] = []
    for line in layout.lines:
        text, linked = line.text, line.linked
        length = len(text)
        weight = 0.0
        if linked and linked > _MOST_LINKED * length:
            if " " in text or not is_address(text):
                weight = -0.5
        elif (length < _LEAST_WEIGHED and not linked) or ((tag := tags[line.node]) in HEADINGS and (length < _LONG_HEADING or tag == "h1")):
            pass
        elif text[-1] in _MARKS or has_sentence(text):
            weight = length / _FULL if length < _FULL else 1.0
            if tag not in _TEXT_TAGS:
                weight *= 0.8
            if linked:
                weight *= 1 - linked / length
        elif tag == "p" and length > _LEAST_PARAGRAPH:
            weight = 0.1
        weights.append(weight)
        good.append(weight * length)
    return weights, good


def is_address(text: str) -> bool:
    """Whether a line is an address written out, which is text where other words under a link lead elsewhere."""
    return " " not in text and (text.startswith(("http", "www.")) or "@" in text[1:])


def _mass(layout: Layout, prose: Iterable[tuple[int, float]], elements: Iterable[int]) -> tuple[list[float], list[int]]:
    """The good text of every element with all below it, in characters, from that of lines in theirs; and those of `elements` that hold any.

    `elements` are those below the first that may hold any, last first: so each is whole when it is added to the one above it.
    """
    mass = [0.0] * len(layout.tags)
    for element, text in prose:
        mass[element] += text
    parents = layout.parents
    held: list[int] = []
    for element in elements:
        if text := mass[element]:
            mass[parents[element]] += text
            held.append(element)
    return mass, held


def _inherited(page: _Page, against: int) -> list[int]:
    """The bits of every element and all above it; names against the body are dropped on what holds most of the page's text."""
    layout = page.layout
    kept = ~_misleading(page) & ~(AGAINST & ~against)
    own = layout.bits[:] if kept == -1 else [one & kept for one in layout.bits]
    _believe_less(own, page)
    if layout.fields and against & Mark.NEWSLETTER:
        for element in _form_boxes(layout, page.mass):
            own[element] |= Mark.NEWSLETTER
    # A start tag stands before all that is below it: the bits above are whole when an element's turn comes.
    bits = [0]
    add = bits.append
    for one, parent in zip(own[1:], layout.parents[1:], strict=True):
        add(one | bits[parent])
    return bits


def _believe_less(bits: list[int], page: _Page) -> None:
    """Drop what names say of a small part or against the body from the elements that hold too much text for it."""
    mass = page.mass
    limit, small = mass[0] * _WRAPPER_SHARE, max(_SMALL_TEXT, mass[0] * _SMALL_SHARE)
    least = min(limit / 4, small)
    for element in page.held:
        if (text := mass[element]) > least and (own := bits[element]):
            if text > small:
                own &= ~_SMALL
            if text > limit or (own & Mark.BODY and text > limit / 4):
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


def _misleading(page: _Page) -> int:
    """The names against the body that, on this page, stand over most of its text: a template that wraps every paragraph in one."""
    mass, bits = page.mass, page.layout.bits
    limit = mass[0] * _WRAPPER_SHARE
    named = [element for element in reversed(page.held) if bits[element] & _SINGLE and mass[element] <= limit]
    if sum(mass[element] for element in named) <= limit:  # as on most pages
        return 0
    under = dict.fromkeys(_SINGLE_BITS, 0.0)
    ends = dict.fromkeys(_SINGLE_BITS, 0)
    # What a root covers is counted once: those below it are passed over.
    for element in named:
        for bit in _SINGLE_BITS:
            if bits[element] & bit and element >= ends[bit]:
                under[bit] += mass[element]
                ends[bit] = page.layout.end_of(element)
    return sum(bit for bit in _SINGLE_BITS if under[bit] > limit)


def _core(page: _Page, good: list[float], mass: list[float]) -> tuple[int, float]:
    """The element that holds the article, and its good text: the one nearest above most of it, then any wider one that holds clearly more.

    `good` is the good text of each line, less than nothing for what speaks against the body; `mass` that of each element.
    """
    layout = page.layout
    home = _home(layout, mass)
    points = _points(layout, page.nodes, good)[home : layout.end_of(home)]
    best = _whole(layout, mass, home + len(points) - 1 - points[::-1].index(max(points)), home)
    parent = best
    while parent != home and (parent := layout.parents[parent]) >= 0:
        if mass[parent] > mass[best] * _GROWTH:
            best = parent
    if best != home and layout.bits[best] & Mark.PAYWALL:
        best = _with_opening(layout, good, best)
    return best, mass[best]


def _with_opening(layout: Layout, good: list[float], walled: int) -> int:
    """The element above one behind a wall where the opening of the text stands before the wall; else the element itself."""
    parent = layout.parents[walled]
    opening = sum(text for line, text in zip(layout.lines, good, strict=True) if text > 0 and parent <= line.node < walled)
    return parent if opening > _LEAST_OPENING else walled


def _whole(layout: Layout, mass: list[float], element: int, home: int) -> int:
    """The element that holds a list or a quotation and more, since these are parts of an article; any other element itself."""
    tags, parents, whole = layout.tags, layout.parents, element
    while whole != home and (tags[whole] in _PARTS or (whole != element and tags[whole] == "li")):
        whole = parents[whole]
    return whole if mass[whole] > mass[element] + _LEAST_MORE else element


def _points(layout: Layout, nodes: list[int], good: list[float]) -> list[float]:
    """The good text of every element, counted less the more levels it lies below."""
    tags, parents = layout.tags, layout.parents
    near: dict[int, float] = {}
    for node, text in zip(nodes, good, strict=True):
        if text:
            element = parents[node] if tags[node] in _TEXT_TAGS else node
            near[element] = near.get(element, 0.0) + text
    points = [0.0] * len(tags)
    first, second, third = _DECAY
    for element, text in near.items():
        points[element] += text
        if (above := parents[element]) >= 0:
            points[above] += text * first
            if (above := parents[above]) >= 0:
                points[above] += text * second
                if (above := parents[above]) >= 0:
                    points[above] += text * third
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
