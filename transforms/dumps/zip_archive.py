"""Zip archives, WACZ among them: members are streamed in the order of the central directory, by their place, never by their name.

Where the central directory is missing, the members are found by their local headers.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import cast

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject, set_aside
from transforms.dumps.source import Fault, RefusedError, Source, of_bytes, of_pull

_LOCAL = struct.Struct("<4s5H3I2H")
_WACZ_DATA = re.compile(r"^(?:pages/|indexes/|logs/|datapackage|fuzzy|metadata)", re.IGNORECASE)


def sniff(head: bytes, _name: str) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK"))


def join_member(outer: str | None, name: str) -> str:
    """The path of a member inside nested archives."""
    return f"{outer}!/{name}" if outer else name


def _open_file(source: Source, context: Context) -> io.BufferedReader:
    """A seekable file of the archive: the dump itself, or, for one inside another archive, its bytes (bounded)."""
    if source.file:
        return source.file
    return cast(io.BufferedReader, of_bytes(source.read_all(context.limits), source.name).file)


def find(source: Source, context: Context) -> Iterator[Found]:
    try:
        file = _open_file(source, context)
    except RefusedError as error:
        yield damage("zip", error.fault, payload=error.sample), None
        return
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, EOFError) as error:
        yield from _find_without_directory(file, source, context, str(error))
        return
    members = _files_of(archive)
    is_wacz = any(info.filename == "datapackage.json" for info in members) and any(info.filename.startswith("archive/") for info in members)
    for number, info in enumerate(members):
        if number >= context.limits.max_members:
            yield damage("zip", Fault("too_many_members", f"{len(members)} members")), None
            return
        child = _child(archive, info, source, context)
        if is_wacz and _WACZ_DATA.match(info.filename):
            yield _metadata(child, context), None
            continue
        for record in context.read(child):
            yield record, None
    for _ in range(_missing(file, archive)):
        yield damage("zip", Fault("corrupt", "a member that the archive states and its directory has lost")), None


def _files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are no folders; `is_dir` fails on a name that damage has emptied."""
    return [info for info in archive.infolist() if not info.filename.endswith("/")]


def _missing(file: io.BufferedReader, archive: zipfile.ZipFile) -> int:
    """How many more members the end record states than the central directory could give."""
    stated = entries_stated(file)
    return max(0, stated - len(archive.infolist())) if stated is not None else 0


def _child(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, context: Context) -> Source:
    opened: list[Callable[[int], bytes]] = []

    def pull(size: int) -> bytes:
        if not opened:
            opened.append(archive.open(info).read)
        data = opened[0](size)
        if not data and info.file_size and not raw_produced():
            raise EOFError(f"{info.file_size} bytes expected, none found")
        return data

    child = of_pull(
        pull,
        context.limits,
        name=info.filename,
        member=join_member(source.member, info.filename),
        depth=source.depth + 1,
        packed=lambda: info.compress_size,
    )

    def raw_produced() -> int:
        return child.raw.produced if child.raw else 0

    return child


def _metadata(child: Source, context: Context) -> RawRecord:
    """A file of a WACZ that describes the collection: one record, no article."""
    record = RawRecord(position=-1, format="wacz", payload=b"", member=child.member)
    try:
        record.payload = child.read_all(context.limits)
    except RefusedError as error:
        record.payload = error.sample
        return reject(record, *error.fault)
    return set_aside(record, "metadata_record", "a file that describes the WACZ")


