"""Find time expressions: Reading → TimeIntervals, with TIMEX3 type and value and the interval they stand for.

Comes in: a reading and the rules of lexicons/times.yaml. Goes out: times in text order, none inside another.
Atoms are found by patterns over words (timewords.py), joined into expressions ("Tuesday" + "morning"), given a
value along the text (timex.py), and two of them joined into one where the text says "from A to B". Does not tie
times to events, and computes no movable feasts ("Eid", "Easter").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import get_args

import msgspec

from sayso.extract.grammar.tenses import is_done_at, tense_at
from sayso.extract.times.calendar import Interval, day_in, interval_of, shift, third_of
from sayso.extract.times.counted_from import with_days_reached
from sayso.extract.times.dateline_days import find_dateline_spans
from sayso.extract.times.timelines import Atom, Meaning, Scalar, Timeline
from sayso.extract.times.timesigns import Surroundings, is_time
from sayso.extract.times.timewords import Found, WordPatterns, Words
from sayso.extract.times.timex import resolve
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Direction, TimeInterval
from sayso.nlp.readings import Reading


class AtomRow(msgspec.Struct, frozen=True):
    """A pattern and the kind of atom that it finds."""

    kind: str
    pattern: str
    value: str | None = None
    then: str | None = None


class JoinRow(msgspec.Struct, frozen=True):
    """Which atoms follow which in one expression, and the words between them."""

    first: str
    next: tuple[str, ...]
    across: tuple[str, ...]


class RangeRow(msgspec.Struct, frozen=True):
    """Words before and between two times that make one interval of them."""

    lead: tuple[str, ...]
    across: tuple[str, ...]


class TimeLexicon(LexiconHeader, frozen=True, kw_only=True):
    """The file lexicons/times.yaml."""

    slash_order: str
    capital: tuple[str, ...]
    words: dict[str, dict[str, Scalar] | list[str]]
    macros: dict[str, str]
    atoms: tuple[AtomRow, ...]
    ranges: tuple[RangeRow, ...]
    joins: tuple[JoinRow, ...]


@dataclass(frozen=True)
class TimeRules:
    """The lexicon, compiled."""

    patterns: WordPatterns
    rows: tuple[AtomRow, ...]
    joins: Mapping[tuple[str, str], frozenset[str]]
    ranges: tuple[RangeRow, ...]
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
    return TimeRules(patterns, lexicon.atoms, joins, lexicon.ranges, words)


@dataclass(frozen=True)
class Expression:
    """Atoms that together are one expression, over the words [first, last); `edge`: with "early", "the end of"."""

    first: int
    last: int
    atoms: tuple[Atom, ...]
    has_edge: bool = False


# A text is a narrative of the past when it names so many years, and so many times more than weekdays and "today".
_NARRATIVE_YEARS = 6
_NARRATIVE_YEARS_PER_NEAR = 3

_DIRECTIONS: dict[str, Direction] = {name: name for name in get_args(Direction)}
# The longest direction has so many words: "no later than".
_LONGEST_DIRECTION = 3
# "1915–17" is a range of years, "1234–5678" is none.
_LONGEST_YEARS = 150
# So many words before an expression may stand between it and the start of the sentence that it frames.
_LONG_PAST_DAYS = 7
_LEAD_WORDS = 3
# So many days after its dateline a report may be printed: wire files and monitoring services.
_PRINTED_DAYS = 31
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# So many weekdays in a row, each later than the one before, tell the story of a week.
_WEEK_DAYS, _MOST_DAYS = 3, 6

# "Late" divides these into thirds.
_DIVIDED = frozenset({"month", "year", "decade", "season", "century"})

# From coarse to fine: the order in which the atoms of an expression are resolved.
_GRAIN_ORDER = {
    kind: order
    for order, kinds in enumerate(
        [
            ("year", "year_before", "year_after", "year_words", "decade", "century"),
            ("unit", "the_unit", "unit_end"),
            ("quarter", "season", "month", "feast", "other_month"),
            ("date", "day", "iso", "slash"),
            ("nth_unit",),
            ("weekday", "day_name"),
            ("part", "lone_part"),
            ("clock",),
        ]
    )
    for kind in kinds
}
_FINEST = 9


def find_times(reading: Reading, rules: TimeRules) -> tuple[TimeInterval, ...]:
    """Find the time expressions of a report and what they stand for.

    "The market was shelled on Tuesday morning", published 2016-05-04 → TIME 2016-05-03TMO
    """
    return tuple(with_days_reached(reading, Walk(reading, rules).times()))


class Walk:
    """One pass over one text: the words, the expressions, and the timeline as it goes on."""

    def __init__(self, reading: Reading, rules: TimeRules) -> None:
        self.reading = reading
        self.rules = rules
        self.words: Words = rules.patterns.read_words(reading.text)
        self.around = Surroundings(reading, self.words, rules.words)
        self.timeline = Timeline(published=published_day(reading.document.published))

    def times(self) -> list[TimeInterval]:
        """Everything found, in text order, ids t1, t2 …"""
        atoms = [atom for atom in self._atoms() if not self._is_left_out(atom)]
        expressions = self._with_shared_years([e for e in self._joined(atoms) if self._is_time(e)])
        self.timeline.published = self._day_written(expressions) or self.timeline.published
        self.timeline.is_narrative = _is_narrative(self.timeline, expressions)
        found: list[TimeInterval] = []
        i = 0
        while i < len(expressions):
            ranged = self._range(expressions, i, f"t{len(found) + 1}")
            time = ranged or self._time(expressions, i, f"t{len(found) + 1}")
            if time is not None:
                found.append(time)
            i += 2 if ranged else 1
        return found

    def _day_written(self, expressions: list[Expression]) -> date | None:
        """ "LIMA, 8 Feb -- Two were shot today", printed on 10 February: what is told from is the dateline's day."""
        published = self.timeline.published
        if published is None:
            return None
        for start, end in find_dateline_spans(self.reading):
            for expression in expressions:
                at = self.words.words[expression.first].start
                if not start <= at < end:
                    continue
                meaning = resolve(list(expression.atoms), replace(self.timeline), self.rules.words)
                is_day = meaning is not None and _A_DAY.fullmatch(meaning.value or "")
                day = day_in(meaning.value) if meaning and meaning.value and is_day else None
                if day is not None and 0 < (published - day).days <= _PRINTED_DAYS:
                    return day
        return None

    def _atoms(self) -> Iterator[Atom]:
        for found in self.rules.patterns.find(self.words):
            row = self.rules.rows[found.pattern]
            captures = {name: self._lower(*span) for name, span in found.captures.items()}
            if row.then is None:
                yield Atom(row.kind, found.first, found.last, captures, row.value)
            else:
                yield from _both(row, found, captures)

    def _is_left_out(self, atom: Atom) -> bool:
        return atom.kind == "none" or self.reading.is_boilerplate(
            self.words.words[atom.first].start
        )

    def _lower(self, first: int, last: int) -> str:
        return " ".join(word.lower for word in self.words.words[max(first, 0) : last])

    def _is_time(self, expression: Expression) -> bool:
        is_one = len(expression.atoms) == 1 and not expression.has_edge
        return not is_one or is_time(expression.atoms[0], self.around)

    def _joined(self, atoms: list[Atom]) -> Iterator[Expression]:
        """Neighbours that belong together are one expression; a lone "early" or "the end of" is dropped."""
        i = 0
        while i < len(atoms):
            j = i
            while j + 1 < len(atoms) and self._joins(atoms[j], atoms[j + 1]):
                j += 1
            group = [atom for atom in atoms[i : j + 1] if atom.kind != "edge"]
            if group:
                ordered = sorted(group, key=lambda atom: _GRAIN_ORDER.get(atom.kind, _FINEST))
                yield Expression(
                    atoms[i].first, atoms[j].last, tuple(ordered), atoms[i].kind == "edge"
                )
            i = j + 1

    def _joins(self, left: Atom, right: Atom) -> bool:
        across = self.rules.joins.get((left.kind, right.kind))
        return across is not None and self._lower(left.last, right.first) in across

    def _with_shared_years(self, expressions: list[Expression]) -> list[Expression]:
        """In "from March to May 2016", "in March and April 2016" the year counts for both."""
        shared = list(expressions)
        for i in range(len(shared) - 2, -1, -1):
            if self._lower(shared[i].last, shared[i + 1].first) in self.rules.words["year_sharing"]:
                shared[i] = _with_year_of(shared[i], shared[i + 1])
        return shared

    def _range(self, expressions: list[Expression], i: int, identifier: str) -> TimeInterval | None:
        """ "from A to B", "between A and B", "A–B": one interval, if B is not before A."""
        if i + 1 >= len(expressions) or not self._is_range(expressions[i], expressions[i + 1]):
            return None
        before = replace(self.timeline)
        day = self._day_after(expressions, i)
        first = self._meaning(expressions[i], identifier, day)
        self.timeline.range_start = day_in(first.value) if first and first.value else None
        last = self._meaning(expressions[i + 1], identifier, day)
        self.timeline.range_start = None
        meaning = _range_meaning(first, last) if first and last else None
        if meaning is not None:
            ends = expressions[i].first, expressions[i + 1].last
            return self._interval(identifier, *ends, meaning, None)
        self.timeline = before
        return None

    def _is_range(self, first: Expression, last: Expression) -> bool:
        across = self._lower(first.last, last.first)
        lead = self._lower(first.first - 1, first.first) if first.first else ""
        return any(across in row.across and lead in row.lead for row in self.rules.ranges)

    def _time(self, expressions: list[Expression], i: int, identifier: str) -> TimeInterval | None:
        expression = expressions[i]
        outer = self._day_after(expressions, i)
        self.timeline.is_week_told = self._opens_week(expressions, i)
        meaning = self._meaning(expression, identifier, outer)
        self.timeline.is_week_told = False
        if meaning is None:
            return None
        direction = self._direction(expression)
        return self._interval(identifier, expression.first, expression.last, meaning, direction)

    def _meaning(
        self, expression: Expression, identifier: str, outer: Meaning | None = None
    ) -> Meaning | None:
        start = self.words.words[expression.first].start
        self.timeline.tense = tense_at(self.reading, start, self.rules.words)
        is_past = self.timeline.tense == "past"
        self.timeline.is_done = is_past and is_done_at(self.reading, start, self.rules.words)
        told = self.timeline.told_date
        if _is_part_of_day(expression) and self._is_long_past(start):
            self.timeline.told_date = None  # resolved of the day of publication
        meaning = resolve(list(expression.atoms), self.timeline, self.rules.words, outer)
        self.timeline.told_date = self.timeline.told_date or told
        if (
            meaning is not None
            and meaning.value
            and meaning.type in ("DATE", "TIME")
            and not meaning.is_vague
        ):
            value = meaning.value.partition("/")[0]
            self.timeline.remember(
                value, identifier, start, is_framing=self._opens_sentence(expression)
            )
        return meaning

    def _is_long_past(self, start: int) -> bool:
        """ "The truce took effect on 12 August. ¶ Drones attacked a post overnight": not in that night, weeks ago."""
        line = self.timeline
        told = line.told_date
        if told is None or told.day is None or line.published is None or line.is_narrative:
            return False
        is_old = (line.published - told.day).days > _LONG_PAST_DAYS
        return is_old and self._paragraph(told.position) != self._paragraph(start)

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.reading.paragraphs, position, key=lambda part: part[0])

    def _day_after(self, expressions: list[Expression], i: int) -> Meaning | None:
        """In "at 8 a.m. on Friday" the day of a clock time stands behind it; other clock times may stand between."""
        if not _is_part_of_day(expressions[i]):
            return None
        for before, following in pairwise(expressions[i:]):
            gap = self._lower(before.last, following.first).strip("(), ")
            if _is_part_of_day(following) and gap in ("", "or", "and", "to"):
                continue
            if gap not in ("on", "of", "from"):
                return None
            start = self.words.words[following.first].start
            self.timeline.tense = tense_at(self.reading, start, self.rules.words)
            day = resolve(list(following.atoms), self.timeline, self.rules.words)
            return day if day and day.type == "DATE" else None
        return None

    def _opens_week(self, expressions: list[Expression], i: int) -> bool:
        """ "On Monday it dissolved parliament, on Wednesday …, and on Friday …": the days of a week that is over."""
        days: list[int] = []
        for before, following in pairwise(expressions[i : i + _MOST_DAYS + 1]):
            first, day = self._lone_weekday(before), self._lone_weekday(following)
            if first is None or day is None or self._ends_between(before, following):
                break
            days = [*(days or [first]), day]
        return len(days) >= _WEEK_DAYS and all(a < b for a, b in pairwise(days))

    def _lone_weekday(self, expression: Expression) -> int | None:
        atoms = expression.atoms
        if len(atoms) != 1 or atoms[0].kind != "weekday" or "which" in atoms[0].captures:
            return None
        day = self.rules.words["weekday"].get(atoms[0].captures.get("weekday", ""))
        return int(day) if day is not None else None

    def _ends_between(self, first: Expression, last: Expression) -> bool:
        """Whether a full stop or an empty line stands between two expressions."""
        between = self.words.words[first.last : last.first]
        return any(word.lower in (".", "") for word in between)

    def _opens_sentence(self, expression: Expression) -> bool:
        """ "In 1976, …" frames what follows, "a cut-off of funding in 1976" does not."""
        lead = self.words.words[max(0, expression.first - _LEAD_WORDS) : expression.first]
        return len(lead) < _LEAD_WORDS or any(word.lower in (".", "") for word in lead)

    def _direction(self, expression: Expression) -> Direction | None:
        for count in range(_LONGEST_DIRECTION, 0, -1):
            found = self.rules.words["directions"].get(
                self._lower(expression.first - count, expression.first)
            )
            if found is not None:
                break
        if found == "from" and (
            expression.atoms[0].kind == "ago" or not self._is_adverbial(expression)
        ):
            return None
        return _DIRECTIONS.get(str(found))

    def _is_adverbial(self, expression: Expression) -> bool:
        """ "banned from Monday", but not "a report from Monday"."""
        index = self.reading.token_at.get(self.words.words[expression.first - 1].start)
        return index is None or self.reading.doc[index].head.pos_ not in ("NOUN", "PROPN", "NUM")

    def _interval(
        self, identifier: str, first: int, last: int, meaning: Meaning, direction: Direction | None
    ) -> TimeInterval:
        interval = meaning.interval or (interval_of(meaning.value) if meaning.value else None)
        if meaning.type not in ("DATE", "TIME") or meaning.is_vague:
            direction = None
        if interval is not None and interval.grain in _DIVIDED:
            interval = self._third_of(interval, first, last)
        words = self.words.words
        return TimeInterval(
            id=identifier,
            span=self.reading.span(words[first].start, words[last - 1].end),
            type=meaning.type,
            value=meaning.value,
            start=interval.start if interval and direction not in ("until", "by") else None,
            end=interval.end if interval and direction not in ("since", "from") else None,
            grain=(interval.grain or None) if interval else None,
            anchor=meaning.anchor,
            direction=direction,
        )

    def _third_of(self, interval: Interval, first: int, last: int) -> Interval:
        """ "late May": the last third of it; the value keeps the month, as TIMEX3 has it."""
        for count in (1, 3):
            third = self.rules.words["edge_third"].get(self._lower(first, first + count))
            if third is not None and first + count < last:
                return third_of(interval, int(third))
        return interval


