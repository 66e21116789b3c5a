"""Versions that a run has to read beside its dumps: of articles that its records turn out to leave, or to be an earlier version of.

They are read from the dumps that hold them, in shards of their own; what else these dumps hold is passed over.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.known import write_known
from flows.plan import Shard, pack
from flows.release import Release
from flows.runs import RunState
from flows.selection import find_named, others
from flows.settings import Settings
from flows.settling import withdrawn
from flows.shards import frames_of
from schemas import TABLES
from transforms.delivered import find_unread

FIRST = 900_000  # the number of the first of their shards: the run's own come before


@dataclass(frozen=True)
class Unread:
    """The shards that hold the versions, the ledger's ids but for theirs, and a warning where a dump is gone."""

    shards: list[Shard]
    known: Path
    warnings: list[str]


def find_earlier(settings: Settings, base: Release, staging: Path, shards: Sequence[Shard], quarantine: pl.DataFrame) -> Unread | None:
    """What is to be read beside the staged shards of a run that takes known records anew; None where nothing is."""
    staged = frames_of(str(staging), [shard.name for shard in shards], "records")
    old = {name: base.scan(name) for name in TABLES}
    unread = find_unread(staged, old, withdrawn(quarantine))
    if unread.is_empty():
        return None
    names = set(unread["dump"])
    found = find_named(settings, names)
    missing = sorted(names - found.keys())
    lost = [f"{missing[0]} holds earlier versions of articles, but is no longer where it was read{others(missing)}"] if missing else []
    dumps = [found[name] for name in sorted(found)]
    known = write_known(base.scan("records").join(unread.lazy(), on="record_id", how="anti"), staging / "passed_over.npy")
    return Unread(pack(dumps, settings.shard_bytes, settings.shard_files, first=FIRST), known, lost)


def drop_earlier(run: RunState, staging: Path) -> None:
    """Leave a run that is carried on with its own shards: what it needs beside them is found anew, by what is published now."""
    for shard in run.shards:
        if int(shard.name) >= FIRST:
            shutil.rmtree(staging / shard.name, ignore_errors=True)
    run.shards = [shard for shard in run.shards if int(shard.name) < FIRST]
