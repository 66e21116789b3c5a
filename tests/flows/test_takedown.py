"""Articles that were taken down stay out: of the object store, and of a release from before that is made current again."""

from __future__ import annotations

from pathlib import Path

import fsspec
import polars as pl
import pytest

from flows.errors import RunError
from flows.release import current, pull, remote_current, remote_names, verify
from flows.settings import Settings, load_settings
from flows.takedown import roll_back, take_down
from tests.flows.wire import deliver, item, night, release, write_settings

NIGHTS = ("2025-03-05T02:00:00", "2025-03-06T02:00:00", "2025-03-07T02:00:00")
SECRET = {"headline": "A headline that has to go", "body_html": "<p>The mill at Osterby turns again after a winter without water.</p>"}


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    return tmp_path


def articles(place: Path) -> set[str]:
    return set(release(place).scan("articles").collect()["title"])


def secret_id(place: Path) -> str:
    found = release(place).scan("articles").filter(pl.col("title") == SECRET["headline"]).select("article_id").collect()
    return str(found.item())


def three_nights(place: Path) -> list[str]:
    """Names of three releases: without the article, with it, and with it in a second version."""
    names = []
    for n, moment in enumerate(NIGHTS):
        deliver(place, f"{n}", item(9, n, **SECRET) if n else item(2), item(3 + n))
        night(place, moment)
        names.append(release(place).name)
    return names


@pytest.mark.parametrize("back_to", [0, 1])
def test_after_a_rollback_it_does_not_come_back(place: Path, back_to: int) -> None:
    settings = load_settings(write_settings(place))
    names = three_nights(place)
    take_down(settings, [secret_id(place)], "a court's order")
    assert SECRET["headline"] not in articles(place)
    found, n_told = roll_back(settings, names[back_to])
    assert n_told == 2 and found.name == release(place).name and verify(found) == []
    for again in range(2):
        deliver(place, f"late-{again}", item(9, 3 + again, **SECRET), item(20 + again))
        night(place, f"2025-03-1{again}T02:00:00")
        assert SECRET["headline"] not in articles(place)
    assert verify(release(place)) == []
    assert roll_back(settings, release(place).name) == (release(place), 0)


def test_after_a_rollback_its_story_has_an_original_and_nights_go_on(place: Path) -> None:
    settings = load_settings(write_settings(place))
    places = ("harbour", "mill", "school", "market", "bridge", "station", "library", "theatre", "hospital", "museum")
    body = "".join(
        f"<p>The {where} of Osterby will be closed for repairs until the first week of May, its director said.</p>" for where in places
    )
    deliver(place, "first", item(1, body_html=body), item(2, body_html=body, provider="Harbour Gazette"), item(5))
    night(place, NIGHTS[0])
    name = release(place).name
    copies = release(place).scan("articles").filter(pl.col("story_id").is_duplicated()).collect()
    assert copies.height == 2
    take_down(settings, copies.filter("is_story_original")["article_id"].to_list(), "a court's order")
    roll_back(settings, name)
    deliver(place, "second", item(7, headline="Another line"))
    assert night(place, NIGHTS[1]).state == "published"
    left = release(place).scan("articles").filter(pl.col("story_id").is_in(copies["story_id"].implode())).collect()
    assert left["is_story_original"].to_list() == [True]


def holding(url: str, text: str) -> list[str]:
    """Objects under `url` in which the text stands."""
    fs, root = fsspec.core.url_to_fs(url, skip_instance_cache=True, use_listings_cache=False)
    found = []
    for path in fs.find(root):
        with fs.open(path) as file:
            said = str(pl.read_parquet(file).rows()) if path.endswith(".parquet") else file.read().decode()
        found += [path] * (text in said)
    return found


def test_it_leaves_every_release_in_the_object_store(place: Path, s3: str) -> None:
    url = f"{s3}/takedown"
    settings = load_settings(write_settings(place, f'publish_to = "{url}"\nkeep_releases = 1'))
    names = three_nights(place)
    assert remote_names(url) == (names, names[-1]) and holding(url, SECRET["headline"])
    assert [folder.name for folder in (place / "warehouse" / "releases").iterdir()] == names[2:]
    line = take_down(settings, [secret_id(place)], "a court's order")
    assert line.startswith("1 article is gone from ")
    assert line.endswith(f"; in {url} from the current and 1 older release; what else held them there is removed: {names[1]}")
    assert holding(url, SECRET["headline"]) == []
    there = remote_current(url)
    assert there is not None and there.manifest == release(place).manifest
    elsewhere = pull(url, place / "elsewhere")
    assert elsewhere is not None and verify(elsewhere) == []
    found, _ = roll_back(settings, names[2])
    assert remote_names(url)[1] == found.name == release(place).name


def test_where_the_store_is_not_reached_that_is_told_and_done_when_it_is_run_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sharing.WAIT_SECONDS", 0.0)
    store = place / "store"
    settings = load_settings(write_settings(place, f'publish_to = "file://{store}"'))
    three_nights(place)
    article = secret_id(place)
    store.rename(place / "away")
    store.write_text("no folder, as a store that is not reached")
    with pytest.raises(RunError, match=r"gone from .*/warehouse, but not yet from file://.*/store: run it again"):
        take_down(settings, [article], "a court's order")
    assert SECRET["headline"] not in articles(place)
    store.unlink()
    (place / "away").rename(store)
    assert holding(f"file://{store}", SECRET["headline"])
    take_down(settings, [article], "a court's order")
    assert holding(f"file://{store}", SECRET["headline"]) == []


def test_a_bucket_that_is_not_there_is_told_before_anything_is_read(place: Path, s3: str) -> None:
    write_settings(place, 'publish_to = "s3://no-such-bucket/desk"')
    deliver(place, "first", item(1))
    with pytest.raises(RunError, match="s3://no-such-bucket/desk: there is no bucket 'no-such-bucket'"):
        night(place, NIGHTS[0])
    assert current(place / "warehouse") is None and not list((place / "warehouse").glob("runs/*"))


def test_settings_name_no_store_by_themselves() -> None:
    assert Settings().publish_to is None
