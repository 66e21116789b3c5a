"""The ids of the ledger as a sorted array on disk, which all workers map into memory: is a record known?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

Ids = np.ndarray[Any, np.dtype[np.bytes_]]


def _bytes_of(record_id: str) -> bytes:
    """The 12 bytes that the 24 hex digits of an id stand for."""
    return bytes.fromhex(record_id[4:])


def write_known(records: pl.LazyFrame, path: Path) -> Path:
    """Write the sorted ids of the ledger; 12 bytes a record."""
    ids = records.select("record_id").collect()["record_id"]
    found = np.fromiter(map(_bytes_of, ids), dtype="S12", count=len(ids))
    np.save(path, np.sort(found))
    return path


def is_known(known: Ids | None, record_id: str) -> bool:
    """True where the ledger had the record when the run began."""
    if known is None or not known.size:
        return False
    wanted = np.bytes_(_bytes_of(record_id))
    at = int(np.searchsorted(known, wanted))
    return at < known.size and bool(known[at] == wanted)
