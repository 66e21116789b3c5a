"""Invented nights of news, for trying the gates: staged tables as a run would make them, with natural variation.

Every text is made up from small lists; a night is the same for the same seed. Nothing is read and nothing is written.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pyarrow as pa

from schemas import STAGED, TABLES, Stage
from transforms.annotation_rows import Row, entity_rows, quote_rows
from transforms.contract import Block, Mention, Page, Quote, RawRecord, Refusal
from transforms.rows import Origin, identify, lay_out

Frames = dict[str, pl.DataFrame]

FIRST = ("Ada", "Bruno", "Celia", "Dario", "Edith", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Luis", "Mara", "Nils")
LAST = ("Aldana", "Brandt", "Castellan", "Dreyer", "Eklund", "Farrow", "Grimaud", "Hallam", "Ibsen", "Jansen", "Kovar", "Lindqvist")
PLACES = ("Northport", "Eastmere", "Valdoria", "Sankt Ilgen", "Porto Claro", "Harrowgate Hill")
BODIES = ("Harbour Board", "City Council", "Transit Union", "Water Authority", "Chamber of Trade")
ROLES = ("mayor", "engineer", "union leader", "minister", "spokeswoman", "teacher")
SUBJECTS = ("the bridge", "the new tram line", "the school budget", "the flood wall", "the old market hall", "the ferry")
VERBS = ("will reopen in spring", "has cost more than planned", "is to be sold", "remains closed for repairs", "divides the council")
SAYINGS = (
    "We were told of this far too late, and the people of this town deserve an answer",
    "Nobody should have to wait a whole year for a decision of this kind",
    "This is the best we could do with the money that we were given",
    "If the rain goes on like this, the cellars will be under water by Friday",
    "I have worked here for thirty years and I have never seen the like of it",
)
FILLERS = (
    "Work is expected to last until the end of the year, and the cost of it is shared between the town and the state.",
    "A survey of the site was made in June, and its findings are to be discussed by the committee next week.",
    "Residents of the quarter have asked for a hearing, which the office of planning has promised to hold.",
    "The figures were given out on the day after the vote, when most of the members had already left.",
    "It is the third change to the plan since the contract was signed, and it may not be the last of them.",
)
# share of articles that come a day late
LATE = 0.03


@dataclass(frozen=True)
class Outlet:
    """A publisher: articles on a weekday and at the weekend, and how its pages are."""

    domain: str
    weekday: float
    weekend: float
    with_author: float = 0.9
    with_date: float = 0.99
    paragraphs: int = 7
    quotes: float = 0.45


OUTLETS = (
    Outlet("northport-courier.example", 45, 40),
    Outlet("eastmere-post.example", 30, 12, with_author=0.8),
    Outlet("valdoria-today.example", 22, 20, paragraphs=5, quotes=0.3),
    Outlet("harbour-wire.example", 60, 25, with_author=0.6, paragraphs=9),
    Outlet("the-small-lantern.example", 4, 1),
)


Edit = Callable[[Page, list["Draft"]], None]


def make_night(day: date, *, seed: int = 0, outlets: Sequence[Outlet] = OUTLETS, scale: float = 1.0, edit: Edit | None = None) -> Frames:
    """The staged tables of a night that delivers what the outlets published on `day`, as of both stages.

    `scale` multiplies the volumes; `edit` changes each page before it is laid out, as a fault in the source or in clean would.
    """
    rng = random.Random(f"{seed} {day}")
    rows: dict[str, list[Row]] = {name: [] for name in STAGED}
    for outlet in outlets:
        usual = (outlet.weekend if day.weekday() >= 5 else outlet.weekday) * scale
        count = max(0, round(rng.gauss(usual, 0.6 * usual**0.5 + 0.04 * usual)))
        origin = Origin(outlet.domain.split(".")[0], f"{outlet.domain.split('.')[0]}/{day}.warc.gz")
        _deliver(rng, outlet, day, count, origin, rows, edit)
    frames = to_frames(rows)
    frames["article_keys"] = _keys(frames["articles"])
    return frames


def _keys(articles: pl.DataFrame) -> pl.DataFrame:
    """What a shard stages for settle; without bands, since texts made of so few phrases are all near copies of each other."""
    schema = TABLES["article_keys"].staged("read")
    given = {field.name: None if field.nullable else 0 for field in schema if field.name not in articles.columns}
    keys = articles.with_columns(pl.lit(value).alias(name) for name, value in given.items()).select(schema.names)
    frame = pl.from_arrow(keys.to_arrow().cast(schema))
    assert isinstance(frame, pl.DataFrame)
    return frame


def to_frames(rows: Mapping[str, Sequence[Row]]) -> Frames:
    """Rows as frames with the staged schemas."""
    frames: Frames = {}
    for name, of_table in rows.items():
        stage: Stage = "annotate" if name in ("entities", "quotes") else "read"
        frame = pl.from_arrow(pa.Table.from_pylist(list(of_table), schema=TABLES[name].staged(stage)))
        assert isinstance(frame, pl.DataFrame)
        frames[name] = frame
    return frames


def _deliver(
    rng: random.Random, outlet: Outlet, day: date, count: int, origin: Origin, rows: dict[str, list[Row]], edit: Edit | None
) -> None:
    ordinals: Counter[str] = Counter()
    position = 0
    for number in range(count):
        record, page, drafts = _article(rng, outlet, day, number, position)
        if edit:
            edit(page, drafts)
        laid = lay_out(record, page, origin, identify(record, ordinals))
        position += 1
        rows["records"].append(laid.record)
        assert laid.article is not None
        rows["articles"].append(laid.article)
        rows["paragraphs"] += laid.paragraphs
        rows["cuts"] += laid.cuts
        mentions, quotes = _annotate(laid.paragraphs, drafts)
        rows["entities"] += entity_rows(laid.paragraphs, mentions)
        rows["quotes"] += quote_rows(laid.paragraphs, mentions, quotes)
    for number in range(round(count * rng.uniform(0.2, 0.5))):
        is_broken = number == 0 or rng.random() < 0.04
        record = _other_record(outlet, day, number, position, is_broken)
        page_or_none = Refusal("rejected", "truncated") if is_broken else None
        laid = lay_out(record, page_or_none, origin, identify(record, ordinals))
        position += 1
        rows["records"].append(laid.record)
        rows["rejects"] += [laid.reject] if laid.reject else []


def _other_record(outlet: Outlet, day: date, number: int, position: int, is_broken: bool) -> RawRecord:
    record = RawRecord(position, "warc", f"other {outlet.domain} {day} {number}".encode(), url=f"https://{outlet.domain}/x/{number}")
    if not is_broken:
        record.verdict, record.reason = "not_an_article", "index_page"
    return record


@dataclass
class Draft:
    """What was written into a paragraph: spans of a speaker, a cue and a saying, found again by their text."""

    text: str
    full: str | None = None
    surname: str | None = None
    said: str | None = None
    cue: str | None = None
    place: str | None = None


def _article(rng: random.Random, outlet: Outlet, day: date, number: int, position: int) -> tuple[RawRecord, Page, list[Draft]]:
    subject, verb, place = rng.choice(SUBJECTS), rng.choice(VERBS), rng.choice(PLACES)
    title = f"{place}: {subject} {verb}, {rng.choice(BODIES)} says ({number + 1})"
    person = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    drafts = [_paragraph(rng, person, subject, place, outlet.quotes) for _ in range(max(2, round(rng.gauss(outlet.paragraphs, 2))))]
    drafts[0] = Draft(f"{place}, where {subject} {verb}, has asked {person} to explain it to the public.", person, None, None, None, place)
    blocks = [Block(title, "paragraph", "title"), Block("By a reporter", "metadata", "byline")]
    blocks += [Block(d.text, "paragraph", "body") for d in drafts]
    blocks.insert(5, Block("Get our morning letter", "cut", "newsletter"))
    blocks += [Block("More from this section", "cut", "related"), Block("About us", "cut", "footer")]
    is_dated = rng.random() < outlet.with_date
    published = day - timedelta(days=rng.random() < LATE)
    moment = datetime(published.year, published.month, published.day, rng.randrange(5, 23), rng.randrange(60), tzinfo=UTC)
    page = Page(
        blocks=blocks,
        title=title,
        byline="By a reporter",
        authors=[f"{rng.choice(FIRST)} {rng.choice(LAST)}"] if rng.random() < outlet.with_author else [],
        publisher=outlet.domain,
        published_at=moment if is_dated else None,
        published_on=published if is_dated else None,
        published_from="json_ld" if is_dated else "none",
        language="en",
    )
    record = RawRecord(
        position,
        "warc",
        f"{outlet.domain} {day} {number} {title}".encode(),
        byte_offset=position * 1000,
        byte_length=1000,
        url=f"https://news.{outlet.domain}/{day:%Y/%m/%d}/{number}-{subject.replace(' ', '-')}",
        fetched_at=datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(days=1),
        html="-",
    )
    return record, page, drafts


def _paragraph(rng: random.Random, person: str, subject: str, place: str, quotes: float) -> Draft:
    if rng.random() < quotes:
        said = rng.choice(SAYINGS)
        if rng.random() < 0.15:
            return Draft(f"“{said},” said one official in {place} who asked not to be named.", said=said + ",", cue="said", place=place)
        surname = person.rsplit(maxsplit=1)[-1]
        text = f"“{said},” {surname} said of {subject} on page {rng.randrange(10**4)}. {rng.choice(FILLERS)}"
        return Draft(text, surname=surname, said=said + ",", cue="said")
    return Draft(f"{rng.choice(FILLERS)} Notice {rng.randrange(10**6)} of the office names {subject}. {rng.choice(FILLERS)}")


def _annotate(paragraphs: Sequence[Row], drafts: Sequence[Draft]) -> tuple[list[Mention], list[Quote]]:
    mentions: list[Mention] = []
    quotes: list[Quote] = []
    full = next((d.full for d in drafts if d.full), None)
    bodies = [(n, row) for n, row in enumerate(paragraphs) if row["kind"] == "body"]
    for (n, row), draft in zip(bodies, drafts, strict=False):
        speaker = None
        for name, kind in ((draft.full, "PERSON"), (draft.place, "GPE"), (draft.surname, "PERSON")):
            if name is None:
                continue
            start = row["text"].index(name)
            whole = full if kind == "PERSON" and full else name
            entity = 0 if kind == "PERSON" else 1
            mentions.append(Mention(n, start, start + len(name), kind, name, whole, entity, folded_name=whole.lower(), score=0.9))
            speaker = len(mentions) - 1 if kind == "PERSON" else speaker
        if draft.said is not None:
            quotes.append(_quote(n, row["text"], draft, mentions, speaker, len(quotes)))
    return mentions, quotes


def _quote(paragraph: int, text: str, draft: Draft, mentions: Sequence[Mention], speaker: int | None, utterance: int) -> Quote:
    assert draft.said is not None
    start = text.index(draft.said)
    cue = text.index("said", start + len(draft.said))
    quote = Quote(paragraph, start, start + len(draft.said), draft.said, utterance=utterance, is_countable=True)
    quote.cue, quote.cue_char_start, quote.cue_char_end = "said", cue, cue + 4
    named = "one official" if speaker is None else mentions[speaker].text
    where = text.index(named, start + len(draft.said))
    quote.speaker_text, quote.speaker_paragraph = named, paragraph
    quote.speaker_char_start, quote.speaker_char_end = where, where + len(named)
    quote.speaker_type, quote.rule, quote.speaker_score = "unnamed", "same_sentence", 0.8
    if speaker is not None:
        quote.speaker_mention, quote.speaker_type = speaker, "person"
        quote.speaker_name, quote.speaker_entity = mentions[speaker].name, mentions[speaker].entity
    return quote
