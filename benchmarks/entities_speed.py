"""The shipped recogniser beside a linear-chain CRF: speed in one run on one core, and quality.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.entities_speed TRAIN_FOLDER DEV.jsonl.gz [DEV.jsonl.gz ...] [--iterations 30]

The peer is python-crfsuite with features of the usual kind (word, case, shape, ends, neighbours, name lists), trained on the same sets
with the averaged perceptron, and a pass over the document that makes surnames of persons named in full persons everywhere. Its words a
CPU-second are of tagging alone; ours are of recognition and of recognition with resolution and dates.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite

from benchmarks.entities_data import Corpus, load, read_corpus, sequence_starts
from transforms.contract import Paragraph
from transforms.entities import find_entities
from transforms.entities.features import plain
from transforms.entities.model import TAGS, load_model
from transforms.entities.recogniser import ShippedRecogniser

Found = set[tuple[int, int, int, int, str]]
HEADLINE = ("PERSON", "ORG", "LOC")


def shape(word: str) -> str:
    return "".join("X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word)[:8]


def word_features(word: str, flags: Sequence[str]) -> list[str]:
    low = word.lower()
    ends = [f"p{n}={low[:n]}" for n in (1, 2, 3, 4)] + [f"s{n}={low[-n:]}" for n in (1, 2, 3, 4)]
    return [f"w={low}", f"shape={shape(word)}", f"title={word.istitle()}", f"upper={word.isupper()}", *ends, *flags]


def list_flags(word: str) -> list[str]:
    """What the name lists of the lexicon say of a word."""
    model = load_model()
    row = model.words.get(plain(word))
    return [] if row is None else [f"list{i}" for i in np.flatnonzero(model.facts[row, 2:21])]


def features(words: Sequence[str]) -> list[list[str]]:
    """Features of each token of a sequence: its own, and those of two neighbours on each side."""
    own = [word_features(w, list_flags(w)) for w in words]
    rows = []
    for i in range(len(words)):
        row = ["bias", *own[i]]
        for k in (-2, -1, 1, 2):
            if 0 <= i + k < len(words):
                row += [f"{k}:{f}" for f in (own[i + k] if abs(k) == 1 else own[i + k][:4])]
            else:
                row.append(f"{k}:edge")
        rows.append(row)
    return rows


def sequences(corpus: Corpus, words: Sequence[str], starts: np.ndarray[Any, Any]) -> list[tuple[list[str], list[str]]]:
    firsts = np.flatnonzero(starts)
    out = []
    for a, z in zip(firsts, np.append(firsts[1:], len(starts)), strict=True):
        out.append(([words[t] for t in corpus.type[a:z]], [TAGS[t] for t in corpus.tag[a:z]]))
    return out


def train_crf(folder: Path, iterations: int, path: str) -> None:
    numbers: dict[str, int] = {}
    files = [p for p in sorted(folder.glob("*.jsonl.gz")) if not p.name.startswith("gmb")]
    corpus = read_corpus([d for p in files for d in load(p)], numbers)
    trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
    for words, tags in sequences(corpus, list(numbers), sequence_starts(corpus, numbers)):
        trainer.append(features(words), tags)
    trainer.set_params({"max_iterations": iterations, "feature.possible_transitions": True})
    trainer.train(path)


def crf_spans(tagger: Any, documents: Sequence[dict[str, Any]]) -> Found:
    """Spans of the peer, document pass included."""
    found: Found = set()
    numbers: dict[str, int] = {}
    corpus = read_corpus(documents, numbers)
    words = list(numbers)
    paragraph = np.concatenate([np.arange(len(d["paragraphs"])) for d in documents])
    for n in range(len(corpus.sets)):
        a, z = int(corpus.first[n]), int(corpus.first[n + 1])
        begin = a
        for i, tag in enumerate(tagger.tag(features([words[t] for t in corpus.type[a:z]])) if z > a else (), a):
            begin = i if tag[0] in "BS" else begin
            if tag[0] in "ES":
                found.add((int(corpus.document[n]), int(paragraph[n]), int(corpus.start[begin]), int(corpus.end[i]), tag[2:]))
    return _with_surnames(found, corpus, words, paragraph, documents)


def _with_surnames(
    found: Found, corpus: Corpus, words: list[str], paragraph: np.ndarray[Any, Any], documents: Sequence[dict[str, Any]]
) -> Found:
    surnames: dict[int, set[str]] = {}
    for d, p, s, e, label in found:
        form = documents[d]["paragraphs"][p]["text"][s:e].split()
        if label == "PERSON" and len(form) > 1:
            surnames.setdefault(d, set()).add(form[-1])
    taken = {(d, p, i) for d, p, s, e, _ in found for i in range(s, e)}
    out = set(found)
    for i, kind in enumerate(corpus.type):
        n = corpus.text[i]
        d, p, s, e = int(corpus.document[n]), int(paragraph[n]), int(corpus.start[i]), int(corpus.end[i])
        if words[kind] in surnames.get(d, ()) and (d, p, s) not in taken:
            out.add((d, p, s, e, "PERSON"))
    return out


def our_spans(documents: Sequence[dict[str, Any]]) -> Found:
    spans = ShippedRecogniser().recognise([[p["text"] for p in d["paragraphs"]] for d in documents])
    return {(d, s.paragraph, s.start, s.end, s.type) for d, found in enumerate(spans) for s in found}


def print_quality(name: str, found: Found, gold: Found) -> None:
    cells = []
    totals = Counter[str]()
    for label in HEADLINE:
        p, g = {x for x in found if x[4] == label}, {x for x in gold if x[4] == label}
        totals.update(hit=len(p & g), found=len(p), gold=len(g))
        cells.append(f"{label} {200 * len(p & g) / (len(p) + len(g)):5.1f}")
    f1 = 200 * totals["hit"] / (totals["found"] + totals["gold"])
    print(f"  {name:28s} F1  {'  '.join(cells)}  all three {f1:5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path, nargs="+")
    parser.add_argument("--iterations", type=int, default=30)
    parser.add_argument("--crf", type=Path, help="keep the peer's model here, and use it if it is there")
    given = parser.parse_args()
    path = given.crf or Path(tempfile.mkdtemp()) / "peer.crfsuite"
    if not path.exists():
        train_crf(given.train, given.iterations, str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    common = {"GPE": "LOC", "FAC": "LOC", "PER": "PERSON"}
    for file in given.dev:
        documents = load(file)
        words = sum(len(p["text"].split()) for d in documents for p in d["paragraphs"])
        articles = [[Paragraph(p["text"]) for p in d["paragraphs"]] for d in documents]
        gold = {
            (d, i, s, e, common.get(y, y))
            for d, x in enumerate(documents)
            for i, p in enumerate(x["paragraphs"])
            for s, e, y in (span[:3] for span in p["spans"])
        }
        find_entities(articles[:2])
        print(f"{file.name}: {words:,} words")
        runs: list[tuple[str, Callable[[], object]]] = [
            ("CRF", partial(crf_spans, tagger, documents)),
            ("shipped", partial(our_spans, documents)),
            ("shipped, resolved", partial(find_entities, articles)),
        ]
        for name, run in runs:
            began = time.process_time()
            found = run()
            print(f"  {name:28s} {int(words / (time.process_time() - began)):9,} words a CPU-second", flush=True)
            if isinstance(found, set):
                print_quality(name, found, gold)


if __name__ == "__main__":
    main()
