"""Who wrote it: authors by JSON-LD, meta tags, marked names, and the printed byline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from transforms.clean.byline_words import JOIN
from transforms.clean.bylines import clean_author, split_authors
from transforms.clean.credits import name_source
from transforms.clean.html import vocabulary as v
from transforms.clean.html.dom import Attributes, Dom, marks_of
from transforms.clean.html.head import Head, text_of, types_of

_META = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
    "authors",
    "citation_author",
    "article:author_name",
    "shareaholic:article_author_name",
    "dcsext.author",
    "mrf:authors",
    "og:article:author",
    "creator",
    "twitter:data1",
]
_LABEL = re.compile(r"^(?:by|von|par|por|di|af|av|door|od|przez|autor(?:in|a|e)?|text|foto|written by|story by)\b[\s:—–-]*", re.IGNORECASE)
_GLUED = re.compile(r"^(By|Von|Par|Por|Di)(?=[A-ZÀ-Þ][a-zà-þ])")  # the gap is in the style sheet
_GLUED_LETTERS = "BVPD"
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|profiles?|people|staff|contributors?|by|writers?|reporters?|redaktion|team)/", re.IGNORECASE
)
_JOIN = re.compile(r"[,;|&/•·]|\b(?:and|und|et|y|e|og|och|ja|en|i|and)\b", re.IGNORECASE)
_PIECE = re.compile(r"[,;|•·]")
_AND = re.compile(r"^\s*(?:&|(?:and|und|et|y|og|och|ja|en)\s)", re.IGNORECASE)  # at the front of a piece
_FOLD = re.compile(r"[^\w]+")
_URL = re.compile(r"https?://|^www\.|/|^\d+$|@")
_LONGEST = 200  # characters: nothing longer is a byline


@dataclass(slots=True)
class People:
    """`names` are persons; `agencies` those authors that are no persons; `byline` is the line as printed."""

    names: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    byline: str | None = None
    leaves: list[int] = field(default_factory=list)


def find_people(dom: Dom, head: Head, sites: set[str], zone: range, element_purposes: list[int]) -> People:
    """The authors. `zone` is the range of leaves around the headline and the start of the body, where bylines stand."""
    told = _told(head)
    names = _names(told, sites)
    lines = _lines(dom, zone, element_purposes, sites)
    printed = lines[0] if lines else None
    if printed and names:
        mine, theirs = {_key(n) for n in printed.names}, {_key(n) for n in names}
        others = {_key(n) for line in lines[1:] if line.has_label for n in line.names}
        # the fuller of the two, unless the page prints fewer after "By": editors and photographers are in the JSON-LD of many
        if theirs < mine:
            fuller = _joined_names(printed.text, sites)
            names = fuller if theirs < {_key(n) for n in fuller} else names
        elif mine < theirs and printed.has_label and not theirs <= mine | others:
            names = printed.names
    people = People(names or (printed.names if printed else []) or _marked(dom, zone, sites))
    people.agencies = list(dict.fromkeys(a for t in told if (a := name_source(t))))
    people.byline = printed.text if printed else "; ".join(dict.fromkeys(told)) or None
    people.leaves = printed.leaves if printed else []
    return people


def _marked(dom: Dom, zone: range, sites: set[str]) -> list[str]:
    """Names that an element calls an author's."""
    return _whole(_names([_GLUED.sub("", m.text) for m in marks_of(dom, zone, _marks_author)], sites))


def _told(head: Head) -> list[str]:
    """Names by JSON-LD; where it names none, those of the first meta name that has any."""
    found = [t for t in _names_of(head.article.get("author") or head.article.get("creator"), head) if not _URL.search(t)]
    if found:
        return found
    for name in _META:
        values = [t for t in head.meta.get(name, ()) if not _URL.search(t) and len(t) < _LONGEST]
        if values and not (name == "twitter:data1" and (head.first("twitter:label1") or "").casefold() not in ("written by", "by")):
            return values
    return []


