"""Accounts and the tickets that let them in; requests tell their kind, comments the page that was gathered for them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes two tables and two columns; what was asked for before were pages."""
    op.create_table(
        "accounts",
        sa.Column("account_id", _TEXT, primary_key=True),
        sa.Column("name", _TEXT, nullable=False, unique=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("role", "made_at", "password")),
    )
    op.create_table(
        "tickets",
        sa.Column("digest", _TEXT, primary_key=True),
        sa.Column("account_id", _TEXT, sa.ForeignKey("accounts.account_id"), nullable=False),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("kind", "made_at", "ends_at")),
    )
    op.create_index("ix_tickets_account_id", "tickets", ["account_id"])
    op.create_index("ix_tickets_ends_at", "tickets", ["ends_at"])
    op.add_column("requests", sa.Column("kind", _TEXT, nullable=False, server_default="page"))
    op.add_column("comments", sa.Column("gathered", _TEXT, nullable=False, server_default=""))
    op.create_index("ix_comments_gathered", "comments", ["gathered"])
