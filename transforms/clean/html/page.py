"""A page's HTML to a clean page: the steps in their order."""

from __future__ import annotations

import numpy as np
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from transforms.clean.dates import read_date
from transforms.clean.evidence import SiteEvidence
from transforms.clean.html import details
from transforms.clean.html import vocabulary as v
from transforms.clean.html.body import Layout, lay_out
from transforms.clean.html.cuts import Decision
from transforms.clean.html.dom import Dom, read_dom
from transforms.clean.html.evidence import body_places, name_place
from transforms.clean.html.fates import decide
from transforms.clean.html.flatten import flatten, shorten_tags
from transforms.clean.html.head import Head, read_head, text_of
from transforms.clean.html.people import find_people
from transforms.clean.html.rules import Rule, Rules, fill_from_rule, hosts_of, mark_tree, names_of, pick_rule, shipped_hosts, shipped_rules
from transforms.clean.html.strip import strip_raw
from transforms.clean.html.times import Times, find_times
from transforms.clean.html.titles import Title, find_title, site_names
from transforms.clean.language import detect_language
from transforms.clean.long import MOST_TAGS, head_of_markup, mark_cut
from transforms.collecting import collection_paused
from transforms.contract import Block, Page, Refusal
from transforms.urls import host_of, is_front_page

MOST_CHARS = 8_000_000  # of a page without its scripts: what is behind them is not read, so that no page needs a gigabyte of memory
_OPTIONS = LexborDocumentOptions.WO_EVENTS.value  # what a browser changes in a tree behind its back is nothing that a reader sees here
_BEFORE, _AFTER = 6, 6  # leaves around the headline and the first paragraph where bylines and dates stand
_TEXT = ("body", "heading", "list_item", "block_quote")
_INDEX_LINKS = 8  # headings that are links: more of them than text make an index page
_INDEX_CHARS = 600
_INDEX_LINES, _HEADLINE_WORDS = 5, 4  # lines that are links and read as headlines, on a page without text
_NEXT_TO_NOTHING = 40  # characters: less is no article


def clean_html(html: str, url: str | None = None, *, evidence: SiteEvidence | None = None, rules: Rules | None = None) -> Page | Refusal:
    """The article on a page, every visible text of it with its fate; a refusal where there is none.

    `evidence` is what other pages of the site taught, `rules` what a person wrote for it. The texts of the blocks, in order, are
    all visible text of the page's body; neighbours that are cut for one reason are one block, and menus, footers and forms
    are taken whole. Where the body stands in the JSON-LD only, its paragraphs follow as further blocks (text_from json_ld).
    Of a page of more than MOST_CHARS characters the first are read; it is marked truncated.
    """
    with collection_paused():  # a fifth of the time
        return _clean(html, url, evidence, rules)


def _clean(html: str, url: str | None, evidence: SiteEvidence | None, rules: Rules | None) -> Page | Refusal:
    light, json_ld = strip_raw(html)
    start = head_of_markup(light, MOST_CHARS)
    source = start.encode("utf-8", "ignore")  # what the parser reads: to count in bytes is a third of the work
    n_tags = int(np.count_nonzero(np.frombuffer(source, np.uint8) == ord("<")))
    flat = flatten(shorten_tags(start, n_tags), n_tags)
    short = head_of_markup(flat, MOST_CHARS, MOST_TAGS) if n_tags > MOST_TAGS else flat
    tree = LexborHTMLParser(source if short is start else short, options=_OPTIONS)
    dom, head, host, rule = _read(tree, json_ld, url, rules)
    own_url = head.first("og:url")
    sites = site_names(head, host)
    title = find_title(dom, head, sites)
    known = evidence.places if evidence is not None else frozenset[str]()
    layout = lay_out(dom, title.end or 0, (lambda place: name_place(place) in known) if known else None)
    zone = _zone(dom, layout, title)
    people = find_people(dom, head, sites, zone, layout.element_purposes)
    decisions = decide(dom, layout, title, _description(head), people.leaves, evidence)
    page = Page(_blocks(dom, decisions))
    text = _take_body(page, dom, decisions, head)
    refusal = _refuse(page, head, url, text, dom, layout)
    if refusal is not None:
        return refusal
    page.title, page.subtitle = title.text, _subtitle(page)
    page.places = body_places(dom, layout)
    page.byline, page.authors = people.byline, people.names
    page.language = detect_language(text, dom.language or head.first("og:locale", "language", "content-language"))
    _date(page, find_times(dom, head, url or own_url, zone, layout.element_purposes, page.language))
    page.url, page.canonical_url = own_url, head.canonical
    page.publisher = details.find_publisher(head, host)
    page.source, page.is_syndicated = details.find_credit(
        people.agencies, details.agency_line(dom, decisions), people.byline, text, page.publisher, sites
    )
    page.section, page.keywords = details.find_section(head), details.find_keywords(head)
    page.images = details.find_images(dom, layout, decisions, head)
    page.rights = next((b.text for b in page.blocks if b.kind == "copyright" and b.fate == "metadata"), None) or head.first("copyright")
    page.is_truncated = details.is_cut_short(head, text, _has_wall(layout))
    n_paragraphs = len([b for b in page.blocks if b.fate == "paragraph" and b.kind in _TEXT])
    page.kind = "stub" if page.is_truncated else details.find_kind(head, url or own_url, len(text), len(page.images), n_paragraphs)
    if len(light) > MOST_CHARS or len(short) < len(flat):
        mark_cut(page)
    if rule is not None:
        fill_from_rule(tree, rule, page)
    _warn(page)
    return page


