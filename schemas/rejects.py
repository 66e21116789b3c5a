"""rejects: the records that were refused, with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from schemas import checks as c
from schemas.lists import REJECT_REASONS
from schemas.table import ON, TEXT, Column, Reference, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

REJECTS = Table(
    name="rejects",
    description="One row a refused record, or a refused row of one: where, why, and a sample.",
    columns=(
        Column("record_id", TEXT, "The record."),
        Column("stage", TEXT, "Stage that refused it.", values=("read", "annotate", "settle")),
        Column("reason", TEXT, "Why it was refused.", values=REJECT_REASONS),
        Column("detail", TEXT, "One line that says more; for failed_check the name of the check.", nullable=True),
        Column("sample", TEXT, "The first characters of what was refused.", nullable=True),
        Column("delivered_on", ON, "Day of the first delivery (UTC).", stage="settle", is_content=False),
        Column("first_run_id", TEXT, "Run that first refused it.", stage="settle", is_content=False),
    ),
    key=("record_id", "stage", "reason", "detail", "sample"),
    sort_by=("record_id", "stage", "reason", "detail", "sample"),
    month_of="delivered_on",
    references=(Reference(("record_id",), "records", ("record_id",)),),
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the rejects. A reject is never set aside."""
    record = c.Join("record", "records", (("record_id", "record_id"),), totals=(pl.len().alias("rows"),))
    return (
        *(replace(check, tolerated=False) for check in c.closed_lists(REJECTS)),
        c.RowCheck(
            "record_is_there",
            "Every reject is of a record in the ledger.",
            "critical",
            c.is_missing(record),
            needs=(record,),
            tolerated=False,
        ),
        c.RowCheck(
            "failed_check_is_named",
            "A row that a check refused says which check.",
            "warning",
            (pl.col("reason") == "failed_check") & pl.col("detail").is_null(),
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(REJECTS.name, checks())
