"""Following many feeds, against lemon24/reader: CPU seconds of a first pass, of one where nothing changed, of one where a tenth did.

    python benchmarks/following.py [--feeds 2000] [--entries 20] [--only sourcier|reader] [--quick]

The feeds are invented and served from a process of their own on this machine, with entity tags, each entry with its whole text, so
that no page is asked for. Both programs fetch, parse, compare with what they hold, store and index for search; what only Sourcier
does, reading articles off the texts and comparing and tracing them, is measured apart. Counted is the CPU time of all threads of the
process in a pass, without starting it and without loading the words of languages, which reading needs. With --quick what is
measured apart is left out: articles are made of the texts as they stand, paragraph by paragraph, and not compared.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Any

PASSES = ("first", "unchanged", "a tenth changed")
_EPOCH = datetime(2031, 6, 1, tzinfo=UTC)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Invented words with the lengths, accents and frequencies of a language (Zipf's law), and their running weights."""
    chance = random.Random(7)  # noqa: S311 - invented texts
    syllables = ("ba", "che", "di", "é", "fou", "gla", "ji", "ko", "lin", "mar", "no", "pré", "qui", "ros", "tan", "vel", "zu", "ço", "à")
    words = list(dict.fromkeys("".join(chance.choices(syllables, k=min(4, 1 + n // 20))) for n in range(12_000)))
    return words, list(accumulate(1 / rank for rank in range(2, len(words) + 2)))


def _words(chance: random.Random, count: int) -> str:
    """So many words of the vocabulary."""
    words, weights = _vocabulary()
    return " ".join(chance.choices(words, cum_weights=weights, k=count))


def feed_bytes(number: int, entries: int, turn: int) -> bytes:
    """One invented feed; in the third turn every tenth feed has two new entries in place of its oldest."""
    newest = entries + (2 if turn == 2 and number % 10 == 0 else 0)
    items = []
    for entry in range(newest - entries, newest)[::-1]:
        chance = random.Random(f"{number} {entry}")  # noqa: S311 - invented texts
        text = "".join(f"<p>{_words(chance, 45).capitalize()}.</p>" for _ in range(6))
        when = (_EPOCH - timedelta(hours=entries - entry)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        items.append(
            f"<item><title>{_words(chance, 8)}</title><link>https://site{number}.example/{entry}</link>"
            f'<guid isPermaLink="false">{number}-{entry}</guid><pubDate>{when}</pubDate>'
            f"<description><![CDATA[{text}]]></description></item>"
        )
    head = f"<title>Feed {number}</title><link>https://site{number}.example/</link><description>invented</description>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


async def serve(feeds: int, entries: int) -> None:
    """Serves the feeds, made beforehand, until the input ends; its port is printed. "/turn/N" sets the turn."""
    made = [[feed_bytes(n, entries, turn) if turn == 0 or n % 10 == 0 else b"" for n in range(feeds)] for turn in (0, 2)]
    turn = 0

    def page(path: str) -> bytes | None:
        nonlocal turn
        kind, _, value = path.strip("/").partition("/")
        if kind == "turn":
            turn = int(value)
            return b"ok"
        number = int(value) if kind == "feed" and value.isdigit() else -1
        return (made[turn == 2][number] or made[0][number]) if 0 <= number < feeds else None

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            path = head.split(b" ", 2)[1].decode()
            content = page(path)
            tag = f'"{len(content)}-{hash(content)}"' if content else '""'
            is_known = content is not None and f"if-none-match: {tag}" in head.decode("latin-1").lower()
            status = "304 Not Modified" if is_known else "200 OK" if content is not None else "404 Not Found"
            body = b"" if is_known or content is None else content
            writer.write(f"HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Type: application/rss+xml\r\n".encode())
            writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


async def _head(reader: asyncio.StreamReader) -> bytes:
    """The head of the next request, b"" when there is none."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def _turn(base: str, turn: int) -> None:
    """Tell the server which turn it is."""
    import urllib.request

    with urllib.request.urlopen(f"{base}/turn/{turn}") as answer:
        answer.read()


def _as_it_stands(page: Any, **_: object) -> Any:  # noqa: ANN401 - a page, and a reading of it; the types load with the program
    """The reading of a page of one of our entries without any rule: its paragraphs are the body."""
    from sourcier.model import Article, Block, Outlet, Reading, Span

    text = page.content.decode()
    paragraphs = re.findall("<p>(.*?)</p>", text)
    body = "\n".join(paragraphs)
    starts = list(accumulate((len(paragraph) + 1 for paragraph in paragraphs), initial=0))
    blocks = [Block("body", words, Span(at, at + len(words)), "html>body>article>p") for words, at in zip(paragraphs, starts, strict=False)]
    title = text.partition("<h1>")[2].partition("</h1>")[0]
    more = {"published": page.captured_at, "captured_at": page.captured_at, "outlet": Outlet("invented"), "blocks": tuple(blocks)}
    return Reading(page, Article(body=body, title=title, address=page.address, **more))


def run_sourcier(base: str, feeds: int, folder: Path, *, is_quick: bool) -> list[dict[str, Any]]:
    """The costs of the three passes for Sourcier."""
    from sourcier.followed import Followed, feed_id_of
    from sourcier.gather.crowd import Crowd
    from sourcier.gather.http import Fetcher
    from sourcier.model import Page
    from sourcier.pipeline import following
    from sourcier.store import open_store

    apart = {"read_page": 0.0, "settle": 0.0, "unsettled": 0.0}

    def timed(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            begun = time.thread_time()
            try:
                return work(*given, **named)
            finally:
                apart[name] += time.thread_time() - begun

        return run

    following.read_page(Page("https://phare.example/", b"<p>Loads the words of all languages.</p>"))
    gc.freeze()  # as the command does
    gc.set_threshold(50_000, 20, 20)
    if is_quick:
        following.read_page, following.settle, following.unsettled = _as_it_stands, lambda _: 0, lambda _: 0
    for name in ("read_page", "settle", "unsettled"):
        setattr(following, name, timed(name, getattr(following, name)))
    addresses = [f"{base}/feed/{n}" for n in range(feeds)]
    costs = []
    with open_store(folder / "library.db") as library:
        library.feeds.follow(Followed(feed_id_of(a), a, added_at=_EPOCH, due_at=_EPOCH) for a in addresses)
        for turn, name in enumerate(PASSES):
            _turn(base, turn)
            now = _EPOCH + timedelta(days=2 * turn)
            apart.update(dict.fromkeys(apart, 0.0))
            begun, wall = time.process_time(), time.monotonic()
            with Crowd(Fetcher(allow=("127.0.0.1",), gap=0.0)) as crowd:
                steps = list(following.follow_once(library, crowd, lambda now=now: now))
            total = time.process_time() - begun
            reading = apart["read_page"]
            comparing = apart["settle"] + apart["unsettled"]
            row = {"pass": name, "cpu_s": total - reading - comparing, "reading_s": reading, "comparing_s": comparing}
            new = sum(step.new for step in steps if step.kind == "feed")
            costs.append({**row, "wall_s": time.monotonic() - wall, "new": new, "failed": sum(step.error is not None for step in steps)})
    return costs


def run_reader(base: str, feeds: int, folder: Path) -> list[dict[str, Any]]:
    """The costs of the three passes for lemon24/reader, search included."""
    from reader import make_reader

    reader = make_reader(str(folder / "reader.db"))
    for n in range(feeds):
        reader.add_feed(f"{base}/feed/{n}")
    reader.enable_search()
    costs = []
    for turn, name in enumerate(PASSES):
        _turn(base, turn)
        begun, wall = time.process_time(), time.monotonic()
        new = sum(
            result.value.new
            for result in reader.update_feeds_iter(scheduled=False)
            if not isinstance(result.value, Exception) and result.value
        )
        reader.update_search()
        costs.append({"pass": name, "cpu_s": time.process_time() - begun, "wall_s": time.monotonic() - wall, "new": new})
    return costs


def _in_process(name: str, base: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The costs of one program, in a process of its own."""
    command = [sys.executable, __file__, "--run", name, "--base", base, "--feeds", str(options.feeds), "--entries", str(options.entries)]
    command += ["--quick"] if options.quick else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr[-2000:]}")
    costs: list[dict[str, Any]] = json.loads(done.stdout)
    return costs


def main() -> None:
    """Run both, print their costs and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--only", choices=["sourcier", "reader"])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--run", choices=["sourcier", "reader", "serve"], help=argparse.SUPPRESS)
    parser.add_argument("--base", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run == "serve":
        asyncio.run(serve(options.feeds, options.entries))
        return
    if options.run:
        with tempfile.TemporaryDirectory() as folder:
            run = partial(run_sourcier, is_quick=options.quick) if options.run == "sourcier" else run_reader
            print(json.dumps(run(options.base, options.feeds, Path(folder))))
        return
    command = [sys.executable, __file__, "--run", "serve", "--feeds", str(options.feeds), "--entries", str(options.entries)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        base = f"http://127.0.0.1:{server.stdout.readline().strip()}" if server.stdout else ""
        names = [options.only] if options.only else ["sourcier", "reader"]
        told = {name: _in_process(name, base, options) for name in names}
        if server.stdin:
            server.stdin.close()
    _print(told)


def _print(told: dict[str, list[dict[str, Any]]]) -> None:
    """The table: a line a program and pass, then the shares."""
    for name, costs in told.items():
        for cost in costs:
            print(f"{name:9} {cost['pass']:16} " + "  ".join(f"{k} {v:.2f}" for k, v in cost.items() if k != "pass"))
    if len(told) == 2:
        for ours, theirs in zip(told["sourcier"], told["reader"], strict=True):
            print(f"share     {ours['pass']:16} {ours['cpu_s'] / theirs['cpu_s']:.3f}")


if __name__ == "__main__":
    main()
