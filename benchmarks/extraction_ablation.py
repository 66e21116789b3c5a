"""Each kind of evidence of the page extractor switched off in turn: what is it worth?

    python -m benchmarks.extraction_ablation FOLDER [--every N]

FOLDER holds truth.jsonl and html/ID.html.gz. What the pages of a site teach about each other: benchmarks.site_evidence.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.adapters import extract_page
from benchmarks.extraction import load_pages, print_row, score

HTML = "transforms.clean.html"


def _nothing(*_: object) -> None:
    return None


def switches() -> Iterator[tuple[str, dict[str, Any]]]:
    """Names of the kinds of evidence, and what stands in the place of the functions that read them."""
    from transforms.clean.html.purposes import purposes_of_tag

    def by_tag(tag: str, _: object) -> int:
        return purposes_of_tag(tag)

    yield "names of classes and ids", {f"{HTML}.walk.purposes_of": by_tag}
    yield "shape of places", {f"{HTML}.body._places": lambda keys, prose: [1.0] * len(keys)}
    yield "edges of the text", {f"{HTML}.fates.cut_edges": _nothing}
    yield "repeats", {f"{HTML}.fates.cut_repeats": _nothing}
    yield "form of lines", {f"{HTML}.fates.cut_lines": _nothing}
    yield "boxes of lists", {f"{HTML}.fates.cut_boxed_lists": _nothing}
    yield "boxes of pictures", {f"{HTML}.fates._pictured": lambda dom, layout: set()}
    yield "cards", {f"{HTML}.body._cards": lambda dom: set()}
    yield "chunks of a split body", {f"{HTML}.body._strayed": lambda *_: frozenset()}
    yield "second articles", {f"{HTML}.body._main_article": lambda dom, prose, container, title_end: container}
    yield "links to offers", {f"{HTML}.fates._is_offer": lambda leaf: False}
    yield "idle headings", {f"{HTML}.fates.drop_idle_headings": _nothing}
    yield "standfirsts", {f"{HTML}.fates._is_subtitle": lambda *_: False}
    yield "JSON-LD", {f"{HTML}.head._load": lambda text: None}
    yield "shipped rules", {f"{HTML}.page.shipped_rules": lambda: ()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    pages = load_pages(args.folder, args.every)
    print_row("all evidence", score(extract_page, pages))
    for name, replaced in switches():
        with ExitStack() as stack:
            for target, function in replaced.items():
                stack.enter_context(patch(target, function))
            print_row("- " + name, score(extract_page, pages))


if __name__ == "__main__":
    main()
