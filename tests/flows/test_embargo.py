"""Embargoed items stay out until their time has come and then come in by themselves; cancels mark an article and leave its text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.release import verify
from tests.flows.wire import ITEM, deliver, item, ledger, night, release, write_settings


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    write_settings(tmp_path)
    return tmp_path


def test_an_embargoed_item_comes_in_on_the_first_night_after_its_embargo(place: Path) -> None:
    endless = {"embargoed": "9999-12-31T23:59:59"}
    first = deliver(place, "first", item(1), item(2, embargoed="2025-03-10T06:00:00Z"), item(3, **endless), item(4, pubstatus="withheld"))
    night(place, "2025-03-09T02:00:00")
    held = [("held", reason) for reason in ("embargoed", "embargo_unreadable", "withheld")]
    assert ledger(place) == [("article", None), *held]
    text = "\n".join(str(release(place).scan(t).collect().rows()) for t in release(place).manifest.tables if t != "records")
    assert "meridian.example,2025:2" not in text and release(place).scan("articles").collect().height == 1
    assert night(place, "2025-03-10T02:00:00").state == "unchanged"
    state = night(place, "2025-03-11T02:00:00")
    assert (state.state, state.outcomes, state.found) == ("published", {"article": 1}, 4)
    assert ledger(place) == [("article", None), ("article", None), *held[1:]]
    assert release(place).scan("articles").collect()["status"].to_list() == ["usable", "usable"]
    assert verify(release(place)) == [] and first.exists()
    assert night(place, "2025-03-12T02:00:00").state == "unchanged"


def test_what_was_held_in_between_leaves_no_trace(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = item(1), item(2, embargoed="2025-03-10T06:00:00Z"), item(1, 2, embargoed="2025-03-10T06:00:00Z", headline="It votes")
    deliver(place, "first", *lines)
    for day in ("08", "11"):
        night(place, f"2025-03-{day}T02:00:00")
    late = tmp_path_factory.mktemp("late")
    write_settings(late)
    deliver(late, "first", *lines)
    night(late, "2025-03-11T02:00:00")
    contents = [{n: e.content for n, e in release(p).manifest.tables.items()} for p in (place, late)]
    assert contents[0] == contents[1]


def test_a_held_item_whose_dump_is_gone_is_told(place: Path) -> None:
    path = deliver(place, "second", item(1), item(2, embargoed="2025-03-10T06:00:00Z"))
    night(place, "2025-03-09T02:00:00")
    path.unlink()
    state = night(place, "2025-03-11T02:00:00")
    assert state.state == "unchanged" and "wire/second.jsonl holds records whose embargo has ended" in state.warnings[0]


@pytest.mark.parametrize("body", [{}, {"body_html": ""}, {"body_html": "", "headline": None}, {"body_html": "<p>Editors: kill this.</p>"}])
@pytest.mark.parametrize("is_first", [False, True])
def test_a_cancel_marks_the_article_and_leaves_its_text(place: Path, body: dict[str, Any], is_first: bool) -> None:
    deliveries = [item(1), item(1, 2, pubstatus="canceled", **body)]
    for n, line in enumerate(reversed(deliveries) if is_first else deliveries):
        deliver(place, f"{n}", line)
        night(place, f"2025-03-0{n + 5}T02:00:00")
    articles = release(place).scan("articles").collect()
    assert articles.select("status", "title").rows() == [("withdrawn", ITEM["headline"])]
    assert "“We were not asked,” Ilse Voss said" in articles["text"][0]
    assert sorted(ledger(place)) == [("article", None), ("withdrawal", None)]
    assert release(place).scan("quotes").select(pl.len()).collect().item() == 1
