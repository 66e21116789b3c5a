"""Speed of the shipped recogniser and resolver beside a linear-chain CRF (see entities_crf), in words a second of CPU on one core.

    python -m benchmarks.entities_speed PEER TEXTS [TEXTS ...] [--train FOLDER]

PEER is the file of the peer's model; where it is not there it is trained from FOLDER and kept. TEXTS are JSON lines, gzipped or not:
one article a line, its text under `text` (paragraphs parted by empty lines) or `paragraphs` (texts, or objects with a `text`).

The two take turns, batch by batch, as a machine is not always as fast. The first column is of batches as `copydesk run` makes them, the
second of the latter half of them: an archive has far more text than these files, and most words of an article have been met before.
The third is of articles handed over one at a time. Each is measured in a process of its own that sees every article once; after the
files one by one come all of them in one pass. Left out of the time are imports, the reading of the weights, and one invented sentence
that makes what is made at the first call. All that a process keeps of words and names is empty then.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from benchmarks.entities_crf import crf_spans, open_crf, train_crf
from flows.staged_articles import BATCH_ARTICLES
from transforms.clean.language import detect_language
from transforms.contract import Paragraph
from transforms.entities import LANGUAGES, find_entities

Article = list[str]
Work = Callable[[Sequence[Article]], object]
WARM_UP = [["Mara Lindqvist, the mayor of Osthaven, met Mr Brandt of the Harbour Trust (HT) in Lima on Tuesday."]]


class Taken(NamedTuple):
    """The words of a batch, and the CPU seconds that the CRF and what ships took for it."""

    words: int
    peer: float
    shipped: float


def read_articles(path: Path) -> list[Article]:
    """The English articles of a file, each as its paragraphs; in a run no others reach the recogniser."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        articles = [_paragraphs(json.loads(line)) for line in lines]
    return [texts for texts in articles if detect_language("\n".join(texts)) in (None, *LANGUAGES)]


def _paragraphs(record: dict[str, object]) -> Article:
    given = record.get("paragraphs") or str(record["text"]).split("\n\n")
    assert isinstance(given, list)
    return [p["text"] if isinstance(p, dict) else str(p) for p in given]


def _resolve(articles: Sequence[Article]) -> object:
    return find_entities([[Paragraph(text) for text in texts] for texts in articles])


def words_in(articles: Sequence[Article]) -> int:
    return sum(len(text.split()) for texts in articles for text in texts)


def measure(peer: Path, files: Sequence[Path], at_once: int) -> list[Taken]:
    """What each batch of so many articles of `files` took, each article once."""
    articles = [article for file in files for article in read_articles(file)]
    tag: Work = partial(crf_spans, open_crf(peer))
    for work in (tag, _resolve):
        work(WARM_UP)
    batches = [articles[i : i + at_once] for i in range(0, len(articles), at_once)]
    return [Taken(words_in(batch), _seconds(tag, batch), _seconds(_resolve, batch)) for batch in batches]


def _seconds(work: Work, batch: Sequence[Article]) -> float:
    began = time.process_time()
    work(batch)
    return time.process_time() - began


def latter_half(taken: Sequence[Taken]) -> Sequence[Taken]:
    """The batches behind the middle word; all where there is none."""
    before = list(accumulate((batch.words for batch in taken), initial=0))
    return [batch for batch, words in zip(taken, before, strict=False) if 2 * words >= before[-1]] or taken


def rates(taken: Sequence[Taken]) -> tuple[float, float, float]:
    """Words a CPU-second of the CRF and of what ships, and how many times as fast this is."""
    words, peer, shipped = (sum(column) for column in zip(*taken, strict=True))
    return words / peer, words / shipped, peer / shipped


def main() -> None:
    """Print a table for each file, and for all together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--train", type=Path)
    given = parser.parse_args()
    if not given.peer.exists():
        if given.train is None:
            parser.error(f"{given.peer} is not there: name the training sets with --train")
        train_crf(given.train, given.peer)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for the processes that measure
    new_process = multiprocessing.get_context("spawn")
    for files in [[file] for file in given.texts] + ([given.texts] if len(given.texts) > 1 else []):
        articles = [article for file in files for article in read_articles(file)]
        name = files[0].name if len(files) == 1 else "all in one pass"
        print(f"{name}: {len(articles):,} articles, {words_in(articles):,} words; in batches, the latter half of them, one at a time")
        with new_process.Pool(1, maxtasksperchild=1) as pool:
            batches, single = (pool.apply(measure, (given.peer, files, at_once)) for at_once in (BATCH_ARTICLES, 1))
        peer, shipped, times = zip(*map(rates, (batches, latter_half(batches), single)), strict=True)
        print("  CRF, words a CPU-second    ", *(f"{rate:9,.0f}" for rate in peer))
        print("  shipped, words a CPU-second", *(f"{rate:9,.0f}" for rate in shipped))
        print("  times as fast              ", *(f"{rate:9.1f}" for rate in times), flush=True)


if __name__ == "__main__":
    main()
