"""When it was published and changed: by JSON-LD, meta tags, <time> elements, the printed line, the URL, in this order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from transforms.clean.dates import Stamp, find_date, read_date
from transforms.clean.html import vocabulary as v
from transforms.clean.html.dom import Attributes, Dom, Mark, marks_of
from transforms.clean.html.head import Head, text_of

_PUBLISHED = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "date.created",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "citation_online_date",
    "citation_publication_date",
    "citation_date",
    "ptime",
    "pdate",
    "displaydate",
    "originalpublicationdate",
    "article.published",
    "rnews:datepublished",
    "og:published_time",
    "published_time",
    "article_date_original",
    "datecreated",
    "article:create_time",
    "iso-8601-publish-date",
    "last-modified-date",
    "published",
    "created",
]
_UPDATED = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:updated_time",
    "article:updated",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "revision_date",
    "modified",
    "utime",
]
_LONGEST_LINE = 160  # characters of a line that prints a date
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2]|[1-9])[/-]?(0[1-9]|[12]\d|3[01]|[1-9])(?=[/\-_.?a-zA-Z]|$)")
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?=/)")


@dataclass(slots=True)
class Times:
    published: Stamp | None = None
    published_from: str = "none"
    updated: Stamp | None = None


def find_times(dom: Dom, head: Head, url: str | None, zone: range, element_purposes: list[int], language: str | None) -> Times:
    """The dates. `zone` is the range of leaves around the headline, where dates are printed."""
    found = Times()
    found.updated = _read_first(_told(head, ("dateModified",)), language) or _read_first(map(head.first, _UPDATED), language)
    sources: tuple[tuple[str, Callable[[], Iterable[str | None]]], ...] = (
        ("json_ld", lambda: _told(head, ("datePublished", "dateCreated", "uploadDate"))),
        ("meta", lambda: map(head.first, _PUBLISHED)),
        ("time_element", lambda: _marked(dom, zone)),
    )
    for origin, values in sources:  # most pages tell it in the first
        stamp = _read_first(values(), language)
        if stamp:
            found.published, found.published_from = _on_printed_day(stamp, dom, zone, element_purposes, language), origin
            return found
    stamp = _printed(dom, zone, element_purposes, language)
    if stamp:
        found.published, found.published_from = stamp, "byline_text"
        return found
    stamp = _of_url(url)
    if stamp:
        found.published, found.published_from = stamp, "url"
    return found


def _on_printed_day(stamp: Stamp, dom: Dom, zone: range, element_purposes: list[int], language: str | None) -> Stamp:
    """The day as the publisher's readers see it: servers write UTC, and the printed date is that day or the one beside it."""
    if stamp.at is None or stamp.on is None or stamp.at.date() != stamp.on:
        return stamp  # no time, or stated in a zone of its own
    for i in zone:
        leaf = dom.leaves[i]
        purposes = element_purposes[leaf.element]
        says_so = purposes & (v.DATE | v.BYLINE | v.FOOTER) and not purposes & v.NAVIGATION
        if says_so and len(leaf.text) < _LONGEST_LINE and any(c.isdigit() for c in leaf.text):
            printed = find_date(leaf.text, language=language)
            if printed and printed.on:
                is_before, is_behind = (printed.on - stamp.on).days == -1, (printed.on - stamp.on).days == 1
                # west of Greenwich it is still yesterday in the morning, east of it tomorrow already in the evening
                is_there = (is_before and stamp.at.hour < 12) or (is_behind and stamp.at.hour > 9)
                return replace(stamp, on=printed.on) if is_there else stamp
    return stamp


def _told(head: Head, names: tuple[str, ...]) -> Iterator[str | None]:
    return (text_of(head.article.get(name)) for name in names)


def _read_first(values: Iterable[str | None], language: str | None) -> Stamp | None:
    for value in values:
        if value:
            stamp = read_date(value, language=language)
            if stamp:
                return stamp
    return None


def _marked(dom: Dom, zone: range) -> list[str | None]:
    """Values of <time> and itemprop marks: those that say 'published' first, then those by the headline, then the first."""
    marks = list(marks_of(dom, range(len(dom.leaves)), _marks_time))
    marks.sort(key=lambda m: (not _says(m, "publi"), _says(m, "modif") or _says(m, "updat"), m.leaf not in zone))
    near = [m for m in marks if m.leaf in zone or _says(m, "publi")]
    out: list[str | None] = []
    for m in near:
        out += [m.attributes.get("datetime") or m.attributes.get("content"), m.text]
    return out


def _marks_time(tag: str, attributes: Attributes) -> bool:
    return tag == "time" or "date" in (attributes.get("itemprop") or "").lower()


def _says(mark: Mark, word: str) -> bool:
    a = mark.attributes
    return word in f"{a.get('itemprop') or ''} {a.get('class') or ''} {mark.text[:30]}".lower()


def _printed(dom: Dom, zone: range, element_purposes: list[int], language: str | None) -> Stamp | None:
    """A date in a line of the zone: first in those whose class says so, then in any short one."""
    for by_class in (True, False):
        for i in zone:
            leaf = dom.leaves[i]
            purposes = element_purposes[leaf.element]
            if len(leaf.text) < _LONGEST_LINE and not purposes & v.NAVIGATION and (not by_class or purposes & (v.DATE | v.BYLINE)):
                stamp = find_date(leaf.text, language=language)
                if stamp:
                    return stamp
    return None


def _of_url(url: str | None) -> Stamp | None:
    match = _URL_DATE.search(url or "")
    if match:
        return read_date("-".join((match[1], match[2].zfill(2), match[3].zfill(2))))
    match = _URL_MONTH.search((url or "").lower())
    return read_date(f"{match[3]} {match[2]} {match[1]}") if match else None
