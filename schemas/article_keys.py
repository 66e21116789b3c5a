"""article_keys: what settle needs to know of past articles to find copies of them, without reading them."""

import pyarrow as pa

from schemas.table import INT, ON, TEXT, Column, Reference, Table

# 48 bands of the whole text and 24 of its head, each two MinHash values of 16 bits (see transforms.stories.signatures)
BANDS = pa.list_(pa.field("element", pa.int32(), nullable=False), 72)

ARTICLE_KEYS = Table(
    name="article_keys",
    description="One row an article: digest and LSH bands of its text, by which copies of its story are found.",
    columns=(
        Column("article_id", TEXT, "The article."),
        Column("published_on", ON, "Day of publication of the article.", nullable=True),
        Column("text_digest", TEXT, "Hash of the text, white space and case folded: equal texts are copies of one story."),
        Column("n_words", INT, "Words in the article's text."),
        Column("n_shingles", INT, "Distinct runs of five words within the text's sentences."),
        Column("bands", BANDS, "LSH bands of the text; null where it is too short to have near copies.", nullable=True),
        Column("story_id", TEXT, "The story that the article is a copy of.", stage="settle"),
        Column("record_id", TEXT, "The record that it was read from.", staged_only=True),
    ),
    key=("article_id",),
    sort_by=("published_on", "article_id"),
    month_of="published_on",
    references=(Reference(("article_id",), "articles", ("article_id",)),),
)
