"""What watches saw, for people, programs and feed readers: lines, JSON, Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sourcier.followed import Sighting, Watch
from sourcier.show.lines import Paint, no_paint, printable, quoted
from sourcier.show.plain import to_plain

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    updated = max((one.found_at for one in found), default=watch.added_at)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>urn:sourcier:{watch.watch_id}</id>",
        f"<title>{_text(_title(watch))}</title>",
        f"<updated>{_moment(updated)}</updated>",
        "<author><name>Sourcier</name></author>",
        *(_atom_entry(one) for one in found),
        "</feed>",
    ]
    return "\n".join(lines)


def _atom_entry(one: Sighting) -> str:
    """One sighting as an entry of Atom; the outlet it stands in is credited as its author."""
    link = f"<link href={quoteattr(_legal(one.address))}/>" if one.address.startswith(("http://", "https://")) else ""
    return (
        f"<entry><id>urn:sourcier:{one.sighting_id}</id><title>{_text(one.title or one.address)}</title>"
        f"<updated>{_moment(one.found_at)}</updated>{link}<author><name>{_text(one.outlet or 'unknown outlet')}</name></author>"
        f"<summary>{_text(f'{one.reason}: {one.words}')}</summary></entry>"
    )


def json_feed_of(watch: Watch, found: Sequence[Sighting]) -> str:
    """What a watch saw as a JSON Feed, in the order given."""
    items = [
        {
            "id": f"urn:sourcier:{one.sighting_id}",
            "title": one.title or one.address,
            "content_text": f"{one.reason}: {one.words}",
            "date_published": _moment(one.found_at),
            **({"url": one.address} if one.address.startswith(("http://", "https://")) else {}),
            **({"authors": [{"name": one.outlet}]} if one.outlet else {}),
        }
        for one in found
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": _title(watch), "items": items}, indent=1)


def _title(watch: Watch) -> str:
    """What a watch is called."""
    return f"Sourcier: {watch.kind} {watch.words}"


def _moment(when: datetime) -> str:
    """A time as RFC 3339 has it."""
    return when.isoformat().replace("+00:00", "Z")


def _text(words: str) -> str:
    """Words as the text of an element."""
    return escape(_legal(words))


def _legal(words: str) -> str:
    """Words without what XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", words)
