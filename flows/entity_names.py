"""entity_names as a run leaves it: what the run changes in entities and quotes, brought to the rows of the release."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.release import Release, TableDelta
from flows.release.manifest import schema_digest
from flows.store import scan
from flows.versions import STAGE_VERSIONS
from schemas import TABLES
from transforms.entity_aliases import NO_ALIASES, Aliases
from transforms.entity_names import COLUMNS, Mentions, change_names, seen
from transforms.settle import Change

NAME = "entity_names"


def change_entity_names(base: Release | None, changes: Mapping[str, TableDelta], aliases: Aliases = NO_ALIASES) -> TableDelta:
    """What the `changes` of entities and quotes mean for entity_names; their drops have article_id and published_on.

    `aliases`: the user's table, by which the ids in them were made. A release from before there was the table of names gets it
    from all its articles.
    """
    drops = {name: _dropped(changes.get(name)) for name in COLUMNS}
    articles = pl.concat(drops.values()).unique()
    gone = Mentions(*(_rows_of(base, name, articles) for name in COLUMNS))
    # of articles whose quotes alone are others, the mentions stay, and the other way round
    stayed = Mentions(*(_without(rows, drops[name]) for name, rows in zip(COLUMNS, gone, strict=True)))
    came = stayed.and_also(Mentions(*(_new(changes.get(name), name) for name in COLUMNS)))
    external = aliases.external_ids()
    if base is None or not _has_names(base):
        untouched = _untouched(base, articles)
        change = change_names(
            lambda _: _nothing(NAME), untouched.cleared(), untouched.and_also(came), lambda _: seen(came.entities), external
        )
        return _delta(Change(change.rows, base.scan(NAME).select("entity_id").collect() if base else change.drop))

    def names_of(ids: pl.Series) -> pl.DataFrame:
        return base.rows_of(NAME, ids.to_frame("entity_id")).collect()

    def days_of(ids: pl.Series) -> pl.DataFrame:
        entities = _untouched(base, articles).and_also(came).entities
        return seen(entities.filter(pl.col("entity_id").is_in(ids.implode())))

    return _delta(change_names(names_of, gone, came, days_of, external))


def _delta(change: Change) -> TableDelta:
    return TableDelta(change.rows, change.drop, {"settle": STAGE_VERSIONS["settle"]})


def _has_names(base: Release) -> bool:
    """True where the release has the table as it is today."""
    entry = base.manifest.tables.get(NAME)
    return entry is not None and entry.schema == schema_digest(TABLES[NAME])


def _nothing(table: str) -> pl.DataFrame:
    return pl.DataFrame(TABLES[table].released().empty_table())


def _dropped(change: TableDelta | None) -> pl.DataFrame:
    nothing = _nothing("articles") if change is None or change.drop is None else change.drop
    return nothing.select("article_id", "published_on")


def _rows_of(base: Release | None, table: str, articles: pl.DataFrame) -> pl.LazyFrame:
    rows = base.rows_of(table, articles) if base else _nothing(table).lazy()
    return rows.select(COLUMNS[table])


def _untouched(base: Release | None, articles: pl.DataFrame) -> Mentions:
    """The rows of all other articles of the release."""
    frames = (base.scan(name) if base else _nothing(name).lazy() for name in COLUMNS)
    return Mentions(*(_without(rows.select(COLUMNS[name]), articles) for name, rows in zip(COLUMNS, frames, strict=True)))


def _without(rows: pl.LazyFrame, articles: pl.DataFrame) -> pl.LazyFrame:
    return rows.join(articles.lazy(), on="article_id", how="anti")


def _new(change: TableDelta | None, table: str) -> pl.LazyFrame:
    """The rows that a change brings."""
    if change is None or (not isinstance(change.rows, pl.LazyFrame) and not change.rows):
        rows = _nothing(table).lazy()
    else:
        rows = change.rows if isinstance(change.rows, pl.LazyFrame) else scan(change.rows)
    return rows.select(COLUMNS[table])
