"""The engine: passages, names, drafts, then who spoke; from an article to its statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sourcier.model import Article, Mention, Span, Statement, StatementKind
from sourcier.statements.cast import Figure, gather_cast
from sourcier.statements.drafts import Draft, draft_statements
from sourcier.statements.frame import make_frame
from sourcier.statements.language import speech_of
from sourcier.statements.media import find_medium
from sourcier.statements.names import find_names, find_quoted_names
from sourcier.statements.passages import Passages, read_passages
from sourcier.statements.quotation import Quote
from sourcier.statements.quotes import place_bare_quotes
from sourcier.statements.resolution import resolve_speaker, subject_of
from sourcier.statements.scene import Scene, learn_office

# More statements than this stand in no sentence.
_SENTENCE = 24


def find_statements(article: Article) -> tuple[Statement, ...]:
    """Every statement of an article, in the order of the text: content, cue, speaker, fullest name, kind, medium.

    The language is the article's; without one it is guessed from its small words. A language without a pack gives nothing.

    >>> text = "Le port rouvrira, a promis le maire, Paul Brunel."
    >>> [(s.name, s.content[0].of(text)) for s in find_statements(Article(body=text, language="fr"))]
    [('Paul Brunel', 'Le port rouvrira')]
    """
    words = speech_of(article)
    if words is None:
        return ()
    passages = read_passages(article.body, words)
    names = find_names(passages, words)
    frames = [make_frame(article.body, sentence, number, names[number], words) for number, sentence in enumerate(passages.sentences)]
    drafts = place_bare_quotes(passages, frames, [draft_statements(frame, passages) for frame in frames])
    found = [name for sentence in names for name in sentence]
    known = {name.span.start for name in found}
    # a name that stands inside a quotation, in a tag that cuts it
    found += [s.name for draft in drafts if (s := draft.speaker) is not None and s.name is not None and s.name.span.start not in known]
    cast = gather_cast(article.body, found)
    scene = Scene(cast, names, frames)
    return tuple(_finish(article, passages, scene, drafts))


def _finish(article: Article, passages: Passages, scene: Scene, drafts: Sequence[Draft]) -> list[Statement]:
    """The drafts as statements, speakers resolved in the order of the text."""
    _pair_offices(scene, drafts)
    found: list[Statement] = []
    figures: list[Figure | None] = []
    labels = _labels(passages)
    last: Figure | None = None
    for number, draft in enumerate(drafts):
        figure = _shared(drafts, figures, number) or _who(scene, draft, last)
        figures.append(figure)
        if draft.relays and (inner := _relayed(found, draft)) is not None:
            medium = draft.speaker.name if draft.speaker is not None else None
            if medium is not None:
                found[inner] = replace(found[inner], medium=_print(article.body, medium.span), medium_span=medium.span)
                continue
        is_nested = _is_nested(draft, drafts, number)
        if is_nested and figure is None and not _can_speak(draft):
            continue  # "selon elle, ces rumeurs relèvent du « … »": her words, and the rumours say nothing
        if _accords_with_thing(draft, figure):
            continue  # "selon la belle formule de l'époque"
        if figure is not None and not is_nested:
            scene.spoke.append((draft.frame.number, figure))
        last = last or figure
        if draft.speaker is not None:
            last = figure
            _note_nameless(scene, draft, figure)
        told = [span for other in drafts[max(0, number - 9) : number + 9] if other.frame is draft.frame for span in other.content]
        found.append(_statement(article, passages, draft, figure, labels, told))
    return sorted(found, key=lambda statement: (statement.content[0].start, statement.content[0].end))


def _who(scene: Scene, draft: Draft, last: Figure | None) -> Figure | None:
    """The figure that a draft's speaker is."""
    if draft.speaker is None:
        return _quiet(scene, draft, last)
    return resolve_speaker(scene, draft.speaker, draft.frame, draft.content)


