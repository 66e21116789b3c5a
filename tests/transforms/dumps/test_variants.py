"""Dumps as they come from elsewhere: the same formats in the other shapes that archives hold them in."""

# ruff: noqa: E501 (documents of other systems, written as those write them)

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from transforms.contract import Item, RawRecord

Read = Callable[..., list[RawRecord]]


def items(read: Read, data: str | bytes, name: str = "dump") -> list[Item]:
    """The items of a dump's records, all of which must be candidates."""
    records = read(data.encode() if isinstance(data, str) else data, name)
    assert [record.reason for record in records] == [None] * len(records)
    return [record.item for record in records if record.item]


ANSWERS: dict[str, dict[str, Any]] = {
    "newsapi": {"status": "ok", "articles": [{"title": "Mill"}, {"title": "Weir"}]},
    "json feed": {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{"title": "Mill"}, {"title": "Weir"}]},
    "webz": {"posts": [{"uuid": f"u{t}", "thread": {}, "title": t, "text": "x"} for t in ("Mill", "Weir")], "totalResults": 2},
    "guardian": {"response": {"results": [{"webTitle": "Mill"}, {"webTitle": "Weir", "fields": {"body": "<p>x</p>"}}]}},
    "ap": {"data": {"items": [{"item": {"altids": {"itemid": t}, "headline": t}} for t in ("Mill", "Weir")]}},
    "json:api": {
        "data": [{"id": t, "attributes": {"headline": {"main": {"text": t}}, "body": [[{"text": "x"}]]}} for t in ("Mill", "Weir")]
    },
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_on_one_line_hold_a_list(read: Read, name: str) -> None:
    line = json.dumps(ANSWERS[name])
    for data in (line, line + "\n", json.dumps(ANSWERS[name], indent=1)):
        assert [item.title for item in items(read, data)] == ["Mill", "Weir"]
    assert len(items(read, f"{line}\n{line}\n")) == 4


def test_an_article_with_lists_of_its_own_is_one(read: Read) -> None:
    line = json.dumps({"title": "Mill", "content": "It turns.", "news": [{"title": "Weir"}], "items": [{"title": "Lock"}]})
    assert [item.title for item in items(read, f"{line}\n{line}\n")] == ["Mill", "Mill"]


def test_months_come_first_in_realnews(read: Read) -> None:
    row = {"title": "Mill", "text": "It turns.", "publish_date": "03-01-2019", "url_used": "u", "warc_date": "2019-03-05T01:02:03Z"}
    assert items(read, json.dumps(row))[0].published == "2019-03-01"


def test_what_is_said_of_a_text_may_stand_apart(read: Read) -> None:
    row = {"text": "It turns.", "metadata": {"title": "Mill", "date": "2025-03-01", "text": "other"}}
    item = items(read, json.dumps(row))[0]
    assert (item.title, item.body_text, item.published) == ("Mill", "It turns.", "2025-03-01")


def test_keys_of_other_tables_are_no_names(read: Read) -> None:
    row = {"title": {"rendered": "Mill"}, "content": {"rendered": "<p>It</p><p>turns.</p>"}, "author": 3, "categories": [5], "tags": [7]}
    item = items(read, json.dumps([row]))[0]
    assert (item.title, item.body_html, item.byline, item.section, item.keywords) == ("Mill", "<p>It</p><p>turns.</p>", None, None, [])
    keywords = [{"name": "subject", "value": "Mills", "rank": 1}]
    assert items(read, json.dumps({"title": "Mill", "keywords": keywords}))[0].keywords == ["Mills"]


def test_a_source_of_ninjs_3_and_writers_of_ap(read: Read) -> None:
    new = {"uri": "urn:op:1", "headlines": [{"value": "Mill"}], "infoSources": [{"name": "Osterby Press"}], "by": "Bo Ek"}
    assert items(read, json.dumps(new))[0].publisher == "Osterby Press"
    old = {"item": {"altids": {"itemid": "a"}, "headline": "Mill", "bylines": [{"by": "By BO EK", "title": "Osterby Press"}]}}
    assert items(read, json.dumps({"data": old}))[0].byline == "By BO EK"


