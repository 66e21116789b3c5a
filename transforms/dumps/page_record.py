"""A record whose page or text is decoded when it is first asked for.

Decoding costs more than reading. A record that the ledger already knows is skipped by its digest, and so never decoded.
"""

from __future__ import annotations

from typing import Any, Literal

from transforms.contract import RawRecord
from transforms.dumps.decode import decode

_HTML: Any = RawRecord.__dict__["html"]
_TEXT: Any = RawRecord.__dict__["text"]
_CHARSET: Any = RawRecord.__dict__["charset"]
_WARNINGS: Any = RawRecord.__dict__["warnings"]


class PageRecord(RawRecord):  # mypy lets no property stand before a field
    """A RawRecord: `html` or `text`, `charset` and `warnings` are there when they are read."""

    _deferred: Literal["html", "text"] | None = None

    def defer(self, kind: Literal["html", "text"]) -> None:
        """The payload is to be decoded as `kind`; the charset set so far is the one declared."""
        self._deferred = kind

    def _decode(self) -> None:
        kind, self._deferred = self._deferred, None
        decoded = decode(self.payload, self.charset, is_markup=kind == "html")
        self.charset = decoded.charset
        self.warnings.extend(decoded.warnings)
        if kind == "html":
            self.html = decoded.text
        else:
            self.text = decoded.text

    @property  # type: ignore[misc]
    def html(self) -> str | None:
        if self._deferred:
            self._decode()
        value: str | None = _HTML.__get__(self)
        return value

    @html.setter
    def html(self, value: str | None) -> None:
        self._deferred = None
        _HTML.__set__(self, value)

    @property  # type: ignore[misc]
    def text(self) -> str | None:
        if self._deferred:
            self._decode()
        value: str | None = _TEXT.__get__(self)
        return value

    @text.setter
    def text(self, value: str | None) -> None:
        self._deferred = None
        _TEXT.__set__(self, value)

    @property  # type: ignore[misc]
    def charset(self) -> str | None:
        if self._deferred:
            self._decode()
        value: str | None = _CHARSET.__get__(self)
        return value

    @charset.setter
    def charset(self, value: str | None) -> None:
        _CHARSET.__set__(self, value)

    @property  # type: ignore[misc]
    def warnings(self) -> list[str]:
        if self._deferred:
            self._decode()
        value: list[str] = _WARNINGS.__get__(self)
        return value

    @warnings.setter
    def warnings(self, value: list[str]) -> None:
        _WARNINGS.__set__(self, value)
