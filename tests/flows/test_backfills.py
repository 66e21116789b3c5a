"""Backfills find what older stages left, go piece by piece, and go on where they were stopped: their end is that of one go."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.year_deliveries import Year, deliver
from flows import pieces
from flows.errors import UsageError
from flows.release import Release, rollback, verify
from flows.runs import list_runs
from flows.versions import STAGE_VERSIONS
from tests.conftest import ROOT
from tests.flows.killed_backfills import backfill_until, small_pieces
from tests.flows.older_stages import an_older
from tests.flows.releases import ON_THREADS, content, released, today, versions

Archive = Callable[..., Path]
NIGHTS = (0, 1, 30, 33, 64, 65)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries of some nights in three months: new, repeated, revised, late, cancelled and broken items."""
    folder = tmp_path_factory.mktemp("archive") / "inbox"
    for night in NIGHTS:
        deliver(Year(date(2025, 1, 1), 4), night, folder)
    return folder


@pytest.fixture(scope="module")
def of_older(tmp_path_factory: pytest.TempPathFactory, prefect_server: None, inbox: Path) -> Archive:
    """Gives copies of a warehouse of these deliveries as older stages left it; as today's leave it, where none are named."""
    from flows.pipelines import ingest

    made: dict[tuple[str, ...], Path] = {}

    def give(folder: Path, *stages: str) -> Path:
        if stages not in made:
            made[stages] = tmp_path_factory.mktemp("older")
            with an_older(*stages):
                ingest([str(inbox)], warehouse=str(made[stages]), **ON_THREADS)
        return Path(shutil.copytree(made[stages], folder / "warehouse", symlinks=True))

    return give


@pytest.fixture(scope="module")
def wanted(of_older: Archive, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the tables say when today's stages read everything in one go."""
    return content(released(of_older(tmp_path_factory.mktemp("wanted"))))


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.removeprefix("copydesk: ") for line in capsys.readouterr().err.splitlines() if line.startswith("copydesk: ")]


@pytest.mark.parametrize(
    ("older", "stages"),
    [(["quotes"], ["quotes"]), (["entities"], ["entities"]), (["clean"], [None]), (["clean", "quotes"], [None])],
)
def test_what_older_stages_left_is_told_and_done_again_from_the_earliest_of_them(
    wanted: dict[str, str],
    of_older: Archive,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    older: list[str],
    stages: list[str | None],
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, *older)
    before = released(warehouse)
    months = before.months("articles")
    n = before.manifest.tables["articles"].rows
    assert content(before) != wanted
    capsys.readouterr()
    rehearsal = backfill(stale=True, dry_run=True, warehouse=str(warehouse), **ON_THREADS)
    told = lines(capsys)
    assert rehearsal.state == "rehearsed" and rehearsal.changes and released(warehouse).name == before.name
    assert [line.split(":")[0] for line in told] == [stage for stage in STAGE_VERSIONS if stage in older]
    for line in told:
        stage = line.split(":")[0]
        assert f": {n} articles in {len(months)} months, {months[0]} to {months[-1]}" in line
        assert line.endswith(f", from version 0 to {STAGE_VERSIONS[stage]}")
    backfill(stale=True, warehouse=str(warehouse), **ON_THREADS)
    after = released(warehouse)
    done = [run.from_stage for run in reversed(list_runs(warehouse)) if run.kind == "backfill" and not run.is_rehearsal]
    assert done == stages and lines(capsys) == told
    assert content(after) == wanted and verify(after) == []
    assert versions(after, "articles") == today()
    again = backfill(stale=True, warehouse=str(warehouse), **ON_THREADS)
    assert again.state == "unchanged" and released(warehouse).name == after.name
    assert lines(capsys) == ["every row is of today's stages"]


@pytest.mark.parametrize(
    ("older", "asked", "moment"),
    [
        ("quotes", {"stale": True}, "between two pieces"),
        ("quotes", {"from_stage": "quotes", "pieces": "month"}, "after annotating the second piece"),
        ("quotes", {"from_stage": "quotes"}, "before the second piece goes live"),
        ("clean", {"dumps": "*"}, "between two pieces"),
        ("clean", {"stale": True}, "after the second piece went live"),
    ],
)
def test_one_that_was_killed_goes_on_where_it_was(
    wanted: dict[str, str], of_older: Archive, tmp_path: Path, inbox: Path, older: str, asked: dict[str, Any], moment: str
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, older)
    where = {"warehouse": str(warehouse), "inbox": str(inbox)}
    backfill_until(moment, **where, **asked)
    killed = list_runs(warehouse)[0]
    with small_pieces(inbox):
        backfill(**where, **asked, **ON_THREADS)
    runs = [run for run in list_runs(warehouse) if run.part]
    assert content(released(warehouse)) == wanted and verify(released(warehouse)) == []
    assert versions(released(warehouse), "articles") == today()
    assert {run.state for run in runs} <= {"published", "unchanged"} and len(runs) > 2
    assert max(Counter(run.part.until for run in runs if run.part).values()) == 1
    assert killed.run_id in {run.run_id for run in runs}
    assert not [folder for folder in (warehouse / "runs").glob("*/staged") if folder.exists()]


