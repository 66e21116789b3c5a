"""One small dump of every format, all of invented news, and a reader that checks the laws every dump must keep."""

# ruff: noqa: E501 (documents of other systems, written as those write them)

from __future__ import annotations

import bz2
import gzip
import io
import json
import plistlib
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.transforms.dumps.injuries import checked
from transforms.contract import RawRecord
from transforms.dumps import Limits

PAGE = b"<!doctype html><html><head><title>Mill</title></head><body><p>The mill at Osterby turns again.</p></body></html>"


MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://o.example/mill\r\nSubject: Mill\r\nDate: Sat, 1 Mar 2025 08:00:00 -0000\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----x"\r\n\r\n------x\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://o.example/mill\r\n\r\n"
    b"<html><title>M=C3=BChle</title><p>The mill at Osterby =\r\nturns.</p></html>\r\n------x\r\n"
    b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------x--\r\n"
)
SAFARI = {
    "WebResourceData": PAGE,
    "WebResourceMIMEType": "text/html",
    "WebResourceTextEncodingName": "UTF-8",
    "WebResourceURL": "https://o.example/mill",
}


def _warc(*records: tuple[str, bytes]) -> list[bytes]:
    made = []
    for number, (kind, block) in enumerate(records):
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://o.example/{number}\r\nWARC-Date: 2025-03-01T08:00:00Z\r\nContent-Length: {len(block)}\r\n\r\n"
        made.append(head.encode() + block + b"\r\n\r\n")
    return made


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", ".")), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _tar(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name.replace("_dot_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"title": ["Mill", "Weir"], "text": ["It turns.", "It holds."], "date": ["2025-03-01", None]}), buffer)
    return buffer.getvalue()


def _avro() -> bytes:
    fields = [{"name": name, "type": ["null", "string"]} for name in ("an", "title", "body", "snippet", "source_code", "publisher_name")]
    fields.append({"name": "publication_date", "type": ["null", "long"]})
    row = {
        "an": "OSTX000020250301e1",
        "title": "Mill",
        "snippet": "It turns.",
        "body": "It will go on.",
        "source_code": "OST",
        "publisher_name": "Osterby Post",
    }
    buffer = io.BytesIO()
    fastavro.writer(buffer, {"type": "record", "name": "Row", "fields": fields}, [row | {"publication_date": 1740816000000}])
    return buffer.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    lines = [
        "User Name: A. Reader",
        "Mill turns again",
        "Osterby Post",
        "March 1, 2025 Saturday",
        "Copyright 2025 Osterby Post",
        "Section: NEWS; Pg. 3",
    ]
    lines += [
        "Length: 12 words",
        "Byline: Ada Lind",
        "Body",
        "The mill turns.",
        "It will go on.",
        "Load-Date: March 2, 2025",
        "End of Document",
    ]
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


