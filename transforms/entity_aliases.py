"""The user's own table of names, applied to mentions: who is one across the archive, who is not, what is no entity at all.

Belongs here: what is decided from the columns of entities and quotes alone, so that it can be done again on a published archive
without recognising again. Not here: what an article says (see transforms.entities).
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from schemas import ids
from transforms.folding import fold, fold_person

_ALIASES = {"alias": pl.String, "external_id": pl.String, "type": pl.String}
_PAIRS = {"name": pl.String, "other_name": pl.String}
_BLOCKED = {"name": pl.String, "type": pl.String}


class NameTable(NamedTuple):
    """What a user knows of names; all columns are strings, a null type stands for any type.

    `aliases` (alias, external_id, type): names that are of one entity share an id. `never_merge` (name, other_name): names that are
    not of one entity however alike they are. `blocked` (name, type): names that are no entity at all.
    """

    aliases: pl.DataFrame = pl.DataFrame(schema=_ALIASES)
    never_merge: pl.DataFrame = pl.DataFrame(schema=_PAIRS)
    blocked: pl.DataFrame = pl.DataFrame(schema=_BLOCKED)


def settle_names(names: pl.DataFrame, table: NameTable) -> pl.DataFrame:
    """(type, name) -> (type, name, entity_id, external_id): one row a distinct pair of `names`.

    An alias with an external id has an entity id made from that; else it is made from the folded name. A blocked name has none.
    Raises ValueError where an alias has two external ids for one type, or a never-merge pair shares one.
    """
    settled = names.select("type", "name").unique().sort("type", "name")
    folded = [_folded(kind, name) for kind, name in settled.iter_rows()]
    known, blocked, apart = _external_ids(table.aliases), _names_by_type(table.blocked), _never_merged(table)
    entity_ids: list[str | None] = []
    external_ids: list[str | None] = []
    for (kind, name), form in zip(settled.iter_rows(), folded, strict=True):
        external = known.get((kind, form)) or known.get((None, form))
        if not form or (kind, form) in blocked or (None, form) in blocked:
            entity_ids.append(None)
            external_ids.append(None)
            continue
        own = f"={external}" if external else form
        entity_ids.append(ids.entity_id(kind, f"{form} {name.casefold()}" if name.casefold() in apart and not external else own))
        external_ids.append(external)
    return settled.with_columns(
        pl.Series("entity_id", entity_ids, dtype=pl.String), pl.Series("external_id", external_ids, dtype=pl.String)
    )


def _folded(kind: str | None, name: str) -> str:
    return fold_person(name) if kind == "PERSON" else fold(name)


def _external_ids(aliases: pl.DataFrame) -> dict[tuple[str | None, str], str]:
    known: dict[tuple[str | None, str], str] = {}
    for alias, external, kind in aliases.select(*_ALIASES).iter_rows():
        # without a type the alias may be a person's, whose names are folded further
        for form in {_folded(kind, alias)} if kind else {fold(alias), fold_person(alias)}:
            if known.setdefault((kind, form), external) != external:
                raise ValueError(f"alias {alias!r} has two external ids: {known[kind, form]} and {external}")
    return known


def _names_by_type(blocked: pl.DataFrame) -> set[tuple[str | None, str]]:
    rows = blocked.select(*_BLOCKED).iter_rows()
    return {(kind, form) for name, kind in rows for form in ((_folded(kind, name),) if kind else (fold(name), fold_person(name)))}


def _never_merged(table: NameTable) -> set[str]:
    """Names, in lower case, that keep an id of their own spelling since a pair says that their folded form is not enough."""
    known = _external_ids(table.aliases)
    apart: set[str] = set()
    for one, other in table.never_merge.select(*_PAIRS).iter_rows():
        shared = {known.get((kind, _folded(kind, name))) for name in (one, other) for kind in (None, "PERSON")} - {None}
        if len(shared) == 1 and all(any((k, _folded(k, n)) in known for k in (None, "PERSON")) for n in (one, other)):
            raise ValueError(f"{one!r} and {other!r} must not be merged, but share the external id {shared.pop()}")
        if fold_person(one) == fold_person(other):
            apart |= {one.casefold(), other.casefold()}
    return apart


def apply_to_entities(entities: pl.DataFrame, table: NameTable) -> pl.DataFrame:
    """`entities` with entity_id settled by the user's table; partial names keep none, rows and columns stay as they are."""
    settled = settle_names(entities, table).select("type", "name", pl.col("entity_id").alias("_settled"))
    return (
        entities.join(settled, on=["type", "name"], how="left", maintain_order="left", nulls_equal=True)
        .with_columns(pl.when(pl.col("is_partial_name")).then(pl.lit(None, pl.String)).otherwise("_settled").alias("entity_id"))
        .drop("_settled")
    )


def apply_to_quotes(quotes: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """`quotes` with speaker_entity_id as `after` has it, where `before` and `after` are entities without and with the user's table."""
    old = before.select("mention_id", "article_id", pl.col("name").alias("speaker_name"), pl.col("entity_id").alias("speaker_entity_id"))
    new = after.select("mention_id", pl.col("entity_id").alias("_settled"))
    ways = (
        old.join(new, on="mention_id")
        .drop_nulls("speaker_entity_id")
        .unique(["article_id", "speaker_name", "speaker_entity_id"], keep="first", maintain_order=True)
        .drop("mention_id")
        .with_columns(pl.lit(True).alias("_known"))
    )
    keys = ["article_id", "speaker_name", "speaker_entity_id"]
    return (
        quotes.join(ways, on=keys, how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("_known")).then("_settled").otherwise("speaker_entity_id").alias("speaker_entity_id"))
        .drop("_settled", "_known")
    )