def _find_without_directory(file: io.BufferedReader, source: Source, context: Context, why: str) -> Iterator[Found]:
    """Members by their local headers, until one does not add up; then one record for the damage."""
    file.seek(0)
    while (head := file.read(_LOCAL.size)).startswith(b"PK\x03\x04") and len(head) == _LOCAL.size:
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack(head)
        name = file.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "replace")
        file.seek(extra_size, io.SEEK_CUR)
        start = file.tell()
        if name.endswith("/"):
            continue
        member = _LocalMember(file, method, packed if not flags & 8 else None, is_encrypted=bool(flags & 1))
        child = of_pull(
            member.pull,
            context.limits,
            name=name,
            member=join_member(source.member, name),
            depth=source.depth + 1,
            packed=lambda at=start: max(1, file.tell() - at),  # type: ignore[misc]
        )
        for record in context.read(child):
            yield record, None
        child.skip_rest()
        if child.fault:
            break
        member.pass_descriptor(has_descriptor=bool(flags & 8))
    yield damage("zip", Fault("truncated", f"no central directory: {why}")), None


class _LocalMember:
    """The data behind a local header: deflated or stored, with its length or without."""

    def __init__(self, file: io.BufferedReader, method: int, packed: int | None, *, is_encrypted: bool) -> None:
        self.file = file
        self.method = method
        self.left = packed
        self.is_encrypted = is_encrypted
        self.machine = zlib.decompressobj(-15)

    def pull(self, size: int) -> bytes:
        """Up to `size` bytes of the member; raises a decoder's error."""
        if self.is_encrypted:
            raise RuntimeError("the member is encrypted")
        if self.method == zipfile.ZIP_STORED and self.left is not None:
            return self._read(size)
        if self.method != zipfile.ZIP_DEFLATED:
            raise NotImplementedError(f"compression method {self.method} without a central directory")
        while not self.machine.eof:
            packed = self.machine.unconsumed_tail or self._read(1 << 14)
            if not packed:
                raise EOFError("the member's data ends before its stream does")
            data = self.machine.decompress(packed, size)
            if self.machine.unused_data:
                self.file.seek(-len(self.machine.unused_data), io.SEEK_CUR)
            if data:
                return data
        return b""

    def _read(self, size: int) -> bytes:
        if self.left == 0:
            return b""
        data = self.file.read(size if self.left is None else min(size, self.left))
        if not data:
            raise EOFError("the archive ends within a member")
        if self.left is not None:
            self.left -= len(data)
        return data

    def pass_descriptor(self, *, has_descriptor: bool) -> None:
        """Goes to what follows the member."""
        if has_descriptor:
            mark = self.file.read(4)
            self.file.seek(12 if mark == b"PK\x07\x08" else 8, io.SEEK_CUR)


def count(source: Source, context: Context) -> Tally:
    """Members by the end record of the central directory, what they hold by their own counts."""
    try:
        file = _open_file(source, context)
    except RefusedError:
        return Tally(1, "files", {"files": 1})
    entries = entries_stated(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, EOFError):
        return Tally(None, "no central directory: nothing to count by")
    members = _files_of(archive)
    is_wacz = any(info.filename == "datapackage.json" for info in members) and any(info.filename.startswith("archive/") for info in members)
    directories = len(archive.infolist()) - len(members)
    inner = [
        Tally(1, "files") if is_wacz and _WACZ_DATA.match(info.filename) else context.count(_child(archive, info, source, context))
        for info in members[: context.limits.max_members]
    ]
    total = sum_tallies(inner)
    lost = max(0, entries - directories - len(members)) if entries is not None else 0
    over = 1 if len(members) > context.limits.max_members else 0
    counts = {"members": entries or len(members), "directories": directories}
    if total is None:
        return Tally(None, "a member that cannot be counted", counts)
    return Tally(total + lost + over, "members of the central directory", counts)


def sum_tallies(tallies: list[Tally]) -> int | None:
    """The sum of the records, None where one of them is."""
    known = [tally.records for tally in tallies if tally.records is not None]
    return sum(known) if len(known) == len(tallies) else None


def entries_stated(file: io.BufferedReader) -> int | None:
    """The number of entries that the archive's end record states (zip64's where there is one)."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_600))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 12:
        return None
    stated: int = struct.unpack_from("<H", tail, end + 10)[0]
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if stated == 0xFFFF and large >= 0:
        stated = struct.unpack_from("<Q", tail, large + 32)[0]
    return stated


ZIP = Format("zip", sniff, find, None, count)
