"""A user's own table of names: applied as a run settles or to what is published, the end is the same; taken away, it leaves no trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.aliases import NOTE, load_aliases
from flows.errors import UsageError
from flows.release import diff, verify
from schemas import ids
from tests.counted_names import counted_names
from tests.flows.releases import ON_THREADS, content, released

CHANGED = {"entities", "quotes", "entity_names"}


def settings_file(folder: Path, warehouse: Path, table: Path | None) -> str:
    path = folder / f"{table.stem if table else 'plain'}.toml"
    told = f'entity_aliases = "{table}"\n' if table else ""
    path.write_text(f'warehouse = "{warehouse}"\n{told}', "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, prefect_server: None, sample: Path) -> Path:
    """A warehouse of the sample without a table."""
    from flows.pipelines import ingest

    warehouse = tmp_path_factory.mktemp("plain")
    ingest([str(sample)], warehouse=str(warehouse), **ON_THREADS)
    return warehouse


@pytest.fixture(scope="module")
def people(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table for the sample: two who speak by a pronoun are one, a third is blocked, and so is an organisation."""
    names = released(plain).scan("entity_names").filter(pl.col("n_he") + pl.col("n_she") > 0).sort("entity_id").collect()
    one, other, third = names["name"][:3]
    organisation = released(plain).scan("entity_names").filter(type="ORG").sort("n_mentions", "entity_id").last().collect()["name"][0]
    rows = [f"{one},Q1,PERSON,", f"{other},Q1,,", f"{third},,,blocked", f"{organisation},,ORG,blocked"]
    path = tmp_path_factory.mktemp("table") / "people.csv"
    path.write_text("\n".join(["alias,id,type,rule", *rows, ""]), "utf-8")
    return path


@pytest.fixture(scope="module")
def at_once(people: Path, tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A warehouse of the sample, settled with the table."""
    from flows.pipelines import ingest

    folder = tmp_path_factory.mktemp("once")
    ingest([str(sample)], settings_file=settings_file(folder, folder / "warehouse", people), **ON_THREADS)
    return folder / "warehouse"


def test_the_table_joins_and_blocks(plain: Path, at_once: Path, people: Path) -> None:
    before, after = released(plain), released(at_once)
    joined = after.scan("entity_names").drop_nulls("external_id").collect().to_dicts()
    assert [(row["entity_id"], row["external_id"]) for row in joined] == [(ids.entity_id("PERSON", "=Q1"), "Q1")]
    named = pl.read_csv(people)["alias"]
    was = before.scan("entity_names").collect()
    two = was.filter(pl.col("name").is_in(named[:2].implode()))
    assert two.height == 2 and two["n_mentions"].sum() == joined[0]["n_mentions"]
    assert two.select(pl.sum_horizontal(pl.col("n_he", "n_she").sum())).item() == joined[0]["n_he"] + joined[0]["n_she"]
    assert after.scan("entity_names").collect().height == was.height - 3
    told = counted_names(after.scan("entities").collect(), after.scan("quotes").collect())
    plainly = after.scan("entity_names").with_columns(external_id=pl.lit(None, pl.String))
    assert plainly.collect().sort("entity_id").to_dicts() == told
    assert after.manifest.notes[NOTE] == load_aliases(people).digest and before.manifest.notes[NOTE] is None


def test_applied_later_it_ends_as_applied_at_once_and_taken_away_leaves_no_trace(
    plain: Path, at_once: Path, people: Path, tmp_path: Path
) -> None:
    from flows.pipelines import alias

    warehouse = Path(shutil.copytree(plain, tmp_path / "warehouse", symlinks=True))
    first = released(warehouse)
    state = alias(settings_file=settings_file(tmp_path, warehouse, people))
    then = released(warehouse)
    assert state.state == "published" and state.aliased > 0 and content(then) == content(released(at_once)) and verify(then) == []
    assert set(diff(first, then)["table"]) == CHANGED
    assert [f.versions for f in then.entries("quotes")] == [f.versions for f in first.entries("quotes")]
    again = alias(settings_file=settings_file(tmp_path, warehouse, people))
    assert (again.state, again.release) == ("unchanged", then.name)
    alias(settings_file=settings_file(tmp_path, warehouse, None))
    assert content(released(warehouse)) == content(first) and released(warehouse).manifest.notes[NOTE] is None


def test_a_run_applies_a_table_that_has_changed_to_all_that_is_published(
    plain: Path, at_once: Path, people: Path, tmp_path: Path, sample: Path
) -> None:
    from flows.pipelines import backfill, ingest

    warehouse = Path(shutil.copytree(plain, tmp_path / "warehouse", symlinks=True))
    told = settings_file(tmp_path, warehouse, people)
    with pytest.raises(UsageError, match="copydesk alias"):
        backfill(from_stage="quotes", dry_run=True, settings_file=told, **ON_THREADS)
    assert ingest([str(sample)], again=True, settings_file=told, **ON_THREADS).state == "published"
    assert content(released(warehouse)) == content(released(at_once))
    for stage in ("quotes", "entities"):
        assert backfill(from_stage=stage, settings_file=told, **ON_THREADS).state == "unchanged"


def test_a_backfill_of_quotes_overtakes_nobody_by_the_table(plain: Path, at_once: Path, people: Path, tmp_path: Path) -> None:
    from flows.pipelines import backfill

    warehouse = Path(shutil.copytree(plain, tmp_path / "warehouse", symlinks=True))
    state = backfill(from_stage="quotes", settings_file=settings_file(tmp_path, warehouse, people), **ON_THREADS)
    assert (state.state, state.overtaken) == ("published", 0) and content(released(warehouse)) == content(released(at_once))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("none.csv", None, "entity_aliases: there is no file at"),
        ("ids.csv", "alias,wikidata\nAda Obi,Q1\n", "there is no column 'id'"),
        ("twice.csv", "alias,id\nAda Obi,Q1\nada obi,Q2\n", "row 2: 'ada obi' is the id Q2"),
        ("ragged.csv", "alias,id\nAda Obi,Q1,PERSON,,,\n", "ragged.csv: "),
        ("empty.csv", "", "empty.csv: "),
        ("no.parquet", "alias,id\nAda Obi,Q1\n", "no.parquet: "),
    ],
)
def test_a_wrong_file_gets_one_clear_line(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said) as error:
        load_aliases(path)
    assert "\n" not in str(error.value)


def test_csv_and_parquet_of_the_same_rows_are_the_same_table(tmp_path: Path) -> None:
    rows = pl.DataFrame({"alias": ["Ada Obi", "Acme"], "id": ["Q1", None], "rule": [None, "blocked"]})
    rows.write_csv(tmp_path / "a.csv")
    rows.write_parquet(tmp_path / "a.parquet")
    assert load_aliases(tmp_path / "a.csv") == load_aliases(tmp_path / "a.parquet") != load_aliases(None)
