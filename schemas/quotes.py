"""quotes: one row a quoted stretch in one paragraph, with its speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas import checks as c
from schemas.lists import QUOTE_KINDS, QUOTE_RULES, SPEAKER_TYPES
from schemas.table import FLAG, INT, ON, REAL, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

QUOTES = Table(
    name="quotes",
    description="One row a quoted stretch in one paragraph, and who is quoted.",
    columns=(
        Column("quote_id", TEXT, "Key: hash of article_id, text and occurrence.", stage="annotate"),
        Column("article_id", TEXT, "The article.", stage="annotate"),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True, stage="annotate"),
        Column("published_on", ON, "Day of publication of the article.", nullable=True, stage="annotate"),
        Column("paragraph_id", TEXT, "The paragraph that it stands in.", stage="annotate"),
        Column("paragraph_position", INT, "That paragraph's position.", stage="annotate"),
        Column("utterance_id", TEXT, "Parts of one utterance share it.", stage="annotate"),
        Column("part", INT, "Place among the utterance's parts, from 0.", stage="annotate"),
        Column("char_start", INT, "Start in the paragraph's text, inside the mark.", stage="annotate"),
        Column("char_end", INT, "End in the paragraph's text, inside the mark, half open.", stage="annotate"),
        Column("text", TEXT, "What stands between the marks, verbatim.", stage="annotate"),
        Column("n_words", INT, "Words of the quote.", stage="annotate"),
        Column("kind", TEXT, "Sort of quote.", values=QUOTE_KINDS, stage="annotate"),
        Column("parent_quote_id", TEXT, "The quote that this one stands in.", nullable=True, stage="annotate"),
        Column("is_closed", FLAG, "False where the closing mark is missing and was inferred.", stage="annotate"),
        Column(
            "is_countable",
            FLAG,
            "True on one row of each unnested full or partial utterance with a speaker: count these.",
            stage="annotate",
        ),
        Column("speaker_text", TEXT, "The speaker as the article names him at the quote, verbatim.", nullable=True, stage="annotate"),
        Column("speaker_paragraph_id", TEXT, "Paragraph of speaker_text.", nullable=True, stage="annotate"),
        Column("speaker_char_start", INT, "Start of speaker_text in that paragraph.", nullable=True, stage="annotate"),
        Column("speaker_char_end", INT, "End of speaker_text, half open.", nullable=True, stage="annotate"),
        Column("speaker_mention_id", TEXT, "The mention in entities; null for a pronoun.", nullable=True, stage="annotate"),
        Column("speaker_name", TEXT, "Resolved name; null for the unnamed.", nullable=True, stage="annotate"),
        Column(
            "speaker_entity_id",
            TEXT,
            "The speaker's entity, also where he is a pronoun; null for a partial name.",
            nullable=True,
            stage="annotate",
        ),
        Column("speaker_type", TEXT, "What the speaker is.", values=SPEAKER_TYPES, stage="annotate"),
        Column("speaker_role", TEXT, "The speaker's role, or the description of an unnamed one.", nullable=True, stage="annotate"),
        Column("cue", TEXT, "The word of speech, verbatim.", nullable=True, stage="annotate"),
        Column("cue_char_start", INT, "Start of the cue in the quote's paragraph.", nullable=True, stage="annotate"),
        Column("cue_char_end", INT, "End of the cue, half open.", nullable=True, stage="annotate"),
        Column("rule", TEXT, "What decided the speaker.", values=QUOTE_RULES, stage="annotate"),
        Column("speaker_score", REAL, "Probability that the speaker is right.", nullable=True, stage="annotate"),
        Column("record_id", TEXT, "The record that it was read from.", stage="annotate", staged_only=True),
    ),
    key=("quote_id",),
    sort_by=("published_on", "article_id", "paragraph_position", "char_start", "quote_id"),
    month_of="published_on",
    references=(
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("paragraph_id",), "paragraphs", ("paragraph_id",)),
        Reference(("parent_quote_id",), "quotes", ("quote_id",)),
        Reference(("speaker_paragraph_id",), "paragraphs", ("paragraph_id",)),
        Reference(("speaker_mention_id",), "entities", ("mention_id",)),
    ),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the quotes."""
    return (
        *c.closed_lists(QUOTES),
        c.id_has_shape("quote_id", "quo"),
        c.id_has_shape("utterance_id", "utt"),
        c.is_unique(*c.within_version("quote_id"), description="No quote stands in an article twice."),
        *_span_checks(),
        *_speaker_checks(),
        *_count_checks(),
    )


