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
from functools import cached_property
from itertools import pairwise

from sayso.link.ordered import Ordered
from sayso.link.words import LinkingWords, Word, find_sentences
from sayso.model import Event, Place, Report, TimeInterval
from sayso.text import find_paragraphs

TOLD = frozenset({"happened", "ongoing", "attempted", "negated", "historical"})
DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT", "SANCTION", "MOBILIZE", "AID"})
FINE = frozenset({"exact", "neighbourhood", "town", "district"})
_USED_AS_PLACE = frozenset({"place", "modifier", "dateline"})
# "in Kamouna", "outside Sevare": a name that stands where a place stands, known to the gazetteer or not.
_LOCATIVE = re.compile(
    r"\b(?:(?:town|city|village|market|district|quarter|area|port|north|south|east|west) of|under|[Ii]n|[Aa]t|near"
    r"|outside|around|into|towards|reached|overran|attacked)\s+"
    r"(?:the\s+)?((?:Al |El |al-)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
)
_CLAUSE = re.compile(
    r"(?:[,;:–—-] |[,;] )?\b(?:and|while|when|after|before|but|since|hours after)\b (?=\S)|[;–—] "
)

# "The blast": a deed that is known already.
_DEFINITE = re.compile(r"(?:The|This|That)\b")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas ramadan".split()
)

# What speaks for and against one happening; tuned by hand on tests/linking/roundups_dev.yaml.
SAME_HAPPENING, SAME_HAPPENING_ELSEWHERE = 1.5, 0.5
SAME_TOWN, OTHER_TOWN = 1.5, -2.0
SAME_DAY, OTHER_DAY = 0.5, -1.5
SHARED_NAME, SHARED_TERM, MOST_SHARED = 0.7, 0.4, 1.2
SAME_PARAGRAPH, NEXT_SENTENCE, TURN, AGAIN = 0.8, 0.3, -1.0, -2.5
ENOUGH, ELSEWHERE = 0.4, -1.0
# A truce is another happening than an attack, at the same place too.
TRUCE_AND_ATTACK = -2.0
# A report of more strands than this is a chronicle: what would open another one goes on with the one before.
MOST_STRANDS = 300
# A main strand of this share of a text of this length speaks for all of it: the other strands are its background. In
# shorter texts each sentence counts.
WHOLE_SHARE, WHOLE_LENGTH = 0.4, 600


