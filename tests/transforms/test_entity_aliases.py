"""The user's own table of names, applied to mentions and their quotes."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ids
from transforms.entity_aliases import (
    COLUMNS,
    NO_ALIASES,
    Aliases,
    changed_ids,
    full_names,
    read_aliases,
    settle_entities,
    settle_quotes,
)

Row = dict[str, Any]
SCHEMA = dict.fromkeys(COLUMNS, pl.String)


def table(*rows: Row) -> Aliases:
    return read_aliases(pl.DataFrame(list(rows), schema=SCHEMA))


def alias(name: str, external: str, kind: str | None = None) -> Row:
    return {"alias": name, "id": external, "type": kind}


def blocked(name: str, kind: str | None = None) -> Row:
    return {"alias": name, "rule": "blocked", "type": kind}


def never_merge(one: str, other: str) -> Row:
    return {"alias": one, "rule": "never_merge", "other": other}


def person(name: str) -> str | None:
    return ids.entity_id("PERSON", name)


def test_without_a_table_an_id_is_that_of_type_and_folded_name() -> None:
    assert NO_ALIASES.entity_id("PERSON", "Ada N. Obi") == NO_ALIASES.entity_id("PERSON", "ADA OBI") == person("ada obi")
    assert NO_ALIASES.entity_id("ORG", "Ada N. Obi") == ids.entity_id("ORG", "ada n obi")
    assert NO_ALIASES.entity_id("WORK", "…") is None


def test_names_with_one_id_are_one_entity_of_each_type() -> None:
    told = table(alias("Ada Obi", "Q1"), alias("Adah Obi-Lang", "Q1", "PERSON"))
    assert told.entity_id("PERSON", "Ada N. Obi") == told.entity_id("PERSON", "adah obi lang") == person("=Q1")
    assert told.entity_id("ORG", "Ada Obi") == ids.entity_id("ORG", "=Q1")
    assert told.entity_id("ORG", "Adah Obi-Lang") == ids.entity_id("ORG", "adah obi lang")
    known = told.external_ids()
    assert set(known["external_id"]) == {"Q1"} and {person("=Q1"), ids.entity_id("ORG", "=Q1")} <= set(known["entity_id"])


def test_an_alias_with_a_type_goes_before_one_without() -> None:
    told = table(alias("Osthaven", "Q1"), alias("Osthaven", "Q2", "ORG"), blocked("Osthaven", "WORK"))
    assert told.entity_id("GPE", "Osthaven") == ids.entity_id("GPE", "=Q1")
    assert told.entity_id("ORG", "Osthaven") == ids.entity_id("ORG", "=Q2")
    assert told.entity_id("WORK", "Osthaven") is None


def test_names_that_are_never_merged_are_told_by_their_spelling() -> None:
    told = table(never_merge("Ada Obi", "Ada N. Obi"), alias("Ada N. Obi", "Q7"))
    one, other, third = (told.entity_id("PERSON", name) for name in ("ADA OBI", "Ada N. Obi", "Ada M. Obi"))
    assert other == person("=Q7") and len({one, other, third}) == 3 and third == person("ada obi")


WRONG = [
    ([alias("Ada Obi", "Q1"), alias("ada obi", "Q2")], "row 2: 'ada obi' is the id Q2, but the id Q1 in another row"),
    ([alias("Ada Obi", "Q1"), blocked("Ada N. Obi")], "row 2: 'Ada N. Obi' is blocked, but the id Q1 in another row"),
    ([alias("Ada Obi", "Q1"), alias("Adah Obi", "Q1"), never_merge("Ada Obi", "Adah Obi")], "row 3: .* must not be merged, but are one"),
    ([never_merge("Ada Obi", "ADA OBI")], "must not be merged"),
    ([{"alias": "Ada Obi"}], "row 1: 'Ada Obi' needs either an id or a rule"),
    ([{"alias": "Ada Obi", "id": "Q1", "rule": "blocked"}], "needs either an id or a rule"),
    ([{"alias": "Ada Obi", "rule": "never_merge"}], "goes with the rule never_merge"),
    ([{"alias": "Ada Obi", "rule": "blocked", "other": "Obi"}], "goes with the rule never_merge"),
    ([{"alias": "Ada Obi", "rule": "merge"}], "there is no rule 'merge'"),
    ([{"alias": "Ada Obi", "id": "Q1", "type": "person"}], "there is no type 'person'"),
    ([{"alias": " ", "id": "Q1"}], "row 1: the alias is '': it has no letters"),
    ([{"alias": "...", "id": "Q1"}], "has no letters"),
]


@pytest.mark.parametrize(("rows", "said"), WRONG)
def test_a_wrong_row_gets_one_clear_line(rows: list[Row], said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        table(*rows)
    assert "\n" not in str(error.value)


def test_columns_are_checked_by_name() -> None:
    with pytest.raises(ValueError, match="there is no column 'id'"):
        read_aliases(pl.DataFrame({"alias": ["Ada Obi"], "wikidata": ["Q1"]}))
    with pytest.raises(ValueError, match="the column 'wikidata' is not known"):
        read_aliases(pl.DataFrame({"alias": ["Ada Obi"], "id": ["Q1"], "wikidata": ["Q1"]}))


def test_the_digest_is_of_what_the_table_says() -> None:
    one = table(alias("Ada Obi", "Q1"), blocked("Acme"))
    assert one.digest == table(blocked(" Acme "), alias("Ada Obi", "Q1"), blocked("Acme")).digest
    assert len({one.digest, table(alias("Ada Obi", "Q1")).digest, table().digest}) == 3 and table().digest is None
    assert read_aliases(pl.DataFrame({"alias": ["Ada Obi"], "id": [1]})).entity_id("PERSON", "Ada Obi") == person("=1")


# mentions of four articles, with the ids of no table; the last is a partial name
MENTIONS = (
    ("a", "PERSON", "Ada Obi", False),
    ("a", "PERSON", "Ada N. Obi", False),
    ("b", "PERSON", "Adah Obi", False),
    ("b", "ORG", "Ada Obi", False),
    ("c", "ORG", "Acme", False),
    ("c", "GPE", "Acme", False),
    ("d", "PERSON", "Brandt", True),
)
NAMES = st.sampled_from(["Ada Obi", "Ada N. Obi", "Adah Obi", "Acme", "Brandt", "Nobody"])
TYPES = st.sampled_from([None, "PERSON", "ORG"])
ROWS = st.lists(
    st.builds(alias, NAMES, st.sampled_from(["Q1", "Q2"]), TYPES) | st.builds(blocked, NAMES, TYPES) | st.builds(never_merge, NAMES, NAMES),
    max_size=4,
)


def entities() -> pl.DataFrame:
    rows = [
        {
            "mention_id": f"men_{n}",
            "article_id": article,
            "type": kind,
            "name": name,
            "is_partial_name": is_partial,
            "entity_id": None if is_partial else NO_ALIASES.entity_id(kind, name),
        }
        for n, (article, kind, name, is_partial) in enumerate(MENTIONS)
    ]
    return pl.DataFrame(rows)


def quotes() -> pl.DataFrame:
    """Every mention speaks by its name, and once more as 'she' (an organisation as 'it')."""
    named = entities().select(
        "article_id",
        speaker_text="name",
        speaker_name="name",
        speaker_entity_id="entity_id",
        speaker_mention_id="mention_id",
        speaker_type=pl.when(pl.col("type") == "PERSON").then(pl.lit("person")).otherwise(pl.lit("organisation")),
    )
    is_person = pl.col("speaker_type") == "person"
    pronouns = named.filter(is_person).with_columns(speaker_text=pl.lit("she"), speaker_mention_id=pl.lit(None, pl.String))
    unknown = named.head(1).with_columns(pl.lit(None, pl.String).alias(c) for c in ("speaker_entity_id", "speaker_mention_id"))
    return pl.concat([named, pronouns, unknown]).with_row_index("n")


def applied(found: pl.DataFrame, said: pl.DataFrame, aliases: Aliases) -> tuple[pl.DataFrame, pl.DataFrame]:
    changed = changed_ids(full_names(found.lazy()).collect(), aliases)
    after = settle_entities(found.lazy(), changed).collect().sort("mention_id").select(found.columns)
    return after, settle_quotes(said.lazy(), found.lazy(), changed).collect().sort("n").select(said.columns)


def read_or_nothing(rows: list[Row]) -> Aliases:
    try:
        return table(*rows)
    except ValueError:
        return NO_ALIASES


@settings(max_examples=120)
@given(ROWS, ROWS)
def test_what_was_applied_before_leaves_no_trace(first: list[Row], then: list[Row]) -> None:
    plain = (entities(), quotes())
    aliases = read_or_nothing(then)
    at_once = applied(*plain, aliases)
    after_another = applied(*applied(*plain, read_or_nothing(first)), aliases)
    assert all(one.equals(other) for one, other in zip(at_once, after_another, strict=True))
    assert all(one.equals(other) for one, other in zip(at_once, applied(*at_once, aliases), strict=True))
    assert all(one.equals(other) for one, other in zip(plain, applied(*at_once, NO_ALIASES), strict=True))


@settings(max_examples=60)
@given(ROWS)
def test_a_quote_has_the_entity_of_its_speaker_and_a_partial_name_has_none(rows: list[Row]) -> None:
    found, said = applied(entities(), quotes(), read_or_nothing(rows))
    assert found.filter("is_partial_name")["entity_id"].null_count() == 1
    of_mention = found.select("mention_id", "entity_id")
    named = said.join(of_mention, left_on="speaker_mention_id", right_on="mention_id")
    assert named.height == len(MENTIONS) and named["speaker_entity_id"].equals(named["entity_id"], null_equal=True)
