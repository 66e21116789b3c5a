"""Embargoed items stay out until their time has come and then come in by themselves; cancels mark an article and leave its text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest

from flows.release import Release, current, verify
from flows.runs import RunState

TEXT = "<p>The ferry line put off its vote on the fares.</p><p>“We were not asked,” Ilse Voss said on Monday.</p>"
ITEM = {
    "type": "text",
    "firstcreated": "2025-03-01T08:00:00Z",
    "pubstatus": "usable",
    "language": "en",
    "headline": "The ferry line puts off its vote",
    "provider": "Meridian Wire",
    "body_html": TEXT,
}


def item(number: int, version: int = 1, **other: Any) -> str:
    about = {"guid": f"tag:meridian.example,2025:{number}", "version": str(version), "versioncreated": f"2025-03-0{version}T09:00:00Z"}
    return json.dumps({**ITEM, **about, **other})


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    settings = f'inbox = "{tmp_path / "inbox"}"\nwarehouse = "{tmp_path / "warehouse"}"\nquiet_seconds = 0\n'
    (tmp_path / "copydesk.toml").write_text(settings, "utf-8")
    return tmp_path


def deliver(place: Path, name: str, *lines: str) -> Path:
    path = place / "inbox" / "wire" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def night(place: Path, moment: str) -> RunState:
    from flows.pipelines import nightly

    with mock.patch("flows.runs.clock", return_value=datetime.fromisoformat(moment).replace(tzinfo=UTC)):
        state = nightly(settings_file=str(place / "copydesk.toml"), runner="threads", workers=1, learn=False)
    assert state is not None
    return state


def release(place: Path) -> Release:
    found = current(place / "warehouse")
    assert found is not None
    return found


def ledger(place: Path) -> list[tuple[Any, ...]]:
    return release(place).scan("records").sort("dump", "position").select("outcome", "reason").collect().rows()


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
    (late / "copydesk.toml").write_text((place / "copydesk.toml").read_text("utf-8").replace(str(place), str(late)), "utf-8")
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
