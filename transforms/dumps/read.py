"""Reads a dump: finds its format by content, numbers its records, and turns what goes wrong into a reject with a reason."""

from __future__ import annotations

import io
import itertools
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from schemas.ids import digest
from transforms.contract import Item, RawRecord
from transforms.dumps.format import Context, Format, Tally, damage, reject, set_aside
from transforms.dumps.formats import FORMATS
from transforms.dumps.limits import Limits
from transforms.dumps.source import Fault, Source, of_bytes, of_file
from transforms.dumps.system_files import is_system_file

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
        yield from _read_source(of_file(cast(io.BufferedReader, file), path.name), context)


def read_record(
    path: Path,
    position: int,
    *,
    byte_offset: int | None = None,
    byte_length: int | None = None,
    payload_digest: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The payload of one record again, by its position in the dump. Raises LookupError where the dump has no such record.

    With its place in bytes and its digest (SHA-256, as the ledger has them) it is found without reading what stands before it.
    """
    if byte_offset is not None and byte_length is not None and payload_digest:
        found = _read_at(path, byte_offset, byte_length, payload_digest, limits or Limits())
        if found is not None:
            return found
    for record in itertools.islice(read_dump(path, limits=limits), position, position + 1):
        return record.payload
    raise LookupError(f"{path.name} has no record {position}")


def _read_at(path: Path, offset: int, length: int, payload_digest: str, limits: Limits) -> bytes | None:
    """The payload in a stretch of a dump, if one with that digest is there: the bytes themselves, or the first record in them."""
    if length > limits.max_record_bytes:
        return None
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(length)
    inner = next(_read_source(of_bytes(data, path.name), _context(limits, None, None)), None)
    candidates = [data, data.strip(), data.rstrip(b"\r\n"), inner.payload if inner else b""]
    return next((payload for payload in candidates if digest(payload) == payload_digest), None)


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
    """The records of a dump or of a member: numbered from 0 (in a container anew), their place completed; nothing is raised.

    The one place where an unforeseen error becomes a reject with its traceback: on one record, or on all that follow it.
    """
    kind = _refusal(source, context)
    if isinstance(kind, RawRecord):
        yield kind
        return
    fill, depth = kind.fill, source.depth
    count = 0
    try:
        for record, parsed in kind.find(source, context):
            if fill:
                try:
                    if record.verdict == "candidate":
                        fill(record, parsed, context)
                except Exception:  # noqa: BLE001
                    reject(record, "unforeseen", traceback.format_exc(limit=-6))
                if record.item and not _says_something(record.item, record.external_id):
                    set_aside(record, "no_article_text", "neither a title nor a text")
                if depth:
                    _placed(record, source)
            record.position = count
            count += 1
            yield record
    except Exception:  # noqa: BLE001
        yield _placed(damage(kind.name, Fault("unforeseen", traceback.format_exc(limit=-6))), source, count)
        count += 1
    if source.fault and not source.is_fault_told:
        source.is_fault_told = True
        yield _placed(damage(kind.name, source.fault), source, count)
    elif not count:
        yield _placed(set_aside(RawRecord(0, kind.name, b""), "empty_file", "no records in it"), source)


def _placed(record: RawRecord, source: Source, position: int = 0) -> RawRecord:
    """The record with its member; offsets within a member or a compressed file are none in the dump."""
    record.position = position
    record.member = record.member or source.member
    if source.depth:
        record.byte_offset = record.byte_length = None
    return record


def _refusal(source: Source, context: Context) -> Format | RawRecord:
    """The format of the source, or the one record of a source that is not read."""
    head = source.head()
    record = RawRecord(position=0, format="file", payload=head, member=source.member)
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


def _count_source(source: Source, context: Context) -> Tally:
    """The count of a dump or a member; one that breaks counts nothing, which a gate takes for 'could not be checked'."""
    kind = _refusal(source, context)
    if isinstance(kind, RawRecord):
        return Tally(1, "files", {"files": 1})
    try:
        tally = kind.count(source, context)
    except Exception as error:  # noqa: BLE001
        return Tally(None, f"the count failed: {type(error).__name__}: {error}")
    if source.fault and not source.is_fault_told and tally.records is not None:
        source.is_fault_told = True
        return Tally(tally.records + 1, tally.by, tally.counts)
    return Tally(1, tally.by, tally.counts) if tally.records == 0 else tally


def _says_something(item: Item, external_id: str | None) -> bool:
    """True for an item with a title or a text, and for one that takes back the article of that id."""
    is_cancel = item.status == "withdrawn" and external_id is not None
    return is_cancel or bool(item.title or item.body_text or item.body_html or item.paragraphs or item.subtitle)
