"""Whatever a person names read, page by page: addresses, files and feeds become readings, and one bad page ends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sourcier.errors import GatherError, ReadError, SourcierError
from sourcier.followed import BESIDE, BESIDE_REASON
from sourcier.gather.inputs import open_input
from sourcier.languages.own_outlets import own_bytes
from sourcier.model import Article, Page, Reading
from sourcier.pipeline.limits import LONGEST_READ, TooSlowError, cpu_seconds
from sourcier.pipeline.templates import NO_TEMPLATES, Templates
from sourcier.read import read_article
from sourcier.statements import find_dates, find_mentions, find_statements

Fetch = Callable[[str], Page]
# One input read, or why it could not be had.
Item = Reading | SourcierError


def read_page(page: Page, *, published: date | datetime | None = None, templates: Templates = NO_TEMPLATES) -> Reading:
    """What became of a page: its article with statements, dates and mentions, or the reason why there is none.

    `published` stands in for a date that the page does not tell; `templates` are what other pages of its site taught.
    One bad page is a result, never the end of a run.
    """
    rules = rules_with(templates)
    if BESIDE in page.feed_fields:
        return Reading(page, error=BESIDE_REASON, rules=rules)
    try:
        with cpu_seconds(LONGEST_READ):
            article = _read(page, templates)
            if published is not None and article.published is None:
                article = replace(article, published=published)
            found = find_statements(article), find_dates(article), find_mentions(article)
        return Reading(page, article, None, *found, rules=rules)
    except ReadError as error:
        return Reading(page, error=error.reason, rules=rules, imprint=error.imprint)
    except TooSlowError as error:
        return Reading(page, error=str(error), rules=rules)
    except Exception as fault:  # noqa: BLE001 - a fault of ours on one page must not lose the pages after it
        return Reading(page, error=f"internal fault: {type(fault).__name__}: {fault}", rules=rules)


def _read(page: Page, templates: Templates) -> Article:
    """The article of a page by the template of its site; of a saved page the site is known once it is read."""
    template = templates.of(page.address)
    article = read_article(page, template=template)
    told = templates.of(article.address) if template is None else None
    return read_article(page, template=told) if told is not None else article


@cache
def reading_rules() -> str:
    """The version of the rules that pages are read by: a digest of the rooms that read, of their lists of words and the user's."""
    home = Path(__file__).parent.parent
    files = [path for room in ("languages", "read", "statements", "text") for path in (home / room).rglob("*")]
    digest = sha256()
    for path in sorted(path for path in [*files, home / "model.py"] if path.suffix in {".py", ".toml"}):
        digest.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes())
    digest.update(own_bytes())
    return digest.hexdigest()[:16]


def rules_with(templates: Templates) -> str:
    """The version of the rules and templates that pages are read by."""
    return ".".join(filter(None, (reading_rules(), templates.templates_id)))


def read_inputs(
    names: Iterable[str], fetch: Fetch, *, published: date | datetime | None = None, templates: Templates = NO_TEMPLATES
) -> Iterator[Item]:
    """The readings of everything that addresses, files, folders and "-" lead to, in order; what cannot be opened is an error value."""
    for name in names:
        is_empty = True
        for item in open_input(name, fetch=fetch):
            is_empty = False
            yield read_page(item, published=published, templates=templates) if isinstance(item, Page) else item
        if is_empty:
            yield GatherError("it holds no page", name)


def error_of(item: Item) -> SourcierError | None:
    """Why an input gave no article, or None when it gave one."""
    if isinstance(item, SourcierError):
        return item
    return ReadError(item.error, item.page.address, imprint=item.imprint) if item.error else None


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


def article_of(reading: Reading) -> Article:
    """The article of a reading; its error raised anew when there is none."""
    if reading.article is None:
        raise ReadError(reading.error or "not an article", reading.page.address, imprint=reading.imprint)
    return reading.article
