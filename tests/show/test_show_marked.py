"""The marked text of an article: every character once, each under the marks that cover it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Article, Block, DateMention, Span, Statement
from sourcier.show.marked import COLOURS, mark_text, speaker_colours

BODY = "On 5 May Ada Brook said: “The dam holds.”\nShe added that it would last."
ARTICLE = Article(body=BODY, blocks=(Block("body", BODY[:41], Span(0, 41)), Block("quote", BODY[42:], Span(42, len(BODY)))))


def _span(words: str) -> Span:
    start = BODY.index(words)
    return Span(start, start + len(words))


def _statement(name: str, words: str, cue: str) -> Statement:
    return Statement(ARTICLE.article_id, "direct", (_span(words),), _span(cue), _span(name), name="Ada Brook")


def test_statements_cues_speakers_and_dates_are_marked() -> None:
    found = [_statement("Ada Brook", "The dam holds", "said"), _statement("She", "that it would last", "added")]
    paragraphs = mark_text(ARTICLE, found, [DateMention(ARTICLE.article_id, _span("5 May"), "2031-05-05")])
    runs = {run.text: run for paragraph in paragraphs for run in paragraph.runs}
    assert [paragraph.label for paragraph in paragraphs] == ["body", "quote"]
    assert (runs["The dam holds"].statement, runs["that it would last"].statement) == (1, 2)
    assert runs["The dam holds"].colour == runs["that it would last"].colour == 1
    assert runs["said"].is_cue
    assert runs["Ada Brook"].is_speaker
    assert runs["5 May"].date == "2031-05-05"


def test_of_statements_within_statements_the_inner_one_marks() -> None:
    outer, inner = _span("The dam holds"), _span("dam")
    found = [Statement("a", "indirect", (outer,), name="One"), Statement("a", "direct", (inner,), name="Two")]
    runs = {run.text: run for run in mark_text(ARTICLE, found, ())[0].runs}
    assert (runs["The "].statement, runs["dam"].statement, runs[" holds"].statement) == (1, 2, 1)


def test_speakers_keep_their_colour_and_late_ones_share() -> None:
    names = [f"Speaker {number}" for number in range(COLOURS + 3)]
    colours = speaker_colours(Statement("a", "direct", (Span(0, 1),), name=name) for name in [*names, names[0]])
    assert [colours[name] for name in names] == [*range(1, COLOURS + 1), COLOURS, COLOURS, COLOURS]


_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 30)).map(lambda pair: Span(pair[0], sum(pair)))


@given(st.text(alphabet="ab \n", max_size=60), st.lists(_SPANS, max_size=5), st.lists(_SPANS, max_size=3))
def test_the_runs_are_the_body(body: str, contents: list[Span], dates: list[Span]) -> None:
    found = [Statement("a", "direct", (span,), span, span, name="N") for span in contents]
    paragraphs = mark_text(Article(body=body), found, [DateMention("a", span, "2031") for span in dates])
    assert "\n".join("".join(run.text for run in paragraph.runs) for paragraph in paragraphs) == body
