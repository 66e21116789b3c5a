"""article_versions: the versions that later ones have replaced, as they were, and what changed from each to the next.

Which versions there are is said by the ledger (see versions.py). Which rows of the table that changes, and where their texts can
be had, is found from keys; texts are read of those rows alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from schemas import TABLES
from schemas.lists import VERSION_CHANGES

VERSION = ("article_id", "content_digest")  # what names a text: a version that comes back has it, too
OF_ARTICLE = ("publisher", "published_on")
# what a row says beside its texts
SAID = ("article_id", "revision", "record_id", "content_digest", "external_version", "updated_at", "fetched_at", *OF_ARTICLE)
CONTENT = ("title", "subtitle", "byline", "authors", "dated_on", "text", "captions", "n_words")
# where a row holds what `changed` names otherwise than the column does
HELD_IN = {"published_on": "dated_on", "images": "captions"}


@dataclass(frozen=True)
class Sources:
    """Where texts can be had. Rows: `staged` articles of the run, `articles` and `versions` of the release. Of the touched ones
    their keys: `arrived` (VERSION, record_id, shard), `current` (VERSION, revision, OF_ARTICLE) and `before` (SAID)."""

    staged: pl.LazyFrame
    articles: pl.LazyFrame
    versions: pl.LazyFrame
    arrived: pl.DataFrame
    current: pl.DataFrame
    before: pl.DataFrame


def find_sources(
    touched: pl.DataFrame, records: pl.DataFrame, staged: pl.LazyFrame, articles: pl.LazyFrame, versions: pl.LazyFrame
) -> Sources:
    """Where the texts of the `touched` articles (article_id) can be had; `records` are the run's, with their `shard`."""
    arrived = records.filter(pl.col("content_digest").is_not_null())
    current, before = (rows.join(touched.lazy(), on="article_id", how="semi") for rows in (articles, versions))
    return Sources(
        staged,
        articles,
        versions,
        arrived.select(*VERSION, "record_id", "shard"),
        current.select(*VERSION, "revision", *OF_ARTICLE).collect(),
        before.select(SAID).collect(),
    )


def change_versions(numbered: pl.DataFrame, sources: Sources) -> tuple[pl.LazyFrame, pl.DataFrame, pl.DataFrame]:
    """The rows of article_versions that come, the keys (with published_on) of those that go, and of these such as come again.

    `numbered` are all records of the touched articles, as number_versions gives them. A version whose text is kept nowhere (it
    was replaced before this table was there) has no row until its dump is read again.
    """
    now, then = _as_they_are(numbered, sources), _as_they_were(sources)
    said = [*SAID, "next_digest"]
    coming = now.join(then, on=said, how="anti", nulls_equal=True).select(said)
    going = then.join(now, on=said, how="anti", nulls_equal=True)
    key = ("article_id", "revision", "published_on")
    return _rows(coming, sources), going.select(key), going.join(coming, on=VERSION, how="semi").select(key)


