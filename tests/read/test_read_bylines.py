"""Who signs a page: people first, beside them agencies and desks, the outlet itself only where nobody else does."""

from __future__ import annotations

import json
from time import process_time

import pytest

from sourcier.model import Page
from sourcier.read import read_article
from sourcier.read.metadata.authors import _json_ld_signers
from sourcier.read.metadata.head import Head

_PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry company took up its crossings again on Monday, after nine weeks in which the ice had kept every boat in port.",
        "The first boat left the north quay at six in the morning, with forty lorries on board and the mayor of Lannec at the rail.",
        "The harbour master said that the channel would be kept open by two icebreakers until the end of March, whatever the weather.",
        "Fares will not change before the summer, the company said, although the price of fuel has risen by a third since the autumn.",
    )
)


def _signed(markup: str, *, head: str = "", foot: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and the byline of a page with this markup between headline and text, and this below the text."""
    page = f"<html lang=en><head>{head}</head><body><article><h1>The ferry stays in port</h1>{markup}{_PROSE}{foot}</article></body></html>"
    article = read_article(Page("https://phare.example/a", page.encode(), "text/html; charset=utf-8"))
    return article.authors, article.byline


def _ld(author: str) -> str:
    """A JSON-LD script with this author."""
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "x", "author": {author}}}</script>'


@pytest.mark.parametrize(
    ("author", "people", "byline"),
    [
        ('{"@type": "Person", "givenName": "Clara", "familyName": "Quill"}', ("Clara Quill",), ("Clara Quill",)),
        ('{"@type": "Person", "name": "AFP"}', (), ("AFP",)),
        (
            '[{"@type": "Person", "name": "Clara Quill"}, {"@type": "Organization", "name": "AFP"}]',
            ("Clara Quill",),
            ("Clara Quill", "AFP"),
        ),
        ('{"@type": "NewsMediaOrganization", "name": "Clara Quill House"}', (), ("Clara Quill House",)),
        ('{"@type": "Organization", "name": "Phare"}', (), ("Phare",)),
        ('[{"@type": "Person", "name": "Clara Quill"}, {"@type": "Organization", "name": "Phare"}]', ("Clara Quill",), ("Clara Quill",)),
        ('{"@type": "Person", "name": "admin"}', (), ()),
    ],
)
def test_who_signs_in_json_ld(author: str, people: tuple[str, ...], byline: tuple[str, ...]) -> None:
    assert _signed("", head=_ld(author)) == (people, byline)


def test_the_last_that_has_a_name_is_meant_by_a_reference() -> None:
    people = [
        {"@id": "#a", "name": "Clara Quill"},
        {"@id": "#a", "name": "Luc Ferrand"},
        {"@id": "#a"},
        {"@id": ["#a"], "name": "Ann Birch"},
    ]
    script = f'<script type="application/ld+json">{json.dumps(people)}</script>'
    assert _signed("", head=script + _ld('{"@id": "#a"}')) == (("Luc Ferrand",), ("Luc Ferrand",))


def test_references_without_end_are_looked_up_in_no_time() -> None:
    entries: list[dict[str, object]] = [{"@id": f"#{n}", "name": "Clara Quill"} for n in range(2_000)]
    entries.append({"@type": "NewsArticle", "headline": "x", "author": [{"@id": "#none"}] * 40_000})
    began = process_time()
    assert _json_ld_signers(Head(json_ld=tuple(entries)), None) == ()
    assert process_time() - began < 2


@pytest.mark.parametrize(
    ("markup", "foot", "people"),
    [
        ('<p class="byline">by</p><p class="byline">Clara Quill</p>', "", ("Clara Quill",)),
        ("<p>Posted on 3 May 2020 by loutre42 in Harbour</p>", "", ("loutre42",)),
        ("", "<footer class=entry-meta>Posted by <a rel=author href=/author/clara>Clara Quill</a></footer>", ("Clara Quill",)),
        ('<aside class="post-author">Clara Quill</aside>', "", ("Clara Quill",)),
        ('<p><a href="/auteur/clara">Clara Quill</a></p><p><a href="/auteur/luc">Luc Ferrand</a></p>', "", ("Clara Quill", "Luc Ferrand")),
        ("", "<p>Clara Quill and Luc Ferrand</p>", ("Clara Quill", "Luc Ferrand")),
        ("", "<p>Von Clara Quill, dpa</p>", ("Clara Quill",)),
        ("", '<ul class=more><li><a href="/b">Ice</a> <span class=author>Luc Ferrand</span></li></ul>', ()),
    ],
)
def test_people_of_the_bylines_that_readers_see(markup: str, foot: str, people: tuple[str, ...]) -> None:
    assert _signed(markup, foot=foot)[0] == people


def test_the_outlet_signs_only_where_nobody_else_does() -> None:
    own = _ld('{"@type": "Organization", "name": "Phare"}')
    assert _signed('<p class="byline">By Clara Quill</p>', head=own) == (("Clara Quill",), ("Clara Quill",))
    assert _signed('<p class="byline">Harbour Newsroom</p>', head=own) == ((), ("Harbour Newsroom",))


def test_the_text_itself_knows_better_who_wrote_it() -> None:
    filed = '<meta name="author" content="Luc Ferrand">'
    assert _signed("<p>By Clara Quill</p>", head=filed)[0] == ("Clara Quill",)
    assert _signed("<p>By the quay</p>", head=filed)[0] == ("Luc Ferrand",)


def test_an_agency_that_signs_the_text_is_its_byline_where_nobody_is_named() -> None:
    assert _signed("", foot="<p>(AFP)</p>") == ((), ("AFP",))


def test_a_catalogue_puts_the_surname_first() -> None:
    assert _signed("", head='<meta name="citation_author" content="Quill, Clara M.">')[0] == ("Clara M. Quill",)


@pytest.mark.parametrize(
    ("markup", "people"),
    [
        # The oldest themes of WordPress sign the line of categories.
        ("<p class=meta>Filed under: Harbour, Ice — loutre42 @ 10:04</p>", ("loutre42",)),
        ("<p class=meta>Posted by loutre42 under Harbour, Ice and Quays, Boats | Tags: buoys, lights, lifeboats</p>", ("loutre42",)),
        # A list of names that is as long as prose, and prose that opens as a byline does.
        (
            "<p>Posted by Clara Quill, Luc Ferrand, Anna Marsh and Peter van der Berg - the pilots and keepers of Lannec harbour</p>",
            ("Clara Quill", "Luc Ferrand", "Anna Marsh", "Peter van der Berg"),
        ),
        ("<p>By the end of the week Clara Quill and her crew had cleared the whole of the channel as far as the outer buoy.</p>", ()),
        # Drupal: the words of the byline, the account, the day, each on a line of its own.
        ('<div>Submitted by <span class="username">loutre42</span> on 3 May 2030 - 18:44</div>', ("loutre42",)),
        # A forum: the account beside the first post.
        ('<h4><a class="username" href="/members/7">Loutre</a></h4><p>Well-known member</p>', ("Loutre",)),
        # An office whose field goes on behind "and".
        ("<p class=byline>By Clara Quill, Head of Marketing and Community Growth</p>", ("Clara Quill",)),
        ("<p class=byline>By Clara Quill and Anthony Head</p>", ("Clara Quill", "Anthony Head")),
        ("<p class=byline>By Clara Quill, Tidal Power Collective</p>", ("Clara Quill",)),
        # The length of a video is nobody.
        ("<p class=author>01:30 min.</p>", ()),
    ],
)  # fmt: skip
def test_people_in_the_ways_of_blogs_and_forums(markup: str, people: tuple[str, ...]) -> None:
    assert _signed(markup)[0] == people


def test_who_wrote_the_text_goes_before_the_account_that_filed_it() -> None:
    account = "<p>Submitted by human on 3 May 2030 - 18:44</p>"
    assert _signed(f"{account}<p>Blog post by Clara Quill</p>")[0] == ("Clara Quill",)


def test_a_line_of_facts_right_above_the_text_is_no_part_of_it() -> None:
    facts = "<p class=meta>28 April 2031 - 07:18 | Harbour and ice | Takes 4 min. | Listen, pause, go on.</p>"
    page = f"<html lang=en><body><article><h1>The ferry stays in port</h1>{facts}{_PROSE}</article></body></html>"
    article = read_article(Page("https://phare.example/a", page.encode(), "text/html"))
    assert article.body.startswith("The ferry company")
    assert article.published is not None


@pytest.mark.parametrize(
    ("markup", "people"),
    [
        # Templates set names and labels side by side without a space.
        ("<p class=author>By <b>Clara Quill</b><span>Published on 3 May 2031</span></p>", ("Clara Quill",)),
        # What stands behind a mark or a full stop is no part of a name.
        ("<p class=author>by <b>loutre42</b> » Sat May 03, 2031 10:22 am</p>", ("loutre42",)),
        ("<p>Posted on 3 May 2031 by Clara Quill. Bookmark the permalink.</p>", ("Clara Quill",)),
        ("<p>3 May 2031 | Text: Clara Quillane</p>", ("Clara Quillane",)),
        # A label is no name, nor are the words of a menu beside the day of the visit.
        ("<p>Category: Boats</p><p class=date>3 May 2031</p>", ()),
        ("<p>© Clara Quill 2031. Powered by Blogger 2031</p>", ()),
        # The head of a mail in an archive: who sent it comes first.
        ("<ul><li>From: Clara Quill &lt;c@port.example&gt;</li><li>To: Luc Ferrand &lt;l@port.example&gt;</li></ul>", ("Clara Quill",)),
    ],
)  # fmt: skip
def test_where_a_name_ends(markup: str, people: tuple[str, ...]) -> None:
    assert _signed(markup)[0] == people


@pytest.mark.parametrize(
    ("markup", "people"),
    [
        ("<ul><li><p>Jutta Lannec</p><li><p>Created on Oct 11, 2031</p></ul>", ("Jutta Lannec",)),
        ("<div>11.10.2031 - Reiner Lannec</div>", ("Reiner Lannec",)),
        ("<ul><li><p>A- A+</p><li><p>Created on Oct 11, 2031</p></ul>", ()),
    ],
)
def test_a_known_name_by_the_day_signs_without_a_word_for_it(markup: str, people: tuple[str, ...]) -> None:
    assert _signed(markup)[0] == people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Clara Quill in Lannec", ("Clara Quill",)),
        ("By Clara Quill in New Lannec and Peter Lantern in San Rocco", ("Clara Quill", "Peter Lantern")),
        ("By Clara Quill in Lannec, Peter Lantern in Rocco and Sarah Marlowe", ("Clara Quill", "Peter Lantern", "Sarah Marlowe")),
        ("Par Claire Vasseur à Lannec et Luc Ferrand à Brest", ("Claire Vasseur", "Luc Ferrand")),
        ("By Clara Quill for The Lannec Gazette", ("Clara Quill",)),
        ("By Clara Quill Contributing Writer", ("Clara Quill",)),
        ("By Women in Science", ()),
    ],
)
def test_where_somebody_writes_from_is_no_part_of_the_name(line: str, people: tuple[str, ...]) -> None:
    assert _signed(f"<p class=byline>{line}</p>")[0] == people


@pytest.mark.parametrize("line", ["By Clara Quill in Lannec", "By the Newsroom", "Von Jutta Quill"])
def test_a_byline_between_headline_and_text_is_no_text(line: str) -> None:
    page = f"<html lang=en><body><article><h1>The ferry stays in port</h1><p class=byline>{line}</p>{_PROSE}</article></body></html>"
    assert line not in read_article(Page("https://phare.example/a", page.encode(), "text/html")).body


def test_the_words_of_a_menu_beside_the_day_of_the_visit_sign_nothing() -> None:
    page = f"<html lang=en><body><p>Main Menu</p><p>3 May 2031</p><article><h1>The ferry stays in port</h1>{_PROSE}</article></body></html>"
    assert read_article(Page("https://phare.example/a", page.encode(), "text/html")).byline == ()
