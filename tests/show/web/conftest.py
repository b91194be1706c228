"""The reader on the invented press, in process and over a real socket, and a real browser to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient
from tests.show.web.serving import served

from sourcier.demo import press
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.web import make_app
from sourcier.store import Store, open_store

TEST_ALL = os.environ.get("SOURCIER_TEST_ALL") == "1"


@pytest.fixture(scope="session")
def press_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A library of the invented press, settled."""
    with open_store(tmp_path_factory.mktemp("press") / "library.db") as library:
        library.add_all(map(read_page, press()))
        settle(library)
        yield library


@pytest.fixture
def client(press_library: Store) -> Iterator[TestClient]:
    """The reader of the invented press, in process."""
    with TestClient(make_app(press_library), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="session")
def address(press_library: Store) -> Iterator[str]:
    """Where the invented press is shown over a real socket."""
    with served(press_library) as address:
        yield address


@pytest.fixture(scope="module")  # its loop must not outlive the module: it would stand in the way of every other
def browser() -> Iterator[Browser]:
    """Chromium, asked not to talk to anybody on its own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        (pytest.fail if TEST_ALL else pytest.skip)("browser: no Chromium is installed")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    arguments.append("--host-resolver-rules=MAP *.example 127.0.0.1")  # names of a network that has none
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=Path(chromium), args=arguments)
        yield opened
        opened.close()
