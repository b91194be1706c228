"""The reader in a real browser: clicks, keys, phones, darkness, French, no script, and pages that mean harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, expect
from tests.show.web.serving import served

from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.model import Article, AuthorBox, Credit, Debris, Outlet, Reading, Span, Statement
from sourcier.model import Page as Capture
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.store import Store, open_store

pytestmark = pytest.mark.browser
XSS = Path(__file__).resolve().parents[4] / "shared" / "hostile" / "xss"
_OWN_VECTORS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</mark></p><iframe srcdoc='<script>alert(1)</script>'>",
)


@pytest.fixture
def paths(press_library: Store) -> list[str]:
    """One page of each kind."""
    article = press_library.find_article(FOUNDING_PAGE_ADDRESS)
    story = press_library.story_of(article.article_id)
    assert story is not None
    pair = next(d for d in story.derivations if d.is_held)
    outlet = article.outlet.name if article.outlet else ""
    step = f"/story/{story.story_id}/{pair.node_id}/{pair.derived_from}"
    rest = [
        f"/article/{article.article_id}/versions",
        "/outlets",
        f"/outlet/{outlet}",
        "/network",
        "/statements",
        "/search?q=drones",
        "/nothing",
    ]
    return ["/", f"/story/{story.story_id}", step, f"/article/{article.article_id}", *rest]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh tab that fails the test on any error, warning or request that leaves the host."""
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    wrong: list[str] = []
    _watch(tab, address, wrong)
    yield tab
    context.close()
    assert wrong == []


