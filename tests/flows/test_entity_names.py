"""entity_names of releases: night by night, after a takedown, in any order, and where a release has none yet."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows.entity_names import change_entity_names
from flows.release import Release, TableDelta, current, forget, release_names, verify
from schemas.ids import entity_id, make_id
from tests.counted_names import Row, counted_names
from tests.flows.release.invented import article, delta, files, frame, no_check, put

A_DAY = entity_id("DATE", "2025-04-01")  # which is no name
MARCH, APRIL = date(2025, 3, 3), date(2025, 4, 4)
Said = tuple[str, str, str | None]  # who is named, how, and the pronoun by which he speaks


def an_article(n: int, day: date | None, *said: Said) -> dict[str, pl.DataFrame]:
    """Article number `n` with a mention and, where a pronoun is told, a quote each."""
    whole = article(n, day)
    about = {"article_id": make_id("article", n), "published_on": day, "paragraph_id": whole["paragraphs"]["paragraph_id"][0]}
    mentions: list[Row] = []
    quotes: list[Row] = []
    mentions.append(
        {**about, "mention_id": make_id("mention", n), "entity_id": A_DAY, "name": "Tuesday", "text": "Tuesday", "type": "DATE"}
    )
    for i, (name, text, pronoun) in enumerate(said):
        who = entity_id("PERSON", name.lower())
        mentions.append({**about, "mention_id": make_id("mention", n, i), "entity_id": who, "name": name, "text": text, "type": "PERSON"})
        spoken = {"speaker_entity_id": who, "speaker_text": pronoun, "is_countable": True}
        quotes += [{**about, "quote_id": make_id("quote", n, i), **spoken}] if pronoun else []
    return {**whole, "entities": frame("entities", mentions), "quotes": frame("quotes", quotes)}


def night(warehouse: Path, *came: dict[str, pl.DataFrame], withdrawn: tuple[int, ...] = ()) -> Release:
    """Publish articles, some of them anew, and take others away."""
    base = current(warehouse)
    changes = delta(list(came))
    ids = [*(a["articles"]["article_id"][0] for a in came), *(make_id("article", n) for n in withdrawn)]
    known = base.scan("articles").filter(pl.col("article_id").is_in(ids)).collect() if base else came[0]["articles"].clear()
    drop = known.select("article_id", "published_on")
    changes["records"] = TableDelta(changes["records"].rows if came else (), known.select("record_id"))
    for name in ("entities", "quotes"):
        changes[name] = TableDelta(pl.concat([a[name] for a in came]).lazy() if came else (), drop)
    for name in ("articles", "paragraphs"):
        changes[name] = TableDelta(changes[name].rows if came else (), drop)
    return put(warehouse, {**changes, "entity_names": change_entity_names(base, changes)})


def rows(release: Release) -> list[Row]:
    return release.scan("entity_names").collect().sort("entity_id").to_dicts()


def counted(release: Release) -> list[Row]:
    return counted_names(release.scan("entities").collect(), release.scan("quotes").collect())


OBI, BRANDT = "Ada Obi", "Ivo Brandt"
A = an_article(1, APRIL, (OBI, "Ada Obi", None), (OBI, "Obi", "she"), (BRANDT, "Brandt", "He"))
B = an_article(2, MARCH, (OBI, "Ms Obi", "she"))
C = an_article(3, None, (BRANDT, "Ivo Brandt", None), ("Lena Voss", "Lena Voss", None))
REVISED = an_article(1, APRIL, (OBI, "Ada Obi", "she"))


def fill(warehouse: Path) -> list[Release]:
    return [night(warehouse, A, B), night(warehouse, C), night(warehouse, REVISED), night(warehouse, withdrawn=(2,))]


def test_every_night_says_what_entities_and_quotes_say(tmp_path: Path) -> None:
    for release in fill(tmp_path):
        assert rows(release) == counted(release) != [] and verify(release) == []
    assert A_DAY in release.scan("entities").collect()["entity_id"]
    assert {row["name"]: (row["n_she"], row["first_seen_on"]) for row in rows(release)} == {
        OBI: (1, APRIL),
        BRANDT: (0, None),
        "Lena Voss": (0, None),
    }


def test_the_order_of_the_nights_leaves_no_trace(tmp_path: Path) -> None:
    one = fill(tmp_path / "one")[-1]
    night(tmp_path / "other", C, REVISED, B)
    other = night(tmp_path / "other", withdrawn=(2,))
    assert files(one) == files(other)


def test_a_night_that_changes_no_entity_keeps_the_files(tmp_path: Path) -> None:
    before = fill(tmp_path)[-1]
    after = night(tmp_path, REVISED, article(9, MARCH) | {"entities": A["entities"].clear(), "quotes": A["quotes"].clear()})
    assert after.name != before.name and after.manifest.tables["entity_names"] == before.manifest.tables["entity_names"]


def test_a_takedown_takes_off_in_every_release(tmp_path: Path) -> None:
    fill(tmp_path)
    chosen = {"originals": lambda members: members.select("article_id", "is_story_original"), "recount": change_entity_names}
    forget(tmp_path, [make_id("article", 3)], reason="court order", run_id="f", check=no_check, **chosen)
    assert len(release_names(tmp_path)) == 5
    for name in release_names(tmp_path):
        release = Release(tmp_path / "releases" / name)
        assert rows(release) == counted(release) and verify(release) == []
        assert "Lena Voss" not in release.scan("entity_names").collect()["name"]


def test_a_release_from_before_the_table_gets_it_whole(tmp_path: Path) -> None:
    fill(tmp_path)
    base = current(tmp_path)
    assert base is not None
    shutil.rmtree(base.path / "entity_names")
    manifest = base.path / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    del told["tables"]["entity_names"]
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(told), "utf-8")
    after = night(tmp_path, an_article(4, MARCH, (OBI, "Obi", None)), withdrawn=(3,))
    assert rows(after) == counted(after) != [] and verify(after) == []


def test_it_is_read_by_a_pattern_like_all_others(tmp_path: Path) -> None:
    release = fill(tmp_path)[-1]
    query = f"SELECT name, aliases[1].text FROM read_parquet('{release.path}/entity_names/*/*.parquet') WHERE n_she > 0"
    assert duckdb.sql(query).fetchall() == [(OBI, "Ada Obi")]
