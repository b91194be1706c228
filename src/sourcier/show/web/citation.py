"""The credit line of an article: what it is, where its text comes from as far as is known, and the capture that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from sourcier.model import Article, Hop
from sourcier.show.web.wording import Wording
from sourcier.store import CaptureFacts


def credit_line(article: Article, chain: Sequence[Hop], capture: CaptureFacts | None, words: Wording) -> str:
    """One line of plain text that anybody can put under what they quote: title, outlet, date, address; the chain; the capture."""
    _ = words.messages.gettext
    outlet = article.outlet.name if article.outlet else ""
    title = _("“%(title)s”") % {"title": article.title} if article.title else _("(no title)")
    told = [", ".join(part for part in (title, outlet, words.when(article.published), article.address) if part)]
    if chain:
        parties = " ← ".join([outlet or _("this page"), *(hop.name for hop in chain)])
        verdicts = ", ".join(_(hop.verdict) for hop in chain)
        told.append(_("Where the text comes from: %(parties)s (%(verdicts)s)") % {"parties": parties, "verdicts": verdicts})
    if capture:
        told.append(_("Captured %(when)s, sha-256 %(digest)s") % {"when": words.when(capture.captured_at), "digest": capture.digest})
    return ". ".join(" ".join(part.split()) for part in told) + "."
