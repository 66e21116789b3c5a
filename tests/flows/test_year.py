"""A short stretch of the simulated year (benchmarks/year.py lives through all of it): the end equals one run over everything."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.year import FIRST, at_night, differences, released, run_at_once, write_settings
from benchmarks.year_deliveries import AGAIN_EVERY, Year, deliver
from flows.inbox import find_new
from flows.release import diff, verify
from flows.settings import load_settings
from flows.settling import runs_in


def test_nights_and_a_backfill_end_as_one_single_run(prefect_server: None, tmp_path: Path) -> None:
    from flows.pipelines import backfill, nightly

    where = {"settings_file": str(write_settings(tmp_path)), "runner": "threads", "workers": 1}
    ends = []
    for night in range(AGAIN_EVERY):  # the last one brings a whole delivery again
        deliver(Year(FIRST, 4), night, tmp_path / "inbox")
        with at_night(night):
            if night % 3 == 2:
                ends.append(nightly(**where, learn=False))
            if night == 5:
                ends.append(backfill(since=FIRST, **where))
    assert [run.state for run in ends] == ["published", "published", "unchanged", "published"]
    assert all(run.found == sum(run.outcomes.values()) + run.known for run in ends)
    assert 0 < ends[3].known < ends[3].found
    by_night, at_once = released(tmp_path / "nights"), run_at_once(tmp_path, AGAIN_EVERY)
    assert not differences(by_night, at_once), diff(at_once, by_night)
    assert verify(by_night) == []
    outcomes = set(by_night.scan("records").select("outcome").collect()["outcome"])
    assert outcomes >= {"article", "revision", "rejected", "not_an_article"}
    assert by_night.manifest.tables["article_versions"].rows > 10
    assert "withdrawn" in set(by_night.scan("articles").select("status").collect()["status"])
    assert not any(run.base_runs for run in ends)  # a published run is itself in the release: only one without news has to say more
    settings = load_settings(Path(where["settings_file"]))
    known = next(path for path in sorted(settings.inbox.rglob("*.jsonl")))
    known.with_name("again.jsonl.gz").write_bytes(gzip.compress(known.read_bytes()))
    with at_night(AGAIN_EVERY):
        state = nightly(**where, learn=False)
    assert (state.state, state.base_runs) == ("unchanged", runs_in(by_night))
    assert find_new(settings).dumps == []
