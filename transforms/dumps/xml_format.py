"""What all XML formats share: a format is a root to recognise, the names of its records, and a reader of one element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple, cast

from lxml import etree

from transforms.contract import RawRecord
from transforms.dumps.decode import declared_in_markup
from transforms.dumps.format import Context, Format, Found, Tally, reject
from transforms.dumps.source import Source
from transforms.dumps.window import Window
from transforms.dumps.xml_elements import BadXmlError, Parsed, Slice, cut_elements, namespaces_of, parse_element, root_of

_CHUNK = 1 << 17


class Prolog(NamedTuple):
    """What stands before the first record: its bytes, the namespaces declared in it, the document's charset."""

    data: bytes
    namespaces: str
    charset: str | None


FillElement = Callable[[RawRecord, etree._Element, Prolog, Context], None]


def xml_format(name: str, sniff: Callable[[bytes, str], bool], names: tuple[str, ...], fill_element: FillElement) -> Format:
    """The format whose records are the outermost elements of `names`."""

    def fill(record: RawRecord, parsed: Prolog, context: Context) -> None:
        element = parse_record(record, parsed)
        if element is not None:
            fill_element(record, element, parsed, context)

    return Format(name, sniff, partial(find_elements, names=names, format_name=name), fill, partial(count_elements, names=names))


def has_root(*names: str) -> Callable[[bytes, str], bool]:
    """A sniffer for documents whose root has one of the names."""

    def sniff(head: bytes, _name: str) -> bool:
        root = root_of(head)
        return root is not None and root.name in names

    return sniff


def find_elements(source: Source, context: Context, *, names: tuple[str, ...], format_name: str) -> Iterator[Found]:
    """One record an element."""
    window = Window(lambda: source.stream.read(_CHUNK))
    prolog: Prolog | None = None
    for part in cut_elements(window, names, context.limits.max_record_bytes):
        if isinstance(part, Slice):
            record = RawRecord(-1, format_name, part.data, None, part.offset, part.length)
            if part.fault:
                reject(record, *part.fault)
            yield record, prolog
        else:
            prolog = Prolog(part, namespaces_of(part), (source.charset and "utf-8") or declared_in_markup(part))


def parse_record(record: RawRecord, prolog: Prolog) -> etree._Element | None:
    """The record's element, or None after the record was refused."""
    try:
        parsed: Parsed = parse_element(record.payload, prolog.namespaces, prolog.charset)
    except BadXmlError as error:
        reject(record, error.reason, error.detail)
        return None
    record.charset = parsed.charset
    record.warnings.extend(parsed.warnings)
    return parsed.element


def count_elements(source: Source, _context: Context, *, names: tuple[str, ...]) -> Tally:
    """Elements by libxml2's streaming parser, the outermost only; no count where it finds the document damaged."""
    records = depth = 0
    try:
        events = etree.iterparse(
            cast(BinaryIO, source.stream), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        for event, element in events:
            is_record = isinstance(element.tag, str) and element.tag.rpartition("}")[2] in names
            if event == "start":
                records += is_record and depth == 0
                depth += is_record
            else:
                depth -= is_record
                if depth == 0:
                    _forget(element)
    except (etree.XMLSyntaxError, ValueError):
        return Tally(None, "XML that a strict parser refuses", {"elements": records})
    return Tally(records, "elements", {"elements": records})


def _forget(element: etree._Element) -> None:
    """Frees an element that has been read, and all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
