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
from itertools import combinations, pairwise

from sayso.link.ordered import Ordered, Stretches
from sayso.link.subjects import Subject, are_two, begin_with, is_death
from sayso.link.words import NAME, LinkingWords, Word, find_sentences, stem
from sayso.model import Event, Place, Report, TimeInterval, is_sea
from sayso.text import find_paragraphs

TOLD = frozenset({"happened", "ongoing", "attempted", "negated", "historical"})
DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT", "SANCTION", "MOBILIZE", "AID"})
_SPELLS = frozenset({"week"})
_HARM = frozenset({"ASSAULT", "COERCE"})
FINE = frozenset({"exact", "neighbourhood", "town", "district"})
_USED_AS_PLACE = frozenset({"place", "modifier", "dateline"})
# "in Kamouna", "outside Sevare": a name that stands where a place stands, known to the gazetteer or not.
_LOCATIVE = re.compile(
    r"\b(?:(?:town|city|village|market|district|quarter|area|port|north|south|east|west) of|under|[Ii]n|[Aa]t|near"
    r"|outside|around|into|towards|reached|overran|attacked"
    r"|(?:strikes?|raids?|attacks?|bombs?|shells?|rockets?|missiles?|assaults?|bombing|shelling) on)\s+"
    rf"(?:the\s+)?({NAME})"
)
# "in Balochistan's Musakhail" is in Musakhail.
_OWNER = re.compile(r"^.*['’]s (?=[A-Z])")
_CLAUSE = re.compile(
    r"(?:[,;:–—-] |[,;] )?\b(?:and|while|when|after|before|but|since|hours after)\b (?=\S)|[;–—] "
)

# "The blast": a deed that is known already.
_DEFINITE = re.compile(r"(?:The|This|That)\b")

# What speaks for and against one happening; tuned by hand on tests/linking/roundups_dev.yaml.
SAME_HAPPENING, SAME_HAPPENING_ELSEWHERE = 1.5, 0.5
SAME_TOWN, OTHER_TOWN = 1.5, -2.0
SAME_DAY, OTHER_DAY = 0.5, -1.5
SHARED_NAME, SHARED_TERM, MOST_SHARED = 0.7, 0.4, 1.2
SAME_PARAGRAPH, NEXT_SENTENCE, TURN, AGAIN = 0.8, 0.3, -1.0, -2.5
ENOUGH, ELSEWHERE = 0.4, -1.0
# A truce is another happening than an attack, at the same place too, and so is an attack of last year.
OTHER_SUBJECT = -3.0
# A report of more strands than this is a chronicle: what would open another one goes on with the one before.
MOST_STRANDS = 300
# What a report says before it names any town is an overview if this many strands of towns of their own follow.
OVERVIEW_TOWNS = 3
# … of which none takes up more of them than this: else the report is about that town.
LARGEST_SHARE = 0.7
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
    scene: set[str] = field(default_factory=set)  # towns of the first deed that is told with any
    beside: set[str] = field(default_factory=set)  # towns of what it is compared with
    days: set[str] = field(default_factory=set)
    spells: set[tuple[str, str]] = field(
        default_factory=set
    )  # weeks and months, from a day until another
    names: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    subjects: set[Subject] = field(default_factory=set)  # what each sentence is about
    paragraph: int = -1
    is_overview: bool = False
    is_compared: bool = False  # told only to say how long before another happening it was

    def take(self, other: Draft) -> None:
        """Add a sentence, or another strand."""
        self.sentences += other.sentences
        self.events += other.events
        self.roots |= other.roots
        self.towns |= other.towns
        self.filed |= other.filed
        self.scene = self.scene or other.scene
        self.days |= other.days
        self.spells |= other.spells
        self.names |= other.names
        self.terms |= other.terms
        self.subjects |= other.subjects
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
        spans = (span for told in report.attributions for span in told.source)
        self.sources = Stretches((span.start, span.end) for span in spans)

    @cached_property
    def times_by_id(self) -> dict[str, TimeInterval]:
        return {time.id: time for time in self.report.times}

    @cached_property
    def other_names(self) -> frozenset[str]:
        """What is known to be an actor or a time: no town, though it stands after "in"."""
        actors = {a.name.lower() for a in self.report.actors if not a.id.startswith("doc:")}
        return frozenset(actors | {t.span.exact.lower() for t in self.report.times})

    @cached_property
    def parts_of_names(self) -> frozenset[str]:
        """ "Copeland" of "Sheriff Ann Copeland"."""
        people = (a.name.lower() for a in self.report.actors if a.kind == "person")
        return frozenset(part for name in people if " " in name for part in name.split())


