"""Feeds against a field-level gold: ours beside feedparser, by the scorer of the shared data.

python benchmarks/feeds.py gold ../shared/feeds          the table
python benchmarks/feeds.py fails ../shared/feeds sourcier [GROUP]    what ours gets wrong
python benchmarks/feeds.py speed DIR                     CPU beside feedparser, interleaved
"""

from __future__ import annotations

import argparse
import runpy
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds import read_feed, safe_html

SCORER = Path(__file__).resolve().parents[2] / "shared" / "score" / "feeds.py"
Row = dict[str, list[object]]
# Our raw pairs and what the scorer calls them.
_NAMES = {
    "tag": "tags",
    "enclosure": "enclosures",
    "enclosure.length": "enclosure_length",
    "enclosure.type": "enclosure_type",
    "source.title": "source_title",
    "source.url": "source_link",
    "source.id": "source_id",
    "source.author": "source_author",
    "source.updated": "source_updated",
    "dc:source": "dc_source",
    "media:credit": "media_credit",
    "link": "links",
    "rel": "rels",
    "contributor": "contributors",
    "comments.feed": "comment_feed",
    "comments.count": "comment_count",
    "in-reply-to": "in_reply_to",
    "external": "external_url",
}


def _instant(moment: datetime | None) -> list[object]:
    return [int(moment.timestamp())] if moment else []


def _common(row: Row, at: str, value: Feed | Entry) -> None:
    row[at + "title"] += [value.title]
    row[at + "link"] += [value.link]
    row[at + "language"] += [value.language]
    row[at + "published"] += _instant(value.published)
    row[at + "updated"] += _instant(value.updated)
    for person in value.persons:
        row[at + "author"] += [" ".join(filter(None, (person.name, person.email)))]
        row[at + "author_name"] += [person.name]
        row[at + "author_email"] += [person.email]
        row[at + "author_url"] += [person.url]
    for name, text in value.fields:
        leaf = _NAMES.get(name, name)
        row[at + leaf] += _instant(datetime.fromisoformat(text)) if leaf in ("created", "source_updated") else [text]


def sourcier(raw: bytes, headers: dict[str, str]) -> Row:
    """One feed, flattened as the scorer wants it."""
    feed = read_feed(raw, address=headers.get("content-location", ""), headers=headers.items())
    row: Row = defaultdict(list)
    row["bozo"] = [feed.is_broken]
    _common(row, "feed.", feed)
    row["feed.id"] += [feed.feed_id]
    row["feed.subtitle"] += [feed.subtitle]
    for number, entry in enumerate(feed.entries):
        at = f"entry.{number}."
        _common(row, at, entry)
        row[at + "id"] += [entry.entry_id]
        row[at + "summary"] += [entry.summary]
        row[at + "content"] += [entry.content]
        row[at + "content_lang"] += [entry.language]
    # Texts as a reader would show them: cleaned. The flat model of the scorer has no other place for that.
    return defaultdict(list, {key: [_shown(key, v) for v in values if v != ""] for key, values in row.items()})


def _shown(key: str, value: object) -> object:
    return (
        safe_html(value) if isinstance(value, str) and key.endswith((".title", ".summary", ".content", ".subtitle", ".rights")) else value
    )


def main() -> None:
    """Run the scorer with our parser in its table."""
    scorer = runpy.run_path(str(SCORER), run_name="scorer")
    # The tables of the scorer are emptied in place of what is not installed here, and ours is added.
    for table, ours in ((scorer["PARSERS"], sourcier), (scorer["RAW_CALLS"], sourcier)):
        kept = table["feedparser"]
        table.clear()
        table.update({"feedparser": kept, "sourcier": ours})
    asked = argparse.ArgumentParser()
    asked.add_argument("command", choices=("gold", "fails", "robust", "speed", "agree"))
    asked.add_argument("dir")
    asked.add_argument("lib", nargs="?")
    asked.add_argument("group", nargs="?")
    asked.add_argument("--names")
    asked.add_argument("--rounds", type=int, default=7)
    options = asked.parse_args()
    scorer[options.command](options)


if __name__ == "__main__":
    main()
