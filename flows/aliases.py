"""The user's own table of names at work: read at the edge, applied to what a run found, and again to a published release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.entity_names import change_entity_names
from flows.errors import UsageError
from flows.release import Release, TableDelta, publish
from flows.release.publishing import Check
from schemas import TABLES
from transforms.entity_aliases import NO_ALIASES, Aliases, changed_ids, full_names, read_aliases, settle_entities, settle_quotes

NOTE = "entity_aliases"  # where the manifest tells the digest of the table that was applied
Frames = Mapping[str, pl.LazyFrame]


def load_aliases(path: Path | None) -> Aliases:
    """The table in a CSV or Parquet file (none: nothing is told). Raises UsageError in one line for a file that cannot be."""
    if path is None:
        return NO_ALIASES
    try:
        return read_aliases(pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False))
    except FileNotFoundError:
        raise UsageError(f"entity_aliases: there is no file at {path}") from None
    except (ValueError, OSError, pl.exceptions.PolarsError) as error:
        raise UsageError(f"{path}: {str(error).splitlines()[0]}") from None


def applied_to(release: Release) -> str | None:
    """The digest of the table that a release was made with; None where nothing was told."""
    digest: str | None = release.manifest.notes.get(NOTE)
    return digest


def apply_to_staged(staged: Frames, aliases: Aliases) -> dict[str, pl.LazyFrame]:
    """Staged tables with the ids of entities as the user's table has them."""
    if aliases.digest is None:
        return dict(staged)
    changed = changed_ids(full_names(staged["entities"]).collect(engine="streaming"), aliases)
    return {**staged, **_settled(staged["entities"], staged["quotes"], changed)}


def apply_to_release(base: Release, aliases: Aliases) -> dict[str, TableDelta]:
    """What changes in a release whose ids are to be as the user's table has them: whole articles, wherever a name of theirs does."""
    changed = changed_ids(full_names(base.scan("entities")).collect(engine="streaming"), aliases)
    keys = ["type", "name", "entity_id"]
    mentions = base.scan("entities").filter(~pl.col("is_partial_name")).join(changed.lazy(), on=keys, how="semi", nulls_equal=True)
    articles = mentions.select("article_id", "published_on").unique().collect(engine="streaming")
    found = _settled(base.rows_of("entities", articles), base.rows_of("quotes", articles), changed)
    # rows of which a mark changes keep the versions of who made them
    tables = {name: TableDelta(rows.select(TABLES[name].released().names), articles, {}) for name, rows in found.items()}
    return {**tables, "entity_names": change_entity_names(base, tables, aliases)}


def _settled(entities: pl.LazyFrame, quotes: pl.LazyFrame, changed: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    if changed.is_empty():
        return {"entities": entities, "quotes": quotes}
    return {"entities": settle_entities(entities, changed), "quotes": settle_quotes(quotes, entities, changed)}


def align(warehouse: Path, base: Release, aliases: Aliases, run_id: str, check: Check) -> tuple[Release, int]:
    """Publish the release with its ids as the user's table has them; the release now current, and how many articles differ.

    The caller holds the lock.
    """
    delta = apply_to_release(base, aliases)
    articles = delta["entities"].drop
    release = publish(
        warehouse,
        run_id=run_id,
        delta=delta,
        check=check,
        stage_versions=base.manifest.stage_versions,
        notes={**base.manifest.notes, "kind": "alias", NOTE: aliases.digest},
    )
    return release, 0 if articles is None else articles.height
