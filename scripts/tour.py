"""Makes the pictures of the tour (docs/tour/) from the demo, in a browser on this machine.

    python scripts/tour.py [--folder docs/tour] [--chromium PATH]

The demo's press is read and settled into a library of its own, shown on a free port, and looked at page by page: light and dark, on a
wide screen and on a phone. Pictures are kept small: few colours, no more of a page than tells something.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.web import make_app
from sourcier.show.web.server import listen
from sourcier.store import Store, open_store

_COLOURS = 224
_WIDE, _PHONE = {"width": 1120, "height": 760}, {"width": 390, "height": 760}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the page, and how it is looked at; `element` is what is shown of it, "" for the window."""

    name: str
    path: str
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"
    is_phone: bool = False
    element: str = ""


def pictures_of(library: Store) -> list[Picture]:
    """What the tour shows, in its order."""
    founding = library.find_article(FOUNDING_PAGE_ADDRESS).article_id
    largest = max(library.stories(), key=lambda one: (len(one.articles), one.story_id))
    copied = _uncredited(library)
    return [
        Picture("stories", "/"),
        Picture("story", f"/story/{largest.story_id}"),
        Picture("story-dark", f"/story/{largest.story_id}", scheme="dark"),
        Picture("evidence", copied),
        Picture("article", f"/article/{founding}"),
        Picture("article-french-phone", f"/article/{founding}", language="fr", is_phone=True),
        Picture("network", "/network", element="svg.network"),
        Picture("outlet", f"/outlet/{library.outlets()[0].name}"),
        Picture("statements", "/statements", scheme="dark"),
    ]


def _uncredited(library: Store) -> str:
    """The page of a copy without credit whose two texts are held."""
    for story in library.stories(least=2):
        for step in story.derivations:
            if step.verdict == "uncredited" and step.is_held and step.node_id.startswith("a"):
                return f"/story/{story.story_id}/{step.node_id}/{step.derived_from}"
    raise SystemExit("the demo has no copy without credit")


@contextmanager
def shown(library: Store) -> Iterator[str]:
    """Where the library is shown while the pictures are made."""
    with listen("127.0.0.1", 0) as taken:
        server = uvicorn.Server(uvicorn.Config(make_app(library), log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def take(browser: Browser, base: str, picture: Picture) -> bytes:
    """The picture as a PNG of few colours."""
    size = _PHONE if picture.is_phone else _WIDE
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, color_scheme=picture.scheme, locale=picture.language
    )
    page = context.new_page()
    page.goto(base + picture.path)
    taken = page.locator(picture.element).screenshot() if picture.element else page.screenshot()
    context.close()
    out = BytesIO()
    Image.open(BytesIO(taken)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Make every picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parent.parent / "docs" / "tour")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    asked = parser.parse_args()
    if not asked.chromium:
        print("no Chromium is installed", file=sys.stderr)
        return 3
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "library.db") as library, sync_playwright() as playwright:
        library.add_all(map(read_page, press()))
        settle(library)
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox", "--disable-gpu"])
        with shown(library) as base:
            for picture in pictures_of(library):
                content = take(browser, base, picture)
                (asked.folder / f"{picture.name}.png").write_bytes(content)
                print(f"{picture.name}.png {len(content) // 1024} KiB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
