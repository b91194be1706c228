"""Every value that travels between the rooms: frozen, made once, handed on.

Offsets are counts of characters (Unicode code points) into `Article.body`, half-open as in Python slices. What is found about
an article later (statements, reuses, derivations) is another value that names the article by its id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from sourcier.errors import Imprint, UsageError

Label = Literal[
    "title",
    "byline",
    "date",
    "body",
    "heading",
    "quote",
    "list",
    "caption",
    "credit",
    "debris",
    "author_box",
    "comments",
    "related",
    "navigation",
    "other",
]
CreditKind = Literal["origin", "republished", "agency", "translation", "via", "relayed"]
DebrisKind = Literal["importer", "ad_block", "feed_footer", "read_more", "author_box", "comment_form", "related", "share", "newsletter"]
StatementKind = Literal["direct", "indirect", "mixed"]
MentionKind = Literal["person", "organisation", "place", "outlet"]
ReuseKind = Literal["copy", "rewording", "translation"]
Degree = Literal["whole", "part"]
Verdict = Literal["confirmed", "claimed", "uncredited", "contradicted", "undecided"]
EvidenceKind = Literal[
    "credit", "canonical", "debris", "wire", "copy", "edit", "style", "link", "date", "capture", "image", "order", "judgement"
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run of characters of one text; `text[span.start:span.end]` is what was printed."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Page:
    """Captured bytes of one address at one time.

    `content_type` is the header as sent, `captured_at` an aware UTC time or None when the page never passed a network.
    `feed_fields` are the raw fields of the feed entry that led here, ("source.title", "Le Phare") and the like.
    """

    address: str
    content: bytes
    content_type: str | None = None
    captured_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    feed_fields: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse text where bytes belong: which bytes a text was is part of the evidence, and nobody's guess."""
        if isinstance(self.content, str):
            raise UsageError("the content of a page is bytes: encode the text", self.address)

    @property
    def digest(self) -> str:
        """The sha-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes: the name people know, the domains, other spellings, and networks it belongs to."""

    name: str
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the article points to, the words under it, and where they stand in the body (or None)."""

    address: str
    text: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """The address of a picture of the article and the words printed with it."""

    address: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One labelled block of a page: its text, its span when it is part of the body, and `place`, the element path where it stood."""

    label: Label
    text: str
    span: Span | None = None
    place: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorBox:
    """The box that tells about an author or a site, and the party whose box it is (None when it names nobody)."""

    text: str
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A mark that names another party.

    `printed` is what the page says, `name` the party's usual name, `outlet` the main name of a known outlet or agency.
    `span` is into the body, None when the mark stands elsewhere; `place` says where ("line", "body", "byline", "dateline",
    "head:link[rel=canonical]", "feed:source.title"); `rule` names the rule that read it.
    """

    kind: CreditKind
    name: str
    address: str | None = None
    printed: str = ""
    span: Span | None = None
    place: str = "line"
    outlet: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Debris:
    """A mark left by a copying tool: never part of the body; `tool` and `party` are None when they cannot be known."""

    kind: DebrisKind
    printed: str
    tool: str | None = None
    party: str | None = None
    address: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a live blog: its words in the body, when it was written, its headline.

    `at` is an aware datetime where day, time and zone are told, a date where the day alone is sure, else None; `printed` is the time
    as the page shows it. `span` is None where the page tells the entry to machines only, and `text` has its words.
    """

    span: Span | None = None
    at: datetime | date | None = None
    title: str = ""
    printed: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What was read off a page (other systems call this a story).

    Only `body` is needed to make one by hand. `published` and `modified` are an aware datetime when the page tells the time of
    day, a date when it tells the day only, None when it tells nothing. `body` is paragraphs joined by a line feed.
    `authors` are people; `byline` is everyone who signs, as printed and in order: people, agencies, desks, the outlet itself.
    `found` says where each field was read, by field name; `flags` names what else the page is ("live blog", "page 2").
    `entries` are those of a live blog, in the order of the page; `next_page` is where an article goes on that is cut into pages.
    `article_id` is made from address, title and body: the same text at one address is one article.
    """

    body: str = ""
    language: str | None = None
    published: datetime | date | None = None
    address: str = ""
    outlet: Outlet | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    author_box: AuthorBox | None = None
    dateline: str | None = None
    modified: datetime | date | None = None
    blocks: tuple[Block, ...] = ()
    credits: tuple[Credit, ...] = ()
    debris: tuple[Debris, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    wire_ids: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    captured_at: datetime | None = None
    article_id: str = ""
    entries: tuple[Entry, ...] = ()
    next_page: str | None = None

    def __post_init__(self) -> None:
        """Give the article its id; the only field that is made from the others."""
        if not self.article_id:
            object.__setattr__(self, "article_id", make_id("a", self.address, self.title, self.body))


@dataclass(frozen=True, slots=True)
class Template:
    """What the pages of one outlet repeat round their texts: digests of lines, in order, and of how many articles they were learned.

    `version` is that of the rule that digests and learns. A value that knows no line changes no reading.
    """

    lines: tuple[str, ...] = ()
    articles: int = 0
    version: int = 1

    @property
    def template_id(self) -> str:
        """A short id of what it knows: equal values have equal ids."""
        return make_id("t", str(self.version), *self.lines)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression of the body and the ISO value it points to: a day, a week ("2022-W31"), a month or a year.

    `value` is None where it cannot be known (no publication date, no year in reach).
    """

    article_id: str
    span: Span
    value: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, organisation, place or outlet named in the body, with the fullest name the article gives it."""

    article_id: str
    span: Span
    name: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Statement:
    """Words, a claim or an opinion that the article credits to somebody.

    `content` is one or more spans; `cue` the words that report; `speaker` the mention nearest the cue; `name` the fullest name
    the article gives the speaker; `role` the office as worded; `medium` the outlet through which the words are known.
    """

    article_id: str
    kind: StatementKind
    content: tuple[Span, ...]
    cue: Span | None = None
    speaker: Span | None = None
    name: str | None = None
    role: str | None = None
    medium: str | None = None
    medium_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Alteration:
    """How one telling of a statement differs from the first: the kind of change and the words before and after."""

    article_id: str
    change: Literal["added", "cut", "changed", "made indirect", "speaker changed"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Saying:
    """The statements of several articles that are one, the first appearance (among those given) first."""

    saying_id: str
    name: str | None
    statements: tuple[Statement, ...]
    alterations: tuple[Alteration, ...] = ()

    @property
    def first(self) -> Statement:
        """The first appearance among the articles given."""
        return self.statements[0]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that articles tell with its date: the ISO value, the sentence of the earliest telling, who and where, who tells it.

    `span` is into the body of the article `article_id`; `told_by` are the articles, the earliest published first.
    """

    happening_id: str
    value: str
    article_id: str
    span: Span
    words: str
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """A span in each of two bodies that say the same."""

    first: Span
    second: Span


