"""What a page says of itself to machines: meta tags, JSON-LD, link relations.

Belongs here: reading and sorting these statements. Not: deciding between them (see metadata).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import msgspec

from transforms.clean.html.dom import Dom

_ARTICLE_TYPES = frozenset(
    [
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "AdvertiserContentArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "SatiricalArticle",
        "Review",
        "SocialMediaPosting",
        "MedicalScholarlyArticle",
        "CreativeWork",
        "Recipe",
    ]
)
_BEST = {"NewsArticle": 0, "ReportageNewsArticle": 0, "LiveBlogPosting": 0, "Article": 1, "BlogPosting": 2}
_DEEPEST = 12  # levels of JSON-LD looked into
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")


@dataclass(slots=True)
class Head:
    """Statements of the page's head. `meta` holds the values of each name in order; `article` is the JSON-LD object of the article."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    article: dict[str, Any] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """The first value that one of these meta names has, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_head(dom: Dom, json_ld: list[str]) -> Head:
    """Collect meta tags, links and JSON-LD objects of a page."""
    head = Head()
    for attributes in dom.metas:
        value = attributes.get("content")
        if value and (value := " ".join(value.split())):
            for key in ("property", "name", "itemprop", "http-equiv"):
                if name := attributes.get(key):
                    head.meta.setdefault(name.lower(), []).append(value)
    head.canonical = dom.canonical.strip() if dom.canonical else None
    for text in json_ld:
        _collect(_load(text), head, 0)
    head.article = _pick_article(head.objects)
    return head


def _load(text: str) -> Any:
    """The value of a JSON-LD script; None where even simple repairs do not make it JSON."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().removeprefix("//<![CDATA[").removesuffix("//]]>").rstrip(";")
    for repair in (str, _repair):
        try:
            return msgspec.json.decode(repair(text))
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            continue
    return None


def _repair(text: str) -> str:
    """Raw line breaks inside strings and trailing commas: the two faults that pages' JSON-LD has most."""
    return _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text)).encode("utf-8", "replace").decode()


def _collect(value: Any, head: Head, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, head, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("@id"), str) and len(value) > 1:
            head.ids.setdefault(value["@id"], value)
        if types_of(value) & _ARTICLE_TYPES or "headline" in value:
            head.objects.append(value)
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(value.get(key), list | dict):
                _collect(value[key], head, depth + 1)


def types_of(value: dict[str, Any]) -> set[str]:
    """The @type of a JSON-LD object, which may be one or many."""
    found = value.get("@type")
    names = found if isinstance(found, list) else [found]
    return {str(n).rsplit("/", 1)[-1] for n in names if n}


def _pick_article(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """The object of the page's own article: news before other types, the fuller before the emptier, the earlier before the later."""
    articles = [o for o in objects if types_of(o) & _ARTICLE_TYPES and (o.get("headline") or o.get("name") or o.get("articleBody"))]
    if not articles:
        return next((o for o in objects if o.get("headline")), {})
    return min(articles, key=lambda o: (min(_BEST.get(t, 3) for t in types_of(o)), "datePublished" not in o, "author" not in o))


def text_of(value: Any) -> str | None:
    """A string out of a JSON-LD value: itself, its name, or the first of a list."""
    if isinstance(value, str):
        return " ".join(unescape(unescape(value)).split()) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return next((t for v in value if (t := text_of(v))), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("headline"))
    return None
