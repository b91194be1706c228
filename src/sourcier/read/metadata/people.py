"""Names out of what bylines, tags and metadata give: people, and beside them the desks, agencies and outlets that sign as well."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import NamedTuple

from sourcier.languages.given_names import given_names
from sourcier.languages.parties import find_party, generic_agencies, is_domain, same_party
from sourcier.languages.reading import reading_list
from sourcier.model import Outlet
from sourcier.read.metadata.wordlists import one_of
from sourcier.text.fold import fold

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\[email\W{0,6}protected\]")
_DOMAIN = re.compile(r"www\.\S+|\b[\w-]+\.(?:com|org|net|de|fr|co|info)\b")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?-?){2,4}")
_LAST_INITIAL = re.compile(r"\w\s[^\W\d_]\.$")
_PEN_NAME = re.compile(r"(?=.*[^\W\d_])[^\W_][\w.-]{1,24}")
_TIME = re.compile(r"\d[:.]\d")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_CUT = re.compile(r"\s*[|•·–—→»\n\t/]\s*|\s-\s|\s*;\s*|,\s*")
# A name of two words stands in a text only where one of these does: spaces, and what is read as one.
_PARTING = re.compile(r"[\s(<\[@.&]")
_EDGES = " ,:;*\"'«»“”|-"
# The words of a full name.
_FEWEST, _MOST = 2, 4
_MAX_WORDS, _MAX_LENGTH, _MAX_PEOPLE, _MAX_TEXT = 6, 60, 12, 400


class Signer(NamedTuple):
    """Who signs: a name as printed, and whether it is a person's."""

    name: str
    is_person: bool


@cache
def _opening() -> re.Pattern[str]:
    """The words that open a byline, in every language."""
    words = one_of(reading_list("by"))
    # Templates drop the space before a linked name: "ByAda Quill".
    glued = one_of(spelled for word in reading_list("glued") for spelled in (word, word.title()))
    return re.compile(rf"^\W*(?:(?i:{words})(?!\w)|(?:{glued})(?=[A-ZÀ-Þ]))[\s:：]*")


@cache
def _tail() -> re.Pattern[str]:
    """The day and what follows it behind a name ("on 3 May")."""
    return re.compile(rf"\s+(?:{one_of(reading_list('then'))})\s+\d.*$", re.IGNORECASE)


@cache
def _glued_date() -> re.Pattern[str]:
    """The label of a date that a template writes right behind a name ("Ada QuillPublished on 3 May")."""
    words = (word[0].upper() + word[1:] for name in ("published", "updated") for word in reading_list(name) if len(word) > 4)
    return re.compile(rf"(?<=[a-zà-ÿ])(?:{one_of(words)})(?!\w)")


# Shorter offices are surnames as well.
_LONG_OFFICE = 8


@cache
def _inside() -> re.Pattern[str]:
    """A word of a byline inside a piece, with a name after it ("All articles by")."""
    return re.compile(rf".+\s(?:{one_of(reading_list('inside'))})\s+", re.IGNORECASE)


@cache
def _joints() -> re.Pattern[str]:
    """The words between two names, in every language, set off by spaces."""
    return re.compile(rf"\s+(?:{one_of(reading_list('and'))})\s+(?=[^\W\d_])")


@cache
def _folded(name: str) -> frozenset[str]:
    """One list of words of every language, folded."""
    return frozenset(fold(word) for word in reading_list(name))


@cache
def _particles() -> frozenset[str]:
    """Words that stand inside names in lower case, in every language."""
    return frozenset(reading_list("particle"))


@cache
def _dated() -> re.Pattern[str]:
    """The words that label a date, in every language."""
    words = (word for name in ("published", "updated") for word in reading_list(name) if len(word) > 3)
    return re.compile(rf"(?:{one_of(words)})(?!\w)", re.IGNORECASE)


@cache
def _roles() -> re.Pattern[str]:
    """A role before a name or after it, in every language, and the letters of a degree."""
    words, degrees = one_of(reading_list("role")), one_of(reading_list("degree"))
    return re.compile(rf"(?:{words})(?:\s.*)?|(?:.*\s)?(?P<last>{words})|(?:{degrees})\.?", re.IGNORECASE)


