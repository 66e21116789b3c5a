"""Is a release what its manifest says, and what tables have to be? Every file, key and reference is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from flows.release.content import add_contents, content_sum
from flows.release.layout import month_of, place_of
from flows.release.manifest import MANIFEST, File, TableEntry, files_of, schema_digest
from flows.release.release import Release
from flows.store import digest_of, load, load_schema
from schemas import TABLES, Reference, Table

# Keys of so many rows are held in memory at a time (some 200 MB); of more rows, a share after the other.
ROWS_AT_ONCE = 2_000_000
# a record of this outcome has a row in this table, with the same values of these columns
OUTCOMES = (("article", "articles", ("record_id", "article_id")), ("rejected", "rejects", ("record_id",)))
VERSION = ("record_id", "article_id", "revision")


def verify(release: Release) -> list[str]:
    """What is wrong with a release, a line each; empty where nothing is.

    Every file against its digest, size, schema, rows and place; every table's keys, references and totals; the outcomes of
    the ledger against articles and rejects, earlier versions against the ledger; no file that the manifest does not know. Files of
    an older schema than today's are not checked against it. Memory: one file's rows.
    """
    problems = list(_stray_files(release))
    broken: set[str] = set()
    for name, entry in sorted(release.manifest.tables.items()):
        found = [f"{f.path}: {problem}" for f in entry.files for problem in _check_file(release, TABLES.get(name), entry, f)]
        problems += found + [f"{name}: {problem}" for problem in _check_totals(entry)]
        broken |= {name} if found else set()
    problems += [f"{name}: the table is missing" for name in TABLES if name not in release.manifest.tables]
    present = {n: t for n, t in TABLES.items() if n in release.manifest.tables and n not in broken}
    for table in present.values():
        problems += [f"{table.name}: {problem}" for problem in _check_keys(release, table)]
        for reference in table.references:
            if reference.table in present:
                problems += [f"{table.name}: {problem}" for problem in _check_reference(release, table, reference)]
    if {"records", "article_versions"} <= present.keys():
        problems += [f"article_versions: {problem}" for problem in _check_versions(release)]
    # an older release out of which an article was taken keeps the ledger that it had
    for outcome, name, columns in OUTCOMES if "forgotten_at" not in release.manifest.notes else ():
        if {"records", name} <= present.keys():
            problems += [f"records: {problem}" for problem in _check_outcome(release, outcome, TABLES[name], columns)]
    return problems


def _stray_files(release: Release) -> Iterator[str]:
    listed = {f.path for f in files_of(release.manifest.tables)} | {MANIFEST}
    for path in sorted(p for p in release.path.rglob("*") if not p.is_dir()):
        if (name := path.relative_to(release.path).as_posix()) not in listed:
            yield f"{name}: the manifest does not know it"


def _check_file(release: Release, table: Table | None, entry: TableEntry, file: File) -> Iterator[str]:
    path = release.path / file.path
    try:
        if path.stat().st_size != file.bytes:
            yield f"it has {path.stat().st_size} bytes, not {file.bytes}"
        if digest_of(path) != file.digest:
            yield "its bytes have changed"
            return
        if table is not None and entry.schema == schema_digest(table):
            yield from _check_rows(path, table, file)
    except FileNotFoundError:
        yield "it is missing"
    except OSError as error:
        yield f"it cannot be read: {' '.join(str(error).split())}"


def _check_rows(path: Path, table: Table, file: File) -> Iterator[str]:
    if not load_schema(path).equals(table.released(), check_metadata=True):
        yield "its schema is not the table's"
        return
    frame = pl.DataFrame(load(path))
    if frame.height != file.rows:
        yield f"it has {frame.height} rows, not {file.rows}"
    if content_sum(frame, table) != file.content:
        yield "its rows are not those of the manifest"
    wrong = frame.filter((month_of(table) != file.month) | ~place_of(table).is_between(file.start, file.piece.end - 1))
    if wrong.height:
        yield f"{wrong.height} rows belong into another file, as {wrong[table.key[0]][0]}"
    if not frame.equals(frame.sort(list(dict.fromkeys((*table.sort_by, *table.key))), nulls_last=True)):
        yield "its rows are not in order"


def _check_totals(entry: TableEntry) -> Iterator[str]:
    if add_contents(f.content for f in entry.files) != entry.content or sum(f.rows for f in entry.files) != entry.rows:
        yield "the manifest's totals are not the sums of its files"


def _check_keys(release: Release, table: Table) -> Iterator[str]:
    for some in _slices(release, table, table.key):
        twice = some.group_by(table.key).len().filter(pl.col("len") > 1).collect(engine="streaming")
        if twice.height:
            yield f"{twice.height} keys are there more than once, as {twice.sort(table.key)[table.key[0]][0]}"
            return


def _check_reference(release: Release, table: Table, reference: Reference) -> Iterator[str]:
    to = list(_slices(release, TABLES[reference.table], reference.to, table))
    lost = 0
    example = None
    for some, others in zip(_slices(release, table, reference.columns, TABLES[reference.table]), to, strict=True):
        missing = some.drop_nulls().unique().join(others, left_on=reference.columns, right_on=reference.to, how="anti")
        found = missing.collect(engine="streaming")
        if found.height:
            lost += found.height
            example = example or found.sort(reference.columns).row(0)[0]
    if lost:
        yield f"{lost} values of {', '.join(reference.columns)} are in no row of {reference.table}, as {example}"


def _check_outcome(release: Release, outcome: str, table: Table, columns: tuple[str, ...]) -> Iterator[str]:
    records = _slices(release, TABLES["records"], (*columns, "outcome"), table)
    rows = _slices(release, table, columns, TABLES["records"])
    lost = []
    for ledger, some in zip(records, rows, strict=True):
        of_outcome = ledger.filter(pl.col("outcome") == outcome)
        lost += of_outcome.join(some, on=columns, how="anti").select("record_id").collect(engine="streaming")["record_id"].to_list()
    if lost:
        yield f"{len(lost)} with the outcome {outcome} have no row in {table.name}, as {min(lost)}"


def _check_versions(release: Release) -> Iterator[str]:
    table, ledger = TABLES["article_versions"], TABLES["records"]
    records = _slices(release, ledger, (*VERSION, "outcome"), table)
    lost = []
    for some, recorded in zip(_slices(release, table, VERSION, ledger), records, strict=True):
        revisions = recorded.filter(pl.col("outcome") == "revision")
        lost += some.join(revisions, on=VERSION, how="anti").select("record_id").collect(engine="streaming")["record_id"].to_list()
    if lost:
        yield f"{len(lost)} are no revisions in the ledger, as {min(lost)}"


def _slices(release: Release, table: Table, columns: tuple[str, ...], beside: Table | None = None) -> Iterator[pl.LazyFrame]:
    """The columns of all rows, in shares by the hash in the first of them: as many as the bigger of the two tables asks for."""
    rows = max(release.manifest.tables[t.name].rows for t in (table, beside or table))
    n = rows // ROWS_AT_ONCE + 1
    frame = release.scan(table.name).select(columns)
    prefix = pl.col(columns[0]).str.slice(-24, 8).str.to_integer(base=16, strict=False).fill_null(0)
    for share in range(n):
        yield frame if n == 1 else frame.filter(prefix % n == share)
