"""Pages written for the project, one for each way a page goes wrong, and what must become of them.

To look at what a change does: COPYDESK_WRITE_GOLDEN=1 writes the files anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from transforms.clean.html import clean_html
from transforms.clean.html.rules import shipped_rules
from transforms.contract import Page

PAGES = Path(__file__).parent / "pages"
# pages of sites that a shipped rule is for; all others are the tern's
HOSTS = {"rule_phys_org": "phys.org", "rule_medicalxpress_com": "medicalxpress.com"}
NAMES = sorted(p.stem for p in PAGES.glob("*.html"))


def summarise(html: str, name: str) -> dict[str, Any]:
    page = clean_html(html, f"https://{HOSTS.get(name, 'tern.example')}/news/{name}")
    if not isinstance(page, Page):
        return {"verdict": page.verdict, "reason": page.reason}
    return {
        "title": page.title,
        "subtitle": page.subtitle,
        "byline": page.byline,
        "authors": page.authors,
        "published_on": str(page.published_on) if page.published_on else None,
        "published_from": page.published_from,
        "publisher": page.publisher,
        "source": page.source,
        "language": page.language,
        "kind": page.kind,
        "is_truncated": page.is_truncated,
        "text_from": page.text_from,
        "images": [[i.url, i.caption, i.credit] for i in page.images],
        "warnings": page.warnings,
        "blocks": [[b.fate, b.kind, b.text] for b in page.blocks],
    }


@pytest.mark.parametrize("name", NAMES)
def test_page_becomes_its_golden_article(name: str) -> None:
    got = summarise((PAGES / f"{name}.html").read_text(encoding="utf-8"), name)
    golden = PAGES / f"{name}.json"
    if os.environ.get("COPYDESK_WRITE_GOLDEN"):
        golden.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert got == json.loads(golden.read_text(encoding="utf-8"))


def test_every_shipped_rule_has_its_page() -> None:
    assert {rule.domain for rule in shipped_rules()} == set(HOSTS.values())


def test_there_is_a_page_for_each_way_to_go_wrong() -> None:
    assert len(NAMES) >= 30
