"""The fast ways through a WARC find what the careful reader finds, in whatever state the file is."""

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from transforms.contract import RawRecord
from transforms.dumps import Limits, read_dump
from transforms.dumps.warc_blocks import cut_file, cut_stream
from transforms.dumps.warc_piece import Piece

PAGE = b"<html><head><title>Lock</title></head><body><p>The lock at Veldby opens at six.</p></body></html>"
BLOCKS = st.sampled_from(
    (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE + b"\r\n\r\nmore",  # bare line feeds
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 5000 + b"\r\n\r\n" + PAGE,  # longer than what is read ahead
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html",  # no body at all
        PAGE,  # no status line
        b"",
        b"\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc",  # looks like the next record
    )
)
EXTRA = st.sampled_from(
    (
        b"",
        b"WARC-Concurrent-To: <urn:a>\r\nWARC-Concurrent-To: <urn:b>\r\n",
        b"WARC-Target-URI: https://veldby.example/again\r\n",
        b"X-Folded: one\r\n two\r\n",
        b"X-Odd name: y\r\n",
        b"X-Long: " + b"u" * 6000 + b"\r\n",
        b"warc-truncated: length\r\n",
        b"X-Line: a\xe2\x80\xa8b\x85c\r\n",
        b"no colon\r\n",
    )
)


@st.composite
def records(draw: st.DrawFn) -> bytes:
    block = draw(BLOCKS)
    length = len(block) + draw(st.sampled_from((0, 0, 0, 0, -3, 5)))
    kind = draw(st.sampled_from((b"WARC-Type: response\r\n", b"WARC-Type: metadata\r\n", b"warc-type:resource\r\n", b"")))
    head = kind + b"WARC-Target-URI: https://veldby.example/1 \r\n" + draw(EXTRA) + b"Content-Length: %d\r\n\r\n" % max(0, length)
    return b"WARC/1.0\r\n" + head + block + draw(st.sampled_from((b"\r\n\r\n", b"\r\n\r\n", b"\r\n\r\n", b"\r\n", b"\n\n\n", b"")))


def whole(piece: Piece) -> Piece:
    return piece._replace(block=piece.http_head + piece.block, http_head=b"")


@given(made=st.lists(records(), min_size=1, max_size=5), lost=st.integers(0, 40))
@example(made=[b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n"], lost=0)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_plain_file_is_cut_as_the_careful_reader_cuts_it(tmp_path: Path, made: list[bytes], lost: int) -> None:
    data = b"".join(made)
    data = data[: len(data) - lost % 7 * (lost > 20)] or b"W"
    path = tmp_path / "crawl.warc"
    path.write_bytes(data)
    with path.open("rb") as file:
        fast = [whole(piece) for piece in cut_file(file, Limits())]
    assert fast == list(cut_stream(io.BufferedReader(io.BytesIO(data)), Limits()))
    covered = [(piece.offset, piece.length) for piece in fast]
    assert sum(length or 0 for _, length in covered) == len(data)


@given(made=st.lists(records(), min_size=1, max_size=4))
@example(made=[b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 22\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc\r\n\r\n"])
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_response_read_apart_is_the_same_record(tmp_path: Path, made: list[bytes]) -> None:
    """Plain, where the body is read apart from its header, and as one gzip stream, where it is not."""
    plain, packed = tmp_path / "crawl.warc", tmp_path / "crawl.warc.gz"
    plain.write_bytes(b"".join(made))
    packed.write_bytes(gzip.compress(b"".join(made), mtime=0))  # one stream: the careful reader, no offsets
    assert [_said(record) for record in read_dump(plain)] == [_said(record) for record in read_dump(packed)]


def _said(record: RawRecord) -> tuple[object, ...]:
    return (record.payload, record.url, record.content_type, record.verdict, record.reason, record.html, record.text, record.warnings)


def test_a_bomb_that_is_refused_keeps_its_whole_block(tmp_path: Path) -> None:
    """Also where its HTTP header was read apart."""
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<p>" + b"\0" * 60_000_000, mtime=0)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(block)
    path = tmp_path / "bomb.warc"
    path.write_bytes(head + block + b"\r\n\r\n")
    (record,) = read_dump(path)
    assert (record.reason, record.payload) == ("expansion_ratio", block)


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.arc.gz"])
def test_a_member_that_is_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    body = b"\0" * 60_000_000
    warc = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"
    arc = b"https://veldby.example/ 1.2.3.4 20250301080000 text/html %d\n" % len(body) + body + b"\n"
    path = tmp_path / name
    path.write_bytes(gzip.compress(warc if "warc" in name else arc, mtime=0))
    (record,) = read_dump(path)
    assert record.reason == "expansion_ratio"
    assert len(record.payload) <= 1 << 16


@pytest.mark.parametrize("length", ["9" * 5000, "\u00b2", "-4", ""])
@pytest.mark.parametrize("packed", [False, True])
def test_a_length_that_is_no_number_is_a_bad_header(tmp_path: Path, length: str, packed: bool) -> None:
    good = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n"
    bad = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %s\r\n\r\nabcd\r\n\r\n" % length.encode()
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join(gzip.compress(record) for record in (bad, good)) if packed else bad + good)
    assert [record.reason for record in read_dump(path)][:1] == ["bad_header"]
    assert len(list(read_dump(path))) == 2
