"""Real-looking articles in any number, as WARC: the sample corpus with other places, people, numbers and days.

    python bench/bulk_articles.py 50000 --out out/articles.warc.gz [--copies 0.1] [--seed 1]

The same number and seed give the same bytes. Each article has some paragraphs of one sample report, with one or two of
another among them now and then; names of places, groups and people, numbers and days of the week are exchanged; it is
a page with menus and share buttons around it. A share of them are reprints: another outlet's page with the words of an
earlier article, whole or without its end. They are for measuring time, memory and crashes: nobody has labelled them.
"""

from __future__ import annotations

import argparse
import gzip
import html
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sayso.config import Settings
from sayso.ingest.documents import read_inputs
from sayso.text import find_paragraphs

SAMPLE = Path(__file__).parents[1] / "src/sayso/sample"
FIRST_DAY = datetime(2014, 1, 6, 6, tzinfo=UTC)
DAYS = 3650
REMEMBERED = 2000

PLACES = (
    "Aleppo Idlib Homs Raqqa Mosul Kirkuk Basra Falluja Kunduz Ghazni Helmand Peshawar Quetta"
    " Benghazi Misrata Sirte Tripoli Donetsk Luhansk Mariupol Kharkiv Kherson Sanaa Taiz"
    " Hodeidah Aden Marib Mekelle Axum Gondar Juba Malakal Bor Goma Bukavu Bunia Maiduguri"
    " Kano Jos Bamako Gao Timbuktu Kidal Mogadishu Baidoa Kismayo Khartoum Omdurman Nyala"
    " Bangui Bambari"
).split()
PEOPLE = (
    "Amir Haddad, Yusuf Rahman, Olga Marchenko, Peter Lado, Grace Achieng, Omar Sesay, Nadia"
    " Karimi, Ivan Petrenko, Samuel Okello, Leila Nasser, Tariq Aziz Khan, Maria Duarte,"
    " Hassan Warsame, Daniel Tesfaye, Ruth Mbeki, Karim Saleh"
).split(", ")
OUTLETS = (
    "Harbour Gazette, Neva Dispatch, Lowland Courier, Meridian Wire, Coast Morning Post,"
    " Northern Tribune, Nile Horizon, Delta Observer, Highland Post, Savanna Times, Gulf"
    " Register, Border Chronicle, River Standard, Plateau News, Island Herald, Capital Ledger,"
    " Steppe Journal, Bay Echo, Mountain Star, Frontier Report"
).split(", ")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Names that stand in the sample corpus, and are exchanged for others of their sort.
SAMPLE_PLACES = (
    "Dahyan Saada Sanaa Togoga Mekelle Olenivka Donetsk Mariupol Torez Khartoum Jeddah Omdurman Kursk Riyadh Snizhne"
).split()
_PLACE = re.compile(rf"\b(?:{'|'.join(SAMPLE_PLACES)})\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
_NUMBER = re.compile(r"(?<![\d,.-])\d{2,3}(?![\d,.-])")
SAMPLE_PEOPLE = ("Turki al-Malki", "Getnet Adane", "Alexander Borodai", "Denis Pushilin")
_PERSON = re.compile(rf"\b(?:{'|'.join(SAMPLE_PEOPLE)})\b")


@dataclass(frozen=True)
class Article:
    """A page before it is written down."""

    title: str
    paragraphs: tuple[str, ...]
    outlet: str
    published: datetime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("number", type=int)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--copies", type=float, default=0.1)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    write_articles(chosen.out, chosen.number, chosen.copies, chosen.seed)


def write_articles(out: Path, number: int, copies: float = 0.1, seed: int = 1) -> None:
    """Write so many articles, each a record of its own in a packed WARC."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as stream:
        for place, article in enumerate(make_articles(number, copies, seed)):
            _write_record(stream, article, place)


def make_articles(number: int, copies: float, seed: int) -> Iterator[Article]:
    """The articles, one after the other; memory does not grow with their number."""
    chance = random.Random(seed)
    reports = sample_reports()
    earlier: list[Article] = []
    for _ in range(number):
        if earlier and chance.random() < copies:
            article = _reprint(chance.choice(earlier), chance)
        else:
            article = _new(reports, chance)
            earlier.append(article)
            if len(earlier) > REMEMBERED:
                earlier.pop(0)
        yield article


def sample_reports() -> list[tuple[str, tuple[str, ...]]]:
    """Title and paragraphs of each report of the sample corpus."""
    found = []
    for item in read_inputs([str(SAMPLE)], Settings()):
        document = item.document
        inside = [document.text[start:end].strip() for start, end in find_paragraphs(document.text)]
        paragraphs = tuple(one for one in inside if len(one.split()) > 8)
        found.append((document.title or inside[0][:80], paragraphs))
    return found


def _new(reports: Sequence[tuple[str, tuple[str, ...]]], chance: random.Random) -> Article:
    title, paragraphs = chance.choice(reports)
    body = list(paragraphs)
    if chance.random() < 0.5:
        _, others = chance.choice(reports)
        at = chance.randrange(1, len(body) + 1)
        body[at:at] = chance.sample(others, min(2, len(others)))
    if chance.random() < 0.3 and len(body) > 3:
        lead, rest = body[0], body[1:]
        chance.shuffle(rest)
        body = [lead, *rest]
    exchange = _Exchange(chance)
    return Article(
        title=exchange.of(title),
        paragraphs=tuple(exchange.of(paragraph) for paragraph in body),
        outlet=chance.choice(OUTLETS),
        published=FIRST_DAY + timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(900)),
    )


def _reprint(article: Article, chance: random.Random) -> Article:
    kept = len(article.paragraphs) - chance.choice((0, 0, 1, 2))
    return Article(
        title=article.title,
        paragraphs=article.paragraphs[: max(2, kept)],
        outlet=chance.choice([one for one in OUTLETS if one != article.outlet]),
        published=article.published + timedelta(hours=chance.randrange(1, 40)),
    )


class _Exchange:
    """The same new name for the same old one, throughout an article."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names: dict[str, str] = {}

    def of(self, text: str) -> str:
        """A text with its names, numbers and days exchanged."""
        text = _PLACE.sub(lambda found: self._name(found[0], PLACES), text)
        text = _PERSON.sub(lambda found: self._name(found[0], PEOPLE), text)
        text = _WEEKDAY.sub(lambda found: self._name(found[0], WEEKDAYS), text)
        return _NUMBER.sub(lambda found: self._name(found[0], range(11, 400)), text)

    def _name(self, old: str, choice: Sequence[object]) -> str:
        return self._names.setdefault(old, str(self._chance.choice(choice)))


def page_of(article: Article, place: int) -> tuple[str, bytes]:
    """The address and the page of an article."""
    slug = re.sub(r"[^a-z0-9]+", "-", article.title.lower()).strip("-")[:60]
    host = article.outlet.lower().replace(" ", "-") + ".example"
    url = f"https://{host}/{article.published:%Y/%m}/{slug}-{place}"
    body = "\n".join(f"<p>{html.escape(one)}</p>" for one in article.paragraphs)
    title = html.escape(article.title)
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - {article.outlet}</title>
<link rel="canonical" href="{url}">
<meta property="og:site_name" content="{article.outlet}">
<meta property="article:published_time" content="{article.published.isoformat()}"></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
<main><article><h1>{title}</h1>
{body}
</article></main>
<aside><p>Share on Facebook</p><p>Read also</p><ul><li><a href="/a">More from this section</a></li></ul></aside>
<footer><p>© {article.outlet}. All rights reserved.</p></footer></body></html>
"""
    return url, page.encode()


def _write_record(stream: BinaryIO, article: Article, place: int) -> None:
    url, page = page_of(article, place)
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        + f"Content-Length: {len(page)}\r\n\r\n".encode()
        + page
    )
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{place:012x}>\r\n"
        f"WARC-Date: {article.published:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode()
    stream.write(gzip.compress(head + block + b"\r\n\r\n", 6, mtime=0))


if __name__ == "__main__":
    main()
