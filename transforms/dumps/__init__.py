"""Containers and formats of news dumps -> raw records, streamed: every record found in a dump, and an independent count of it.

Here belongs what reads a container or a format and says what its fields mean. What a page or text means belongs in clean.
"""

from transforms.dumps.format import Context, Format, Tally
from transforms.dumps.formats import FORMATS
from transforms.dumps.limits import Limits
from transforms.dumps.read import count_dump, read_dump, read_record, sniff
from transforms.dumps.system_files import is_system_file

__all__ = ["FORMATS", "Context", "Format", "Limits", "Tally", "count_dump", "is_system_file", "read_dump", "read_record", "sniff"]
