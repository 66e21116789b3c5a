"""The user's own table of names, applied to mentions and their quotes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from schemas import ids
from transforms.entity_aliases import NameTable, apply_to_entities, apply_to_quotes

DAY = date(2025, 3, 1)


def mentions(*rows: tuple[str, str, str, str | None, str]) -> pl.DataFrame:
    """Rows of entities from (article, text, name, role, type); a name of one word is a partial one of a person."""
    made = [
        {
            "mention_id": f"men_{i}",
            "article_id": article,
            "published_on": DAY.replace(day=int(article[-1])),
            "entity_id": "old_" + name,
            "name": name,
            "type": kind,
            "mention_kind": "nominal" if text.startswith("the ") else "name",
            "text": text,
            "role": role,
            "is_partial_name": kind == "PERSON" and " " not in name,
        }
        for i, (article, text, name, role, kind) in enumerate(rows)
    ]
    return pl.DataFrame(made, schema_overrides={"role": pl.String})


ROWS = (
    ("art_1", "Ada Obi", "Ada Obi", "mayor of Lima", "PERSON"),
    ("art_1", "Obi", "Ada Obi", None, "PERSON"),
    ("art_1", "the mayor", "Ada Obi", None, "PERSON"),
    ("art_2", "Ada N. Obi", "Ada N. Obi", "mayor of Lima", "PERSON"),
    ("art_3", "Adah Obi", "Adah Obi", None, "PERSON"),
    ("art_3", "Brandt", "Brandt", None, "PERSON"),
    ("art_3", "Acme", "Acme", None, "ORG"),
)


def aliases(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"alias": pl.String, "external_id": pl.String, "type": pl.String}, orient="row")


def test_ids_come_from_type_and_folded_name() -> None:
    found = apply_to_entities(mentions(*ROWS), NameTable())["entity_id"].to_list()
    ada = ids.entity_id("PERSON", "ada obi")
    assert found == [ada, ada, ada, ada, ids.entity_id("PERSON", "adah obi"), None, ids.entity_id("ORG", "acme")]


def test_aliases_join_and_can_be_applied_again() -> None:
    table = NameTable(aliases=aliases(("Ada Obi", "Q1", None), ("Adah Obi", "Q1", "PERSON")))
    once = apply_to_entities(mentions(*ROWS), table)
    assert once["entity_id"][0] == once["entity_id"][4] is not None
    assert apply_to_entities(once, table).equals(once)
    assert apply_to_entities(once, NameTable()).equals(apply_to_entities(mentions(*ROWS), NameTable()))


def test_blocked_names_are_no_entities() -> None:
    table = NameTable(blocked=pl.DataFrame({"name": ["ACME"], "type": ["ORG"]}))
    assert apply_to_entities(mentions(*ROWS), table)["entity_id"][6] is None


def test_never_merged_names_stay_apart() -> None:
    table = NameTable(never_merge=pl.DataFrame({"name": ["Ada Obi"], "other_name": ["Ada N. Obi"]}))
    found = apply_to_entities(mentions(*ROWS), table)["entity_id"]
    assert found[0] == found[1] != found[3]


def test_a_contradiction_is_told() -> None:
    with pytest.raises(ValueError, match="two external ids"):
        apply_to_entities(mentions(*ROWS), NameTable(aliases=aliases(("Ada Obi", "Q1", None), ("ada obi", "Q2", None))))
    pair = pl.DataFrame({"name": ["Ada Obi"], "other_name": ["Adah Obi"]})
    with pytest.raises(ValueError, match="must not be merged"):
        apply_to_entities(mentions(*ROWS), NameTable(aliases=aliases(("Ada Obi", "Q1", None), ("Adah Obi", "Q1", None)), never_merge=pair))


def quotes(entity_id: str | None) -> pl.DataFrame:
    rows = [
        ("art_1", "utt_1", "she", "Ada Obi"),
        ("art_1", "utt_1", "she", "Ada Obi"),
        ("art_1", "utt_2", "Obi", "Ada Obi"),
        ("art_1", "utt_3", "a man", None),
    ]
    made = pl.DataFrame(rows, schema=["article_id", "utterance_id", "speaker_text", "speaker_name"], orient="row")
    with_id = (
        pl.when(pl.col("speaker_name").is_null()).then(pl.lit(None, pl.String)).otherwise(pl.lit(entity_id)).alias("speaker_entity_id")
    )
    return made.with_columns(with_id)


def test_quotes_follow_their_speaker() -> None:
    before = mentions(*ROWS)
    table = NameTable(aliases=aliases(("Ada Obi", "Q1", None)))
    after = apply_to_entities(before, table)
    found = apply_to_quotes(quotes("old_Ada Obi"), before, after)
    assert found["speaker_entity_id"].to_list() == [after["entity_id"][0]] * 3 + [None]
