"""Floors under what was reached on the annotated articles, and the points of the reference article. Skipped without ../shared."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.adapters import find_quotes as adapter
from transforms.contract import Paragraph
from transforms.entities import find_entities
from transforms.quotes import find_quotes


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    return _load(shared / "bench" / "quotes" / "score_quotes.py")


@pytest.fixture(scope="module")
def documents(shared: Path, scorer: ModuleType) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = scorer.load(str(shared / "bench" / "quotes" / "polnear_dev.jsonl.gz"))
    return found


@pytest.fixture(scope="module")
def measured(scorer: ModuleType, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """The scorer's figures on every fourth development article."""
    figures: dict[str, Any] = scorer.score(adapter, documents[::4], True)
    return figures


def test_floors_on_the_development_articles(measured: dict[str, Any]) -> None:
    assert measured["exceptions"] == 0
    assert measured["ov80"]["F1"] >= FLOORS["ov80"]
    assert measured["e2e"]["F1"] >= FLOORS["e2e"]
    by_kind = {kind: share for kind, (share, _) in measured["spk_by_type"].items()}
    for kind in ("name", "pronoun", "nominal"):
        assert by_kind[kind] >= FLOORS[kind], kind


def test_no_speaker_where_there_is_none(scorer: ModuleType, documents: list[dict[str, Any]]) -> None:
    # the figure of all articles: those that have such a quote are the only ones that count in it
    some = [document for document in documents if any(not gold["src"] for gold in document["gold"])]
    assert scorer.score(adapter, some, True)["none_ok"] >= FLOORS["none"]


FLOORS = {"ov80": 94.5, "e2e": 88.0, "name": 93.5, "pronoun": 92.5, "nominal": 73.0, "none": 62.0}


@pytest.fixture(scope="module")
def reference(shared: Path) -> list[tuple[dict[str, Any], Any]]:
    """The reference article's annotated quotes, each with the quote found at its place (or None)."""
    folder = shared / "reference"
    text = (folder / "article.txt").read_text("utf-8")
    body = set(json.loads((folder / "article.json").read_text("utf-8"))["paragraphs"])
    paragraphs, starts, at = [], [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(line, "body" if line in body else ("title" if at == 0 else "caption")))
            starts.append(at)
        at += len(line) + 1
    quotes = find_quotes(paragraphs, find_entities([paragraphs])[0])
    found = {(starts[q.paragraph] + q.char_start, starts[q.paragraph] + q.char_end): q for q in quotes}
    annotated = json.loads((folder / "quotes.json").read_text("utf-8"))
    assert len(quotes) == len(annotated)
    return [(gold, found.get((gold["char_start"], gold["char_end"]))) for gold in annotated]


def test_reference_spans_and_speakers(reference: list[tuple[dict[str, Any], Any]]) -> None:
    assert all(quote is not None for _, quote in reference)
    outer = [(gold, quote) for gold, quote in reference if not gold["nested"]]
    assert len(outer) == 28
    assert sum(quote.speaker_name == gold["speaker"] for gold, quote in outer) >= 27


def test_reference_officials_stay_unnamed(reference: list[tuple[dict[str, Any], Any]]) -> None:
    unnamed = [quote for gold, quote in reference if gold["speaker_type"] == "unnamed"]
    assert unnamed
    assert {(quote.speaker_type, quote.speaker_name, quote.speaker_role) for quote in unnamed} == {
        ("unnamed", None, "White House official")
    }


def test_reference_utterances(reference: list[tuple[dict[str, Any], Any]]) -> None:
    pairs = {(gold["utterance"], quote.utterance) for gold, quote in reference}
    assert len(pairs) == len({gold for gold, _ in pairs}) == len({found for _, found in pairs})


def test_reference_nested_rows(reference: list[tuple[dict[str, Any], Any]]) -> None:
    nested = [(gold, quote) for gold, quote in reference if gold["nested"]]
    assert len(nested) == 4
    for gold, quote in nested:
        assert quote.parent is not None and not quote.is_countable
        assert (quote.kind, quote.speaker_name) == (gold["kind"], gold["speaker"])


def test_the_reference_mark_that_is_missing_is_flagged(reference: list[tuple[dict[str, Any], Any]]) -> None:
    assert [gold["para"] for gold, quote in reference if not quote.is_closed] == [51]
