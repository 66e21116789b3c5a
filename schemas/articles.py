"""articles: one row an article, its latest revision."""

import pyarrow as pa

from schemas.lists import ARTICLE_KINDS, PUBLISHED_FROM, STATUSES, TEXT_FROM, WARNINGS
from schemas.table import AT, FLAG, INT, ON, TEXT, Column, Reference, Table

STRINGS = pa.list_(pa.field("element", TEXT, nullable=False))
IMAGES = pa.list_(
    pa.field("element", pa.struct([pa.field("url", TEXT), pa.field("caption", TEXT), pa.field("credit", TEXT)]), nullable=False)
)

ARTICLES = Table(
    name="articles",
    description="One row an article: its latest revision.",
    columns=(
        Column(
            "article_id",
            TEXT,
            "Key: hash of the agency's or CMS's id, else of the normalised URL, else of publisher, date and title.",
        ),
        Column("url", TEXT, "URL the copy was fetched from or names itself.", nullable=True),
        Column(
            "canonical_url", TEXT, "Canonical link, where it leads to the same site and not to its front page.", nullable=True
        ),
        Column("foreign_canonical_url", TEXT, "Canonical link to another site: evidence for story_id only.", nullable=True),
        Column("host", TEXT, "Host of the URL, lower case.", nullable=True),
        Column("domain", TEXT, "Registrable domain of the host, by the public suffix list.", nullable=True),
        Column("external_id", TEXT, "The agency's or CMS's own id.", nullable=True),
        Column("external_version", TEXT, "The agency's or CMS's own version.", nullable=True),
        Column("publisher", TEXT, "Whose site or feed this copy is from.", nullable=True),
        Column("source", TEXT, "Whom the copy credits: a wire, another paper.", nullable=True),
        Column("is_syndicated", FLAG, "True where the text is credited to another than the publisher."),
        Column("title", TEXT, "Headline as printed.", nullable=True),
        Column("subtitle", TEXT, "Standfirst or deck under the headline.", nullable=True),
        Column("byline", TEXT, "Byline as printed.", nullable=True),
        Column("authors", STRINGS, "Names in the byline, one a person."),
        Column("published_at", AT, "Moment of publication; null where only a day is known.", nullable=True),
        Column("published_on", ON, "Calendar day of publication in the stated or the publisher's zone.", nullable=True),
        Column("published_from", TEXT, "Where the date of publication was found.", values=PUBLISHED_FROM),
        Column("is_date_inferred", FLAG, "True where the date is a guess: from an edition, a URL, or without a zone."),
        Column("updated_at", AT, "When this version was made.", nullable=True),
        Column("fetched_at", AT, "When the copy was fetched.", nullable=True),
        Column("section", TEXT, "Section or category as named by the publisher.", nullable=True),
        Column("keywords", STRINGS, "Keywords or tags as named by the publisher."),
        Column("language", TEXT, "ISO 639-1 code of the text; null where it could not be told.", nullable=True),
        Column("kind", TEXT, "What sort of article it is.", values=ARTICLE_KINDS),
        Column("status", TEXT, "Publication status by its agency or CMS.", values=STATUSES),
        Column("embargoed_until", AT, "Not for publication before this moment.", nullable=True),
        Column("rights", TEXT, "Copyright line or usage terms.", nullable=True),
        Column(
            "is_truncated",
            FLAG,
            "True where the copy holds only a part of the text: a paywall stub, a feed teaser, a cut payload.",
        ),
        Column("text", TEXT, "Body, headings, list items and block quotes, joined by a blank line."),
        Column("text_from", TEXT, "Where the text was taken from.", values=TEXT_FROM),
        Column("images", IMAGES, "Pictures with caption and credit."),
        Column("n_paragraphs", INT, "Rows of the article in paragraphs."),
        Column("n_words", INT, "Words in text."),
        Column("n_blocks", INT, "Blocks of the page: paragraphs that stand on it, metadata and cuts."),
        Column("n_metadata_blocks", INT, "Blocks that became metadata."),
        Column(
            "content_digest", TEXT, "Hash of everything that makes a version: two copies with the same digest are duplicates."
        ),
        Column(
            "text_digest",
            TEXT,
            "Hash of the text, white space and case folded: equal texts are copies of one story.",
            staged_only=True,
        ),
        Column("story_id", TEXT, "Copies of one story share it.", stage="settle"),
        Column("is_story_original", FLAG, "True on exactly one article a story: the likely original.", stage="settle"),
        Column("revision", INT, "Number of this version among the article's versions, from 0.", stage="settle"),
        Column("first_seen_at", AT, "When a run first met the article.", stage="settle", is_content=False),
        Column("warnings", STRINGS, "What a reader should know of the row.", values=WARNINGS),
        Column("record_id", TEXT, "The record that the row was made from."),
    ),
    key=("article_id",),
    sort_by=("published_on", "article_id"),
    month_of="published_on",
    references=(Reference(("record_id",), "records", ("record_id",)),),
)
