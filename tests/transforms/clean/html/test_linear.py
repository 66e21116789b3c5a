"""The work for a page grows with its length, not with the square of it: four times as much of anything takes less than nine times as long.

Ratios of CPU time in one run, so that a slow machine passes as a fast one does; the square would be sixteen.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from transforms.clean.html import clean_html
from transforms.clean.html.strip import strip_raw

MOST = 9.0  # times as long for FOUR times as much
FOUR = 4
TRIES = 6  # the least of so many counts: what others do on the machine makes some slower, none faster
LEAST_SECONDS = 0.03  # less cannot be told from noise
FEWEST, ENOUGH = 500, 64_000  # pieces
_TEXT = "<p>The ferry to the island stopped on Monday, said the harbour master, and day {i} brought no other boat.</p>"

PAGES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda i: _TEXT.format(i=i),
    "paragraphs that begin alike": lambda i: f"<p>The ferry to the island stopped on Monday for good. It was boat {i}.</p>",
    "quotes": lambda i: f"{_TEXT.format(i=i)}<blockquote>Nobody told us anything about boat {i}, and nobody will.</blockquote>",
    "articles": lambda i: f"<article><h1>Ferry {i} stops</h1>{_TEXT.format(i=i)}</article>",
    "sections": lambda i: f"<h2>Boat {i}</h2>{_TEXT.format(i=i)}",
    "cards": lambda i: f"<li><h3><a href=/{i}>Boat {i} is late again today</a></h3><p>It left at {i}.</p></li>",
    "menus": lambda i: f"<nav class=menu><ul><li><a href=/{i}>Boats {i}</a></ul></nav>",
    "menus in menus": lambda i: f"<nav class=menu><a href=/{i}>Boats {i}</a>" + ("" if i % 50 else "</nav>" * 50 + _TEXT.format(i=i)),
    "pictures": lambda i: f"<figure><img src=/{i}.jpg><figcaption>Boat {i} at the quay</figcaption></figure>{_TEXT.format(i=i)}",
    "lists": lambda i: f"<ul><li>Boat {i}<li>Quay {i}</ul>{_TEXT.format(i=i)}",
    "lines": lambda i: f"Boat {i} left the quay at noon.<br><br>",
    "links": lambda i: f"<a href=/{i}>boat {i}</a> ",
    "links that never end": lambda i: f"<a href=/{i}>boat {i} ",
    "times": lambda i: f"<div><time>boat {i}</time> left</div>",
    "meta tags": lambda i: f'<meta name="boat{i}" content="Boat {i}">',
    "comments": lambda i: f"<!-- boat {i} --><div>boat {i}</div>",
    "comments that never end": lambda i: f"<!-- <script> boat {i} ",
    "tags that never end": lambda i: f"<div data-boat{i}=' ",
    "formatting that never ends": lambda i: f"<p><font size={i}>boat {i}</p>",
    "bare brackets": lambda i: f"a < b{i} <",
}


@pytest.mark.parametrize("kind", PAGES)
def test_reading_a_page(kind: str) -> None:
    assert _growth(lambda page: clean_html(page, "https://tern.example/a"), PAGES[kind]) < MOST


@pytest.mark.parametrize("value", [">", "<b>"])
def test_reading_attributes_that_hold_ends_of_tags(value: str) -> None:
    """The parser compares each attribute of a tag with all before it, until there are so many that they are left out."""
    piece = f"x{{}}='{value}' "
    assert _growth(lambda page: clean_html(page, "https://tern.example/a"), piece.format, 25_000, "<p ") < MOST


def test_reading_words_that_never_end() -> None:
    """The parser nests them: its time grows with the square of the depth, until there are so many that pages are flattened."""
    assert _growth(lambda page: clean_html(page, "https://tern.example/a"), lambda i: f"<b class=x{i}>boat {i} ", 25_000) < MOST


@pytest.mark.parametrize("piece", ["<script>", "<!-- <script>", "<svg ", "<style>", "<noscript>", "<script><!--<script>", '<a x="<svg>'])
def test_stripping_openings_without_end(piece: str) -> None:
    assert _growth(strip_raw, lambda i: piece) < MOST


def _growth(read: Callable[[str], object], piece: Callable[[int], str], n: int = FEWEST, before: str = "") -> float:
    """How many times as long FOUR times as many pieces take, of a number from `n` that takes long enough to be measured."""
    while (once := _seconds(read, piece, n, before)) < LEAST_SECONDS and n < ENOUGH:
        n *= 2
    much = float("inf")
    for _ in range(TRIES):
        once = min(once, _seconds(read, piece, n, before))
        much = min(much, _seconds(read, piece, FOUR * n, before))
        if much < MOST * once:
            break
    return much / once


def _seconds(read: Callable[[str], object], piece: Callable[[int], str], n: int, before: str) -> float:
    page = f"<html><body><h1>Ferry stops</h1>{_TEXT}{before}{''.join(map(piece, range(n)))}"
    began = time.process_time()
    read(page)
    return time.process_time() - began
