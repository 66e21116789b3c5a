"""Commands that only look: status, rejects, tables, path, records, show."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.markup import escape
from rich.table import Table

from flows.cli.app import Inbox, ReleaseName, SettingsFile, Warehouse, app, console, release_of, settings_of
from flows.errors import UsageError

SAMPLES = 3


@app.command()
def status(
    warehouse: Warehouse = None, settings: SettingsFile = None, runs: Annotated[int, typer.Option(help="How many runs.")] = 10
) -> None:
    """Show the current release and how the last runs ended."""
    from flows.release import current
    from flows.report import COLOURS
    from flows.runs import is_alive, list_runs

    folder = settings_of(warehouse, settings).warehouse
    release = current(folder)
    console.print(f"warehouse {folder}\nrelease   {release.name if release else 'none yet'}", highlight=False)
    if release:
        console.print(
            "rows      " + ", ".join(f"{name} {entry.rows:,}" for name, entry in release.manifest.tables.items()), highlight=False
        )
    for state in list_runs(folder)[:runs]:
        how = state.state if state.state != "running" or is_alive(state) else "died"
        made = f", release {state.release}" if state.release else ""
        console.print(
            f"\n{state.run_id}  {state.kind}  [{COLOURS.get(how, 'red')}]{how}[/]  {state.found:,} records{made}",
            highlight=False,
            soft_wrap=True,
        )
        if state.message:
            console.print(f"  {escape(state.message)}", style="dim", highlight=False, soft_wrap=True)


@app.command()
def path(warehouse: Warehouse = None, release: ReleaseName = None, settings: SettingsFile = None) -> None:
    """Print the folder of the release to read: it never changes."""
    print(release_of(settings_of(warehouse, settings).warehouse, release).path)


@app.command()
def tables(name: Annotated[str | None, typer.Argument(help="One table.")] = None) -> None:
    """Print the data dictionary: every table and column, what it holds, and the words of closed lists."""
    from schemas import TABLES

    if name and name not in TABLES:
        raise UsageError(f"there is no table '{name}'; there are: {', '.join(TABLES)}")
    for table in [TABLES[name]] if name else TABLES.values():
        shown = Table(title=f"{table.name}: {table.description}", title_justify="left", title_style="bold", box=None, header_style="dim")
        for head in ("column", "type", "null", "description"):
            shown.add_column(head, overflow="fold")
        for column in table.columns:
            if not column.staged_only:
                words = f" One of: {', '.join(column.values)}." if column.values else ""
                key = " (key)" if column.name in table.key else ""
                shown.add_row(column.name + key, str(column.type), "yes" if column.nullable else "", escape(column.description + words))
        console.print(shown)
        for reference in table.references:
            console.print(f"  {', '.join(reference.columns)} -> {reference.table}({', '.join(reference.to)})", style="dim")
        console.print()


@app.command()
def rejects(
    reason: Annotated[str | None, typer.Argument(help="Only this reason.")] = None,
    warehouse: Warehouse = None,
    release: ReleaseName = None,
    settings: SettingsFile = None,
) -> None:
    """Show the refused records of a release by reason, with samples. What a gate refused of a run: 'copydesk gates'."""
    from schemas.lists import REJECT_REASONS

    if reason and reason not in REJECT_REASONS:
        raise UsageError(f"there is no reason '{reason}'; there are: {', '.join(REJECT_REASONS)}")
    found = release_of(settings_of(warehouse, settings).warehouse, release)
    places = found.scan("records").select("record_id", "feed", "dump", "position")
    rows = found.scan("rejects").join(places, on="record_id", how="left")
    if reason:
        rows = rows.filter(pl.col("reason") == reason)
    frame = rows.sort("reason", "dump", "position").collect()
    if frame.is_empty():
        console.print("nothing was refused" + (f" as {reason}" if reason else ""))
    check = pl.when(pl.col("reason") == "failed_check").then("detail").alias("check")  # each expectation is a reason of its own
    for (kind, by), group in frame.group_by("reason", check, maintain_order=True):
        console.print(f"[bold]{kind}[/]{f' by {by}' if by else ''}  {group.height:,} of {group['record_id'].n_unique():,} records")
        for row in group.head(group.height if reason else SAMPLES).iter_rows(named=True):
            last = (row["detail"] or "").strip().splitlines()[-1:] or [""]
            sample = " ".join((row["sample"] or "").split())[:90]
            console.print(
                f"  {row['record_id']}  {row['dump']} #{row['position']}  {escape(last[0][:120])}", highlight=False, soft_wrap=True
            )
            console.print(f"    {escape(sample)}", style="dim", highlight=False, soft_wrap=True)


@app.command()
def records(
    dump: Annotated[Path, typer.Argument(help="A dump file.")],
    settings: SettingsFile = None,
    limit: Annotated[int, typer.Option(help="How many records to list.")] = 50,
) -> None:
    """Show what a dump holds, record by record, beside an independent count; nothing is written."""
    from transforms.dumps import count_dump, read_dump

    if not dump.is_file():
        raise UsageError(f"there is no file at {dump}")
    limits = settings_of(None, settings).limits
    table = Table(box=None, header_style="dim")
    for column in ("#", "member", "offset", "bytes", "format", "verdict", "reason", "url or id"):
        table.add_column(column, overflow="fold")
    total = 0
    for record in read_dump(dump, limits=limits):
        total += 1
        if record.position < limit:
            offset = "" if record.byte_offset is None else str(record.byte_offset)
            length = str(len(record.payload) if record.byte_length is None else record.byte_length)
            name = escape(record.url or record.external_id or "")
            table.add_row(
                str(record.position), escape(record.member or ""), offset, length, record.format, record.verdict, record.reason or "", name
            )
    console.print(table)
    tally = count_dump(dump, limits=limits)
    counted = "cannot be counted independently" if tally.records is None else f"{tally.records:,} counted independently"
    console.print(f"{total:,} records read; {counted} ({tally.by})", highlight=False)


@app.command()
def show(
    record: Annotated[str, typer.Argument(help="A record_id, or an article_id.")],
    warehouse: Warehouse = None,
    inbox: Inbox = None,
    settings: SettingsFile = None,
) -> None:
    """Print a record's raw payload again, from its dump."""
    from flows.runs import list_runs
    from transforms.dumps import read_record

    folder = settings_of(warehouse, settings, inbox)
    column = "article_id" if record.startswith("art_") else "record_id"
    is_asked = (pl.col(column) == record) & ((pl.col("outcome") == "article") | (column == "record_id"))
    row = _ledger_row(folder.warehouse, is_asked)
    if row is None:
        raise UsageError(f"neither the ledger nor a run that was not published has a record {record}")
    dump = row.pop("dump")
    places = [d.path for run in list_runs(folder.warehouse) for d in run.dumps if d.name == dump]
    place = next((Path(p) for p in (*places, folder.inbox / dump) if Path(p).is_file()), None)
    if place is None:
        raise UsageError(f"the dump {dump} is no longer where it was read")
    sys.stdout.buffer.write(read_record(place, **row, limits=folder.limits))


def _ledger_row(warehouse: Path, is_asked: pl.Expr) -> dict[str, Any] | None:
    """A record's dump and where it lies in it: by the current release, else by the staging of a run that was not published."""
    from flows.gate.places import staged_rows
    from flows.release import current
    from flows.runs import list_runs, run_folder

    names = ("dump", "position", "byte_offset", "byte_length", "payload_digest")
    release = current(warehouse)
    staged = (staged_rows(run_folder(warehouse, run.run_id), "records", [pl.all()]) for run in list_runs(warehouse))
    for rows in (release.scan("records") if release else None, *staged):
        found = rows.filter(is_asked).select(names).head(1).collect() if rows is not None else None
        if found is not None and found.height:
            return found.row(0, named=True)
    return None
