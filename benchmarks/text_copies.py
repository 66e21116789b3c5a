"""Text copies of news pages: quality by folds of sites, and what each kind of evidence brings.

    python -m benchmarks.text_copies [FOLDER] [--every N]

FOLDER holds `truth.jsonl`, `text/*.txt.gz` and `score_extraction.py` (default: the folder shared/bench/extraction beside the
project's). All pages of a site are in one fold, so that the spread of the folds tells how far figures carry over to other sites. The
ablation switches off one kind of evidence at a time. Speed is given as a ratio to a loop of bare Python in the same run, too.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.adapters import extract_text
from transforms.clean.text import body, draft, lines, page

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "bench" / "extraction"
COLUMNS = ("F1", "P", "R", "para F1", "title", "authors", "date", "pages/CPU-s")
FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--every", type=int, default=1, help="take every Nth page only")
    options = parser.parse_args()
    scorer = load_scorer(options.folder)
    with (options.folder / "truth.jsonl").open(encoding="utf-8") as truth:
        pages = [json.loads(row) for row in truth][:: options.every]

    def score(chosen: list[dict[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = scorer.score(extract_text, chosen, str(options.folder / "text"), ".txt.gz")
        return result

    _print_table("Text copies", [("all pages", score(pages)), *((f"sites, fold {n}", score(fold)) for n, fold in enumerate(_folds(pages)))])
    _print_table("Without one kind of evidence", [(name, _score_without(patches, pages, score)) for name, patches in _ABLATIONS.items()])
    Console(width=140).print(f"a loop of a million steps took {_loop() * 1000:.0f} CPU-ms in this run")


def load_scorer(folder: Path) -> Any:
    """The module `score_extraction.py` of a folder of pages."""
    path = folder / "score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path)
    if not spec or not spec.loader:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _folds(pages: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    folds: list[list[dict[str, Any]]] = [[] for _ in range(FOLDS)]
    for row in pages:
        host = (urlsplit(row["url"] or "").hostname or "").removeprefix("www.")
        folds[int(hashlib.sha256(host.encode()).hexdigest(), 16) % FOLDS].append(row)
    return [fold for fold in folds if fold]


# what is switched off: (module, name, what stands there instead)
_ABLATIONS: dict[str, list[tuple[Any, str, Any]]] = {
    "phrases": [(lines, "find_furniture", lambda *_: (None, None))],
    "address": [(page, "words_of_url", lambda _url: frozenset())],
    "headline": [(draft, "weigh_titles", lambda given, *_: [-1e6] * len(given))],
    "insets": [(body, "INTERRUPT", 1e6)],
    "repeats": [(lines, "_mark_repeats", lambda *_: None)],
    "headings by what follows": [(body, "HEADS_NOTHING", 0.0)],
}


def _score_without(patches: list[tuple[Any, str, Any]], pages: list[dict[str, Any]], score: Any) -> dict[str, Any]:
    with _all(patches):
        result: dict[str, Any] = score(pages)
    return result


@contextmanager
def _all(patches: list[tuple[Any, str, Any]]) -> Iterator[None]:
    lines.read_shape.cache_clear()
    active = [patch.object(module, name, instead) for module, name, instead in patches]
    for one in active:
        one.start()
    try:
        yield
    finally:
        for one in active:
            one.stop()
        lines.read_shape.cache_clear()


def _print_table(title: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
    table = Table(title=title)
    table.add_column("")
    for column in ("pages", *COLUMNS):
        table.add_column(column, justify="right")
    for name, result in rows:
        table.add_row(name, str(result["pages"]), *(str(result.get(column)) for column in COLUMNS))
    Console(width=140).print(table)


def _loop() -> float:
    began = time.process_time()
    total = 0
    for i in range(1_000_000):
        total += i & 3
    return time.process_time() - began


if __name__ == "__main__":
    main()
