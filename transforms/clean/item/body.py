"""Bodies of vendor records as paragraphs: HTML fragments, plain text by its lines."""

from __future__ import annotations

import re
import warnings as python_warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString

from transforms.contract import Image

Piece = tuple[str, str]  # kind of paragraph, text


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _words("script style template noscript iframe object svg button form select head title nav")
_BLOCKS = _words(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup
    hl2 hr html li lead main ol p para pre section summary table tbody tfoot thead tr ul block"""
)
_KINDS = {"li": "list_item", "blockquote": "block_quote", "figcaption": "caption", "tr": "table", "caption": "caption"} | {
    f"h{n}": "heading" for n in range(1, 7)
}
_P = re.compile(r"<p[\s>]", re.IGNORECASE)
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)


class _Gatherer:
    """Text between the edges of blocks, flushed as pieces. A class because a walk over a tree has state of its own."""

    def __init__(self, break_at: int) -> None:
        self.pieces: list[Piece] = []
        self.images: list[Image] = []
        self.kinds = ["body"]
        self._parts: list[str] = []
        self._breaks = 0
        self._break_at = break_at

    def add(self, text: str) -> None:
        if text.strip():
            self._breaks = 0
        self._parts.append(text)

    def line_break(self) -> None:
        self._breaks += 1
        if self._break_at and self._breaks >= self._break_at:
            self.flush()
        self._parts.append(" ")

    def flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            self.pieces.append((self.kinds[-1], text))


def split_html(fragment: str) -> tuple[list[Piece], list[Image]]:
    """Paragraphs and pictures of an HTML fragment, in order. Lenient: unclosed and unknown tags, plain text."""
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        python_warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(fragment, "lxml")
    gatherer = _Gatherer(_break_at(fragment))
    # an explicit stack: vendors nest deeper than Python recurses. (node, True) closes a block.
    stack: list[tuple[Tag | NavigableString, bool]] = [(soup, False)]
    while stack:
        node, is_end = stack.pop()
        if isinstance(node, Tag):
            if is_end:
                gatherer.flush()
                gatherer.kinds.pop()
            else:
                _open(node, gatherer, stack)
        elif not isinstance(node, PreformattedString):
            gatherer.add(str(node))
    gatherer.flush()
    return gatherer.pieces, gatherer.images


def _break_at(fragment: str) -> int:
    """How many <br> in a row end a paragraph: two, or one in text that has neither <p> nor doubled <br>."""
    return 2 if _P.search(fragment) or _TWO_BREAKS.search(fragment) else 1


def _open(node: Tag, gatherer: _Gatherer, stack: list[tuple[Tag | NavigableString, bool]]) -> None:
    name = node.name.lower()
    if name in _SKIPPED:
        return
    if name == "br":
        gatherer.line_break()
        return
    if name == "img":
        source, alt = node.get("src"), node.get("alt")
        gatherer.images.append(Image(url=str(source) if source else None, caption=str(alt).strip() or None if alt else None))
        return
    if name in ("td", "th"):
        gatherer.add(" ")
    elif name in _BLOCKS:
        gatherer.flush()
        outer = gatherer.kinds[-1]
        gatherer.kinds.append(_KINDS.get(name, outer))
        stack.append((node, True))
    stack.extend((child, False) for child in reversed(node.contents) if isinstance(child, (Tag, NavigableString)))


def split_text(text: str) -> list[str]:
    """Paragraphs of a plain text, by its lines: empty lines part them, else indents, else the line ends. Wrapped lines are joined."""
    lines = [line.rstrip() for line in text.splitlines()]
    filled = [line for line in lines if line.strip()]
    width = _wrapped_width(filled)
    chunks: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            chunks.append([])
        else:
            chunks[-1].append(line)
    paragraphs = [p for chunk in chunks if chunk for p in (_join_wrapped(chunk, width) if width else _join_broken(chunk))]
    return [" ".join(p.split()) for p in paragraphs]


def _wrapped_width(lines: list[str]) -> int:
    """The width that lines were wrapped at, 0 where they were not: most lines nearly as long as the longest, which is short."""
    if len(lines) < 4:
        return 0
    lengths = sorted(len(line.strip()) for line in lines)
    width = lengths[-1 - len(lengths) // 20]
    full = [line for line in lines if len(line.strip()) >= 0.75 * width]
    # a line that was wrapped ends where the width did, seldom where a sentence does
    closed = sum(line.rstrip()[-1] in ".!?…。" for line in full)
    return width if 30 <= width <= 110 and len(full) * 2 >= len(lines) and closed * 2 < len(full) else 0


def _join_wrapped(lines: list[str], width: int) -> list[str]:
    """Paragraphs of one chunk of wrapped lines: a new one at an indent, or after a closed line that had room left."""
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    paragraphs: list[str] = []
    for i, line in enumerate(lines):
        is_indented = len(line) - len(line.lstrip()) >= margin + 2
        previous = lines[i - 1].strip() if i else ""
        has_room = bool(previous) and len(previous) < 0.6 * width and previous[-1] in ".!?…\"”'’»)。"
        if not paragraphs or is_indented or has_room:
            paragraphs.append(line.strip())
        else:
            paragraphs[-1] += " " + line.strip()
    return paragraphs


def _join_broken(lines: list[str]) -> list[str]:
    """Lines of a chunk that was not wrapped: each a paragraph, but for one that goes on in small letters."""
    paragraphs: list[str] = []
    for line in lines:
        text = line.strip()
        if paragraphs and text[0].islower() and paragraphs[-1][-1].isalnum():
            paragraphs[-1] += " " + text
        else:
            paragraphs.append(text)
    return paragraphs
