"""Judging: severities, tolerance, quarantine, accounts, acceptance, and what is not applicable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import pytest

from flows.gate import Context, DumpCount, Measures, OwnCheck, Verdict, judge, measure
from flows.gate.judge import tolerance

CONTEXT = Context(datetime(2026, 8, 4, 3, tzinfo=UTC))
Frames = dict[str, pl.DataFrame]


def balanced(measures: Measures) -> list[DumpCount]:
    return [DumpCount(dump, rows, rows) for dump, rows in measures.dumps.items()]


def judged(stage: str, night: Frames, *, dumps: Sequence[DumpCount] | None = None, accepted: dict[str, str] | None = None) -> Verdict:
    found = measure(stage, night, CONTEXT)
    counts = balanced(found) if dumps is None else dumps
    return judge(stage, [found], run_id="r1", accepted=accepted, dumps=counts, context=CONTEXT)


def status(verdict: Verdict, rule: str) -> str:
    return next(r.status for r in verdict.results if r.rule == rule)


def shift(night: Frames, rows: int) -> None:
    moved = pl.when(pl.int_range(pl.len()) < rows).then(pl.col("char_start") + 1).otherwise("char_start").alias("char_start")
    night["entities"] = night["entities"].with_columns(moved)


@pytest.mark.parametrize("stage", ["read", "annotate"])
def test_a_healthy_night_passes_in_silence(night: Frames, stage: str) -> None:
    verdict = judged(stage, night)
    assert verdict.passed and verdict.outcome == "passed"
    assert not verdict.failures and not verdict.warnings and verdict.quarantine.is_empty()


def test_few_failing_rows_are_set_aside(night: Frames) -> None:
    shift(night, 2)
    verdict = judged("annotate", night)
    assert verdict.passed and verdict.outcome == "quarantined"
    assert status(verdict, "entities.span_is_true") == "quarantined"
    aside = verdict.quarantine
    assert aside.columns == ["table", "record_id", "key", "check", "stage", "sample"]
    assert aside["key"].to_list() == night["entities"]["mention_id"][:2].to_list()
    assert set(aside["check"]) == {"span_is_true"} and set(aside["stage"]) == {"annotate"}


def test_many_failing_rows_stop_the_run_and_say_why_in_a_line(night: Frames) -> None:
    shift(night, night["entities"].height)
    verdict = judged("annotate", night)
    rows = f"{night['entities'].height:,}"
    assert not verdict.passed
    assert verdict.failures[0].startswith(f"entities.rows_set_aside: {rows} of {rows} rows fail, 20 may: span_is_true {rows}")
    assert "\n" not in verdict.message and verdict.message.startswith("gate annotate refused: entities.rows_set_aside")


def test_a_refused_share_shows_the_rows_that_make_it_so(night: Frames) -> None:
    """Nobody should have to guess which rows a share of three per cent is made of."""
    n = night["paragraphs"].height // 20
    marked = pl.when(pl.int_range(pl.len()) < n).then(pl.lit("<p>") + pl.col("text")).otherwise("text").alias("text")
    night["paragraphs"] = night["paragraphs"].with_columns(marked)
    verdict = judged("read", night)
    shown = next(r for r in verdict.results if r.rule == "paragraphs.share_with_markup")
    assert shown.status == "refused"
    records = {row["paragraph_id"]: row["record_id"] for row in night["paragraphs"].head(n).iter_rows(named=True)}
    assert len(shown.keys) == 10 and {records[key] for key in shown.keys} == set(records.values())
    assert all((sample or "").startswith("<p>") for sample in shown.samples)
    assert "share_with_markup" not in set(verdict.quarantine["check"])


def test_a_share_that_is_too_low_shows_rows_that_lack_it(night: Frames) -> None:
    night["paragraphs"] = night["paragraphs"].with_columns(pl.lit("caption").alias("kind"))
    shown = next(r for r in judged("read", night).results if r.rule == "paragraphs.share_of_prose")
    assert shown.status == "warned"
    first = night["paragraphs"].unique("record_id", keep="first", maintain_order=True)["paragraph_id"]
    assert list(shown.keys) == first[:10].to_list()


def test_a_share_that_one_shard_missed_is_no_news_where_the_whole_meets_it(night: Frames) -> None:
    bare = dict(night)
    bare["paragraphs"] = bare["paragraphs"].head(20).with_columns(pl.lit("&nbsp;").alias("text"))
    shards = [measure("read", frames, CONTEXT) for frames in (bare, *[night] * 5)]
    assert any(row.check == "share_with_markup" for row in shards[0].failing)
    results = judge("read", shards, run_id="r1", dumps=[d for m in shards for d in balanced(m)], context=CONTEXT).results
    shown = next(r for r in results if r.rule == "paragraphs.share_with_markup")
    assert shown.status == "passed" and not shown.keys


def test_the_rows_shown_first_are_of_different_records(night: Frames) -> None:
    records = night["articles"]["record_id"][:4].implode()
    bad = pl.when(pl.col("record_id").is_in(records)).then(pl.lit("&nbsp;") + pl.col("text")).otherwise("text").alias("text")
    night["paragraphs"] = night["paragraphs"].with_columns(bad)
    shown = next(r for r in judged("read", night).results if r.rule == "paragraphs.text_has_no_markup")
    owner = dict(night["paragraphs"].select("paragraph_id", "record_id").iter_rows())
    assert len({owner[key] for key in shown.keys[:4]}) == 4 and len(shown.keys) == len(set(shown.keys)) == 10


def of_records(night: Frames, count: int) -> Frames:
    """The night's first articles."""
    some = night["articles"]["record_id"][:count].implode()
    return {name: frame.filter(pl.col("record_id").is_in(some)) for name, frame in night.items()}


