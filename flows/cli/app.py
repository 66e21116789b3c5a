"""The application that commands are added to, and what they share: options, consoles, settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.errors import UsageError
from flows.release import Release, current, open_release
from flows.settings import Settings, load_settings

app = typer.Typer(
    help="Raw article dumps in, checked Parquet tables out.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
console = Console()
errors = Console(stderr=True)

Warehouse = Annotated[Path | None, typer.Option("--warehouse", "-w", help="Folder of the releases (default: data/warehouse).")]
Inbox = Annotated[Path | None, typer.Option("--inbox", help="Folder of the dumps (default: data/inbox).")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file (default: copydesk.toml).")]
ReleaseName = Annotated[
    str | None, typer.Option("--release", help="A kept release, or the beginning of its name (default: the current one).")
]


def settings_of(warehouse: Path | None, settings: Path | None = None, inbox: Path | None = None) -> Settings:
    return load_settings(settings, warehouse=warehouse, inbox=inbox)


def release_of(warehouse: Path, name: str | None = None) -> Release:
    """The release asked for, else the current one. Raises UsageError where there is none yet."""
    found = open_release(warehouse, name) if name else current(warehouse)
    if found is None:
        raise UsageError(f"there is no release in {warehouse} yet: make one with 'copydesk run PATH'")
    return found
