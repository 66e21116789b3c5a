"""The fields of an article out of the settled lines of a text copy: headline, writers, publisher and source, date."""

from __future__ import annotations

import re

from transforms.clean.credits import find_copyright_holder, find_source, name_source
from transforms.clean.dates import Stamp
from transforms.clean.language import detect_language
from transforms.clean.text.draft import Draft
from transforms.clean.text.people import names_of
from transforms.clean.text.stamps import date_of_line, date_of_url, find_stamp, is_day_first_site
from transforms.contract import Block, Page
from transforms.urls import host_of

_OTHER_DATES = frozenset({"edition", "related", "comments", "embed", "copyright", "other_article"})
_NOT_LETTER = re.compile(r"[\W\d_]+")
_PROMPT_OF = re.compile(
    r"(?i:sign up (?:to|for)|subscribe to|get)\s+((?:The\s+)?[A-Z][\w&]*(?:\s+[A-Z][\w&]*){0,3})['’]s?\s+(?i:(?:\w+\s+)?newsletters?)|"
    r"^((?:The\s+)?[A-Z][\w&]*(?:\s+[A-Z][\w&]*){0,3})\s+cover\s+for\b"
)


def to_page(draft: Draft, url: str | None) -> Page:
    """The page that a settled draft makes."""
    lines = draft.lines
    blocks = [Block(line.text, fate[0], fate[1]) for line, fate in zip(lines, draft.fates, strict=True) if fate]
    page = Page(blocks=blocks, text_from="text", images=draft.images, url=None)
    if draft.title is not None:
        page.title = lines[draft.title].text
        page.warnings.append("title_from_text")
    else:
        page.warnings.append("no_title")
    bylines = [b.text for b in blocks if b.kind == "byline"]
    # an agency that stands where writers do is what the page prints as the byline
    page.byline = next(iter(bylines), None) or next((b.text for b in blocks[: draft.start] if b.kind == "source"), None)
    for byline in bylines:
        page.authors.extend(a for a in names_of(byline) if a not in page.authors)
    # a paper named beside its writers is none of them
    page.authors = [a for a in page.authors if not _is_name_of_site(a, url)] or page.authors
    page.subtitle = next((b.text for b in blocks if b.kind == "subtitle"), None)
    body = "\n".join(b.text for b in blocks if b.fate == "paragraph" and b.kind == "body")
    page.language = detect_language(body)
    _settle_credits(page, draft.start, url)
    _settle_date(page, draft, url)
    return page


def _settle_credits(page: Page, start: int, url: str | None) -> None:
    """Publisher and source. A prompt or the edition names the publisher; a credit to anybody else is the source."""
    prompts = (_PROMPT_OF.search(b.text) for b in page.blocks if b.fate == "cut" and b.kind in ("newsletter", "edition"))
    page.publisher = next((found[1] or found[2] for found in prompts if found), None)
    # below the text it is the text's, above it a picture's
    rights = [b.text for b in page.blocks[start:] if b.kind == "copyright" and b.fate == "metadata"]
    page.rights = rights[0] if rights else None
    holder = find_copyright_holder(page.rights) if page.rights else None
    credited = [name_source(b.text) or b.text for b in page.blocks if b.kind == "source" and b.fate == "metadata"]
    body = [b.text for b in page.blocks if b.fate == "paragraph" and b.kind == "body"]
    if holder and (name_source(holder) or page.publisher):
        credited.append(holder)
    elif holder and (not url or _is_name_of_site(holder, url)):
        page.publisher = holder  # of many sites the owner's name: their address says more
    if not credited and body:
        credited = [name for text in (body[0], body[-1]) if (name := find_source(text))]
    own = [name for name in credited if _is_name_of_site(name, url)]
    page.publisher = page.publisher or (own[0] if own else None)
    page.source = next((name for name in credited if name != page.publisher and name not in own), None)
    page.is_syndicated = page.source is not None and page.publisher is not None


def _is_name_of_site(name: str, url: str | None) -> bool:
    """Whether the address is that of the paper so named: washingtonpost.com is The Washington Post's."""
    host = _NOT_LETTER.sub("", (host_of(url) or "").casefold())
    folded = _NOT_LETTER.sub("", name.casefold())
    return len(folded) > 2 and (folded in host or folded.removeprefix("the") in host)


def _settle_date(page: Page, draft: Draft, url: str | None) -> None:
    day_first = page.language not in (None, "en") or is_day_first_site(url)
    usable = [fate is not None and fate[0] != "paragraph" and fate[1] not in _OTHER_DATES for fate in draft.fates]
    index, stamp = find_stamp(draft.lines, usable, draft.title, draft.start, draft.end, page.language, day_first)
    day = date_of_url(url)
    origin = "none" if index is None else "byline_text" if draft.fates[index] == ("metadata", "byline") else "text"
    is_outside = index is not None and not (draft.title or 0) < index < draft.start
    if day and (stamp is None or is_outside):
        stamp, origin = Stamp(None, day, False), "url"
    if stamp is None:
        stamp = next(
            (s for line, fate in zip(draft.lines, draft.fates, strict=True) if fate == ("cut", "edition") and (s := date_of_line(line))),
            None,
        )
        origin = "edition"
    if stamp is None:
        page.warnings.append("no_date")
        return
    page.published_at, page.published_on, page.published_from = stamp.at, stamp.on, origin
    page.is_date_inferred = origin in ("url", "edition") or (stamp.at is not None and not stamp.is_zoned)
    if stamp.at is not None and not stamp.is_zoned:
        page.warnings.append("date_without_zone")
