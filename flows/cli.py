"""The command line. Exit codes: 0 published or unchanged, 1 failed, 2 wrong use, 3 refused by a gate."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from flows.errors import GateRefused, RunError, UsageError

# set before Prefect is imported: it reads them then
PREFECT_DEFAULTS = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
app = typer.Typer(
    help="Raw article dumps in, checked Parquet tables out.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
console = Console()
errors = Console(stderr=True)

Warehouse = Annotated[Path | None, typer.Option("--warehouse", "-w", help="Folder of the releases [data/warehouse].")]
Inbox = Annotated[Path | None, typer.Option("--inbox", help="Folder of the dumps [data/inbox].")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file [copydesk.toml].")]
Accept = Annotated[list[str] | None, typer.Option("--accept", help="RULE=REASON: publish although this rule of a gate fails.")]
Runner = Annotated[str | None, typer.Option("--runner", help="processes, threads, dask or ray.")]
Workers = Annotated[int | None, typer.Option("--workers", help="How many shards at once.")]


def _start_prefect() -> None:
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)


def _accepted(accept: list[str] | None) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in accept or []]
    for rule, sign, reason in pairs:
        if not sign or not reason.strip() or "." not in rule:
            raise UsageError(f"--accept '{rule}{sign}{reason}': write RULE=REASON, as in articles.is_dated=\"feed has no dates\"")
    return {rule.strip(): reason.strip() for rule, _, reason in pairs}


def _text(path: Path | None) -> str | None:
    return str(path) if path else None


def _run_flow(flow: Any, warehouse: Path | None, settings: Path | None, **arguments: Any) -> None:
    """Call a flow and show how the run ended; a run that a gate refused is shown too."""
    from flows.runs import list_runs
    from flows.settings import load_settings

    folder = load_settings(settings, warehouse=warehouse).warehouse
    try:
        state = flow(warehouse=_text(warehouse), settings_file=_text(settings), **arguments)
    except GateRefused:
        from flows.report import show_run

        show_run(console, folder, list_runs(folder)[0])
        raise
    from flows.report import show_run

    show_run(console, folder, state)


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
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is nothing at {path}")
    accepted = _accepted(accept)
    _start_prefect()
    from flows.flows import ingest

    arguments = {"paths": [str(p) for p in paths], "feed": feed, "again": again, "accept": accepted}
    _run_flow(ingest, warehouse, settings, runner=runner, workers=workers, **arguments)


@app.command()
def nightly(
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Ingest what is new in the inbox."""
    accepted = _accepted(accept)
    _start_prefect()
    from flows.flows import nightly as flow

    _run_flow(flow, warehouse, settings, inbox=_text(inbox), accept=accepted, runner=runner, workers=workers)


@app.command()
def backfill(
    since: Annotated[str | None, typer.Option("--from", help="First day of publication, as 2025-08-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day of publication.")] = None,
    dumps: Annotated[str | None, typer.Option("--dumps", help="Pattern of dump names, as 'gazette/2025-*'.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Only articles of this publisher.")] = None,
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    accept: Accept = None,
    settings: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> None:
    """Process dumps of the inbox again: by days of publication, by name, by publisher."""
    accepted = _accepted(accept)
    _start_prefect()
    from flows.flows import backfill as flow

    chosen = {"since": since, "until": until, "dumps": dumps, "publisher": publisher}
    _run_flow(flow, warehouse, settings, inbox=_text(inbox), accept=accepted, runner=runner, workers=workers, **chosen)


def main() -> None:
    """Entry point: users' mistakes are one line on stderr, never a traceback."""
    from flows.release import ReleaseError

    try:
        app(standalone_mode=True)
    except UsageError as error:
        _stop(str(error), 2)
    except GateRefused as error:
        _stop(str(error), 3)
    except (RunError, ReleaseError) as error:
        _stop(str(error), 1)
    except KeyboardInterrupt:
        _stop("stopped; nothing was published", 1)


def _stop(message: str, code: int) -> None:
    errors.print(f"copydesk: {message}", style="red", soft_wrap=True, highlight=False, markup=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
