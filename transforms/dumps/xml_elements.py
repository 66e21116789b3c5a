"""XML cut into its records by their tags, and each record parsed by itself: a broken one costs nothing but itself.

Document type declarations are dropped before anything is parsed, so there are no entities to expand, no DTD and no network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from lxml import etree

from transforms.dumps.decode import decode
from transforms.dumps.source import SAMPLE, Fault
from transforms.dumps.window import Window

_MAX_PROLOG = 1 << 18
_CHUNK = 1 << 18
_ROOT = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>\s*)*<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_PREAMBLE = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_NAMESPACES = re.compile(rb"\s(xmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))")
_OPEN_TAG = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/)?([A-Za-z_][\w.:-]*)[^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)(\w{1,40};)?")
_BAD_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBC]|1[0-9a-fA-F]|[eE](?=;)|[fF](?=;)));|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)
_TAG = re.compile(r"<[^<>]*>")
_BREAKS = frozenset(("br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "hl1", "hl2", "para", "block"))
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class Root(NamedTuple):
    """The first element of a document: its local name, and the document up to there and a little beyond."""

    name: str
    head: bytes


def root_of(head: bytes) -> Root | None:
    """The root element's local name; None where the bytes are no XML document."""
    match = _ROOT.match(head[:_MAX_PROLOG])
    return Root(match.group(2).decode(), head[: match.end() + 4000]) if match else None


class Slice(NamedTuple):
    """An element as it stands in the file; `fault` where it has no end or is too large."""

    data: bytes
    offset: int
    length: int
    fault: Fault | None


def cut_elements(window: Window, names: tuple[str, ...], limit: int) -> Iterator[Slice | bytes]:
    """First everything before the first element (cut to 256 kB), then each outermost element of one of the names."""
    tags = "|".join(map(re.escape, names)).encode()
    pattern = re.compile(
        rb"<!\[CDATA\[|<!--|<(?:[\w.-]+:)?(" + tags + rb")(?=[\s/>])[^<>]*>?"
    )  # a tag that is broken off begins an element too
    prolog = _prolog(window, pattern)
    yield prolog
    while match := _next(window, pattern):
        if match.group(1) is None:
            _skip_section(window, match.group())
            continue
        yield _element(window, match, limit)


def _prolog(window: Window, pattern: re.Pattern[bytes]) -> bytes:
    """What lies ahead of the first element, not consumed."""
    window.fill(_MAX_PROLOG)
    ahead = window.data[window.at : window.at + _MAX_PROLOG]
    for match in pattern.finditer(ahead):
        if match.group(1) is not None:
            return ahead[: match.start()]
    return ahead


