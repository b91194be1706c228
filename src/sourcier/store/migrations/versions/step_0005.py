"""What a library compares new articles by: windows, marks, likenesses, credited pages; every article waits to be settled."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables; what was settled by other rules is dropped, and settled again when the library is next added to."""
    for name in ("windows", "marks"):
        op.create_table(
            name,
            sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
            sqlite_with_rowid=False,
        )
    for name in ("stock_windows", "common_marks"):
        op.create_table(
            name,
            sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("note", _TEXT, nullable=False),
        )
    _make_likenesses()
    _make_credited()
    op.create_table(
        "waiting",
        sa.Column("number", _NUMBER, sa.ForeignKey("articles.number"), primary_key=True, autoincrement=False),
        sa.Column("was_settled", sa.Integer, nullable=False),
    )
    for name in ("story_articles", "stories", "reuses"):
        op.execute(sa.delete(sa.table(name)))
    op.execute("INSERT INTO waiting (number, was_settled) SELECT number, 0 FROM articles")


def _make_likenesses() -> None:
    op.create_table(
        "likenesses",
        sa.Column("first", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sa.Column("second", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_likenesses_second", "likenesses", ["second"])


def _make_credited() -> None:
    op.create_table(
        "credited",
        sa.Column("address_key", _TEXT, primary_key=True),
        sa.Column("number", _NUMBER, sa.ForeignKey("articles.number"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_credited_number", "credited", ["number"])
