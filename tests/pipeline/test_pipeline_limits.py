"""The processor time of a page: what is too slow is stopped and told of, and the page after it is read as ever."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from time import process_time

import pytest
from tests.pipeline.test_pipeline_tracing import LEDGER

from sourcier.model import Article, Page, Reading, Template
from sourcier.pipeline import reading
from sourcier.pipeline.limits import TooSlowError, cpu_seconds
from sourcier.read import read_article


def work(seconds: float) -> None:
    begun = process_time()
    while process_time() - begun < seconds:
        pass


def test_what_takes_too_long_is_stopped() -> None:
    begun = process_time()
    with pytest.raises(TooSlowError, match=r"took more than 0\.05 s of processor time"), cpu_seconds(0.05):
        work(20)
    assert process_time() - begun < 5


def work_on(seconds: float) -> None:
    """Work that swallows the first stop, as a callback of a parser may."""
    try:
        work(seconds)
    except TooSlowError:
        work(seconds)


def test_a_stop_that_was_swallowed_comes_again() -> None:
    with pytest.raises(TooSlowError), cpu_seconds(0.05):
        work_on(20)


def test_what_ends_in_time_leaves_no_timer_and_no_handler() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_seconds(5):
        work(0.01)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_a_thread_that_cannot_be_stopped_is_left_to_work() -> None:
    ended: list[bool] = []

    def inside() -> None:
        with cpu_seconds(0.01):
            work(0.1)
        ended.append(True)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_page_that_is_too_slow_is_a_result_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = [tmp_path / "endless.html", tmp_path / "ferry.html"]
    for name in names:
        name.write_bytes(LEDGER.content)

    def endless(page: Page, *, template: Template | None = None) -> Article:
        if "endless" in page.address:
            work(20)
        return read_article(page, template=template)

    monkeypatch.setattr(reading, "read_article", endless)
    monkeypatch.setattr(reading, "LONGEST_READ", 0.5)
    first, second = reading.read_inputs([str(name) for name in names], pytest.fail)
    assert isinstance(first, Reading)
    assert first.error == "took more than 0.5 s of processor time"
    assert isinstance(second, Reading)
    assert second.article is not None