@cache
def _role_edges() -> tuple[frozenset[str], frozenset[str]]:
    """The folded words that open a role or are a degree, and those that end one."""
    roles = [fold(word).split() for word in reading_list("role")]
    degrees = [fold(word + stop).split() for word in reading_list("degree") for stop in ("", ".")]
    return frozenset(words[0] for words in roles + degrees), frozenset(words[-1] for words in roles)


def _is_role(name: str) -> bool:
    """Whether a piece is somebody's office: people whose surname is one ("Anthony Head") open with a given name."""
    words, (firsts, lasts) = fold(name).split(), _role_edges()
    if not words or (words[0] not in firsts and words[-1] not in lasts):
        return False
    found = _roles().fullmatch(name)
    return bool(found) and not (found and found["last"] and fold(name.split(maxsplit=1)[0]) in _given())


def find_people(text: str, outlet: Outlet | None = None, *, is_marked: bool = False) -> tuple[str, ...]:
    """The names of people in a byline or a metadata value, in order, each once; () when none is surely a person.

    `is_marked` says that the page marks the value as an author's name: then a pen name in one word is a name too.

    >>> find_people("Par Claire Vasseur et Jean-Luc Morel, envoyé spécial")
    ('Claire Vasseur', 'Jean-Luc Morel')
    >>> find_people("Rédaction du Phare")
    ()
    """
    return tuple(signer.name for signer in find_signers(text, outlet, is_marked=is_marked) if signer.is_person)


def find_signers(text: str, outlet: Outlet | None = None, *, is_marked: bool = False) -> tuple[Signer, ...]:
    """Everyone named in a byline or a metadata value, in order, each once.

    Who is no person must be a known agency or outlet, the page's own, or a newsroom by its words; any name where the page marks it.
    After a person the page's own outlet is an office, no signature.

    >>> find_signers("Claire Vasseur avec AFP")
    (Signer(name='Claire Vasseur', is_person=True), Signer(name='AFP', is_person=False))
    """
    return _signers(html.unescape(text)[:_MAX_TEXT].replace("\u00ad", ""), outlet, is_marked=is_marked)


@lru_cache(maxsize=2048)
def _signers(text: str, outlet: Outlet | None, *, is_marked: bool) -> tuple[Signer, ...]:
    """As `find_signers`, of a short text without entities; a page tells its writers in several places."""
    if is_domain(text):
        return (Signer(text.strip(), is_person=False),)
    text = _without_rest(text)
    opening = _opening().match(text)
    if opening:
        text = text[opening.end() :]
    if "/" in text and _is_own(text.strip(_EDGES), outlet):
        return (Signer(text.strip(_EDGES), is_person=False),)
    found: dict[str, Signer] = {}
    # Words with nothing but spaces between them are one piece.
    parts = [text] if text.replace(" ", "").isalpha() else [part for part in _CUT.split(text) if part.strip(_EDGES)]
    for part in parts:
        for signer in _signers_of(part, outlet, is_marked=is_marked):
            # One word beside other names is a place or an office more often than a person.
            if (
                len(parts) == 1
                or ";" in text
                or not signer.is_person
                or " " in signer.name
                or fold(signer.name) in _given()
                or "." in signer.name
            ):
                found.setdefault(fold(signer.name), signer)
    signers = tuple(found.values())[:_MAX_PEOPLE]
    if not any(signer.is_person for signer in signers):
        return signers
    return tuple(signer for signer in signers if signer.is_person or not _is_own(signer.name, outlet))


def _without_rest(text: str) -> str:
    """A byline without addresses, brackets, and the day behind a name; each is sought only where its signs stand."""
    text = _glued_date().split(text, maxsplit=1)[0]
    if "@" in text or "://" in text or "[" in text:
        text = _ADDRESS.sub(" ", text)
    if "(" in text or "[" in text or "<" in text:
        text = _BRACKETS.sub(" ", text)
    return _tail().sub("", text) if _DIGIT.search(text) else text


