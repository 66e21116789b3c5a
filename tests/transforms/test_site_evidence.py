"""What the pages of a site teach together: counted the same in whatever order, in whatever portions they come."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import TABLES
from transforms.clean.evidence import Sketch
from transforms.site_evidence import PAGES_A_SITE, learn, page_row, read_evidence

TABLE = TABLES["site_evidence"]
STAGED = pl.DataFrame(TABLE.staged("read").empty_table()).schema
RELEASED = pl.DataFrame(TABLE.released().empty_table())
FIRST = date(2025, 3, 1)
Spec = tuple[int, int, int]  # page, headline, day


def rows(specs: list[Spec], site: str = "tern.example") -> pl.DataFrame:
    """Pages that share block 7 and a place, each with blocks of its own and of its headline."""
    made = [
        page_row(
            (site, "html"),
            Sketch(headline, 1000 + page, (7, 1000 + page, -50 - headline), (), ("div.text > p",)),
            f"art_{page * 7919 % 997:024x}",
            f"rec_{page:024x}",
            FIRST + timedelta(days=day),
        )
        for page, headline, day in specs
    ]
    return pl.DataFrame(made, schema=STAGED, orient="row")


def after(old: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """The table with what the pages changed in it."""
    change = learn(old.lazy(), pages)
    left = old.join(change.drop, on=["evidence_id", "seen_on"], how="anti", nulls_equal=True)
    return pl.concat([left, change.rows.collect()]).sort("evidence_id")


def taught(table: pl.DataFrame) -> list[tuple[str, str, int, int]]:
    return [*table.filter(pl.col("kind") != "page").select("kind", "mark", "n_pages", "n_known").sort("kind", "mark").iter_rows()]


def test_what_recurs_is_learnt_with_its_counts() -> None:
    table = after(RELEASED, rows([(n, n, n) for n in range(5)]))
    assert taught(table) == [("block", f"{7:016x}", 5, 5), ("place", "div.text > p", 5, 5)]
    found = read_evidence(table.filter(pl.col("kind") != "page").select("kind", "mark").iter_rows())
    assert (found.blocks, found.places) == (frozenset({7}), frozenset({"div.text > p"}))


def test_a_page_delivered_again_and_a_story_at_five_addresses_count_once() -> None:
    once = after(RELEASED, rows([(1, 1, 1)]))
    again = after(once, rows([(1, 1, 1)] * 3))
    assert taught(again) == [] and again.equals(once)
    assert taught(after(again, rows([(n, 1, 1) for n in range(2, 6)]))) == []


def test_what_opens_texts_is_told_from_the_lead_of_a_story() -> None:
    def led(leads: list[int]) -> dict[str, str]:
        table = after(RELEASED, rows([(n, n, 0) for n in range(len(leads))]).with_columns(lead=pl.Series(leads)))
        return {kind: value for kind, value, *_ in taught(table)}

    assert led([7, 7, 7, 1])["opening"] == f"{7:016x}"
    assert led([7, 1, 2, 3])["block"] == f"{7:016x}"


def test_digests_below_nought_are_read_back() -> None:
    table = after(RELEASED, pl.concat([rows([(n, n, 0)]).with_columns(blocks=pl.Series([[-5]])) for n in range(3)]))
    assert read_evidence(table.filter(pl.col("kind") == "block").select("kind", "mark").iter_rows()).blocks == frozenset({-5})


@settings(max_examples=40)
@given(st.permutations([(n, n % 60, n % 40) for n in range(PAGES_A_SITE + 20)]), st.integers(1, 119))
def test_order_and_portions_leave_no_trace(specs: list[Spec], cut: int) -> None:
    whole = after(RELEASED, rows(sorted(specs)))
    parts = after(after(RELEASED, rows(specs[:cut])), rows(specs[cut:]))
    assert parts.equals(whole)
    assert whole.filter(pl.col("kind") == "page").height == PAGES_A_SITE


def test_the_newest_pages_are_kept_and_sites_are_apart() -> None:
    old = after(RELEASED, rows([(n, n, 0) for n in range(PAGES_A_SITE)]))
    new = after(old, pl.concat([rows([(n, n, 9) for n in range(200, 210)]), rows([(1, 1, 1)], site="gull.example")]))
    days = new.filter(pl.col("kind") == "page", pl.col("site") == "tern.example")["seen_on"]
    assert (days == FIRST + timedelta(days=9)).sum() == 10 and days.len() == PAGES_A_SITE
    assert {site for (site,) in new.filter(pl.col("kind") == "block").select("site").iter_rows()} == {"tern.example"}


def test_a_line_of_text_copies_needs_more_pages_than_a_block() -> None:
    def with_lines(n: int) -> pl.DataFrame:
        return rows([(k, k, 0) for k in range(n)]).with_columns(format=pl.lit("text"), lines=pl.Series([[11]] * n))

    kinds = [{kind for kind, *_ in taught(after(RELEASED, with_lines(n)))} for n in (4, 5)]
    assert kinds == [{"block", "place"}, {"block", "line", "place"}]
