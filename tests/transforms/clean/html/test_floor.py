"""Quality floors on real pages, a little under what was reached. The pages are their publishers' and stand beside the project."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.adapters import extract_page
from benchmarks.extraction import score

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "bench" / "extraction"
FLOORS = {"F1": 0.945, "para": 0.89, "title": 0.80, "authors": 0.78, "date": 0.85}


@pytest.mark.skipif(not (FOLDER / "truth.jsonl").exists(), reason="the pages of the development set are not here")
def test_floors_on_every_tenth_page() -> None:
    pages: list[dict[str, Any]] = []
    for line in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()[::10]:
        page = json.loads(line)
        with gzip.open(FOLDER / "html" / f"{page['id']}.html.gz", "rt", encoding="utf-8", errors="surrogatepass", newline="") as f:
            pages.append({**page, "url": page["url"] or "", "html": f.read()})
    reached = score(extract_page, pages)
    assert reached["raised"] == 0
    assert {k: reached[k] for k, floor in FLOORS.items() if reached[k] < floor} == {}
