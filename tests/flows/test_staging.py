"""A shard is staged and measured in pieces: how many leaves no trace in what is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import gate, shards, staged_articles, staging
from flows.gate import Context, Measures, read_measures
from flows.plan import find_dumps, pack
from flows.settings import Settings
from flows.shards import ReadPlan, ShardReport, annotate_shard, read_shard
from flows.store import load, write_staged
from schemas import TABLES

STORY = "“The mill turns again,” said Ada Lind, the miller of Veldby, on Monday. The council of Veldby had closed it in the spring of 2019."


def work(folder: Path, dumps: Path) -> tuple[list[ShardReport], dict[str, list[Measures]]]:
    context = Context()
    (shard,) = pack(find_dumps([dumps]), 1 << 20, 10)
    reports = [
        read_shard(shard, ReadPlan(str(folder), None, False, Settings().limits, {}, context)),
        annotate_shard(shard.name, str(folder), "copydesk", context),
    ]
    return reports, {stage: read_measures(folder / shard.name / f"{stage}_measures.json") for stage in ("read", "annotate")}


def totals(pieces: list[Measures]) -> tuple[Counter[str], Counter[str]]:
    """Rows a table and failing rows a check over all pieces; shares of what recurs are left out: they are a piece's own."""
    rows: Counter[str] = Counter()
    failing: Counter[str] = Counter()
    for piece in pieces:
        assert not [c for c in piece.checks if c.error]
        rows.update({name: count.rows for name, count in piece.tables.items()})
        failing.update({f"{c.table}.{c.check}": int(c.total) for c in piece.checks if not c.check.startswith("share_")})
    return rows, failing


def write_dumps(folder: Path) -> Path:
    """A folder with one dump of thirty articles."""
    folder.mkdir()
    lines = [f'{{"url": "https://veldby.example/{n}", "title": "Mill &amp;amp; {n}", "text": "{STORY} Day {n}."}}' for n in range(30)]
    (folder / "mill.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_pieces_are_counted_as_the_whole_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumps = write_dumps(tmp_path / "dumps")
    whole, whole_measures = work(tmp_path / "whole", dumps)
    monkeypatch.setattr(staging, "PIECE_BYTES", 1)
    monkeypatch.setattr(shards, "BATCH_RECORDS", 7)
    monkeypatch.setattr(staged_articles, "BATCH_ARTICLES", 4)
    parts, part_measures = work(tmp_path / "parts", dumps)
    assert [len(whole_measures[stage]) for stage in ("read", "annotate")] == [1, 1]
    assert [len(part_measures[stage]) for stage in ("read", "annotate")] == [5, 8]
    assert whole == parts and whole[1].rows["quotes"] == 30
    for stage in ("read", "annotate"):
        assert totals(whole_measures[stage]) == totals(part_measures[stage])
    for name in (*shards.READ_TABLES, *shards.ANNOTATE_TABLES):
        assert load(tmp_path / "whole" / "000000" / f"{name}.parquet").equals(load(tmp_path / "parts" / "000000" / f"{name}.parquet"))


def test_a_staged_file_is_read_once_however_many_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        real = getattr(module, name)

        def counting(source: Any, *args: Any, **kwargs: Any) -> Any:
            opened.update(Path(path).name for path in (source if isinstance(source, list) else [source]))
            return real(source, *args, **kwargs)

        monkeypatch.setattr(module, name, counting)

    rows: Counter[str] = Counter()

    def measure(stage: str, frames: dict[str, pl.DataFrame], context: Context) -> Measures:
        rows.update({name: frame.height for name, frame in frames.items() if stage == "annotate"})
        return gate.measure(stage, frames, context)

    for module, name in ((pq, "ParquetFile"), (pq, "read_table"), (pl, "scan_parquet"), (pl, "read_parquet")):
        count(module, name)
    monkeypatch.setattr(staging, "measure", measure)
    monkeypatch.setattr(staging, "PIECE_BYTES", 1)
    monkeypatch.setattr(staged_articles, "BATCH_ARTICLES", 4)
    monkeypatch.setattr(staged_articles, "ROWS_OF_PARAGRAPHS", 5)
    _, measures = work(tmp_path / "staging", write_dumps(tmp_path / "dumps"))
    assert len(measures["annotate"]) == 8
    assert opened == {"paragraphs.parquet": 1, "articles.parquet": 1}
    staged = {name: load(tmp_path / "staging" / "000000" / f"{name}.parquet").num_rows for name in rows}
    assert rows == staged and {"articles", "paragraphs", "entities", "quotes"} == set(rows)


def test_articles_are_given_with_their_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work(tmp_path / "staging", write_dumps(tmp_path / "dumps"))
    folder = tmp_path / "staging" / "000000"
    paragraphs, articles = (load(folder / f"{name}.parquet") for name in ("paragraphs", "articles"))
    monkeypatch.setattr(staged_articles, "BATCH_ARTICLES_CHARS", 500)
    for rows in (1, 7, 4096):
        monkeypatch.setattr(staged_articles, "ROWS_OF_PARAGRAPHS", rows)
        found = list(staged_articles.article_batches(folder))
        assert len(found) > 5
        assert pa.concat_tables([batch["paragraphs"] for batch in found]).equals(paragraphs)
        assert pa.concat_tables([batch["articles"] for batch in found]).equals(articles)
        for batch in found:
            assert all(table["record_id"].num_chunks == 1 for table in batch.values())
            assert set(batch["paragraphs"]["article_id"].to_pylist()) == set(batch["articles"]["article_id"].to_pylist())


def test_articles_out_of_order_are_refused(tmp_path: Path) -> None:
    work(tmp_path / "staging", write_dumps(tmp_path / "dumps"))
    file = tmp_path / "staging" / "000000" / "articles.parquet"
    backwards = pl.DataFrame(load(file)).reverse()
    file.unlink()
    write_staged(backwards, TABLES["articles"], "read", file)
    with pytest.raises(ValueError, match="no article in their order"):
        list(staged_articles.article_batches(file.parent))


def test_a_folder_of_pages_is_staged_together_and_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(7):
        (pages / f"{n}.html").write_text(f"<html><h1>Mill {n}</h1><p>{STORY}</p><p>{STORY} Day {n}.</p></html>", "utf-8")
    stage = mock.Mock(wraps=shards._stage)
    monkeypatch.setattr(shards, "_stage", stage)
    (read, _), _ = work(tmp_path / "staged", pages)
    assert [len(call.args[0]) for call in stage.call_args_list] == [7]
    told = [(dump.dump, dump.found, dump.counted, dump.format) for dump in read.dumps]
    assert told == [(f"{n}.html", 1, 1, "html") for n in range(7)]
    assert load(tmp_path / "staged" / "000000" / "records.parquet")["dump"].to_pylist() == [f"{n}.html" for n in range(7)]
