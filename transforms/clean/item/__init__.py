"""Structured records (JSON, CSV, NITF, NewsML, feeds ...): fields read, bodies split into paragraphs."""

from transforms.clean.item.page import clean_item

__all__ = ["clean_item"]
