"""What class names, ids, roles and tags say of an element's purpose.

Sites all over the world name their layout in English words, whatever language they print: these words are structure, not
phrases. Belongs here: names of layout parts. Not: anything that a reader sees, nor how names are read (see purposes).
"""

from __future__ import annotations

# purposes of an element, as bits: an element inherits those of the elements around it
NAVIGATION = 1 << 0
FOOTER = 1 << 1
RELATED = 1 << 2
PROMO = 1 << 3
NEWSLETTER = 1 << 4
SHARE = 1 << 5
AD = 1 << 6
COMMENTS = 1 << 7
BIO = 1 << 8
CAPTION = 1 << 9
COOKIE = 1 << 10
PLAYER = 1 << 11
EMBED = 1 << 12
FORM = 1 << 13
ASIDE = 1 << 14
HIDDEN = 1 << 15
PAYWALL = 1 << 16
BYLINE = 1 << 17
DATE = 1 << 18
TAGS = 1 << 19
SUBTITLE = 1 << 20
HEADER = 1 << 21
QUOTE = 1 << 22
LIST = 1 << 23
TABLE = 1 << 24
HEADING = 1 << 25
BODY = 1 << 26  # names itself the body of an article
FIGURE = 1 << 27
PULL = 1 << 28  # a line of the text printed again, large
TITLE = 1 << 29
CORRECTION = 1 << 30
SECTION = 1 << 31
RULE_BODY = 1 << 33  # a rule of the site says that the body is here
RULE_CUT = 1 << 34
AGENCY = 1 << 35  # names the agency whose copy this is
VEILED = 1 << 32  # not shown until a script shows it

# an element of these purposes is no part of the text, wherever it stands
FURNITURE = (
    NAVIGATION | FOOTER | RELATED | PROMO | NEWSLETTER | SHARE | AD | COMMENTS | BIO | CAPTION | COOKIE | PLAYER
    | FORM | BYLINE | TAGS | FIGURE | EMBED | HIDDEN | VEILED | ASIDE | RULE_CUT
)  # fmt: skip

WORD_PURPOSES: dict[str, int] = {}


def _say(purpose: int, words: str) -> None:
    for word in words.split():
        WORD_PURPOSES[word] = WORD_PURPOSES.get(word, 0) | purpose


_say(
    NAVIGATION,
    "nav navbar navigation navi menu submenu breadcrumb breadcrumbs topnav subnav sitenav megamenu pagination pager skip "
    "skiplink toc masthead toolbar",
)
_say(
    FOOTER,
    "footer colophon foot",
)
_say(
    RELATED,
    "related relatedlinks relateds recommended recommendation recommendations recommend recirc recirculation teaser teasers "
    "trending popular mostread mostpopular readmore readnext upnext nextup morefrom alsoread seealso moreon outbrain taboola "
    "zergnet crosslink interlink linkbox linkout headlines suggestions suggested",
)
_say(
    PROMO,
    "promo promos promotion modal popup overlay lightbox promobox promoted marketing cta callout upsell banner sponsored sponsor affiliate "
    "partner partners campaign donate donation donations membership",
)
_say(
    NEWSLETTER,
    "newsletter newsletters signup subscribe subscription subscriptions mailchimp optin emailsignup register registration",
)
_say(
    SHARE,
    "share sharing shares sharebar sharebuttons sharetools social socials socialmedia sharedaddy addthis addtoany shariff "
    "bookmark follow followus likebox",
)
_say(
    AD,
    "ad ads adv advert adverts advertisement advertising adslot adunit adbox adwrap dfp gpt sponsorship werbung anzeige "
    "publicidad publicite pubblicita reklama reklame annons",
)
_say(
    COMMENTS,
    "comment comments disqus livefyre commentlist respond fyre discussion kommentare kommentar coral",
)
_say(
    BIO,
    "bio biography authorbio authorbox aboutauthor authorinfo authorcard",
)
_say(
    CAPTION,
    "caption captions figcaption imgcaption imagecaption photocaption wpcaption credit credits imagecredit photocredit "
    "copyright photographer bildunterschrift bildnachweis attachment",
)
_say(
    COOKIE,
    "cookie cookies consent gdpr onetrust privacy didomi",
)
_say(
    PLAYER,
    "player videoplayer jwplayer brightcove video audio podcast audioplayer vjs playlist tts",
)
_say(
    PAYWALL,
    "paywall regwall piano metered abo paygate offers offer",
)
_say(
    BYLINE,
    "byline bylines postmeta entrymeta articlemeta author authors authorname writer contributors contributor autor autoren verfasser "
    "auteur autore",
)
_say(
    DATE,
    "date dateline timestamp datetime pubdate published publishdate time dateandtime updated lastupdated",
)
_say(
    TAGS,
    "tags tag taglist keywords topics topic tagcloud categories category hashtags",
)
_say(
    SUBTITLE,
    "subtitle subhead subheadline standfirst deck dek dekline sapo summary excerpt lead lede intro strapline subdeck teasertext kicker "
    "description abstract chapo entradilla ingress vorspann",
)
_say(
    BODY,
    "articlebody articletext articlecontent storybody storytext storycontent entrycontent postcontent postbody bodycopy "
    "bodytext maincontent richtext textbody",
)
_say(
    PULL,
    "pullquote pullquotes pull",
)
_say(
    CORRECTION,
    "correction corrections editornote editorsnote",
)
_say(
    SECTION,
    "kicker eyebrow rubric section overline",
)
_say(AGENCY, "agency newsagency newswire")
_say(EMBED, "twitter tweet instagram tiktok reddit fbpost bluesky")
_say(
    HIDDEN,
    "hidden visuallyhidden sronly screenreader offscreen",
)
_say(
    ASIDE,
    "sidebar aside rail rightrail leftrail rightcol infobox factbox",
)

