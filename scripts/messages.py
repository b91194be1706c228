"""Brings the reader's catalogues up to the messages of its templates, or says what they lack.

python scripts/messages.py --write    add new messages to every catalogue, drop those no template has
python scripts/messages.py            fail when a catalogue lacks a message or a translation, or has one too many
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent.parent / "src" / "sourcier" / "show" / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}}


def messages() -> Catalog:
    """Every message of the templates and of the code beside them."""
    found = Catalog()
    for _, _, message, _, _ in extract_from_dir(WEB, METHODS, OPTIONS):
        found.add(message)
    return found


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Each catalogue that ships with the reader."""
    for path in sorted(WEB.glob("locale/*/LC_MESSAGES/sourcier.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parts[-3])


def faults() -> Iterator[str]:
    """What is wrong with each catalogue, one line each."""
    wanted = {message.id for message in messages() if message.id}
    for path, catalogue in catalogues():
        held = {message.id: message for message in catalogue if message.id}
        yield from (f"{path.parts[-3]}: not in the catalogue: {key!r}" for key in sorted(map(str, wanted - set(held))))
        yield from (f"{path.parts[-3]}: in no template: {key!r}" for key in sorted(map(str, set(held) - wanted)))
        for message in held.values():
            texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            if not all(texts):
                yield f"{path.parts[-3]}: not translated: {message.id!r}"
            yield from (f"{path.parts[-3]}: {error}" for error in message.check(catalogue))


def write() -> None:
    """Bring every catalogue up to the messages."""
    template = messages()
    for path, catalogue in catalogues():
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=140, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    found = list(faults())
    print("\n".join(found) or "every message is translated")
    sys.exit(1 if found else 0)
