"""What the other pages of a site are worth: the same pages read with and without them, as HTML and as text copies.

    python -m benchmarks.site_evidence [FOLDER] [--sites N] [--pages N]

First invented sites, learnt as a run learns: from the first half of a site's pages, scored on the other half. `cut wrongly` counts true
paragraphs that the evidence took out. Then, where FOLDER (default: shared/bench/extraction beside the project's) is there, its pages
of sites that have more than one, each with what the others of its site teach. As most have two pages, there a block is furniture from
the first other page on (a run asks for three).
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.adapters import answer_of
from benchmarks.extraction import print_row
from benchmarks.extraction import score as score_pages
from benchmarks.invented_sites import InventedPage, make_site
from schemas import TABLES
from transforms import site_evidence
from transforms.clean.evidence import SiteEvidence, sketch
from transforms.clean.html import clean_html
from transforms.clean.text import clean_text
from transforms.contract import Page, Refusal
from transforms.urls import domain_of, host_of, normalise_url

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "bench" / "extraction"
Clean = Callable[[str, str, SiteEvidence | None], Page | Refusal]
KINDS = ("body", "heading", "list_item", "block_quote")


def _read_html(source: str, url: str, known: SiteEvidence | None) -> Page | Refusal:
    return clean_html(source, url or None, evidence=known)


def _read_text(source: str, url: str, known: SiteEvidence | None) -> Page | Refusal:
    return clean_text(source, url or None, evidence=known)


FORMATS: dict[str, Clean] = {"html": _read_html, "text": _read_text}


def learn(cleaned: Iterable[tuple[str, Page | Refusal]], format_: str) -> SiteEvidence | None:
    """What pages (address and page) of one site teach, as a run learns it."""
    rows = [
        site_evidence.page_row(("site", format_), sketch(page), normalise_url(url) or url, "", page.published_on)
        for url, page in cleaned
        if isinstance(page, Page)
    ]
    schema = pl.DataFrame(TABLES["site_evidence"].staged("read").empty_table()).schema
    learnt = site_evidence.count(pl.DataFrame(rows, schema=schema, orient="row"))
    return site_evidence.read_evidence(learnt.select("kind", "mark").iter_rows()) if learnt.height else None


def paragraphs_of(page: Page | Refusal) -> list[str]:
    return [b.text for b in page.blocks if b.fate == "paragraph" and b.kind in KINDS] if isinstance(page, Page) else []


def score_invented(sites: Sequence[Sequence[InventedPage]], format_: str, is_on: bool) -> tuple[float, float, float, int]:
    """Precision, recall and F1 of paragraphs over the second halves of the sites, and true paragraphs lost by the evidence."""
    clean = FORMATS[format_]
    found = right = true = lost = 0
    for pages in sites:
        half = len(pages) // 2
        known = learn([(p.url, clean(getattr(p, format_), p.url, None)) for p in pages[:half]], format_) if is_on else None
        for page in pages[half:]:
            wanted = Counter(page.paragraphs)
            got = Counter(paragraphs_of(clean(getattr(page, format_), page.url, known)))
            found, true, right = found + got.total(), true + wanted.total(), right + (got & wanted).total()
            if is_on:
                lost += ((Counter(paragraphs_of(clean(getattr(page, format_), page.url, None))) & wanted) - got).total()
    precision, recall = right / max(found, 1), right / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), lost


def print_invented(n_sites: int, n_pages: int) -> None:
    table = Table(title=f"{n_sites} invented sites of {n_pages} pages: paragraphs found exactly")
    for column in ("", "precision", "recall", "F1", "cut wrongly"):
        table.add_column(column, justify="left" if not column else "right")
    sites = [make_site(n, n_pages) for n in range(n_sites)]
    for format_ in FORMATS:
        for is_on in (False, True):
            precision, recall, f1, lost = score_invented(sites, format_, is_on)
            table.add_row(f"{format_}, evidence {'on' if is_on else 'off'}", f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", str(lost))
    Console().print(table)


def _sites_of(folder: Path, format_: str) -> Iterator[list[dict[str, Any]]]:
    """The pages of each site that has more than one."""
    sites: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with (folder / "truth.jsonl").open(encoding="utf-8") as truth:
        for line in truth:
            page = json.loads(line)
            if site := domain_of(host_of(page["url"])):
                sites[site].append(page)
    ending = "html" if format_ == "html" else "txt"
    for pages in sites.values():
        if len(pages) > 1:
            for page in pages:
                with gzip.open(folder / format_ / f"{page['id']}.{ending}.gz", "rt", encoding="utf-8", errors="surrogatepass") as file:
                    page["html"] = file.read()  # the name under which the scorer looks for the source
            yield pages


def print_development(folder: Path) -> None:
    with ExitStack() as stack:
        for name in ("LEAST_PAGES", "LEAST_LINE_PAGES"):
            stack.enter_context(patch.object(site_evidence, name, 1))
        for format_, clean in FORMATS.items():
            sites = list(_sites_of(folder, format_))
            known: dict[str, SiteEvidence | None] = {}
            for pages in sites:
                cleaned = {p["url"]: clean(p["html"], p["url"], None) for p in pages}
                for page in pages:
                    known[page["url"]] = learn([(u, c) for u, c in cleaned.items() if u != page["url"]], format_)
            every = [{**page, "url": page["url"] or ""} for pages in sites for page in pages]
            print(f"{format_}: {len(every)} pages of {len(sites)} sites")
            off: dict[str, SiteEvidence | None] = {}
            for name, told in (("off", off), ("on", known)):
                print_row(f"  evidence {name}", score_pages(_adapter(clean, told), every))


def _adapter(clean: Clean, known: dict[str, SiteEvidence | None]) -> Callable[[str, str], dict[str, Any]]:
    return lambda source, url: answer_of(clean(source, url, known.get(url)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--pages", type=int, default=20)
    options = parser.parse_args()
    print_invented(options.sites, options.pages)
    if (options.folder / "truth.jsonl").exists():
        print_development(options.folder)


if __name__ == "__main__":
    main()
