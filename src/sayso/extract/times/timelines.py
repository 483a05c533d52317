"""Where a text stands in time while it is read: publication, the dates told so far, and the atom at hand.

Comes in: the day of publication, then each resolved date in turn. Goes out: what a relative expression or a date
without year is counted from. Does not know the kinds of expressions (timedays.py, timeperiods.py, timelengths.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sayso.extract.grammar.tenses import Tense
from sayso.extract.times.calendar import Interval, day_in, interval_of, value_at
from sayso.model import TimeType

Scalar = str | int | float
WordValues = Mapping[str, Mapping[str, Scalar]]

# Units that are counted from a day, not from a month or a year that was told.
_DAY_UNITS = frozenset(("D", "NI", "W", "WE", "2W"))
# A month so many months before the one told last is one of the next year: December … January.
_NEW_YEAR_AFTER_MONTHS = 9
# A day without year lies at most so many months after publication: in a past clause ("a truce announced, to
# begin on 1 June"), and elsewhere.
# So long before publication a day without year is this year's, whatever season was told last.
_NEWS_DAYS = 62
_PAST_MONTHS_AHEAD, _MONTHS_AHEAD = 1.5, 5
_DAYS_ASTRAY = 3


@dataclass(frozen=True)
class Meaning:
    """Type and value of an expression; `anchor` is what it was counted from; nothing counts from a vague one.

    `interval` is set where the value alone does not tell it: "the past three months".
    """

    type: TimeType
    value: str | None = None
    anchor: str | None = None
    is_vague: bool = False
    interval: Interval | None = None


@dataclass(frozen=True)
class Atom:
    """One match: its kind, the words [first, last) it covers, the captured words, and the row's own value."""

    kind: str
    first: int
    last: int
    captures: dict[str, str]
    value: str | None = None


@dataclass(frozen=True)
class Told:
    """A date that the text has told: its value, its id, and where it stands."""

    value: str
    id: str
    position: int

    @property
    def day(self) -> date | None:
        """The first day of it; None for a date before our era."""
        return day_in(self.value)


@dataclass
class Timeline:
    """Where the text stands: the day of publication and the dates told so far, last one first.

    In a narrative, what has no year belongs to the year told last.
    """

    published: date | None
    is_narrative: bool = False
    told: Told | None = None
    told_month: Told | None = None
    told_date: Told | None = None
    told_clock: Told | None = None
    told_quarter: Told | None = None
    range_start: date | None = None
    tense: Tense | None = None
    is_done: bool = False
    is_week_told: bool = False
    years: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date | None:
        """What "last week" is counted from: publication, or in a dated narrative the last date told."""
        if self.is_narrative and self.published:
            return self.told.day if self.told else None
        return self.published

    @property
    def today_id(self) -> str | None:
        if self.is_narrative and self.published:
            return self.told.id if self.told else None
        return self.published.isoformat() if self.published else None

    def told_for(self, unit: str) -> Told | None:
        """What "the following day" or "the previous year" is counted from: no coarser than the unit."""
        if unit in _DAY_UNITS:
            return self.told_date
        return self.told_month or self.told if unit == "M" else self.told

    def remember(self, value: str, identifier: str, position: int, *, is_framing: bool) -> None:
        """Take a resolved date as the last one told; a year in passing does not move a narrative."""
        value, _, clock = value.partition("T")
        if clock[:2].isdigit():
            self.told_clock = Told(f"{value}T{clock}", identifier, position)
        if self.told_date and self.told_date.value == value:
            return
        told = Told(value, identifier, position)
        if re.fullmatch(r"(BC)?\d{4}-\d\d-\d\d", value):
            self.told_date = told
            self.years[value[-5:]] = value[:-6]
        if "-Q" in value and self._is_latest_quarter(told):
            self.told_quarter = told
        if re.match(r"(BC)?\d{4}-\d\d", value):
            self.told_month = told
        elif is_framing:
            self.told_month = None
        self.told = told

    def _is_latest_quarter(self, told: Told) -> bool:
        """Results are of a quarter that is over, and the report's own quarter is the last one that it names."""
        quarter = interval_of(told.value)
        if self.published and quarter and quarter.end[:10] > self.published.isoformat():
            return False
        return self.told_quarter is None or told.value > self.told_quarter.value


@dataclass(frozen=True)
class Scene:
    """All that a resolver sees: the atom, the wider date it stands in, the timeline, and the word values."""

    atom: Atom
    outer: str | None
    timeline: Timeline
    words: WordValues

    def word(self, capture: str) -> str | None:
        return self.atom.captures.get(capture)

    def number(self, capture: str, *classes: str) -> int | None:
        """The value of a captured word, looked up in these classes, or its digits."""
        found = self.value(capture, *classes)
        return int(found) if found is not None and re.fullmatch(r"-?\d+", str(found)) else None

    def value(self, capture: str, *classes: str) -> Scalar | None:
        word = self.word(capture)
        if word is None:
            return None
        bare = word.removesuffix(" .")
        for name in classes:
            if bare in self.words[name]:
                return self.words[name][bare]
        digits = re.match(r"\d+", bare)
        return int(digits.group()) if digits else None


