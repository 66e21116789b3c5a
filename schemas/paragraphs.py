"""paragraphs: the text of the articles, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.lists import PARAGRAPH_KINDS, TEXT_KINDS
from schemas.table import INT, ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

SENTENCES = pa.list_(
    pa.field(
        "element",
        pa.struct([pa.field("char_start", INT, nullable=False), pa.field("char_end", INT, nullable=False)]),
        nullable=False,
    )
)

PARAGRAPHS = Table(
    name="paragraphs",
    description="One row a paragraph of an article, in reading order.",
    columns=(
        Column("paragraph_id", TEXT, "Key: hash of article_id, text and occurrence."),
        Column("article_id", TEXT, "The article."),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True),
        Column("published_on", ON, "Day of publication of the article.", nullable=True),
        Column("position", INT, "Place among the article's paragraphs, from 0."),
        Column("block", INT, "Block of the page that it stands in, from 0; null where it was found in metadata only.", nullable=True),
        Column("kind", TEXT, "What the paragraph is.", values=PARAGRAPH_KINDS),
        Column("text", TEXT, "The paragraph; all offsets into it count Unicode code points."),
        Column("text_start", INT, "Start in articles.text; null where the kind is not part of it.", nullable=True),
        Column("text_end", INT, "End in articles.text, half open.", nullable=True),
        Column("n_words", INT, "Words of the paragraph."),
        Column("sentences", SENTENCES, "Sentences as half-open spans of the paragraph's text."),
        Column("record_id", TEXT, "The record that it was read from.", staged_only=True),
        Column("language", TEXT, "Language of the article.", nullable=True, staged_only=True),
    ),
    key=("paragraph_id",),
    sort_by=("published_on", "article_id", "position"),
    month_of="published_on",
    references=(Reference(("article_id",), "articles", ("article_id",)),),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the paragraphs."""
    article = c.Join("article", "articles", (("article_id", "article_id"),), ("text", "n_blocks", "publisher", "published_on"))
    text, start, end = pl.col("text"), pl.col("text_start"), pl.col("text_end")
    in_text = pl.col("kind").is_in(TEXT_KINDS)
    is_prose = pl.col("kind").is_in(["body", "block_quote"])
    return (
        *c.closed_lists(PARAGRAPHS),
        c.id_has_shape("paragraph_id", "par"),
        c.is_unique(*c.within_version("paragraph_id"), description="No paragraph stands in an article twice."),
        c.is_unique(
            *c.within_version("article_id", "position"),
            name="position_is_unique",
            description="No two paragraphs of an article have the same position.",
        ),
        c.RowCheck("article_is_there", "Every paragraph is of an article.", "critical", c.is_missing(article), needs=(article,)),
        c.RowCheck(
            "agrees_with_article",
            "Publisher and day of publication are those of the article.",
            "critical",
            pl.col("article.found").is_not_null()
            & (c.differs("publisher", "article.publisher") | c.differs("published_on", "article.published_on")),
            needs=(article,),
            in_release=True,
        ),
        c.RowCheck("text_is_not_blank", "A paragraph has a text.", "critical", c.is_blank("text")),
        c.RowCheck(
            "text_is_one_line", "A paragraph holds no line break.", "critical", text.str.contains(r"[\n\r\x0b\x0c\x85\x{2028}\x{2029}]")
        ),
        c.RowCheck("text_has_no_control_characters", "A paragraph holds no control characters.", "critical", text.str.contains(c.CONTROL)),
        c.RowCheck(
            "text_is_trimmed",
            "A paragraph neither begins nor ends with white space.",
            "warning",
            text.str.strip_chars() != text,
        ),
        c.RowCheck(
            "stands_in_article_text",
            "articles.text has the paragraph's text from text_start to text_end.",
            "critical",
            (pl.col("article.found").is_not_null() & in_text & c.span_is_false("text", "text_start", "text_end", "article.text"))
            | (in_text != start.is_not_null())
            | (in_text != end.is_not_null()),
            needs=(article,),
            in_release=True,
        ),
        c.RowCheck(
            "block_is_on_the_page",
            "A paragraph's block is one of the blocks of its page.",
            "critical",
            ((pl.col("block") < 0) | (pl.col("block") >= pl.col("article.n_blocks"))).fill_null(False),
            needs=(article,),
        ),
        c.RowCheck(
            "sentences_hold",
            "Sentences follow each other without overlap, and lie within the paragraph.",
            "critical",
            c.spans_overlap("sentences", "text"),
            in_release=True,
        ),
        c.RowCheck("has_sentences", "A paragraph has at least one sentence.", "critical", pl.col("sentences").list.len() == 0),
        c.RowCheck(
            "words_are_counted", "The number of words fits the length of the text.", "critical", c.words_are_wrong("n_words", "text")
        ),
        c.RowCheck("text_has_no_markup", "No tags or character references are left in the text.", "warning", c.contains("text", c.MARKUP)),
        c.RowCheck("text_is_decoded", "No wrongly decoded characters are left in the text.", "warning", c.contains("text", c.MOJIBAKE)),
        c.RowCheck("text_is_not_endless", "A paragraph is shorter than 20,000 characters.", "warning", text.str.len_chars() > 20_000),
        c.ShareCheck(
            "share_with_markup", "At most one paragraph in fifty has markup left.", "critical", c.contains("text", c.MARKUP), high=0.02
        ),
        c.ShareCheck(
            "share_undecoded", "At most one paragraph in fifty is wrongly decoded.", "critical", c.contains("text", c.MOJIBAKE), high=0.02
        ),
        c.ShareCheck(
            "share_of_furniture",
            "At most one paragraph in twenty reads like an invitation, a copyright line or a menu.",
            "warning",
            pl.when(is_prose).then(c.reads_like_furniture("text")),
            high=0.05,
        ),
        c.ShareCheck("share_of_prose", "At least a third of the paragraphs are body text.", "warning", is_prose, low=0.33),
        c.ShareCheck(
            "share_repeated",
            "At most one longer paragraph in twenty stands in several articles of its publisher.",
            "warning",
            pl.when(is_prose & (pl.col("n_words") >= 8)).then(c.is_repeated("article_id", within=("publisher", "text"))),
            high=0.05,
        ),
        c.ShareCheck(
            "share_with_quotes_unbalanced",
            "At most four in ten paragraphs with curly quotation marks open and close an unequal number.",
            "warning",
            pl.when(is_prose & text.str.contains("[“”]")).then(text.str.count_matches("“") != text.str.count_matches("”")),
            high=0.4,
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(PARAGRAPHS.name, checks())
