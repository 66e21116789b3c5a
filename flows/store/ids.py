"""Which of some files may hold an id: a night looks for its ids in the files that have them, not in all of the archive.

Of each file and column that was ever asked for, a folder keeps the beginnings of the ids, sorted. It only points at files: their
rows are read and compared. A file is named by the digest of its content, so what is known of it stays true; the folder can be
removed at any time, and is made again as it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.store.read import scan

Numbers = NDArray[np.uint64]
_ID_DIGITS, _NUMBER_DIGITS = 24, 16
_SEAL = np.uint64(0x9E3779B97F4A7C15)


def files_with(files: Sequence[Path], column: str, ids: pl.Series, folder: Path | None) -> list[Path]:
    """Those of `files` that may hold one of `ids` in `column`: none for no ids; without a `folder` to look it up in, all of them.

    A file that was not asked for before is read, and its ids are kept in `folder`.
    """
    asked = _numbers_of(ids)
    if not asked.size:
        return []
    return [file for file in files if folder is None or _have_common(asked, _numbers_in(file, column, folder))]


def forget_other_files(files: Collection[str], folder: Path) -> None:
    """Remove what is kept of all files but those of these names."""
    stems = {Path(name).stem for name in files}
    for path in folder.iterdir() if folder.exists() else ():
        if path.name.partition(".")[0] not in stems:
            path.unlink()


def _numbers_of(ids: pl.Series) -> Numbers:
    """The first 64 bits of the hashes in ids, sorted; 0 for one that ends in no hash."""
    digits = ids.drop_nulls().str.slice(-_ID_DIGITS, _NUMBER_DIGITS)
    return np.sort(digits.str.to_integer(base=16, dtype=pl.UInt64, strict=False).fill_null(0).to_numpy())


def _have_common(one: Numbers, other: Numbers) -> bool:
    few, many = sorted((one, other), key=len)  # to look few up among many takes few steps
    return bool(few.size and (many[np.minimum(np.searchsorted(many, few), many.size - 1)] == few).any())


def _numbers_in(file: Path, column: str, folder: Path) -> Numbers:
    kept = folder / f"{file.stem}.{column}"
    numbers = _read(kept)
    if numbers is None:
        numbers = _numbers_of(_ids_in(file, column))
        _keep(numbers, kept)
    return numbers


def _ids_in(file: Path, column: str) -> pl.Series:
    rows = scan([file])
    is_there = column in rows.collect_schema()  # a file of an older schema may be without it
    return rows.select(column).collect()[column] if is_there else pl.Series(column, [], pl.String)


def _read(path: Path) -> Numbers | None:
    """The numbers that were kept; None where there are none, or not as they were kept: a list cut short would hide rows."""
    try:
        kept = np.frombuffer(path.read_bytes(), np.uint64)
    except (FileNotFoundError, ValueError):
        return None
    return kept[:-1] if kept.size and kept[-1] == _seal(kept[:-1]) else None


def _keep(numbers: Numbers, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(np.append(numbers, _seal(numbers)).tobytes())
    part.replace(path)


def _seal(numbers: Numbers) -> np.uint64:
    """A number that stands behind whole lists: none is made of zeros."""
    return np.uint64(np.bitwise_xor.reduce(numbers) ^ _SEAL ^ np.uint64(len(numbers)))
