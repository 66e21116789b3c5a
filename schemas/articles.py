"""articles: one row an article, its latest revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.lists import ARTICLE_KINDS, PUBLISHED_FROM, STATUSES, TEXT_FROM, TEXT_KINDS, WARNINGS
from schemas.table import AT, FLAG, INT, ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

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
        Column("canonical_url", TEXT, "Canonical link, where it leads to the same site and not to its front page.", nullable=True),
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
        Column("content_digest", TEXT, "Hash of everything that makes a version: two copies with the same digest are duplicates."),
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


def checks() -> tuple[c.Check, ...]:
    """What must hold of the articles."""
    return (
        *c.closed_lists(ARTICLES),
        c.id_has_shape("article_id", "art"),
        *_account_checks(),
        *_date_checks(),
        *_text_checks(),
        *_header_checks(),
    )


def _account_checks() -> tuple[c.Check, ...]:
    """Every block and every paragraph is accounted for."""
    here = (("article_id", "article_id"),)
    record = c.Join("record", "records", (("record_id", "record_id"),), ("outcome", "article_id"))
    key = c.Join("key", "article_keys", here)
    in_text = pl.col("kind").is_in(TEXT_KINDS)
    paragraphs = c.Join(
        "paragraphs",
        "paragraphs",
        here,
        totals=(
            pl.len().alias("rows"),
            pl.col("block").drop_nulls().n_unique().alias("blocks"),
            pl.col("position").max().alias("last"),
            pl.col("text").filter(in_text).sort_by(pl.col("position").filter(in_text)).str.join("\n\n").alias("text"),
            pl.col("n_words").filter(in_text).sum().alias("n_words"),
        ),
    )
    cuts = c.Join("cuts", "cuts", here, totals=(pl.len().alias("rows"),))
    n_paragraphs, n_cuts = pl.col("paragraphs.rows").fill_null(0), pl.col("cuts.rows").fill_null(0)
    blocks = pl.col("paragraphs.blocks").fill_null(0) + n_cuts + pl.col("n_metadata_blocks")
    return (
        c.is_unique("record_id", name="record_is_unique", description="A record makes one article at most."),
        c.RowCheck(
            "record_is_there",
            "Every article was made from a record in the ledger that names it.",
            "critical",
            c.is_missing(record) | c.differs("article_id", "record.article_id"),
            needs=(record,),
        ),
        c.RowCheck(
            "key_is_there",
            "Every article has its row in article_keys, by which copies of its story are found.",
            "critical",
            c.is_missing(key),
            needs=(key,),
            in_release=True,
        ),
        c.RowCheck(
            "paragraphs_are_counted",
            "n_paragraphs is the number of rows in paragraphs, and their positions run from 0 without a gap.",
            "critical",
            (pl.col("n_paragraphs") != n_paragraphs)
            | (pl.col("paragraphs.last").fill_null(-1) != pl.col("n_paragraphs").cast(pl.Int64) - 1),
            needs=(paragraphs,),
            in_release=True,
        ),
        c.RowCheck(
            "blocks_are_accounted_for",
            "The blocks of the page are its paragraphs, its metadata and its cuts, each once.",
            "critical",
            pl.col("n_blocks") != blocks,
            needs=(paragraphs, cuts),
            in_release=True,
        ),
        c.RowCheck(
            "text_is_its_paragraphs",
            "The text is the article's body, headings, list items and block quotes, joined by a blank line.",
            "critical",
            pl.col("text") != pl.col("paragraphs.text").fill_null(""),
            needs=(paragraphs,),
            in_release=True,
        ),
        c.RowCheck(
            "words_are_counted",
            "n_words is the number of words in the text.",
            "critical",
            pl.col("n_words") != pl.col("paragraphs.n_words").fill_null(0),
            needs=(paragraphs,),
            in_release=True,
        ),
        c.ShareCheck(
            "share_of_blocks_cut",
            "On average at most nine blocks in ten are cut.",
            "warning",
            pl.when(pl.col("n_blocks") > 0).then(n_cuts / pl.col("n_blocks")),
            high=0.9,
            needs=(cuts,),
        ),
    )


def _date_checks() -> tuple[c.Check, ...]:
    """Dates are possible and agree with each other."""
    on, at = pl.col("published_on"), pl.col("published_at")
    excused = pl.col("warnings").list.contains("date_in_future") | (pl.col("status") == "embargoed")
    return (
        c.RowCheck(
            "date_is_not_in_future",
            "No article is dated after the run, unless it is embargoed or marked.",
            "critical",
            ((on > c.NOW.dt.date().dt.offset_by("2d")) & ~excused).fill_null(False),
            in_release=True,
        ),
        c.RowCheck("date_is_not_too_old", "No article is dated before 1600.", "critical", (on.dt.year() < 1600).fill_null(False)),
        c.RowCheck(
            "moment_fits_day",
            "The moment of publication lies within a day of the calendar day.",
            "critical",
            (at.is_not_null() & on.is_null()) | ((at.dt.date() - on).dt.total_days().abs() > 1).fill_null(False),
            in_release=True,
        ),
        c.RowCheck(
            "date_has_an_origin",
            "An article with a date says where it was found; one without says none.",
            "critical",
            on.is_null() != (pl.col("published_from") == "none"),
        ),
        c.RowCheck(
            "published_before_fetched",
            "No article is dated more than two days after it was fetched.",
            "warning",
            (on > pl.col("fetched_at").dt.date().dt.offset_by("2d")).fill_null(False),
        ),
        c.RowCheck(
            "updated_after_published",
            "No article was updated more than a day before it was published.",
            "warning",
            (pl.col("updated_at") < on.cast(pl.Datetime("us", "UTC")).dt.offset_by("-1d")).fill_null(False),
        ),
        c.ShareCheck("share_without_date", "At most three articles in ten have no date.", "warning", on.is_null(), high=0.3),
        c.ShareCheck(
            "share_after_fetch",
            "At most one article in fifty is dated after it was fetched.",
            "critical",
            (on > pl.col("fetched_at").dt.date().dt.offset_by("2d")),
            high=0.02,
        ),
        c.ShareCheck("share_date_inferred", "At most half of the dates are guesses.", "warning", pl.col("is_date_inferred"), high=0.5),
    )


def _text_checks() -> tuple[c.Check, ...]:
    """The text is there, whole, and in the language that the row says."""
    text, kind, n_words = pl.col("text"), pl.col("kind"), pl.col("n_words")
    is_article = kind.is_in(["article", "opinion"])
    foreign = c.is_in_other_language("language", "text")
    return (
        c.RowCheck("text_is_there", "An article has a text with letters in it.", "critical", is_article & ~text.str.contains(r"\pL")),
        c.RowCheck(
            "text_has_an_origin",
            "A row with a text says where it was taken from; one without says none.",
            "critical",
            (text == "") != (pl.col("text_from") == "none"),
        ),
        c.ShareCheck("share_without_text", "At most three rows in ten have no text.", "warning", text == "", high=0.3),
        c.ShareCheck(
            "share_short",
            "At most half of the articles have fewer than 40 words.",
            "warning",
            pl.when(is_article).then(n_words < 40),
            high=0.5,
        ),
        c.ShareCheck("share_truncated", "At most three articles in ten are cut short.", "warning", pl.col("is_truncated"), high=0.3),
        c.ShareCheck(
            "share_ending_in_mid_sentence",
            "At most four articles in ten end without a mark of punctuation.",
            "critical",
            pl.when(is_article & (n_words >= 40) & ~pl.col("is_truncated")).then(text.str.contains(r"[\pL\pN,;]$")),
            high=0.4,
        ),
        c.ShareCheck(
            "share_duplicate_text",
            "At most one text in five stands under several articles of one publisher.",
            "warning",
            pl.when(n_words >= 20).then(c.is_repeated("article_id", within=("publisher", "text_digest"))),
            high=0.2,
        ),
        c.ShareCheck(
            "share_without_language", "At most three articles in ten have no language.", "warning", pl.col("language").is_null(), high=0.3
        ),
        c.RowCheck(
            "language_has_shape",
            "A language is a code of two or three letters.",
            "critical",
            ~pl.col("language").str.contains(r"^[a-z]{2,3}$"),
        ),
        c.RowCheck(
            "language_fits_text",
            "The text has the commonest words of its language.",
            "warning",
            ((n_words >= 80) & foreign).fill_null(False),
        ),
        c.ShareCheck(
            "share_in_other_language",
            "At most one article in twenty lacks the commonest words of its language.",
            "critical",
            pl.when(n_words >= 80).then(foreign),
            high=0.05,
        ),
    )


def _header_checks() -> tuple[c.Check, ...]:
    """Title, authors, addresses."""
    title = pl.col("title")
    titles = c.Join(
        "titles",
        "paragraphs",
        (("article_id", "article_id"),),
        totals=(pl.col("text").filter(pl.col("kind") == "title").first().alias("text"),),
    )
    host, domain = pl.col("host"), pl.col("domain")
    author = pl.element()
    return (
        c.RowCheck("title_is_not_blank", "A title has letters or digits.", "critical", ~title.str.contains(r"[\pL\pN]")),
        c.RowCheck("title_is_a_line", "A title is one line of at most 500 characters.", "warning", title.str.contains(r"[\n\r]|^.{501,}")),
        c.RowCheck(
            "title_has_no_markup", "No tags or character references are left in the title.", "warning", c.contains("title", c.MARKUP)
        ),
        c.RowCheck("title_is_decoded", "No wrongly decoded characters are left in the title.", "warning", c.contains("title", c.MOJIBAKE)),
        c.ShareCheck("share_without_title", "At most one article in ten has no title.", "warning", title.is_null(), high=0.1),
        c.ShareCheck(
            "share_title_disagrees",
            "For at least half of the articles the title is the headline on the page.",
            "warning",
            title.ne(pl.col("titles.text")),
            high=0.5,
            needs=(titles,),
        ),
        c.ShareCheck(
            "share_title_repeated",
            "At most one title in five stands over several articles of one publisher.",
            "warning",
            pl.when(title.is_not_null()).then(c.is_repeated("article_id", within=("publisher", "title"))),
            high=0.2,
        ),
        c.RowCheck(
            "authors_are_names",
            "An author has letters, and is neither an address nor longer than 100 characters.",
            "warning",
            pl.col("authors")
            .list.eval(~author.str.contains(r"\pL") | author.str.contains("https?:|@") | (author.str.len_chars() > 100))
            .list.any(),
        ),
        c.ShareCheck(
            "share_without_publisher", "At most one article in ten has no publisher.", "warning", pl.col("publisher").is_null(), high=0.1
        ),
        c.RowCheck(
            "publisher_is_short",
            "A publisher is a name of at most 200 characters.",
            "warning",
            (pl.col("publisher").str.len_chars() > 200) | c.is_blank("publisher"),
        ),
        c.RowCheck(
            "host_has_shape",
            "A host is lower case, without scheme or path.",
            "critical",
            host.str.contains(r"[A-Z/\s:@]"),
        ),
        c.RowCheck(
            "domain_fits_host",
            "The domain is the end of the host.",
            "critical",
            ~((host == domain) | host.str.ends_with(pl.lit(".") + domain)),
        ),
        c.RowCheck(
            "url_has_scheme",
            "An address begins with http:// or https://.",
            "warning",
            pl.any_horizontal(~pl.col("url", "canonical_url").str.contains(r"^(?i:https?)://\S+$")).fill_null(False),
        ),
        c.RowCheck(
            "embargo_has_an_end",
            "Only an embargoed article has a moment at which its embargo ends.",
            "warning",
            pl.col("embargoed_until").is_not_null() & (pl.col("status") == "withdrawn"),
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(ARTICLES.name, checks())
