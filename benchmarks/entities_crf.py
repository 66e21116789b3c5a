"""The peer that the shipped recogniser is measured beside: a linear-chain CRF with features of the usual kind.

python-crfsuite with the averaged perceptron, on all of the training sets. Features are the word, its case, shape and ends, its
neighbours, and the name lists of the shipped lexicon. A pass over the document makes surnames of persons named in full persons
everywhere, and gives a name of one word the label that it has most often in the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite

from benchmarks.entities_data import Corpus, load, read_corpus, sequence_starts
from transforms.entities.features import plain
from transforms.entities.model import TAGS, load_model

Label = tuple[int, int, int, int, str]  # document, paragraph, start, end, label
Found = set[Label]
ITERATIONS = 30
_MAJORITY = 3  # a word's label in its document is changed where another is so many times as frequent


def shape(word: str) -> str:
    return "".join("X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word)[:8]


def list_flags(word: str) -> list[str]:
    """What the name lists of the lexicon say of a word."""
    model = load_model()
    row = model.words.get(plain(word))
    return [] if row is None else [f"list{i}" for i in np.flatnonzero(model.facts[row, 2:-3])]


@lru_cache(maxsize=1 << 17)
def word_features(word: str) -> tuple[str, ...]:
    """Features of a word by itself, kept: words come again."""
    low = word.lower()
    ends = [f"p{n}={low[:n]}" for n in (1, 2, 3, 4)] + [f"s{n}={low[-n:]}" for n in (1, 2, 3, 4)]
    case = (f"title={word.istitle()}", f"upper={word.isupper()}")
    return (f"w={low}", f"shape={shape(word)}", *case, *ends, *list_flags(word))


def features(words: Sequence[str]) -> list[list[str]]:
    """Features of each token of a sequence: its own, and those of two neighbours on each side."""
    own = [word_features(w) for w in words]
    rows = []
    for i in range(len(words)):
        row = ["bias", *own[i]]
        for k in (-2, -1, 1, 2):
            if 0 <= i + k < len(words):
                row += [f"{k}:{f}" for f in (own[i + k] if abs(k) == 1 else own[i + k][:4])]
            else:
                row.append(f"{k}:edge")
        if i:
            row.append(f"pair={words[i - 1].lower()}|{words[i].lower()}")
        rows.append(row)
    return rows


def sequences(corpus: Corpus, words: Sequence[str], starts: np.ndarray[Any, Any]) -> list[tuple[list[str], list[str]]]:
    firsts = np.flatnonzero(starts)
    out = []
    for a, z in zip(firsts, np.append(firsts[1:], len(starts)), strict=True):
        out.append(([words[t] for t in corpus.type[a:z]], [TAGS[t] for t in corpus.tag[a:z]]))
    return out


def train_crf(folder: Path, path: Path) -> None:
    """Train the peer on all sets of a folder and write its model to `path`; takes a few minutes."""
    numbers: dict[str, int] = {}
    corpus = read_corpus([d for p in sorted(folder.glob("*.jsonl.gz")) if not p.name.startswith("gmb") for d in load(p)], numbers)
    trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
    for words, tags in sequences(corpus, list(numbers), sequence_starts(corpus, numbers)):
        trainer.append(features(words), tags)
    trainer.set_params({"max_iterations": ITERATIONS, "feature.possible_transitions": True})
    trainer.train(str(path))


def open_crf(path: Path) -> Any:
    """The peer's tagger."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def crf_spans(tagger: Any, documents: Sequence[Sequence[str]]) -> Found:
    """What the peer finds in documents, given as their paragraphs; the document pass included."""
    found: Found = set()
    numbers: dict[str, int] = {}
    unlabelled = [{"set": "", "paragraphs": [{"text": text, "spans": ()} for text in texts]} for texts in documents]
    corpus = read_corpus(unlabelled, numbers)
    words = list(numbers)
    paragraph = np.concatenate([np.arange(len(texts)) for texts in documents])
    for n in range(len(corpus.sets)):
        a, z = int(corpus.first[n]), int(corpus.first[n + 1])
        begin = a
        for i, tag in enumerate(tagger.tag(features([words[t] for t in corpus.type[a:z]])) if z > a else (), a):
            begin = i if tag[0] in "BS" else begin
            if tag[0] in "ES":
                found.add((int(corpus.document[n]), int(paragraph[n]), int(corpus.start[begin]), int(corpus.end[i]), tag[2:]))
    return _with_surnames(_by_majority(found, documents), corpus, words, paragraph, documents)


def _by_majority(found: Found, documents: Sequence[Sequence[str]]) -> Found:
    """Names of one word with the label that they have most often in their document, where it is _MAJORITY times as frequent."""
    counts: dict[tuple[int, str], Counter[str]] = {}
    for d, p, s, e, label in found:
        counts.setdefault((d, documents[d][p][s:e]), Counter())[label] += 1

    def settled(one: Label) -> Label:
        d, p, s, e, label = one
        form = documents[d][p][s:e]
        most, times = counts[d, form].most_common(1)[0]
        return (d, p, s, e, most if " " not in form and times >= _MAJORITY * counts[d, form][label] else label)

    return set(map(settled, found))


def _with_surnames(
    found: Found, corpus: Corpus, words: list[str], paragraph: np.ndarray[Any, Any], documents: Sequence[Sequence[str]]
) -> Found:
    surnames: dict[int, set[str]] = {}
    for d, p, s, e, label in found:
        form = documents[d][p][s:e].split()
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
