"""What a gate refused: read again when the cause is mended, or published in the open by an acceptance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import GateRefused, UsageError
from flows.release import current
from flows.runs import RunState
from tests.flows.wire import deliver, item, ledger, night, release, write_settings

NO_FERRY = """[[checks]]
table = "articles"
name = "has_no_ferry"
description = "No headline has a ferry in it."
severity = "critical"
fails = "title LIKE '%ferry%'"
"""
NOBODY_ASKED = """[[checks]]
table = "quotes"
name = "nobody_asked"
description = "Nobody speaks of being asked."
severity = "critical"
fails = "text LIKE '%asked%'"
"""
ALL_LONG = """[[checks]]
table = "articles"
name = "mean_length"
description = "Articles have a thousand words on average."
severity = "critical"
measure = "n_words"
low = 1000
"""
OTHER = {"headline": "The mill turns again", "body_html": "<p>The mill at Osterby turns again after a winter without any water.</p>"}


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    return tmp_path


def retry(place: Path, reason: str | None = None) -> RunState:
    from flows.pipelines import retry as flow

    return flow(reason=reason, settings_file=str(place / "copydesk.toml"), runner="threads", workers=1)


def rejects(place: Path) -> list[tuple[Any, ...]]:
    return release(place).scan("rejects").sort("reason", "detail").select("reason", "detail").collect().rows()


def test_a_quote_that_was_set_aside_comes_back_when_its_cause_is_mended(place: Path) -> None:
    write_settings(place, NOBODY_ASKED)
    deliver(place, "first", item(1), item(2, **OTHER))
    night(place, "2025-03-09T02:00:00")
    assert rejects(place) == [("failed_check", "quotes.nobody_asked")]
    assert ledger(place) == [("article", None)] * 2 and release(place).scan("quotes").collect().is_empty()
    write_settings(place)
    state = retry(place)
    assert (state.state, state.found, state.known) == ("published", 2, 1)
    assert rejects(place) == [] and ledger(place) == [("article", None)] * 2
    assert release(place).scan("quotes").collect()["text"].to_list() == ["We were not asked,"]


def test_refused_records_come_back_by_their_reason_and_others_stay(place: Path) -> None:
    write_settings(place, NO_FERRY)
    deliver(place, "first", item(1), *(item(n, **OTHER) for n in range(2, 6)), item(6)[:-5])
    night(place, "2025-03-09T02:00:00")
    good = [("article", None)] * 4
    assert ledger(place) == [("rejected", "failed_check"), *good, ("rejected", "bad_json")]
    assert retry(place, "failed_check").state == "unchanged"  # nothing has been mended
    write_settings(place)
    state = retry(place, "failed_check")
    assert (state.found, state.known, state.outcomes) == (6, 5, {"article": 1})
    assert ledger(place) == [("article", None), *good, ("rejected", "bad_json")]
    assert [reason for reason, _ in rejects(place)] == ["bad_json"]
    with pytest.raises(UsageError, match="nothing was refused as failed_check"):
        retry(place, "failed_check")


def test_rejects_are_shown_by_the_check_that_refused_them(place: Path) -> None:
    settings = write_settings(place, NO_FERRY + NOBODY_ASKED)
    bare = {"body_html": OTHER["body_html"]}
    deliver(place, "first", item(1, **bare), *(item(n, **OTHER) for n in range(2, 6)), item(6, headline="The line votes"))
    night(place, "2025-03-09T02:00:00")
    shown = CliRunner().invoke(app, ["rejects", "--settings", str(settings)]).output
    assert "failed_check by articles.has_no_ferry  1 of 1 records" in shown
    assert "failed_check by quotes.nobody_asked  1 of 1 records" in shown


def test_a_refused_night_is_published_by_an_acceptance_that_the_manifest_tells(place: Path) -> None:
    from flows.pipelines import nightly

    settings = {"settings_file": str(write_settings(place, ALL_LONG)), "runner": "threads", "workers": 1, "learn": False}
    deliver(place, "first", item(1))
    with pytest.raises(GateRefused, match=r"articles\.mean_length: 19 on average over 1 rows; should be at least 1,000"):
        nightly(**settings)
    with pytest.raises(UsageError, match=r"no gate has such a rule; there is articles\.mean_length"):
        nightly(accept={"articles.mean_lenght": "a quiet day"}, **settings)
    assert current(place / "warehouse") is None
    reasons = {"articles.mean_length": "a quiet day", "articles.share_without_date": "in case"}
    state = nightly(accept=reasons, **settings)
    assert state is not None and state.state == "published" and state.gates["read"] == "accepted"
    assert release(place).manifest.notes["accepted"] == reasons
    assert "articles.share_without_date: accepted, but it did not fail" in state.warnings
    assert any(w.startswith("articles.mean_length: ") and w.endswith("accepted: a quiet day") for w in state.warnings)
