"""entity_names: one row an entity of the archive, kept up to date by what each run brings and replaces.

Everything that is counted is a sum over articles, and an article's rows come and go together: so what goes is taken off and what
comes is added, and the archive is not read for it. Only a first or last day is no sum; where a run takes the article of such
a day away, the day is looked up again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from schemas import TABLES
from schemas.lists import NAME_TYPES
from transforms.settle import Change

LISTS = ("names", "aliases", "roles")
PRONOUNS = ("he", "she", "they")
COUNTS = ("n_articles", "n_mentions", *(f"n_{p}" for p in PRONOUNS))
DAYS = ("first_seen_on", "last_seen_on")
# what of entities and quotes is counted
COLUMNS = {
    "entities": ("article_id", "published_on", "entity_id", "name", "type", "mention_kind", "text", "role"),
    "quotes": ("article_id", "speaker_entity_id", "speaker_text", "is_countable"),
}
NO_EXTERNAL = pl.DataFrame(schema={"entity_id": pl.String, "external_id": pl.String})
_TALLY = {"entity_id": pl.String, "what": pl.String, "text": pl.String, "n": pl.Int64}
_SEEN = {"entity_id": pl.String, "type": pl.String, "first_seen_on": pl.Date, "last_seen_on": pl.Date}


class Mentions(NamedTuple):
    """Rows of entities and quotes of whole articles, in COLUMNS."""

    entities: pl.LazyFrame
    quotes: pl.LazyFrame

    def and_also(self, other: Mentions) -> Mentions:
        """These and those of other articles."""
        return Mentions(pl.concat([self.entities, other.entities]), pl.concat([self.quotes, other.quotes]))

    def cleared(self) -> Mentions:
        """None of them."""
        return Mentions(self.entities.clear(), self.quotes.clear())


# entity_id -> entity_id and DAYS, over all articles as the run leaves them
FindDays = Callable[[pl.Series], pl.DataFrame]


def change_names(
    old: Callable[[pl.Series], pl.DataFrame], gone: Mentions, came: Mentions, find_days: FindDays, external: pl.DataFrame = NO_EXTERNAL
) -> Change:
    """What becomes of entity_names when the rows `gone` make way for the rows `came`; `old` gives rows of it by entity_id.

    `external` has the external_id of entity_ids that the user's own table knows; others keep what they have. Raises ValueError where
    more goes than the table has counted.
    """
    less, more = tally(gone), tally(came)
    lost, found = seen(gone.entities), seen(came.entities)
    moved = _sum(pl.concat([less.with_columns(-pl.col("n")), more]))
    # who is counted as before and was seen on the same days is as before
    dated = pl.concat(
        [lost.join(found, on=list(_SEEN), how="anti", nulls_equal=True), found.join(lost, on=list(_SEEN), how="anti", nulls_equal=True)]
    )
    touched = pl.concat([moved["entity_id"], dated["entity_id"]]).unique()
    before = old(touched)
    told = _sum(pl.concat([_read_tally(before), moved]))
    if (short := told.filter(pl.col("n") < 0)).height:
        raise ValueError(f"entity_names counts less of {short['entity_id'][0]} than is to go: it does not agree with entities")
    rows = _counts(told).join(_days(before, lost, found, told, find_days), on="entity_id")
    for column in LISTS:
        rows = rows.join(_by_frequency(told, column), on="entity_id", how="left").with_columns(pl.col(column).fill_null([]))
    known = pl.concat([external, before.select(list(NO_EXTERNAL.schema)).drop_nulls()]).unique("entity_id")
    rows = rows.join(known, on="entity_id", how="left").with_columns(name=pl.col("names").list.first().struct.field("text"))
    return Change(rows.select(TABLES["entity_names"].released().names).lazy(), before.select("entity_id"))


def with_names(entities: pl.LazyFrame) -> pl.LazyFrame:
    """Those rows of entities that are of an entity with a name: no partial names, no dates."""
    return entities.drop_nulls("entity_id").filter(pl.col("type").is_in(NAME_TYPES))


def tally(mentions: Mentions) -> pl.DataFrame:
    """How often each entity is what: entity_id, what (a column of entity_names), text (in LISTS: of which form), n."""
    named = with_names(mentions.entities)
    by_article = named.unique(["entity_id", "article_id", "name"])
    parts = [
        _count(named.unique(["entity_id", "article_id"]), "n_articles"),
        _count(named, "n_mentions"),
        _count(by_article, "names", pl.col("name")),
        _count(named.filter(pl.col("mention_kind") == "name"), "aliases", pl.col("text")),
        _count(named.drop_nulls("role"), "roles", pl.col("role")),
        _spoken(mentions.quotes, named),
    ]
    return pl.concat(parts).collect(engine="streaming")


def _count(rows: pl.LazyFrame, what: str, text: pl.Expr | None = None) -> pl.LazyFrame:
    of = (pl.lit(None, pl.String) if text is None else text).alias("text")
    counted = rows.select("entity_id", of).group_by("entity_id", "text").agg(pl.len().cast(pl.Int64).alias("n"))
    return counted.select("entity_id", pl.lit(what).alias("what"), "text", "n")


def _spoken(quotes: pl.LazyFrame, named: pl.LazyFrame) -> pl.LazyFrame:
    """Countable quotes by the pronoun that speaks. Where a gate set an entity's mentions aside, its article tells nothing of it."""
    said = quotes.filter("is_countable").rename({"speaker_entity_id": "entity_id"})
    pronouns = said.with_columns(pronoun=pl.col("speaker_text").str.to_lowercase()).filter(pl.col("pronoun").is_in(PRONOUNS))
    there = pronouns.join(named.select("article_id", "entity_id"), on=["article_id", "entity_id"], how="semi")
    counted = there.group_by("entity_id", "pronoun").agg(pl.len().cast(pl.Int64).alias("n"))
    return counted.select("entity_id", pl.concat_str(pl.lit("n_"), "pronoun").alias("what"), pl.lit(None, pl.String).alias("text"), "n")


