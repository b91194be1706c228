"""Watching: what somebody wants to be told of, met in articles; what is told, signed."""

from __future__ import annotations

from sourcier.watch.meeting import Met, Taking, meeting

__all__ = ["Met", "Taking", "meeting"]
