"""Injuries done to dumps, and the laws that hold for a dump in whatever state it is."""

from __future__ import annotations

import random
from pathlib import Path

from schemas.lists import NOT_ARTICLE_REASONS, PARAGRAPH_KINDS, REJECT_REASONS, WARNINGS
from transforms.contract import RawRecord
from transforms.dumps import Limits, count_dump, read_dump


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


def checked(path: Path, limits: Limits | None = None) -> list[RawRecord]:
    """The records of a dump, after checking what holds for every dump, however broken: none is lost, each has its verdict."""
    records = list(read_dump(path, limits=limits))
    tally = count_dump(path, limits=limits).records
    assert tally is None or tally == len(records), (tally, len(records))
    assert [record.position for record in records] == list(range(len(records)))
    for record in records:
        filled = [part for part in (record.html, record.text, record.item) if part is not None]
        assert len(filled) == (record.verdict == "candidate")
        allowed = {"candidate": (None,), "not_an_article": NOT_ARTICLE_REASONS, "rejected": REJECT_REASONS}[record.verdict]
        assert record.reason in allowed
        assert record.reason != "unforeseen", record.detail
        assert set(record.warnings) <= set(WARNINGS)
        if record.item:
            bodies = [record.item.body_html, record.item.body_text, record.item.paragraphs]
            assert sum(body is not None for body in bodies) <= 1
            assert all(kind in PARAGRAPH_KINDS and text for kind, text in record.item.paragraphs or [])
    return records
