"""Statements, dates and mentions found in one article."""

from sourcier.statements.dates import find_dates
from sourcier.statements.find import find_mentions, find_statements

__all__ = ["find_dates", "find_mentions", "find_statements"]
