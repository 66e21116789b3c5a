"""segment: where the sentences of a paragraph are. Any script, linear time, never raises.

A stop ends a sentence unless what stands around it says otherwise: a lower-case word after it, a title or an initial before it, an
ordinal, a quotation that its cue goes on from. Closing quotation marks and brackets after the stop belong to the sentence.
"""

from __future__ import annotations

import re

# stops of all scripts; those of the second group need no white space after them
_SPACED = ".!?…؟۔።։።।॥။។།܀᙮⸮"
_UNSPACED = "。！？｡"
# German closes with the mark that English opens with
_CLOSERS = "\"'”’“‘»›)]}」』）】》〉"
_OPENERS = "\"'“‘«‹„‚([{「『（【《〈¿¡—–-•*"
# a search that begins inside a run of stops would take quadratic time
_BOUNDARY = re.compile(
    rf"(?<![{re.escape(_UNSPACED)}])[{re.escape(_UNSPACED)}]++[{re.escape(_CLOSERS)}]*+\s*+|"
    rf"(?<![{re.escape(_SPACED)}])[{re.escape(_SPACED)}]++[{re.escape(_CLOSERS)}]*+(?:\s++|$)|\n\s*\n"
)
_OPENING = re.compile(rf"[{re.escape(_OPENERS)}\s]*")
_LAST_WORD = re.compile(r"[^\s\"'“‘«„(\[—–/]*$")
_NEXT_WORD = re.compile(r"[^\s.,;:!?\"'”’»)\]]+")
_MONTH = re.compile(r"(?:Jan|Jän|Feb|Mar|Mär|Maa|Mrz|Apr|May|Mai|Maj|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dec|Dez|Des)", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# never the end of a sentence: a name or a number follows
_TITLES = _words(
    """
    mr mrs ms messrs dr drs prof profs sen sens rep reps gov govs gen lt col sgt capt cpl maj cmdr adm rev hon
    pres supt insp det pvt st ste mt ft vs fig figs vol nos sec pp approx dept univ ca nr bzw bspw evtl ggf inkl
    zzgl vgl sog hr fr hrn dipl ing mag herr z.b u.a d.h i.d.r o.ä v.a z.t u.u mme mlle mm mgr sr sra srta dña
    dr.ssa dott sig avv on ing arch dhr mevr mej jhr ds ul im tzn tzw pt prof.dr г ул им пр проф акад т.е т.к ст
    др хв св. п стр рис см ср гг вв
    """
)
# may end a sentence: only where a word follows that begins sentences
_AMBIGUOUS = _words(
    """
    jr sr inc ltd co corp plc llc bros etc al u.s u.k u.n e.u d.c a.m p.m e.g i.e a.d b.c p.s ph.d m.d b.a m.a jan
    feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd est usw mio mrd tsd abs
    art str ee.uu uu tel esq no тыс млн млрд руб т.д т.п calif conn fla ga ill ind kan mass mich minn miss neb nev
    okla ore pa tenn tex va vt wash wis wyo ariz ark colo del md
    """
)
_STARTERS = _words(
    """
    The A An He She It They We You I This That These Those There Here In On At For From With By As If When While
    After Before But And Or So Yet Nor Not Now Then However Although Though Because Since Until His Her Its Their
    Our Your My Mr Mrs Ms Dr What Who Why How Where Which Some Many Most Several Two Three One Both All Another
    Other Last Next Under Over During Despite Among Also According Police Der Die Das Ein Eine Er Sie Es Wir Ich
    Im In Am Auf Mit Nach Bei Aber Und Doch Auch Wenn Als Zum Zur Dies Diese Dieser Dabei Damit Le La Les Un Une
    Il Elle Ils Elles On Nous Dans Mais Et Ce Cette Ces Pour Selon Après Depuis El Los Las Una Uno En Pero Y Este
    Esta Para Por Según Desde Con Su Il Lo Gli Nel Nella Ma Questo O Os As No Na Mas Em Ele Ela De Het
    """
)


def segment(text: str) -> tuple[tuple[int, int], ...]:
    """Sentences of `text` as half-open spans of code points, in order, without white space at their ends.

    Together the spans hold every character that is not white space.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _BOUNDARY.finditer(text):
        if stop.end() >= len(text):
            break
        if _ends_sentence(text, start, stop):
            _append(spans, text, start, stop.end())
            start = stop.end()
    _append(spans, text, start, len(text))
    return tuple(spans)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    body = len(piece.strip())
    if body:
        spans.append((start + lead, start + lead + body))


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    mark = stop[0].strip()
    if not mark:  # an empty line
        return True
    following = text[stop.end() : stop.end() + 60]
    is_closed = mark[-1] in _CLOSERS
    if mark[0] in _UNSPACED:
        # 「…。」と述べた: the sentence goes on after its quotation
        return not (is_closed and "ぁ" <= following[:1] <= "ん")
    opening = _OPENING.match(following)
    rest = following[opening.end() :] if opening else following
    first = rest[:1]
    if not first:
        return False
    if first.islower():
        return False
    if mark[0] != ".":
        return not (mark[0] == "…" and rest.startswith(("I ", "I’", "I'")))
    if mark.startswith(".."):
        return not rest.startswith(("I ", "I’", "I'")) and (first.isupper() or first.isdecimal() or not first.isalpha())
    return _full_stop_ends(text, start, stop.start(), rest, is_closed)


def _full_stop_ends(text: str, start: int, at: int, rest: str, is_closed: bool) -> bool:
    """Whether the full stop at `at` ends a sentence that `rest` (a capital, a digit, a letter without case) follows."""
    before = text[max(start, at - 24) : at]
    found = _LAST_WORD.search(before)
    last = found[0] if found else ""
    following = _NEXT_WORD.match(rest)
    upcoming = following[0] if following else ""
    folded = last.casefold()
    if last.isdecimal() and len(last) <= 2:
        # '20. August', or the number of a list
        return not (_MONTH.match(upcoming) or at - len(last) == start)
    if folded in _TITLES and not is_closed:
        return False
    if folded in _AMBIGUOUS:
        return upcoming in _STARTERS if folded != "no" else not upcoming[:1].isdecimal()
    if len(last) == 1 and last.islower() and upcoming[:1].isdecimal():  # p. 4, c. 1900
        return False
    is_initial = len(last) == 1 and last.isupper()
    is_dotted = "." in last and all(len(part) <= 2 for part in last.split("."))
    if (is_initial or is_dotted) and not is_closed:
        return upcoming in _STARTERS and not (is_initial and before[: -1 or None].rstrip()[-1:] == "")
    return True
