"""Types of the flows' parameters: what Prefect's form refuses before a run begins. What it says of them stands in the flows' docstrings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

Day = date | None
FromStage = Literal["entities", "quotes"] | None
Pieces = Literal["month"] | None
Runner = Literal["processes", "threads", "dask", "ray"] | None
Workers = Annotated[int | None, Field(ge=1, le=1024)]
Accept = dict[Annotated[str, Field(pattern=r"^\w+\.\w+$")], Annotated[str, Field(min_length=1)]] | None
Folder = Annotated[str | None, Field(min_length=1)]
SettingsFile = Annotated[str | None, Field(min_length=1)]
