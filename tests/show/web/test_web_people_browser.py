"""Accounts, settings and watches in a real browser: by keyboard, without script, on a phone, dark, in French; nothing for axe to find."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.show.web.entering import PASSWORD, make_account
from tests.show.web.serving import served

from sourcier.accounts import Role, Ticket, digest_of
from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.followed import Watch, begun, watch_id_of
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.pipeline.watching import look
from sourcier.store import Store, open_store

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("shared") / "library.db") as kept:
        kept.add_all(read_page(page) for page in press() if page.address == FOUNDING_PAGE_ADDRESS)
        settle(kept)
        make_account(kept, "ada", "owner")
        kept.feeds.follow([begun(f"https://phare.example/{n}/a-rather-long-path-to-a-feed.xml", "", "", NOW) for n in range(3)])
        kept.watches.add(Watch(watch_id_of("pattern", "(?i)a"), "pattern", "(?i)a", NOW), from_now=False)
        look(kept, NOW)
        yield kept


@pytest.fixture(scope="module")
def address(library: Store) -> Iterator[str]:
    with served(library, access="members") as address:
        yield address


def _ticket(library: Store, name: str, role: Role, kind: Any = "session") -> str:
    account, token = make_account(library, name, role), secrets.token_urlsafe(32)
    library.accounts.give(Ticket(digest_of(token), kind, account.account_id, NOW, NOW + timedelta(days=1)))
    return token


@contextmanager
def _tab(browser: Browser, address: str, token: str = "", **more: Any) -> Iterator[tuple[BrowserContext, Page]]:
    """A fresh tab, which holds the session of a token."""
    context = browser.new_context(base_url=address, **more)
    if token:
        context.add_cookies([{"name": "session", "value": token, "url": address}])
    wrong: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith((address, "data:")) else wrong.append(request.url))
    yield context, tab
    context.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_people_is_wider_than_its_screen_and_all_are_accessible(
    browser: Browser, library: Store, address: str, width: int, scheme: Any
) -> None:
    guest = "/invitation/" + _ticket(library, "guest", "reader", "invitation")
    watch = library.watches.all()[0].watch_id
    theirs = ["/settings", "/settings/feeds", "/settings/accounts", "/account", "/watches", f"/watch/{watch}", "/requests", "/moderation"]
    faults = []
    for signed, paths in (("", ["/sign-in", guest]), (_ticket(library, "ada", "owner"), theirs)):
        view = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "bypass_csp": True, "locale": "fr-FR"}
        with _tab(browser, address, signed, **view) as (_, tab):
            for path in paths:
                tab.goto(path)
                if tab.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((path, "wider than the screen"))
                found = Axe().run(tab).response["violations"]
                faults += [(path, f"{rule['id']} {node['html'][:160]}") for rule in found for node in rule["nodes"][:3]]
    assert faults == []


def test_signing_in_by_keyboard_and_without_script(browser: Browser, address: str) -> None:
    with _tab(browser, address, java_script_enabled=False) as (context, tab):
        tab.goto("/outlets?x=1")
        assert tab.locator("h1").inner_text() == "Sign in"
        tab.get_by_label("Name").focus()  # without script nothing takes the focus by itself
        tab.keyboard.type("ada")
        tab.keyboard.press("Tab")
        tab.keyboard.type("not that one")
        tab.keyboard.press("Enter")
        assert "do not go together" in tab.get_by_role("alert").inner_text()
        tab.get_by_label("Password").fill(PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/outlets?x=1")
        assert [cookie["name"] for cookie in context.cookies() if not cookie["httpOnly"]] == []
        tab.get_by_role("link", name="Signed in as ada").click()
        tab.get_by_role("button", name="Sign out", exact=True).click()
        tab.goto("/outlets")
        assert tab.locator("h1").inner_text() == "Sign in"


def test_somebody_is_invited_and_comes(browser: Browser, library: Store, address: str) -> None:
    with _tab(browser, address, _ticket(library, "ada", "owner")) as (_, owner):
        owner.goto("/settings/accounts")
        owner.get_by_label("Name to sign in by").fill("Ève")
        owner.locator("select[name=role]").first.select_option("moderator")
        owner.get_by_role("button", name="Invite").click()
        link = owner.get_by_role("status").locator("code").inner_text()
    with _tab(browser, address) as (_, guest):
        guest.goto(link)
        assert "ève" in guest.locator(".lead").inner_text()
        guest.get_by_label("New password").fill("nine copper kettles")
        guest.get_by_role("button", name="Choose it and sign in").click()
        guest.wait_for_url("**/")
        expect(guest.get_by_role("link", name="Moderation")).to_have_count(1)
        guest.goto("/settings")
        assert guest.get_by_role("link", name="Accounts").count() == 0
        guest.goto("/settings/accounts")
        assert guest.locator("h1").inner_text() == "Not for you"


def test_a_watch_is_made_mended_and_taken_back(browser: Browser, library: Store, address: str) -> None:
    with _tab(browser, address, _ticket(library, "ada", "owner")) as (_, tab):
        tab.goto("/watches")
        tab.get_by_label("Tell me when").select_option("pattern")
        tab.get_by_label("Name, address, words or pattern").fill("(a(?=b)")
        tab.get_by_role("button", name="Watch", exact=True).click()
        assert "That cannot be watched for" in tab.get_by_role("alert").inner_text()
        assert tab.get_by_label("Name, address, words or pattern").input_value() == "(a(?=b)"
        tab.get_by_label("Name, address, words or pattern").fill("(?i)mill")
        tab.get_by_role("button", name="Watch", exact=True).click()
        assert tab.locator("h1").inner_text() == "(?i)mill"
        tab.get_by_role("button", name="Watch no more").click()
        tab.wait_for_url("**/watches")
        expect(tab.get_by_role("link", name="(?i)mill")).to_have_count(0)


def test_a_list_of_feeds_is_handed_over_and_taken_out(browser: Browser, library: Store, address: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text('<opml version="2.0"><body><outline xmlUrl="https://un.example/feed"/></body></opml>', encoding="utf-8")
    with _tab(browser, address, _ticket(library, "ada", "owner")) as (_, tab):
        tab.goto("/settings/feeds")
        tab.get_by_label("A list of feeds").set_input_files(path)
        tab.get_by_role("button", name="Take it in").click()
        tab.wait_for_url("**/requests**")
        assert "OPML" in tab.locator(".requests li").first.inner_text()
        tab.goto("/settings/feeds")
        with tab.expect_download() as download:
            tab.get_by_role("link", name="as OPML").click()
        assert "a-rather-long-path" in Path(download.value.path()).read_text(encoding="utf-8")
        count = tab.locator(".entries li").count()
        tab.get_by_role("button", name="Drop").first.click()
        expect(tab.locator(".entries li")).to_have_count(count - 1)


def test_people_sign_in_on_a_network_without_https(browser: Browser, library: Store) -> None:
    """There a browser says less of where a form comes from than on loopback: it must be enough."""
    with served(library, "members", ["reader.example"]) as served_at:
        address = served_at.replace("127.0.0.1", "reader.example")
        with _tab(browser, address) as (_, tab):
            tab.goto("/sign-in")
            assert not tab.evaluate("isSecureContext")
            tab.get_by_label("Name").fill("ada")
            tab.get_by_label("Password").fill(PASSWORD)
            tab.get_by_role("button", name="Sign in").click()
            expect(tab).to_have_url(f"{address}/")
            tab.goto("/account")
            tab.get_by_role("button", name="Make a key").click()
            assert "/feed/stories.atom?key=" in tab.inner_text("main")
