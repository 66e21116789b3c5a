"""cuts: what was taken out of an article, and why."""

from schemas.lists import CUT_REASONS
from schemas.table import INT, ON, TEXT, Column, Reference, Table

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
