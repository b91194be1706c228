"""The corridor: gather, read, compare, trace and keep, called in order; the one place where the rooms meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sourcier.compare import find_reuses
from sourcier.errors import GatherError, NothingFoundError, ReadError, SourcierError
from sourcier.followed import BESIDE
from sourcier.gather.chase import chase
from sourcier.gather.inputs import open_input
from sourcier.model import Article, Credit, Debris, Hop, Page, Reading, Reuse, Searched, Story
from sourcier.read import read_article
from sourcier.statements import find_dates, find_mentions, find_statements
from sourcier.store import Store
from sourcier.text.addresses import normalise_address
from sourcier.trace import Flow, find_flows, is_version, searched, trace_stories

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


def read_page(page: Page, *, published: date | datetime | None = None) -> Reading:
    """What became of a page: its article with statements, dates and mentions, or the reason why there is none.

    `published` stands in for a date that the page does not tell. One bad page is a result, never the end of a run.
    """
    if BESIDE in page.feed_fields:
        return Reading(page, error="feed text beside its page", rules=reading_rules())
    try:
        article = read_article(page)
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
    """The version of the rules that pages are read by: a digest of the rooms that read and of their lists of words."""
    home = Path(__file__).parent
    files = [path for room in ("languages", "read", "statements", "text") for path in (home / room).rglob("*")]
    digest = sha256()
    for path in sorted(path for path in [*files, home / "model.py"] if path.suffix in {".py", ".toml"}):
        digest.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes())
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
    kept = tuple(library.articles()) if library else ()
    reading = _as_held(reading, library, kept) if library else reading
    article = _article_of(reading)
    found = (item.article for item in chased if isinstance(item, Reading) and item.article)
    articles = _one_each((article, *found, *kept))
    reuses = _reuses(articles)
    stories = trace_stories(articles, reuses)
    story = next((s for s in stories if article.article_id in s.held), None)
    tied = set(story.articles) if story else set()
    return Trace(
        reading=reading,
        chain=story.chain(article.article_id) if story else (),
        story=story,
        others=tuple(a for a in articles if a.article_id in tied and not is_version(a, article)),
        reuses=tuple(r for r in reuses if article.article_id in (r.first, r.second)),
        chased=chased,
        searched=searched(articles),
    )


def settle(library: Store) -> int:
    """The number of stories after comparing and tracing all that the library holds, and keeping the result."""
    articles = tuple(library.articles())
    reuses = _reuses(articles)
    stories = trace_stories(articles, reuses)
    library.settle(reuses, stories)
    return len(stories)


def unsettled(library: Store) -> int:
    """How many articles of the library stand in no story yet: a run was stopped between keeping them and tracing them."""
    told = {article_id for story in library.stories() for article_id in story.held}
    return library.searched().articles - len(told)


def _reuses(articles: Sequence[Article]) -> tuple[Reuse, ...]:
    """Every reuse among the articles but those of two versions of one page, which are no copies of each other."""
    held = {a.article_id: a for a in articles}
    return tuple(reuse for reuse in find_reuses(articles) if not is_version(held[reuse.first], held[reuse.second]))


def _as_held(reading: Reading, library: Store, kept: Sequence[Article]) -> Reading:
    """The reading of a saved page as the one the library holds under its own address: the same bytes, or the same text of one outlet.

    The same text of another outlet is another page: it may be a copy, and must be told as one.
    """
    article = reading.article
    if article is None or normalise_address(reading.page.address):
        return reading
    alike = [a for a in kept if a.body == article.body and a.title == article.title]
    held = next((a for a in alike if _is_held_as(article, a) or library.page(a.article_id).digest == reading.page.digest), None)
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


def credited_addresses(article: Article) -> tuple[str, ...]:
    """The addresses that an article's credits and debris name, in their order, each once, its own left out."""
    marks: tuple[Credit | Debris, ...] = (*article.credits, *article.debris)
    named = [mark.address for mark in marks if mark.address]
    normal = dict.fromkeys(normalise_address(address, article.address) for address in named)
    own = normalise_address(article.address)
    return tuple(address for address in normal if address and address != own)


def _article_of(reading: Reading) -> Article:
    """The article of a reading; its error raised anew when there is none."""
    if reading.article is None:
        raise ReadError(reading.error or "not an article", reading.page.address)
    return reading.article


def _one_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles, each id once, the first kept."""
    return tuple({a.article_id: a for a in reversed(list(articles))}.values())[::-1]
