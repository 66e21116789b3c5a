"""resettle: what becomes of entities and quotes that were recomputed from the paragraphs of a release, and of their rejects.

The articles stay as they are, and with them the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from schemas import TABLES
from transforms.settle import Change

REFUSED_ALONE = ("entities.", "quotes.")  # how the detail of a reject begins whose row was refused without its record


def resettle(
    staged: Mapping[str, pl.LazyFrame], old: Mapping[str, pl.LazyFrame], articles: pl.DataFrame, withdrawn: pl.DataFrame
) -> dict[str, Change]:
    """The changes of entities, quotes and rejects.

    `staged` holds the recomputed entities and quotes (without those that are `withdrawn`, see settle), `old` the release's records
    and rejects. `articles` are the articles to change: article_id, published_on, content_digest, record_id, and `is_anew`: false
    where the mentions are those of the release, so that only quotes change.
    """
    changes = {}
    for name, of_table in (("entities", articles.filter("is_anew")), ("quotes", articles)):
        rows = staged[name].join(of_table.lazy().select("article_id"), on="article_id", how="semi")
        changes[name] = Change(rows.select(TABLES[name].released().names), of_table.select("article_id", "published_on"))
    changes["rejects"] = _change_rejects(old, articles, withdrawn.filter(~pl.col("is_whole")))
    return changes


def _change_rejects(old: Mapping[str, pl.LazyFrame], articles: pl.DataFrame, withdrawn: pl.DataFrame) -> Change:
    """Rows that were refused alone, for every record of the ledger that has the article's text: as when all are read again."""
    table = TABLES["rejects"]
    before = old["rejects"].filter(is_refused_alone()).collect()
    if withdrawn.is_empty() and before.is_empty():
        return Change(before.lazy(), before.select(*table.key, "delivered_on"))
    copies = (
        old["records"]
        .join(articles.lazy(), on=["article_id", "content_digest"], suffix="_of_article")
        .select("record_id", "record_id_of_article", "first_run_id", "delivered_on", "is_anew")
        .collect()
    )
    rows = (
        copies.join(withdrawn.rename({"record_id": "record_id_of_article"}), on="record_id_of_article")
        .select(table.released().names)
        .unique(maintain_order=False)
        .sort(table.sort_by)
    )
    judged = before.join(copies.select("record_id", "is_anew"), on="record_id")
    gone = judged.filter(pl.col("is_anew") | pl.col("detail").str.starts_with("quotes."))
    return Change(rows.lazy(), gone.select(*table.key, "delivered_on"))


def is_refused_alone() -> pl.Expr:
    """True for rejects of an entity or a quote that a gate refused without its record."""
    of_table = pl.any_horizontal(pl.col("detail").str.starts_with(name) for name in REFUSED_ALONE)
    return ((pl.col("stage") == "annotate") & of_table).fill_null(False)
