"""How one article was written, in one word: its own text, an agency's, copied, translated, or not to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sourcier.languages.parties import is_agency, looks_like_agency
from sourcier.model import Article, Credit, Derivation, Reuse, Span, Story, Verdict
from sourcier.trace.wording import merged

WrittenAs = Literal["own", "agency", "copied", "translated", "undecided"]

# From this share on a text is what it took from others; below, it is a text of its own that quotes.
_MOSTLY = 0.5
_TAKEN: frozenset[Verdict] = frozenset({"confirmed", "uncredited"})
# How often an article of which nothing was found elsewhere, or that is the first of its family, is indeed its own text; how often a
# page that signs with an agency has its text from there; how often a text that came from an earlier one for certain enough to say so
# did, from that one or from another (docs/annotate.md tells what was measured).
_OWN = 0.95
_SIGNED = 0.95
_DECIDED = 0.95


@dataclass(frozen=True, slots=True)
class Writing:
    """How an article was written, with the reasons.

    `derives_from` and `address` name the outlet or agency that the text was taken from, as far as one hop tells; `share` is how much of
    the text is found there (0 where its text is not held). `is_credited` and `is_independent` are None where they cannot be told.
    `confidence` is the probability that `written_as` is right; of an undecided one, that of the likeliest origin. How sure the party
    named is, each of the reasons says.
    """

    written_as: WrittenAs
    derives_from: str | None
    address: str | None
    share: float
    is_credited: bool | None
    is_independent: bool | None
    confidence: float
    reasons: tuple[str, ...]


def how_written(article: Article, story: Story | None, reuses: Iterable[Reuse] = ()) -> Writing:
    """How an article was written, by its story and by the reuses that it is part of.

    First counts what is held: a text of which half and more stands in an earlier one is copied or translated, an agency's when it came
    from one or when two outlets print it with an agency's name. Then what the page says. What shares as much with another
    text, and neither is known to be the earlier, is undecided; all else is the article's own.
    """
    entry = article.article_id if story is None else dict(story.versions).get(article.article_id, article.article_id)
    steps = [step for step in story.derivations if step.node_id == entry] if story else []
    shared = _shared(article, story, reuses)
    taken = sorted(
        (s for s in steps if s.is_held and s.verdict in _TAKEN), key=lambda s: (-_share(article, shared, [s]), -s.confidence, s.name)
    )
    if taken and _share(article, shared, taken) >= _MOSTLY:
        return _from_held(article, taken, _share(article, shared, taken))
    return _from_marks(article, steps, shared) or _open(article, entry, story, shared) or _own(taken, _share(article, shared, taken))


def _shared(article: Article, story: Story | None, reuses: Iterable[Reuse]) -> Mapping[str, list[Span]]:
    """The spans of the article that each other page (by its article in the story) holds as well."""
    entries = dict(story.versions) if story else {}
    found: dict[str, list[Span]] = {}
    for reuse in reuses:
        if article.article_id in (reuse.first, reuse.second):
            is_first = reuse.first == article.article_id
            other = reuse.second if is_first else reuse.first
            spans = [a.first if is_first else a.second for a in reuse.alignments]
            found.setdefault(entries.get(other, other), []).extend(spans)
    return found


def _share(article: Article, shared: Mapping[str, Sequence[Span]], steps: Iterable[Derivation]) -> float:
    """How much of the article the articles derived from hold, taken together."""
    spans = [span for step in steps for span in shared.get(step.derived_from, ())]
    return sum(end - start for start, end in merged(spans)) / max(1, len(article.body))


def _from_held(article: Article, taken: Sequence[Derivation], share: float) -> Writing:
    """A text that stands in earlier ones that are held."""
    main = taken[0]
    signed = _signature(article)
    is_wire = _is_wire(main.name) or (signed is not None and main.verdict == "uncredited")
    name = signed.outlet or signed.name if signed and not _is_wire(main.name) and is_wire else main.name
    kind: WrittenAs = "agency" if is_wire else "translated" if main.kind == "translation" else "copied"
    credited = bool(signed) if is_wire and not _is_wire(main.name) else any(step.verdict == "confirmed" or step.credit for step in taken)
    reasons = (*(_reason(step) for step in taken), *([f"signed {signed.printed}"] if signed else []))
    address = main.address if name == main.name else None
    return Writing(kind, name, address, round(share, 4), credited, False, max(_DECIDED, main.confidence), reasons)


def _from_marks(article: Article, steps: Sequence[Derivation], shared: Mapping[str, Sequence[Span]]) -> Writing | None:
    """A text that says where it comes from, or whose copies say so, without the earlier text being held."""
    share = _share(article, shared, [step for step in steps if step.is_held])
    if signed := _signature(article):
        return Writing("agency", signed.outlet or signed.name, None, share, True, False, _SIGNED, (f"signed {signed.printed}",))
    for step in sorted((s for s in steps if not s.is_held), key=lambda s: (-s.confidence, s.name)):
        is_said = step.verdict == "claimed" and step.credit in {"origin", "republished", "translation"}
        if is_said or (step.verdict == "uncredited" and _is_wire(step.name)):
            kind: WrittenAs = "agency" if _is_wire(step.name) else "translated" if step.credit == "translation" else "copied"
            return Writing(kind, step.name, step.address, share, is_said, False, step.confidence, (_reason(step),))
    if translated := next((credit for credit in article.credits if credit.kind == "translation"), None):
        # Named is who translated, or whom from: only a known outlet is surely the second.
        printed = (f"says: {translated.printed}",)
        return Writing("translated", translated.outlet, translated.address, share, True, False, _SIGNED, printed)
    return None


def _signature(article: Article) -> Credit | None:
    """The first credit of an agency that wrote the text."""
    return next((credit for credit in article.credits if credit.kind == "agency"), None)


def _is_wire(name: str) -> bool:
    """Whether a name is a news agency's, known or by what it says of itself."""
    return is_agency(name) or looks_like_agency(name)


def _open(article: Article, entry: str, story: Story | None, shared: Mapping[str, Sequence[Span]]) -> Writing | None:
    """A text that another one holds as well, where neither is known to be the earlier."""
    every = story.derivations if story else ()
    ties = [s for s in every if s.verdict == "undecided" and s.is_held and entry in (s.node_id, s.derived_from)]
    spans = {s: [*shared.get(s.derived_from if s.node_id == entry else s.node_id, ())] for s in ties}
    share = sum(end - start for start, end in merged([x for some in spans.values() for x in some])) / max(1, len(article.body))
    if share < _MOSTLY:
        return None
    best = max(ties, key=lambda s: (s.node_id == entry, s.confidence, s.name))
    name = best.name if best.node_id == entry else None
    return Writing("undecided", name, None, round(share, 4), None, None, best.confidence, tuple(_reason(step) for step in ties[:3]))


def _own(taken: Sequence[Derivation], share: float) -> Writing:
    """A text of its own, which may quote."""
    quoted = tuple(f"quotes: {_reason(step)}" for step in taken)
    reasons = quoted or ("no earlier text with these words among what was compared, no credit that names one",)
    return Writing("own", None, None, round(share, 4), None, True, _OWN, reasons)


def _reason(step: Derivation) -> str:
    """A step as one line: party, verdict, how sure it is that the text came from just there, and the evidence that weighs most."""
    words = "; ".join(f"{evidence.kind}: {evidence.words}" for evidence in step.evidence[:3])
    return f"{step.name} ({step.verdict}, {step.confidence:.0%}) {words}".rstrip()
