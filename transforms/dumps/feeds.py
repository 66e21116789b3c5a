"""RSS, Atom and RDF feeds: one record an entry, read by feedparser. What a feed tells in a few lines is a teaser, and marked as cut."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, Format, Found, Tally, reject
from transforms.dumps.markup import plain
from transforms.dumps.source import Source
from transforms.dumps.xml_elements import root_of
from transforms.dumps.xml_format import Prolog, count_elements, find_elements

_NAMES = ("item", "entry")
_MAX_PROLOG = 1 << 16
_TEASER = 600  # letters below which a description with no `content` beside it is taken for a teaser
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&#8230;\]|(?:read|continue|weiterlesen|lire|leer|mehr)\b.{0,30})\s*$", re.IGNORECASE)
_CAPTION = re.compile(rb"<media:(description|text)\b[^<>]*(?:/>|>.*?</media:\1\s*>)", re.DOTALL)
_CAPTIONED = re.compile(
    r"<media:content\b[^<>]*?\burl\s*=\s*[\"']([^\"']+)[\"'][^<>]*(?<!/)>(?:(?!</?media:content\b).)*?<media:description\b[^<>]*>(.*?)</media:description",
    re.DOTALL,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_LINK = re.compile(rb"<link>\s*(https?://[^\s<]+)|<link\b[^<>]*?\bhref\s*=\s*[\"'](https?://[^\"']+)")
_MAILBOX = re.compile(r"(?P<name>[^<(@]*?)\s*<?[\w.+-]+@[\w.-]+>?\s*(?:\((?P<comment>.*)\))?")
_EXCERPT = 40  # letters in which a summary that only repeats how the text begins agrees with it
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)


def sniff(head: bytes, _name: str) -> bool:
    root = root_of(head)
    return root is not None and (root.name in ("rss", "RDF", "feed") or (root.name == "channel" and b"<item" in head))


def find(source: Source, context: Context) -> Iterator[Found]:
    yield from find_elements(source, context, names=_NAMES, format_name="feed")


def count(source: Source, context: Context) -> Tally:
    return count_elements(source, context, names=_NAMES)


def fill(record: RawRecord, parsed: Any, context: Context) -> None:
    """The entry as feedparser reads it with the feed's own head before it; it takes ill-formed XML too."""
    prolog: Prolog = parsed
    # captions of pictures are kept from feedparser, which takes them for the entry's own text
    feed = _parse(prolog.data[:_MAX_PROLOG], _CAPTION.sub(b"", record.payload), prolog.charset)
    if feed is None:
        reject(record, "bad_xml", "an entry that cannot be parsed")
        return
    entry = feed.entries[0] if feed.entries else feedparser.FeedParserDict()
    record.charset = feed.get("encoding")
    link = entry.get("link") or ""
    record.url = link if link.startswith(("http://", "https://")) else None  # feedparser takes an id for a link where there is none
    identifier = entry.get("id") or link
    record.external_id = identifier if identifier and identifier != record.url else None
    item = Item(zone=context.zone, published_from="feed", text_from="feed")
    item.title = _title(record, entry)
    _fill_body(item, entry)
    _fill_people(item, entry, feed.feed)
    item.published = entry.get("published") or entry.get("created")
    item.updated = dict.get(entry, "updated")  # its own get() gives the date of publication in its place
    if not item.published:
        item.published, item.updated = item.updated, None
    item.keywords = unique(tag["term"].strip() for tag in entry.get("tags", []) if tag.get("term"))
    item.section = item.keywords[0] if item.keywords else None
    item.language = entry.get("language") or feed.feed.get("language")
    item.rights = plain(entry.get("rights") or feed.feed.get("rights"))
    item.images = _images(entry, record)
    record.item = item


def _parse(head: bytes, entry: bytes, charset: str | None) -> Any:
    """The feed of one entry; where feedparser breaks on the head, the entry by itself; None where it breaks on that too."""
    link = _LINK.search(head)
    headers = {"content-type": f"application/xml; charset={charset}" if charset else "application/xml"}
    if link:  # what relative links of an entry are relative to, unless the feed names another base
        headers["content-location"] = (link.group(1) or link.group(2)).decode("latin-1")
    for before in (head, b"<rss><channel>"):
        try:
            return feedparser.parse(before + entry, response_headers=headers)
        except (LookupError, ValueError, AttributeError, TypeError, AssertionError):  # what it raises for markup that it did not foresee
            continue
    return None


def _title(record: RawRecord, entry: Any) -> str | None:
    raw = entry.get("title") or ""
    title = plain(raw)
    if title and _ESCAPED.search(raw):
        record.warnings.append("entities_decoded_twice")
        title = html.unescape(title)
    return title


def _fill_body(item: Item, entry: Any) -> None:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    full = max(contents, key=len, default="")
    summary = entry.get("summary") or ""
    item.body_html = full or summary or None
    if not item.body_html:
        item.kind = "stub"
        return
    text = plain(item.body_html) or ""
    item.is_truncated = bool(_CUT.search(text[-60:])) or (not full and len(text) < _TEASER)
    if full and len(summary) < len(full) / 2 and not _letters(text).startswith(_letters(plain(summary) or "")[:_EXCERPT]):
        item.subtitle = plain(summary)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _fill_people(item: Item, entry: Any, feed: Any) -> None:
    names = [name for author in entry.get("authors", []) if (name := author.get("name"))]
    mailbox = _MAILBOX.fullmatch(html.unescape(entry.get("author") or "")) if len(names) < 2 else None
    if mailbox:  # RSS wants an address, with the name before or behind it; feedparser cuts long domains in two
        names = [name] if (name := mailbox.group("comment") or mailbox.group("name")) else []
        entry["author"] = None
    item.authors = unique(names) or None
    item.byline = None if item.authors else entry.get("author") or None
    item.publisher = plain(feed.get("title")) or entry.get("publisher")
    source = entry.get("source") or {}
    item.source = plain(source.get("title"))


def _images(entry: Any, record: RawRecord) -> list[Image]:
    markup = (
        _CDATA.sub(lambda match: html.escape(match.group(1)), decode(record.payload, record.charset).text)
        if "media_content" in entry
        else ""
    )
    captions = {html.unescape(url): plain(html.unescape(caption)) for url, caption in _CAPTIONED.findall(markup)}
    credit = (entry.get("media_credit") or [{}])[0].get("content")
    media = [part for part in entry.get("media_content", []) if part.get("medium", "image") == "image" and part.get("url")]
    links = [link for link in entry.get("enclosures", []) if str(link.get("type", "")).startswith("image/") and link.get("href")]
    urls = unique([*(part["url"] for part in media), *(link["href"] for link in links)])
    return [Image(url, captions.get(url), plain(credit)) for url in urls]


FEED = Format("feed", sniff, find, fill, count)
