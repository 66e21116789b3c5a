"""cuts: what was taken out of an article, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas import checks as c
from schemas.lists import CUT_REASONS
from schemas.table import INT, ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

CUTS = Table(
    name="cuts",
    description="One row a block that was taken out of an article, with the reason.",
    columns=(
        Column("article_id", TEXT, "The article."),
        Column("published_on", ON, "Day of publication of the article.", nullable=True),
        Column("block", INT, "Block of the page, from 0."),
        Column("text", TEXT, "Text of the block."),
        Column("reason", TEXT, "Why it is no part of the article.", values=CUT_REASONS),
        Column("record_id", TEXT, "The record that it was read from.", staged_only=True),
    ),
    key=("article_id", "block"),
    sort_by=("published_on", "article_id", "block"),
    month_of="published_on",
    references=(Reference(("article_id",), "articles", ("article_id",)),),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the cuts."""
    article = c.Join("article", "articles", (("article_id", "article_id"),), ("n_blocks", "published_on"))
    paragraph = c.Join("paragraph", "paragraphs", (("article_id", "article_id"), ("block", "block")), totals=(pl.len().alias("rows"),))
    return (
        *c.closed_lists(CUTS),
        c.is_unique(*c.within_version("article_id", "block"), description="No block of an article is cut twice."),
        c.RowCheck("article_is_there", "Every cut is of an article.", "critical", c.is_missing(article), needs=(article,)),
        c.RowCheck(
            "agrees_with_article",
            "The day of publication is that of the article.",
            "critical",
            pl.col("article.found").is_not_null() & c.differs("published_on", "article.published_on"),
            needs=(article,),
            in_release=True,
        ),
        c.RowCheck(
            "block_is_on_the_page",
            "A cut's block is one of the blocks of its page.",
            "critical",
            (pl.col("block") < 0) | (pl.col("block") >= pl.col("article.n_blocks")).fill_null(False),
            needs=(article,),
            in_release=True,
        ),
        c.RowCheck(
            "block_has_one_fate",
            "A block that was cut is not a paragraph as well.",
            "critical",
            pl.col("paragraph.rows").is_not_null(),
            needs=(paragraph,),
            in_release=True,
        ),
        c.RowCheck("text_is_not_blank", "A cut has a text.", "warning", c.is_blank("text")),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(CUTS.name, checks())