def _signers_of(part: str, outlet: Outlet | None, *, is_marked: bool) -> list[Signer]:
    """Who signs in what stands between two marks: names with words such as "and" between them, or one name that holds such words."""
    pieces = [_without_place(piece) for piece in _joints().split(part)]
    people = [_person(piece, outlet) or (_pen_name(piece, outlet) if is_marked and len(pieces) == 1 else None) for piece in pieces]
    if len(pieces) > 1 and not any(people):
        whole = _party(part, outlet, is_marked=is_marked)
        if whole and not any(_is_known(piece.strip(_EDGES)) for piece in pieces):
            return [Signer(whole, is_person=False)]
    if len(pieces) > 1 and _opens_as_role(pieces[0]):
        return []
    found = []
    for piece, person in zip(pieces, people, strict=True):
        name = person or _party(piece, outlet, is_marked=is_marked)
        if name:
            found.append(Signer(name, is_person=person is not None))
    return found


def _without_place(piece: str) -> str:
    """A full name without what follows it: the place or paper that somebody writes from or for, or an office of some length.

    >>> _without_place("Clara Quill in New York"), _without_place("Clara Quill Staff Writer"), _without_place("Women in Science")
    ('Clara Quill', 'Clara Quill', 'Women in Science')
    """
    words = piece.split()
    if len(words) <= _FEWEST or not _is_given(words[0]):
        return piece
    found = _tails().search(piece)
    return piece[: found.start()] if found and _is_full(piece[: found.start()].split()) else piece


@cache
def _tails() -> re.Pattern[str]:
    """Words such as "in" before a name, and offices behind one, in every language."""
    places = one_of(reading_list("place"))
    offices = one_of(word for word in reading_list("role") if len(word) >= _LONG_OFFICE)
    return re.compile(rf"\s(?:{places})\s(?=[^\W\d_a-z])|,?\s(?i:{offices})(?!\w)")


def _opens_as_role(piece: str) -> bool:
    """Whether a piece is an office whose field may go on behind a word such as "and" ("Head of Marketing and Growth")."""
    found = _roles().fullmatch(piece.strip(_EDGES))
    return bool(found) and not (found and found["last"]) and fold(piece.split(maxsplit=1)[0]) not in _given()


def may_hold_full_name(text: str) -> bool:
    """Whether a text may hold a name of two words: the first look at lines, of which most hold none."""
    return _PARTING.search(text) is not None


def has_byline_opening(text: str) -> bool:
    """Whether a line opens as bylines do."""
    return _opening().match(text) is not None


def is_only_opening(text: str) -> bool:
    """Whether a text is the words that open a byline and nothing else."""
    found = _opening().match(text + " ")
    return bool(found) and not _LETTER.search(text[found.end() :] if found else "")


def is_sure(signers: tuple[Signer, ...]) -> bool:
    """Whether all who sign are people whose names open with a known given name and go on."""
    return bool(signers) and all(signer.is_person and _is_full(signer.name.split()) for signer in signers)


def is_whole(signer: Signer) -> bool:
    """Whether a person has a name of two words or more and no outlet's mark in it ("Dana Lewin CNN")."""
    words = signer.name.split()
    capitals = [word for word in words if word.isupper() and len(word) > 2]
    given = fold(words[0]) in _given()
    return signer.is_person and len(words) > 1 and (not capitals or (given and not any(map(_is_known, capitals))))


def is_own_name(signer: Signer, outlet: Outlet | None) -> bool:
    """Whether who signs is the page's own outlet."""
    return not signer.is_person and _is_own(signer.name, outlet)


def _is_own(name: str, outlet: Outlet | None) -> bool:
    return outlet is not None and same_party(name, None, outlet)


def _is_known(name: str) -> bool:
    """Whether a name is that of an agency or an outlet we know, or words that stand for agencies in general."""
    return find_party(name) is not None or fold(name) in generic_agencies()


