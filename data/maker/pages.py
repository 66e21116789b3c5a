"""Writes an article as its outlet would: a page of HTML, a line of JSON, the text somebody copied from a page."""

from __future__ import annotations

import json
from datetime import date, datetime
from html import escape
from string import Template

from data.maker.articles import SOURCES, Article

ORIGIN = {
    "harbour-gazette": "https://www.harbourgazette.example",
    "evening-lantern": "https://eveninglantern.example",
}
PUBLISHERS = {
    "harbour-gazette": "Harbour Gazette",
    "evening-lantern": "The Evening Lantern",
    "meridian-wire": "Meridian Wire",
    "saved-copies": "The Morning Courier",
}
GAZETTE_PROMPT = """    <div class="newsletter-signup">
      <h3>Sign up for the Gazette’s Morning Tide</h3>
      <p>The stories that matter in Port Ellery, in your inbox by seven.</p>
      <form action="/newsletters"><input type="email" placeholder="Your email address"><button>Sign me up</button></form>
      <p class="small">By signing up you agree to our Terms and Privacy Policy.</p>
    </div>"""
LANTERN_PROMPT = """<div class="inline-cta"><p><b>Get The Evening Lantern in your inbox</b></p>
<p>Sign up for our free weekday newsletter, written by people who live here.</p><a href="/newsletters">Subscribe now</a></div>"""
COURIER_PROMPT = """Sign up to The Morning Courier's newsletters.

The day's first headlines from the islands and the coast, delivered to your inbox.

Email Us
By continuing you agree to our Terms and Privacy Policy."""


def feed_of(article: Article) -> str:
    return article.name.split("/")[0]


def html_page(article: Article, template: str = "page.html") -> str:
    """The article in its outlet's template."""
    feed = feed_of(article)
    fields = article.fields
    published = datetime.fromisoformat(fields["published"])
    first = article.texts()[0][1]
    names = article.list_of("authors")
    values = {
        "title": escape(fields["title"], quote=False),
        "description": escape(fields.get("subtitle", first[:150])),
        "keywords": escape(", ".join(article.list_of("keywords"))),
        "url": fields["url"],
        "canonical": canonical_link(article),
        "image_url": f"{ORIGIN[feed]}/images/{_picture(article)[0] or 'default.jpg'}",
        "published": fields["published"],
        "updated": fields.get("updated", fields["published"]),
        "published_text": _written(published, feed),
        "updated_line": _updated_line(fields),
        "section": fields["section"],
        "section_path": fields["section"].lower(),
        "authors_text": escape(", ".join(names)),
        "byline": " and ".join(f'<a rel="author" href="/profile/{_slug(n)}">{n}</a>' if feed[0] == "h" else n for n in names),
        "standfirst": f'<p class="standfirst">{escape(fields["subtitle"], quote=False)}</p>' if "subtitle" in fields else "",
        "source_line": f'<p class="agency">{fields["source"]}</p>' if "source" in fields else "",
        "copyright": f'<p class="rights">© {published.year} {fields["source"]}</p>' if "source" in fields else "",
        "hero": "" if ("image", "") in article.paragraphs else _figure(article),
        "json_ld": json.dumps(_json_ld(article), ensure_ascii=False, indent=1),
        "body": _body(article, plain=template != "page.html"),
    }
    return Template((SOURCES / feed / template).read_text(encoding="utf-8")).substitute(values)


def canonical_link(article: Article) -> str:
    """Where the page says it belongs: a copy names the site of the agency that it was taken from."""
    if "source" not in article.fields:
        return article.fields["url"]
    head = (SOURCES / f"{article.fields['body_of']}.txt").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("url: ") for line in head if line.startswith("url: "))


def json_line(article: Article) -> str:
    """The article as the wire delivers it."""
    fields = article.fields
    item = {
        "id": fields["id"],
        "version": int(fields.get("version", "1")),
        "url": fields["url"],
        "title": fields["title"],
        "authors": article.list_of("authors"),
        "published_at": fields["published"],
        "updated_at": fields.get("updated", fields["published"]),
        "publisher": "Meridian Wire",
        "section": fields["section"],
        "keywords": article.list_of("keywords"),
        "language": "en",
        "body": "\n\n".join(text for _, text in article.texts()),
    }
    return json.dumps(item, ensure_ascii=False)


