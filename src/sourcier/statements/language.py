"""Which language pack an article is read with."""

from __future__ import annotations

import re

from sourcier.languages import Language, languages
from sourcier.languages.speech import SpeechWords
from sourcier.model import Article

_SAMPLE = 4000  # characters: enough small words to tell languages apart
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3


def language_of(article: Article) -> Language | None:
    """The pack of the article's language; without one the pack whose small words it uses most, None when hardly any occur."""
    packs = languages()
    if article.language is not None:
        return packs.get(article.language[:2].lower())
    counts = dict.fromkeys(packs, 0)
    known = {code: pack.speech.common for code, pack in packs.items() if pack.speech is not None}
    for word in _WORD.findall(article.body[:_SAMPLE].lower()):
        for code, common in known.items():
            counts[code] += word in common
    best = max(counts, key=lambda code: counts[code], default=None)
    return packs[best] if best is not None and counts[best] >= _LEAST else None


def speech_of(article: Article) -> SpeechWords | None:
    """The reporting words of the article's language, None when no pack tells them."""
    pack = language_of(article)
    return pack.speech if pack is not None else None
