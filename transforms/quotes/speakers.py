"""Who speaks each quote of an article: the sentence first, then what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.quotes.clauses import NOBODY, Finding, ends_as_speech, find_in_sentence
from transforms.quotes.descriptions import read_description
from transforms.quotes.marks import Pair
from transforms.quotes.people import Article, resolve_surname
from transforms.quotes.pronouns import resolve_pronoun
from transforms.quotes.sentences import NO_NAMES, SENTENCE_BREAK, Sentence, Writer, sentences_with_quotes
from transforms.quotes.unmarked import QUESTION_LABELS

_APOSTROPHE = re.compile("['’]")
_COMPLEMENT = re.compile("[DypqknNOLJEUA']+")
_BESIDE = re.compile("(?:,[DypqnJLOU']{1,6})?,[pqnUJL]{0,4}(?P<name>[NO])(?=[,()\\-WMHBVvle]|$)")
_JOINING = frozenset(("of", "for", "by", "from", "at", "with"))
_WINDOW = 600  # characters of a sentence that are read
# little or nothing before a quote in its sentence
_BARE = re.compile(r"[QCASIt,;:()\-]*")
# "Why not say: 'X'": words that nobody has said
_UNSAID = re.compile(r"SA*V[,:]$")
_SPOKEN_OF = frozenset("BMHAenpqk")
_MENTIONED = 5  # words that the reporter may speak of: "“Gone for Good” is a sequel"


@dataclass(slots=True)
class Speaker:
    """A speaker of a quote: where the words stand that name him, whom they mean, and by which rule and cue he was found."""

    paragraph: int
    start: int
    end: int
    letter: str
    mention: int | None
    rule: str
    cue: tuple[int, int] | None
    cue_paragraph: int
    strength: float
    role: str | None = None


def _speaker(article: Article, sentence: Sentence, finding: Finding) -> Speaker:
    text = sentence.text
    start, end = sentence.starts[finding.start], sentence.ends[finding.end - 1]
    letter = sentence.classes[finding.head] if finding.rule != "label" else "k"
    named = _name_beside(sentence, finding) if letter in "pnq" else None
    if named is not None:
        end, letter = sentence.ends[named], sentence.classes[named]
    if letter == "P":  # "he'd"
        end = start + len(_APOSTROPHE.split(text[start:end], maxsplit=1)[0])
    mention: int | None = None
    role: str | None = None
    if letter in "NOLJE":
        mention = sentence.mentions[finding.head if named is None else named]
    elif letter in "Py":
        meaning = resolve_pronoun(article, text[start:end], sentence.paragraph, start)
        mention, role = meaning.mention, meaning.role
    elif letter == "p":
        meaning = read_description(article, text[start:end], sentence.paragraph, start)
        mention, role = meaning.mention, meaning.role
        if mention is None:
            end = sentence.ends[_with_complements(sentence, finding.end) - 1]
    elif letter == "k":
        end = sentence.ends[_with_complements(sentence, finding.end) - 1]
    elif letter == "U":
        mention = resolve_surname(article, text[start:end])
    elif letter == "W":
        at = finding.head - 1
        while at >= 0 and sentence.classes[at] in ",":
            at -= 1
        if at >= 0 and sentence.mentions[at] >= 0:
            mention = sentence.mentions[at]
    cue = None if finding.cue is None else (sentence.starts[finding.cue], sentence.ends[finding.cue])
    return Speaker(sentence.paragraph, start, end, letter, mention, finding.rule, cue, sentence.paragraph, finding.strength, role)


def _name_beside(sentence: Sentence, finding: Finding) -> int | None:
    """The token that names whom a description means: "the prosecutor, Assistant District Attorney Mara Lindqvist,"."""
    match = _BESIDE.match(sentence.classes, finding.end)
    if match is None or (match["name"] == "O") != (sentence.classes[finding.head] == "q"):
        return None
    return match.start("name")


def _with_complements(sentence: Sentence, end: int) -> int:
    """End of a description with what belongs to it: "a spokesman for the works council", "a report by the board"."""
    while end < len(sentence.classes) and sentence.classes[end] == "I":
        word = sentence.text[sentence.starts[end] : sentence.ends[end]]
        match = _COMPLEMENT.match(sentence.classes, end + 1)
        if word not in _JOINING or match is None:
            break
        end = match.end()
    return end


def _sentence_start(text: str, start: int, end: int) -> int:
    """Where the last sentence of text[start:end] begins; not more than a window back."""
    start = max(start, end - _WINDOW)
    for match in SENTENCE_BREAK.finditer(text, start, end):
        start = match.end()
    return start


def _from_plain(article: Article, paragraph: int, start: int, end: int, rule: str) -> Speaker | None:
    """Who is meant by a quote that follows text[start:end] without a word: read as if it stood in the last sentence."""
    text = article.paragraphs[paragraph].text
    while end > start and text[end - 1].isspace():
        end -= 1
    writer = Writer(text, article.names.get(paragraph, NO_NAMES))
    writer.words(_sentence_start(text, start, end), end)
    writer.quote(-1, Pair(end, end, end, end))
    sentence = writer.finish(paragraph)
    finding = find_in_sentence(sentence, len(sentence.classes) - 1)
    if finding is None or finding is NOBODY or sentence.classes[finding.head] not in "NPypOUqkJL":
        return None
    if finding.cue is None and sentence.classes[finding.head] == "U":  # an unknown word in capitals, and no verb of speech
        return None
    speaker = _speaker(article, sentence, finding)
    speaker.rule = rule
    speaker.strength = min(speaker.strength, 0.5) if rule != "colon" else speaker.strength
    return speaker


@dataclass(slots=True)
class _Trail:
    """Who spoke last in an article read so far, and in which paragraph."""

    speaker: Speaker | None = None
    paragraph: int = -1


def find_speakers(article: Article, paragraphs: list[int]) -> dict[tuple[int, int], Speaker]:
    """Speakers by (paragraph, index of the pair) for the outermost quotes of `paragraphs` (reading order)."""
    found: dict[tuple[int, int], Speaker] = {}
    trail = _Trail()
    previous: int | None = None
    for paragraph in paragraphs:
        pairs = article.pairs.get(paragraph)
        if pairs:
            _paragraph(article, paragraph, pairs, previous, trail, found)
        previous = paragraph
    return found


def _nested(article: Article, paragraph: int, pairs: list[Pair], found: dict[tuple[int, int], Speaker]) -> None:
    """Quotes within quotes: whoever the words before them name, else the speaker of the quote around them."""
    text = article.paragraphs[paragraph].text
    for number, pair in enumerate(pairs):
        if pair.parent is None or pair.is_nickname:
            continue
        around = pairs[pair.parent]
        writer = Writer(text, article.names.get(paragraph, NO_NAMES))
        writer.words(_sentence_start(text, around.start, pair.outer_start), pair.outer_start)
        writer.quote(number, pair)
        sentence = writer.finish(paragraph)
        finding = find_in_sentence(sentence, len(sentence.classes) - 1)
        if finding is NOBODY:
            continue
        outer = found.get((paragraph, pair.parent))
        if finding is not None and finding.strength >= 2 and text[pair.start : pair.end].count(" ") > 1:
            found[paragraph, number] = _speaker(article, sentence, finding)
            found[paragraph, number].rule = "nested"
        elif outer is not None:
            found[paragraph, number] = _again(outer, "nested")
            found[paragraph, number].strength = 0


def _paragraph(
    article: Article, paragraph: int, pairs: list[Pair], previous: int | None, trail: _Trail, found: dict[tuple[int, int], Speaker]
) -> None:
    text = article.paragraphs[paragraph].text
    done = 0
    if paragraph in article.unmarked:
        speaker = _of_unmarked(article, paragraph, previous, pairs, trail)
        if speaker is not None:
            found[paragraph, 0] = speaker
            _remember(article, trail, speaker, paragraph)
        _nested(article, paragraph, pairs, found)
        return
    for sentence in sentences_with_quotes(paragraph, text, pairs, article.names.get(paragraph, NO_NAMES)):
        last: Speaker | None = None
        for token, pair in sentence.quotes.items():
            finding = find_in_sentence(sentence, token)
            if finding is NOBODY:
                continue
            if last is not None and finding is not None and finding.strength < 1:
                finding = None
            speaker = _speaker(article, sentence, finding) if finding is not None else last
            if last is not None and speaker is not None and last.cue == speaker.cue and last.cue is not None:
                # the cue that carries both stands between them, or before both: "X," he said, "Y"; he called it "X" and "Y"
                is_between = done <= last.cue[0] and sentence.classes[token - 1] in ",;-:"
                speaker = _again(last, "interrupted" if is_between else last.rule)
            if speaker is None and _may_be_carried(sentence, token):
                speaker = _from_around(article, paragraph, previous, pairs, pair, done, trail)
            if speaker is not None:
                found[paragraph, pair] = last = speaker
                _remember(article, trail, speaker, paragraph)
            done = pairs[pair].outer_end
    _nested(article, paragraph, pairs, found)


def _may_be_carried(sentence: Sentence, token: int) -> bool:
    """True where a quote whose sentence names nobody may be another's: it stands by itself, or a colon leads to it."""
    classes = sentence.classes
    if classes[token - 1 : token] == ":":
        return _UNSAID.search(classes, 0, token) is None
    if token == 0 and classes[1:2] in _SPOKEN_OF and not ends_as_speech(sentence, 0):
        return sentence.text.count(" ", sentence.starts[0], sentence.ends[0]) >= _MENTIONED
    return _BARE.fullmatch(classes, 0, token) is not None


