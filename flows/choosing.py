"""Which published articles a backfill recomputes."""

from __future__ import annotations

from fnmatch import translate

import polars as pl

from flows.errors import UsageError
from flows.release import Release
from flows.restaging import DEPENDS_ON
from flows.selection import Selection
from flows.versions import STAGE_VERSIONS
from transforms.resettle import is_refused_alone


def choose_articles(release: Release, selection: Selection, stage: str) -> pl.DataFrame:
    """The articles of the release that the selection means: what recomputing them from `stage` on needs to know of them.

    Columns: those of DEPENDS_ON, record_id, n_words, and is_anew: true where the entities are to be found anew, not the quotes
    alone. Raises UsageError where there are none, or where quotes cannot be made from the entities that are there.
    """
    articles = release.scan("articles", _months(release, selection)).filter(_is_meant(selection))
    if selection.dumps:
        named = release.scan("records").filter(pl.col("dump").str.contains(translate(selection.dumps)))
        articles = articles.join(named.select("record_id"), on="record_id", how="semi")
    chosen = articles.select(*DEPENDS_ON, "record_id", "n_words").collect()
    if chosen.is_empty():
        raise UsageError("no article matches: see what is there with 'copydesk status'")
    if stage == "entities":
        return chosen.with_columns(is_anew=pl.lit(True))
    _check_entities(release, chosen)
    return chosen.with_columns(is_anew=pl.col("article_id").is_in(_with_refused_mentions(release, chosen).implode()))


def _months(release: Release, selection: Selection) -> list[str]:
    """The months in which articles of the selection may lie."""
    first = selection.since.strftime("%Y-%m") if selection.since else ""
    last = selection.until.strftime("%Y-%m") if selection.until else "9999"
    is_dated = bool(selection.since or selection.until)
    return [m for m in release.months("articles") if not is_dated or first <= m <= last]


def _is_meant(selection: Selection) -> pl.Expr:
    asked = [pl.lit(True)]
    if selection.since:
        asked.append(pl.col("published_on") >= selection.since)
    if selection.until:
        asked.append(pl.col("published_on") <= selection.until)
    if selection.publisher:
        asked.append(pl.col("publisher") == selection.publisher)
    return pl.all_horizontal(asked)


def _check_entities(release: Release, chosen: pl.DataFrame) -> None:
    """Quotes are made from mentions as this version finds them: what makes them is not all in the table."""
    now = STAGE_VERSIONS["entities"]
    for file in release.entries_of("articles", chosen):
        older = [v for v in file.versions.get("entities", []) if v != now]
        if older:
            raise UsageError(
                f"entities of {file.month} are of version {older[0]}, not {now}: recompute them too, with --from-stage entities"
            )


def _with_refused_mentions(release: Release, chosen: pl.DataFrame) -> pl.Series:
    """Articles of which a gate refused a mention: their quotes were found with it, but the table does not have it."""
    is_mention = pl.col("detail").str.starts_with("entities.")
    refused = release.scan("rejects").filter(is_refused_alone() & is_mention).select("record_id").unique()
    records = release.scan("records").join(refused, on="record_id", how="semi").select("article_id", "content_digest")
    return chosen.join(records.collect(), on=["article_id", "content_digest"], how="semi")["article_id"]
