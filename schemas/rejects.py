"""rejects: the records that were refused, with the reason."""

from schemas.lists import REJECT_REASONS
from schemas.table import ON, TEXT, Column, Reference, Table

REJECTS = Table(
    name="rejects",
    description="One row a refused record, or a refused row of one: where, why, and a sample.",
    columns=(
        Column("record_id", TEXT, "The record."),
        Column("stage", TEXT, "Stage that refused it.", values=("read", "annotate", "settle")),
        Column("reason", TEXT, "Why.", values=REJECT_REASONS),
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
