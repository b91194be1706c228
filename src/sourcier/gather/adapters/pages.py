"""Rows of a table as pages: a row with the text itself is a page, a row with only an address is fetched."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from sourcier.errors import GatherError
from sourcier.gather.adapters.columns import ROLES, Role, Roles, column_key, roles_of
from sourcier.gather.adapters.downloads import downloaded, refusal, report_of
from sourcier.model import Page
from sourcier.tables import Row, plain_cell
from sourcier.text.addresses import registrable_domain, split_address

# What an address leads to: a page, or several where it is a feed; what cannot be had is an error among them.
FetchAll = Callable[[str], Iterable[Page | GatherError]]
_MARKUP = re.compile(r"(?i)<(?:!doctype\s+html|html|head|body|article|div|p)\b")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
# What cannot stand in HTML, not even escaped (https://html.spec.whatwg.org/#preprocessing-the-input-stream).
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def row_items(
    rows: Iterable[Row | GatherError],
    name: str,
    *,
    fetch: FetchAll,
    texts: bool = True,
    folder: Path | None = None,
    given: Mapping[Role, str] | None = None,
) -> Iterator[Page | GatherError]:
    """The page of each row, or the error that says why there is none, naming the table and the row.

    An address is fetched once, however many rows give it. Without `texts` only addresses are taken: what a stranger's table says that
    another page holds is no capture of that page. `folder` is where a table lies: pages that minet has fetched are looked for below it.
    `given` names columns for roles where the table of names does not do.
    """
    asked: set[str] = set()
    for row in rows:
        if isinstance(row, GatherError):
            yield row
            continue
        roles = {role: column for role, column in roles_of(row.cells, given).items() if texts or role != "text"}
        found = row_page(row, name, roles, folder=folder)
        if not isinstance(found, str):
            yield found
        elif found not in asked:
            asked.add(found)
            yield from _fetched(found, row, name, roles, fetch)


def row_page(row: Row, name: str, roles: Roles, *, folder: Path | None = None) -> Page | str | GatherError:
    """The page that a row holds the text of or names the file of, the address that it gives instead, or why it gives neither."""
    where = f"{name}: row {row.number}"
    address, text = _address(row, roles), _cell(row, roles, "text")
    if address and split_address(address) is None:
        return GatherError("only http and https addresses are gathered", f"{where}: {address[:200]}")
    report = report_of(row)
    if reason := refusal(report):
        return GatherError(reason, f"{where}: {address[:200]}")
    if not text.strip():
        if report and folder is not None and (page := _downloaded(row, report, folder, roles, where)) is not None:
            return page if isinstance(page, GatherError) else replace(page, address=address, feed_fields=_fields(row, roles, name))
        return address or GatherError("the row holds neither an address nor a text", where)
    content = text if _MARKUP.search(text[:2000]) else _markup(text, row, roles)
    page = Page(
        address or f"{_file_address(name)}#row={row.number}",
        content.encode("utf-8", "replace"),
        "text/html; charset=utf-8",
        _moment(row.cells.get(roles.get("captured", ""))),
    )
    return replace(page, feed_fields=_fields(row, roles, name))


def _address(row: Row, roles: Roles) -> str:
    """The address of a row: the first that any of the columns known for it gives, the preferred one first."""
    told = _cell(row, roles, "address").strip()
    if told or "address" not in roles:
        return told
    by_key = {column_key(column): plain_cell(cell).strip() for column, cell in row.cells.items()}
    return next((by_key[key] for key in ROLES["address"] if by_key.get(key)), "")


def _downloaded(row: Row, report: dict[str, str], folder: Path, roles: Roles, where: str) -> Page | GatherError | None:
    """The page that minet has fetched, None when its file is not there."""
    try:
        found = downloaded(report, folder)
    except GatherError as error:
        return GatherError(error.reason, where)
    return None if found is None else Page("", *found, _moment(row.cells.get(roles.get("captured", ""))))


def _fetched(address: str, row: Row, name: str, roles: Roles, fetch: FetchAll) -> Iterator[Page | GatherError]:
    """The pages at a row's address, with what the row knows about where their text came from."""
    for item in fetch(address):
        if isinstance(item, Page):
            yield replace(item, feed_fields=(*item.feed_fields, *_fields(row, roles, name)))
        else:
            yield type(item)(item.reason, f"{name}: row {row.number}: {item.subject or address}")


