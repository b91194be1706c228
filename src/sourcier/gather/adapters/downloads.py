"""Pages that minet has fetched already: the columns of its report name the file of each, beside the table or in its folder."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from sourcier.errors import GatherError
from sourcier.gather.adapters.columns import column_key
from sourcier.tables import Row, plain_cell

# Where `minet fetch` puts what it fetches, unless told otherwise.
_FOLDERS = ("downloaded", "content", ".")
_LARGEST = 40 << 20


def report_of(row: Row) -> dict[str, str]:
    """The cells of a row of `minet fetch` by the names that it gives its columns; {} for a row of another table."""
    cells = {column_key(name): plain_cell(cell).strip() for name, cell in row.cells.items()}
    return cells if "http_status" in cells and "resolved_url" in cells else {}


def refusal(report: dict[str, str]) -> str:
    """Why a report says that there is no page, "" when it says that there is one."""
    status = report.get("http_status", "")
    if report.get("fetch_error"):
        return f"not fetched when the table was made ({report['fetch_error']})"
    return f"the server answered with status {status} when the table was made" if status and not status.startswith("2") else ""


def downloaded(report: dict[str, str], folder: Path) -> tuple[bytes, str] | None:
    """The bytes and the content type of the page that a report names, None when its file is not below the folder of the table.

    Raises:
        GatherError: the file is there and cannot be read.
    """
    name = report.get("path") or report.get("filename") or ""
    home = folder.resolve()
    places = ((home / place / name).resolve() for place in _FOLDERS) if name else ()
    file = next((place for place in places if place.is_relative_to(home) and place.is_file()), None)
    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        if content.startswith(b"\x1f\x8b"):
            with gzip.open(file) as packed:
                content = packed.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise GatherError(f"{file.name} cannot be read ({type(error).__name__})") from None
    if len(content) > _LARGEST:
        raise GatherError(f"{file.name} is larger than {_LARGEST >> 20} MiB")
    encoding = f"; charset={report['encoding']}" if report.get("encoding") else ""
    return content, f"{report.get('mimetype') or 'text/html'}{encoding}"
