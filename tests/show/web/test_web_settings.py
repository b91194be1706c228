"""Settings, feeds, accounts and watches as forms: what they write, what they refuse, what they show once and never again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.show.web.entering import NOON, Clock, let_in, make_account, send, token_of, visit

from sourcier.commented import Comment
from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.followed import Followed, Sighting, Watch, begun, watch_id_of
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.web.rights import PERMISSIONS
from sourcier.store import Store, open_store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        yield kept


@pytest.fixture
def client(library: Store) -> Iterator[TestClient]:
    """The reader as its owner sees it."""
    with visit(library) as client:
        let_in(client, library, "owner", "ada")
        yield client


@pytest.fixture
def moderator(library: Store) -> Iterator[TestClient]:
    with visit(library) as client:
        let_in(client, library, "moderator")
        yield client


def test_every_page_of_settings_speaks_both_languages(client: TestClient, library: Store) -> None:
    library.watches.add(Watch("w1", "phrase", "the mill", NOON))
    for path in ("/settings", "/settings/feeds", "/settings/accounts", "/account", "/watches", "/watch/w1", "/sign-in"):
        english, french = (client.get(path, headers={"Accept-Language": code}).text for code in ("en", "fr"))
        titles = [re.search(r"<h1>([^<]+)</h1>", text) for text in (english, french)]
        assert titles[0]
        assert titles[1]
        assert '<html lang="fr">' in french
        if path != "/watch/w1":
            assert titles[0][1] != titles[1][1], path


def test_a_feed_is_asked_for(client: TestClient, library: Store) -> None:
    answer = send(client, "/settings/feeds", address=" https://phare.example/feed ")
    (work,) = library.readers.requests()
    assert answer.headers["location"] == f"/requests#{work.request_id}"
    assert (work.words, work.kind, work.state) == ("https://phare.example/feed", "feeds", "waiting")
    assert "Feeds:" in client.get("/requests").text
    for address in ("", "phare", "file:///etc/passwd", "javascript:alert(1)", "ftp://phare.example/"):
        answer = send(client, "/settings/feeds", address=address)
        assert answer.status_code == 422
        assert "An address begins with" in answer.text
    assert len(library.readers.requests()) == 1


def test_feeds_are_listed_dropped_and_taken_out(client: TestClient, library: Store) -> None:
    harm = "<script>alert(1)</script>"
    more = Followed("f9", "https://gone.example/feed", harm, dead_since=NOON, error="410 gone")
    library.feeds.follow([*(begun(f"https://phare.example/{n:03}", f"Le Phare {n}", "", NOON) for n in range(60)), more])
    text = client.get("/settings/feeds").text
    assert text.count("/settings/feeds/drop") == 50
    assert "410 gone" in text
    assert harm not in text
    assert client.get("/settings/feeds?page=2").text.count("/settings/feeds/drop") == 11
    answer = client.get("/settings/feeds.opml")
    assert answer.headers["content-disposition"] == 'attachment; filename="feeds.opml"'
    assert len(ET.fromstring(answer.content).findall(".//outline")) == 61  # noqa: S314 - our own
    assert send(client, "/settings/feeds/drop", "/settings/feeds", feed_id="f9").status_code == 303
    assert send(client, "/settings/feeds/drop", "/settings/feeds", feed_id="f9").status_code == 404
    assert len(library.feeds.all()) == 60


def test_how_far_work_is_can_be_seen(client: TestClient, library: Store) -> None:
    send(client, "/settings/feeds", address="https://phare.example/feed")
    work = library.readers.next_request()
    assert work is not None
    library.readers.progress(work.request_id, 7)
    text = client.get("/requests").text
    assert "7 pages so far" in text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text


def test_accounts_are_made_moved_and_removed(client: TestClient, library: Store) -> None:
    answer = send(client, "/settings/accounts", name="Ève", role="reader")
    link = re.search(r"/invitation/[\w-]{43}", answer.text)
    assert link
    assert answer.headers["cache-control"] == "no-store"
    assert link[0] not in client.get("/settings/accounts").text  # shown once
    eve = library.accounts.named("ève")
    assert eve is not None
    path = "/settings/accounts"
    assert send(client, f"{path}/role", path, account_id=eve.account_id, role="moderator").status_code == 303
    assert library.accounts.find(eve.account_id).role == "moderator"
    assert send(client, f"{path}/role", path, account_id=eve.account_id, role="king").status_code == 400
    assert send(client, f"{path}/role", path, account_id="u-nobody", role="reader").status_code == 404
    assert send(client, f"{path}/remove", path, account_id=eve.account_id).status_code == 303
    assert library.accounts.named("ève") is None


@pytest.mark.parametrize(
    ("name", "words"), [("", "at most 40"), ("a b", "at most 40"), ("<b>", "at most 40"), ("ADA", "an account of that name")]
)
def test_what_is_no_name_is_said(client: TestClient, library: Store, name: str, words: str) -> None:
    answer = send(client, "/settings/accounts", name=name, role="reader")
    assert answer.status_code == 422
    assert words in answer.text
    assert len(library.accounts.all()) == 1


def test_no_owner_leaves_the_library_to_nobody(client: TestClient, library: Store) -> None:
    ada = library.accounts.named("ada")
    assert ada is not None
    make_account(library, "eve", "reader")
    path = "/settings/accounts"
    assert send(client, f"{path}/remove", path, account_id=ada.account_id).status_code == 409
    assert send(client, f"{path}/role", path, account_id=ada.account_id, role="reader").status_code == 409
    make_account(library, "zoe", "owner")
    assert send(client, f"{path}/remove", path, account_id=ada.account_id).status_code == 409  # nobody removes themselves
    assert send(client, f"{path}/role", path, account_id=ada.account_id, role="reader").status_code == 303
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("outlet", "Le Phare"),
        ("address", "https://phare.example/1"),
        ("speaker", "Ève"),
        ("phrase", "la digue"),
        ("pattern", r"(?i)dig\w+"),
    ],
)
def test_each_kind_of_watch_is_made(moderator: TestClient, library: Store, kind: str, words: str) -> None:
    answer = send(moderator, "/watches", kind=kind, words=f" {words} ")
    (watch,) = library.watches.all()
    assert (watch.kind, watch.words, watch.webhook, watch.secret) == (kind, words, "", "")
    assert answer.headers["location"] == f"/watch/{watch.watch_id}"
    assert send(moderator, "/watches", kind=kind, words=words).headers["location"] == f"/watch/{watch.watch_id}"
    assert len(library.watches.all()) == 1
    assert send(moderator, f"/watch/{watch.watch_id}/remove", f"/watch/{watch.watch_id}").status_code == 303
    assert library.watches.all() == ()
    assert moderator.get(f"/watch/{watch.watch_id}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("pattern", "(a"),
        ("pattern", "a(?=b)"),
        ("pattern", r"(a)\1"),
        ("pattern", "a" * 1_500),
        ("pattern", "a{1000}{1000}"),
        ("address", "phare"),
        ("phrase", "!!"),
        ("phrase", ""),
    ],
)
def test_what_cannot_be_watched_for_is_said_and_nothing_is_lost(moderator: TestClient, library: Store, kind: str, words: str) -> None:
    answer = send(moderator, "/watches", kind=kind, words=words)
    assert answer.status_code == 422
    assert "That cannot be watched for" in answer.text
    assert f'<option value="{kind}" selected>' in answer.text
    assert library.watches.all() == ()
    assert send(moderator, "/watches", kind="nothing", words="x").status_code == 400


def test_what_is_held_is_looked_at_when_asked_for(moderator: TestClient, library: Store) -> None:
    assert send(moderator, "/watches", kind="phrase", words="la digue", past="1").headers["location"].startswith("/requests#")
    assert [(work.kind, work.words) for work in library.readers.requests()] == [("look", "phrase la digue")]
    assert library.watches.all()[0].seen == 0


def test_a_webhook_is_an_owner_s_and_its_secret_is_shown_once(client: TestClient, moderator: TestClient, library: Store) -> None:
    hook = "https://hooks.example/in?key=hidden"
    assert send(moderator, "/watches", kind="phrase", words="la digue", webhook=hook).status_code == 403
    assert library.watches.all() == ()
    answer = send(client, "/watches", kind="phrase", words="la digue", webhook=hook)
    (watch,) = library.watches.all()
    assert watch.webhook == hook
    assert len(watch.secret) > 30
    assert watch.secret in answer.text
    for path in ("/watches", f"/watch/{watch.watch_id}", f"/feed/watch/{watch.watch_id}.json"):
        assert watch.secret not in client.get(path).text
        assert "key=hidden" not in moderator.get(path).text  # where it leads may itself be a secret
    # somebody who asks for the same without a webhook takes nobody's away
    send(moderator, "/watches", kind="phrase", words="la digue")
    assert library.watches.all()[0].secret == watch.secret
    for wrong in ("hooks.example", "javascript:alert(1)", "ftp://hooks.example/"):
        assert send(client, "/watches", kind="phrase", words="other", webhook=wrong).status_code == 422


def test_what_was_seen_is_a_page_and_a_feed(client: TestClient, library: Store) -> None:
    key = watch_id_of("phrase", "la digue")
    library.watches.add(Watch(key, "phrase", "la digue", NOON))
    harm = "<script>alert(1)</script>"
    seen = [
        Sighting(f"h{n}", key, f"a{n}", NOON + timedelta(minutes=n), "the phrase is printed", harm, "https://phare.example/1", harm, harm)
        for n in range(3)
    ]
    library.watches.saw({}, seen)
    for path in ("/watches", f"/watch/{key}"):
        text = client.get(path).text
        assert text.count("/article/a") == 3
        assert harm not in text
    assert f'href="/feed/watch/{key}.atom"' in client.get(f"/watch/{key}").text
    atom = client.get(f"/feed/watch/{key}.atom")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert len(ET.fromstring(atom.content).findall("{http://www.w3.org/2005/Atom}entry")) == 3  # noqa: S314 - our own
    assert len(json.loads(client.get(f"/feed/watch/{key}.json").text)["items"]) == 3
    assert client.get(f"/feed/watch/{key}.exe").status_code == 404


def test_a_reader_sees_watches_and_changes_none(library: Store) -> None:
    library.watches.add(Watch("w1", "phrase", "la digue", NOON))
    with visit(library) as client:
        let_in(client, library, "reader")
        assert 'action="/watches"' not in client.get("/watches").text
        assert "/remove" not in client.get("/watch/w1").text
        token = token_of(client, "/account")
        assert client.post("/watch/w1/remove", data={"token": token}).status_code == 403
        assert len(library.watches.all()) == 1


def test_who_told_of_an_earlier_appearance_is_named_in_the_chain(tmp_path: Path) -> None:
    with open_store(tmp_path / "press.db") as library:
        library.add_all(map(read_page, press()))
        settle(library)
        article = library.find_article(FOUNDING_PAGE_ADDRESS)
        story = library.story_of(article.article_id)
        assert story is not None
        giver = next(hop for hop in story.chain(article.article_id) if hop.article_id)
        assert giver.article_id is not None
        library.readers.say(
            Comment("k1", article.article_id, "Ève <b>", "eve@quay.example", "There.", NOON, "published", "earlier appearance")
        )
        with visit(library, "open") as client:
            step = next(one for one in story.derivations if one.derived_from == giver.article_id)
            paths = [f"/article/{article.article_id}", f"/story/{story.story_id}/{step.node_id}/{step.derived_from}"]
            assert all("told of this earlier appearance" not in client.get(path).text for path in paths)
            library.readers.gathered("k1", library.article(giver.article_id).address)
            for path in paths:
                text = client.get(path).text
                assert re.search(r"told of this earlier appearance</span> <em>— Ève &lt;b&gt;</em>", text), path
                french = client.get(path, headers={"Accept-Language": "fr"}).text
                assert "a signalé cette parution antérieure" in french
            told = client.get(f"/api/article/{article.article_id}").json()["chain"]
            assert any(one["signed_by"] == "Ève <b>" and one["weight"] == 0 for hop in told for one in hop["evidence"])
            library.readers.move("k1", "deleted")
            assert all("told of this earlier appearance" not in client.get(path).text for path in paths)


def test_every_form_of_ours_carries_a_token_and_stays_here(client: TestClient, library: Store) -> None:
    library.watches.add(Watch("w1", "phrase", "la digue", NOON))
    library.feeds.follow([begun("https://phare.example/1", "Le Phare", "", NOON)])
    library.readers.say(Comment("k1", "a1", "Ada", "ada@quay.example", "x", NOON))
    pages = ["/sign-in", "/account", "/settings/feeds", "/settings/accounts", "/watches", "/watch/w1", "/requests", "/trace", "/moderation"]
    for path in pages:
        text = client.get(path).text
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
            assert form.count('name="token"') == 1, (path, form[:200])
            for target in re.findall(r'(?:form)?action="([^"]*)"', form):
                assert ("POST", re.sub(r"(?<=/watch/)\w+", "{watch_id}", target)) in PERMISSIONS, target


def test_a_library_that_cannot_be_written_to_still_shows_its_forms(library: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from sourcier.errors import StoreError  # noqa: PLC0415

    def refused(*_: object) -> bytes:
        raise StoreError("attempt to write a readonly database", "x")

    monkeypatch.setattr(type(library.readers), "secret", refused)
    with visit(library, "public", clock=Clock()) as client:
        assert client.get("/sign-in").status_code == 200
        assert client.get("/sign-in").status_code == 200
