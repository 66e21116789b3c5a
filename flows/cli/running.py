"""Commands that run a flow: run, nightly, learn, alias, backfill, retry."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.app import Inbox, SettingsFile, Warehouse, app, console, errors, settings_of
from flows.errors import GateRefused, RunError, UsageError
from flows.runs import RECOMPUTED

# set before Prefect is imported and workers start: they are read then
ENVIRONMENT = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "OPENBLAS_NUM_THREADS": "1",  # a worker has one core: the other workers have the others
}
# how many workers may die before a run is given up: each deadly record costs two
DEATHS = "COPYDESK_DEATHS"
MAX_DEATHS = 12

Accept = Annotated[list[str] | None, typer.Option("--accept", help="RULE=REASON: publish although this rule of a gate fails.")]
Runner = Annotated[str | None, typer.Option("--runner", help="processes, threads, dask or ray.")]
Workers = Annotated[int | None, typer.Option("--workers", help="How many shards at once.")]


def _start_prefect() -> None:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def _accepted(accept: list[str] | None) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in accept or []]
    for rule, sign, reason in pairs:
        if not sign or not reason.strip() or "." not in rule:
            raise UsageError(f"--accept '{rule}{sign}{reason}': write RULE=REASON, as in articles.is_dated=\"feed has no dates\"")
    return {rule.strip(): reason.strip() for rule, _, reason in pairs}


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} is '{text}': write a day as 2025-08-31") from None


def _existing(paths: list[Path]) -> list[str]:
    """The paths as text. A wrong one is told before Prefect starts, which takes seconds."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is nothing at {path}")
    return [str(path) for path in paths]


def _text(path: Path | None) -> str | None:
    return str(path) if path else None


def _run_flow(flow: Any, warehouse: Path | None, settings: Path | None, **arguments: Any) -> None:
    """Call a flow and show how the run ended; a run that a gate refused is shown too."""
    from prefect.exceptions import TerminationSignal

    from flows.report import show_run
    from flows.runs import list_runs

    folder = settings_of(warehouse, settings).warehouse
    try:
        state = flow(warehouse=_text(warehouse), settings_file=_text(settings), **arguments)
    except GateRefused:
        show_run(console, folder, list_runs(folder)[0])
        raise
    except (BrokenExecutor, TerminationSignal):
        _carry_on(folder, settings)
        return
    show_run(console, folder, state)


def _carry_on(warehouse: Path, settings: Path | None) -> None:
    """A worker died: go on in a new process, one shard at a time, so that only the shard at fault can die again.

    After a piece of a backfill the same command goes on with the others.
    """
    from flows.runs import list_runs

    deaths = int(os.environ.get(DEATHS, "0")) + 1
    if deaths > MAX_DEATHS:
        raise RunError(f"workers died {deaths} times; look for what kills them, then go on with 'copydesk resume'")
    errors.print(f"copydesk: a worker died; carrying on (attempt {deaths + 1})", style="yellow", highlight=False)
    died = next((run for run in list_runs(warehouse) if run.pid == os.getpid()), None)
    resume = ["resume", *([died.run_id] if died else []), "--workers", "1", "--warehouse", str(warehouse)]
    resume += ["--settings", str(settings)] if settings else []
    code = _call(resume, {DEATHS: str(deaths)})
    is_piece = died is not None and died.part is not None and not died.part.is_last
    if code == 0 and is_piece and sys.argv[1] != "resume":
        code = _call(sys.argv[1:], {})
    raise typer.Exit(code)


def _call(arguments: list[str], environment: dict[str, str]) -> int:
    """The exit code of this command, called with other arguments."""
    return subprocess.run([sys.executable, "-m", "flows.cli", *arguments], env=os.environ | environment, check=False).returncode


