"""Pieces: they tile what there is to do, in order, and are neither too many nor too big."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import pieces
from flows.pieces import how_far, of_dumps, of_months
from flows.plan import Dump

COUNTS = st.dictionaries(st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda d: f"{d:%Y-%m}"), st.integers(1, 3_000_000), max_size=60)


@given(COUNTS, st.booleans())
def test_pieces_of_months_tile_the_months_in_order(counts: dict[str, int], each_alone: bool) -> None:
    found = of_months(counts, "quotes", each_alone=each_alone)
    assert [m for piece in found for m in piece.months] == sorted(counts)
    assert [piece.weight for piece in found] == [sum(counts[m] for m in piece.months) for piece in found]
    assert not each_alone or len(found) == len(counts)


@given(st.lists(st.integers(0, 80 << 30), max_size=80))
def test_pieces_of_dumps_tile_the_dumps_and_only_one_dump_alone_is_too_big(sizes: list[int]) -> None:
    dumps = [Dump(f"/in/{n:03d}", f"{n:03d}", "feed", size) for n, size in enumerate(sizes)]
    found = of_dumps(list(reversed(dumps)))
    assert [d for piece in found for d in piece.dumps] == dumps
    most = max(pieces.DUMP_BYTES, sum(sizes) // pieces.SHARE)
    assert all(piece.weight <= most or piece.size == 1 for piece in found)
    assert all(a.weight + b.dumps[0].size > most for a, b in pairwise(found))
    assert [piece.until for piece in found] == [PurePosixPath(piece.dumps[-1].path).name for piece in found]


def test_a_small_archive_is_one_piece_and_a_big_one_some_fifty() -> None:
    assert len(of_months({f"2025-{n:02d}": 10_000 for n in range(1, 13)}, "quotes")) == 1
    hundred_million = {f"{year}-{month:02d}": 416_000 for year in range(2000, 2020) for month in range(1, 13)}
    assert 50 <= len(of_months(hundred_million, "entities")) <= 60


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (0, 4, "0 of 14 months, 0 of 4,900,000 articles, 4 s so far"),
        (3, 2460, "3 of 14 months, 1,050,000 of 4,900,000 articles, 41 min so far"),
        (14, 12_000, "14 of 14 months, 4,900,000 of 4,900,000 articles, 3 h 20 min so far"),
    ],
)
def test_how_far_a_backfill_has_come(done: int, seconds: float, said: str) -> None:
    found = of_months({f"20{n:02d}-01": 350_000 for n in range(14)}, "quotes", each_alone=True)
    assert how_far(found, done, seconds) == said


def test_how_far_it_has_come_with_dumps() -> None:
    found = of_dumps([Dump(f"/in/{n}", f"{n}", "feed", 3 << 30) for n in range(4)])
    assert how_far(found, 1, 100) == "1 of 4 dumps, 3,221 of 12,885 MB, 2 min so far"
