"""The page while its lines are being judged, and the first judgement: which lines are the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.clean.evidence import SiteEvidence, digest_block, is_believed
from transforms.clean.text.body import BODY, INSET, TITLE, find_body, weigh_body
from transforms.clean.text.lines import Line
from transforms.clean.text.titles import weigh_titles
from transforms.contract import Fate, Image

LEAST_BODY = 120  # letters: less is no article
LONGEST_PROMPT = 160  # letters
FILLER = 3  # other lines that say the same as a filler
SHORTEST_FILLED = 40  # letters of a line that is no filler
ENDS = frozenset({"comments", "related", "copyright", "edition", "bio", "footer"})
# what is cut even between paragraphs, where leaving the body for one line is dear
_NEVER_BODY = frozenset({"related", "newsletter", "subscription", "ad", "share", "embed", "cookie", "comments", "copyright"})
_ASIDES = frozenset({"related", "newsletter", "ad"})


@dataclass(slots=True)
class Draft:
    """The page while its lines are being judged: a fate and a kind for each line."""

    lines: list[Line]
    fates: list[tuple[Fate, str] | None]
    states: list[int] = field(default_factory=list)
    marks: list[str | None] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    recurring: frozenset[int] = frozenset()  # lines of the body that other pages of the site have as well
    title: int | None = None
    start: int = 0
    end: int = 0  # one past the last body line


def read_draft(lines: list[Line], topic: frozenset[str], evidence: SiteEvidence | None) -> Draft:
    """The page with a state for each of its lines; `start` and `end` are 0 where no text stands out. `topic`: words of the address."""
    draft = Draft(lines, [None] * len(lines))
    draft.labels = [line.shape.label for line in lines]
    draft.marks = [line.shape.mark for line in lines]
    draft.states = _find_states(draft, range(len(lines)), topic)
    if evidence is not None and (known := _find_known(draft, evidence)):
        _believe(draft, known, topic)
    for i, mark in enumerate(draft.marks):
        if mark in _NEVER_BODY and draft.states[i] == BODY and lines[i].size < LONGEST_PROMPT:
            draft.states[i] = INSET
    body = [i for i, state in enumerate(draft.states) if state == BODY]
    if sum([lines[i].size for i in body]) >= LEAST_BODY:
        draft.start, draft.end = body[0], body[-1] + 1
        draft.title = next((i for i, state in enumerate(draft.states) if state == TITLE), None)
    return draft


def _find_states(draft: Draft, chosen: Sequence[int], topic: frozenset[str]) -> list[int]:
    """The states of the `chosen` lines, read as if there were no others."""
    lines, marks = [draft.lines[i] for i in chosen], [draft.marks[i] for i in chosen]
    is_end = [draft.labels[i] in ENDS or mark == "copyright" for i, mark in zip(chosen, marks, strict=True)]
    is_aside = [(mark in _ASIDES or _is_filler(line)) and not end for line, mark, end in zip(lines, marks, is_end, strict=True)]
    return find_body(weigh_body(lines, marks, topic), weigh_titles(lines, marks, topic), is_end, is_aside)


def _is_filler(line: Line) -> bool:
    """Whether a short line is said again and again: the label of a place for advertisements, between the paragraphs."""
    return line.repeats >= FILLER and line.size < SHORTEST_FILLED and not line.is_closed


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
