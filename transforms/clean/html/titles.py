"""The printed headline: what stands on the page as such, checked against what the page says to machines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from transforms.clean.html.dom import Dom
from transforms.clean.html.head import Head, text_of

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|\-–—:·•»«~/]+\s+|\s*[|ㅣ｜]\s*|\s*::\s*|\s+\\\s+")
_SEPARATING = re.compile(r"[|\-–—:·•»«~/ㅣ｜\\]")  # one of these stands in whatever the pattern finds
_MARK_BEHIND, _MARK_BEFORE = re.compile(r"\s*[:|\-–—·•»«~/]\s"), re.compile(r"[:|\-–—·•»«~/]\s+$")
_PART_OF_TITLE = 0.9  # likeness of a heading that a title holds whole, beside the name of the site
_SPACES_OF_A_WHOLE = 3
_LONGEST_NAME = 40  # characters
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
# letters of a text in ASCII folded, and all that parts words a space: a table is three times as fast as a pattern
_FOLDED = bytes(ord(c.lower()) if c.isalnum() or c == "_" else 32 for c in map(chr, range(128))) + bytes(128)
# the same for texts set apart by a zero, without the spaces
_LETTERS = b"\0" + _FOLDED[1:]
_NO_LETTERS = bytes(i for i in range(1, 128) if _FOLDED[i] == 32)
_TYPOGRAPHIC = "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u00a0\u00ab\u00bb"  # marks that keep an English text from being ASCII


@dataclass(slots=True)
class Title:
    """The headline, and the leaves that print it."""

    text: str | None
    first: int | None = None
    end: int | None = None


def fold(text: str) -> str:
    """A text as a sequence of its words in lower case: what decides whether two titles are one."""
    text = _without_typographic(text)
    if not text.isascii():
        return " ".join(_WORD.findall(text.casefold()))
    return b" ".join(text.encode("ascii").translate(_FOLDED).split()).decode("ascii")


def _without_typographic(text: str) -> str:
    """A space for each mark that keeps an English text from being ASCII."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, " ")
    return text


def letters_of(texts: list[str]) -> list[str]:
    """Each text folded, without the spaces between its words: in one go where marks alone keep the texts from being ASCII."""
    joined = _without_typographic("\x00".join(texts))
    if not joined.isascii() or joined.count("\x00") >= len(texts):
        return [fold(text).replace(" ", "") for text in texts]
    return joined.encode("ascii").translate(_LETTERS, _NO_LETTERS).decode("ascii").split("\x00")


def words_of(text: str) -> frozenset[str]:
    """The words of a text, case folded."""
    return frozenset(fold(text).split())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of the longer text that the other has as well, 0 to 1."""
    return len(one & other) / max(len(one), len(other)) if one and other else 0.0


def strip_site(title: str, names: set[str]) -> str:
    """`title` without the site's name at its end or start: 'Rain again | The Example' is 'Rain again'."""
    for _ in range(3 if _SEPARATING.search(title) else 0):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
        start, rest = title[: cuts[0].start()].strip(), title[cuts[0].end() :].strip()
        if head and _is_site(tail, names):
            title = head
        elif rest and _is_site(start, names):
            title = rest
        else:
            break
    return title


def _is_site(text: str, names: set[str]) -> bool:
    folded = fold(text).replace(" ", "")
    if not folded:
        return True
    return any(folded == n or (len(n) > 3 and (folded.startswith(n) or (n.startswith(folded) and len(folded) > 3))) for n in names)


def site_names(head: Head, host: str | None) -> set[str]:
    """Folded names of the site: by its meta tags, its publisher, its host."""
    found = [head.first("og:site_name", "application-name", "twitter:site", "al:android:app_name", "apple-mobile-web-app-title")]
    found.append(text_of(head.article.get("publisher")))
    names = {fold(f).replace(" ", "") for f in found if f}
    names |= {n.removeprefix("the") for n in names}
    for part in (host or "").removeprefix("www.").split(".")[:-1]:
        if len(part) > 3:
            names.add(part.replace("-", ""))
    if host:
        names.add("".join(_WORD.findall(host.removeprefix("www."))))
    return names - {""}


