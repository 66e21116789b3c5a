"""What the pipeline must find in the sample, as `data/expected.json` tells it to the tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

from data.maker.articles import Article, Speech, read_article
from data.maker.dumps import Dump
from data.maker.pages import PUBLISHERS, canonical_link, feed_of

# words of the furniture of the pages: none of them may be in a text
FURNITURE = (
    "Sign up",
    "inbox",
    "cookies",
    "Most read",
    "Fish market roof",
    "Keep reading",
    "Heron Moves In",
    "Latest Edition",
    "cover for",
    "Privacy Policy",
    "Print this page",
    "©",
)
# the copies of one story, the likely original first
STORIES = [["meridian-wire/halden-strait", "harbour-gazette/halden-strait", "saved-copies/halden-strait"]]


def truth(dumps: list[Dump]) -> dict[str, Any]:
    """Every record with its outcome, every article with its content; `counts` is how many records end how."""
    records = [_record(dump, position) for dump in dumps for position in range(len(dump.records))]
    _settle(records)
    names = sorted({record["article"] for record in records if record["article"]})
    return {
        "counts": dict(sorted(Counter(record["outcome"] for record in records).items())),
        "records": records,
        "articles": {name: _article(read_article(name)) for name in names},
        "stories": STORIES,
        "not_in_text": list(FURNITURE),
    }


def _record(dump: Dump, position: int) -> dict[str, Any]:
    expected = dump.records[position]
    return {
        "dump": dump.path,
        "position": position,
        "member": expected.member,
        "url": expected.url,
        "outcome": expected.outcome,
        "reason": expected.reason,
        "article": expected.article,
    }


def _settle(records: list[dict[str, Any]]) -> None:
    """The page that was changed a day later is an earlier version of the later page's article."""
    for record in records:
        if record["article"] == "harbour-gazette/tram-line":
            record |= {"outcome": "revision", "article": "harbour-gazette/tram-line-revised"}


def _article(article: Article) -> dict[str, Any]:
    fields = article.fields
    day = fields.get("published", fields.get("edition", ""))[:10]
    canonical = canonical_link(article) if "url" in fields and feed_of(article) != "meridian-wire" else None
    return {
        "url": fields.get("url"),
        "title": fields["title"],
        "authors": article.list_of("authors"),
        "published_on": day,
        "is_date_inferred": "published" not in fields,
        "publisher": PUBLISHERS[feed_of(article)],
        "source": fields.get("source"),
        "is_syndicated": "source" in fields,
        "foreign_canonical_url": canonical if canonical != fields.get("url") else None,
        "n_body_paragraphs": sum(kind == "body" for kind, _ in article.texts()),
        "paragraphs": [{"kind": kind, "text": text} for kind, text in article.texts()],
        "captions": [fields["image"].split(" | ")[1]] if "image" in fields else [],
        "quotes": [_quote(speech) for speech in article.speeches],
    }


def _quote(speech: Speech) -> dict[str, Any]:
    return {
        "paragraph": speech.paragraph,
        "text": speech.text,
        "kind": speech.kind,
        "speaker": speech.speaker,
        "speaker_type": speech.speaker_type,
        "utterance": speech.utterance,
        "is_nested": speech.is_nested,
        "is_closed": speech.is_closed,
    }
