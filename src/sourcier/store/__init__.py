"""The library: captures, articles and what was found in them, kept in SQLite or PostgreSQL."""
