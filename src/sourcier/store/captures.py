"""The folder of archive files beside a library: captures are only ever added at its end, and known by file, start and length."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sourcier.errors import ArchiveError, DamagedError
from sourcier.model import Page
from sourcier.warc import read_record, write_info

# A new file is begun past this size: small enough to copy about, large enough that a year of press is a few hundred files.
MAX_FILE_BYTES = 256 << 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where one record stands: the number of the archive file, the first byte, and how many bytes."""

    file: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """The first byte after the record."""
        return self.start + self.length


def archive_path(folder: Path, number: int) -> Path:
    """The path of an archive file of the folder."""
    return folder / f"{number:06d}.warc.gz"


@contextmanager
def appended(folder: Path, last: Place | None, records: Sequence[bytes], *, now: datetime) -> Iterator[tuple[Place, ...]]:
    """The places of the records, which are on disk for good; when the block raises they are taken away again.

    `last` is the last record that the library knows of. What lies beyond it in its file was left by a writer that was killed: it is
    not touched, and a new file is begun, so that no evidence is ever overwritten. Only one writer may be here at a time.
    """
    number, start = _where_to_write(folder, last, sum(map(len, records)))
    path = archive_path(folder, number)
    is_new = start == 0
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True)
        records = [write_info("Sourcier", stored_at=now, name=path.name), *records]
    with path.open("xb" if is_new else "ab") as file:
        try:
            _write(file, b"".join(records))
            if is_new:
                sync_folder(folder)
            places = tuple(_places(number, start, records))
            yield places[1:] if is_new else places
        except BaseException:
            _take_back(path, start)
            raise


def _where_to_write(folder: Path, last: Place | None, length: int) -> tuple[int, int]:
    """The number of the file that takes the records, and its size now: 0 for a new file."""
    if last is not None:
        path = archive_path(folder, last.file)
        size = path.stat().st_size if path.exists() else -1
        if size == last.end and size + length <= MAX_FILE_BYTES:
            return last.file, size
    numbers = [int(path.name[:6]) for path in folder.glob("[0-9]" * 6 + ".warc.gz")]
    return max([0 if last is None else last.file, *numbers]) + 1, 0


def _write(file: BinaryIO, data: bytes) -> None:
    """Nothing; the bytes stand at the end of the file and outlive the power."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Nothing; the names in the folder outlive the power, where the system lets folders be synchronised (Windows does not)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _places(number: int, start: int, records: Sequence[bytes]) -> Iterator[Place]:
    """Where each record came to stand."""
    for record in records:
        yield Place(number, start, len(record))
        start += len(record)


def _take_back(path: Path, size: int) -> None:
    """Nothing; the file is as it was before the records, or gone when it was new."""
    if size:
        os.truncate(path, size)
    else:
        path.unlink(missing_ok=True)


def read_capture(folder: Path, place: Place, page: Page, digest: str) -> Page:
    """The page with its bytes, from the record at that place.

    Raises:
        DamagedError: the record is not there, or holds other bytes than were captured.
    """
    path = archive_path(folder, place.file)
    where = f"{path.name} at byte {place.start}"
    try:
        with path.open("rb") as file:
            file.seek(place.start)
            data = file.read(place.length)
        content = read_record(data).content
    except (OSError, ArchiveError) as error:
        raise DamagedError(f"a capture cannot be read back: {error}", where) from error
    whole = Page(page.address, content, page.content_type, page.captured_at, page.headers, page.feed_fields)
    if whole.digest != digest:
        raise DamagedError(f"a capture has other bytes than were captured: {page.address}", where)
    return whole
