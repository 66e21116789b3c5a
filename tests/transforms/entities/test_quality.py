"""Floors under what was reached on annotated texts that do not ship with the project; skipped where they are absent."""

from __future__ import annotations

import gzip
import json
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks.entities_data import load
from benchmarks.entities_quality import gold_spans, in_capitals, reliability
from benchmarks.entities_resolver import score
from transforms.contract import Paragraph
from transforms.entities import find_entities, load_recogniser
from transforms.entities.resolve import resolve

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"
DEV = SHARED / "bench" / "entities" / "dev"
pytestmark = pytest.mark.skipif(not (SHARED / "bench" / "entities").exists(), reason="the annotated texts are not here")
COARSE = {"GPE": "LOC", "FAC": "LOC", "PER": "PERSON"}


def headline(name: str, most: int) -> float:
    """F1 in percent over PERSON, ORG and LOC of the first documents of a set."""
    with gzip.open(DEV / name, "rt", encoding="utf-8") as f:
        documents = [json.loads(line) for line in islice(f, most)]
    texts = [[p["text"] for p in d["paragraphs"]] for d in documents]
    hit = found = gold = 0
    for d, paragraphs, spans in zip(documents, texts, load_recogniser().recognise(texts), strict=True):
        want = {(i, s, e, COARSE.get(y, y)) for i, p in enumerate(d["paragraphs"]) for s, e, y in p["spans"]}
        want = {x for x in want if x[3] in ("PERSON", "ORG", "LOC")}
        got = {(m.paragraph, m.char_start, m.char_end, COARSE.get(m.type, m.type)) for m in resolve(paragraphs, spans, "") if m.rule == ""}
        got = {x for x in got if x[3] in ("PERSON", "ORG", "LOC")}
        hit, found, gold = hit + len(got & want), found + len(got), gold + len(want)
    return 200 * hit / (found + gold)


@pytest.mark.parametrize(("name", "floor"), [("worldwide.jsonl.gz", 81.3), ("eval_crossner_politics_test.jsonl.gz", 85.0)])
def test_recognition(name: str, floor: float) -> None:
    assert headline(name, 250) >= floor


@pytest.mark.parametrize(("name", "floor"), [("worldwide.jsonl.gz", 72.5), ("eval_crossner_politics_test.jsonl.gz", 85.5)])
def test_recognition_in_capitals(name: str, floor: float) -> None:
    found, gold = ({x for x in spans if x[4] in ("PERSON", "ORG", "LOC")} for spans in in_capitals(load(DEV / name)))
    assert 200 * len(found & gold) / (len(found) + len(gold)) >= floor


@pytest.mark.parametrize(("name", "most"), [("worldwide.jsonl.gz", 0.05), ("eval_crossner_politics_test.jsonl.gz", 0.09)])
def test_scores_are_shares_of_right_mentions(name: str, most: float) -> None:
    documents = load(DEV / name)
    table = reliability([[p["text"] for p in d["paragraphs"]] for d in documents], gold_spans(documents))
    assert len(table) > 3
    assert sum(n * abs(mean - share) for n, mean, share in table) / sum(n for n, _, _ in table) <= most


def test_persons_are_joined() -> None:
    with gzip.open(SHARED / "bench" / "entities" / "redocred_dev_clusters.json.gz", "rt", encoding="utf-8") as f:
        documents: list[dict[str, Any]] = json.load(f)
    assert score(documents, "PER")["resolver"][2] >= 95.8


def test_the_reference_article() -> None:
    reference = SHARED / "reference"
    article = json.loads((reference / "article.json").read_text("utf-8"))
    texts = [article["title"], *article["paragraphs"]]
    lines = [line for line in (reference / "article.txt").read_text("utf-8").split("\n") if line.strip()]
    gold: dict[tuple[int, int, int], tuple[str, str]] = {}
    for g in json.loads((reference / "entities.json").read_text("utf-8")):
        if g["zone"] in ("title", "body") and g.get("date_kind") != "relative":
            line = lines[g["para"] - 1] if lines[g["para"] - 1][g["start"] : g["end"]] == g["text"] else _line_of(lines, g)
            gold[texts.index(line), g["start"], g["end"]] = (g["type"], g["canonical"])
    mentions = find_entities([[Paragraph(t) for t in texts]], published_on=[date(2025, 8, 20)])[0]
    named = {(m.paragraph, m.char_start, m.char_end): m for m in mentions if m.mention_kind == "name"}
    named = {k: m for k, m in named.items() if m.type != "DATE" or k in gold}
    places = {"GPE", "LOC", "FAC"}
    hits = [k for k in gold if k in named and (named[k].type == gold[k][0] or {named[k].type, gold[k][0]} <= places)]
    assert 200 * len(hits) / (len(gold) + len(named)) >= 96
    for name in ("Donald Trump", "Vladimir Putin", "Steve Witkoff", "Volodymyr Zelensky"):
        theirs = {k for k, (_, canonical) in gold.items() if canonical == name}
        assert {named[k].name for k in theirs if k in named} == {name}
        assert len({named[k].entity for k in theirs}) == 1 and {k for k, m in named.items() if m.name == name} == theirs


def _line_of(lines: list[str], g: dict[str, Any]) -> str:
    """The line of a gold mention, whose number counts blank lines or not."""
    near = sorted(range(len(lines)), key=lambda i: abs(i - g["para"]))
    return next(lines[i] for i in near if lines[i][g["start"] : g["end"]] == g["text"])
