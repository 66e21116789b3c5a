"""Counting: a shard's rows against their tables' checks. Runs in the workers; Polars only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from flows.gate.counts import Context, Counted, Failing, Measures, TableCount
from flows.gate.own import own_checks
from schemas import TABLES
from schemas.checks import Check, Join, RowCheck, ShareCheck, checks_of

# more failing rows of one check in one shard than this are counted but not named: no tolerance reaches so far
KEPT_KEYS = 50_000
SAMPLE_CHARS = 200
# so many rows of a check are shown in a report
KEYS_SHOWN = 10
# the columns that show what a row looks like: the first that the table has
SAMPLES = ("text", "title", "url", "detail", "dump")


def tables_of(stage: str) -> list[str]:
    """The tables that a stage makes: those whose columns it is the first to fill."""
    return [name for name, table in TABLES.items() if table.made_in == stage]


def measure(stage: str, frames: Mapping[str, pl.DataFrame], context: Context | None = None) -> Measures:
    """Count the checks of the tables that `stage` makes. `frames` are the shard's staged tables, with those joined to them.

    A check that cannot be counted (a table or a column is missing) is kept with its error: the judge refuses it.
    """
    context = context or Context()
    found = Measures(stage, {}, [], [])
    for table in tables_of(stage):
        checks = (*checks_of(table), *own_checks(context.own, table))
        _measure_table(table, checks, frames, context, found)
    if stage == "read" and "records" in frames:
        found.dumps = dict(frames["records"].group_by("dump").len().sort("dump").iter_rows())
    return found


def _measure_table(table: str, checks: Sequence[Check], frames: Mapping[str, pl.DataFrame], context: Context, found: Measures) -> None:
    if table not in frames:
        found.checks += [Counted(table, check.name, error=f"there is no table {table}") for check in checks]
        return
    frame = frames[table]
    records = frame["record_id"].n_unique() if "record_id" in frame.columns else frame.height
    found.tables[table] = TableCount(frame.height, records)
    if not frame.height:
        found.checks += [Counted(table, check.name) for check in checks]
        return
    counts, failing = count_checks(table, checks, frames, context)
    found.checks += counts
    found.failing += failing


def count_checks(
    table: str, checks: Sequence[Check], frames: Mapping[str, pl.DataFrame], context: Context
) -> tuple[list[Counted], list[Failing]]:
    """The counts of `checks` over `frames[table]`, and its failing rows."""
    joins = {join.name: join for check in checks for join in check.needs}
    missing = {join.table for join in joins.values()} - set(frames)
    errors = {c.name: f"there is no table {j.table}" for c in checks for j in c.needs if j.table in missing}
    able = [check for check in checks if check.name not in errors]
    wide = _widen(frames[table], frames, [join for join in joins.values() if join.table not in missing], context)
    values, broken = _evaluate(wide, able)
    errors |= broken
    counts = [Counted(table, c.name, error=errors[c.name]) if c.name in errors else _count(table, c, values[c.name]) for c in checks]
    failing: list[Failing] = []
    for check in (c for c in able if c.name in values.columns):
        if isinstance(check, ShareCheck):
            failing += _examples(table, check, wide, values[check.name])
        elif values[check.name].any():
            failing += _failing(table, check.name, wide.filter(values[check.name]))
    return counts, failing


def _examples(table: str, check: ShareCheck, wide: pl.DataFrame, values: pl.Series) -> list[Failing]:
    """Of a share that lies outside its bounds here, rows that make it so: those above zero, or those at it; of each record one first."""
    mean = values.mean()
    if not isinstance(mean, float):
        return []
    is_high = check.high is not None and mean > check.high
    if not is_high and (check.low is None or mean >= check.low):
        return []
    rows = wide.filter(values > 0 if is_high else values <= 0)
    in_turn = rows.sort(pl.int_range(pl.len()).over("version"), maintain_order=True)
    return _failing(table, check.name, in_turn.head(KEYS_SHOWN))


def _widen(frame: pl.DataFrame, frames: Mapping[str, pl.DataFrame], joins: Sequence[Join], context: Context) -> pl.DataFrame:
    version = pl.col("record_id") if "record_id" in frame.columns else pl.lit("")
    wide = frame.with_columns(version.alias("version"), pl.lit(context.now).alias("now"))
    for join in joins:
        wide = _join(wide, frames[join.table], join)
    return wide


def _join(wide: pl.DataFrame, other: pl.DataFrame, join: Join) -> pl.DataFrame:
    """`wide` with the joined columns or totals; never with more or fewer rows."""
    left, right = [pair[0] for pair in join.on], [pair[1] for pair in join.on]
    if "record_id" in wide.columns and "record_id" in other.columns and "record_id" not in left:
        left, right = [*left, "record_id"], [*right, "record_id"]
    totals = (total.name.prefix(f"{join.name}.") for total in join.totals)
    columns = (pl.col(c).alias(f"{join.name}.{c}") for c in join.columns)
    found = other.group_by(right).agg(*totals) if join.totals else other.select(*right, *columns)
    found = found.with_columns(pl.lit(True).alias(f"{join.name}.found"))
    joined = wide.join(found, left_on=left, right_on=right, how="left", maintain_order="left")
    if joined.height != wide.height:  # the other table's key is not unique: its own check says so
        found = found.unique(subset=right, keep="first", maintain_order=True)
        joined = wide.join(found, left_on=left, right_on=right, how="left", maintain_order="left")
    return joined


def _evaluate(wide: pl.DataFrame, checks: Sequence[Check]) -> tuple[pl.DataFrame, dict[str, str]]:
    """A column for each check: true where a row fails, or its measure. Those that cannot be made come back as errors."""
    exprs = {c.name: c.expr if isinstance(c, RowCheck) else c.measure for c in checks}
    errors: dict[str, str] = {}
    try:
        values = wide.select(expr.alias(name) for name, expr in exprs.items())
    except pl.exceptions.PolarsError:
        values, errors = _one_by_one(wide, exprs)
    for check in checks:
        kind = values.schema.get(check.name)
        if kind is not None and not _fits(check, kind):
            wanted = "true or false" if isinstance(check, RowCheck) else "a number"
            errors[check.name] = f"it gives {kind} for a row, not {wanted}"
    measures = [pl.col(c.name).cast(pl.Float64) for c in checks if isinstance(c, ShareCheck) and c.name not in errors]
    return values.drop(errors, strict=False).with_columns(measures), errors


def _one_by_one(wide: pl.DataFrame, exprs: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, dict[str, str]]:
    columns: list[pl.Series] = []
    errors: dict[str, str] = {}
    for name, expr in exprs.items():
        try:
            columns += wide.select(rows=pl.int_range(pl.len()), value=expr).select(pl.col("value").alias(name)).get_columns()
        except pl.exceptions.PolarsError as error:
            errors[name] = str(error).splitlines()[0].partition("; valid columns")[0]
    return pl.DataFrame(columns), errors


def _fits(check: Check, kind: pl.DataType) -> bool:
    return kind == pl.Boolean or (isinstance(check, ShareCheck) and kind.is_numeric())


def _count(table: str, check: Check, values: pl.Series) -> Counted:
    rows = values.len() if isinstance(check, RowCheck) else values.len() - values.null_count()
    return Counted(table, check.name, rows, float(values.sum() or 0))


def key_of(table: str) -> pl.Expr:
    """The key of a row in one string."""
    return pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in TABLES[table].key], separator="#")


def _failing(table: str, check: str, rows: pl.DataFrame) -> list[Failing]:
    key = key_of(table).alias("key")
    record = pl.col("record_id") if "record_id" in rows.columns else pl.lit(None, pl.String).alias("record_id")
    sample = next((c for c in SAMPLES if c in rows.columns), None)
    shown = pl.col(sample).str.slice(0, SAMPLE_CHARS) if sample else pl.lit(None, pl.String)
    some = rows.head(KEPT_KEYS).select(record, key, shown.alias("sample"))
    return [Failing(table, check, *row) for row in some.iter_rows()]
