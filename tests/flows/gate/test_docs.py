"""The pages: whole without a network, all gates on one page, plain data for machines."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.gate import Context, Verdict, judge, measure, read_gates, write_docs

CONTEXT = Context(datetime(2026, 8, 4, 3, tzinfo=UTC))


@pytest.fixture
def verdict(night: dict[str, pl.DataFrame]) -> Verdict:
    text = pl.when(pl.int_range(pl.len()) < 2).then(pl.lit("<script>alert(1)</script>")).otherwise("text").alias("text")
    night["quotes"] = night["quotes"].with_columns(text)
    return judge("annotate", [measure("annotate", night, CONTEXT)], run_id="20260804T030000Z-abcdef", context=CONTEXT)


def test_pages_ask_for_nothing_from_elsewhere(verdict: Verdict, tmp_path: Path) -> None:
    write_docs(tmp_path, [verdict])
    for page in (tmp_path / "gates").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), page.name
        assert "<script" not in text and "url(http" not in text
        assert text.count("<style>") == 1


def test_links_between_the_pages_lead_somewhere(verdict: Verdict, tmp_path: Path) -> None:
    write_docs(tmp_path, [verdict])
    for page in (tmp_path / "gates").glob("*.html"):
        for link in re.findall(r'href="([^"#]+)', page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), (page.name, link)


def test_the_summary_shows_the_rule_its_rows_and_samples_as_text(verdict: Verdict, tmp_path: Path) -> None:
    text = write_docs(tmp_path, [verdict]).read_text(encoding="utf-8")
    assert "quotes.span_is_true" in text and "rows set aside" in text
    assert verdict.quarantine["key"][0] in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_library_s_page_has_a_row_for_every_check(verdict: Verdict, tmp_path: Path) -> None:
    write_docs(tmp_path, [verdict])
    text = (tmp_path / "gates" / "annotate.html").read_text(encoding="utf-8")
    for result in verdict.results:
        if result.status != "not_applicable":
            assert f"{result.check}: " in text


def test_machines_read_the_same(verdict: Verdict, tmp_path: Path) -> None:
    write_docs(tmp_path, [verdict])
    (found,) = read_gates(tmp_path)
    assert found["stage"] == "annotate" and found["outcome"] == "quarantined" and found["passed"] is True
    assert found["rows_set_aside"] == verdict.quarantine.height
    assert [r["rule"] for r in found["results"]] == [r.rule for r in verdict.results]
    json.dumps(found)


def test_a_run_without_gates_has_a_page_too(tmp_path: Path) -> None:
    assert "No gate was asked." in write_docs(tmp_path, []).read_text(encoding="utf-8")
    assert read_gates(tmp_path) == []
    assert read_gates(tmp_path / "nowhere") == []