def find_title(dom: Dom, head: Head, names: set[str]) -> Title:
    """The headline, and where it is printed. Headings are preferred to meta tags: those are written for search engines."""
    told = [text_of(head.article.get("headline")), head.first("og:title"), head.first("twitter:title", "dc.title", "title"), dom.title]
    machine = list(dict.fromkeys(strip_site(t, names) for t in dict.fromkeys(_decode(t) for t in told if t)))
    machine_words = list(dict.fromkeys(map(words_of, machine)))
    wholes = [m for m in machine if m.count(" ") >= _SPACES_OF_A_WHOLE]
    best = Title(None)
    best_score = 0.0
    for i in dom.landmarks:
        element = dom.elements[i]
        if element.tag not in _HEADINGS or not 0 < dom.chars_in(element) <= 400:
            continue
        for first, end, text in _printed(dom, i):
            words = words_of(text)
            like = max([likeness(words, m) for m in machine_words], default=0.5)
            if like < _PART_OF_TITLE and any(text in m and _is_part(text, m) for m in wholes):
                like = _PART_OF_TITLE
            level = 0.35 if element.tag == "h1" else 0.0
            score = like + level - 0.01 * (dom.links_in(element) > dom.chars_in(element) * 0.8)
            if like >= (0.34 if element.tag == "h1" else 0.75) and score > best_score + 1e-9:
                best, best_score = Title(text, first, end), score
    if best.text:
        best.text = _repair(strip_site(best.text, names), machine)
        return best
    return _unheaded(dom, machine)


def _is_part(text: str, title: str) -> bool:
    """True where `title`, a whole one, is `text` with a short name before or behind it, set off by a mark: 'The Example: Rain again'."""
    if text.count(" ") < (1 if title.startswith(text) else 2) or len(title) - len(text) > _LONGEST_NAME:
        return False
    before, found, after = title.partition(text)
    at_mark = _MARK_BEHIND.match(after) if not before else _MARK_BEFORE.search(before) if not after else None
    return bool(found) and at_mark is not None


def _repair(printed: str, machine: list[str]) -> str:
    """Where a kicker is set inline, its colon is in the style sheet: then a meta tag with the same words has the punctuation.

    A kicker of up to three words before a headline that a meta tag gives without it is left out.
    """
    folded = fold(printed)
    letters = folded.replace(" ", "")
    for other in machine:
        key = fold(other)
        if key == folded or (key.replace(" ", "") == letters and len(key) > len(folded)):  # the kicker may be glued to the headline
            return other if _n_marks(other) > _n_marks(printed) else printed
        if key and folded.endswith(" " + key) and folded.count(" ") - key.count(" ") <= 3 and key.count(" ") >= 2:
            return other
    return printed


def _n_marks(text: str) -> int:
    return len([c for c in text if not (c.isalnum() or c.isspace())])


def _printed(dom: Dom, element: int) -> list[tuple[int, int, str]]:
    """The heading as a whole, and each of its leaves: a kicker or a subtitle may stand in the same heading."""
    e = dom.elements[element]
    whole = " ".join(leaf.text for leaf in dom.leaves[e.first : e.end])
    spans = [(e.first, e.end, whole)]
    if e.end - e.first > 1:
        spans += [(i, i + 1, dom.leaves[i].text) for i in range(e.first, e.end)]
    return spans


def _unheaded(dom: Dom, machine: list[str]) -> Title:
    """No heading is like what the meta tags say: a leaf that is just one of them, else the only h1, else the meta tags."""
    folded = {fold(m): m for m in reversed(machine) if m}
    for i, leaf in enumerate(dom.leaves):
        if len(leaf.text) < 400 and (key := fold(leaf.text)) in folded and key:
            return Title(leaf.text, i, i + 1)
    headings = map(dom.elements.__getitem__, dom.landmarks)
    only = [e for e in headings if e.tag == "h1" and dom.chars_in(e) > 15]
    if len(only) == 1 and not machine:
        e = only[0]
        return Title(" ".join(leaf.text for leaf in dom.leaves[e.first : e.end]), e.first, e.end)
    return Title(next((m for m in machine if m), None))


def _decode(text: str) -> str:
    """Entities that were escaped twice: '&amp;amp;quot;' is found in one title in twenty."""
    return " ".join(unescape(unescape(text)).split())
