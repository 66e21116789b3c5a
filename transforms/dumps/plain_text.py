"""A plain text file: one page saved as text, one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.decode import has_many_controls
from transforms.dumps.format import Context, Format, Found
from transforms.dumps.source import Source
from transforms.dumps.web_page import fill_text
from transforms.dumps.whole_file import count_one, find_whole


def sniff(head: bytes, _name: str) -> bool:
    return not has_many_controls(head) or b"\0" not in head


def find(source: Source, context: Context) -> Iterator[Found]:
    return find_whole(source, context, "text")


def fill(record: RawRecord, _parsed: Any, _context: Context) -> None:
    fill_text(record)


TEXT = Format("text", sniff, find, fill, count_one)
