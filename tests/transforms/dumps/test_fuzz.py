"""Whatever the bytes: no reader crashes or hangs, every record has a verdict, and the count agrees or says that it cannot tell."""

# ruff: noqa: E501

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.dumps.injuries import mutate
from transforms.contract import RawRecord

_BEGINNINGS = (
    b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PK\x05\x06", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"{", b"[", b'{"a":', b"<nitf>",
    b"<rss><channel><item>", b"<!DOCTYPE lewis>", b"<DOC id=", b"\x01", b"\x16\x01A\x02", b"title,text\n", b"PAR1", b"Obj\x01", b"{\\rtf1 ", b"From: a\nTo: b\nSubject: c\n\n",
    b"filedesc://x", b"\xff\xfe", b"<html>", b"1 of 2 DOCUMENTS\n", b"<mediawiki><page>",
)  # fmt: skip


# injured copies that a reader once failed on, or counted otherwise than it read (by the numbers of `benchmarks.fuzz_dumps`)
_FOUND = {
    "array.json": (5000295,),
    "crawl.warc.gz": (5001480,),
    "crawl.arc": (63, 143, 330, 602, 921, 1017, 1219, 1424),
    "crawl.wacz": (513, 1356, 1411, 2238, 3174, 3754, 4691, 4803),
    "pages.zip": (1852, 2161, 2682, 3391, 4343, 4980, 5075, 12126),
    "wiki.xml": (759, 1236, 1389, 2555, 3340, 3903, 4252, 4701),
    "rows.avro": (498, 4100, 4548, 6748, 10515, 11188, 15547, 17354),
    "rows.csv": (214, 565, 847, 1663, 1676, 1899, 2001, 2490, 5000184),
    "rows.parquet": (1458, 1676, 3279, 5244, 6827, 7000, 7752, 9729),
}


@given(begins=st.sampled_from(_BEGINNINGS), rest=st.binary(max_size=400))
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_random_bytes(begins: bytes, rest: bytes, tmp_path: Path, check: Callable[..., list[RawRecord]]) -> None:
    path = tmp_path / "dump"
    path.write_bytes(begins + rest)
    assert check(path)  # a dump has at least one record, be it that there is nothing in it


@pytest.mark.parametrize("seed", range(12))
def test_injured_samples(samples: dict[str, bytes], tmp_path: Path, check: Callable[..., list[RawRecord]], seed: int) -> None:
    chance = random.Random(seed)
    for name, data in samples.items():
        path = tmp_path / name
        path.write_bytes(mutate(data, chance))
        check(path)


def test_a_good_record_behind_an_injured_one_is_kept(
    samples: dict[str, bytes], tmp_path: Path, check: Callable[..., list[RawRecord]]
) -> None:
    """Injuries in the middle of a dump of three equal records leave at least one of them good."""
    path = tmp_path / "crawl.warc.gz"
    data = samples["crawl.warc.gz"]
    for at in range(len(data) // 3 + 5, 2 * len(data) // 3 - 5, 7):
        path.write_bytes(data[:at] + b"\xa5\x5a" + data[at + 2 :])
        records = check(path)
        assert sum(record.verdict == "candidate" for record in records) >= 2


@pytest.mark.parametrize("name", _FOUND)
def test_what_was_found(samples: dict[str, bytes], tmp_path: Path, check: Callable[..., list[RawRecord]], name: str) -> None:
    path = tmp_path / name
    for number in _FOUND[name]:
        path.write_bytes(mutate(samples[name], random.Random(f"{name} {number}")))
        assert check(path)
