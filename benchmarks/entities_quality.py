"""The shipped recogniser beside a linear-chain CRF with a document pass (see entities_crf), type by type.

    python -m benchmarks.entities_quality PEER DEV.jsonl.gz [DEV.jsonl.gz ...] [--train FOLDER]

PEER is the file of the peer's model; where it is not there it is trained from FOLDER and kept. A hit is the exact span with the right
type, as in the scorer of the development sets: GPE and FAC count as LOC.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.entities_crf import Found, crf_spans, open_crf, train_crf
from benchmarks.entities_data import load
from transforms.entities import recognise

TYPES = ("PERSON", "ORG", "LOC")
_COMMON = {"GPE": "LOC", "FAC": "LOC", "PER": "PERSON"}


def our_spans(documents: Sequence[Sequence[str]]) -> Found:
    return {(d, p, s, e, _COMMON.get(kind, kind)) for d, texts in enumerate(documents) for p, s, e, kind in recognise(texts)}


def scores(found: Found, gold: Found) -> str:
    """Precision, recall and F1 of each type and of all three."""
    cells = []
    for label, types in (*((t, (t,)) for t in TYPES), ("all three", TYPES)):
        one, other = ({x for x in spans if x[4] in types} for spans in (found, gold))
        hits = len(one & other)
        precision, recall, f1 = 100 * hits / max(len(one), 1), 100 * hits / max(len(other), 1), 200 * hits / max(len(one) + len(other), 1)
        cells.append(f"{label} {precision:.1f}/{recall:.1f}/{f1:.1f}")
    return "  ".join(f"{cell:23s}" for cell in cells).rstrip()


def main() -> None:
    """Print precision/recall/F1 of both on each file."""
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
        gold = {
            (d, i, span[0], span[1], _COMMON.get(span[2], span[2]))
            for d, document in enumerate(documents)
            for i, p in enumerate(document["paragraphs"])
            for span in p["spans"]
        }
        print(f"{file.name}, precision/recall/F1:")
        print(f"  CRF      {scores(crf_spans(tagger, texts), gold)}", flush=True)
        print(f"  shipped  {scores(our_spans(texts), gold)}", flush=True)


if __name__ == "__main__":
    main()