def _is_full(words: list[str]) -> bool:
    """Whether a name opens with a given name and goes on: people's are, even where an outlet is called by them."""
    return _FEWEST <= len(words) <= _MOST and _is_given(words[0])


def _is_given(word: str) -> bool:
    """Whether a word is a given name."""
    return fold(word).strip(".") in _given()


@cache
def _given() -> frozenset[str]:
    """Given names, folded."""
    return frozenset(map(fold, given_names()))


def _person(piece: str, outlet: Outlet | None) -> str | None:
    """The name in one piece of a byline, or None when it is no person's."""
    name = " ".join((_DOMAIN.sub(" ", piece) if "." in piece else piece).strip(_EDGES).split())
    if "." in name and not _INITIALS.fullmatch(name) and not _LAST_INITIAL.search(name):
        name = name.strip(" .")
    opening = _opening().match(name + " ")
    if opening and opening.end() < len(name):
        name = name[opening.end() :].strip()
    label, colon, rest = name.partition(":")
    if colon and not _is_role(label.strip()):  # what a label that we do not know stands before is no name
        return None
    name = rest.strip() if colon else name
    after = _inside().match(name) if name.count(" ") > 1 else None
    if after and _is_full(name[after.end() :].split()) and fold(name.split(maxsplit=1)[0]) not in _given():
        name = name[after.end() :]
    words = name.split()
    if not 1 <= len(words) <= _MAX_WORDS or len(name) > _MAX_LENGTH:
        return None
    # Names of letters alone hold a letter and no digit.
    if not "".join(words).isalpha() and (any(map(str.isdigit, name)) or not _LETTER.search(name)):
        return None
    key, desks = fold(name), _folded("desk")
    if key in desks or not desks.isdisjoint(key.replace("-", " ").split()) or _is_role(name):
        return None
    if _is_known(name) or _dated().match(name) or (not _is_full(words) and _is_own(name, outlet)):
        return None
    return _cased(name, words)


def _pen_name(piece: str, outlet: Outlet | None) -> str | None:
    """One word that is no desk, no outlet and no word of a byline."""
    name = piece.strip(" .,:;|-")
    key = fold(name)
    if not _PEN_NAME.fullmatch(name) or key in _folded("desk") or _is_word(name):
        return None
    return None if _is_known(name) or _is_own(name, outlet) else name


def _is_word(name: str) -> bool:
    """Whether a piece is a role, a word of a byline, or the label of a date."""
    return bool(_is_role(name) or has_byline_opening(name + " x") or _dated().match(name) or fold(name) in _folded("nobody"))


def _party(piece: str, outlet: Outlet | None, *, is_marked: bool) -> str | None:
    """The desk, agency or outlet that a piece names, as printed; any name that is no role where the page marks it."""
    name = " ".join(piece.strip(_EDGES).split())
    opening = _opening().match(name + " ")
    if opening and opening.end() < len(name):
        name = name[opening.end() :].strip()
    words = name.split()
    if (
        not 1 <= len(words) <= _MAX_WORDS + 2
        or len(name) > _MAX_LENGTH
        or not name[0].isalnum()
        or not _LETTER.search(name)
        or _TIME.search(name)
        or _is_word(name)
    ):
        return None
    if _is_known(name) or _is_own(name, outlet) or _folded("newsroom").intersection(fold(name).replace("-", " ").split()):
        return name
    return name if is_marked and (len(words) > 1 or len(name) > 2) else None


def _cased(name: str, words: list[str]) -> str | None:
    """The name if its letters are cased as names are; all capitals become a name's case."""
    if name.isupper() and len(name) > 4 and len(words) > 1:
        return " ".join(word.title() if len(word) > 1 else word for word in words)
    lower = [word for word in words if word[0].islower()]
    if len(words) == 1:
        return name if len(name) > 2 and not lower and (not name.isupper() or "." in name or len(name) > 5) else None
    if len(lower) == len(words) == 2 and all(len(word) > 2 for word in words) and not _particles().intersection(words):
        return name.title()
    if any(word.lower() not in _particles() for word in lower):
        return None
    return name
