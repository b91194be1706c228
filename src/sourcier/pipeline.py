"""The corridor: gather, read, compare, trace and keep, called in order; the one place where the rooms meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sourcier.compare import find_reuses, windows
from sourcier.errors import GatherError, NothingFoundError, ReadError, SourcierError
from sourcier.followed import BESIDE
from sourcier.gather.chase import chase
from sourcier.gather.inputs import open_input
from sourcier.languages.own_outlets import own_bytes
from sourcier.model import Article, Happening, Hop, Page, Reading, Reuse, Saying, Searched, Statement, Story, Template
from sourcier.read import read_article
from sourcier.settling import Family, HeldIndex, credited_addresses, find_family, settle, suppose, unsettled, without_versions
from sourcier.statements import find_dates, find_mentions, find_statements
from sourcier.store import Store
from sourcier.text.addresses import normalise_address, registrable_domain
from sourcier.trace import Flow, count_witnesses, find_flows, find_sayings, find_timeline, is_version, searched, trace_stories

__all__ = [
    "Fetch",
    "Item",
    "Trace",
    "credited_addresses",
    "error_of",
    "fetching",
    "find_story",
    "flows_of",
    "keep_readings",
    "read_inputs",
    "read_page",
    "reading_rules",
    "settle",
    "trace_page",
    "unsettled",
]

# So many windows of a text tell which held articles may be the same.
_TELLING = 8
Fetch = Callable[[str], Page]
# One input read, or why it could not be had.
Item = Reading | SourcierError


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer to "where does this page come from": its reading, its story and chain, and what was looked at to say so.

    `others` are the articles that the story ties to the page, `chased` what the addresses gone after on the way gave.
    """

    reading: Reading
    chain: tuple[Hop, ...]
    story: Story | None
    others: tuple[Article, ...]
    reuses: tuple[Reuse, ...]
    chased: tuple[Item, ...]
    searched: Searched


def read_page(page: Page, *, published: date | datetime | None = None, template: Template | None = None) -> Reading:
    """What became of a page: its article with statements, dates and mentions, or the reason why there is none.

    `published` stands in for a date that the page does not tell; `template` is what the other pages of its outlet taught.
    One bad page is a result, never the end of a run.
    """
    if BESIDE in page.feed_fields:
        return Reading(page, error="feed text beside its page", rules=reading_rules())
    try:
        article = read_article(page, template=template)
        if published is not None and article.published is None:
            article = replace(article, published=published)
        found = find_statements(article), find_dates(article), find_mentions(article)
        return Reading(page, article, None, *found, rules=reading_rules())
    except ReadError as error:
        return Reading(page, error=error.reason, rules=reading_rules())
    except Exception as fault:  # noqa: BLE001 - a fault of ours on one page must not lose the pages after it
        return Reading(page, error=f"internal fault: {type(fault).__name__}: {fault}", rules=reading_rules())


@cache
def reading_rules() -> str:
    """The version of the rules that pages are read by: a digest of the rooms that read, of their lists of words and the user's."""
    home = Path(__file__).parent
    files = [path for room in ("languages", "read", "statements", "text") for path in (home / room).rglob("*")]
    digest = sha256()
    for path in sorted(path for path in [*files, home / "model.py"] if path.suffix in {".py", ".toml"}):
        digest.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes())
    digest.update(own_bytes())
    return digest.hexdigest()[:16]


def read_inputs(names: Iterable[str], fetch: Fetch, *, published: date | datetime | None = None) -> Iterator[Item]:
    """The readings of everything that addresses, files, folders and "-" lead to, in order; what cannot be opened is an error value."""
    for name in names:
        is_empty = True
        for item in open_input(name, fetch=fetch):
            is_empty = False
            yield read_page(item, published=published) if isinstance(item, Page) else item
        if is_empty:
            yield GatherError("it holds no page", name)


def error_of(item: Item) -> SourcierError | None:
    """Why an input gave no article, or None when it gave one."""
    if isinstance(item, SourcierError):
        return item
    return ReadError(item.error, item.page.address) if item.error else None


