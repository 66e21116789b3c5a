"""What a format is, and what it gets and gives. Each format is one module; the list of them is in formats.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.limits import Limits
from transforms.dumps.source import Fault, Source

# a record as it was found, and what its finder has already parsed of it (None: nothing)
Found = tuple[RawRecord, Any]

# turns a candidate into html, text, an item or a verdict
Fill = Callable[[RawRecord, Any, "Context"], None]


@dataclass(frozen=True)
class Tally:
    """An independent count of a dump. `records` is None where no count exists that is not the reader's own.

    `by` says how it was counted; `counts` are the figures that it came from (members, lines, rows, elements ...).
    """

    records: int | None
    by: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What a format may use: the limits, the user's field mapping and time zone, and ways to read or count what it contains."""

    limits: Limits
    read: Callable[[Source], Iterator[RawRecord]]
    count: Callable[[Source], Tally]
    mapping: Mapping[str, str | list[str]] | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Format:
    """`sniff(head, name)` recognises it by content (the name only settles a doubt).

    `find` yields every record with its place and payload; `fill` turns a candidate's payload into html, text or an item, or
    into a verdict, and may raise: the one who calls it knows what to do. Containers have no `fill`: what they yield is done.
    """

    name: str
    sniff: Callable[[bytes, str], bool]
    find: Callable[[Source, Context], Iterator[Found]]
    fill: Fill | None
    count: Callable[[Source, Context], Tally]


def reject(record: RawRecord, reason: str, detail: str | None = None) -> RawRecord:
    """The record, refused; `reason` from schemas.lists.REJECT_REASONS."""
    record.verdict, record.reason, record.detail = "rejected", reason, detail
    record.html = record.text = record.item = None
    return record


def set_aside(record: RawRecord, reason: str, detail: str | None = None) -> RawRecord:
    """The record, no article; `reason` from schemas.lists.NOT_ARTICLE_REASONS."""
    record.verdict, record.reason, record.detail = "not_an_article", reason, detail
    record.html = record.text = record.item = None
    return record


def damage(format_name: str, fault: Fault, *, offset: int | None = None, length: int | None = None, payload: bytes = b"") -> RawRecord:
    """The record that stands for a damaged stretch of a dump."""
    record = RawRecord(position=-1, format=format_name, payload=payload, byte_offset=offset, byte_length=length)
    return reject(record, fault.reason, fault.detail)
