"""Which language a text is in, offline: the script where it decides, py3langid's model otherwise."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

SHORTEST = 20  # letters below which a guess is not worth having, in scripts that many languages share
READ = 300  # characters read: more changes the answer in one text of a thousand
LIKELIEST = 5  # languages among which a hint counts
LEAST = 0.70  # probability under which the answer is None (or the hint, if it is among the likely)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0530-\u1dff\u2e80-\uffff]")
_CYRILLIC_LETTERS = re.compile(r"[\u0400-\u04ff]{3}")
# scripts that only one language (of those written in news) uses: first and last code point, language
_SCRIPTS = (
    (0x0370, 0x03FF, "el"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0980, 0x09FF, "bn"), (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"), (0x0B00, 0x0B7F, "or"), (0x0B80, 0x0BFF, "ta"), (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"), (0x0E00, 0x0E7F, "th"), (0x0E80, 0x0EFF, "lo"), (0x0F00, 0x0FFF, "bo"),
    (0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km"), (0x3040, 0x30FF, "ja"),
    (0xAC00, 0xD7AF, "ko"), (0x4E00, 0x9FFF, "zh"),
)  # fmt: skip
# letters that tell the Cyrillic languages apart, surest first
_CYRILLIC = (("be", "ў"), ("uk", "їєґ"), ("mk", "ѓќѕ"), ("sr", "ђћџљњј"), ("kk", "әғқңұ"), ("ru", "ыэё"))
# words that stand in every other sentence of a language and hardly in its neighbours: five of them bear out what a page says of itself
_COMMON_WORDS = {
    "en": "the and that with from this have which they were been his their would of to has was for on it at by not are but who said will",
    "de": "der die das und nicht mit von den dem ist auf für sich im des ein eine einen auch es wie wird werden aus nach bei zum zur hat",
}
_COMMON = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_ENOUGH_COMMON = 5
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "hbs": "hr", "sh": "hr"}


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def _rank(text: str) -> list[tuple[str, float]]:
    """The likeliest languages by probability, the likeliest first: py3langid's model, only the features that occur added up."""
    model = _identifier()
    outputs, moves = model.tk_output, model.tk_nextmove
    state = 0
    features: list[int] = []
    for letter in text.encode("utf-8", "surrogatepass"):
        state = moves[(state << 8) + letter]
        if found := outputs.get(state):
            features += found
    scores = model.nb_ptc[features].sum(axis=0, dtype=np.float64) + model.nb_pc
    odds = np.exp(scores - scores.max())
    shares = odds / odds.sum()
    best = np.argsort(-shares, kind="stable")[:LIKELIEST]
    return [(_SAME.get(model.nb_classes[i], model.nb_classes[i]), float(shares[i])) for i in best]


def fold_language(code: str | None) -> str | None:
    """ISO 639-1 code of a language tag ('en-GB', 'pt_BR', 'nb'): two lower-case letters, or None."""
    head = re.split(r"[-_]", code.strip().lower())[0] if code else ""
    head = _SAME.get(head, head)
    return head if len(head) == 2 and head.isascii() and head.isalpha() else None


def _by_script(text: str) -> tuple[str | None, int]:
    """The language that the script decides, and how many letters were read."""
    if not _OTHER_SCRIPT.search(text):
        return None, sum(map(str.isalpha, text))
    counts: Counter[str] = Counter()
    letters = 0
    for char, often in Counter(text).items():
        if not char.isalpha():
            continue
        letters += often
        code = ord(char)
        if code >= 0x370:
            for first, last, language in _SCRIPTS:
                if first <= code <= last:
                    counts[language] += often
                    break
    if not counts:
        return None, letters
    # Japanese and Korean newspapers print Chinese characters too; Chinese prints no kana
    if counts["ja"] * 10 > counts["zh"] + counts["ja"]:
        counts["ja"] += counts.pop("zh", 0)
    language, count = counts.most_common(1)[0]
    return (language if count * 2 > letters else None), letters


def _by_letters(text: str) -> str | None:
    return next((language for language, letters in _CYRILLIC if any(c in text for c in letters)), None)


def detect_language(text: str, hint: str | None = None) -> str | None:
    """ISO 639-1 code of the language of `text`; None for a text too short or too mixed to tell.

    `hint` is what the page says of itself (a tag such as 'en-GB'): it wins only where the text leaves room for it.
    """
    hint = fold_language(hint)
    sample = text[:READ]
    if hint in _COMMON and len(_COMMON[hint].intersection(sample.lower().split())) >= _ENOUGH_COMMON:
        return hint  # the model costs a tenth of what else is done with a page
    language, letters = _by_script(sample)
    if language:
        return language if letters >= 4 else hint
    if letters < SHORTEST:
        return hint
    if _CYRILLIC_LETTERS.search(sample) and (language := _by_letters(sample.lower())):
        return language
    ranked = _rank(sample)
    best, probability = ranked[0]
    if best in ("uk", "be") and _CYRILLIC_LETTERS.search(sample) and "\u0456" not in sample.lower():
        best = "ru"  # no Ukrainian or Belarusian text does without its i
    if probability >= LEAST and (letters >= 3 * SHORTEST or probability >= 0.9):
        return best
    if hint and any(code == hint and share > 0.01 for code, share in ranked):
        return hint
    return None
