"""An archive of news to measure with: N articles of 150 to 400 words, made from the reports of the sample.

Each article is a report, or paragraphs of two, with its places, people, parties, outlets, numbers and days exchanged
and its paragraphs in another order, in a page with a menu, links and a footer. A share are near-copies of earlier
articles: another outlet, another headline's end, a day later, a paragraph less. The same N, seed and share give the
same bytes; article i is the same in every archive that is long enough.

    python bench/bulk_articles.py 50000 --out news.warc.gz --copies 0.2

They read like news, and are none: they say nothing about how well sayso reads, only how fast.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random

from sayso.ingest.documents import read_inputs

SAMPLE = Path(__file__).parents[1] / "src/sayso/sample"
FEWEST_WORDS, MOST_WORDS = 150, 400
# Articles in this order are made independently of each other; only a copy looks at its original.
FIRST_DAY = date(2014, 1, 1)
DAYS = 3_650

# (country, people of, capital): the sides of a report are exchanged as a whole.
COUNTRIES = [tuple(row.split("/")) for row in (
    "Ukraine/Ukrainian/Kyiv Russia/Russian/Moscow Yemen/Yemeni/Sanaa Sudan/Sudanese/Khartoum "
    "Ethiopia/Ethiopian/Addis-Ababa "
    "Syria/Syrian/Damascus Iraq/Iraqi/Baghdad Turkey/Turkish/Ankara Israel/Israeli/Jerusalem Lebanon/Lebanese/Beirut "
    "Mali/Malian/Bamako Somalia/Somali/Mogadishu Kenya/Kenyan/Nairobi Libya/Libyan/Tripoli Egypt/Egyptian/Cairo "
    "Armenia/Armenian/Yerevan Azerbaijan/Azerbaijani/Baku Georgia/Georgian/Tbilisi Pakistan/Pakistani/Islamabad "
    "India/Indian/New-Delhi Colombia/Colombian/Bogota Rwanda/Rwandan/Kigali Uganda/Ugandan/Kampala Iran/Iranian/Tehran"
).split()]  # fmt: skip
TOWNS = (
    "Saada Dahyan Donetsk Olenivka Togoga Mekelle Hawzen Jizan Mariupol Kursk Hrabove Pervomaiskyi Lugansk "
    "Kabkabiya "
    "Jeddah Aleppo Idlib Homs Raqqa Mosul Kirkuk Falluja Sirte Benghazi Misrata Gao Kidal Timbuktu Mopti Goma Bukavu "
    "Beni Bunia Kherson Kharkiv Zaporizhzhia Kramatorsk Bakhmut Avdiivka Taiz Hodeidah Marib Aden Nyala Geneina "
    "Zalingei Omdurman Kadugli Axum Adigrat Gondar Lalibela Kismayo Baidoa Maiduguri Kunduz Herat Kandahar Jalalabad"
).split()
PARTIES = (
    "Houthis separatists rebels militants insurgents gunmen fighters militia mercenaries paramilitaries"
).split()
SURNAMES = (
    "Borodai Poroshenko Gerashchenko Girkin Dubinsky Kharchenko Pulatov Steenhuis Zelensky Putin Dujarric Burhan "
    "Dagalo "
    "Kartapolov Konashenkov Pushilin Bezsonov Mansour Mattis Adane Reda Rutte "
    "Blok Bishop Paulissen Okello Haddad Karimi "
    "Nasser Petrenko Volkov Tesfaye Abebe Diallo Traore Mensah Hassan Yilmaz Demir Sargsyan Beridze Castillo Herrera "
    "Lindqvist Moreau Jansen Novak Horvat Kowalski Ionescu Rahman Siddiqui Perera Tanaka Nguyen"
).split()
OUTLETS = (
    "Harbour Gazette,Neva Dispatch,Lowland Courier,Meridian Wire,Coast Morning Post,Northern Tribune,Nile Horizon,"
    "Eastern Gate News,Valley Observer,The Plain Echo,Delta Sentinel,Highland Mail,Strait Chronicle,Capital Ledger,"
    "River Standard,Desert Star,Old Town Herald,Union Telegraph,Lake District Press,Border Times"
).split(",")
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()
LEADS = (
    "according to officials,as both sides trade blame,witnesses say,in new violence,amid calls for a truce,"
    "monitors report,after a night of shelling,as talks stall,residents say,in disputed attack"
).split(",")
COUNTED = (
    "people civilians children bodies passengers soldiers fighters prisoners others dead wounded injured killed crew"
).split()
_NUMBER = re.compile(rf"(?<![\w.,-])(\d{{1,3}})(?= (?:{'|'.join(COUNTED)})\b)")


@dataclass(frozen=True)
class Article:
    """One article; `copy_of` is the number of the article that it repeats."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    outlet: str
    published: date
    copy_of: int | None = None

    @property
    def words(self) -> int:
        """How many words headline and text have."""
        return len(self.title.split()) + _count(self.paragraphs)

    @property
    def url(self) -> str:
        """Where it would stand."""
        return f"https://{self.outlet.lower().replace(' ', '-')}.example/{self.published:%Y/%m/%d}/{self.number}"