def text_copy(article: Article) -> str:
    """What somebody gets who marks a page of the Courier and copies it."""
    fields = article.fields
    _, caption, credit = _picture(article)
    edition = date.fromisoformat(fields["edition"])
    names = ", ".join(article.list_of("authors"))
    head = [names, fields.get("source", "")] + ([caption, f"{caption} Credit: {credit}"] if caption else [])
    blocks = [fields["title"], "\n".join(line for line in head if line)]
    for n, (_, text) in enumerate(article.texts()):
        blocks += [COURIER_PROMPT, text] if n == int(fields["newsletter_after"]) else [text]
    holder = fields.get("source", "The Morning Courier")
    day = f"{edition.day} {edition:%B} {edition.year}"
    blocks += [f"© {edition.year} {holder}", "Comments", "Latest Edition", f"The Morning Courier cover for {edition:%d-%m-%Y}"]
    blocks += ["Latest Edition", f"Edition\u00a0{day}", "Storm names for the coming winter announced, and Edna is one of them."]
    return "\n\n".join(blocks)


def _json_ld(article: Article) -> dict[str, object]:
    fields = article.fields
    feed = feed_of(article)
    piece: dict[str, object] = {
        "@type": "NewsArticle",
        "mainEntityOfPage": fields["url"],
        "headline": fields["title"],
        "datePublished": fields["published"],
        "dateModified": fields.get("updated", fields["published"]),
        "author": [{"@type": "Person", "name": name} for name in article.list_of("authors")],
        "articleSection": fields["section"],
        "isAccessibleForFree": True,
    }
    house: dict[str, object] = {"@type": "NewsMediaOrganization", "name": PUBLISHERS[feed], "url": ORIGIN[feed]}
    if feed == "evening-lantern":
        crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": fields["section"]}]}
        return {"@context": "https://schema.org", "@graph": [house, crumbs, piece | {"publisher": house}]}
    return {"@context": "https://schema.org"} | piece | {"publisher": house}


def _body(article: Article, plain: bool) -> str:
    feed = feed_of(article)
    prompt_after = int(article.fields.get("newsletter_after", "-1"))
    written: list[str] = []
    items: list[str] = []
    seen = 0
    for kind, text in article.paragraphs:
        if kind != "list_item" and items:
            written.append("    <ul>\n" + "\n".join(items) + "\n    </ul>")
            items = []
        if kind == "image":
            written.append(_figure(article))
            continue
        marked = escape(text, quote=False)
        if kind == "list_item":
            items.append(f"      <li>{marked}</li>")
        else:
            written.append(f"    <h2>{marked}</h2>" if kind == "heading" else f"    <p>{marked}</p>")
        seen += 1
        if seen == prompt_after and not plain:
            written.append(GAZETTE_PROMPT if feed == "harbour-gazette" else LANTERN_PROMPT)
    return "\n".join(written)


def _figure(article: Article) -> str:
    """The picture, its caption said twice: under it, and again for the full-screen view."""
    name, caption, credit = _picture(article)
    if not name:
        return ""
    source = f"/images/{name}"
    text = escape(caption)
    return (
        f'<figure class="picture"><img src="{source}" alt="{text}" width="960" height="640">'
        f'<figcaption><span class="caption">{text}</span> <span class="credit">Photograph: {escape(credit)}</span></figcaption>'
        f'<div class="lightbox" hidden><img src="{source}?full" alt=""><p class="caption">{text}</p></div></figure>'
    )


def _picture(article: Article) -> tuple[str, str, str]:
    if "image" not in article.fields:
        return "", "", ""
    name, caption, credit = article.fields["image"].split(" | ")
    return name, caption, credit


def _updated_line(fields: dict[str, str]) -> str:
    if "updated" not in fields:
        return ""
    written = _written(datetime.fromisoformat(fields["updated"]), "harbour-gazette")
    return f'<p class="updated">Updated <time datetime="{fields["updated"]}">{written}</time></p>'


def _written(moment: datetime, feed: str) -> str:
    if feed == "evening-lantern":
        hour = moment.hour % 12 or 12
        return f"{moment:%B} {moment.day}, {moment.year} at {hour}:{moment:%M} {'p.m.' if moment.hour >= 12 else 'a.m.'} EDT"
    return f"{moment:%a} {moment.day} {moment:%b} {moment.year} {moment:%H.%M} BST"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
