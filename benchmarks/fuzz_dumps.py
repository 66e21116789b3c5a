"""Injures valid dumps of every format for some minutes and reports what a reader does wrong.

    python -m benchmarks.fuzz_dumps [FOLDER] [--minutes N] [--seed N] [--keep FOLDER]

The dumps are the invented ones of the tests, one or more a format, and the files of FOLDER (up to 1 MB each) where it is given.
Each copy gets one to three injuries. Wrong is: a crash of the process, a copy that takes longer than a minute, an error that no
reader foresaw, a record without a verdict, or a count that differs from the records. Such copies are kept in the folder `--keep`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from tests.transforms.dumps.conftest import SAMPLES
from tests.transforms.dumps.injuries import checked, mutate

_HANG = 60.0
_MAX_SEED = 1 << 20


def _seeds(folder: Path | None) -> dict[str, bytes]:
    """The dumps to injure, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder else []
    return SAMPLES | {str(path.relative_to(folder or path)): path.read_bytes() for path in files if path.stat().st_size <= _MAX_SEED}


def _injure(name: str, data: bytes, first: int, seconds: float, path: Path, out: Connection) -> None:
    """Reads injured copies of one dump for some seconds; sends the number of each before it is read, and what went wrong after it."""
    ends = time.monotonic() + seconds
    number = first
    while time.monotonic() < ends:
        out.send((number, None))
        path.write_bytes(mutate(data, random.Random(f"{name} {number}")))
        try:
            checked(path)
        except Exception:  # noqa: BLE001
            out.send((number, traceback.format_exc(limit=-4)))
        number += 1
    out.send((number, ""))


def _run(name: str, data: bytes, first: int, seconds: float, path: Path) -> tuple[int, list[str]]:
    """One process over one dump: the number of the next copy, and what went wrong."""
    inner, outer = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_injure, args=(name, data, first, seconds, path, outer))
    process.start()
    outer.close()
    number, wrong, is_done = first, [], False
    try:
        while not is_done and inner.poll(_HANG):
            number, message = inner.recv()
            is_done = message == ""
            if message:
                wrong.append(f"{name} {number}: {message}")
        if not is_done:
            wrong.append(f"{name} {number}: took more than {_HANG:.0f} seconds")
    except EOFError:
        process.join()
        wrong.append(f"{name} {number}: the process ended with {process.exitcode}")
    process.kill()
    process.join()
    return (number if is_done else number + 1), wrong


def _keep(wrong: list[str], name: str, data: bytes, folder: Path) -> None:
    """Writes the copies that went wrong: a copy follows from its dump and its number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in {int(line.removeprefix(name).split(":")[0]) for line in wrong}:
        (folder / f"{number}-{Path(name).name}").write_bytes(mutate(data, random.Random(f"{name} {number}")))


def fuzz(seeds: dict[str, bytes], minutes: float, first: int, keep: Path) -> int:
    """Every dump for its share of the minutes; prints a row each and returns how often something went wrong."""
    share = minutes * 60 / len(seeds)
    faults = 0
    print(f"{'dump':<60}{'copies':>8}{'wrong':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in seeds.items():
            following, wrong = _run(name, data, first, share, Path(folder) / Path(name).name)
            print(f"{name[-58:]:<60}{following - first:>8}{len(wrong):>7}", flush=True)
            print(*wrong[:3], sep="\n", end="\n" if wrong else "")
            _keep(wrong, name, data, keep)
            faults += len(wrong)
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="more dumps to injure")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=0, help="number of the first copy: another one injures otherwise")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where copies that went wrong are kept")
    options = parser.parse_args()
    faults = fuzz(_seeds(options.folder), options.minutes, options.seed, options.keep)
    print(f"{faults} wrong" if faults else "nothing wrong")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
