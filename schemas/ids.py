"""The formulas of all keys: a prefix and 24 hex digits of a SHA-256 over the parts. The same input gives the same id on any machine."""

from __future__ import annotations

import hashlib

PREFIXES = {
    "record": "rec",
    "article": "art",
    "paragraph": "par",
    "mention": "men",
    "entity": "ent",
    "quote": "quo",
    "utterance": "utt",
    "story": "sto",
    "evidence": "evi",
}


def digest(payload: bytes | str) -> str:
    """SHA-256 of a payload as 64 hex digits; text is hashed as UTF-8 (lone surrogates kept)."""
    data = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    return hashlib.sha256(data).hexdigest()


def make_id(kind: str, *parts: object) -> str:
    """`kind`'s prefix, an underscore and 24 hex digits of the hash over `parts`.

    None and the empty string differ, and no two lists of parts run together: each part is written with its length.
    """
    written = "".join("-1:" if part is None else f"{len(str(part))}:{part}" for part in parts)
    return f"{PREFIXES[kind]}_{digest(written)[:24]}"


def record_key(payload_digest: str, place: str | None, fetched_at: object, version: str | None) -> str:
    """What two deliveries of one record have in common. `place` is its URL, else its member path, else None."""
    return digest("\x1f".join("" if part is None else str(part) for part in (payload_digest, place, fetched_at, version)))[:32]


def record_id(key: str, ordinal: int) -> str:
    """`ordinal` counts equal records within one dump, from 0."""
    return make_id("record", key, ordinal)


def paragraph_id(article_id: str, text: str, occurrence: int) -> str:
    """`occurrence` counts equal paragraphs of the article, from 0, so a label made by hand survives changes elsewhere."""
    return make_id("paragraph", article_id, text, occurrence)


def quote_id(article_id: str, text: str, occurrence: int) -> str:
    return make_id("quote", article_id, text, occurrence)


def mention_id(paragraph: str, char_start: int, char_end: int, entity_type: str) -> str:
    return make_id("mention", paragraph, char_start, char_end, entity_type)


def entity_id(entity_type: str, folded_name: str) -> str:
    """`folded_name` is the normalised full name (see transforms.entities): case, accents and transliteration folded."""
    return make_id("entity", entity_type, folded_name)
