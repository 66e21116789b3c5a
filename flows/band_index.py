"""The index of bands: which articles of the archive may be copies of a night's, found without looking at all of them.

It lies beside the releases, in `index/`, and only points at rows of article_keys: what it finds is read from the release and
compared there. It may know more than a release (after a rollback), never less: files of article_keys that it has not seen are
read before it is asked. It can be removed at any time; the next run makes it again.

It is a handful of sorted runs. What is new becomes a run of its own, and runs of like size are merged, so that an article
is written again some log(n) times in all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.release import File, Release
from flows.release.history import TEMPORARY, sync_tree
from flows.store import read, scan
from schemas import TABLES
from transforms.stories.signatures import BANDS, N_VALUES, Signatures, read_signatures
from transforms.stories.sorted_bands import Order, order_of, rows_sharing

TABLE = "article_keys"
FOLDER = "index"
COVERS = "covers.json"
COLUMNS = ("article_id", "published_on", "bands")
MERGE_BELOW = 4  # a run is merged with the one before where that is less than so many times as long
MOST_ROWS = 1_000_000  # of a run: merging holds its signatures in memory, some 300 MB
UNDATED = -(1 << 31)
_FACTORS = (np.random.default_rng(20250101).integers(0, 1 << 63, N_VALUES // 4 + 1, np.uint64) << np.uint64(1)) | np.uint64(1)

Numbers = NDArray[np.uint64]
Days = NDArray[np.int32]


@dataclass(frozen=True)
class Run:
    """Some articles: their signatures and the order of each band, the days and the hashes of their rows (all mapped)."""

    folder: Path
    signatures: Signatures
    orders: NDArray[np.uint32]
    days: Days
    ids: Numbers
    rows: Numbers

    def __len__(self) -> int:
        return len(self.days)


def find_keys(warehouse: Path, base: Release, new: pl.DataFrame, also: pl.DataFrame) -> pl.DataFrame:
    """The rows of the release's article_keys that share a band with a row of `new`, or whose article_id and published_on stand
    in `also`. The caller holds the warehouse's lock."""
    runs = _catch_up(warehouse / FOLDER, base)
    wanted = read_signatures(new.filter(pl.col("bands").is_not_null()))
    candidates = [pl.DataFrame(schema={"id": pl.UInt64, "day": pl.Int32})]
    for run in runs if len(wanted) else []:
        hits = rows_sharing(run.signatures, run.orders, wanted)
        candidates.append(pl.DataFrame({"id": run.ids[hits], "day": run.days[hits]}))
    asked = also.select(id=_id(), day=_day())
    return _read_rows(base, pl.concat([*candidates, asked]).unique())


def forget_index(warehouse: Path) -> None:
    """Remove the index, and with it what else lies in its folder: what was taken down must not stay in it."""
    shutil.rmtree(warehouse / FOLDER, ignore_errors=True)


