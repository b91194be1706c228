"""The words of reporting in one language: what a pack says under [speech], and its verbs with every form they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from sourcier.errors import LanguageError
from sourcier.languages.given_names import given_names
from sourcier.languages.parties import parties

VerbForm = Literal["finite", "participle", "gerund", "infinitive"]
Takes = Literal[
    "quote",
    "clause",
    "bare",
    "infinitive",
    "noun",
    "words",
    "object",
    "relay",
    "loose",
    "any",
    "accuse",
    "quoted",
    "state",
    "doing",
    "study",
    "request",
]
Gender = Literal["m", "f", "p", "n", "x"]


class Reading(NamedTuple):
    """One way to read a word as a verb: its form, what may follow it, and the words after it that the cue needs."""

    form: VerbForm
    takes: frozenset[str]
    tail: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SpeechWords:
    """The closed words of a language that the statements room needs; every word in lower case with straight apostrophes.

    What each list is for stands beside it in the packs. Genders: m, f, p (plural), n (a thing), x (either).
    """

    elisions: frozenset[str]
    enclitics: frozenset[str]
    abbreviations: frozenset[str]
    auxiliaries: frozenset[str]
    passives: frozenset[str]
    clitics: frozenset[str]
    reflexives: frozenset[str]
    uncontracted: frozenset[str]
    adverbs: frozenset[str]
    asides: tuple[tuple[str, ...], ...]
    adverb_endings: tuple[str, ...]
    role_endings: tuple[str, ...]
    infinitive_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    finite_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    complementisers: frozenset[str]
    question_words: frozenset[str]
    infinitive_marks: frozenset[str]
    relatives: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    demonstrative: frozenset[str]
    possessive: frozenset[str]
    prepositions: frozenset[str]
    clause_prepositions: frozenset[str]
    open_questions: frozenset[str]
    genitives: frozenset[str]
    request_marks: frozenset[str]
    amounts: tuple[tuple[str, ...], ...]
    postnominals: frozenset[str]
    agents: frozenset[str]
    conjunctions: frozenset[str]
    gerund_marks: frozenset[str]
    linking: tuple[tuple[str, ...], ...]
    common: frozenset[str]
    peoples: frozenset[str]
    particles: frozenset[str]
    organisations: frozenset[str]
    organisation_links: frozenset[str]
    organisation_purposes: frozenset[str]
    places: frozenset[str]
    place_prepositions: frozenset[str]
    witnesses: frozenset[str]
    collectives: frozenset[str]
    view_holders: frozenset[str]
    documents: frozenset[str]
    generic_roles: frozenset[str]
    settings: frozenset[str]
    media_nouns: frozenset[str]
    media_prepositions: frozenset[str]
    platforms: frozenset[str]
    outlets: frozenset[str]
    weak_outlets: frozenset[str]
    outlet_words: frozenset[str]
    manners: frozenset[str]
    claims: frozenset[str]
    former: frozenset[str]
    infinitive_auxiliaries: frozenset[str]
    periphrases: tuple[tuple[str, ...], ...]
    self_clitics: frozenset[str]
    points_back_clitics: frozenset[str]
    outside_roles: frozenset[str]
    state_offices: frozenset[str]
    contractions: Mapping[str, str]
    stops: tuple[tuple[str, ...], ...]
    points_back: tuple[tuple[str, ...], ...]
    time_words: frozenset[str]
    anaphoric_bodies: frozenset[str]
    finite_marks: frozenset[str]
    age_words: frozenset[str]
    negations: frozenset[str]
    inverted: Mapping[str, str]
    tails: tuple[str, ...]
    pronouns: Mapping[str, str]
    titles: Mapping[str, str]
    title_roles: Mapping[str, str]
    same_offices: Mapping[tuple[str, ...], tuple[str, ...]]
    roles: Mapping[str, str]
    determiner_gender: Mapping[str, str]
    gender_endings: Mapping[str, str]
    function: frozenset[str]
    according: Mapping[tuple[str, ...], str]
    verbs: Mapping[str, tuple[Reading, ...]]
    tags_before: bool

    def is_role(self, word: str) -> bool:
        """Whether a noun names a role of a person: listed, or built like one (hydrologue, geologist)."""
        built = len(word) > 6 and word.endswith(self.role_endings)
        return word in self.roles or (built and word not in given_names())  # Jean-Baptiste is nobody's trade


def parse_speech(table: Mapping[str, Any], where: str) -> SpeechWords:
    """The [speech] table of a pack as a value.

    Raises:
        LanguageError: a list is missing, a form or a verb class is unknown.
    """
    try:
        values: dict[str, Any] = {"verbs": _verbs(table["patterns"], table["verbs"]), "tags_before": bool(table["tags_before"])}
        elisions = table["elisions"]
        values["according"] = {_phrase(text, elisions): use for use, phrases in table["according"].items() for text in phrases}
        for name in ("pronouns", "titles", "roles", "determiner_gender", "gender_endings"):
            values[name] = {word: gender for gender, words in table[name].items() for word in words}
        values["inverted"] = dict(table["inverted"])
        values["title_roles"] = dict(table["title_roles"])
        values["same_offices"] = {_phrase(phrase, elisions): tuple(heads.split()) for phrase, heads in table["same_offices"].items()}
        values["tails"] = tuple(sorted([*values["inverted"], *table["enclitics"]], key=lambda tail: (-len(tail), tail)))
        values["outlets"], values["weak_outlets"] = _outlet_names()
        values["contractions"] = dict(table["contractions"])
        for field in fields(SpeechWords):
            if field.name not in values:
                values[field.name] = frozenset() if field.name == "function" else _word_list(table[field.name], str(field.type), elisions)
        values["function"] = _function_words(values)
    except (KeyError, AttributeError, TypeError) as error:
        reason = f"[speech] {type(error).__name__}: {error}"
        raise LanguageError(reason, where) from error
    unknown = {use for readings in values["verbs"].values() for reading in readings for use in reading.takes} - set(get_args(Takes))
    if unknown:
        reason = f"[speech.verbs] takes what nobody knows: {sorted(unknown)}"
        raise LanguageError(reason, where)
    return SpeechWords(**values)


@cache
def _outlet_names() -> tuple[frozenset[str], frozenset[str]]:
    """Every name of a known outlet or agency in lower case; those that are words too apart."""
    plain = {name.lower().replace("’", "'") for party in parties() for name in party.names if name not in party.weak}
    weak = {name.lower().replace("’", "'") for party in parties() for name in party.weak}
    return frozenset(plain - weak), frozenset(weak)


def _phrase(text: str, elisions: list[str]) -> tuple[str, ...]:
    """A phrase as the tokens it makes: elided words stand alone."""
    for elided in elisions:
        text = " ".join(f"{elided} {word[len(elided) :]}" if word.startswith(elided) and word != elided else word for word in text.split())
    return tuple(text.split())


def _word_list(words: list[str], kind: str, elisions: list[str]) -> object:
    """A list of a pack as its field wants it: phrases split into words, endings kept in order, words as a set."""
    if kind.startswith("tuple[tuple"):
        return tuple(sorted((_phrase(text, elisions) for text in words), key=lambda phrase: (-len(phrase), phrase)))
    return tuple(words) if kind.startswith("tuple") else frozenset(words)


def _function_words(values: Mapping[str, Any]) -> frozenset[str]:
    """Words that stand with a capital at the head of a sentence without being names."""
    lists = ("definite", "indefinite", "demonstrative", "possessive", "prepositions", "conjunctions", "adverbs", "question_words")
    more = ("complementisers", "relatives", "auxiliaries", "common", "pronouns", "negations", "clitics")
    return frozenset(word for name in lists + more for word in values[name])


def _verbs(patterns: Mapping[str, Mapping[str, list[str]]], groups: list[Mapping[str, Any]]) -> dict[str, tuple[Reading, ...]]:
    """Every inflected form of every verb with the ways to read it."""
    found: dict[str, dict[tuple[VerbForm, tuple[str, ...]], frozenset[str]]] = {}
    for group in groups:
        takes = frozenset(group["takes"].split())
        for form, word, tail in _forms(patterns, group):
            reading = Reading(form, takes, tail)
            held = found.setdefault(word, {})
            # a verb of two groups takes what either takes
            held[form, tail] = held.get((form, tail), frozenset()) | reading.takes
    return {
        word: tuple(
            Reading(form, takes, tail) for (form, tail), takes in sorted(held.items(), key=lambda item: (-len(item[0][1]), item[0]))
        )
        for word, held in found.items()
    }


def _forms(patterns: Mapping[str, Mapping[str, list[str]]], group: Mapping[str, Any]) -> Iterator[tuple[VerbForm, str, tuple[str, ...]]]:
    """Each form of one group of verbs: stems with the endings of their pattern, and forms that are written out."""
    tails = [tuple(tail.split()) for tail in group.get("tails", [""])]
    for form in get_args(VerbForm):
        for tail in tails:
            for word in group.get(form, ()):
                yield form, word, tail
            for pattern, endings in patterns.items():
                for stem in group.get(pattern, ()):
                    for ending in endings[form]:
                        yield form, stem + ending, tail
