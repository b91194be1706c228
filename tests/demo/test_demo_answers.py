"""What Sourcier finds in the invented press is what is true of it: reading, credits, debris, chains, stories, statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pytest

from sourcier.compare import find_reuses
from sourcier.demo import FOUNDING_PAGE_ADDRESS, answers, press
from sourcier.demo.truth import Apart, TruePage, TrueStatement, TrueStory
from sourcier.languages.parties import party_key
from sourcier.model import Article, Derivation, Reading, Statement, Story
from sourcier.pipeline.reading import read_page
from sourcier.text.addresses import host_of
from sourcier.trace import trace_stories

TRUE = {page.address: page for page in answers().pages}
# A canonical address credits a party by its host alone: the same party under another name.
OUTLETS = {host_of(page.address): party_key(page.outlet) for page in answers().pages}
ARTICLES = [page for page in answers().pages if page.is_article]
# Words of the sites themselves: forms, boxes, teasers, stock lines. None of them is ever part of what a reporter wrote.
OF_THE_SITE = (
    "Adblock test",
    "block ads!",
    "Lire l'article complet",
    "Lire la suite sur",
    "Lire aussi",
    "À lire aussi",
    "Carnet collectif",
    "Laisser un commentaire",
    "Leave a Reply",
    "champs obligatoires",
    "Recevez chaque matin",
    "est apparu en premier",
    "appeared first on",
    "The post ",
    "Recommended For You",
    "Votre vie privée",
    "Partager",
    "is a newsroom without owners",
    "You may republish our stories",
    "Articles similaires",
    "Contenus sponsorisés",
    "Gestion des cookies",
    "Proudly powered",
    "Post a Comment",
    "Temps de lecture",
)
COPYING_MARKS = {"importer", "ad_block", "feed_footer", "author_box", "read_more"}


@dataclass(frozen=True)
class Found:
    """All that the program found in the press."""

    readings: dict[str, Reading]
    articles: dict[str, Article]  # by id
    stories: tuple[Story, ...]

    def article(self, address: str) -> Article:
        reading = self.readings[address]
        if reading.article is None:
            pytest.fail(f"read as no article: {reading.error}")
        return reading.article

    def story_of(self, address: str) -> Story | None:
        article_id = self.article(address).article_id
        return next((story for story in self.stories if article_id in story.articles), None)

    def steps_of(self, address: str) -> list[Derivation]:
        story, article_id = self.story_of(address), self.article(address).article_id
        return [step for step in story.derivations if step.node_id == article_id] if story else []

    def where(self, node_id: str) -> str | None:
        held = self.articles.get(node_id)
        return held.address if held else None


@cache
def found() -> Found:
    """The press read, compared and traced, once for all tests."""
    readings = {page.address: read_page(page) for page in press()}
    articles = [reading.article for reading in readings.values() if reading.article]
    return Found(readings, {a.article_id: a for a in articles}, trace_stories(articles, tuple(find_reuses(articles))))


def flat(text: str) -> str:
    """Text with spaces, quotation marks and apostrophes made alike."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("’", "'"))
    return re.sub(r"[«»“”\"] ?", "", text).casefold().strip()


