"""The words of attribution, and the one-letter class of every word: what the grammar of `clauses` is written in.

Classes: V verb of speech, v verb that may carry another's words (call, believe, blast), G and g their -ing forms,
X according; P subject pronoun, y possessive pronoun, o object pronoun, D determiner or number, p noun for a person,
q noun for a group or an institution, k noun for words spoken or written (statement, report), n any other word;
A adverb, B be, H have, M modal or do, I preposition, t to, S subordinator, C conjunction, W relative pronoun, d day or time;
names: N person, O organisation, L place, J people or party, E anything else, U capitalised and not known as a mention;
Q a quote; punctuation stands for itself, a possessive 's for '.
"""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "say": "said",
    "tell": "told",
    "write": "wrote written",
    "read": "read",
    "speak": "spoke spoken",
    "think": "thought",
    "feel": "felt",
    "find": "found",
    "see": "saw seen",
    "know": "knew known",
    "mean": "meant",
    "put": "put",
    "sing": "sang sung",
    "swear": "swore sworn",
    "shoot": "shot",
    "hold": "held",
    "make": "made",
    "give": "gave given",
    "go": "went",
    "begin": "began begun",
    "hear": "heard",
    "foresee": "foresaw",
    "cite": "cited",
    "retweet": "retweeted",
    "quip": "quipped",
    "admit": "admitted",
    "rebut": "rebutted",
    "blog": "blogged",
    "spin": "spun",
    "bet": "bet",
    "hit": "hit",
    "strike": "struck",
    "wonder": "wondered",
    "understand": "understood",
}
# whoever is the subject of one of these is speaking (or writing)
_SPEECH = [
    "say",
    "tell",
    "write",
    "add",
    "state",
    "note",
    "explain",
    "declare",
    "announce",
    "claim",
    "insist",
    "argue",
    "maintain",
    "assert",
    "contend",
    "reply",
    "respond",
    "answer",
    "retort",
    "continue",
    "conclude",
    "recall",
    "remark",
    "observe",
    "comment",
    "confirm",
    "deny",
    "acknowledge",
    "admit",
    "concede",
    "warn",
    "caution",
    "stress",
    "emphasize",
    "emphasise",
    "tweet",
    "retweet",
    "post",
    "blog",
    "text",
    "email",
    "e-mail",
    "joke",
    "quip",
    "crack",
    "deadpan",
    "exclaim",
    "shout",
    "yell",
    "scream",
    "cry",
    "chant",
    "mutter",
    "whisper",
    "murmur",
    "boast",
    "brag",
    "gush",
    "lament",
    "complain",
    "grumble",
    "reiterate",
    "repeat",
    "recount",
    "testify",
    "quote",
    "read",
    "reveal",
    "disclose",
    "suggest",
    "opine",
    "offer",
    "proclaim",
    "pronounce",
    "predict",
    "promise",
    "vow",
    "pledge",
    "swear",
    "urge",
    "plead",
    "demand",
    "ask",
    "inquire",
    "query",
    "interject",
    "counter",
    "rebut",
    "fume",
    "thunder",
    "rail",
    "inform",
    "assure",
    "remind",
    "advise",
    "summarize",
    "summarise",
    "reflect",
    "muse",
    "sigh",
    "laugh",
    "snap",
    "chide",
    "chime",
    "elaborate",
    "clarify",
    "specify",
    "report",
    "relate",
    "allege",
    "charge",
    "profess",
    "confess",
    "volunteer",
    "venture",
    "posit",
    "hypothesize",
    "hypothesise",
    "theorize",
    "estimate",
    "signal",
    "indicate",
    "intone",
    "preach",
    "marvel",
    "agree",
    "disagree",
    "protest",
    "object",
    "enthuse",
    "rejoin",
    "riff",
    "rant",
    "interrupt",
    "begin",
    "riposte",
    "bellow",
    "bark",
    "howl",
    "roar",
    "coo",
    "gripe",
    "growl",
    "hiss",
    "beg",
    "implore",
    "instruct",
    "order",
    "direct",
    "propose",
    "recommend",
    "recite",
    "narrate",
    "dictate",
    "speak",
    "sing",
    "croon",
    "pray",
    "preface",
]
# the subject of one of these may be the one quoted, where nobody speaks in plain words
_STANCE = [
    "call",
    "label",
    "brand",
    "dub",
    "describe",
    "characterize",
    "characterise",
    "term",
    "deem",
    "refer",
    "cite",
    "accuse",
    "blame",
    "criticize",
    "criticise",
    "slam",
    "blast",
    "bash",
    "attack",
    "praise",
    "hail",
    "laud",
    "tout",
    "mock",
    "ridicule",
    "deride",
    "decry",
    "denounce",
    "condemn",
    "dismiss",
    "reject",
    "rebuke",
    "rip",
    "scold",
    "lambaste",
    "excoriate",
    "skewer",
    "castigate",
    "believe",
    "think",
    "feel",
    "hope",
    "fear",
    "worry",
    "wonder",
    "expect",
    "know",
    "see",
    "find",
    "consider",
    "regard",
    "view",
    "hold",
    "mean",
    "want",
    "wish",
    "like",
    "love",
    "hate",
    "doubt",
    "imagine",
    "guess",
    "suppose",
    "assume",
    "understand",
    "hear",
    "realize",
    "realise",
    "decide",
    "rule",
    "determine",
    "affirm",
    "endorse",
    "invoke",
    "echo",
    "credit",
    "compare",
    "liken",
    "question",
    "challenge",
    "dispute",
    "defend",
    "apologize",
    "apologise",
    "thank",
    "congratulate",
    "threaten",
    "taunt",
    "tease",
    "lash",
    "fire",
    "shoot",
    "hit",
    "strike",
    "point",
    "cast",
    "paint",
    "portray",
    "depict",
    "frame",
    "bill",
    "advertise",
    "advocate",
    "champion",
    "press",
    "push",
    "call",
    "promote",
    "trumpet",
    "float",
    "bemoan",
    "bewail",
    "regret",
    "vent",
    "nod",
    "smile",
    "shrug",
    "gesture",
    "grin",
    "chuckle",
    "giggle",
    "scoff",
    "jab",
    "needle",
    "zing",
    "troll",
    "lecture",
    "educate",
    "highlight",
    "underscore",
    "outline",
    "detail",
    "underline",
    "discuss",
    "debate",
    "address",
    "mention",
    "allude",
    "hint",
    "imply",
    "infer",
    "conclude",
    "figure",
    "reckon",
    "require",
    "mandate",
    "define",
    "title",
    "name",
    "headline",
    "caption",
    "entitle",
    "send",
    "issue",
    "release",
    "publish",
    "sign",
    "broadcast",
    "air",
    "print",
    "display",
    "greet",
    "cheer",
    "boo",
    "applaud",
    "welcome",
    "request",
    "encourage",
    "invite",
    "convince",
    "persuade",
    "warn",
    "go",
    "make",
    "give",
    "put",
    "spin",
    "bet",
    "foresee",
    "judge",
    "rate",
    "grade",
    "assess",
]
_DOUBLED = {
    "chat": "chatt",
    "rebut": "rebutt",
    "rip": "ripp",
    "quip": "quipp",
    "admit": "admitt",
    "refer": "referr",
    "hit": "hitt",
    "blog": "blogg",
}
_DOUBLED |= {
    "brag": "bragg",
    "snap": "snapp",
    "jab": "jabb",
    "put": "putt",
    "dub": "dubb",
    "nod": "nodd",
    "infer": "inferr",
    "begin": "beginn",
}
_DOUBLED |= {"beg": "begg", "shrug": "shrugg", "grin": "grinn", "bet": "bett", "spin": "spinn", "swear": "swear", "hum": "humm"}


