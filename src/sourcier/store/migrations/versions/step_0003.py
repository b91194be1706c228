"""What readers write: comments, requests for work, and what a library knows of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes three tables; what was released stays written here as it was."""
    op.create_table(
        "comments",
        sa.Column("comment_id", _TEXT, primary_key=True),
        sa.Column("about", _TEXT, nullable=False),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("name", "text", "kind", "site", "address", "in_reply_to", "edit_digest")),
        sa.Column("email", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("written_at", _TEXT, nullable=False),
        sa.Column("edited_at", _TEXT),
        sa.Column("writer", _TEXT, nullable=False),
    )
    for name in ("about", "email", "state", "writer"):
        op.create_index(f"ix_comments_{name}", "comments", [name])
    op.create_table(
        "requests",
        sa.Column("request_id", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("words", "told", "story_id", "comment_id")),
        sa.Column("asked_at", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("finished_at", _TEXT),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_requests_state", "requests", ["state"])
    op.create_table("settings", sa.Column("name", _TEXT, primary_key=True), sa.Column("value", _TEXT, nullable=False))