def _as_they_are(numbered: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """The rows that there are to be: SAID and `next_digest`, null where the next version's text is not kept."""
    keys = (sources.arrived, sources.current, sources.before)
    kept = pl.concat([rows.select(VERSION) for rows in keys]).unique()
    versions = numbered.filter(pl.col("outcome").is_in(["article", "revision"])).join(kept, on=VERSION, how="semi")
    replaced = _with_next(versions).filter(pl.col("outcome") == "revision").rename({"version_at": "updated_at"})
    return replaced.join(_articles_of(versions.filter(pl.col("outcome") == "article"), replaced, sources), on="article_id")


def _articles_of(latest: pl.DataFrame, replaced: pl.DataFrame, sources: Sources) -> pl.DataFrame:
    """article_id and OF_ARTICLE of articles that have earlier versions, as their rows are to be: `latest` are their records."""
    asked = latest.join(replaced, on="article_id", how="semi")
    fresh = asked.join(sources.arrived.select("record_id", "shard"), on="record_id").lazy()
    rows = sources.staged.join(fresh, on=["record_id", "shard"], how="semi").select("article_id", *OF_ARTICLE).collect()
    standing = sources.current.join(asked, on="article_id", how="semi").join(rows, on="article_id", how="anti")
    return pl.concat([rows, standing.select("article_id", *OF_ARTICLE)])


def _as_they_were(sources: Sources) -> pl.DataFrame:
    """The release's rows: SAID and `next_digest`."""
    latest = sources.current.select(*VERSION, "revision")
    return _with_next(pl.concat([sources.before, latest], how="diagonal")).filter(pl.col("record_id").is_not_null())


def _with_next(versions: pl.DataFrame) -> pl.DataFrame:
    """The versions with the digest of the next one, where that is among them."""
    following = versions.select("article_id", pl.col("revision") - 1, next_digest="content_digest")
    return versions.join(following, on=["article_id", "revision"], how="left")


def _rows(coming: pl.DataFrame, sources: Sources) -> pl.LazyFrame:
    contents = _contents(coming, sources)
    named = {f"next_{name}": name for name in CONTENT}
    following = contents.select("article_id", next_digest="content_digest", **named)
    rows = coming.lazy().join(contents, on=VERSION).join(following, on=["article_id", "next_digest"], how="left")
    added = pl.struct("text", "next_text").map_batches(_count_added, return_dtype=pl.Int32, is_elementwise=True)
    is_known = pl.col("next_digest").is_not_null()
    changed = pl.concat_list(_named_where_changed(name) for name in VERSION_CHANGES).list.drop_nulls()
    return (
        rows.with_columns(changed=pl.when(is_known).then(changed), n_words_added=added)
        .with_columns(n_words_removed=pl.col("n_words") + pl.col("n_words_added") - pl.col("next_n_words"))
        .select(TABLES["article_versions"].released().names)
    )


def _named_where_changed(name: str) -> pl.Expr:
    column = HELD_IN.get(name, name)
    return pl.when(pl.col(column).ne_missing(pl.col(f"next_{column}"))).then(pl.lit(name))


def _count_added(pairs: pl.Series) -> pl.Series:
    """How many words the second text of each pair has that are not in the first; null where there is no second."""
    texts = zip(pairs.struct.field("text"), pairs.struct.field("next_text"), strict=True)
    counts = [None if later is None else (Counter(later.split()) - Counter(text.split())).total() for text, later in texts]
    return pl.Series(counts, dtype=pl.Int32)


def _contents(coming: pl.DataFrame, sources: Sources) -> pl.LazyFrame:
    """VERSION and CONTENT of these versions and those that follow them, each once."""
    following = coming.select("article_id", content_digest="next_digest").drop_nulls()
    asked = pl.concat([coming.select(VERSION), following]).unique()
    elsewhere = asked.join(sources.arrived, on=VERSION, how="anti")
    earlier = elsewhere.join(sources.current, on=VERSION, how="anti")
    of_run = sources.arrived.unique(VERSION).join(asked, on=VERSION, how="semi")
    of_table = sources.before.unique(VERSION).join(earlier, on=VERSION, how="semi")
    # an article has one row in articles
    of_articles = sources.current.join(elsewhere, on=VERSION, how="semi")
    return pl.concat(
        [
            _as_content(sources.staged.join(of_run.lazy(), on=["record_id", "shard"], how="semi")),
            _as_content(_only(sources.articles, of_articles)),
            _only(sources.versions, of_table).join(of_table.lazy(), on=["article_id", "revision"], how="semi").select(*VERSION, *CONTENT),
        ]
    )


def _only(rows: pl.LazyFrame, wanted: pl.DataFrame) -> pl.LazyFrame:
    """The rows of articles in `wanted`: a filter, unlike a join, is asked before texts are read."""
    return rows.filter(pl.col("article_id").is_in(wanted["article_id"].unique().implode()))


def _as_content(articles: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of articles as VERSION and CONTENT."""
    image = pl.struct(pl.element().struct.field("caption"), pl.element().struct.field("credit"))
    return articles.with_columns(dated_on="published_on", captions=pl.col("images").list.eval(image)).select(*VERSION, *CONTENT)