def _forms(verb: str) -> tuple[list[str], str]:
    """All finite forms and participles of a verb, and its -ing form."""
    stem = _DOUBLED.get(verb, verb)
    third = (
        verb[:-1] + "ies"
        if verb.endswith("y") and verb[-2] not in "aeiou"
        else verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    )
    if verb in _IRREGULAR:
        past = _IRREGULAR[verb].split()
    elif verb.endswith("e"):
        past = [verb + "d"]
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        past = [verb[:-1] + "ied"]
    else:
        past = [stem + "ed"]
    ing = verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else stem + "ing"
    return [verb, third, *past], ing


_CLASSES: dict[str, str] = {
    "P": "he she they it we i you",
    "y": "his her their its my our your",
    "o": "him me us them himself herself themselves itself myself ourselves",
    "D": """the a an this these those some many several one two three four five six seven eight nine ten another each any no most all both few
        every either neither half dozens hundreds thousands more other such nearly about what""",
    "B": "is was were be been being are am isn’t isn't wasn’t wasn't aren't aren’t",
    "H": "has have had having hasn't hadn't haven't hasn’t hadn’t haven’t",
    "M": """will would could can may might should must shall do does did won't wouldn't couldn't can't doesn't didn't don't
        won’t wouldn’t couldn’t can’t doesn’t didn’t don’t cannot""",
    "A": """also later then once again now repeatedly often never not recently still just even only ever soon always sometimes earlier previously
        simply famously reportedly further instead rather quite very too first finally meanwhile already yet perhaps maybe indeed
        here there back afterward afterwards initially subsequently once likewise similarly however nevertheless nonetheless moreover
        furthermore therefore thus so out up down off away together together today tomorrow yesterday tonight ago apiece""",
    "I": """of in on at for with from by about into over after before during under between among against through without within since
        until upon around across toward towards near amid despite outside inside behind beyond above below alongside including like
        per via regarding concerning following than as ahead along throughout""",
    "t": "to",
    "S": "that whether if because when while although though unless where why how once whenever whereas",
    "C": "and or but nor &",
    "W": "who which whose whom",
    "X": "according",
    "d": """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
        december morning afternoon evening night week month year weekend hours minutes days weeks months years day hour""",
    "p": """official officials spokesman spokeswoman spokesperson spokespeople source sources analyst analysts expert experts aide aides
        adviser advisers advisor advisors lawyer lawyers attorney attorneys man woman men women person people boy girl guy kid child children
        president senator congressman congresswoman congressmen lawmaker lawmakers legislator legislators governor governors mayor mayors
        minister ministers secretary chairman chairwoman chair chairperson director directors leader leaders candidate candidates
        nominee nominees contender rival rivals opponent opponents frontrunner front-runner businessman businesswoman
        billionaire mogul tycoon magnate developer executive executives ceo manager managers strategist strategists consultant consultants
        operative operatives pollster pollsters voter voters supporter supporters critic critics protester protesters protestor protestors
        activist activists advocate advocates organizer organizers volunteer volunteers delegate delegates member members resident residents
        reporter reporters journalist journalists editor editors columnist columnists anchor host hosts moderator moderators correspondent
        author authors writer writers blogger commentator pundit pundits professor professors teacher teachers student students scholar scholars
        historian historians economist economists scientist scientists researcher researchers doctor doctors physician nurse nurses
        judge judges justice justices prosecutor prosecutors sheriff officer officers cop police policeman detective agent agents
        soldier soldiers veteran veterans general generals commander commanders admiral colonel captain sergeant diplomat diplomats
        ambassador ambassadors envoy envoys pastor pastors priest bishop bishops cardinal pope imam rabbi reverend preacher
        mother father mom dad wife husband son sons daughter daughters brother sister parents parent uncle aunt cousin grandmother grandfather
        friend friends neighbor neighbors neighbour neighbours colleague colleagues ally allies family families relatives witness witnesses
        victim victims survivor survivors suspect suspects defendant plaintiff plaintiffs survivor worker workers employee employees owner owners
        founder co-founder founder boss bosses chief chiefs head heads actor actress singer comedian star stars athlete player players coach
        coaches quarterback manager insider insiders observer observers onlooker bystander caller callers user users follower followers fan fans
        immigrant immigrants migrant migrants refugee refugees democrat democrats republican republicans conservative conservatives liberal liberals
        progressive progressives independent independents libertarian king queen prince princess premier chancellor
        others one anyone someone somebody everyone nobody everybody another individual individuals couple friend interviewer questioner
        politician politicians incumbent challenger newcomer outsider socialist heir newsman newswoman personality figure figures
        trader traders investor investors banker bankers farmer farmers driver drivers owner contractor contractors neighbor
        counselor counsellor negotiator negotiators mediator inspector regulator regulators auditor curator filmmaker producer producers
        novelist poet biographer playwright artist artists musician rapper songwriter 45-year-old speaker speakers vice-president nationalist
        demonstrator demonstrators attendee attendees participant participants respondent respondents panelist panelists guest guests
        spokesman clerk commissioner commissioners councilman councilwoman councillor councillors alderman trustee treasurer comptroller
        superintendent principal dean provost chaplain gunman shooter attacker assailant hacker hackers whistleblower informant
        mogul ex-wife ex-husband girlfriend boyfriend fiance fiancee widow widower orphan youth teen teenager teenagers
        democrat firebrand maverick veteran lobbyist lobbyists donor donors fundraiser backer backers proponent proponents skeptic skeptics
        millennial millennials viewer viewers reader readers customer customers shopper tourist tourists visitor visitors passenger
        patient patients parishioner scholar theologian philosopher psychologist psychiatrist therapist engineer engineers
        counterpart counterparts predecessor successor sen. rep. deputy lieutenant coordinator staffer staffers intern recruiter""",
    "q": """campaign group groups organization organisation organizations team committee party government administration department agency
        bureau ministry office company companies firm firms corporation bank union unions association coalition alliance council commission court courts
        panel board foundation institute university college school church network station channel newspaper paper magazine outlet outlets publication
        website site blog media press crowd audience crowds authorities military army navy force forces state states nation country
        city county regime opposition majority minority public congress parliament senate house cabinet embassy consulate club
        super-pac pac think-tank nonprofit charity watchdog chamber tribunal jury legislature staff camp lobby industry community
        establishment delegation side sides caucus faction movement militia police rebels show program programme""",
    "k": """report statement letter memo email e-mail tweet tweets post article story editorial column op-ed book study survey poll polls document documents
        filing brief lawsuit complaint indictment affidavit petition resolution bill law order ruling opinion decision transcript
        ad ads advertisement commercial video clip poster sign signs banner placard headline caption message note text press-release release
        announcement manifesto platform constitution amendment clause treaty agreement policy guideline guidelines rule manual website page
        review analysis paper dispatch account interview speech remarks comments comment testimony words quote question answer response
        sticker t-shirt shirt hat slogan chant song lyrics plaque inscription invitation notice memoir biography passage excerpt item piece""",
}


