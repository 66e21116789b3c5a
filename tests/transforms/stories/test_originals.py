"""Which copy is the likely original."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from transforms.stories import choose_original

SCHEMA = {
    "article_id": pl.String,
    "story_id": pl.String,
    "publisher": pl.String,
    "source": pl.String,
    "is_syndicated": pl.Boolean,
    "url": pl.String,
    "canonical_url": pl.String,
    "foreign_canonical_url": pl.String,
    "published_on": pl.Date,
    "published_at": pl.Datetime("us", "UTC"),
    "fetched_at": pl.Datetime("us", "UTC"),
}


def at(hour: int) -> datetime:
    return datetime(2025, 9, 12, hour, tzinfo=UTC)


def original_of(*members: dict[str, Any]) -> str:
    rows = [{"story_id": "sto_1", "is_syndicated": False} | member | {"article_id": f"art_{n}"} for n, member in enumerate(members)]
    for order in (rows, rows[::-1]):
        chosen = choose_original(pl.DataFrame(order, schema=SCHEMA))
        assert chosen["is_story_original"].sum() == 1
        found = chosen.filter("is_story_original")["article_id"][0]
    return str(found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # credited by the other, though it came later
        (
            {"publisher": "Meridian Wire", "published_at": at(9)},
            {"publisher": "Gazette", "source": "The Meridian Wire", "is_syndicated": True, "published_at": at(8)},
        ),
        ({"publisher": "Associated Press", "published_at": at(9)}, {"publisher": "Gazette", "source": "AP", "published_at": at(8)}),
        # a wire that credits itself is not its own reseller
        (
            {"publisher": "Meridian Wire", "source": "Meridian Wire", "published_at": at(9)},
            {"publisher": "Gazette", "source": "Meridian Wire"},
        ),
        # linked as canonical from the other site
        (
            {"publisher": "Wire", "url": "https://www.wire.example/a/", "published_at": at(9)},
            {"publisher": "Gazette", "foreign_canonical_url": "http://wire.example/a?utm=1", "published_at": at(8)},
        ),
        # credits nobody
        ({"publisher": "A", "published_at": at(9)}, {"publisher": "B", "source": "C", "is_syndicated": True, "published_at": at(8)}),
        # earlier
        ({"published_at": at(8)}, {"published_at": at(9)}),
        ({"published_at": at(8)}, {"published_on": date(2025, 9, 12)}),
        ({"published_on": date(2025, 9, 11)}, {"published_at": at(9)}),
        ({"published_at": at(8)}, {}),
        ({"published_at": at(8), "fetched_at": at(9)}, {"published_at": at(8), "fetched_at": at(10)}),
        ({}, {}),
    ],
)
def test_the_first_is_the_original(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert original_of(first, second) == "art_0"


def test_each_story_has_its_own() -> None:
    members = [{"article_id": f"art_{n}", "story_id": f"sto_{n % 3}", "is_syndicated": n % 2 == 0} for n in range(9)]
    chosen = choose_original(pl.DataFrame(members, schema=SCHEMA))
    assert chosen.filter("is_story_original")["story_id"].to_list() == ["sto_1", "sto_0", "sto_2"]
