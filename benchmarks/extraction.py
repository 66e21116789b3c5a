"""The page extractor beside trafilatura on the same pages in one run: quality and speed.

    python -m benchmarks.extraction FOLDER [--every N]
    python -m benchmarks.extraction FOLDER --lowest N    the pages with the lowest F1, with what shows where their truth errs

FOLDER holds truth.jsonl (id, set, url, text or paragraphs with optional ones, title, authors, date) and html/ID.html.gz.
F1 is that of 4-word shingles of the body, mean over pages, as in the public article-extraction-benchmark; `para` is that of
whole paragraphs on the pages annotated by paragraph; title, authors and date are exact matches. Speed is CPU time of one core; the
two take turns page by page, so that both have the same machine: one after the other they differed by a tenth from run to run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Extract = Callable[[str, str], dict[str, Any]]
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."})


def load_pages(folder: Path, every: int = 1) -> list[dict[str, Any]]:
    """Every n-th page with its truth and its source under `html`."""
    pages: list[dict[str, Any]] = []
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()[::every]:
        page = json.loads(line)
        with gzip.open(folder / "html" / f"{page['id']}.html.gz", "rt", encoding="utf-8", errors="surrogatepass", newline="") as f:
            pages.append({**page, "url": page["url"] or "", "html": f.read()})
    return pages


def _squeeze(text: str | None) -> str:
    """A text with its white space folded."""
    return " ".join((text or "").split())


def _fold(text: str | None) -> str:
    return _squeeze(unicodedata.normalize("NFKC", (text or "").translate(_QUOTES))).casefold()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-word shingles of a text, with how often they occur."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def _reference(page: dict[str, Any], got: str) -> list[str]:
    """The true paragraphs; an optional one counts only where most of it is in `got`."""
    if not page["paragraphs"]:
        return [p for p in map(_squeeze, (page["text"] or "").split("\n")) if p]
    seen = shingles(got)
    kept = []
    for i, paragraph in enumerate(page["paragraphs"]):
        mine = shingles(paragraph)
        if i not in page["optional"] or sum(s in seen for s in mine) * 2 > len(mine):
            kept.append(_squeeze(paragraph))
    return kept


def _share(true: Counter[Any], got: Counter[Any]) -> tuple[float, float]:
    """(precision, recall); both 1 where nothing is to be found and nothing was."""
    both = sum((true & got).values())
    if not true and not got:
        return 1.0, 1.0
    return both / max(1, sum(got.values())), both / max(1, sum(true.values()))


def compare(page: dict[str, Any], got: dict[str, Any]) -> tuple[list[str], list[str], float, float]:
    """(paragraphs found, true paragraphs, precision, recall) of an answer."""
    paragraphs = [p for p in map(_squeeze, got.get("paragraphs") or []) if p]
    true = _reference(page, "\n".join(paragraphs))
    return paragraphs, true, *_share(shingles("\n".join(true)), shingles("\n".join(paragraphs)))


def judge(extract: Extract, page: dict[str, Any]) -> dict[str, float]:
    """How near one page's answer comes to its truth, where it has one, and the CPU seconds it took. What raises counts as empty."""
    began = time.process_time()
    raised = 0.0
    try:
        got = extract(page["html"], page["url"]) or {}
    except Exception:  # noqa: BLE001 - a peer may raise anything; it is counted
        got, raised = {}, 1.0
    cpu = time.process_time() - began
    paragraphs, true, precision, recall = compare(page, got)
    found = {"cpu": cpu, "raised": raised, "P": precision, "R": recall}
    if page["paragraphs"]:
        p, r = _share(Counter(true), Counter(paragraphs))
        found["para"] = 2 * p * r / (p + r) if p + r else 0.0
    if page["title"]:
        found["title"] = float(_fold(got.get("title")) == _fold(page["title"]))
    if page["authors"]:
        found["authors"] = float({_fold(a) for a in got.get("authors") or []} == {_fold(a) for a in page["authors"]})
    if page["date"]:
        found["date"] = float(str(got.get("date") or "")[:10] == page["date"][:10])
    return found


def mean_of(judged: Sequence[dict[str, float]]) -> dict[str, float]:
    """Means over the pages that have the truth in question, how many raised, and pages a CPU-second."""
    named = {key: [page[key] for page in judged if key in page] for key in ("P", "R", "para", "title", "authors", "date")}
    means = {key: statistics.mean(values) if values else 0.0 for key, values in named.items()}
    f1 = 2 * means["P"] * means["R"] / (means["P"] + means["R"]) if means["P"] + means["R"] else 0.0
    cpu = sum(page["cpu"] for page in judged)
    return {"F1": f1, **means, "raised": sum(page["raised"] for page in judged), "pages/CPU-s": len(judged) / cpu if cpu else 0.0}


def score(extract: Extract, pages: Sequence[dict[str, Any]]) -> dict[str, float]:
    """What an extractor comes to on these pages."""
    return mean_of([judge(extract, page) for page in pages])


def print_row(name: str, result: dict[str, float]) -> None:
    """One line of the table."""
    keys = ("F1", "P", "R", "para", "title", "authors", "date")
    print(f"{name:28}" + "".join(f"  {k} {result[k]:.4f}" for k in keys) + f"  {result['pages/CPU-s']:6.1f} pages/CPU-s", flush=True)


def extract_by_trafilatura(html: str, url: str) -> dict[str, Any]:
    """The peer with metadata, at the setting that scores best here: for precision, without comments and tables."""
    import trafilatura

    found = trafilatura.bare_extraction(
        html, url=url or None, with_metadata=True, favor_precision=True, include_comments=False, include_tables=False
    )
    if found is None:
        return {}
    page = found if isinstance(found, dict) else found.as_dict()
    authors = [a.strip() for a in (page.get("author") or "").split(";") if a.strip()]
    return {"paragraphs": (page.get("text") or "").split("\n"), "title": page.get("title"), "authors": authors, "date": page.get("date")}


def main() -> None:
    from benchmarks.adapters import extract_page

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--lowest", type=int, metavar="N", help="list the N pages with the lowest F1 instead")
    args = parser.parse_args()
    pages = load_pages(args.folder, args.every)
    if args.lowest is not None:
        from benchmarks.extraction_truth import print_lowest

        print_lowest(extract_page, pages, args.lowest)
        return
    for extract in (extract_page, extract_by_trafilatura):
        extract(pages[0]["html"], pages[0]["url"])  # models and tables are loaded before the clock runs
    judged = [[judge(extract, page) for extract in (extract_page, extract_by_trafilatura)] for page in pages]
    for part in ("", *sorted({p["set"] for p in pages})):
        chosen = [both for both, page in zip(judged, pages, strict=True) if part in ("", page["set"])]
        ours, theirs = (mean_of(of_one) for of_one in zip(*chosen, strict=True))
        print_row(f"copydesk {part}", ours)
        print_row(f"trafilatura {part}", theirs)
        print(f"{'':28}  {ours['pages/CPU-s'] / theirs['pages/CPU-s']:.1f} times as fast")


if __name__ == "__main__":
    main()
