"""What a watch tells: the body that goes to a webhook, how it is signed, and when it is tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta

from sourcier.followed import Sighting, Watch

# Minutes until a webhook that failed is tried again, four times as many after each failure, at most a day.
_FIRST_TRY = timedelta(minutes=1)
_LONGEST = timedelta(days=1)
MOST_TRIES = 10


def body_of(watch: Watch, sighting: Sighting) -> bytes:
    """The JSON that a webhook is sent: what was met, where and why."""
    told = {
        "id": sighting.sighting_id,
        "watch": {"id": watch.watch_id, "kind": watch.kind, "words": watch.words},
        "reason": sighting.reason,
        "words": sighting.words,
        "found_at": sighting.found_at.isoformat(),
        "article": {
            "id": sighting.article_id,
            "address": sighting.address,
            "title": sighting.title,
            "outlet": sighting.outlet,
        },
    }
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def signed_headers(body: bytes, secret: str, *, sighting_id: str, at: datetime) -> dict[str, str]:
    """The headers that go with a body: who sends it, its id, and its signature.

    The signature is "t=SECONDS,v1=HEX": the HMAC-SHA-256 with the secret of the seconds, a full stop and the body, so that neither
    body nor time can be changed, and an old one cannot be passed off as new.

    >>> headers = signed_headers(b"{}", "secret", sighting_id="h1", at=datetime.fromisoformat("2031-05-02T12:00:00+00:00"))
    >>> headers["Sourcier-Signature"][:25]
    't=1935489600,v1=bdf62dc50'
    """
    seconds = int(at.timestamp())
    mark = hmac.new(secret.encode("utf-8", "surrogatepass"), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "Sourcier-Delivery": sighting_id,
        "Sourcier-Signature": f"t={seconds},v1={mark}",
    }


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a webhook that has failed so many times is tried again, None when it is given up."""
    if tries >= MOST_TRIES:
        return None
    return now + min(_FIRST_TRY * float(4 ** (tries - 1)), _LONGEST)