def _shared(drafts: Sequence[Draft], figures: Sequence[Figure | None], number: int) -> Figure | None:
    """The figure of the statement before, when a relative pronoun takes up its speaker ("promet la maire, qui rappelle que")."""
    draft, before = drafts[number], drafts[number - 1] if number else None
    if before is None or before.frame is not draft.frame or before.speaker is None or draft.speaker is None:
        return None
    follows = draft.speaker.kind == "relative" and 0 <= draft.speaker.first - before.speaker.last <= 1
    return figures[number - 1] if follows else None


def _note_nameless(scene: Scene, draft: Draft, figure: Figure | None) -> None:
    """Remember that somebody without a name spoke: a pronoun in the next sentence stands for that person."""
    speaker = draft.speaker
    if speaker is None or figure is not None or speaker.kind not in {"office", "unnamed"}:
        return
    words = draft.frame.words
    if speaker.first in draft.frame.names:  # "Ana Ruiz's sister"
        return
    singular = not speaker.head.endswith(words.plural_endings) or words.is_role(speaker.head)
    if words.is_role(speaker.head) or (singular and speaker.gender in {"m", "f"} and speaker.head in words.witnesses):
        scene.nameless[draft.frame.number] = speaker.gender or words.roles.get(speaker.head, "x") or "x"


def _quiet(scene: Scene, draft: Draft, last: Figure | None) -> Figure | None:
    """Who says a quotation without a speaker: the person the sentence before is about, else the last speaker."""
    number = draft.frame.number
    if draft.cue is not None:
        return last
    if number and (found := _about(scene, draft, number - 1)) is not None:
        return found
    # the first words of the article: whoever the next sentence is about
    return last or _about(scene, draft, number + 1)


def _about(scene: Scene, draft: Draft, number: int) -> Figure | None:
    """The person that a sentence beside a quotation is about, when it stands in the same paragraph."""
    if not 0 <= number < len(scene.frames) or scene.frames[number].sentence.paragraph != draft.frame.sentence.paragraph:
        return None
    return subject_of(scene, scene.frames[number])


def _is_nested(draft: Draft, drafts: Sequence[Draft], number: int) -> bool:
    """Whether a statement stands inside the words of the one drafted before it."""
    if draft.cue is None or not number:
        return False
    cue = draft.frame.span(draft.cue.first, draft.cue.last)
    return any(span.start <= cue.start < span.end for span in drafts[number - 1].content)


def _can_speak(draft: Draft) -> bool:
    """Whether the speaker of a draft is of a kind that speaks: not a noun of which nothing is known, such as "les rumeurs"."""
    speaker, words = draft.speaker, draft.frame.words
    if speaker is None or speaker.kind not in {"office", "unnamed"}:
        return speaker is not None
    head = speaker.head
    if words.is_role(head) or head in words.witnesses or head in words.organisations:
        return True
    return head in words.documents and head not in words.claims


def _accords_with_thing(draft: Draft, figure: Figure | None) -> bool:
    """Whether words that go "according to" something go with one thing of which nothing is known: people come as names, or by office."""
    speaker, cue, words = draft.speaker, draft.cue, draft.frame.words
    if figure is not None or cue is None or cue.kind != "according" or speaker is None or speaker.kind not in {"office", "unnamed"}:
        return False
    return not _can_speak(draft) and not speaker.head.endswith(words.plural_endings)


def _relayed(found: Sequence[Statement], draft: Draft) -> int | None:
    """The statement that a relaying outlet passes on: the outermost one inside the words before the relaying clause."""
    if not draft.content:
        return None
    start, end = draft.content[0].start, draft.content[-1].end
    # The words before the clause are its sentence: whatever they hold was found last.
    for number in range(max(0, len(found) - _SENTENCE), len(found)):
        cue = found[number].cue
        if cue is not None and start <= cue.start < end:
            return number
    return None


def _statement(
    article: Article, passages: Passages, draft: Draft, figure: Figure | None, labels: frozenset[str], told: Sequence[Span]
) -> Statement:
    """One draft as a statement."""
    speaker, cue = draft.speaker, draft.cue
    medium = find_medium(draft, figure, told)
    role = next((role.span.of(article.body) for role in figure.roles if not role.reworded), None) if figure is not None else None
    return Statement(
        article_id=article.article_id,
        kind=_kind(passages, draft.content, labels),
        content=draft.content,
        cue=draft.frame.span(cue.first, cue.last) if cue is not None else None,
        speaker=speaker.span if speaker is not None else None,
        name=figure.name if figure is not None else None,
        role=role,
        medium=_print(article.body, medium) if medium is not None else None,
        medium_span=medium,
    )


