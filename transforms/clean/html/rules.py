"""Rules that a person wrote for a site: data, read from TOML. They win over what the general extractor finds.

A file holds tables [[rule]] with `domain`; any of `body`, `title`, `authors`, `published` (CSS selectors) and `cuts` (a list of
them); and `valid_until`, the last day of the layout, where it is over.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from transforms.clean.bylines import split_authors
from transforms.clean.dates import read_date
from transforms.clean.html.vocabulary import RULE_MARK
from transforms.contract import Page
from transforms.urls import domain_of

BODY_MARK, CUT_MARK = "body", "cut"  # values of the attribute that marks what a rule selects
_FIELDS = frozenset(("domain", "valid_until", "body", "title", "authors", "published", "cuts"))
_SHIPPED = Path(__file__).parent.parent / "rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """One layout of one site."""

    domain: str
    valid_until: date | None = None
    body: str | None = None
    title: str | None = None
    authors: str | None = None
    published: str | None = None
    cuts: tuple[str, ...] = ()


Rules = tuple[Rule, ...]


def read_rules(text: str) -> Rules:
    """The rules of a TOML text. ValueError for a field that no rule has, a bad date, a selector that is none, a missing domain."""
    return tuple(_rule(table) for table in tomllib.loads(text).get("rule", []))


def _rule(table: dict[str, Any]) -> Rule:
    unknown = set(table) - _FIELDS
    if unknown or not isinstance(table.get("domain"), str):
        raise ValueError(f"rule without a domain, or with unknown fields {sorted(unknown)}: {table}")
    if "valid_until" in table and not isinstance(table["valid_until"], date):
        raise ValueError(f"valid_until of {table['domain']} is no date: {table['valid_until']!r}")
    rule = Rule(**{**table, "cuts": tuple(table.get("cuts", ()))})
    for selector in (rule.body, rule.title, rule.authors, rule.published, *rule.cuts):
        if selector is not None:
            _check(rule.domain, selector)
    return rule


def _check(domain: str, selector: str) -> None:
    try:
        LexborHTMLParser("<p>").css(selector)
    except (SelectolaxError, TypeError, ValueError) as error:
        raise ValueError(f"rule of {domain}: {selector!r} is no CSS selector") from error


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """The rules that come with the project, for sites that the general extractor reads wrongly."""
    return tuple(rule for path in sorted(_SHIPPED.glob("*.toml")) for rule in read_rules(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=16)
def hosts_of(rules: Rules) -> frozenset[str]:
    """The domains that rules are for."""
    return frozenset(r.domain for r in rules)


@lru_cache(maxsize=1)
def shipped_hosts() -> frozenset[str]:
    """The domains of the rules that come with the project: asked for every page, and to ask for those of rules takes to hash them."""
    return hosts_of(shipped_rules())


def names_of(host: str | None) -> set[str]:
    """The names under which a rule may be for a host: the host itself, without its www, and its registrable domain."""
    return {host, host.removeprefix("www."), domain_of(host) or host} if host else set()


def pick_rule(rules: Rules, host: str | None, on: date | None) -> Rule | None:
    """The rule for a host and a day: of those whose layout was not over, the one that was over first."""
    names = names_of(host)
    valid = [r for r in rules if r.domain in names and (r.valid_until is None or on is None or on <= r.valid_until)]
    return min(valid, key=lambda r: r.valid_until or date.max, default=None)


def mark_tree(tree: LexborHTMLParser, rule: Rule) -> None:
    """Mark what a rule selects, for the walk to see."""
    for selector, mark in [(rule.body, BODY_MARK)] * (rule.body is not None) + [(c, CUT_MARK) for c in rule.cuts]:
        for node in tree.css(selector or ""):
            node.attrs[RULE_MARK] = mark


def fill_from_rule(tree: LexborHTMLParser, rule: Rule, page: Page) -> None:
    """Title, authors and date where the rule's selectors find them."""
    if rule.title and (title := _text(tree, rule.title)):
        page.title = title
    if rule.authors:
        texts = [" ".join(n.text().split()) for n in tree.css(rule.authors)]
        authors = list(dict.fromkeys(a for t in texts for a in split_authors(t)))
        if authors:
            page.authors, page.byline = authors, "; ".join(texts)
    if rule.published:
        node = tree.css_first(rule.published)
        value = (node.attributes.get("datetime") or node.attributes.get("content") or node.text()) if node is not None else None
        stamp = read_date(value, language=page.language) if value else None
        if stamp:
            page.published_at, page.published_on, page.published_from = stamp.at, stamp.on, "time_element"


def _text(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return " ".join(node.text().split()) or None if node is not None else None
