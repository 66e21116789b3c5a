"""Avro: blocks in isolation, and the count of what they state."""

import bz2
import io
import lzma
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import fastavro
import pyarrow as pa
import pytest
import zstandard

from transforms.contract import RawRecord
from transforms.dumps import Limits, count_dump, read_dump

SCHEMA = {"type": "record", "name": "Row", "fields": [{"name": "title", "type": "string"}, {"name": "body", "type": "string"}]}


def written(rows: int, codec: str = "deflate") -> bytes:
    """A file with a block for each row or two."""
    buffer = io.BytesIO()
    story = "The mill at Osterby turns again, said the miller. "
    fastavro.writer(buffer, SCHEMA, [{"title": f"Mill {n}", "body": story * (n + 1)} for n in range(rows)], codec=codec, sync_interval=80)
    return buffer.getvalue()


def pack(data: bytes, codec: str) -> bytes:
    """A block's bytes in codecs that fastavro needs other libraries for."""
    if codec == "zstandard":
        return zstandard.compress(data)
    return pa.Codec("snappy").compress(data, asbytes=True) + zlib.crc32(data).to_bytes(4, "big")


def packed(codec: str, blocks: list[tuple[int, bytes]]) -> bytes:
    """A file of blocks (rows, packed bytes) with a head that names the codec."""
    file = io.BytesIO()
    fastavro.writer(file, SCHEMA, [], metadata={"avro.codec": codec}, sync_marker=b"0123456789abcdef")
    for block in blocks:
        for number in (block[0], len(block[1])):
            fastavro.schemaless_writer(file, "long", number)
        file.write(block[1] + b"0123456789abcdef")
    return file.getvalue().replace(b"avro.codec\x08null", b"avro.codec" + bytes([2 * len(codec)]) + codec.encode())


def row(title: str, body: str = "The mill at Osterby turns again, said the miller.") -> bytes:
    file = io.BytesIO()
    fastavro.schemaless_writer(file, SCHEMA, {"title": title, "body": body})
    return file.getvalue()


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> list[RawRecord]:
    path = tmp_path / "rows.avro"
    path.write_bytes(data)
    limits = limits or Limits()
    records = list(read_dump(path, limits=limits))
    tally = count_dump(path, limits=limits).records
    assert tally in (None, len(records))
    return records


def titles(records: list[RawRecord]) -> list[str | None]:
    return [record.item.title if record.item else record.reason for record in records]


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2"])
def test_rows_of_many_blocks(tmp_path: Path, codec: str) -> None:
    data = written(9, codec)
    assert data.count(data[-16:]) > 4
    assert titles(read(tmp_path, data)) == [f"Mill {n}" for n in range(9)]
    assert count_dump(tmp_path / "rows.avro").records == 9


def test_damage_costs_only_the_block_it_hits(tmp_path: Path) -> None:
    data = written(9, "bzip2")  # its blocks have checksums
    marker = data[-16:]
    blocks = data.split(marker)
    for i in range(1, len(blocks) - 1):
        middle = len(blocks[i]) // 2
        injured = [*blocks[:i], blocks[i][:middle] + b"\xa5\x5a" + blocks[i][middle + 2 :], *blocks[i + 1 :]]
        found = titles(read(tmp_path, marker.join(injured)))
        assert set(found) == {f"Mill {n}" for n in range(9)} - _titles_in(data, marker, i) | {"corrupt"}


def _titles_in(data: bytes, marker: bytes, block: int) -> set[str]:
    parts = data.split(marker)
    return {row["title"] for row in fastavro.reader(io.BytesIO(parts[0] + marker + parts[block] + marker))}  # type: ignore[index, call-overload]


def test_a_lost_marker_takes_two_blocks(tmp_path: Path) -> None:
    data = written(9)
    marker = data[-16:]
    first, second, rest = data.split(marker, 2)
    found = titles(read(tmp_path, first + marker + second + bytes(16) + rest))
    assert found[0] == "corrupt" and found[1:] == [f"Mill {n}" for n in range(10 - len(found), 9)]
    assert count_dump(tmp_path / "rows.avro").records is None


