"""What an HTML page says of itself in its markup: title, author, site, publication time with zone, address, captions.

Comes in: the parsed page. Goes out: `PageFacts`, None where the markup is silent. The order of trust for the
publication time is `article:published_time` (and its kin), JSON-LD, then `<time>`: trafilatura's own date loses the
time of day and the zone (MODELS.md), so it is only what is left when all of these are missing.

JSON-LD is read flat and in part: the first object that is an article. Microdata is read for the date alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sayso.ingest.dates import normalise_date

_PUBLISHED_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publication_date",
    "dc.date",
    "date",
)
_ARTICLE_TYPES = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "blogposting",
    "liveblogposting",
    "webpage",
)
_MAX_SCRIPT = 500_000
_MAX_NODES = 2_000
_MAX_LINE = 500


@dataclass(frozen=True)
class PageFacts:
    """The facts of one page; `captions` are the texts of its figure captions, in single spaces."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    captions: frozenset[str] = frozenset()


def read_page_facts(tree: Any) -> PageFacts:
    """Read the facts of a parsed page.

    `<meta property="article:published_time" content="2016-05-04T14:22Z">` → published "2016-05-04T14:22:00+00:00"
    """
    metas = _metas(tree)
    article = _linked_article(tree)
    return PageFacts(
        title=_headline(tree, _told_titles(metas, article)),
        byline=_person(article.get("author")),
        outlet=_first(metas, "og:site_name", "application-name")
        or _person(article.get("publisher")),
        published=_published(tree, metas, article),
        url=_address(tree, metas),
        captions=frozenset(_captions(tree)),
    )


def one_line(words: str | None) -> str | None:
    """The words in single spaces, None when there are none or when they are too many for a line."""
    line = " ".join((words or "").split())
    return line if line and len(line) <= _MAX_LINE else None


def _metas(tree: Any) -> dict[str, str]:
    """The page's meta tags by lower-cased name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = one_line(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: dict[str, str], *names: str) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _headline(tree: Any, told: list[str]) -> str | None:
    """The h1 that the page's other titles tell too, else its only h1, else what they tell.

    h1 "The Paper" and "Army denies strike", og:title "Army denies strike - The Paper" → "Army denies strike"
    """
    lines = list(dict.fromkeys(line for h1 in tree.iter("h1") if (line := one_line(_words(h1)))))
    confirmed = [line for line in lines if any(_is_told(line, title) for title in told)]
    if confirmed:
        return max(confirmed, key=len)
    if len(lines) == 1 and (not told or " " in lines[0]):
        return lines[0]
    return told[0] if told else None


def _told_titles(metas: dict[str, str], article: dict[str, Any]) -> list[str]:
    """The titles that the page's data tell, the plainest first."""
    found = [_text(article.get("headline")), metas.get("og:title"), metas.get("twitter:title")]
    return [title for title in found if title]


def _is_told(line: str, title: str) -> bool:
    """Whether a title is this line, but for the outlet's name around it ("Army denies strike | The Paper")."""
    line, title = line.casefold(), title.casefold()
    return line == title or (title.startswith(line) and len(line) * 2 > len(title))


def _words(element: Any) -> str:
    return " ".join(element.itertext())


def _published(tree: Any, metas: dict[str, str], article: dict[str, Any]) -> str | None:
    candidates = [metas.get(name) for name in _PUBLISHED_KEYS]
    candidates += [_text(article.get("datePublished")), *_marked_times(tree)]
    dates = [date for words in candidates if words and (date := normalise_date(words))]
    return _most_exact(dates)


def _most_exact(dates: list[str]) -> str | None:
    """The first date, or a date-time of the same day when another place of the page has one."""
    if not dates:
        return None
    return next((date for date in dates if len(date) > 10 and date.startswith(dates[0])), dates[0])


def _marked_times(tree: Any) -> Iterator[str | None]:
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or one_line(_words(element))
    for element in islice(tree.iter("time"), 5):
        if element.get("pubdate") is not None or _is_in_article(element):
            yield element.get("datetime")


def _is_in_article(element: Any) -> bool:
    return any(parent.tag in ("article", "header", "main") for parent in element.iterancestors())


def _address(tree: Any, metas: dict[str, str]) -> str | None:
    links = [
        link.get("href")
        for link in tree.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    ]
    found = [one_line(link) for link in [*links, metas.get("og:url")]]
    return next((url for url in found if url and url.startswith(("http://", "https://"))), None)


def _captions(tree: Any) -> Iterator[str]:
    for element in tree.xpath("//figcaption | //*[contains(@class, 'caption')]"):
        line = one_line(_words(element))
        if line:
            yield line


def _linked_article(tree: Any) -> dict[str, Any]:
    """The first JSON-LD object of the page that is an article; empty when there is none."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        words = script.text or ""
        if len(words) > _MAX_SCRIPT:
            continue
        try:
            found = json.loads(words)
        except (ValueError, RecursionError):
            continue
        for item in _objects(found):
            if _is_article(item):
                return item
    return {}


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script: itself, those of a list, those of its graph."""
    waiting = [found]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item[:_MAX_NODES]
        elif isinstance(item, dict):
            yield item
            waiting += [part for key, part in item.items() if key in ("@graph", "mainEntity")]


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return (
        any(isinstance(kind, str) and kind.lower() in _ARTICLE_TYPES for kind in named)
        and "datePublished" in item
    )


def _text(value: Any) -> str | None:
    return one_line(value) if isinstance(value, str) else None


def _person(value: Any) -> str | None:
    """A name, or the names of a list of people, as JSON-LD writes authors."""
    if isinstance(value, list):
        names = [name for part in value[:10] if (name := _person(part))]
        return ", ".join(names) or None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)
