"""settle: what a run's records are, seen together with the release: new, revised, delivered again, copies of a story.

Works on keys in memory and on rows lazily: its cost is that of what the run brings and of what it touches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from schemas import TABLES
from transforms.article_versions import change_versions, find_sources
from transforms.delivered import FORGOTTEN, keep_published, new_records
from transforms.story_groups import FindKeys, Stories, settle_stories

ARTICLE_TABLES = ("articles", "paragraphs", "cuts", "entities", "quotes")
CHILD_TABLES = ARTICLE_TABLES[1:]
STORY_COLUMNS = ("story_id", "is_story_original")
# columns of articles that are the record's, not the content's
OF_RECORD = ("url", "external_version", "fetched_at", "embargoed_until")


@dataclass(frozen=True)
class Change:
    """What becomes of one table: the old rows whose key stands in `drop` go, `rows` come.

    Those of `rows` whose key stands in `marked` are old rows of which only a mark has changed.
    """

    rows: pl.LazyFrame
    drop: pl.DataFrame
    marked: pl.DataFrame | None = None


@dataclass(frozen=True)
class Settled:
    """The changes a table; of the run's records, how many came to each outcome, how many had been delivered before (in this run or
    in one before it), and of how many the article stays though they bring none any more (see keep_published)."""

    changes: dict[str, Change]
    outcomes: dict[str, int]
    n_again: int
    n_kept: int


@dataclass(frozen=True)
class Run:
    """What names the run in its rows."""

    run_id: str
    started_at: datetime


@dataclass(frozen=True)
class Now:
    """What became of articles that another record holds than the run's: the record and revision of each, where the rows stay
    (`standing`) and where they come of one of the run (`stood_in`); and the touched stories."""

    standing: pl.DataFrame
    stood_in: pl.DataFrame
    stories: Stories


Frames = Mapping[str, pl.LazyFrame]


def settle(staged: Frames, old: Frames, find_keys: FindKeys, withdrawn: pl.DataFrame, run: Run, *, again: bool) -> Settled:
    """The changes that make the release out of the one before and a run's staged rows.

    `staged` holds the staged tables with a column `shard`; `old` the tables of the release (empty frames at first)
    and `find_keys` finds rows of its article_keys.
    `withdrawn` has record_id, stage, reason, detail, sample (what a gate refused, as in rejects) and `is_whole`: true where the
    whole record goes, false where an entity or a quote goes alone. With `again`, records that the ledger knows are
    taken anew; without, they count as delivered again, but for those that were held.
    """
    delivered, n_found = new_records(staged["records"], old["records"], withdrawn, again)
    records, numbered, n_kept = keep_published(delivered, old)
    new_keys = records.select("record_id", "shard")
    chosen = numbered.filter(pl.col("outcome") == "article")
    fresh = chosen.join(new_keys, on="record_id")
    stand_ins = _stand_ins(chosen, fresh, records, old["articles"])
    fresh = pl.concat([fresh, stand_ins.select(fresh.columns)])  # articles whose rows come from this run
    left = records.select(article_id="old_article_id").drop_nulls()  # a record may bring nothing any more, or another article
    touched = pl.concat([numbered.select("article_id"), left]).unique()
    gone = touched.join(chosen, on="article_id", how="anti")
    replaced = pl.concat([fresh.select("article_id"), gone])
    new_keys = _of_records(staged["article_keys"], fresh).drop("record_id", "shard").collect()
    arrived = _of_records(staged["articles"], fresh)
    standing = _standing(chosen.join(fresh, on="article_id", how="anti"), old["records"])
    articles = _as_of_record(old["articles"], standing)
    stories = settle_stories(arrived, new_keys, articles, find_keys, replaced, standing.select("article_id"))
    now = Now(standing, _standing(chosen.join(stand_ins, on="article_id", how="semi"), old["records"]), stories)
    changes = {
        "records": _change_records(records, numbered, old["records"], run),
        "rejects": _change_rejects(staged["rejects"], old["rejects"], records, withdrawn, run),
        "articles": _change_articles(staged, old["articles"], fresh, replaced, now, run),
        "article_keys": _change_keys(new_keys, old["article_keys"], now.stories, replaced),
    }
    sources = find_sources(touched, records, staged["articles"], old["articles"], old["article_versions"])
    changes["article_versions"] = Change(*change_versions(numbered, sources))
    dropped = _days_of(replaced, old["articles"])
    for name in CHILD_TABLES:
        rows = _of_records(staged[name], fresh).select(TABLES[name].released().names)
        changes[name] = Change(rows, dropped)
    outcomes = Counter(_outcomes(changes["records"].rows, records, again)) + Counter(article=n_kept)
    return Settled(changes, dict(sorted(outcomes.items())), n_found - outcomes.total(), n_kept)


def _outcomes(ledger: pl.LazyFrame, records: pl.DataFrame, again: bool) -> dict[str, int]:
    """How many of the run's records came to each outcome. One that is held as before is no news, unless all are taken anew."""
    mine = ledger.join(records.lazy().select("record_id", "was_held"), on="record_id")
    is_news = pl.lit(again) | ~pl.col("was_held").fill_null(False) | (pl.col("outcome") != "held")
    return dict(mine.filter(is_news).group_by("outcome").len().sort("outcome").collect().iter_rows())


