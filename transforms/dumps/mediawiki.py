"""MediaWiki XML dumps (Wikinews): one record a page, the text of its last revision; templates, references and files are left out."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import mwparserfromhell
from lxml import etree
from mwparserfromhell.nodes import Node, Template
from mwparserfromhell.wikicode import Wikicode

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, set_aside
from transforms.dumps.markup import fold
from transforms.dumps.xml_elements import child_text, strip_namespaces
from transforms.dumps.xml_format import Prolog, has_root, xml_format

_LANG = re.compile(r"<mediawiki[^>]*\sxml:lang=[\"']([\w-]+)")
_REDIRECT = re.compile(r"\s*#[^\s\[]{3,20}\s*:?\s*\[\[")
_DATE = re.compile(r"\{\{\s*(?:date|datum)\s*\|\s*([^}|]{4,40})", re.IGNORECASE)
_BYLINE = re.compile(r"\{\{\s*byline\s*\|([^}]{3,300})\}\}", re.IGNORECASE)
# links to sister projects are words of the text, as is every link whose target begins with a colon
_SISTER = r"(?:wikipedia|wikt|wiktionary|wikisource|wikiquote|wikibooks|wikinews|wikivoyage|commons|meta|mw|species|special)\s*:"
_VISIBLE = re.compile(rf"^\s*(?::|{_SISTER})", re.IGNORECASE)
_CATEGORY = re.compile(rf"(?i)\[\[\s*(?!{_SISTER})[^\[\]:|]{{3,20}}:\s*([^\[\]|]+)(?:\|[^\]]*)?\]\]")
# files, categories and links between languages: links whose target has a prefix
_PREFIXED = re.compile(r"^\s*:?[^\s:|\[\]]{2,20}\s*:", re.IGNORECASE)
_LINKS = frozenset(("w", "wp", "wl", "wlink", "wikilink", "wikt"))
_QUOTATIONS = frozenset(("quote", "cquote", "blockquote", "quotation", "zitat", "cita", "citation bloc", "citazione", "citaat"))
_OPENERS = " \u00a0([“„«\"'‘—–-"
_FILE = re.compile(r"\.[A-Za-z]{3,4}$")
_BAR = re.compile(r"^={2,6}\s*(.*?)\s*={2,6}\s*$")
# sections that list links
_END_SECTIONS = re.compile(
    r"^(?:sources?|references?|external links?|related (?:news|articles?)|see also|sister links?|quellen|weblinks|liens|fuentes)\b",
    re.IGNORECASE,
)
_MAX_SIZE = 1 << 20  # letters of wikitext beyond which a page is no article


def fill_mediawiki(record: RawRecord, element: etree._Element, prolog: Prolog, context: Context) -> None:
    """One page. With its whole history, the first revision's time is when it was published."""
    strip_namespaces(element)
    head = decode(prolog.data).text
    site = {name: match.group(1) for name in ("sitename", "dbname", "base") if (match := re.search(rf"<{name}>(.*?)</{name}>", head))}
    title = child_text(element, "title")
    revisions = element.findall(".//revision")
    last = revisions[-1] if revisions else element
    text = last.findtext("text") or ""
    page_id = element.findtext("id")
    record.external_id = f"{site.get('dbname', 'wiki')}:{page_id}" if page_id else None
    record.external_version = last.findtext("id") if revisions else None
    record.url = _url(site.get("base"), title)
    if (element.findtext("ns") or "0") != "0":
        set_aside(record, "other_namespace", title)
    elif element.find("redirect") is not None or _REDIRECT.match(text):
        set_aside(record, "redirect_page", title)
    else:
        item = Item(zone=context.zone, title=title, publisher=site.get("sitename"), paragraphs=[])
        language = _LANG.search(head)
        item.language = language.group(1) if language else None
        item.updated = child_text(last, "timestamp")
        stated = _DATE.search(text)
        item.published = (
            stated.group(1).strip() if stated else child_text(revisions[0], "timestamp") if len(revisions) > 1 else item.updated
        )
        _fill_text(item, text)
        record.item = item


def _url(base: str | None, title: str | None) -> str | None:
    if not base or not title:
        return None
    try:
        parts = urlsplit(base)
    except ValueError:  # brackets where a host should stand
        return None
    return f"{parts.scheme or 'https'}://{parts.netloc}/wiki/{quote(title.replace(' ', '_'), safe='/:,()!;@$*~')}"


def _fill_text(item: Item, text: str) -> None:
    byline = _BYLINE.search(text)
    if byline:
        item.byline = ", ".join(part.split("=")[-1].strip() for part in byline.group(1).split("|") if part.split("=")[-1].strip())
    item.keywords = unique(
        match.strip() for match in _CATEGORY.findall(text) if match.strip()[:1].isalnum() and not _FILE.search(match.strip())
    )
    assert item.paragraphs is not None
    for line in _plain(text[:_MAX_SIZE]).split("\n"):
        heading = _BAR.match(line.strip())
        if heading and _END_SECTIONS.match(heading.group(1)):
            break
        kind = "heading" if heading else "list_item" if line.startswith(("*", "#")) else "body"
        words = fold(heading.group(1) if heading else line.lstrip("*#:; "))
        if words:
            item.paragraphs.append((kind, words))


def _plain(text: str) -> str:
    """Wikitext without templates, references, tables, files and categories; headings keep their bars."""
    code = mwparserfromhell.parse(text, skip_style_tags=True)
    for node in code.filter_tags(
        matches=lambda tag: str(tag.tag).lower() in ("ref", "gallery", "table", "math", "noinclude", "imagemap"), recursive=False
    ):
        _remove(code, node)
    _show_templates(code)
    for link in code.filter_wikilinks(recursive=False):
        if _PREFIXED.match(str(link.title)) and not _VISIBLE.match(str(link.title)):
            _remove(code, link)
    lines = []
    for line in str(code).split("\n"):
        heading = _BAR.match(line.strip())
        lines.append(
            line.strip()
            if heading
            else str(mwparserfromhell.parse(line).strip_code(normalize=True, collapse=False))
            if line.strip()
            else ""
        )
        if not heading and line.startswith(("*", "#")):
            lines[-1] = line[0] + " " + lines[-1].lstrip("*# ")
    return re.sub(r"'{2,5}", "", "\n".join(lines))


def _show_templates(code: Wikicode) -> None:
    """Puts what templates inside a text show in their place; those that stand by themselves or state data go."""
    line = ""
    for node in list(code.nodes):
        shown = _shown(node, line.strip("*#:; \t'") and line[-1]) if isinstance(node, Template) else str(node)
        line = (line + shown).rpartition("\n")[2]
        if isinstance(node, Template):
            code.replace(node, shown) if shown else _remove(code, node)


def _shown(template: Template, before: str) -> str:
    """The text of a link, of a quotation, and of what formats words in a sentence; `before` is the letter it follows in its line."""
    values = [text for parameter in template.params if not parameter.showkey and (text := str(parameter.value).strip())]
    name = fold(str(template.name)).lower()
    if not values:
        return ""
    if name in _LINKS:
        return values[1] if len(values) > 1 else values[0]
    if name in _QUOTATIONS:
        return values[0]
    # a word's place is behind a blank or an opening mark; notes and references stand close behind what they belong to
    return values[-1] if before in _OPENERS and before and "://" not in values[-1] else ""


def _remove(code: Wikicode, node: Node) -> None:
    try:
        code.remove(node)
    except ValueError:  # it stood inside another that is gone already
        return


MEDIAWIKI = xml_format("mediawiki", has_root("mediawiki"), ("page",), fill_mediawiki)
