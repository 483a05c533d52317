"""Text exports of news archives → drafts: many articles in one file, each with lines of fields before its words.

Comes in: the characters of a file. Goes out: one `Found` an article: its draft, or why there is none, and its own part
of the file. `Draft.text` holds the body's characters as they stand there; of a Factiva-like article lead and body.

Two layouts, written down from public descriptions and examples made up by us (docs/getting-reports-in.md shows them);
neither was checked against a paid account:

- nexis: articles end in "End of Document", or begin with "3 of 250 DOCUMENTS". Headline, source and date stand before
  the first field line ("Section: …", "BYLINE: …"); "Body", if there, begins the words; "Load-Date: …" ends them.
- factiva: lines that begin with a code of two or three capitals and spaces ("HD   Rebels deny …"); what follows
  indented, or without a code, belongs to the field. A "Document …" line with the accession number ends an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.ingest.dates import normalise_date
from sayso.ingest.drafts import Draft


@dataclass(frozen=True)
class Found:
    """One article of an export: its part of the file, and its draft or the reason why there is none."""

    raw: str
    draft: Draft | None = None
    reason: str | None = None
    skipped: bool = False
    id: str | None = None


_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_NEXIS_START = re.compile(r"^[ \t]*\d{1,6} of \d{1,6} DOCUMENTS?[ \t]*$", re.MULTILINE)
_NEXIS_FIELD = re.compile(r"[ \t]*([A-Z][A-Za-z]{2,20}(?:-[A-Za-z]{2,12})?):[ \t]*(.*)")
# Fields between the head and the words; a line of the words that begins so is none of them.
_NEXIS_HEAD = frozenset("section length byline dateline headline highlight edition".split())
# Fields behind the words. Others (SUBJECT, PERSON …) only come after one of these.
_NEXIS_TAIL = frozenset("load-date language graphic publication-type classification".split())
_NOTICE = re.compile(r"[ \t]*(?:Copyright\b|©|\(c\)|All Rights Reserved).*", re.IGNORECASE)
_BODY = re.compile(r"[ \t]*Body[ \t\r\n]*\Z")
# "March 4, 2016 Friday 9:14 PM GMT", "Friday, 4 March 2016": the day; what follows it has no zone to rely on
_DAY = re.compile(
    r"(?:[A-Z][a-z]{2,8}day,? )?(\d{1,2} [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8} \d{1,2},? \d{4}|\d{4}-\d{2}-\d{2})\b"
)


def read_nexis(text: str) -> Iterator[Found]:
    """Read a Nexis-like file: one article for each "End of Document" or "n of m DOCUMENTS"."""
    cut = _NEXIS_START if _NEXIS_START.search(text) else _NEXIS_END
    parts = cut.split(text)
    if cut is _NEXIS_START:
        parts = parts[1:]  # what stands before the first is the cover of the export
    for part in parts:
        raw = _NEXIS_END.sub("", part)
        if raw.strip():
            yield _nexis_article(raw)


def _nexis_article(raw: str) -> Found:
    lines = raw.splitlines(keepends=True)
    head_end, start = _nexis_head(lines)
    end = next(
        (at for at in range(start, len(lines)) if _nexis_field(lines[at]) in _NEXIS_TAIL),
        len(lines),
    )
    text = "".join(lines[start:end]).strip("\r\n")
    if start == 0 or not text.strip():
        return Found(raw, reason="no fields and words found in this article: is the layout nexis?")
    title, outlet, published = _nexis_names(lines[:head_end])
    fields = {_nexis_field(li): _field_value(li) for li in (*lines[end:], *lines[head_end:start])}
    return Found(
        raw,
        Draft(
            text=text,
            outlet=outlet,
            title=fields.get("headline") or title,
            byline=fields.get("byline") or None,
            published=published,
            language=_language(fields.get("language")),
        ),
    )


def _nexis_names(head: list[str]) -> tuple[str | None, str | None, str | None]:
    """Headline, source and day of a head. The older layout has source, day, headline, in blocks with blank lines
    between; the newer one headline, source, day. What stands under the day in its block is the edition."""
    blocks: list[list[str]] = [[]]
    for line in head:
        if not line.strip():
            blocks.append([])
        elif not _NOTICE.match(line):
            blocks[-1].append(" ".join(line.split()))
    blocks = [block for block in blocks if block]
    days = {
        (at, i): day
        for at, b in enumerate(blocks)
        for i, li in enumerate(b)
        if (day := _nexis_day(li))
    }
    if not days:
        return (" ".join(blocks[0]) if blocks else None), None, None
    (at, within), day = next(iter(days.items()))
    before = [line for block in blocks[:at] for line in block] + blocks[at][:within]
    outlet = before[-1] if before else None
    if blocks[at + 1 :]:
        return " ".join(blocks[at + 1]), outlet, day
    return (before[0] if len(before) > 1 else None), outlet, day


def _nexis_head(lines: list[str]) -> tuple[int, int]:
    """Where the head ends and the words begin: behind "Body", or behind the first run of fields."""
    first = next((at for at, line in enumerate(lines) if _nexis_field(line) in _NEXIS_HEAD), None)
    begins = next((at for at, line in enumerate(lines) if _BODY.match(line)), None)
    if begins is not None:
        return begins if first is None or first > begins else first, begins + 1
    if first is None:
        return 0, 0
    start = first
    while start < len(lines) and (
        not lines[start].strip()
        or _nexis_field(lines[start]) in _NEXIS_HEAD
        or _NOTICE.match(lines[start])
    ):
        start += 1
    return first, start


def _nexis_field(line: str) -> str:
    """The name of the field that a line holds: "LOAD-DATE: March 5" → "load-date"; "" if it is none."""
    match = _NEXIS_FIELD.match(line)
    if match is None and line.strip() == "Classification":  # begins the fields behind the words
        return "classification"
    return match[1].lower() if match else ""


def _field_value(line: str) -> str:
    return " ".join(line.partition(":")[2].split())


def _nexis_day(line: str) -> str | None:
    match = _DAY.match(line)
    return normalise_date(match[1]) if match else None


_FACTIVA_FIELD = re.compile(r"([A-Z]{2,3})(?:[ \t]+(.*)|[ \t]*)\Z")
_FACTIVA_CODES = frozenset(
    "SE HD CR BY WC PD ET SN SC NGC ED PG LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM VOL".split()
)
_FACTIVA_END = re.compile(r"^Document ([A-Za-z0-9]{10,40})[ \t]*$", re.MULTILINE)


def read_factiva(text: str) -> Iterator[Found]:
    """Read a Factiva-like file with field codes: one article for each "Document …" line."""
    start = 0
    for match in _FACTIVA_END.finditer(text):
        # the code AN may stand on its own line before it, or before "Document" in the same line
        yield _factiva_article(text[start : match.end()], match[1])
        start = match.end()
    for line in re.finditer(r"^AN[ \t]+Document ([A-Za-z0-9]{10,40})[ \t]*$", text[start:], re.M):
        yield _factiva_article(text[start : start + line.end()], line[1])
    if start and text[start:].strip():
        rest = text[start:]
        if _factiva_fields(rest).keys() & {"HD", "LP", "TD"}:
            yield Found(rest, reason='cut off: no "Document …" line ends this article')


def _factiva_article(raw: str, accession: str) -> Found:
    fields = _factiva_fields(raw)
    text = "\n\n".join(words for code in ("LP", "TD") if (words := fields.get(code, "")).strip())
    if not text:
        return Found(raw, reason="no words: neither LP nor TD in this article", id=accession)
    written = _one_line(fields.get("PD"))
    return Found(
        raw,
        Draft(
            text=text,
            source_id=accession,
            outlet=_one_line(fields.get("SN")),
            title=_one_line(fields.get("HD")),
            byline=_one_line(fields.get("BY")),
            published=normalise_date(written) if written else None,
            language=_language(fields.get("LA")),
        ),
    )


def _factiva_fields(raw: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    code: str | None = None
    for line in raw.splitlines():
        match = _FACTIVA_FIELD.match(line)
        if match and match[1] in _FACTIVA_CODES and match[1] not in found:
            code = match[1]
            found[code] = [match[2] or ""]
        elif code is not None and not _FACTIVA_END.match(line):
            found[code].append(line)
    return {code: _dedented(lines) for code, lines in found.items()}


def _dedented(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines).strip("\n")


def _one_line(words: str | None) -> str | None:
    return " ".join((words or "").split()) or None


_LANGUAGES = {"english": "en", "french": "fr", "spanish": "es", "german": "de", "arabic": "ar"} | {
    "russian": "ru",
    "ukrainian": "uk",
    "portuguese": "pt",
    "italian": "it",
    "turkish": "tr",
    "chinese": "zh",
}


def _language(written: str | None) -> str | None:
    """The code of a language: "ENGLISH; FRENCH" → "en"; one we cannot name is left to be found in the text."""
    first = re.split(r"[;,/ ]", (written or "").strip())[0].casefold()
    return _LANGUAGES.get(first) or (first if len(first) == 2 and first.isalpha() else None)