def _stand_ins(chosen: pl.DataFrame, fresh: pl.DataFrame, records: pl.DataFrame, old: pl.LazyFrame) -> pl.DataFrame:
    """Articles held by a record that is not the run's and whose content the release has not: with a record of the run that has it.

    Where two deliveries of an article have been cleaned by different versions, the second may come to agree with the first when it
    is read again. Columns: those of `chosen`, with the run's record and its shard.
    """
    content = ("article_id", "content_digest")
    elsewhere = chosen.join(fresh, on="article_id", how="anti")
    there = old.join(elsewhere.lazy(), on=content, how="semi").select("article_id").collect()
    with_it = records.select(*content, "record_id", "shard").sort("record_id").unique(content, keep="first")
    return elsewhere.join(there, on="article_id", how="anti").drop("record_id").join(with_it, on=content)


def _standing(chosen: pl.DataFrame, ledger: pl.LazyFrame) -> pl.DataFrame:
    """Articles held by records of the ledger: with their record, their revision, their status, and what the ledger says of it."""
    ids = chosen.select("article_id", "record_id", "revision", "status")
    told = ledger.join(ids.lazy(), on="record_id", how="semi").select("record_id", *OF_RECORD).collect()
    return ids.join(told, on="record_id", how="left")


def _as_of_record(old: pl.LazyFrame, standing: pl.DataFrame) -> pl.LazyFrame:
    """The articles of the release as they are by the records that hold them now."""
    its = ("record_id", "revision", "status", *OF_RECORD)
    matched = old.join(standing.lazy().rename({name: f"{name}_now" for name in its}), on="article_id", how="left")
    is_known = pl.col("record_id_now").is_not_null()
    return matched.with_columns(pl.when(is_known).then(f"{name}_now").otherwise(name).alias(name) for name in its).drop(
        f"{name}_now" for name in its
    )


def _days_of(articles: pl.DataFrame, old: pl.LazyFrame) -> pl.DataFrame:
    """article_id and published_on of those articles that the release has: with the day, only files of these days are searched."""
    return old.join(articles.lazy(), on="article_id", how="semi").select("article_id", "published_on").collect()


def _of_records(rows: pl.LazyFrame, fresh: pl.DataFrame) -> pl.LazyFrame:
    """The staged rows of the records that were chosen; a record staged in two shards counts in one."""
    return rows.join(fresh.lazy().select("record_id", "shard"), on=["record_id", "shard"], how="semi")


def _change_records(records: pl.DataFrame, numbered: pl.DataFrame, old: pl.LazyFrame, run: Run) -> Change:
    """New rows of the ledger, and old ones whose outcome or revision has become another."""
    names = TABLES["records"].released().names
    numbers = numbered.select("record_id", "revision", pl.col("outcome").alias("new_outcome"))
    outcome = pl.coalesce("new_outcome", "outcome").alias("outcome")
    new = (
        records.join(numbers, on="record_id", how="left")
        .with_columns(
            outcome,
            pl.col("first_run_id").fill_null(run.run_id),
            pl.col("delivered_on").fill_null(run.started_at.date()),
        )
        .select(names)
    )
    earlier = numbers.join(records, on="record_id", how="anti").rename({"revision": "new_revision"})
    is_other = (pl.col("outcome") != pl.col("new_outcome")) | pl.col("revision").ne_missing(pl.col("new_revision"))
    changed = (
        old.join(earlier.lazy(), on="record_id", how="inner")
        .filter(is_other)
        .with_columns(pl.col("new_outcome").alias("outcome"), pl.col("new_revision").alias("revision"))
        .select(names)
        .collect()
    )
    rows = pl.concat([new, changed], how="vertical_relaxed")
    # with the day, only the files of these days are searched
    known = pl.concat([records.filter("is_known"), changed], how="diagonal_relaxed")
    key = ("record_id", "delivered_on")
    return Change(rows.lazy(), known.select(key).unique(), changed.select(key))


