"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes every table; what was released stays written here as it was."""
    _make_articles()
    _make_captures()
    for table, key, needed in (("statements", "speaker_key", False), ("dates", "iso", False), ("mentions", "name_key", True)):
        _make_finds(table, key, needed=needed)
    _make_settled()
    _make_words()


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("article_id", _TEXT, nullable=False, unique=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("address", "address_key", "outlet", "outlet_key", "domain")),
        *(sa.Column(name, _TEXT) for name in ("language", "published_at", "published_on", "captured_at")),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("digest", "title", "value", "body")),
    )
    for name in ("address_key", "outlet_key", "domain", "language"):
        op.create_index(f"ix_articles_{name}", "articles", [name])
    op.create_index("articles_in_order", "articles", ["published_at", "article_id"])


def _make_captures() -> None:
    op.create_table(
        "captures",
        sa.Column("capture_id", _TEXT, primary_key=True),
        sa.Column("address", _TEXT, nullable=False),
        sa.Column("captured_at", _TEXT),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("page", _TEXT, nullable=False),
        sa.Column("file", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("start", "length", "size")),
        sa.Column("repeats", _TEXT, sa.ForeignKey("captures.capture_id")),
        sa.Column("article_id", _TEXT, sa.ForeignKey("articles.article_id")),
        sa.Column("error", _TEXT),
    )
    op.create_index("ix_captures_digest", "captures", ["digest"])
    op.create_index("ix_captures_article_id", "captures", ["article_id"])
    op.create_index("captures_in_archive", "captures", ["file", "start"])
    op.create_index("captures_in_order", "captures", ["address", "captured_at", "digest"])


def _make_finds(table: str, key: str, *, needed: bool) -> None:
    op.create_table(
        table,
        sa.Column("article_id", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column(key, _TEXT, nullable=not needed),
        sa.Column("value", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_{key}", table, [key])


def _make_settled() -> None:
    op.create_table(
        "reuses",
        sa.Column("first", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sa.Column("second", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reuses_second", "reuses", ["second"])
    op.create_table(
        "stories",
        sa.Column("story_id", _TEXT, primary_key=True),
        sa.Column("newest", _TEXT),
        sa.Column("copied", sa.Integer, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
    )
    op.create_index("ix_stories_newest", "stories", ["newest"])
    op.create_index("ix_stories_copied", "stories", ["copied"])
    op.create_table(
        "story_articles",
        sa.Column("story_id", _TEXT, sa.ForeignKey("stories.story_id"), primary_key=True),
        sa.Column("article_id", _TEXT, sa.ForeignKey("articles.article_id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_articles_article_id", "story_articles", ["article_id"])


def _make_words() -> None:
    """The index of words: each engine has its own kind, under one name. It holds folded words only, so the text is kept once."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 0')")
        return
    op.execute("CREATE TABLE article_words (number BIGINT PRIMARY KEY REFERENCES articles (number), words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_article_words_words ON article_words USING gin (words)")