@pytest.mark.parametrize(("articles", "found"), [(19, "not_applicable"), (20, "warned"), (33, "warned")])
def test_a_small_feed_without_any_text_is_told(night: Frames, articles: int, found: str) -> None:
    few = of_records(night, articles)
    few["articles"] = few["articles"].with_columns(kind=pl.lit("stub"), text=pl.lit(""), text_from=pl.lit("none"))
    verdict = judged("read", few, accepted={"articles.rows_set_aside": "of no matter here"})
    shown = next(r for r in verdict.results if r.rule == "articles.share_without_text")
    assert (shown.status, shown.rows) == (found, articles)
    assert shown.severity == "warning"


def test_of_few_rows_a_critical_share_warns(night: Frames) -> None:
    few = of_records(night, 25)
    few["articles"] = few["articles"].with_columns(language=pl.lit("de"))
    verdict = judged("read", few)
    assert verdict.passed and status(verdict, "articles.share_in_other_language") == "warned"


def test_a_failing_paragraph_counts_as_its_record(night: Frames) -> None:
    """All paragraphs of one article are one record withdrawn."""
    record = night["articles"]["record_id"][0]
    bad = pl.when(pl.col("record_id") == record).then(pl.lit("a\nb")).otherwise("text").alias("text")
    night["paragraphs"] = night["paragraphs"].with_columns(bad)
    verdict = judged("read", night)
    assert verdict.passed
    assert set(verdict.quarantine["record_id"]) == {record}
    assert set(verdict.quarantine["table"]) >= {"paragraphs", "articles"}


def test_a_faulty_ledger_stops_the_run_at_the_first_row(night: Frames) -> None:
    night["articles"] = night["articles"].slice(1)
    verdict = judged("read", night)
    assert status(verdict, "records.article_is_there") == "refused"
    assert "records.article_is_there: 1 of" in verdict.failures[0]


def test_the_independent_count_is_compared(night: Frames) -> None:
    found = measure("read", night, CONTEXT)
    first, *others = balanced(found)
    wrong = DumpCount(first.dump, (first.counted or 0) + 2, first.found)
    verdict = judged("read", night, dumps=[wrong, *others])
    assert status(verdict, "dumps.counted_independently") == "refused"
    assert f"{first.dump}: {wrong.counted} records counted, {first.found} read" in verdict.message


def test_known_records_are_not_missed_in_the_ledger(night: Frames) -> None:
    counts = [DumpCount(d.dump, d.found + 5, d.found + 5, known=5) for d in balanced(measure("read", night, CONTEXT))]
    assert judged("read", night, dumps=counts).passed
    lost = [DumpCount(d.dump, d.found, d.found, known=4) for d in counts]
    assert status(judged("read", night, dumps=lost), "dumps.stand_in_ledger") == "refused"