def _count(paragraphs: Iterable[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=int)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--copies", type=float, default=0.2, help="share of near-copies (0-1)")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    words = write_articles(chosen.out, chosen.articles, chosen.copies, chosen.seed)
    print(f"{chosen.articles:,} articles, {words:,} words, {chosen.out.stat().st_size:,} bytes")


def write_articles(out: Path, articles: int, copies: float = 0.2, seed: int = 1) -> int:
    """Write articles as WARC, a member of gzip a record; gives the number of their words."""
    words = 0
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as stream:
        stream.write(_packed(b"software: sayso\r\n", "warcinfo", "application/warc-fields", 0))
        for article in make_articles(articles, copies, seed):
            words += article.words
            stream.write(_record(article))
    return words


def _record(article: Article) -> bytes:
    page = make_page(article).encode()
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\n\r\n"
    )
    return _packed(
        head.encode() + page,
        "response",
        "application/http; msgtype=response",
        article.number + 1,
        article.url,
        article.published + timedelta(days=1),
    )


def make_articles(articles: int, copies: float = 0.2, seed: int = 1) -> Iterator[Article]:
    """Articles 0 to N."""
    for number in range(articles):
        chance = Random(f"{seed}:{number}:copy")
        if number and chance.random() < copies:
            yield _copy(
                _original(_first_original(chance.randrange(number), copies, seed), seed),
                number,
                chance,
            )
        else:
            yield _original(number, seed)


def _first_original(number: int, copies: float, seed: int) -> int:
    """The nearest article before that is no copy itself."""
    while number and Random(f"{seed}:{number}:copy").random() < copies:
        number -= 1
    return number


def _copy(original: Article, number: int, chance: Random) -> Article:
    paragraphs = list(original.paragraphs)
    if _count(paragraphs[:-1]) >= FEWEST_WORDS and chance.random() < 0.6:
        del paragraphs[-1]
    if chance.random() < 0.3:
        paragraphs[0] = f"({original.outlet}) {paragraphs[0]}"
    title = original.title
    if chance.random() < 0.5:
        title = f"{title.split(',')[0]}, {chance.choice(LEADS)}"
    outlet = chance.choice([name for name in OUTLETS if name != original.outlet])
    return replace(
        original,
        number=number,
        title=title,
        paragraphs=tuple(paragraphs),
        outlet=outlet,
        published=original.published + timedelta(days=chance.randrange(3)),
        copy_of=original.number,
    )


def _original(number: int, seed: int) -> Article:
    chance = Random(f"{seed}:{number}")
    first, second = chance.sample(_reports(), 2)
    lead, *rest = first.paragraphs
    if chance.random() < 0.5:
        rest = chance.sample(rest, max(2, len(rest) - 2)) + chance.sample(second.paragraphs[1:], 3)
    chance.shuffle(rest)
    exchange = _Exchange(chance)
    paragraphs = _of_length(
        [exchange(text) for text in (lead, *rest, *second.paragraphs[1:])], chance
    )
    return Article(
        number=number,
        title=exchange(first.title),
        paragraphs=paragraphs,
        outlet=chance.choice(OUTLETS),
        published=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
    )


