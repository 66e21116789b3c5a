"""URLs: what makes two of them one page, and whose site they are on."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import tldextract

# the public suffix list that ships with the library: nothing is fetched, nothing is cached on disk
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.(?=[^.]+\.)")
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|cmp|ncid|ito|smid|smtyp|partner|ref|ref_src|"
    r"ocid|icid|rss|feed|ftag|xtor|wt_\w+|at_\w+|amp|output(?:Type)?|outputType|source|via|share|sh|s_cid|__twitter_impression)$",
    re.IGNORECASE,
)
_INDEX_PAGE = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp|\.amp|/amp\.html)$", re.IGNORECASE)


def _split(url: str | None) -> SplitResult | None:
    """The parts of an absolute http(s) URL, None for everything else."""
    try:
        parts = urlsplit((url or "").strip())
        ok = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return parts if ok else None


def host_of(url: str | None) -> str | None:
    """The host of an absolute http(s) URL in lower case, None for everything else."""
    parts = _split(url)
    return parts.hostname if parts else None


@lru_cache(maxsize=65536)
def domain_of(host: str | None) -> str | None:
    """The registrable domain of a host by the public suffix list (bundled snapshot); the host itself where none is known."""
    if not host:
        return None
    found = _SUFFIXES.extract_str(host)
    return found.top_domain_under_public_suffix or host


def is_front_page(url: str) -> bool:
    """True for the root of a site."""
    parts = _split(url)
    return parts is not None and _INDEX_PAGE.sub("/", parts.path).strip("/") == "" and not _kept_query(parts.query)


def _kept_query(query: str) -> str:
    kept = sorted((k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(k))
    return urlencode(kept)


def normalise_url(url: str | None) -> str | None:
    """One spelling for the URLs of one page: the key that article_id is made from. None for what is no http(s) URL.

    Folds the scheme, www/m/amp hosts, ports, doubled and trailing slashes, index pages, amp paths, tracking parameters,
    the order of parameters, and drops the fragment.
    """
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return None
    host = _HOST_PREFIX.sub("", parts.hostname.rstrip("."))
    path = re.sub(r"/{2,}", "/", parts.path)
    path = _AMP_PATH.sub("", _INDEX_PAGE.sub("/", path).rstrip("/"))
    query = _kept_query(parts.query)
    return f"{host}{path}" + (f"?{query}" if query else "")


def split_canonical(url: str | None, canonical: str | None) -> tuple[str | None, str | None]:
    """(canonical link that counts, canonical link to another site).

    A canonical link counts on the same registrable domain and not to its front page; one that leads elsewhere is
    evidence for a story, never for identity.
    """
    if not canonical or _split(canonical) is None or is_front_page(canonical):
        return None, None
    own, other = domain_of(host_of(url)), domain_of(host_of(canonical))
    if own is None or own == other:
        return canonical, None
    return None, canonical
