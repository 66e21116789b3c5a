"""Releases: whole, immutable views of the tables, made live by one swap of a link; kept, checked, gone back to.

What belongs here: which files make a release, and how one follows another. What does not: how a file is written
(flows.store), what must hold of its rows (the gate, handed in as a function), what is new (settle).
"""

from flows.release.arrivals import TableDelta
from flows.release.bucket import ReleaseConflict
from flows.release.difference import diff, differing_articles
from flows.release.errors import ReleaseError
from flows.release.forgetting import forget
from flows.release.history import read_history, sweep
from flows.release.keep import Kept, prune, read_tags, releases, rollback, tag, untag
from flows.release.locking import lock
from flows.release.manifest import File, Manifest, TableEntry
from flows.release.publishing import publish, rehearse
from flows.release.release import Release, current, open_release, release_names
from flows.release.remote import RemoteRelease, prune_remote, pull, push, remote_current, remote_names
from flows.release.remote_forgetting import forget_remote
from flows.release.verification import verify

__all__ = [
    "File",
    "Kept",
    "Manifest",
    "Release",
    "ReleaseConflict",
    "ReleaseError",
    "RemoteRelease",
    "TableDelta",
    "TableEntry",
    "current",
    "diff",
    "differing_articles",
    "forget",
    "forget_remote",
    "lock",
    "open_release",
    "prune",
    "prune_remote",
    "publish",
    "pull",
    "push",
    "read_history",
    "read_tags",
    "rehearse",
    "release_names",
    "releases",
    "remote_current",
    "remote_names",
    "rollback",
    "sweep",
    "tag",
    "untag",
    "verify",
]
