"""Published articles back into staging, so that a run can begin at a later stage than reading.

The files that they lie in are linked beside the shards when the run begins: a release that goes meanwhile is not missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.plan import Shard
from flows.release import Release, differing_articles
from flows.release.build import link
from flows.release.manifest import MANIFEST
from flows.store import read, write_staged, write_table
from schemas import TABLES
from transforms.annotation_rows import to_mention
from transforms.contract import Mention
from transforms.entities import restore_mentions

Batch = list[list[dict[str, Any]]]  # rows of paragraphs, article by article

BASE = "base"  # the folder in staging for what is read of the release
CHOSEN = "chosen.arrow"
MENTIONS = "mentions.parquet"
# the tables that are read to recompute from a stage on
READS = {"entities": ("articles", "paragraphs"), "quotes": ("articles", "paragraphs", "entities")}
# Words of a shard: recognising takes some 20 seconds for so many, finding their quotes one
SHARD_WORDS = 1_000_000
# what recomputing gives anew, whatever it was: settle tells it by the user's own table of names
GIVEN_ANEW = ("entity_id",)
# columns of an article that recomputing depends on: where they are the same and the rows of READS are, the article is
DEPENDS_ON = ("article_id", "published_on", "publisher", "language", "content_digest")


def plan_shards(release: Release, chosen: pl.DataFrame, stage: str, staging: Path) -> list[Shard]:
    """Set the chosen articles down in shards, in the order of the tables, and link the files that they lie in."""
    ordered = chosen.sort("published_on", "article_id", nulls_last=True)
    numbered = ordered.with_columns((pl.col("n_words").cast(pl.Int64).cum_sum() // SHARD_WORDS).rle_id().alias("shard"))
    shards = []
    for n, part in enumerate(numbered.partition_by("shard", maintain_order=True, include_key=False)):
        shards.append(Shard(f"{n:06d}", ()))
        (staging / shards[-1].name).mkdir(parents=True)
        part.write_ipc(staging / shards[-1].name / CHOSEN, compression="lz4")
    for name in READS[stage]:
        for file in release.entries_of(name, chosen):
            link(release.path / file.path, staging / BASE / file.path)
    link(release.path / MANIFEST, staging / BASE / MANIFEST)
    return shards


def restage(folder: Path, stage: str) -> None:
    """A shard's paragraphs and articles as they were staged when they were read; for quotes their mentions as well."""
    chosen = pl.read_ipc(folder / CHOSEN)
    base = Release(folder.parent / BASE)
    of_record = chosen.lazy().select("article_id", "record_id", "language")
    paragraphs = base.rows_of("paragraphs", chosen).join(of_record, on="article_id").sort(TABLES["paragraphs"].sort_by, nulls_last=True)
    write_staged(paragraphs.collect(), TABLES["paragraphs"], "read", folder / "paragraphs.parquet")
    for name in READS[stage]:
        if name != "paragraphs":
            rows = base.rows_of(name, chosen).sort(TABLES[name].sort_by, nulls_last=True)
            path = folder / (MENTIONS if name == "entities" else f"{name}.parquet")
            write_table(rows.collect(), TABLES[name], path, schema=TABLES[name].released())


@dataclass(frozen=True)
class KeptMentions:
    """The published mentions of a shard's articles; those named in `anew` have lost some, and are not among them."""

    rows: pl.DataFrame
    anew: frozenset[str]

    def of_articles(self, batch: Batch) -> dict[str, list[Mention]]:
        """The mentions of each article of a batch, as they were found; without articles whose mentions have to be found anew."""
        paragraphs = {rows[0]["article_id"]: rows for rows in batch if rows[0]["article_id"] not in self.anew}
        found: dict[str, list[Mention]] = {article: [] for article in paragraphs}
        for row in self.rows.filter(pl.col("article_id").is_in(list(paragraphs))).iter_rows(named=True):
            found[row["article_id"]].append(to_mention(row))
        return {article: restore_mentions([row["text"] for row in paragraphs[article]], of_it) for article, of_it in found.items()}


def read_mentions(folder: Path) -> KeptMentions:
    """What `restage` staged of a shard's mentions."""
    chosen = pl.read_ipc(folder / CHOSEN)
    return KeptMentions(read([folder / MENTIONS]), frozenset(chosen.filter("is_anew")["article_id"]))


def read_chosen(staging: Path, shards: Sequence[str]) -> pl.DataFrame:
    """The articles of a run's shards, as plan_shards set them down."""
    return pl.concat([pl.read_ipc(staging / shard / CHOSEN) for shard in shards])


def standing(chosen: pl.DataFrame, now: Release, then: Release, stages: Sequence[str]) -> pl.DataFrame:
    """The chosen articles that are in the release `now` just as they were read from `then`."""
    same = now.rows_of("articles", chosen).select(DEPENDS_ON).collect()
    found = chosen.join(same, on=DEPENDS_ON, how="semi", nulls_equal=True)
    for name in READS[stages[0]]:
        if name != "articles":
            differing = differing_articles(then, now, name, found, but_for=GIVEN_ANEW)
            found = found.filter(~pl.col("article_id").is_in(differing.implode()))
    return found
