"""The smaller facts of an article: publisher, source, section, keywords, pictures, and what sort of page it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from transforms.clean.credits import find_source, name_source
from transforms.clean.html.body import Layout
from transforms.clean.html.cuts import Decision
from transforms.clean.html.dom import Dom
from transforms.clean.html.fates import is_agency_line
from transforms.clean.html.head import Head, text_of, types_of
from transforms.clean.html.titles import fold
from transforms.contract import Image
from transforms.urls import domain_of

_PHOTO_CREDIT = re.compile(
    r"(?:photos?|fotos?|credits?|images?|picture|bild(?:er)?|source|quelle|crédits?)\s*[:©]\s*(.{2,80})$|[©]\s*(.{2,80})$", re.IGNORECASE
)
_KEYWORD = re.compile(r"[^,;|]+")
_MOST_IMAGES, _MOST_KEYWORDS = 200, 100
_KIND_OF_TYPE = {"LiveBlogPosting": "live_blog", "OpinionNewsArticle": "opinion", "ImageGallery": "gallery", "MediaGallery": "gallery"}
_LIVE_PATH = re.compile(r"/live(?:-?blog|-?ticker|-?updates?)?(?:/|-)|liveblog|live-ticker|/newsticker/", re.IGNORECASE)
_GALLERY_PATH = re.compile(r"/(?:photos?|gallery|galleries|galerie|fotos|bilder|slideshows?|pictures)/", re.IGNORECASE)
_VIDEO_PATH = re.compile(r"/(?:videos?|watch|tv)/", re.IGNORECASE)
_STUB_CHARS = 1_800  # an article behind a wall shows less than this
_ELLIPSIS = ("…", "...", "[…]", "[...]")


def find_publisher(head: Head, host: str | None) -> str | None:
    """Whose site it is: by og:site_name, the JSON-LD publisher, else the site's domain."""
    told = head.first("og:site_name", "application-name", "dc.publisher", "article:publisher_name") or text_of(
        head.article.get("publisher")
    )
    return unescape(told) if told else domain_of(host)


def find_credit(
    agencies: list[str], printed: str | None, byline: str | None, text: str, publisher: str | None, sites: set[str]
) -> tuple[str | None, bool]:
    """(whom the article credits, whether that is another than the publisher). `printed` is the line of the page that names an agency."""
    source = (
        next(iter(agencies), None)
        or (name_source(printed) or printed if printed else None)
        or (find_source(byline) if byline else None)
        or find_source(text)
    )
    if not source:
        return None, False
    key = "".join(fold(source).split())
    return source, not (key in sites or key == "".join(fold(publisher or "").split()) or name_source(publisher or "") == source)


def agency_line(dom: Dom, decisions: list[Decision]) -> str | None:
    """The line that names the agency, where the page has one."""
    return next((leaf.text for i, leaf in enumerate(dom.leaves) if decisions[i].kind == "credit" and is_agency_line(dom, i)), None)


def find_section(head: Head) -> str | None:
    """Section or category as the page names it."""
    return text_of(head.article.get("articleSection")) or head.first(
        "article:section", "section", "parsely-section", "sailthru.section", "og:section"
    )


def find_keywords(head: Head) -> list[str]:
    """Keywords as the page names them, each once."""
    told = [head.article.get("keywords")]
    meta = (v for name in ("news_keywords", "article:tag", "keywords", "parsely-tags") for v in head.meta.get(name, ()))
    return _first_words(told) or _first_words(meta)


def _first_words(values: Iterable[Any]) -> list[str]:
    """The first keywords of some values, no more than are kept: some pages list all words of their text."""
    found: dict[str, None] = {}
    for word in (w for value in values for w in _words(value)):
        found[word] = None
        if len(found) == _MOST_KEYWORDS:
            break
    return list(found)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (word for part in _KEYWORD.finditer(unescape(value)) if (word := " ".join(part[0].split())))
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from filter(None, [text_of(item)])
            else:
                yield from _words(item)


def find_images(dom: Dom, layout: Layout, decisions: list[Decision], head: Head) -> list[Image]:
    """The page's own picture, then those of the text, each with the caption that stands nearest behind it."""
    container = dom.elements[layout.container]
    images: dict[str, Image] = {}
    for picture in dom.pictures:
        if not container.first <= picture.leaf <= container.end or len(images) >= _MOST_IMAGES:
            continue
        url = picture.attributes.get("src") or ""
        if not url.startswith(("http://", "https://", "/")):
            url = picture.attributes.get("data-src") or ""
        if not url.startswith(("http://", "https://", "/")) or url in images:
            continue
        near = range(picture.leaf, min(picture.leaf + 2, len(decisions)))
        caption = next((dom.leaves[i].text for i in near if decisions[i].kind == "caption"), None)
        images[url] = Image(url, caption, _photo_credit(caption))
    first = head.first("og:image", "og:image:url", "twitter:image")
    lead = [Image(first)] if first and first not in images else []
    return lead + [i for i in images.values() if i.caption or not lead]


def _photo_credit(caption: str | None) -> str | None:
    match = _PHOTO_CREDIT.search(caption or "")
    return (match[1] or match[2]).strip(" ()[].") if match else None


def find_kind(head: Head, url: str | None, chars: int, n_images: int, n_paragraphs: int) -> str:
    """What sort of article it is, by its JSON-LD type, its og:type and its path."""
    for name in sorted(types_of(head.article)):
        if name in _KIND_OF_TYPE:
            return _KIND_OF_TYPE[name]
    path = url or ""
    og_type = head.first("og:type") or ""
    if _LIVE_PATH.search(path):
        return "live_blog"
    if (_GALLERY_PATH.search(path) and n_images >= 3) or n_images > max(8, 2 * n_paragraphs):
        return "gallery"
    if chars < _STUB_CHARS and (og_type.startswith("video") or _VIDEO_PATH.search(path) or "VideoObject" in types_of(head.article)):
        return "video"
    return "article"


def is_cut_short(head: Head, text: str, has_wall: bool) -> bool:
    """True where the page shows a part of the article only: its JSON-LD says so and the text is short, or it stops before a wall."""
    chars = len(text)
    is_paid = str(head.article.get("isAccessibleForFree")).lower() in ("false", "0") or head.first("article:content_tier") in (
        "locked",
        "metered",
    )
    count = head.article.get("wordCount")
    words = int(count) if isinstance(count, int | str) and str(count).isdigit() else 0
    if words > 100:
        shown = text.count(" ") + text.count("\n\n") + 1  # words: the text is folded
        if words > 2 * shown and not re.search(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]", text):
            return True
    if chars < _STUB_CHARS and (is_paid or has_wall) and (has_wall or text.endswith(_ELLIPSIS) or chars < _STUB_CHARS // 2):
        return True
    return text.endswith(_ELLIPSIS) and (is_paid or has_wall)


def json_ld_paragraphs(head: Head, shortest: int = 0) -> list[str]:
    """The article body that the JSON-LD holds, by lines; nothing where its source has fewer than `shortest` characters."""
    body = head.article.get("articleBody")
    if not isinstance(body, str) or len(body) < shortest:
        return []
    plain = unescape(re.sub(r"</p>|<br\s*/?>", "\n", body))
    return [line for part in re.sub(r"<[^<>]{1,500}>", "", plain).splitlines() if (line := " ".join(part.split()))]
