"""article_keys: what settle needs to know of past articles to find copies of them, without reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.table import INT, ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

# 96 MinHash values of the whole text and 48 of its head, of 16 bits, little endian (see transforms.stories.signatures)
BANDS = pa.binary(288)

ARTICLE_KEYS = Table(
    name="article_keys",
    description="One row an article: digest and LSH bands of its text, by which copies of its story are found.",
    columns=(
        Column("article_id", TEXT, "The article."),
        Column("published_on", ON, "Day of publication of the article.", nullable=True),
        Column("text_digest", TEXT, "Hash of the text, white space and case folded: equal texts are copies of one story."),
        Column("n_words", INT, "Words in the article's text."),
        Column("n_shingles", INT, "Distinct runs of six words within the text's sentences."),
        Column(
            "bands",
            BANDS,
            "MinHash values of the text, by threes an LSH band; null where it is too short to have near copies.",
            nullable=True,
        ),
        Column("story_id", TEXT, "The story that the article is a copy of.", stage="settle"),
        Column("record_id", TEXT, "The record that it was read from.", staged_only=True),
    ),
    key=("article_id",),
    sort_by=("published_on", "article_id"),
    month_of="published_on",
    references=(Reference(("article_id",), "articles", ("article_id",)),),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of article_keys."""
    article = c.Join("article", "articles", (("article_id", "article_id"),), ("published_on", "n_words"))
    return (
        c.id_has_shape("article_id", "art"),
        c.RowCheck("article_is_there", "Every row is of an article.", "critical", c.is_missing(article), needs=(article,)),
        c.RowCheck(
            "agrees_with_article",
            "The day of publication and the number of words are those of the article.",
            "critical",
            pl.col("article.found").is_not_null()
            & (c.differs("published_on", "article.published_on") | c.differs("n_words", "article.n_words")),
            needs=(article,),
            in_release=True,
        ),
        c.is_unique(*c.within_version("article_id"), description="No version of an article has two keys."),
        c.RowCheck(
            "bands_need_shingles",
            "Only a text with runs of words has bands.",
            "critical",
            pl.col("bands").is_not_null() & (pl.col("n_shingles") < 1),
        ),
    )


def expectations() -> list[Expectation]:
    """The checks as Great Expectations over one row of totals."""
    return c.to_expectations("article_keys", checks())
