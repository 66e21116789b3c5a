"""Whatever the bytes: no reader crashes or hangs, every record has a verdict, and the count agrees or says that it cannot tell."""

# ruff: noqa: E501

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.contract import RawRecord

_BEGINNINGS = (
    b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PK\x05\x06", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"{", b"[", b'{"a":', b"<nitf>",
    b"<rss><channel><item>", b"<!DOCTYPE lewis>", b"<DOC id=", b"\x01", b"\x16\x01A\x02", b"title,text\n", b"PAR1", b"Obj\x01", b"{\\rtf1 ", b"From: a\nTo: b\nSubject: c\n\n",
    b"filedesc://x", b"\xff\xfe", b"<html>", b"1 of 2 DOCUMENTS\n", b"<mediawiki><page>",
)  # fmt: skip


@given(begins=st.sampled_from(_BEGINNINGS), rest=st.binary(max_size=400))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_random_bytes(begins: bytes, rest: bytes, tmp_path: Path, check: Callable[..., list[RawRecord]]) -> None:
    path = tmp_path / "dump"
    path.write_bytes(begins + rest)
    assert check(path)  # a dump has at least one record, be it that there is nothing in it


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A copy with one to three injuries: bytes flipped, cut out, doubled, swapped, overwritten with zeros or cut off."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(max(1, len(data)))
        size = chance.choice((1, 1, 2, 8, 40, 200))
        piece = data[at : at + size]
        middle = chance.choice(
            (
                bytes(byte ^ (1 << chance.randrange(8)) for byte in piece),
                b"",
                piece + piece,
                b"\0" * len(piece),
                chance.randbytes(len(piece)),
                b'"',
                b"<",
                b"\n",
                b"]]>",
                b"\x01",
            )
        )
        data = data[:at] if chance.random() < 0.15 else data[:at] + middle + data[at + size :]
    return data


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
