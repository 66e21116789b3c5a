"""What a person sees at the end of a run: in the terminal, and as artifacts in Prefect's pages."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from rich.columns import Columns
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flows.runs import RunState, run_folder
from flows.settings import Settings
from flows.wording import counted

WARNINGS_SHOWN = 6
COLOURS = {"published": "green", "unchanged": "cyan", "rehearsed": "cyan", "refused": "red", "failed": "red", "running": "yellow"}
GATE_COLOURS = {"passed": "green", "not_applicable": "dim", "warned": "yellow", "quarantined": "yellow", "accepted": "magenta"}


def tell(line: str) -> None:
    """Say how far a flow has come: in Prefect's log, or on stderr where that is off, as it is on the command line."""
    from prefect.logging import get_run_logger

    log = get_run_logger()
    if log.isEnabledFor(logging.INFO):
        log.info(line)
    else:
        print(f"copydesk: {line}", file=sys.stderr, flush=True)


def sum_of_records(state: RunState) -> str:
    """The outcomes of a run's records with their sum: '41 records = 22 article + 3 revision + ... + 4 known before'."""
    parts = [f"{n:,} {name.replace('_', ' ')}" for name, n in state.outcomes.items() if n]
    if state.known:
        parts.append(f"{state.known:,} {'read twice' if state.again else 'known before'}")
    return f"{state.found:,} records = " + (" + ".join(parts) or "0")


def what_was_done(state: RunState) -> str:
    """What a run worked on, in a line: its records by outcome, or the articles that it recomputed."""
    if state.kind == "alias":
        return f"{state.aliased:,} articles whose entities have other ids"
    if not state.from_stage:
        what = "an earlier version from another dump" if state.earlier == 1 else "earlier versions from other dumps"
        earlier = f"; {state.earlier:,} of them {what}"
        kept = f"; {state.kept:,} articles stay as published: their record brings them no more, their earlier versions were not read"
        return sum_of_records(state) + (earlier if state.earlier else "") + (kept if state.kept else "")
    left = f", {state.overtaken:,} left as they are: they have changed in the meantime" if state.overtaken else ""
    return f"{state.articles:,} articles recomputed, {' and '.join(state.stages)}{left}"


def what_would_be_done(state: RunState) -> list[str]:
    """What a rehearsed run read and would write, in lines."""
    lines = []
    if state.dumps:
        names = [dump.name for dump in state.dumps]
        span = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        lines.append(f"reads {counted(len(names), 'dump')}, {_size(sum(dump.size for dump in state.dumps))}: {span}")
    n_files, n_bytes = state.rewrites
    lines.append(f"writes {counted(n_files, 'file')}, {_size(n_bytes)}" if n_files else "writes nothing: no row differs")
    return lines


def _size(n: int) -> str:
    return f"{n / 1_000_000:,.1f} MB" if n >= 100_000 else f"{n / 1_000:,.1f} kB"


def query_of(release: Path) -> str:
    """One query to try on a release."""
    glob = release / "quotes" / "*" / "*.parquet"
    return (
        f"SELECT speaker_name, count(*) AS quotes FROM read_parquet('{glob}', hive_partitioning = true) "
        "WHERE is_countable AND speaker_name IS NOT NULL GROUP BY ALL ORDER BY quotes DESC, speaker_name LIMIT 10"
    )


def show_run(console: Console, warehouse: Path, state: RunState) -> None:
    """Print the summary of a finished run."""
    colour = COLOURS.get(state.state, "white")
    head = Text.assemble((state.state, f"bold {colour}"), f"  {state.kind} {state.run_id}", (f"  {state.message or ''}", "dim"))
    lines: list[object] = [head, Text(what_was_done(state))]
    if state.rows:
        lines.append(_rows_columns(state))
    if state.is_rehearsal:
        lines += [Text(line) for line in what_would_be_done(state)]
        lines += [_changes_table(state)] if state.changes else []
    if state.gates:
        lines.append(_gates_line(state))
    lines += [Text(f"  {w}", style="yellow") for w in state.warnings[:WARNINGS_SHOWN]]
    if len(state.warnings) > WARNINGS_SHOWN:
        lines.append(Text(f"  ... and {len(state.warnings) - WARNINGS_SHOWN} more warnings: see the gates", style="yellow"))
    console.print(Panel(Group(*lines), title="copydesk", border_style=colour))  # type: ignore[arg-type]
    if state.state == "refused" or state.warnings:
        console.print(f"why:     copydesk gates {state.run_id}{warehouse_option(warehouse)}", soft_wrap=True, highlight=False)
    pages = run_folder(warehouse, state.run_id) / "gates" / "index.html"
    if pages.exists():
        console.print(f"gates:   {pages}", soft_wrap=True, highlight=False)
    if state.release:
        release = warehouse / "releases" / state.release
        console.print(f"release: {release}", soft_wrap=True, highlight=False)
        console.print(f'try:     duckdb -c "{query_of(warehouse / "current")}"', soft_wrap=True, highlight=False, markup=False)


def warehouse_option(warehouse: Path) -> str:
    """What a command needs to be told to look into that warehouse."""
    return "" if warehouse == Settings().warehouse else f" --warehouse {warehouse}"


def _rows_columns(state: RunState) -> Columns:
    """The rows of each table of the release, in as many columns as the terminal has room for."""
    return Columns([Text(f"{n:>9,} ").append(name, style="dim") for name, n in state.rows.items()])


def _changes_table(state: RunState) -> Table:
    """What publishing a rehearsed run would change: a line a table and month."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("table", "month", "added", "changed", "gone"):
        table.add_column(name, justify="left" if name in ("table", "month") else "right")
    for name, month, *counts in state.changes:
        table.add_row(name, month, *(f"{n:,}" for n in counts))
    return table


def _gates_line(state: RunState) -> Text:
    line = Text("gates: ")
    for stage, outcome in state.gates.items():
        line.append(f"{stage} ")
        line.append(outcome.replace("_", " "), style=GATE_COLOURS.get(outcome, "bold red"))
        line.append("   ")
    return line


def publish_artifacts(warehouse: Path, state: RunState) -> None:
    """The summary, the gates and links to both, as artifacts of the flow run that is going on: also of one that failed."""
    from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

    about = f"{state.kind} {state.run_id}"
    warnings = "\n".join(f"- {w}" for w in [*state.refused_by, *state.warnings])
    rows = "\n".join(f"| {name} | {n:,} |" for name, n in state.rows.items())
    pages = (run_folder(warehouse, state.run_id) / "gates" / "index.html").absolute()
    release = (warehouse / "releases" / state.release).absolute() if state.release else None
    links = f"[gates]({pages.as_uri()})" + (f" [release {state.release}]({release.as_uri()})" if release else "")
    text = (
        f"# {state.state}: {about}\n\n{state.message or ''}\n\n{what_was_done(state)}\n\n"
        f"| table | rows |\n|---|---|\n{rows}\n\n{warnings}\n\n{links}\n"
    )
    create_markdown_artifact(text, key="copydesk-run", description=f"{state.state}: {about}")
    gates = [{"gate": stage, "outcome": outcome.replace("_", " ")} for stage, outcome in state.gates.items()]
    create_table_artifact(gates, key="copydesk-gates", description=f"gates of {about}")
    create_link_artifact(pages.as_uri(), key="copydesk-gates-pages", link_text=f"gates of {about}")
    if release:
        create_link_artifact(release.as_uri(), key="copydesk-release", link_text=release.name)
