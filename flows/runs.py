"""A run's folder: its staging, its gates, and run.json, which says what it was and how it ended. Failed runs have one too."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from flows.errors import UsageError
from flows.plan import Dump, Shard
from flows.release import read_history

RUN = "run.json"
ENDED_WELL = ("published", "unchanged")
RECOMPUTED = ("entities", "quotes")  # the stages that work on published paragraphs, in order


@dataclass
class Part:
    """Which piece of a backfill a run is: the backfill by what it was asked for, the piece by its stage (none, where dumps are
    read) and its last month or dump."""

    job: str
    stage: str | None
    until: str
    is_last: bool
    months: tuple[str, ...] = ()  # that are recomputed


@dataclass
class RunState:
    """What a run is and how it ended: 'running', 'published', 'unchanged', 'rehearsed', 'refused' (by a gate) or 'failed'."""

    run_id: str
    kind: str
    started_at: datetime
    state: str = "running"
    ended_at: datetime | None = None
    message: str | None = None
    base_release: str | None = None
    release: str | None = None
    again: bool = False
    is_rehearsal: bool = False
    changes: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    rewrites: tuple[int, int] = (0, 0)  # files that a rehearsed run would write, and their bytes
    pid: int = 0
    paths: list[str] = field(default_factory=list)
    dumps: list[Dump] = field(default_factory=list)
    shards: list[Shard] = field(default_factory=list)
    accepted: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    base_runs: list[str] = field(default_factory=list)  # of one whose dumps brought nothing: the runs in the release that has it all
    site_evidence: str | None = None  # digest of what was known about sites when the run began
    is_learning: bool = False
    from_stage: str | None = None  # where a run recomputes from the published articles: its first stage
    reason: str | None = None  # of a retry: for what the records were refused that it reads again; None: whatever it was
    articles: int = 0  # articles that it recomputes
    part: Part | None = None  # which piece it is of a backfill
    overtaken: int = 0  # of these, such as had changed in the meantime and are left as they are
    earlier: int = 0  # records read beside the dumps that were asked for: earlier versions of their articles
    kept: int = 0  # articles that stay as they were published, though their record, read again, brings them no more
    aliased: int = 0  # articles whose entities have other ids, as the user's table of names has changed
    outcomes: dict[str, int] = field(default_factory=dict)
    found: int = 0
    known: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    refused_by: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that a run recomputes from the published articles."""
        return RECOMPUTED[RECOMPUTED.index(self.from_stage) :] if self.from_stage else ()

    @property
    def takes_anew(self) -> bool:
        """True where records that the ledger knows are settled like new ones."""
        return self.again or self.kind == "retry"

    @property
    def has_news(self) -> bool:
        """False where there is nothing to annotate, settle and publish."""
        if self.kind == "alias":
            return True
        return bool(self.articles) if self.from_stage else self.found > self.known


def runs_folder(warehouse: Path) -> Path:
    return warehouse / "runs"


def run_folder(warehouse: Path, run_id: str) -> Path:
    return runs_folder(warehouse) / run_id


def clock() -> datetime:
    """The time by which runs begin: a simulation lives by another one."""
    return datetime.now(UTC)


def start_run(warehouse: Path, kind: str, **known: object) -> RunState:
    """A new run with its folder; its id begins with its time, so that runs sort by it."""
    started_at = clock()
    run_id = f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    state = RunState(run_id, kind, started_at, pid=os.getpid(), **known)  # type: ignore[arg-type]
    run_folder(warehouse, run_id).mkdir(parents=True)
    save_run(warehouse, state)
    return state


def save_run(warehouse: Path, state: RunState) -> None:
    file = run_folder(warehouse, state.run_id) / RUN
    partial = file.with_suffix(".tmp")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1))
    partial.replace(file)


def end_run(warehouse: Path, state: RunState, how: str, message: str | None = None) -> None:
    """Write down how the run ended. Staging is kept only where somebody may want to look: after a failure."""
    state.state, state.message, state.ended_at = how, message, datetime.now(UTC)
    save_run(warehouse, state)
    if how in ("published", "unchanged", "rehearsed"):
        shutil.rmtree(run_folder(warehouse, state.run_id) / "staged", ignore_errors=True)


def list_runs(warehouse: Path) -> list[RunState]:
    """All runs, newest first; a folder whose run.json cannot be read is left out."""
    folders = sorted((file.parent.name for file in runs_folder(warehouse).glob(f"*/{RUN}")), reverse=True)
    return [run for folder in folders if (run := read_run(warehouse, folder))]


def read_run(warehouse: Path, run_id: str) -> RunState | None:
    """A run; None where its run.json cannot be read."""
    try:
        return msgspec.json.decode((run_folder(warehouse, run_id) / RUN).read_bytes(), type=RunState)
    except (msgspec.DecodeError, OSError):
        return None


def runs_since_rollback(warehouse: Path) -> list[RunState]:
    """The runs, newest first; none from before a rollback: what they published may be gone."""
    back = max((line.at for line in read_history(warehouse) if line.why == "rolled back"), default="")
    return [run for run in list_runs(warehouse) if not back or run.started_at >= datetime.fromisoformat(back)]


def runs_of_job(warehouse: Path, job: str) -> list[RunState]:
    """The runs of a backfill since it was finished last, newest first."""
    found = []
    for run in runs_since_rollback(warehouse):
        if run.part is None or run.part.job != job:
            continue
        if run.part.is_last and run.state in ENDED_WELL:
            break
        found.append(run)
    return found


def is_alive(state: RunState) -> bool:
    """True where the run says that it is going on and its process is there."""
    if state.state != "running":
        return False
    try:
        os.kill(state.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def find_unfinished(warehouse: Path, run_id: str | None = None) -> RunState:
    """The run to carry on with: `run_id`, else the newest. Raises UsageError where it ended well or its staging is gone."""
    runs = [r for r in list_runs(warehouse) if run_id is None or r.run_id == run_id]
    if not runs:
        raise UsageError(f"there is no run {run_id or ''} in {warehouse}".replace("  ", " "))
    run = runs[0]
    if run.state in ("published", "unchanged", "rehearsed"):
        raise UsageError(f"run {run.run_id} has ended well: there is nothing to carry on with")
    if is_alive(run) and run.pid != os.getpid():
        raise UsageError(f"run {run.run_id} is still going on (process {run.pid})")
    if not run.shards:
        raise UsageError(f"run {run.run_id} had not begun: start it anew")
    return run