def _names_of(value: Any, head: Head, depth: int = 0) -> list[str]:
    if depth > 4:
        return []
    if isinstance(value, list):
        return [n for item in value for n in _names_of(item, head, depth + 1)]
    if isinstance(value, dict):
        if "name" not in value and isinstance(value.get("@id"), str):
            value = head.ids.get(value["@id"], {})
        if isinstance(value.get("name"), list | dict):
            return _names_of(value["name"], head, depth + 1)
        if "Organization" in types_of(value) and not text_of(value):
            return []
    text = text_of(value)
    return [text] if text else []


def _names(texts: list[str], sites: set[str]) -> list[str]:
    """Persons named by `texts`, each once, without the site itself."""
    found: dict[str, str] = {}
    for text in texts:
        if len(text) > _LONGEST:
            continue
        whole = clean_author(text) if "," not in text else None
        for name in [whole] if whole and not _joins(text) else split_authors(text):
            key = _key(name)
            if key and key not in sites and not name_source(name):
                found.setdefault(key, name)
    return list(found.values())


def _joined_names(text: str, sites: set[str]) -> list[str]:
    """Persons of a byline, without what looks like one behind a duty or an address: there it is whom they work for."""
    names: list[str] = []
    is_behind = False
    for piece in _PIECE.split(text):
        if is_behind and not _AND.match(piece):
            continue
        first, *others = JOIN.split(_AND.sub("", piece))
        found = _whole(_names([first], sites))
        is_behind = not found
        names += found and [*found, *_whole(_names(others, sites))]
    return list(dict.fromkeys(names))


def _joins(text: str) -> bool:
    return bool(_JOIN.search(text))


def _key(name: str) -> str:
    return _FOLD.sub("", name.casefold())


def _whole(names: list[str]) -> list[str]:
    """Those names that are more than one word, in scripts that part words."""
    return [n for n in names if " " in n or not n.isascii()]


def _marks_author(tag: str, attributes: Attributes) -> bool:
    words = f"{attributes.get('rel') or ''} {attributes.get('itemprop') or ''} {attributes.get('class') or ''}".lower()
    return "author" in words or "byline" in words or (tag == "a" and _AUTHOR_HREF.search(attributes.get("href") or "") is not None)


@dataclass(slots=True)
class _Line:
    names: list[str]
    text: str
    leaves: list[int]
    has_label: bool


def _marked_start(name: str, dom: Dom, leaves: list[int]) -> str:
    """The part of a name that an element calls the author's, where the paper stands unmarked behind it: '<a>Ann Lee</a> Harbour Post'."""
    starts = [m.text for m in marks_of(dom, leaves, _marks_author) if " " in m.text and name.startswith(m.text + " ")]
    return min(starts, key=len, default=name)


def _lines(dom: Dom, zone: range, element_purposes: list[int], sites: set[str]) -> list[_Line]:
    """Lines of the zone that are bylines by their class or by their first word: those with the word first."""
    found: list[_Line] = []
    for i in zone:
        leaf = dom.leaves[i]
        if len(leaf.text) > _LONGEST:
            continue
        purposes = element_purposes[leaf.element]
        text, leaves = _GLUED.sub(r"\1 ", leaf.text) if leaf.text[0] in _GLUED_LETTERS else leaf.text, [i]
        label = _LABEL.match(text)
        if not (label or purposes & v.BYLINE) or purposes & v.CAPTION:
            continue
        if label and label.end() >= len(text) and i + 1 in zone:  # "By" in a block of its own
            text, leaves = f"{text} {dom.leaves[i + 1].text}", [i, i + 1]
        names = [_marked_start(name, dom, leaves) for name in _whole(_names([text], sites))]
        if names:
            found.append(_Line(names, text, leaves, bool(label)))
    return sorted(found, key=lambda line: not line.has_label)
