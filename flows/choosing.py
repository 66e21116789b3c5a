"""Which published articles a backfill recomputes."""

from __future__ import annotations

import polars as pl

from flows.done import Done, older_articles
from flows.errors import UsageError
from flows.release import Release
from flows.release.layout import month_of
from flows.restaging import DEPENDS_ON
from flows.selection import Selection
from flows.versions import STAGE_VERSIONS
from schemas import TABLES
from transforms.resettle import is_refused_alone


def choose_articles(release: Release, articles: pl.LazyFrame, stage: str, done: Done) -> pl.DataFrame:
    """The `articles` (rows of the release): what recomputing them from `stage` on needs to know of them.

    Columns: those of DEPENDS_ON, record_id, n_words, and is_anew: true where the entities are to be found anew, not the quotes
    alone. Raises UsageError where quotes cannot be made from the entities that are there, which `done` may have made again.
    """
    chosen = articles.select(*DEPENDS_ON, "record_id", "n_words").collect()
    if stage == "entities":
        return chosen.with_columns(is_anew=pl.lit(True))
    _check_entities(release, chosen, done)
    return chosen.with_columns(is_anew=pl.col("article_id").is_in(_with_refused_mentions(release, chosen).implode()))


def count_by_month(articles: pl.LazyFrame) -> dict[str, int]:
    """How many articles there are of each month (as the table is parted) that has any, in order."""
    month = month_of(TABLES["articles"]).alias("month")
    return dict(articles.group_by(month).len().sort("month").collect(engine="streaming").iter_rows())


def _check_entities(release: Release, chosen: pl.DataFrame, done: Done) -> None:
    """Quotes are made from mentions as this version finds them: what makes them is not all in the table."""
    now = STAGE_VERSIONS["entities"]
    for file in release.entries_of("articles", chosen):
        older = [v for v in file.versions.get("entities", []) if v != now]
        if not older:
            continue
        left = older_articles(release, Selection(), "entities", [file], done).join(chosen.lazy(), on="article_id", how="semi")
        if not left.select("article_id").collect().is_empty():
            raise UsageError(
                f"entities of {file.month} are of version {older[0]}, not {now}: recompute them too, with --from-stage entities"
            )


def _with_refused_mentions(release: Release, chosen: pl.DataFrame) -> pl.Series:
    """Articles of which a gate refused a mention: their quotes were found with it, but the table does not have it."""
    is_mention = pl.col("detail").str.starts_with("entities.")
    refused = release.scan("rejects").filter(is_refused_alone() & is_mention).select("record_id").unique()
    records = release.scan("records").join(refused, on="record_id", how="semi").select("article_id", "content_digest")
    return chosen.join(records.collect(), on=["article_id", "content_digest"], how="semi")["article_id"]
