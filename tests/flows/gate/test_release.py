"""The release as a whole: every fact that must hold of it, broken once each in a folder laid out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import flows.gate.changes
from flows.entity_names import change_entity_names
from flows.gate import Staged, Verdict, judge_release
from flows.gate.folders import Folder, files_of, rows_in
from flows.gate.verdict import QUARANTINE_SCHEMA
from flows.gate.whole import OF_ANY_MONTH
from flows.release import TableDelta
from flows.release.layout import month_of
from schemas import TABLES

NOW = datetime(2026, 8, 4, 3, tzinfo=UTC)
Frames = dict[str, pl.DataFrame]
CAPTIONS = pl.List(pl.Struct({"caption": pl.String, "credit": pl.String}))


def settled(night: Frames) -> Frames:
    """The staged rows with what settle would add to them."""
    added = {
        "story_id": pl.lit("sto_") + pl.col("article_id").str.slice(4),
        "is_story_original": pl.lit(True),
        "revision": pl.lit(0, pl.Int32),
        "first_seen_at": pl.lit(NOW),
        "delivered_on": pl.lit(NOW.date()),
        "first_run_id": pl.lit("run"),
        "n_pages": pl.lit(None, pl.Int32),
        "n_known": pl.lit(None, pl.Int32),
    }
    released = {}
    for name, table in TABLES.items():
        names = table.released().names
        frame = night.get(name, pl.DataFrame(table.released().empty_table()))
        released[name] = frame.with_columns(added[n].alias(n) for n in names if n not in frame.columns).select(names)
    named = change_entity_names(None, {name: TableDelta(released[name].lazy()) for name in ("entities", "quotes")}).rows
    assert isinstance(named, pl.LazyFrame)
    dated_first = named.sort("first_seen_on", "entity_id", nulls_last=True)  # it is the first row that tests break
    return with_versions(released | {"entity_names": dated_first.collect()})


def with_versions(frames: Frames) -> Frames:
    """The first three articles have an earlier version, the first of them two."""
    latest = frames["articles"].head(3)
    twice = pl.concat([latest.with_columns(revision=pl.lit(0, pl.Int32)), latest.head(1).with_columns(revision=pl.lit(1, pl.Int32))])
    earlier = twice.with_columns(record_id="rec_" + pl.col("article_id").str.slice(4, 23) + pl.col("revision").cast(pl.String))
    made = pl.lit(NOW - timedelta(days=9)) + pl.duration(hours="revision")
    rows = earlier.with_columns(
        pl.lit("1").alias("external_version"),
        made.alias("updated_at"),
        pl.col("published_on").alias("dated_on"),
        pl.lit([], CAPTIONS).alias("captions"),
        pl.lit(["text"]).alias("changed"),
        pl.lit(1, pl.Int32).alias("n_words_added"),
        pl.lit(2, pl.Int32).alias("n_words_removed"),
        (pl.col("n_words") - pl.col("revision")).alias("n_words"),
        (pl.col("text") + pl.col("revision").cast(pl.String)).alias("text"),
    )
    known = earlier.select("record_id", "revision", of_article="article_id")
    ledger = (
        frames["records"].rename({"record_id": "latest_id", "revision": "latest"}).join(known, left_on="article_id", right_on="of_article")
    )
    replaced = ledger.with_columns(pl.lit("revision").alias("outcome"), pl.col("position") + 1000 * (1 + pl.col("revision")))
    names = {name: TABLES[name].released().names for name in ("records", "article_versions")}
    return frames | {
        "records": pl.concat([frames["records"], replaced.select(names["records"])]),
        "article_versions": rows.select(names["article_versions"]),
    }


def lay_out(frames: Frames, release: Path) -> list[str]:
    """Write frames as a release, a file a month; returns the months."""
    months: set[str] = set()
    for name, frame in frames.items():
        parts = frame.with_columns(month_of(TABLES[name]).alias("month")).partition_by("month", as_dict=True, include_key=False)
        for (key,), part in (parts or {("unknown",): frame}).items():
            folder = release / name / f"{TABLES[name].partition}={key}"
            folder.mkdir(parents=True)
            part.write_parquet(folder / f"{part.hash_rows().sum()}.parquet")
            months.add(str(key))
    return sorted(months)


def judged(frames: Frames, root: Path, before: Frames | None = None, **kwargs: Any) -> Verdict:
    months = lay_out(frames, root / "new")
    if before is not None:
        lay_out(before, root / "old")
    old = root / "old" if before else None
    return judge_release(root / "new", old, months, run_id="r", now=NOW, index=root / "ids", **kwargs)


NOTHING_ASIDE = pl.DataFrame(schema=QUARANTINE_SCHEMA)


def staged(night: Frames, aside: pl.DataFrame = NOTHING_ASIDE, *, again: bool = False, shards: int = 1) -> Staged:
    """A night's frames as its run staged them, `shards` times over."""
    tables = {name: pl.concat([frame.with_columns(shard=pl.lit(f"{n}")) for n in range(shards)]).lazy() for name, frame in night.items()}
    return Staged(tables, aside, again)


