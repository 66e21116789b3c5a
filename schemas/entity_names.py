"""entity_names: one row an entity of the archive that has a name; dates are in entities alone.

All that it counts is a sum over articles: a run adds those of the articles it brings and takes off those of the articles it replaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.lists import NAME_TYPES
from schemas.table import INT, LONG, ON, TEXT, Column, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

COUNTED = pa.list_(
    pa.field("element", pa.struct([pa.field("text", TEXT, nullable=False), pa.field("n", LONG, nullable=False)]), nullable=False)
)
PRONOUN = "Countable quotes whose speaker is '{}', resolved to it: evidence, not a verdict."
THEY = " An organisation, or a person who goes by it; where several people may be meant nobody is."

ENTITY_NAMES = Table(
    name="entity_names",
    description="One row an entity of the archive, dates left out: its names, its roles, when it was in the news and how often.",
    columns=(
        Column("entity_id", TEXT, "Key: as in entities.", stage="settle"),
        Column("name", TEXT, "The full name that most articles give it, of equally frequent ones the longest.", stage="settle"),
        Column("type", TEXT, "What is named.", values=NAME_TYPES, stage="settle"),
        Column("names", COUNTED, "Its full names with the number of articles that give each, by frequency.", stage="settle"),
        Column("aliases", COUNTED, "All forms that name it with the number of mentions of each, by frequency.", stage="settle"),
        Column("roles", COUNTED, "Roles that articles give it with the number of mentions of each, by frequency.", stage="settle"),
        Column("external_id", TEXT, "Its id in the user's own table (a Wikidata id, say).", nullable=True, stage="settle"),
        Column("first_seen_on", ON, "First day of an article that mentions it.", nullable=True, stage="settle"),
        Column("last_seen_on", ON, "Last day of an article that mentions it.", nullable=True, stage="settle"),
        Column("n_articles", INT, "Articles that mention it.", stage="settle"),
        Column("n_mentions", LONG, "Mentions of it, descriptions among them.", stage="settle"),
        Column("n_he", INT, PRONOUN.format("he"), stage="settle"),
        Column("n_she", INT, PRONOUN.format("she"), stage="settle"),
        Column("n_they", INT, PRONOUN.format("they") + THEY, stage="settle"),
    ),
    key=("entity_id",),
    sort_by=("entity_id",),
    month_of=None,
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the rows. They are the archive's, not a record's: nothing of them is set aside."""
    first = pl.col("names").list.first().struct.field("text")
    counts = pl.min_horizontal("n_articles", "n_mentions") < 1
    aliases = pl.col("aliases").list.eval(pl.element().struct.field("n")).list.sum()
    return (
        _whole("is_mentioned", "Every entity has a mention in an article.", counts | (pl.col("n_articles") > pl.col("n_mentions"))),
        _whole("is_of_a_name", "Every entity is one that has names, which a date has not.", ~pl.col("type").is_in(NAME_TYPES)),
        _whole("name_is_most_frequent", "Its name is the first of its names.", pl.col("name").ne_missing(first)),
        _whole("forms_are_mentions", "Forms that name it are mentions of it.", aliases > pl.col("n_mentions")),
        _whole("days_are_in_order", "It was not seen last before it was seen first.", pl.col("first_seen_on") > pl.col("last_seen_on")),
    )


def _whole(name: str, description: str, expr: pl.Expr) -> c.RowCheck:
    return c.RowCheck(name, description, "critical", expr, tolerated=False, in_release=True)


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(ENTITY_NAMES.name, checks())
