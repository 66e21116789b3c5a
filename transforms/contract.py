"""What the stages hand to each other. A stage never imports another stage; these shapes are what they share.

dumps -> RawRecord -> clean -> Page -> articles (rows); paragraphs -> entities -> Mention -> quotes -> Quote
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import msgspec

# Millions of images, items, records and mentions are made: a Struct is made five times faster than a dataclass, and the collector of
# garbage need not look at it.


class Image(msgspec.Struct, gc=False):
    url: str | None = None
    caption: str | None = None
    credit: str | None = None


class Item(msgspec.Struct, gc=False):
    """What a structured record (JSON, CSV, NITF, a feed entry ...) says of itself, in its own words.

    Dates stay as the source writes them (text, or a number of seconds or milliseconds): clean reads them. Exactly one of
    `body_html`, `body_text` and `paragraphs` is the body; none of them means that the record has no text (a stub).
    `paragraphs` are pairs of a kind of schemas.lists.PARAGRAPH_KINDS and a text.
    """

    title: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    authors: list[str] | None = None
    published: str | int | float | None = None
    updated: str | int | float | None = None
    dateline: str | None = None
    publisher: str | None = None
    source: str | None = None
    section: str | None = None
    keywords: list[str] = []
    language: str | None = None
    canonical_url: str | None = None
    rights: str | None = None
    status: str = "usable"
    embargoed_until: str | None = None
    kind: str = "article"
    is_truncated: bool = False
    zone: str | None = None  # IANA name for dates without a zone, where the format or feed implies one
    zone_is_publishers: bool = True  # False where the offset in the dates is the vendor's own
    images: list[Image] = []
    published_from: Literal["wire_header", "feed", "field"] = "field"
    text_from: Literal["feed", "text", "markup"] = "markup"
    body_html: str | None = None
    body_text: str | None = None
    paragraphs: list[tuple[str, str]] | None = None


class RawRecord(msgspec.Struct, gc=False):
    """One record as it was found in a dump: its place, its payload, and what is to become of it.

    `verdict` is 'candidate' for what clean should look at; 'not_an_article' and 'rejected' carry a `reason` from the
    closed lists and go straight to the ledger (and to rejects). A candidate has exactly one of `html`, `text`, `item`.
    `payload` is the record's own bytes after transport decoding (an HTTP body, a line, an XML element, a file): its
    SHA-256 is the payload digest.
    """

    position: int
    format: str
    payload: bytes
    member: str | None = None
    byte_offset: int | None = None
    byte_length: int | None = None
    url: str | None = None
    external_id: str | None = None
    external_version: str | None = None
    content_type: str | None = None
    charset: str | None = None
    fetched_at: datetime | None = None
    verdict: Literal["candidate", "not_an_article", "rejected"] = "candidate"
    reason: str | None = None
    detail: str | None = None
    html: str | None = None
    text: str | None = None
    item: Item | None = None
    warnings: list[str] = []


Fate = Literal["paragraph", "metadata", "cut"]


@dataclass(slots=True)
class Block:
    """A block of a page and its one fate: `kind` is a paragraph kind, a metadata field, or a cut reason."""

    text: str
    fate: Fate
    kind: str


@dataclass(slots=True)
class Page:
    """A cleaned record. `blocks` are all blocks of the content, in order, each with one fate.

    `title` and `subtitle` may come from metadata and then stand in no block. Text in `paragraph` blocks has its white
    space folded; line breaks inside a paragraph become one space.
    """

    blocks: list[Block]
    title: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    source: str | None = None
    is_syndicated: bool = False
    published_at: datetime | None = None  # aware, UTC
    published_on: date | None = None
    published_from: str = "none"
    is_date_inferred: bool = False
    updated_at: datetime | None = None  # aware, UTC
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    language: str | None = None
    url: str | None = None  # the URL the page names itself (og:url), where the record has none
    canonical_url: str | None = None
    kind: str = "article"
    status: str = "usable"
    embargoed_until: datetime | None = None
    rights: str | None = None
    is_truncated: bool = False
    text_from: str = "dom"
    images: list[Image] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # where in an HTML page the body stands: for site_evidence


@dataclass(slots=True)
class Refusal:
    """Clean's other answer: the record is no article (reason from NOT_ARTICLE_REASONS) or is refused (REJECT_REASONS).

    Or it is an article whose time has not come (HELD_REASONS): `until` is when it does, None where nobody knows.
    """

    verdict: Literal["not_an_article", "rejected", "held"]
    reason: str
    detail: str | None = None
    until: datetime | None = None


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A paragraph as entities and quotes see it: `kind` from PARAGRAPH_KINDS; sentences are half-open spans."""

    text: str
    kind: str = "body"
    sentences: tuple[tuple[int, int], ...] = ()


class Mention(msgspec.Struct, gc=False):
    """A mention of an entity: a span of paragraph `paragraph` (an index), as in schemas.entities.

    `entity` numbers the entities of one article: mentions with the same number are of one entity. `gender` (m, f, n or
    None) and `is_plural` are what the article or a name list says: quotes uses them for pronouns, no table keeps them.
    """

    paragraph: int
    char_start: int
    char_end: int
    type: str
    text: str
    name: str
    entity: int
    mention_kind: str = "name"
    honorific: str | None = None
    role: str | None = None
    is_partial_name: bool = False
    is_ambiguous: bool = False
    stands_for: str | None = None
    date_value: date | None = None
    rule: str = "model"
    score: float | None = None
    gender: str | None = None
    is_plural: bool = False
    folded_name: str | None = None  # normalised full name for entity_id; None for a partial name


class Quote(msgspec.Struct, gc=False):
    """A quoted stretch: a span of paragraph `paragraph`, inside its marks, as in schemas.quotes.

    `utterance` numbers the utterances of the article; `parent` is an index into the article's list of quotes;
    `speaker_mention` an index into its list of mentions (None for a pronoun or nominal); `speaker_entity` is the entity
    number (Mention.entity) that the speaker was resolved to, also where the mention is a pronoun.
    """

    paragraph: int
    char_start: int
    char_end: int
    text: str
    kind: str = "full"
    utterance: int = 0
    part: int = 0
    parent: int | None = None
    is_closed: bool = True
    is_countable: bool = False
    speaker_text: str | None = None
    speaker_paragraph: int | None = None
    speaker_char_start: int | None = None
    speaker_char_end: int | None = None
    speaker_mention: int | None = None
    speaker_entity: int | None = None
    speaker_name: str | None = None
    speaker_type: str = "none"
    speaker_role: str | None = None
    cue: str | None = None
    cue_char_start: int | None = None
    cue_char_end: int | None = None
    rule: str = "none"
    speaker_score: float | None = None
