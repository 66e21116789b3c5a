"""What a run may touch of the release: found by its ids (see flows.store.ids), so that settling opens only the files that hold it.

Settle asks some twenty times for rows of the release by an id or by a story. All that it can ask for follows from what is staged:
the records that are there already and those of the same articles, these articles, and the articles of their stories, of stories of
equal texts and of those that look alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.band_index import FOLDER
from flows.release import Release
from flows.store import files_with
from transforms.stories import own_story_id

BY_ARTICLE = ("articles", "article_keys", "article_versions")  # a row lies where that of its article does


def ids_folder(warehouse: Path) -> Path:
    """Where a warehouse keeps which files hold which ids (see flows.store.ids)."""
    return warehouse / FOLDER / "ids"


def files_touched(base: Release, staged: Mapping[str, pl.LazyFrame], alike: pl.DataFrame, index: Path) -> dict[str, pl.LazyFrame]:
    """Frames in the place of `base.scan` of the ledger and of BY_ARTICLE: they have all rows that settling `staged` asks for.

    `alike` has the story_id of the articles whose bands say that they may be copies of a staged one. `index`: where it is kept which
    files hold which ids.
    """
    brought = staged["records"].select("record_id", "article_id").collect()
    ledger = _records(base, brought, index)
    ids = pl.concat([brought["article_id"], ledger["article_id"]])
    own = staged["article_keys"].select(own_story_id().alias("story_id")).collect()
    articles = _articles(base, ids, pl.concat([own["story_id"], alike["story_id"]]), index)
    frames = {name: base.scan_files(name, base.entries_of(name, articles)) for name in BY_ARTICLE}
    return {**frames, "records": base.scan_files("records", base.entries_of("records", ledger))}


def _records(base: Release, staged: pl.DataFrame, index: Path) -> pl.DataFrame:
    """record_id, article_id and delivered_on of the ledger's rows of these records and of all articles that they are or were of."""
    names = ("record_id", "article_id", "delivered_on")
    known = _rows(base, "records", {name: staged[name] for name in ("record_id", "article_id")}, index).select(names).collect()
    left = known.join(staged, on="article_id", how="anti")["article_id"]
    return pl.concat([known, _rows(base, "records", {"article_id": left}, index).select(names).collect()])


def _articles(base: Release, ids: pl.Series, stories: pl.Series, index: Path) -> pl.DataFrame:
    """article_id and published_on of the articles of these ids, and of all that share a story with one of them or have one of `stories`."""
    names = ("article_id", "story_id", "published_on")
    found = _rows(base, "articles", {"article_id": ids, "story_id": stories}, index).select(names).collect()
    left = found.join(stories.to_frame("story_id"), on="story_id", how="anti")["story_id"]
    return pl.concat([found, _rows(base, "articles", {"story_id": left}, index).select(names).collect()])


def _rows(base: Release, table: str, wanted: Mapping[str, pl.Series], index: Path) -> pl.LazyFrame:
    """The rows of a table that have one of the ids wanted, in one of the columns."""
    entries = {base.path / entry.path: entry for entry in base.entries(table)}
    found = {path for column, ids in wanted.items() for path in files_with(list(entries), column, ids, index)}
    rows = base.scan_files(table, [entry for path, entry in entries.items() if path in found])
    return rows.filter(pl.any_horizontal(pl.col(column).is_in(ids.drop_nulls().unique().implode()) for column, ids in wanted.items()))
