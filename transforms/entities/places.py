"""Countries, the words made from them, their capitals, and the names that stand for institutions.

Belongs here: the table of countries (data/countries.tsv: name, adjectives, capitals, other names) and metonyms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Countries:
    """`names` and `adjectives` and `capitals` lead from a form as printed to the country's own name."""

    names: dict[str, str]
    adjectives: dict[str, str]
    capitals: dict[str, str]


@cache
def countries() -> Countries:
    """The table of countries, read once."""
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for line in (files("transforms.entities") / "data" / "countries.tsv").read_text("utf-8").splitlines():
        name, adjective, capital, other = ([*line.split("\t"), "", "", ""])[:4]
        names.setdefault(name, name)
        for form in filter(None, other.split(",")):
            names.setdefault(form, name)
        for form in filter(None, adjective.split(",")):
            adjectives.setdefault(form, name)
            if not form.endswith(("ese", "ish", "ch", "s")):
                adjectives.setdefault(form + "s", name)
        for form in filter(None, capital.split(",")):
            capitals.setdefault(form, name)
    return Countries(names, adjectives, capitals)


@cache
def states_and_capitals() -> frozenset[str]:
    """The names of countries and of their capitals, as printed."""
    return frozenset((*countries().names, *countries().capitals))


@cache
def standard_adjectives() -> dict[str, str]:
    """Each adjective or plural of a people, as printed, and the adjective that the table gives first for its country."""
    table = countries()
    first: dict[str, str] = {}
    for form, country in table.adjectives.items():
        first.setdefault(country, form)
    return {form: first[country] for form, country in table.adjectives.items()}


# Adjectives and plurals of groups whose name another rule than a final s makes.
GROUPS = {"Democratic": "Democrat", "Jews": "Jewish", "Tories": "Tory", "Nazis": "Nazi", "Sunnis": "Sunni"}

# Buildings and streets that stand for the institution inside, whatever the sentence says.
HOUSES = {
    "White House": "Presidency of the United States",
    "Oval Office": "Presidency of the United States",
    "Pentagon": "United States Department of Defense",
    "Foggy Bottom": "United States Department of State",
    "Capitol Hill": "United States Congress",
    "Wall Street": "Financial industry of the United States",
    "Kremlin": "Presidency of Russia",
    "Downing Street": "Government of the United Kingdom",
    "10 Downing Street": "Government of the United Kingdom",
    "Number 10": "Government of the United Kingdom",
    "No 10": "Government of the United Kingdom",
    "No. 10": "Government of the United Kingdom",
    "Whitehall": "Government of the United Kingdom",
    "Westminster": "Parliament of the United Kingdom",
    "Buckingham Palace": "Monarchy of the United Kingdom",
    "Élysée": "Presidency of France",
    "Elysee": "Presidency of France",
    "Élysée Palace": "Presidency of France",
    "Elysee Palace": "Presidency of France",
    "Quai d'Orsay": "Ministry for Foreign Affairs of France",
    "Bundestag": "Parliament of Germany",
    "Quirinale": "Presidency of Italy",
    "Zhongnanhai": "Leadership of China",
    "Blue House": "Presidency of South Korea",
    "Berlaymont": "European Commission",
    "Bankova": "Presidency of Ukraine",
    "Vatican": "Holy See",
}
