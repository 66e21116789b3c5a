"""clean: a raw record becomes a page whose blocks each have one fate, or a refusal.

What the three readers (HTML pages, text copies, structured records) share stands beside them: dates, bylines, credits, languages.
"""

from __future__ import annotations

from typing import Any

from transforms.clean.evidence import SiteEvidence
from transforms.clean.item import clean_item
from transforms.clean.long import cut_long, mark_cut, shorten
from transforms.clean.text import clean_text
from transforms.contract import Page, RawRecord, Refusal

__all__ = ["clean"]


def clean(record: RawRecord, *, evidence: SiteEvidence | None = None, rules: Any = None) -> Page | Refusal:
    """The article of a record. `evidence` is what was learnt about its site, `rules` are a user's own rules for publishers.

    A record that is no candidate keeps the verdict that its reader gave it. Of one too long for an article the beginning is kept.
    """
    if record.verdict != "candidate":
        return Refusal(record.verdict, record.reason or "unforeseen", record.detail)
    short = shorten(record)
    answer = _clean(short, evidence, rules)
    if isinstance(answer, Refusal):
        return answer
    page = cut_long(answer)
    return page if short is record else mark_cut(page)


def _clean(record: RawRecord, evidence: SiteEvidence | None, rules: Any) -> Page | Refusal:
    if record.html is not None:
        from transforms.clean.html import clean_html

        options: dict[str, Any] = {name: value for name, value in (("evidence", evidence), ("rules", rules)) if value is not None}
        return clean_html(record.html, record.url, **options)
    if record.item is not None:
        return clean_item(record.item, record.external_id)
    if record.text is not None:
        return clean_text(record.text, record.url, evidence=evidence)
    return Refusal("rejected", "empty_payload")