@dataclass(frozen=True, slots=True)
class Reuse:
    """Two articles that share text, without a direction; `first < second` as ids.

    `alignments` ascend in the first body; `share_first` and `share_second` are the shares of each body (0 to 1) they cover.
    """

    first: str
    second: str
    alignments: tuple[Alignment, ...]
    share_first: float
    share_second: float
    kind: ReuseKind = "copy"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two articles in two languages that may be translations, how like they are, and the reuse if they are."""

    score: float
    reuse: Reuse


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe or doubt a derivation.

    `weight` is in nats of log-odds, above 0 for the derivation and below 0 against it; `words` are the words or facts that show
    it; `signed_by` is the person who judged, None for the machine.
    """

    kind: EvidenceKind
    weight: float
    words: str
    signed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step back along a chain: the party the text came from, the verdict on that step, why, and how sure (0 to 1)."""

    name: str
    address: str | None
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    confidence: float
    article_id: str | None = None
    credit: CreditKind | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """A node derives from another: an article we hold (id "a…") or a party that we hold no page of (id "p…", see `party_id`).

    `name` and `address` name the party derived from; `confidence` is a probability. `kind` says how the text is shared (None when
    only a claim ties the two), `credit` what kind of credit claims it (None without one). A page that credits two parties in a row
    gives a derivation from article to party and one from party to party.
    """

    node_id: str
    derived_from: str
    name: str
    address: str | None
    degree: Degree
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    confidence: float
    kind: ReuseKind | None = None
    credit: CreditKind | None = None

    @property
    def is_held(self) -> bool:
        """Whether we hold the article derived from."""
        return self.derived_from.startswith("a")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a story begins, as far as is held or claimed: a party, and its article when it is held."""

    name: str
    address: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles tied by reuse, who derives from whom, and where it began.

    `articles` ascend by time of publication, one a page; `independent_origins` is (least, most): ties that stay undecided widen it.
    `versions` are the other texts captured at the addresses of its articles, as (version, article) by their ids.
    """

    story_id: str
    articles: tuple[str, ...]
    derivations: tuple[Derivation, ...]
    origins: tuple[Origin, ...]
    independent_origins: tuple[int, int]
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def held(self) -> tuple[str, ...]:
        """The ids of all articles that the story tells of, versions included."""
        return (*self.articles, *(version for version, _ in self.versions))

    def chain(self, article_id: str) -> tuple[Hop, ...]:
        """The way back from an article, nearest hop first: at each step the surest derivation; () for an origin."""
        return self.chains((article_id,))[article_id]

    def chains(self, article_ids: Iterable[str]) -> dict[str, tuple[Hop, ...]]:
        """The chain of each of some articles."""
        best, entries = _surest(self.derivations), dict(self.versions)
        return {key: tuple(_hops(best, entries.get(key, key))) for key in article_ids}


def _hops(best: Mapping[str, Derivation], here: str) -> Iterator[Hop]:
    """The hops back from a node along the derivations to follow, until one has none or the way comes round."""
    seen = {here}
    while (step := best.get(here)) is not None and step.derived_from not in seen:
        here = step.derived_from
        seen.add(here)
        held = here if step.is_held else None
        yield Hop(step.name, step.address, step.verdict, step.evidence, step.confidence, held, step.credit)


def _surest(derivations: Iterable[Derivation]) -> dict[str, Derivation]:
    """For each node the derivation to follow: whole before part, then the surest, then by name so that ties fall alike."""
    best: dict[str, Derivation] = {}
    for step in sorted(derivations, key=lambda d: (d.degree == "part", -d.confidence, d.name, d.derived_from)):
        best.setdefault(step.node_id, step)
    return best


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one page: an article with what was found in it, or the reason (as `ReadError.reason`) why there is none.

    `imprint` is what a page without an article tells of itself: None where the page could not be read at all, empty where it tells
    nothing. `rules` names the version of the rules that read it, "" when it is not known.
    """

    page: Page
    article: Article | None = None
    error: str | None = None
    statements: tuple[Statement, ...] = ()
    dates: tuple[DateMention, ...] = ()
    mentions: tuple[Mention, ...] = ()
    rules: str = ""
    imprint: Imprint | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """What an answer was looked for in: how many articles and outlets, published from when to when (None when none is dated)."""

    articles: int
    outlets: int
    since: date | None = None
    until: date | None = None


def party_id(key: str) -> str:
    """The node id of a party that we hold no page of; `key` is what `languages.parties.party_key` gives."""
    return make_id("p", key)


def make_id(prefix: str, *parts: str) -> str:
    """A short id that depends on nothing but its parts: the prefix and 20 hexadecimal digits of a sha-256.

    >>> make_id("a", "https://phare.example/1", "Titre", "Corps")
    'a63078a2deab0df90de4d'
    """
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return prefix + digest[:20]
