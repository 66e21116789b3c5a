"""Releases: whole, immutable views of the tables, made live by one swap of a link; kept, checked, gone back to.

What belongs here: which files make a release, and how one follows another. What does not: how a file is written
(flows.store), what must hold of its rows (the gate, handed in as a function), what is new (settle).
"""

from flows.release.arrivals import TableDelta
from flows.release.errors import ReleaseError
from flows.release.history import read_history, sweep
from flows.release.locking import lock
from flows.release.manifest import File, Manifest, TableEntry
from flows.release.publishing import publish
from flows.release.release import Release, current, open_release, release_names

__all__ = [
    "File",
    "Manifest",
    "Release",
    "ReleaseError",
    "TableDelta",
    "TableEntry",
    "current",
    "lock",
    "open_release",
    "publish",
    "read_history",
    "release_names",
    "sweep",
]
