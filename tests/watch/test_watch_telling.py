"""What a webhook is told: the whole of it signed, nothing of the secret, tried again less and less often."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from sourcier.followed import Sighting, Watch
from sourcier.watch.telling import MOST_TRIES, body_of, next_try, signed_headers

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
WATCH = Watch("w1", "phrase", "la digue", NOW, webhook="https://crochet.example/", secret="un secret que nul ne sait")
SEEN = Sighting("h1", "w1", "a1", NOW, "the phrase is printed", "la digue \ud800 a cédé", "https://guet.example/1", "Crue", "Le Guet")


def test_the_body_tells_what_where_and_why() -> None:
    told = json.loads(body_of(WATCH, SEEN))
    assert told["watch"] == {"id": "w1", "kind": "phrase", "words": "la digue"}
    assert told["article"] == {"id": "a1", "address": "https://guet.example/1", "title": "Crue", "outlet": "Le Guet"}
    assert (told["id"], told["reason"], told["found_at"]) == ("h1", "the phrase is printed", "2031-05-02T12:00:00+00:00")


def test_the_secret_is_in_nothing_that_is_sent_or_printed() -> None:
    body = body_of(WATCH, SEEN)
    headers = signed_headers(body, WATCH.secret, sighting_id="h1", at=NOW)
    for text in (body.decode(), str(headers), repr(WATCH), str(WATCH)):
        assert "secret que" not in text


def test_a_receiver_can_check_body_and_time() -> None:
    body = body_of(WATCH, SEEN)
    headers = signed_headers(body, WATCH.secret, sighting_id="h1", at=NOW)
    seconds, mark = (part.split("=")[1] for part in headers["Sourcier-Signature"].split(","))
    assert int(seconds) == int(NOW.timestamp())

    def expected(seconds: str, body: bytes) -> str:
        return hmac.new(WATCH.secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()

    assert hmac.compare_digest(mark, expected(seconds, body))
    assert mark != expected(str(int(seconds) + 1), body)
    assert mark != expected(seconds, body + b" ")


def test_it_is_tried_again_less_and_less_often_and_given_up() -> None:
    waits = [next_try(tries, NOW) for tries in range(1, MOST_TRIES + 1)]
    assert waits[0] == NOW + timedelta(minutes=1)
    assert waits[-1] is None
    told = [wait for wait in waits if wait is not None]
    assert len(told) == MOST_TRIES - 1
    assert told == sorted(told)
    assert told[-1] == NOW + timedelta(days=1)
