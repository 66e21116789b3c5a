"""What entity_names has to say, counted from entities and quotes a row at a time, in plain Python: to compare with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

Row = dict[str, Any]


def counted_names(entities: pl.DataFrame, quotes: pl.DataFrame) -> list[Row]:
    """The rows of entity_names, sorted by entity_id, where no user tells of external ids."""
    mentions: dict[str, list[Row]] = defaultdict(list)
    for row in entities.iter_rows(named=True):
        if row["entity_id"] is not None and row["type"] != "DATE":
            mentions[row["entity_id"]].append(row)
    there = {(row["article_id"], entity_id) for entity_id, rows in mentions.items() for row in rows}
    spoken: Counter[tuple[str, str]] = Counter()
    for row in quotes.iter_rows(named=True):
        who = row["speaker_entity_id"]
        if row["is_countable"] and (row["article_id"], who) in there:
            spoken[who, row["speaker_text"].lower()] += 1
    return [_row(entity_id, rows, spoken) for entity_id, rows in sorted(mentions.items())]


def _row(entity_id: str, rows: list[Row], spoken: Counter[tuple[str, str]]) -> Row:
    names = _ordered(name for _, name in {(row["article_id"], row["name"]) for row in rows})
    days = sorted(row["published_on"] for row in rows if row["published_on"] is not None)
    return {
        "entity_id": entity_id,
        "name": names[0]["text"],
        "type": rows[0]["type"],
        "names": names,
        "aliases": _ordered(row["text"] for row in rows if row["mention_kind"] == "name"),
        "roles": _ordered(row["role"] for row in rows if row["role"] is not None),
        "external_id": None,
        "first_seen_on": days[0] if days else None,
        "last_seen_on": days[-1] if days else None,
        "n_articles": len({row["article_id"] for row in rows}),
        "n_mentions": len(rows),
        **{f"n_{pronoun}": spoken[entity_id, pronoun] for pronoun in ("he", "she", "they")},
    }


def _ordered(texts: Iterable[str]) -> list[Row]:
    counts = sorted(Counter(texts).items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    return [{"text": text, "n": n} for text, n in counts]
