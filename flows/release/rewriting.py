"""Writing a kept release again without some articles: under its own name, in its own schema.

What is counted over articles is made anew by who counts it, in today's schema.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import polars as pl

from flows.release.arrivals import TableDelta
from flows.release.build import EMPTY, build_table, link, write_file
from flows.release.history import RELEASES, TEMPORARY, now, put_in_place, sync_tree
from flows.release.layout import UNKNOWN, month_of, place_of
from flows.release.manifest import File, TableEntry, add_up, schema_digest, write_manifest
from flows.release.release import Release, files_holding
from flows.store import load, load_schema
from schemas import TABLES, Table

SAMPLES = "rejects"  # its rows stay, without their samples
COUNTED = "entity_names"  # what its rows count is taken off
JUDGED = "articles"  # a story that loses its original has another one
Marks = tuple[tuple[str, bool], ...]  # article_id and the new is_story_original, sorted
# what changes of entities and quotes (by table) mean for a release's table of COUNTED
Recount = Callable[[Release, Mapping[str, TableDelta]], TableDelta]


@dataclass
class Rewriting:
    """What goes: by table, the keys of the rows; who counts again; who gives the rows of a release's articles that become or cease to be
    an original; and what is known already of files that releases share, by digest (and by the marks that articles get)."""

    keys: Mapping[str, pl.DataFrame]
    recount: Recount
    judge: Callable[[Release], pl.DataFrame]
    is_hit: dict[str, bool] = field(default_factory=dict)
    became: dict[tuple[str, Marks], tuple[Path, File] | None] = field(default_factory=dict)


def rewrite_without(warehouse: Path, name: str, work: Rewriting) -> bool:
    """Put a release without the rows in the place of the one with them; False where it never had them."""
    release = Release(warehouse / RELEASES / name)
    if not any(_is_hit(release, table, file, work) for table in work.keys for file in release.entries(table)):
        return False
    folder = release.path.with_name(name + TEMPORARY)
    shutil.rmtree(folder, ignore_errors=True)
    tables = {n: _rewrite_table(release, n, entry, folder, work) for n, entry in release.manifest.tables.items() if n != COUNTED}
    if COUNTED in release.manifest.tables:
        tables[COUNTED] = _count_again(release, folder, work)
    notes = {**release.manifest.notes, "forgotten_at": now()}
    write_manifest(msgspec.structs.replace(release.manifest, tables=tables, notes=notes), folder)
    sync_tree(folder)
    put_in_place(warehouse, name)
    return True


def _is_hit(release: Release, table: str, file: File, work: Rewriting) -> bool:
    """True where the file holds rows that go, or samples of them."""
    if file.digest not in work.is_hit:
        path, keys = release.path / file.path, work.keys[table]
        columns = [*keys.columns, "sample"] if table == SAMPLES else keys.columns
        is_asked = set(columns) <= set(load_schema(path).names)
        rows = pl.DataFrame(load(path, columns)).drop_nulls() if is_asked else keys.clear()
        work.is_hit[file.digest] = not rows.join(keys, on=keys.columns, how="semi").is_empty()
    return work.is_hit[file.digest]


def _rewrite_table(release: Release, name: str, entry: TableEntry, folder: Path, work: Rewriting) -> TableEntry:
    files = []
    marks = _marks_of(entry.files, work.judge(release)) if name == JUDGED else {}
    for file in entry.files:
        if file.path not in marks and (name not in work.keys or not _is_hit(release, name, file, work)):
            link(release.path / file.path, folder / file.path)
            files.append(file)
        elif new := _rewrite_file(release, name, file, folder, work, marks.get(file.path, ())):
            files.append(new)
    if not files:
        schema = load_schema(release.path / entry.files[0].path)
        nothing = pl.DataFrame(schema.empty_table())
        files.append(write_file(nothing, _as_it_was(name, schema.names), folder, UNKNOWN, EMPTY, {}, schema=schema))
    return add_up(files, entry.schema)


def takedown_of(release: Release, ids: pl.DataFrame) -> dict[str, TableDelta]:
    """What taking articles (article_id) down changes in entities and quotes: with the day, only files of these days are searched."""
    dated = release.scan("articles").join(ids.lazy(), on="article_id", how="semi").select("article_id", "published_on").collect()
    return {name: TableDelta(drop=dated) for name in ("entities", "quotes")}


def _count_again(release: Release, folder: Path, work: Rewriting) -> TableEntry:
    """The table that counts over articles, without those that go."""
    delta = replace(work.recount(release, takedown_of(release, work.keys["articles"])), versions={})
    scratch = folder / ".scratch"
    scratch.mkdir(parents=True)
    files, _ = build_table(TABLES[COUNTED], delta, release, folder, scratch, {})
    shutil.rmtree(scratch)
    return add_up(files, schema_digest(TABLES[COUNTED]))


def _marks_of(files: Sequence[File], judged: pl.DataFrame) -> dict[str, Marks]:
    """The marks of the articles that may lie in each of the files, by its path; none for files without."""
    about = TABLES[JUDGED]
    placed = judged.with_columns(month=month_of(about), place=place_of(about)).sort("article_id")
    found = {}
    for file in files_holding(files, placed):
        is_here = (pl.col("month") == file.month) & pl.col("place").is_between(file.piece.start, file.piece.end - 1)
        found[file.path] = tuple(placed.filter(is_here).select("article_id", "is_story_original").iter_rows())
    return found


def _rewrite_file(release: Release, name: str, file: File, folder: Path, work: Rewriting, marks: Marks) -> File | None:
    """The file without the rows and with the marks, written once for all releases that share it; None where nothing is left of it."""
    if (file.digest, marks) not in work.became:
        schema = load_schema(release.path / file.path)
        frame = _marked(_without(pl.DataFrame(load(release.path / file.path)), name, work.keys[name]), marks)
        table = _as_it_was(name, schema.names)
        new = write_file(frame, table, folder, file.month, file.piece, file.versions, schema=schema) if frame.height else None
        work.became[file.digest, marks] = (release.path / new.path, new) if new else None
        return new
    known = work.became[file.digest, marks]
    if known is None:
        return None
    path, new = known
    link(path, folder / new.path)
    return new


def _marked(frame: pl.DataFrame, marks: Marks) -> pl.DataFrame:
    if not marks:
        return frame
    now = pl.col("article_id").replace_strict(dict(marks), default=pl.col("is_story_original"), return_dtype=pl.Boolean)
    return frame.with_columns(is_story_original=now)


def _without(frame: pl.DataFrame, name: str, keys: pl.DataFrame) -> pl.DataFrame:
    if name != SAMPLES:
        return frame.join(keys, on=keys.columns, how="anti", maintain_order="left")
    is_bare = pl.struct(keys.columns).is_in(keys.to_struct().implode())
    bare = frame.with_columns(pl.when(is_bare).then(None).otherwise("sample").alias("sample"))
    return bare.unique(TABLES[name].key, keep="first", maintain_order=True)


def _as_it_was(name: str, columns: list[str]) -> Table:
    """The table with the columns that a release has of it, and no closed lists: words may have left them since."""
    table = TABLES[name]
    return replace(table, columns=tuple(replace(c, values=()) for c in table.columns if c.name in columns))
