"""Every pack has the same tables, and every rule reads the examples that stand beside it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from sourcier.errors import LanguageError
from sourcier.languages import languages, load_language
from sourcier.languages.marks import CreditRule, DebrisRule, parse_credits, parse_debris, parse_words, typed
from sourcier.model import Link
from sourcier.read.credits.lines import mark_debris, mark_line
from sourcier.read.credits.relayed import find_relayed

CODES = ("de", "en", "es", "fr", "it", "nl", "pt", "ru")
REQUIRED = {"code", "name", "version", "dates", "credit_words", "credit", "debris"}
# What a pack may add once somebody has written it: the frame of pages, and statements.
OPTIONAL = {"reading", "reading_line", "speech"}
CREDITS = [rule for pack in languages().values() for rule in pack.marks.credits]
DEBRIS = [rule for pack in languages().values() for rule in pack.marks.debris]
LINKED_TO = "https://lantern.example/1"


def table(code: str) -> dict[str, Any]:
    return tomllib.loads((files("sourcier.languages") / f"{code}.toml").read_text(encoding="utf-8"))


def parties_read(rule: CreditRule, line: str) -> list[tuple[str, str]]:
    if rule.shape == "relay":
        return [(credit.kind, credit.name) for credit in find_relayed(line, rule.rule[:2])]
    links = (Link(LINKED_TO, line),) if rule.shape == "linked" else ()
    return [(credit.kind, credit.name) for credit in mark_line(line, links).credits]


def test_the_packs_are_those_we_know() -> None:
    assert tuple(languages()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_pack_has_the_same_tables(code: str) -> None:
    keys = set(table(code))
    assert keys >= REQUIRED
    assert keys <= REQUIRED | OPTIONAL


@pytest.mark.parametrize("code", CODES)
def test_every_pack_has_the_same_word_lists(code: str) -> None:
    assert set(table(code)["credit_words"]) == set(table("fr")["credit_words"])


@pytest.mark.parametrize("code", CODES)
def test_every_pack_covers_the_kinds_that_sites_print(code: str) -> None:
    marks = load_language(code).marks
    assert {rule.kind for rule in marks.credits} >= {"origin", "republished", "translation", "via", "relayed"}
    kinds = {"importer", "ad_block", "feed_footer", "read_more", "author_box", "comment_form", "related", "share", "newsletter"}
    assert {rule.kind for rule in marks.debris} >= kinds - {"ad_block"}


@pytest.mark.parametrize("rule", CREDITS, ids=lambda rule: rule.rule)
def test_credit_rule_reads_its_examples(rule: CreditRule) -> None:
    for example in rule.match:
        assert (rule.kind, example.party) in parties_read(rule, example.line), example.line


@pytest.mark.parametrize("rule", CREDITS, ids=lambda rule: rule.rule)
def test_credit_rule_leaves_what_it_must(rule: CreditRule) -> None:
    for line in rule.reject:
        assert parties_read(rule, line) == [], line


@pytest.mark.parametrize("rule", DEBRIS, ids=lambda rule: rule.rule)
def test_debris_rule_reads_its_examples(rule: DebrisRule) -> None:
    for example in rule.match:
        found = mark_debris(example.line)
        assert found is not None, example.line
        assert example.party in {None, found.party}


@pytest.mark.parametrize("rule", DEBRIS, ids=lambda rule: rule.rule)
def test_debris_rule_leaves_what_it_must(rule: DebrisRule) -> None:
    for line in rule.reject:
        found = mark_debris(line)
        assert found is None or found.kind != rule.kind, line


def test_rules_have_names_of_their_own() -> None:
    for rules in (CREDITS, DEBRIS):
        names = [rule.rule for rule in rules]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", [*CREDITS, *DEBRIS], ids=lambda rule: rule.rule)
def test_the_words_of_a_rule_are_in_its_examples(rule: CreditRule | DebrisRule) -> None:
    for example in rule.match:
        low = example.line.lower().replace("’", "'")
        assert any(word in low for word in rule.words), example.line


def credit_table(**changes: object) -> dict[str, Any]:
    rule = {"rule": "r", "kind": "origin", "shape": "label", "words": ["w"], "pattern": "w", "match": ["w: A"], "reject": ["x"]}
    return {"credit_words": {"article": ["texte"]}, "credit": [rule | changes], "debris": [rule | {"kind": "share"} | changes]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "gift"}, "no such kind"),
        ({"shape": "round"}, "no such shape"),
        ({"match": []}, "needs examples"),
        ({"reject": []}, "needs examples"),
        ({"words": []}, "lower case"),
        ({"words": ["Source"]}, "lower case"),
        ({"pattern": "(w"}, "does not compile"),
        ({"pattern": "{nothing}"}, "no such list"),
    ],
)
def test_a_rule_that_nobody_could_check_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(LanguageError, match=reason) as caught:
        parse_credits(credit_table(**changes), "xx.toml")
    assert "xx.toml" in str(caught.value)


def test_a_debris_rule_is_checked_too() -> None:
    with pytest.raises(LanguageError, match="no such kind"):
        parse_debris(credit_table(kind="gift"), "xx.toml")


def test_a_missing_list_is_named() -> None:
    with pytest.raises(LanguageError, match="before_names"):
        parse_words({"credit_words": {"and": ["et"]}}, "xx.toml")


def test_there_is_no_pack_for_an_unknown_language() -> None:
    with pytest.raises(LanguageError, match="no such pack"):
        load_language("zz")


@pytest.mark.parametrize(("pattern", "text"), [("l'article lu", "l’article\u00a0lu"), ("[a' ]b", "’b"), ("l'ile", "l'ile")])
def test_apostrophes_and_spaces_of_all_kinds_match(pattern: str, text: str) -> None:
    assert re.fullmatch(typed(pattern), text)
