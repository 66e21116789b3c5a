"""Every format: found by content, every record kept, and what its fields come to."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.ids import digest
from transforms.contract import Item, RawRecord
from transforms.dumps import FORMATS, count_dump, read_dump, read_record, sniff

Read = Callable[..., list[RawRecord]]

# sample -> the format that reads it, and the reasons of its records (None for a candidate)
EXPECTED: dict[str, tuple[str, list[str | None]]] = {
    "page.html": ("html", [None]),
    "page.txt": ("text", [None]),
    "crawl.warc": ("warc", ["not_a_response", None, "not_text"]),
    "crawl.warc.gz": ("warc", [None] * 3),
    "crawl.warc.zst": ("warc", [None] * 3),
    "pages.zip": ("html", [None] * 4),
    "pages.tar.gz": ("html", [None, None]),
    "crawl.wacz": ("wacz", ["metadata_record", None, "metadata_record"]),
    "page.mhtml": ("mhtml", [None]),
    "page.webarchive": ("webarchive", [None]),
    "dump.jsonl": ("json_lines", [None, None]),
    "dump.jsonl.bz2": ("json_lines", [None, None]),
    "utf16.jsonl": ("json_lines", [None, None]),
    "array.json": ("json", [None, None]),
    "concatenated.json": ("json", [None, None]),
    "answer.json": ("json", [None, None]),
    "webz.json": ("json_lines", [None, "comment"]),
    "wapo.jl": ("json_lines", [None]),
    "ninjs3.json": ("json", [None]),
    "ninjs1.json": ("json_lines", [None]),
    "rows.csv": ("csv", [None, "header", "bad_csv", None]),
    "rows.parquet": ("parquet", [None, None]),
    "rows.avro": ("avro", [None]),
    "item.nitf.xml": ("nitf", [None]),
    "items.g2.xml": ("newsml_g2", [None, None, "picture", "package"]),
    "item.newsml.xml": ("newsml1", [None]),
    "feed.rss": ("feed", [None, None]),
    "export.wxr": ("wxr", [None, "draft", "attachment"]),
    "wiki.xml": ("mediawiki", [None, "other_namespace", "redirect_page"]),
    "factiva.xml": ("factiva_xml", [None]),
    "factiva.html": ("factiva_html", [None, None]),
    "europresse.html": ("europresse", [None]),
    "lexis.txt": ("lexisnexis_text", ["header", None, None]),
    "lexis.html": ("lexisnexis_html", [None]),
    "lexis.docx": ("docx", [None]),
    "lexis.rtf": ("rtf", [None]),
    "rcv1.xml": ("rcv1", [None]),
    "generic.xml": ("xml", [None, None]),
    "reuters.sgm": ("reuters21578", [None, None]),
    "gigaword.sgm": ("trec", [None, "advisory"]),
    "wire.anpa": ("wire", [None]),
    "wire.iptc": ("wire", [None]),
    "letter.eml": ("email", [None]),
    "letters.mbox": ("email", [None, None]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_found_by_content_and_accounted_for(samples: dict[str, bytes], read: Read, name: str) -> None:
    form, reasons = EXPECTED[name]
    records = read(samples[name], "dump")  # no ending tells what it is
    assert [record.reason for record in records] == reasons
    assert records[0].format == form


def test_every_format_has_a_name_of_its_own() -> None:
    names = [form.name for form in FORMATS]
    assert len(names) == len(set(names))
    assert sniff(b"\x00\x01\x02\x03" * 20, "x") is None


def body(item: Item) -> str:
    return item.body_html or item.body_text or "\n".join(f"{kind}: {text}" for kind, text in item.paragraphs or [])


# sample -> attributes of the item of its first candidate
ITEMS: dict[str, dict[str, object]] = {
    "dump.jsonl": {"title": "Mill", "authors": ["Ada Lind"], "published": "2025-03-01", "body_text": "It turns."},
    "webz.json": {"title": "Mill", "byline": "Ada Lind", "zone_is_publishers": False, "section": "Local", "publisher": "o.example"},
    "wapo.jl": {"section": "Local", "published": 1740816000000, "paragraphs": [("body", "The mill turns."), ("heading", "Why")]},
    "ninjs3.json": {"title": "Mill", "byline": "Ada Lind", "body_html": "<p>It turns.</p>", "status": "usable"},
    "ninjs1.json": {"title": "Mill", "status": "withdrawn"},
    "rows.csv": {"title": "Mill", "body_text": 'It turns,\r\n"again".', "published": "2025-03-01"},
    "rows.parquet": {"title": "Mill", "body_text": "It turns."},
    "rows.avro": {"title": "Mill", "body_text": "It turns.\n\nIt will go on.", "published": 1740816000000, "publisher": "Osterby Post"},
    "item.nitf.xml": {
        "title": "Mill turns",
        "subtitle": "Again",
        "byline": "By Ada Lind",
        "dateline": "OSTERBY",
        "published": "20250301T080000Z",
        "publisher": "Osterby Press",
        "paragraphs": [("body", "The mill turns."), ("heading", "Why"), ("body", "It was Bo Ek.")],
    },
    "items.g2.xml": {
        "title": "Mill turns",
        "byline": "Ada Lind",
        "status": "embargoed",
        "embargoed_until": "2025-03-01T10:00:00Z",
        "published": "2025-03-01T08:00:00Z",
        "updated": "2025-03-01T09:00:00Z",
        "publisher": "Osterby Press",
        "language": "en",
        "keywords": ["Mills"],
        "rights": "(c) Osterby",
        "paragraphs": [("body", "The mill turns."), ("body", "It will go on.")],
    },
    "item.newsml.xml": {"title": "Mill turns", "byline": "Ada Lind", "publisher": "Osterby Press", "language": "en"},
    "feed.rss": {"title": "Mill turns", "publisher": "Osterby Post", "source": "Wire", "language": "en", "is_truncated": False},
    "export.wxr": {"title": "Mill", "byline": "ada", "published": "2025-03-01 08:00:00+00:00", "publisher": "Osterby Post"},
    "wiki.xml": {
        "title": "Mill turns",
        "published": "March 1, 2025",
        "publisher": "Osterwiki",
        "keywords": ["Mills"],
        "paragraphs": [("body", "The mill of the town turns."), ("heading", "Why"), ("body", "It was Bo Ek.")],
    },
    "factiva.xml": {
        "title": "Mill turns",
        "publisher": "Osterby Post",
        "paragraphs": [("body", "The mill turns."), ("body", "It will go on.")],
    },
    "factiva.html": {
        "title": "Mill",
        "publisher": "Osterby Post",
        "published": "1 March 2025",
        "paragraphs": [("body", "The mill turns.")],
    },
    "europresse.html": {
        "title": "Mill turns",
        "byline": "Ada Lind",
        "publisher": "Osterby Post",
        "published": "1 mars 2025",
        "section": "Local",
    },
    "lexis.txt": {
        "title": "Mill turns again",
        "byline": "Ada Lind",
        "publisher": "Osterby Post",
        "published": "March 1, 2025 Saturday",
        "section": "NEWS",
        "rights": "Copyright 2025 Osterby Post",
        "paragraphs": [("body", "The mill of Osterby turns."), ("body", "It will go on.")],
    },
    "lexis.html": {"title": "Mill turns", "byline": "Ada Lind", "paragraphs": [("body", "The mill turns."), ("body", "It will go on.")]},
    "lexis.docx": {
        "title": "Mill turns again",
        "publisher": "Osterby Post",
        "byline": "Ada Lind",
        "paragraphs": [("body", "The mill turns."), ("body", "It will go on.")],
    },
    "lexis.rtf": {"title": "Mill turns", "published": "March 1, 2025 Saturday", "paragraphs": [("body", "The mill turns.")]},
    "rcv1.xml": {"title": "Mill turns.", "published": "1997-03-01", "language": "en"},
    "generic.xml": {"title": "Mill", "published": "2025-03-01", "body_text": "It turns.\n\nIt goes on."},
    "reuters.sgm": {
        "title": "MILL <OST> TURNS",
        "dateline": "OSTERBY, March 1",
        "published": "1-MAR-1987 08:00:00.00",
        "keywords": ["mills"],
        "paragraphs": [("body", "The mill turns, it was said."), ("body", "It will go on.")],
    },
    "gigaword.sgm": {
        "title": "Mill turns",
        "published": "2010-03-01",
        "paragraphs": [("body", "The mill & the weir."), ("body", "It will go on.")],
    },
    "wire.anpa": {
        "title": "Mill turns again",
        "byline": "By ADA LIND",
        "published": "2013-03-01T08:00:00+00:00",
        "paragraphs": [("body", "OSTERBY (AP) _ The mill turns."), ("body", "It will go on.")],
    },
    "wire.iptc": {
        "title": "Mill turns again",
        "published": "2025-03-01T14:00:00+00:00",
        "paragraphs": [("body", "Osterby (dpa) - The mill of Osterby turns."), ("body", "It will go on.")],
    },
    "letter.eml": {
        "title": "Mühle turns",
        "publisher": "Osterby Post",
        "kind": "newsletter",
        "published": "Sat, 01 Mar 2025 08:00:00 +0100",
    },
}


@pytest.mark.parametrize("name", ITEMS)
def test_fields(samples: dict[str, bytes], read: Read, name: str) -> None:
    item = next(record.item for record in read(samples[name], name) if record.item)
    assert {key: getattr(item, key) for key in ITEMS[name]} == ITEMS[name]
    assert body(item)


def test_ids_and_versions(samples: dict[str, bytes], read: Read) -> None:
    found = {
        name: [(r.external_id, r.external_version) for r in read(samples[name], name)][:2]
        for name in ("items.g2.xml", "item.newsml.xml", "feed.rss", "wiki.xml")
    }
    assert found["items.g2.xml"] == [("urn:o:1", "3"), ("urn:o:1", "4")]  # the second withdraws the first
    assert found["item.newsml.xml"] == [("o.example:20250301:77", "2")]
    assert found["feed.rss"][0] == ("o-1", None)
    assert found["wiki.xml"][0] == ("owiki:5", "9")


def test_feed_teasers_and_titles_escaped_twice(samples: dict[str, bytes], read: Read) -> None:
    teaser = read(samples["feed.rss"], "feed.rss")[1]
    assert teaser.item is not None and teaser.item.is_truncated and teaser.item.title == "Weir & dam"
    assert teaser.warnings == ["entities_decoded_twice"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><nitf><body><body.content><p>x &b;</p></body.content></body></nitf>',
            None,
        ),
        (
            b'<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body><body.content><p>x &x;</p></body.content></body></nitf>',
            None,
        ),
        (b"<nitf><p>never ends", "truncated"),
        (b"<nitf>" + b"<p>" * 5000 + b"</p>" * 5000 + b"</nitf>", "too_deep"),
    ],
)
def test_hostile_xml(read: Read, document: bytes, reason: str | None) -> None:
    record = read(document, "x.xml")[0]
    assert record.reason == reason
    if record.item:
        assert body(record.item) in ("body: x &b;", "body: x &x;")  # no entity of a document's own is ever expanded


def test_charsets(read: Read) -> None:
    text = "“Mühle”, sagt er – schön."
    for data, charset in [
        (text.encode(), "utf-8"),
        (text.encode("cp1252"), "cp1252"),
        (b"\xef\xbb\xbf" + text.encode(), "utf-8"),
        (text.encode("utf-16"), "utf-8"),
        (text.encode("utf-16-le"), "utf-8"),
    ]:
        record = read(data, "a.txt")[0]
        assert (record.text, record.charset) == (text, charset)
    page = b'<html><head><meta charset="utf-8"></head><body><p>caf\xe9 \x93q\x94 ...</p></body></html>'
    record = read(page, "a.html")[0]
    assert record.html is not None and "café “q”" in record.html and record.warnings == ["encoding_guessed"]
    twice = read(text.encode().decode("latin-1").encode(), "b.txt")[0]
    assert twice.text == text and twice.warnings == ["mojibake_repaired"]


def test_a_head_that_breaks_the_parser_costs_no_entry(read: Read) -> None:
    head = b'<rss version="2.0" xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"><channel></creativeCommons:license>'
    entry = b"<item><title>Mill turns</title><link>https://o.example/1</link><description>It turns again.</description></item>"
    (record,) = read(head + entry + b"</channel></rss>", "feed.xml")
    assert record.item is not None and record.item.title == "Mill turns"


def test_an_export_without_an_article_is_one_reject(read: Read) -> None:
    page = b'<html><head><title>Factiva</title></head><body><div class="articleParagraph">nothing marked</div></body></html>'
    (record,) = read(page, "export.html")
    assert (record.verdict, record.reason) == ("rejected", "unreadable")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_can_be_read_again(samples: dict[str, bytes], tmp_path: Path, check: Read, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(samples[name])
    for record in check(path):
        assert read_record(path, record.position) == record.payload
        place = {"byte_offset": record.byte_offset, "byte_length": record.byte_length, "payload_digest": digest(record.payload)}
        assert read_record(path, record.position, **place) == record.payload


SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "samples"


@pytest.mark.skipif(not SHARED.is_dir(), reason="no folder of real samples beside the project")
def test_real_samples_are_all_read(check: Callable[..., list[RawRecord]]) -> None:
    for path in sorted(path for path in SHARED.rglob("*") if path.is_file() and "News_Category" not in path.name):
        assert check(path), path.name


def test_the_title_in_the_head_of_an_embedded_nitf_is_taken_where_there_is_no_headline(tmp_path: Path) -> None:
    path = tmp_path / "item.xml"
    path.write_bytes(
        b'<newsItem guid="urn:o:9" version="1"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta/><contentSet>'
        b"<inlineXML><nitf><head><title>Mill turns</title></head><body><body.head><byline>By Ada Lind</byline></body.head>"
        b"<body.content><p>The mill at Osterby turns again.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>"
    )
    (record,) = read_dump(path)
    assert record.item and record.item.title == "Mill turns"


def test_reuters_items_that_do_not_take_turns_are_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "reut.sgm"
    item = '<REUTERS TOPICS="NO" NEWID="{}">\n<TEXT><TITLE>MILL {} TURNS</TITLE><BODY>It turns again.</BODY></TEXT>\n</REUTERS>\n'
    whole = '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + "".join(item.format(n, n) for n in range(3))
    path.write_text(whole)
    assert count_dump(path).records == len(list(read_dump(path))) == 3
    twice_open = whole.replace('<REUTERS TOPICS="NO" NEWID="1">', '<REUTERS TOPICS="NO" NEWID="1">\n<REUTERS TOPICS="NO" NEWID="1">')
    path.write_text(twice_open + "</REUTERS>\n")
    assert count_dump(path).records is None


def test_an_archive_says_when_a_member_cannot_be_counted(tmp_path: Path) -> None:
    damaged = b"Obj\x01" + bytes(40)
    with tarfile.open(tmp_path / "a.tar", "w") as tar, zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = tarfile.TarInfo("rows.avro")
        info.size = len(damaged)
        tar.addfile(info, io.BytesIO(damaged))
        archive.writestr("rows.avro", damaged)
    for name in ("a.tar", "a.zip"):
        tally = count_dump(tmp_path / name)
        assert (tally.records, tally.by) == (None, "a member that cannot be counted")


def test_a_damaged_byte_order_mark_is_no_cover_page(tmp_path: Path) -> None:
    path = tmp_path / "lexis.txt"
    item = "    {} of 2 DOCUMENTS\n\n    Osterby Post\n\n    March 1, 2025 Saturday\n\nMill turns\n\nLENGTH: 3 words\n\nThe mill turns.\n\n"
    path.write_bytes(b"\xef\xbb\n" + (item.format(1) + item.format(2)).encode())
    assert count_dump(path).records == len(list(read_dump(path))) == 2
