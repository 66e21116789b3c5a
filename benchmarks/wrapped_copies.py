"""Text copies broken at a width, as letters, text browsers and old archives have them: how much of the quality is kept.

    python -m benchmarks.wrapped_copies [FOLDER] [--every N] [--width COLUMNS ...]

FOLDER is that of `benchmarks.text_copies`. Every copy is broken in three ways: its empty lines kept; none kept; none kept and the first
row of each paragraph indented. Each is read as it is, and with the rows taken for lines (`row by row`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.adapters import extract_text
from benchmarks.text_copies import COLUMNS, FOLDER, load_scorer
from transforms.clean.text import page as text_page

INDENT = 4  # columns before the first row of a paragraph
# where a row may be broken: behind a space or a hyphen within a word, and between wide characters (not before what closes)
_PIECE = re.compile(
    r"[\u3000-\u9fff\uff00-\uff60][\u3001\u3002\u300d\u300f\uff01\uff09\uff0c\uff1f]*|[^\s\u3000-\u9fff\uff00-\uff60]+?(?:-(?=\w)|(?=[\s\u3000-\u9fff\uff00-\uff60]|$))|\s+"
)


def wrap_line(line: str, width: int, first: int = 0) -> list[str]:
    """A line broken at `width` columns, its own indent kept, the first row behind `first` more columns."""
    indent = line[: len(line) - len(line.lstrip())]
    rows: list[str] = []
    row, edge = indent + " " * first, len(indent) + first
    is_empty = True
    for piece in _PIECE.findall(line.strip()):
        columns = sum(2 if "\u2e80" <= c <= "\uff60" else 1 for c in piece)
        if edge + (0 if piece.isspace() else columns) > width and not is_empty:
            rows.append(row.rstrip())
            row, edge, is_empty = indent, len(indent), True
        if is_empty and piece.isspace():
            continue
        row, edge, is_empty = row + piece, edge + columns, False
    return [*rows, row.rstrip()]


def with_gaps(text: str, width: int) -> str:
    return "\n".join(row for line in text.splitlines() for row in wrap_line(line, width))


def without_gaps(text: str, width: int) -> str:
    return "\n".join(row for line in text.splitlines() if line.strip() for row in wrap_line(line, width))


def with_indents(text: str, width: int) -> str:
    return "\n".join(
        row for line in text.splitlines() if line.strip() for row in wrap_line(line, width, INDENT if len(line) > width else 0)
    )


LAYOUTS: dict[str, Callable[[str, int], str]] = {
    "empty lines kept": with_gaps,
    "no empty lines": without_gaps,
    "first rows indented": with_indents,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--every", type=int, default=1, help="take every Nth page only")
    parser.add_argument("--width", type=int, nargs="+", default=[72], help="columns of a row")
    options = parser.parse_args()
    with (options.folder / "truth.jsonl").open(encoding="utf-8") as truth:
        pages = [json.loads(row) for row in truth][:: options.every]
    table = Table(title="Text copies broken at a width")
    table.add_column("")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, result in _score_all(options.folder, pages, options.width):
        table.add_row(name, *(str(result.get(column)) for column in COLUMNS))
    Console(width=140).print(table)


def _score_all(folder: Path, pages: list[dict[str, Any]], widths: list[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    scorer = load_scorer(folder)
    yield "as they are", scorer.score(extract_text, pages, str(folder / "text"), ".txt.gz")
    for width in widths:
        for name, wrap in LAYOUTS.items():
            with tempfile.TemporaryDirectory() as wrapped:
                for page in pages:
                    with gzip.open(folder / "text" / f"{page['id']}.txt.gz", "rt", encoding="utf-8", errors="surrogatepass") as copy:
                        text = wrap(copy.read(), width)
                    with gzip.open(
                        Path(wrapped) / f"{page['id']}.txt.gz", "wt", encoding="utf-8", errors="surrogatepass", compresslevel=1
                    ) as f:
                        f.write(text)
                yield f"{width} columns, {name}", scorer.score(extract_text, pages, wrapped, ".txt.gz")
                with patch.object(text_page, "unwrap", list):
                    yield "  row by row", scorer.score(extract_text, pages, wrapped, ".txt.gz")


if __name__ == "__main__":
    main()