def find_strands(report: Report, words: Sequence[Word], known: LinkingWords) -> list[Draft]:
    """The strands of a report, the main one first."""
    pieces, text = _pieces(report, words, known), report.document.text
    overview = _overview(pieces)
    rest = _take_in(pieces[len(overview.sentences) :], text, known) if overview.sentences else []
    strands = [overview, *rest] if _is_round_up(rest) else _take_in(pieces, text, known)
    _note_beside(strands, text, known)
    return _main_first(strands) or [Draft()]


def _is_round_up(strands: Sequence[Draft]) -> bool:
    """Whether some towns have a strand each, which together are most of the report."""
    placed = [strand for strand in strands if strand.scene]
    length = sum(strand.length() for strand in placed)
    return (
        len(placed) >= OVERVIEW_TOWNS
        and all(not a.scene & b.scene for a, b in combinations(placed, 2))
        and 2 * length >= sum(strand.length() for strand in strands)
        and max(strand.length() for strand in placed) <= LARGEST_SHARE * length
    )


def _overview(pieces: Sequence[Draft]) -> Draft:
    """What a report says before it names any town: "Dozens were killed in a wave of attacks across the province"."""
    overview = Draft(is_overview=True)
    for piece in pieces:
        if piece.towns - piece.filed:
            break
        overview.take(piece)
    return overview if any(is_deed(event) for event in overview.events) else Draft()


def _take_in(pieces: Sequence[Draft], text: str, known: LinkingWords) -> list[Draft]:
    strands: list[Draft] = []
    current: Draft | None = None
    for piece in pieces:
        if current is not None and len(strands) >= MOST_STRANDS:
            current.take(piece)
            continue
        strand = _strand_for(piece, strands, current, text, known)
        if strand not in strands:
            strands.append(strand)
        strand.take(piece)
        if not piece.is_compared and not _is_mentioned(strand, strands[0]):
            current = strand
    return strands


def _is_mentioned(strand: Draft, first: Draft) -> bool:
    """A truce or an old attack beside what a report began with: what tells no deed does not go on with it."""
    return strand.subjects != {"attack"} and are_two(strand.subjects, first.subjects)


def _note_beside(strands: Sequence[Draft], text: str, known: LinkingWords) -> None:
    """ "The attack came four days after a strike on Dedebit": Dedebit is the place of another happening."""
    compared = [
        strand
        for strand in strands
        if strand.is_compared or known.compared.search(text, *strand.sentences[0])
    ]
    for strand in strands:
        for other in compared:
            if other is not strand:
                strand.beside |= other.towns - strand.towns


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
    if piece.is_compared:
        return Draft(is_compared=True)
    is_other = are_two(piece.subjects, current.subjects)
    if not piece.towns and not piece.days and not piece.spells:
        alike = (s for s in strands if s.subjects == piece.subjects)
        return next(alike, Draft()) if is_other else current
    return current if not is_other and _goes_on(piece, current, text) else Draft()


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
    if piece.roots & strand.roots and not strand.is_compared:
        score += SAME_HAPPENING if score >= 0 else SAME_HAPPENING_ELSEWHERE
    if piece.days and strand.days:
        score += SAME_DAY if piece.days & strand.days else OTHER_DAY
    elif piece.spells and strand.days and not _hold_any(piece.spells, strand.days):
        score += OTHER_DAY
    shared = SHARED_NAME * len((piece.names & strand.names) - strand.towns)
    shared += SHARED_TERM * len(piece.terms & strand.terms)
    score += min(shared, MOST_SHARED)
    beginning = text[piece.sentences[0][0] : piece.sentences[0][1]].lower()
    if are_two(piece.subjects, strand.subjects):
        score += OTHER_SUBJECT
    if is_current and piece.is_compared:
        score += AGAIN
    elif is_current:
        score += SAME_PARAGRAPH if piece.paragraph == strand.paragraph else NEXT_SENTENCE
        if beginning.startswith(known.turns):
            score += TURN
    if piece.towns & strand.towns and _has_any(beginning, known.again):
        score += AGAIN
    return score


