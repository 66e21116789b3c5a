"""The shipped recogniser beside a linear-chain CRF with a document pass (see entities_crf), type by type, and what its scores are worth.

    python -m benchmarks.entities_quality PEER DEV.jsonl.gz [DEV.jsonl.gz ...] [--train FOLDER]

PEER is the file of the peer's model; where it is not there it is trained from FOLDER and kept. A hit is the exact span with the right
type, as in the scorer of the development sets: GPE and FAC count as LOC.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.entities_crf import Found, crf_spans, open_crf, train_crf
from benchmarks.entities_data import load
from transforms.entities import load_recogniser, recognise
from transforms.entities.resolve import resolve

TYPES = ("PERSON", "ORG", "LOC")
STEPS = 10
_COMMON = {"GPE": "LOC", "FAC": "LOC", "PER": "PERSON"}


def our_spans(documents: Sequence[Sequence[str]]) -> Found:
    return {(d, p, s, e, _COMMON.get(kind, kind)) for d, texts in enumerate(documents) for p, s, e, kind in recognise(texts)}


def gold_spans(documents: Sequence[dict[str, Any]]) -> Found:
    return {
        (d, i, span[0], span[1], _COMMON.get(span[2], span[2]))
        for d, document in enumerate(documents)
        for i, p in enumerate(document["paragraphs"])
        for span in p["spans"]
    }


def reliability(documents: Sequence[Sequence[str]], gold: Found) -> list[tuple[int, float, float]]:
    """Mentions of TYPES by the step of STEPS that their score is in: how many, their mean score, and the share of right ones."""
    steps: dict[int, list[tuple[float, bool]]] = {}
    for d, (texts, spans) in enumerate(zip(documents, load_recogniser().recognise(documents), strict=True)):
        for m in resolve(texts, spans, "model"):
            label = _COMMON.get(m.type, m.type)
            if m.score is not None and label in TYPES:
                is_right = (d, m.paragraph, m.char_start, m.char_end, label) in gold
                steps.setdefault(min(int(m.score * STEPS), STEPS - 1), []).append((m.score, is_right))
    ordered = [list(zip(*steps[k], strict=True)) for k in sorted(steps)]
    return [(len(score), sum(score) / len(score), sum(is_right) / len(score)) for score, is_right in ordered]


def scores(found: Found, gold: Found) -> str:
    """Precision, recall and F1 of each type and of all three."""
    cells = []
    for label, types in (*((t, (t,)) for t in TYPES), ("all three", TYPES)):
        one, other = ({x for x in spans if x[4] in types} for spans in (found, gold))
        hits = len(one & other)
        precision, recall, f1 = 100 * hits / max(len(one), 1), 100 * hits / max(len(other), 1), 200 * hits / max(len(one) + len(other), 1)
        cells.append(f"{label} {precision:.1f}/{recall:.1f}/{f1:.1f}")
    return "  ".join(f"{cell:23s}" for cell in cells).rstrip()


def in_capitals(documents: Sequence[dict[str, Any]]) -> tuple[Found, Found]:
    """What is found, and what is to be found, in a paragraph of each document that is put in capitals: of the first three the fullest."""
    found: Found = set()
    chosen: Found = set()
    gold = gold_spans(documents)
    for d, document in enumerate(documents):
        texts = [p["text"] for p in document["paragraphs"]]
        at = max(range(len(texts[:3])), key=lambda i: len(document["paragraphs"][i]["spans"]))
        if len(texts[at].upper()) == len(texts[at]):
            given = [*texts[:at], texts[at].upper(), *texts[at + 1 :]]
            found |= {(d, p, s, e, _COMMON.get(kind, kind)) for p, s, e, kind in recognise(given) if p == at}
            chosen |= {span for span in gold if span[:2] == (d, at)}
    return found, chosen


def main() -> None:
    """Print precision/recall/F1 of both on each file, and the table of scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", type=Path)
    parser.add_argument("dev", type=Path, nargs="+")
    parser.add_argument("--train", type=Path)
    given = parser.parse_args()
    if not given.peer.exists():
        if given.train is None:
            parser.error(f"{given.peer} is not there: name the training sets with --train")
        train_crf(given.train, given.peer)
    tagger = open_crf(given.peer)
    for file in given.dev:
        documents = load(file)
        texts = [[p["text"] for p in d["paragraphs"]] for d in documents]
        gold = gold_spans(documents)
        print(f"{file.name}, precision/recall/F1:")
        print(f"  CRF      {scores(crf_spans(tagger, texts), gold)}", flush=True)
        print(f"  shipped  {scores(our_spans(texts), gold)}", flush=True)
        print(f"  shipped, a paragraph in capitals  {scores(*in_capitals(documents))}", flush=True)
        print("  mentions, their mean score, and the share of them that is right:")
        for count, mean, share in reliability(texts, gold):
            print(f"  {count:7,d}  {mean:.2f}  {share:.2f}")


if __name__ == "__main__":
    main()