def _next(window: Window, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
    window.seek_match(pattern, overlap=1 << 14)
    return pattern.match(window.data, window.at)


def _skip_section(window: Window, opening: bytes) -> None:
    """Passes a comment or CDATA section; where it has no end, only its opening."""
    closing = re.compile(rb"\]\]>" if opening.startswith(b"<![") else rb"-->")
    window.fill(_CHUNK)
    match = closing.search(window.data, window.at)
    window.skip(match.end() - window.at if match else len(opening))


def _element(window: Window, start: re.Match[bytes], limit: int) -> Slice:
    """The element ahead, with its nested namesakes."""
    offset = window.offset
    opening = start.group()
    if opening.endswith(b"/>"):
        window.skip(len(opening))
        return Slice(opening, offset, len(opening), None)
    prefix = opening[1 : opening.index(start.group(1))] if start.group(1) else b""
    name = re.escape(prefix + (start.group(1) or b""))
    inner = re.compile(rb"<!\[CDATA\[|<!--|<(/?)" + name + rb"(?=[\s/>])[^<>]*>?")
    depth, position = 1, len(opening)
    reason = ""
    while depth and not reason:
        match = inner.search(window.data, window.at + position)
        if not match:
            position = max(position, len(window.data) - window.at - 4096)
            reason = _grow(window, limit)
        elif match.group(1) is None:
            position, reason = _pass_section(window, match, limit)
        else:
            position = match.end() - window.at
            depth += -1 if match.group(1) else 0 if match.group().endswith(b"/>") else 1
    if not reason and position > limit:
        reason = "too_large"
    if reason:
        return _without_end(window, offset, len(opening), reason, start.group(1) or b"")
    data = window.data[window.at : window.at + position]
    window.skip(position)
    return Slice(data, offset, position, None)


def _grow(window: Window, limit: int) -> str:
    """Pulls more into the window; says 'truncated' at its end, 'too_large' beyond the limit."""
    have = len(window.data) - window.at
    if have > limit:
        return "too_large"
    return "" if window.fill(have + 1) and (window.fill(have + min(max(have, _CHUNK), 1 << 24)) or True) else "truncated"


def _pass_section(window: Window, match: re.Match[bytes], limit: int) -> tuple[int, str]:
    closing = b"]]>" if match.group().startswith(b"<![") else b"-->"
    at = match.end() - window.at
    while (end := window.data.find(closing, window.at + at)) < 0:
        at = max(at, len(window.data) - window.at - 2)
        if reason := _grow(window, limit):
            return at, reason
    return end + len(closing) - window.at, ""


def _without_end(window: Window, offset: int, opening: int, reason: str, name: bytes) -> Slice:
    """An element that does not end: up to the next of its name, or to the end of the file."""
    sample = window.peek(SAMPLE)
    window.skip(opening)
    window.seek_match(re.compile(rb"<(?:[\w.-]+:)?" + re.escape(name) + rb"(?=[\s>])"), overlap=1 << 12)
    length = window.offset - offset
    return Slice(
        sample[:length], offset, length, Fault(reason, "the element has no end" if reason == "truncated" else "an element beyond the limit")
    )


class BadXmlError(Exception):
    """`reason` is one of schemas.lists.REJECT_REASONS."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Parsed(NamedTuple):
    """An element, the charset it was decoded with, and words of schemas.lists.WARNINGS."""

    element: etree._Element
    charset: str
    warnings: list[str]


def namespaces_of(prolog: bytes) -> str:
    """The namespace declarations that are in force where the prolog ends, for a wrapper around a record."""
    opened: list[bytes] = []
    for match in _OPEN_TAG.finditer(prolog):
        if match.group(1):
            del opened[-1:]
        elif match.group(2) and not match.group().endswith(b"/>"):
            opened.append(match.group())
    found = {declaration.split(b"=", 1)[0].strip(): declaration for tag in opened for declaration in _NAMESPACES.findall(tag)}
    return " ".join(decode(declaration).text for declaration in found.values())


def parse_element(data: bytes, namespaces: str = "", charset: str | None = None) -> Parsed:
    """The element that `data` holds; raises BadXmlError. Entities of HTML are text, others stay as they are written."""
    decoded = decode(data, charset)
    warnings = list(decoded.warnings)
    text = _PREAMBLE.sub("", decoded.text) if "<!" in decoded.text[:_MAX_PROLOG] or "<?" in decoded.text[:200] else decoded.text
    text, controls = _BAD_REFERENCE.subn("", text)
    if controls:
        warnings.append("control_characters_removed")
    text = _named(text)
    wrapped = f"<wrapper {namespaces}>{text}</wrapper>"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(wrapped, parser)
    except etree.XMLSyntaxError as error:
        root = _recovered(wrapped, error)
    if len(root) == 0:
        raise BadXmlError("bad_xml", "no element")
    return Parsed(cast(etree._Element, root[0]), decoded.charset, warnings)


def _named(text: str) -> str:
    """Text whose named entities are all XML's own: HTML's are replaced, unknown ones and bare ampersands escaped."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        letters = html.unescape(match.group()) if name else match.group()
        return letters if letters != match.group() else "&amp;" + (name or "")

    return _ENTITY.sub(replace, text) if "&" in text else text


def _recovered(wrapped: str, error: etree.XMLSyntaxError) -> etree._Element:
    """The tree of a lenient parse, if it kept all text; lenient parsers drop what they do not understand without a word."""
    message = str(error)
    if "depth" in message.lower():
        raise BadXmlError("too_deep", message)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(wrapped, parser)
    if root is None:
        raise BadXmlError("bad_xml", message)
    kept = sum(len(part.split()) for part in root.itertext())
    there = len(_TAG.sub(" ", wrapped).split())
    if kept < 0.95 * there - 5:
        raise BadXmlError("bad_xml", message)
    return root


def strip_namespaces(element: etree._Element) -> etree._Element:
    """The element with local names only, all the way down."""
    for node in element.iter(etree.Element):
        tag = node.tag
        if isinstance(tag, str) and tag.startswith("{"):
            local = tag.rpartition("}")[2]
            node.tag = local if _NAME.fullmatch(local) else "nameless"  # lenient parsers let names pass that no one may set
    return element


def inner_text(element: etree._Element | None) -> str | None:
    """All text inside an element as one line, with a blank where a line or a paragraph ends; None where there is none."""
    if element is None:
        return None
    if len(element) == 0:
        return " ".join((element.text or "").split()) or None
    return " ".join("".join(_texts(element)).split()) or None


def _texts(element: etree._Element) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        is_break = isinstance(node.tag, str) and node.tag.rpartition("}")[2].lower() in _BREAKS
        yield " " if is_break else ""
        yield (node.text if event == "start" else node.tail if node is not element else "") or ""


def child_text(element: etree._Element, path: str) -> str | None:
    """The text of the first element on a path that has any."""
    return next((text for node in element.iterfind(path) if (text := inner_text(node))), None)
