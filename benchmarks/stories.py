"""Copies of one story: quality on planted copies, and cost an article as the archive grows.

    python -m benchmarks.stories [N ...] [--sentences FEWEST MOST] [--strangers M]

For each N: N invented articles and a night of 1,000 more, of which one in ten is a planted copy of another: 10 to 40 % of
the sentences dropped, replaced or edited; half of them cut as well, half re-spelled, half with standing matter under them.
Printed are recall and precision over pairs, and milliseconds of CPU an article: for the keys (at read time), for grouping
all N in one go, and for the night, where the past is known by its keys only. `--strangers` adds M articles that share
nothing with any other, as keys with random bands, without the long work of making their texts: a million fit a few minutes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TypeVar

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.planted_copies import make_article, make_vocabulary, make_weights, plant_copy
from transforms.stories import Grouping, articles_to_compare, group_stories, sharing_a_band, story_keys
from transforms.stories.signatures import N_VALUES

SIZES = (10_000, 100_000)
NIGHT = 1_000
SHARE_OF_COPIES = 0.1
BATCH = 2_000
VOCABULARY = make_vocabulary()
WEIGHTS = make_weights(len(VOCABULARY))
# what thirty papers print under their articles: the same two sentences every day
STANDING = [make_article(random.Random(n), VOCABULARY, WEIGHTS, (2, 2)).replace("\n\n", " ") for n in range(30)]


@dataclass(frozen=True)
class Archive:
    """`story` is the number of the original that each article is, or is a copy of. Texts are made when asked for."""

    story: list[int]
    sentences: tuple[int, int]

    def text(self, number: int) -> str:
        original = self.story[number]
        text = make_article(random.Random(f"original {original}"), VOCABULARY, WEIGHTS, self.sentences)
        return text if original == number else plant_copy(text, random.Random(f"copy {number}"), _write, STANDING)

    def texts(self, article_ids: list[str]) -> dict[str, str]:
        return {article_id: self.text(int(article_id[4:])) for article_id in article_ids}


def make_archive(n: int, sentences: tuple[int, int]) -> Archive:
    rng = random.Random(n)
    originals: list[int] = []
    story: list[int] = []
    for number in range(n):
        is_copy = bool(originals) and rng.random() < SHARE_OF_COPIES
        story.append(rng.choice(originals) if is_copy else number)
        if not is_copy:
            originals.append(number)
    return Archive(story, sentences)


def _write(rng: random.Random) -> str:
    return make_article(rng, VOCABULARY, WEIGHTS, (1, 1))


def _id(number: int) -> str:
    return f"art_{number:024d}"


def make_keys(archive: Archive, numbers: range) -> tuple[pl.DataFrame, float]:
    """The keys of some articles, and the seconds of CPU that story_keys took for them."""
    parts, seconds = [], 0.0
    for start in range(numbers.start, numbers.stop, BATCH):
        part = range(start, min(start + BATCH, numbers.stop))
        texts = [archive.text(n) for n in part]
        frame = pl.DataFrame({"article_id": [_id(n) for n in part], "text": texts})
        keys, spent = timed(partial(story_keys, frame))
        seconds += spent
        digests = [sha256(" ".join(t.lower().split()).encode()).hexdigest() for t in texts]
        words = pl.Series("n_words", [t.count(" ") + 1 for t in texts], pl.Int32)
        parts.append(keys.with_columns(pl.Series("text_digest", digests), words))
    return pl.concat(parts), seconds


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def pair_scores(story: list[int], found: list[str]) -> tuple[float, float]:
    """Recall and precision over pairs of articles of one story."""

    def pairs(labels: list[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both = pairs(list(zip(story, found, strict=True)))
    return both / max(1, pairs(list(story))), both / max(1, pairs(list(found)))


def make_strangers(n: int) -> pl.DataFrame:
    """Keys of articles that share nothing with others: MinHash values of different sets are independent."""
    values = np.random.default_rng(n).integers(0, 1 << 16, (n, N_VALUES), np.uint16)
    ids = [f"art_s{number:023d}" for number in range(n)]
    digests = [sha256(article_id.encode()).hexdigest() for article_id in ids]
    return pl.DataFrame({"article_id": ids, "bands": list(map(bytes, values)), "text_digest": digests}).with_columns(
        pl.lit(300, pl.Int32).alias("n_shingles"), pl.lit(400, pl.Int32).alias("n_words")
    )


def run(n: int, sentences: tuple[int, int], n_strangers: int) -> list[str]:
    """A row of the table."""
    archive = make_archive(n + NIGHT, sentences)
    keys, key_seconds = make_keys(archive, range(n + NIGHT))
    old = pl.concat([keys[:n], make_strangers(n_strangers).select(keys.columns)])
    new = keys[n:]
    first, bulk_seconds, _ = group(archive, old, old.clear().with_columns(pl.lit("").alias("story_id")))
    old = old.join(first.of_articles, on="article_id")
    shared, share_seconds = timed(partial(sharing_a_band, old, new))
    second, night_seconds, asked = group(archive, new, shared)
    renamed = pl.col("story_id").replace(second.renamed["old_story_id"], second.renamed["story_id"])
    stories = pl.concat([old.select("article_id", renamed), second.of_articles]).sort("article_id")["story_id"].to_list()
    recall, precision = pair_scores([*archive.story, *range(-n_strangers, 0)], stories)
    costs = ((key_seconds, n + NIGHT), (bulk_seconds, old.height), (share_seconds + night_seconds, NIGHT))
    return [f"{old.height:,}", f"{recall:.4f}", f"{precision:.4f}", *(f"{1000 * s / count:.3f}" for s, count in costs), f"{asked:,}"]


def group(archive: Archive, new: pl.DataFrame, old: pl.DataFrame) -> tuple[Grouping, float, int]:
    """The grouping, its seconds of CPU without those of making the texts, and how many texts it asked for."""
    asked, ask_seconds = timed(partial(articles_to_compare, new, old))
    texts = archive.texts(asked)
    found, seconds = timed(partial(group_stories, new, old, texts))
    return found, ask_seconds + seconds, len(asked)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--sentences", nargs=2, type=int, default=(8, 40), help="fewest and most sentences an article")
    parser.add_argument("--strangers", type=int, default=0, help="articles more that share nothing with any other")
    wanted = parser.parse_args()
    table = Table("articles", "recall", "precision", "keys ms", "grouping ms", "a night ms", "texts read a night")
    for n in wanted.sizes:
        table.add_row(*run(n, tuple(wanted.sentences), wanted.strangers))
    Console().print(table)


if __name__ == "__main__":
    main()