def _hold_any(spells: set[tuple[str, str]], days: set[str]) -> bool:
    return any(start <= day < end for start, end in spells for day in days)


def _has_any(text: str, phrases: frozenset[str]) -> bool:
    words = " ".join(re.findall(r"\w+", text))
    return any(f" {phrase} " in f" {words} " for phrase in phrases)


def _main_first(strands: list[Draft]) -> list[Draft]:
    """The strand that begins the report, unless another one takes up more than twice its space; history is last."""
    if not strands:
        return []
    news = [s for s in strands if s.subjects != {"history"}] or strands
    longest = max(news, key=Draft.length)
    main = longest if longest.length() > 2 * news[0].length() else news[0]
    return [main, *(s for s in strands if s is not main)]


def stands_for_all(main: Draft, strands: Sequence[Draft]) -> bool:
    """Whether a report is about one happening, whatever else it mentions."""
    whole = sum(strand.length() for strand in strands)
    return whole >= WHOLE_LENGTH and main.length() >= WHOLE_SHARE * whole


def is_beside(strand: Draft, main: Draft) -> bool:
    """Whether a strand tells of another happening than the main one, however long that is.

    An old attack is background of a long report on a new one, as whatever else it tells.
    """
    is_other = are_two(strand.subjects, main.subjects)
    return strand.is_compared or (is_other and "truce" in strand.subjects | main.subjects)


def joined(strands: Sequence[Draft]) -> Draft:
    """One strand of all, the main one first."""
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
                pieces[-1].is_compared = a in _compared_breaks(told, known, *sentence)
    return _with_own_subject(pieces)


def _with_own_subject(pieces: list[Draft]) -> list[Draft]:
    """A report that begins with history is about it: "A Buk brought down flight MH17 in July 2014, a court ruled"."""
    first = next((piece.subjects for piece in pieces if piece.subjects), None)
    if first == {"history"}:
        for piece in pieces:
            piece.subjects = {"attack" if s == "history" else s for s in piece.subjects}
    return pieces


