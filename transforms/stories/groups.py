"""Articles that are copies of one story get one story_id, the same whatever came first and in however many nights.

Two articles belong together where their texts are equal (white space and case folded), or where they share an LSH band,
look alike by their signatures and `is_copy` says so: a symmetric function of the two texts. A story is a connected
component of that relation over all articles, and its id that of its smallest member: so when a new article joins two
stories, the smaller id stays and the other story is renamed. An article that leaves (or whose text changes) may split
its story: pass its remaining articles as new, with those of the night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.stories.candidates import join_candidates
from transforms.stories.components import Components
from transforms.stories.shingles import Shingles, shingle
from transforms.stories.signatures import BANDS, Signatures, band_of, read_signatures
from transforms.stories.verify import is_copy

MIN_WORDS = 25  # a shorter text says too little even if it is equal to another: its article is a story of its own
_LAST_BITS = np.uint64((1 << 20) - 1)
_CHUNK = 20_000  # rows whose bands fit the processor's cache
_MOST_SHINGLED = 20_000  # texts whose shingles are kept at hand: some 200 MB


@dataclass(frozen=True)
class Grouping:
    """`of_articles`: article_id, story_id of the new articles. `renamed`: old_story_id, story_id of stories of before that
    have been joined to others; all their articles take the new id. Both sorted."""

    of_articles: pl.DataFrame
    renamed: pl.DataFrame


def own_story_id() -> pl.Expr:
    """An article's story_id as long as it has no copy: from text_digest, or from article_id where the text is too short to tell."""
    tells = pl.col("n_words") >= MIN_WORDS
    return pl.lit("sto_") + pl.when(tells).then(pl.col("text_digest").str.head(24)).otherwise(pl.col("article_id").str.slice(4, 24))


def sharing_a_band(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The rows of `old` that share a band with a row of `new` (both have story_keys' columns). Call it a file at a time."""
    old, new = _with_signature(old), _with_signature(new)
    if old.is_empty() or new.is_empty():
        return old.clear()
    theirs = read_signatures(old)
    ours = np.ascontiguousarray(read_signatures(new).T)
    wanted = [np.sort(band_of(ours, band)) for band in range(len(BANDS))]
    parts = [_shares(theirs[start : start + _CHUNK], wanted) for start in range(0, len(theirs), _CHUNK)]
    return old.filter(pl.Series(np.concatenate(parts)))


def articles_to_compare(new: pl.DataFrame, old: pl.DataFrame) -> list[str]:
    """The article_ids, sorted, whose texts group_stories will ask for: those that look like another article."""
    rows, n_new = _rows(new, old)
    alike = Components(np.arange(rows.height, dtype=np.int64))
    join_candidates(read_signatures(rows), n_new, alike)
    _, place, size = np.unique(alike.labels, return_inverse=True, return_counts=True)
    return sorted(rows["article_id"].filter(pl.Series(size[place] > 1)).to_list())


def group_stories(new: pl.DataFrame, old: pl.DataFrame, texts: Mapping[str, str]) -> Grouping:
    """The stories of the new articles, and what becomes of the stories that they touch.

    `new` has story_keys' columns, text_digest and n_words. `old` has story_keys' columns and story_id: all articles of
    before that share a band with a new one (more do no harm). `texts` has at least the texts of articles_to_compare.
    An article stands in one of the two only. The equal texts among `old` need not be there: they have the same id.
    """
    own = new.with_columns(own_story_id().alias("story_id"))
    rows, n_new = _rows(own, old)
    names = pl.concat([own["story_id"], rows["story_id"]]).unique().sort()
    labels = _places(rows["story_id"], names)
    components = Components(labels)
    join_candidates(read_signatures(rows), n_new, components, _verifier(rows["article_id"].to_list(), texts))
    final = _smallest_label(labels, components.labels, names.len())
    named = pl.DataFrame({"story_id": names, "joined": names.gather(final)})
    of_articles = own.select("article_id", "story_id").join(named, on="story_id").select("article_id", pl.col("joined").alias("story_id"))
    before = named.join(old.select("story_id").unique(), on="story_id").filter(pl.col("story_id") != pl.col("joined"))
    renamed = before.select(pl.col("story_id").alias("old_story_id"), pl.col("joined").alias("story_id"))
    return Grouping(of_articles.sort("article_id"), renamed.sort("old_story_id"))


def _shares(theirs: Signatures, wanted: list[NDArray[np.uint64]]) -> NDArray[np.bool_]:
    """True for the rows of which a band is among the wanted ones, which are sorted. A table of last bits rules out nearly all others."""
    columns = np.ascontiguousarray(theirs.T)
    shares = np.zeros(len(theirs), np.bool_)
    may_be = np.zeros(_LAST_BITS + 1, np.bool_)
    for band, values in enumerate(wanted):
        may_be[values & _LAST_BITS] = True
        found = band_of(columns, band)
        likely = np.flatnonzero(may_be[found & _LAST_BITS])
        place = np.minimum(np.searchsorted(values, found[likely]), len(values) - 1)
        shares[likely[values[place] == found[likely]]] = True
        may_be[values & _LAST_BITS] = False
    return shares


def _rows(new: pl.DataFrame, old: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """All rows that have bands, the new ones first, and how many of them are new."""
    first = _with_signature(new)
    shared = [column for column in ("article_id", "bands", "story_id") if column in new.columns]
    return pl.concat([first.select(shared), _with_signature(old).select(shared)]), first.height


def _with_signature(keys: pl.DataFrame) -> pl.DataFrame:
    return keys.filter(pl.col("bands").is_not_null())


def _places(values: pl.Series, names: pl.Series) -> NDArray[np.int64]:
    return names.search_sorted(values).to_numpy().astype(np.int64) if values.len() else np.zeros(0, np.int64)


def _smallest_label(before: NDArray[np.int64], after: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """For each label of before the smallest label of its component now; a label of no row stays."""
    smallest = np.full(n, n, np.int64)
    np.minimum.at(smallest, after, before)
    final = np.arange(n, dtype=np.int64)
    final[before] = smallest[after]
    return final


def _verifier(ids: list[str], texts: Mapping[str, str]) -> Callable[[int, int], bool]:
    """is_copy of two rows, by their texts; the shingles of recent texts are kept."""

    @lru_cache(_MOST_SHINGLED)
    def shingles_of(row: int) -> Shingles:
        return shingle(texts[ids[row]])

    return lambda one, other: is_copy(shingles_of(one), shingles_of(other))
