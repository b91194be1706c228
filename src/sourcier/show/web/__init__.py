"""The web reader: stories, chains and their evidence as pages of a library, served by Starlette."""

from __future__ import annotations

from sourcier.show.web.app import make_app

__all__ = ["make_app"]