def _read(tree: LexborHTMLParser, json_ld: list[str], url: str | None, rules: Rules | None) -> tuple[Dom, Head, str | None, Rule | None]:
    """The page's tree and head; where a rule is for the site and the day, what it selects is marked, and the page read again."""
    dom = read_dom(tree)
    head = read_head(dom, json_ld)
    rule: Rule | None = None
    host = host_of(url)
    if not names_of(host).isdisjoint(hosts_of(rules or ()) | shipped_hosts()):
        day = read_date(text_of(head.article.get("datePublished")) or "")
        rule = pick_rule((*(rules or ()), *shipped_rules()), host, day.on if day else None)
        if rule is not None:
            mark_tree(tree, rule)
            dom = read_dom(tree)
    return dom, head, host or host_of(head.first("og:url") or head.canonical), rule


def _take_body(page: Page, dom: Dom, decisions: list[Decision], head: Head) -> str:
    """The text of the article; from the JSON-LD where the page itself holds less than half of what that does."""
    body = [leaf.text for leaf, d in zip(dom.leaves, decisions, strict=True) if d.fate == "paragraph" and d.kind in _TEXT]
    text = "\n\n".join(body)
    least = 2 * len(text) + 300
    told = details.json_ld_paragraphs(head, least)
    if sum(map(len, told)) < least:
        return text
    for block in page.blocks:
        if block.fate == "paragraph" and block.kind in _TEXT:
            block.fate, block.kind = "cut", "text_repeat"
    page.blocks += [Block(line, "paragraph", "body") for line in told]
    page.text_from = "json_ld"
    page.warnings.append("body_from_json_ld")
    return "\n\n".join(told)


def _refuse(page: Page, head: Head, url: str | None, text: str, dom: Dom, layout: Layout) -> Refusal | None:
    """A page that is no article: a front page, a list of links, a page with next to no text."""
    says_so = bool(head.article) or (head.first("og:type") or "").startswith("article")
    if not says_so:
        headings = [e for e in map(dom.elements.__getitem__, dom.landmarks) if e.tag in ("h2", "h3", "h4")]
        links = sum(dom.links_in(e) * 2 > dom.chars_in(e) > 0 for e in headings)
        if (url and is_front_page(url)) or (links >= _INDEX_LINKS and len(text) < _INDEX_CHARS):
            return Refusal("not_an_article", "index_page")
        if len(text) < _NEXT_TO_NOTHING and _n_headlines(dom) >= _INDEX_LINES:
            return Refusal("not_an_article", "index_page")
    if len(text) < _NEXT_TO_NOTHING:
        return Refusal("not_an_article", "no_article_text")
    return None


def _n_headlines(dom: Dom) -> int:
    """Lines that are links and have as many words as headlines have: menus have fewer."""
    return sum(leaf.links * 2 > len(leaf.text) and _HEADLINE_WORDS <= len(leaf.text.split()) < 30 for leaf in dom.leaves)


def _has_wall(layout: Layout) -> bool:
    return any(p & v.PAYWALL for p in layout.purposes)


def _subtitle(page: Page) -> str | None:
    return next((b.text for b in page.blocks if b.kind == "subtitle" and b.fate == "paragraph"), None)


def _date(page: Page, times: Times) -> None:
    if times.published:
        page.published_on, page.published_from = times.published.on, times.published_from
        page.published_at = times.published.at
        page.is_date_inferred = times.published_from == "url" or (times.published.at is not None and not times.published.is_zoned)
        if times.published.at is not None and not times.published.is_zoned:
            page.warnings.append("date_without_zone")
    page.updated_at = times.updated.at if times.updated else None


def _warn(page: Page) -> None:
    for is_missing, word in ((page.title, "no_title"), (page.published_on, "no_date"), (page.language, "no_language")):
        if not is_missing:
            page.warnings.append(word)


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
    run: list[str] = []
    for leaf, decision in zip(dom.leaves, decisions, strict=True):
        # what recurs on a site is known block by block
        if run and (decision.fate != "cut" or blocks[-1].kind != decision.kind or decision.kind == "site_furniture"):
            blocks[-1].text = " ".join(run)
            run = []
        if not run:
            blocks.append(Block(leaf.text, decision.fate, decision.kind))
        if decision.fate == "cut":
            run.append(leaf.text)
    if run:
        blocks[-1].text = " ".join(run)
    return blocks
