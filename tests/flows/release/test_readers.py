"""Each reader that the README names reads every table of a release, also one without rows, with the right types."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from flows.release import Release
from schemas import TABLES
from tests.flows.release.invented import article, delta, put

ROWS = {"records": 40, "articles": 40, "paragraphs": 80}
MONTHS = {"2025-12", "2026-01", "unknown"}


@pytest.fixture(scope="module", params=["full", "empty"])
def release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Release:
    parts = [article(n, [date(2025, 12, n + 1), date(2026, 1, 1), None][n % 3]) for n in range(31)]
    parts += [article(n, date(2026, 1, 3)) for n in range(31, 40)]
    return put(tmp_path_factory.mktemp("readers"), delta(parts if request.param == "full" else []))


def wanted_rows(release: Release, table: str) -> int:
    return ROWS.get(table, 0) if release.manifest.tables["articles"].rows else 0


def with_duckdb(folder: Path) -> pa.Table:
    return duckdb.sql(f"select * from read_parquet('{folder}/**/*.parquet', hive_partitioning = true)").to_arrow_table()


def with_polars(folder: Path) -> pa.Table:
    return pl.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True).collect().to_arrow()


def with_polars_by_path(folder: Path) -> pa.Table:
    return pl.read_parquet(folder).to_arrow()


def with_pyarrow(folder: Path) -> pa.Table:
    return pq.read_table(folder)


def with_dataset(folder: Path) -> pa.Table:
    return ds.dataset(folder, partitioning="hive").to_table()


def with_pandas(folder: Path) -> pa.Table:
    return pa.Table.from_pandas(pd.read_parquet(folder, dtype_backend="pyarrow"), preserve_index=False)


READERS = [with_duckdb, with_polars, with_polars_by_path, with_pyarrow, with_dataset, with_pandas]


def plain(type_: pa.DataType) -> str:
    """A type by its logical name: text is text however it lies in memory."""
    if pa.types.is_dictionary(type_):
        return plain(type_.value_type)
    if pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_):
        return f"list<{plain(type_.value_type)}>"
    if pa.types.is_fixed_size_binary(type_) or pa.types.is_large_binary(type_) or pa.types.is_binary_view(type_):
        return "binary"
    if pa.types.is_struct(type_):
        return "struct<" + ", ".join(f"{f.name}: {plain(f.type)}" for f in type_) + ">"
    name = str(type_).replace("Etc/UTC", "UTC")
    return {"large_string": "string", "string_view": "string"}.get(name, name)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("table", TABLES)
def test_every_reader_reads_every_table(release: Release, table: str, reader: Callable[[Path], pa.Table]) -> None:
    found = reader(release.path / table)
    assert found.num_rows == wanted_rows(release, table)
    schema = TABLES[table].released()
    types = {f.name: plain(f.type) for f in found.schema}
    assert types == {**{f.name: plain(f.type) for f in schema}, TABLES[table].partition: "string"}
    if wanted_rows(release, table) and table != "records":
        assert set(found[TABLES[table].partition].to_pylist()) == MONTHS


def test_the_month_prunes_files(release: Release) -> None:
    glob = f"{release.path}/articles/**/*.parquet"
    found = duckdb.sql(f"select count(*) from '{glob}' where published_month = '2026-01'").fetchall()
    lazily = pl.scan_parquet(glob, hive_partitioning=True).filter(published_month="2026-01").collect()
    assert found == [(lazily.height,)]
    assert lazily.height == (0 if not wanted_rows(release, "articles") else 19)


def test_two_tables_join_without_a_cast(release: Release) -> None:
    found = duckdb.sql(
        f"""select count(*) from '{release.path}/articles/**/*.parquet' join '{release.path}/paragraphs/**/*.parquet'
            using (article_id, published_month)"""
    ).fetchall()
    assert found == [(wanted_rows(release, "paragraphs"),)]
