"""Avro: blocks in isolation, and the count of what they state."""

import io
from pathlib import Path

import fastavro
import pytest

from transforms.contract import RawRecord
from transforms.dumps import count_dump, read_dump

SCHEMA = {"type": "record", "name": "Row", "fields": [{"name": "title", "type": "string"}, {"name": "body", "type": "string"}]}


def written(rows: int, codec: str = "deflate") -> bytes:
    """A file with a block for each row or two."""
    buffer = io.BytesIO()
    story = "The mill at Osterby turns again, said the miller. "
    fastavro.writer(buffer, SCHEMA, [{"title": f"Mill {n}", "body": story * (n + 1)} for n in range(rows)], codec=codec, sync_interval=80)
    return buffer.getvalue()


def read(tmp_path: Path, data: bytes) -> list[RawRecord]:
    path = tmp_path / "rows.avro"
    path.write_bytes(data)
    records = list(read_dump(path))
    tally = count_dump(path).records
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
