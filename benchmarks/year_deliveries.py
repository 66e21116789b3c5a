"""A year of deliveries, made up: what a newsroom's inbox gets night after night, with all that goes wrong in one.

Three feeds: an agency's ninjs lines (versions, cancels), a paper's JSON lines, another paper's pages in a WARC. A night brings
new articles; some of before again as they were, some revised, some in an older version than the one that came last; articles
dated months ago; what the papers print of the agency, cut and under other headlines; lines that are cut short; now and then
a whole delivery of last week under another name, recompressed. Everything follows from the night's number.
"""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.year_words import PEOPLE, PLACES, headline, paragraph

FEEDS = ("meridian-wire", "harbour-gazette", "evening-lantern")
REPEATED, REVISED, OUTDATED, BROKEN = 2, 2, 1, 1  # items a night, beside the new ones
CANCEL_EVERY, AGAIN_EVERY, LATE_EVERY, COPY_EVERY = 5, 9, 11, 7
LATE_DAYS = (40, 300)


@dataclass(frozen=True)
class Year:
    """The first night, how many new articles each brings, and from which night on they are: of older ones there is no news."""

    first: date
    a_night: int
    since: int = 0

    def born(self, number: int) -> int:
        """The night on which an article first came."""
        return number // self.a_night

    def feed(self, number: int) -> str:
        return FEEDS[number % len(FEEDS)]

    def published(self, number: int) -> datetime:
        """Its time of publication: the day before its night, of some articles months before."""
        rng = random.Random(f"published {number}")
        days = rng.randint(*LATE_DAYS) if number % LATE_EVERY == 0 else 1
        day = self.first + timedelta(days=self.born(number) - days)
        return datetime.combine(day, time(rng.randrange(5, 23), rng.randrange(60)), UTC)


@dataclass(frozen=True)
class Item:
    """An article in one version, or its cancellation."""

    number: int
    version: int
    is_cancelled: bool = False


def items_of(year: Year, night: int) -> Iterator[Item]:
    """What the night brings: new articles, then some of those of before. A version is the night on which it was made."""
    return (item for item in _all_items(year, night) if year.born(item.number) >= year.since)


def _all_items(year: Year, night: int) -> Iterator[Item]:
    rng = random.Random(f"items {night}")
    yield from (Item(n, night) for n in range(night * year.a_night, (night + 1) * year.a_night))
    if night == 0:
        return
    for kind in range(REPEATED + REVISED + OUTDATED):
        span = night if rng.random() < 0.2 else min(night, 10)  # most news of an old article comes within days
        number = rng.randrange((night - span) * year.a_night, night * year.a_night)
        born = year.born(number)
        made = born if kind < REPEATED else night if kind < REPEATED + REVISED else rng.randint(born, night)
        yield Item(number, made)
    if night % CANCEL_EVERY == 0:
        number = rng.randrange(night * year.a_night) // len(FEEDS) * len(FEEDS)
        yield Item(number, night, is_cancelled=True)


def deliver(year: Year, night: int, inbox: Path) -> list[Path]:
    """Write the night's files into the inbox; returns them."""
    wanted = list(items_of(year, night))
    files = []
    for feed, write in WRITERS.items():
        own = [item for item in wanted if year.feed(item.number) == feed]
        data = write(year, own, random.Random(f"broken {feed} {night}"))
        name = f"{year.first + timedelta(days=night)}{SUFFIXES[feed]}"
        files.append(_put(inbox / feed / name, data))
    if night % AGAIN_EVERY == AGAIN_EVERY - 1 and night - 7 >= year.since:
        day = year.first + timedelta(days=night - 7)
        again = (inbox / FEEDS[0] / f"{day}{SUFFIXES[FEEDS[0]]}").read_bytes()
        files.append(_put(inbox / FEEDS[0] / f"{year.first + timedelta(days=night)}-again.jsonl.gz", gzip.compress(again, mtime=0)))
    return files


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def headline_of(number: int) -> str:
    return f"{headline(random.Random(f'headline {number}'))} ({number})"


def paragraphs_of(year: Year, item: Item) -> list[str]:
    """The text: of a copy the agency's, cut; a later version has a paragraph more and another one changed."""
    number = item.number
    is_copy = number % COPY_EVERY == 0 and year.feed(number) != FEEDS[0] and number >= len(FEEDS)
    of = number // len(FEEDS) * len(FEEDS) if is_copy else number
    rng = random.Random(f"text {of}")
    person, place = rng.choice(PEOPLE), rng.choice(PLACES)
    texts = [paragraph(rng, person, place) for _ in range(rng.randint(5, 8))]
    texts[0] = f"{place} — {texts[0]}"
    if is_copy:
        texts = texts[:-1]
    if item.version > year.born(number):
        changed = random.Random(f"change {number} {item.version}")
        texts[changed.randrange(len(texts))] = paragraph(changed, person, place)
        texts.append(paragraph(changed, person, place))
    return texts


