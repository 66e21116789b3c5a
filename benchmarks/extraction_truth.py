"""Where the truth of the extraction benchmark errs: the lowest pages, each with a sign of it that a program can see.

Run by `python -m benchmarks.extraction FOLDER --lowest N`. A sign is no proof, and its absence none of the contrary: the ids are
listed so that anyone can look.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from benchmarks.extraction import Extract, compare, shingles
from transforms.clean.html.body import place_of, prose_of
from transforms.clean.html.details import json_ld_paragraphs
from transforms.clean.html.dom import Dom, read_dom
from transforms.clean.html.head import read_head
from transforms.clean.html.strip import strip_raw

FOUND = 0.6  # share of its shingles that a true text has on the page, at least
LONGER = 1.25  # so many times as long as the truth is a JSON-LD body that holds more than it
GOES_ON = 1_000  # characters of running text behind the end of the truth, in the place of its last paragraph


def print_lowest(extract: Extract, pages: Iterable[dict[str, Any]], most: int) -> None:
    """The pages with the lowest F1, and the F1 of each part with and without the pages whose truth shows that it errs."""
    rows = [(page, *_measure(extract, page)) for page in pages]
    rows.sort(key=lambda row: _f1(row[1], row[2]))
    for page, precision, recall, sign in rows[:most]:
        print(f"{page['id']:18}  {page['set']:14}  F1 {_f1(precision, recall):.3f}  P {precision:.3f}  R {recall:.3f}  {sign or '-'}")
    for part in sorted({page["set"] for page, *_ in rows}):
        every = [(p, r) for page, p, r, _ in rows if page["set"] == part]
        sound = [(p, r) for page, p, r, sign in rows if page["set"] == part and not sign]
        print(f"{part}: F1 {_mean_f1(every):.4f} on {len(every)} pages, {_mean_f1(sound):.4f} on the {len(sound)} without a sign")


def _measure(extract: Extract, page: dict[str, Any]) -> tuple[float, float, str | None]:
    _, true, precision, recall = compare(page, extract(page["html"], page["url"]) or {})
    return precision, recall, find_sign(page["html"], true)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean_f1(pairs: list[tuple[float, float]]) -> float:
    return _f1(sum(p for p, _ in pairs) / len(pairs), sum(r for _, r in pairs) / len(pairs)) if pairs else 0.0


def find_sign(html: str, true: list[str]) -> str | None:
    """What of a page shows that its truth errs; None where nothing does."""
    light, json_ld = strip_raw(html)
    dom = read_dom(LexborHTMLParser(light))
    told = " ".join(json_ld_paragraphs(read_head(dom, json_ld)))
    text = " ".join(true)
    on_page = _share_of(text, " ".join(leaf.text for leaf in dom.leaves) + " " + told)
    if on_page < FOUND:
        return f"{1 - on_page:.0%} of the truth is not on the page"
    if len(told) > LONGER * len(text) and _share_of(text, told) > FOUND:
        return f"the JSON-LD body is {len(told) / max(1, len(text)):.1f} times as long as the truth and holds it"
    end = _end_of(dom, true)
    if end is None:
        return None
    if end[1]:
        return "the truth ends within a paragraph"
    more = _text_behind(dom, end[0], text)
    return f"{more} characters follow in the place of the truth's last paragraph" if more > GOES_ON else None


def _share_of(text: str, whole: str) -> float:
    """The share of the shingles of `text` that `whole` has."""
    mine, theirs = shingles(text), shingles(whole)
    return sum(s in theirs for s in mine) / max(1, len(mine))


def _end_of(dom: Dom, true: list[str]) -> tuple[int, bool] | None:
    """The leaf that the truth ends in, and whether it ends before the leaf does; None where its last paragraph is in no leaf."""
    last = true[-1] if true else ""
    for i, leaf in enumerate(dom.leaves):
        if len(last) > 40 and leaf.text.startswith(last):
            return i, len(leaf.text) - len(last) > 20
    return None


def _text_behind(dom: Dom, end: int, text: str) -> int:
    """How much running text that the truth does not have stands behind a leaf in places like its own."""
    place = place_of(dom, dom.leaves[end])
    behind = [leaf for leaf in dom.leaves[end + 1 :] if place_of(dom, leaf) == place and prose_of(leaf, place[0])]
    return sum(len(leaf.text) for leaf in behind if leaf.text not in text)
