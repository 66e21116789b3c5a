"""Whom a text credits: news agencies, and other papers whose copy it is.

`find_source` reads the forms in which credit is given (a wire mark before the first sentence, a copyright line, a closing note). Who
wrote it is `transforms.clean.bylines`.
"""

from __future__ import annotations

import re

# spelling as it is printed -> name of the agency
_SPELLINGS = {
    "The Associated Press": ("Associated Press", "The Associated Press", "AP", "AP News"),
    "Reuters": ("Reuters", "Thomson Reuters", "Рейтер", "رويترز", "路透社", "ロイター", "로이터"),
    "Agence France-Presse": ("Agence France-Presse", "Agence France Presse", "AFP", "АФП", "法新社", "AFP通信"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur"),
    "PA Media": ("PA", "PA Media", "Press Association", "PA News Agency"),
    "United Press International": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "EFE": ("EFE", "Agencia EFE", "EFE News"),
    "Europa Press": ("Europa Press", "EUROPA PRESS"),
    "ANSA": ("ANSA", "Ansa"),
    "Adnkronos": ("Adnkronos", "ADNKRONOS"),
    "AGI": ("AGI",),
    "APA": ("APA", "Austria Presse Agentur"),
    "Keystone-SDA": ("Keystone-SDA", "SDA", "sda", "ATS", "Keystone-ATS"),
    "Belga": ("Belga", "BELGA"),
    "ANP": ("ANP",),
    "NTB": ("NTB",),
    "TT": ("TT", "TT Nyhetsbyrån"),
    "Ritzau": ("Ritzau", "/ritzau/"),
    "STT": ("STT",),
    "PAP": ("PAP",),
    "ČTK": ("ČTK", "CTK"),
    "TASR": ("TASR",),
    "MTI": ("MTI",),
    "Agerpres": ("Agerpres", "AGERPRES"),
    "TASS": ("TASS", "ТАСС"),
    "RIA Novosti": ("RIA Novosti", "РИА Новости"),
    "Interfax": ("Interfax", "Интерфакс"),
    "Ukrinform": ("Ukrinform", "Укрінформ"),
    "Anadolu Agency": ("Anadolu Agency", "Anadolu", "AA", "Anadolu Ajansı"),
    "DHA": ("DHA",),
    "IHA": ("İHA", "IHA"),
    "Xinhua": ("Xinhua", "新华社", "新華社"),
    "China News Service": ("中新社", "中新网", "中国新闻社"),
    "Kyodo News": ("Kyodo", "Kyodo News", "KYODO", "共同通信", "共同"),
    "Jiji Press": ("Jiji", "Jiji Press", "時事通信", "時事"),
    "Yonhap": ("Yonhap", "연합뉴스"),
    "Newsis": ("Newsis", "뉴시스"),
    "CNA": ("CNA", "中央社"),
    "Press Trust of India": ("PTI", "Press Trust of India"),
    "Asian News International": ("ANI", "Asian News International"),
    "Indo-Asian News Service": ("IANS",),
    "Antara": ("ANTARA", "Antara"),
    "Bernama": ("Bernama", "BERNAMA"),
    "Vietnam News Agency": ("VNA", "TTXVN"),
    "AAP": ("AAP", "Australian Associated Press"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press", "CP", "La Presse Canadienne", "La Presse canadienne"),
    "Agência Brasil": ("Agência Brasil",),
    "Estadão Conteúdo": ("Estadão Conteúdo",),
    "Folhapress": ("Folhapress", "FOLHAPRESS"),
    "Lusa": ("Lusa", "LUSA"),
    "Télam": ("Télam",),
    "Notimex": ("Notimex",),
    "Tribune News Service": ("Tribune News Service", "TNS"),
    "Inter Press Service": ("IPS", "Inter Press Service"),
    "WAFA": ("WAFA",),
    "MENA": ("MENA",),
    "SANA": ("SANA",),
    "IRNA": ("IRNA",),
    "Zenger News": ("Zenger News",),
    "StudyFinds": ("StudyFinds",),
    "BBC": ("BBC News", "BBC"),
    "CNN": ("CNN", "CNN Newsource", "The-CNN-Wire"),
    "The New York Times": ("The New York Times", "New York Times", "New York Times News Service"),
    "The Washington Post": ("The Washington Post", "Washington Post"),
    "The Guardian": ("The Guardian", "Guardian News & Media"),
    "Los Angeles Times": ("Los Angeles Times", "Tribune Content Agency"),
    "The Wall Street Journal": ("The Wall Street Journal", "Wall Street Journal", "Dow Jones"),
    "The Conversation": ("The Conversation",),
    "ProPublica": ("ProPublica",),
    "The Telegraph": ("The Telegraph", "The Daily Telegraph"),
    "Financial Times": ("Financial Times", "The Financial Times"),
    "Deutsche Welle": ("Deutsche Welle", "DW"),
    "Kaiser Health News": ("KFF Health News", "Kaiser Health News"),
}
SOURCES: dict[str, str] = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_BY_FOLDED = {spelling.casefold(): name for spelling, name in SOURCES.items()}
# short and common strings count as agencies only where the place says so: in brackets, after a stroke, alone on a line
_ALTERNATIVES = "|".join(re.escape(s) for s in sorted(SOURCES, key=len, reverse=True))
_LONG_ALTERNATIVES = "|".join(re.escape(s) for s in sorted(SOURCES, key=len, reverse=True) if len(s) > 5)

_WIRE_MARK = re.compile(rf"^[^.!?。\n]{{0,80}}[(\[（【]\s*({_ALTERNATIVES})(?:\s*/[^)\]]{{1,30}})?\s*[)\]）】]\s*(?:[-–—―:]|$|\s)")
_WIRE_END = re.compile(rf"[(\[（【/]\s*({_ALTERNATIVES})(?:\s*[/,-]\s*[\w ]{{1,20}})?\s*[)\]）】/]\s*[.。]?\s*$")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|&copy;)[\s,:]*(?:©|\(c\))?[\s,]*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?[\s,]*(?:by\s+)?([^|.©\n]{2,60})",
    re.IGNORECASE,
)
_COPYRIGHT_LINE = re.compile(r"\W*(?:copyright\b|©|\(c\)|\d{4}\s*©)|.{0,60}©\s*(?:copyright\s*)?(?:19|20)\d\d", re.IGNORECASE)
_NOTE = re.compile(
    rf"(?:^|\b)((?:The\s+)?(?:{_LONG_ALTERNATIVES}|AP|AFP|PTI|AAP|UPI|dpa))\b[^.\n]{{0,60}}?\bcontributed\b|"
    rf"\b(?:with|from|by|mit|avec|con|com|med)\s+(?:[\w ]{{0,24}}\s)?(?:material|files|reporting|reports|inputs|Material|informations?|"
    rf"información|"
    rf"informações)\s+(?:from|by|von|de|da|af|fra)\s+(?:the\s+)?({_ALTERNATIVES})\b|"
    rf"\b(?:first|originally)\s+(?:published|appeared)\s+(?:by|in|on|at)\s+({_LONG_ALTERNATIVES})\b",
    re.IGNORECASE,
)
# cheap looks before the dear ones: few texts have a note or such a line, and the list of names is long
_NOTE_WORDS = ("material", "files", "report", "inputs", "informa")
_NOTE_GATE = re.compile(
    r"(?:materials?|files|reporting|reports|inputs|informations?|información|informações)\s+(?:from|by|von|de|da|af|fra)\s"
)
_SOURCE_WORDS = ("source", "quelle", "fuente", "fonte", "bron", "источник", "kilde", "källa", "来源", "來源", "出典", "出所", "資料來源")
_SOURCE_LINE = re.compile(
    rf"^(?:{'|'.join(_SOURCE_WORDS)})\s*[:：/]\s*({_ALTERNATIVES})\b",
    re.IGNORECASE | re.MULTILINE,
)
_HAS_BRACKET = re.compile(r"[(\[（【]")
_LEADING = re.compile(r"^(?:copyright|©|(?:19|20)\d\d|[\s,.–-])+(?:by\s+)?", re.IGNORECASE)
_TRAILING = re.compile(r"\s*[,.;:]?\s*(?:all rights reserved|alle rechte vorbehalten|tous droits r[ée]serv[ée]s)?\.?\s*$", re.IGNORECASE)
_LEGAL_FORM = re.compile(r",?\s+(?:inc|llc|ltd|limited|gmbh|ag|s\.?a|corp(?:oration)?|company|co|plc|pty|bv)\b.*$", re.IGNORECASE)
LONGEST = 600  # characters read at either end of a text: credit stands nowhere else


