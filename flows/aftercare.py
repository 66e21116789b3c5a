"""What follows a night: what is old goes (releases, gates' pages, what is known of ids in files of before); what a night before could not
take to the object store is taken there.

It cannot undo the night: what goes wrong here is a warning.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from flows.gate.docs import SUMMARY
from flows.release import ReleaseError, current, lock, prune
from flows.release.errors import told
from flows.release.manifest import files_of
from flows.runs import RunState, runs_folder, save_run
from flows.settings import Settings
from flows.sharing import share_late
from flows.store import forget_other_files
from flows.touched import ids_folder

LOCK_WAIT_SECONDS = 60.0


def look_after(settings: Settings, state: RunState) -> RunState:
    """Prune by `keep_releases` and share what is not shared yet; returns the run with the warnings of it."""
    try:
        with (
            told(settings.warehouse, "the release is current"),
            lock(settings.warehouse, who=f"aftercare of {state.run_id}", wait=LOCK_WAIT_SECONDS),
        ):
            share_late(settings)
            if state.state == "published":
                prune(settings.warehouse, keep=settings.keep_releases)
                remove_old_pages(settings)
                _forget_old_files(settings.warehouse)
    except ReleaseError as error:
        state.warnings.append(str(error))
        with suppress(OSError):
            save_run(settings.warehouse, state)
    return state


def _forget_old_files(warehouse: Path) -> None:
    if release := current(warehouse):
        forget_other_files([file.path for file in files_of(release.manifest.tables)], ids_folder(warehouse))


def remove_old_pages(settings: Settings) -> None:
    """The gates' pages (a third of a megabyte a run) of all but the newest runs go; what they show stays in gates.json.

    The summary goes last: it tells that there are pages, with one look a run.
    """
    runs = runs_folder(settings.warehouse)
    with os.scandir(runs) as folders:
        names = sorted(folder.name for folder in folders)
    for name in names[: -settings.keep_releases]:
        summary = Path(runs, name, "gates", SUMMARY)
        if summary.exists():
            for page in sorted(summary.parent.glob("*.html"), key=lambda page: page == summary):
                page.unlink()
