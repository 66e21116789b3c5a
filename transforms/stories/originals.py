"""Which article of a story is its likely original: by credits, by links to another site, then by time."""

from __future__ import annotations

import polars as pl

# what choose_original looks at
MEMBER_COLUMNS = (
    "article_id",
    "story_id",
    "publisher",
    "source",
    "is_syndicated",
    "url",
    "canonical_url",
    "foreign_canonical_url",
    "published_on",
    "published_at",
    "fetched_at",
)
# how agencies are credited in short; the left side is folded as fold_name folds
_SHORT_NAMES = {
    "ap": "associated press",
    "afp": "agence france presse",
    "pa": "press association",
    "pa media": "press association",
    "dpa": "deutsche presse agentur",
    "thomson reuters": "reuters",
    "cp": "canadian press",
    "aap": "australian associated press",
}


def choose_original(members: pl.DataFrame) -> pl.DataFrame:
    """article_id, story_id, is_story_original: true on exactly one article a story. All articles of a story are in `members`.

    In this order: an article whose publisher another one credits; one that another one links to as its canonical page;
    one that credits nobody and links nowhere else; the earlier published (a day without a time counts as its end); the
    earlier fetched; the smaller id.
    """
    if members.is_empty():  # an imploded column over no groups has another type than over some
        return members.select("article_id", "story_id", pl.lit(True).alias("is_story_original"))
    ranked = members.select(MEMBER_COLUMNS).with_columns(
        _is_credited().alias("is_credited"),
        _is_linked().alias("is_linked"),
        (pl.col("is_syndicated") | pl.col("foreign_canonical_url").is_not_null()).alias("points_elsewhere"),
        _published().alias("published"),
    )
    ordered = ranked.sort(
        "story_id",
        pl.col("is_credited").not_(),
        pl.col("is_linked").not_(),
        "points_elsewhere",
        "published",
        "fetched_at",
        "article_id",
        nulls_last=True,
    )
    is_first = pl.col("article_id") == pl.col("article_id").first().over("story_id")
    return ordered.select("article_id", "story_id", is_first.alias("is_story_original")).sort("article_id")


def fold_name(name: pl.Expr) -> pl.Expr:
    """A publisher's name without case, article, punctuation and web suffix; agencies' short names in full."""
    plain = name.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    plain = plain.str.replace(r"^(the|www) ", "").str.replace(r" (inc|ltd|llc|com|news agency|newswire)$", "")
    return plain.replace(_SHORT_NAMES)


def _is_credited() -> pl.Expr:
    """True where another article of the story names this one's publisher as its source, and this one does not name another."""
    publisher, source = fold_name(pl.col("publisher")), fold_name(pl.col("source"))
    credited = source.filter(source != publisher).implode().over("story_id", mapping_strategy="join")
    names_itself = source.is_null() | (source == publisher)
    return (publisher.is_in(credited) & names_itself).fill_null(False)


def _is_linked() -> pl.Expr:
    targets = _plain_url("foreign_canonical_url").drop_nulls().implode().over("story_id", mapping_strategy="join")
    return (_plain_url("url").is_in(targets) | _plain_url("canonical_url").is_in(targets)).fill_null(False)


def _plain_url(column: str) -> pl.Expr:
    """A URL without scheme, www, query, fragment and final slash."""
    return pl.col(column).str.to_lowercase().str.replace(r"^https?://(www\.)?", "").str.replace(r"[?#].*$", "").str.strip_chars_end("/")


def _published() -> pl.Expr:
    """published_at, else the end of published_on."""
    end_of_day = pl.col("published_on").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + pl.duration(days=1, microseconds=-1)
    return pl.coalesce(pl.col("published_at").cast(pl.Datetime("us", "UTC")), end_of_day)