def _change_rejects(staged: pl.LazyFrame, old: pl.LazyFrame, records: pl.DataFrame, withdrawn: pl.DataFrame, run: Run) -> Change:
    """Refused records of the run, with the check that refused them where it was a gate. Known ones keep their first run."""
    names = TABLES["rejects"].released().names
    keys = records.lazy().select("record_id", "shard", "first_run_id", "delivered_on")
    by_reader = staged.join(keys, on=["record_id", "shard"])
    by_gate = withdrawn.lazy().join(keys, on="record_id")
    why = {"stage": "settle", "reason": FORGOTTEN, "detail": "its article was taken down", "sample": None}
    stopped = records.lazy().filter(pl.col("reason") == FORGOTTEN).select("record_id", "first_run_id", "delivered_on")
    by_settle = stopped.with_columns(pl.lit(v, pl.String).alias(c) for c, v in why.items())
    rows = (
        pl.concat([by_reader, by_gate, by_settle], how="diagonal_relaxed")
        .with_columns(
            pl.col("first_run_id").fill_null(run.run_id),
            pl.col("delivered_on").cast(pl.Date).fill_null(run.started_at.date()),
        )
        .select(names)
        .unique(maintain_order=False)
        .sort(TABLES["rejects"].sort_by)
    )
    again = old.join(records.lazy().select("record_id"), on="record_id", how="semi").select("record_id", "delivered_on").unique()
    return Change(rows, again.collect())


def _change_articles(staged: Frames, old: pl.LazyFrame, fresh: pl.DataFrame, replaced: pl.DataFrame, now: Now, run: Run) -> Change:
    """New rows, and old ones of which something changed: their revision, their record, their story, who is its original."""
    seen = old.join(replaced.lazy(), on="article_id", how="semi").select("article_id", "first_seen_at").collect()
    names = TABLES["articles"].released().names
    new = (
        _of_records(staged["articles"], fresh)
        .drop("status")
        .join(fresh.lazy().select("record_id", "revision", "status"), on="record_id")
        .join(seen.lazy(), on="article_id", how="left")
        .with_columns(pl.col("first_seen_at").fill_null(run.started_at))
        .select(n for n in names if n not in STORY_COLUMNS)
    )
    new = _as_of_record(new, now.stood_in)
    kept = _changed_rows(old, now).select(names)
    rows = pl.concat([new, kept.drop(STORY_COLUMNS)], how="diagonal_relaxed")
    rows = rows.join(_story_columns(now.stories.of_articles, kept), on="article_id", how="left").select(names)
    marked = kept.select("article_id").collect()
    return Change(rows, _days_of(pl.concat([replaced, marked]), old), _days_of(marked, old))


def _changed_rows(old: pl.LazyFrame, now: Now) -> pl.LazyFrame:
    """Rows of the release that stay, as they are now, where their record, their revision or their story changed."""
    its = ("record_id", "revision", "status")
    before = old.join(now.standing.lazy().select("article_id"), on="article_id", how="semi").select("article_id", *its)
    kept = now.standing.lazy().join(before, on="article_id", suffix="_before")
    is_other = pl.any_horizontal(pl.col(c) != pl.col(f"{c}_before") for c in its)
    ids = pl.concat([kept.filter(is_other).select("article_id"), now.stories.changed.lazy()]).unique()
    return _as_of_record(old, now.standing).join(ids, on="article_id", how="semi")


def _story_columns(of_articles: pl.DataFrame, kept: pl.LazyFrame) -> pl.LazyFrame:
    """article_id and STORY_COLUMNS: as the run settled them, else as they stood."""
    stood = kept.select("article_id", *STORY_COLUMNS).join(of_articles.lazy(), on="article_id", how="anti")
    return pl.concat([of_articles.lazy(), stood])


def _change_keys(new: pl.DataFrame, old: pl.LazyFrame, stories: Stories, replaced: pl.DataFrame) -> Change:
    """article_keys of the run's articles, and of old ones whose story has been renamed."""
    names = TABLES["article_keys"].released().names
    story = stories.of_articles.lazy().select("article_id", "story_id")
    changed = old.join(stories.changed.lazy(), on="article_id", how="semi").drop("story_id")
    rows = pl.concat([new.lazy(), changed], how="diagonal_relaxed").join(story, on="article_id").select(names)
    return Change(rows, _days_of(pl.concat([replaced, stories.changed]), old))
