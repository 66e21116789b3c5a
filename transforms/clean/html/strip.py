"""Takes scripts, styles, drawings and no-script copies out of a page's source before it is parsed.

Seven tenths of a news page's bytes are scripts and styles. Finding their ends costs a fifth of what parsing them
costs, so the parser is given only what a reader can see. The contents of JSON-LD scripts are kept, in order.
"""

from __future__ import annotations

import re

# The HTML standard ends raw text at the first end tag of its name. A drawing ends likewise, as drawings do not nest in
# practice; what a no-script element holds is shown to nobody.
_NAMES = ("script", "style", "svg", "noscript")
# alternatives that begin with letters, not with groups, are told apart by these: three times as fast over a page
_NAME = r"(?:s(?:cript|tyle|vg)|noscript)(?=[\s/>])"
_TOKEN = re.compile(rf"<(?:s(?:cript|tyle|vg)(?=[\s/>])|noscript(?=[\s/>])|/{_NAME}|!--)")
_STARTS = {f"<{name}": name for name in _NAMES}
_ENDS = {name: f"</{name}" for name in _NAMES}
_TAG_START = re.compile(r"<[a-zA-Z/!?]")
_COMMENT_END = re.compile(r"--!?>")


def strip_raw(html: str) -> tuple[str, list[str]]:
    """The page without raw elements, and the texts of its JSON-LD scripts.

    An element that begins inside a comment is left to the parser, and everything behind the beginning of one that never ends;
    so are names in capitals. The gap of an element inside a word joins the word, as in a browser.
    """
    kept: list[str] = []
    json_ld: list[str] = []
    inside: str | None = None  # the raw element that is open
    end = ""  # its end tag
    start = body = last = resume = 0
    comment, is_hidden = -1, False  # in a script: where its last comment begins; whether its next end tag is hidden, see _hides
    for found in _TOKEN.finditer(html):
        at, token = found.start(), found[0]
        if at < resume:
            continue
        if inside is None:
            if token == "<!--":
                resume = _behind_comment(html, at + 4)
            elif token not in _STARTS:
                continue
            elif html[at - 1 : at] != ">" and _is_in_tag(html, last, at):
                resume = html.find(">", at) + 1 or len(html)
            else:
                inside, start, body, comment = _STARTS[token], at, html.find(">", at), -1
                end = _ENDS[inside]
                if inside == "svg" and body > 0 and html[body - 1] == "/":  # a drawing of nothing
                    kept.append(_up_to(html, last, start))
                    inside, last = None, body + 1
        elif token == "<!--":
            comment = at
        elif inside == "script" and (token == "<script" or (is_hidden and token == end)):
            is_hidden = token == "<script" and _hides(html, comment, at)
        elif token == end:
            if inside == "script" and html.find("ld+json", start, body) >= 0:
                json_ld.append(html[body + 1 : at])
            kept.append(_up_to(html, last, start))
            inside, last = None, html.find(">", at) + 1 or len(html)
            resume = last
    kept.append(html[last:])
    return "".join(kept), json_ld


def _is_in_tag(html: str, last: int, at: int) -> bool:
    """True where a tag that began behind `last` is still open at `at`: what looks like an element there is an attribute's text."""
    return _TAG_START.search(html, max(last, html.rfind(">", last, at)), at) is not None


def _up_to(html: str, last: int, start: int) -> str:
    """What is kept before a raw element; a bare "<" at its end is parted from what follows, with which it would make a tag."""
    piece = html[last:start]
    return piece + "<!---->" if piece.endswith("<") else piece


def _behind_comment(html: str, inside: int) -> int:
    """Where the text goes on behind the comment whose text begins at `inside`; the end of the page for one that never ends."""
    for empty in (">", "->"):
        if html.startswith(empty, inside):
            return inside + len(empty)
    end = _COMMENT_END.search(html, inside)
    return end.end() if end else len(html)


def _hides(html: str, comment: int, at: int) -> bool:
    """True where, as the HTML standard has it, a "<script" in a script's "<!--" hides the next "</script"."""
    return comment >= 0 and html.find("-->", comment, at) < 0
