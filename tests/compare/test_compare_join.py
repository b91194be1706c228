"""Windows joined in one go and by runs give the same, however few are taken at a time and however long the texts are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.compare import join
from sourcier.compare.join import Shared, share
from sourcier.compare.windows import HASH_BITS, Fingerprints

Row = tuple[int, int]


def prints(texts: list[list[Row]], first: int = 0) -> Fingerprints:
    rows = [(value, first + number, place) for number, held in enumerate(texts) for value, place in held]
    hashes, numbers, places = zip(*rows, strict=True) if rows else ((), (), ())
    return Fingerprints(np.array(hashes, np.uint64), np.array(numbers, np.int32), np.array(places, np.int32))


def told(shared: Shared) -> dict[int, list[Row]]:
    rows = list(zip(shared.articles.tolist(), shared.places.tolist(), strict=True))
    bounds = shared.bounds.tolist()
    return {value: rows[bounds[k] : bounds[k + 1]] for k, value in enumerate(shared.hashes.tolist())}


def expected(texts: list[list[Row]]) -> dict[int, list[Row]]:
    held: dict[int, dict[int, int]] = {}
    for number, rows in enumerate(texts):
        for value, place in rows:
            held.setdefault(value, {}).setdefault(number, place)
    return {value: list(places.items()) for value, places in sorted(held.items()) if len(places) > 1}


HASHES = st.integers(0, 9).map(lambda n: n * ((1 << HASH_BITS) // 10) + n % 3)
PLACES = st.integers(0, 300) | st.integers(65_530, 65_540) | st.just(70_000_000)


@given(st.lists(st.lists(st.tuples(HASHES, PLACES), max_size=8), max_size=20), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_runs_give_what_one_go_gives(texts: list[list[Row]], chunk: int) -> None:
    # a text's windows come by place
    texts = [sorted(rows, key=lambda row: row[1]) for rows in texts]
    batches = [prints(texts[start : start + 3], start) for start in range(0, len(texts), 3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(join, "_CHUNK", chunk)
        assert told(share(batches)) == expected(texts)
    assert told(share(batches)) == expected(texts)


def test_many_windows_are_told_apart_by_all_their_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "_CHUNK", 1000)
    values = np.random.default_rng(4).integers(0, 1 << HASH_BITS, 3000, np.uint64)
    texts = [[(int(value), place) for place, value in enumerate(values[number::3].tolist())] for number in range(3)]
    texts += [texts[1][::7], texts[0][5:9]]
    batches = [prints([rows], number) for number, rows in enumerate(texts)]
    assert told(share(batches)) == expected(texts)
    assert len(share(batches).hashes) == len(texts[1][::7]) + 4


def test_nothing_is_shared_by_nobody() -> None:
    assert told(share([])) == {}
