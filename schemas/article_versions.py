"""article_versions: the versions of articles that later ones have replaced, and what changed from each to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.lists import VERSION_CHANGES
from schemas.table import AT, INT, ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

STRINGS = pa.list_(pa.field("element", TEXT, nullable=False))
CAPTIONS = pa.list_(pa.field("element", pa.struct([pa.field("caption", TEXT), pa.field("credit", TEXT)]), nullable=False))

ARTICLE_VERSIONS = Table(
    name="article_versions",
    description="One row a version of an article that another one has replaced; the latest version is the row in articles.",
    columns=(
        Column("article_id", TEXT, "The article.", stage="settle"),
        Column("revision", INT, "Number of this version among the article's versions, from 0.", stage="settle"),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True, stage="settle"),
        Column("published_on", ON, "Day of publication of the article, by its latest version.", nullable=True, stage="settle"),
        Column("record_id", TEXT, "The record that holds the version: the ledger says when and where it came.", stage="settle"),
        Column("external_version", TEXT, "The agency's or CMS's own version.", nullable=True, stage="settle"),
        Column("updated_at", AT, "When this version was made.", nullable=True, stage="settle"),
        Column("fetched_at", AT, "When the copy was fetched.", nullable=True, stage="settle"),
        Column("title", TEXT, "Headline as printed.", nullable=True, stage="settle"),
        Column("subtitle", TEXT, "Standfirst or deck under the headline.", nullable=True, stage="settle"),
        Column("byline", TEXT, "Byline as printed.", nullable=True, stage="settle"),
        Column("authors", STRINGS, "Names in the byline, one a person.", stage="settle"),
        Column("dated_on", ON, "Day of publication that this version states.", nullable=True, stage="settle"),
        Column("text", TEXT, "Body, headings, list items and block quotes, joined by a blank line.", stage="settle"),
        Column("captions", CAPTIONS, "Captions and credits of its pictures.", stage="settle"),
        Column("n_words", INT, "Words in text.", stage="settle"),
        Column("content_digest", TEXT, "Hash of everything that makes a version, as in articles.", stage="settle"),
        Column(
            "changed",
            STRINGS,
            "Columns of articles that the next version has otherwise; null where that version was not kept.",
            nullable=True,
            values=VERSION_CHANGES,
            stage="settle",
        ),
        Column(
            "n_words_added",
            INT,
            "Words of the next version's text that are not in this one, wherever they stand; a word that comes twice counts twice.",
            nullable=True,
            stage="settle",
        ),
        Column("n_words_removed", INT, "Words of this text that are not in the next version's.", nullable=True, stage="settle"),
    ),
    key=("article_id", "revision"),
    sort_by=("published_on", "article_id", "revision"),
    month_of="published_on",
    references=(Reference(("article_id",), "articles", ("article_id",)), Reference(("record_id",), "records", ("record_id",))),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of earlier versions. They are made in settle: the gate of the release is the one that asks."""
    changed, n_words = pl.col("changed"), pl.col("n_words")
    figures = (changed, pl.col("n_words_added"), pl.col("n_words_removed"))
    following = {name: pl.col(name).shift(-1).over("article_id", order_by="revision") for name in ("revision", "text", "n_words")}
    is_followed = following["revision"] == pl.col("revision") + 1
    return (
        *(replace(check, in_release=True) for check in c.closed_lists(ARTICLE_VERSIONS)),
        c.RowCheck("record_is_unique", "No record holds two versions.", "critical", pl.col("record_id").is_duplicated(), in_release=True),
        c.RowCheck(
            "change_is_told",
            "A version says what the next one has otherwise, at least one thing, and in how many words; or nothing of it.",
            "critical",
            pl.any_horizontal(figure.is_null() != changed.is_null() for figure in figures) | (changed.list.len() == 0).fill_null(False),
            in_release=True,
        ),
        c.RowCheck(
            "text_changed_where_it_says_so",
            "A version says that the text changed where the next one has another, and only there.",
            "critical",
            (is_followed & (changed.list.contains("text") != (pl.col("text") != following["text"]))).fill_null(False),
            in_release=True,
        ),
        c.RowCheck(
            "words_add_up",
            "The words of the next version are those of this one, with those added and without those removed.",
            "critical",
            (is_followed & (n_words + figures[1] - figures[2] != following["n_words"])).fill_null(False),
            in_release=True,
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(ARTICLE_VERSIONS.name, checks())
