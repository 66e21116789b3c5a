"""What shows that a truth errs, on invented pages."""

from __future__ import annotations

import json

from benchmarks.extraction_truth import find_sign

PARAGRAPHS = [f"In the {n}th week of the frost the ferry stayed at the quay, and bread came over the ice by sledge." for n in range(4, 24)]
PAGE = f"<html><body><h1>Frost</h1><div class=text>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</div></body></html>"


def test_a_whole_truth_shows_nothing() -> None:
    assert find_sign(PAGE, PARAGRAPHS) is None


def test_a_truth_that_stops_early_shows_how_much_follows() -> None:
    assert (
        find_sign(PAGE, PARAGRAPHS[:5]) == f"{sum(map(len, PARAGRAPHS[5:]))} characters follow in the place of the truth's last paragraph"
    )


def test_a_truth_that_ends_within_a_paragraph() -> None:
    assert find_sign(PAGE, [*PARAGRAPHS[:-1], PARAGRAPHS[-1][:60]]) == "the truth ends within a paragraph"


def test_a_truth_of_another_page() -> None:
    assert (
        find_sign(PAGE, ["The choir sang all four parts again on Friday, to the surprise of its organist."])
        == "100% of the truth is not on the page"
    )


def test_a_truth_shorter_than_the_body_that_the_page_states() -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": "Frost", "articleBody": "\n".join(PARAGRAPHS)})
    page = PAGE.replace("<body>", f'<body><script type="application/ld+json">{stated}</script>')
    assert (find_sign(page, PARAGRAPHS[:10]) or "").startswith("the JSON-LD body is 2.0 times as long")
