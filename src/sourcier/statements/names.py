"""Names as they stand in the text: runs of capitals, what kind of name each is, and the roles printed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcier.languages.given_names import given_names
from sourcier.languages.speech import SpeechWords
from sourcier.model import MentionKind, Span
from sourcier.statements.passages import Passages, Token
from sourcier.statements.roles import Role, RoleReader


@dataclass(frozen=True, slots=True)
class Name:
    """One name where it stands: tokens `first` to `last` (half-open) of a sentence."""

    sentence: int
    first: int
    last: int
    span: Span
    parts: tuple[str, ...]
    kind: MentionKind | None
    gender: str = ""
    roles: tuple[Role, ...] = ()
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the article by how they are written: in lower case somewhere; with a capital inside a sentence."""

    lower: frozenset[str]
    inside: frozenset[str]
    surnames: frozenset[str]
    articled: frozenset[str]  # what stands behind a capital article in a person's name: Le Pen, La Fontaine


def find_names(passages: Passages, words: SpeechWords) -> tuple[tuple[Name, ...], ...]:
    """The names of each sentence, in order; quotations are not looked into (see `find_quoted_names`)."""
    lexicon = read_lexicon(passages, words)
    return tuple(
        tuple(_Reader(passages.body, sentence.tokens, words, lexicon, number).names()) for number, sentence in enumerate(passages.sentences)
    )


def find_quoted_names(passages: Passages, words: SpeechWords) -> tuple[Name, ...]:
    """The names inside quotations; `sentence` is minus the number of the quotation minus one."""
    lexicon = read_lexicon(passages, words)
    return tuple(
        name
        for number, tokens in enumerate(passages.quoted)
        for name in _Reader(passages.body, tokens, words, lexicon, -number - 1).names()
    )


def read_names(body: str, tokens: Sequence[Token], words: SpeechWords, number: int) -> tuple[Name, ...]:
    """The names of some tokens by themselves, as if they were sentence `number`."""
    return tuple(_Reader(body, tokens, words, Lexicon(frozenset(), frozenset(), frozenset(), frozenset()), number).names())


def read_lexicon(passages: Passages, words: SpeechWords) -> Lexicon:
    """How the words of the article are written."""
    lower: set[str] = set()
    inside: set[str] = set()
    surnames: set[str] = set()
    articled: set[str] = set()
    given = given_names()
    heads = words.function | given.keys()
    for tokens in [*(sentence.tokens for sentence in passages.sentences), *passages.quoted]:
        for at, token in enumerate(tokens):
            if token.is_word and not token.is_capital:
                lower.add(token.low)
            elif token.is_word and at and tokens[at - 1].is_word and tokens[at - 1].low[-1] != ".":
                inside.add(token.low)
            elif token.is_word and at + 1 < len(tokens) and tokens[at + 1].is_capital and not {token.low, tokens[at + 1].low} & heads:
                inside.add(token.low)  # the head of a longer name
            if token.is_capital and at and tokens[at - 1].is_capital and tokens[at - 1].low in given and token.low not in given:
                surnames.add(token.low)
            if (
                token.is_capital
                and at > 1
                and tokens[at - 1].low in words.definite
                and tokens[at - 2].low in given.keys() | words.titles.keys()
            ):
                articled.add(token.low)
    return Lexicon(frozenset(lower), frozenset(inside), frozenset(surnames), frozenset(articled))