def per_page(pages: list[TruePage]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("true", pages, ids=[page.address.removeprefix("https://") for page in pages])


@per_page([page for page in answers().pages if not page.is_article])
def test_what_is_no_article_is_said_to_be_none(true: TruePage) -> None:
    reading = found().readings[true.address]
    flags = reading.article.flags if reading.article else ()
    assert true.reason in (reading.error, *flags)


@per_page(ARTICLES)
def test_title(true: TruePage) -> None:
    assert flat(found().article(true.address).title) == flat(true.title)


@per_page(ARTICLES)
def test_outlet(true: TruePage) -> None:
    outlet = found().article(true.address).outlet
    assert outlet is not None
    assert flat(outlet.name) == flat(true.outlet)


@per_page(ARTICLES)
def test_authors(true: TruePage) -> None:
    assert found().article(true.address).authors == true.authors


@per_page(ARTICLES)
def test_published(true: TruePage) -> None:
    assert found().article(true.address).published == true.published


@per_page(ARTICLES)
def test_nothing_of_the_site_stands_in_the_body(true: TruePage) -> None:
    body = flat(found().article(true.address).body)
    assert [words for words in OF_THE_SITE if flat(words) in body] == []


@per_page(ARTICLES)
def test_credits(true: TruePage) -> None:
    told = {(credit.kind, OUTLETS.get(host_of(credit.name), party_key(credit.name))) for credit in found().article(true.address).credits}
    assert told == {(kind, party_key(name)) for kind, name in true.credits}


@per_page(ARTICLES)
def test_debris(true: TruePage) -> None:
    article = found().article(true.address)
    told: set[str] = {debris.kind for debris in article.debris}
    if article.author_box and article.author_box.party not in {None, true.outlet, *article.authors}:
        told.add("author_box")  # told as a value of its own; another party's box is debris all the same
    assert told >= set(true.debris)
    if not true.debris:
        assert told & COPYING_MARKS == set()


@per_page([page for page in ARTICLES if page.derives])
def test_what_a_page_derives_from(true: TruePage) -> None:
    steps = found().steps_of(true.address)
    told = {(found().where(step.derived_from) or party_key(step.name)): step for step in steps}
    for expected in true.derives:
        step = told.get(expected.address or party_key(expected.name))
        assert step is not None, (expected, [(s.name, s.verdict) for s in steps])
        assert step.verdict in expected.verdicts, step
        if "contradicted" not in expected.verdicts:
            assert step.degree == expected.degree
        if expected.kind and "contradicted" not in expected.verdicts:
            assert step.kind == expected.kind


def ancestors(address: str) -> set[str]:
    """The pages held that a page goes back to, by any number of steps."""
    steps = {step.address for step in TRUE[address].derives if step.address}
    return steps.union(*(ancestors(step) for step in steps))


@per_page(ARTICLES)
def test_a_page_derives_from_nothing_else_that_is_held(true: TruePage) -> None:
    told = {found().where(step.derived_from) for step in found().steps_of(true.address) if step.is_held}
    assert told - ancestors(true.address) == set()


def test_the_chain_of_the_founding_page() -> None:
    story = found().story_of(FOUNDING_PAGE_ADDRESS)
    assert story is not None
    chain = story.chain(found().article(FOUNDING_PAGE_ADDRESS).article_id)
    assert [(hop.name, hop.verdict) for hop in chain] == [("Horizons Libres", "confirmed"), ("The Harbour Ledger", "confirmed")]
    assert all(hop.evidence and hop.confidence > 0.9 for hop in chain)


def test_the_author_box_of_the_founding_page_is_of_the_one_before() -> None:
    box = found().article(FOUNDING_PAGE_ADDRESS).author_box
    assert box is not None
    assert box.party == "Horizons Libres"


@pytest.mark.parametrize("true", answers().stories, ids=[story.name for story in answers().stories])
def test_story(true: TrueStory) -> None:
    story = found().story_of(true.pages[0])
    assert story is not None
    assert {found().where(node) for node in story.articles} >= set(true.pages)
    assert {party_key(origin.name) for origin in story.origins} == {party_key(name) for name in true.origins}
    assert story.independent_origins == true.independent_origins


def test_no_story_ties_pages_of_two() -> None:
    true = {address: story.name for story in answers().stories for address in story.pages}
    mixed = {}
    for story in found().stories:
        addresses = sorted(str(found().where(node)) for node in story.articles)
        names = {true.get(address, address) for address in addresses}
        linked = {step.address for address in addresses for step in TRUE[address].derives if step.verdicts == ("contradicted",)}
        if len(names - {true.get(str(address)) for address in linked}) > 1:
            mixed[story.story_id] = addresses
    assert mixed == {}


@pytest.mark.parametrize("pair", answers().apart, ids=[pair.why for pair in answers().apart])
def test_pages_that_stay_apart(pair: Apart) -> None:
    crossing = [
        (address, found().where(step.derived_from), step.verdict)
        for address in pair.pages
        for step in found().steps_of(address)
        if found().where(step.derived_from) in pair.pages and step.verdict != "contradicted"
    ]
    assert crossing == []


def content_of(body: str, statement: Statement) -> str:
    return flat(" ".join(span.of(body) for span in statement.content))


@pytest.mark.parametrize("true", answers().statements, ids=lambda one: f"{one.name}: {one.phrase} ({one.address.split('/')[2]})")
def test_who_said_what(true: TrueStatement) -> None:
    body, statements = found().article(true.address).body, found().readings[true.address].statements
    told = [one for one in statements if flat(true.phrase) in content_of(body, one)]
    assert told, f"nobody is found to have said it, among {[content_of(body, one)[:60] for one in statements]}"
    assert true.name in {one.name for one in told}
    if true.medium:
        assert {party_key(one.medium or "") for one in told} == {party_key(true.medium)}