def _of_version(year: Year, item: Item) -> datetime:
    return year.published(item.number) + timedelta(days=item.version - year.born(item.number))


def _write_wire(year: Year, items: list[Item], rng: random.Random) -> bytes:
    lines = [json.dumps(_ninjs(year, item), ensure_ascii=False) for item in items]
    return _with_broken_lines(lines, rng)


def _ninjs(year: Year, item: Item) -> dict[str, Any]:
    return {
        "guid": f"tag:meridian.example,2025:{item.number}",
        "type": "text",
        "version": str(item.version - year.born(item.number) + 1),
        "firstcreated": year.published(item.number).isoformat(),
        "versioncreated": _of_version(year, item).isoformat(),
        "pubstatus": "canceled" if item.is_cancelled else "usable",
        "language": "en",
        "headline": headline_of(item.number),
        "byline": f"By {PEOPLE[item.number % len(PEOPLE)]}",
        "provider": "Meridian Wire",
        "body_html": "".join(f"<p>{p}</p>" for p in paragraphs_of(year, item)),
    }


def _write_gazette(year: Year, items: list[Item], rng: random.Random) -> bytes:
    lines = [json.dumps(_post(year, item), ensure_ascii=False) for item in items]
    return gzip.compress(_with_broken_lines(lines, rng), mtime=0)


def _post(year: Year, item: Item) -> dict[str, Any]:
    return {
        "url": f"https://gazette.example/{year.published(item.number):%Y/%m/%d}/{item.number}",
        "title": headline_of(item.number),
        "authors": [PEOPLE[item.number % len(PEOPLE)]],
        "published_at": year.published(item.number).isoformat(),
        "updated_at": _of_version(year, item).isoformat(),
        "publisher": "The Harbour Gazette",
        "language": "en",
        "body": "\n\n".join(paragraphs_of(year, item)),
    }


def _with_broken_lines(lines: list[str], rng: random.Random) -> bytes:
    """The lines, and among them some that are cut short."""
    for _ in range(BROKEN):
        lines.insert(rng.randrange(len(lines) + 1), f'{{"guid": "broken-{rng.randrange(10**9)}", "headline": "The line ends he')
    return ("\n".join(lines) + "\n").encode()


def _write_lantern(year: Year, items: list[Item], rng: random.Random) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for item in items:
        _add_page(writer, year, item)
    if BROKEN and rng.random() < 0.5:
        _add_response(
            writer, f"https://lantern.example/gone/{rng.randrange(10**9)}", b"<html><body>Gone</body></html>", "404 Not Found", year.first
        )
    return out.getvalue()


def _add_page(writer: Any, year: Year, item: Item) -> None:
    published, modified = year.published(item.number), _of_version(year, item)
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline_of(item.number),
        "datePublished": published.isoformat(),
        "dateModified": modified.isoformat(),
        "author": [{"@type": "Person", "name": PEOPLE[item.number % len(PEOPLE)]}],
        "publisher": {"@type": "Organization", "name": "Evening Lantern"},
    }
    body = "".join(f"<p>{p}</p>" for p in paragraphs_of(year, item))
    title = headline_of(item.number)
    head = f'<title>{title} | Evening Lantern</title><script type="application/ld+json">{json.dumps(about)}</script>'
    around = "<nav><a href='/'>Home</a></nav>", "<footer>Evening Lantern, Halden</footer>"
    article = f"<article><h1>{title}</h1>{body}</article>"
    page = f'<html lang="en"><head>{head}</head><body>{around[0]}{article}{around[1]}</body></html>'
    url = f"https://lantern.example/{published:%Y/%m/%d}/{item.number}"
    _add_response(writer, url, page.encode(), "200 OK", modified.date() + timedelta(days=1))


def _add_response(writer: Any, url: str, body: bytes, status: str, day: date) -> None:
    """A page as a crawler kept it on that day."""
    headers = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    at = {"WARC-Date": f"{day}T02:00:00Z", "WARC-Record-ID": f"<urn:example:{random.Random(body).getrandbits(64):016x}>"}
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=at))


Write = Callable[[Year, list[Item], random.Random], bytes]
WRITERS: dict[str, Write] = dict(zip(FEEDS, (_write_wire, _write_gazette, _write_lantern), strict=True))
SUFFIXES = dict(zip(FEEDS, (".jsonl", ".jsonl.gz", ".warc.gz"), strict=True))
