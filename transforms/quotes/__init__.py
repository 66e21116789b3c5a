"""Who said what: quoted stretches of an article with their speakers."""

from transforms.quotes.find import find_quotes

__all__ = ["find_quotes"]
