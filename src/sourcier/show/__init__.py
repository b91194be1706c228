"""Showing: stories, chains and statements as text for people and as data for programs."""
