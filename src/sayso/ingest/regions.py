"""Which stretch of a text is what: headline, byline, dateline, caption, body, boilerplate.

Comes in: a Draft whose text is final. Goes out: its `Layout`: regions in text order that do not overlap and cover
every paragraph, and the title, byline and dateline as printed. Nothing is cut and nothing changed.

The words that tell furniture from news are in lexicons/furniture.yaml. Precision counts: what is called boilerplate
is not read, so a sentence of news must never be. Whole paragraphs are judged first; then sentences at the end of a
paragraph, where sign-offs and mirror addresses hide.

Not done here: furniture in the middle of a paragraph, and sub-headings (they are body).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sayso.ingest.datelines import find_dateline
from sayso.ingest.drafts import Draft
from sayso.ingest.furniture import Furniture, load_furniture, plain_words
from sayso.ingest.printed_dates import is_date_line
from sayso.model import Region, RegionKind
from sayso.text import find_paragraphs

__all__ = ["Furniture", "Layout", "find_regions", "load_furniture"]

_HEADLINE_WORDS = 30
_TOP_PARAGRAPHS = 8
_DATELINE_PARAGRAPHS = 4
_HEAD_LINES = 8
_HEAD_CHARACTERS = 4000
_BY = re.compile(r"(?i:^\W{0,2}(?:written |reported |posted |published )?by\s?:?\s)")
_SENTENCE_ENDS = ".;:,…"
_CLOSING = "\"'”’»)]"


@dataclass(frozen=True)
class Layout:
    """The regions of a text, and its headline, byline, dateline and outlet as printed there (None: has none)."""

    regions: tuple[Region, ...]
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    outlet: str | None = None


def find_regions(draft: Draft, furniture: Furniture) -> Layout:
    """Mark what each paragraph is.

    "Strike kills 12\\n\\nBy Jane Doe\\n\\nALEPPO (AFP) — A strike …\\n\\nShare this article" → headline, byline,
    dateline, body, boilerplate
    """
    return _Marker(draft, furniture).mark()


@dataclass
class _Marker:
    """One walk over the paragraphs of one text."""

    draft: Draft
    furniture: Furniture
    regions: list[Region] = field(default_factory=list)
    printed: dict[RegionKind, str] = field(default_factory=dict)
    bodies: int = 0
    in_list: bool = False
    head: frozenset[int] = frozenset()
    outlet: str | None = None

    def mark(self) -> Layout:
        text = self.draft.text
        paragraphs = self._head_apart(list(find_paragraphs(text)))
        for number, (start, end) in enumerate(paragraphs):
            self._mark_paragraph(number, start, end, is_last=number == len(paragraphs) - 1)
        return Layout(
            tuple(self.regions),
            title=self.printed.get("headline"),
            byline=_author(self.printed.get("byline")),
            dateline=self.printed.get("dateline"),
            outlet=self.outlet,
        )

    def _head_apart(self, paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The paragraphs; a headline with its date, dateline or byline below it, and no empty line between, by lines.

        "Army denies strike\\nDaily Star\\nBy Jane Doe\\nMon May 2, 2016" → four paragraphs
        """
        if not paragraphs:
            return []
        start, end = paragraphs[0]
        lines = _block_lines(self.draft.text, start)
        title = self.draft.text[slice(*lines[0])]
        if title[-1:] in tuple(_SENTENCE_ENDS) or len(title.split()) > _HEADLINE_WORDS:
            return paragraphs
        heads = [line for line in lines[1:] if self._is_of_head(line, is_first=line[0] < end)]
        if not heads:
            return paragraphs
        stop = max(end, heads[-1][1])
        apart = [line for line in lines if line[0] < stop]
        self.head = frozenset(s for s, _ in apart[1:])
        rest = [
            (max(s, _skip_space(self.draft.text, stop, e)), e) for s, e in paragraphs if e > stop
        ]
        return apart + rest

    def _is_of_head(self, line: tuple[int, int], *, is_first: bool) -> bool:
        words = self.draft.text[slice(*line)]
        is_told = is_date_line(words) or self.furniture.is_byline(words)
        return is_told or (is_first and self._is_dateline(words))

    def _is_dateline(self, line: str) -> bool:
        return find_dateline(line, self.furniture.no_places) is not None

    def _mark_paragraph(self, number: int, start: int, end: int, *, is_last: bool) -> None:
        kind = self._kind_of(start, end, number, is_last=is_last)
        if kind == "body":
            self._mark_body(start, end)
        else:
            self._add(start, end, kind)

    def _kind_of(self, start: int, end: int, number: int, *, is_last: bool) -> RegionKind:
        paragraph = self.draft.text[start:end]
        if self._is_title(paragraph):
            return "headline"
        if self._is_listed(paragraph) or self._is_boilerplate(paragraph):
            return "boilerplate"
        if " ".join(paragraph.split()) in self.draft.captions or self.furniture.is_caption(
            paragraph
        ):
            return "caption"
        if number < _TOP_PARAGRAPHS and self._is_byline(paragraph):
            return "byline"
        if start in self.head and self.bodies == 0 and self.furniture.is_outlet(paragraph):
            self.outlet = self.outlet or " ".join(paragraph.split())
            return "boilerplate"
        if not is_last and self._is_headline(paragraph):
            return "headline"
        return "body"

    def _is_boilerplate(self, paragraph: str) -> bool:
        if self.bodies == 0 and is_date_line(paragraph):
            return True
        is_below_headline = self.bodies > 0 or "headline" in self.printed
        return self.furniture.is_boilerplate(
            paragraph, is_top=self.bodies == 0, is_below_headline=is_below_headline
        )

    def _is_title(self, paragraph: str) -> bool:
        title = self.draft.title
        return (
            bool(title) and self.bodies == 0 and plain_words(paragraph) == plain_words(title or "")
        )

    def _is_headline(self, paragraph: str) -> bool:
        """The first thing that is no furniture, when it looks like a title and something follows."""
        return (
            self.bodies == 0
            and "headline" not in self.printed
            and "\n" not in paragraph
            and paragraph.rstrip(_CLOSING)[-1:] not in tuple(_SENTENCE_ENDS)
            and len(paragraph.split()) <= _HEADLINE_WORDS
            and find_dateline(paragraph, self.furniture.no_places) is None
        )

    def _is_byline(self, paragraph: str) -> bool:
        is_known = bool(self.draft.byline) and plain_words(paragraph) == plain_words(
            self.draft.byline or ""
        )
        return self.bodies == 0 and (is_known or self.furniture.is_byline(paragraph))

    def _is_listed(self, paragraph: str) -> bool:
        """Whether it is a link in a list that a line such as "Related stories" opened below the body."""
        if self.bodies == 0:
            return False
        if self.furniture.opens_list(paragraph):
            self.in_list = True
        elif self.in_list and not all(self._is_link(line) for line in paragraph.splitlines()):
            self.in_list = False
        return self.in_list

    def _is_link(self, line: str) -> bool:
        return self.furniture.is_link_title(line) or self.furniture.is_boilerplate(line)

    def _mark_body(self, start: int, end: int) -> None:
        """Mark furniture at both ends of a paragraph, the dateline, and what is left."""
        text = self.draft.text
        first, last = self.furniture.news_in(text[start:end])
        news, news_end = start + first, start + last
        self._add(start, _trim_space(text, start, news), "boilerplate")
        if news < news_end:
            self.bodies += 1
            news = self._mark_dateline(news, news_end)
            self._add(news, news_end, "body")
        self._add(_skip_space(text, news_end, end), end, "boilerplate")

    def _mark_dateline(self, start: int, end: int) -> int:
        """Mark the dateline of the report, once; gives where the text goes on."""
        if self.bodies > _DATELINE_PARAGRAPHS or "dateline" in self.printed:
            return start
        text = self.draft.text
        found = find_dateline(text[start:end], self.furniture.no_places, is_first=self.bodies == 1)
        if found is None:
            return start
        self._add(start, _trim_space(text, start, start + found.end), "dateline", found.words)
        return _skip_space(text, start + found.end, end)

    def _add(self, start: int, end: int, kind: RegionKind, words: str | None = None) -> None:
        if start < end:
            self.regions.append(Region(start, end, kind))
            self.printed.setdefault(kind, " ".join((words or self.draft.text[start:end]).split()))


def _block_lines(text: str, start: int) -> list[tuple[int, int]]:
    """The first lines from a place on, up to an empty one, without the space around them."""
    lines = []
    for line in text[start : start + _HEAD_CHARACTERS].splitlines(keepends=True)[:_HEAD_LINES]:
        if not line.strip():
            break
        first = start + len(line) - len(line.lstrip())
        lines.append((first, first + len(line.strip())))
        start += len(line)
    return lines


def _author(byline: str | None) -> str | None:
    """The byline without its "By"."""
    return _BY.sub("", byline, count=1) if byline else None


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trim_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
