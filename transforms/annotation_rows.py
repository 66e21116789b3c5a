"""From an article's mentions and quotes to the rows of entities and quotes, and back. Indices become ids here, nothing else is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from schemas import ids
from transforms.contract import Mention, Paragraph, Quote

Row = dict[str, Any]
# what a mention and its row call by the same name
MENTION_COLUMNS = (
    "name",
    "type",
    "mention_kind",
    "text",
    "char_start",
    "char_end",
    "honorific",
    "role",
    "is_partial_name",
    "is_ambiguous",
    "stands_for",
    "date_value",
    "rule",
    "score",
)


def to_paragraph(row: Row) -> Paragraph:
    """A row of paragraphs as entities and quotes take it."""
    return Paragraph(row["text"], row["kind"], tuple((s["char_start"], s["char_end"]) for s in row["sentences"]))


def _keys(paragraph: Row) -> Row:
    shared = {k: paragraph[k] for k in ("article_id", "publisher", "published_on", "paragraph_id", "record_id")}
    return {**shared, "paragraph_position": paragraph["position"]}


def _mention_id(paragraphs: Sequence[Row], mention: Mention) -> str:
    return ids.mention_id(paragraphs[mention.paragraph]["paragraph_id"], mention.char_start, mention.char_end, mention.type)


def _entity_id(mention: Mention) -> str | None:
    return ids.entity_id(mention.type, mention.folded_name) if mention.folded_name else None


def entity_rows(paragraphs: Sequence[Row], mentions: Sequence[Mention]) -> list[Row]:
    """One row a mention. `paragraphs` are the article's rows, in order: mentions name them by index."""
    return [
        {
            **_keys(paragraphs[m.paragraph]),
            "mention_id": _mention_id(paragraphs, m),
            "entity_id": _entity_id(m),
            **{name: getattr(m, name) for name in MENTION_COLUMNS},
        }
        for m in mentions
    ]


def to_mention(row: Row) -> Mention:
    """A row of entities as a mention, without what the table does not keep (see transforms.entities.restore_mentions).

    Paragraphs are named by their position, which is their index in the article.
    """
    kept = {name: row[name] for name in MENTION_COLUMNS}
    return Mention(paragraph=row["paragraph_position"], entity=-1, **kept)


def quote_rows(paragraphs: Sequence[Row], mentions: Sequence[Mention], quotes: Sequence[Quote]) -> list[Row]:
    """One row a quote; `quotes` name their parent and their speaker's mention by index."""
    if not quotes:
        return []
    article_id = paragraphs[0]["article_id"]
    seen: Counter[str] = Counter()
    quote_ids = []
    for quote in quotes:
        quote_ids.append(ids.quote_id(article_id, quote.text, seen[quote.text]))
        seen[quote.text] += 1
    entity_ids = {m.entity: _entity_id(m) for m in mentions if m.folded_name}
    first_of: dict[int, str] = {}
    for quote, quote_id in zip(quotes, quote_ids, strict=True):
        if quote.part == 0:
            first_of[quote.utterance] = quote_id
    rows = []
    for quote, quote_id in zip(quotes, quote_ids, strict=True):
        speaker = None if quote.speaker_mention is None else mentions[quote.speaker_mention]
        rows.append(
            {
                **_keys(paragraphs[quote.paragraph]),
                "quote_id": quote_id,
                "utterance_id": ids.make_id("utterance", first_of[quote.utterance]),
                "part": quote.part,
                "char_start": quote.char_start,
                "char_end": quote.char_end,
                "text": quote.text,
                "n_words": len(quote.text.split()),
                "kind": quote.kind,
                "parent_quote_id": None if quote.parent is None else quote_ids[quote.parent],
                "is_closed": quote.is_closed,
                "is_countable": quote.is_countable,
                "speaker_text": quote.speaker_text,
                "speaker_paragraph_id": None if quote.speaker_paragraph is None else paragraphs[quote.speaker_paragraph]["paragraph_id"],
                "speaker_char_start": quote.speaker_char_start,
                "speaker_char_end": quote.speaker_char_end,
                "speaker_mention_id": _mention_id(paragraphs, speaker) if speaker else None,
                "speaker_name": quote.speaker_name,
                "speaker_entity_id": None if quote.speaker_entity is None else entity_ids.get(quote.speaker_entity),
                "speaker_type": quote.speaker_type,
                "speaker_role": quote.speaker_role,
                "cue": quote.cue,
                "cue_char_start": quote.cue_char_start,
                "cue_char_end": quote.cue_char_end,
                "rule": quote.rule,
                "speaker_score": quote.speaker_score,
            }
        )
    return rows
