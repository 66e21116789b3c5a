"""Earlier versions through the real flow: what is kept of them, what a takedown leaves, and releases from before the table was there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from flows.release import Release, release_names, verify
from flows.release.manifest import write_manifest
from flows.settings import Settings
from flows.takedown import take_down
from tests.flows.wire import deliver, item, night, release, write_settings

FIRST = "<p>The ferry line put off its vote on the fares.</p><p>“We were not asked,” Ilse Voss said on Monday.</p>"
SECOND = FIRST + "<p>The vote is now to be held in March, the harbour authority said.</p>"


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    write_settings(tmp_path)
    return tmp_path


def versions(of: Release) -> list[dict[str, Any]]:
    return of.scan("article_versions").sort("article_id", "revision").collect().to_dicts()


def test_earlier_versions_are_kept_as_they_were_with_what_changed(place: Path) -> None:
    deliver(place, "third", item(1, 3, body_html=SECOND, headline="Ferry vote in March", byline="By Pavel Orsini"))
    night(place, "2025-03-05T02:00:00")
    assert versions(release(place)) == []
    deliver(place, "first", item(1, 1, body_html=FIRST))
    deliver(place, "second", item(1, 2, body_html=SECOND))
    state = night(place, "2025-03-06T02:00:00")
    first, second = versions(release(place))
    assert state.outcomes == {"revision": 2} and verify(release(place)) == []
    assert first["text"] == "The ferry line put off its vote on the fares.\n\n“We were not asked,” Ilse Voss said on Monday."
    assert (first["title"], first["external_version"], first["dated_on"]) == ("The ferry line puts off its vote", "1", date(2025, 3, 1))
    assert (first["changed"], first["n_words"], first["n_words_added"], first["n_words_removed"]) == (["text"], 19, 13, 0)
    assert (second["changed"], second["n_words_added"], second["n_words_removed"]) == (["title", "byline", "authors"], 0, 0)
    latest = release(place).scan("articles").collect().row(0, named=True)
    assert (latest["title"], latest["revision"]) == ("Ferry vote in March", 2)
    assert (first["article_id"], first["published_on"]) == (latest["article_id"], latest["published_on"])


def files_that_say(place: Path, words: str) -> list[Path]:
    """Parquet files of the warehouse in which the words stand."""
    files = [f for f in (place / "warehouse").rglob("*.parquet") if f.is_file()]
    return [f for f in files if words in str(pl.read_parquet(f, hive_partitioning=False).rows())]


def test_a_takedown_takes_the_earlier_versions_out_of_every_release(place: Path) -> None:
    for version, day in ((1, "05"), (2, "06"), (3, "07")):
        deliver(place, f"{version}", item(1, version, body_html=f"<p>The secret is number {version}.</p>"), item(version + 1))
        night(place, f"2025-03-{day}T02:00:00")
    kept = [Release(place / "warehouse" / "releases" / name) for name in release_names(place / "warehouse")]
    assert [len(versions(of)) for of in kept] == [0, 1, 2]
    assert len(files_that_say(place, "secret is number")) > 3
    article = versions(kept[-1])[0]["article_id"]
    take_down(Settings(warehouse=place / "warehouse"), [article], "a court's order")
    after = [Release(place / "warehouse" / "releases" / name) for name in release_names(place / "warehouse")]
    assert len(after) == len(kept) + 1 and all(verify(of) == [] and versions(of) == [] for of in after)
    assert files_that_say(place, "secret is number") == []
    deliver(place, "again", item(1, 9, body_html="<p>The secret is out again.</p>"))
    night(place, "2025-03-09T02:00:00")
    assert versions(release(place)) == []


def without_the_table(of: Release) -> None:
    """Make the release one from before the table was there."""
    tables = {name: entry for name, entry in of.manifest.tables.items() if name != "article_versions"}
    manifest = msgspec.structs.replace(of.manifest, tables=tables)
    shutil.rmtree(of.path / "article_versions")
    (of.path / "manifest.json").unlink()
    write_manifest(manifest, of.path)


def test_a_release_from_before_the_table_goes_on_and_gets_its_versions_when_dumps_are_read_again(place: Path) -> None:
    from flows.pipelines import backfill

    deliver(place, "first", item(1, 1, body_html=FIRST), item(2))
    deliver(place, "second", item(1, 2, body_html=SECOND))
    night(place, "2025-03-06T02:00:00")
    (wanted,) = versions(release(place))
    without_the_table(release(place))
    deliver(place, "other", item(3))
    assert night(place, "2025-03-07T02:00:00").state == "published"
    assert versions(release(place)) == [] and verify(release(place)) == []
    deliver(place, "third", item(1, 3, body_html=SECOND, headline="Ferry vote in March"))
    night(place, "2025-03-08T02:00:00")
    assert [row["revision"] for row in versions(release(place))] == [1]
    assert backfill(dumps="wire/first*", settings_file=str(place / "copydesk.toml"), runner="threads", workers=1).state == "published"
    assert versions(release(place))[0] == wanted and len(versions(release(place))) == 2
    assert verify(release(place)) == []
