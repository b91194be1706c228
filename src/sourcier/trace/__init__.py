"""Tracing: who derives from whom, on what evidence, and where a story began."""
