"""What a run may touch of the release: found by one look through ids, so that settling opens only the files that hold it.

Settle asks some twenty times for rows of the release by an id or by a story. All that it can ask for follows from what is staged:
the records that are there already and those of the same articles, these articles, and the articles of their stories, of stories of
equal texts and of those that look alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.release import Release
from transforms.stories import own_story_id

BY_ARTICLE = ("articles", "article_keys", "article_versions")  # a row lies where that of its article does


def files_touched(base: Release, staged: Mapping[str, pl.LazyFrame], alike: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    """Frames in the place of `base.scan` of the ledger and of BY_ARTICLE: they have all rows that settling `staged` asks for.

    `alike` has the story_id of the articles whose bands say that they may be copies of a staged one.
    """
    brought = staged["records"].select("record_id", "article_id").collect()
    ledger = _records(base, brought)
    ids = pl.concat([brought["article_id"], ledger["article_id"]])
    own = staged["article_keys"].select(own_story_id().alias("story_id")).collect()
    articles = _articles(base, ids, pl.concat([own["story_id"], alike["story_id"]]))
    frames = {name: base.scan_files(name, base.entries_of(name, articles)) for name in BY_ARTICLE}
    return {**frames, "records": base.scan_files("records", base.entries_of("records", ledger))}


def _records(base: Release, staged: pl.DataFrame) -> pl.DataFrame:
    """record_id, article_id and delivered_on of the ledger's rows of these records and of all articles that they are or were of."""
    ledger = base.scan("records").select("record_id", "article_id", "delivered_on")
    known = ledger.filter(_among("record_id", staged) | _among("article_id", staged)).collect()
    left = known.join(staged, on="article_id", how="anti")
    others = ledger.filter(_among("article_id", left)).collect() if left.height else known.clear()
    return pl.concat([known, others])


def _articles(base: Release, ids: pl.Series, stories: pl.Series) -> pl.DataFrame:
    """article_id and published_on of the articles of these ids, and of all that share a story with one of them or have one of `stories`."""
    asked, told = ids.to_frame("article_id"), stories.to_frame("story_id")
    articles = base.scan("articles").select("article_id", "story_id", "published_on")
    found = articles.filter(_among("article_id", asked) | _among("story_id", told)).collect()
    left = found.join(told, on="story_id", how="anti")
    members = articles.filter(_among("story_id", left)).collect() if left.height else found.clear()
    return pl.concat([found, members])


def _among(column: str, rows: pl.DataFrame) -> pl.Expr:
    return pl.col(column).is_in(rows[column].drop_nulls().unique().implode())
