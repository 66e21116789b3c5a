"""A shard is staged and measured in pieces: how many leaves no trace in what is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flows import shards, staging
from flows.gate import Context, Measures, read_measures
from flows.plan import find_dumps, pack
from flows.settings import Settings
from flows.shards import ReadPlan, ShardReport, annotate_shard, read_shard
from flows.store import load

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


def test_pieces_are_counted_as_the_whole_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    lines = [f'{{"url": "https://veldby.example/{n}", "title": "Mill &amp;amp; {n}", "text": "{STORY} Day {n}."}}' for n in range(30)]
    (dumps / "mill.jsonl").write_text("\n".join(lines), "utf-8")
    whole, whole_measures = work(tmp_path / "whole", dumps)
    monkeypatch.setattr(staging, "PIECE_BYTES", 1)
    monkeypatch.setattr(shards, "BATCH_RECORDS", 7)
    monkeypatch.setattr(shards, "BATCH_ARTICLES", 4)
    parts, part_measures = work(tmp_path / "parts", dumps)
    assert [len(whole_measures[stage]) for stage in ("read", "annotate")] == [1, 1]
    assert [len(part_measures[stage]) for stage in ("read", "annotate")] == [5, 8]
    assert whole == parts and whole[1].rows["quotes"] == 30
    for stage in ("read", "annotate"):
        assert totals(whole_measures[stage]) == totals(part_measures[stage])
    for name in (*shards.READ_TABLES, *shards.ANNOTATE_TABLES):
        assert load(tmp_path / "whole" / "000000" / f"{name}.parquet").equals(load(tmp_path / "parts" / "000000" / f"{name}.parquet"))
