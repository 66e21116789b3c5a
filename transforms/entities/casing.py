"""Lines in capitals, read as they would be written in a sentence: a headline's letters say of no word whether it is a name.

As the article writes a word elsewhere, so it is read. What else the recogniser takes for a name in the line as it is, is read as
a name, and all other words as they are written most (the lexicon's counts of words with their case).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from transforms.entities.features import plain
from transforms.entities.lexicon import case_odds
from transforms.entities.spans import Recogniser, Span
from transforms.entities.words import word_list

_WORD = re.compile(r"[^\W\d_]+")
_CLITIC = re.compile(r"(?<=[^\W\d_]['’])(?:S|T|D|M|RE|VE|LL)\b")
_LEAST_TITLE = -8  # log odds in eighths: one in three: in a headline a name is likelier than in text
_LEAST_IN_NAME = -28  # the same in what the recogniser takes for a name: it takes in the verbs of headlines
_COUNTRY = {"US": "US"}  # likelier in a headline than the pronoun, which most articles have too where they write U.S.
_SMALL = word_list("small_words")

Articles = Sequence[Sequence[str]]


def read_capitals(articles: Articles, recogniser: Recogniser) -> list[Sequence[str]]:
    """The paragraphs of each article, those in capitals with the case that their words have elsewhere. Lengths stay as they are."""
    lines = [(i, k) for i, texts in enumerate(articles) for k, text in enumerate(texts) if text.isupper()]
    read = {i: list(articles[i]) for i, _ in lines}
    usual = {i: _usual_forms(articles[i]) for i in read}
    for (i, k), spans in zip(lines, recogniser.recognise([[articles[i][k]] for i, k in lines]), strict=True):
        read[i][k] = _recased(articles[i][k], usual[i], spans)
    return [read.get(i, texts) for i, texts in enumerate(articles)]


def _usual_forms(texts: Sequence[str]) -> dict[str, str]:
    """Each word of an article's lines in capitals that stands outside of them as well -> as it is written most there."""
    wanted = set(_WORD.findall("\n".join(text for text in texts if text.isupper())))
    counts = Counter(_WORD.findall("\n".join(text for text in texts if not text.isupper())))
    forms: dict[str, str] = {}
    for form, n in counts.items():
        word = form.upper()
        if word in wanted and (word not in forms or n > counts[forms[word]]):
            forms[word] = form
    return forms | _COUNTRY


def _recased(text: str, usual: dict[str, str], names: Sequence[Span]) -> str:
    in_name = {at for n in names if not _is_told(text, n, usual) for at in range(n.start, n.end)}
    of_several = {at for n in names if _is_several(text, n) for at in range(n.start, n.end)}
    first = _WORD.search(text)

    def write(found: re.Match[str]) -> str:
        word, at = found[0], found.start()
        form = usual.get(word)
        if form is None or (form.islower() and at in of_several and plain(word) not in _SMALL):
            form = _by_lexicon(word, _LEAST_IN_NAME if at in in_name else _LEAST_TITLE)
        if first is not None and at == first.start():
            form = form[:1].upper() + form[1:]
        return form if len(form) == len(word) else word

    return _WORD.sub(write, _CLITIC.sub(lambda found: found[0].lower(), text))


def _is_told(text: str, name: Span, usual: dict[str, str]) -> bool:
    """True for a person's name that the article has several words of, so that the others may be a verb: 'ADA OBI MEETS BRANDT'."""
    return name.type == "PERSON" and sum(usual.get(word, "").istitle() for word in _WORD.findall(text[name.start : name.end])) > 1


def _is_several(text: str, name: Span) -> bool:
    """True for a name of several words that may be ordinary ones: International Criminal Court."""
    form = text[name.start : name.end]
    return name.type != "PERSON" and " - " not in form and len(_WORD.findall(form)) > 1


def _by_lexicon(word: str, least: int) -> str:
    """A word in capitals as it is written most, with a capital from the odds `least` on; an unknown one as a name is."""
    title, upper = case_odds(word)
    if len(word) < 2 or upper > max(0, title):
        return word
    return word.capitalize() if title >= least else word.lower()
