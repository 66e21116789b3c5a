"""The grammar of attribution: in a sentence written as word classes, which verb carries a quote and who is its subject.

Every function works on `Sentence.classes` and returns positions in it. Nothing here knows who the words stand for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.quotes.phrases import (
    INSIDE,
    MAY_SPEAK,
    Phrase,
    choose_subject,
    choose_subject_after,
    clause_start,
    segments,
    sentence_subject,
    subject_before,
    trim,
)
from transforms.quotes.sentences import Sentence

_POST_SV = re.compile(
    rf"Q[,\-]?A?(?P<np>[pD]Io|[PD][{INSIDE}IdC]{{0,14}}|[{INSIDE}Id][{INSIDE}IdC]{{0,13}}|W)(?P<ap>,[^QVG;:]{{1,60}},|,W[^Q;:]{{1,60}}?,|,[^V;:]{{1,60}}?,|\([^()]{{1,12}}\),?)?(?P<aux>[AMHd]*)(?:Bv)?(?P<v>[VvlG])"
)
_POST_VS = re.compile(r"Q[,\-]?A*(?P<v>[Vv])[dA]*(?P<np>P(?=[^v])|e?[DypqknNOLJEU'][DypqknNOLJEU'IAC]{0,14})(?=[,;:()\-WSGgrevldCQMt]|$)")
# any other verb right at a quote that ends with its own mark: '"...!" beamed the nominee'
_POST_ES = re.compile(r"Q,?A*(?P<v>e)(?P<np>[DpqnNOLJEU'][DypqnNOLJEU'A]{0,8})(?=[,;:()\-WSIdCA]|$)")
_POST_SE = re.compile(r"Q,?(?P<np>P|[DpqnNOLJEU'][DypqnNOLJEU'A]{0,8})[AMHd]*(?P<v>e)(?=[,;:()\-WSIdCAtoDy]|$)")
_ASIDE_VS = re.compile(r"[,\-](?P<v>V)[dA]*(?P<np>P|e?[DypqknNOLJEU'][DypqknNOLJEU'A]{0,10})(?=[,;)\-IWdS]|$)")
_POST_DASH = re.compile(r"Q-(?P<np>[DpqnNOLJEU'][DypqknNOLJEU'I]{0,8})(?:[,(].*)?$")
_POST_X = re.compile(rf"Q[^Q;]{{0,12}}?,?A*Xt(?P<np>P|o|[{INSIDE}][{INSIDE}I]{{0,14}})")
_PRE_X = re.compile(rf"Xt(?P<np>P|o|[{INSIDE}][{INSIDE}I]{{0,14}})")
_RIGHT_SV = re.compile(rf"(?P<np>[PW]|[DypqknNOLJEU'][{INSIDE}I]{{0,14}})(?P<ap>,[^QVG;:]{{1,40}},)?(?P<aux>[AMHd]*)(?P<v>V)")
_PARENTHESIS = re.compile(rf"[,\-(]A*S?(?P<np>P|[{INSIDE}][{INSIDE}I]{{0,10}})[AMHd]*(?P<v>V)[^,;:QVGvglreSM]{{0,14}}(?:[,)\-]|$)")
_NEAR = re.compile("[StoDIA,:P]*")
# "as described by X"; but not "the report, seen by X, blames"
_AGENT = re.compile("(?:[Vl]|v(?!I[DypqknNOLJEUo']+,))I(?P<np>[DypqknNOLJEUo']+)")
_NOUN_NEAR = re.compile("[SItDAB:,ynJPo]{0,6}")
_POSSESSOR = re.compile("(?P<np>y|[DpqknNOLJEU]{1,6}')[npJA]{0,3}$")
_PASSIVE_NEAR = re.compile("B[AHd]*[evl][It]?D?$")
_SPEECH = re.compile("[VGX]")
_REDUCED = re.compile("(?:^|[CS])[D][pqkn]{1,3}l$")
_FINITE_AFTER = re.compile("[AMH]*[VvleBMH]")
_PASSIVE = re.compile("B[AHd]*$")
_OTHERS_TASK = re.compile("[pqNOJ]t[lr]")  # "asked voters to call it"
# what a verb says besides the quote: "she says there is", "the party continues to"
_OWN_WORDS = re.compile("A?(?:[SDyPNOLJUpqknoM]|t(?![DyNOLJUpqk]))|A[BHM]")
_OWN_STORY = re.compile("[Dp]?[nJA]*k|[DyNOLJUpqo']{1,5}S")
_AS = re.compile(rf"S(?P<np>P|[{INSIDE}]{{1,10}})[AMHd]*(?P<v>V)")


@dataclass(slots=True)
class Finding:
    """What the grammar says of a quote: the speaker's noun phrase (half-open token span), its head, the cue, the rule.

    `strength` orders findings of one quote: 3 the quote hangs on a verb of speech directly, 2 on one further away, 1 on a
    verb of opinion, 0 there is a subject but no verb that carries words.
    """

    start: int
    end: int
    head: int
    cue: int | None
    rule: str
    strength: float


_TELLING = frozenset(("told", "tells", "tell", "asked", "asks"))
_CROWDS = frozenset(("chant", "chants", "cheers", "jeers", "shouts", "cries"))
_NONE = frozenset(("nobody", "none", "no-one"))
# a quote that the sentence itself gives to nobody: "the plan was dubbed 'X'"
NOBODY = Finding(-1, -1, -1, None, "none", -1)


def _hangs_on_tail(sentence: Sentence, quote: int) -> bool:
    """True where words after the quote may govern it: it opens its sentence, or ends with a mark of its own."""
    return quote == 0 or ends_as_speech(sentence, quote)


def ends_as_speech(sentence: Sentence, quote: int) -> bool:
    """True for a quote that ends with a mark of its own and goes on, or with a comma after it."""
    inner = sentence.text[sentence.starts[quote] : sentence.ends[quote]].rstrip("\"'”’ »")
    return inner[-1:] in (",", "?", "!", "-", "—", "…") or sentence.classes[quote + 1 : quote + 2] == ","


def _after(sentence: Sentence, quote: int) -> Finding | None:
    """A speaker right after the quote: '"...," X said', '"...," said X', '"...", according to X', '"..." - X'."""
    classes = sentence.classes
    match = _POST_X.match(classes, quote)
    if match:
        return Finding(*choose_subject_after(classes, *match.span("np")), match.start("np") - 2, "according_to", 3)
    if not _hangs_on_tail(sentence, quote):
        return None
    match = _POST_VS.match(classes, quote)
    if match and (match["v"] == "V"):
        return Finding(*choose_subject_after(classes, *match.span("np")), match.start("v"), "same_sentence", 3)
    match = _POST_SV.match(classes, quote)
    if match:
        start, end = match.span("np")
        if classes[start] == "W":
            return Finding(start, start + 1, start, match.start("v"), "same_sentence", 3)
        found = choose_subject(classes, start, end)
        if found:
            return Finding(*found, match.start("v"), "same_sentence", 3 if match["v"] in "VG" else 1)
    match = _POST_ES.match(classes, quote) or _POST_SE.match(classes, quote)
    if match and ends_as_speech(sentence, quote):
        found = choose_subject(classes, *match.span("np"))
        if found is not None and classes[found[2]] in "PNUp":
            return Finding(*found, match.start("v"), "same_sentence", 1.5)
    match = _POST_DASH.match(classes, quote)
    if match and len(sentence.quotes) == 1 and quote == 0:
        return Finding(*choose_subject_after(classes, *match.span("np")), None, "dash", 3)
    return None


def _is_nobodys(sentence: Sentence, quote: int) -> bool:
    """True where the sentence gives the quote to nobody: "is known as X", "asked if X is Y, 72 percent said", "a box labelled X"."""
    classes = sentence.classes
    if classes[quote - 1] not in "y'" and quote + 1 < len(classes) and _word(sentence, quote + 1) in _CROWDS:
        return True  # drew "X!" chants
    if _PASSIVE_NEAR.search(classes, max(0, quote - 12), quote) and not _SPEECH.search(classes):
        return True
    if _REDUCED.search(classes, max(0, quote - 12), quote) and _FINITE_AFTER.match(classes, quote + 1):
        return True
    asked = 1 if _word(sentence, 0) == "when" and quote > 1 else 0
    return _word(sentence, asked) == "asked" and classes.find(",", 0, quote) < 0


def _before(sentence: Sentence, quote: int, low: int) -> Finding | None:
    """A speaker before the quote, in its sentence."""
    classes = sentence.classes
    if _is_nobodys(sentence, quote):
        return NOBODY
    match = _PRE_X.search(classes, low, quote)
    if match:
        return Finding(*choose_subject_after(classes, *match.span("np")), match.start(), "according_to", 3)
    weak: Finding | None = None
    for at in range(quote - 1, low - 1, -1):
        letter = classes[at]
        if letter == "," and weak is not None and classes[at + 1] == "C" and weak.start > at:
            break  # another clause, with a verb of its own: "he said no, but she believes"
        if letter == "k" and weak is None:
            weak = _noun_cue(sentence, at, quote, low)
        if letter not in "VGvglr" or _is_intended(classes, at):
            continue
        if letter in "Vvl":
            agent = _AGENT.match(classes, at)
            if agent and sentence.text[sentence.starts[at + 1] : sentence.ends[at + 1]] == "by":
                return Finding(*choose_subject_after(classes, *agent.span("np")), at, "same_sentence", 2)
            if _PASSIVE.search(classes, max(0, at - 4), at):
                continue
        found = subject_before(classes, at, low)
        if found is None or not _may_speak(classes, found, at):
            continue
        near = _NEAR.fullmatch(classes, at + 1, quote) is not None
        rule = "colon" if classes[quote - 1] == ":" else "same_sentence"
        finding = Finding(*found, at, rule, 3 if near else 2)
        if letter in "VG":
            return weak if weak is not None and _is_own(sentence, weak, finding) else finding
        if weak is None or (letter in "lr" and weak.strength == 1):
            weak = Finding(*found, at, rule, 1 if letter in "vg" else (2.5 if near else 2))
    return weak


def _is_intended(classes: str, verb: int) -> bool:
    """True where a weak verb tells what is to be done, by somebody else or not yet."""
    return (classes[verb] == "v" and classes[verb - 1 : verb] == "t") or _OTHERS_TASK.match(classes, max(0, verb - 2)) is not None


def _may_speak(classes: str, subject: Phrase, verb: int) -> bool:
    """True for subjects that can have words: people and names, and any noun right before a verb of speech ("the heckler yelled")."""
    start, end, head = subject
    return classes[head] in MAY_SPEAK or (classes[verb] == "V" and end == verb and classes[start] in "Dy" and end - start <= 3)


def _is_own(sentence: Sentence, weak: Finding, outer: Finding) -> bool:
    """True where the words hang on the weaker verb near them, not on the verb of speech around it ("X said Y called it")."""
    head, outer_head = sentence.classes[weak.head], sentence.classes[outer.head]
    if outer_head == "W":
        return True
    if head == "y":
        return False
    if head == "P":
        return outer_head == "P" and _word(sentence, weak.head) == _word(sentence, outer.head)
    return weak.strength >= 2 and head != "W"


def _word(sentence: Sentence, token: int) -> str:
    return sentence.text[sentence.starts[token] : sentence.ends[token]].lower()


def _noun_cue(sentence: Sentence, at: int, quote: int, low: int) -> Finding | None:
    """Whose words a noun announces: "Smith's claim that", "her description of it as"."""
    classes = sentence.classes
    if _NOUN_NEAR.fullmatch(classes, at + 1, quote) is None or (at + 1 < quote and _word(sentence, at + 1) == "as"):
        return None
    match = _POSSESSOR.search(classes, max(low, at - 9), at)
    if match is None:
        return None
    start, end = match.span("np")
    if _word(sentence, start) == "its":
        return None
    if classes[start] != "y":
        start, end, head = trim(classes, start, end - 1)
        return Finding(start, end, head, at, "same_sentence", 2)
    return Finding(start, start + 1, start, at, "same_sentence", 2)


def _right(sentence: Sentence, quote: int) -> Finding | None:
    """A speaker further right in the sentence: '"...", which is new, X said'."""
    match = _RIGHT_SV.search(sentence.classes, quote + 1)
    if match is None or _says_else(sentence, match.start("v")):
        return None
    start, end = match.span("np")
    if sentence.classes[start] == "W":
        return None
    found = choose_subject(sentence.classes, start, end)
    return Finding(*found, match.start("v"), "same_sentence", 2) if found else None


def _says_else(sentence: Sentence, verb: int) -> bool:
    """True where a verb after the quote has words of its own to carry, other than whom it tells."""
    own = _OWN_STORY if _word(sentence, verb) in _TELLING else _OWN_WORDS
    return own.match(sentence.classes, verb + 1) is not None


def _aside(sentence: Sentence, quote: int) -> Finding | None:
    """A speaker between commas or at the end: 'the wall, she said, is "tall"', 'as the paper reported, it is "tall"'."""
    match = _AS.match(sentence.classes)
    if match and _word(sentence, 0) == "as":
        found = choose_subject(sentence.classes, *match.span("np"))
        if found is not None and sentence.classes[found[2]] in MAY_SPEAK:
            return Finding(*found, match.start("v"), "same_sentence", 2)
    for match in _PARENTHESIS.finditer(sentence.classes):
        if match.start("v") > quote and _says_else(sentence, match.start("v")):
            continue
        found = choose_subject(sentence.classes, *match.span("np"))
        if found is not None and sentence.classes[found[2]] in MAY_SPEAK:
            return Finding(*found, match.start("v"), "same_sentence", 2)
    return None


def _aside_inverted(sentence: Sentence) -> Finding | None:
    """'..., said X' anywhere in the sentence."""
    for match in _ASIDE_VS.finditer(sentence.classes):
        found = choose_subject_after(sentence.classes, *match.span("np"))
        if sentence.classes[found[2]] in MAY_SPEAK:
            return Finding(*found, match.start("v"), "same_sentence", 2)
    return None


def _before_colon(classes: str, quote: int) -> Finding | None:
    """A lead-in without a verb of speech: '... - Philip Smith: "', 'More from the report: "'."""
    phrases = segments(classes, clause_start(classes, quote - 1), quote - 1)
    if phrases and phrases[-1][1] == quote - 1:
        start, end, after_preposition = phrases[-1]
        found = trim(classes, start, end)
        if found[1] == quote - 1 and classes[found[2]] in ("k" if after_preposition else "NUpkO"):
            return Finding(*found, None, "colon", 1)
    subject = sentence_subject(classes, 0, quote)
    return Finding(*subject, None, "colon", 0) if subject is not None else None


def find_in_sentence(sentence: Sentence, quote: int) -> Finding | None:
    """Who is quoted at token `quote` of the sentence, by the sentence alone.

    None where it names nobody, so that others may be asked; NOBODY where it says that nobody speaks.
    """
    finding = _find(sentence, quote)
    if finding is not None and finding.strength >= 2 and _word(sentence, finding.head) in _NONE:
        return NOBODY
    return finding


def _find(sentence: Sentence, quote: int) -> Finding | None:
    classes = sentence.classes
    before = _before(sentence, quote, 0) if quote else None
    if before is not None and (before.strength == 3 or before is NOBODY):
        return before
    after = _after(sentence, quote)
    if after is not None and (before is None or after.strength >= before.strength):
        return after
    if before is None or before.strength <= 2:
        aside = _aside(sentence, quote)
        if aside is not None:
            return aside
    if before is None or before.strength < 2:
        aside = _aside_inverted(sentence)
        if aside is not None:
            return aside
    if before is not None:
        return before
    match = _PRE_X.search(classes, quote)
    if match:
        return Finding(*choose_subject_after(classes, *match.span("np")), match.start(), "according_to", 2)
    right = _right(sentence, quote)
    if right is not None:
        return right
    if quote >= 3 and sentence.text[sentence.starts[0] : sentence.ends[quote - 1]].isupper():
        return Finding(0, quote, quote - 1, None, "label", 1)  # a run-in heading names the piece that is quoted
    if classes[quote - 1 : quote] == ":":
        return _before_colon(classes, quote)
    subject = sentence_subject(classes, 0, quote)
    if subject is None:
        return None
    # "Smith reacted coolly to the plan, 'It will not do'": a quote after a comma says what was done
    is_apart = classes[quote - 1 : quote] in (",", "-") and classes[subject[2]] in "NPOp"
    return Finding(*subject, None, "same_sentence", 0.5 if is_apart else 0)