def _span_checks() -> tuple[c.Check, ...]:
    """Quote, speaker and cue stand where the row says."""
    voice = c.Join("voice", "paragraphs", (("speaker_paragraph_id", "paragraph_id"),), ("text", "article_id"))
    parent = c.Join("parent", "quotes", (("parent_quote_id", "quote_id"),), ("article_id",))
    whole = pl.col("paragraph.text")
    before = whole.str.slice(pl.col("char_start").clip(1) - 1, 1)
    marked = (pl.col("char_start") == 0) | before.str.contains(
        r"^[\"'\x{2018}-\x{201f}\x{00ab}\x{00bb}\x{2039}\x{203a}\x{300c}-\x{300f}`\x{2014}\x{2013}\s-]$"
    )
    return (
        *c.spans_of_paragraphs("quote"),
        c.RowCheck(
            "cue_span_is_true",
            "The quote's paragraph has the cue from cue_char_start to cue_char_end.",
            "critical",
            c.span_is_false("cue", "cue_char_start", "cue_char_end", "paragraph.text"),
            needs=(c.PARAGRAPH,),
            in_release=True,
        ),
        c.RowCheck(
            "speaker_span_is_true",
            "The speaker's paragraph has speaker_text from speaker_char_start to speaker_char_end.",
            "critical",
            c.span_is_false("speaker_text", "speaker_char_start", "speaker_char_end", "voice.text"),
            needs=(voice,),
            in_release=True,
        ),
        c.RowCheck(
            "speaker_paragraph_is_there",
            "The speaker stands in a paragraph of the same article.",
            "critical",
            c.is_missing(voice) | (pl.col("voice.article_id") != pl.col("article_id")).fill_null(False),
            needs=(voice,),
        ),
        c.RowCheck(
            "parent_is_there",
            "A quote within a quote names another quote of the same article.",
            "critical",
            c.is_missing(parent)
            | (pl.col("parent.article_id") != pl.col("article_id")).fill_null(False)
            | (pl.col("parent_quote_id") == pl.col("quote_id")).fill_null(False),
            needs=(parent,),
        ),
        c.RowCheck("text_is_not_blank", "A quote has a text.", "critical", c.is_blank("text")),
        c.RowCheck(
            "words_are_counted", "The number of words fits the length of the quote.", "critical", c.words_are_wrong("n_words", "text")
        ),
        c.RowCheck("text_is_not_endless", "A quote is at most 1,000 words long.", "warning", pl.col("n_words") > 1000),
        c.ShareCheck(
            "share_without_mark",
            "At most one quote in ten begins without a quotation mark, a dash or a space before it.",
            "critical",
            pl.when(pl.col("kind") != "indirect").then(~marked),
            high=0.1,
            needs=(c.PARAGRAPH,),
        ),
        c.ShareCheck("share_not_closed", "At most one quote in five lacks its closing mark.", "warning", ~pl.col("is_closed"), high=0.2),
    )


def _speaker_checks() -> tuple[c.Check, ...]:
    """Who is quoted. An unnamed speaker stays unnamed."""
    mention = c.Join("mention", "entities", (("speaker_mention_id", "mention_id"),), ("article_id", "entity_id"))
    kind, name = pl.col("speaker_type"), pl.col("speaker_name")
    is_full = pl.col("kind") == "full"
    return (
        c.RowCheck(
            "mention_is_there",
            "The speaker's mention stands in entities, in the same article.",
            "critical",
            c.is_missing(mention) | (pl.col("mention.article_id") != pl.col("article_id")).fill_null(False),
            needs=(mention,),
        ),
        c.RowCheck(
            "entity_is_the_mentions",
            "The speaker's entity is that of the speaker's mention.",
            "critical",
            pl.col("mention.found").is_not_null() & c.differs("speaker_entity_id", "mention.entity_id"),
            needs=(mention,),
            in_release=True,
        ),
        c.RowCheck(
            "speaker_has_a_type",
            "A quote without a speaker has neither a speaker's text nor a name.",
            "critical",
            (kind == "none") & (pl.col("speaker_text").is_not_null() | name.is_not_null() | pl.col("speaker_mention_id").is_not_null()),
        ),
        c.RowCheck(
            "unnamed_stays_unnamed",
            "An unnamed or unresolved speaker has no name and no entity.",
            "critical",
            kind.is_in(["unnamed", "unresolved"]) & (name.is_not_null() | pl.col("speaker_entity_id").is_not_null()),
        ),
        c.RowCheck(
            "name_is_not_blank",
            "A speaker's name has letters.",
            "critical",
            ~name.str.contains(r"\pL"),
        ),
        c.RowCheck(
            "score_is_a_probability",
            "A speaker's score lies between 0 and 1.",
            "critical",
            ~pl.col("speaker_score").is_between(0, 1),
        ),
        c.ShareCheck(
            "share_without_speaker",
            "At least one full quote in five has a speaker.",
            "critical",
            pl.when(is_full).then(kind == "none"),
            high=0.8,
        ),
        c.ShareCheck(
            "share_unresolved",
            "At most half of the speakers are neither named nor called unnamed.",
            "warning",
            pl.when(kind != "none").then(kind == "unresolved"),
            high=0.5,
        ),
        c.ShareCheck(
            "share_of_one_speaker",
            "No more than three full quotes in ten are of the same speaker.",
            "warning",
            pl.when(is_full & name.is_not_null()).then(pl.len().over("speaker_name") > 0.3 * pl.len()),
            high=0.3,
        ),
    )


def _count_checks() -> tuple[c.Check, ...]:
    """What counts of quotes rest on."""
    countable = pl.col("is_countable")
    utterance = c.within_version("article_id", "utterance_id")
    has_speaker = pl.col("speaker_type") != "none"
    could_count = has_speaker & pl.col("parent_quote_id").is_null() & pl.col("kind").is_in(["full", "partial"])
    return (
        c.RowCheck(
            "counts_only_what_is_said",
            "Only an unnested full or partial quote with a speaker is counted.",
            "critical",
            countable & ~could_count,
        ),
        c.RowCheck(
            "counts_once",
            "An utterance is counted once: on exactly one of its parts that have a speaker and are not nested.",
            "critical",
            (countable.sum().over(utterance) > 1) | (could_count.any().over(utterance) & ~countable.any().over(utterance)),
        ),
        c.is_unique(
            *c.within_version("article_id", "utterance_id", "part"),
            name="part_is_unique",
            description="No two parts of an utterance have the same place.",
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(QUOTES.name, checks())
