"""The only place that writes Parquet, and the place that reads it: exact schemas in, files out.

What belongs here: checking a frame against its Arrow schema, writing and reading single files. What does not: which files
make a release (flows.release), and what must hold of the rows (the gate).
"""

from flows.store.conform import TableError, adapt, conform
from flows.store.ids import files_with, forget_other_files
from flows.store.read import batches, load, load_schema, read, scan
from flows.store.write import TableWriter, WrittenFile, digest_of, open_writer, rows_a_file, write_staged, write_table

__all__ = [
    "TableError",
    "TableWriter",
    "WrittenFile",
    "adapt",
    "batches",
    "conform",
    "digest_of",
    "files_with",
    "forget_other_files",
    "load",
    "load_schema",
    "open_writer",
    "read",
    "rows_a_file",
    "scan",
    "write_staged",
    "write_table",
]
