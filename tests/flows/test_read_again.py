"""Dumps that a backfill reads again: which they are, and what stays published when nothing comes of a record any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import RunError
from flows.report import what_was_done
from flows.runs import RunState
from flows.selection import Selection, select_dumps
from flows.settings import load_settings
from tests.flows.wire import deliver, item, ledger, night, release, write_settings

# a check of the user's own, which refuses one version
REFUSE_THE_SECOND = """
[[checks]]
table = "articles"
name = "is_another"
description = "It is not this one."
severity = "critical"
fails = "title = 'The second'"
"""


@pytest.fixture
def place(tmp_path: Path, prefect_server: None) -> Path:
    """A warehouse of an article in two versions and of others, from three dumps."""
    write_settings(tmp_path)
    deliver(tmp_path, "first", item(1, headline="The first"), *(item(n) for n in range(2, 6)))
    deliver(tmp_path, "second", item(1, 2, headline="The second"), *(item(n) for n in range(6, 12)))
    deliver(tmp_path, "other", item(12, provider="Northern Wire", firstcreated="2025-04-01T08:00:00Z"))
    night(tmp_path, "2025-05-01T02:00:00")
    return tmp_path


def backfill(place: Path, dumps: str) -> RunState:
    from flows.pipelines import backfill as flow

    return flow(dumps=dumps, settings_file=str(place / "copydesk.toml"), runner="threads", workers=1)


def test_an_article_stays_published_where_its_last_version_is_refused_and_the_one_before_is_gone(place: Path) -> None:
    before = release(place)
    write_settings(place, REFUSE_THE_SECOND)
    (place / "inbox" / "wire" / "first.jsonl").unlink()
    state = backfill(place, "wire/second*")
    assert (state.state, state.outcomes, state.kept) == ("unchanged", {"article": 7}, 1)
    assert "1 articles stay as published" in what_was_done(state)
    assert release(place).name == before.name


@pytest.mark.parametrize(("dumps", "n_articles", "n_beside"), [("wire/*", 12, 0), ("wire/second*", 7, 1)])
def test_where_the_version_before_is_there_it_is_read_too_and_is_the_article(
    place: Path, dumps: str, n_articles: int, n_beside: int
) -> None:
    write_settings(place, REFUSE_THE_SECOND)
    state = backfill(place, dumps)
    assert (state.state, state.kept, state.earlier) == ("published", 0, n_beside)
    assert state.outcomes == {"article": n_articles, "rejected": 1}
    titles = release(place).scan("articles").collect()["title"]
    assert "The first" in titles and "The second" not in titles
    assert release(place).scan("article_versions").collect().is_empty()
    assert ("rejected", "failed_check") in ledger(place)


def test_an_article_whose_only_version_is_refused_is_taken_out(place: Path) -> None:
    write_settings(place, REFUSE_THE_SECOND.replace("title = 'The second'", "publisher = 'Northern Wire'"))
    state = backfill(place, "wire/other*")
    assert (state.state, state.kept, state.outcomes) == ("published", 0, {"rejected": 1})
    assert "Northern Wire" not in release(place).scan("articles").collect()["publisher"]


def names(place: Path, **selection: object) -> list[str]:
    return [d.name for d in select_dumps(load_settings(place / "copydesk.toml"), Selection(**selection))]  # type: ignore[arg-type]


def test_a_dump_that_is_gone_is_told_where_it_is_asked_for(place: Path) -> None:
    assert names(place, publisher="Northern Wire") == ["wire/other.jsonl"]
    assert names(place, publisher="Meridian Wire", dumps="wire/s*") == ["wire/second.jsonl"]
    (place / "inbox" / "wire" / "second.jsonl").unlink()
    for dumps in (None, "wire/*", "wire/s*"):
        with pytest.raises(RunError, match=r"wire/second\.jsonl holds articles of that range but is no longer in the inbox"):
            names(place, publisher="Meridian Wire", dumps=dumps)
    assert names(place, publisher="Meridian Wire", dumps="wire/f*") == ["wire/first.jsonl"]