# run by every process that is started with it in its path: the first worker to look for quotes dies
DEADLY = """
import multiprocessing, os, signal
from pathlib import Path
from flows import restaging, shards

restaging.SHARD_WORDS = 100  # one shard alone needs no worker

find_quotes, armed = shards.find_quotes, Path({armed!r})

def find_or_die(*arguments, **named):
    if armed.exists() and multiprocessing.parent_process():
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return find_quotes(*arguments, **named)

shards.find_quotes = find_or_die
"""


def test_when_a_worker_dies_the_command_goes_on_with_the_piece_and_then_with_the_others(of_older: Archive, tmp_path: Path) -> None:
    from prefect.settings import PREFECT_API_URL

    warehouse, armed = of_older(tmp_path, "quotes"), tmp_path / "armed"
    armed.touch()
    (tmp_path / "sitecustomize.py").write_text(DEADLY.format(armed=str(armed)), "utf-8")
    asked = ["backfill", "--from-stage", "quotes", "--pieces", "month", "--from", "2025-02-01", "--to", "2025-03-31"]
    where = ["--warehouse", str(warehouse), "--runner", "processes", "--workers", "2"]
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *asked, *where],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path, "PREFECT_API_URL": PREFECT_API_URL.value() or ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "a worker died; carrying on" in done.stdout and not armed.exists(), done.stdout
    months = ["2025-02", "2025-03"]
    assert [run.part.until for run in reversed(list_runs(warehouse)) if run.part] == months
    files = released(warehouse).entries("articles", months)
    assert {version for file in files for version in file.versions["quotes"]} == {STAGE_VERSIONS["quotes"]}


def _delivered_again(inbox: Path) -> None:
    """Three dumps with the same articles of three months, each delivered as another record."""
    inbox.mkdir()
    told = "The harbour office {} closed its doors for the winter on Monday.\n\n“We were not asked,” Ilse Voss said about number {}."
    for dump in "abc":
        items = (
            {
                "url": f"https://gazette.example/{n}",
                "title": f"Office {n} closes its doors for the winter",
                "author": "Ada Quill",
                "date": f"2025-0{1 + n % 3}-03T08:00:00Z",
                "text": told.format(n, n),
                "delivery": dump,
            }
            for n in range(12)
        )
        (inbox / f"{dump}.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")


