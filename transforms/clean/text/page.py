"""A page saved as text becomes a Page: body first, then the head above it, then a reason for everything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.clean.bylines import looks_like_byline
from transforms.clean.credits import find_copyright_holder, find_source, name_source
from transforms.clean.dates import Stamp
from transforms.clean.evidence import SiteEvidence, digest_block, is_believed
from transforms.clean.language import detect_language
from transforms.clean.text.body import AFTER, BEFORE, BODY, INSET, TITLE, ZONE, find_body, weigh_body
from transforms.clean.text.head import (
    date_of_line,
    date_of_url,
    find_stamp,
    is_day_first_site,
    split_credit,
    unglue,
    weigh_titles,
    words_of_url,
)
from transforms.clean.text.lines import Line, split_lines
from transforms.clean.text.people import find_bylines, is_marked, names_of
from transforms.clean.text.phrases import find_furniture
from transforms.contract import Block, Fate, Image, Page, Refusal
from transforms.urls import host_of

_BYLINE_MARKS = frozenset({None, "contact", "bio"})
LONGEST_CAPTION = 300  # letters of a line that may be a caption because a credit ends it
# what is cut even between paragraphs, where leaving the body for one line is dear
_NEVER_BODY = frozenset({"related", "newsletter", "subscription", "ad", "share", "embed", "cookie", "comments", "copyright"})
_ASIDES = frozenset({"related", "newsletter", "ad"})
LONGEST_PROMPT = 160  # letters
LONGEST_OPENING = 110  # letters of a line above the text that states who wrote it, and when
STANDFIRST = 4  # lines at most that stand between headline and byline
LEAST_BODY = 120  # letters: less is no article
ENDS = frozenset({"comments", "related", "copyright", "edition", "bio", "footer"})
_OTHER_DATES = frozenset({"edition", "related", "comments", "embed", "copyright", "other_article"})
_PARTS = re.compile(r"\s+[|•·–—-]\s+|\s\|\s?")
# the date or time that ends the name before it, with the month before the day
_DATED = re.compile(
    r",?\s*(?:\b(?:Updated|Published|on)\b.*|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d.*|\d.*)$", re.IGNORECASE
)
_NOT_LETTER = re.compile(r"[\W\d_]+")
_PROMPT_OF = re.compile(
    r"(?i:sign up (?:to|for)|subscribe to|get)\s+((?:The\s+)?[A-Z][\w&]*(?:\s+[A-Z][\w&]*){0,3})['’]s?\s+(?i:(?:\w+\s+)?newsletters?)|"
    r"^((?:The\s+)?[A-Z][\w&]*(?:\s+[A-Z][\w&]*){0,3})\s+cover\s+for\b"
)


@dataclass(slots=True)
class Draft:
    """The page while its lines are being judged: a fate and a kind for each line."""

    lines: list[Line]
    fates: list[tuple[Fate, str] | None]
    states: list[int] = field(default_factory=list)
    marks: list[str | None] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    holders: frozenset[str | None] = frozenset()  # of copyright lines
    recurring: frozenset[int] = frozenset()  # lines of the body that other pages of the site have as well
    title: int | None = None
    start: int = 0
    end: int = 0  # one past the last body line


def clean_text(text: str, url: str | None = None, *, evidence: SiteEvidence | None = None) -> Page | Refusal:
    """The article of a page saved as text: `url` is where it was fetched from, if known; `evidence` what other copies of the site taught.

    Every non-empty line becomes one Block, in order. Never raises.
    """
    lines = split_lines(text)
    if not lines:
        return Refusal("rejected", "empty_text")
    draft = Draft(lines, [None] * len(lines))
    furniture = [find_furniture(line.text) for line in lines]
    draft.labels = [label for label, _ in furniture]
    draft.marks = [mark for _, mark in furniture]
    topic = words_of_url(url)
    draft.states = _find_states(draft, range(len(lines)), topic)
    if evidence is not None and (known := _find_known(draft, evidence)):
        _believe(draft, known, topic)
    for i, mark in enumerate(draft.marks):
        if draft.states[i] == BODY and mark in _NEVER_BODY and lines[i].size < LONGEST_PROMPT:
            draft.states[i] = INSET
    body = [i for i, state in enumerate(draft.states) if state == BODY]
    if sum(lines[i].size for i in body) < LEAST_BODY:
        return Refusal("not_an_article", "no_article_text")
    draft.start, draft.end = body[0], body[-1] + 1
    draft.holders = frozenset(
        find_copyright_holder(line.text) for line, mark in zip(lines, draft.marks, strict=True) if mark == "copyright"
    )
    _settle_head(draft)
    _settle_body(draft)
    _settle_rest(draft)
    return _to_page(draft, url)


def _find_states(draft: Draft, chosen: Sequence[int], topic: frozenset[str]) -> list[int]:
    """The states of the `chosen` lines, read as if there were no others."""
    lines, marks = [draft.lines[i] for i in chosen], [draft.marks[i] for i in chosen]
    is_end = [draft.labels[i] in ENDS or mark == "copyright" for i, mark in zip(chosen, marks, strict=True)]
    is_aside = [mark in _ASIDES and not end for mark, end in zip(marks, is_end, strict=True)]
    return find_body(weigh_body(lines, marks, topic), weigh_titles(lines, marks, topic), is_end, is_aside)


def _find_known(draft: Draft, evidence: SiteEvidence) -> frozenset[int]:
    """The lines that recur on pages of the site; the first of the text only where it is known to open texts."""
    first = next((i for i, state in enumerate(draft.states) if state == BODY), None)
    digests = [digest_block(line.text) for line in draft.lines]
    return frozenset(i for i, digest in enumerate(digests) if digest in (evidence.openings if i == first else evidence.blocks))


def _believe(draft: Draft, known: frozenset[int], topic: frozenset[str]) -> None:
    """Read the page as if what is `known` to recur were not on it, unless that would take most of its text."""
    others = [i for i in range(len(draft.lines)) if i not in known or draft.states[i] == TITLE]
    states = [INSET] * len(draft.lines)
    for i, state in zip(others, _find_states(draft, others, topic), strict=True):
        states[i] = state
    before = {i for i, state in enumerate(draft.states) if state == BODY}
    after = {i for i, state in enumerate(states) if state == BODY}
    # what stands on one page only stays where it was
    for i in before - known - after:
        states[i] = BODY
        after.add(i)
    size_before, size_after = (sum(draft.lines[i].size for i in found) for found in (before, after))
    if size_after >= LEAST_BODY and is_believed(int(size_before - size_after), int(size_before)):
        draft.recurring = known & before
        draft.states = states


def _settle_head(draft: Draft) -> None:
    """Headline, bylines, and what stands between headline and body."""
    lines = draft.lines
    draft.title = next((i for i, state in enumerate(draft.states) if state == TITLE), None)
    title = draft.start - 1 if draft.title is None else draft.title
    _trim_start(draft)
    if draft.title is not None:
        draft.fates[draft.title] = ("paragraph", "title")
    usable = [state not in (BODY, TITLE) and mark in _BYLINE_MARKS for state, mark in zip(draft.states, draft.marks, strict=True)]
    for i in find_bylines(lines, usable, title, draft.start, draft.end):
        draft.fates[i] = ("metadata", "byline")
    _move_standfirst(draft, title)
    for i in range(title + 1, draft.start):
        if usable[i] and not draft.fates[i]:
            _settle_head_line(draft, i)


def _trim_start(draft: Draft) -> None:
    """A byline or a date that was taken for a heading at the top of the text stands above it."""
    for i in range(draft.start, min(draft.start + STANDFIRST, draft.end)):
        line = draft.lines[i]
        if draft.states[i] != BODY or line.is_closed or line.size > LONGEST_OPENING:
            return
        if not is_marked(line) and date_of_line(line) is None:
            return
        draft.states[i] = ZONE
        draft.start = next((j for j in range(i + 1, draft.end) if draft.states[j] == BODY), draft.end)


def _move_standfirst(draft: Draft, title: int) -> None:
    """Text between headline and byline (or date) is the standfirst, not the first paragraph."""
    for i in range(draft.start, min(draft.start + STANDFIRST, draft.end)):
        is_opening = draft.fates[i] == ("metadata", "byline") or (draft.states[i] != BODY and date_of_line(draft.lines[i]) is not None)
        if not is_opening:
            continue
        for j in range(draft.start, i):
            if draft.states[j] == BODY:
                draft.fates[j] = ("paragraph", "subtitle")
                draft.states[j] = ZONE
        draft.start = next((j for j in range(i, draft.end) if draft.states[j] == BODY), draft.end)
        return


def _settle_head_line(draft: Draft, i: int) -> None:
    """Date, source, caption: what stands between headline and body."""
    line = draft.lines[i]
    if name_source(line.text) or line.text in draft.holders:
        draft.fates[i] = ("metadata", "source")
    elif date_of_line(line):
        draft.fates[i] = ("metadata", "date")
    elif line.size > 25 and _is_caption(draft, i):
        _add_caption(draft, i)


def _is_caption(draft: Draft, i: int) -> bool:
    if split_credit(draft.lines[i].text)[1]:
        return True
    return any(_is_same_caption(draft.lines[i].text, draft.lines[j].text) for j in (i - 1, i + 1) if 0 <= j < len(draft.lines))


def _is_same_caption(one: str, other: str) -> bool:
    """One text begins with the other: a caption and its alternative text."""
    short, long = sorted((one, other), key=len)
    return len(short) > 25 and long.startswith(short.rstrip(" .")) and len(long) < len(short) + 120


def _add_caption(draft: Draft, i: int) -> None:
    caption, credit = split_credit(draft.lines[i].text)
    last = draft.images[-1] if draft.images else None
    if last and last.caption and i and _is_same_caption(last.caption, draft.lines[i].text):
        last.credit = last.credit or credit
        draft.fates[i] = ("cut", "caption_repeat")
        return
    draft.images.append(Image(caption=caption or None, credit=credit))
    # a credit alone is no caption
    draft.fates[i] = ("paragraph", "caption") if caption else ("metadata", "credit")


def _settle_body(draft: Draft) -> None:
    for i in range(draft.start, draft.end):
        if draft.fates[i] or draft.states[i] != BODY:
            continue
        line = draft.lines[i]
        if line.size < LONGEST_CAPTION and not line.is_closed and split_credit(line.text)[1]:
            _add_caption(draft, i)
            continue
        if line.indent >= 2 or (line.text[0] in "•‣◦●▪*-–—" and line.text[1:2] == " "):
            kind = "list_item"
        elif not line.is_closed and line.size < 120 and i + 1 < draft.end:
            kind = "heading"
        else:
            kind = "body"
        draft.fates[i] = ("paragraph", kind)


def _settle_rest(draft: Draft) -> None:
    """A reason for every line left: its own, or that of the section of furniture it stands in."""
    section: str | None = None
    for i in range(len(draft.lines)):
        if draft.fates[i]:
            section = None
            continue
        if i in draft.recurring:
            draft.fates[i] = ("cut", "site_furniture")
            continue
        own = draft.marks[i]
        if own == "copyright":
            draft.fates[i] = ("metadata", "copyright")
            continue
        if draft.labels[i] or (own and section not in ("edition",)):
            section = own
        state = draft.states[i]
        if own:
            reason = own
        elif section and state in (INSET, AFTER):
            reason = section
        else:
            reason = "navigation" if state == BEFORE else "furniture"
        draft.fates[i] = ("cut", reason)


def _to_page(draft: Draft, url: str | None) -> Page:
    lines = draft.lines
    blocks = [Block(line.text, fate[0], fate[1]) for line, fate in zip(lines, draft.fates, strict=True) if fate]
    page = Page(blocks=blocks, text_from="text", images=draft.images, url=None)
    if draft.title is not None:
        page.title = lines[draft.title].text
        page.warnings.append("title_from_text")
    else:
        page.warnings.append("no_title")
    bylines = [b.text for b in blocks if b.kind == "byline"]
    bylines = bylines or _dated_bylines(draft)
    page.byline = bylines[0] if bylines else None
    for byline in bylines:
        page.authors.extend(a for a in names_of(byline) if a not in page.authors)
    page.subtitle = next((b.text for b in blocks if b.kind == "subtitle"), None)
    body = "\n".join(b.text for b in blocks if b.fate == "paragraph" and b.kind == "body")
    page.language = detect_language(body)
    _settle_credits(page, draft.start, url)
    _settle_date(page, draft, url)
    return page


def _dated_bylines(draft: Draft) -> list[str]:
    """Where no line is a byline, the name beside the date: 'Ann Lee 4 March 2025, 10:15', '4 March 2025 • Ann Lee • 3 min'."""
    for line, fate in zip(draft.lines[: draft.start], draft.fates, strict=False):
        if fate == ("metadata", "date"):
            for part in _PARTS.split(line.text):
                bare = _DATED.sub("", unglue(part)).strip(" ,|•·–—-")
                if bare.count(" ") and looks_like_byline(bare):
                    return [bare]
    return []


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