def _both(row: AtomRow, found: Found, captures: dict[str, str]) -> Iterator[Atom]:
    """ "April 6–7": April 6, and the 7th of the same month; "1915–17": 1915, and 1917."""
    name = row.then or ""
    first_name = name.removeprefix("last_")
    first, last = captures[first_name], captures.pop(name)
    if name == "last_year":
        last = first[: max(len(first) - len(last), 0)] + last
        ordered = (first, last) if row.kind == "year" else (last, first)
        if not 0 < int(ordered[1]) - int(ordered[0]) <= _LONGEST_YEARS:
            return
    yield Atom(row.kind, found.first, found.captures[first_name][1], captures)
    second = {**captures, first_name: last, "second": last}
    yield Atom(row.kind, found.captures[name][0], found.last, second)


def _range_meaning(first: Meaning, last: Meaning) -> Meaning | None:
    """The interval between two dates or times; None if they do not make one, no value if neither has one."""
    if first.type != last.type or first.type not in ("DATE", "TIME"):
        return None
    anchor = first.anchor or last.anchor
    if first.value is None and last.value is None:
        return Meaning(first.type)
    if first.value is None or last.value is None:
        return None
    values = [f"{first.value}/{last.value}"]
    if first.type == "TIME" and first.value[:10] == last.value[:10]:
        values.append(f"{first.value}/{_next_day(last.value)}")
    value = next((value for value in values if interval_of(value)), None)
    return Meaning(first.type, value, anchor) if value else None


