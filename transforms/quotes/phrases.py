"""Noun phrases and subjects in a sentence written as word classes (see `lexicon`).

Every function works on the letters and gives positions in them: a phrase is (start, end, head), half open.
"""

from __future__ import annotations

import re

Phrase = tuple[int, int, int]

INSIDE = "DypqknNOLJEUA'"  # what a noun phrase is made of
MAY_SPEAK = frozenset("PWpqkNOLJUo")  # heads that can have words
_HEADS = frozenset("pqkNOLJEU")
_NOMINAL = frozenset("pqkNOLJEUno'd")
_VERBS = frozenset("VvleGgr")
_SEGMENT = re.compile(r"(?P<prep>[It]*)(?P<np>P|o|[Dy]*[^DyPItoWSCVGvglreXBHM,;:()\-Q]+|[Dy]+)")
_DESCRIBED = re.compile("[UJ][nJ]*[pNO]")  # "Republican presidential candidate Ann Lee"
_SUBJECT_VERB = re.compile(
    rf"(?P<np>[PW]|[{INSIDE}][{INSIDE}Id]{{0,14}})(?P<ap>,[^QVG;:]{{1,40}}?,|\([^()]{{1,12}}\))?[AMHdB]*(?P<v>[eVvlBHM])"
)


def segments(classes: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Noun phrases of a stretch: (start, end, stands after a preposition)."""
    return [(m.start("np"), m.end("np"), bool(m.group("prep"))) for m in _SEGMENT.finditer(classes, start, end)]


def trim(classes: str, start: int, end: int) -> Phrase:
    """A noun phrase cut to its head: what follows its last name or noun for a person or group is a verb or a time."""
    head = end - 1
    for at in range(end - 1, start - 1, -1):
        if classes[at] in _HEADS and not (at + 1 < end and classes[at + 1] == "'"):
            head = at
            break
    else:
        while head > start and classes[head] in "Ad'":
            head -= 1
    while start < head and classes[start] in "A'dC":
        start += 1
    return start, head + 1, head


def _trim_left(classes: str, start: int, end: int) -> Phrase:
    """The noun phrase at the left of a stretch that runs into its verb: "Trump slammed the" ends after Trump."""
    head = start
    for at in range(start, end):
        if classes[at] in _HEADS and not (at + 1 < end and classes[at + 1] == "'"):
            described = _DESCRIBED.match(classes, at, end)
            head = described.end() - 1 if described else at
            while head + 1 < end and classes[head + 1] in _HEADS:
                head += 1
            break
    else:
        head = min(end - 1, start + 2)
    while start < head and classes[start] in "A'dC":
        start += 1
    return start, head + 1, head


def choose_subject(classes: str, start: int, end: int) -> Phrase | None:
    """The subject among the noun phrases of classes[start:end], which stand before their verb: (start, end, head) or None.

    "at a rally in Ohio the candidate", "a spokesman for the campaign", "the leader of the party".
    """
    while end > start + 1 and classes[end - 1] in "Ad":
        end -= 1
    phrases = segments(classes, start, end)
    if not phrases:
        return None
    last = phrases[-1]
    if classes[last[0]] == "P":
        return last[0], last[0] + 1, last[0]
    for first, stop, after_preposition in phrases:
        if after_preposition:
            continue
        trimmed = trim(classes, first, stop)
        if classes[trimmed[2]] in "pqkNOLJU":
            return trimmed
    trimmed = trim(classes, last[0], last[1])
    follows_verb = start > 0 and classes[start - 1] in _VERBS  # "he said as the heckler shouted"
    return trimmed if not last[2] or follows_verb or classes[trimmed[2]] in "NUPOpqJL" else None


def choose_subject_after(classes: str, start: int, end: int) -> Phrase:
    """The first noun phrase of a stretch that follows its verb: (start, end, head)."""
    phrases = segments(classes, start, end)
    if not phrases:
        return start, end, end - 1
    first, stop, _ = phrases[0]
    # "said Trump and Clinton": the phrase goes on over "and" only to names
    return trim(classes, first, stop)


def clause_start(classes: str, at: int) -> int:
    """Where the clause that ends before `at` begins."""
    for position in range(at - 1, -1, -1):
        if classes[position] in ",;:()-QSCVGvglreXWM":
            return position + 1
    return 0


def sentence_subject(classes: str, low: int, high: int) -> Phrase | None:
    """The first noun phrase of classes[low:high] that is no part of a lead-in ("In Ohio, ", "While he spoke, ")."""
    position = low
    while position < high and classes[position] in "SIGgA":
        comma = classes.find(",", position, high)
        if comma < 0:
            break
        position = comma + 1
    for first, stop, after_preposition in segments(classes, position, high):
        if after_preposition:
            continue
        if classes[first] == "P":
            return first, first + 1, first
        start, end, head = _trim_left(classes, first, stop)
        if classes[head] in "pqkNOLJUEn":
            return start, end, head
    return None


def clause_subject(classes: str, low: int, high: int) -> Phrase | None:
    """The subject of the last main verb in classes[low:high]: whose further verb follows ("he laughed and said")."""
    best: Phrase | None = None
    for match in _SUBJECT_VERB.finditer(classes, low, high):
        start, end = match.span("np")
        if classes[start] == "W" or (start > low and classes[start - 1] in "SWVvlGgr" and best is not None):
            continue
        if classes[start] in "It":
            continue
        found = choose_subject(classes, start, end)
        if found is not None and classes[found[2]] in MAY_SPEAK:
            best = found
    return best


def subject_before(classes: str, verb: int, low: int = 0) -> Phrase | None:
    """The subject of the verb at `verb`, looking left as far as `low`: (start, end, head), or None."""
    at = verb - 1
    passive = False
    if classes[verb] in "Ggr" and classes[max(low, at - 1) : at + 1] == "P'":  # "he's claiming"
        return at - 1, at, at - 1
    while at >= low and classes[at] in "AMHdB":
        passive = passive or classes[at] == "B"
        at -= 1
        if at > low and classes[at] == "I" and classes[at + 1] == "d":
            at -= 1
    if at < low:
        return None
    letter = classes[at]
    if letter in "WP":
        return at, at + 1, at
    if classes[verb] in "Ggr" and letter in _NOMINAL:  # "with Smith calling it"
        first, stop, after_preposition = (segments(classes, low, at + 1) or [(at, at + 1, False)])[-1]
        found = trim(classes, first, stop)
        is_absolute = after_preposition and first >= 2 and classes[first - 2] in ",-"  # ", with Smith calling"
        if (is_absolute or not after_preposition) and classes[found[2]] != "k":
            return found
        return clause_subject(classes, low, at + 1) or found
    if letter == "," and classes[verb] in "Vvl":
        return _before_apposition(classes, at, low)
    if letter == ":":
        return None
    if letter == "S" and classes[at - 1 : at] == "k" and at - 1 >= low and classes[verb] in "VM":  # "a note that said"
        first, stop, _ = segments(classes, max(clause_start(classes, at), low), at)[-1]
        return trim(classes, first, stop)
    if letter in "CtS,Q-;)(VvlGgrIeXo":
        return clause_subject(classes, low, at + 1) or sentence_subject(classes, low, at + 1)
    start = max(clause_start(classes, at + 1), low)
    if start and classes[start - 1] == "C" and start - 1 > low and classes[start - 2] in _HEADS:
        start = max(clause_start(classes, start - 1), low)
    return choose_subject(classes, start, at + 1) or clause_subject(classes, low, start)


def _before_apposition(classes: str, comma: int, low: int) -> Phrase | None:
    """The subject before ", an apposition of any length," which ends with the comma at `comma`."""
    position = low
    while True:
        stop = classes.find(",", position, comma)
        if stop < 0:
            break
        phrases = segments(classes, position, stop)
        for first, end, after_preposition in phrases:
            if after_preposition and len(phrases) > 1:
                continue
            if classes[first] == "P":
                return first, first + 1, first
            trimmed = _trim_left(classes, first, end)
            if not after_preposition and classes[trimmed[2]] in "pqkNOLJU":
                return trimmed
        position = stop + 1
    return sentence_subject(classes, low, comma)
