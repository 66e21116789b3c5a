"""Rules that a person wrote for a site."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.clean.html import clean_html
from transforms.clean.html.rules import pick_rule, read_rules, shipped_rules
from transforms.contract import Page

TEXT = "The old windmill turned for the first time in ninety years, and the miller wept a little at the sight of it."
HTML = f"""<html><body><h1>Site headline</h1><div class="real-title">The windmill turns</div><div class="who">Nora Vale</div>
<div id="wanted"><p>{TEXT}</p><p class="tail">{TEXT[::-1]}</p></div>
<div class="louder">{"".join(f"<p>{i} {TEXT} {TEXT}</p>" for i in range(9))}</div></body></html>"""
RULES = """
[[rule]]
domain = "tern.example"
body = "#wanted"
title = ".real-title"
authors = ".who"
cuts = [".tail"]
"""


def test_a_rule_wins_over_the_extractor() -> None:
    page = clean_html(HTML, "https://www.tern.example/a", rules=read_rules(RULES))
    assert isinstance(page, Page)
    assert [b.text for b in page.blocks if b.fate == "paragraph" and b.kind == "body"] == [TEXT]
    assert page.title == "The windmill turns"
    assert page.authors == ["Nora Vale"]
    assert ("cut", "site_furniture") in [(b.fate, b.kind) for b in page.blocks]


def test_a_rule_is_for_its_domain_only() -> None:
    with_rule = clean_html(HTML, "https://other.example/a", rules=read_rules(RULES))
    assert with_rule == clean_html(HTML, "https://other.example/a")


def test_the_layout_of_the_day_is_taken() -> None:
    rules = read_rules(
        '[[rule]]\ndomain = "a.example"\nvalid_until = 2024-05-01\nbody = ".old"\n[[rule]]\ndomain = "a.example"\nbody = ".new"\n'
    )
    assert [pick_rule(rules, "a.example", day) for day in (date(2024, 5, 1), date(2024, 5, 2))] == list(rules)


@pytest.mark.parametrize(
    "text", ['[[rule]]\nbody = "p"', '[[rule]]\ndomain = "a"\nbodi = "p"', '[[rule]]\ndomain = "a"\nvalid_until = "soon"']
)
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rule|valid_until"):
        read_rules(text)


@pytest.mark.parametrize("domain", sorted({r.domain for r in shipped_rules()}))
def test_shipped_rules_cut_what_is_shaped_as_text(domain: str) -> None:
    note = "More information: A. Writer et al, On the turning of windmills, Journal of Mills (2025), volume nine."
    html = f"""<html><body><h1>Windmills turn</h1><div class="article-main"><p>{TEXT}</p><p>{TEXT[:60]} today, they said.</p>
    <div class="article-main__more"><p>{note}</p></div></div></body></html>"""
    page = clean_html(html, f"https://{domain}/news/1.html")
    assert isinstance(page, Page)
    assert [(b.fate, b.kind) for b in page.blocks if b.text == note] == [("cut", "site_furniture")]
