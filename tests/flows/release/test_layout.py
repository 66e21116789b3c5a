from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.release.layout import LINE_BITS, MONTH, Piece, month_of, place_of, plan, recent_months
from schemas import TABLES
from schemas.ids import make_id

LIMIT = 32
NONE: dict[Piece, int] = {}
# a few days, ids that crowd together, so that pieces get cut at every depth
places = st.lists(st.builds(lambda day, id_: (day << 32) + id_, st.integers(0, 30), st.integers(0, 50)), max_size=300)


def as_places(found: list[int]) -> np.ndarray:
    return np.sort(np.array(found, np.uint64))


def rows_in(found: np.ndarray, piece: Piece) -> int:
    return int(((found >= piece.start) & (found < piece.end)).sum())


@given(places, st.booleans())
@settings(max_examples=60)
def test_pieces_hold_every_row_once_and_no_more_than_fit(found: list[int], is_recent: bool) -> None:
    line = as_places(found)
    pieces, to_cut = plan(line, NONE, LIMIT, is_recent)
    assert not to_cut
    assert sum(rows_in(line, piece) for piece in pieces) == len(line)
    assert all(not a.overlaps(b) for a, b in pairwise(pieces))
    assert all(rows_in(line, piece) > 0 and (rows_in(line, piece) <= LIMIT or piece.bits == LINE_BITS) for piece in pieces)


@given(places, places, st.booleans())
@settings(max_examples=60)
def test_what_is_kept_and_what_is_loose_make_no_difference(old: list[int], new: list[int], is_recent: bool) -> None:
    before, _ = plan(as_places(old), NONE, LIMIT, is_recent)
    fresh, _ = plan(as_places(old + new), NONE, LIMIT, is_recent)
    kept = {p: rows_in(as_places(old), p) for p in before if not rows_in(as_places(new), p)}
    loose = [x for x in old if not any(p.start <= x < p.end for p in kept)] + new
    again, to_cut = plan(as_places(loose), kept, LIMIT, is_recent)
    assert not to_cut
    assert again == fresh


def test_a_row_changes_only_the_piece_that_holds_it() -> None:
    old = [(day << 32) + n for day in range(28) for n in range(0, 900, 100)]
    before, _ = plan(as_places(old), NONE, LIMIT, False)
    after, _ = plan(as_places([*old, (11 << 32) + 5]), NONE, LIMIT, False)
    home = next(p for p in before if p.start <= 11 << 32 < p.end)
    assert [p for p in before if p != home] == [p for p in after if not home.holds(p)]


def test_a_month_that_grows_old_is_written_in_fewer_files() -> None:
    days = [(day << 32) + n for day in range(30) for n in range(3)]
    recent, _ = plan(as_places(days), NONE, 1000, True)
    small, _ = plan(as_places(days), NONE, LIMIT, True)
    old, _ = plan(as_places(days), NONE, 1000, False)
    assert len(small) == 30
    assert 1 < len(recent) < 30
    assert old == [MONTH]


def test_a_kept_file_that_is_too_big_for_a_recent_month_is_asked_for() -> None:
    assert plan(as_places([]), {MONTH: 500}, 1000, False) == ([MONTH], [])
    assert plan(as_places([]), {MONTH: 500}, 1000, True) == ([], [MONTH])


def test_months_and_places_of_rows() -> None:
    ids = [make_id("article", n) for n in range(3)]
    frame = pl.DataFrame({"article_id": [*ids, "not a hash"], "published_on": [date(2026, 8, 1), date(2026, 8, 31), None, None]})
    found = frame.select(month=month_of(TABLES["articles"]), place=place_of(TABLES["articles"]))
    first = [int(i.removeprefix("art_")[:8], 16) for i in ids]
    assert found["month"].to_list() == ["2026-08", "2026-08", "unknown", "unknown"]
    assert found["place"].to_list() == [first[0], (30 << 32) + first[1], first[2], 0]


def test_rows_dated_into_the_future_leave_this_month_recent() -> None:
    assert recent_months(["2026-07", "2026-08", "unknown", "2099-01", "2026-06"]) == {"2026-07", "2026-08", "2099-01"}
