"""Captions of pictures in a text copy, and the credits at their ends."""

from __future__ import annotations

import re

LONGEST_CAPTION = 300  # letters of a line that may be a caption because a credit ends it
_CREDIT = re.compile(
    r"\s*[|(\[]?\s*\b(?:(?:photo|picture|image|foto|photographs?|bild|crédit|credits?|crédito|credito|quelle|fonte|source|fuente)s?"
    r"(?:\s+(?:credits?|by|von|de|courtesy(?: of)?|di|d['’]))?\s*[:：/]|photo(?:graph)?s? (?:by|courtesy(?: of)?)|image credits?:?|"
    r"courtesy of|©)\s*(.{2,100}?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_AGENCY_CREDIT = re.compile(
    r"[(\[|]?\s*((?:[^()\[\]|.,]{2,40}/\s?)?"
    r"(?:Getty(?: Images)?|Shutterstock|Reuters|REUTERS|AP(?: Photo)?|AFP|EPA|dpa|DPA|PA|PA Wire|EFE|ANSA|imago|IMAGO|Alamy|iStock|"
    r"Unsplash|Anadolu|NurPhoto|Bloomberg|picture alliance|WireImage|FilmMagic|ZUMA|Xinhua)"
    r"(?:\s?(?:via|/)[^()\[\]|]{2,60})?)\s*[)\]]?\s*$"
)


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end, None where it has none."""
    if found := _CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    if found := _AGENCY_CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    return text, None


def is_same_caption(one: str, other: str) -> bool:
    """One text begins with the other: a caption and its alternative text."""
    short, long = sorted((one, other), key=len)
    return len(short) > 25 and long.startswith(short.rstrip(" .")) and len(long) < len(short) + 120
