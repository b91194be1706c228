"""A page becomes an article: the room's one function, which reads like a table of contents."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import compress
from types import MappingProxyType

from sourcier.errors import Imprint, ReadError
from sourcier.model import Article, Block, Label, Outlet, Page, Template
from sourcier.read.credits.author_box import find_author_box
from sourcier.read.credits.debris import find_debris
from sourcier.read.credits.find import find_credits
from sourcier.read.credits.lines import mark_line
from sourcier.read.credits.rules import IDLE, Look, first_looks, may_mark
from sourcier.read.credits.wire import find_wire_ids
from sourcier.read.metadata.authors import find_authors, with_agencies
from sourcier.read.metadata.bylines import mark_bylines
from sourcier.read.metadata.entries import find_entries
from sourcier.read.metadata.head import Head, read_head
from sourcier.read.metadata.identity import find_address, find_language, find_outlet
from sourcier.read.metadata.notes import mark_notes
from sourcier.read.metadata.published import find_dates, find_told_day
from sourcier.read.metadata.shown import mark_feet
from sourcier.read.metadata.site import find_site
from sourcier.read.metadata.title import find_title
from sourcier.read.page.blocks import Layout, Line, lay_out
from sourcier.read.page.compose import BODY_LABELS, compose, links_of
from sourcier.read.page.decode import to_utf8
from sourcier.read.page.label import Labelled, add_lead, label_lines, mark_frame
from sourcier.read.page.limits import check_bytes, check_markup
from sourcier.read.page.live import find_moments, mark_moments, words_of
from sourcier.read.page.nature import find_flags, find_refusal, is_declared, is_live_blog, is_no_list
from sourcier.read.page.parse import parse_markup
from sourcier.read.page.parts import find_parts
from sourcier.read.page.plain import is_plain, label_plain, lay_out_plain, weigh_plain
from sourcier.read.page.shell import fill_from_head
from sourcier.read.page.stated import speaks_of, stated
from sourcier.read.page.veiled import unveiled
from sourcier.read.page.weigh import Weighed, weigh
from sourcier.read.template import drop_known
from sourcier.text.addresses import host_of, is_elsewhere, normalise_address

# Longer lines are prose; what marks they hold, the credits of the whole page find.
_MAX_MARK_LINE, _SENTENCE, _SHORT, _AROUND, _BELOW = 300, 200, 160, 30, 2
_MAX_LINES = 3_000
# What is said of a page that shows no text: it may hold some in templates.
_UNSHOWN = frozenset({"not an article", "filled by script", "empty"})
# What stands in the place of a page that is missing or held back.
_MESSAGES = frozenset({"error page", "consent page"})
_UNASKED: frozenset[Label] = frozenset({"title", "comments", "related"})
_NO_CREDIT: frozenset[Label] = frozenset({"title", "navigation", "comments", "author_box"})


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page laid out and labelled, whether it came as markup or as plain text."""

    head: Head
    layout: Layout
    weighed: Weighed
    labelled: Labelled


def read_article(page: Page, *, template: Template | None = None) -> Article:
    """The article of a page, with its credits, debris and labelled blocks.

    Lines that `template` (see `learn_template`) knows as frame are no body; `found["template"]` then names it.
    Pure: the same page with the same template always reads the same. The order: bytes to text, limits, lines with labels, headline,
    people and dates, body with spans, credits and debris, and last what the page is if it is no plain article.

    Raises:
        ReadError: the page holds no plain article; `reason` says what it is.
    """
    check_bytes(page.content, page.address)
    content = to_utf8(page.content, page.content_type, page.address)
    try:
        return _read(page, content, template)
    except ReadError as error:
        unshown = _read_unshown(page, content, template, error.imprint.title or "") if error.reason in _UNSHOWN else None
        if unshown is None:
            raise
    return unshown


