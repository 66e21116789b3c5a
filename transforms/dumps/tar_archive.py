"""Tar archives, read as a stream, header by header; links and devices are refused, and nothing is ever extracted.

The standard library's reader stops in silence at a damaged header; this one finds the next good one.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject
from transforms.dumps.source import Fault, Source, of_pull
from transforms.dumps.zip_archive import join_member, sum_tallies

_BLOCK = 512
_MAX_EXTENSION = 1 << 20  # bytes of a long name or of pax headers


def _checksum_holds(block: bytes) -> bool:
    try:
        stated = int(block[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(block[:148]) + 256 + sum(block[156:512])


def sniff(head: bytes, _name: str) -> bool:
    return len(head) >= _BLOCK and _checksum_holds(head[:_BLOCK])


class _Blocks:
    """A tar stream in blocks, with the offset of the next one."""

    def __init__(self, source: Source) -> None:
        self.stream = source.stream
        self.offset = 0

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (piece := self.stream.read(size - len(data))):
            data += piece
        self.offset += len(data)
        return data

    def skip(self, size: int) -> bool:
        while size > 0:
            data = self.stream.read(min(size, 1 << 17))
            if not data:
                return False
            self.offset += len(data)
            size -= len(data)
        return True


class _Member:
    """The data of one member as a stream that ends where the member does."""

    def __init__(self, blocks: _Blocks, size: int) -> None:
        self.blocks = blocks
        self.left = size
        self.padding = -size % _BLOCK

    def pull(self, size: int) -> bytes:
        """Up to `size` bytes; raises EOFError where the archive ends within the member."""
        if not self.left:
            return b""
        data = self.blocks.read(min(size, self.left))
        if not data:
            raise EOFError(f"the archive ends {self.left} bytes before the end of the member")
        self.left -= len(data)
        return data

    def finish(self) -> None:
        self.blocks.skip(self.left + self.padding)
        self.left = self.padding = 0


def find(source: Source, context: Context) -> Iterator[Found]:
    blocks = _Blocks(source)
    long_name: str | None = None
    pax: dict[str, str] = {}
    number = 0
    has_end = False
    while block := blocks.read(_BLOCK):
        start = blocks.offset - len(block)
        if not block.strip(b"\0"):
            has_end = True
            continue
        header = _header(block)
        if header is None:
            yield _no_header(blocks, start, block), None
            continue
        has_end = False
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE):
            data = _extension(blocks, header.size)
            if header.type == tarfile.GNUTYPE_LONGNAME:
                long_name = data.rstrip(b"\0").decode("utf-8", "replace")
            elif header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
                pax = _pax(data)
            continue
        name = pax.get("path") or long_name or header.name
        size = int(pax["size"]) if pax.get("size", "").isdigit() else header.size
        long_name, pax = None, {}
        if header.isdir():
            continue
        number += 1
        if number > context.limits.max_members:
            yield damage("tar", Fault("too_many_members", f"more than {context.limits.max_members} members")), None
            return
        yield from _read_member(blocks, header, name, size, source, context)
    if not has_end and not source.fault:
        yield damage("tar", Fault("truncated", "the archive has no end")), None


def _read_member(blocks: _Blocks, header: tarfile.TarInfo, name: str, size: int, source: Source, context: Context) -> Iterator[Found]:
    path = join_member(source.member, name)
    if not header.isreg():
        record = RawRecord(position=-1, format="tar", payload=header.linkname.encode("utf-8", "surrogateescape"), member=path)
        yield reject(record, "unsafe_member", "a link, device or other special member"), None
        return
    member = _Member(blocks, size)
    child = of_pull(member.pull, context.limits, name=name, member=path, depth=source.depth + 1)
    for record in context.read(child):
        yield record, None
    member.finish()
    if child.fault:
        source.is_fault_told = True


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return None


def _no_header(blocks: _Blocks, start: int, block: bytes) -> RawRecord:
    """Passes blocks up to the next good header; one record for all of them."""
    sample = block
    while (ahead := blocks.stream.peek(_BLOCK)[:_BLOCK]) and not (len(ahead) == _BLOCK and _checksum_holds(ahead)):
        piece = blocks.read(_BLOCK)
        sample = (sample + piece)[:4096]
    return damage("tar", Fault("corrupt", "no tar header"), offset=start, length=blocks.offset - start, payload=sample)


def _extension(blocks: _Blocks, size: int) -> bytes:
    data = blocks.read(min(size, _MAX_EXTENSION))
    blocks.skip(size - len(data) + -size % _BLOCK)
    return data


def _pax(data: bytes) -> dict[str, str]:
    """Records of a pax header: 'length key=value' and a line end, the length counting itself."""
    fields: dict[str, str] = {}
    at = 0
    while (space := data.find(b" ", at, at + 12)) > 0 and data[at:space].isdigit():
        end = at + int(data[at:space])
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        if not equals or end <= space:
            break
        fields[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        at = end
    return fields


def count(source: Source, context: Context) -> Tally:
    """Members by the standard library's reader; no count where it meets damage."""
    members: list[Tally] = []
    special = 0
    blocks: list[bytes] = [b""]

    class Watched(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Watched:
            blocks[0] = bytes(buf)
            return super().frombuf(buf, encoding, errors)

    try:
        with tarfile.open(fileobj=source.stream, mode="r|", bufsize=_BLOCK, tarinfo=Watched) as archive:  # type: ignore[call-overload]
            for info in archive:
                file = archive.extractfile(info) if info.isreg() else None
                if file:
                    child = of_pull(file.read, context.limits, name=info.name, member=info.name, depth=source.depth + 1)
                    members.append(context.count(child))
                    if child.fault:
                        return Tally(None, "a damaged archive", {"members": len(members) + special})
                elif not info.isdir():
                    special += 1
    except (tarfile.TarError, OSError, EOFError, ValueError):
        return Tally(None, "a damaged archive", {"members": len(members) + special})
    total = sum_tallies(members)
    is_clean = _is_zero(source) and not source.fault
    counts = {"members": len(members) + special}
    if blocks[0].strip(b"\0") or not is_clean:
        return Tally(None, "a damaged archive", counts)
    if total is None:
        return Tally(None, "a member that cannot be counted", counts)
    has_no_end = 0 if blocks[0] else 1
    return Tally(total + special + has_no_end, "archive members", counts)


def _is_zero(source: Source) -> bool:
    """Reads the rest; True where it is nothing but the zeros that fill up an archive."""
    has_other = False
    while data := source.stream.read(1 << 17):
        has_other |= bool(data.strip(b"\0"))
    return not has_other


TAR = Format("tar", sniff, find, None, count)
