"""Which records are known: asked of the array on disk, answered as a set would."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.known import is_known, write_known

ids = st.binary(min_size=12, max_size=12).map(lambda b: f"rec_{b.hex()}")


@given(ledger=st.sets(ids), others=st.sets(ids))
def test_the_array_knows_what_the_ledger_has(ledger: set[str], others: set[str]) -> None:
    records = pl.LazyFrame({"record_id": sorted(ledger, reverse=True)}, schema={"record_id": pl.String})
    with tempfile.TemporaryDirectory() as folder:
        known = np.load(write_known(records, Path(folder) / "known.npy"))
        assert {i for i in ledger | others if is_known(known, i)} == ledger


def test_where_nothing_is_written_nothing_is_known() -> None:
    assert not is_known(None, "rec_" + "0" * 24)
