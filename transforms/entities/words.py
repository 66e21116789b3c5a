"""The word lists of this stage, kept as data in data/words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads((files("transforms.entities") / "data" / "words.toml").read_text("utf-8"))


def word_list(name: str) -> frozenset[str]:
    """The list of that name; raises KeyError for an unknown one."""
    return frozenset(_lists()[name].split())
