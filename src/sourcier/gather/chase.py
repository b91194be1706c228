"""The order in which named addresses are gone after: breadth first, each once, within so many hops and pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from sourcier.errors import GatherError
from sourcier.model import Page
from sourcier.text.addresses import normalise_address

MAX_HOPS = 5
MAX_PAGES = 20


def chase(
    start: Page,
    *,
    addresses_of: Callable[[Page], Iterable[str]],
    fetch: Callable[[str], Page],
    max_hops: int = MAX_HOPS,
    max_pages: int = MAX_PAGES,
) -> Iterator[Page | GatherError]:
    """What the addresses that a page names give, nearest hop first; a refusal or failure is a value and counts as a page.

    `addresses_of` names the addresses worth going after on a page, best first; it is asked once for each page, after the page
    was handed out. `fetch` gets one page or raises `GatherError`. An address that redirects lead to is not gone after again.

    >>> b = Page("https://b.example/", b"")
    >>> list(chase(Page("https://a.example/", b""), addresses_of=lambda _: [b.address], fetch=lambda _: b)) == [b]
    True
    """
    seen = {normalise_address(start.address)}
    waiting = deque([(start, 1)])
    left = max_pages
    while waiting:
        page, hop = waiting.popleft()
        for address in addresses_of(page) if hop <= max_hops else ():
            key = normalise_address(address, page.address)
            if not key or key in seen:
                continue
            if not left:
                return
            seen.add(key)
            left -= 1
            outcome = _gone_after(key, fetch)
            if not isinstance(outcome, Page) or _is_new(outcome, key, seen):
                yield outcome
                if isinstance(outcome, Page):
                    waiting.append((outcome, hop + 1))


def _gone_after(address: str, fetch: Callable[[str], Page]) -> Page | GatherError:
    """One address fetched, its error as a value."""
    try:
        return fetch(address)
    except GatherError as error:
        return error


def _is_new(page: Page, key: str, seen: set[str]) -> bool:
    """Whether the page that came stands at an address not seen yet, when redirects led to another one; notes that address."""
    final = normalise_address(page.address)
    is_new = final == key or final not in seen
    seen.add(final)
    return is_new
