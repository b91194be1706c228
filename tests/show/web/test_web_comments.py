"""Comments through the reader: said, held, moderated, changed, erased; forged forms refused; e-mail nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.web import make_app
from sourcier.store import Store, open_store

EMAIL = "ada.brook@quay-mail.example"
Say = Callable[..., Any]


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2031, 5, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        pages = [page for page in press() if page.address == FOUNDING_PAGE_ADDRESS or "karsovia" in page.address]
        kept.add_all(map(read_page, pages))
        settle(kept)
        yield kept


@pytest.fixture
def client(library: Store, clock: Clock) -> Iterator[TestClient]:
    with TestClient(make_app(library, clock=clock), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def article_id(library: Store) -> str:
    return library.find_article(FOUNDING_PAGE_ADDRESS).article_id


def _token(client: TestClient, path: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.fixture
def say(client: TestClient, clock: Clock, article_id: str) -> Say:
    def send(text: str = "It stood in the *Harbour Ledger* a day before.", *, wait: float = 20, **fields: str) -> Any:
        token = fields.pop("token", None) or _token(client, f"/article/{article_id}")
        clock.turn(seconds=wait)
        told = {"token": token, "about": article_id, "name": "Ada Brook", "email": EMAIL, "text": text, "website_url": "", **fields}
        return client.post("/comments", data=told, follow_redirects=False)

    return send


def _moderate(client: TestClient, action: str, state: str = "pending") -> None:
    text = client.get(f"/moderation?state={state}").text
    found = re.search(r'name="comment_id" value="([^"]+)"', text)
    assert found
    fields = {"token": _token(client, "/moderation"), "comment_id": found[1], "action": action}
    assert client.post("/moderation", data=fields, follow_redirects=False).status_code == 303


def test_a_comment_is_said_held_approved_and_shown(client: TestClient, say: Say, article_id: str) -> None:
    answer = say()
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "A moderator reads your comment" in page
    assert "a day before" not in page
    assert EMAIL in client.get("/moderation").text
    _moderate(client, "publish")
    page = client.get(f"/article/{article_id}").text
    assert "It stood in the <em>Harbour Ledger</em> a day before." in page
    assert say("A second one, shown at once.").headers["location"].startswith(f"/article/{article_id}?said=published")
    assert "A second one" in client.get(f"/article/{article_id}").text


def test_no_email_is_in_any_answer_but_the_moderator_s(client: TestClient, say: Say, article_id: str, library: Store) -> None:
    say()
    _moderate(client, "publish")
    story = library.story_of(article_id)
    assert story
    paths = ["/", f"/article/{article_id}", f"/story/{story.story_id}", "/statements", "/search?q=drones", "/outlets", "/requests"]
    paths += [f"/api/article/{article_id}", f"/api/story/{story.story_id}", f"/feed/story/{story.story_id}.atom", "/feed/stories.json"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        assert EMAIL not in answer.text + str(answer.headers), path


def test_replies_stand_under_what_they_answer(client: TestClient, say: Say, article_id: str, library: Store) -> None:
    say("The first word.")
    _moderate(client, "publish")
    first = library.readers.comments_on([article_id])[0]
    assert f'value="{first.comment_id}"' in client.get(f"/article/{article_id}?reply={first.comment_id}").text
    say("An answer to it.", in_reply_to=first.comment_id)
    page = client.get(f"/article/{article_id}").text
    thread = page[page.index("The first word.") :]
    assert thread.index("<ol>") < thread.index("An answer to it.") < thread.index("</ol>")


def test_a_comment_on_a_statement_says_which(client: TestClient, say: Say, article_id: str) -> None:
    say("He never said that.", about=f"{article_id}:2")
    _moderate(client, "publish")
    assert "on statement 2" in client.get(f"/article/{article_id}").text


def test_its_writer_changes_it_for_a_quarter_of_an_hour(
    client: TestClient, say: Say, article_id: str, clock: Clock, library: Store
) -> None:
    say("Furst words.")
    _moderate(client, "publish")
    key = library.readers.comments_on([article_id])[0].comment_id
    assert f"/comment/{key}/edit" in client.get(f"/article/{article_id}").text
    token = _token(client, f"/comment/{key}/edit")
    clock.turn(seconds=20)
    assert client.post(f"/comment/{key}/edit", data={"token": token, "text": "First words."}, follow_redirects=False).status_code == 303
    assert "First words." in client.get(f"/article/{article_id}").text
    clock.turn(minutes=16)
    assert f"/comment/{key}/edit" not in client.get(f"/article/{article_id}").text
    assert client.get(f"/comment/{key}/edit").status_code == 403
    assert client.post(f"/comment/{key}/edit", data={"token": token, "text": "Late"}, follow_redirects=False).status_code == 403


def test_nobody_else_changes_it(client: TestClient, say: Say, article_id: str, library: Store, clock: Clock) -> None:
    say("Mine.")
    _moderate(client, "publish")
    key = library.readers.comments_on([article_id])[0].comment_id
    with TestClient(make_app(library, clock=clock), base_url="http://127.0.0.1") as other:
        assert other.get(f"/comment/{key}/edit").status_code == 403
        other.cookies.set(f"edit-{key}", "guess")
        assert other.get(f"/comment/{key}/edit").status_code == 403


def test_an_edit_that_adds_links_is_held_again(client: TestClient, say: Say, article_id: str, library: Store, clock: Clock) -> None:
    say()
    _moderate(client, "publish")
    key = library.readers.comments_on([article_id])[0].comment_id
    token = _token(client, f"/comment/{key}/edit")
    clock.turn(seconds=20)
    client.post(f"/comment/{key}/edit", data={"token": token, "text": "https://a.example https://b.example https://c.example"})
    assert library.readers.comments_on([article_id]) == ()


def test_machines_end_among_the_spam(say: Say, library: Store, article_id: str) -> None:
    assert say(wait=1).status_code == 303  # they are told nothing
    assert [comment.state for comment in library.readers.comments_in("spam")] == ["spam"]
    assert library.readers.comments_on([article_id]) == ()


def test_what_must_be_mended_is_said_and_nothing_is_lost(say: Say, library: Store) -> None:
    answer = say("Words to keep", name="", email="nobody")
    assert answer.status_code == 422
    assert "Give a name" in answer.text
    assert "Give an e-mail address" in answer.text
    assert "Words to keep" in answer.text
    assert library.readers.counts() == {}


def test_a_flood_is_stopped(say: Say) -> None:
    assert [say(f"Remark {number}").status_code for number in range(7)] == [303] * 6 + [429]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json"}, 415),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://127.0.0.1"}, 303),
    ],
)
def test_only_our_own_pages_send_forms(
    client: TestClient, article_id: str, clock: Clock, library: Store, headers: dict[str, str], status: int
) -> None:
    token = _token(client, f"/article/{article_id}")
    clock.turn(seconds=20)
    body = f"token={token}&about={article_id}&name=Ada&email={EMAIL}&text=Words"
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    assert client.post("/comments", content=body, headers=sent, follow_redirects=False).status_code == status
    assert sum(library.readers.counts().values()) == (1 if status == 303 else 0)


@pytest.mark.parametrize(
    "token", ["", "x", "1.2", "99999999999999.x", "1988366400.0000000000000000000000000000000000000000000000000000000000000000"]
)
def test_a_form_without_our_token_writes_nothing(say: Say, library: Store, token: str) -> None:
    assert say(token=token or "none").status_code == 403
    assert library.readers.counts() == {}


def test_a_token_is_good_for_one_visitor_only(say: Say, library: Store, article_id: str, clock: Clock) -> None:
    with TestClient(make_app(library, clock=clock), base_url="http://127.0.0.1") as other:
        stolen = _token(other, f"/article/{article_id}")
    assert say(token=stolen).status_code == 403


def test_a_form_too_long_is_refused(client: TestClient) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/comments", content=b"text=" + b"a" * 70_000, headers=sent).status_code == 413
    assert client.post("/comments", content=b"&".join(b"a%d=1" % n for n in range(50)), headers=sent).status_code == 400
    assert client.post("/comments", content=b"\xff\xfe=1", headers=sent).status_code in {400, 403}


@pytest.mark.parametrize("about", ["a0", "s0", "", "a1:2", "../etc", "x" * 500])
def test_nothing_is_said_of_what_is_not_there(say: Say, about: str, library: Store) -> None:
    assert say(about=about).status_code == 404
    assert library.readers.counts() == {}


def test_markdown_is_safe(client: TestClient, say: Say, article_id: str) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://e.example/p.png) **bold** [out](https://phare.example/)"
    say(text)
    _moderate(client, "publish")
    page = client.get(f"/article/{article_id}").text
    said = page[page.index('<ol class="comments">') :]
    assert "<strong>bold</strong>" in said
    assert 'href="https://phare.example/" rel="nofollow ugc noopener noreferrer"' in said
    assert not re.search(r"<script|<img|href=\"javascript", said)


def test_states_lead_into_each_other(client: TestClient, say: Say, library: Store) -> None:
    say()
    for action, state, after in [
        ("spam", "pending", "spam"),
        ("hold", "spam", "pending"),
        ("delete", "pending", "deleted"),
        ("publish", "deleted", "published"),
    ]:
        _moderate(client, action, state)
        assert library.readers.counts() == {after: 1}


def test_an_earlier_appearance_is_gathered_when_a_moderator_says_so(client: TestClient, say: Say, library: Store, article_id: str) -> None:
    address = "https://old-quay.example/2031/first"
    say("It is here.", kind="earlier appearance", address=address)
    assert "Show, gather and trace its page" in client.get("/moderation").text
    _moderate(client, "gather")
    assert [(request.words, request.state) for request in library.readers.requests()] == [(address, "waiting")]
    assert address in client.get(f"/article/{article_id}").text
    assert address in client.get("/requests").text


def test_what_one_person_wrote_is_exported_and_erased(client: TestClient, say: Say, library: Store) -> None:
    say("First")
    told = client.get("/moderation/export", params={"email": EMAIL.upper()}).json()["comments"]
    assert [(comment["text"], comment["email"]) for comment in told] == [("First", EMAIL)]
    assert "edit_digest" not in told[0]
    fields = {"token": _token(client, "/moderation"), "email": EMAIL}
    assert client.post("/moderation/erase", data=fields, follow_redirects=False).status_code == 303
    assert library.readers.comments_by(EMAIL) == ()


def test_an_address_is_asked_for(client: TestClient, library: Store) -> None:
    token = _token(client, "/requests")
    answer = client.post("/requests", data={"token": token, "address": "https://phare.example/1"}, follow_redirects=False)
    assert answer.status_code == 303
    request = library.readers.requests()[0]
    assert client.get(f"/api/request/{request.request_id}").json()["state"] == "waiting"
    for address in ["", "javascript:alert(1)", "file:///etc/passwd", "ftp://phare.example/"]:
        assert client.post("/requests", data={"token": token, "address": address}).status_code == 422
    assert len(library.readers.requests()) == 1
