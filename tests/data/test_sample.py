"""The dumps in the repository are what their program writes, and have in them what their truth says."""

import gzip
import io
import json
import zipfile
import zlib

import pytest
from fastwarc.warc import ArchiveIterator

from data.make_sample import EXPECTED, SAMPLE, expected_text, sample_files

FILES = sample_files()
TRUTH = json.loads(EXPECTED.read_text(encoding="utf-8"))


def unpacked(content: bytes) -> bytes:
    """Every gzip member's content, as much as there is of a cut one: zlib's own bytes differ from build to build."""
    whole = b""
    while content[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        whole += member.decompress(content)
        content = member.unused_data
    return whole


def zip_members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sample_folder_holds_what_the_program_writes() -> None:
    kept = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()}
    assert kept == set(FILES)
    assert EXPECTED.read_text(encoding="utf-8") == expected_text()


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_dump_is_up_to_date(path: str) -> None:
    kept = (SAMPLE / path).read_bytes()
    if path.endswith(".gz"):
        written, found = unpacked(FILES[path]), unpacked(kept)
        shared = min(len(written), len(found))
        assert shared > 1000
        assert written[:shared] == found[:shared]
    elif path.endswith(".zip"):
        assert zip_members(kept) == zip_members(FILES[path])
    else:
        assert kept == FILES[path]


def test_every_record_has_a_place_and_the_counts_add_up() -> None:
    records = TRUTH["records"]
    assert len({(r["dump"], r["position"]) for r in records}) == len(records) == sum(TRUTH["counts"].values())
    assert {r["dump"] for r in records} == set(FILES)
    assert TRUTH["counts"]["article"] == len(TRUTH["articles"])


def test_the_warc_files_hold_the_records_that_the_truth_names() -> None:
    path = "harbour-gazette/HG-20250915021000-00001.warc.gz"
    urls = [r["url"] for r in TRUTH["records"] if r["dump"] == path]
    found = [record.headers.get("WARC-Target-URI") for record in ArchiveIterator(io.BytesIO(FILES[path]), parse_http=False)]
    assert found[: len(urls) - 1] == urls[:-1]


def test_the_cut_dumps_are_cut() -> None:
    for path in ("harbour-gazette/HG-20250916021000-00001.warc.gz", "meridian-wire/wire-2025-09-13.jsonl.gz"):
        with pytest.raises(EOFError):
            gzip.decompress((SAMPLE / path).read_bytes())


def test_every_quote_stands_in_its_paragraph() -> None:
    for name, article in TRUTH["articles"].items():
        for quote in article["quotes"]:
            assert quote["text"] in article["paragraphs"][quote["paragraph"]]["text"], name


def test_no_text_holds_page_furniture() -> None:
    texts = [p["text"] for article in TRUTH["articles"].values() for p in article["paragraphs"]]
    assert not [text for text in texts for words in TRUTH["not_in_text"] if words in text]
