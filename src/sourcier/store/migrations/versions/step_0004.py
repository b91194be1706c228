"""Which rules read each capture, so that a library can be read again by newer ones."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Adds one column; captures of before were read by rules that nobody wrote down."""
    op.add_column("captures", sa.Column("rules", _TEXT))
    op.create_index("ix_captures_rules", "captures", ["rules"])
