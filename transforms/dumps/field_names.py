"""What fields are called in the JSON, CSV and Parquet dumps of news, and what each name means.

Names are compared in lower case without punctuation: `datePublished`, `date_published` and `DATE-PUBLISHED` are one name.
"""

from __future__ import annotations

import re
from functools import lru_cache

# target -> names, the best first. Seen in: news-please, All-the-News, RealNews, CC-News, C4, HuffPost, Signal-1M, NewsAPI,
# schema.org, TREC NeuCLIR, Kaggle sets, GDELT exports, Media Cloud.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "webtitle", "articletitle", "newstitle", "titlerss", "titlepage", "storytitle", "heading", "head"),
    "body_text": (
        "maintext",
        "articlebody",
        "articletext",
        "fulltext",
        "bodytext",
        "body",
        "text",
        "content",
        "contents",
        "article",
        "contenttext",
        "plaintext",
        "storytext",
        "story",
        "articlecontent",
        "document",
        "rawtext",
        "textcontent",
        "cleantext",
    ),
    "body_html": ("bodyhtml", "contenthtml", "articlehtml", "htmlcontent", "bodyxhtml", "html", "rawhtml", "textwithhtml"),
    "subtitle": ("subtitle", "subheadline", "subhead", "deck", "dek", "standfirst", "alternativeheadline", "subheading"),
    "teaser": ("shortdescription", "description", "summary", "abstract", "excerpt", "snippet", "teaser", "lead", "leadparagraph", "intro"),
    "byline": ("byline", "authors", "author", "by", "writer", "creator", "reporter", "authorname", "journalist", "writers"),
    "published": (
        "datepublish",
        "datepublished",
        "publisheddate",
        "publishedat",
        "publishdate",
        "published",
        "pubdate",
        "publicationdate",
        "webpublicationdate",
        "publicationdatetime",
        "publishingdate",
        "publishedtime",
        "publishtime",
        "publishedon",
        "date",
        "datetime",
        "firstpublished",
        "time",
        "createdat",
        "datecreated",
        "timestamp",
        "created",
        "day",
    ),
    "updated": (
        "datemodify",
        "datemodified",
        "updatedat",
        "updated",
        "modified",
        "lastmodified",
        "modifiedat",
        "lastupdated",
        "dateupdated",
        "versioncreated",
    ),
    "fetched_at": (
        "datedownload",
        "crawled",
        "crawledat",
        "fetchedat",
        "warcdate",
        "crawldate",
        "scrapedat",
        "scrapedate",
        "retrieved",
        "retrievedat",
        "downloaddate",
        "seendate",
    ),
    "publisher": (
        "publisher",
        "publication",
        "newspaper",
        "outlet",
        "sitename",
        "medianame",
        "mediasource",
        "sourcename",
        "sourcehostname",
        "source",
        "site",
        "provider",
    ),
    "section": ("section", "sectionname", "articlesection", "category", "categories", "topic", "rubric", "desk", "newsdesk", "department"),
    "keywords": ("keywords", "tags", "topics", "keyword"),
    "language": ("language", "lang", "inlanguage", "languagecode"),
    "url": ("url", "link", "articleurl", "weburl", "sourceurl", "permalink", "pageurl", "originalurl", "urlused", "href", "articlelink"),
    "canonical_url": ("canonicalurl", "canonical", "canonicallink"),
    "rights": ("copyright", "copyrightnotice", "rights", "license", "usageterms"),
    "image": ("imageurl", "topimage", "mainimage", "urltoimage", "image", "img", "thumbnail", "leadimage"),
    "external_id": ("externalid", "uuid", "guid", "articleid", "docid", "docno", "storyid", "uri", "id", "identifier"),
    "external_version": ("externalversion", "version", "revision"),
}
_TARGETS = {name: (target, rank) for target, names in NAMES.items() for rank, name in enumerate(names)}
_PUNCTUATION = re.compile(r"[^a-z0-9]+")

CHOSEN = "\0"  # begins the key of a value that a user's mapping has chosen for the target that follows

Plan = tuple[tuple[str, tuple[str, ...]], ...]


def field_target(name: str) -> str | None:
    """What a field of that name means (a key of NAMES); None where it says nothing."""
    place = _TARGETS.get(_PUNCTUATION.sub("", name.lower()))
    return place[0] if place else None


@lru_cache(maxsize=4096)
def plan_of(keys: tuple[str, ...]) -> Plan:
    """For each target of NAMES that the keys offer: the keys to try, the best first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for key in keys:
        is_chosen = key.startswith(CHOSEN)
        place = (key[1:], -1) if is_chosen else _TARGETS.get(_PUNCTUATION.sub("", key.lower()))
        if place:
            found.setdefault(place[0], []).append((place[1], key))
    return tuple((target, tuple(key for _, key in sorted(places))) for target, places in found.items())
