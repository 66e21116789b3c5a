"""Whom "the official" and "the mayor" mean: a named person whom the article has described so, or an unnamed one.

Belongs here: definite descriptions. Does not: pronouns (`people`), finding the words (`clauses`).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.quotes.people import Article, Meaning

_INTRODUCTION = re.compile(r"\b(?:[Aa]n?|[Aa]nother|[Oo]ne|[Ss]ome|[Ss]everal)((?: [\w.’'-]+){0,5})$")
_APPOSITION = re.compile(r",? (?:\([^()]{1,20}\),? )?(?:who (?:is|was) )?(?:(?:an?|the|his|her|their|our) )?(?P<role>[^,.;:!?“”\"]{3,90})")
_DETERMINER = re.compile(
    r"""(?:one\ of\ (?:the|his|her|their)|the|an?|one|another|some|several|many|two|three|this|that|these|those|his|her|their|its
    |my|our|other)\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_WINDOW = 3000  # characters of a paragraph that are searched
_LOOK_BACK = 60  # mentions of people looked at
_SHORT_TITLES = {
    "sen": "senator",
    "gov": "governor",
    "rep": "congressman congresswoman representative lawmaker",
    "gen": "general",
    "prof": "professor",
    "dr": "doctor",
    "rev": "reverend",
    "sgt": "sergeant",
    "col": "colonel",
    "capt": "captain",
    "lt": "lieutenant",
}


def role_in(text: str) -> str | None:
    """A description without what determines it: "one of the", "a", "their"."""
    return _DETERMINER.sub("", text, count=1).strip() or None


def read_description(article: Article, text: str, paragraph: int, at: int) -> Meaning:
    """What a definite description ("the Osthaven mayor") at offset `at` of a paragraph stands for. Looks back only."""
    words = text.split()
    if len(words) < 2 or words[0].lower() != "the":
        return Meaning()
    head, qualifiers = words[-1], [word.casefold() for word in words[1:-1] if word[0].isupper()]
    if not head.isalpha():
        return Meaning()
    is_plural = head.endswith("s") and not head.endswith("ss")
    place, mention = ((-1, -1), None) if is_plural else _named(article, head.casefold(), qualifiers, paragraph, at)
    introduced, role = _introduced(article, head, paragraph, at)
    return Meaning(mention=mention) if mention is not None and place > introduced else Meaning(role=role)


def _roles_near(article: Article, index: int) -> str:
    """What the article says a person is, at one mention of him: role, title before the name, apposition after it."""
    mention = article.entities[index]
    text = article.paragraphs[mention.paragraph].text
    after = _APPOSITION.match(text, mention.char_end) if text.startswith((",", " (", ", "), mention.char_end) else None
    before = text[max(0, mention.char_start - 40) : mention.char_start].rpartition(",")[2]
    parts = (mention.role or "", mention.honorific or "", before, after.group("role") if after else "")
    return " ".join(parts)


def _words_of(roles: str) -> set[str]:
    words = {match.group().casefold() for match in _WORD.finditer(roles)}
    for short, long in _SHORT_TITLES.items():
        if short in words:
            words.update(long.split())
    return words


def _named(article: Article, head: str, qualifiers: list[str], paragraph: int, at: int) -> tuple[tuple[int, int], int | None]:
    """The last person before `at` whom the article has called `head`, with where it did; the capitalised words must fit too."""
    stop = bisect_left(article.people, (paragraph, at))
    for mentioned, start, index in reversed(article.people[max(0, stop - _LOOK_BACK) : stop]):
        words = _words_of(_roles_near(article, index))
        if head in words and all(word in words for word in qualifiers):
            return (mentioned, start), index
    return (-1, -1), None


def _introduced(article: Article, head: str, paragraph: int, at: int) -> tuple[tuple[int, int], str | None]:
    """The fuller description that "the official" takes up ("a White House official"), at most three paragraphs earlier."""
    wanted = " " + head
    for earlier in range(paragraph, max(-1, paragraph - 4), -1):
        text = article.paragraphs[earlier].text
        stop = at if earlier == paragraph else len(text)
        for _ in range(3):
            stop = text.rfind(wanted, max(0, stop - _WINDOW), stop)
            if stop < 0:
                break
            found = _INTRODUCTION.search(text, max(0, stop - 60), stop)
            if found:
                return (earlier, stop), (found.group(1) + wanted).strip()
    return (-1, -1), None
