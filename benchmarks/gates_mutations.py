"""Are the gates right? Plants damage of many kinds, and runs healthy nights: `python -m benchmarks.gates_mutations`.

Six weeks of invented nights are published first, through settle and publish, so that drift has a baseline. Then every kind of
damage (benchmarks.gates_damage) is done to one night, which goes through all gates; the table says what each found. Then
healthy nights with natural variation go through the same gates, and anything but silence is a false alarm.
Exit code 1 where damage was missed or a healthy night raised an alarm.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from benchmarks.gates_damage import DAMAGES, Damage
from benchmarks.gates_nights import OUTLETS, Edit, Frames, Outlet, make_night
from flows.gate import Context, DumpCount, Staged, Verdict, judge, judge_release, measure
from flows.gate.judge import SET_ASIDE
from flows.plan import Shard
from flows.release import Release, TableDelta, current, publish
from flows.runs import RunState
from flows.settling import settle_run
from flows.store import TableError
from flows.touched import ids_folder

FIRST_NIGHT = date(2026, 6, 1)
VERSIONS = {"read": "1", "annotate": "1", "settle": "1"}
SHARD = "000000"
SILENT = ("passed", "not_applicable")


class _StopHere(Exception):
    """Ends a publication after its gate, so that the warehouse stays as it was."""


@dataclass
class Night:
    """A night's verdicts, and the CPU seconds that the gates took."""

    verdicts: list[Verdict]
    seconds: float = 0.0
    refusal: str | None = None  # what publish itself said, where it refused the rows

    @property
    def is_stopped(self) -> bool:
        return self.refusal is not None or any(not v.passed for v in self.verdicts)


@lru_cache(maxsize=2)
def _made(day: date, outlets: tuple[Outlet, ...], scale: float, edit: Edit | None) -> Frames:
    return make_night(day, outlets=outlets, scale=scale, edit=edit)


def _undamaged(damage: Damage, day: date) -> Frames:
    """The night as it was read, before anything was planted in its tables."""
    return dict(_made(day, damage.outlets, damage.scale, damage.edit))


def run_night(warehouse: Path, frames: Frames, day: date, damage: Damage | None = None, *, goes_live: bool = True) -> Night:
    """Take a night's staged frames through all gates; publish it where it passes and `goes_live`."""
    moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC) + timedelta(days=1)
    context = Context(moment)
    night = Night([])
    start = time.process_time()
    read = [measure("read", frames, context)]
    whole = _undamaged(damage, day) if damage else frames
    found = dict(whole["records"].group_by("dump").len().iter_rows())
    dumps = [
        DumpCount(name, rows + (damage.counted if damage and not i else 0), rows) for i, (name, rows) in enumerate(sorted(found.items()))
    ]
    night.verdicts.append(judge("read", read, run_id=str(day), dumps=dumps, context=context))
    if not night.is_stopped:
        night.verdicts.append(judge("annotate", [measure("annotate", frames, context)], run_id=str(day), context=context))
    night.seconds += time.process_time() - start
    if not night.is_stopped:
        _publish(warehouse, frames, moment, night, damage, goes_live)
    return night


def _publish(warehouse: Path, frames: Frames, moment: datetime, night: Night, damage: Damage | None, goes_live: bool) -> None:
    """Settle and publish as the flow does, the release gate included."""
    run = RunState(f"{moment:%Y%m%dT%H%M%SZ}", "nightly", moment, shards=[Shard(SHARD, ())])
    quarantine = pl.concat([v.quarantine for v in night.verdicts])

    def check(new: Path, previous: Release | None, touched: set[str]) -> None:
        start = time.process_time()
        kept = previous.path if previous else None
        staged = Staged({name: frame.lazy().with_columns(shard=pl.lit(SHARD)) for name, frame in frames.items()}, quarantine)
        index = ids_folder(warehouse)
        verdict = judge_release(new, kept, touched, run_id=run.run_id, kind="nightly", now=moment, staged=staged, index=index)
        night.verdicts.append(verdict)
        night.seconds += time.process_time() - start
        if night.is_stopped or not goes_live:
            raise _StopHere

    with tempfile.TemporaryDirectory() as folder, suppress(_StopHere):
        (Path(folder) / SHARD).mkdir()
        for name, frame in frames.items():
            frame.write_parquet(Path(folder) / SHARD / f"{name}.parquet")
        changes = settle_run(warehouse, current(warehouse), run, Path(folder), quarantine).tables
        rows = {name: change.rows.collect() for name, change in changes.items() if isinstance(change.rows, pl.LazyFrame)}
        if damage and damage.settled:
            damage.settled(rows)
        delta = {name: TableDelta(rows[name].lazy(), change.drop) for name, change in changes.items()}
        try:
            publish(warehouse, run_id=run.run_id, delta=delta, check=check, stage_versions=VERSIONS, notes={})
        except TableError as error:
            night.refusal = str(error)