def _of_length(paragraphs: list[str], chance: Random) -> tuple[str, ...]:
    """As many of the paragraphs as make an article of some length between the bounds."""
    wanted = chance.randint(FEWEST_WORDS + 10, MOST_WORDS - 110)
    kept: list[str] = []
    words = 0
    for paragraph in dict.fromkeys(paragraphs):
        more = len(paragraph.split())
        if words >= wanted or words + more > MOST_WORDS:
            break
        kept.append(paragraph)
        words += more
    return tuple(kept)


@cache
def _reports() -> tuple[Article, ...]:
    """The reports of the sample, without headline and datelines in their texts."""
    found = []
    for number, item in enumerate(read_inputs([str(SAMPLE)])):
        document = item.document
        parts = [part for part in document.text.split("\n\n") if len(part.split()) > 8]
        title = document.title or document.text.split("\n")[0][:80]
        found.append(Article(number, title, tuple(parts), "", FIRST_DAY))
    return tuple(found)


class _Exchange:
    """Exchanges names, numbers and days of an article, each everywhere for the same."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names: dict[str, str] = {}
        for old, new in zip(COUNTRIES, chance.sample(COUNTRIES, len(COUNTRIES)), strict=True):
            for one, other in zip(old, new, strict=True):
                self._names[one.replace("-", " ")] = other.replace("-", " ")
        self._names["Kiev"] = self._names["Kyiv"]
        for names in (TOWNS, PARTIES, SURNAMES, OUTLETS):
            self._names |= zip(names, chance.sample(names, len(names)), strict=True)
        for names in (WEEKDAYS, MONTHS):
            turn = chance.randrange(len(names))
            self._names |= zip(names, names[turn:] + names[:turn], strict=True)
        self._factor = chance.uniform(0.3, 3)

    def __call__(self, text: str) -> str:
        text = _name_pattern().sub(lambda match: self._names[match[0]], text)
        return _NUMBER.sub(lambda match: str(max(2, round(int(match[1]) * self._factor))), text)


@cache
def _name_pattern() -> re.Pattern[str]:
    countries = [name.replace("-", " ") for row in COUNTRIES for name in row]
    names = {"Kiev", *countries, *TOWNS, *PARTIES, *SURNAMES, *OUTLETS, *WEEKDAYS, *MONTHS}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def make_page(article: Article) -> str:
    """An article in a page of its outlet."""
    chance = Random(article.url)
    title, outlet = escape(article.title), escape(article.outlet)
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    links = "".join(
        f'<li><a href="/{chance.randrange(9999)}">{chance.choice(TOWNS)}: {lead}</a></li>'
        for lead in chance.sample(LEADS, 4)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | {outlet}</title>
<link rel="canonical" href="{article.url}">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{article.published.isoformat()}T06:00:00+00:00">
<meta name="author" content="{chance.choice(SURNAMES)}">
<style>body {{ font: 16px serif }} nav a {{ color: #333 }}</style>
</head>
<body>
<header><nav><a href="/">Front page</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>
<main><article>
<h1>{title}</h1>
{body}
</article>
<aside class="related"><h2>Read also</h2><ul>{links}</ul></aside></main>
<div class="share-buttons"><a href="#">Share on Facebook</a> <a href="#">E-mail this story</a></div>
<script>window.analytics = {{"page": {article.number}}};</script>
<footer>Copyright {article.published.year} {outlet}. All rights reserved.</footer>
</body>
</html>
"""


def _packed(
    block: bytes,
    kind: str,
    content_type: str,
    number: int,
    url: str | None = None,
    day: date = FIRST_DAY,
) -> bytes:
    """A record of WARC as a member of gzip."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n{target}WARC-Date: {day.isoformat()}T12:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 6, mtime=0)


if __name__ == "__main__":
    main()
