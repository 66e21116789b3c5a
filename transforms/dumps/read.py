"""Reads a dump: finds its format by content, numbers its records, and turns what goes wrong into a reject with a reason."""

from __future__ import annotations

import io
import itertools
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject, set_aside
from transforms.dumps.formats import FORMATS
from transforms.dumps.limits import Limits
from transforms.dumps.source import Fault, Source, of_file
from transforms.dumps.system_files import is_system_file

T = TypeVar("T")
_BUFFER = 1 << 20


def sniff(head: bytes, name: str) -> str | None:
    """The name of the format that a file's first bytes (64 kB) show; None where no format knows them."""
    found = _format_of(head, name)
    return found.name if found else None


def _format_of(head: bytes, name: str) -> Format | None:
    return next((known for known in FORMATS if known.sniff(head, name)), None)


def read_dump(
    path: Path,
    *,
    limits: Limits | None = None,
    mapping: Mapping[str, str | list[str]] | None = None,
    zone: str | None = None,
) -> Iterator[RawRecord]:
    """Every record found in one dump file, in order, numbered from 0; what is broken is a record with a reason.

    `mapping` gives, for a field of Item (or url, external_id, external_version, fetched_at), the name of the JSON field or
    column, or several to try; a dotted name leads into objects. `zone` is the IANA time zone of dates that state none.
    Raises only OSError, where the file itself cannot be opened.
    """
    context = _context(limits or Limits(), mapping, zone)
    with path.open("rb", buffering=_BUFFER) as file:
        for position, record in enumerate(_read_source(of_file(cast(io.BufferedReader, file), path.name), context)):
            record.position = position
            yield record


def read_record(path: Path, position: int, *, byte_offset: int | None = None, limits: Limits | None = None) -> bytes:
    """The payload of one record again, by its position in the dump. Raises LookupError where the dump has no such record."""
    for record in itertools.islice(read_dump(path, limits=limits), position, position + 1):
        return record.payload
    raise LookupError(f"{path.name} has no record {position}")


def count_dump(path: Path, *, limits: Limits | None = None) -> Tally:
    """The independent count of a dump's records, made by other code than the reader's (see Tally)."""
    context = _context(limits or Limits(), None, None)
    with path.open("rb", buffering=_BUFFER) as file:
        return _count_source(of_file(cast(io.BufferedReader, file), path.name), context)


def _context(limits: Limits, mapping: Mapping[str, str | list[str]] | None, zone: str | None) -> Context:
    context = Context(
        limits,
        lambda source: _read_source(source, context),
        lambda source: _count_source(source, context),
        mapping,
        zone,
    )
    return context


def _read_source(source: Source, context: Context) -> Iterator[RawRecord]:
    """The records of a dump or of a member: their place is completed here, and nothing is raised."""
    kind = _refusal(source, context)
    if isinstance(kind, RawRecord):
        yield kind
        return
    found = kind.find(source, context)
    is_empty = True
    while True:
        pair = _guarded(lambda: next(found, None), lambda error: _broken(kind, source, error))
        if pair is None:
            break
        record, parsed = pair
        if kind.fill:
            _complete(record, parsed, kind, kind.fill, context)
            record.member = record.member or source.member
            if source.depth:
                record.byte_offset = record.byte_length = None
        is_empty = False
        yield record
    if source.fault and not source.is_fault_told:
        source.is_fault_told = True
        record = damage(kind.name, source.fault)
        record.member = source.member
        is_empty = False
        yield record
    if is_empty:
        yield set_aside(RawRecord(-1, kind.name, b"", source.member), "empty_file", "no records in it")


def _refusal(source: Source, context: Context) -> Format | RawRecord:
    """The format of the source, or the one record of a source that is not read."""
    head = source.head()
    record = RawRecord(position=-1, format="file", payload=head, member=source.member)
    if is_system_file(source.member or source.name):
        return set_aside(record, "system_file")
    if not head:
        if source.fault:
            source.is_fault_told = True
            return reject(record, *source.fault)
        return set_aside(record, "empty_file")
    if source.depth > context.limits.max_nesting:
        return reject(record, "nested_too_deep", f"more than {context.limits.max_nesting} containers in each other")
    return _format_of(head, source.name) or reject(record, "unknown_format", f"begins with {head[:16].hex(' ')}")


def _complete(record: RawRecord, parsed: Any, kind: Format, fill: Callable[[RawRecord, Any, Context], None], context: Context) -> None:
    if record.verdict == "candidate":
        _guarded(lambda: fill(record, parsed, context), lambda error: reject(record, "unforeseen", error))


def _broken(kind: Format, source: Source, error: str) -> Found:
    """The record that stands for everything behind an unforeseen error of a finder."""
    return damage(kind.name, Fault("unforeseen", error)), None


def _guarded(step: Callable[[], T], on_error: Callable[[str], T]) -> T:
    """The one place where an unforeseen error on one record becomes a reject, with its traceback."""
    try:
        return step()
    except Exception:  # noqa: BLE001
        return on_error(traceback.format_exc(limit=-6))


def _count_source(source: Source, context: Context) -> Tally:
    kind = _refusal(source, context)
    if isinstance(kind, RawRecord):
        return Tally(1, "files", {"files": 1})
    tally = kind.count(source, context)
    if source.fault and not source.is_fault_told and tally.records is not None:
        source.is_fault_told = True
        return Tally(tally.records + 1, tally.by, tally.counts)
    return Tally(1, tally.by, tally.counts) if tally.records == 0 else tally
