"""From what the terminal says of a refused run, one command leads to the reason and the rows, another to a row's bytes."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.gate import Context, judge, read_measures, write_docs
from flows.gate.own import OwnCheck
from flows.plan import find_dumps, pack
from flows.report import show_run
from flows.runs import end_run, run_folder, save_run, start_run
from flows.shards import ReadPlan, read_shard
from transforms.dumps import Limits

DUMMY = OwnCheck("articles", "no_dummy_text", "No article begins with dummy text.", "critical", fails="text LIKE 'Lorem%'")


def article(number: int) -> bytes:
    begins = "Lorem ipsum" if number % 2 else "The mill at Osterby"
    body = f"{begins} number {number} turns again after a winter without water, and the miller said that it would stay."
    return json.dumps({"url": f"https://osterby.example/{number}", "title": f"Mill {number} turns", "maintext": body}).encode() + b"\n"


@pytest.fixture
def refused(tmp_path: Path) -> tuple[Path, str]:
    """A warehouse with a night that the first gate refused, and what its end looked like."""
    dump = tmp_path / "inbox" / "osterby" / "mills.jsonl"
    dump.parent.mkdir(parents=True)
    dump.write_bytes(b"".join(article(n) for n in range(60)))
    dumps = find_dumps([tmp_path / "inbox"], tmp_path / "inbox")
    warehouse = tmp_path / "warehouse"
    run = start_run(warehouse, "nightly", dumps=dumps, shards=pack(dumps, 1 << 20, 10))
    context = Context(run.started_at, (DUMMY,))
    folder = run_folder(warehouse, run.run_id)
    for shard in run.shards:
        read_shard(shard, ReadPlan(str(folder / "staged"), None, False, Limits(), {}, context))
    measures = [m for shard in run.shards for m in read_measures(folder / "staged" / shard.name / "read_measures.json")]
    verdict = judge("read", measures, run_id=run.run_id, context=context)
    run.gates, run.warnings, run.refused_by = {"read": verdict.outcome}, verdict.warnings, verdict.failures
    save_run(warehouse, run)
    end_run(warehouse, run, "refused", verdict.message)
    write_docs(folder, [verdict])
    out = io.StringIO()
    show_run(Console(file=out, width=80), warehouse, run)
    return warehouse, out.getvalue()


def command(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_two_commands_lead_to_reason_rows_and_bytes(refused: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse, said = refused
    named = re.search(r"why: +copydesk (.+)", said)
    assert named, said
    told = command(*named.group(1).split())
    assert "articles.rows_set_aside" in told and "articles.no_dummy_text" in told
    assert "No article begins with dummy text." in told and "30 of 60" in told
    assert "osterby/mills.jsonl #1 " in told and "Lorem ipsum number 1" in told
    assert f"copydesk nightly --warehouse {warehouse} --accept articles.rows_set_aside=" in told
    record = re.search(r"rec_[0-9a-f]{24}", told)
    assert record
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    app(["show", record.group(), "--warehouse", str(warehouse)], standalone_mode=False)
    assert out.buffer.getvalue() == article(1).strip()  # type: ignore[attr-defined]


def test_a_rule_and_a_run_that_nobody_knows(refused: tuple[Path, str]) -> None:
    warehouse = str(refused[0])
    assert "as it must be" in command("gates", "--rule", "articles.record_is_unique", "--warehouse", warehouse)
    for arguments in (["--rule", "articles.nonsense"], ["19990101"]):
        assert CliRunner().invoke(app, ["gates", *arguments, "--warehouse", warehouse]).exit_code != 0
