"""The tables of a library, the same on every engine; `migrations` brings older libraries to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

# The newest migration; a library that names another is older (and is brought forward) or later than this program.
HEAD = "0010"

# Names are compared byte by byte on every engine, so that order is the same everywhere.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite makes a key of its own only of a column called INTEGER.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_ARTICLE = "articles.article_id"

metadata = MetaData()

# What was read off pages. `title` and `body` are the text, `value` the rest of the article (encode.py). `captured_at` and `digest`
# tell the capture that the value was read from: the earliest. Times are UTC in ISO form, so that they sort as text.
articles = Table(
    "articles",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("article_id", _TEXT, nullable=False, unique=True),
    Column("address", _TEXT, nullable=False),
    Column("address_key", _TEXT, nullable=False, index=True),
    Column("outlet", _TEXT, nullable=False),
    Column("outlet_key", _TEXT, nullable=False, index=True),
    Column("domain", _TEXT, nullable=False, index=True),
    Column("language", _TEXT, index=True),
    Column("published_at", _TEXT),
    Column("published_on", _TEXT),
    Column("captured_at", _TEXT),
    Column("digest", _TEXT, nullable=False),
    Column("title", _TEXT, nullable=False),
    Column("value", _TEXT, nullable=False),
    Column("body", _TEXT, nullable=False),
    Index("articles_in_order", "published_at", "article_id"),
    Index("articles_of_outlets", "outlet", "published_at"),
)

# How many articles each outlet has, by the domains it was met on: every page says what was searched, and none counts for it.
outlet_counts = Table(
    "outlet_counts",
    metadata,
    Column("outlet", _TEXT, primary_key=True),
    Column("domain", _TEXT, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("first", _TEXT),
    Column("last", _TEXT),
    sqlite_with_rowid=False,
)

# What was fetched: one row a capture, its record in the archive at (file, start, length). `page` is the page without its bytes;
# `repeats` names the capture whose record holds the bytes, when the same bytes were captured before.
captures = Table(
    "captures",
    metadata,
    Column("capture_id", _TEXT, primary_key=True),
    Column("address", _TEXT, nullable=False),
    Column("captured_at", _TEXT),
    Column("digest", _TEXT, nullable=False, index=True),
    Column("page", _TEXT, nullable=False),
    Column("file", Integer, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("repeats", _TEXT, ForeignKey("captures.capture_id")),
    Column("size", BigInteger, nullable=False),
    Column("article_id", _TEXT, ForeignKey(_ARTICLE), index=True),
    Column("error", _TEXT),
    Column("rules", _TEXT, index=True),
    Index("captures_in_archive", "file", "start"),
    Index("captures_in_order", "address", "captured_at", "digest"),
)

statements = Table(
    "statements",
    metadata,
    Column("article_id", _TEXT, ForeignKey(_ARTICLE), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("speaker_key", _TEXT, index=True),
    Column("value", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

# The words of the names that speakers bear: whoever is asked for by some of them is found without reading every name. It only grows;
# a name that nobody bears any more leads to no statement.
speaker_words = Table(
    "speaker_words",
    metadata,
    Column("word", _TEXT, primary_key=True),
    Column("speaker_key", _TEXT, primary_key=True),
    sqlite_with_rowid=False,
)

dates = Table(
    "dates",
    metadata,
    Column("article_id", _TEXT, ForeignKey(_ARTICLE), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("iso", _TEXT, index=True),
    Column("value", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    metadata,
    Column("article_id", _TEXT, ForeignKey(_ARTICLE), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name_key", _TEXT, nullable=False, index=True),
    Column("value", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

# The settled state, replaced as a whole by `settle`.
reuses = Table(
    "reuses",
    metadata,
    Column("first", _TEXT, ForeignKey(_ARTICLE), primary_key=True),
    Column("second", _TEXT, ForeignKey(_ARTICLE), primary_key=True, index=True),
    Column("share", Float, nullable=False),
    Column("value", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

stories = Table(
    "stories",
    metadata,
    Column("story_id", _TEXT, primary_key=True),
    Column("newest", _TEXT, index=True),
    Column("copied", Integer, nullable=False, index=True),
    Column("value", _TEXT, nullable=False),
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("story_id", _TEXT, ForeignKey("stories.story_id"), primary_key=True),
    Column("article_id", _TEXT, ForeignKey(_ARTICLE), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# What a list shows of a story, so that no list reads whole stories; `newest` is "" when no article is dated. They go with their story.
story_summaries = Table(
    "story_summaries",
    metadata,
    Column("story_id", _TEXT, ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
    Column("newest", _TEXT, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("value", _TEXT, nullable=False),
    Index("story_summaries_newest", "newest", "articles"),
    Index("story_summaries_largest", "articles", "newest"),
)

# Which verdicts stand in a story, so that those with one of them are listed without reading the others.
story_verdicts = Table(
    "story_verdicts",
    metadata,
    Column("story_id", _TEXT, ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
    Column("verdict", _TEXT, primary_key=True),
    Index("story_verdicts_by_verdict", "verdict", "story_id"),
    sqlite_with_rowid=False,
)

# Which article took text from which outlet: what flows are counted by. `delay` is in seconds, where both tell the time of day.
takings = Table(
    "takings",
    metadata,
    Column("story_id", _TEXT, ForeignKey("stories.story_id", ondelete="CASCADE"), primary_key=True),
    Column("node_id", _TEXT, primary_key=True),
    Column("giver", _TEXT, primary_key=True),
    Column("taker", _TEXT, nullable=False),
    Column("is_credited", Integer, nullable=False),
    Column("delay", Float),
    Index("takings_by_taker", "taker", "giver"),
    Index("takings_by_giver", "giver", "taker"),
    sqlite_with_rowid=False,
)

# What is followed: a row a feed, its columns those of `Followed`.
feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", _TEXT, primary_key=True),
    Column("address", _TEXT, nullable=False, unique=True),
    *(Column(name, _TEXT, nullable=False) for name in ("title", "site", "etag", "last_modified", "digest", "error")),
    *(Column(name, _TEXT) for name in ("added_at", "asked_at", "changed_at", "failing_since", "dead_since")),
    Column("due_at", _TEXT, index=True),
    *(Column(name, Float, nullable=False) for name in ("observed", "changes", "least")),
    Column("failures", Integer, nullable=False),
)

# The entries of feeds that were met: `waiting_at` only while a page is still to be asked for, so that few rows are in its index.
entries = Table(
    "entries",
    metadata,
    Column("feed_id", _TEXT, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("entry_key", _TEXT, primary_key=True),
    Column("digest", _TEXT, nullable=False),
    Column("address_key", _TEXT, nullable=False, index=True),
    Column("gathered_at", _TEXT),
    Column("waiting_at", _TEXT, index=True),
    Column("tries", Integer, nullable=False),
    Column("feed_text", _TEXT),
    sqlite_with_rowid=False,
)

watches = Table(
    "watches",
    metadata,
    Column("watch_id", _TEXT, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in ("kind", "words", "added_at", "webhook", "secret")),
    Column("seen", BigInteger, nullable=False),
)

# What watches saw, each article once; it outlives the watch's next reading of the article, so it names the article without a key.
sightings = Table(
    "sightings",
    metadata,
    Column("sighting_id", _TEXT, primary_key=True),
    Column("watch_id", _TEXT, ForeignKey("watches.watch_id"), nullable=False, index=True),
    *(Column(name, _TEXT, nullable=False) for name in ("article_id", "found_at", "reason", "words", "address", "title", "outlet", "error")),
    Column("told_at", _TEXT),
    Column("tell_at", _TEXT, index=True),
    Column("tries", Integer, nullable=False),
)

# What readers wrote: a row a comment and a row a request, their columns those of `commented`.
comments = Table(
    "comments",
    metadata,
    Column("comment_id", _TEXT, primary_key=True),
    Column("about", _TEXT, nullable=False, index=True),
    *(Column(name, _TEXT, nullable=False) for name in ("name", "text", "kind", "site", "address", "in_reply_to", "edit_digest")),
    Column("email", _TEXT, nullable=False, index=True),
    Column("state", _TEXT, nullable=False, index=True),
    Column("written_at", _TEXT, nullable=False),
    Column("edited_at", _TEXT),
    Column("writer", _TEXT, nullable=False, index=True),
    Column("gathered", _TEXT, nullable=False, index=True),
)

requests = Table(
    "requests",
    metadata,
    Column("request_id", _TEXT, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in ("words", "told", "story_id", "comment_id", "kind")),
    Column("asked_at", _TEXT, nullable=False),
    Column("state", _TEXT, nullable=False, index=True),
    Column("done", Integer, nullable=False),
    Column("finished_at", _TEXT),
    Column("content", LargeBinary, nullable=False),
)

# Who may use a shared library: a row an account, and a row a session or invitation that is good until `ends_at`.
accounts = Table(
    "accounts",
    metadata,
    Column("account_id", _TEXT, primary_key=True),
    Column("name", _TEXT, nullable=False, unique=True),
    *(Column(name, _TEXT, nullable=False) for name in ("role", "made_at", "password")),
)

tickets = Table(
    "tickets",
    metadata,
    Column("digest", _TEXT, primary_key=True),
    Column("account_id", _TEXT, ForeignKey("accounts.account_id"), nullable=False, index=True),
    Column("kind", _TEXT, nullable=False),
    Column("made_at", _TEXT, nullable=False),
    Column("ends_at", _TEXT, nullable=False, index=True),
)

# What people said of derivations: steps from one node to another, whatever stories they are settled into.
judgements = Table(
    "judgements",
    metadata,
    Column("judgement_id", _TEXT, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in ("stance", "signed_by", "words")),
    Column("node_id", _TEXT, nullable=False, index=True),
    Column("derived_from", _TEXT, nullable=False),
    Column("signed_at", _TEXT),
)

# What a library knows of itself, by name.
settings = Table("settings", metadata, Column("name", _TEXT, primary_key=True), Column("value", _TEXT, nullable=False))

# What new articles are compared by: which articles (by number) hold which windows of words and which marks of names. A window that is
# boilerplate has a note in `stock_windows`; a mark that many articles hold is only in `common_marks`.
windows, marks = (
    Table(
        name,
        metadata,
        Column("hash", BigInteger, primary_key=True, autoincrement=False),
        Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    for name in ("windows", "marks")
)
stock_windows, common_marks = (
    Table(name, metadata, Column("hash", BigInteger, primary_key=True, autoincrement=False), Column("note", _TEXT, nullable=False))
    for name in ("stock_windows", "common_marks")
)

# Pairs of articles in two languages that may be translations; the surest are among the reuses.
likenesses = Table(
    "likenesses",
    metadata,
    Column("first", _TEXT, ForeignKey(_ARTICLE), primary_key=True),
    Column("second", _TEXT, ForeignKey(_ARTICLE), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    Column("value", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

# The pages that articles credit by their addresses: what is said of one may depend on the other.
credited = Table(
    "credited",
    metadata,
    Column("address_key", _TEXT, primary_key=True),
    Column("number", _NUMBER, ForeignKey("articles.number"), primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

# Articles that are kept and not yet settled; `was_settled` tells those that were before something about them changed.
waiting = Table(
    "waiting",
    metadata,
    Column("number", _NUMBER, ForeignKey("articles.number"), primary_key=True, autoincrement=False),
    Column("was_settled", Integer, nullable=False),
)
