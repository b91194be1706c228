"""Comparing: every pair of articles that share passages, with the passages aligned."""
