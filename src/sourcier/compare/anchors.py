"""Anchors of a text that hold in any language: names, numbers and words that languages share, as rough consonant skeletons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sourcier.compare.windows import HASH_BITS, Fingerprints
from sourcier.text.fold import fold
from sourcier.text.words import Codes, Words, mix

# Words shorter than this are grammar; numbers count from two digits on.
_LEAST_LETTERS = 4
_LEAST_DIGITS = 2
# How many consonants tell a name apart while its ending, which languages inflect, is left off.
_CONSONANTS = 4
_LEAST_BONES = 2
_CACHE = 400_000
_TURN = np.uint64(0xD1B54A32D192ED03)

# How letters of other scripts sound, each in the order of its alphabet; "_" is silent.
_CYRILLIC = (
    "а:a б:b в:v г:g д:d е:e ж:j з:z и:i к:k л:l м:m н:n о:o "
    "п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sh ъ:_ ы:i ь:_ э:e ю:iu я:ia і:i є:e ґ:g"
)
_GREEK = "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:t ι:i κ:k λ:l μ:m ν:n ξ:ks ο:o π:p ρ:r σ:s ς:s τ:t υ:i φ:f χ:h ψ:ps ω:o"
_LATIN = "ø:o ł:l đ:d æ:ae œ:oe þ:th ð:d ı:i"
_LETTERS = {ord(sign): sound.strip("_") for sign, _, sound in (pair.partition(":") for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split(" "))}
# Spellings of one sound, as English, French, German, Spanish and Russian in Latin letters write it; most of the others hiss.
_SOUNDS = {"ph": "f", "dj": "j", "dzh": "j"}
_SPELLINGS = re.compile("s?t?ch|sh|ts|dzh|dj|ph|c(?=[eiy])")
_SINGLE = str.maketrans({"c": "k", "q": "k", "x": "ks", "z": "s", "w": "v", "y": "i", "j": "g", "h": ""})
_MARKS = re.compile("[\u0300-\u036f]+")
_DOUBLE = re.compile(r"([^\n\d])\1+")
_FIRST_VOWEL = re.compile("^[aeiou]", re.MULTILINE)
_LATER_VOWELS = re.compile(r"(?<=[^\n])[aeiou]+")


def skeletons(words: Sequence[str]) -> list[str]:
    """What each word looks like in any language: the first letter and the consonants after it, four in all; "" for what is no anchor.

    >>> skeletons(["Macedonia", "Mazedonien", "Kramatorsk", "Краматорску", "und", "2018"])
    ['msdn', 'msdn', 'krmt', 'krmt', '', '#2018']
    """
    if not words:
        return []
    # all words at once, one a line: a call for each would cost more than the work
    sounds = _MARKS.sub("", unicodedata.normalize("NFKD", "\n".join(words).casefold())).translate(_LETTERS)
    sounds = _SPELLINGS.sub(lambda found: _SOUNDS.get(found.group(), "s"), sounds).translate(_SINGLE)
    bones = _LATER_VOWELS.sub("", _FIRST_VOWEL.sub("a", _DOUBLE.sub(_first, sounds))).split("\n")
    return [_bare(word, bone) for word, bone in zip(words, bones, strict=True)]


def _first(found: re.Match[str]) -> str:
    """The letter that was found doubled, once."""
    return found.group()[0]


def _bare(word: str, bones: str) -> str:
    """The skeleton, if the word is long enough to have one."""
    if word.isdigit():
        return f"#{word}" if len(word) >= _LEAST_DIGITS else ""
    return bones[:_CONSONANTS] if len(word) >= _LEAST_LETTERS and len(bones) >= _LEAST_BONES else ""


def find_anchors(words: Words, texts: Sequence[str]) -> Fingerprints:
    """The anchors of the texts, their skeletons as numbers, by text and place."""
    keys = _keys(words, texts, _known())
    places = np.flatnonzero(keys)
    owners = np.searchsorted(words.bounds, places, "right") - 1
    return Fingerprints(keys[places], owners.astype(np.int32), (places - words.bounds[owners]).astype(np.int32))


def only_named(anchors: Fingerprints, words: Words, texts: Sequence[str]) -> Fingerprints:
    """Of the anchors of the texts names and numbers: those not written small, in scripts that have capitals."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    heads = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    firsts = letters[heads[anchors.texts] + words.starts[words.bounds[anchors.texts] + anchors.places]]
    signs, ranks = np.unique(firsts, return_inverse=True)
    return anchors.take(~np.array([chr(sign).islower() for sign in signs.tolist()], np.bool_)[ranks])


def pair_anchors(anchors: Fingerprints, reach: int) -> Fingerprints:
    """Every two anchors that stand at most so many anchors apart in a text, in either order, by text and place."""
    hashes, texts = anchors.hashes, anchors.texts
    turned = mix(hashes) * _TURN
    pairs, fits = np.zeros((len(hashes), reach), np.uint64), np.zeros((len(hashes), reach), np.bool_)
    for step in range(1, reach + 1):
        one, other = hashes[:-step], hashes[step:]
        # the less of the two is turned, whichever comes first in the text
        pairs[:-step, step - 1] = np.where(one < other, turned[:-step] + other, turned[step:] + one)
        fits[:-step, step - 1] = (texts[:-step] == texts[step:]) & (one != other)
    rows = np.repeat(np.arange(len(hashes)), fits.sum(axis=1))
    return Fingerprints(mix(pairs[fits]) >> np.uint64(64 - HASH_BITS), texts[rows], anchors.places[rows])


@lru_cache(maxsize=1)
def _known() -> dict[int, int]:
    """The skeletons of words met before, by their codes: most words of a text are."""
    return {}


def _folded(word: str) -> str:
    """The letters that the code of a word is made of: whichever spelling of a word is met first, its skeleton is the same."""
    return "".join(filter(str.isalnum, fold(word)))


def _keys(words: Words, texts: Sequence[str], known: dict[int, int]) -> Codes:
    """For each word its skeleton as a number, 0 where it is no anchor."""
    if len(known) > _CACHE:
        known.clear()
    codes, firsts, ranks = np.unique(words.codes, return_index=True, return_inverse=True)
    owners = np.searchsorted(words.bounds, firsts, "right") - 1
    listed = codes.tolist()
    fresh = [row for row, code in enumerate(listed) if code not in known]
    spans = zip(owners[fresh].tolist(), words.starts[firsts[fresh]].tolist(), words.ends[firsts[fresh]].tolist(), strict=True)
    for row, bones in zip(fresh, skeletons([_folded(texts[owner][start:end]) for owner, start, end in spans]), strict=True):
        known[listed[row]] = int.from_bytes(bones.encode()[:8], "big")
    return np.array([known[code] for code in listed], np.uint64)[ranks]
