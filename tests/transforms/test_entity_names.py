"""One row an entity: after any nights, what counting all over again gives."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import TABLES
from tests.counted_names import Row, counted_names
from transforms.entity_names import COLUMNS, Mentions, change_names, seen

TABLE = TABLES["entity_names"]
SCHEMAS = {name: pl.DataFrame(TABLES[name].released().empty_table()).select(COLUMNS[name]).schema for name in COLUMNS}
A_DAY = "ent_day"  # the entity of a date, which is no name
NAMES = ("Ada Obi", "Ada N. Obi", "ADA OBI", "Ivo Brandt")
Article = tuple[list[Row], list[Row]]  # its entities and its quotes
Archive = dict[str, Article]
Drawn = tuple[date | None, list[Row], list[Row]]

MENTIONS = st.fixed_dictionaries(
    {
        "entity_id": st.sampled_from(["ent_a", "ent_b", "ent_c", A_DAY, None]),
        "name": st.sampled_from(NAMES),
        "mention_kind": st.sampled_from(["name", "name", "nominal"]),
        "text": st.sampled_from(["Obi", "Brandt", "Ms Obi", *NAMES]),
        "role": st.sampled_from([None, "mayor", "former mayor", "Mayor"]),
    }
)
QUOTES = st.fixed_dictionaries(
    {
        "speaker_entity_id": st.sampled_from(["ent_a", "ent_b", None]),
        "speaker_text": st.sampled_from(["he", "He", "she", "SHE", "they", "Obi", "the mayor"]),
        "is_countable": st.booleans(),
    }
)
DAYS = st.sampled_from([None, date(2025, 3, 1), date(2025, 3, 2), date(2025, 4, 1)])
ARTICLES = st.tuples(DAYS, st.lists(MENTIONS, max_size=5), st.lists(QUOTES, max_size=3))
# articles that come, those that come again are revised; and articles that are withdrawn or forgotten
NIGHTS = st.lists(st.tuples(st.dictionaries(st.sampled_from("pqrst"), ARTICLES, max_size=3), st.sets(st.sampled_from("pqrst"), max_size=2)))


def article(article_id: str, day: date | None, mentions: list[Row], quotes: list[Row]) -> Article:
    about = {"article_id": article_id, "published_on": day}
    return [{**about, "type": "DATE" if row["entity_id"] == A_DAY else "PERSON", **row} for row in mentions], [
        {"article_id": article_id, **row} for row in quotes
    ]


def frames(articles: Archive) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entities and quotes of these articles."""
    entities, quotes = ([row for of in articles.values() for row in of[k]] for k in (0, 1))
    return pl.DataFrame(entities, schema=SCHEMAS["entities"]), pl.DataFrame(quotes, schema=SCHEMAS["quotes"])


def mentions(articles: Archive) -> Mentions:
    return Mentions(*(frame.lazy() for frame in frames(articles)))


def after_night(table: pl.DataFrame, archive: Archive, came: Archive, gone: set[str]) -> tuple[pl.DataFrame, Archive]:
    """The table and the archive after a night in which these articles come, and those go."""
    left = {key: of for key, of in archive.items() if key in came or key in gone}
    now = {key: of for key, of in archive.items() if key not in left} | came

    def rows_of(ids: pl.Series) -> pl.DataFrame:
        return table.filter(pl.col("entity_id").is_in(ids.implode()))

    def days_of(ids: pl.Series) -> pl.DataFrame:
        return seen(mentions(now).entities.filter(pl.col("entity_id").is_in(ids.implode())))

    change = change_names(rows_of, mentions(left), mentions(came), days_of)
    rows = pl.concat([table.join(change.drop, on="entity_id", how="anti"), change.rows.collect()]).sort("entity_id")
    rows.to_arrow().cast(TABLE.released())
    return rows, now


def nothing() -> pl.DataFrame:
    return pl.DataFrame(TABLE.released().empty_table())


@settings(max_examples=150)
@given(NIGHTS)
def test_nights_one_by_one_end_as_counting_all_at_once(
    nights: list[tuple[dict[str, tuple[date | None, list[Row], list[Row]]], set[str]]],
) -> None:
    table, archive = nothing(), {}
    for came, gone in nights:
        table, archive = after_night(table, archive, {key: article(key, *of) for key, of in came.items()}, gone - set(came))
        assert table.to_dicts() == counted_names(*frames(archive))


def mention(entity_id: str, name: str, text: str, role: str | None = None, kind: str = "name") -> Row:
    return {"entity_id": entity_id, "name": name, "mention_kind": kind, "text": text, "role": role}


def quote(entity_id: str, text: str, is_countable: bool = True) -> Row:
    return {"speaker_entity_id": entity_id, "speaker_text": text, "is_countable": is_countable}


MAYOR = "mayor of Osthaven"
FIRST = article(
    "p",
    date(2025, 3, 2),
    [
        mention("ent_a", "Ada Obi", "Ada Obi", MAYOR),
        mention("ent_a", "Ada Obi", "Obi"),
        mention("ent_a", "Ada Obi", "the mayor", kind="nominal"),
        mention("ent_b", "Harbour Board", "Harbour Board"),
        mention(A_DAY, "Tuesday", "Tuesday"),
    ],
    [quote("ent_a", "She"), quote("ent_a", "she", is_countable=False), quote("ent_a", "Obi"), quote("ent_c", "he")],
)
SECOND = article("q", date(2025, 3, 9), [mention("ent_a", "Ada N. Obi", "Ada N. Obi"), mention("ent_a", "Ada N. Obi", "Obi")], [])


def test_what_a_row_says() -> None:
    table, _ = after_night(nothing(), {}, {"p": FIRST, "q": SECOND}, set())
    assert table.filter(entity_id="ent_a").to_dicts() == [
        {
            "entity_id": "ent_a",
            "name": "Ada N. Obi",
            "type": "PERSON",
            "names": [{"text": "Ada N. Obi", "n": 1}, {"text": "Ada Obi", "n": 1}],
            "aliases": [{"text": "Obi", "n": 2}, {"text": "Ada N. Obi", "n": 1}, {"text": "Ada Obi", "n": 1}],
            "roles": [{"text": MAYOR, "n": 1}],
            "external_id": None,
            "first_seen_on": date(2025, 3, 2),
            "last_seen_on": date(2025, 3, 9),
            "n_articles": 2,
            "n_mentions": 5,
            "n_he": 0,
            "n_she": 1,
            "n_they": 0,
        }
    ]
    assert table["entity_id"].to_list() == ["ent_a", "ent_b"]


def test_a_night_touches_the_entities_that_are_others_and_no_more() -> None:
    table, archive = after_night(nothing(), {}, {"p": FIRST, "q": SECOND}, set())
    revised = (FIRST[0][:3], FIRST[1])

    def rows_of(ids: pl.Series) -> pl.DataFrame:
        return table.filter(pl.col("entity_id").is_in(ids.implode()))

    def no_days(_: pl.Series) -> pl.DataFrame:
        raise AssertionError("no day is lost")

    change = change_names(rows_of, mentions({"p": FIRST}), mentions({"p": revised}), no_days)
    assert change.drop["entity_id"].to_list() == ["ent_b"] and change.rows.collect().is_empty()
    same = change_names(rows_of, mentions(archive), mentions(archive), no_days)
    assert same.drop.is_empty() and same.rows.collect().is_empty()


def test_a_table_that_counts_too_little_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not agree with entities"):
        after_night(nothing(), {"p": FIRST}, {}, {"p"})
