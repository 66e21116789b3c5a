"""Commands about releases: releases, diff, rollback, tag, prune, push, pull, verify, forget."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from flows.cli.app import SettingsFile, Warehouse, app, console, release_of, settings_of
from flows.errors import RunError, UsageError
from flows.release import diff as differences
from flows.release import prune as prune_releases
from flows.release import pull as pull_release
from flows.release import push as push_release
from flows.release import releases as kept_releases
from flows.release import remote_names as names_there
from flows.release import tag as tag_release
from flows.release import verify as problems_of
from flows.settings import Settings
from flows.wording import counted

SHOWN = 50


def _mib(size: int) -> str:
    return f"{size / (1 << 20):,.1f} MiB"


def _store_of(settings: Settings) -> str:
    """The object store of the settings. Raises UsageError where none is set."""
    if settings.publish_to is None:
        raise UsageError('no object store is set: write publish_to = "s3://bucket/prefix" into copydesk.toml')
    return settings.publish_to


@app.command()
def releases(
    remote: Annotated[bool, typer.Option("--remote", help="Those in the object store (publish_to of the settings).")] = False,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """List the kept releases."""
    if remote:
        names, live = names_there(_store_of(settings_of(warehouse, settings)))
        for name in names:
            console.print(name + (" [green]current[/]" if name == live else ""), highlight=False)
        return
    table = Table(box=None, header_style="dim")
    for column in ("release", "made", "rows", "size", "its own", "tags", ""):
        table.add_column(column)
    folder = settings_of(warehouse, settings).warehouse
    kept_ones = kept_releases(folder)
    if not kept_ones:
        console.print(f"there is no release in {folder} yet: make one with 'copydesk run PATH'")
        return
    for kept in kept_ones:
        made = kept.made_at.strftime("%Y-%m-%d %H:%M")
        mark = "[green]current[/]" if kept.is_current else ""
        table.add_row(kept.name, made, f"{kept.rows:,}", _mib(kept.bytes), _mib(kept.own_bytes), ", ".join(kept.tags), mark)
    console.print(table)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A release, or the beginning of its name.")],
    new: Annotated[str, typer.Argument(help="Another one, or 'current'.")] = "current",
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Count the rows added, changed and gone from one release to another, by table and month."""
    folder = settings_of(warehouse, settings).warehouse
    found = differences(release_of(folder, old), release_of(folder, new))
    if found.is_empty():
        console.print("no row differs")
        return
    table = Table(box=None, header_style="dim")
    for column in found.columns:
        table.add_column(column, justify="left" if column in ("table", "month") else "right")
    for row in found.iter_rows():
        table.add_row(*(v if isinstance(v, str) else f"{v:,}" for v in row))
    console.print(table)


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="The release to go back to.")], warehouse: Warehouse = None, settings: SettingsFile = None
) -> None:
    """Make a kept release current again, in the object store as well (publish_to of the settings)."""
    from flows.takedown import roll_back

    chosen = settings_of(warehouse, settings)
    release_of(chosen.warehouse, release)
    found, n_out = roll_back(chosen, release)
    out = f", {release} but for {counted(n_out, 'record')} of articles that were taken down since" if n_out else ""
    there = f", also in {chosen.publish_to}" if chosen.publish_to else ""
    console.print(f"current is {found.name}{out}{there}", highlight=False, soft_wrap=True)


@app.command()
def tag(
    release: Annotated[str, typer.Argument(help="A release, or 'current'.")],
    name: Annotated[str, typer.Argument(help="The tag.")],
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Tag a release: it is kept when others are pruned, and read under tags/NAME."""
    console.print(f"{name} is {tag_release(settings_of(warehouse, settings).warehouse, release, name).name}")


@app.command()
def prune(
    keep: Annotated[int | None, typer.Option(help="How many releases to keep (default: keep_releases of the settings).")] = None,
    older_than: Annotated[int | None, typer.Option(help="Only releases older than so many days.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Remove old releases; the current and tagged ones stay."""
    if keep is not None and keep < 1:
        raise UsageError(f"--keep is {keep}: the current release stays, keep 1 or more")
    if older_than is not None and older_than < 0:
        raise UsageError(f"--older-than is {older_than}: write a number of days, 0 or more")
    chosen = settings_of(warehouse, settings)
    release_of(chosen.warehouse)
    days = None if older_than is None else timedelta(days=older_than)
    number = chosen.keep_releases if keep is None and days is None else keep
    gone = prune_releases(chosen.warehouse, keep=number, older_than=days, is_rehearsal=dry_run)
    for kept in gone:
        console.print(kept.name, highlight=False)
    freed = f", at least {_mib(sum(kept.own_bytes for kept in gone))}" if gone else ""
    console.print(f"{'would remove' if dry_run else 'removed'} {counted(len(gone), 'release')}{freed}", highlight=False)


@app.command()
def push(warehouse: Warehouse = None, settings: SettingsFile = None) -> None:
    """Take the current release to the object store; nightly runs do so by themselves."""
    chosen = settings_of(warehouse, settings)
    console.print(f"current there is {push_release(chosen.warehouse, _store_of(chosen)).manifest.release}", highlight=False)


@app.command()
def pull(warehouse: Warehouse = None, settings: SettingsFile = None) -> None:
    """Make what is current in the object store the current release here."""
    chosen = settings_of(warehouse, settings)
    found = pull_release(_store_of(chosen), chosen.warehouse)
    console.print(f"current is {found.name}" if found else "nothing was published there yet", highlight=False)


@app.command()
def verify(
    release: Annotated[str | None, typer.Argument(help="A release (default: the current one).")] = None,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Check every file, key and reference of a release."""
    found = release_of(settings_of(warehouse, settings).warehouse, release)
    problems = problems_of(found)
    for problem in problems[:SHOWN]:
        console.print(problem, style="red", highlight=False, soft_wrap=True)
    if problems:
        raise RunError(f"{found.name} has {counted(len(problems), 'problem')}")
    rows = sum(entry.rows for entry in found.manifest.tables.values())
    files = sum(len(entry.files) for entry in found.manifest.tables.values())
    console.print(f"{found.name} is whole: {files:,} files, {rows:,} rows")


@app.command()
def forget(
    articles: Annotated[list[str], typer.Argument(help="article_ids.")],
    reason: Annotated[str, typer.Option(help="Why, for the ledger.")],
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
) -> None:
    """Take articles down: out of every kept release, here and in the object store; they do not come back."""
    from flows.takedown import take_down

    wrong = [a for a in articles if not a.startswith("art_")]
    if wrong:
        raise UsageError(f"'{wrong[0]}' is no article_id: they begin with art_")
    if not reason.strip():
        raise UsageError("--reason is empty: the ledger keeps why an article was taken down")
    console.print(take_down(settings_of(warehouse, settings), articles, reason), highlight=False, soft_wrap=True)