@app.command()
def retry(
    reason: Annotated[str | None, typer.Argument(help="Only what was refused for this reason.")] = None,
    warehouse: Warehouse = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Process refused records again, and those of which rows were refused, after the cause has been mended."""
    accepted = _accepted(accept)
    _start_prefect()
    from flows.pipelines import retry as flow

    _run_flow(flow, warehouse, settings, reason=reason, accept=accepted, runner=runner, workers=workers)


@app.command()
def resume(
    run_id: Annotated[str | None, typer.Argument(help="A run that failed or was killed (default: the last one).")] = None,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Carry on with a run that failed or was killed: what is staged is not read again."""
    _start_prefect()
    from flows.pipelines import resume as flow

    _run_flow(flow, warehouse, settings, run_id=run_id, runner=runner, workers=workers)


@app.command()
def run(
    paths: Annotated[list[Path], typer.Argument(help="Dumps, or folders of dumps.")],
    warehouse: Warehouse = None,
    again: Annotated[bool, typer.Option("--again", help="Process records anew that are known already.")] = False,
    feed: Annotated[str | None, typer.Option("--feed", help="Name of the feed that the dumps belong to.")] = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Ingest dumps and publish a release."""
    named = _existing(paths)
    accepted = _accepted(accept)
    _start_prefect()
    from flows.pipelines import ingest

    arguments = {"paths": named, "feed": feed, "again": again, "accept": accepted}
    _run_flow(ingest, warehouse, settings, runner=runner, workers=workers, **arguments)


@app.command()
def nightly(
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    accept: Accept = None,
    learn: Annotated[
        bool | None,
        typer.Option(
            "--learn/--no-learn", help="Learn about sites from the night's pages, for the next night (default: learn of the settings)."
        ),
    ] = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Ingest what is new in the inbox."""
    accepted = _accepted(accept)
    _start_prefect()
    from flows.pipelines import nightly as flow

    _run_flow(flow, warehouse, settings, inbox=_text(inbox), accept=accepted, learn=learn, runner=runner, workers=workers)


@app.command()
def learn(
    paths: Annotated[list[Path] | None, typer.Argument(help="Dumps, or folders of dumps (default: the inbox).")] = None,
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Learn what recurs on the pages of each site, and where their text stands: the next runs use it."""
    named = _existing(paths) if paths else None
    accepted = _accepted(accept)
    _start_prefect()
    from flows.pipelines import learn as flow

    _run_flow(flow, warehouse, settings, paths=named, inbox=_text(inbox), accept=accepted, runner=runner, workers=workers)


@app.command()
def alias(
    warehouse: Warehouse = None,
    accept: Accept = None,
    settings: SettingsFile = None,
) -> None:
    """Apply your own table of names (entity_aliases in the settings) to what is published, without recognising again."""
    accepted = _accepted(accept)
    _start_prefect()
    from flows.pipelines import alias as flow

    _run_flow(flow, warehouse, settings, accept=accepted)


@app.command()
def backfill(
    since: Annotated[
        str | None, typer.Option("--from", help="First day of publication, as 2025-08-01: dumps with articles from then on.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day of publication.")] = None,
    dumps: Annotated[str | None, typer.Option("--dumps", help="Pattern of dump names, as 'gazette/2025-*'.")] = None,
    publisher: Annotated[
        str | None,
        typer.Option("--publisher", help="Dumps with articles of this publisher, read whole; with --from-stage its articles alone."),
    ] = None,
    from_stage: Annotated[
        str | None,
        typer.Option("--from-stage", help="quotes, or entities (and quotes): found again in the published paragraphs; no dump is read."),
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="What older versions of the stages left, from the first stage on that has changed since.")
    ] = False,
    pieces: Annotated[
        str | None,
        typer.Option(
            "--pieces", help="month: publish month by month (default: pieces of a fiftieth of the whole, of 200,000 articles at least)."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Process again: by days of publication, by name of dump, by publisher; the dumps of the inbox, or from a later stage on.

    Piece by piece; called again after it was stopped, it goes on where it was.
    """
    accepted = _accepted(accept)
    if from_stage not in (None, *RECOMPUTED):
        raise UsageError(f"--from-stage is '{from_stage}': choose one of {', '.join(RECOMPUTED)}")
    if pieces not in (None, "month"):
        raise UsageError(f"--pieces is '{pieces}': write month, or leave it out")
    _start_prefect()
    from flows.pipelines import backfill as flow

    chosen = {"since": _day(since, "--from"), "until": _day(until, "--to"), "dumps": dumps, "publisher": publisher, "dry_run": dry_run}
    chosen |= {"from_stage": from_stage, "stale": stale, "pieces": pieces}
    _run_flow(flow, warehouse, settings, inbox=_text(inbox), accept=accepted, runner=runner, workers=workers, **chosen)