def drop(table: str, rows: int = 1) -> Callable[[Frames], Frames]:
    return lambda f: f | {table: f[table].slice(rows)}


def put(table: str, column: str, value: pl.Expr) -> Callable[[Frames], Frames]:
    first = pl.when(pl.int_range(pl.len()) == 0).then(value).otherwise(pl.col(column)).alias(column)
    return lambda f: f | {table: f[table].with_columns(first)}


def double(table: str) -> Callable[[Frames], Frames]:
    return lambda f: f | {table: pl.concat([f[table], f[table].head(1)])}


def other_speakers(frames: Frames) -> Frames:
    """The named speakers are of another entity than their mentions."""
    is_named = pl.col("speaker_mention_id").is_not_null()
    other = pl.when(is_named).then(pl.lit("ent_" + "0" * 24)).otherwise("speaker_entity_id")
    return frames | {"quotes": frames["quotes"].with_columns(speaker_entity_id=other)}


def test_a_healthy_release_passes(night: Frames, tmp_path: Path) -> None:
    verdict = judged(settled(night), tmp_path)
    assert verdict.passed and not verdict.failures and not verdict.warnings
    assert len(verdict.of_status("passed")) > 40


LOST = pl.lit("par_" + "0" * 24)


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (double("articles"), "articles.key_is_unique_in_release"),
        (double("entities"), "entities.key_is_unique_in_release"),
        (double("records"), "records.key_is_unique_in_release"),
        (double("article_keys"), "article_keys.key_is_unique_in_release"),
        (drop("articles"), "ledger.record_has_its_article"),
        (drop("paragraphs"), "articles.paragraphs_are_counted"),
        (drop("cuts"), "articles.blocks_are_accounted_for"),
        (drop("records"), "ledger.article_has_its_record"),
        (lambda f: f | {"rejects": f["rejects"].clear()}, "ledger.reject_is_recorded"),
        (put("rejects", "record_id", pl.lit("rec_0")), "ledger.rejects_have_records"),
        (put("quotes", "paragraph_id", LOST), "quotes.paragraph_id_leads_somewhere"),
        (put("quotes", "speaker_mention_id", pl.lit("men_0")), "quotes.speaker_mention_id_leads_somewhere"),
        (other_speakers, "quotes.entity_is_the_mentions"),
        (drop("article_keys"), "articles.key_is_there"),
        (put("article_keys", "n_words", pl.col("n_words") + 1), "article_keys.agrees_with_article"),
        (put("cuts", "published_on", pl.col("published_on").dt.offset_by("-1d")), "cuts.agrees_with_article"),
        (put("entities", "char_end", pl.col("char_end") + 1), "entities.span_is_true"),
        (put("quotes", "publisher", pl.lit("x")), "quotes.agrees_with_paragraph"),
        (drop("entity_names"), "entity_names.agrees_with_mentions"),
        (double("entity_names"), "entity_names.key_is_unique_in_release"),
        (put("entity_names", "n_articles", pl.col("n_articles") + 1), "entity_names.agrees_with_mentions"),
        (put("entity_names", "n_mentions", pl.col("n_mentions") * 0), "entity_names.is_mentioned"),
        (put("entity_names", "type", pl.lit("DATE")), "entity_names.is_of_a_name"),
        (put("entity_names", "name", pl.lit("x")), "entity_names.name_is_most_frequent"),
        (put("entity_names", "aliases", pl.lit([{"text": "x", "n": 10**6}])), "entity_names.forms_are_mentions"),
        (put("entity_names", "first_seen_on", pl.date(2100, 1, 1)), "entity_names.days_hold_mentions"),
        (put("entity_names", "last_seen_on", pl.date(1900, 1, 1)), "entity_names.days_are_in_order"),
        (lambda f: f | {"entity_names": f["entity_names"].clear()}, "entity_names.agrees_with_mentions"),
        (put("articles", "is_story_original", pl.lit(False)), "articles.story_has_one_original"),
        (put("articles", "record_id", pl.lit("rec_0")), "ledger.article_has_its_record"),
        (double("article_versions"), "article_versions.key_is_unique_in_release"),
        (double("article_versions"), "article_versions.record_is_unique"),
        (put("article_versions", "article_id", pl.lit("art_0")), "article_versions.article_id_leads_somewhere"),
        (put("article_versions", "revision", pl.lit(7, pl.Int32)), "article_versions.version_has_its_record"),
        (put("article_versions", "external_version", pl.lit("2")), "article_versions.versions_are_in_order"),
        (put("article_versions", "n_words_added", pl.lit(3, pl.Int32)), "article_versions.words_add_up"),
        (put("article_versions", "n_words_added", pl.lit(None, pl.Int32)), "article_versions.change_is_told"),
        (put("article_versions", "changed", pl.lit([], pl.List(pl.String))), "article_versions.change_is_told"),
        (put("article_versions", "changed", pl.lit(["title"])), "article_versions.text_changed_where_it_says_so"),
        (put("article_versions", "changed", pl.lit(["text", "mood"])), "article_versions.changed_is_known"),
        (drop("article_versions"), "article_versions.no_version_is_lost"),
    ],
)
def test_a_broken_fact_refuses_the_release(night: Frames, tmp_path: Path, break_it: Callable[[Frames], Frames], rule: str) -> None:
    verdict = judged(break_it(settled(night)), tmp_path)
    assert not verdict.passed
    assert rule in [r.rule for r in verdict.of_status("refused")], verdict.failures


