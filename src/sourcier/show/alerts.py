"""What watches saw, for people, programs and feed readers: lines, JSON, Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sourcier.followed import Sighting, Watch
from sourcier.show.lines import Paint, no_paint, printable, quoted
from sourcier.show.plain import to_plain
from sourcier.show.syndication import Entry, Feed, write_atom, write_json_feed


def plain_watch(watch: Watch) -> dict[str, Any]:
    """A watch as JSON data; of its secret only that there is one."""
    return {
        "watch_id": watch.watch_id,
        "kind": watch.kind,
        "words": watch.words,
        "added_at": to_plain(watch.added_at),
        "webhook": watch.webhook,
        "signed": bool(watch.secret),
    }


def plain_sighting(sighting: Sighting) -> dict[str, Any]:
    """A sighting as JSON data."""
    told = {name: to_plain(getattr(sighting, name)) for name in ("found_at", "told_at", "tell_at")}
    words = {name: getattr(sighting, name) for name in ("reason", "words", "address", "title", "outlet", "article_id", "watch_id", "error")}
    return {"sighting_id": sighting.sighting_id, **words, **told, "tries": sighting.tries}


def watch_lines(watches: Iterable[Watch], paint: Paint = no_paint) -> Iterator[str]:
    """The watches, each with its id."""
    for watch in watches:
        told = f" · tells {printable(watch.webhook)}" if watch.webhook else ""
        yield f"{watch.watch_id[:9]}  {paint(watch.kind, 'label')} {printable(watch.words)}{paint(told, 'quiet')}"


def sighting_lines(found: Iterable[Sighting], paint: Paint = no_paint) -> Iterator[str]:
    """What was seen: title, where, why, and the words."""
    for one in found:
        yield paint(printable(one.title) or "(no title)", "title")
        facts = (printable(one.outlet), f"{one.found_at:%Y-%m-%d %H:%M} UTC", printable(one.address))
        yield paint("  " + " · ".join(fact for fact in facts if fact), "quiet")
        yield f"  {one.reason}: {quoted(one.words, 160)}"


def atom_of(watch: Watch, found: Sequence[Sighting]) -> str:
    """What a watch saw as an Atom feed, in the order given; when nothing was seen it is as old as the watch."""
    return write_atom(_feed(watch, found)).decode("utf-8")


def json_feed_of(watch: Watch, found: Sequence[Sighting]) -> str:
    """What a watch saw as a JSON Feed, in the order given."""
    return write_json_feed(_feed(watch, found)).decode("utf-8")


def _feed(watch: Watch, found: Sequence[Sighting]) -> Feed:
    """What a watch saw as a feed."""
    return Feed(watch.watch_id, _title(watch), "", "", tuple(map(_entry, found)), watch.added_at)


def _entry(one: Sighting) -> Entry:
    """One sighting as an entry; the outlet it stands in is credited as its author."""
    address = one.address if one.address.startswith(("http://", "https://")) else ""
    words, author = f"{one.reason}: {one.words}", one.outlet or "unknown outlet"
    return Entry(one.sighting_id, one.title or one.address, address, "", one.found_at, words, one.outlet, author=author)


def _title(watch: Watch) -> str:
    """What a watch is called."""
    return f"Sourcier: {watch.kind} {watch.words}"
