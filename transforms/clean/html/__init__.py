"""HTML pages: from the source of a page to its article.

Belongs here: everything that reads a page's markup. Not: dates, names, credits and languages as such (beside this package).
"""

from transforms.clean.html.page import clean_html

__all__ = ["clean_html"]
