"""A fate for every line of a text copy: the head above the body, the body, and a reason for everything else."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.clean.credits import find_copyright_holder, name_source
from transforms.clean.text.body import AFTER, BEFORE, BODY, INSET, TITLE, ZONE
from transforms.clean.text.captions import LONGEST_CAPTION, is_same_caption, split_credit
from transforms.clean.text.draft import Draft
from transforms.clean.text.people import find_bylines, is_aged_byline, is_marked
from transforms.clean.text.stamps import date_of_line
from transforms.contract import Image

LONGEST_OPENING = 110  # letters of a line above the text that states who wrote it, and when
OPENING = 6  # lines of the text among which a byline or a date may stand
SHORTEST_STANDFIRST = 40  # letters
STANDFIRST = 4  # lines at most that stand between headline and byline
_BYLINE_MARKS = frozenset({None, "contact", "bio"})


def settle(draft: Draft) -> None:
    """Give each line of the draft its fate."""
    _settle_head(draft)
    _settle_body(draft)
    _settle_rest(draft)


def _settle_head(draft: Draft) -> None:
    """Headline, bylines, and what stands between headline and body."""
    lines = draft.lines
    title = draft.start - 1 if draft.title is None else draft.title
    _trim_start(draft)
    if draft.title is not None:
        draft.fates[draft.title] = ("paragraph", "title")
    usable = [state not in (BODY, TITLE) and mark in _BYLINE_MARKS for state, mark in zip(draft.states, draft.marks, strict=True)]
    for i in find_bylines(lines, usable, title, draft.start, draft.end):
        draft.fates[i] = ("metadata", "byline")
    _move_standfirst(draft, title)
    _settle_standfirst(draft, title + 1)
    rights = [line.text for line, mark in zip(lines, draft.marks, strict=True) if mark == "copyright"]
    for i in range(title + 1, draft.start):
        if usable[i] and not draft.fates[i]:
            _settle_head_line(draft, i, rights)


def _trim_start(draft: Draft) -> None:
    """A byline or a date among the first lines of the text, taken for a heading, stands above the text."""
    for i in range(draft.start, min(draft.start + OPENING, draft.end)):
        line = draft.lines[i]
        if draft.states[i] != BODY or line.is_closed or line.size > LONGEST_OPENING:
            continue
        if is_marked(line) or date_of_line(line) is not None or (i == draft.start and is_aged_byline(line)):
            draft.states[i] = ZONE
    draft.start = next((j for j in range(draft.start, draft.end) if draft.states[j] == BODY), draft.end)


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


def _settle_standfirst(draft: Draft, i: int) -> None:
    """The line right below the headline is the standfirst where it reads as a sentence does, with a stop or without."""
    if draft.title is None or i >= draft.start or draft.fates[i] or draft.marks[i]:
        return
    line = draft.lines[i]
    is_phrase = line.size >= SHORTEST_STANDFIRST and line.shape.lower_share >= 0.5 and not line.repeats
    if is_phrase and not date_of_line(line) and not _is_caption(draft, i):
        draft.fates[i] = ("paragraph", "subtitle")


def _settle_head_line(draft: Draft, i: int, rights: Sequence[str]) -> None:
    """Date, source (who holds the text by one of its lines of `rights`), caption: what stands between headline and body."""
    line = draft.lines[i]
    if name_source(line.text) or any(line.text in right and find_copyright_holder(right) == line.text for right in rights):
        draft.fates[i] = ("metadata", "source")
    elif date_of_line(line):
        draft.fates[i] = ("metadata", "date")
    elif line.size > 25 and _is_caption(draft, i):
        _add_caption(draft, i)


def _is_caption(draft: Draft, i: int) -> bool:
    if split_credit(draft.lines[i].text)[1]:
        return True
    return any(is_same_caption(draft.lines[i].text, draft.lines[j].text) for j in (i - 1, i + 1) if 0 <= j < len(draft.lines))


def _add_caption(draft: Draft, i: int) -> None:
    caption, credit = split_credit(draft.lines[i].text)
    last = draft.images[-1] if draft.images else None
    if last and last.caption and i and is_same_caption(last.caption, draft.lines[i].text):
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
        if line.size < LONGEST_CAPTION and (
            _is_above_credit(draft, i) or _is_told_twice(draft, i) or (not line.is_closed and split_credit(line.text)[1])
        ):
            _add_caption(draft, i)
            continue
        if line.indent >= 2 or (line.text[0] in "•‣◦●▪*-–—" and line.text[1:2] == " "):
            kind = "list_item"
        elif not line.is_closed and line.size < 120 and i + 1 < draft.end:
            kind = "heading"
        else:
            kind = "body"
        draft.fates[i] = ("paragraph", kind)


def _is_told_twice(draft: Draft, i: int) -> bool:
    """Whether a line beside a line says the same: a caption and its alternative text."""
    lines = draft.lines
    return any(is_same_caption(lines[i].text, lines[j].text) for j in (i - 1, i + 1) if 0 <= j < len(lines))


def _is_above_credit(draft: Draft, i: int) -> bool:
    """Whether the line right below a line is the credit of a picture, and nothing else."""
    if draft.lines[i].has_gap_below or i + 1 >= len(draft.lines) or draft.lines[i + 1].size > LONGEST_CAPTION:
        return False
    bare, credit = split_credit(draft.lines[i + 1].text)
    return credit is not None and not bare


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