def _read_unshown(page: Page, content: bytes, template: Template | None, title: str) -> Article | None:
    """The article that a page, as UTF-8, leaves to scripts to show: in its templates, or in what it hands to them; None for none."""
    for shown in unveiled(content):
        with contextlib.suppress(ReadError):
            return _read(page, shown, template)
    for shown in stated(content) if is_no_list(_markup_sheet(content, page.address).head) else ():
        with contextlib.suppress(ReadError):
            article = _read(page, shown, template)
            if speaks_of(title, article.body):
                return replace(article, found=MappingProxyType({**article.found, "body": "script"}))
    return None


def _read(page: Page, content: bytes, template: Template | None) -> Article:
    """The article of a page as UTF-8."""
    sheet = _plain_sheet(content.decode(), page.address) if is_plain(content, page.content_type) else _markup_sheet(content, page.address)
    address, address_in = find_address(sheet.head, page.address)
    head = replace(sheet.head, address=address) if address_in else sheet.head
    layout, bits, labels = sheet.layout, sheet.weighed.bits, sheet.labelled.labels
    site = find_site(head, layout)
    title, title_in, title_line = find_title(head, layout, bits, site[0])
    _mark_title(layout, labels, title_line)
    mark_bylines(layout, labels, title_line)
    mark_feet(layout, bits, labels)
    mark_notes(head, layout, labels)
    add_lead(layout, sheet.weighed, labels, title_line, head.meta_of("og:description", "description", "twitter:description") or "")
    looks = _mark_credits(layout, sheet.weighed, labels, address)
    is_known = template is not None and drop_known(template, layout, labels)
    shown = list(labels)
    parts = find_parts(head, layout, labels, content, normalise_address(page.address) or address)
    is_live = is_live_blog(head, layout, bits, labels)
    moments = find_moments(layout, sheet.weighed.inside, labels) if is_live else ()
    mark_moments(moments, labels)
    is_filled = fill_from_head(head, layout, sheet.weighed, labels)
    mark_frame(labels)
    composed = compose(layout, labels, bits, address)
    flags = find_flags(head, composed, parts, is_walled=sheet.labelled.is_walled, is_live=is_live)
    outlet, outlet_in = find_outlet(head, site)
    refusal = find_refusal(head, layout, composed, flags, title=title, is_scripted=b"<script" in content or b"<SCRIPT" in content)
    if refusal:
        raise ReadError(refusal, head.address, imprint=_imprint(refusal, head, sheet, shown, content, title=title, outlet=outlet))
    language, language_in = find_language(head, composed.body)
    signed = find_authors(head, layout, bits, shown, outlet)
    dates = find_dates(head, layout, bits, shown, head.language or language, content)
    credits_ = find_credits(
        _ends(composed.blocks), composed.body, head, feed_fields=page.feed_fields, outlet=outlet, language=language, looks=looks
    )
    signed = with_agencies(signed, credits_)
    entries = (
        find_entries(
            head,
            composed.body,
            moments,
            words_of(layout, labels, moments),
            published=dates.published,
            until=dates.modified or page.captured_at,
        )
        if is_live
        else ()
    )
    found = {
        "address": address_in,
        "body": "json-ld" if is_filled else "",
        "title": title_in,
        "outlet": outlet_in,
        "language": language_in,
        "authors": signed.place if signed.people else "",
        "byline": signed.place,
        "published": dates.published_in,
        "modified": dates.modified_in,
        "template": template.template_id if template and is_known else "",
    }
    return Article(
        body=composed.body,
        language=language,
        published=dates.published,
        address=address,
        outlet=outlet,
        title=title,
        authors=signed.people,
        byline=signed.byline,
        author_box=find_author_box(composed.blocks),
        modified=dates.modified,
        blocks=composed.blocks,
        credits=credits_,
        debris=find_debris(_ends(composed.blocks), looks),
        images=composed.images,
        links=composed.links,
        wire_ids=find_wire_ids(head, ""),
        flags=flags,
        found=MappingProxyType({name: place for name, place in found.items() if place}),
        captured_at=page.captured_at,
        entries=entries,
        next_page=parts.next_page,
    )


