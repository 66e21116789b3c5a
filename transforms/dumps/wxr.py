"""WordPress exports (WXR): posts, and the drafts, attachments and menus that come with them."""

from __future__ import annotations

import re

from lxml import etree

from transforms.contract import Image, Item, RawRecord
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
_SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9_-]{1,30}(?:\s[^\]\[<]{0,300})?/?\]")
_BLOCK = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|hr|!--|section|iframe|script|style)\b", re.IGNORECASE)
_SITE = re.compile(r"<channel>.*?<title>(.*?)</title>", re.DOTALL)
_SITE_KINDS = ("page", "nav_menu_item", "revision", "custom_css", "wp_block", "wp_template", "wp_navigation", "wp_global_styles")
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
    item.byline = fields.get("dc:creator")
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
    item.images = [Image(url) for url in re.findall(r'<img[^>]+src="(https?://[^"]+)"', content or "")[:20]]
    return item


def _moment(text: str | None) -> str | None:
    return text if text and not text.startswith("0000") else None


def paragraphs_of(content: str) -> str:
    """A post's HTML as WordPress shows it: blank lines make paragraphs, captions become figures, other shortcodes go."""
    content = _CAPTION.sub(r"\n\n<figure>\1<figcaption>\2</figcaption></figure>\n\n", content)
    content = _SHORTCODE.sub("", content)
    if re.search(r"<p[\s>]", content):
        return content
    parts = [part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", content)]
    return "\n".join(part if _BLOCK.match(part) else f"<p>{part}</p>" for part in parts if part)


WXR = xml_format("wxr", sniff, ("item",), fill_wxr)
