"""What each run took from the inbox, in one file: a night that asks for it need not read every run.json there has ever been.

The run.json files are the truth, a line is a copy of what one of them said when it had this size and this time. Who reads looks
whether it still has, and adds a line for each run that has not; the last line of a run counts. Beside them stand files that were
opened and found to hold what a run had taken already, under another name or of another time. So the file may be behind, cut
short by a crash, or gone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from flows.runs import RUN, RunState, read_run, runs_folder

PLACE = Path("index") / "taken.jsonl"  # in the warehouse


class Signed(msgspec.Struct, frozen=True, array_like=True, tag="file"):
    """A file as it lay in the inbox: bytes, time of the last change in nanoseconds, and SHA-256 of what was in it."""

    path: str
    size: int | None
    changed_at: int | None
    digest: str


class Taken(msgspec.Struct, frozen=True, array_like=True, tag="run"):
    """What a run took. `size` and `changed_at` are those of its run.json, the rest stands in it (see flows.runs.RunState)."""

    run_id: str
    size: int
    changed_at: int
    state: str
    base_runs: list[str]
    files: list[Signed]


_DECODER: msgspec.json.Decoder[Taken | Signed] = msgspec.json.Decoder(Taken | Signed)


def read_taken(warehouse: Path) -> tuple[list[Taken], list[Signed]]:
    """What all runs took, newest first, and the files noted with `note`; a run whose run.json cannot be read is left out."""
    lines = _read(warehouse)
    known = {line.run_id: line for line in lines if isinstance(line, Taken)}
    found, fresh = [], []
    for run_id, (size, changed_at) in _list(warehouse).items():
        taken = known.get(run_id)
        if taken is None or (taken.size, taken.changed_at) != (size, changed_at):
            if (run := read_run(warehouse, run_id)) is None:
                continue
            taken = _taken_by(run, run_id, size, changed_at)
            fresh.append(taken)
        found.append(taken)
    note(warehouse, fresh)
    return sorted(found, key=lambda taken: taken.run_id, reverse=True), [line for line in lines if isinstance(line, Signed)]


def note(warehouse: Path, lines: Sequence[Taken | Signed]) -> None:
    """Add lines in one piece. Where they cannot be written, the next night looks again at what they tell of."""
    if lines:
        with suppress(OSError):
            (warehouse / PLACE).parent.mkdir(exist_ok=True)
            with (warehouse / PLACE).open("ab", buffering=0) as file:
                # a line's end first: the last line may have been cut short
                file.write(b"\n" + b"\n".join(msgspec.json.encode(line) for line in lines))


def _read(warehouse: Path) -> list[Taken | Signed]:
    """The lines of the file that are whole."""
    found = []
    with suppress(OSError):
        for line in (warehouse / PLACE).read_bytes().splitlines():
            with suppress(msgspec.DecodeError):
                found.append(_DECODER.decode(line))
    return found


def _list(warehouse: Path) -> Mapping[str, tuple[int, int]]:
    """Size and time of every run.json, by the run's folder."""
    found = {}
    with suppress(FileNotFoundError), os.scandir(runs_folder(warehouse)) as folders:
        for folder in folders:
            with suppress(OSError):
                about = Path(folder.path, RUN).stat()
                found[folder.name] = about.st_size, about.st_mtime_ns
    return found


def _taken_by(run: RunState, folder: str, size: int, changed_at: int) -> Taken:
    sizes = {dump.path: dump.size for dump in run.dumps}
    files = [Signed(path, sizes.get(path), run.times.get(path), digest) for path, digest in run.signs.items()]
    return Taken(folder, size, changed_at, run.state, run.base_runs if run.base_release else [], files)
