"""Which stretches of one report belong to which happening: a round-up falls into strands, other reports stay whole.

Comes in: a report and its words. Goes out: a `Draft` for each strand, its sentences and events, the main one first.
A sentence that tells a deed joins the strand it shares most with (the same happening, town, day, names, rare words); it
opens another one if it has a town or a day of its own that speaks against all. Not handled: a strand is never split
within a clause, and two happenings at one town without day or target to tell them apart stay one strand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sayso.link.words import LinkingWords, Word, find_sentences
from sayso.model import Event, Place, Report, TimeInterval
from sayso.text import find_paragraphs

TOLD = frozenset({"happened", "ongoing", "attempted", "negated", "historical"})
DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT", "SANCTION", "MOBILIZE", "AID"})
FINE = frozenset({"exact", "neighbourhood", "town", "district"})
_USED_AS_PLACE = frozenset({"place", "modifier", "dateline"})
# "in Kamouna", "outside Sevare": a name that stands where a place stands, known to the gazetteer or not.
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|around|of|from|on|over|into|towards|reached|hit|overran|attacked)\s+"
    r"(?:the\s+)?((?:Al |El |al-)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
)
_CLAUSE = re.compile(
    r"(?:[,;:–—-] |[,;] )?\b(?:and|while|when|after|before|but|since|hours after)\b (?=\S)|[;–—] |, (?=which|where)"
)

_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas ramadan".split()
)

# What speaks for and against one happening; tuned by hand on tests/linking/roundups_dev.yaml.
SAME_HAPPENING, SAME_TOWN, OTHER_TOWN = 1.5, 1.5, -2.0
SAME_DAY, OTHER_DAY = 0.5, -1.5
SHARED_NAME, SHARED_TERM, MOST_SHARED = 0.7, 0.4, 1.6
SAME_PARAGRAPH, NEXT_SENTENCE, TURN, AGAIN = 0.8, 0.3, -1.0, -2.5
ENOUGH = 0.4


@dataclass
class Draft:
    """A strand in the making."""

    sentences: list[tuple[int, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    paragraph: int = -1

    def take(self, other: Draft) -> None:
        """Add a sentence, or another strand."""
        self.sentences += other.sentences
        self.events += other.events
        self.roots |= other.roots
        self.towns |= other.towns
        self.days |= other.days
        self.names |= other.names
        self.terms |= other.terms
        self.paragraph = other.paragraph

    def length(self) -> int:
        return sum(end - start for start, end in self.sentences)


def find_strands(report: Report, words: Sequence[Word], known: LinkingWords) -> list[Draft]:
    """The strands of a report, the main one first."""
    pieces = _pieces(report, words, known)
    strands: list[Draft] = []
    current: Draft | None = None
    for piece in pieces:
        current = _strand_for(piece, strands, current, report.document.text, known)
        if current not in strands:
            strands.append(current)
        current.take(piece)
    return _main_first(strands) or [Draft()]


def _strand_for(
    piece: Draft, strands: list[Draft], current: Draft | None, text: str, known: LinkingWords
) -> Draft:
    if current is None:
        return Draft()
    if not any(is_deed(event) for event in piece.events):
        return current
    scored = [(_affinity(piece, s, s is current, text, known), -i) for i, s in enumerate(strands)]
    best, index = max(scored)
    if best >= ENOUGH:
        return strands[-index]
    return Draft() if piece.towns or piece.days else current


def _affinity(
    piece: Draft, strand: Draft, is_current: bool, text: str, known: LinkingWords
) -> float:
    score = SAME_HAPPENING if piece.roots & strand.roots else 0.0
    if piece.towns and strand.towns:
        score += SAME_TOWN if piece.towns & strand.towns else OTHER_TOWN
    if piece.days and strand.days:
        score += SAME_DAY if piece.days & strand.days else OTHER_DAY
    shared = SHARED_NAME * len((piece.names & strand.names) - strand.towns)
    shared += SHARED_TERM * len(piece.terms & strand.terms)
    score += min(shared, MOST_SHARED)
    beginning = text[piece.sentences[0][0] : piece.sentences[0][1]].lower()
    if is_current:
        score += SAME_PARAGRAPH if piece.paragraph == strand.paragraph else NEXT_SENTENCE
        if beginning.startswith(known.turns):
            score += TURN
    if piece.towns & strand.towns and any(f" {word} " in beginning for word in known.again):
        score += AGAIN
    return score


def _main_first(strands: list[Draft]) -> list[Draft]:
    """The strand that begins the report, unless another one takes up more than twice its space."""
    if not strands:
        return []
    longest = max(strands, key=Draft.length)
    main = longest if longest.length() > 2 * strands[0].length() else strands[0]
    return [main, *(s for s in strands if s is not main)]


def is_deed(event: Event) -> bool:
    """Something done, not said, that is told to have happened (or not)."""
    return event.type in DEEDS and event.attribution is None and event.status in TOLD


def is_fine(place: Place) -> bool:
    """A town or less, found in the gazetteer."""
    return place.precision in FINE


def is_day(time: TimeInterval) -> bool:
    """A time that tells the day: a date, or a time of day of a known date."""
    return bool(time.start and len(time.start) >= 10 and time.grain in (
        "day", "part-of-day", "minute", "hour", "second", "weekend"
    ))  # fmt: skip


def _pieces(report: Report, words: Sequence[Word], known: LinkingWords) -> list[Draft]:
    """The sentences of a report, those that tell two deeds of two places or days cut between them."""
    text = report.document.text
    left_out = [(r.start, r.end) for r in report.document.regions if r.kind == "boilerplate"]
    pieces = []
    for number, (start, end) in enumerate(find_paragraphs(text)):
        if any(a <= start < b for a, b in left_out):
            continue
        for sentence in find_sentences(text, start, end, known):
            for a, b in _cut(report, *sentence):
                pieces.append(_piece(report, words, known, number, a, b))
    return pieces


def _cut(report: Report, start: int, end: int) -> list[tuple[int, int]]:
    deeds = [e for e in report.events if is_deed(e) and start <= e.trigger.start < end]
    text, cuts, begin = report.document.text, list[tuple[int, int]](), start
    for before, after in pairwise(deeds):
        if not _are_apart(before, after):
            continue
        gap = text[before.trigger.end : after.trigger.start]
        breaks = [m.start() for m in _CLAUSE.finditer(gap)]
        if breaks:
            at = before.trigger.end + breaks[-1]
            cuts.append((begin, at))
            begin = at
    return [*cuts, (begin, end)]


def _are_apart(a: Event, b: Event) -> bool:
    if (a.same_as or a.id) == (b.same_as or b.id):
        return False
    places = b.place is not None and a.place != b.place
    times = b.time is not None and a.time != b.time
    return places or times


def _piece(
    report: Report,
    words: Sequence[Word],
    known: LinkingWords,
    paragraph: int,
    start: int,
    end: int,
) -> Draft:
    inside = [w for w in words if start <= w.start < end]
    places = [p for p in report.places if start <= p.span.start < end]
    return Draft(
        sentences=[(start, end)],
        events=[e for e in report.events if start <= e.trigger.start < end],
        roots={e.same_as or e.id for e in report.events if start <= e.trigger.start < end},
        towns=_towns(report, places, start, end),
        days={
            t.start[:10]
            for t in report.times
            if start <= t.span.start < end and is_day(t) and t.start
        },
        names={w.name for w in inside if w.name and w.term not in known.common},
        terms={w.term for w in inside if not w.name and w.term not in known.common},
        paragraph=paragraph,
    )


def _towns(report: Report, places: Sequence[Place], start: int, end: int) -> set[str]:
    """Where the words place something: towns and provinces, and unknown names after "in" or "at"."""
    known = {
        p.name.lower()
        for p in places
        if p.used_as in _USED_AS_PLACE and (is_fine(p) or p.precision == "province")
    }
    said = {m.group(1).lower() for m in _LOCATIVE.finditer(report.document.text, start, end)}
    others = {a.name.lower() for a in report.actors} | {t.span.exact.lower() for t in report.times}
    others |= {p.name.lower() for p in places if p.precision == "country"}
    return known | {name for name in said - others if name.split()[0] not in _CALENDAR}
