"""Content codings come undone in any cut, within their cap, and never pass for whole when they are not."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import GatherError, TooLargeError
from sourcier.gather.codings import decoders_for, unfold


def _raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", lambda data: gzip.compress(data, mtime=0)),
    "x-gzip": ("x-gzip", lambda data: gzip.compress(data, mtime=0)),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", _raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
    "gzip in br": ("gzip, br", lambda data: brotli.compress(gzip.compress(data, mtime=0))),
    "zstd in gzip": ("zstd, gzip", lambda data: gzip.compress(zstandard.ZstdCompressor().compress(data), mtime=0)),
}


def _undo(coding: str, packed: bytes, cap: int = 1 << 20, step: int = 1 << 16) -> tuple[bytes, bool]:
    decoders = decoders_for(coding)
    out = b"".join(unfold(packed[at : at + step], decoders, cap) for at in range(0, len(packed), step))
    return out, all(decoder.is_whole() for decoder in decoders)


@pytest.mark.parametrize("name", PACKERS)
@given(data=st.binary(max_size=2000), step=st.integers(1, 700))
def test_every_coding_comes_undone_in_any_cut(name: str, data: bytes, step: int) -> None:
    coding, pack = PACKERS[name]
    assert _undo(coding, pack(data), step=step) == (data, True)


@pytest.mark.parametrize("name", PACKERS)
@given(data=st.binary(min_size=1, max_size=500), keep=st.floats(0.01, 0.99))
def test_what_was_cut_short_never_passes_for_whole(name: str, data: bytes, keep: float) -> None:
    coding, pack = PACKERS[name]
    packed = pack(data)
    out, whole = _undo(coding, packed[: max(1, int(len(packed) * keep))])
    assert not whole
    assert data.startswith(out)


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_met_at_the_cap(name: str) -> None:
    coding, pack = PACKERS[name]
    packed = pack(b"\0" * (32 << 20))
    with pytest.raises(TooLargeError):
        _undo(coding, packed, cap=1 << 20)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@given(
    junk=st.binary(min_size=20, max_size=300).filter(
        lambda data: data[:2] not in (b"\x1f\x8b", b"\x28\xb5") and data[1:4] != b"\x2a\x4d\x18"
    )
)
def test_what_does_not_begin_like_the_coding_is_an_error(coding: str, junk: bytes) -> None:
    with pytest.raises(GatherError):
        _undo(coding, junk)


@pytest.mark.parametrize("coding", ["deflate", "br"])
@given(junk=st.binary(min_size=20, max_size=300))
def test_junk_never_gives_more_than_the_cap(coding: str, junk: bytes) -> None:
    """These two codings have no mark to begin with: junk may be a short stream of theirs."""
    try:
        out, _ = _undo(coding, junk, cap=4096)
    except GatherError:
        return
    assert len(out) <= 4096


@pytest.mark.parametrize("header", ["", "identity", " , identity "])
def test_nothing_to_undo(header: str) -> None:
    assert decoders_for(header) == ()


@pytest.mark.parametrize(
    ("header", "reason"),
    [("klingon", "unknown"), ("gzip, gzip, gzip", "3 content codings"), (", ".join(["gzip"] * 200), "codings in a row")],
)
def test_unknown_and_endless_codings_are_refused(header: str, reason: str) -> None:
    with pytest.raises(GatherError, match=reason):
        decoders_for(header)


def test_members_of_gzip_go_on_and_trailing_junk_is_left_alone() -> None:
    one, two = gzip.compress(b"un ", mtime=0), gzip.compress(b"deux", mtime=0)
    assert _undo("gzip", one + two) == (b"un deux", True)
    assert _undo("gzip", one + b"garbage") == (b"un ", True)
    assert _undo("gzip", one + two[:6])[1] is False


def test_an_empty_body_is_whole_in_every_coding() -> None:
    assert all(_undo(coding, b"") == (b"", True) for coding in ("gzip", "deflate", "br", "zstd"))
