"""The report on one page: its chain with evidence, credits, debris, statements, dates, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sourcier.model import Article, DateMention, Evidence, Hop, Origin, Reading, Searched, Statement, Story, Verdict
from sourcier.show.lines import Paint, Role, count, day, no_paint, printable, quoted, table, wrapped

_ROLES: dict[Verdict, Role] = {"confirmed": "good", "claimed": "claimed", "uncredited": "bad", "contradicted": "bad", "undecided": "quiet"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def article_lines(article: Article, paint: Paint = no_paint) -> Iterator[str]:
    """Title, outlet, dates, who signs and the address of an article."""
    yield paint(printable(article.title) or "(no title)", "title")
    facts = [
        article.outlet.name if article.outlet else "",
        f"published {day(article.published)}" if article.published else "no date of publication",
        "by " + ", ".join(signed) if (signed := article.byline or article.authors) else "",
        article.language or "",
        ", ".join(article.flags),
    ]
    yield paint("  " + printable(" · ".join(fact for fact in facts if fact)), "quiet")
    if article.address:
        yield paint("  " + printable(article.address), "quiet")


def chain_lines(hops: Sequence[Hop], here: str, paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """The chain from a page back to its origin: one line for the whole, then each hop with its evidence."""
    yield paint("Chain", "label")
    if not hops:
        yield f"  {here}: no credit of an origin found, no earlier copy held"
        return
    yield "  " + paint(" <- ".join([here, *(printable(hop.name) for hop in hops)]), "name") + paint(f"  ({_summary(hops)})", "quiet")
    for number, hop in enumerate(hops, 1):
        verdict = paint(hop.verdict, _ROLES[hop.verdict])
        kind = f", {hop.credit}" if hop.credit else ""
        yield f"  {number}. {paint(printable(hop.name), 'name')}: {verdict}{kind}, {_sure(hop.confidence)}"
        yield paint(f"     {_where(hop)}", "quiet")
        for evidence in hop.evidence:
            yield from wrapped(_evidence(evidence), indent=5, width=width)


def marks_lines(article: Article, paint: Paint = no_paint) -> Iterator[str]:
    """Credits, debris and the author box, as printed on the page."""
    if article.credits:
        yield paint(f"Credits ({len(article.credits)})", "label")
        yield from table((c.kind, c.name, quoted(c.printed, 90), f"[{c.place}]") for c in article.credits)
    if article.debris:
        yield paint(f"Debris ({len(article.debris)})", "label")
        yield from table((d.kind.replace("_", " "), quoted(d.printed, 90), d.tool or "") for d in article.debris)
    if article.author_box:
        yield paint("Author box", "label")
        owner = f"{printable(article.author_box.party)}'s" if article.author_box.party else "of nobody named"
        yield f"  {owner}: {quoted(article.author_box.text, 90)}"


def entry_lines(article: Article, paint: Paint = no_paint) -> Iterator[str]:
    """The entries of a live blog, each with its time and its first words."""
    if article.entries:
        yield paint(f"Entries ({len(article.entries)})", "label")
        yield from table(
            (day(e.at) if e.at else e.printed or "no time", e.title or quoted(e.span.of(article.body) if e.span else e.text, 90))
            for e in article.entries
        )


def statement_lines(statements: Sequence[Statement], article: Article, paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """Who said what, through whom we know."""
    if not statements:
        return
    yield paint(f"Statements ({len(statements)})", "label")
    for number, statement in enumerate(statements, 1):
        who = statement.name or (statement.speaker.of(article.body) if statement.speaker else "speaker not named")
        role = f" ({printable(statement.role)})" if statement.role else ""
        medium = f", through {printable(statement.medium)}" if statement.medium else ""
        yield f"  {number}. {paint(printable(who), 'name')}{role}{medium}, {statement.kind}:"
        yield from wrapped(" … ".join(span.of(article.body) for span in statement.content), indent=5, width=width)


def date_lines(dates: Sequence[DateMention], article: Article, paint: Paint = no_paint) -> Iterator[str]:
    """The dates of the text in the order of time, each with its words and the sentence around; those without a value last."""
    if not dates:
        return
    yield paint(f"Dates in the text ({len(dates)})", "label")
    ordered = sorted(dates, key=lambda mention: (mention.value is None, mention.value or "", mention.span))
    yield from table((mention.value or "no value", quoted(_around(mention, article.body), 90)) for mention in ordered)


def searched_line(searched: Searched, paint: Paint = no_paint) -> str:
    """What the answer was looked for in: every "first" is the earliest among these."""
    period = f", published {day(searched.since)} to {day(searched.until)}" if searched.since else ", none dated"
    outlets = f" of {count(searched.outlets, 'outlet')}" if searched.outlets else ", outlet not known"
    return paint(f"Searched: {count(searched.articles, 'article')}{outlets}{period}.", "quiet")


def reading_lines(reading: Reading, paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """What was read off a page: the article with its marks and its text."""
    article = reading.article
    if article is None:
        yield f"{printable(reading.page.address)}: {reading.error}"
        return
    yield from article_lines(article, paint)
    yield ""
    for paragraph in article.body.split("\n"):
        yield from wrapped(paragraph, indent=0, width=width)
        yield ""
    yield from entry_lines(article, paint)
    if article.next_page:
        yield paint("Goes on at", "label") + f" {printable(article.next_page)}"
    yield from marks_lines(article, paint)


def origins_line(story: Story, paint: Paint = no_paint, *, here: str = "") -> str:
    """Where a story began and how many independent origins it has; the article with the id `here` is "this page"."""
    least, most = story.independent_origins
    number = str(least) if least == most else f"{least} to {most}"
    names = ", ".join("this page" if here and o.article_id == here else _origin(o) for o in story.origins) or "not known"
    return f"  {paint('Origin', 'label')}: {names}  " + paint(f"(independent origins: {number})", "quiet")


def _origin(origin: Origin) -> str:
    return printable(origin.name) + ("" if origin.article_id else ", no page held")


def _summary(hops: Sequence[Hop]) -> str:
    """How many hops, and their verdicts."""
    number = f"{_NUMBERS[len(hops)] if len(hops) < len(_NUMBERS) else len(hops)} hop{'s' if len(hops) > 1 else ''}"
    verdicts = list(dict.fromkeys(hop.verdict for hop in hops))
    together = {1: "", 2: "both "}.get(len(hops), "all ")
    return f"{number}, {together}{verdicts[0]}" if len(verdicts) == 1 else f"{number}: {', '.join(hop.verdict for hop in hops)}"


def _where(hop: Hop) -> str:
    """The address of a hop, and whether its page is held."""
    held = "" if hop.article_id else "no page held"
    return " · ".join(part for part in (printable(hop.address or ""), held) if part) or "page held"


def _sure(confidence: float) -> str:
    """A probability in words that never say certain.

    >>> _sure(0.9987), _sure(0.8), _sure(0.001)
    ('over 99% sure', '80% sure', 'under 1% sure')
    """
    if confidence > 0.99:
        return "over 99% sure"
    return "under 1% sure" if confidence < 0.01 else f"{confidence:.0%} sure"


def _evidence(evidence: Evidence) -> str:
    """One reason, with its sign ("·" for what speaks neither for nor against) and who vouches for it."""
    sign = "+" if evidence.weight > 0 else "−" if evidence.weight < 0 else "·"
    signed = f" — {evidence.signed_by}" if evidence.signed_by else ""
    return f"{sign} {evidence.kind}: {evidence.words}{signed}"


def _around(mention: DateMention, body: str, reach: int = 40) -> str:
    """The date's words with a few whole words before and after, within the paragraph."""
    paragraph = body.rfind("\n", 0, mention.span.start) + 1
    start = max(paragraph, mention.span.start - reach)
    if start > paragraph:
        start = min(_next_space(body, start), mention.span.start)
    stop = _or_end(body.find("\n", mention.span.end), body)
    end = mention.span.end + reach
    return body[start : stop if end >= stop else max(body.rfind(" ", mention.span.end, end), mention.span.end)]


def _next_space(body: str, start: int) -> int:
    """The place after the next space."""
    return _or_end(body.find(" ", start), body) + 1


def _or_end(place: int, body: str) -> int:
    """A place found, or the end of the body."""
    return place if place >= 0 else len(body)
