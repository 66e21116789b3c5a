"""The sentences of the simulated year: put together by a small grammar from lists of words, so that two articles share none by chance.

News that have nothing to do with each other share next to no run of six words. A few dozen fixed sentences would make each new
article look like hundreds of old ones, and a night dearer the more there are.
"""

from __future__ import annotations

import random
import re

PLACES = (
    "Port Ellery",
    "Varenna",
    "Kestria",
    "Halden",
    "Lissau",
    "Ombrey",
    "Sankt Ilgen",
    "Marwick",
    "Tolmere",
    "Averby",
    "Castle Rho",
    "Dunmoor",
    "Estrand",
    "Fallowfield",
    "Grenna",
    "Hestholm",
    "Istria Bay",
    "Joring",
    "Kaldvik",
    "Lower Penn",
)
_LISTS = {
    "first": "Tomas Ilse Pavel Annika Judith Marek Oskar Milena Henrik Clara Anton Ruth Lukas Nadia Emil Vera Jonas Petra Simon Lidia",
    "family": (
        "Orsini Voss Drummond Halvard Kessler Brandt Moreau Lindgren Sorel Abbott Castell Ferrin Grauer Holm Ivarsen Jansky Korda Lacroix"
        " Marchetti Nyberg Ostrov Pellegrin Quist Rademaker Salter Thorne Ullman Vasari Wexford Zeller"
    ),
    "adjective": (
        "old new northern southern eastern western public private empty crowded costly cheap narrow wide rusty wooden painted broken"
        " borrowed quiet noisy forgotten famous modest secret joint annual weekly early late final second third temporary lasting"
        " regional coastal rural urban flooded frozen dusty bright royal municipal former future local foreign voluntary"
    ),
    "thing": (
        "harbour ferry bridge school museum market library station theatre hospital reservoir quarry orchard mill brewery stadium"
        " archive chapel canal tunnel airfield tramway lighthouse prison cannery bakery foundry garden nursery court depot dockyard"
        " embankment fountain granary hostel kiosk laboratory lock meadow monument observatory pavilion playground power-station"
        " promenade pump registry roundabout sawmill shelter silo square stable terminal tower vineyard viaduct warehouse wharf workshop"
    ),
    "people": (
        "tenants farmers fishermen teachers nurses drivers parents pupils traders miners judges clerks engineers gardeners bakers masons"
        " pilots sailors musicians painters pensioners volunteers students visitors neighbours owners voters councillors inspectors"
        " firefighters librarians carpenters plumbers weavers brewers shepherds divers surveyors printers translators"
    ),
    "matter": (
        "budget lease licence petition contract survey inquiry election drought harvest festival strike storm census reform anniversary"
        " auction subsidy ordinance tariff grant referendum repair audit merger boundary curfew permit bequest lawsuit timetable quota"
        " vaccination pension insurance loan refund verdict appeal treaty amnesty rota inventory deadline deficit surplus"
    ),
    "did": (
        "closed opened sold bought repaired abandoned inspected rented painted renamed searched surrounded visited defended praised"
        " criticised photographed measured occupied emptied insured extended reduced divided restored neglected heated guarded mapped"
        " cleaned leased modernised surveyed flooded fenced rebuilt"
    ),
    "decided": (
        "rejected approved postponed debated announced withdrew signed published challenged drafted amended welcomed feared explained"
        " ignored doubted misread settled delayed renewed cancelled questioned discussed supported opposed negotiated"
    ),
    "do": (
        "close open sell buy repair abandon inspect rent paint rename search visit defend measure occupy empty insure extend reduce divide"
        " restore neglect heat guard clean lease modernise fence rebuild"
    ),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "season": "spring summer autumn winter",
    "role": "director chairman treasurer mayor architect lawyer spokesman historian surveyor secretary warden captain",
    "because": "because although after before while until unless since whenever where",
    "where": "behind near beside above below opposite beyond inside outside along",
}
WORDS = {kind: words.split() for kind, words in _LISTS.items()}
PEOPLE = [f"{first} {family}" for family in WORDS["family"] for first in WORDS["first"]]
NEWS = (
    "The {people} of {place} {did} the {adjective} {thing} {because} the {people} {decided} its {matter} in {month}.",
    "In {month} {number} {people} {did} one {thing} {where} the {adjective} {thing}, and the {matter} was {decided} by {people}.",
    "{because!} {people} {did} the {thing} {where} {place}, {number} {adjective} {people} {decided} the {matter} of {number} crowns.",
    "One {adjective} {matter} for {thing} and {thing} cost {people} {number} crowns {because} {place} {decided} the {matter}.",
    "Neither the {people} nor the {adjective} {people} {did} the {thing} in the {season} of {year}, {because} the {matter} {decided} it.",
    "{place} {decided} the {matter} {because} {number} {people} {where} the {thing} {did} one {adjective} {thing}.",
)
TOLD = (
    "{person}, {role} of the {adjective} {thing} in {place}, said on {day} {people} {did} it {because} {people} {decided} the {thing}.",
    "{person}, {role} of {adjective} {people}, told {people} {where} the {thing} that {place} {decided} the {matter} of {year}.",
    "{person} said on {day} that {number} {people} {decided} the {adjective} {matter}, and {people} {did} the {thing}.",
)
SAID = (
    "We {did} the {thing} {because} {people} {decided} the {matter}",
    "Nobody asked {adjective} {people} {because} they {did} our {thing}",
    "{number} {people} will {do} the {adjective} {thing} {where} {place}",
    "I would {do} every {thing} {where} the {thing} again for {people}",
    "It is the {matter} of {people}, not of {adjective} {people}",
)
ADDED = (
    "Not before the {matter} of {year}.",
    "{people!} {decided} it in {month}, {because} the {season}.",
    "They {did} one {adjective} {thing}.",
    "The {matter} {decided} more than {number} {people}.",
)


def sentence(rng: random.Random, frames: tuple[str, ...], **known: str) -> str:
    """One of the frames, filled with words; `known` are those that are given."""
    return re.sub(r"\{(\w+)(!?)\}", lambda slot: _word(rng, slot[1], bool(slot[2]), known), rng.choice(frames))


def _word(rng: random.Random, kind: str, is_first: bool, known: dict[str, str]) -> str:
    numbers = {"number": (10, 9000), "year": (1950, 2020)}
    word = known.get(kind) or (str(rng.randrange(*numbers[kind])) if kind in numbers else rng.choice(WORDS[kind]))
    return word.capitalize() if is_first else word


def paragraph(rng: random.Random, person: str, place: str) -> str:
    """Two or three sentences about a person's matters in a place: who said so, what was said, what was done."""
    _, family = person.split()
    told = sentence(rng, TOLD, person=person, place=place)
    quote = f"“{sentence(rng, SAID, place=place)},” {family} said. “{sentence(rng, ADDED)}”"
    news = sentence(rng, NEWS, place=rng.choice(PLACES))
    return " ".join(rng.sample([told, quote, news], rng.randint(2, 3)))


def headline(rng: random.Random) -> str:
    """A headline of its own."""
    return sentence(rng, ("{place}: {people} {did} the {adjective} {thing} after the {matter}",), place=rng.choice(PLACES))
