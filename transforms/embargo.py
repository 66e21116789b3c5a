"""What may be published when a run starts, and what is held until its time has come."""

from __future__ import annotations

from datetime import datetime

from transforms.contract import Page, Refusal


def hold_back(page: Page, now: datetime) -> Page | Refusal:
    """The page, or that it is held: its embargo ends after `now`, cannot be read, or has no end.

    An embargo that has ended leaves a usable page, so that it matters to nobody when the page was read.
    """
    if "embargo_unreadable" in page.warnings:
        return Refusal("held", "embargo_unreadable")
    if page.embargoed_until is not None and page.embargoed_until > now:
        return Refusal("held", "embargoed", until=page.embargoed_until)
    if page.status == "embargoed" and page.embargoed_until is None:
        return Refusal("held", "withheld")
    page.status = "usable" if page.status == "embargoed" else page.status
    return page
