"""What people say of derivations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes one table."""
    op.create_table(
        "judgements",
        sa.Column("judgement_id", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("stance", "signed_by", "words", "node_id", "derived_from")),
        sa.Column("signed_at", _TEXT),
    )
    op.create_index("ix_judgements_node_id", "judgements", ["node_id"])
