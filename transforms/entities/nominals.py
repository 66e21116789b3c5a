"""Descriptions that stand for a person the article names: 'the President', 'the Ukrainian president'.

Belongs here: finding such descriptions and the holder they mean. A description without a holder in the article is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.contract import Mention
from transforms.entities.places import countries
from transforms.entities.words import word_list

OFFICES = word_list("offices")
_NOT_NOW = frozenset(
    ("former", "ex", "then", "late", "ousted", "deposed", "onetime", "past", "previous", "future", "next", "elect", "would-be", "erstwhile")
)
_WORDS = re.compile(r"[\w.’'-]+")
_HEAD = (
    r"(?P<head>(?:[Vv]ice[- ]|[Pp]rime |[Ff]oreign |[Dd]efen[cs]e |[Ff]inance |[Ii]nterior )?(?:"
    + "|".join(sorted(OFFICES, key=lambda w: (-len(w), w)))
    + r"))"
)
# 'the' and what follows; a search is fastest for plain letters, so a match begins behind the t
_DESCRIPTION = re.compile(
    r"he[ \u00a0](?<=\b[Tt]he.)(?P<before>(?:[A-Z][\w.’'-]*[ \u00a0]){0,2})(?i:"
    + _HEAD
    + r")(?![\w-]|[ \u00a0](?:of|for|and|designate|elect)\b)(?P<after>[ \u00a0][A-Z])?"
)
MAY_HOLD = tuple(sorted({w[:4] for w in OFFICES}))


@dataclass(frozen=True)
class Holder:
    """Somebody's office: its noun ('president', 'foreign minister'), the country it is of, and whose it is."""

    office: str
    country: str | None
    entity: int
    is_current: bool


@lru_cache(maxsize=65536)
def read_office(role: str) -> tuple[str, str | None, bool] | None:
    """The office noun, the country and whether it is held now, from a role such as 'former Russian president'."""
    words = _WORDS.findall(role)
    low = [w.casefold().strip(".") for w in words]
    at = max((i for i, word in enumerate(low) if word in OFFICES), default=None)
    if at is None:
        return None
    start = at - 1 if at and low[at - 1] in ("vice", "prime", "foreign", "defence", "defense", "finance", "interior") else at
    return " ".join(low[start : at + 1]).replace("vice president", "vice-president"), country_in(role), not _NOT_NOW.intersection(low)


def country_in(text: str) -> str | None:
    """The country that an adjective or a name in `text` means."""
    table = countries()
    words = text.replace("\u00a0", " ").split()
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            form = " ".join(words[i : i + size])
            if form in table.adjectives or form in table.names:
                return table.adjectives.get(form) or table.names[form]
    return None


def find_nominals(texts: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """The descriptions of an article that stand for one of its persons, as PERSON mentions of kind 'nominal'."""
    holders = _holders(mentions)
    if not holders:
        return []
    heads = {head for h in holders for head in (h.office.split()[-1][1:], h.office.split()[-1].upper())}
    told = [(i, list(_DESCRIPTION.finditer(text))) for i, text in enumerate(texts) if any(map(text.__contains__, heads))]
    matches = [(paragraph, found) for paragraph, found in told if found]
    if not matches:
        return []
    named = {m.entity: m for m in mentions if m.type == "PERSON"}
    counts = Counter([m.entity for m in mentions if m.type == "PERSON"])
    nominals = []
    for paragraph, found in matches:
        taken = _names_in(mentions, paragraph)
        for match in found:
            if match["after"] or (match["before"] and country_in(match["before"]) is None):
                continue
            start, end = match.start() - 1, match.end("head")
            if any(m.char_start < match.end() and start < m.char_end and m.type not in ("NORP", "GPE") for m in taken):
                continue
            chosen, unsure = _holder(holders, match["head"], country_in(match["before"]), counts)
            if chosen is not None:
                nominals.append(_nominal(paragraph, (start, end), texts[paragraph], named[chosen], unsure))
    return nominals


def _names_in(mentions: Sequence[Mention], paragraph: int) -> Sequence[Mention]:
    """Those of `mentions`, sorted by place, that stand in a paragraph."""
    first = bisect_left(mentions, paragraph, key=lambda m: m.paragraph)
    return mentions[first : bisect_right(mentions, paragraph, lo=first, key=lambda m: m.paragraph)]


def _nominal(paragraph: int, span: tuple[int, int], text: str, holder: Mention, unsure: bool) -> Mention:
    return Mention(
        paragraph,
        *span,
        type="PERSON",
        text=text[slice(*span)],
        name=holder.name,
        entity=holder.entity,
        mention_kind="nominal",
        is_partial_name=holder.is_partial_name,
        is_ambiguous=unsure,
        rule="role",
        gender=holder.gender,
        folded_name=holder.folded_name,
    )


def _holders(mentions: Sequence[Mention]) -> list[Holder]:
    held = []
    for m in mentions:
        office = read_office(m.role) if m.type == "PERSON" and m.role else None
        if office:
            held.append(Holder(office[0], office[1], m.entity, office[2]))
    return held


def _holder(holders: Sequence[Holder], office: str, country: str | None, counts: Counter[int]) -> tuple[int | None, bool]:
    """The entity that holds `office`, and whether another fits as well."""
    office = office.casefold().replace("vice president", "vice-president")
    fitting = [h for h in holders if h.is_current and h.office == office]
    if country:
        fitting = [h for h in fitting if h.country == country] or [
            h for h in fitting if h.country is None and len({x.entity for x in fitting}) == 1
        ]
    else:
        fitting = [h for h in fitting if h.country is None] or fitting
    ranked = sorted({h.entity for h in fitting}, key=lambda e: (-counts[e], e))
    return (ranked[0], len(ranked) > 1) if ranked else (None, False)
