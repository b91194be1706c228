"""Statements, dates and mentions found in one article."""