def _watch(tab: Page, address: str, wrong: list[str]) -> None:
    def seen(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            wrong.append(f"leaves the host: {request.url}")

    tab.on("request", seen)
    tab.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    tab.on("console", lambda line: wrong.append(line.text) if line.type in {"error", "warning"} and "404" not in line.text else None)


def test_a_newcomer_clicks_to_the_evidence(page: Page) -> None:
    page.goto("/")
    page.locator(".stories li", has=page.locator(".verdict.uncredited")).first.locator("h2 a").click()
    page.locator("tr", has=page.locator(".verdict.uncredited")).first.get_by_role("link", name="Compare").click()
    expect(page.locator(".finding.uncredited")).to_have_count(1)
    expect(page.locator(".evidence li").first).to_be_attached()
    expect(page.locator(".pair .left").first).to_be_attached()


def test_an_arrow_of_the_river_leads_to_its_evidence(page: Page, paths: list[str]) -> None:
    page.goto(paths[1])
    arrow = page.locator(".arrows a").first
    target = arrow.get_attribute("href")
    arrow.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    assert page.locator(".finding").count() == 1


def test_pointing_at_an_arrow_lights_its_row(page: Page, paths: list[str]) -> None:
    page.goto(paths[1])
    arrow = page.locator(".arrows a").first
    arrow.locator(".line").dispatch_event("pointerenter")
    arrow.dispatch_event("pointerenter")
    assert page.locator("tr.lit").count() == 1


def test_everything_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("drones")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=drones")
    assert page.locator(".hits li").count() > 2


def test_a_marked_statement_and_its_row_are_one(page: Page, paths: list[str]) -> None:
    page.goto(paths[3])
    page.locator("mark[data-statement]").first.dispatch_event("pointerenter")
    assert page.locator(".said li.lit").count() == 1


def test_without_script_every_page_says_the_same(browser: Browser, address: str, paths: list[str]) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    for path in paths:
        tab.goto(path)
        assert tab.locator("h1").count() == 1
    tab.goto(paths[1])
    tab.locator("table a", has_text="Compare").first.click()
    expect(tab.locator(".evidence li").first).to_be_attached()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_screen_and_all_are_accessible(
    browser: Browser, address: str, paths: list[str], width: int, scheme: Any
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    faults = []
    for path in paths:
        tab.goto(path)
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((path, "wider than the screen", ""))
        found = Axe().run(tab).response["violations"]
        faults += [
            (path, rule["id"], node["html"][:160] + str(node.get("failureSummary"))[-160:]) for rule in found for node in rule["nodes"][:3]
        ]
    context.close()
    assert faults == []


def test_the_browser_s_language_is_answered(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="fr-FR")
    tab = context.new_page()
    tab.goto("/")
    assert tab.locator("h1").inner_text() == "Histoires"
    tab.get_by_role("link", name="English").click()
    assert tab.locator("h1").inner_text() == "Stories"
    tab.get_by_role("link", name="Outlets", exact=True).click()
    assert tab.locator("h1").inner_text() == "Outlets"
    context.close()


def _hostile_readings(vectors: list[str]) -> Iterator[Reading]:
    """Two articles a vector that share their text: the vector in every field that a page can fill."""
    for number, vector in enumerate(vectors):
        body = f"{vector} was read aloud by the clerk of Varn on Monday while nobody in the room wrote down what it meant.\n" * 4
        for side in ("one", "two"):
            article = Article(
                body=body,
                title=f"{vector} {side}",
                address=f"https://{side}{number}.example/" + ("" if side == "one" else f"?x={vector}"),
                outlet=Outlet(f"{vector} {side}"),
                authors=(vector,),
                author_box=AuthorBox(vector, vector),
                credits=(Credit("origin", vector, vector, vector),),
                debris=(Debris("read_more", vector, vector, vector, vector),),
                flags=(vector,),
                language="en",
                published=datetime(2031, 5, 2, 6 if side == "one" else 9, tzinfo=UTC),
            )
            said = Statement(article.article_id, "direct", (Span(0, len(vector)),), Span(0, 2), Span(0, 3), vector, vector, vector)
            yield Reading(Capture(article.address, article.title.encode("utf-8", "replace"), "text/html"), article, None, (said,))


def _assert_harmless(browser: Browser, library: Store) -> None:
    """No dialog opens on any page of the library, with the policy off that would stop one."""
    opened: list[str] = []

    def seen(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    with served(library) as address:
        context = browser.new_context(base_url=address, bypass_csp=True)
        context.on("dialog", seen)
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        tab = context.new_page()
        for path in ["/", "/?show=all", "/outlets", "/network", "/statements", "/search?q=clerk"]:
            tab.goto(path)
        for story in library.stories(limit=80):
            for path in [f"/story/{story.story_id}", *(f"/article/{key}" for key in story.articles)]:
                tab.goto(path, wait_until="load")
        for link in tab.locator("a[href]").all():
            assert not (link.get_attribute("href") or "").lower().startswith(("javascript:", "data:", "vbscript:"))
        tab.wait_for_timeout(200)
        context.close()
    assert opened == []


def test_what_a_page_says_never_runs(browser: Browser, tmp_path: Path) -> None:
    with open_store(tmp_path / "hostile.db") as library:
        library.add_all(_hostile_readings(list(_OWN_VECTORS)))
        settle(library)
        _assert_harmless(browser, library)


@pytest.mark.shared
def test_no_known_vector_runs(browser: Browser, tmp_path: Path) -> None:
    texts = [(XSS / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("ours", "dompurify")]
    lines = [json.loads(line) for text in texts for line in text.split("\n") if line]
    vectors = [line["payload"] for line in lines if isinstance(line.get("payload"), str)]
    assert len(vectors) > 100
    # All vectors of a batch in one text: each page then carries dozens of them.
    batches = ["\n".join(vectors[start : start + 40])[:20_000] for start in range(0, len(vectors), 40)]
    with open_store(tmp_path / "hostile.db") as library:
        library.add_all(_hostile_readings(batches))
        settle(library)
        _assert_harmless(browser, library)


def test_a_comment_is_posted_held_approved_and_shown(browser: Browser, tmp_path: Path) -> None:
    with open_store(tmp_path / "library.db") as library:
        library.add_all(read_page(page) for page in press() if page.address == FOUNDING_PAGE_ADDRESS)
        settle(library)
        article = library.find_article(FOUNDING_PAGE_ADDRESS)
        with served(library) as address:
            context = browser.new_context(base_url=address)
            tab = context.new_page()
            tab.goto(f"/article/{article.article_id}")
            tab.get_by_label("Name").fill("Ada Brook")
            tab.get_by_label("E-mail (never shown)").fill("ada@quay-mail.example")
            tab.get_by_label("Your words").fill("It stood elsewhere a *day* before.")
            tab.wait_for_timeout(3100)  # nobody writes faster
            tab.get_by_role("button", name="Send").click()
            assert tab.get_by_role("status").inner_text().startswith("Thank you")
            expect(tab.locator(".comments .comment")).to_have_count(0)
            tab.get_by_role("link", name="Moderation").click()
            tab.get_by_role("button", name="Show", exact=True).click()
            tab.goto(f"/article/{article.article_id}")
            assert tab.locator(".comments .words em").inner_text() == "day"
            assert "quay-mail" not in tab.content()
            context.close()


def test_a_bookmark_hands_over_the_page_a_person_looks_at(browser: Browser, tmp_path: Path) -> None:
    page = next(page for page in press() if page.address == FOUNDING_PAGE_ADDRESS)
    with open_store(tmp_path / "library.db") as library, served(library) as address:
        context = browser.new_context()
        context.route("**://*.example/**", lambda route: route.fulfill(body=page.content, content_type="text/html; charset=utf-8"))
        tab = context.new_page()
        tab.goto(f"{address}/requests")
        bookmark = tab.locator("a.bookmark").get_attribute("href")
        assert bookmark is not None
        tab.goto(FOUNDING_PAGE_ADDRESS)
        with context.expect_page() as opened:
            tab.evaluate(bookmark.removeprefix("javascript:"))
        reader = opened.value
        reader.get_by_role("button", name="Keep it and trace it").click()
        reader.wait_for_url("**/requests**")
        expect(reader.locator(".requests li")).to_have_count(1)
        request = library.readers.next_request()
        assert request is not None
        assert request.words == FOUNDING_PAGE_ADDRESS
        assert b"Horizons Libres" in request.content
        context.close()


def test_an_article_is_cited_by_keyboard(browser: Browser, address: str, paths: list[str]) -> None:
    """The credit line is reached by Tab and copied by a key; without script it can be selected all the same."""
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(paths[3])
    line = tab.locator("[data-cite]")
    told = line.input_value()
    assert "sha-256" in told
    line.focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-copied]")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()") == told
    context.close()
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(paths[3])
    assert not tab.locator("[data-copy]").is_visible()
    assert tab.locator("[data-cite]").is_visible()
    context.close()
