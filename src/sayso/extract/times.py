"""Find time expressions: Reading → TimeIntervals, with TIMEX3 type and value and the interval they stand for.

Comes in: a reading and the rules of lexicons/times.yaml. Goes out: times in text order, none inside another.
Atoms are found by patterns over words (timewords.py), joined into expressions ("Tuesday" + "morning"), given a
value along the text (timex.py), and two of them joined into one where the text says "from A to B". Does not tie
times to events, and computes no lunar feast days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from sayso.extract.calendar import interval_of
from sayso.extract.tenses import tense_at
from sayso.extract.timewords import Found, WordPatterns, Words
from sayso.extract.timex import Atom, Meaning, Scalar, Tense, Timeline, resolve
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Direction, TimeInterval
from sayso.nlp.readings import Reading


class AtomRow(msgspec.Struct, frozen=True):
    """A pattern and the kind of atom that it finds."""

    kind: str
    pattern: str
    value: str | None = None


class JoinRow(msgspec.Struct, frozen=True):
    """Which atoms follow which in one expression, and the words between them."""

    first: str
    next: tuple[str, ...]
    across: tuple[str, ...]


class TimeLexicon(LexiconHeader, frozen=True, kw_only=True):
    """The file lexicons/times.yaml."""

    slash_order: str
    capital: tuple[str, ...]
    words: dict[str, dict[str, Scalar] | list[str]]
    macros: dict[str, str]
    atoms: tuple[AtomRow, ...]
    joins: tuple[JoinRow, ...]


@dataclass(frozen=True)
class TimeRules:
    """The lexicon, compiled."""

    patterns: WordPatterns
    rows: tuple[AtomRow, ...]
    joins: Mapping[tuple[str, str], frozenset[str]]
    words: Mapping[str, Mapping[str, Scalar]]


def load_time_rules() -> TimeRules:
    """Read and compile lexicons/times.yaml."""
    return make_time_rules(read_lexicon("times", TimeLexicon))


def make_time_rules(lexicon: TimeLexicon) -> TimeRules:
    """Compile a lexicon of time words and patterns."""
    words: dict[str, dict[str, Scalar]] = {
        name: entry if isinstance(entry, dict) else dict.fromkeys(entry, 1)
        for name, entry in lexicon.words.items()
    }
    patterns = WordPatterns(
        words, lexicon.macros, (row.pattern for row in lexicon.atoms), frozenset(lexicon.capital)
    )
    joins = {(row.first, kind): frozenset(row.across) for row in lexicon.joins for kind in row.next}
    words["settings"] = {"slash_order": lexicon.slash_order}
    return TimeRules(patterns, lexicon.atoms, joins, words)


@dataclass(frozen=True)
class Expression:
    """Atoms that together are one expression, over the words [first, last)."""

    first: int
    last: int
    atoms: tuple[Atom, ...]


# A text is a narrative of the past when it names so many years, and so many times more than weekdays and "today".
_NARRATIVE_YEARS = 6
_NARRATIVE_YEARS_PER_NEAR = 3

# From coarse to fine: the order in which the atoms of an expression are resolved.
_GRAIN_ORDER = {
    kind: order
    for order, kinds in enumerate(
        [
            ("year", "year_before", "year_after", "year_words", "decade", "century"),
            ("unit", "the_unit", "unit_end"),
            ("quarter", "season", "month", "feast"),
            ("date", "day", "iso", "slash"),
            ("nth_unit",),
            ("weekday", "day_name"),
            ("part", "lone_part"),
            ("clock",),
        ]
    )
    for kind in kinds
}


def find_times(reading: Reading, rules: TimeRules) -> tuple[TimeInterval, ...]:
    """Find the time expressions of a report and what they stand for.

    "The market was shelled on Tuesday morning", published 2016-05-04 → TIME 2016-05-03TMO
    """
    return tuple(Walk(reading, rules).times())


class Walk:
    """One pass over one text: the words, the expressions, and the timeline as it goes on."""

    def __init__(self, reading: Reading, rules: TimeRules) -> None:
        self.reading = reading
        self.rules = rules
        self.words: Words = rules.patterns.read_words(reading.document.text)
        self.timeline = Timeline(published=published_day(reading.document.published))

    def times(self) -> list[TimeInterval]:
        """Everything found, in text order, ids t1, t2 …"""
        expressions = list(self._joined(list(self._atoms())))
        self.timeline.is_narrative = self._is_narrative(expressions)
        found = []
        for expression in expressions:
            time = self._time(expression, f"t{len(found) + 1}")
            if time is not None:
                found.append(time)
        return found

    def _atoms(self) -> Iterator[Atom]:
        for found in self.rules.patterns.find(self.words):
            row = self.rules.rows[found.pattern]
            if row.kind != "none" and not self.reading.is_boilerplate(
                self.words.words[found.first].start
            ):
                yield self._atom(row, found)

    def _atom(self, row: AtomRow, found: Found) -> Atom:
        captures = {
            name: self._lower(first, last) for name, (first, last) in found.captures.items()
        }
        return Atom(row.kind, found.first, found.last, captures, row.value)

    def _lower(self, first: int, last: int) -> str:
        return " ".join(word.lower for word in self.words.words[max(first, 0) : last])

    def _joined(self, atoms: list[Atom]) -> Iterator[Expression]:
        i = 0
        while i < len(atoms):
            j = i
            while j + 1 < len(atoms) and self._joins(atoms[j], atoms[j + 1]):
                j += 1
            group = [atom for atom in atoms[i : j + 1] if atom.kind != "edge"]
            if group:
                ordered = sorted(group, key=lambda atom: _GRAIN_ORDER.get(atom.kind, 9))
                first = atoms[i].first if self._is_kept(group) else group[0].first
                yield Expression(first, atoms[j].last, tuple(ordered))
            i = j + 1

    def _is_kept(self, group: list[Atom]) -> bool:
        return True

    def _joins(self, left: Atom, right: Atom) -> bool:
        across = self.rules.joins.get((left.kind, right.kind))
        return across is not None and self._lower(left.last, right.first) in across

    def _is_narrative(self, expressions: list[Expression]) -> bool:
        """A text that dates with full years and hardly ever with weekdays, or has no publication date."""
        if self.timeline.published is None:
            return True
        kinds = [atom.kind for expression in expressions for atom in expression.atoms]
        years = sum("year" in atom.captures for expression in expressions for atom in expression.atoms)
        near = sum(kind in ("weekday", "day_name") for kind in kinds)
        return years >= _NARRATIVE_YEARS and years > _NARRATIVE_YEARS_PER_NEAR * near

    def _time(self, expression: Expression, identifier: str) -> TimeInterval | None:
        if not self._is_time(expression):
            return None
        words = self.words.words
        start, end = words[expression.first].start, words[expression.last - 1].end
        self.timeline.tense = tense_at(self.reading, start, self.rules.words)
        meaning = resolve(list(expression.atoms), self.timeline, self.rules.words)
        if meaning is None:
            return None
        self._remember(meaning, identifier, expression)
        return self._interval(identifier, start, end, meaning, self._direction(expression))

    def _remember(self, meaning: Meaning, identifier: str, expression: Expression) -> None:
        if not meaning.value or meaning.type not in ("DATE", "TIME") or meaning.is_vague:
            return
        value = meaning.value.partition("/")[0]
        value = value.partition("T")[0] if meaning.type == "TIME" else value
        position = self.words.words[expression.first].start
        self.timeline.remember(value, identifier, position, is_framing=self._opens_sentence(expression))

    def _opens_sentence(self, expression: Expression) -> bool:
        """"In 1976, …" frames what follows, "a cut-off of funding in 1976" does not."""
        lead = self.words.codes[max(0, expression.first - 3) : expression.first]
        marks = [self.words.words[i].lower for i in range(max(0, expression.first - 3), expression.first)]
        return expression.first < 3 or any(mark in (".", "") for mark in marks) or "¶" in lead

    def _direction(self, expression: Expression) -> Direction | None:
        if expression.first == 0:
            return None
        before = self.words.words[expression.first - 1].lower
        found = self.rules.words["directions"].get(before)
        return msgspec.convert(found, Direction) if found else None

    def _interval(
        self, identifier: str, start: int, end: int, meaning: Meaning, direction: Direction | None
    ) -> TimeInterval:
        interval = interval_of(meaning.value) if meaning.value else None
        opens = direction in ("until", "by")
        closes = direction in ("since", "from")
        return TimeInterval(
            id=identifier,
            span=self.reading.span(start, end),
            type=meaning.type,
            value=meaning.value,
            start=interval.start if interval and not opens else None,
            end=interval.end if interval and not closes else None,
            grain=interval.grain if interval else None,
            anchor=meaning.anchor,
            direction=direction if meaning.type in ("DATE", "TIME") else None,
        )

    def _is_time(self, expression: Expression) -> bool:
        atom = expression.atoms[0]
        if len(expression.atoms) > 1 or atom.kind not in _CHECKS:
            return True
        return _CHECKS[atom.kind](self, atom)

    def before(self, atom: Atom, count: int = 1) -> str:
        """The word before an atom, in lower case; "" at the start of the text."""
        return self.words.words[atom.first - count].lower if atom.first >= count else ""

    def code_after(self, atom: Atom) -> str:
        """The code of the word after an atom: "X" for a name that is no time word."""
        return self.words.codes[atom.last : atom.last + 1]

    def after(self, atom: Atom) -> str:
        return self.words.words[atom.last].lower if atom.last < len(self.words.words) else ""


def _is_month(walk: Walk, atom: Atom) -> bool:
    """"May" alone is a month only after a word like "in"; so are the other names that are names or verbs too."""
    word = atom.captures.get("month", "").removesuffix(" .")
    if "year" in atom.captures or "which" in atom.captures or word not in walk.rules.words["doubtful_month"]:
        return True
    before = walk.before(atom)
    if before in ("the", "a", "an", ",", "and", "(", "-", "for"):
        return walk.code_after(atom) != "X"
    return before in walk.rules.words["month_sign"]


def _is_season(walk: Walk, atom: Atom) -> bool:
    """"in the fall" is a season, "the fall" of a town is none."""
    if len(atom.captures) > 1 or atom.captures["season"] not in ("fall", "spring"):
        return True
    if atom.captures["season"] == "spring":
        return True
    lead = walk.before(atom) if walk.before(atom) != "the" else walk.before(atom, 2)
    first = walk.words.words[atom.first].lower
    if first == "the":
        lead = walk.before(atom)
    return lead in ("in", "during", "this", "last", "by", "late", "early", "-", "since", "until") and walk.after(atom) != "of"


def _is_year(walk: Walk, atom: Atom) -> bool:
    """ "2014" is a year, "$2014" and "about 2000 soldiers" are not; before 1900 a year needs a sign."""
    year = atom.captures.get("year")
    if year is None:
        return (
            len(atom.captures.get("short_year", "")) == 2
            and walk.before(atom) in walk.rules.words["year_sign"]
        )
    if atom.last - atom.first > 1:
        return True
    before = walk.before(atom)
    if before in walk.rules.words["no_year_sign"] or walk.after(atom) in ("%", "-", "°"):
        return False
    is_late = 1900 <= int(year) <= 2060
    return (
        is_late
        and not _counts_something(walk, atom)
        or before in walk.rules.words["year_sign"]
        and not _counts_something(walk, atom)
    )


def _counts_something(walk: Walk, atom: Atom) -> bool:
    """ "2014 people", but not "the 2014 elections"."""
    index = walk.reading.token_at.get(walk.words.words[atom.last - 1].start)
    if index is None or index + 1 >= len(walk.reading.doc):
        return False
    following = walk.reading.doc[index + 1]
    return following.tag_ == "NNS" and walk.before(atom) not in ("the", "'s", "in")


def _is_part(walk: Walk, atom: Atom) -> bool:
    if "which" in atom.captures:
        return True
    return (
        walk.before(atom) in ("at",)
        or walk.before(atom, 2) in ("in", "during", "by")
        and walk.before(atom) == "the"
    )


def _never(walk: Walk, atom: Atom) -> bool:
    return False


_CHECKS = {"month": _is_month, "season": _is_season, "year": _is_year, "part": _is_part, "the_unit": _never}


def published_day(published: str | None) -> date | None:
    """The local day of publication: of a date-time, the date at its own place.

    "2016-05-04T23:30:00+03:00" → 4 May 2016
    """
    match = re.match(r"\d{4}-\d\d-\d\d", published or "")
    try:
        return date.fromisoformat(match.group()) if match else None
    except ValueError:
        return None
