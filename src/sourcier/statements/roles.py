"""The roles printed beside a name: its title, the office before it, the apposition before or behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcier.languages.given_names import given_names
from sourcier.languages.speech import SpeechWords
from sourcier.model import Span
from sourcier.statements.passages import Token

_FAR_BACK = 9  # tokens between a role and the name it belongs to ("directeur de la sécurité de proximité, Paul Martin")


@dataclass(frozen=True, slots=True)
class Role:
    """A role phrase beside a name: its head noun, its words, and where it stands."""

    head: str
    words: frozenset[str]
    span: Span
    reworded: bool = False  # told only later, in place of the name
    past: bool = False  # held no longer ("a former minister")


@dataclass(frozen=True, slots=True)
class RoleReader:
    """The reading of one run of tokens for roles; `surnames` are the family names of the article."""

    tokens: Sequence[Token]
    words: SpeechWords
    surnames: frozenset[str]

    def roles(self, first: int, last: int) -> Iterator[Role]:
        """The role phrases beside a name: before it, in apposition before it, in apposition behind it."""
        tokens = self.tokens
        if first and (title := self.words.title_roles.get(tokens[first - 1].low)) is not None:
            yield Role(title, frozenset({title}), Span(tokens[first - 1].start, tokens[first - 1].end))
        if first and (role := self._role_between(self._chunk_start(first), first, nearest=True)) is not None:
            yield role
        if (
            first > 1
            and tokens[first - 1].low == ","
            and (role := self._role_between(self._chunk_start(first - 1), first - 1, leading=True)) is not None
        ):
            yield role
        beside = last - first > 1 or tokens[first].low in self.surnames or tokens[first].low in given_names()
        if not beside and first and tokens[first - 1].low in self.words.prepositions:
            return  # "au port d'Alcor, le capitaine": the role is not the port's
        if last + 1 < len(tokens) and tokens[last].low in {",", "("}:
            stop = last + 1
            while stop < len(tokens) and tokens[stop].low not in {",", ")", ";", ":", "."} and tokens[stop].quote < 0:
                if tokens[stop].low in self.words.relatives:
                    break
                stop += 1
            if (role := self._role_between(last + 1, stop)) is not None:
                yield role

    def _chunk_start(self, stop: int) -> int:
        """The first token of the chunk between marks that ends at `stop`, not too far back."""
        at = stop
        while at > 0 and stop - at < _FAR_BACK * 2 and (self.tokens[at - 1].is_word or self.tokens[at - 1].low in {"(", ")", "-"}):
            at -= 1
        return at

    def _breaks_apposition(self, token: Token) -> bool:
        """Whether a word between a comma and a role says that no apposition stands there: a verb, a preposition, a pronoun."""
        words, low = self.words, token.low
        if low in words.definite or low in words.indefinite or low in words.possessive or low in words.genitives:
            return False
        return not token.is_word or low in words.auxiliaries or low in words.verbs or low in words.prepositions or low in words.pronouns

    def _role_between(self, first: int, stop: int, *, nearest: bool = False, leading: bool = False) -> Role | None:
        """The role phrase in a run of tokens, None when there is none; right before a name it must lead up to it."""
        words, tokens = self.words, self.tokens
        heads = [at for at in range(first, stop) if words.is_role(tokens[at].low)]
        if not heads:
            return None
        head = self._leading_head(first, heads) if leading else heads[0]
        if leading:  # what comes before the phrase in its chunk does not matter: "a dit le porte-parole, Paul Brun"
            first = max((at + 1 for at in range(first, head) if self._breaks_apposition(tokens[at])), default=first)
        if nearest:
            head = heads[-1]
            while head - 1 in heads:
                head -= 1  # "ministre délégué" is one role
            between = tokens[head + 1 : stop]
            borne = tokens[stop].low in given_names() and len(between) < 6  # "le ministre délégué aux Transports Paul Brun"
            if any(t.low in words.verbs and not t.is_capital for t in between) or any(
                t.low in words.auxiliaries | words.conjunctions for t in between
            ):
                return None
            if (any(t.low in words.prepositions and t.low not in words.genitives for t in between) and not borne) or any(
                not t.is_word for t in between
            ):
                return None
            if any(t.low in words.genitives for t in between) and tokens[stop].low not in given_names():
                return None  # "capitaine du navire Étoile": the name is the ship's
            if words.tags_before and between:
                return None  # an English role stands right before its name
        elif head - first > 6 or any(self._breaks_apposition(tokens[k]) for k in range(first, head)):
            return None
        while stop - 1 > head and tokens[stop - 1].low in words.prepositions | words.genitives | words.definite:
            stop -= 1  # 'commissaire d\'"Escale"': the title is none of the role, nor is what leads up to it
        start = self._role_start(first, head)
        told = frozenset(token.low for token in tokens[start:stop] if token.is_word and token.low not in words.function)
        content = told or frozenset({tokens[head].low})  # "le président" tells an office, as common as the word is
        past = any(token.low in words.former for token in tokens[max(0, start - 2) : stop])
        return Role(tokens[head].low, content, Span(tokens[start].start, tokens[stop - 1].end), past=past)

    def _leading_head(self, first: int, heads: Sequence[int]) -> int:
        """The role that the phrase before a comma begins with: the first one behind the last article or possessive that leads to one.

        So "a mis en garde le commissaire, Paul Brun" and "the president said that his Norland counterpart, Ivo Drask".
        """
        words = self.words
        leading = (words.definite | words.indefinite | words.possessive) - words.prepositions
        for at in range(heads[-1] - 1, first - 1, -1):
            if self.tokens[at].low in leading:
                behind = next((head for head in heads if head > at), heads[0])
                if not any(self._breaks_apposition(self.tokens[k]) for k in range(at + 1, behind)):
                    return behind
        return heads[0]

    def _role_start(self, first: int, head: int) -> int:
        """The first word of a role: what stands before an English head belongs to it, up to a verb or a small word."""
        words, start = self.words, head
        while words.tags_before and start > first:
            token = self.tokens[start - 1]
            if token.low in words.function or (token.low in words.verbs and not token.is_capital):
                break  # "said White House Secretary Ana Ruiz"
            start -= 1
        return start