@dataclass(frozen=True, slots=True)
class _Reader:
    """The reading of one run of tokens for names."""

    body: str
    tokens: Sequence[Token]
    words: SpeechWords
    lexicon: Lexicon
    sentence: int

    def names(self) -> Iterator[Name]:
        """Every name of the tokens, in order."""
        at = 0
        while at < len(self.tokens):
            if not self._is_capital(at):
                at += 1
                continue
            stop = self._run_end(at)
            for first, last in self._parts(at, stop):
                yield self._name(first, last)
                stop = max(stop, last)
            at = stop

    def _is_capital(self, at: int) -> bool:
        token = self.tokens[at]
        return token.is_word and token.is_capital

    def _adjoins(self, at: int) -> bool:
        """Whether the token stands one space (or none) behind the one before."""
        return at < len(self.tokens) and self.tokens[at].start - self.tokens[at - 1].end <= 1

    def _run_end(self, at: int) -> int:
        """Where the run of capitals that starts at `at` ends, name particles included."""
        given = given_names()
        stop = at + 1
        while self._adjoins(stop):
            token = self.tokens[stop]
            if self._is_capital(stop) and token.low in self.words.time_words and token.low in self.words.function:
                break  # "the Ardley Courier Wednesday"
            if (
                self._is_capital(stop)
                or (token.low in self.words.particles and self._is_particle(stop, given))
                or self._is_initial_mark(stop)
            ):
                stop += 1
            else:
                break
        while stop > at + 1 and not self._is_capital(stop - 1):
            stop -= 1
        numbered = self._adjoins(stop) and self.tokens[stop].low.isdigit() and len(self.tokens[stop].low) < 3
        channel = self.tokens[at - 1].low in self.words.media_nouns or self.tokens[at].low in self.words.outlet_words
        if numbered and (channel or self._joined(at, stop + 1) in self.words.outlets):
            stop += 1  # "la chaîne Novosti 24"
        return stop

    def _is_particle(self, at: int, given: Mapping[str, str]) -> bool:
        """Whether a small word inside a run of capitals belongs to the name: van, bin; de only behind a given name."""
        ahead = next((k for k in range(at + 1, min(at + 3, len(self.tokens))) if self.tokens[k].low not in self.words.particles), -1)
        if ahead < 0 or not self._is_capital(ahead):
            return False
        before = self.tokens[at - 1]
        return self.tokens[at].low not in self.words.function or before.low in given

    def _is_initial_mark(self, at: int) -> bool:
        return self.tokens[at].low == "&" and at + 1 < len(self.tokens) and self._is_capital(at + 1)

    def _parts(self, first: int, stop: int) -> Iterator[tuple[int, int]]:
        """The names that one run of capitals holds: function words, roles and titles taken off, two names side by side parted."""
        words, given = self.words, given_names()
        if (titled := self._articled_title(first, stop)) is not None:
            yield titled
            return
        first, starts = self._behind_function(first, stop)
        if self._is_outlet(first, stop) and not (starts and self.tokens[first].low in self.lexicon.lower):
            yield first, stop
            return
        lead = next((k for k in range(min(stop - 1, first + 3), first, -1) if self._is_outlet(first, k)), first)
        if lead > first and self._is_behind_article(first):
            yield first, lead  # "l'AFP Maître Ruiz", "the Daily Mail Ruiz claimed"
            first = lead
        if all(token.low in words.peoples for token in self.tokens[first:stop]):
            return
        first = self._behind_roles(self._behind_head(first, stop) if starts else first, stop)
        alone = starts and first == stop - 1 and not self._is_name_alone(first)
        if first >= stop or alone or self._is_role_alone(first, stop):
            return
        cut = next((k for k in range(first + 1, stop) if self.tokens[k].low in given and self._parts_here(first, k, stop)), stop)
        if cut < stop:
            yield first, cut
            first = cut
        yield first, self._long_name_end(first, stop)

    def _behind_function(self, first: int, stop: int) -> tuple[int, bool]:
        """The first word of a run that may belong to a name, and whether its capital may be the sentence's."""
        words, given = self.words, given_names()
        starts = first == 0 or not self.tokens[first - 1].is_word
        while first < stop and self.tokens[first].low in words.function and self.tokens[first].low not in given:
            if self._is_outlet(first, stop) and not (starts and first == stop - 1):
                break
            first, starts = first + 1, starts and self.tokens[first].low not in words.definite
        return first, starts

    def _behind_head(self, first: int, stop: int) -> int:
        """The place behind the first word of a sentence when its capital is the sentence's ("Brave Marina Lund")."""
        words, given, low = self.words, given_names(), self.tokens[first].low
        is_body = low in words.roles or any(token.low in words.organisations for token in self.tokens[first:stop])
        if first < stop - 1 and low in self.lexicon.lower and low not in given and not is_body:
            first, low = first + 1, self.tokens[first + 1].low
        if low in given or low in self.lexicon.inside or any(token.low in words.organisations for token in self.tokens[first:stop]):
            return first
        return next((k for k in range(first + 1, stop - 1) if self.tokens[k].low in given), first)

    def _parts_here(self, first: int, cut: int, stop: int) -> bool:
        """Whether two names stand side by side and the second begins with a given name ("l'AFP Serge", "l'Intérieur Paul Brun")."""
        if self.tokens[first].low in given_names() or not self._is_behind_article(first):
            return False
        printed = self.body[self.tokens[first].start : self.tokens[cut - 1].end]
        return cut < stop - 1 or self._is_outlet(first, cut) or (printed.isupper() and len(printed) > 1)

    def _joined(self, first: int, stop: int) -> str:
        return " ".join(token.low for token in self.tokens[first:stop])

    def _is_outlet(self, first: int, stop: int) -> bool:
        """Whether a run is the name of a known outlet; one that is a word too must stand where media stand."""
        words, joined = self.words, self._joined(first, stop)
        if first >= stop:
            return False
        before = self.tokens[first - 1].low if first else ""
        if joined in words.outlets or joined in words.platforms:
            return True
        if (article := words.contractions.get(before, before)) and f"{article} {joined}" in words.outlets:
            return True
        printed = self.body[self.tokens[first].start : self.tokens[stop - 1].end]
        stands = before in words.media_prepositions or before in words.definite or (printed.isupper() and len(printed) > 1)
        weak = joined in words.weak_outlets or f"{words.contractions.get(before, '')} {joined}" in words.weak_outlets
        return weak and bool(before) and (stands or stop - first > 1)

    def _articled_title(self, first: int, stop: int) -> tuple[int, int] | None:
        """The tokens of a title that brings its own capital article ("dans Le Phare du Ponant"), None when none stands there."""
        words, at = self.words, first
        while at < stop and self.tokens[at].low in words.prepositions - words.definite:
            at += 1
        if words.tags_before or at == 0 or at >= stop - 1 or not (self.tokens[at - 1].is_word or self.tokens[at - 1].low == ","):
            return None
        if self.tokens[at].low not in words.definite - words.prepositions:
            return None
        before, head = self.tokens[at - 1], self.tokens[at + 1]
        named = (before.is_capital and before.low not in words.function) or before.low in words.titles
        if named or head.low in self.lexicon.articled or head.low in given_names():
            return None
        if (before.low in words.place_prepositions or self._joined(at, stop) in words.places) and not self._has_outlet_word(at, stop):
            return None
        return at, self._title_end(stop)

    def _has_outlet_word(self, first: int, stop: int) -> bool:
        """Whether a run holds a word by which outlets call themselves (Gazette, Courier)."""
        return self._is_outlet(first, stop) or any(token.low in self.words.outlet_words for token in self.tokens[first:stop])

    def _title_end(self, stop: int) -> int:
        """The end of a title that goes on in lower case ("L'Écho des stades", "Le Courrier de l'Ouest")."""
        words, here = self.words, stop
        while here < min(stop + 3, len(self.tokens)) and self._adjoins(here) and self.tokens[here].low in words.organisation_links:
            here += 1
        if here == stop or here >= len(self.tokens) or not self._adjoins(here) or not self.tokens[here].is_word:
            return stop
        token = self.tokens[here]
        if token.is_capital:
            return self._run_end(here)
        is_noun = token.low not in words.function and token.low[0].isalpha() and self.tokens[stop].low in words.genitives
        return here + 1 if is_noun and (token.low not in words.time_words or token.low in words.outlet_words) else stop

    def _behind_roles(self, first: int, stop: int) -> int:
        """The place behind the last title or role that a run begins with ("Economy Minister Ana Ruiz")."""
        words, given = self.words, given_names()
        if self.tokens[first : first + 1] and self.tokens[first].low in given and self.tokens[first].low not in words.titles:
            return first
        for at in range(stop - 2, first - 1, -1):
            low = self.tokens[at].low
            if low in words.titles or words.is_role(low):
                # "Justice Department": what stands behind the title is no person
                return first if any(token.low in words.organisations for token in self.tokens[at + 1 : stop]) else at + 1
        return first

    def _is_role_alone(self, first: int, stop: int) -> bool:
        """Whether a run is an office and no name ("Prime Minister", "le Premier ministre")."""
        if self.tokens[stop - 1].low in self.lexicon.surnames:
            return False
        printed = self.body[self.tokens[first].start : self.tokens[stop - 1].end]
        if stop - first == 1 and self.tokens[first].low in self.words.anaphoric_bodies and printed.isupper():
            return True  # "l'ONG"
        if stop - first == 1 and f"{self.tokens[first].low.rstrip('.')}." in self.words.abbreviations:
            return True
        return self.words.is_role(self.tokens[stop - 1].low) and all(
            token.low in self.words.function or self.words.is_role(token.low) or token.low in self.words.titles
            for token in self.tokens[first:stop]
        )

    def _is_name_alone(self, at: int) -> bool:
        """Whether one capital at the head of a sentence is a name."""
        token = self.tokens[at]
        low, printed = token.low, self.body[token.start : token.end]
        if low in self.words.function or low in self.words.verbs:
            return low in self.lexicon.inside and low not in self.words.function and low not in self.lexicon.lower
        known = (
            low in given_names()
            or low in self.lexicon.surnames
            or low in self.words.places
            or low in self.words.outlets
            or low in self.lexicon.inside
        )
        titled = at > 0 and self.tokens[at - 1].low in self.words.titles
        if at > 1 and self.tokens[at - 1].low == "," and at + 1 < len(self.tokens) and self.tokens[at + 1].low == ",":
            kin = self.tokens[at - 2].low
            titled = titled or self.words.is_role(kin) or kin in self.words.witnesses  # "her daughter, Ann, said"
        if known or titled or (len(printed) > 1 and printed.isupper()) or any(c.isupper() for c in printed[1:]):
            return True
        if low in self.lexicon.lower or low in self.words.witnesses or low in self.words.documents or self.words.is_role(low):
            return False
        return low.endswith("'s") or self._verb_follows(at + 1)

    def _verb_follows(self, at: int) -> bool:
        """Whether a verb stands right behind an unknown capital: it is a name then, if it is no plural."""
        low = self.tokens[at].low if at < len(self.tokens) else ""
        if low == "," and at + 1 < len(self.tokens) and self.tokens[at + 1].low in self.words.relatives:
            return not self.tokens[at - 1].low.endswith(self.words.plural_endings)  # "Moualem, qui ..."
        verb = any("any" in r.takes or not low.endswith(self.words.plural_endings) for r in self.words.verbs.get(low, ()))
        follows = low in self.words.auxiliaries or verb or low in self.words.passives or low in self.words.enclitics
        is_noun = low in self.words.documents or low in self.words.witnesses
        return follows and not is_noun and not self.tokens[at - 1].low.endswith(self.words.plural_endings)

    def _is_behind_article(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].low in self.words.definite | self.words.prepositions

    def _long_name_end(self, first: int, stop: int) -> int:
        """The end of the long name of an organisation: adjectives and complements in lower case belong to it."""
        words = self.words
        if not any(token.low in words.organisations for token in self.tokens[first:stop]):
            return stop
        if (spelled := self._spelled_end(first, stop)) > stop:
            return spelled
        end = stop
        if words.adjective_endings and self.tokens[stop - 1].low in words.organisations:
            while end < stop + 3 and self._adjoins(end) and self._is_adjective(end):
                end += 1
        while (longer := self._linked_end(end)) > end:
            end = longer
        while end > stop and self._adjoins(end) and self._is_capital(end) and self.tokens[end].low not in given_names():
            end += 1  # "l'Agence de l'eau Ponant-Nord"
        return end

    def _spelled_end(self, first: int, stop: int) -> int:
        """The end of a name that its own initials in brackets close ("Comité pour la paix (CP)"), `stop` when none do."""
        for at in range(stop, min(stop + 11, len(self.tokens) - 2)):
            if self.tokens[at].low == "(":
                initials = self.tokens[at + 1]
                printed = self.body[initials.start : initials.end]
                fits = printed.isupper() and len(printed) > 1 and printed[0].lower() == self.tokens[first].low[0]
                return at if fits and self.tokens[at + 2].low == ")" else stop
            if not self.tokens[at].is_word:
                return stop
        return stop

    def _is_adjective(self, at: int) -> bool:
        token = self.tokens[at]
        return (
            token.is_word
            and token.low not in self.words.function
            and not token.is_capital
            and token.low.endswith(self.words.adjective_endings)
            and token.low not in self.words.verbs
        )

    def _linked_end(self, at: int) -> int:
        """The end of one complement (of Chicago, de la culture), or `at` when there is none."""
        words = self.words
        here = at
        while here < min(at + 3, len(self.tokens)) and self._adjoins(here) and self.tokens[here].low in words.organisation_links:
            here += 1
        if here == at or here >= len(self.tokens) or not self._adjoins(here):
            return at
        token = self.tokens[here]
        if token.low in words.time_words:
            return at  # "the FBI in February"
        if token.is_capital and token.is_word and token.low not in given_names() and token.low not in words.titles:
            end = here + 1
            while self._adjoins(end) and self._is_capital(end):
                end += 1
            joined_by_and = self.tokens[at].low in words.conjunctions
            before = self.body[self.tokens[at - 1].start : self.tokens[at - 1].end]
            if joined_by_and and before.isupper():
                return at  # "the UN and NATO"
            return end if not joined_by_and or self.tokens[end - 1].low in words.organisations else at
        purpose = (
            self.tokens[at].low in words.organisation_purposes and not self.tokens[at - 1].is_capital
        )  # "Centre de lutte contre le feu"
        if (
            not words.adjective_endings
            or not (purpose or self.tokens[at].low in words.genitives)
            or not token.is_word
            or token.low[0].isdigit()
        ):
            return at
        is_noun = token.low not in words.function and not token.low.endswith(words.infinitive_endings) and token.low not in words.verbs
        return here + 1 if is_noun else at

    def _name(self, first: int, last: int) -> Name:
        """The name at these tokens with its kind, gender and roles."""
        tokens = self.tokens
        if last - first > 1 and tokens[last - 1].low in self.words.enclitics:
            last -= 1
        joined = self._joined(first, last)
        roles = (
            ()
            if joined in self.words.places or self._is_outlet(first, last)
            else tuple(RoleReader(tokens, self.words, self.lexicon.surnames).roles(first, last))
        )
        title = self.words.titles.get(tokens[first - 1].low, "") if first else ""
        stop = last
        while stop > first + 1 and tokens[stop - 1].low in self.words.postnominals:
            stop -= 1  # "Ana Ruiz QC"
        parts = tuple(token.low for token in tokens[first:stop] if token.is_word)
        alias = ""
        if last + 2 < len(tokens) and tokens[last].low == "(" and tokens[last + 2].low == ")" and self._is_capital(last + 1):
            alias = tokens[last + 1].low
        kind = self._kind(first, last, bool(title), bool(roles))
        gender = (title or self._gender(first, roles)) if kind in {"person", None} else ""
        span = Span(tokens[first].start, tokens[stop - 1].end)
        return Name(self.sentence, first, last, span, parts, kind, gender, roles, alias)

    def _gender(self, first: int, roles: tuple[Role, ...]) -> str:
        """The gender that a role, its article or the given name tells."""
        told = given_names().get(self.tokens[first].low, "")
        if told in {"m", "f"}:
            return told
        return next((gender for role in roles if (gender := self.words.roles.get(role.head, "x")) in {"m", "f"}), told)

    def _kind(self, first: int, last: int, titled: bool, has_role: bool) -> MentionKind | None:
        """What a name names; None when nothing tells."""
        if titled:
            return "person"
        if (known := self._known_kind(first, last)) is not None:
            return known
        words, tokens = self.words, self.tokens
        before = tokens[first - 1].low if first else ""
        printed = self.body[tokens[first].start : tokens[last - 1].end]
        if has_role or self._has_age(last):
            return "person"
        if printed.isupper() and len(printed) > 1:
            return "organisation"
        if self._joined(first, last) in given_names() and before not in words.definite:
            return "person"
        if before in words.definite and before not in words.genitives:
            return "organisation"
        if last - first > 1:
            return "person"
        return "place" if before in words.place_prepositions else None

    def _known_kind(self, first: int, last: int) -> MentionKind | None:
        """What the words of a name tell by themselves: a listed outlet or place, a given name, a word for a body."""
        words, tokens = self.words, self.tokens
        joined = self._joined(first, last)
        if self._is_outlet(first, last):
            return "outlet"
        if joined in words.places:
            return "place"
        if any(token.low == "&" for token in tokens[first:last]):
            return "organisation"
        if tokens[first].low in given_names() and last - first > 1:
            return "person"
        capital = (
            first
            and not words.tags_before
            and tokens[first].low in words.definite
            and tokens[first - 1].low not in words.place_prepositions
        )
        if capital and self._articled_title(first, last) is not None:
            return "outlet"
        the = words.tags_before and first > 0 and tokens[first - 1].low in words.definite  # "the Herald"
        if (
            (last - first > 1 or the)
            and self._has_outlet_word(first, last)
            and not any(t.low in words.organisations for t in tokens[first : last - 1])
        ):
            return "outlet"
        return "organisation" if any(token.low in words.organisations for token in tokens[first:last]) else None

    def _has_age(self, last: int) -> bool:
        """Whether an age follows ("Ana Ruiz, 29," or "Ana Ruiz, 29 ans")."""
        tokens = self.tokens
        if last + 2 >= len(tokens) or tokens[last].low not in {",", "("} or not tokens[last + 1].low.isdigit():
            return False
        return int(tokens[last + 1].low) < 120 and (tokens[last + 2].low in {",", ")", "."} or tokens[last + 2].low in self.words.age_words)
