"""paragraphs: the text of the articles, in reading order."""

import pyarrow as pa

from schemas.lists import PARAGRAPH_KINDS
from schemas.table import INT, ON, TEXT, Column, Reference, Table

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
        Column(
            "block", INT, "Block of the page that it stands in, from 0; null where it was found in metadata only.", nullable=True
        ),
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