@dataclass
class Draft:
    """A strand in the making."""

    sentences: list[tuple[int, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    filed: set[str] = field(default_factory=set)  # towns of datelines: the report comes from there
    days: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    truces: set[bool] = field(default_factory=set)  # of each deed, whether it is a truce
    paragraph: int = -1

    def take(self, other: Draft) -> None:
        """Add a sentence, or another strand."""
        self.sentences += other.sentences
        self.events += other.events
        self.roots |= other.roots
        self.towns |= other.towns
        self.filed |= other.filed
        self.days |= other.days
        self.names |= other.names
        self.terms |= other.terms
        self.truces |= other.truces
        self.paragraph = other.paragraph

    def length(self) -> int:
        return sum(end - start for start, end in self.sentences)


class Told:
    """A report, with what is told in it by its place in the text."""

    def __init__(self, report: Report, words: Sequence[Word]) -> None:
        self.report = report
        self.text = report.document.text
        self.words = Ordered(words, lambda word: word.start)
        self.events = Ordered(report.events, lambda event: event.trigger.start)
        self.places = Ordered(report.places, lambda place: place.span.start)
        self.times = Ordered(report.times, lambda time: time.span.start)

    @cached_property
    def other_names(self) -> frozenset[str]:
        """What is known to be an actor or a time: no town, though it stands after "in"."""
        actors = {a.name.lower() for a in self.report.actors if not a.id.startswith("doc:")}
        return frozenset(actors | {t.span.exact.lower() for t in self.report.times})


def find_strands(report: Report, words: Sequence[Word], known: LinkingWords) -> list[Draft]:
    """The strands of a report, the main one first."""
    pieces = _pieces(report, words, known)
    strands: list[Draft] = []
    current: Draft | None = None
    for piece in pieces:
        if current is not None and len(strands) >= MOST_STRANDS:
            current.take(piece)
            continue
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
        return _strand_without_deed(piece, strands, current, text, known)
    scored = [(_affinity(piece, s, s is current, text, known), -i) for i, s in enumerate(strands)]
    best, index = max(scored)
    if best >= ENOUGH:
        return strands[-index]
    if not piece.towns and not piece.days:
        return current
    return current if _goes_on(piece, current, text) else Draft()


def _goes_on(piece: Draft, current: Draft, text: str) -> bool:
    """ "The bombing occurred in Mastung": what says of a deed just told where and when it was."""
    if current.towns - current.filed - piece.towns or (piece.days and current.days - piece.days):
        return False
    return _DEFINITE.match(text, piece.sentences[0][0]) is not None


def _strand_without_deed(
    piece: Draft, strands: list[Draft], current: Draft, text: str, known: LinkingWords
) -> Draft:
    """What tells no deed goes on with the strand before, unless a paragraph opens with another place."""
    if piece.paragraph == current.paragraph or not piece.towns:
        return current
    start, end = piece.sentences[0]
    opens = _LOCATIVE.match(text, start, end)
    scored = [(_affinity(piece, s, s is current, text, known), -i) for i, s in enumerate(strands)]
    best, index = max(scored)
    if best >= ENOUGH:
        return strands[-index]
    return Draft() if opens or best < ELSEWHERE else current


def _affinity(
    piece: Draft, strand: Draft, is_current: bool, text: str, known: LinkingWords
) -> float:
    score = 0.0
    if piece.towns & strand.towns:
        score += SAME_TOWN
    elif piece.towns - piece.filed and strand.towns - strand.filed:
        score += OTHER_TOWN
    if piece.roots & strand.roots:
        score += SAME_HAPPENING if score >= 0 else SAME_HAPPENING_ELSEWHERE
    if piece.days and strand.days:
        score += SAME_DAY if piece.days & strand.days else OTHER_DAY
    shared = SHARED_NAME * len((piece.names & strand.names) - strand.towns)
    shared += SHARED_TERM * len(piece.terms & strand.terms)
    score += min(shared, MOST_SHARED)
    beginning = text[piece.sentences[0][0] : piece.sentences[0][1]].lower()
    if piece.truces ^ strand.truces == {True, False}:
        score += TRUCE_AND_ATTACK
    if is_current:
        score += SAME_PARAGRAPH if piece.paragraph == strand.paragraph else NEXT_SENTENCE
        if beginning.startswith(known.turns):
            score += TURN
    if piece.towns & strand.towns and _has_any(beginning, known.again):
        score += AGAIN
    return score


def _is_truce(event: Event) -> bool:
    return "ceasefire" in event.modes


def _has_any(text: str, phrases: frozenset[str]) -> bool:
    words = " ".join(re.findall(r"\w+", text))
    return any(f" {phrase} " in f" {words} " for phrase in phrases)


def _main_first(strands: list[Draft]) -> list[Draft]:
    """The strand that begins the report, unless another one takes up more than twice its space."""
    if not strands:
        return []
    longest = max(strands, key=Draft.length)
    main = longest if longest.length() > 2 * strands[0].length() else strands[0]
    return [main, *(s for s in strands if s is not main)]


def stands_for_all(main: Draft, strands: Sequence[Draft]) -> bool:
    """Whether a report is about one happening, whatever else it mentions."""
    whole = sum(strand.length() for strand in strands)
    return whole >= WHOLE_LENGTH and main.length() >= WHOLE_SHARE * whole


def is_compared(text: str, strand: Draft, known: LinkingWords) -> bool:
    """ "The attack came four days after a strike on Dedebit": another happening, told of beside the main one."""
    start, end = strand.sentences[0] if strand.sentences else (0, 0)
    return known.compared.search(text, start, end) is not None


def joined(strands: Sequence[Draft]) -> Draft:
    """One strand of all."""
    whole = Draft()
    for strand in strands:
        whole.take(strand)
    return whole


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
    told, text = Told(report, words), report.document.text
    left_out = [(r.start, r.end) for r in report.document.regions if r.kind == "boilerplate"]
    pieces = []
    for number, (start, end) in enumerate(find_paragraphs(text)):
        if any(a <= start < b for a, b in left_out):
            continue
        for sentence in find_sentences(text, start, end, known):
            for a, b in _cut(told, known, *sentence):
                pieces.append(_piece(told, known, number, a, b))
    return pieces


def _cut(told: Told, known: LinkingWords, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence between clauses that each tell a deed, if the later one has a town or day the earlier lacks."""
    deeds = [e.trigger.start for e in told.events.within(start, end) if is_deed(e)]
    if len(deeds) < 2:
        return [(start, end)]
    breaks = [m.start() for m in _CLAUSE.finditer(told.text, start, end)]
    pieces, begin = list[tuple[int, int]](), start
    for at, until in pairwise([*breaks, end]):
        told_before = any(begin <= deed < at for deed in deeds)
        told_after = any(at <= deed < until for deed in deeds)
        if told_before and told_after and _are_apart(told, known, (begin, at), (at, until)):
            pieces.append((begin, at))
            begin = at
    return [*pieces, (begin, end)]


def _are_apart(
    told: Told, known: LinkingWords, before: tuple[int, int], after: tuple[int, int]
) -> bool:
    one, other = _anchors(told, known, *before), _anchors(told, known, *after)
    return bool(other and one and not one & other)


def _anchors(told: Told, known: LinkingWords, start: int, end: int) -> set[str]:
    return _towns(told, known, start, end) | _days(told, start, end)


def _days(told: Told, start: int, end: int) -> set[str]:
    """The days that some words tell, those left out on which something was only said."""
    events = told.events.within(start, end)
    is_said = any(e.attribution is not None for e in events)
    done = {e.time for e in events if e.attribution is None}
    times = [
        t for t in told.times.within(start, end) if is_day(t) and (t.id in done or not is_said)
    ]
    return {t.start[:10] for t in times if t.start}


def _piece(told: Told, known: LinkingWords, paragraph: int, start: int, end: int) -> Draft:
    inside = told.words.within(start, end)
    events = told.events.within(start, end)
    return Draft(
        sentences=[(start, end)],
        events=events,
        roots={e.same_as or e.id for e in events},
        towns=_towns(told, known, start, end),
        filed=_filed(told, start, end),
        days=_days(told, start, end),
        names={w.name for w in inside if w.name and w.term not in known.common},
        terms={w.term for w in inside if not w.name and w.term not in known.common},
        truces={_is_truce(e) for e in events if is_deed(e)},
        paragraph=paragraph,
    )


def _filed(told: Told, start: int, end: int) -> set[str]:
    """The towns of a dateline; not one that the words name again."""
    names = [(p.name.lower(), p.used_as == "dateline") for p in told.places.within(start, end)]
    return {name for name, is_dateline in names if is_dateline and (name, False) not in names}


def _towns(told: Told, known: LinkingWords, start: int, end: int) -> set[str]:
    """Where the words place something: towns and provinces, and unknown names after "in" or "at"."""
    places = told.places.within(start, end)
    located = {
        p.name.lower()
        for p in places
        if p.used_as in _USED_AS_PLACE and (is_fine(p) or p.precision == "province")
    }
    said = {m.group(1).lower() for m in _LOCATIVE.finditer(told.text, start, end)}
    said -= told.other_names
    said = {name for name in said if name.split()[-1] not in known.sites}
    said -= {p.name.lower() for p in places if p.precision == "country"}
    return located | {name for name in said if re.split(r"[\s'’]", name)[0] not in _CALENDAR}
