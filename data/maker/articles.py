"""Reads the sources of the sample: one text file an article, with its quotes annotated in place.

A source is a head of `field: value` lines, an empty line, and paragraphs set apart by empty lines. `## ` begins a
heading, `- ` a list item, `!image` is where the picture stands. Lines that begin with `> ` after a paragraph name the
speakers of the quotes so far, one line a quote, in order:

    > Mara Lind                 a full quote of a named person
    > + Mara Lind               the same utterance goes on
    > partial Mara Lind         a part of a sentence is quoted
    > org The Union, > doc the report, > unnamed the official, > none      whoever is no named person
    > nested TEXT = Mara Lind   a quote within the quote before

`body_of: feed/name` takes the paragraphs of another source: `replace: a => b`, `drop_last: N` and `drop_dateline`
change the copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "sources"
MARKS = {"“": "”", '"': '"'}
SPEAKER_TYPES = {"org": "organisation", "doc": "document", "unnamed": "unnamed", "none": "none"}
KINDS = ("partial", "scare", "title")


@dataclass(frozen=True)
class Speech:
    """A quote as it must be found: `utterance` numbers the utterances of the article, `paragraph` its paragraphs."""

    paragraph: int
    text: str
    kind: str
    speaker: str | None
    speaker_type: str
    utterance: int
    is_nested: bool = False
    is_closed: bool | None = True  # None where the next paragraph opens with a mark: by convention the mark is left out


@dataclass(frozen=True)
class Article:
    name: str
    fields: dict[str, str]
    paragraphs: tuple[tuple[str, str], ...]  # kind and text, '!image' as ("image", "")
    speeches: tuple[Speech, ...]
    changes: tuple[tuple[str, str], ...] = field(default=())

    def list_of(self, name: str) -> list[str]:
        return [part.strip() for part in self.fields.get(name, "").split(";") if part.strip()]

    def texts(self) -> list[tuple[str, str]]:
        return [(kind, text) for kind, text in self.paragraphs if kind != "image"]


def read_article(name: str) -> Article:
    """The article in `sources/{name}.txt`; ValueError where quotes and annotations do not agree."""
    head, _, body = (SOURCES / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    pairs = [line.split(": ", 1) for line in head.strip().splitlines()]
    fields = {key: value for key, value in pairs if key != "replace"}
    changes = tuple(tuple(value.split(" => ")) for key, value in pairs if key == "replace")
    if "body_of" in fields:
        return _copy(name, fields, changes)  # type: ignore[arg-type]
    paragraphs, speeches = _read_body(name, body)
    return Article(name, fields, tuple(paragraphs), tuple(speeches))


def _copy(name: str, fields: dict[str, str], changes: tuple[tuple[str, str], ...]) -> Article:
    original = read_article(fields["body_of"])
    paragraphs = list(original.paragraphs)
    if "drop_dateline" in fields:
        paragraphs[0] = (paragraphs[0][0], paragraphs[0][1].partition(" — ")[2])
    if "drop_last" in fields:
        paragraphs = paragraphs[: -int(fields["drop_last"])]

    def change(text: str) -> str:
        for old, new in changes:
            text = text.replace(old, new)
        return text

    texts = tuple((kind, change(text)) for kind, text in paragraphs)
    if changes and texts == tuple(paragraphs):
        raise ValueError(f"{name}: no replacement applies")
    kept = len([kind for kind, _ in texts if kind != "image"])
    speeches = tuple(replace(s, text=change(s.text)) for s in original.speeches if s.paragraph < kept)
    return Article(name, fields, texts, speeches, changes)


def _read_body(name: str, body: str) -> tuple[list[tuple[str, str]], list[Speech]]:
    paragraphs: list[tuple[str, str]] = []
    waiting: list[tuple[int, str, bool]] = []
    speeches: list[Speech] = []
    for chunk in body.strip().split("\n\n"):
        text, *notes = chunk.strip().split("\n")
        kind, text = _kind_of(text)
        if kind != "image":
            position = len([k for k, _ in paragraphs if k != "image"])
            waiting += [(position, quote, closed) for quote, closed in find_marked(text)]
        paragraphs.append((kind, text))
        if notes:
            speeches += _annotate(name, waiting, notes, speeches[-1].utterance if speeches else -1)
            waiting = []
    if waiting:
        raise ValueError(f"{name}: no speaker for {waiting}")
    return paragraphs, _mark_continued(speeches, [text for kind, text in paragraphs if kind != "image"])


def _kind_of(text: str) -> tuple[str, str]:
    if text == "!image":
        return "image", ""
    if text.startswith("## "):
        return "heading", text[3:]
    return ("list_item", text[2:]) if text.startswith("- ") else ("body", text)


def find_marked(text: str) -> list[tuple[str, bool]]:
    """What stands between double marks, and whether the closing mark is there."""
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(text):
        if text[at] in MARKS:
            end = text.find(MARKS[text[at]], at + 1)
            found.append((text[at + 1 : end] if end >= 0 else text[at + 1 :], end >= 0))
            at = end if end >= 0 else len(text)
        at += 1
    return found


def _annotate(name: str, waiting: list[tuple[int, str, bool]], notes: list[str], utterance: int) -> list[Speech]:
    speeches: list[Speech] = []
    outer = iter(waiting)
    for note in notes:
        words = note.removeprefix("> ")
        nested = re.fullmatch(r"nested (.*) = (.*)", words)
        goes_on = words.startswith("+ ")
        utterance += 0 if goes_on else 1
        if nested:
            speaker, speaker_type, kind = _speaker(nested[2])
            speeches.append(Speech(speeches[-1].paragraph, nested[1], kind, speaker, speaker_type, utterance, True))
            continue
        if (found := next(outer, None)) is None:
            raise ValueError(f"{name}: no quote for {note!r}")
        speaker, speaker_type, kind = _speaker(words.removeprefix("+ "))
        speeches.append(Speech(found[0], found[1], kind, speaker, speaker_type, utterance, is_closed=found[2]))
    if (left := next(outer, None)) is not None:
        raise ValueError(f"{name}: no speaker for {left}")
    return speeches


def _speaker(words: str) -> tuple[str | None, str, str]:
    kind = "full"
    first, _, rest = words.partition(" ")
    if first in KINDS:
        kind, words = first, rest
        first, _, rest = words.partition(" ")
    if first == "none":
        return None, "none", rest or "scare"
    if first == "unnamed":
        return None, "unnamed", kind
    return (rest, SPEAKER_TYPES[first], kind) if first in SPEAKER_TYPES else (words, "person", kind)


def _mark_continued(speeches: list[Speech], texts: list[str]) -> list[Speech]:
    def goes_on(speech: Speech) -> bool:
        following = texts[speech.paragraph + 1 : speech.paragraph + 2]
        return bool(following) and following[0].startswith("“")

    return [replace(s, is_closed=None) if s.is_closed is False and goes_on(s) else s for s in speeches]
