"""entities: one row a mention of somebody or something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas import checks as c
from schemas.lists import ENTITY_TYPES, MENTION_KINDS
from schemas.table import FLAG, INT, ON, REAL, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

ENTITIES = Table(
    name="entities",
    description="One row a mention of a person, organisation, place, event, work, law or date.",
    columns=(
        Column("mention_id", TEXT, "Key: hash of paragraph_id, span and type.", stage="annotate"),
        Column("article_id", TEXT, "The article.", stage="annotate"),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True, stage="annotate"),
        Column("published_on", ON, "Day of publication of the article.", nullable=True, stage="annotate"),
        Column("paragraph_id", TEXT, "The paragraph that it stands in.", stage="annotate"),
        Column("paragraph_position", INT, "That paragraph's position.", stage="annotate"),
        Column("entity_id", TEXT, "Hash of type and normalised full name; null for a partial name.", nullable=True, stage="annotate"),
        Column("name", TEXT, "Fullest form of the name in the article.", stage="annotate"),
        Column("type", TEXT, "What is named.", values=ENTITY_TYPES, stage="annotate"),
        Column("mention_kind", TEXT, "A name, or a description such as 'the President'.", values=MENTION_KINDS, stage="annotate"),
        Column("text", TEXT, "The mention, verbatim.", stage="annotate"),
        Column("char_start", INT, "Start in the paragraph's text.", stage="annotate"),
        Column("char_end", INT, "End in the paragraph's text, half open.", stage="annotate"),
        Column("honorific", TEXT, "Honorific before the name.", nullable=True, stage="annotate"),
        Column("role", TEXT, "Role that the article gives.", nullable=True, stage="annotate"),
        Column("is_partial_name", FLAG, "True where the article never gives the full name.", stage="annotate"),
        Column("is_ambiguous", FLAG, "True where more than one entity of the article fits.", stage="annotate"),
        Column("stands_for", TEXT, "The institution that a metonym means.", nullable=True, stage="annotate"),
        Column("date_value", ON, "Calendar day that a DATE means, where that can be told.", nullable=True, stage="annotate"),
        Column("rule", TEXT, "What found or joined the mention.", stage="annotate"),
        Column(
            "score",
            REAL,
            "Probability that the shipped model has the mention's extent and type right, as often as it had in text kept aside from its training; null for dates, rules and some other recognisers.",
            nullable=True,
            stage="annotate",
        ),
        Column("record_id", TEXT, "The record that it was read from.", stage="annotate", staged_only=True),
    ),
    key=("mention_id",),
    sort_by=("published_on", "article_id", "paragraph_position", "char_start", "char_end", "mention_id"),
    month_of="published_on",
    references=(
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("paragraph_id",), "paragraphs", ("paragraph_id",)),
    ),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the entities."""
    text, kind = pl.col("text"), pl.col("type")
    whole = pl.col("paragraph.text")
    is_name = (pl.col("mention_kind") == "name") & (kind != "DATE")
    before = whole.str.slice(pl.col("char_start").clip(1) - 1, 1)
    after = whole.str.slice(pl.col("char_end").clip(0), 1)
    # scripts that part words by spaces
    letter = r"[\p{Latin}\p{Cyrillic}\p{Greek}\pN]"
    split_left = (pl.col("char_start") > 0) & before.str.contains(letter) & text.str.contains(f"^{letter}")
    split_right = after.str.contains(letter) & text.str.contains(f"{letter}$")
    in_mid_word = split_left | split_right
    return (
        *c.closed_lists(ENTITIES),
        c.id_has_shape("mention_id", "men"),
        c.id_has_shape("entity_id", "ent"),
        c.is_unique(*c.within_version("mention_id"), description="No mention stands in an article twice."),
        *c.spans_of_paragraphs("mention"),
        c.RowCheck(
            "has_letters",
            "A name has letters, a date letters or digits.",
            "critical",
            ~text.str.contains(r"\pL") & ((kind != "DATE") | ~text.str.contains(r"\pN")),
        ),
        c.RowCheck("text_is_trimmed", "A mention neither begins nor ends with white space.", "critical", text.str.contains(r"^\s|\s$")),
        c.RowCheck(
            "name_is_not_blank", "A mention has a name with letters or digits.", "critical", ~pl.col("name").str.contains(r"[\pL\pN]")
        ),
        c.RowCheck("text_is_short", "A mention is at most 200 characters long.", "warning", text.str.len_chars() > 200),
        c.RowCheck(
            "partial_name_has_no_entity",
            "A name that the article never gives in full names no entity.",
            "critical",
            pl.col("is_partial_name") & pl.col("entity_id").is_not_null(),
        ),
        c.RowCheck(
            "one_entity_one_type",
            "Mentions of one entity are of one type.",
            "warning",
            (kind.n_unique().over("entity_id") > 1) & pl.col("entity_id").is_not_null(),
        ),
        c.RowCheck(
            "only_dates_have_a_day", "Only a date means a calendar day.", "critical", pl.col("date_value").is_not_null() & (kind != "DATE")
        ),
        c.RowCheck("score_is_a_probability", "A score lies between 0 and 1.", "critical", ~pl.col("score").is_between(0, 1)),
        c.ShareCheck(
            "share_in_mid_word",
            "At most one mention in a hundred begins or ends in the middle of a word.",
            "critical",
            in_mid_word,
            high=0.01,
            needs=(c.PARAGRAPH,),
        ),
        c.ShareCheck(
            "share_in_lower_case",
            "At most three names in ten begin with a small letter.",
            "warning",
            pl.when(is_name).then(text.str.contains(r"^\p{Ll}")),
            high=0.3,
        ),
        c.ShareCheck(
            "share_of_partial_names",
            "At most two persons in three are never named in full.",
            "warning",
            pl.when(kind == "PERSON").then(pl.col("is_partial_name")),
            high=0.67,
        ),
        c.ShareCheck(
            "share_of_persons",
            "Between one mention in fifty and four in five are of persons.",
            "warning",
            kind == "PERSON",
            low=0.02,
            high=0.8,
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(ENTITIES.name, checks())
