"""Captions of pictures in a text copy, and the credits at their ends."""

from __future__ import annotations

import re

LONGEST_CAPTION = 600  # letters of a line that may be a caption because a credit ends it
# without one of these words (folded), or one of these names, a line has no credit: a cheap look before the dear patterns
_CREDIT_NOUNS = "photo|picture|image|foto|bild|crédit|credit|quelle|fonte|source|fuente"
_AGENCIES = (
    "Getty|Shutterstock|Reuters|REUTERS|AP|AFP|EPA|dpa|DPA|PA|EFE|ANSA|imago|IMAGO|Alamy|iStock|Unsplash|Anadolu|NurPhoto|Bloomberg|"
    "picture alliance|WireImage|FilmMagic|ZUMA|Xinhua"
)
_CREDIT_WORD = re.compile(f"{_CREDIT_NOUNS}|courtesy of|©")
_AGENCY = re.compile(_AGENCIES)
_CREDIT = re.compile(
    rf"\s*[|(\[]?\s*\b(?:(?:{_CREDIT_NOUNS})(?:graph|o)?s?"
    r"(?:\s+(?:credits?|by|von|de|courtesy(?: of)?|di|d['’]))?\s*[:：/]|photo(?:graph)?s? (?:by|courtesy(?: of)?)|image credits?:?|"
    r"courtesy of|©)\s*(.{2,100}?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_AGENCY_CREDIT = re.compile(
    rf"[(\[|]?\s*((?:[^()\[\]|.,]{{2,40}}/\s?)?(?:{_AGENCIES}|Getty Images|AP Photo|PA Wire)"
    r"(?:\s?(?:via|/)[^()\[\]|]{2,60})?)\s*[)\]]?\s*$"
)


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end, None where it has none."""
    found = _CREDIT.search(text) if _CREDIT_WORD.search(text.lower()) else None
    if not found and _AGENCY.search(text):
        found = _AGENCY_CREDIT.search(text)
    return (text[: found.start()].rstrip(" |(["), found[1]) if found else (text, None)


def is_same_caption(one: str, other: str) -> bool:
    """One text begins with the other: a caption and its alternative text."""
    short, long = sorted((one, other), key=len)
    return len(short) > 25 and long.startswith(short.rstrip(" .")) and len(long) < len(short) + 120
