"""Which verdicts stand in a story, by which lists of stories are narrowed."""

import sqlalchemy as sa
from alembic import op

from sourcier.store.tallies import summarise_all

revision = "0010"
down_revision = "0009"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes one table, and fills it and the other tables of what lists show from the stories that are there."""
    op.create_table(
        "story_verdicts",
        sa.Column("story_id", _TEXT, sa.ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("verdict", _TEXT, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("story_verdicts_by_verdict", "story_verdicts", ["verdict", "story_id"])
    summarise_all(op.get_bind())
