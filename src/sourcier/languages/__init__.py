"""Language packs: what belongs to a language is data, one file a language, checked as it is loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sourcier.errors import LanguageError
from sourcier.languages.dates import DateWords, parse_dates
from sourcier.languages.marks import Marks, parse_marks
from sourcier.languages.speech import SpeechWords, parse_speech


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that one pack says; `code` is ISO 639-1, `version` grows with every change of a rule."""

    code: str
    name: str
    version: int
    dates: DateWords
    marks: Marks
    speech: SpeechWords | None = None


@cache
def languages() -> Mapping[str, Language]:
    """Every pack that ships with Sourcier, by code, in order of code."""
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml") and len(entry.name) == 7)
    return MappingProxyType({name[:2]: load_language(name[:2]) for name in names})


@cache
def load_language(code: str) -> Language:
    """The pack of one language.

    Raises:
        LanguageError: there is no such pack, or it breaks its own rules.
    """
    where = f"{code}.toml"
    try:
        table = tomllib.loads((files(__package__) / where).read_text(encoding="utf-8"))
        speech = parse_speech(table["speech"], where) if "speech" in table else None
        return Language(
            code=table["code"],
            name=table["name"],
            version=table["version"],
            dates=parse_dates(table["dates"], where),
            marks=parse_marks(table, where),
            speech=speech,
        )
    except FileNotFoundError as error:
        reason = "there is no such pack"
        raise LanguageError(reason, where) from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise LanguageError(reason, where) from error
