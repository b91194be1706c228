"""What lists are read from: how many articles each outlet has, a summary of each story, and which article took from which outlet."""

import sqlalchemy as sa
from alembic import op

from sourcier.store.tallies import count_all

revision = "0007"
down_revision = "0006"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes the tables, and fills them from the articles that are there; step 0010 does so from the stories."""
    op.create_index("articles_of_outlets", "articles", ["outlet", "published_at"])
    op.create_table(
        "outlet_counts",
        sa.Column("outlet", _TEXT, primary_key=True),
        sa.Column("domain", _TEXT, primary_key=True),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("first", _TEXT),
        sa.Column("last", _TEXT),
        sqlite_with_rowid=False,
    )
    _make_summaries()
    _make_takings()
    count_all(op.get_bind())


def _make_summaries() -> None:
    op.create_table(
        "story_summaries",
        sa.Column("story_id", _TEXT, sa.ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("newest", _TEXT, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
    )
    op.create_index("story_summaries_newest", "story_summaries", ["newest", "articles"])
    op.create_index("story_summaries_largest", "story_summaries", ["articles", "newest"])


def _make_takings() -> None:
    op.create_table(
        "takings",
        sa.Column("story_id", _TEXT, sa.ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("node_id", _TEXT, primary_key=True),
        sa.Column("giver", _TEXT, primary_key=True),
        sa.Column("taker", _TEXT, nullable=False),
        sa.Column("is_credited", sa.Integer, nullable=False),
        sa.Column("delay", sa.Float),
        sqlite_with_rowid=False,
    )
    op.create_index("takings_by_taker", "takings", ["taker", "giver"])
    op.create_index("takings_by_giver", "takings", ["giver", "taker"])
