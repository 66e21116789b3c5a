"""Annotated documents for the recogniser: reading them, and mending what is known to be wrong in their labels.

A document is {"doc", "set", "paragraphs": [{"text", "spans": [[start, end, label, finer label or null], ...]}, ...]}, one a line,
in gzipped JSON lines.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.entities.model import LABELS, TAGS
from transforms.entities.tokens import Ints, tokenise
from transforms.entities.viterbi import spans_of

_TAG = {tag: i for i, tag in enumerate(TAGS)}
_COARSE = {"PER": "PERSON", "GPE": "LOC", "FAC": "LOC"}
_PRONOUNS = frozenset("We They It Our I He She Her His we they it".split())  # noqa: SIM905
LONGEST = 40  # tokens after which a text is cut at the end of a sentence, so that sequences are short in training

Gold = tuple[int, int, str]


@dataclass
class Corpus:
    """All tokens of a corpus in order, numbered over a common list of word types."""

    type: Ints
    text: Ints  # number of the paragraph
    start: Ints
    end: Ints
    tag: Ints
    first: Ints  # first token of each paragraph, and the number of all
    document: Ints  # of each paragraph
    sets: list[str]  # of each paragraph
    gold: list[list[Gold]]  # of each paragraph


def load(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def labels_of(document: dict[str, Any], paragraph: dict[str, Any]) -> list[Gold]:
    """A paragraph's spans with the recogniser's labels, without what its set is known to label otherwise than news does.

    re3d labels pronouns and descriptions ('Minister for the Middle East'); GUM labels abstract things and objects.
    """
    found = []
    for start, end, label, *finer in paragraph["spans"]:
        coarse = _COARSE.get(label, label if label in LABELS else "MISC")
        form = paragraph["text"][start:end]
        if document["set"].startswith("re3d") and (form in _PRONOUNS or (coarse == "PERSON" and _is_description(form))):
            continue
        if document["set"].startswith("gum") and (form == "I" or set(finer) & {"abstract", "object"}):
            continue
        found.append((start, end, coarse))
    return found


def _is_description(form: str) -> bool:
    return any(word in form for word in (" for ", " of ", " the "))


def read_corpus(documents: Sequence[dict[str, Any]], numbers: dict[str, int]) -> Corpus:
    """The documents as arrays; `numbers` numbers the word types and grows."""
    paragraphs = [(i, d, p) for i, d in enumerate(documents) for p in d["paragraphs"]]
    tokens = tokenise([p["text"] for _, _, p in paragraphs])
    types = np.array([numbers.setdefault(word, len(numbers)) for word in tokens.words], dtype=np.int64)
    first = np.searchsorted(tokens.text, np.arange(len(paragraphs) + 1))
    tag = np.zeros(len(types), dtype=np.int64)
    gold = [labels_of(d, p) for _, d, p in paragraphs]
    for n, spans in enumerate(gold):
        here = slice(first[n], first[n + 1])
        for start, end, label in spans:
            a = int(np.searchsorted(tokens.end[here], start, side="right"))
            z = int(np.searchsorted(tokens.start[here], end, side="left")) - 1
            if z >= a:
                tag[first[n] + a : first[n] + z + 1] = _tags(label, z - a + 1)
    return Corpus(
        type=types,
        text=tokens.text,
        start=tokens.start,
        end=tokens.end,
        tag=tag,
        first=first,
        document=np.array([i for i, _, _ in paragraphs]),
        sets=[d["set"] for _, d, _ in paragraphs],
        gold=gold,
    )


def _tags(label: str, length: int) -> list[int]:
    if length == 1:
        return [_TAG[f"S-{label}"]]
    return [_TAG[f"B-{label}"], *[_TAG[f"I-{label}"]] * (length - 2), _TAG[f"E-{label}"]]


def sequence_starts(corpus: Corpus, numbers: dict[str, int]) -> NDArray[np.bool_]:
    """True at tokens that begin a training sequence: paragraphs, and sentences where a paragraph is long."""
    enders = [numbers[mark] for mark in (".", "?", "!") if mark in numbers]
    ends = np.isin(corpus.type, enders) & (corpus.tag == 0)
    starts = np.zeros(len(corpus.type), dtype=bool)
    starts[corpus.first[:-1][corpus.first[:-1] < len(starts)]] = True
    last = 0
    for i in range(1, len(starts)):
        if starts[i] or (ends[i - 1] and i - last >= LONGEST):
            starts[i], last = True, i
    return starts


@dataclass
class Names:
    """The names of a corpus: equal words with an equal label are one name. Pools hold names of one label and length."""

    name: Ints  # of each token: the number of the name that it is in, -1 outside
    place: Ints  # of each token: its place in the name
    first: Ints  # of each name: the first token of one of its mentions
    pool: Ints  # of each name
    members: Ints  # names ordered by pool
    pool_first: Ints  # of each pool: where its members begin
    pool_size: Ints


def names_of(corpus: Corpus) -> Names:
    """All names of the corpus by their tags; `corpus.tag` must make spans."""
    firsts, lasts, labels = spans_of(corpus.tag)
    lengths = lasts - firsts + 1
    name, place = np.full(len(corpus.tag), -1, dtype=np.int64), np.zeros(len(corpus.tag), dtype=np.int64)
    numbers: dict[tuple[int, ...], int] = {}
    mention = np.array(
        [numbers.setdefault((y, *corpus.type[a : z + 1].tolist()), len(numbers)) for a, z, y in zip(firsts, lasts, labels, strict=True)]
    )
    tokens = np.concatenate([np.arange(a, z + 1) for a, z in zip(firsts, lasts, strict=True)])
    name[tokens] = np.repeat(mention, lengths)
    place[tokens] = tokens - np.repeat(firsts, lengths)
    distinct, example = np.unique(mention, return_index=True)
    assert len(distinct) == len(numbers)
    _, pool, sizes = np.unique(labels[example] * 1000 + lengths[example], return_inverse=True, return_counts=True)
    return Names(name, place, firsts[example], pool, np.argsort(pool, kind="stable"), np.cumsum(sizes) - sizes, sizes)


def swapped(corpus: Corpus, names: Names, tokens: Ints, share: float, random: np.random.Generator) -> Ints:
    """The types of `tokens`, that share of an article's names replaced by others of their pool, each by the same one throughout."""
    types: Ints = corpus.type[tokens]
    inside = np.flatnonzero(names.name[tokens] >= 0)
    name = names.name[tokens[inside]]
    number = np.unique(corpus.document[corpus.text[tokens[inside]]] * len(names.first) + name, return_inverse=True)[1]
    chance, dice = random.random((2, number.max(initial=-1) + 1))[:, number]
    pool = names.pool[name]
    other = names.members[names.pool_first[pool] + (dice * names.pool_size[pool]).astype(np.int64)]
    types[inside] = np.where(chance < share, corpus.type[names.first[other] + names.place[tokens[inside]]], types[inside])
    return types