def feed(entry: str, head: str = "<title>Post</title><link>https://o.example/news/</link>") -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    return f'<rss version="2.0" {spaces}><channel>{head}<item><title>Mill</title>{entry}</item></channel></rss>'


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("desk@osterby.example (Bo Ek)", ["Bo Ek"]),
        ("Bo Ek &lt;bo@osterby.example&gt;", ["Bo Ek"]),
        ("desk@osterby.example", None),
        ("Bo Ek", ["Bo Ek"]),
    ],
)
def test_authors_of_feeds_are_names_and_no_addresses(read: Read, author: str, names: list[str] | None) -> None:
    item = items(read, feed(f"<author>{author}</author><description>It turns.</description>"))[0]
    assert (item.authors, item.byline) == (names, None)


def test_captions_of_feeds_are_no_text(read: Read) -> None:
    picture = '<media:content url="https://o.example/a.jpg?a=1&amp;b=2"><media:description><![CDATA[The <b>mill</b>]]></media:description></media:content>'
    for entry in (f"{picture}<description>It turns.</description>", f"<description>It turns.</description>{picture}"):
        item = items(read, feed(entry))[0]
        assert (item.body_html, item.subtitle) == ("It turns.", None)
        assert [(image.url, image.caption) for image in item.images] == [("https://o.example/a.jpg?a=1&b=2", "The mill")]


def test_links_of_feeds_are_whole(read: Read) -> None:
    assert read(feed("<link>mill.html</link>").encode(), "dump")[0].url == "https://o.example/news/mill.html"
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://o.example/feed"/><entry><title>Mill</title><link href="/mill"/></entry></feed>'
    assert read(atom.encode(), "dump")[0].url == "https://o.example/mill"


def test_a_feeds_excerpt_is_no_subtitle(read: Read) -> None:
    body = "<p>The mill at Osterby turns again after nine years of delay.</p><p>It will go on, says the council of the town.</p>"
    full = f"<content:encoded><![CDATA[{body * 3}]]></content:encoded>"
    excerpt = "<description>The mill at Osterby turns again after nine years of delay. It will […] The post Mill appeared first on Post.</description>"
    assert items(read, feed(excerpt + full))[0].subtitle is None
    assert items(read, feed("<description>Nine years of delay end.</description>" + full))[0].subtitle == "Nine years of delay end."


def wxr(content: str) -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    people = "<wp:author><wp:author_login><![CDATA[bo]]></wp:author_login><wp:author_display_name><![CDATA[Bo Ek]]></wp:author_display_name></wp:author>"
    item = f"<item><title>Mill</title><dc:creator>bo</dc:creator><content:encoded><![CDATA[{content}]]></content:encoded><wp:post_type>post</wp:post_type></item>"
    return f'<rss version="2.0" {spaces}><channel><title>Blog</title>{people}{item}</channel></rss>'


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("“It [the mill] turns [sic],” [she] said.", "<p>“It [the mill] turns [sic],” [she] said.</p>"),
        ('It [gallery ids="1,2"]turns[gallery].', "<p>It turns.</p>"),
        ("It [embed]https://video.example/x[/embed]turns.", "<p>It turns.</p>"),
        ("It [pullquote]turns[/pullquote] again [sic].", "<p>It turns again [sic].</p>"),
        ("It [vc_row]turns[ad id=4 /].", "<p>It turns.</p>"),
    ],
)
def test_brackets_of_wordpress_and_of_editors(read: Read, content: str, html: str) -> None:
    item = items(read, wxr(content))[0]
    assert (item.body_html, item.byline) == (html, "Bo Ek")


def test_pages_saved_by_browsers_are_pages(samples: dict[str, bytes], read: Read) -> None:
    page = read(samples["page.mhtml"], "dump")[0]
    assert page.html is not None
    assert "<title>Mühle</title><p>The mill at Osterby turns.</p>" in page.html
    assert page.url == "https://o.example/mill"
    assert str(page.fetched_at) == "2025-03-01 08:00:00+00:00"
    archived = read(samples["page.webarchive"], "dump")[0]
    assert (archived.url, archived.charset) == ("https://o.example/mill", "utf-8")
    assert archived.html is not None and "turns again" in archived.html


