"""The document pass: what an article says of a name elsewhere decides the unclear mention, and rules mend known slips.

Belongs here: changing the spans of one article. Not here: which mentions are of one entity (see resolve).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from transforms.entities.dates import MONTHS, WEEKDAYS
from transforms.entities.organisations import is_acronym
from transforms.entities.people import PARTICLES
from transforms.entities.places import countries, states_and_capitals
from transforms.entities.spans import Span
from transforms.entities.titles import HONORIFICS, is_role_noun
from transforms.entities.types import other_type
from transforms.entities.words import word_list

_PRONOUNS = frozenset(("i", "we", "he", "she", "it", "they", "you"))
_NEVER = _PRONOUNS | {*MONTHS, *WEEKDAYS, "mr", "mrs", "ms", "dr", "the", "a", "an", "no"}
_HYPHENATED = re.compile(r"(?:[-‐‑]|(?P<apart> - ))(?P<given>[a-z]{2,6})\b")
_NOT_GIVEN = frozenset(("led", "era", "like", "run", "born", "style", "free", "owned", "based", "linked", "backed", "only", "made", "type"))
_BRACKETED = re.compile(r"[ \u00a0]?\([“\"'‘]?([A-Z][\w.&-]{1,9})[”\"'’]?[);,]")
_IN_BRACKETS = re.compile(r"\(([A-Z]{2,7}s?)\)")
# what may stand at any place begins with a character, which a search finds faster than what must stand before that
_SENTENCE_END = re.compile(r"[.!?](?<=[^\W\d_]{4}.)[ \u00a0](?=[A-Z“\"‘])")
_ON_X = re.compile(r" on X$")
_MOST_WORDS = 8
_INNER_CAPITALS = re.compile(r"[A-Z][a-z]+[A-Z]{2,}$")  # ChatGPT, DonNTU: no person is written so
_SEVERAL = re.compile(r"[A-Z]{2,6}s")  # MPs, SMEs: acronyms of what there is more than one of
_OWNED = re.compile(r"(.+?)(?:[’'] ?s|(?<=s)[’'])[ \u00a0](?=[A-Z])")
_UNMARKED = re.compile(r"[\w \u00a0]*(?<! X)")  # nothing in it can end a sentence, be a tail, or be 'on X'
_PARTS = re.compile(r"[\w-]+")
_BETWEEN_WORDS = re.compile(r"[ \u00a0-]+")
_HYPHENS = ("-", "‐", "‑")
_MAY_JOIN = frozenset((*_HYPHENS, "$", "€", "£"))  # marks after a span that may change it
_TAILS = ("’s", "'s", "’", "'", ",", ";", ":")
_FIRST_WORD = re.compile(r"[\w’'-]+\.?[ \u00a0]+")
_TAIL = re.compile(r"[’'][sS]?$|[,;:]$")
_DISTRICT = re.compile(r",?[ \u00a0]D\.?C\b\.?")
_OFFICE_OF = re.compile(r"(?:[A-Z][\w-]+[ \u00a0]){0,2}([A-Z]?[\w-]+) of (?:the )?")
# names that the letters alone do not tell: numbered laws, and the network with a name of one letter
_LAWS = ("Article", "Section", "Resolution", "Directive")
_LAW_LETTERS, _LAW_BEGINS = frozenset(law[0] for law in _LAWS), frozenset(law[:4] for law in _LAWS)
_LAW = re.compile(rf"(?:{'|'.join(_LAWS)}) (?:\d[\d.]*\d|\d|[IVX]+)\b(?!\w)")
_NETWORK = re.compile(r"X\b(?:(?<= on X)|(?<= to X))(?![\w-]|[ .][A-Z\d])")
_OFFICE_INSIDE = re.compile(
    r"[ \u00a0](?<=\w.)(?:Secretary|(?:Vice )?President|(?:Prime )?Minister|Chancellor|Senator|Governor|Ambassador|Spokes(?:wo)?man)"
    r"[ \u00a0](?:of[ \u00a0](?:the[ \u00a0])?[A-Z]\w+[ \u00a0])?(?=[A-Z])"
)
_FUNCTION_WORDS = word_list("function_words") | _NOT_GIVEN
_OF_TITLES = word_list("role_modifiers") | {"crown"}
_OFFICE_WORDS = word_list("role_nouns") | word_list("role_modifiers") | {"first", "supreme"}
# seats of power whose name is that of the institution, unless one is said to be inside
_SEATS = frozenset(("Kremlin", "White House", "Pentagon", "Downing Street", "10 Downing Street", "Élysée", "Elysee", "Blue House"))
_INSIDE = re.compile(r"\b(?:in|at|inside|outside|near|around)[ \u00a0](?:the[ \u00a0])?$", re.IGNORECASE)
_MEMBERS = re.compile(
    r" (?<=\w )(?:MPs?|MEPs?|MSPs?|MLAs?|CEO|Spokes(?:wo)?man|Spokesperson|[a-z]+s)$"
)  # of an organisation, not part of its name
_CONTESTS = (" cup", " open", " masters", " trophy", " grand prix", " championship", " championships")  # many are named after persons
_COMMON_NOUNS = word_list("common_nouns")
_MONEY = re.compile(r"[ \u00a0]?[$€£]")
_EDGES = " \u00a0,;:.!?'’‘“”\"()[]-–—"


def settle_spans(texts: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """The spans of an article with titles cut off, equal names made of one type, and surnames of its persons found everywhere."""
    forms, settled = _mend_all(texts, spans)
    if "’" in (together := "\n".join(forms)) or "'" in together:
        forms, settled = _owners_apart(forms, settled)
    counts = _count(forms, settled)
    if wrong := _places_taken_for_persons(counts):
        settled = [s._replace(type="LOC") if form in wrong and s.type == "PERSON" else s for form, s in zip(forms, settled, strict=True)]
        counts = _count(forms, settled)
    acronyms: dict[str, str] = {}
    if bracketed := [text for text in texts if "(" in text]:
        acronyms = _acronyms(texts, forms, settled)
        if acronyms:  # those that were taken for persons are of their long form's type
            pairs = zip(forms, settled, strict=True)
            settled = [s._replace(type=acronyms.get(form, s.type)) if s.type == "PERSON" else s for form, s in pairs]
        if common := _common_acronyms(bracketed):
            kept = [i for i, form in enumerate(forms) if form not in common]
            forms, settled = [forms[i] for i in kept], [settled[i] for i in kept]
        if acronyms or common:
            counts = _count(forms, settled)
    missed = _missed(texts, settled, _known_names(counts) | acronyms)
    if kinds := _kinds_by_article(counts):
        settled = [s._replace(type=kinds[form]) if form in kinds else s for form, s in zip(forms, settled, strict=True)]
    return sorted((*settled, *missed)) if missed else settled


def _mend_all(texts: Sequence[str], spans: Sequence[Span]) -> tuple[list[str], list[Span]]:
    """Each span as it is, mended or in parts, and the texts of them; without those that are no names."""
    forms: list[str] = []
    mended: list[Span] = []
    for span in spans:
        paragraph, start, end, label, _ = span
        text = texts[paragraph]
        form = text[start:end]
        kind = _type_of_plain(form, label)
        if kind is None:
            parts = _split(text, span)
        elif label == "MISC" and other_type(form, text, start, end) is None:
            parts = _by_known(form, span, kind)
        elif _MAY_JOIN.isdisjoint(text[end : end + 2]):
            forms.append(form)
            mended.append(span if kind == label else span._replace(type=kind))
            continue
        else:
            parts = _split(text, span)
        for part in parts:
            if (m := _mend(text, part)) is not None:
                forms.append(text[m.start : m.end])
                mended.append(m)
    return forms, mended


Counts = Counter[tuple[str, str]]  # how often an article has each form as each type


def _count(forms: Sequence[str], spans: Sequence[Span]) -> Counts:
    return Counter(zip(forms, [s.type for s in spans], strict=True))


@lru_cache(maxsize=65536)
def _type_of_plain(form: str, kind: str) -> str | None:
    """The type of a form that `_split` and `_mend` would leave as it is; None where they have to look at it and at what is around it."""
    if form == "Washington" or form in _SEATS or form.count(" ") >= _MOST_WORDS:
        return None
    if form.isalpha():
        return _verdict(form, kind)
    if _UNMARKED.fullmatch(form):
        return _verdict(form, kind) if _is_whole(form, kind) else None
    if kind == "MISC":
        return None
    span = Span(0, 0, len(form), kind)
    return mended.type if _split(form, span) == (span,) and (mended := _mend(form, span)) and mended[:3] == span[:3] else None


def _is_whole(form: str, kind: str) -> bool:
    """True for words without marks that hold one name and nothing else."""
    if kind == "PERSON":
        return not (_titles_before(form) or (form.count(" ") > 1 and _OFFICE_INSIDE.search(form)))
    return kind != "ORG" or not (_after_office(form, 0, len(form)) or _MEMBERS.search(form))


def _common_acronyms(texts: Sequence[str]) -> set[str]:
    """Acronyms that an article explains by words without a capital: 'non-performing loans (NPLs)' names nobody."""
    found = set()
    for text in texts:
        for m in _IN_BRACKETS.finditer(text):
            short = m[1].removesuffix("s")
            before = text[max(0, m.start() - 90) : m.start()].rstrip()
            words = _BETWEEN_WORDS.split(before)[-len(short) :]
            if "".join([w[:1] for w in words[1:]]) != short[1:].lower():
                continue
            if len(words) == len(before.split()) or before[: before.rfind(words[0])].rstrip().endswith((".", "?", "!")):
                words[0] = words[0][:1].lower() + words[0][1:]  # it begins the sentence
            if "".join(w[:1] for w in words) == short.casefold():
                found |= {short, short + "s"}
    return found


def _split(text: str, span: Span) -> tuple[Span, ...]:
    """The parts of a span that is more or other than one name; none where it is too long for one.

    What follows the end of a sentence is cut off. Parted are two persons taken for one, the second with his office ('Biden
    Secretary of State Antony Blinken'), and a people from the prize or product, which has no type here, that it is part of.
    """
    form = text[span.start : span.end]
    cut = _SENTENCE_END.search(form) or (_ON_X.search(form) if form[-1:] == "X" else None)
    if cut:
        return _split(text, span._replace(end=span.start + cut.start()))
    if form.count(" ") >= (_MOST_WORDS if span.type == "PERSON" else 3 * _MOST_WORDS):
        return ()
    if span.type == "MISC" and form not in _SEATS and other_type(form, text, span.start, span.end) is None:
        return _by_known(form, span, _by_table(form, span.type))
    inside = _OFFICE_INSIDE.search(form, _titles_before(form)) if span.type == "PERSON" and len(form.split()) > 2 else None
    if inside is None:
        return (span,)
    return (span._replace(end=span.start + inside.start()), span._replace(start=span.start + inside.end()))


def _by_known(form: str, span: Span, kind: str) -> tuple[Span, ...]:
    """What is kept of a MISC span that has no type of its own: all where the table of countries tells another (`kind`), else peoples."""
    if kind != span.type:
        return (span._replace(type=kind),)
    return tuple([span._replace(start=span.start + a, end=span.start + b, type="NORP") for a, b in _peoples_in(form)])


@lru_cache(maxsize=65536)
def _peoples_in(form: str) -> tuple[tuple[int, int], ...]:
    known = countries().adjectives
    return tuple([m.span() for m in _PARTS.finditer(form) if m.group() in known])


def _owners_apart(forms: Sequence[str], spans: Sequence[Span]) -> tuple[list[str], list[Span]]:
    """Spans such as 'Kenya’s Standard Gauge Railway' parted, where the owner is a country or named elsewhere in the article."""
    owners = [_OWNED.match(form) if "’" in form or "'" in form else None for form in forms]
    if not any(owners):
        return list(forms), list(spans)
    kinds = dict(zip(forms, (s.type for s in spans), strict=True))
    parted: list[str] = []
    parts: list[Span] = []
    for form, span, owned in zip(forms, spans, owners, strict=True):
        rest = form[owned.end() :] if owned else ""
        if owned and (" " in rest or rest in kinds) and (kind := _type_of_owner(owned[1], kinds)):
            parted += (owned[1], rest)
            parts += (span._replace(end=span.start + owned.end(1), type=kind), span._replace(start=span.start + owned.end()))
        else:
            parted.append(form)
            parts.append(span)
    return parted, parts


def _type_of_owner(name: str, kinds: Mapping[str, str]) -> str | None:
    """The type of a name that something belongs to: a country's or capital's, else what the article's names (`kinds`) tell."""
    if name in countries().capitals:
        return "LOC"
    known = _by_table(name, "MISC")
    return kinds.get(name) if known == "MISC" else known


def _places_taken_for_persons(counts: Counts) -> Set[str]:
    """Capitals and countries that were taken for persons, unless the article names a person so ('George Washington')."""
    persons = [form for form, kind in counts if kind == "PERSON"]
    wrong = states_and_capitals().intersection(persons)
    return wrong - {word for form in persons if " " in form for word in form.split()} if wrong else wrong


def _kinds_by_article(counts: Counts) -> dict[str, str]:
    """The types of forms that differ: most of them have it, or they are the surname of a person whom the article names in full."""
    kinds = _settled_by_most(counts) if len(counts) > len({form for form, _ in counts}) else {}
    surnames = {form.rsplit(None, 1)[-1] for form, kind in counts if " " in form and kinds.get(form, kind) == "PERSON"}
    others = [form for form, kind in counts if kind != "PERSON" and form in surnames]
    return kinds | dict.fromkeys([form for form in others if not _is_in_table(form)], "PERSON")


def _is_in_table(form: str) -> bool:
    table = countries()
    return form in table.names or form in table.adjectives or form in table.capitals


def _settled_by_most(counts: Counts) -> dict[str, str]:
    """The most frequent type of each form that has several, where no two are as frequent.

    A seat of power is left out: it is a place or the institution by what stands before it.
    """
    by_form: dict[str, list[tuple[int, str]]] = {}
    for (form, kind), n in counts.items():
        by_form.setdefault(form, []).append((n, kind))
    ranked = {form: sorted(found, reverse=True) for form, found in by_form.items() if len(found) > 1 and form not in _SEATS}
    return {form: first[1] for form, (first, second, *_) in ranked.items() if first[0] > second[0]}


def _mend(text: str, span: Span) -> Span | None:
    start, end, kind = span.start, span.end, span.type
    if kind == "PERSON":
        start += _titles_before(text[start:end])
        if text[end : end + 1] in _HYPHENS or text.startswith(" - ", end):
            end = _with_hyphenated(text, start, end)
    elif kind == "ORG":
        start = _after_office(text, start, end)
        end = start + len(_MEMBERS.sub("", text[start:end]))
    elif text[start:end] == "Washington" and (capital := _DISTRICT.match(text, end)):
        end = capital.end()
    form = text[start:end]
    if form.endswith(_TAILS) and len(form) > 1:
        end = start + len(_TAIL.sub("", form))
        form = text[start:end]
    verdict = _verdict(form, kind)
    if verdict is None or _MONEY.match(text, end):
        return None
    if form in _SEATS:
        verdict = "LOC" if _INSIDE.search(text, max(0, start - 16), start) else "ORG"
    return Span(span.paragraph, start, end, verdict, span.score)


def _verdict(form: str, kind: str) -> str | None:
    """The type of a form that was taken for `kind`; None where it is no name."""
    low = form.casefold()
    if low in _NEVER or not (form.isalnum() or form.strip(_EDGES)) or (form[-1] == "s" and _SEVERAL.fullmatch(form)):
        return None
    if kind == "PERSON" and low.endswith(_CONTESTS):
        return "MISC"
    if kind != "PERSON" and (low in _COMMON_NOUNS or _is_office(low)):
        return None
    return _by_table(form, kind)


def _by_table(form: str, kind: str) -> str:
    """The type that the table of countries gives a form: adjectives and peoples are NORP, countries are places."""
    table = countries()
    if kind == "PERSON" and form[-1:].isupper() and _INNER_CAPITALS.match(form):
        return "ORG"
    if form[1:2] == ".":
        form = form.replace(" ", "")
    if form in table.adjectives and form not in table.names and form != "EU":
        return "NORP"
    state = table.names.get(form)
    if state not in (None, "European Union", "Vatican City") and (kind != "PERSON" or form.isupper()):
        return "LOC"
    return kind


def _is_office(low: str) -> bool:
    """True for a name in lower case of an office or its holders without a name: 'first lady', 'prime minister', 'mps'."""
    words = low.split()
    for word in words:
        if word not in _OFFICE_WORDS and word.removesuffix("s") not in _OFFICE_WORDS:
            return False
    return is_role_noun(words[-1].removesuffix("s"))


def _after_office(text: str, start: int, end: int) -> int:
    """Where the organisation starts in a span such as 'Country Director of the Red Cross'."""
    office = _OFFICE_OF.match(text, start, end) if text.find(" of ", start, end) > 0 else None
    return office.end() if office and is_role_noun(office[1]) and text[office.end() : office.end() + 1].isupper() else start


def _titles_before(form: str) -> int:
    """How many characters of honorifics, role nouns and what belongs to these ('Crown Prince') a PERSON span begins with."""
    start = at = 0
    while word := _FIRST_WORD.match(form, at):
        part = _part_of_title(word[0])
        if part is None or not form[word.end() : word.end() + 1].isupper():
            break
        at = word.end()
        start = at if part == "title" else start
    return start


@lru_cache(maxsize=65536)
def _part_of_title(word: str) -> Literal["title", "modifier"] | None:
    plain = word.strip(" \u00a0.").casefold()
    if plain in PARTICLES:
        return None
    if plain in HONORIFICS or is_role_noun(plain):
        return "title"
    return "modifier" if plain in _OF_TITLES or word.strip() in countries().adjectives else None


def _with_hyphenated(text: str, start: int, end: int) -> int:
    """The end of a name such as Moon Jae-in, whose second given name is written small after a hyphen, in some texts one set apart."""
    tail = _HYPHENATED.match(text, end)
    if (
        tail is None
        or " " not in text[start:end]
        or tail["given"] in (_FUNCTION_WORDS if tail["apart"] else _NOT_GIVEN)
        or text[start:end].rsplit(None, 1)[-1][1:].isupper()
    ):
        return end
    last = text[start:end].rsplit(None, 1)[-1]
    return tail.end() if len(last) <= 5 and not tail.group().endswith(("ed", "ing", "er")) else end


def _missed(texts: Sequence[str], spans: list[Span], names: dict[str, str]) -> list[Span]:
    """Mentions that no span covers of `names`, which the article gives elsewhere, each with its type; and of names told by their form."""
    left = _left(texts, spans)
    begins = _begins(left, _LAW_LETTERS.union([name[0] for name in names if name[0] <= "Z"]))
    missed = [name for name in names if (name[:4] in begins if name[0] <= "Z" and len(name) > 3 else name in left)]
    cited = [(_LAW, "MISC")] if not begins.isdisjoint(_LAW_BEGINS) else []
    if "X" in left:
        cited.append((_NETWORK, "ORG"))
    if not missed and not cited:
        return []
    whole = "\n".join(texts)
    firsts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    taken = bytearray(len(whole))
    for paragraph, start, end, *_ in spans:
        first = firsts[paragraph]
        taken[first + start : first + end] = b"\1" * (end - start)
    found = []

    def take(start: int, end: int, kind: str) -> None:
        taken[start:end] = b"\1" * (end - start)
        paragraph = bisect_right(firsts, start) - 1
        found.append(Span(paragraph, start - firsts[paragraph], end - firsts[paragraph], kind))

    for name in sorted(missed, key=lambda name: (-len(name), name)):
        at = whole.find(name)
        while at >= 0:
            end = at + len(name)
            if not taken[at] and _stands_alone(whole, at, end) and taken.find(1, at, end) < 0:
                take(at, end, names[name])
            at = whole.find(name, end)
    for pattern, kind in cited:
        for m in pattern.finditer(whole):
            if taken.find(1, *m.span()) < 0:
                take(*m.span(), kind)
    return found


def _begins(text: str, letters: Set[str]) -> set[str]:
    """Each of `letters` in a text with the three characters behind it: to look for each of many names takes longer."""
    found = set()
    for letter in letters:
        at = text.find(letter)
        while at >= 0:
            found.add(text[at : at + 4])
            at = text.find(letter, at + 1)
    return found


def _left(texts: Sequence[str], spans: Sequence[Span]) -> str:
    """What stands outside of `spans`, each stretch in a line of its own."""
    pieces: list[str] = []
    paragraph = done = 0
    for at, start, end, _, _ in spans:
        if at != paragraph:
            pieces.append(texts[paragraph][done:])
            pieces.extend(texts[paragraph + 1 : at])
            paragraph, done = at, 0
        pieces.append(texts[paragraph][done:start])
        done = end
    pieces.append(texts[paragraph][done:] if texts else "")
    pieces.extend(texts[paragraph + 1 :])
    return "\n".join(pieces)


def _acronyms(texts: Sequence[str], forms: Sequence[str], spans: Sequence[Span]) -> dict[str, str]:
    """Acronyms that stand in brackets after a name, and the type of that name; `forms` are the texts of the spans."""
    found: dict[str, str] = {}
    for form, (paragraph, _, end, kind, _) in zip(forms, spans, strict=True):
        if kind in ("ORG", "LOC") and " " in form and "(" in (text := texts[paragraph])[end : end + 2]:
            short = _BRACKETED.match(text, end)
            if short and is_acronym(short[1]) and _letters_in(short[1], form):
                found[short[1]] = kind
    return found


def _known_names(counts: Counts) -> dict[str, str]:
    """Names to look for elsewhere, each with its type: surnames of persons, and names that are found more than once as one type."""
    n_kinds = Counter([form for form, _ in counts])
    names: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for (form, kind), n in counts.items():
        if n > 1 and len(form) > 3 and n_kinds[form] == 1:
            names[form] = kind
        if kind == "PERSON" and " " in form:
            last = form.rsplit(None, 1)[-1]
            if len(last) > 2 and last[:1].isupper() and last.isalpha():
                surnames[last] = "PERSON"
    return names | surnames


def _letters_in(short: str, long: str) -> bool:
    rest = iter(long.casefold())
    return all(c in rest for c in short.casefold() if c.isalnum())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """True where a whole word stands, not beside another capitalised word that could make it part of a longer name."""
    if (
        (start and (text[start - 1].isalnum() or text[start - 1] in "-@#/."))
        or text[end : end + 1].isalnum()
        or text[end : end + 1] in ("-", "@")
    ):
        return False
    return not (text[end : end + 1] in (" ", "\u00a0") and "A" <= text[end + 1 : end + 2] <= "Z")
