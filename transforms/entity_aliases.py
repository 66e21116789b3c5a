"""The user's own table of names, applied to mentions: who is one across the archive, who is not, what is no entity at all.

Belongs here: what is decided from columns of entities and quotes alone, so that it can be done again on a published archive
without recognising again. Not here: what an article says (see transforms.entities).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from schemas import ids
from schemas.lists import ENTITY_TYPES
from transforms.folding import fold, fold_person

COLUMNS = ("alias", "id", "type", "rule", "other")
REQUIRED = COLUMNS[:2]
# what a row may say instead of an id
RULES = ("blocked", "never_merge")
# keys of what is said of a name whatever its type: persons' names are folded further than others
_ANY, _ANY_PERSON = "*", "*PERSON"
_SPELT = "!"  # before a name that is told by its spelling: no folded name begins so
_EXTERNAL = "="  # before an external id that an entity_id is made of

Key = tuple[str, str]  # a type (or _ANY) and a form of a name


@dataclass(frozen=True)
class Aliases:
    """What a user knows of names. `said`: the external id of a form, None where it is blocked; `apart`: names in lower case that
    are told by their spelling, since another that folds to the same form is somebody else. `digest` tells two tables apart."""

    said: Mapping[Key, str | None]
    apart: frozenset[str]
    digest: str | None

    def entity_id(self, kind: str, name: str) -> str | None:
        """The entity of a full name of that type; None for one that is blocked or has no letters."""
        form = self._form(kind, name)
        if not form:
            return None
        for key in ((kind, form), (_ANY_PERSON if kind == "PERSON" else _ANY, form)):
            if key in self.said:
                external = self.said[key]
                return None if external is None else ids.entity_id(kind, _EXTERNAL + external)
        return ids.entity_id(kind, form)

    def external_ids(self) -> pl.DataFrame:
        """entity_id and external_id of all entities that have an external id."""
        known = {(kind, external) for (kind, _), external in self.said.items() if external is not None}
        wide = {_ANY: [t for t in ENTITY_TYPES if t != "PERSON"], _ANY_PERSON: ["PERSON"]}
        rows = {ids.entity_id(t, _EXTERNAL + external): external for kind, external in known for t in wide.get(kind, [kind])}
        return pl.DataFrame(list(rows.items()), schema={"entity_id": pl.String, "external_id": pl.String}, orient="row")

    def _form(self, kind: str, name: str) -> str:
        lower = name.casefold()
        return _SPELT + lower if lower in self.apart else _folded(kind, name)


NO_ALIASES = Aliases({}, frozenset(), None)


def _folded(kind: str, name: str) -> str:
    return fold_person(name) if kind in ("PERSON", _ANY_PERSON) else fold(name)


def read_aliases(rows: pl.DataFrame) -> Aliases:
    """The user's table: a row an alias and its id (with a type only names of this type), or a rule (one of RULES) in place of the id.

    A `blocked` alias is no entity. An alias and its `other` that `never_merge` are two, however alike they are spelt. Raises
    ValueError in one line for a row that cannot be, or that contradicts another.
    """
    _check_columns(rows.columns)
    table = _tidy(rows)
    told = [(n, *row) for n, row in enumerate(table.iter_rows(), 1)]
    for n, *row in told:
        _check_row(n, *row)
    pairs = [(n, alias, other) for n, alias, _, _, rule, other in told if rule == "never_merge"]
    apart = frozenset(name.casefold() for _, *pair in pairs if fold_person(pair[0]) == fold_person(pair[1]) for name in pair)
    said: dict[Key, str | None] = {}
    spelt = Aliases({}, apart, None)
    for n, alias, external, kind, rule, _ in told:
        for key in () if rule == "never_merge" else _keys(spelt, alias, kind):
            if said.setdefault(key, external) != external:
                raise ValueError(f"row {n}: {alias!r} is {_is(external)}, but {_is(said[key])} in another row")
    aliases = Aliases(said, apart, _digest(table))
    _check_pairs(aliases, pairs)
    return aliases


def _is(external: str | None) -> str:
    return "blocked" if external is None else f"the id {external}"


def _keys(spelt: Aliases, alias: str, kind: str | None) -> Iterator[Key]:
    for one in (kind,) if kind else (_ANY, _ANY_PERSON):
        yield one, spelt._form(one, alias)


def _check_columns(columns: list[str]) -> None:
    if missing := [name for name in REQUIRED if name not in columns]:
        raise ValueError(f"there is no column '{missing[0]}'; a table of aliases has {', '.join(COLUMNS)}")
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise ValueError(f"the column '{unknown[0]}' is not known; a table of aliases has {', '.join(COLUMNS)}")


def _tidy(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as COLUMNS of text, without blanks around it; no text is null."""
    texts = [(pl.col(c) if c in rows.columns else pl.lit(None)).cast(pl.String).str.strip_chars().alias(c) for c in COLUMNS]
    return rows.select(texts).with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())


def _digest(table: pl.DataFrame) -> str | None:
    """Digest of what a table says, 32 hex digits; None where it says nothing."""
    rows = table.unique().sort(COLUMNS)
    return hashlib.blake2b(rows.write_ndjson().encode(), digest_size=16).hexdigest() if rows.height else None


