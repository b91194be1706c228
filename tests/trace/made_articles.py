"""Articles and reuses made by hand, and Hypothesis strategies for whole small libraries of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from sourcier.model import Alignment, Article, Credit, CreditKind, Outlet, Reuse, Span, Story

MORNING = datetime(2031, 3, 4, 8, 0, tzinfo=UTC)
TEXT = "The old mill at Tarn Water burned down on Monday night and nobody in the village of Hollin heard the bell that was rung for help. "
OUTLETS = ("Alder Post", "Birch Herald", "Cedar Times", "Damson News", "Elder Courier")


def article(
    number: int = 0,
    *,
    outlet: str | None = None,
    hours: float | None = 0.0,
    body: str = TEXT * 4,
    credits_of: tuple[Credit, ...] = (),
    captured: float | None = None,
) -> Article:
    """An article of an invented outlet, printed some hours after a certain morning."""
    name = outlet or OUTLETS[number % len(OUTLETS)]
    domain = name.lower().replace(" ", "-") + ".example"
    return Article(
        body=body,
        language="en",
        published=None if hours is None else MORNING + timedelta(hours=hours),
        address=f"https://{domain}/{number}",
        outlet=Outlet(name, (domain,)),
        credits=credits_of,
        captured_at=None if captured is None else MORNING + timedelta(hours=captured),
    )


def credit(name: str, kind: CreditKind = "republished", address: str | None = None, printed: str | None = None) -> Credit:
    """A credit as a page prints it."""
    return Credit(kind, name, address, printed or f"Source: {name}")


def reuse(one: Article, other: Article, start: int = 0, end: int | None = None) -> Reuse:
    """The reuse of the same characters in two articles."""
    first, second = sorted((one, other), key=lambda a: a.article_id)
    stop = min(len(first.body), len(second.body)) if end is None else end
    length = stop - start
    alignment = Alignment(Span(start, stop), Span(start, stop))
    return Reuse(first.article_id, second.article_id, (alignment,), length / max(1, len(first.body)), length / max(1, len(second.body)))


def all_reuses(articles: list[Article]) -> list[Reuse]:
    """The reuse of the whole text between each two articles."""
    return [reuse(a, b) for k, a in enumerate(articles) for b in articles[k + 1 :]]


def story_of(stories: tuple[Story, ...], held: Article) -> Story:
    """The story that holds an article."""
    return next(story for story in stories if held.article_id in story.articles)


@dataclass(frozen=True)
class Library:
    """What a run is given."""

    articles: tuple[Article, ...]
    reuses: tuple[Reuse, ...]


_NAMES = (*OUTLETS, "AFP", "Reuters", "Fennel Gazette", "alder-post.example")
_KINDS: tuple[CreditKind, ...] = ("origin", "republished", "agency", "translation", "via", "relayed")


@st.composite
def libraries(draw: st.DrawFn, most: int = 7) -> Library:
    """Any small library: outlets that repeat, credits in all directions, dates that lie or lack, reuses between any two articles."""
    count = draw(st.integers(0, most))
    articles = []
    for number in range(count):
        name = draw(st.sampled_from(OUTLETS))
        hours = draw(st.none() | st.integers(-50, 50))
        marks = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_KINDS), st.none() | st.integers(0, count - 1))
        named = draw(st.lists(marks, max_size=3))
        made = article(
            number,
            outlet=name,
            hours=hours,
            body=TEXT * draw(st.integers(0, 5)),
            credits_of=tuple(credit(n, k, None if to is None else _address(to, draw)) for n, k, to in named),
            captured=draw(st.none() | st.integers(-60, 80)),
        )
        articles.append(_with_day(made) if draw(st.booleans()) else made)
    rows = st.integers(0, max(0, count - 1))
    pairs = draw(st.lists(st.tuples(rows, rows), max_size=14)) if count > 1 else []
    reuses = []
    for one, other in pairs:
        longest = min(len(articles[one].body), len(articles[other].body))
        if one != other and longest > 20:
            start = draw(st.integers(0, longest - 20))
            reuses.append(reuse(articles[one], articles[other], start, draw(st.integers(start + 1, longest))))
    return Library(tuple(articles), tuple(reuses))


def _address(number: int, draw: st.DrawFn) -> str:
    """The address of some article, right or wrong."""
    domain = draw(st.sampled_from(OUTLETS)).lower().replace(" ", "-") + ".example"
    return f"https://{domain}/{number}"


def _with_day(made: Article) -> Article:
    """The article with its day only."""
    if made.published is None:
        return made
    day = date(made.published.year, made.published.month, made.published.day)
    return Article(made.body, made.language, day, made.address, made.outlet, credits=made.credits, captured_at=made.captured_at)
