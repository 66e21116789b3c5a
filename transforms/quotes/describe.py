"""The speaker as a row tells him: type, name, role. An unnamed source stays unnamed, with a description as its role."""

from __future__ import annotations

from transforms.contract import Quote
from transforms.quotes.descriptions import role_in
from transforms.quotes.lexicon import word_class
from transforms.quotes.people import Article
from transforms.quotes.speakers import Speaker

# share of right speakers by rule, and by how directly the quote hangs on its cue (Finding.strength), strongest first
_SCORES: dict[str, tuple[tuple[float, float], ...]] = {
    "same_sentence": ((3, 0.97), (2.5, 0.75), (2, 0.92), (0, 0.80)),
    "pronoun": ((3, 0.98), (2.5, 0.85), (2, 0.90), (0, 0.70)),
    "nominal": ((3, 0.92), (2.5, 0.65), (2, 0.88), (0, 0.75)),
    "according_to": ((0, 0.95),),
    "colon": ((3, 0.94), (1, 0.80), (0, 0.75)),
    "interrupted": ((3, 0.95), (0, 0.75)),
    "continuation": ((3, 0.98), (2, 0.90), (0, 0.75)),
    "previous_sentence": ((0, 0.80),),
    "previous_paragraph": ((3, 0.85), (0, 0.65)),
    "label": ((3, 0.95), (0, 0.75)),
    "dash": ((0, 0.90),),
}
_OTHER_SCORES = ((3, 0.85), (2, 0.75), (0, 0.50))
_DOCUMENTS = frozenset(("WORK", "LAW"))


def _named_unknown(text: str) -> tuple[str, str]:
    """Type and name of a speaker whom no mention covers: "the charity Clear Water" is an organisation named Clear Water."""
    words = text.split()
    start = next((i for i, word in enumerate(words) if word[0].isupper() and word_class(word.lower()) not in "Dy"), 0)
    described = [word_class(word.lower()) for word in words[:start]]
    return "organisation" if "q" in described else "person", " ".join(words[start:])


def _role_of(article: Article, index: int) -> str | None:
    mention = article.entities[index]
    if mention.role:
        return mention.role
    return article.roles.get(mention.entity)


def _rule(speaker: Speaker) -> str:
    """What decided: for a speaker in the quote's own sentence also whether he is named, described, or a pronoun."""
    if speaker.rule == "same_sentence":
        return "pronoun" if speaker.letter in "Py" else "nominal" if speaker.letter in "pqk" else speaker.rule
    return speaker.rule


def score_of(speaker: Speaker) -> float:
    """How often such a finding named the right words as the speaker on the development set (benchmarks/quotes_calibration.py)."""
    scores = _SCORES.get(_rule(speaker), _OTHER_SCORES)
    return next(score for strength, score in scores if speaker.strength >= strength)


def describe(article: Article, quote: Quote, speaker: Speaker) -> None:
    """Fill the speaker columns of a quote."""
    text = article.paragraphs[speaker.paragraph].text[speaker.start : speaker.end]
    quote.speaker_text = text
    quote.speaker_paragraph, quote.speaker_char_start, quote.speaker_char_end = speaker.paragraph, speaker.start, speaker.end
    quote.rule = _rule(speaker)
    quote.speaker_score = score_of(speaker)
    index = speaker.mention if speaker.mention is not None and speaker.mention >= 0 else None
    if index is not None:
        mention = article.entities[index]
        quote.speaker_mention = index if speaker.letter not in "PyWp" else None
        quote.speaker_entity = mention.entity
        quote.speaker_name = mention.name
        quote.speaker_type = "person" if mention.type == "PERSON" else ("document" if mention.type in _DOCUMENTS else "organisation")
        if mention.type == "PERSON":
            quote.speaker_role = _role_of(article, index)
    elif speaker.letter == "U":
        quote.speaker_type, quote.speaker_name = _named_unknown(text)
    elif speaker.letter in "pJ" or (speaker.letter in "Py" and speaker.role):
        quote.speaker_type = "unnamed"
        quote.speaker_role = speaker.role or role_in(text)
    elif speaker.letter == "q":
        quote.speaker_type = "organisation"
        name = role_in(text)
        quote.speaker_name = name if name is not None and any(word[0].isupper() for word in name.split()) else None
    elif speaker.letter == "k":
        quote.speaker_type = "document"
    else:
        quote.speaker_type = "unresolved"
