"""The stories that a run touches: which articles are copies of which, and who is the likely original.

Works over keys: the texts of articles that look alike are the only ones read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from transforms.stories import MEMBER_COLUMNS, Grouping, articles_to_compare, choose_original, group_stories, sharing_a_band

# (new_keys, also) -> all rows of the old article_keys that share a band with a new one, or whose article_id (and published_on)
# stands in `also`; more rows do no harm
FindKeys = Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]
STANDING = ("article_id", "story_id", "is_story_original")


@dataclass(frozen=True)
class Stories:
    """`of_articles`: STANDING columns of all articles of the touched stories. `changed`: article_id of those among them that
    the run did not bring and whose story or flag has become another."""

    of_articles: pl.DataFrame
    changed: pl.DataFrame


def settle_stories(
    new: pl.LazyFrame,
    new_keys: pl.DataFrame,
    old: pl.LazyFrame,
    find_keys: FindKeys,
    replaced: pl.DataFrame,
    shifted: pl.DataFrame,
) -> Stories:
    """The stories that a run touches.

    `new` are its article rows and `new_keys` their article_keys; `old` the articles of the release and `find_keys` finds
    rows of its article_keys; `replaced` the old articles that go and `shifted` those that stay but may be held by
    another record now (article_id): who is the original is asked again. An article that goes may have held
    its story together: the others of that story are grouped anew.
    """
    staying = old.join(replaced.lazy(), on="article_id", how="anti")
    left = old.join(replaced.lazy(), on="article_id", how="semi").select("story_id").unique()
    orphans = staying.join(left, on="story_id", how="semi").select("article_id", "published_on").collect()
    again, beside = _split_keys(find_keys, new_keys, orphans, replaced)
    grouping = _group(pl.concat([new_keys, again], how="diagonal_relaxed"), beside, new, staying)
    before = staying.select(*MEMBER_COLUMNS, "is_story_original")
    asked = staying.join(shifted.lazy(), on="article_id", how="semi").select("story_id").unique().collect()
    members = _members(grouping, new.select(c for c in MEMBER_COLUMNS if c != "story_id"), before, asked)
    judged = choose_original(members)
    stood = before.join(judged.lazy(), on="article_id", suffix="_now")
    is_other = (pl.col("story_id") != pl.col("story_id_now")) | (pl.col("is_story_original") != pl.col("is_story_original_now"))
    return Stories(judged.select(STANDING), stood.filter(is_other).select("article_id").collect())


def looking_through(old_keys: Iterable[pl.DataFrame]) -> FindKeys:
    """A FindKeys that looks at all rows, some at a time."""

    def find(new_keys: pl.DataFrame, also: pl.DataFrame) -> pl.DataFrame:
        empty = new_keys.clear().with_columns(pl.lit(None, pl.String).alias("story_id"))
        found = [empty]
        for some in old_keys:
            asked = some.join(also, on="article_id", how="semi")
            found += [asked, sharing_a_band(some.join(also, on="article_id", how="anti"), new_keys)]
        return pl.concat(found, how="diagonal_relaxed")

    return find


def _split_keys(
    find_keys: FindKeys, new_keys: pl.DataFrame, orphans: pl.DataFrame, replaced: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of the old keys: those of articles to be grouped anew, and those of others that may be copies of a new one."""
    found = find_keys(new_keys, orphans).join(replaced, on="article_id", how="anti")
    anew = found.join(orphans, on="article_id", how="semi").drop("story_id")
    return anew, found.join(orphans, on="article_id", how="anti")


def _group(keys: pl.DataFrame, beside: pl.DataFrame, new: pl.LazyFrame, staying: pl.LazyFrame) -> Grouping:
    wanted = pl.DataFrame({"article_id": articles_to_compare(keys, beside)}, schema={"article_id": pl.String}).lazy()
    some = [rows.select("article_id", "text").join(wanted, on="article_id", how="semi") for rows in (new, staying)]
    return group_stories(keys, beside, dict(pl.concat(some).collect().iter_rows()))


def _members(grouping: Grouping, new: pl.LazyFrame, before: pl.LazyFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """All articles, new and old, of the stories that have changed (or are `asked` about), with the story they belong to now."""
    grouped = grouping.of_articles.lazy()
    touched = pl.concat([asked, grouping.of_articles.select("story_id"), grouping.renamed.select(pl.col("old_story_id").alias("story_id"))])
    renamed = grouping.renamed.lazy().rename({"story_id": "joined", "old_story_id": "story_id"})
    old = before.join(touched.unique().lazy(), on="story_id", how="semi").join(renamed, on="story_id", how="left")
    regrouped = before.join(grouped.select("article_id", pl.col("story_id").alias("joined")), on="article_id")
    moved = pl.concat([regrouped, old.join(regrouped, on="article_id", how="anti")], how="diagonal_relaxed")
    moved = moved.with_columns(pl.coalesce("joined", "story_id").alias("story_id"))
    arrived = new.join(grouped, on="article_id")
    return pl.concat([frame.select(MEMBER_COLUMNS) for frame in (arrived, moved)], how="vertical_relaxed").collect()
