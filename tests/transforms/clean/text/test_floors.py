"""Floors of quality on every eighth of the saved pages, where they are present, a little under what was reached there."""

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.adapters import extract_text

BENCH = Path(__file__).resolve().parents[4] / ".." / "shared" / "bench" / "extraction"
FLOORS = {"F1": 0.895, "para F1": 0.82, "title": 0.8, "authors": 0.79, "date": 0.73}


@pytest.mark.skipif(not BENCH.is_dir(), reason="the saved pages are not here")
def test_text_copies_stay_above_the_floors() -> None:
    spec = importlib.util.spec_from_file_location("score_extraction", BENCH / "score_extraction.py")
    assert spec and spec.loader
    scorer: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with (BENCH / "truth.jsonl").open(encoding="utf-8") as truth:
        pages = [json.loads(line) for line in truth][::8]
    with gzip.open(BENCH / "text" / f"{pages[0]['id']}.txt.gz", "rt", encoding="utf-8") as first:
        assert first.read(1)
    result = scorer.score(extract_text, pages, str(BENCH / "text"), ".txt.gz")
    assert result["errors"] == []
    assert {name: result[name] for name in FLOORS if result[name] < FLOORS[name]} == {}