def _next_day(value: str) -> str:
    """ "from 6 p.m. to 6 a.m." ends on the day after."""
    day = day_in(value[:10])
    following = shift(day, 1, "D") if day else None
    return f"{following}{value[10:]}" if following else value


def _is_part_of_day(expression: Expression) -> bool:
    return all(atom.kind in ("clock", "part", "lone_part") for atom in expression.atoms)


def _with_year_of(first: Expression, last: Expression) -> Expression:
    """The first expression with the year of the last, if it is a month, a season or a day and has none."""
    year = next((a.captures["year"] for a in last.atoms if "year" in a.captures), None)
    if year is None or any(
        "year" in a.captures or a.kind not in ("date", "month", "season") for a in first.atoms
    ):
        return first
    atoms = tuple(replace(a, captures={**a.captures, "year": year}) for a in first.atoms)
    return replace(first, atoms=atoms)


def _is_narrative(timeline: Timeline, expressions: list[Expression]) -> bool:
    """A text that dates with full years and hardly ever with weekdays, or has no publication date."""
    if timeline.published is None:
        return True
    atoms = [atom for expression in expressions for atom in expression.atoms]
    years = [atom.captures["year"] for atom in atoms if "year" in atom.captures]
    past = sum(len(year) < 4 or year < f"{timeline.published.year:04}" for year in years)
    near = sum(atom.kind in ("weekday", "day_name") for atom in atoms)
    return past >= _NARRATIVE_YEARS and past > max(_NARRATIVE_YEARS_PER_NEAR * near, len(years) / 2)


def published_day(published: str | None) -> date | None:
    """The local day of publication: of a date-time, the date at its own place.

    "2016-05-04T23:30:00+03:00" → 4 May 2016
    """
    match = re.match(r"\d{4}-\d\d-\d\d", published or "")
    try:
        return date.fromisoformat(match.group()) if match else None
    except ValueError:
        return None