def _remember(article: Article, trail: _Trail, speaker: Speaker, paragraph: int) -> None:
    trail.speaker, trail.paragraph = speaker, paragraph
    if speaker.letter in "Py" and speaker.role is not None:
        article.last_source = (speaker.paragraph, speaker.start, speaker.role)
    if speaker.mention is not None:
        article.last_speaker, article.last_spoken = article.entities[speaker.mention].entity, paragraph


def _of_unmarked(article: Article, paragraph: int, previous: int | None, pairs: list[Pair], trail: _Trail) -> Speaker | None:
    """The speaker of a paragraph of speech without marks: its label or signature, else the words before it."""
    unmarked = article.unmarked[paragraph]
    if unmarked.label is None:
        speaker = _from_around(article, paragraph, previous, pairs, 0, 0, trail)
        if speaker is not None:
            speaker.rule = unmarked.rule
        return speaker
    start, end = unmarked.label
    name = article.paragraphs[paragraph].text[start:end]
    names = article.names.get(paragraph, NO_NAMES)
    inside = [i for i, at in zip(names.indices, names.starts, strict=True) if start <= at < end and article.entities[i].type == "PERSON"]
    mention = inside[0] if inside else resolve_surname(article, name)
    letter = "n" if name in QUESTION_LABELS else ("N" if mention is not None else "U")
    return Speaker(paragraph, start, end, letter, mention, unmarked.rule, None, paragraph, 3)


def _again(speaker: Speaker, rule: str) -> Speaker:
    return Speaker(
        speaker.paragraph,
        speaker.start,
        speaker.end,
        speaker.letter,
        speaker.mention,
        rule,
        speaker.cue,
        speaker.cue_paragraph,
        speaker.strength,
        speaker.role,
    )


def _from_around(
    article: Article, paragraph: int, previous: int | None, pairs: list[Pair], pair: int, done: int, trail: _Trail
) -> Speaker | None:
    """The speaker of a quote whose own sentence names nobody."""
    if done and trail.paragraph == paragraph and trail.speaker is not None:
        return _again(trail.speaker, "continuation")
    start = pairs[pair].outer_start
    if article.paragraphs[paragraph].text[:start].strip():
        return _from_plain(article, paragraph, 0, start, "previous_sentence")
    if previous is None:
        return None
    text = article.paragraphs[previous].text.rstrip()
    if trail.speaker is not None and trail.paragraph == previous and not text.endswith(":"):
        return _again(trail.speaker, "previous_paragraph")
    return _from_plain(article, previous, 0, len(text), "colon" if text.endswith(":") else "previous_paragraph")
