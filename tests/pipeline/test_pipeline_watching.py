"""Watching from end to end: what arrives is seen once, whoever takes from an outlet is found, webhooks are told until they answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sourcier.errors import GatherError
from sourcier.followed import Watch, WatchKind, watch_id_of
from sourcier.model import Page
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.pipeline.watching import look, tell
from sourcier.store import Store, open_store

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
PARAGRAPHS = (
    "La digue de Morvane a cédé dans la nuit de jeudi à vendredi, et l'eau est entrée dans les rues basses de la ville.",
    "« Nous n'avions jamais vu l'eau monter si vite », a déclaré la mairesse, Aude Lestrange, devant le gymnase de la ville.",
    "Les pompiers de trois cantons ont pompé jusqu'au matin ; le préfet attend les experts avant de dire si les murs tiendront.",
    "Le pont de la gare restera fermé toute la semaine, et les trains de la vallée s'arrêtent désormais à la halte de Courzon.",
)


def _add(library: Store, outlet: str, domain: str, hour: int, foot: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = f"""<!doctype html><html lang="fr"><head><title>La digue de Morvane a cédé</title>
<meta property="og:site_name" content="{outlet}"><meta property="article:published_time" content="2031-05-02T{hour:02}:00:00Z"></head>
<body><article><h1>La digue de Morvane a cédé</h1>{text}{foot}</article></body></html>"""
    reading = read_page(Page(f"https://{domain}/digue", html.encode(), "text/html", NOW))
    assert reading.article is not None
    library.add(reading)
    settle(library)
    return reading.article.article_id


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as store:
        yield store


def _watch(library: Store, kind: WatchKind, words: str, *, webhook: str = "", past: bool = False) -> str:
    watch_id = watch_id_of(kind, words)
    library.watches.add(Watch(watch_id, kind, words, NOW, webhook=webhook, secret="un secret bien long"), from_now=not past)
    return watch_id


def test_what_was_there_before_is_seen_only_when_asked_for(library: Store) -> None:
    _add(library, "Le Phare", "phare.example", 8)
    _watch(library, "phrase", "digue de Morvane")
    assert look(library, NOW) == 0
    past = _watch(library, "phrase", "la halte de Courzon", past=True)
    assert look(library, NOW) == 1
    assert [one.watch_id for one in library.watches.sightings()] == [past]


def test_each_kind_meets_what_it_waits_for_once(library: Store) -> None:
    ids = {
        "phrase": _watch(library, "phrase", "digue de morvane"),
        "speaker": _watch(library, "speaker", "Aude Lestrange"),
        "pattern": _watch(library, "pattern", "hal.e de C"),
        "address": _watch(library, "address", "https://phare.example/digue"),
    }
    _add(library, "Le Phare", "phare.example", 8)
    assert look(library, NOW) == 4
    assert look(library, NOW) == 0
    seen = {one.watch_id: one for one in library.watches.sightings()}
    assert set(seen) == set(ids.values())
    assert {one.outlet for one in seen.values()} == {"Le Phare"}
    assert "jamais vu" in seen[ids["speaker"]].words


def test_whoever_takes_from_a_watched_outlet_is_told_of(library: Store) -> None:
    _add(library, "Le Phare", "phare.example", 8)
    watch = _watch(library, "outlet", "Le Phare")
    copy = _add(library, "Le Relais", "relais.example", 11, '<p>Source : <a href="https://phare.example/digue">Le Phare</a></p>')
    assert look(library, NOW) == 1
    (one,) = library.watches.sightings(watch)
    assert (one.article_id, one.outlet, one.reason) == (copy, "Le Relais", "takes text from the outlet")


def test_a_copy_that_was_there_first_is_told_of_once_its_origin_arrives(library: Store) -> None:
    copy = _add(library, "Le Relais", "relais.example", 11)
    watch = _watch(library, "outlet", "phare.example")
    _add(library, "Le Phare", "phare.example", 8)
    look(library, NOW)
    assert [one.article_id for one in library.watches.sightings(watch)] == [copy]


def test_a_look_that_was_cut_is_taken_up_again(library: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _watch(library, "phrase", "digue de Morvane")
    _add(library, "Le Phare", "phare.example", 8)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sourcier.store.watches.insert_or", stopped)
        with pytest.raises(KeyboardInterrupt):
            look(library, NOW)
    assert library.watches.count() == 0
    assert look(library, NOW) == 1


def test_an_article_that_reads_otherwise_is_looked_at_again_when_told_to(library: Store) -> None:
    article_id = _add(library, "Le Phare", "phare.example", 8)
    _watch(library, "speaker", "Aude Lestrange")
    assert look(library, NOW) == 0
    assert look(library, NOW, again=[article_id, "a0"]) == 1
    assert look(library, NOW, again=[article_id]) == 0


class Receiver:
    """A webhook that answers as told; what it was sent is noted."""

    def __init__(self, *answers: int | GatherError) -> None:
        self.answers, self.got = list(answers), list[tuple[str, bytes, dict[str, str]]]()

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        self.got.append((address, body, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, GatherError):
            raise answer
        return answer


def test_a_webhook_is_told_until_it_answers_and_never_again(library: Store) -> None:
    _watch(library, "phrase", "digue de Morvane", webhook="https://crochet.example/")
    _add(library, "Le Phare", "phare.example", 8)
    look(library, NOW)
    receiver = Receiver(GatherError("no connection could be made", "x"), 500, 204)
    assert [error.reason for error in tell(library, receiver, NOW)] == ["no connection could be made"]
    assert list(tell(library, receiver, NOW + timedelta(seconds=59))) == []
    assert [error.reason for error in tell(library, receiver, NOW + timedelta(minutes=2))] == ["the webhook answers with status 500"]
    assert list(tell(library, receiver, NOW + timedelta(hours=1))) == []
    assert list(tell(library, receiver, NOW + timedelta(days=9))) == []
    assert len(receiver.got) == 3
    assert {headers["Sourcier-Delivery"] for _, _, headers in receiver.got} == {library.watches.sightings()[0].sighting_id}
    assert library.watches.sightings()[0].told_at == NOW + timedelta(hours=1)


def test_a_webhook_that_never_answers_is_given_up(library: Store) -> None:
    _watch(library, "phrase", "digue de Morvane", webhook="https://crochet.example/")
    _add(library, "Le Phare", "phare.example", 8)
    look(library, NOW)
    receiver = Receiver(*[302] * 99)
    for day in range(30):
        list(tell(library, receiver, NOW + timedelta(days=day)))
    assert len(receiver.got) == 10
    (one,) = library.watches.sightings()
    assert (one.told_at, one.tell_at, one.tries) == (None, None, 10)


def test_a_webhook_taken_back_is_not_told(library: Store) -> None:
    _watch(library, "phrase", "digue de Morvane", webhook="https://crochet.example/")
    _add(library, "Le Phare", "phare.example", 8)
    look(library, NOW)
    _watch(library, "phrase", "digue de Morvane")
    assert list(tell(library, Receiver(), NOW)) == []
    assert library.watches.to_tell(NOW + timedelta(days=1)) == ()
