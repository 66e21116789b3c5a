"""What is known about sites, through whole runs: one night teaches the next, and nothing else does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from flows.release import Release, current
from flows.runs import RunState

PLEA = "Good reporting costs money, and we are grateful to everyone who gives a little every month."
PONDS = ("mill", "north", "south")


def put(inbox: Path, numbers: Iterable[int]) -> None:
    """Pages of one site, an hour old, each with a text of its own and the same plea."""
    folder = inbox / "tern"
    folder.mkdir(parents=True, exist_ok=True)
    for n in numbers:
        told = "".join(
            f"<p>The {pond} pond froze over on day {n}, and {n * 7} children were seen skating before the ice was tested.</p>"
            for pond in PONDS
        )
        meta = f"<meta property='og:url' content='https://tern.example/story-{n}'><meta name='date' content='2025-09-{n + 1:02d}'>"
        page = folder / f"{n}.html"
        page.write_text(f"<head>{meta}</head><h1>Story number {n} of the week</h1><div class='text'>{told}<p>{PLEA}</p></div>", "utf-8")
        os.utime(page, (time.time() - 3600,) * 2)


def settings_file(folder: Path, inbox: Path) -> str:
    folder.mkdir()
    file = folder / "copydesk.toml"
    file.write_text(f'inbox = "{inbox}"\nwarehouse = "{folder / "warehouse"}"\nrunner = "threads"\n', "utf-8")
    return str(file)


def release_of(folder: Path) -> Release:
    found = current(folder / "warehouse")
    assert found is not None
    return found


def furniture(release: Release) -> int:
    cuts = release.scan("cuts").filter((pl.col("reason") == "site_furniture") & (pl.col("text") == PLEA))
    return int(cuts.select(pl.len()).collect().item())


@pytest.fixture
def nights(tmp_path: Path, prefect_server: None) -> tuple[Path, Path, list[RunState | None]]:
    from flows.pipelines import nightly

    inbox, folder = tmp_path / "inbox", tmp_path / "by-nights"
    file = settings_file(folder, inbox)
    states = []
    for numbers in (range(5), range(5, 8), ()):
        put(inbox, numbers)
        states.append(nightly(settings_file=file))
    return inbox, folder, states


def test_one_night_teaches_the_next_and_learning_at_once_teaches_the_same(
    nights: tuple[Path, Path, list[RunState | None]], tmp_path: Path
) -> None:
    from flows.pipelines import ingest, learn

    inbox, folder, (first, second, third) = nights
    assert first and second and third
    release = release_of(folder)
    assert (first.site_evidence, third.state) == (None, "unchanged")
    assert second.site_evidence and release.manifest.notes["site_evidence"] == second.site_evidence
    assert furniture(release) == 3  # the pages of the second night

    whole = tmp_path / "at-once"
    file = settings_file(whole, inbox)
    assert learn(settings_file=file).state == "published"
    learnt = release_of(whole)
    assert learnt.manifest.tables["site_evidence"].content == release.manifest.tables["site_evidence"].content
    assert learnt.manifest.tables["articles"].rows == 0
    assert learn(settings_file=file).state == "unchanged"
    state = ingest([str(inbox)], settings_file=file)
    assert (state.state, state.known, furniture(release_of(whole))) == ("published", 0, 8)
    assert release_of(whole).manifest.tables["site_evidence"] == learnt.manifest.tables["site_evidence"]


def test_a_night_that_is_not_to_learn_does_not(tmp_path: Path, prefect_server: None) -> None:
    from flows.pipelines import nightly

    put(tmp_path / "inbox", range(4))
    nightly(settings_file=settings_file(tmp_path / "frozen", tmp_path / "inbox"), learn=False)
    assert release_of(tmp_path / "frozen").manifest.tables["site_evidence"].rows == 0
