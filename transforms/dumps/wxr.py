"""WordPress exports (WXR): posts, and the drafts, attachments and menus that come with them."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, set_aside
from transforms.dumps.markup import plain
from transforms.dumps.xml_format import Prolog, xml_format

_WP = re.compile(rb"xmlns:wp\s*=\s*[\"']https?://wordpress\.org/export/")
# parts of namespaces -> prefixes
_PREFIXES = (
    ("modules/content", "content:"),
    ("/excerpt/", "excerpt:"),
    ("purl.org/dc/", "dc:"),
    ("wordpress.org/export", "wp:"),
    ("://", "other:"),
)
_CAPTION = re.compile(r"\[caption[^\]]*\]\s*(<a\b.*?</a>|<img\b[^>]*>)?(.*?)\[/caption\]", re.DOTALL)
# an embedded address goes with its shortcode; of other shortcodes the text between them stays
_EMBED = re.compile(r"\[(embed|audio|video|playlist|gallery)\b[^\]\[]{0,300}\](?:\s*https?://\S+?\s*\[/\1\])?")
_CLOSING = re.compile(r"\[/([A-Za-z][\w-]{1,30})\]")
# words in brackets are also what an editor puts into a quote: '[sic]', '[the mayor]'
_WITH_MARKS = re.compile(r"\[/?[A-Za-z][\w-]{1,30}(?:\s+(?:[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\]]+)\s*)+/?|\s*/)\]")
_BLOCK = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|hr|!--|section|iframe|script|style)\b", re.IGNORECASE)
_SITE = re.compile(r"<channel>.*?<title>(.*?)</title>", re.DOTALL)
_SITE_KINDS = ("page", "nav_menu_item", "revision", "custom_css", "wp_block", "wp_template", "wp_navigation", "wp_global_styles")
_AUTHOR = re.compile(r"<wp:author>(.*?)</wp:author>", re.DOTALL)
_AUTHOR_FIELD = re.compile(r"<wp:author_(login|display_name)>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</", re.DOTALL)
_LANGUAGE = re.compile(r"<language>([\w-]+)</language>")


def sniff(head: bytes, _name: str) -> bool:
    return bool(_WP.search(head[:8192]))


def fill_wxr(record: RawRecord, element: etree._Element, prolog: Prolog, context: Context) -> None:
    """One item: published posts are candidates; pages of the site itself are none."""
    fields = _fields(element)
    record.url = fields.get("link")
    record.external_id = fields.get("guid") or fields.get("wp:post_id")
    kind, status = fields.get("wp:post_type") or "post", fields.get("wp:status") or "publish"
    if kind == "attachment":
        set_aside(record, "attachment", fields.get("wp:attachment_url"))
    elif kind in _SITE_KINDS:
        set_aside(record, "metadata_record", f"a {kind} of the site")
    elif status in ("draft", "auto-draft", "pending", "private", "trash", "inherit", "future") or fields.get("wp:post_password"):
        set_aside(record, "draft", f"a post with status {status}")
    else:
        record.item = _item(element, fields, decode(prolog.data).text, context)


def _fields(element: etree._Element) -> dict[str, str]:
    """Texts of the children by name, prefixed where the namespace matters; the first of a name that is not empty."""
    fields: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        namespace, _, local = str(child.tag).rpartition("}")
        prefix = next((name for mark, name in _PREFIXES if mark in namespace), "")
        text = (child.text or "").strip()
        if text:
            fields.setdefault(prefix + local, text)
    return fields


def _item(element: etree._Element, fields: dict[str, str], prolog: str, context: Context) -> Item:
    item = Item(zone=context.zone, text_from="markup", published_from="field")
    item.title = plain(fields.get("title"))
    login = fields.get("dc:creator")
    item.byline = _names(prolog).get(login, login) if login else None
    content = fields.get("content:encoded")
    item.body_html = paragraphs_of(content) if content else None
    item.subtitle = plain(fields.get("excerpt:encoded"))
    item.kind = "article" if content else "stub"
    moment = _moment(fields.get("wp:post_date_gmt"))
    item.published = moment + "+00:00" if moment else fields.get("pubDate") or _moment(fields.get("wp:post_date"))
    changed = _moment(fields.get("wp:post_modified_gmt"))
    item.updated = changed + "+00:00" if changed else None
    categories = element.findall("category")
    item.keywords = unique(text for node in categories if (text := plain(node.text)))
    item.section = next((plain(node.text) for node in categories if node.get("domain") == "category"), None)
    site, language = _SITE.search(prolog), _LANGUAGE.search(prolog)
    item.publisher = plain(site.group(1).removeprefix("<![CDATA[").removesuffix("]]>")) if site else None
    item.language = language.group(1) if language else None
    return item


@lru_cache(maxsize=8)
def _names(prolog: str) -> dict[str, str]:
    """The display names of the export's authors by their logins: posts name the login."""
    people = (dict(_AUTHOR_FIELD.findall(author)) for author in _AUTHOR.findall(prolog))
    return {one["login"]: name for one in people if "login" in one and (name := plain(one.get("display_name")))}


def _moment(text: str | None) -> str | None:
    return text if text and not text.startswith("0000") else None


def paragraphs_of(content: str) -> str:
    """A post's HTML as WordPress shows it: blank lines make paragraphs, captions become figures, other shortcodes go."""
    content = _CAPTION.sub(r"\n\n<figure>\1<figcaption>\2</figcaption></figure>\n\n", content)
    content = _without_shortcodes(content)
    if re.search(r"<p[\s>]", content):
        return content
    parts = [part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", content)]
    return "\n".join(part if _BLOCK.match(part) else f"<p>{part}</p>" for part in parts if part)


def _without_shortcodes(content: str) -> str:
    """Markers that embed or wrap something: those of WordPress itself, those with attributes, those with an end, those named like_this."""
    content = _WITH_MARKS.sub("", _EMBED.sub("", content))
    names = {re.escape(name) for name in _CLOSING.findall(content)} | {r"[a-z]+_\w+"}
    return re.sub(rf"\[/?(?:{'|'.join(sorted(names))})(?:\s[^\]\[<]{{0,300}})?\]", "", content)


WXR = xml_format("wxr", sniff, ("item",), fill_wxr)