def test_a_row_in_another_months_folder_is_found(night: Frames, tmp_path: Path) -> None:
    months = lay_out(settled(night), tmp_path)
    (tmp_path / "cuts" / f"published_month={months[0]}").rename(tmp_path / "cuts" / "published_month=2020-01")
    verdict = judge_release(tmp_path, None, [*months, "2020-01"], run_id="r", now=NOW)
    assert any(f.startswith("cuts.month_fits_folder") for f in verdict.failures)


def test_a_missing_table_is_found(night: Frames, tmp_path: Path) -> None:
    frames = settled(night)
    del frames["quotes"]
    verdict = judged(frames, tmp_path)
    assert any(f.startswith("release.tables_are_there: 1 of") for f in verdict.failures)


def test_a_forgotten_record_is_found(night: Frames, tmp_path: Path) -> None:
    before = settled(night)
    gone = before["records"].filter(pl.col("outcome") == "not_an_article").head(1)
    after = before | {"records": before["records"].join(gone, on="record_id", how="anti")}
    verdict = judged(after, tmp_path, before)
    assert any(f.startswith("ledger.no_record_is_forgotten: 1 of") for f in verdict.failures)


def test_what_a_run_before_let_through_does_not_stop_the_next(night: Frames, tmp_path: Path) -> None:
    before = put("entities", "char_end", pl.col("char_end") + 1)(settled(night))
    after = before | {"entities": before["entities"].with_columns(pl.lit("other").alias("rule"))}
    assert judged(after, tmp_path, before).passed


def test_versions_that_were_lost_before_the_table_was_there_stop_no_run(night: Frames, tmp_path: Path) -> None:
    after = settled(night)
    after["article_versions"] = after["article_versions"].clear()
    before = after | {"rejects": after["rejects"].clear()}
    del before["article_versions"]
    assert judged(after, tmp_path, before).passed


def test_an_accepted_rule_lets_the_release_pass(night: Frames, tmp_path: Path) -> None:
    broken = put("entities", "char_end", pl.col("char_end") + 1)(settled(night))
    months = lay_out(broken, tmp_path)
    verdict = judge_release(tmp_path, None, months, run_id="r", now=NOW, accepted={"entities.span_is_true": "seen"})
    assert verdict.passed and "accepted: seen" in verdict.warnings[0]


