"""Stages as an older version of them might have been: what they find is less, and the manifest says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from flows import shards
from flows.versions import STAGE_VERSIONS
from transforms.contract import Page


@contextmanager
def an_older(*stages: str) -> Iterator[None]:
    """Within it runs (on threads) have such versions of `stages` (clean, entities, quotes)."""
    with pytest.MonkeyPatch.context() as patch:
        for stage in stages:
            patch.setitem(STAGE_VERSIONS, stage, "0")
            if stage == "clean":
                patch.setattr(shards, "clean", _without_authors(shards.clean))
            else:
                patch.setattr(shards, f"find_{stage}", _lesser(getattr(shards, f"find_{stage}"), stage))
        yield


def _without_authors(clean: Any) -> Any:
    """The same function, but no page has authors."""

    def clean_less(*arguments: Any, **named: Any) -> Any:
        answer = clean(*arguments, **named)
        if isinstance(answer, Page):
            answer.byline, answer.authors = None, []
        return answer

    return clean_less


def _lesser(find: Any, stage: str) -> Any:
    """The same function, but of each article the last one is missing and another column is empty."""

    def find_fewer(*arguments: Any, **named: Any) -> Any:
        found = find(*arguments, **named)
        for of_article in found if stage == "entities" else [found]:
            del of_article[3:]
            for one in of_article:
                setattr(one, "role" if stage == "entities" else "speaker_role", None)
        return found

    return find_fewer