def _cell(row: Row, roles: Roles, role: Role) -> str:
    """The cell that serves a role, as text; "" where there is none."""
    return plain_cell(row.cells.get(roles[role])) if role in roles else ""


def _file_address(name: str) -> str:
    """How a table is named within the address of a row that has none of its own."""
    return name if "://" in name else PurePath(name).name


def _fields(row: Row, roles: Roles, name: str) -> tuple[tuple[str, str], ...]:
    """The raw pairs that go with the page: where it stood, and whom the row names as where the text was taken from."""
    address, canonical = _cell(row, roles, "address"), _cell(row, roles, "canonical")
    is_elsewhere = canonical and registrable_domain(canonical) not in {"", registrable_domain(address)}
    credit = _cell(row, roles, "credit_address")
    told = (
        ("row", f"{name}: row {row.number}"),
        ("row.title", _cell(row, roles, "title")),
        ("row.published", _date(row.cells.get(roles["date"])) if "date" in roles else ""),
        ("row.outlet", _cell(row, roles, "outlet")),
        ("source.title", _cell(row, roles, "credit_name")),
        ("source.url", credit),
        ("source.href", credit),
        ("canonical", canonical if is_elsewhere else ""),
    )
    return tuple((key, value.strip()) for key, value in told if value.strip())


def _markup(text: str, row: Row, roles: Roles) -> str:
    """A page of the text with what the row tells of title, date, outlet, authors and language where pages tell it."""
    title = _clean(_cell(row, roles, "title"))
    outlet = _cell(row, roles, "outlet")
    # A domain is no name to print; the address tells it already.
    meta = [("article:published_time", _date(row.cells.get(roles["date"])) if "date" in roles else ""), ("og:site_name", outlet)]
    head = [f"<title>{title}</title>"] if title else []
    head += [f'<meta property="{key}" content="{_clean(value)}">' for key, value in meta if value]
    head += [f'<meta name="author" content="{_clean(author)}">' for author in _authors(row.cells.get(roles.get("author", "")))]
    body = "".join(f"<p>{_clean(line)}</p>\n" for line in text.splitlines() if line.strip())
    heading = f"<h1>{title}</h1>" if title else ""
    language = _clean(_cell(row, roles, "language"))
    opening = f'<html lang="{language}">' if language else "<html>"
    top = f'<!doctype html>{opening}<head><meta charset="utf-8">{"".join(head)}</head>'
    return f"{top}<body><article>{heading}\n{body}</article></body></html>"


def _clean(text: str) -> str:
    """The text as it can stand in a page."""
    return html.escape(_CONTROLS.sub(" ", text)).strip()


def _authors(cell: Any) -> list[str]:  # noqa: ANN401 - a cell of JSON is any value
    """The names in a cell: a list, or text with semicolons or bars between them."""
    names = cell if isinstance(cell, list) else re.split(r"[;|]", plain_cell(cell))
    return [name for name in (plain_cell(one).strip() for one in names) if name]


def _date(cell: Any) -> str:  # noqa: ANN401 - idem
    """A date as pages write it: seconds or milliseconds since 1970 become a time in UTC, all else stays as it is printed."""
    text = plain_cell(cell).strip()
    moment = _moment(text) if _EPOCH.fullmatch(text) else None
    return moment.isoformat() if moment else text


def _moment(cell: Any) -> datetime | None:  # noqa: ANN401 - idem
    """The moment that a cell tells in UTC, None when it tells none."""
    text = plain_cell(cell).strip()
    try:
        if _EPOCH.fullmatch(text):
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