def date_meaning(
    day: date | None, unit: str, anchor: str | None, *, is_vague: bool = False
) -> Meaning:
    value = value_at(day, unit) if day else None
    return Meaning("DATE", value, anchor if value else None, is_vague)


def valid_date(value: str) -> Meaning | None:
    return Meaning("DATE", value) if interval_of(value) else None


def outer_year(scene: Scene) -> str | None:
    found = re.match(r"(BC)?\d{4}", scene.outer or "")
    return found.group() if found else None


def year_of(scene: Scene, month: int, day: int | None) -> tuple[str | None, str | None]:
    """The year of a month or a day of a month, as written or as it must be, and what tells it."""
    written = scene.word("year") or outer_year(scene)
    if written is not None:
        return written, None
    line = scene.timeline
    if line.range_start is not None:
        return f"{line.range_start.year + (month < line.range_start.month):04}", line.today_id
    if line.is_narrative:
        return _told_year(line, month)
    known = line.years.get(f"{month:02}-{day:02}") if day else None
    if known is not None:
        return known, line.today_id
    if line.published is None:
        return None, None
    step = scene.value("which", "which", "which_told")
    year = _nearest_year(line.published, month, day, "past" if step == -1 else line.tense)
    if day and line.is_done and _is_well_ahead(line.published, year, month, day):
        year -= 1
    if day and step is None and (told := _year_of_season(line, year, month, day)):
        return told, line.told.id if line.told else None
    return f"{year:04}", line.published.isoformat()


def _is_well_ahead(published: date, year: int, month: int, day: int) -> bool:
    """ "began on Oct. 8", published on 24 September: last year; a few days may be a wrong day of publication."""
    told = day_in(f"{year:04}-{month:02}-{day:02}")
    return told is not None and (told - published).days > _DAYS_ASTRAY


def _year_of_season(line: Timeline, year: int, month: int, day: int) -> str | None:
    """ "In the summer of 1995 the town fell. Men were shot on 14 July": in that July, and not in the last one."""
    told, nearest = line.told, day_in(f"{year:04}-{month:02}-{day:02}")
    if told is None or nearest is None or line.published is None or line.tense == "future":
        return None
    if not re.fullmatch(r"\d{4}-(?:\d\d|SP|SU|FA|WI)", told.value):
        return None
    season, own = interval_of(told.value), f"{told.value[:4]}-{month:02}-{day:02}"
    is_within = season is not None and season.start[:10] <= own < season.end[:10]
    is_news = 0 <= (line.published - nearest).days < _NEWS_DAYS
    return told.value[:4] if is_within and not is_news else None


def _told_year(line: Timeline, month: int) -> tuple[str | None, str | None]:
    told = line.told_month or line.told
    if told is None:
        return None, None
    found = re.match(r"(BC)?(\d{4})(?:-(\d\d))?", told.value)
    if found is None:
        return None, None
    era, year = found[1] or "", int(found[2])
    if found[3] and int(found[3]) - month >= _NEW_YEAR_AFTER_MONTHS:
        year += -1 if era else 1
    return f"{era}{year:04}", told.id


def _nearest_year(published: date, month: int, day: int | None, tense: Tense | None) -> int:
    months = (
        (published.month - month)
        if day is None
        else (published.month - month) + (published.day - day) / 31
    )
    if tense == "future":
        return published.year + 1 if months > 0.5 else published.year
    if day is None:
        ahead = 0 if tense == "past" else _MONTHS_AHEAD
        return published.year - 1 if months < -ahead else published.year
    if months < (-_PAST_MONTHS_AHEAD if tense == "past" else -_MONTHS_AHEAD):
        return published.year - 1
    return published.year + 1 if months > 9 else published.year


def counting_base(scene: Scene, unit: str) -> tuple[date | None, str | None]:
    """What a relative expression is counted from, and the name of it: publication, or a date told."""
    line = scene.timeline
    told = line.told_for(unit)
    is_told = (
        scene.word("which") in scene.words["which_told"] or scene.word("the_which") is not None
    )
    is_from_today = line.published is None and scene.word("which") in scene.words["which"]
    if told is not None and (is_told or (line.is_narrative and not is_from_today)):
        return told.day, told.id
    if told is None and line.is_narrative and (is_told or unit in _DAY_UNITS):
        return None, None
    return line.today, line.today_id
