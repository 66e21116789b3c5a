"""Short pieces of markup -> text: what a field, a caption or a paragraph of an export holds."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

_BREAK = re.compile(r"<br\b[^>]*>", re.IGNORECASE)
_HIDDEN = "script, style, noscript, template"


def plain(fragment: str | None) -> str | None:
    """The visible text of an HTML fragment as one line; None where there is none."""
    if not fragment:
        return None
    if "<" in fragment:
        tree = LexborHTMLParser(_BREAK.sub(" ", fragment))
        for node in tree.css(_HIDDEN):
            node.decompose()
        text = tree.body.text(separator="") if tree.body else ""
    else:
        text = html.unescape(fragment) if "&" in fragment else fragment
    return fold(text) or None


def fold(text: str) -> str:
    """White space folded to single blanks; no-break spaces count as white space."""
    return " ".join(text.split())
