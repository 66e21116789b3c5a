"""WARC: good files, every sort of damage, and what records of each type become."""

import gzip
import zlib
from pathlib import Path

import pytest

from transforms.contract import RawRecord
from transforms.dumps import count_dump, read_dump, read_record

PAGE = b"<html><head><title>Harbour %d</title></head><body><p>The harbour of Veldby opens again.</p></body></html>"


def response(
    number: int,
    *,
    body: bytes | None = None,
    http: bytes = b"Content-Type: text/html; charset=utf-8",
    line: bytes = b"\r\n",
    http_line: bytes = b"\r\n",
    length: int | None = None,
    kind: bytes = b"response",
    status: bytes = b"200 OK",
) -> bytes:
    block = b"HTTP/1.1 " + status + http_line + http + http_line * 2 + (PAGE % number if body is None else body)
    fields = [
        b"WARC/1.0",
        b"WARC-Type: " + kind,
        b"WARC-Target-URI: https://veldby.example/%d" % number,
        b"WARC-Date: 2025-03-0%dT08:00:00Z" % (number % 9 + 1),
        b"Content-Type: application/http; msgtype=response",
        b"Content-Length: %d" % (len(block) if length is None else length),
    ]
    return line.join(fields) + line * 2 + block + b"\r\n\r\n"


def member(record: bytes) -> bytes:
    return gzip.compress(record, mtime=0)


def read(tmp_path: Path, data: bytes, name: str = "crawl.warc.gz") -> list[RawRecord]:
    """The records of a dump, after checking the laws that hold for every dump."""
    path = tmp_path / name
    path.write_bytes(data)
    records = list(read_dump(path))
    assert [record.position for record in records] == list(range(len(records)))
    tally = count_dump(path).records
    assert tally is None or tally == len(records)
    places = [(r.byte_offset, r.byte_length) for r in records]
    if all(offset is not None for offset, _ in places):
        assert places[0][0] == 0
        for (offset, length), (following, _) in zip(places, [*places[1:], (len(data), 0)], strict=True):
            assert offset + length == following  # byte ranges tile the dump
    return records


GOOD = [response(n) for n in range(6)]


@pytest.mark.parametrize(
    "pack", [lambda r: b"".join(map(member, r)), lambda r: gzip.compress(b"".join(r)), b"".join], ids=["members", "stream", "plain"]
)
def test_every_packing_gives_the_same_records(tmp_path: Path, pack) -> None:
    records = read(tmp_path, pack(GOOD))
    assert [r.url for r in records] == [f"https://veldby.example/{n}" for n in range(6)]
    assert [r.payload for r in records] == [PAGE % n for n in range(6)]
    assert all(r.html == (PAGE % n).decode() and r.charset == "utf-8" for n, r in enumerate(records))
    assert records[1].fetched_at is not None and records[1].fetched_at.isoformat() == "2025-03-02T08:00:00+00:00"


def reasons(records: list[RawRecord]) -> list[str | None]:
    return [r.reason for r in records]