def test_a_cut_file_keeps_what_came_before(tmp_path: Path) -> None:
    found = titles(read(tmp_path, written(9)[:-30]))
    assert found[-1] == "truncated" and found[:-1] == [f"Mill {n}" for n in range(len(found) - 1)]


def test_a_head_that_cannot_be_read_is_one_reject(tmp_path: Path) -> None:
    data = written(3)
    assert titles(read(tmp_path, data[:40])) == ["corrupt"]
    assert titles(read(tmp_path, data.replace(b'"string"', b'"strong"'))) == ["corrupt"]


@pytest.mark.parametrize("pairs", [b"\xfe\xff\xff\xff\x0f", b"\xff\xff\xff\xff\x0f"], ids=["many", "many by their size"])
def test_a_head_of_texts_of_negative_length_comes_to_an_end(tmp_path: Path, pairs: bytes) -> None:
    assert titles(read(tmp_path, b"Obj\x01" + pairs + b"\x01" * 40)) == ["corrupt"]


def test_a_block_that_states_more_rows_than_it_has_bytes_is_one_reject(tmp_path: Path) -> None:
    data = written(3)
    head, marker = data[: data.index(data[-16:])], data[-16:]
    found = titles(read(tmp_path, head + marker + b"\xfe\xff\xff\xff\x0f" + b"\x04ab" + marker + data[len(head) + 16 :]))
    assert found == ["corrupt", "Mill 0", "Mill 1", "Mill 2"]


@pytest.mark.parametrize("codec", ["snappy", "zstandard"])
def test_codecs_that_the_library_does_not_read(tmp_path: Path, codec: str) -> None:
    blocks = [(2, pack(row("Mill 0") + row("Mill 1"), codec)), (1, pack(row("Mill 2"), codec))]
    assert titles(read(tmp_path, packed(codec, blocks))) == ["Mill 0", "Mill 1", "Mill 2"]
    damaged = blocks[0][1][:-3] + b"\xa5\x5a\xa5"
    assert titles(read(tmp_path, packed(codec, [(2, damaged), blocks[1]])))[-1] == "Mill 2"


def test_a_wrong_checksum_of_snappy_is_damage(tmp_path: Path) -> None:
    data = pack(row("Mill 0"), "snappy")
    assert titles(read(tmp_path, packed("snappy", [(1, data[:-1] + bytes([data[-1] ^ 1]))]))) == ["corrupt"]


def test_a_codec_that_nobody_knows_costs_the_rows_and_no_more(tmp_path: Path) -> None:
    assert titles(read(tmp_path, packed("lz77", [(2, row("Mill 0") + row("Mill 1"))]))) == ["corrupt", "corrupt"]


@pytest.mark.parametrize("codec", ["deflate", "bzip2", "xz", "snappy", "zstandard"])
def test_a_block_that_unpacks_to_too_much_is_refused_in_bounded_memory(tmp_path: Path, codec: str) -> None:
    plain = row("Bomb", "a" * 40_000_000)
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packers: dict[str, Callable[[], bytes]] = {
        "deflate": lambda: machine.compress(plain) + machine.flush(),
        "bzip2": lambda: bz2.compress(plain),
        "xz": lambda: lzma.compress(plain),
    }
    bomb = packers[codec]() if codec in packers else pack(plain, codec)
    mill = row("Mill")
    after = zlib.compressobj(9, zlib.DEFLATED, -15)
    good = {"deflate": lambda: after.compress(mill) + after.flush(), "bzip2": lambda: bz2.compress(mill), "xz": lambda: lzma.compress(mill)}
    data = packed(codec, [(1, bomb), (1, good[codec]() if codec in good else pack(mill, codec))])
    tracemalloc.start()
    try:
        found = titles(read(tmp_path, data, Limits(max_record_bytes=20 << 20)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == ["too_large" if codec == "snappy" else "expansion_ratio", "Mill"]
    assert peak < 80 << 20


def test_a_stated_size_of_snappy_is_not_believed(tmp_path: Path) -> None:
    lie = b"\xff\xff\xff\xff\x0f" + bytes(20)  # four gigabytes
    assert titles(read(tmp_path, packed("snappy", [(1, lie)]))) == ["expansion_ratio"]