@contextmanager
def fetching(allow_private: Sequence[str] = ()) -> Iterator[Fetch]:
    """How addresses become pages, politely and safely, over shared connections; private hosts are refused but those named.

    Nothing of the HTTP client is loaded before the first address is asked for.
    """
    with ExitStack() as stack:

        @cache
        def client() -> Fetch:
            from sourcier.gather.http import fetching as connect  # noqa: PLC0415 - an HTTP client is loaded only to fetch

            return stack.enter_context(connect(allow_private=allow_private))

        def fetch(address: str) -> Page:
            return client()(address)

        yield fetch


def trace_page(reading: Reading, *, library: Store | None = None, fetch: Fetch | None = None) -> Trace:
    """The trace of one page that was read, among the articles of a library and the pages that its credits lead to.

    A saved page that the library holds under its own address is traced as that one. Without `fetch` no credit is chased.

    Raises:
        ReadError: the page holds no article.
    """
    chased = tuple(_chased(reading, fetch)) if fetch else ()
    found = tuple(item.article for item in chased if isinstance(item, Reading) and item.article)
    if library is None:
        articles = _one_each((_article_of(reading), *found))
        reuses = tuple(without_versions(find_reuses(articles), articles))
        return _trace(reading, Family(articles, reuses), chased, searched(articles))
    with library.looking() as index:
        reading = _as_held(reading, index)
        pages = {a.article_id: a for a in (_article_of(reading), *found)}
        known = index.numbers(pages)
        strangers = tuple(a for key, a in pages.items() if key not in known)
        family = find_family(suppose(index, strangers), pages)
    return _trace(reading, family, chased, _searched(library, strangers))


def _trace(reading: Reading, family: Family, chased: tuple[Item, ...], where: Searched) -> Trace:
    """The trace of a page among its family."""
    article = _article_of(reading)
    stories = trace_stories(family.articles, family.reuses)
    story = next((s for s in stories if article.article_id in s.held), None)
    tied = set(story.articles) if story else set()
    return Trace(
        reading=reading,
        chain=story.chain(article.article_id) if story else (),
        story=story,
        others=tuple(a for a in family.articles if a.article_id in tied and not is_version(a, article)),
        reuses=tuple(r for r in family.reuses if article.article_id in (r.first, r.second)),
        chased=chased,
        searched=where,
    )


def _searched(library: Store, strangers: Sequence[Article]) -> Searched:
    """What a library holds together with pages that it does not."""
    held, beside = library.searched(), searched(strangers)
    if not strangers:
        return held
    names = {outlet.name for outlet in library.outlets()}
    new = {name for a in strangers if (name := a.outlet.name if a.outlet else registrable_domain(a.address))} - names
    days = [day for day in (held.since, held.until, beside.since, beside.until) if day is not None]
    return Searched(held.articles + beside.articles, held.outlets + len(new), min(days, default=None), max(days, default=None))


def _as_held(reading: Reading, index: HeldIndex) -> Reading:
    """The reading of a saved page as the one the library holds under its own address: the same bytes, or the same text of one outlet.

    The same text of another outlet is another page: it may be a copy, and must be told as one.
    """
    article = reading.article
    if article is None or normalise_address(reading.page.address):
        return reading
    same = index.numbers([key for key in [index.held_as(reading.page.digest)] if key]).values()
    like = {number for _, number in index.windows.holders(windows(article).hashes.tolist()[:_TELLING])}
    alike = [a for a in index.articles([*same, *sorted(like)]).values() if a.body == article.body and a.title == article.title]
    named = set(index.ids(same).values())
    held = next((a for a in alike if a.article_id in named or _is_held_as(article, a)), None)
    if held is None:
        return reading
    return replace(
        reading,
        article=held,
        statements=tuple(replace(s, article_id=held.article_id) for s in reading.statements),
        dates=tuple(replace(d, article_id=held.article_id) for d in reading.dates),
        mentions=tuple(replace(m, article_id=held.article_id) for m in reading.mentions),
    )


