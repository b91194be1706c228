"""Captures written to and read from web archives (WARC 1.1, ISO 28500:2017), as any replay tool opens them."""

from sourcier.warc.pieces import find_pieces
from sourcier.warc.reading import MAX_BYTES, read_pages, read_record
from sourcier.warc.writing import write_info, write_page, write_pages

__all__ = ["MAX_BYTES", "find_pieces", "read_pages", "read_record", "write_info", "write_page", "write_pages"]
