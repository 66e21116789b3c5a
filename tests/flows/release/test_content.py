from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.release.content import content_sum, row_text
from schemas import TABLES
from tests.flows.release.invented import article, frame

ARTICLES = TABLES["articles"]
ROWS = pl.concat([article(n, date(2026, 1, n + 1))["articles"] for n in range(6)])


@given(st.permutations(range(6)), st.integers(0, 6))
@settings(max_examples=10)
def test_neither_order_nor_parting_changes_it(order: list[int], cut: int) -> None:
    shuffled = ROWS[order]
    parts = [int(content_sum(part, ARTICLES), 16) for part in (shuffled[:cut], shuffled[cut:])]
    assert f"{sum(parts) % (1 << 128):032x}" == content_sum(ROWS, ARTICLES)


def test_any_value_changes_it_but_those_that_name_the_run() -> None:
    whole = content_sum(ROWS, ARTICLES)
    assert content_sum(ROWS.with_columns(title=pl.lit("Other")), ARTICLES) != whole
    assert content_sum(ROWS.with_columns(subtitle=pl.lit("")), ARTICLES) != whole
    assert content_sum(ROWS[:5], ARTICLES) != whole
    assert content_sum(pl.concat([ROWS, ROWS[:1]]), ARTICLES) != whole
    assert content_sum(ROWS.with_columns(pl.col("first_seen_at").dt.offset_by("1d")), ARTICLES) == whole
    assert content_sum(frame("articles", []), ARTICLES) == "0" * 32


def test_it_is_the_same_in_years_to_come() -> None:
    rows = pl.DataFrame({"a": [1, None], "b": ["é\n", ""], "c": [b"\xff", None], "d": [0.1, None], "e": [["x"], []]})
    assert rows.select(row_text(rows, rows.columns)).to_series().to_list() == [
        '{"a":1,"b":"é\\n","c":"ff","d":0.1,"e":["x"]}',
        '{"a":null,"b":"","c":null,"d":null,"e":[]}',
    ]
