"""The dumps of the sample, and what must become of every record in them.

A dump is a path under the sample folder, its bytes, and a list of `Expected`, one a record, in the order of the dump.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from data.maker import containers
from data.maker.articles import SOURCES, read_article
from data.maker.containers import Response, gzip_member
from data.maker.pages import html_page, json_line, text_copy

# a grey picture of one pixel
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAMzMzAAAACwAAAAAAQABAAACAkQBADs=")
GAZETTE = "harbour-gazette"
SITE = "https://www.harbourgazette.example"


@dataclass(frozen=True)
class Expected:
    """What becomes of a record. Of several records that hold one article, `article` names the same article: settle
    says which of them is the article's row. `reason` is the word of the closed list that fits best."""

    outcome: str
    reason: str | None = None
    article: str | None = None
    url: str | None = None
    member: str | None = None


@dataclass(frozen=True)
class Dump:
    path: str
    content: bytes
    records: tuple[Expected, ...]


def all_dumps() -> list[Dump]:
    return [_gazette_monday(), _gazette_tuesday(), *_lantern_pages(), _lantern_archive(), _wire_friday(), _wire_saturday(), *_copies()]


def _page(name: str, fetched: str | None = None) -> Response:
    article = read_article(f"{GAZETTE}/{name}")
    return Response(article.fields["url"], fetched or article.fields["fetched"], html_page(article).encode())


def _source(name: str) -> bytes:
    return (SOURCES / name).read_bytes()


def _gazette_monday() -> Dump:
    path = f"{GAZETTE}/HG-20250915021000-00001.warc.gz"
    records = [containers.warcinfo_record("2025-09-15T02:10:00Z", path.rsplit("/", 1)[1])]
    expected = [Expected("not_an_article", "not_a_response")]

    def add(record: bytes, outcome: Expected) -> None:
        records.append(record)
        expected.append(outcome)

    def add_odd(response: Response, reason: str) -> None:
        add(containers.response_record(response), Expected("not_an_article", reason, url=response.url))

    add_odd(
        Response(f"{SITE}/robots.txt", "2025-09-15T02:10:01Z", _source(f"{GAZETTE}/robots.txt"), content_type="text/plain"),
        "robots_or_sitemap",
    )
    add_odd(Response(f"{SITE}/local", "2025-09-15T02:10:02Z", _source(f"{GAZETTE}/index.html")), "index_page")
    for name in ("halden-strait", "tram-line", "lighthouse", "school-meals"):
        page = _page(name)
        add(containers.request_record(page), Expected("not_an_article", "not_a_response", url=page.url))
        add(containers.response_record(page), Expected("article", article=f"{GAZETTE}/{name}", url=page.url))
    add_odd(Response(f"{SITE}/images/tram.jpg", "2025-09-15T02:10:22Z", PIXEL, content_type="image/gif"), "not_text")
    moved = Response(f"{SITE}/gulls", "2025-09-15T02:10:24Z", b"", "301 Moved Permanently", location=_page("seagulls").url)
    add_odd(moved, "redirect")
    gulls = _page("seagulls")
    add(containers.response_record(gulls), Expected("article", article=f"{GAZETTE}/seagulls", url=gulls.url))
    gone = Response(f"{SITE}/local/2025/sep/01/gone", "2025-09-15T02:10:30Z", _source(f"{GAZETTE}/not-found.html"), "404 Not Found")
    add_odd(gone, "http_error")
    broken = Response(f"{SITE}/local/2025/sep/14/broken", "2025-09-15T02:10:33Z", b"<html><body><p>Cut.</p></body></html>", length_off=400)
    add(containers.response_record(broken), Expected("rejected", "wrong_length", url=broken.url))
    return Dump(path, b"".join(gzip_member(record) for record in records), tuple(expected))


