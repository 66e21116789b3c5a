"""Backfills that begin at a later stage: their end is that of reading everything again, and nothing else is touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from prefect import flow

from flows.choosing import choose_articles
from flows.done import Done
from flows.errors import UsageError
from flows.ingest import run_recompute
from flows.release import diff, verify
from flows.report import what_would_be_done
from flows.runs import RunState
from flows.settings import load_settings
from flows.versions import STAGE_VERSIONS
from schemas import TABLES
from tests.flows.older_stages import an_older
from tests.flows.releases import ON_THREADS, content, released, today, versions

Warehouse = Callable[..., Path]
# a user's own check, which refuses one mention
OWN_CHECK = """
[[checks]]
table = "entities"
name = "is_another"
description = "It is not this one."
severity = "critical"
fails = "mention_id = '{}'"
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, prefect_server: None, sample: Path) -> Path:
    """A warehouse of the sample as the stages are today."""
    from flows.pipelines import ingest

    warehouse = tmp_path_factory.mktemp("fresh")
    ingest([str(sample)], warehouse=str(warehouse), **ON_THREADS)
    return warehouse


@pytest.fixture(scope="module")
def of_older(tmp_path_factory: pytest.TempPathFactory, prefect_server: None, sample: Path) -> Warehouse:
    """Gives copies of a warehouse of the sample as older stages left it."""
    from flows.pipelines import ingest

    made: dict[tuple[str, ...], Path] = {}

    def give(folder: Path, *stages: str) -> Path:
        if stages not in made:
            made[stages] = tmp_path_factory.mktemp("older")
            with an_older(*stages):
                ingest([str(sample)], warehouse=str(made[stages]), **ON_THREADS)
        return Path(shutil.copytree(made[stages], folder / "warehouse", symlinks=True))

    return give


@pytest.mark.parametrize("stage", ["entities", "quotes"])
def test_by_the_same_stages_nothing_differs_and_nothing_is_published(fresh: Path, stage: str) -> None:
    from flows.pipelines import backfill

    before = released(fresh)
    state = backfill(from_stage=stage, warehouse=str(fresh), **ON_THREADS)
    assert state.state == "unchanged" and state.articles == before.manifest.tables["articles"].rows
    assert released(fresh).name == before.name


@pytest.mark.parametrize(("older", "stage"), [("quotes", "quotes"), ("quotes", "entities"), ("entities", "entities")])
def test_what_older_stages_left_becomes_what_reading_again_makes_of_it(
    fresh: Path, of_older: Warehouse, tmp_path: Path, older: str, stage: str
) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, older)
    before = released(warehouse)
    rehearsal = backfill(from_stage=stage, dry_run=True, warehouse=str(warehouse), **ON_THREADS)
    assert rehearsal.state == "rehearsed" and released(warehouse).name == before.name
    state = backfill(from_stage=stage, warehouse=str(warehouse), **ON_THREADS)
    after, wanted = released(warehouse), released(fresh)
    assert state.state == "published" and content(after) == content(wanted) and verify(after) == []
    assert [*rehearsal.changes] == diff(before, after).rows() != []
    new = [f.bytes for entry in after.manifest.tables.values() for f in entry.files if not (before.path / f.path).exists()]
    assert rehearsal.rewrites == (len(new), sum(new))
    assert what_would_be_done(rehearsal)[0].startswith(f"writes {len(new)} files, ")
    # of entities the quotes tell who is "he" or "she"
    made = {"quotes", "entity_names"} if older == "quotes" else {"entities", "quotes", "entity_names"}
    assert {row[0] for row in rehearsal.changes} == made
    for name in TABLES:
        if name not in ("entities", "quotes", "entity_names"):
            assert [f.digest for f in after.entries(name)] == [f.digest for f in before.entries(name)]
    assert versions(after, "articles") == versions(after, "quotes") == today()
    assert backfill(from_stage=stage, warehouse=str(warehouse), **ON_THREADS).state == "unchanged"


def test_quotes_are_not_made_from_entities_of_an_older_version(of_older: Warehouse, tmp_path: Path) -> None:
    from flows.pipelines import backfill

    with pytest.raises(UsageError, match="--from-stage entities"):
        backfill(from_stage="quotes", warehouse=str(of_older(tmp_path, "entities")), **ON_THREADS)