def _imprint(refusal: str, head: Head, sheet: _Sheet, labels: list[Label], content: bytes, *, title: str, outlet: Outlet | None) -> Imprint:
    """What a page that holds no article tells of itself; the day of a message is not that of what would stand in its place."""
    name = outlet.name if outlet and outlet.name not in outlet.domains else None
    if refusal in _MESSAGES:
        return Imprint(title or None, name)
    is_list, bits = refusal == "section page", sheet.weighed.bits
    published, place = find_told_day(head, sheet.layout, bits, labels, content, is_list=is_list, is_article=is_declared(head))
    return Imprint(title or None, name, published, place or None)


def _ends(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks that can hold a credit: all of any real page, both ends of a page made of lines without end."""
    return blocks if len(blocks) <= _MAX_LINES else (*blocks[: _MAX_LINES // 2], *blocks[-_MAX_LINES // 2 :])


def _markup_sheet(content: bytes, address: str) -> _Sheet:
    """A page in markup, as UTF-8."""
    check_markup(content, address)
    markup = parse_markup(content)
    layout = lay_out(markup)
    weighed = weigh(layout)
    head = read_head(layout.declared, markup.scripts, tuple(layout.comments), address)
    return _Sheet(head, layout, weighed, label_lines(layout, weighed, host_of(address)))


def _plain_sheet(text: str, address: str) -> _Sheet:
    """A page of plain text."""
    layout = lay_out_plain(text)
    return _Sheet(Head(address=address), layout, weigh_plain(layout), label_plain(layout))


def _mark_title(layout: Layout, labels: list[Label], title_line: int | None) -> None:
    """The line of the headline, and lines that repeat it, are no body."""
    if title_line is None:
        return
    title = layout.lines[title_line].text
    for number, line in enumerate(layout.lines[: title_line + 40]):
        if line.text == title and len(title) > 10:
            labels[number] = "title"
    labels[title_line] = "title"


def _mark_credits(layout: Layout, weighed: Weighed, labels: list[Label], address: str) -> Mapping[str, Look]:
    """Short lines that are a credit or debris leave the body; a line that is both is debris.

    Longer lines are asked only at both ends of the text, where notes about the whole of it stand. Returned is what a first look at
    each line showed, for those who ask for it later.
    """
    lines = layout.lines
    prose = [number for number, label in enumerate(labels) if label in BODY_LABELS]
    ends = {*prose[:3], *prose[-6:]}
    asked = [
        number
        for number in compress(range(min(len(lines), _MAX_LINES)), weighed.inside)
        if labels[number] not in _NO_CREDIT
        and (labels[number] != "related" or lines[number].links)
        and len(lines[number].text) <= (_MAX_MARK_LINE if number in ends else _SHORT)
    ]
    looks = first_looks([*_near(lines, labels, prose), *[lines[number].text for number in asked]])
    for number in asked:
        line = lines[number]
        look = looks[line.text]
        if look is IDLE:
            continue
        label = labels[number]
        marks = mark_line(line.text, links_of(line, address) if line.links and (look.credits or look.debris) else (), look=look)
        if not (look.credits or look.debris or (marks.credits and may_mark(line.text))):
            continue  # an agency's name without any word of a credit
        if label == "related":
            # A line that is all link looks like a teaser; one that leads to the text's first home is a credit.
            if any(credit.kind in {"republished", "via"} and is_elsewhere(credit.address, address) for credit in marks.credits):
                labels[number] = "credit"
        elif marks.debris:
            labels[number] = "debris"
        elif marks.credits and len(line.text) < _SHORT:
            labels[number] = "credit"
    return looks


def _near(lines: list[Line], labels: list[Label], prose: list[int]) -> list[str]:
    """What is asked for its credits and debris later: lines around the text, both its ends and what stands below; one look shows all."""
    if not prose:
        return []
    first, last, end = prose[0], prose[-1], len(labels)
    around = [
        lines[number].text for number in range(max(0, first - _AROUND), min(last + _AROUND + 1, end)) if labels[number] not in _UNASKED
    ]
    paragraphs = [number for number in prose if labels[number] != "heading"]
    ends = (*paragraphs[:5], *paragraphs[-6:], *range(last + 1, min(last + 1 + _BELOW, end)))
    return [*[text for text in around if len(text) <= _SENTENCE], *[lines[number].text for number in ends]]