def test_a_sent_letter_with_pictures_is_no_saved_page(read: Read) -> None:
    letter = b"From: a@o.example\nTo: b@o.example\nSubject: Mill\nMessage-ID: <1@o>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>It turns.</p>\n--x--\n"
    assert read(letter, "dump")[0].format == "email"


@pytest.mark.parametrize(
    ("head", "word"), [(b"%PDF-1.4\n", "PDF"), (b"7z\xbc\xaf\x27\x1c" + b"\0\4" * 40, "7z"), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Office")]
)
def test_what_is_not_read_is_named(read: Read, head: bytes, word: str) -> None:
    assert word in (read(head, "dump")[0].detail or "")


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("The council of {{w|Osterby (Sweden)|Osterby}} met.", "The council of Osterby met."),
        ("{{w|Ada Lind}} said it costs ({{USD|4 million}}) now.", "Ada Lind said it costs (4 million) now."),
        ("It turns.{{ref|1}} It{{note|x}} holds {{citation needed|date=2025}}.", "It turns. It holds ."),
        ("{{date|March 1, 2025}} {{byline|Bo Ek}} It turns.", "It turns."),
        ("{{quote|We have waited.|Ada Lind}}", "We have waited."),
        (
            "[[File:Mill.jpg|thumb|The [[mill]]]]It [[:fr:Moulin|turns]] in [[wikipedia:Osterby|Osterby]].[[Category:Mills]]",
            "It turns in Osterby.",
        ),
        ("{{Infobox|name=x|y}}[[fr:Moulin]] It turns.", "It turns."),
    ],
)
def test_words_that_templates_and_links_of_a_wiki_show(read: Read, wikitext: str, text: str) -> None:
    page = f"<page><title>Mill</title><ns>0</ns><id>1</id><revision><id>2</id><text>{wikitext}</text></revision></page>"
    item = items(read, f"<mediawiki>{page}</mediawiki>")[0]
    assert item.paragraphs == [("body", text)]
    assert set(item.keywords) <= {"Mills"}


def nexis(*lines: str) -> list[str]:
    return ["Mühle dreht sich", "Osterby Post", "1 mars 2025 samedi", "Copyright 2025 Osterby", *lines]


# languages of the labels -> a document of the newer layout
NEXIS = {
    "en": nexis(
        "Section: LOCAL; Pg. 4", "Length: 61 words", "Byline: Bo Ek", "Body", "It turns.", "Load-Date: 2 mars 2025", "End of Document"
    ),
    "fr": nexis(
        "Section: LOCAL; Pg. 4",
        "Longueur: 61 mots",
        "Signature: Bo Ek",
        "Corps",
        "It turns.",
        "Date de chargement: 2 mars 2025",
        "Fin du document",
    ),
    "de": nexis(
        "Rubrik: LOCAL; S. 4", "Länge: 61 Wörter", "Autor: Bo Ek", "Text", "It turns.", "Ladedatum: 2. März 2025", "Ende des Dokuments"
    ),
    "nl": nexis(
        "Sectie: LOCAL; Blz. 4",
        "Lengte: 61 woorden",
        "Auteur: Bo Ek",
        "Hoofdtekst",
        "It turns.",
        "Laaddatum: 2 maart 2025",
        "Einde van document",
    ),
    "sv": nexis(
        "Section: LOCAL; S. 4", "Längd: 61 ord", "Byline: Bo Ek", "Brödtext", "It turns.", "Inläst: 2 mars 2025", "Slut på dokumentet"
    ),
}


