"""A page's HTML to a clean page: the steps in their order."""

from __future__ import annotations

from transforms.clean.html.body import Layout, lay_out
from transforms.clean.html.dom import Dom, read_dom
from transforms.clean.html.fates import Decision, decide
from transforms.clean.html.head import Head, read_head, text_of
from transforms.clean.html.people import find_people
from transforms.clean.html.strip import strip_raw
from transforms.clean.html.times import find_times
from transforms.clean.html.titles import Title, find_title, site_names
from transforms.clean.language import detect_language
from transforms.contract import Block, Page, Refusal
from transforms.urls import host_of

_BEFORE, _AFTER = 6, 6  # leaves around the headline and the first paragraph where bylines and dates stand
_TEXT = ("body", "heading", "list_item", "block_quote")


def clean_html(html: str, url: str | None = None) -> Page | Refusal:
    """The article on a page, every visible text of it with its fate; a refusal where there is none."""
    light, json_ld = strip_raw(html)
    dom = read_dom(light)
    head = read_head(dom, json_ld)
    host = host_of(url or head.first("og:url") or head.links.get("canonical"))
    sites = site_names(head, host)
    title = find_title(dom, head, sites)
    layout = lay_out(dom, title.end or 0)
    zone = _zone(dom, layout, title)
    people = find_people(dom, head, sites, zone, layout.element_purposes)
    decisions = decide(dom, layout, title, _description(head), people.leaves)
    body = [leaf.text for leaf, d in zip(dom.leaves, decisions, strict=True) if d.fate == "paragraph" and d.kind in _TEXT]
    if not body:
        return Refusal("not_an_article", "no_article_text")
    text = "\n\n".join(body)
    language = detect_language(text, dom.language or head.first("og:locale", "language", "content-language"))
    times = find_times(dom, head, url, zone, layout.element_purposes, language)
    page = Page(_blocks(dom, decisions))
    page.title, page.byline, page.authors = title.text, people.byline, people.names
    page.language = language
    if times.published:
        page.published_at = times.published.at if times.published.is_zoned else None
        page.published_on, page.published_from = times.published.on, times.published_from
    page.updated_at = times.updated.at if times.updated else None
    page.url = head.first("og:url")
    page.canonical_url = head.links.get("canonical")
    page.publisher = head.first("og:site_name") or text_of(head.article.get("publisher"))
    return page


def _description(head: Head) -> str | None:
    return head.first("description", "og:description", "twitter:description") or text_of(head.article.get("description"))


def _zone(dom: Dom, layout: Layout, title: Title) -> range:
    container = dom.elements[layout.container]
    first = next((i for i in range(container.first, container.end) if layout.prose[i]), container.first)
    start = title.first if title.first is not None and title.first <= first else first
    end = max(first, title.end or 0)
    return range(max(0, start - _BEFORE), min(len(dom.leaves), end + _AFTER))


def _blocks(dom: Dom, decisions: list[Decision]) -> list[Block]:
    """The leaves as blocks; neighbours that are cut for one reason are one block."""
    blocks: list[Block] = []
    for leaf, decision in zip(dom.leaves, decisions, strict=True):
        if decision.fate == "cut" and blocks and blocks[-1].fate == "cut" and blocks[-1].kind == decision.kind:
            blocks[-1].text += " " + leaf.text
        else:
            blocks.append(Block(leaf.text, decision.fate, decision.kind))
    return blocks
