"""Pages saved as text: every non-empty line (where a width broke the lines: every paragraph) is a block, and every block has one fate."""

from __future__ import annotations

from transforms.clean.text.page import clean_text

__all__ = ["clean_text"]
