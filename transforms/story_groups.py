"""Which articles are copies of one story, and which of them is the likely original.

Equal texts (white space and case folded) share a story. A text of under MIN_WORDS words says too little: its article is
a story of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

MIN_WORDS = 25
# a copy that credits nobody comes before one that does, an earlier one before a later, and the id decides the rest
ORIGINAL_ORDER = ("is_syndicated", "published_on", "published_at", "article_id")
_MEMBER = ("article_id", "story_id", *ORIGINAL_ORDER[:-1])


@dataclass(frozen=True)
class Stories:
    """`of_articles`: article_id, story_id, is_story_original of all articles of the touched stories.

    `flipped`: article_id of articles of the release that the run did not bring but whose flag has become another.
    """

    of_articles: pl.DataFrame
    flipped: pl.DataFrame


def story_id() -> pl.Expr:
    """story_id from text_digest, or from article_id where the text is too short to tell."""
    tells = pl.col("n_words") >= MIN_WORDS
    return pl.lit("sto_") + pl.when(tells).then(pl.col("text_digest").str.head(24)).otherwise(pl.col("article_id").str.slice(4))


def settle_stories(new: pl.LazyFrame, old: pl.LazyFrame, replaced: pl.DataFrame) -> Stories:
    """The stories that a run touches. `new` are its article rows, `old` the release's, `replaced` the old rows that go (article_id)."""
    arrived = new.with_columns(story_id().alias("story_id")).select(_MEMBER).collect()
    left = old.join(replaced.lazy(), on="article_id", how="semi").select("story_id").collect()
    touched = pl.concat([arrived.select("story_id"), left]).unique()
    staying = (
        old.join(touched.lazy(), on="story_id", how="semi")
        .join(replaced.lazy(), on="article_id", how="anti")
        .select(*_MEMBER, "is_story_original")
        .collect()
    )
    members = pl.concat([arrived.with_columns(pl.lit(None, pl.Boolean).alias("is_story_original")), staying])
    is_first = pl.col("article_id") == pl.col("article_id").first().over("story_id")
    judged = members.sort("story_id", *ORIGINAL_ORDER, nulls_last=True).with_columns(is_first.alias("is_now"))
    flipped = judged.filter(pl.col("is_story_original").is_not_null() & (pl.col("is_story_original") != pl.col("is_now")))
    return Stories(
        judged.select("article_id", "story_id", pl.col("is_now").alias("is_story_original")),
        flipped.select("article_id"),
    )