def _is_held_as(article: Article, held: Article) -> bool:
    """Whether a saved page is one that is held: the same text at the address it was saved from, or of its outlet where it tells none."""
    return article.article_id == held.article_id or (not normalise_address(article.address) and _one_outlet(held, article))


def _one_outlet(article: Article, other: Article) -> bool:
    """Whether two articles name one outlet."""
    return article.outlet is not None and other.outlet is not None and article.outlet.name == other.outlet.name


def keep_readings(library: Store, items: Iterable[Item]) -> Iterator[tuple[Item, bool]]:
    """Each item after it was kept, and whether the library did not have it before; errors pass through."""
    for item in items:
        yield item, isinstance(item, Reading) and library.add(item)


def find_story(library: Store, key: str) -> Story:
    """The story with this id or beginning of an id, or the story of the article with this id or address.

    Raises:
        NothingFoundError: no story and no article is known by it.
    """
    try:
        return library.story(key)
    except NothingFoundError:
        story = library.story_of(library.find_article(key).article_id)
        if story is None:
            raise
        return story


def flows_of(library: Store) -> tuple[Flow, ...]:
    """Who takes from whom among the outlets of a library, the most frequent first."""
    return find_flows(library.stories(), {a.article_id: a for a in library.articles()})


def timeline_of(library: Store, story: Story) -> tuple[Happening, ...]:
    """The dated happenings that the articles of a story tell, in the order of time."""
    articles = (library.article(article_id) for article_id in story.articles)
    return find_timeline((a, library.dates(a.article_id), library.mentions(a.article_id)) for a in articles)


def timeline_of_page(reading: Reading, others: Iterable[Article] = ()) -> tuple[Happening, ...]:
    """The dated happenings that a page tells, with the articles of its story that tell them too."""
    article = _article_of(reading)
    told = [(article, reading.dates, reading.mentions), *((other, find_dates(other), find_mentions(other)) for other in others)]
    return tuple(happening for happening in find_timeline(told) if article.article_id in happening.told_by)


def sayings_of(library: Store, story: Story | None = None, *, speaker: str | None = None) -> tuple[tuple[Saying, int], ...]:
    """The statements that several articles tell, of one story or of all, each with how many independent origins tell it.

    With `speaker` only those that some article gives to a person or body of that name.
    """
    articles = [library.article(article_id) for article_id in story.articles] if story is not None else list(library.articles())
    held: dict[str, list[Statement]] = {article.article_id: [] for article in articles}
    for statement in library.statements():
        if statement.article_id in held:
            held[statement.article_id].append(statement)
    named = set(library.statements(speaker=speaker)) if speaker else None
    stories = [story] if story is not None else library.stories()
    found = find_sayings((article, tuple(held[article.article_id])) for article in articles)
    return tuple((saying, count_witnesses(saying, stories)) for saying in found if named is None or not named.isdisjoint(saying.statements))


def _chased(reading: Reading, fetch: Fetch) -> Iterator[Item]:
    """What the addresses that credits and "read the full article" links name gave, nearest first."""
    readings = {reading.page.address: reading}

    def reading_of(page: Page) -> Reading:
        if page.address not in readings:
            readings[page.address] = read_page(page)
        return readings[page.address]

    def addresses_of(page: Page) -> tuple[str, ...]:
        article = reading_of(page).article
        return credited_addresses(article) if article else ()

    for item in chase(reading.page, addresses_of=addresses_of, fetch=fetch):
        yield reading_of(item) if isinstance(item, Page) else item


def _article_of(reading: Reading) -> Article:
    """The article of a reading; its error raised anew when there is none."""
    if reading.article is None:
        raise ReadError(reading.error or "not an article", reading.page.address)
    return reading.article


def _one_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles, each id once, the first kept."""
    return tuple({a.article_id: a for a in reversed(list(articles))}.values())[::-1]
