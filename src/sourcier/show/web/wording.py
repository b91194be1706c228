"""The words of the reader in the languages it speaks: catalogues, dates, numbers and delays as each language writes them.

Catalogues are PO files (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html), compiled when the reader starts;
English is the language of the messages themselves. Dates and numbers follow CLDR, through Babel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français"}
_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of the reader: its code and its messages."""

    language: str
    messages: NullTranslations

    @property
    def locale(self) -> Locale:
        """How the language writes dates and numbers."""
        return _locale(self.language)

    def when(self, value: datetime | date | None) -> str:
        """A date, with the time of day and its zone when they are known.

        >>> wording("en").when(date(2031, 5, 2))
        '2 May 2031'
        """
        if value is None:
            return self.messages.gettext("no date")
        if not isinstance(value, datetime):
            return format_date(value, "long", locale=self.locale)
        zone = "" if value.utcoffset() else " UTC"
        if offset := value.utcoffset():
            sign, minutes = ("+" if offset >= timedelta(0) else "−"), abs(int(offset.total_seconds())) // 60
            zone = f" UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
        return format_datetime(value.replace(tzinfo=None), "d MMM y HH:mm", locale=self.locale) + zone

    def delay(self, value: timedelta | None) -> str:
        """A length of time in its largest fitting unit; "" when it is not known."""
        if value is None:
            return ""
        return format_timedelta(value, threshold=2.0, locale=self.locale)

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self.locale)

    def percent(self, value: float) -> str:
        """A share from 0 to 1; never "100 %" for what is only nearly all, nor "0 %" for what is not nothing."""
        shown = value if value in {0.0, 1.0} else min(max(value, 0.01), 0.99)
        return format_percent(shown, locale=self.locale)

    def sure(self, probability: float) -> str:
        """A probability, which is never nothing and never certain.

        >>> wording("en").sure(0.998), wording("en").sure(0.8)
        ('> 99%', '80%')
        """
        limit = min(max(probability, 0.01), 0.99)
        sign = "> " if probability > limit else "< " if probability < limit else ""
        return sign + format_percent(limit, locale=self.locale)


@cache
def wording(language: str) -> Wording:
    """The wording of a language of LANGUAGES."""
    return Wording(language, _messages(language))


def choose_language(cookie: str | None, accepted: str) -> str:
    """The language to answer in: the one chosen by hand, else the first accepted one that the reader speaks, else English.

    `accepted` is an Accept-Language header (RFC 9110, 12.5.4).

    >>> choose_language(None, "de, fr-CH;q=0.9, en;q=0.8")
    'fr'
    """
    if cookie and cookie in LANGUAGES:
        return cookie
    wanted = [_weighed(part) for part in accepted.split(",")[:20]]
    for weight, language in sorted(wanted, key=lambda found: -found[0]):
        if weight > 0 and language in LANGUAGES:
            return language
    return "en"


def _weighed(part: str) -> tuple[float, str]:
    """The weight and the main language of one part of an Accept-Language header."""
    tag, _, weight = part.partition(";q=")
    try:
        return float(weight or 1), tag.strip().lower().partition("-")[0]
    except ValueError:
        return 0.0, ""


@cache
def _locale(language: str) -> Locale:
    """The CLDR locale; British order of day and month for English, since it is nobody's in particular."""
    return Locale.parse({"en": "en_GB"}.get(language, language))


def _messages(language: str) -> NullTranslations:
    """The compiled catalogue of a language."""
    path = _FOLDER / language / "LC_MESSAGES" / "sourcier.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return GNUTranslations(BytesIO(compiled.getvalue()))
