"""Which disks the inbox and the warehouse lay on, kept in the user's state folder: an unmounted disk is not an empty archive.

An empty mount point looks like a first night. So each run that ends well writes down the mount points; a run that finds the
folder on another one, and nothing of the archive there, stops.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from flows.errors import RunError
from flows.release.history import CURRENT
from flows.settings import Settings

STATE = "disks.json"


def mount_of(path: Path) -> str:
    """The mount point of the disk that a path lies on (or would)."""
    here = path.resolve()
    return str(next(folder for folder in (here, *here.parents) if folder.is_mount()))


def state_file() -> Path:
    """Where it is kept: $XDG_STATE_HOME/copydesk, which is ~/.local/state/copydesk where nothing else is set."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "copydesk" / STATE


def check_mounted(settings: Settings) -> None:
    """Raise RunError where the inbox or the warehouse lay on a disk that is not mounted now, and nothing of it is there."""
    known = _read()
    for name, path, is_there in (
        # not its folders: a run that its disk was taken from may have left such on the mount point
        ("warehouse", settings.warehouse, (settings.warehouse / CURRENT).is_symlink()),
        ("inbox", settings.inbox, settings.inbox.is_dir() and any(settings.inbox.iterdir())),
    ):
        before = known.get(str(path.absolute()))
        if before is None or is_there or before["mount"] == mount_of(path):
            continue
        raise RunError(
            f"the {name} {path} lay on the disk mounted at {before['mount']} ({before['at'][:10]}), which is not mounted: nothing was done"
            f" (if it was moved on purpose, remove {state_file()})"
        )


def remember_mounts(settings: Settings) -> None:
    """Write down where the inbox and the warehouse lie. A home that cannot be written to is no reason to fail."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {str(path.absolute()): {"mount": mount_of(path), "at": at} for path in (settings.warehouse, settings.inbox) if path.is_dir()}
    file = state_file()
    part = file.with_name(f".{STATE}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({**_read(), **found}, indent=1), "utf-8")
        part.replace(file)


def _read() -> Mapping[str, Mapping[str, str]]:
    try:
        known: dict[str, dict[str, str]] = json.loads(state_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known