def _gazette_tuesday() -> Dump:
    """A day later: one page has changed, one has not and is stored again, one is a revisit, and the last was cut off."""
    path = f"{GAZETTE}/HG-20250916021000-00001.warc.gz"
    revised = _page("tram-line-revised")
    again = _page("lighthouse", "2025-09-16T02:10:06Z")
    revisit = _page("seagulls", "2025-09-16T02:10:09Z")
    cut = _page("flood-wall")
    members = [
        gzip_member(containers.warcinfo_record("2025-09-16T02:10:00Z", path.rsplit("/", 1)[1])),
        gzip_member(containers.response_record(revised)),
        gzip_member(containers.response_record(again)),
        gzip_member(containers.revisit_record(revisit, _page("seagulls").fetched_at)),
    ]
    last = gzip_member(containers.response_record(cut))
    members.append(last[: len(last) * 3 // 5])
    expected = (
        Expected("not_an_article", "not_a_response"),
        Expected("article", article=f"{GAZETTE}/tram-line-revised", url=revised.url),
        Expected("duplicate", article=f"{GAZETTE}/lighthouse", url=again.url),
        Expected("not_an_article", "revisit", url=revisit.url),
        Expected("rejected", "truncated", url=cut.url),
    )
    return Dump(path, b"".join(members), expected)


def _lantern_pages() -> list[Dump]:
    dumps = []
    for name in ("water-rates", "clerk-trial", "bakery-profile", "hockey"):
        article = read_article(f"evening-lantern/{name}")
        expected = Expected("article", article=article.name, url=article.fields["url"])
        dumps.append(Dump(f"evening-lantern/pages/{name}.html", html_page(article).encode(), (expected,)))
    front = Expected("not_an_article", "index_page", url="https://eveninglantern.example/metro")
    return [*dumps, Dump("evening-lantern/pages/metro.html", _source("evening-lantern/index.html"), (front,))]


def _lantern_archive() -> Dump:
    """Older pages in a zip file: one in another layout and another character set, one that is also in the folder."""
    library = read_article("evening-lantern/library-hours")
    trial = read_article("evening-lantern/clerk-trial")
    older = html_page(library, "older-page.html").encode("cp1252")
    members = [
        ("lantern/2025/09/09/library-to-open-all-night.html", older, Expected("article", article=library.name)),
        ("lantern/2025/09/11/county-clerk-trial-opens.html", html_page(trial).encode(), Expected("duplicate", article=trial.name)),
        ("lantern/static/style.css", _source("evening-lantern/style.css"), Expected("not_an_article", "not_text")),
    ]
    expected = tuple(Expected(e.outcome, e.reason, e.article, member=name) for name, _, e in members)
    return Dump("evening-lantern/older-pages.zip", containers.zip_of([(name, content) for name, content, _ in members]), expected)


def _wire_lines(*names: str) -> tuple[list[str], list[Expected]]:
    articles = [read_article(f"meridian-wire/{name}") for name in names]
    return [json_line(a) for a in articles], [Expected("article", article=a.name, url=a.fields["url"]) for a in articles]


def _wire_friday() -> Dump:
    """Four versions of three stories, a line that was cut in the middle, and a line that is no object."""
    lines, expected = _wire_lines("halden-strait", "central-bank", "ferry-first", "ferry-second")
    expected[2] = Expected("revision", article="meridian-wire/ferry-second", url=expected[2].url)
    lines[2:2] = [lines[1][:700]]
    expected[2:2] = [Expected("rejected", "bad_json")]
    lines.append('["heartbeat", "2025-09-12T23:59:59Z"]')
    expected.append(Expected("rejected", "not_an_object"))
    return Dump("meridian-wire/wire-2025-09-12.jsonl", ("\n".join(lines) + "\n").encode(), tuple(expected))


def _wire_saturday() -> Dump:
    """The transfer broke off in the last story."""
    lines, expected = _wire_lines("regatta", "river-fever", "grain-harvest")
    complete = gzip_member(("\n".join(lines[:2]) + "\n").encode())
    cut = gzip_member((lines[2] + "\n").encode())
    # the line that has no end, and the stream that has none
    expected[2:] = [Expected("rejected", "truncated"), Expected("rejected", "truncated")]
    return Dump("meridian-wire/wire-2025-09-13.jsonl.gz", complete + cut[: len(cut) // 2], tuple(expected))


def _copies() -> list[Dump]:
    dumps = []
    for name in ("halden-strait", "island-schools", "museum-theft"):
        article = read_article(f"saved-copies/{name}")
        dumps.append(Dump(f"saved-copies/{name}.txt", text_copy(article).encode(), (Expected("article", article=article.name),)))
    return dumps