def _print(body: str, span: Span) -> str:
    """The words of a span with plain spaces."""
    return " ".join(span.of(body).split())


def _labels(passages: Passages) -> frozenset[str]:
    """What stands in marks as a name or a label: short, and quoted again and again."""
    counted: dict[str, int] = {}
    for quote, tokens in zip(passages.quotes, passages.quoted, strict=True):
        if len(tokens) <= 3:
            text = quote.inner.of(passages.body).lower()
            counted[text] = counted.get(text, 0) + 1
    return frozenset(text for text, count in counted.items() if count > 1)


def _kind(passages: Passages, content: Sequence[Span], labels: frozenset[str]) -> StatementKind:
    """Whether all, some or none of the words stand in quotation marks."""
    inside, outside = 0, 0
    for span in content:
        covered, marks = 0, 0
        for quote in _overlapping(passages, span):
            label = quote.inner.of(passages.body)
            is_label = label.lower() in labels or _is_title(label)
            if is_label and span.end - span.start > len(label) + 4:
                continue
            covered += min(span.end, quote.inner.end) - max(span.start, quote.inner.start)
            marks += max(0, min(span.end, quote.span.end) - max(span.start, quote.span.start))
        marks = max(0, marks - covered)
        inside += covered
        outside += max(0, span.end - span.start - covered - marks)
    if not inside:
        return "indirect"
    return "mixed" if outside > 2 else "direct"


def _is_title(words: str) -> bool:
    """Whether quoted words are the title of a work or a nickname: several words, each with a capital."""
    parts = words.strip(" ,.").split()
    return 1 < len(parts) <= 6 and all(part[0].isupper() for part in parts)


def _overlapping(passages: Passages, span: Span) -> list[Quote]:
    """The quotations that a span touches."""
    first = bisect_left(passages.quotes, span.start, key=lambda quote: quote.span.end)
    found: list[Quote] = []
    for quote in passages.quotes[first:]:
        if quote.span.start >= span.end:
            break
        found.append(quote)
    return found


def _pair_offices(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give a nameless office to the bare name that speaks right after it in the same paragraph (a habit of agencies)."""
    for before, after in pairwise(drafts):
        first, second = before.speaker, after.speaker
        if first is None or second is None or first.kind != "office" or second.kind != "name" or second.name is None:
            continue
        figure = scene.cast.by_place.get(second.name.span.start)
        if figure is None or figure.kind != "person" or figure.roles or before.frame.sentence.paragraph != after.frame.sentence.paragraph:
            continue
        if (
            figure.seen[0] > first.span.start
            and first.head in before.frame.words.roles
            and resolve_speaker(scene, first, before.frame) is None
        ):
            learn_office(scene, first, figure, before.frame.words, before.frame)


def find_mentions(article: Article) -> tuple[Mention, ...]:
    """The people, organisations, places and outlets named in an article, in the order of the text, each with its fullest name.

    >>> text = "La maire Anne Verneuil a parlé. Mme Verneuil est à Lyon."
    >>> [(m.kind, m.name) for m in find_mentions(Article(body=text, language="fr"))]
    [('person', 'Anne Verneuil'), ('person', 'Anne Verneuil'), ('place', 'Lyon')]
    """
    words = speech_of(article)
    if words is None:
        return ()
    passages = read_passages(article.body, words)
    names = [name for sentence in find_names(passages, words) for name in sentence]
    names.extend(find_quoted_names(passages, words))
    cast = gather_cast(article.body, names)
    named = sorted(names, key=lambda name: name.span)
    return tuple(
        Mention(article.article_id, name.span, figure.name, figure.kind)
        for name in named
        if (figure := cast.by_place.get(name.span.start)) is not None
    )