def natural_variation(rng: random.Random, number: int) -> tuple[tuple[Outlet, ...], float]:
    """What is different about a healthy night: a little more or less of everything, a holiday, a newcomer, a small paper's pause."""
    scale = 0.62 if number == 20 else rng.uniform(0.85, 1.18)
    outlets = [o for o in OUTLETS if o.weekday > 10 or rng.random() < 0.8]
    if number >= 30:
        outlets.append(Outlet("newcomer.example", 9, 6, with_author=0.4))
    return tuple(outlets), scale


def show_damage(warehouse: Path, day: date, damages: Sequence[Damage]) -> int:
    """Print a line for every kind of damage; returns how many were not found where they should be."""
    missed = 0
    print(f"{'damage':<48} {'gate':<9} {'check':<42} {'wanted':<9} found")
    for damage in damages:
        frames = _undamaged(damage, day)
        if damage.staged:
            damage.staged(frames)
        night = run_night(warehouse, frames, day, damage, goes_live=False)
        found = {(v.stage, r.rule): f"{r.status}: {r.message}" for v in night.verdicts for r in v.results if r.status not in SILENT}
        if night.refusal:
            found["publish", "TableError"] = f"refused: {night.refusal}"
        hit = found.get((damage.gate, damage.rule))
        aside = found.get((damage.gate, f"{damage.rule.partition('.')[0]}.{SET_ASIDE}"), "")
        is_right = hit is not None and night.is_stopped == damage.stops
        if hit and damage.stops and hit.startswith("quarantined"):
            is_right, hit = is_right and aside.startswith("refused"), aside
        missed += not is_right
        said = (hit or "; ".join(f"{rule} {what[:40]}" for (_, rule), what in found.items()))[:110]
        wanted = "stopped" if damage.stops else "reported"
        print(
            f"{damage.name:<48} {damage.gate:<9} {damage.rule:<42} {wanted:<9} {'' if is_right else 'MISSED '}{said or 'nothing'}",
            flush=True,
        )
    return missed


def show_healthy(warehouse: Path, day: date, nights: int, *, is_baseline: bool = False) -> int:
    """Publish healthy nights and print every alarm; returns how many nights had one."""
    alarms = 0
    rng = random.Random(7)
    for number in range(nights):
        outlets, scale = (OUTLETS, rng.uniform(0.9, 1.1)) if is_baseline else natural_variation(rng, number)
        today = day + timedelta(days=number)
        night = run_night(warehouse, make_night(today, seed=1, outlets=outlets, scale=scale), today)
        said = [f"{v.stage} {r.rule} {r.status}: {r.message}" for v in night.verdicts for r in v.results if r.status not in SILENT]
        alarms += bool(said)
        for line in said:
            print(f"{today} {line}")
    return alarms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--damage", default="")
    parser.add_argument("--nights", type=int, default=50)
    parser.add_argument("--warehouse", type=Path, help="a folder that keeps the baseline; used again where it is there")
    parser.add_argument("--weeks", type=int, default=6)
    options = parser.parse_args()
    after = FIRST_NIGHT + timedelta(weeks=options.weeks)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = options.warehouse or Path(folder)
        if current(warehouse) is None:
            show_healthy(warehouse, FIRST_NIGHT, options.weeks * 7, is_baseline=True)
        damages = [d for d in DAMAGES if options.damage in d.name]
        missed = show_damage(warehouse, after, damages)
        print(f"\n{len(damages) - missed} of {len(damages)} kinds of damage found by the right gate")
        alarms = show_healthy(warehouse, after, options.nights)
        print(f"{alarms} of {options.nights} healthy nights raised an alarm")
    return 1 if missed or alarms else 0


if __name__ == "__main__":
    sys.exit(main())
