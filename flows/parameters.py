"""Types of the flows' parameters: what Prefect's pages show as a form, and refuse before a run begins."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

Day = Annotated[date | None, Field(description="A day, as 2025-08-31")]
FromStage = Annotated[
    Literal["entities", "quotes"] | None,
    Field(description="Recompute the published articles from this stage on, without reading dumps: quotes, or entities and quotes"),
]
Stale = Annotated[
    bool, Field(description="Only what older versions of the stages left, from the first stage on that has changed since (no from_stage)")
]
Pieces = Annotated[
    Literal["month"] | None,
    Field(description="Publish month by month, with from_stage or stale [pieces of a fiftieth of the whole, of 200,000 articles at least]"),
]
Runner = Annotated[Literal["processes", "threads", "dask", "ray"] | None, Field(description="Where shards are worked on [settings]")]
Workers = Annotated[int | None, Field(ge=1, le=1024, description="How many shards at once [settings]")]
Accept = Annotated[
    dict[Annotated[str, Field(pattern=r"^\w+\.\w+$")], Annotated[str, Field(min_length=1)]] | None,
    Field(description='Rules of the gates that may fail, with the reason: {"quotes.share_of_one_speaker": "a special issue"}'),
]
Folder = Annotated[str | None, Field(min_length=1, description="A folder [settings]")]
SettingsFile = Annotated[str | None, Field(min_length=1, description="Settings file [copydesk.toml]")]
