"""`sourcier judge`: what a person says of a step of a story, signed, beside what the machine found."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sourcier.cli.edge import json_option, library_option, print_json, print_lines
from sourcier.commented import Judgement, Stance
from sourcier.errors import NothingFoundError
from sourcier.model import Derivation, Story
from sourcier.pipeline.telling import find_story
from sourcier.show.plain import to_plain
from sourcier.store import open_store
from sourcier.text.addresses import normalise_address
from sourcier.text.fold import fold
from sourcier.trace import judged

_STANCES: tuple[Stance, ...] = ("confirm", "reject", "note")


@click.command()
@click.argument("article")
@click.argument("derived_from", metavar="FROM")
@click.argument("stance", type=click.Choice(_STANCES))
@click.argument("words", required=False, default="")
@click.option("--sign", "signed_by", required=True, metavar="NAME", help="Who says so; the name is shown with it.")
@library_option
@json_option
def judge(article: str, derived_from: str, stance: Stance, words: str, signed_by: str, library: str, *, as_json: bool) -> None:
    """Sign what you say of a step: that ARTICLE has its text from FROM, that it has not, or a note with WORDS.

    ARTICLE is an id or an address; FROM the name, address or id of whom it derives from. What you say is shown below the machine's
    evidence, with your name and for good. It changes neither verdict nor confidence, and stays when the story is settled again.
    """
    with open_store(library, create=False) as kept:
        article_id = kept.find_article(article).article_id
        step = _step(find_story(kept, article_id), article_id, derived_from)
        judgement = Judgement(stance, signed_by, words, step.node_id, step.derived_from, datetime.now(UTC))
        told = judged(step, judgement)  # refuses what says nothing before it is kept
        kept.judgements.sign(judgement)
    if as_json:
        print_json(to_plain(told))
    else:
        print_lines([f"{step.name}: {step.verdict}, as before; {told.evidence[-1].words} — {told.evidence[-1].signed_by}"])


def _step(story: Story, article_id: str, wanted: str) -> Derivation:
    """The derivation of the article from whom the words name.

    Raises:
        NothingFoundError: it derives from nobody of that name, address or id.
    """
    steps = [derivation for derivation in story.derivations if derivation.node_id == article_id]
    for step in steps:
        if wanted == step.derived_from or fold(wanted) == fold(step.name) or _is_same(wanted, step.address):
            return step
    names = ", ".join(step.name for step in steps)
    raise NothingFoundError(f"the article derives from {names}" if names else "the article derives from nobody", wanted)


def _is_same(wanted: str, address: str | None) -> bool:
    """Whether two addresses are one."""
    known = normalise_address(wanted)
    return bool(known) and known == normalise_address(address or "")
