"""The words of evidence in the language of the reader.

Evidence is stored in English words that a person can check, the same for every reader. What tracing says in words of its own is known
here by its forms and said again in another language; what a page prints is nobody's to translate and stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

from sourcier.model import Evidence
from sourcier.show.web.wording import Wording

_FIELD = re.compile(r"%\((\w+)\)s")
_SHAPES = {"share": r"\d+%", "number": r"\d+", "moment": r"[\d-]+(?: [\d:]+ UTC)?", "capture": r"[\d-]+(?: [\d:]+ UTC)?"}
_Form = tuple[re.Pattern[str], str]


def reason(words: Wording, evidence: Evidence) -> str:
    """The words of the evidence in a language of the reader, as they are where they hold no form of tracing's own."""
    if words.language == "en":
        return evidence.words
    return _said(words, evidence.words, _known(words)) or evidence.words


def _said(words: Wording, text: str, forms: tuple[_Form, ...]) -> str:
    """The text in another language, "" when it has none of these forms."""
    for pattern, message in forms:
        if found := pattern.fullmatch(text):
            return message % {name: _field(words, name, value) for name, value in found.groupdict().items()}
    return ""


def _field(words: Wording, name: str, value: str) -> str:
    """What stands in a field, as the language writes it."""
    if name == "share":
        return words.percent(int(value.rstrip("%")) / 100)
    if name == "number":
        return words.number(int(value))
    if name in {"moment", "capture"}:
        return words.when(_moment(value))
    return _said(words, value, _known_times(words)) or value if name in {"earlier", "later"} else value


def _moment(text: str) -> datetime | date:
    """A moment as tracing writes it.

    >>> _moment("2031-03-04 08:05 UTC")
    datetime.datetime(2031, 3, 4, 8, 5, tzinfo=datetime.timezone.utc)
    """
    day, _, rest = text.partition(" ")
    return datetime.fromisoformat(f"{day} {rest.removesuffix(' UTC')}").replace(tzinfo=UTC) if rest else date.fromisoformat(day)


@cache
def _known(words: Wording) -> tuple[_Form, ...]:
    """The forms of tracing's sentences with what they are in a language."""
    return _paired(_sentences, words)


@cache
def _known_times(words: Wording) -> tuple[_Form, ...]:
    """The same of the words that tell when an article appeared."""
    return _paired(_times, words)


def _paired(forms: Callable[[Callable[[str], str]], tuple[str, ...]], words: Wording) -> tuple[_Form, ...]:
    """Each form in English as a pattern, beside what it is in a language."""
    return tuple(zip(map(_pattern, forms(str)), forms(words.messages.gettext), strict=True))


def _pattern(form: str) -> re.Pattern[str]:
    """The pattern that the sentences of one form have."""
    parts = _FIELD.split(form)
    fields = [f"(?P<{part}>{_SHAPES.get(part, '.+?')})" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(fields), re.DOTALL)


def _sentences(_: Callable[[str], str]) -> tuple[str, ...]:
    """What tracing says of a step; of two forms that fit the longer stands first."""
    return (
        _("the page names another as the original: %(address)s"),
        _("the other page names this one as the original: %(address)s"),
        _("links to that site: %(address)s"),
        _("the other page links to this site: %(address)s"),
        _("shows a picture from that site: %(address)s"),
        _("the other page shows a picture from this site: %(address)s"),
        _("the text itself speaks of %(name)s"),
        _("the other text itself speaks of %(name)s"),
        _("bears the item id %(item)s"),
        _("the other page bears the item id %(item)s"),
        _("left by a copying tool in the other text: %(printed)s"),
        _("printed with the other text: %(printed)s"),
        _("both have the same picture: %(address)s and %(number)s more"),
        _("both have the same picture: %(address)s"),
        _("both have the same link: %(address)s and %(number)s more"),
        _("both have the same link: %(address)s"),
        _("the other text is %(earlier)s; this one is %(later)s"),
        _("%(share)s of this text in 1 passage"),
        _("%(share)s of this text in %(number)s passages"),
        _("%(share)s of this text, translated, in 1 passage"),
        _("%(share)s of this text, translated, in %(number)s passages"),
        _("no credit found in this capture"),
        _("the text that came through this party matches"),
        _("another outlet prints this text and credits %(name)s"),
        _("the text credited is later than the text that credits it"),
        _("the text credited shares no passage with the text that credits it"),
        _("author box of %(name)s"),
        _("%(printed)s; beside it: %(name)s"),
        _("confirmed: %(printed)s"),
        _("rejected: %(printed)s"),
        _("confirmed"),
        _("rejected"),
    )


def _times(_: Callable[[str], str]) -> tuple[str, ...]:
    """When an article appeared, as tracing tells it."""
    return (
        _("dated %(moment)s (first captured %(capture)s)"),
        _("undated (first captured %(capture)s)"),
        _("dated %(moment)s"),
        _("undated"),
    )