def test_a_backfill_of_one_publisher_or_of_days_changes_no_other_articles(fresh: Path, of_older: Warehouse, tmp_path: Path) -> None:
    from flows.pipelines import backfill

    warehouse = of_older(tmp_path, "quotes")
    before = released(warehouse).scan("quotes").collect()
    publisher = before["publisher"].drop_nulls().mode().sort()[0]
    state = backfill(from_stage="quotes", publisher=publisher, warehouse=str(warehouse), **ON_THREADS)
    after, whole = released(warehouse).scan("quotes").collect(), released(fresh).scan("quotes").collect()
    is_theirs = pl.col("publisher") == publisher
    assert 0 < state.articles < released(warehouse).manifest.tables["articles"].rows
    assert after.filter(is_theirs).equals(whole.filter(is_theirs)) and not after.filter(is_theirs).equals(before.filter(is_theirs))
    assert after.filter(~is_theirs).equals(before.filter(~is_theirs))
    assert versions(released(warehouse), "articles")["quotes"] == ["0", STAGE_VERSIONS["quotes"]]
    with pytest.raises(UsageError, match="no article matches"):
        backfill(from_stage="quotes", since=date(1950, 1, 1), until=date(1950, 1, 2), warehouse=str(warehouse), **ON_THREADS)


def test_rows_refused_alone_go_and_come_with_their_rejects(fresh: Path, tmp_path: Path, sample: Path) -> None:
    from flows.pipelines import backfill, ingest

    strict, plain, warehouse = tmp_path / "strict.toml", tmp_path / "plain.toml", tmp_path / "warehouse"
    plain.write_text(f'warehouse = "{warehouse}"\n', "utf-8")
    speaker = released(fresh).scan("quotes").select("speaker_mention_id").drop_nulls().collect().item(0, 0)
    strict.write_text(f'warehouse = "{warehouse}"\n{OWN_CHECK.format(speaker)}', "utf-8")
    ingest([str(sample)], settings_file=str(strict), **ON_THREADS)
    refused = released(warehouse)
    lost = refused.scan("rejects").filter(pl.col("detail") == "entities.is_another").collect()
    assert lost.height > 0 and content(refused)["entities"] != content(released(fresh))["entities"]
    assert backfill(from_stage="quotes", settings_file=str(strict), **ON_THREADS).state == "unchanged"
    assert backfill(from_stage="entities", settings_file=str(strict), **ON_THREADS).state == "unchanged"
    backfill(from_stage="entities", settings_file=str(plain), **ON_THREADS)
    assert content(released(warehouse)) == content(released(fresh))
    backfill(from_stage="entities", settings_file=str(strict), **ON_THREADS)
    assert content(released(warehouse)) == content(refused)


def test_articles_that_a_night_changed_in_the_meantime_are_left_as_they_are(of_older: Warehouse, tmp_path: Path) -> None:
    from flows.pipelines import ingest

    warehouse = of_older(tmp_path, "quotes")
    read = released(warehouse)
    is_known_by_url = pl.col("url").is_not_null() & pl.col("external_id").is_null() & pl.col("updated_at").is_not_null()
    row = read.scan("articles").filter(is_known_by_url).sort("article_id").collect().to_dicts()[0]
    later = (row["updated_at"] + timedelta(days=1)).isoformat()
    dates = {"article:published_time": f"{row['published_on']}T06:00:00Z", "article:modified_time": later}
    meta = "".join(f"<meta property='{name}' content='{value}'>" for name, value in {"og:url": row["url"], **dates}.items())
    page = tmp_path / "night" / "late.html"
    page.parent.mkdir()
    told = "<p>“The harbour is closed again,” said Ada Quill, the harbour master, on the morning after the storm had passed it.</p>"
    page.write_text(f"<head>{meta}</head><h1>{row['title']}</h1>{told}<p>{'The storm had come from the north. ' * 8}</p>", "utf-8")
    ingest([str(page)], warehouse=str(warehouse), **ON_THREADS)
    night = released(warehouse)

    @flow
    def recompute() -> RunState:
        chosen = choose_articles(read, read.scan("articles"), "quotes", Done())
        return run_recompute(load_settings(warehouse=warehouse, **ON_THREADS), read, chosen, "quotes")

    state = recompute()
    after = released(warehouse)
    changed = set(night.scan("articles").collect().join(read.scan("articles").collect(), on="content_digest", how="anti")["article_id"])
    is_changed = pl.col("article_id").is_in(list(changed))
    assert state.state == "published" and state.overtaken == len(changed) >= 1
    assert content(after)["articles"] == content(night)["articles"]
    for name in ("quotes", "entities"):
        assert after.scan(name).filter(is_changed).collect().equals(night.scan(name).filter(is_changed).collect())
    assert content(after)["quotes"] != content(night)["quotes"] and verify(after) == []
