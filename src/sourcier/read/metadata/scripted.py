"""The day of publication in what a page hands to its own scripts, for pages that tell it nowhere else."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from sourcier.read.metadata.head import Head
from sourcier.read.metadata.stamps import day_of, parse_stamp
from sourcier.read.page.scripts import scripts_of

# The keys under which content systems and their frameworks hand on the day of publication, in all their spellings. An expression that
# begins with a plain sign is found five times as fast, and one that then looks at the next letter twice as fast again.
_KEY = re.compile(
    rb'"(?=[dfp])(?:date_?published|(?:first_?)?publish(?:ed)?(?:_?at|_?on|_?date|_?time)|publication_?date|pub_?date|post_?date)\\?"'
    rb'\s*:\s*(?:\\?"([^"\\]{6,40})\\?"|(\d{13}|\d{10})\b)',
    re.IGNORECASE,
)
# A script that does nothing but hand one moment to what writes it where the script stands. Its names tell what the moment is of: with
# those of a change, an end or a clock that runs down it is no publication.
_PRINTED = re.compile(
    # Its form first: nearly all scripts have another.
    rb"""<script\b[^<>]{0,200}+>\s{0,99}+(?=(?:[\w.$]{2,60}+\s{0,9}+\(\s{0,9}+){1,3}["']\d{4})(?=[^<>"']{0,80}?(?:date|time|write))"""
    rb"""(?![^<>"']{0,240}?(?:updat|modif|expir|timeout|interval|count|deadline))(?:[\w.$]{2,60}\s{0,9}\(\s{0,9}){1,3}"""
    rb"""["'](\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^"'<>]{0,40})["'][\s);]{1,99}</script""",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_FEWEST, _LONGEST, _MAX_SCRIPTS = 2, 5, 200


def find_scripted_day(content: bytes, head: Head) -> date | None:
    """The one day that the scripts that tell the page's title name as its publication; None for none, or for several.

    What scripts hand on of other pages, teasers and comments, tells other days or no word of the title.
    """
    found: set[date] = set()
    words = _words_of(head)
    for _, script in islice(scripts_of(content), _MAX_SCRIPTS) if words and _KEY.search(content) else ():
        # One of the longest words of a title may be the site's.
        if sum(word in script for word in words) >= max(_FEWEST, len(words) - 1):
            stamps = (parse_stamp((told or digits).decode("utf-8", "replace")) for told, digits in _KEY.findall(script))
            found.update(day_of(stamp) for stamp in stamps if stamp is not None)
    return found.pop() if len(found) == 1 else None


def find_printed_day(content: bytes) -> date | None:
    """The one day that scripts without another task print where they stand; None for none, or for several.

    >>> find_printed_day(b'<td><script>showDate("2031/03/04 09:14")</script></td>')
    datetime.date(2031, 3, 4)
    """
    stamps = (parse_stamp(told.decode("utf-8", "replace")) for told in _PRINTED.findall(content))
    found = {day_of(stamp) for stamp in stamps if stamp is not None}
    return found.pop() if len(found) == 1 else None


def _words_of(head: Head) -> tuple[bytes, ...]:
    """The longest words of the title that scripts write without escapes; () where it has too few to tell it from others."""
    title = head.meta_of("og:title", "twitter:title") or head.title
    words = sorted(dict.fromkeys(_WORD.findall(title)), key=lambda word: (-len(word), word))[:_LONGEST]
    return tuple(word.encode() for word in words) if len(words) >= _FEWEST else ()
