"""Comments: what may be said, what is held for a moderator, and who may change it; pure rules, the clock handed in."""

from __future__ import annotations

from sourcier.comments.judging import Draft, Fault, Known, faults_of, is_bot, is_trapped, may_edit, state_of

__all__ = ["Draft", "Fault", "Known", "faults_of", "is_bot", "is_trapped", "may_edit", "state_of"]
