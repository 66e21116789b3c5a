"""Speech without marks: interviews and transcripts ("Q:", "NAME:"), and block quotes.

Belongs here: which paragraphs are speech though no mark says so. Does not: whom a label stands for (`speakers`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.contract import Paragraph
from transforms.quotes.marks import Pair

_LABEL = re.compile(r"([A-Z][\w.'’-]*(?: (?:[A-Z(][\w.'’()-]*|de|van|von|der|al|bin)){0,5}):\s+(?=\S)")
QUESTION_LABELS = frozenset(("Q", "A", "Question", "Answer"))
# headings of notes and boxes look like labels too
_NO_LABELS = frozenset(
    """Note Notes Update Updated Correction Clarification Photo Photos Video Watch Listen Read Related Source Sources Caption Credit Editor
    Copyright Published Posted Tags Topics Share Follow More Also See Location Date Time Where When What Who Why How Price Cost Tickets
    Info Details Contact Phone Email Website Address Rating Score Warning Disclaimer Disclosure""".split()  # noqa: SIM905
)
_SIGNATURE = re.compile(r"\s[—–-]{1,2}\s*([A-Z][^.!?—–]{2,60})$")
_MINIMUM = 3  # labelled paragraphs that make a transcript


@dataclass(slots=True, frozen=True)
class Unmarked:
    """The speaker's label of a paragraph of speech: its span, or None where the words before the paragraph must tell."""

    label: tuple[int, int] | None
    rule: str


def find_unmarked(paragraphs: Sequence[Paragraph], readable: Sequence[int], pairs: dict[int, list[Pair]]) -> dict[int, Unmarked]:
    """Paragraphs of speech without marks. Their stretch is put into `pairs` as the first pair, around those it has."""
    found = _transcript(paragraphs, readable, pairs)
    for index in readable:
        text = paragraphs[index].text
        if paragraphs[index].kind != "block_quote" or index in found or _is_mostly_quoted(text, pairs.get(index, [])):
            continue
        signature = _SIGNATURE.search(text)
        end = signature.start() if signature else len(text)
        if _wrap(text, 0, end, pairs, index):
            found[index] = Unmarked(signature.span(1) if signature else None, "dash" if signature else "block_quote")
    return found


def _is_mostly_quoted(text: str, pairs: list[Pair]) -> bool:
    return 2 * sum(pair.end - pair.start for pair in pairs if pair.parent is None) > len(text)


def _wrap(text: str, start: int, end: int, pairs: dict[int, list[Pair]], index: int) -> bool:
    """Put text[start:end] around the pairs of a paragraph; False where a pair stands across its edge or nothing is left."""
    inside = pairs.get(index, [])
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    if not any(map(str.isalnum, text[start:end])) or any(pair.outer_start < start or pair.outer_end > end for pair in inside):
        return False
    for pair in inside:
        pair.parent = 0 if pair.parent is None else pair.parent + 1
    pairs[index] = [Pair(start, end, start, end), *inside]
    return True


def _transcript(paragraphs: Sequence[Paragraph], readable: Sequence[int], pairs: dict[int, list[Pair]]) -> dict[int, Unmarked]:
    """Labelled paragraphs, where the article has enough of them that a label is no accident: labels come back, or are Q and A."""
    labels: dict[int, re.Match[str]] = {}
    for index in readable:
        match = _LABEL.match(paragraphs[index].text)
        if match and match.group(1).split(" ", 1)[0] not in _NO_LABELS:
            labels[index] = match
    counts = Counter(match.group(1) for match in labels.values())
    speaking = {label for label, count in counts.items() if count > 1 or label in QUESTION_LABELS}
    if sum(counts[label] for label in speaking) < _MINIMUM or len(speaking) < 2:
        return {}
    found: dict[int, Unmarked] = {}
    for index, match in labels.items():
        text = paragraphs[index].text
        if match.group(1) not in speaking or _is_mostly_quoted(text, pairs.get(index, [])):
            continue
        if _wrap(text, match.end(), len(text), pairs, index):
            found[index] = Unmarked(match.span(1), "label")
    return found
