"""The report as one page that needs nothing else: its style stands in it, its pictures are drawn in it, it runs no script."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from sourcier.show.dossier import Dossier
from sourcier.show.web.render import filled

_STYLE = Path(__file__).parent / "static" / "style.css"


def write_dossier(dossier: Dossier, language: str) -> str:
    """The report as HTML, in a language of the reader."""
    css = Markup(_STYLE.read_text(encoding="utf-8"))  # noqa: S704 - our own sheet
    return filled("report.html", language, {"dossier": dossier, "css": css})
