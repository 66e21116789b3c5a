"""Zip, tar and compressed files: every member accounted for, none of them trusted."""

import bz2
import gzip
import io
import lzma
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest
import zstandard

from transforms.contract import RawRecord
from transforms.dumps import Limits, count_dump, read_dump

PAGE = b"<html><head><title>Mill</title></head><body><p>The mill at Osterby turns again.</p></body></html>"
LINES = b'{"title":"One","text":"First text."}\n\n{"title":"Two","text":"Second text."}\n'


def read(tmp_path: Path, data: bytes, name: str, limits: Limits | None = None) -> list[RawRecord]:
    path = tmp_path / name
    path.write_bytes(data)
    records = list(read_dump(path, limits=limits))
    tally = count_dump(path, limits=limits).records
    assert tally is None or tally == len(records)
    return records


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def tarred(*members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.size = kind, len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_compressed_lines_whatever_the_name(tmp_path: Path, pack) -> None:
    for data in (pack(LINES), pack(LINES[:38]) + pack(LINES[38:]), pack(LINES) + b"\0" * 7):
        assert [r.item.title for r in read(tmp_path, data, "dump.bin") if r.item] == ["One", "Two"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_compressed_stream_cut_short(tmp_path: Path, pack) -> None:
    lines = b"".join(b'{"title":"Item %d","text":"%s"}\n' % (n, bytes(str(n * n * 7919), "ascii") * 20) for n in range(4_000))
    records = read(tmp_path, pack(lines)[:-300], "dump.jsonl.xx")
    assert records[-1].reason == "truncated"
    assert records[0].item is not None or pack is bz2.compress
    assert sum(r.verdict == "rejected" for r in records) <= 2


def test_members_keep_their_path_and_nothing_is_written(tmp_path: Path) -> None:
    names = ["../evil.html", "/abs/evil.html", "C:\\evil.html", "a.html", "a.html"]
    for data in (zipped(*[(name, PAGE) for name in names]), tarred(*[(name, PAGE) for name in names])):
        records = read(tmp_path, data, "pages.zip")
        assert [r.member for r in records] == names
        assert all(r.html for r in records)
        assert [path.name for path in tmp_path.iterdir()] == ["pages.zip"]


def test_nested_archives_to_the_limit(tmp_path: Path) -> None:
    inner = zipped(("a.html", PAGE))
    outer = zipped(("b.zip", zipped(("c.tar.gz", gzip.compress(tarred(("d.zip", inner)))))))
    assert [r.member for r in read(tmp_path, outer, "n.zip")] == ["b.zip!/c.tar.gz!/d.zip!/a.html"]
    assert [r.reason for r in read(tmp_path, outer, "n.zip", Limits(max_nesting=3))] == ["nested_too_deep"]


def test_junk_is_set_aside_with_a_reason(tmp_path: Path) -> None:
    data = zipped(
        ("__MACOSX/._a.html", b"x"),
        (".DS_Store", b"x"),
        ("a.html.part", PAGE),
        ("news/README.md", b"What is in this archive."),
        ("empty.html", b""),
        ("pic.bin", b"\0\1\2\3" * 99),
        ("a.html", PAGE),
    )
    records = read(tmp_path, data, "j.zip")
    assert [r.reason for r in records] == [*["system_file"] * 4, "empty_file", "unknown_format", None]


def test_damaged_member_and_archive(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.html", PAGE * 9), ("b.html", PAGE)))
    at = data.find(b"a.html") + 20
    data[at] ^= 0xFF
    records = read(tmp_path, bytes(data), "crc.zip")
    assert [r.verdict for r in records] == ["rejected", "candidate"]
    cut = zipped(("a.html", PAGE), ("b.html", PAGE))[:-30]
    assert [r.reason for r in read(tmp_path, cut, "cut.zip")] == [None, None, "truncated"]


def test_bombs_are_refused(tmp_path: Path) -> None:
    records = read(tmp_path, zipped(("z.html", b"<html>" + b" " * 50_000_000), ("a.html", PAGE)), "bomb.zip")
    assert [r.reason for r in records] == ["expansion_ratio", None]
    records = read(tmp_path, zipped(("a.html", PAGE), ("b.html", PAGE)), "many.zip", Limits(max_members=1))
    assert [r.reason for r in records] == [None, "too_many_members"]


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        assert [r.reason for r in read(tmp_path, tarred(("x", b""), kind=kind), "l.tar")] == ["unsafe_member"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names(tmp_path: Path, form: int) -> None:
    name = "archive/" + "n" * 90 + "/" + "m" * 90 + ".html"
    assert [r.member for r in read(tmp_path, tarred((name, PAGE), form=form), "l.tar")] == [name]


def test_damaged_tar_goes_on_at_the_next_header(tmp_path: Path) -> None:
    data = bytearray(tarred(("a.html", PAGE), ("b.html", PAGE), ("c.html", PAGE)))
    data[1024 : 1024 + 200] = b"\xff" * 200
    assert [r.reason for r in read(tmp_path, bytes(data), "d.tar")] == [None, "corrupt", None]


def test_empty_archive_is_one_record(tmp_path: Path) -> None:
    assert [r.reason for r in read(tmp_path, zipped(), "e.zip")] == ["empty_file"]
