"""entity_names against the mentions: between the files that two releases do not share, both change by the same.

So what was right stays right, at the cost of what changed; of a first release, or the first with the table, all is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, differing_files, files_of, rows_in, rows_of
from transforms.entity_names import with_names

_COUNTED = ("n_articles", "n_mentions")
SIGNS = (1, -1)  # what came counts for, what went against


def entity_names_checks(new: Folder, current: Folder | None) -> list[Fault]:
    """Every entity of the release folder `new` is counted once, and rightly, and seen on the days of its mentions."""
    before = current if current and files_of(current, "entity_names") else None  # what is older than the table has no part in it
    mentions, names = (differing_files(new, before, table) for table in ("entities", "entity_names"))
    counted = [
        with_names(rows_in(files, "entity_names", ("entity_id", "type", *_COUNTED))).with_columns(pl.col(_COUNTED) * sign)
        for sign, files in zip(SIGNS, names, strict=True)
    ]
    found = [_mentioned(files).with_columns(pl.col(_COUNTED) * -sign) for sign, files in zip(SIGNS, mentions, strict=True)]
    sums = pl.concat([*counted, *found], how="diagonal_relaxed").group_by("entity_id").agg(pl.col(_COUNTED).sum()).collect()
    agree = fact("entity_names", "agrees_with_mentions", "Every entity with a name has one row, which counts its mentions and articles.")
    agree.add(sums.height, sums.filter(pl.any_horizontal(pl.col(_COUNTED) != 0)).sort("entity_id"))
    told = rows_of(new, "entity_names", ("entity_id", "first_seen_on", "last_seen_on"))
    days = _mentioned(mentions[0]).join(told, on="entity_id").collect()
    within = fact("entity_names", "days_hold_mentions", "No mention is of a day before the entity was first or after it was last seen.")
    within.add(days.height, days.filter((pl.col("first_seen_on") > pl.col("first")) | (pl.col("last_seen_on") < pl.col("last"))))
    return [agree, within]


def _mentioned(files: Sequence[Path]) -> pl.LazyFrame:
    """What some files of entities say of each entity."""
    rows = with_names(rows_in(files, "entities", ("entity_id", "type", "article_id", "published_on")))
    counts = (pl.col("article_id").n_unique().cast(pl.Int64), pl.len().cast(pl.Int64))
    days = {"first": pl.col("published_on").min(), "last": pl.col("published_on").max()}
    return rows.group_by("entity_id").agg(**dict(zip(_COUNTED, counts, strict=True)), **days)