def test_dumps_that_hold_the_same_articles_may_be_read_in_different_pieces(
    prefect_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.pipelines import backfill, ingest

    inbox = tmp_path / "inbox"
    _delivered_again(inbox)
    old, new = tmp_path / "old", tmp_path / "new"
    with an_older("clean"):
        ingest([str(inbox)], warehouse=str(old), **ON_THREADS)
    ingest([str(inbox)], warehouse=str(new), **ON_THREADS)
    monkeypatch.setattr(pieces, "DUMP_BYTES", 1)
    monkeypatch.setattr(pieces, "SHARE", 1 << 40)
    backfill(stale=True, warehouse=str(old), **ON_THREADS)
    assert len([run for run in list_runs(old) if run.part and run.state == "published"]) == 3
    assert content(released(old)) == content(released(new)) and verify(released(old)) == []
    assert versions(released(old), "articles") == versions(released(old), "records") == today()
    capsys.readouterr()
    assert backfill(stale=True, warehouse=str(old), **ON_THREADS).state == "unchanged"
    assert lines(capsys) == ["every row is of today's stages"]


def test_of_rows_in_files_with_others_only_an_upper_bound_is_told(
    of_older: Archive, tmp_path: Path, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, "quotes")
    where = {"warehouse": str(warehouse), **ON_THREADS}
    publisher = released(warehouse).scan("articles").select("publisher").drop_nulls().collect()["publisher"].mode().sort()[0]
    backfill(from_stage="quotes", publisher=publisher, **where)
    shutil.rmtree(warehouse / "runs")  # nobody knows any longer what was done again, nor where the dumps were
    capsys.readouterr()
    backfill(stale=True, dry_run=True, publisher=publisher, **where)
    assert lines(capsys)[0].startswith("quotes: up to ")
    assert backfill(stale=True, **where).state == "published"
    assert versions(released(warehouse), "articles") == today()


def _some(release: Release, what: str) -> dict[str, Any]:
    """A selection that leaves rows of the files that it touches as they are: a publisher, or days of a file that has more of them."""
    articles = release.scan("articles").select("publisher", "published_on").drop_nulls().collect()
    if what == "publisher":
        return {"publisher": articles["publisher"].mode().sort()[0]}
    first, last = (articles["published_on"].sort()[n] for n in (0, -1))
    return {"since": first, "until": first + (last - first) / 3}


@pytest.mark.parametrize("what", ["publisher", "days"])
@pytest.mark.parametrize("older", ["clean", "entities", "quotes"])
def test_what_was_done_for_some_rows_of_a_file_is_not_done_again(
    wanted: dict[str, str], of_older: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], older: str, what: str
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, older)
    where = {"warehouse": str(warehouse), **ON_THREADS}
    some = _some(released(warehouse), what)
    assert backfill(stale=True, **some, **where).state == "published"
    assert versions(released(warehouse), "articles")[older] == ["0", STAGE_VERSIONS[older]]
    capsys.readouterr()
    again = backfill(stale=True, **some, **where)
    assert again.state == "unchanged" and (again.found, again.articles) == (0, 0)
    assert lines(capsys) == ["every row is of today's stages"]
    n_articles = released(warehouse).manifest.tables["articles"].rows
    rest = backfill(stale=True, **where)
    assert rest.state == "published" and 0 < (rest.articles or len(rest.dumps)) < n_articles
    assert content(released(warehouse)) == wanted and versions(released(warehouse), "articles") == today()


def test_what_cannot_be_read_again_is_told_and_left_as_it_is(
    of_older: Archive, tmp_path: Path, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, "clean", "quotes")
    shutil.rmtree(warehouse / "runs")
    kept = shutil.copytree(inbox, tmp_path / "inbox")
    gone = sorted((kept / "meridian-wire").iterdir())
    for file in gone:
        file.unlink()
    before = released(warehouse)
    backfill(stale=True, warehouse=str(warehouse), inbox=str(kept), **ON_THREADS)
    told = lines(capsys)
    assert (
        f"what was read from meridian-wire/{gone[0].name} (and {len(gone) - 1} more) cannot be read again: it is no longer where it was"
        in told
    )
    assert [line.split(":")[1] for line in told if line.startswith("left as it is")] == [" clean"]
    after = released(warehouse)
    assert (
        versions(after, "articles")["clean"] == ["0", STAGE_VERSIONS["clean"]]
        and versions(after, "articles")["quotes"] == today()["quotes"]
    )
    assert content(after)["articles"] != content(before)["articles"] and verify(after) == []


def test_after_a_rollback_a_backfill_begins_anew(wanted: dict[str, str], of_older: Archive, tmp_path: Path, inbox: Path) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, "quotes")
    before = released(warehouse)
    asked = {"from_stage": "quotes", "warehouse": str(warehouse), "inbox": str(inbox)}
    backfill_until("between two pieces", **asked)
    assert released(warehouse).name != before.name
    rollback(warehouse, before.name)
    with small_pieces(inbox):
        backfill(**asked, **ON_THREADS)
    assert content(released(warehouse)) == wanted


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"stale": True, "from_stage": "quotes"}, "leave out --from-stage"),
        ({"pieces": "month", "dumps": "*"}, "--pieces month goes with"),
        ({"from_stage": "quotes", "publisher": "Nobody"}, "no article is of publisher 'Nobody'; those with the most are: "),
        ({"publisher": "Nobody"}, "no article is of publisher 'Nobody'; those with the most are: "),
        ({"since": date(1999, 1, 1), "until": date(1999, 2, 1)}, "no article matches: the release has articles of 20"),
        ({"since": date(2025, 2, 1), "until": date(2025, 1, 1)}, "--from 2025-02-01 is after --to 2025-01-01"),
        ({"dumps": "nosuch/*"}, r"has a name like 'nosuch/\*': there are 18 dumps, as "),
    ],
)
def test_orders_that_mean_nothing_are_refused(of_older: Archive, tmp_path: Path, inbox: Path, asked: dict[str, Any], said: str) -> None:
    from flows.pipelines import backfill

    with pytest.raises(UsageError, match=said):
        backfill(warehouse=str(of_older(tmp_path)), inbox=str(inbox), **asked, **ON_THREADS)
