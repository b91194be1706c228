"""Tables read and written row by row: CSV and its kin, JSON Lines, Parquet; told apart by their bytes, never by a file's name."""

from sourcier.tables.formats import format_of, read_table
from sourcier.tables.rows import Row, TableFormat, plain_cell
from sourcier.tables.writing import Columns, format_for, write_table

__all__ = ["Columns", "Row", "TableFormat", "format_for", "format_of", "plain_cell", "read_table", "write_table"]
