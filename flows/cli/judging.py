"""The command that says what the gates of a run found: why, which rows, and where in the dumps they stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from flows.cli.app import SettingsFile, Warehouse, app, console, settings_of
from flows.errors import UsageError
from flows.runs import RunState, list_runs, run_folder

LOUD = ("refused", "could_not_be_checked", "accepted", "quarantined", "warned")
COLOURS = {"refused": "bold red", "could_not_be_checked": "bold red", "accepted": "magenta", "quarantined": "yellow", "warned": "yellow"}


@app.command()
def gates(
    run_id: Annotated[
        str | None, typer.Argument(help="A run, or the beginning of its name (default: the last that a gate judged).")
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Only this rule, as articles.text_is_decoded; also where it passed.")] = None,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Show what the gates of a run refused, set aside or warned of: why, the first rows, and where in the dumps they stand."""
    from flows.gate.docs import read_gates

    folder = settings_of(warehouse, settings).warehouse
    runs = [run for run in list_runs(folder) if run.run_id.startswith(run_id or "")]
    judged, verdicts = next(((run, found) for run in runs if (found := read_gates(run_folder(folder, run.run_id)))), (None, []))
    if judged is None:
        raise UsageError(f"no gate has judged a run {run_id}" if run_id else f"no gate has judged a run in {folder} yet")
    run_dir = run_folder(folder, judged.run_id)
    console.print(f"{judged.kind} {judged.run_id}: {judged.state}", highlight=False)
    shown = 0
    for verdict in verdicts:
        console.print(escape(verdict["message"]), style="bold", highlight=False, soft_wrap=True)
        results = [r for r in verdict["results"] if (r["rule"] == rule if rule else r["status"] in LOUD)]
        for result in sorted(results, key=lambda r: (LOUD.index(r["status"]) if r["status"] in LOUD else len(LOUD), r["rule"])):
            _print(result, run_dir)
        shown += len(results)
    if rule and not shown:
        raise UsageError(f"no gate of the run has a rule {rule}")
    _print_next(judged, folder)


def _print(result: Mapping[str, Any], run_dir: Path) -> None:
    """A rule's result: what must hold, what was found, and the first rows that fail with their place."""
    from flows.gate.places import places_of
    from flows.gate.verdict import KEYS_FROM

    colour = COLOURS.get(result["status"], "green")
    console.print(f"\n[{colour}]{result['status'].replace('_', ' ')}[/]  {result['rule']}", highlight=False)
    console.print(f"  must hold: {escape(result['description'])}", highlight=False, soft_wrap=True)
    console.print(f"  found:     {escape(result['message'].partition(KEYS_FROM)[0]) or 'as it must be'}", highlight=False, soft_wrap=True)
    places = places_of(run_dir, result["table"], result["keys"])
    for key, sample in zip(result["keys"], result["samples"], strict=True):
        record, dump, position = places.get(key, ("", "", -1))
        place = f"{dump} #{position}  {record}" if dump else ""
        console.print(f"    {escape(key)}  {escape(place)}".rstrip(), highlight=False, soft_wrap=True)
        if sample:
            console.print(f"      {escape(' '.join(sample.split())[:110])}", style="dim", highlight=False, soft_wrap=True)
    if len(result["keys"]) < (result["value"] or 0) and result["keys"]:
        console.print(f"    ... the first {len(result['keys'])} of them", style="dim", highlight=False)


def _print_next(run: RunState, warehouse: Path) -> None:
    """What can be done about it."""
    from flows.report import warehouse_option

    where = warehouse_option(warehouse)
    lines = [f"a record's raw bytes:  copydesk show RECORD_ID{where}        (rec_..., as named above)"]
    if run.state == "refused":
        rules = " ".join(f'--accept {failure.partition(": ")[0]}="WHY"' for failure in run.refused_by)
        named = {"run": run.paths, "backfill": ["..."]}.get(run.kind, [])
        again = " ".join(["copydesk", run.kind, *named]) + where
        lines += [f"when it is mended:     {again}", f"publish all the same:  {again} {rules}"]
    console.print()
    for line in lines:
        console.print(line, style="dim", highlight=False, soft_wrap=True, markup=False)
