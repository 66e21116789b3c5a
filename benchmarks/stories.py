"""Copies of one story: quality on planted copies, and cost an article as the archive grows. `python -m benchmarks.stories [N ...]`.

For each N: N invented articles, of which one in ten is a planted copy of another (10 to 40 % of the sentences dropped,
replaced or edited; half of them cut, half re-spelled). Printed are recall and precision over pairs, and milliseconds an
article for the keys (at read time), for grouping all of them in one go, and for one more night of 1,000 articles.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from typing import TypeVar

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.planted_copies import make_article, make_vocabulary, make_weights, plant_copy
from transforms.stories import articles_to_compare, group_stories, sharing_a_band, story_keys

SIZES = (10_000, 100_000)
NIGHT = 1_000
SHARE_OF_COPIES = 0.1
BATCH = 2_000
VOCABULARY = make_vocabulary()
WEIGHTS = make_weights(len(VOCABULARY))


@dataclass(frozen=True)
class Archive:
    """`story` is the number of the original that each article is, or is a copy of. Texts are made when asked for."""

    story: list[int]

    def text(self, number: int) -> str:
        original = self.story[number]
        text = _original(original)
        if original == number:
            return text
        return plant_copy(text, random.Random(f"copy {number}"), _strangers())


class Texts(Mapping[str, str]):
    """The texts by id, made when asked for: a million of them would fill the memory."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __getitem__(self, article_id: str) -> str:
        return self._archive.text(int(article_id[4:]))

    def __iter__(self) -> object:  # type: ignore[override]
        return iter(_id(n) for n in range(len(self)))

    def __len__(self) -> int:
        return len(self._archive.story)


def make_archive(n: int, seed: int = 1) -> Archive:
    rng = random.Random(seed)
    originals: list[int] = []
    story: list[int] = []
    for number in range(n):
        is_copy = bool(originals) and rng.random() < SHARE_OF_COPIES
        story.append(rng.choice(originals) if is_copy else number)
        if not is_copy:
            originals.append(number)
    return Archive(story)


def _original(number: int) -> str:
    return make_article(random.Random(f"original {number}"), VOCABULARY, WEIGHTS)


@cache
def _strangers() -> list[str]:
    rng = random.Random("strangers")
    return [make_article(rng, VOCABULARY, WEIGHTS, (1, 1)) for _ in range(200)]


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


def run(n: int) -> list[str]:
    archive = make_archive(n + NIGHT)
    texts = Texts(archive)
    keys, key_seconds = make_keys(archive, range(n + NIGHT))
    old, new = keys[:n], keys[n:]
    empty = old.clear().with_columns(pl.lit("").alias("story_id"))
    first, bulk_seconds = timed(partial(group_stories, old, empty, texts))
    old = old.join(first.of_articles, on="article_id")
    before, night_seconds = timed(partial(sharing_a_band, old, new))
    asked, ask_seconds = timed(partial(articles_to_compare, new, before))
    second, group_seconds = timed(partial(group_stories, new, before, texts))
    of_all = old.select("article_id", "story_id").with_columns(
        pl.col("story_id").replace(second.renamed["old_story_id"], second.renamed["story_id"])
    )
    found = pl.concat([of_all, second.of_articles]).sort("article_id")["story_id"].to_list()
    recall, precision = pair_scores(archive.story, found)
    night_ms = 1000 * (night_seconds + ask_seconds + group_seconds) / NIGHT
    costs = [f"{1000 * s / c:.3f}" for s, c in ((key_seconds, n + NIGHT), (bulk_seconds, n))]
    return [f"{n:,}", f"{recall:.4f}", f"{precision:.4f}", *costs, f"{night_ms:.3f}", f"{len(asked):,}"]


def main() -> None:
    table = Table("articles", "recall", "precision", "keys ms", "grouping ms", "a night ms", "texts read a night")
    for n in [int(arg) for arg in sys.argv[1:]] or SIZES:
        table.add_row(*run(n))
    Console().print(table)


if __name__ == "__main__":
    main()