def test_damage_costs_only_the_record_it_hits(tmp_path: Path) -> None:
    members = [member(record) for record in GOOD]
    broken = bytearray(members[2])
    broken[len(broken) // 2] ^= 0xFF
    assert reasons(read(tmp_path, b"".join([*members[:2], bytes(broken), *members[3:]]))) in (
        [None, None, "corrupt", None, None, None],
        [None, None, "bad_checksum", None, None, None],
    )


def test_bad_checksum_refuses_the_record(tmp_path: Path) -> None:
    members = [member(record) for record in GOOD]
    members[1] = members[1][:-8] + b"\1\2\3\4" + members[1][-4:]
    assert reasons(read(tmp_path, b"".join(members))) == [None, "bad_checksum", None, None, None, None]


def test_garbage_between_members_is_one_record(tmp_path: Path) -> None:
    members = [member(record) for record in GOOD[:3]]
    assert reasons(read(tmp_path, members[0] + b"\0" * 64 + members[1] + b"scribble" + members[2])) == [
        None,
        "corrupt",
        None,
        "corrupt",
        None,
    ]


def test_a_record_over_two_members_is_not_counted_as_two(tmp_path: Path) -> None:
    head, _, block = GOOD[0].partition(b"\r\n\r\n")
    data = member(head + b"\r\n\r\n") + member(block) + member(GOOD[1])
    assert [r.verdict for r in read(tmp_path, data)] == ["candidate"] * 2
    assert count_dump(tmp_path / "crawl.warc.gz").records is None  # the count walks members, and does not know


def test_junk_behind_the_last_record_of_a_cut_member_is_not_overlooked(tmp_path: Path) -> None:
    data = member(GOOD[0]) + member(GOOD[1] + b"junk of a line\r\n" + zlib.compress(GOOD[2]))[:-8]
    assert [r.verdict for r in read(tmp_path, data)] == ["candidate", "candidate", "rejected"]


@pytest.mark.parametrize("cut", [1, 9, 40, 200])
def test_truncation_is_found(tmp_path: Path, cut: int) -> None:
    data = b"".join(map(member, GOOD))[:-cut]
    assert reasons(read(tmp_path, data)) == [None] * 5 + ["truncated"]


@pytest.mark.parametrize("length", [0, 20, 100, 5_000, 10**9])
@pytest.mark.parametrize("pack", [member, bytes], ids=["members", "plain"])
def test_wrong_lengths_do_not_swallow_neighbours(tmp_path: Path, length: int, pack) -> None:
    records = read(tmp_path, b"".join(map(pack, [GOOD[0], response(7, length=length), GOOD[1]])))
    assert reasons(records)[0] is None and reasons(records)[-1] is None
    assert reasons(records)[1] in ("wrong_length", "too_large")
    assert len(records) == 3


def test_bad_header_is_one_reject(tmp_path: Path) -> None:
    data = member(GOOD[0]) + member(b"WARC/1.0\r\nnot a header\r\n\r\nxx\r\n\r\n") + member(GOOD[1])
    assert reasons(read(tmp_path, data)) == [None, "bad_header", None]


def test_line_feeds_alone_keep_the_whole_body(tmp_path: Path) -> None:
    body = PAGE % 1 + b"\r\n\r\nand a tail"
    for record in (response(1, body=body, http_line=b"\n"), response(1, body=body, line=b"\n")):
        assert read(tmp_path, member(record))[0].payload == body


def test_bodies_are_decoded_only_where_they_are_encoded(tmp_path: Path) -> None:
    page = PAGE % 1
    chunked = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (20, page[:20], len(page) - 20, page[20:])
    cases = [
        (gzip.compress(page), b"Content-Encoding: gzip"),
        (zlib.compress(page), b"Content-Encoding: deflate"),
        (zlib.compress(page)[2:-4], b"Content-Encoding: deflate"),
        (page, b"Content-Encoding: gzip"),
        (page, b"Content-Encoding: br"),
        (chunked, b"Transfer-Encoding: chunked"),
        (page, b"Transfer-Encoding: chunked"),
    ]
    for body, header in cases:
        record = read(tmp_path, member(response(1, body=body, http=b"Content-Type: text/html\r\n" + header)))[0]
        assert record.payload == page, header


def test_bomb_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    bomb = response(2, body=b"<html>" + b"a" * 40_000_000)
    assert reasons(read(tmp_path, member(GOOD[0]) + member(bomb) + member(GOOD[1]))) == [None, "expansion_ratio", None]


def test_what_is_no_article_says_why(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        b"".join(
            member(record)
            for record in (
                response(1, kind=b"request"),
                response(2, kind=b"revisit"),
                response(3, status=b"404 Not Found"),
                response(4, status=b"301 Moved"),
                response(5, http=b"Content-Type: image/png", body=b"\x89PNG\r\n\x1a\n\0\0"),
                response(6, body=b""),
            )
        ),
    )
    assert reasons(records) == ["not_a_response", "revisit", "http_error", "redirect", "not_text", "empty_file"]
    assert {r.verdict for r in records} == {"not_an_article"}


def test_a_record_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(map(member, GOOD)))
    assert read_record(path, 3) == PAGE % 3
    with pytest.raises(LookupError):
        read_record(path, 6)