# two tokens that say together what neither says alone
PAIR_PURPOSES: dict[tuple[str, str], int] = {
    ("read", "more"): RELATED,
    ("read", "next"): RELATED,
    ("more", "from"): RELATED,
    ("more", "on"): RELATED,
    ("more", "stories"): RELATED,
    ("more", "articles"): RELATED,
    ("more", "news"): RELATED,
    ("most", "read"): RELATED,
    ("most", "popular"): RELATED,
    ("see", "also"): RELATED,
    ("also", "read"): RELATED,
    ("up", "next"): RELATED,
    ("next", "article"): RELATED,
    ("latest", "news"): RELATED,
    ("sign", "up"): NEWSLETTER,
    ("opt", "in"): NEWSLETTER,
    ("pull", "quote"): PULL,
    ("sr", "only"): HIDDEN,
    ("visually", "hidden"): HIDDEN,
    ("screen", "reader"): HIDDEN,
    ("about", "author"): BIO,
    ("author", "bio"): BIO,
    ("author", "box"): BIO,
    ("author", "info"): BIO,
    ("article", "body"): BODY,
    ("article", "content"): BODY,
    ("article", "text"): BODY,
    ("article", "copy"): BODY,
    ("story", "body"): BODY,
    ("story", "content"): BODY,
    ("story", "text"): BODY,
    ("entry", "content"): BODY,
    ("post", "content"): BODY,
    ("post", "body"): BODY,
    ("body", "content"): BODY,
    ("body", "copy"): BODY,
    ("body", "text"): BODY,
    ("rich", "text"): BODY,
    ("content", "body"): BODY,
    ("entry", "meta"): BYLINE,
    ("post", "meta"): BYLINE,
    ("article", "meta"): BYLINE,
    ("story", "meta"): BYLINE,
    ("editors", "note"): CORRECTION,
    ("editor", "note"): CORRECTION,
}

ROLE_PURPOSES = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "banner": HEADER,
    "contentinfo": FOOTER,
    "complementary": ASIDE,
    "search": FORM,
    "form": FORM,
    "dialog": PROMO,
    "alertdialog": PROMO,
    "tablist": NAVIGATION,
    "tooltip": HIDDEN,
}
TAG_PURPOSES = {
    "nav": NAVIGATION,
    "menu": NAVIGATION,
    "footer": FOOTER,
    "aside": ASIDE,
    "form": FORM,
    "button": FORM,
    "figure": FIGURE,
    "figcaption": CAPTION | FIGURE,
    "header": HEADER,
    "blockquote": QUOTE,
    "ul": LIST,
    "ol": LIST,
    "dl": LIST,
    "table": TABLE,
    "h1": HEADING,
    "h2": HEADING,
    "h3": HEADING,
    "h4": HEADING,
    "h5": HEADING,
    "h6": HEADING,
    "dialog": PROMO,
    "video": PLAYER,
    "audio": PLAYER,
    "address": BYLINE,
}
RULE_MARK = "data-copydesk-rule"  # on what a rule of the site selects