def _cut(told: Told, known: LinkingWords, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence between clauses that each tell a deed, if the later one has a town or day the earlier lacks."""
    deeds = [e.trigger.start for e in told.events.within(start, end) if is_deed(e)]
    if len(deeds) < 2:
        return [(start, end)]
    compared = _compared_breaks(told, known, start, end)
    breaks = sorted({m.start() for m in _CLAUSE.finditer(told.text, start, end)} | compared)
    pieces, begin = list[tuple[int, int]](), start
    for at, until in pairwise([*breaks, end]):
        told_before = any(begin <= deed < at for deed in deeds)
        told_after = any(at <= deed < (end if at in compared else until) for deed in deeds)
        is_apart = at in compared or _are_apart(told, known, (begin, at), (at, until))
        if told_before and told_after and is_apart:
            pieces.append((begin, at))
            begin = at
    return [*pieces, (begin, end)]


def _compared_breaks(told: Told, known: LinkingWords, start: int, end: int) -> set[int]:
    """Where what dates or explains a deed begins: "The clash came two days| after gunmen shot dead six drivers"."""
    ends = {m.end() for m in known.compared.finditer(told.text, start, end)}
    dated = {
        m.start() for m in _CLAUSE.finditer(told.text, start, end) if {m.end(), m.end() - 1} & ends
    }
    answers = {
        m.start()
        for m in known.answers.finditer(told.text, start, end)
        if _are_two_attacks(told, (start, m.start()), (m.start(), end))
    }
    return dated | answers


def _are_two_attacks(told: Told, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether an attack is told before and another one after; who dies of it days later does not die of another."""
    one = [e for e in told.events.within(*before) if e.type == "ASSAULT" and is_deed(e)]
    other = [e for e in told.events.within(*after) if e.type in _HARM and is_deed(e)]
    roots = {e.same_as or e.id for e in one} & {e.same_as or e.id for e in other}
    return bool(one and other and not roots and not any(map(is_death, one)))


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


def _spells(told: Told, start: int, end: int) -> set[tuple[str, str]]:
    """The weeks and months of deeds: "last week's attack on the city" is not the one of Tuesday."""
    done = {e.time for e in told.events.within(start, end) if is_deed(e)}
    times = [t for t in told.times.within(start, end) if t.id in done and t.grain in _SPELLS]
    return {(t.start[:10], t.end[:10]) for t in times if t.start and t.end}


def _piece(told: Told, known: LinkingWords, paragraph: int, start: int, end: int) -> Draft:
    inside = told.words.within(start, end)
    events = told.events.within(start, end)
    towns, filed = _towns(told, known, start, end), _filed(told, start, end)
    return Draft(
        sentences=[(start, end)],
        events=events,
        roots={e.same_as or e.id for e in events},
        towns=towns - _beside(told, known, start, end) or towns,
        filed=filed,
        scene=_scene(told, known, start, end) - filed if any(map(is_deed, events)) else set(),
        days=_days(told, start, end),
        spells=_spells(told, start, end),
        names={w.name for w in inside if w.name and w.term not in known.common},
        terms={w.term for w in inside if not w.name and w.term not in known.common},
        subjects=begin_with(events, told.times_by_id),
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
        if not (p.precision == "exact" and told.sources.hold(p.span.start))
    }
    said = {_OWNER.sub("", m.group(1)).lower() for m in _LOCATIVE.finditer(told.text, start, end)}
    said -= told.other_names
    said = {name for name in said if name.split()[-1] not in known.sites}
    said -= {p.name.lower() for p in places if p.precision == "country" or is_sea(p)}
    said = {name for name in said if re.split(r"[\s'’]", name)[0] not in known.calendar}
    ends = {m.group(1).lower() for m in known.ways.finditer(told.text, start, end)}
    return (located | said) - ends


def _beside(told: Told, known: LinkingWords, start: int, end: int) -> set[str]:
    """The towns that only tell where another place is: "in Kuma, 40 km south of Mellit"."""
    return {m.group(1).lower() for m in known.beside.finditer(told.text, start, end)}


def _scene(told: Told, known: LinkingWords, start: int, end: int) -> set[str]:
    """The towns and villages where a deed was; not the districts, quarters and buildings, and nobody's name."""
    places = told.places.within(start, end)
    other = {p.name.lower() for p in places if p.precision == "neighbourhood"}
    other |= {m.group(1).lower() for m in known.of_sites.finditer(told.text, start, end)}
    names = _towns(told, known, start, end) - _beside(told, known, start, end) - other
    return {name for name in names - told.parts_of_names if _may_be_town(name, known)}


def _may_be_town(name: str, known: LinkingWords) -> bool:
    """Not "shooting", "Union County Wednesday" or "Sanchez's"."""
    words = name.split()
    if words[-1] in known.areas or words[-1] in known.sites or known.calendar.intersection(words):
        return False
    return "'" not in words[-1] and "’" not in words[-1] and stem(words[-1]) not in known.common
