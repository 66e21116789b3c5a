"""How well mentions of one entity are joined: B3 over the name clusters of Re-DocRED, given the gold mentions.

    python -m benchmarks.entities_resolver FILE.json.gz

FILE holds documents as {"sents": [[token, ...], ...], "vertexSet": [[mention, ...], ...]} (see Re-DocRED). Prints
precision, recall and F1 a type, beside the baseline that joins equal strings only.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from transforms.entities.resolve import resolve
from transforms.entities.spans import Span

TYPES = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
Clusters = Sequence[Hashable]


def b_cubed(gold: Clusters, found: Clusters) -> tuple[float, float, int]:
    """Sums of B3 precision and recall over the mentions, and their number (Bagga and Baldwin, 1998)."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for i, (g, f) in enumerate(zip(gold, found, strict=True)):
        by_gold[g].add(i)
        by_found[f].add(i)
    precision = sum(len(by_gold[g] & by_found[f]) / len(by_found[f]) for g, f in zip(gold, found, strict=True))
    recall = sum(len(by_gold[g] & by_found[f]) / len(by_gold[g]) for g, f in zip(gold, found, strict=True))
    return precision, recall, len(gold)


def document(doc: dict[str, Any], wanted: str) -> tuple[list[str], list[Span], list[int]]:
    """A document's sentences as texts, the gold mentions of one type as spans, and the gold cluster of each."""
    texts, starts = [], []
    for sentence in doc["sents"]:
        at, first = 0, []
        for token in sentence:
            first.append(at)
            at += len(token) + 1
        texts.append(" ".join(sentence))
        starts.append(first)
    found = set()
    for cluster, mentions in enumerate(doc["vertexSet"]):
        for m in mentions:
            if m["type"] == wanted:
                s, (a, b) = m["sent_id"], m["pos"]
                end = starts[s][b - 1] + len(doc["sents"][s][b - 1])
                found.add((Span(s, starts[s][a], end, TYPES[wanted]), cluster))
    ordered = sorted(found)
    return texts, [span for span, _ in ordered], [cluster for _, cluster in ordered]


def score(docs: Sequence[dict[str, Any]], wanted: str) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 in percent, of the resolver and of the baseline."""
    sums: dict[str, list[float]] = {"resolver": [0, 0, 0], "equal strings": [0, 0, 0]}
    for doc in docs:
        texts, spans, gold = document(doc, wanted)
        mentions = resolve(texts, spans, "gold")
        named = {(m.paragraph, m.char_start, m.char_end): m for m in mentions}
        ours = [
            named[s.paragraph, s.start, s.end].entity if (s.paragraph, s.start, s.end) in named else -1 - i for i, s in enumerate(spans)
        ]
        strings = [texts[s.paragraph][s.start : s.end] for s in spans]
        for name, found in (("resolver", ours), ("equal strings", strings)):
            for k, x in enumerate(b_cubed(gold, found)):
                sums[name][k] += x
    out = {}
    for name, (p, r, n) in sums.items():
        out[name] = (100 * p / n, 100 * r / n, 200 * p * r / (n * (p + r)))
    return out


def main() -> None:
    with gzip.open(Path(sys.argv[1]), "rt", encoding="utf-8") as f:
        docs = json.load(f)
    for wanted in TYPES:
        for name, (p, r, f1) in score(docs, wanted).items():
            print(f"{wanted}  {name:14s} P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}")


if __name__ == "__main__":
    main()