def _read_rows(base: Release, places: pl.DataFrame) -> pl.DataFrame:
    """The rows of article_keys at these places: only files are read that may hold one."""
    table = TABLES[TABLE]
    days = places.select(pl.when(pl.col("day") == UNDATED).then(None).otherwise("day").cast(pl.Date).alias("published_on"), "id")
    files = base.files_at(TABLE, days.select("published_on", place=pl.col("id") // (1 << 32)))
    if not files:
        return pl.DataFrame(table.released().empty_table())
    return scan(files).with_columns(id=_id(), day=_day()).join(places.lazy(), on=["id", "day"], how="semi").drop("id", "day").collect()


def _id() -> pl.Expr:
    """The first 64 bits of an article's id."""
    return pl.col("article_id").str.slice(4, 16).str.to_integer(base=16, dtype=pl.UInt64)


def _day() -> pl.Expr:
    """Days since 1970; UNDATED where there is no date."""
    return pl.col("published_on").cast(pl.Int32).fill_null(UNDATED)


def _catch_up(folder: Path, base: Release) -> list[Run]:
    """The runs, after those rows of the release have been added that no run has."""
    folder.mkdir(exist_ok=True)
    runs = _open_runs(folder)
    files = base.entries(TABLE)
    known = _covered(folder)
    fresh = [f for f in files if f.digest not in known and f.rows]
    if not fresh:
        return runs
    for part in _parts(base, fresh):
        runs = _add(folder, runs, part)
    covers = folder / f".{COVERS}"
    covers.write_text(json.dumps(sorted(f.digest for f in files)), "utf-8")
    covers.replace(folder / COVERS)
    return runs


def _covered(folder: Path) -> set[str]:
    try:
        return set(json.loads((folder / COVERS).read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return set()


def _parts(base: Release, files: Sequence[File]) -> Iterator[pl.DataFrame]:
    """The rows of files that have a signature, as many at a time as a run may hold half of."""
    waiting: list[pl.DataFrame] = []
    for file in files:
        waiting.append(read([base.path / file.path], COLUMNS).drop_nulls("bands"))
        if sum(frame.height for frame in waiting) >= MOST_ROWS // 2:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _add(folder: Path, runs: list[Run], frame: pl.DataFrame) -> list[Run]:
    """The runs with one more, of the rows that none has yet; runs of like size merged."""
    signatures, ids, days = read_signatures(frame), frame.select(_id()).to_series().to_numpy(), frame.select(_day()).to_series().to_numpy()
    rows = _hash(signatures, ids, days)
    is_known = np.zeros(len(rows), np.bool_)
    for run in runs:
        at = np.minimum(np.searchsorted(run.rows, rows), len(run) - 1)
        is_known |= run.rows[at] == rows
    if is_known.all():
        return runs
    fresh = ~is_known
    start = max((int(run.folder.name) for run in runs), default=0)
    runs = [*runs, _write(folder / f"{start + 1:08d}", signatures[fresh], ids[fresh], days[fresh], rows[fresh])]
    while len(runs) > 1 and len(runs[-2]) < MERGE_BELOW * len(runs[-1]) and len(runs[-2]) + len(runs[-1]) <= MOST_ROWS:
        runs = [*runs[:-2], _merge(runs[-2], runs[-1])]
    return runs


def _hash(signatures: Signatures, ids: Numbers, days: Days) -> Numbers:
    """A number that tells one row from any other: of its id, its day and its signature."""
    words = np.ascontiguousarray(signatures).view(np.uint64) * _FACTORS[1:]
    mixed: Numbers = np.bitwise_xor.reduce(words ^ (words >> np.uint64(29)), axis=1)
    return np.asarray((mixed + ids) * _FACTORS[0] + days.astype(np.uint64))


def _merge(one: Run, other: Run) -> Run:
    """One run in the place of two. A crash leaves both, or the new one and some of them: it is the same to know a row twice."""

    def begun(band: int) -> Order:
        return np.concatenate([one.orders[band], other.orders[band] + np.uint32(len(one))])

    signatures = np.concatenate([one.signatures, other.signatures])
    ids, days = np.concatenate([one.ids, other.ids]), np.concatenate([one.days, other.days])
    rows = np.concatenate([one.rows, other.rows])
    made = _write(one.folder.with_name(f"{int(other.folder.name) + 1:08d}"), signatures, ids, days, rows, begun)
    for run in (one, other):
        shutil.rmtree(run.folder)
    return made


def _write(
    folder: Path, signatures: Signatures, ids: Numbers, days: Days, rows: Numbers, begun: Callable[[int], Order | None] = lambda _: None
) -> Run:
    """Write a run: whole, or not there. `begun` gives an order of each band to begin with."""
    part = folder.with_name(folder.name + TEMPORARY)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    orders = np.lib.format.open_memmap(part / "orders.npy", "w+", np.uint32, (len(BANDS), len(rows)))
    for band in range(len(BANDS)):
        orders[band] = order_of(signatures, band, begun(band))
    orders.flush()
    for name, array in (("signatures", signatures), ("ids", ids), ("days", days), ("rows", np.sort(rows))):
        np.save(part / f"{name}.npy", array)
    sync_tree(part, with_files=True)
    part.rename(folder)
    return _open(folder)


def _open(folder: Path) -> Run:
    names = ("signatures", "orders", "days", "ids", "rows")
    # as plain arrays: each look into a memmap makes another one, which costs more than a halving
    return Run(folder, *(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in names))


def _open_runs(folder: Path) -> list[Run]:
    """All runs, the oldest first; what a crash left half written goes."""
    for path in folder.glob(f"*{TEMPORARY}"):
        shutil.rmtree(path)
    return [_open(path) for path in sorted(p for p in folder.iterdir() if p.name.isdigit())]
