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
    types = np.array([numbers.setdefault(word, len(numbers)) for word in tokens.types], dtype=np.int64)
    first = np.searchsorted(tokens.text, np.arange(len(paragraphs) + 1))
    tag = np.zeros(len(tokens.type), dtype=np.int64)
    gold = [labels_of(d, p) for _, d, p in paragraphs]
    for n, spans in enumerate(gold):
        here = slice(first[n], first[n + 1])
        for start, end, label in spans:
            a = int(np.searchsorted(tokens.end[here], start, side="right"))
            z = int(np.searchsorted(tokens.start[here], end, side="left")) - 1
            if z >= a:
                tag[first[n] + a : first[n] + z + 1] = _tags(label, z - a + 1)
    return Corpus(
        type=types[tokens.type],
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