def _check_row(n: int, alias: str | None, external: str | None, kind: str | None, rule: str | None, other: str | None) -> None:
    """Raises ValueError for a row that says nothing, or two things at once."""
    if alias is None or not fold(alias):
        raise ValueError(f"row {n}: the alias is {alias or ''!r}: it has no letters")
    if kind is not None and kind not in ENTITY_TYPES:
        raise ValueError(f"row {n}: there is no type '{kind}'; there are {', '.join(ENTITY_TYPES)}")
    if rule is not None and rule not in RULES:
        raise ValueError(f"row {n}: there is no rule '{rule}'; there are {', '.join(RULES)}, or none")
    if (external is None) == (rule is None):
        raise ValueError(f"row {n}: {alias!r} needs either an id or a rule")
    if (other is not None) != (rule == "never_merge"):
        raise ValueError(f"row {n}: a name in 'other' goes with the rule never_merge, and with no other")


def _check_pairs(aliases: Aliases, pairs: list[tuple[int, str, str]]) -> None:
    """Raises ValueError where two names that must not be merged are one all the same."""
    for n, one, other in pairs:
        for kind in ENTITY_TYPES:
            found = aliases.entity_id(kind, one)
            if found is not None and found == aliases.entity_id(kind, other):
                raise ValueError(f"row {n}: {one!r} and {other!r} must not be merged, but are one by other rows, or by their spelling")


def changed_ids(names: pl.DataFrame, aliases: Aliases) -> pl.DataFrame:
    """Those of `names` (type, name, entity_id: full names) that have another entity_id by the user's table, with it as `settled`."""
    settled = [aliases.entity_id(kind, name) for kind, name in names.select("type", "name").iter_rows()]
    found = names.with_columns(pl.Series("settled", settled, dtype=pl.String))
    return found.filter(pl.col("entity_id").ne_missing(pl.col("settled"))).unique().sort("type", "name")


def full_names(entities: pl.LazyFrame) -> pl.LazyFrame:
    """The full names of mentions, each once: type, name, entity_id."""
    return entities.filter(~pl.col("is_partial_name")).select("type", "name", "entity_id").unique()


def settle_entities(entities: pl.LazyFrame, changed: pl.DataFrame) -> pl.LazyFrame:
    """The mentions with the ids that `changed_ids` tells of their names; a partial name keeps none."""
    told = changed.lazy().with_columns(is_partial_name=False, _is_told=True)
    keys = ["type", "name", "entity_id", "is_partial_name"]
    found = entities.join(told, on=keys, how="left", nulls_equal=True)
    return found.with_columns(_settled("entity_id")).drop("settled", "_is_told")


def settle_quotes(quotes: pl.LazyFrame, entities: pl.LazyFrame, changed: pl.DataFrame) -> pl.LazyFrame:
    """The quotes with their speakers' ids as `changed_ids` tells them; `entities` are the mentions of their articles, as they were."""
    told = changed.lazy().drop("type").rename({"name": "speaker_name", "entity_id": "speaker_entity_id"}).with_columns(_is_told=True)
    found = quotes.join(told.drop_nulls("speaker_entity_id"), on=["speaker_name", "speaker_entity_id"], how="left")
    settled = found.with_columns(_settled("speaker_entity_id")).drop("settled", "_is_told")
    blocked = changed.filter(pl.col("entity_id").is_null())
    if blocked.is_empty():
        return settled
    mentions = entities.filter(~pl.col("is_partial_name") & pl.col("entity_id").is_null())
    return _free(settled, mentions.join(blocked.lazy(), on=["type", "name"]))


def _free(quotes: pl.LazyFrame, freed: pl.LazyFrame) -> pl.LazyFrame:
    """The quotes with the ids of speakers who were blocked; `freed` are the mentions of these names, with their ids.

    A speaker who is no mention himself (a pronoun) is the one of his name in the article, unless his name stands in what speaks:
    then he would be a mention.
    """
    by_mention = freed.select(speaker_mention_id="mention_id", _of_mention="settled")
    people = freed.select("article_id", speaker_name="name", _is_person=pl.col("type") == "PERSON", _of_name="settled").unique()
    keys = ["article_id", "speaker_name", "_is_person"]
    joined = (
        quotes.with_columns(_is_person=pl.col("speaker_type") == "person")
        .join(by_mention, on="speaker_mention_id", how="left")
        .join(people.unique(keys, keep="none"), on=keys, how="left")
    )
    is_named = pl.col("speaker_mention_id").is_not_null() | pl.col("speaker_text").str.contains(pl.col("speaker_name"), literal=True)
    told = pl.coalesce("speaker_entity_id", "_of_mention", pl.when(~is_named).then("_of_name"))
    return joined.with_columns(speaker_entity_id=told).drop("_of_mention", "_of_name", "_is_person")


def _settled(column: str) -> pl.Expr:
    return pl.when(pl.col("_is_told").fill_null(False)).then("settled").otherwise(column).alias(column)