def _build() -> dict[str, str]:
    words: dict[str, str] = {}
    for letter in ("v", "V"):
        for verb in _STANCE if letter == "v" else _SPEECH:
            finite, ing = _forms(verb)
            words.update(dict.fromkeys(finite, letter))
            words[ing] = "G" if letter == "V" else "g"
    for letter, listed in _CLASSES.items():
        for word in listed.split():
            # a noun that is a verb too ("report", "comment") counts as the verb only in its verbal forms
            words[word] = letter
    for pronoun in _CLASSES["P"].split():
        for ending in ("d", "ll", "ve", "re", "m"):
            words[f"{pronoun}'{ending}"] = words[f"{pronoun}’{ending}"] = "P"
    for word in (
        "said",
        "says",
        "say",
        "told",
        "tells",
        "wrote",
        "writes",
        "tweeted",
        "claims",
        "notes",
        "states",
        "demands",
        "reports",
        "reveals",
    ):
        words[word] = "V"
    return words


WORD_CLASSES = _build()
_PERSON_ENDINGS = (
    "man",
    "woman",
    "men",
    "women",
    "ist",
    "ists",
    "ologist",
    "ologists",
    "-year-old",
    "person",
    "maker",
    "makers",
    "goer",
    "goers",
)


@lru_cache(maxsize=1 << 16)
def word_class(word: str) -> str:
    """The class of a word in lower case that is no part of a mention."""
    known = WORD_CLASSES.get(word)
    if known is not None:
        return known
    if word.endswith("ly") and len(word) > 4:
        return "A"
    if word.endswith(_PERSON_ENDINGS):
        return "p"
    if word[0].isdigit():
        return "D"
    return "n"
