"""Content codings undone while the bytes arrive, never past a cap: gzip, deflate, br and zstd, two in a row at most.

RFC 9110 section 8.4. What the caps are for: a kilobyte can unfold into a gigabyte (CVE-2025-66471, CVE-2025-69223).
"""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli
import zstandard

from sourcier.errors import GatherError, TooLargeError

ACCEPTED = "gzip, deflate, br, zstd"
MOST_CODINGS = 2
_STEP = 1 << 18
# A zstd block unfolds to at most 128 KiB and may be 4 bytes long: small slices keep what one call can give in bounds.
_ZSTD_SLICE = 128
_ZSTD_WINDOW = 8 << 20


class Decoder(Protocol):
    """One coding being undone: bytes in, bytes out, and whether the end mark was seen."""

    def feed(self, data: bytes, cap: int) -> bytes:
        """What the bytes unfold to; more than `cap` may be cut off, since the caller gives up then."""

    def is_whole(self) -> bool:
        """Whether the stream came to its own end."""


class _Inflate:
    """gzip (several members in a row too) and deflate, the latter with or without the zlib header, as servers send it."""

    def __init__(self, coding: str) -> None:
        self._gzip = coding == "gzip"
        self._engine = zlib.decompressobj(31) if self._gzip else None
        self._started = self._ended = False
        self._head = b""

    def feed(self, data: bytes, cap: int) -> bytes:
        out = bytearray()
        while data and not self._ended and len(out) <= cap:
            if self._engine is None:
                self._head, data = self._head + data, b""
                if len(self._head) < 2:
                    break
                self._engine, data = zlib.decompressobj(_deflate_bits(self._head)), self._head
            self._started = True
            out += self._engine.decompress(data, max(1, min(_STEP, cap + 1 - len(out))))
            data = self._next(self._engine)
        return bytes(out)

    def _next(self, engine: zlib._Decompress) -> bytes:
        """What is still to be unfolded; behind the end, another gzip member goes on and anything else is left alone."""
        if not engine.eof:
            return engine.unconsumed_tail
        if self._gzip and engine.unused_data.startswith(b"\x1f\x8b"):
            self._engine = zlib.decompressobj(31)
            return engine.unused_data
        self._ended = True
        return b""

    def is_whole(self) -> bool:
        return self._ended or not (self._started or self._head)


def _deflate_bits(head: bytes) -> int:
    """The window bits for zlib: RFC 1950 with a header, RFC 1951 without one."""
    with_header = head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return 15 if with_header else -15


class _Brotli:
    """RFC 7932, through the bounded output of the brotli package."""

    def __init__(self) -> None:
        self._engine = brotli.Decompressor()
        self._started = False

    def feed(self, data: bytes, cap: int) -> bytes:
        out = bytearray()
        self._started = self._started or bool(data)
        while len(out) <= cap and not self._engine.is_finished():
            out += self._engine.process(data, output_buffer_limit=_STEP)
            data = b""
            if self._engine.can_accept_more_data():
                break
        return bytes(out)

    def is_whole(self) -> bool:
        return self._engine.is_finished() or not self._started


class _Zstd:
    """RFC 8878, with the window that RFC 9659 sets for the web."""

    def __init__(self) -> None:
        self._engine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._started = False

    def feed(self, data: bytes, cap: int) -> bytes:
        out = bytearray()
        self._started = self._started or bool(data)
        for at in range(0, len(data), _ZSTD_SLICE):
            if self._engine.eof or len(out) > cap:
                break
            out += self._engine.decompress(data[at : at + _ZSTD_SLICE])
        return bytes(out)

    def is_whole(self) -> bool:
        return bool(self._engine.eof) or not self._started


def decoders_for(header: str, address: str = "") -> tuple[Decoder, ...]:
    """The decoders that undo a Content-Encoding header, outermost first; () when there is nothing to undo.

    Raises:
        GatherError: a coding that is not known, or more than two.
    """
    names = [name for name in (part.strip().lower() for part in header[:1000].split(",")) if name not in ("", "identity")]
    if len(names) > MOST_CODINGS:
        raise GatherError(f"{len(names)} content codings in a row", address)
    return tuple(_decoder(name, address) for name in reversed(names))


def _decoder(name: str, address: str) -> Decoder:
    """One decoder by the name of its coding."""
    if name in ("gzip", "x-gzip"):
        return _Inflate("gzip")
    if name == "deflate":
        return _Inflate("deflate")
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise GatherError(f"unknown content coding {name[:40]!r}", address)


def unfold(data: bytes, decoders: tuple[Decoder, ...], cap: int, address: str = "") -> bytes:
    """What a piece of the body unfolds to through all decoders.

    Raises:
        GatherError: the bytes are not in that coding.
        TooLargeError: any of the steps gives more than `cap` bytes.
    """
    for decoder in decoders:
        try:
            data = decoder.feed(data, cap)
        except (zlib.error, brotli.error, zstandard.ZstdError):
            raise GatherError("the answer is not in the coding it names", address) from None
        if len(data) > cap:
            raise TooLargeError(f"the answer unfolds to more than {cap} bytes", address)
    return data
