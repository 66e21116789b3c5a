"""LexisNexis and Nexis Uni exports: text, HTML, Word and RTF files with many documents each. The cover page is set aside."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree
from striprtf.striprtf import rtf_to_text

from transforms.contract import RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject, set_aside
from transforms.dumps.lexis_document import END, END_WORDS, ERROR, MARKER, find_body_line, read_document
from transforms.dumps.markup import fold
from transforms.dumps.source import Fault, RefusedError, Source

_MARKER_LINE = re.compile(
    rb"^[ \t\xa0\xc2]*(?:(?:Dokument|Document[oa]?)[ \t]+)?\d+[ \t]+(?:of|de|von|di|van)[ \t]+\d+(?:[ \t]+[A-Za-z]{6,12})?[ \t]*\r?$",
    re.MULTILINE,
)
_MARKER_SNIFF = re.compile(
    rb"^[ \t]*(?:Dokument|Document[oa]?)[ \t]+\d+[ \t]+(?:of|de|von|di|van)[ \t]+\d+[ \t]*\r?$"
    rb"|^[ \t]*\d+[ \t]+(?:of|de|von|di|van)[ \t]+\d+[ \t]+(?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI)[ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_END_LINE = re.compile(rb"^[ \t]*(?:" + END_WORDS.encode() + rb")[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_LENGTH_LINE = re.compile(rb"^[^\s:]{3,20}:[ \t]+[\d.,]+[ \t]+[^\s\d.,;:]+[ \t]*\r?$", re.MULTILINE)
# whether a word processor's file holds an export: counted by what stands in its text, whose parts may lie apart
_DOCUMENT_MARKS = re.compile(END_WORDS.encode() + rb"|\d+ (?:of|de|von|di|van) \d+ (?:DOCUMENT|DOKUMENT)", re.IGNORECASE)
_HTML_START = re.compile(rb"<(?:DOC|doc) NUMBER=\d+>")
_HTML_END = re.compile(rb"</DOC>", re.IGNORECASE)
_TAGS_OF_BLOCKS = re.compile(r"(?i)</?(?:p|div|br|tr|table|h\d|li)\b[^>]*>")
_COMMENT = re.compile(r"(?s)<!--.*?-->|<style\b.*?</style>|<script\b.*?</script>|<[^>]*$|^[^<]*-->")
_TAG = re.compile(r"<[^<>]*>")


# text files


def sniff_text(head: bytes, _name: str) -> bool:
    return not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"{")) and bool(_MARKER_SNIFF.search(head) or _is_new_text(head))


def _is_new_text(head: bytes) -> bool:
    """The newer layout as text: a line like 'Length: n words', and one that is 'Body' or ends a document."""
    has_frame = re.search(rb"^Body\s*$", head, re.MULTILINE) or _END_LINE.search(head)
    return bool(has_frame) and bool(_LENGTH_LINE.search(head))


def find_text(source: Source, context: Context) -> Iterator[Found]:
    data = yield from _read(source, context, "lexisnexis_text")
    if data is None:
        return
    starts = [match.start() for match in _MARKER_LINE.finditer(data)]
    if starts:
        yield from _pieces(data, starts, "lexisnexis_text")
    else:
        ends = [match.end() for match in _END_LINE.finditer(data)]
        yield from _pieces(data, [0, *(end for end in ends if data[end:].strip())], "lexisnexis_text")


def _read(source: Source, context: Context, format_name: str) -> Generator[Found, None, bytes | None]:
    """The whole file; yields the reject and returns None where it cannot be read."""
    try:
        return source.read_all(context.limits)
    except RefusedError as error:
        yield damage(format_name, error.fault, payload=error.sample), None
        return None


def _pieces(data: bytes, starts: list[int], format_name: str) -> Iterator[Found]:
    """What stands before the first start is the cover page; then one record from start to start."""
    if data[: starts[0]].strip(b"\xef\xbb\xbf \r\n\t\f"):
        cover = RawRecord(-1, format_name, data[: starts[0]], None, 0, starts[0])
        yield set_aside(cover, "header", "the cover page of an export"), None
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield RawRecord(-1, format_name, data[start:end], None, start, end - start), None


def fill_text(record: RawRecord, _parsed: Any, context: Context) -> None:
    text = decode(record.payload, record.charset)
    record.charset = text.charset
    record.warnings.extend(text.warnings)
    plain = text.text.replace("\r\n", "\n").replace("\f", "\n")
    lines = [fold(line) for line in plain.split("\n")]
    body_line = None if any(MARKER.match(line) for line in lines) else find_body_line(lines)
    if body_line is None:
        _set_item(record, _split_blocks(plain), context)
    else:  # the newer layout has a line for each field, and for each paragraph where nobody has wrapped them
        rest = "\n".join(lines[body_line + 1 :])
        parts = [part for part in rest.split("\n\n") if part.strip()]
        is_wrapped = sum(part.strip().count("\n") > 1 for part in parts) * 2 > len(parts) > 1
        _set_item(record, [*lines[: body_line + 1], *(_split_blocks(rest) if is_wrapped else rest.split("\n"))], context)


def _split_blocks(text: str) -> list[str]:
    return [fold(block) for block in re.split(r"\n[ \t]*\n", text)]


def _set_item(record: RawRecord, blocks: list[str], context: Context) -> None:
    if any(ERROR in block for block in blocks):
        reject(record, "unreadable", ERROR)
        return
    record.item, record.url = read_document([block for block in blocks if block])
    record.item.zone = context.zone


def count_text(source: Source, _context: Context) -> Tally:
    """Marker lines (or lines that end a document), line by line; the cover page is one more."""
    markers = ends = 0
    has_cover = has_rest = False
    data = source.stream.read()
    for line in data.splitlines():
        text = line.decode("utf-8", "replace").strip("\ufeff \t\f")
        if MARKER.match(text):
            markers += 1
        elif END.match(text):
            ends, has_rest = ends + 1, False
        elif text:
            has_cover |= markers == 0 and bool(line.strip(b"\xef\xbb\xbf \t\f"))  # the bytes of a damaged mark are no cover
            has_rest = True
    found = len(_MARKER_LINE.findall(data)), len(_END_LINE.findall(data))
    counts = {"markers": markers, "ends": ends}
    if found != (markers, ends):
        return Tally(None, "marker lines that are not clear", counts)
    return Tally(markers + has_cover if markers else ends + has_rest, "marker lines", counts)


# HTML files


def sniff_html(head: bytes, _name: str) -> bool:
    return bool(_HTML_START.search(head)) and (b"LXNComment" in head or b"DOC_ID_" in head or b"DOCFULL" in head)


def find_html(source: Source, context: Context) -> Iterator[Found]:
    data = yield from _read(source, context, "lexisnexis_html")
    if data is not None:
        starts = [match.start() for match in _HTML_START.finditer(data)]
        for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
            closing = _HTML_END.search(data, start, end)
            length = (closing.end() if closing else end) - start
            yield RawRecord(-1, "lexisnexis_html", data[start : start + length], None, start, length), None


def fill_html(record: RawRecord, _parsed: Any, context: Context) -> None:
    text = decode(record.payload, record.charset)
    record.charset = text.charset
    plain = _COMMENT.sub(" ", text.text.replace("<DOCFULL> -->", "").partition(">")[2])
    lines = [fold(html.unescape(_TAG.sub("", part))) for part in _TAGS_OF_BLOCKS.sub("\0", plain).split("\0")]
    _set_item(record, lines, context)


def count_html(source: Source, _context: Context) -> Tally:
    """Anchors that the export sets before each document, or the tags that open one."""
    data = source.stream.read()
    anchors = len(re.findall(rb"<a\s+name=\"?DOC_ID_", data, re.IGNORECASE))
    tags = len(_HTML_START.findall(data))
    return Tally(tags if anchors in (0, tags) else None, "anchors and tags of documents", {"anchors": anchors, "tags": tags})


# Word and RTF files


def sniff_docx(head: bytes, name: str) -> bool:
    return head.startswith(b"PK\x03\x04") and (
        b"word/document.xml" in head or b"word/_rels" in head or (b"[Content_Types].xml" in head[:200] and name.lower().endswith(".docx"))
    )


def sniff_rtf(head: bytes, _name: str) -> bool:
    return head.startswith(b"{\\rtf")


def find_docx(source: Source, context: Context) -> Iterator[Found]:
    data = yield from _read(source, context, "docx")
    if data is None:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist() if info.filename.endswith(".xml"))
        if size > context.limits.max_record_bytes:
            raise RefusedError("too_large", f"{size} bytes of XML", data[:4096])
        lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    except RefusedError as error:
        yield damage("docx", error.fault, payload=error.sample), None
        return
    except (
        zipfile.BadZipFile,
        OpcError,
        KeyError,
        ValueError,
        OSError,
        etree.XMLSyntaxError,
        NotImplementedError,
        EOFError,
        RuntimeError,
        zlib.error,
    ) as error:
        yield damage("docx", Fault("corrupt", f"{type(error).__name__}: {error}"), payload=data[:4096]), None
        return
    yield from _documents(lines, "docx")


def find_rtf(source: Source, context: Context) -> Iterator[Found]:
    data = yield from _read(source, context, "rtf")
    if data is not None:
        text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
        yield from _documents(text.splitlines(), "rtf")


def _documents(lines: list[str], format_name: str) -> Iterator[Found]:
    """One record a document of an export; a file that is no export is one."""
    documents: list[list[str]] = [[]]
    for line in lines:
        if MARKER.match(line) and re.search(r"DOCUMENT|DOKUMENT", line):
            documents.append([])
        documents[-1].append(line)
        if END.match(line):
            documents.append([])
    is_export = len(documents) > 1
    for number, document in enumerate(documents):
        text = "\n".join(document).strip()
        if not text:
            continue
        record = RawRecord(-1, format_name, text.encode("utf-8", "replace"))
        if is_export and number == 0 and not any(END.match(line) for line in document):
            set_aside(record, "header", "the cover page of an export")
        yield record, document if is_export else None


def fill_word(record: RawRecord, parsed: Any, context: Context) -> None:
    """A document of an export, or one text whose lines are paragraphs."""
    if parsed is None:
        record.text, record.charset = "\n\n".join(line for line in record.payload.decode().split("\n") if line.strip()), "utf-8"
    else:
        _set_item(record, [fold(line) for line in parsed], context)


def count_docx(source: Source, context: Context) -> Tally:
    """Ends of documents in the raw XML; one where there are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.read_all(context.limits))) as archive:
            xml = (
                archive.read("word/document.xml")
                if archive.getinfo("word/document.xml").file_size < context.limits.max_record_bytes
                else b""
            )
    except (RefusedError, zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
        return Tally(1, "files", {"files": 1})
    marks = len(_DOCUMENT_MARKS.findall(xml))
    return Tally(None if marks else 1, "marks of documents", {"marks": marks})


def count_rtf(source: Source, context: Context) -> Tally:
    try:
        data = source.read_all(context.limits)
    except RefusedError:
        return Tally(1, "files", {"files": 1})
    marks = len(_DOCUMENT_MARKS.findall(data))
    return Tally(None if marks else 1, "marks of documents", {"marks": marks})


LEXIS_TEXT = Format("lexisnexis_text", sniff_text, find_text, fill_text, count_text)
LEXIS_HTML = Format("lexisnexis_html", sniff_html, find_html, fill_html, count_html)
DOCX = Format("docx", sniff_docx, find_docx, fill_word, count_docx)
RTF = Format("rtf", sniff_rtf, find_rtf, fill_word, count_rtf)