def name_source(text: str) -> str | None:
    """The agency or paper whose name the whole of `text` is, in the spelling of the table: 'AFP' is Agence France-Presse."""
    bare = text.strip(" \t\u00a0()[]/.,;:|-–—")
    return SOURCES.get(bare) or (_BY_FOLDED.get(bare.casefold()) if len(bare) > 4 else None)


def find_copyright_holder(text: str) -> str | None:
    """Who holds the copyright by a line such as '© 2025 , The Washington Post'."""
    found = _COPYRIGHT.search(text[:LONGEST])
    if not found:
        return None
    holder = _LEGAL_FORM.sub("", _TRAILING.sub("", _LEADING.sub("", found[1]))).strip(" ,;:-–—()")
    if holder[:1].islower():  # 'a subsidiary of ...'
        return None
    if not holder or holder.isdecimal() or not any(c.isalpha() for c in holder) or len(holder.split()) > 7:
        return None
    return name_source(holder) or holder


def find_source(text: str) -> str | None:
    """The agency or paper that `text` credits, or None.

    `text` is a line, a paragraph or a whole article; its first and last 600 characters are read. Forms: 'PARIS (Reuters) -',
    '(AFP)' at the end, 'The Associated Press contributed', 'with material from dpa', '© 2025, The Washington Post', or nothing but
    the name.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) <= 60 and (name := name_source(text)):
        return name
    head, tail = text[:LONGEST], text[-LONGEST:]
    if _HAS_BRACKET.search(head[:120]) and (found := _WIRE_MARK.match(head)):
        return SOURCES[found[1]]
    if text[-1] in ")]）】/.。" and (found := _WIRE_END.search(tail[-60:])):
        return SOURCES[found[1]]
    for part in (tail, head) if len(text) > LONGEST else (text,):
        lowered = part.lower()
        if _may_have_note(lowered) and (found := _NOTE.search(part)):
            return _name_of(next(g for g in found.groups() if g))
        if any(map(lowered.__contains__, _SOURCE_WORDS)) and (found := _SOURCE_LINE.search(part)):
            return _name_of(found[1])
    # a copyright line is a line: the word alone stands in prose too
    lines = tail.splitlines() if "©" in tail or "opyright" in tail or "(c)" in tail.lower() else []
    return next((holder for line in lines if _COPYRIGHT_LINE.match(line) and (holder := find_copyright_holder(line))), None)


def _may_have_note(lowered: str) -> bool:
    """False where no note can stand: the list of agencies is long, and reports are in every other text."""
    if "contributed" in lowered or (("published" in lowered or "appeared" in lowered) and ("first" in lowered or "originally" in lowered)):
        return True
    return any(map(lowered.__contains__, _NOTE_WORDS)) and _NOTE_GATE.search(lowered) is not None


def _name_of(spelling: str) -> str:
    folded = " ".join(spelling.casefold().split())
    return _BY_FOLDED.get(folded) or _BY_FOLDED.get(folded.removeprefix("the ")) or spelling