@pytest.mark.parametrize("language", NEXIS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_nexis_in_other_languages(read: Read, language: str, gap: str) -> None:
    found = items(read, (gap.join(NEXIS[language]) + "\n\n") * 2)
    assert len(found) == 2
    for item in found:
        assert (item.title, item.publisher, item.published) == ("Mühle dreht sich", "Osterby Post", "1 mars 2025 samedi")
        assert (item.section, item.byline, item.paragraphs) == ("LOCAL", "Bo Ek", [("body", "It turns.")])


def test_nexis_in_rtf_and_its_labels_behind_the_text(read: Read) -> None:
    lines = [*NEXIS["fr"][:-2], "Classification", "Language: FRENCH", *NEXIS["fr"][-2:]]
    markup = "".join(f"\\pard {line}\\par\n".encode("cp1252").decode("latin-1") for line in lines * 2)
    found = items(read, ("{\\rtf1\\ansi\\ansicpg1252 " + markup + "}").encode("latin-1"))
    assert [item.paragraphs for item in found] == [[("body", "It turns.")]] * 2
    assert found[0].language == "french"


def test_numbered_documents_in_german(read: Read) -> None:
    one = "Osterby Post\n\n1. März 2025 Samstag\n\nMühle dreht\n\nLÄNGE: 61 Wörter\n\nDie Mühle dreht sich.\n\nSPRACHE: GERMAN\n\n"
    found = items(read, f"Dokument 1 von 2\n\n{one}Dokument 2 von 2\n\n{one}")
    assert [(item.title, item.paragraphs) for item in found] == [("Mühle dreht", [("body", "Die Mühle dreht sich.")])] * 2


@pytest.mark.parametrize(("words", "last"), [("512 слов", "Документ"), ("512 palavras", "Documento"), ("1.512 Wörter", "Dokument")])
def test_factiva_in_other_languages(read: Read, words: str, last: str) -> None:
    head = f"<div>Bo Ek</div><div>{words}</div><div>1 March 2025</div><div>08:15</div><div>Osterby Post</div>"
    article = f'<div class="article deArticle"><span class="deHeadline">Mill</span>{head}<p class="articleParagraph">It turns.</p><div>{last} OSTP000020250301el3100001</div></div>'
    record = read(f"<html><body>{article}</body></html>".encode(), "dump")[0]
    assert record.item is not None
    assert (record.item.byline, record.item.published, record.item.publisher) == ("Bo Ek", "1 March 2025", "Osterby Post")
    assert record.external_id == "OSTP000020250301el3100001"


def test_lines_of_a_headline_stay_apart(read: Read) -> None:
    head = "<hedline><hl1><b>Mill:</b> council votes<br/>to reopen</hl1></hedline><byline><p>Bo Ek</p><p>Ada Lind</p></byline><distributor>OP</distributor>"
    item = items(read, f"<nitf><body><body.head>{head}</body.head><body.content><p>It turns.</p></body.content></body></nitf>")[0]
    assert (item.title, item.byline, item.publisher, item.source) == ("Mill: council votes to reopen", "Bo Ek Ada Lind", "OP", None)


def test_the_new_york_times_says_its_lead_twice_and_corrects_itself(read: Read) -> None:
    index = '<classifier type="descriptor">Mills</classifier><classifier type="taxonomic_classifier">Top/News</classifier><person>Lind, Ada</person>'
    head = f'<head><docdata><doc-id id-string="1"/><identified-content>{index}</identified-content></docdata></head>'
    titles = '<hedline><hl1>Mill</hl1><hl2 class="online_headline">The Mill</hl2></hedline>'
    text = '<block class="lead_paragraph"><p>LEAD: It turns.</p></block><block class="full_text"><p>LEAD: It turns.</p><p>It turns.</p><p>LEAD: It holds.</p></block>'
    correction = '<block class="correction_text"><p>It was May.</p></block>'
    item = items(read, f"<nitf>{head}<body><body.head>{titles}</body.head><body.content>{text}{correction}</body.content></body></nitf>")[0]
    assert item.paragraphs == [("body", "It turns."), ("body", "LEAD: It holds."), ("body", "It was May.")]
    assert (item.title, item.subtitle, item.keywords) == ("Mill", None, ["Mills", "Lind, Ada"])


TREC = {
    "<DOCNO> AP880212-0001 </DOCNO><HEAD>Mill</HEAD>": ("Mill", "1988-02-12", "Associated Press", None),
    "<DOCNO> LA010289-0001 </DOCNO><HEADLINE><P>Mill</P></HEADLINE>": ("Mill", "1989-01-02", "Los Angeles Times", None),
    "<DOCNO>FT911-3</DOCNO><DATE>910514\n</DATE><HEADLINE>Mill</HEADLINE><PUB>The Financial Times\n</PUB>": (
        "Mill",
        "1991-05-14",
        "The Financial Times",
        None,
    ),
    "<DOCNO> WSJ870324-0001 </DOCNO><HL> Mill\n---\nBy Bo Ek</HL><DD> 03/24/87</DD>": (
        "Mill",
        "03/24/87",
        "The Wall Street Journal",
        "By Bo Ek",
    ),
}


@pytest.mark.parametrize("head", TREC)
def test_collections_of_trec(read: Read, head: str) -> None:
    item = items(read, f"<DOC>\n{head}\n<TEXT>\nIt turns.\n</TEXT>\n</DOC>\n")[0]
    assert (item.title, item.published, item.publisher, item.byline) == TREC[head]


def test_broadcasts_that_were_monitored(read: Read) -> None:
    text = "Language: <F P=105> Swedish </F>\nArticle Type:BFN\n\n<F P=106> [By Bo Ek] </F>\n\n  [Text] It turns.\n\n  It holds."
    item = items(read, f"<DOC>\n<DOCNO> FBIS3-1 </DOCNO>\n<H3> <TI> Mill </TI></H3>\n<TEXT>\n{text}\n</TEXT>\n</DOC>\n")[0]
    assert (item.title, item.byline, item.paragraphs) == ("Mill", "By Bo Ek", [("body", "It turns."), ("body", "It holds.")])


@pytest.mark.parametrize(("year", "century"), [("88", "19"), ("69", "20"), ("04", "20")])
def test_centuries_of_wires(read: Read, year: str, century: str) -> None:
    anpa = f"\x16\x16\x01a0523\x1f\r\nr i \x13\x11bc-Mill \x1402-12 0123\r\n\x02^BC-Mill<\r\n^Mill<\r\n\tIt turns.\r\n\x03\r\n AP-NY-02-12-{year} 2344EST\x04"
    assert items(read, anpa)[0].published == f"{century}{year}-02-12T23:44:00-05:00"
    iptc = f"\x16\x16\x01dpa0123 4 wi 120  dpa 0456\r\nMill/\r\n\x02Mill =\r\n\r\n   It turns.\r\n\x03\r\n011234 {{}}Mar {year}\r\n\x04"
    assert items(read, iptc.format("GMT "))[0].published == f"{century}{year}-03-01T12:34:00+00:00"
    assert items(read, iptc.format(""))[0].published == f"{century}{year}-03-01T12:34:00"


PAGE = "<!doctype html><html><head><title>Mill</title></head><body><nav>Menu</nav><p>It turns.</p></body></html>"


def test_a_fetched_page_in_a_field_is_a_page_unless_its_text_is_there(read: Read) -> None:
    record = read(json.dumps({"url": "https://o.example/mill", "html": PAGE, "crawl_date": "2025-03-01 08:00:00"}).encode(), "dump")[0]
    assert (record.html, record.item, record.url) == (PAGE, None, "https://o.example/mill")
    assert record.fetched_at is not None
    for keys in (("html", "plaintext"), ("plaintext", "html")):
        row = {"title": "Mill", "publishing_date": "2025-03-01"} | {key: {"html": PAGE, "plaintext": "It turns."}[key] for key in keys}
        item = items(read, json.dumps(row))[0]
        assert (item.body_text, item.body_html, item.text_from, item.published) == ("It turns.", None, "text", "2025-03-01")
    assert items(read, json.dumps({"html": "<p>It</p><p>turns.</p>", "title": "Mill"}))[0].body_html == "<p>It</p><p>turns.</p>"


def test_a_source_that_is_an_address_is_no_publisher(read: Read) -> None:
    record = read(json.dumps({"title": "Mill", "source": "https://o.example/mill", "source-hostname": "Post"}).encode(), "dump")[0]
    assert record.item is not None
    assert record.item.publisher == "Post"
    assert read(json.dumps({"title": "Mill", "source": "https://o.example/mill"}).encode(), "dump")[0].url == "https://o.example/mill"


def test_actions_of_a_bulk_file_are_no_articles(read: Read) -> None:
    lines = [{"index": {"_index": "news", "_id": "1"}}, {"title": "Mill", "content": "It turns."}]
    assert [record.reason for record in read("\n".join(map(json.dumps, lines)).encode(), "dump")] == ["metadata_record", None]


def test_an_id_of_a_feed_is_no_link(read: Read) -> None:
    record = read(feed("<guid>op-123</guid><description>It turns.</description>", "<title>Post</title>").encode(), "dump")[0]
    assert (record.url, record.external_id) == (None, "op-123")
