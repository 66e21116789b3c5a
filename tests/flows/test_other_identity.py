"""Dumps read again in which a record turns out to be of another article: the one that it leaves is what its other records make it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.release import verify
from flows.report import what_was_done
from flows.runs import RunState
from tests.flows.releases import ON_THREADS, content, released

BY_STORY, BY_PIECE = 'external_id = "story"\nupdated = "changed"', 'external_id = ["piece", "story"]\nupdated = "changed"'
BY_CORRECTION = 'external_id = "story"\nupdated = ["corrected", "changed"]'
TEXT = "The ferry line put off vote number {}.\n\n“We were not asked,” Ilse Voss said of it on Monday."


def item(story: int, version: int, piece: int | None = None, corrected: str | None = None) -> dict[str, object]:
    about = {"title": f"The ferry line puts off vote {version}", "text": TEXT.format(10 * story + version), "author": "Ada Quill"}
    dates = {"date": "2025-03-01T08:00:00Z", "changed": f"2025-03-0{1 + version}T09:00:00Z", "corrected": corrected}
    return {**about, **dates, "story": f"story-{story:05d}", "piece": f"piece-{piece:05d}" if piece else None}


def write(place: Path, mapping: str, **dumps: list[dict[str, object]]) -> str:
    """Dumps of a feed of the user's own fields, and settings that say what they mean; gives the settings' file."""
    (place / "inbox" / "desk").mkdir(parents=True, exist_ok=True)
    for name, items in dumps.items():
        (place / "inbox" / "desk" / f"{name}.jsonl").write_text("".join(json.dumps(i) + "\n" for i in items), "utf-8")
    path = place / "copydesk.toml"
    path.write_text(f'inbox = "{place / "inbox"}"\nquiet_seconds = 0\n[mappings.desk]\n{mapping}\n', "utf-8")
    return str(path)


def run(place: Path, settings: str, warehouse: str) -> None:
    from flows.pipelines import ingest

    ingest([str(place / "inbox")], settings_file=settings, warehouse=str(place / warehouse), **ON_THREADS)


def backfill(place: Path, settings: str, dumps: str) -> RunState:
    from flows.pipelines import backfill as flow

    return flow(dumps=dumps, settings_file=settings, warehouse=str(place / "warehouse"), **ON_THREADS)


FIRST = [item(1, 1), item(2, 1)]
CASES = {
    "its last version leaves for a new article": (BY_PIECE, [item(1, 2, piece=7)]),
    "its last version leaves for another one that is there": (BY_PIECE, [item(1, 2, piece=8), item(3, 1, piece=8)]),
    "its last version is no longer the last": (BY_CORRECTION, [item(1, 2, corrected="2025-03-01T10:00:00Z")]),
}


@pytest.mark.parametrize("case", CASES)
def test_after_reading_its_dump_alone_the_release_is_that_of_one_run(prefect_server: None, tmp_path: Path, case: str) -> None:
    mapping, second = CASES[case]
    run(tmp_path, write(tmp_path, BY_STORY, first=FIRST, second=second), "warehouse")
    settings = write(tmp_path, mapping)
    run(tmp_path, settings, "wanted")
    state = backfill(tmp_path, settings, "desk/second*")
    assert content(released(tmp_path / "warehouse")) == content(released(tmp_path / "wanted"))
    assert verify(released(tmp_path / "warehouse")) == []
    assert state.found == sum(state.outcomes.values()) + state.known and (state.earlier, state.kept) == (1, 0)
    assert "1 of them an earlier version from another dump" in what_was_done(state)


def test_the_version_before_may_leave_as_well(prefect_server: None, tmp_path: Path) -> None:
    dumps = {"a": [item(1, 1)], "b": [item(1, 2, piece=6)], "c": [item(1, 3, piece=7)]}
    run(tmp_path, write(tmp_path, BY_STORY, **dumps), "warehouse")
    settings = write(tmp_path, BY_PIECE)
    run(tmp_path, settings, "wanted")
    assert backfill(tmp_path, settings, "desk/c*").earlier == 2
    assert content(released(tmp_path / "warehouse")) == content(released(tmp_path / "wanted"))


def test_where_the_version_before_cannot_be_read_what_is_published_stays(prefect_server: None, tmp_path: Path) -> None:
    run(tmp_path, write(tmp_path, BY_STORY, first=FIRST, second=CASES["its last version leaves for a new article"][1]), "warehouse")
    before = released(tmp_path / "warehouse")
    (tmp_path / "inbox" / "desk" / "first.jsonl").rename(tmp_path / "first.jsonl")
    settings = write(tmp_path, BY_PIECE)
    state = backfill(tmp_path, settings, "desk/second*")
    assert (state.state, state.kept) == ("unchanged", 1) and released(tmp_path / "warehouse").name == before.name
    assert "desk/first.jsonl" in " ".join(state.warnings)
    (tmp_path / "first.jsonl").rename(tmp_path / "inbox" / "desk" / "first.jsonl")
    run(tmp_path, settings, "wanted")
    backfill(tmp_path, settings, "desk/second*")
    assert content(released(tmp_path / "warehouse")) == content(released(tmp_path / "wanted"))