LINES = b"".join(
    json.dumps(value).encode() + b"\n"
    for value in (
        {"url": "https://o.example/1", "title": "Mill", "text": "It turns.", "authors": ["Ada Lind"], "date": "2025-03-01"},
        {"url": "https://o.example/2", "title": "Weir", "text": "It holds.", "authors": "Bo Ek", "date": 1740816000000},
    )
)
NITF = (
    b"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE nitf SYSTEM "http://o.example/nitf.dtd">
<nitf><head><title>slug</title><docdata management-status="usable"><doc-id id-string="OST.1"/><date.issue norm="20250301T080000Z"/>
<doc.copyright year="2025" holder="Osterby Press"/></docdata></head><body><body.head><hedline><hl1>Mill turns</hl1><hl2>Again</hl2></hedline>
<byline>By Ada Lind<byttl>Reporter</byttl></byline><dateline>OSTERBY</dateline></body.head><body.content><p>The mill&nbsp;turns.</p><hl2>Why</h"""
    + b"""l2>
<p>It was <person>Bo Ek</person>.</p><media media-type="image"><media-reference source="mill.jpg"/><media-caption>The mill</media-caption></media>
</body.content></body></nitf>"""
)
NEWSML_G2 = b"""<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:o:1" version="3" xml:lang="en"><rightsInfo><copyrightNotice>(c) Osterby</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Osterby Press"/><versionCreated>2025-03-01T09:00:00Z</versionCreated>
<firstCreated>2025-03-01T08:00:00Z</firstCreated><embargoed>2025-03-01T10:00:00Z</embargoed><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><by>Ada Lind</by><headline>Mill turns</headline><subject qcode="x:1"><name>Mills</name></subject></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>The mill turns.</p><p>It will go on.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:o:1" version="4"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:canceled"/></itemMeta><contentMeta><headline>Mill turns</headline></contentMeta></newsItem>
<newsItem guid="urn:o:2" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem><packageItem guid="urn:o:3"/></itemSet></newsMessage>"""
NEWSML1 = b"""<NewsML><NewsEnvelope/><NewsItem><Identification><NewsIdentifier><ProviderId>o.example</ProviderId><DateId>20250301</DateId>
<NewsItemId>77</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier></Identification><NewsManagement><FirstCreated>20250301T080000Z</FirstCreated>
<Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Mill turns</HeadLine><ByLine>Ada Lind</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Osterby Press"/></Provider></AdministrativeMetadata><DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent><p>The mill turns.</p><p>It will go on.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Osterby Post</title><language>en</language>
<item><title>Mill turns</title><link>https://o.example/1</link><guid isPermaLink="false">o-1</guid><pubDate>Sat, 01 Mar 2025 08:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>The mill <item> turns.</p>]]></content:encoded><source url="https://w.example">Wire</source></item>
<item><title>Weir &amp;amp; dam</title><link>https://o.example/2</link><description>It holds ...</description></item></channel></rss>"""
WXR = (
    b"""<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Osterby Post</title><language>en</language>"""
    + b"".join(
        b"<item><title>%s</title><link>https://o.example/%d</link><dc:creator>ada</dc:creator><content:encoded><![CDATA[The mill turns.\n\nIt will go on.]]></content:encoded>"
        b"<excerpt:encoded><![CDATA[Short]]></excerpt:encoded><wp:post_id>%d</wp:post_id><wp:post_date_gmt>2025-03-01 08:00:00</wp:post_date_gmt><wp:status>%s</wp:status>"
        b"<wp:post_type>%s</wp:post_type></item>" % (title, number, number, status, kind)
        for number, (title, status, kind) in enumerate(
            [(b"Mill", b"publish", b"post"), (b"Draft", b"draft", b"post"), (b"Pic", b"inherit", b"attachment")]
        )
    )
    + b"</channel></rss>"
)
MEDIAWIKI = b"""<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="en"><siteinfo><sitename>Osterwiki</sitename><dbname>owiki</dbname><base>https://o.example/wiki/Main</base></siteinfo>
<page><title>Mill turns</title><ns>0</ns><id>5</id><revision><id>9</id><timestamp>2025-03-01T08:00:00Z</timestamp><text>{{date|March 1, 2025}}
The '''mill'''&lt;ref&gt;x&lt;/ref&gt; of [[Osterby|the town]] turns.

== Why ==
It was [[Bo Ek]].

== Sources ==
* {{source|url=x}}
[[Category:Mills]]</text></revision></page>
<page><title>Talk:Mill</title><ns>1</ns><id>6</id><revision><id>10</id><text>hm</text></revision></page>
<page><title>Old</title><ns>0</ns><id>7</id><redirect title="Mill turns"/><revision><id>11</id><text>#REDIRECT [[Mill turns]]</text></revision></page></mediawiki>"""
FACTIVA = b"""\xef\xbb\xbf<?xml version="1.0"?><PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticle><article><accessionNo>OST1</accessionNo><baseLanguage>EN</baseLanguage>
<headline><paragraph><hlt>Mill</hlt> turns</paragraph></headline><leadParagraph><paragraph>The mill turns.</paragraph></leadParagraph><publicationDate><dateTime>2025-03-01T08:00:00Z</dateTime></publicationDate>
<sourceName>Osterby Post</sourceName><tailParagraphs><paragraph>It will go on.</paragraph></tailParagraphs></article></ppsarticle></ppsArticleResponse></PPSResponse>"""
FACTIVA_HTML = (
    b"""<html><head><meta charset="utf-8"></head><body>"""
    + b"".join(
        b"""<div class="article enArticle"><table><tr><td><b>HD</b>&nbsp;</td><td><b>%s</b></td></tr><tr><td><b>PD</b></td><td>1 March 2025</td></tr><tr><td><b>SN</b></td><td>Osterby Post</td></tr>
<tr><td><b>LP</b></td><td><p class="articleParagraph">The mill turns.</p></td></tr><tr><td><b>AN</b></td><td>Document OSTX0000200%02d0301e1</td></tr></table></div>"""
        % (title, number)
        for number, title in enumerate([b"Mill", b"Weir"])
    )
    + b"</body></html>"
)
EUROPRESSE = b"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article><header><span class="DocPublicationName">Osterby Post</span><span class="DocHeader">Local, samedi 1 mars 2025, p. 3</span>
<div class="titreArticle"><p class="titreArticleVisu">Mill turns</p></div><div>Ada Lind</div></header><section><div class="DocText"><p>The mill turns.</p></div></section></article></body></html>"""
LEXIS_TEXT = b"""\xef\xbb\xbf\r\n\r\nDownload Request: 1-2\r\n\r\n                               1 of 2 DOCUMENTS\r\n\r\n                   Osterby Post\r\n\r\n              March 1, 2025 Saturday\r\n\r\nMill turns again\r\n
BYLINE: Ada Lind\r\n\r\nSECTION: NEWS; Pg. 3\r\n\r\nLENGTH: 9 words\r\n\r\nThe mill of\r\nOsterby turns.\r\n\r\nIt will go on.\r\n\r\nLOAD-DATE: March 2, 2025\r\n\r\nLANGUAGE: ENGLISH\r\n\r\n      Copyright 2025 Osterby Post\r\n
                               2 of 2 DOCUMENTS\r\n\r\n                   Osterby Post\r\n\r\n              March 2, 2025 Sunday\r\n\r\nWeir holds\r\n\r\nLENGTH: 2 words\r\n\r\nIt holds.\r\n"""
LEXIS_HTML = b"""<html><body><!-- LXNComment 1:2 --><a name="DOC_ID_0_0"></a><!-- Hide XML section from browser
<DOC NUMBER=1>
<DOCFULL> -->
<div class="c0"><p>1 of 1 DOCUMENTS</p></div><div><p>Osterby Post</p></div><div><p>1 March 2025 Saturday</p></div><div><p>Mill turns</p></div><div><p>AUTEUR: Ada Lind</p></div>
<div><p>LONGUEUR: 9 mots</p></div><div><p>The mill turns.</p><p>It will go on.</p></div><div><p>DATE-CHARGEMENT: 2 March 2025</p></div><!-- Hide XML section from browser
</DOCFULL>
</DOC> --></body></html>"""
RTF = rb"{\rtf1\ansi Mill turns\par Osterby Post\par March 1, 2025 Saturday\par Length: 4 words\par Body\par The mill turns.\par Load-Date: March 2, 2025\par End of Document\par }"
REUTERS = b"""<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" NEWID="1">
<DATE> 1-MAR-1987 08:00:00.00</DATE>
<TOPICS><D>mills</D></TOPICS>
<UNKNOWN>&#5;&#5;C</UNKNOWN>
<TEXT>&#2;
<TITLE>MILL &lt;OST> TURNS</TITLE>
<DATELINE>    OSTERBY, March 1 - </DATELINE><BODY>The mill turns,
it was said.
    It will go on.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" NEWID="2">
<DATE> 1-MAR-1987 08:01:00.00</DATE>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>WEIR HOLDS
</TITLE>Blah blah blah.
&#3;</TEXT>
</REUTERS>
"""
GIGAWORD = b"""<DOC id="AFP_ENG_20100301.0001" type="story" >
<HEADLINE>
Mill turns
</HEADLINE>
<DATELINE>
OSTERBY, March 1, 2010 (AFP)
</DATELINE>
<TEXT>
<P>
The mill &amp; the weir.
</P>
<P>
It will go on.
</P>
</TEXT>
</DOC>
<DOC id="AFP_ENG_20100301.0002" type="advis" >
<TEXT>
Attention editors.
</TEXT>
</DOC>
"""
ANPA = b"\x16\x16\x01W2870\x1f_ost\r\nf l\x13\x11 BC-Mill     03-01 0049\r\n\x02^BC-Mill,49<\r\n^Mill turns again <\r\n^By ADA LIND=\r\n^Associated Press=\r\n\t   OSTERBY (AP) _ The mill turns.\r\n \r\n\t   It will go on.\r\n\t   \x03AP-WF-03-01-13 0800GMT<\r\n\x04"
IPTC7901 = b"\x01eca062 4 i 211   dpa 061\r\n\nMills/\r\n\x02Mill turns again =\r\n\n   Osterby (dpa) - The mill of\r\nOsterby turns.\r\n\n   It will go on.\r\n\x03011400 GMT Mar 25\n\x04"
EMAIL = b"From: Osterby Post <news@o.example>\r\nTo: a@b.example\r\nSubject: =?utf-8?q?M=C3=BChle_turns?=\r\nDate: Sat, 01 Mar 2025 08:00:00 +0100\r\nMessage-ID: <1@o.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The mill turns.</p>\r\n"
CSV = b'id,title,text,date\r\n1,Mill,"It turns,\r\n""again"".",2025-03-01\r\nid,title,text,date\r\n2,Weir,It holds.\r\n3,Dam,It waits.,2025-03-02\r\n'
WEBZ = {
    "uuid": "ab" * 20,
    "ord_in_thread": 0,
    "author": "Ada Lind",
    "published": "2025-03-01T10:00:00.000+02:00",
    "title": "Mill",
    "text": "It turns.",
    "language": "english",
    "url": "https://o.example/1",
}
WAPO = {
    "id": "0b1c2d3e",
    "article_url": "/local/mill",
    "title": "Mill",
    "author": "Ada Lind",
    "published_date": 1740816000000,
    "source": "The Washington Post",
    "contents": [
        None,
        {"type": "kicker", "content": "Local"},
        {"type": "sanitized_html", "subtype": "paragraph", "content": "The <b>mill</b> turns."},
        {"type": "sanitized_html", "subtype": "subhead", "content": "Why"},
    ],
}
NINJS3 = {
    "uri": "urn:o:9",
    "version": "2",
    "pubStatus": "usable",
    "versionCreated": "2025-03-01T08:00:00Z",
    "headlines": [{"role": "main", "value": "Mill"}],
    "bodies": [{"contentType": "text/html", "value": "<p>It turns.</p>"}],
    "by": "Ada Lind",
    "language": "en",
}
NINJS1 = {
    "guid": "urn:o:8",
    "type": "text",
    "headline": "Mill",
    "body_html": "<p>It turns.</p>",
    "pubstatus": "canceled",
    "versioncreated": "2025-03-01T08:00:00Z",
    "version": "1",
}

SAMPLES: dict[str, bytes] = {
    "page.html": PAGE,
    "page.txt": "Mühle\n\nSie dreht sich “wieder”.\n".encode(),
    "crawl.warc": b"".join(
        _warc(
            ("warcinfo", b"x: y\r\n"),
            ("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE),
            ("conversion", b"Text of a page"),
        )
    ),
    "crawl.warc.gz": b"".join(
        gzip.compress(record, mtime=0)
        for record in _warc(*[("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)] * 3)
    ),
    "crawl.warc.zst": zstandard.compress(
        b"".join(_warc(*[("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)] * 3))
    ),
    "crawl.arc": b"filedesc://o.arc 0.0.0.0 20250301080000 text/plain 13\n1 0 Osterwiki\n\n\n"
    + b"https://o.example/1 1.2.3.4 20250301080000 text/html %d\n" % (len(PAGE) + 38)
    + b"HTTP/1.1 200 OK\nContent-Type: text/ht\n"[:36]
    + b"\n\n"
    + PAGE
    + b"\n",
    "pages.zip": _zip(a_dot_html=PAGE, b_dot_html=PAGE, c_dot_jsonl=LINES),
    "pages.tar.gz": gzip.compress(_tar(a_dot_html=PAGE, b_dot_txt=b"A plain text of a page.\n"), mtime=0),
    "crawl.wacz": _zip(
        datapackage_dot_json=b'{"profile": "data-package", "resources": []}',
        archive__a_dot_warc=b"".join(_warc(("response", b"HTTP/1.1 200 OK\r\n\r\n" + PAGE))),
        pages__pages_dot_jsonl=b"{}",
    ),
    "page.mhtml": MHTML,
    "page.webarchive": plistlib.dumps({"WebMainResource": SAFARI}, fmt=plistlib.FMT_BINARY),
    "dump.jsonl": LINES,
    "dump.jsonl.bz2": bz2.compress(LINES),
    "utf16.jsonl": LINES.decode().encode("utf-16"),
    "array.json": json.dumps([json.loads(line) for line in LINES.splitlines()], indent=1).encode(),
    "concatenated.json": LINES.replace(b"\n", b""),
    "answer.json": json.dumps({"status": "ok", "articles": [json.loads(line) for line in LINES.splitlines()]}, indent=1).encode(),
    "webz.json": b"\n".join(
        json.dumps(WEBZ | {"ord_in_thread": number, "thread": {"site": "o.example", "section_title": "Local"}}).encode()
        for number in (0, 1)
    ),
    "wapo.jl": json.dumps(WAPO).encode() + b"\n",
    "ninjs3.json": json.dumps(NINJS3, indent=1).encode(),
    "ninjs1.json": json.dumps(NINJS1).encode(),
    "rows.csv": CSV,
    "rows.parquet": _parquet(),
    "rows.avro": _avro(),
    "item.nitf.xml": NITF,
    "items.g2.xml": NEWSML_G2,
    "item.newsml.xml": NEWSML1,
    "feed.rss": RSS,
    "export.wxr": WXR,
    "wiki.xml": MEDIAWIKI,
    "factiva.xml": FACTIVA,
    "factiva.html": FACTIVA_HTML,
    "europresse.html": EUROPRESSE,
    "lexis.txt": LEXIS_TEXT,
    "lexis.html": LEXIS_HTML,
    "lexis.docx": _docx(),
    "lexis.rtf": RTF,
    "rcv1.xml": b'<?xml version="1.0"?><newsitem itemid="7" date="1997-03-01" xml:lang="en"><title>SWEDEN: Mill turns.</title><headline>Mill turns.</headline><text><p>The mill turns.</p></text></newsitem>',
    "generic.xml": b'<?xml version="1.0"?><articles><article><headline>Mill</headline><body><p>It turns.</p><p>It goes on.</p></body><PublishDate>2025-03-01</PublishDate></article><article><headline>Weir</headline><body>It holds.</body></article></articles>',
    "reuters.sgm": REUTERS,
    "gigaword.sgm": GIGAWORD,
    "wire.anpa": ANPA,
    "wire.iptc": IPTC7901,
    "letter.eml": EMAIL,
    "letters.mbox": b"From a@b Sat Mar  1 08:00:00 2025\n"
    + EMAIL.replace(b"\r", b"")
    + b"\nFrom a@b Sat Mar  1 08:00:00 2025\n"
    + EMAIL.replace(b"\r", b""),
}


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    return SAMPLES


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[RawRecord]]:
    """Writes a dump into a folder of its own and reads it, checked."""

    def read_bytes(data: bytes, name: str, limits: Limits | None = None) -> list[RawRecord]:
        path = tmp_path / name
        path.write_bytes(data)
        return checked(path, limits)

    return read_bytes


@pytest.fixture(scope="session")
def check() -> Callable[..., list[RawRecord]]:
    return checked
