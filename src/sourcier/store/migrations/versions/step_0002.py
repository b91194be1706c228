"""Feeds that are followed and their entries; watches and what they have seen."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes four tables; what was released stays written here as it was."""
    _make_feeds()
    _make_watches()


def _make_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", _TEXT, primary_key=True),
        sa.Column("address", _TEXT, nullable=False, unique=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("title", "site", "etag", "last_modified", "digest", "error")),
        *(sa.Column(name, _TEXT) for name in ("added_at", "asked_at", "changed_at", "failing_since", "dead_since", "due_at")),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("observed", "changes", "least")),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    op.create_index("ix_feeds_due_at", "feeds", ["due_at"])
    op.create_table(
        "entries",
        sa.Column("feed_id", _TEXT, sa.ForeignKey("feeds.feed_id"), primary_key=True),
        sa.Column("entry_key", _TEXT, primary_key=True),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("address_key", _TEXT, nullable=False),
        sa.Column("gathered_at", _TEXT),
        sa.Column("waiting_at", _TEXT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("feed_text", _TEXT),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entries_address_key", "entries", ["address_key"])
    op.create_index("ix_entries_waiting_at", "entries", ["waiting_at"])


def _make_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("watch_id", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("kind", "words", "added_at", "webhook", "secret")),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sightings",
        sa.Column("sighting_id", _TEXT, primary_key=True),
        sa.Column("watch_id", _TEXT, sa.ForeignKey("watches.watch_id"), nullable=False),
        *(
            sa.Column(name, _TEXT, nullable=False)
            for name in ("article_id", "found_at", "reason", "words", "address", "title", "outlet", "error")
        ),
        sa.Column("told_at", _TEXT),
        sa.Column("tell_at", _TEXT),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_sightings_watch_id", "sightings", ["watch_id"])
    op.create_index("ix_sightings_tell_at", "sightings", ["tell_at"])