def test_a_dump_that_cannot_be_counted_is_not_applicable(night: Frames) -> None:
    counts = [DumpCount(d.dump, None, d.found) for d in balanced(measure("read", night, CONTEXT))]
    verdict = judged("read", night, dumps=counts)
    assert verdict.passed and status(verdict, "dumps.counted_independently") == "not_applicable"


def test_what_could_not_be_checked_fails(night: Frames) -> None:
    night["entities"] = night["entities"].drop("score")
    verdict = judged("annotate", night)
    assert not verdict.passed
    assert status(verdict, "entities.score_is_a_probability") == "could_not_be_checked"


def test_a_shard_without_counts_could_not_be_checked(night: Frames) -> None:
    found = measure("annotate", night, CONTEXT)
    partly = Measures(found.stage, found.tables, [c for c in found.checks if c.check != "span_is_true"], [])
    verdict = judge("annotate", [found, partly], run_id="r", context=CONTEXT)
    assert status(verdict, "quotes.span_is_true") == "could_not_be_checked" and not verdict.passed


def test_shards_are_added_up(night: Frames) -> None:
    """The verdict does not depend on how the rows were cut into shards."""
    shift(night, 3)
    records = night["records"]["record_id"].to_list()
    halves = [set(records[: len(records) // 2]), set(records[len(records) // 2 :])]
    cut = [{n: f.filter(pl.col("record_id").is_in(list(half))) for n, f in night.items()} for half in halves]
    whole = judged("annotate", night)
    parts = judge("annotate", [measure("annotate", f, CONTEXT) for f in cut], run_id="r1", context=CONTEXT)
    known = {r.rule: (r.status, r.rows, r.value) for r in whole.results if not r.check.startswith("share")}
    assert {r.rule: (r.status, r.rows, r.value) for r in parts.results if r.rule in known} == known
    assert parts.quarantine.sort("key").equals(whole.quarantine.sort("key"))


def test_an_accepted_rule_is_published_with_its_reason(night: Frames) -> None:
    night["entities"] = night["entities"].with_columns(pl.lit(CONTEXT.now.date()).alias("date_value"))
    assert not judged("annotate", night).passed
    verdict = judged("annotate", night, accepted={"entities.only_dates_have_a_day": "known fault of the feed"})
    assert verdict.passed and verdict.quarantine.is_empty()
    assert status(verdict, "entities.only_dates_have_a_day") == "accepted"
    assert "known fault of the feed" in verdict.warnings[0]


def test_accepting_what_is_set_aside_sets_it_aside(night: Frames) -> None:
    night["entities"] = night["entities"].with_columns(pl.lit(CONTEXT.now.date()).alias("date_value"))
    verdict = judged("annotate", night, accepted={"entities.rows_set_aside": "drop them"})
    assert verdict.passed and verdict.quarantine.height == night["entities"].height


def test_own_checks_are_judged_like_the_others(night: Frames) -> None:
    own = (OwnCheck("articles", "no_titles", "There are no titles.", severity="critical", fails="title is not null"),)
    context = Context(CONTEXT.now, own)
    found = measure("read", night, context)
    verdict = judge("read", [found], run_id="r", dumps=balanced(found), context=context)
    assert not verdict.passed and "no_titles" in verdict.message


def test_without_rows_the_library_is_not_imported() -> None:
    code = (
        "import sys, polars as pl\n"
        "from schemas import TABLES\n"
        "from flows.gate import DumpCount, judge, measure\n"
        "empty = {n: pl.from_arrow(t.staged('annotate').empty_table()) for n, t in TABLES.items()}\n"
        "v = judge('read', [measure('read', empty)], run_id='r', dumps=[DumpCount('a', 3, 3, 3)])\n"
        "print(v.passed, v.outcome, 'great_expectations' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "not_applicable", "False"]


def test_a_rerun_whose_dumps_do_not_balance_is_refused() -> None:
    verdict = judge("read", [], run_id="r", dumps=[DumpCount("a", 4, 3, 3)])
    assert not verdict.passed and "a: 4 records counted, 3 read" in verdict.message


@pytest.mark.parametrize(("base", "limit"), [(1, 1), (3, 1), (20, 5), (79, 19), (80, 20), (1000, 20), (5000, 100)])
def test_tolerance_is_a_few_rows_or_a_share_but_never_most(base: int, limit: int) -> None:
    assert tolerance("articles", base) == limit