def test_where_nothing_was_touched_nothing_is_asked(tmp_path: Path) -> None:
    verdict = judge_release(tmp_path, tmp_path, [], run_id="r", now=NOW)
    assert verdict.passed and verdict.outcome == "not_applicable" and verdict.validation is None


def arrived(verdict: Verdict, table: str) -> tuple[str, int, tuple[str, ...]]:
    found = next(r for r in verdict.results if r.rule == f"{table}.staged_rows_arrive")
    return found.status, found.rows, found.keys


@pytest.mark.parametrize("shards", [1, 2])
def test_what_was_staged_arrives(night: Frames, tmp_path: Path, shards: int) -> None:
    """Also where a record stands in two dumps of two shards."""
    verdict = judged(settled(night), tmp_path, staged=staged(night, shards=shards))
    assert verdict.passed
    assert arrived(verdict, "quotes") == ("passed", night["articles"].height, ())


@pytest.mark.parametrize("table", ["paragraphs", "cuts", "entities", "quotes"])
def test_a_row_that_settle_lost_is_found_with_its_article(night: Frames, tmp_path: Path, table: str) -> None:
    verdict = judged(drop(table)(settled(night)), tmp_path, staged=staged(night))
    assert arrived(verdict, table)[::2] == ("refused", (night[table]["article_id"][0],))


def test_a_row_that_nobody_staged_is_found(night: Frames, tmp_path: Path) -> None:
    fewer = night | {"entities": night["entities"].slice(1)}
    assert arrived(judged(settled(night), tmp_path, staged=staged(fewer)), "entities")[0] == "refused"


def test_rows_that_were_set_aside_need_not_arrive(night: Frames, tmp_path: Path) -> None:
    first = night["quotes"].head(1).select(pl.lit("quotes").alias("table"), "record_id", pl.col("quote_id").alias("key"))
    aside = pl.concat([NOTHING_ASIDE, first], how="diagonal")
    verdict = judged(drop("quotes")(settled(night)), tmp_path, staged=staged(night, aside))
    assert verdict.passed and arrived(verdict, "quotes")[0] == "passed"


def test_an_article_whose_record_was_set_aside_is_no_concern(night: Frames, tmp_path: Path) -> None:
    """Its rows are those of the release before."""
    record = night["articles"]["record_id"][0]
    aside = pl.concat([NOTHING_ASIDE, pl.DataFrame({"table": ["cuts"], "record_id": [record]})], how="diagonal")
    verdict = judged(settled(night), tmp_path, staged=staged(night, aside))
    assert arrived(verdict, "quotes") == ("passed", night["articles"].height - 1, ())


@pytest.mark.parametrize(("again", "rows"), [(False, 0), (True, 1)])
def test_articles_that_the_release_had_are_counted_where_they_were_taken_anew(
    night: Frames, tmp_path: Path, again: bool, rows: int
) -> None:
    """What was published in the meantime was not the run's: its rows are another's business."""
    before = settled(night)
    after = before | {"articles": put("articles", "section", pl.lit("x"))(before)["articles"].head(1)}
    first = {name: frame.filter(pl.col("record_id") == night["articles"]["record_id"][0]) for name, frame in night.items()}
    verdict = judged(after, tmp_path, before, staged=staged(first, again=again))
    assert arrived(verdict, "quotes")[1] == rows


@pytest.mark.parametrize("table", OF_ANY_MONTH)
def test_what_came_of_a_table_is_read_once(night: Frames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    read: list[tuple[str, ...]] = []

    def noted(files: Sequence[Path], name: str, columns: Sequence[str]) -> pl.LazyFrame:
        read.extend([tuple(columns)] * (name == table))
        return rows_in(files, name, columns)

    monkeypatch.setattr(flows.gate.changes, "rows_in", noted)
    assert judged(settled(night), tmp_path).passed
    assert read == [OF_ANY_MONTH[table]] * 2  # of the files that came, and of those that went


def test_a_table_is_listed_once(tmp_path: Path) -> None:
    lay_out({"rejects": pl.DataFrame(TABLES["rejects"].released().empty_table())}, tmp_path)
    release = Folder(tmp_path)
    (file,) = files_of(release, "rejects")
    file.unlink()
    assert files_of(release, "rejects", "unknown") == [file] and files_of(Folder(tmp_path), "rejects") == []