def seen(entities: pl.LazyFrame) -> pl.DataFrame:
    """The type of each entity, and the first and the last day of its articles."""
    named = with_names(entities.select("entity_id", "type", "published_on"))
    days = {"first_seen_on": pl.col("published_on").min(), "last_seen_on": pl.col("published_on").max()}
    return named.group_by("entity_id").agg(pl.col("type").first(), **days).collect(engine="streaming")


def _sum(tallies: pl.DataFrame) -> pl.DataFrame:
    return tallies.group_by("entity_id", "what", "text").agg(pl.col("n").sum()).filter(pl.col("n") != 0)


def _read_tally(rows: pl.DataFrame) -> pl.DataFrame:
    """The tally that rows of entity_names were made from."""
    none = pl.lit(None, pl.String).alias("text")
    counts = [rows.select("entity_id", pl.lit(c).alias("what"), none, pl.col(c).cast(pl.Int64).alias("n")) for c in COUNTS]
    lists = [rows.filter(pl.col(c).list.len() > 0).select("entity_id", c).explode(c).unnest(c) for c in LISTS]
    told = [part.select("entity_id", pl.lit(c).alias("what"), "text", "n") for c, part in zip(LISTS, lists, strict=True)]
    return pl.concat([pl.DataFrame(schema=_TALLY), *counts, *told])


def _counts(told: pl.DataFrame) -> pl.DataFrame:
    """The counts of each entity that has a mention."""
    schema = TABLES["entity_names"].released()
    types = pl.DataFrame(schema.empty_table()).schema
    sums = [pl.col("n").filter(pl.col("what") == c).sum().cast(types[c]).alias(c) for c in COUNTS]
    return told.group_by("entity_id").agg(sums).filter(pl.col("n_mentions") > 0)


def _by_frequency(told: pl.DataFrame, column: str) -> pl.DataFrame:
    """The forms of each entity: the most frequent first, of equals the longest, then by the alphabet."""
    forms = told.filter(pl.col("what") == column).with_columns(length=pl.col("text").str.len_chars())
    ordered = forms.sort("entity_id", "n", "length", "text", descending=[False, True, True, False])
    return ordered.group_by("entity_id", maintain_order=True).agg(pl.struct("text", "n").alias(column))


def _days(before: pl.DataFrame, lost: pl.DataFrame, found: pl.DataFrame, told: pl.DataFrame, find_days: FindDays) -> pl.DataFrame:
    """Type and days of the entities in `told`; looked up where a day may have gone with its article."""
    known = pl.concat([before.select(list(_SEEN)), found]).group_by("entity_id")
    joined = known.agg(pl.col("type").first(), pl.col("first_seen_on").min(), pl.col("last_seen_on").max())
    beside = (
        before.select("entity_id", *DAYS)
        .join(lost, on="entity_id", suffix="_lost")
        .join(found, on="entity_id", how="left", suffix="_found")
    )
    first, last = (pl.col(d) == pl.col(f"{d}_lost") for d in DAYS)
    is_first_there = (pl.col("first_seen_on_found") <= pl.col("first_seen_on")).fill_null(False)
    is_last_there = (pl.col("last_seen_on_found") >= pl.col("last_seen_on")).fill_null(False)
    unsure = beside.filter((first & ~is_first_there) | (last & ~is_last_there)).join(told, on="entity_id", how="semi")["entity_id"]
    if unsure.is_empty():
        return joined
    looked_up = find_days(unsure).select("entity_id", *DAYS)
    again = joined.select("entity_id", "type").join(looked_up, on="entity_id")
    return pl.concat([joined.filter(~pl.col("entity_id").is_in(unsure.implode())), again])
