"""From a record and its cleaned page to the rows of records, articles, paragraphs, cuts and rejects.

What a page says is decided in clean; here it is only laid out, joined and numbered.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from schemas import ids
from schemas.lists import TEXT_KINDS
from transforms.contract import Block, Page, RawRecord, Refusal
from transforms.segment import segment
from transforms.urls import domain_of, host_of, normalise_url, split_canonical

Row = dict[str, Any]
_SPACE = re.compile(r"\s+")
SAMPLE_CHARS = 500


@dataclass(slots=True)
class Origin:
    """Where a dump's records come from: the feed and the dump's name, as in the ledger."""

    feed: str
    dump: str


@dataclass(slots=True)
class RecordRows:
    """All rows of one record."""

    record: Row
    article: Row | None
    paragraphs: list[Row]
    cuts: list[Row]
    reject: Row | None
    page: Row | None = None  # what the page adds to site_evidence, where that is asked for


class Identity(NamedTuple):
    """Who a record is: see schemas.ids."""

    record_id: str
    record_key: str
    payload_digest: str


def identify(record: RawRecord, ordinals: Counter[str]) -> Identity:
    """The identity of a record; `ordinals` counts the equal records met so far in the same dump, and is counted up."""
    payload_digest = ids.digest(record.payload)
    key = ids.record_key(payload_digest, record.url or record.member, record.fetched_at, record.external_version)
    ordinals[key] += 1
    return Identity(ids.record_id(key, ordinals[key] - 1), key, payload_digest)


def count_words(text: str) -> int:
    """Words as white space separates them."""
    return len(text.split())


def article_key(record: RawRecord, page: Page, feed: str) -> str:
    """article_id: the agency's or CMS's own id, else the normalised URL, else publisher, date and title."""
    url = record.url or page.url
    canonical, _ = split_canonical(url, page.canonical_url)
    owner = (page.publisher or domain_of(host_of(url)) or feed).casefold()
    if record.external_id:
        return ids.make_id("article", "id", owner, record.external_id)
    normalised = normalise_url(canonical or url)
    if normalised:
        return ids.make_id("article", "url", normalised)
    headline = _SPACE.sub(" ", page.title or "").strip().casefold()
    return ids.make_id("article", "title", owner, page.published_on, headline or ids.digest(_joined_text(page)))


def _joined_text(page: Page) -> str:
    return "\n\n".join(b.text for b in page.blocks if b.fate == "paragraph" and b.kind in TEXT_KINDS)


def _folded_digest(text: str) -> str:
    return ids.digest(_SPACE.sub(" ", text).strip().casefold())[:32]


def _content_digest(page: Page, text: str) -> str:
    """Everything that makes a version. Fetch time, URL spelling, status, embargo and cuts do not."""
    captions = [(image.caption, image.credit) for image in page.images]
    headers = (page.title, page.subtitle, page.byline, page.authors, page.published_on)
    return ids.digest(repr((headers, text, captions)))[:32]


def _paragraph_rows(page: Page, article: Row) -> list[Row]:
    """Title and subtitle first where they stand in no block, then the blocks in order; offsets into articles.text."""
    laid: list[tuple[int | None, str, str]] = [(i, b.kind, b.text) for i, b in enumerate(page.blocks) if b.fate == "paragraph"]
    kinds = {kind for _, kind, _ in laid}
    for kind, text in (("subtitle", page.subtitle), ("title", page.title)):
        if text and kind not in kinds:
            laid.insert(0, (None, kind, text))
    seen: Counter[str] = Counter()
    rows: list[Row] = []
    cursor = 0
    for position, (block, kind, text) in enumerate(laid):
        start = end = None
        if kind in TEXT_KINDS:
            start, end = cursor, cursor + len(text)
            cursor = end + 2  # the blank line
        rows.append(
            {
                "paragraph_id": ids.paragraph_id(article["article_id"], text, seen[text]),
                "article_id": article["article_id"],
                "publisher": article["publisher"],
                "published_on": article["published_on"],
                "position": position,
                "block": block,
                "kind": kind,
                "text": text,
                "text_start": start,
                "text_end": end,
                "n_words": count_words(text),
                "sentences": [{"char_start": a, "char_end": b} for a, b in segment(text)],
                "record_id": article["record_id"],
                "language": article["language"],
            }
        )
        seen[text] += 1
    return rows


def _cut_rows(blocks: list[Block], article: Row) -> list[Row]:
    keys = {k: article[k] for k in ("article_id", "published_on", "record_id")}
    return [{**keys, "block": i, "text": b.text, "reason": b.kind} for i, b in enumerate(blocks) if b.fate == "cut"]


def _article_row(record: RawRecord, page: Page, origin: Origin, record_id: str) -> Row:
    url = record.url or page.url
    canonical, foreign = split_canonical(url, page.canonical_url)
    host = host_of(url or canonical)
    text = _joined_text(page)
    warnings = set(page.warnings) | set(record.warnings) | ({"foreign_canonical"} if foreign else set())
    return {
        "article_id": article_key(record, page, origin.feed),
        "url": url,
        "canonical_url": canonical,
        "foreign_canonical_url": foreign,
        "host": host,
        "domain": domain_of(host),
        "external_id": record.external_id,
        "external_version": record.external_version,
        "publisher": page.publisher or domain_of(host) or (origin.feed if origin.feed != "default" else None),
        "source": page.source,
        "is_syndicated": page.is_syndicated,
        "title": page.title,
        "subtitle": page.subtitle,
        "byline": page.byline,
        "authors": page.authors,
        "published_at": page.published_at,
        "published_on": page.published_on,
        "published_from": page.published_from,
        "is_date_inferred": page.is_date_inferred,
        "updated_at": page.updated_at,
        "fetched_at": record.fetched_at,
        "section": page.section,
        "keywords": page.keywords,
        "language": page.language,
        "kind": page.kind,
        "status": page.status,
        "embargoed_until": page.embargoed_until,
        "rights": page.rights,
        "is_truncated": page.is_truncated,
        "text": text,
        "text_from": page.text_from if text else "none",
        "images": [{"url": i.url, "caption": i.caption, "credit": i.credit} for i in page.images],
        "n_words": count_words(text),
        "n_blocks": len(page.blocks),
        "n_metadata_blocks": sum(b.fate == "metadata" for b in page.blocks),
        "content_digest": _content_digest(page, text),
        "text_digest": _folded_digest(text),
        "warnings": sorted(warnings),
        "record_id": record_id,
    }


def _record_row(record: RawRecord, origin: Origin, identity: Identity) -> Row:
    return {
        **identity._asdict(),
        "feed": origin.feed,
        "dump": origin.dump,
        "member": record.member,
        "position": record.position,
        "byte_offset": record.byte_offset,
        "byte_length": record.byte_length,
        "format": record.format,
        "url": record.url,
        "external_id": record.external_id,
        "external_version": record.external_version,
        "content_type": record.content_type,
        "charset": record.charset,
        "fetched_at": record.fetched_at,
        "payload_bytes": len(record.payload),
        "outcome": record.verdict,
        "reason": record.reason,
        "status": None,
        "embargoed_until": None,
        "article_id": None,
        "content_digest": None,
        "version_at": None,
    }


def _sample(payload: bytes) -> str:
    return payload[: SAMPLE_CHARS * 4].decode("utf-8", "replace").replace("\x00", "\ufffd")[:SAMPLE_CHARS]


def reject_row(record_id: str, stage: str, reason: str, detail: str | None, sample: str | None) -> Row:
    """A row of rejects; `detail` and `sample` are kept as they are."""
    return {"record_id": record_id, "stage": stage, "reason": reason, "detail": detail, "sample": sample}


def lay_out(record: RawRecord, page: Page | Refusal | None, origin: Origin, identity: Identity) -> RecordRows:
    """All rows of a record. `page` is what clean answered for a candidate, None for a record that is no candidate."""
    row = _record_row(record, origin, identity)
    if isinstance(page, Page):
        article = _article_row(record, page, origin, identity.record_id)
        paragraphs = _paragraph_rows(page, article)
        article["n_paragraphs"] = len(paragraphs)
        row |= {
            "outcome": "article",
            "status": page.status,
            "embargoed_until": page.embargoed_until,
            "article_id": article["article_id"],
            "content_digest": article["content_digest"],
            "version_at": page.updated_at,
        }
        return RecordRows(row, article, paragraphs, _cut_rows(page.blocks, article), None)
    detail = record.detail
    if isinstance(page, Refusal):
        row |= {"outcome": page.verdict, "reason": page.reason, "embargoed_until": page.until}
        row["status"] = "embargoed" if page.verdict == "held" else None
        detail = page.detail
    reject = None
    if row["outcome"] == "rejected":
        reject = reject_row(identity.record_id, "read", row["reason"], detail, _sample(record.payload))
    return RecordRows(row, None, [], [], reject)
