"""What a time expression stands for: captured words → TIMEX3 type and value, seen from where the text stands.

Comes in: atoms (kind and captured words) of one expression, from coarse to fine, and the Timeline: publication
date, last date told, and whether the text is a narrative of the past. Goes out: a Meaning. Does not search text.

A relative expression with nothing to count from has value None: it is found, and says that it is not resolved.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sayso.extract.calendar import SEASON_MONTHS, Interval, day_in, interval_of, shift, value_at
from sayso.model import TimeType

Tense = Literal["past", "future"]
Scalar = str | int | float
WordValues = Mapping[str, Mapping[str, Scalar]]

# A month so many months before the one told last is one of the next year: December … January.
_NEW_YEAR_AFTER_MONTHS = 9

# A day without year lies at most so many months after publication: in a past clause ("a truce announced, to
# begin on 1 June"), and elsewhere.
_PAST_MONTHS_AHEAD, _MONTHS_AHEAD = 1.5, 5

_UNIT_CODES = {
    "TS": "PT{}S",
    "TM": "PT{}M",
    "TH": "PT{}H",
    "D": "P{}D",
    "NI": "P{}D",
    "W": "P{}W",
    "WE": "P{}WE",
}
_UNIT_CODES |= {"2W": "P{}W", "M": "P{}M", "Q": "P{}M", "Y": "P{}Y", "E": "P{}DE", "C": "P{}CE"}
_HOURS = {"TH": 1.0, "TM": 1 / 60, "TS": 1 / 3600}
# Units that TIMEX3 has no letter for, in units that it has.
_UNIT_FACTORS = {"2W": (2, "W"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y")}


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
    range_start: date | None = None
    tense: Tense | None = None
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
        if unit in ("D", "NI", "W", "WE", "2W"):
            return self.told_date or (self.told if self.is_narrative else None)
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
        if re.match(r"(BC)?\d{4}-\d\d", value):
            self.told_month = told
        elif is_framing:
            self.told_month = None
        self.told = told


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


Resolver = Callable[[Scene], Meaning | None]


def resolve(
    atoms: list[Atom], timeline: Timeline, words: WordValues, outer: Meaning | None = None
) -> Meaning | None:
    """The meaning of an expression made of these atoms, coarse ones first; None if it is no time after all.

    "Tuesday" + "morning", published 2016-05-04 → TIME 2016-05-03TMO. `outer` is the day that a clock time
    belongs to when it stands elsewhere.
    """
    meaning = outer
    for atom in atoms:
        found = _RESOLVERS[atom.kind](
            Scene(atom, meaning.value if meaning else None, timeline, words)
        )
        if found is None:
            return None
        if meaning and found.anchor is None:
            found = replace(found, anchor=meaning.anchor)
        meaning = found
    return meaning


def _date(day: date | None, unit: str, anchor: str | None, *, is_vague: bool = False) -> Meaning:
    value = value_at(day, unit) if day else None
    return Meaning("DATE", value, anchor if value else None, is_vague)


def _valid(value: str) -> Meaning | None:
    return Meaning("DATE", value) if interval_of(value) else None


# Days


def _resolve_iso(scene: Scene) -> Meaning | None:
    iso = (scene.word("iso") or "").upper()
    value = iso[:16] if "T" in iso else iso
    if interval_of(value) is None:
        return None
    return Meaning("TIME" if "T" in iso else "DATE", value)


def _resolve_slash(scene: Scene) -> Meaning | None:
    parts = [int(part) for part in re.split(r"[/.-]", scene.word("slash") or "")]
    if parts[0] > 31:
        return _valid(f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}")
    first, second, year = parts
    if year < 100:
        year += 1900 if year > 50 else 2000
    orders = [(first, second), (second, first)]
    if str(scene.words["settings"]["slash_order"]) == "dmy" or "." in (scene.word("slash") or ""):
        orders.reverse()
    found = (_valid(f"{year:04}-{month:02}-{day:02}") for month, day in orders)
    return next((meaning for meaning in found if meaning), None)


def _resolve_date(scene: Scene) -> Meaning | None:
    month = scene.number("month", "month", "month_short")
    day = scene.number("day", "ordinal")
    if month is None or day is None or interval_of(f"2000-{month:02}-{day:02}") is None:
        return None
    year, anchor = _year_of(scene, month, day)
    if year is None:
        return Meaning("DATE")
    value = f"{year}-{month:02}-{day:02}"
    if year.startswith("BC"):
        return Meaning("DATE", value, anchor)
    found = _valid(value)
    return replace(found, anchor=anchor) if found else None


def _outer_year(scene: Scene) -> str | None:
    found = re.match(r"(BC)?\d{4}", scene.outer or "")
    return found.group() if found else None


def _year_of(scene: Scene, month: int, day: int | None) -> tuple[str | None, str | None]:
    """The year of a month or a day of a month, as written or as it must be, and what tells it."""
    written = scene.word("year") or _outer_year(scene)
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
    return f"{year:04}", line.published.isoformat()


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
        return published.year - 1 if months < 0 else published.year
    if months < (-_PAST_MONTHS_AHEAD if tense == "past" else -_MONTHS_AHEAD):
        return published.year - 1
    return published.year + 1 if months > 9 else published.year


def _resolve_day(scene: Scene) -> Meaning | None:
    """ "the 4th" is a day of the month told last."""
    told = scene.timeline.told_month
    number = scene.number("day", "ordinal")
    if told is None or number is None:
        return None
    found = _valid(f"{told.value[:7]}-{number:02}")
    return replace(found, anchor=told.id) if found else None


def _resolve_weekday(scene: Scene) -> Meaning | None:
    weekday = scene.number("weekday", "weekday", "weekday_short")
    if weekday is None:
        return None
    if scene.outer:
        return _weekday_in(scene.outer, weekday)
    base, anchor = _base(scene, "D")
    if base is None:
        return Meaning("DATE")
    step = scene.value("which", "which", "which_told")
    return _date(_weekday_from(base, weekday, step, scene.timeline), "D", anchor)


def _base(scene: Scene, unit: str) -> tuple[date | None, str | None]:
    """What a relative expression is counted from, and the name of it: publication, or a date told."""
    line = scene.timeline
    told = line.told_for(unit)
    is_told = (
        scene.word("which") in scene.words["which_told"] or scene.word("the_which") is not None
    )
    if told is not None and (is_told or line.is_narrative):
        return told.day, told.id
    if is_told and told is None and line.is_narrative:
        return None, None
    return line.today, line.today_id


def _weekday_in(outer: str, weekday: int) -> Meaning | None:
    """ "Friday last week"; a full date beside the weekday outranks it."""
    monday = day_in(outer)
    if not re.fullmatch(r"\d{4}-W\d\d", outer) or monday is None:
        return Meaning("DATE", outer)
    return _date(monday + timedelta(weekday - 1), "D", None)


def _weekday_from(base: date, weekday: int, step: Scalar | None, line: Timeline) -> date | None:
    if line.range_start is not None:
        return shift(line.range_start, (weekday - line.range_start.isoweekday()) % 7, "D")
    back = (base.isoweekday() - weekday) % 7
    ahead = (weekday - base.isoweekday()) % 7
    if step == -1:
        return shift(base, -(back or 7), "D")
    if step == 1:
        return shift(base, ahead or 7, "D")
    is_future = line.tense == "future" or (step == 0 and line.tense != "past") or line.is_narrative
    return shift(base, ahead if is_future else -back, "D")


def _resolve_day_name(scene: Scene) -> Meaning | None:
    line = scene.timeline
    name = scene.word("day_name") or ""
    days = scene.number("day_name", "day_name") or 0
    beside = scene.word("beside")
    days += {"before": -1, "after": 1}.get(beside or "", 0)
    if line.is_narrative and line.published and name == "today":
        return Meaning("DATE", "PRESENT_REF", is_vague=True)
    if scene.outer and name != "tonight":
        return Meaning("DATE", scene.outer)
    found = _date(shift(line.today, days, "D") if line.today else None, "D", line.today_id)
    if name != "tonight":
        return found
    return Meaning("TIME", f"{found.value}TNI" if found.value else None, found.anchor)


# Months, years and longer


def _resolve_month(scene: Scene) -> Meaning | None:
    month = scene.number("month", "month", "month_short")
    if month is None:
        return None
    if scene.word("which") is not None and not scene.outer:
        return _which_month(scene, month)
    year, anchor = _year_of(scene, month, None)
    return Meaning("DATE", f"{year}-{month:02}", anchor) if year else Meaning("DATE")


def _which_month(scene: Scene, month: int) -> Meaning:
    base, anchor = _base(scene, "M")
    if base is None:
        return Meaning("DATE")
    step = scene.value("which", "which", "which_told")
    year = base.year
    if step == -1 and month >= base.month:
        year -= 1
    if step == 1 and month <= base.month:
        year += 1
    return Meaning("DATE", f"{year:04}-{month:02}", anchor)


def _resolve_year(scene: Scene) -> Meaning | None:
    short = scene.word("short_year")
    if short is not None:
        return _short_year(short, scene.timeline)
    year = scene.number("year")
    return Meaning("DATE", f"{year:04}") if year else None


def _short_year(short: str, line: Timeline) -> Meaning | None:
    if len(short) != 2:
        return None
    base = line.told.day if line.told and line.is_narrative else None
    century = f"{base.year:04}"[:2] if base else ("19" if int(short) > 35 else "20")
    return Meaning("DATE", century + short)


def _resolve_year_before(scene: Scene) -> Meaning | None:
    year = scene.number("year")
    return Meaning("DATE", f"BC{year:04}") if year and year <= 9999 else None


def _resolve_year_after(scene: Scene) -> Meaning | None:
    year = scene.number("year") or scene.number("year_late")
    return Meaning("DATE", f"{year:04}") if year and year < 3000 else None


def _resolve_year_words(scene: Scene) -> Meaning | None:
    ones = scene.number("ones", "digit", "ten") or 0
    if scene.word("thousands"):
        return Meaning("DATE", f"{2000 + ones:04}")
    hundreds, tens = scene.number("hundreds", "year_teen"), scene.number("tens", "ten")
    if hundreds is None or tens is None or (ones and tens < 20):
        return None
    return Meaning("DATE", f"{hundreds * 100 + tens + ones:04}")


def _resolve_decade(scene: Scene) -> Meaning | None:
    decade = scene.number("decade", "decade_name") or scene.number("decade_name", "decade_name")
    if decade is None or decade % 10:
        return None
    if decade < 100:
        line = scene.timeline
        base = line.told.day if line.told and line.is_narrative else None
        decade += (base.year // 100 * 100) if base else (1900 if decade > 20 else 2000)
    return Meaning("DATE", f"{decade // 10:03}")


def _resolve_century(scene: Scene) -> Meaning | None:
    nth = scene.number("nth", "ordinal")
    return Meaning("DATE", f"{nth - 1:02}") if nth and nth < 30 else None


def _resolve_quarter(scene: Scene) -> Meaning | None:
    nth, unit = (
        scene.number("nth", "ordinal", "last_half"),
        "Q" if scene.word("unit") == "quarter" else "H",
    )
    if nth is None or nth > (4 if unit == "Q" else 2):
        return None
    year = scene.word("year") or _outer_year(scene)
    if year is not None:
        return Meaning("DATE", f"{year}-{unit}{nth}")
    line = scene.timeline
    today = line.today
    if today is None or unit == "H":
        return Meaning("DATE") if unit == "Q" else None
    is_ahead = value_at(today, "Q") < f"{today.year:04}-Q{nth}" and line.tense != "future"
    return Meaning("DATE", f"{today.year - is_ahead:04}-Q{nth}", line.today_id)


def _resolve_season(scene: Scene) -> Meaning | None:
    season = str(scene.value("season", "season"))
    year = scene.word("year") or _outer_year(scene)
    if year is not None:
        return Meaning("DATE", f"{year}-{season}")
    line = scene.timeline
    step = scene.value("which", "which", "which_told")
    if line.is_narrative and step is None:
        told = re.match(r"(BC)?\d{4}", line.told.value) if line.told else None
        return (
            Meaning("DATE", f"{told.group()}-{season}", line.told.id if line.told else None)
            if told
            else Meaning("DATE")
        )
    base, anchor = _base(scene, "Y")
    if base is None:
        return Meaning("DATE")
    return Meaning("DATE", f"{_season_year(base, season, step, line):04}-{season}", anchor)


def _season_year(base: date, season: str, step: Scalar | None, line: Timeline) -> int:
    start = SEASON_MONTHS[season]
    if step == -1 or (step is None and line.tense != "future"):
        return base.year - (start > base.month or (step == -1 and start <= base.month < start + 3))
    return base.year + (step == 1 and start <= base.month)


def _resolve_unit(scene: Scene) -> Meaning | None:
    line = scene.timeline
    unit = str(scene.value("unit", "unit"))
    if unit.startswith("T"):
        return None
    base, anchor = _base(scene, unit)
    if base is None:
        return Meaning("DATE")
    step = int(scene.value("which", "which", "which_told") or 0)
    if scene.word("which") is None and scene.word("the_which") is None:
        step = _weekend_step(base, line)
    return _date(_stepped(base, step, unit), unit, anchor)


def _resolve_nth_unit(scene: Scene) -> Meaning | None:
    """ "the last week of August": a week of the wider date; alone it is no time."""
    interval = interval_of(scene.outer or "")
    nth = scene.number("nth", "ordinal", "last_one")
    unit = str(scene.value("unit", "unit"))
    if interval is None or nth is None:
        return None
    if nth < 0:
        last = shift(date.fromisoformat(interval.end[:10]), -1, unit)
        return _date(last, unit, None)
    first = date.fromisoformat(interval.start[:10])
    middle = 3 if unit == "W" else 0
    return _date(shift(first + timedelta(middle), nth - 1, unit), unit, None)


def _weekend_step(base: date, line: Timeline) -> int:
    return 0 if base.isoweekday() >= 5 or line.tense == "future" else -1


def _stepped(base: date, step: int, unit: str) -> date | None:
    if unit == "WE" and step == -1 and base.isoweekday() >= 6:
        return shift(base, -1, "W")
    if unit in ("M", "Q", "Y", "E", "C"):
        base = base.replace(day=1)
    return shift(base, step, unit)


def _resolve_the_unit(scene: Scene) -> Meaning | None:
    """ "the end of the year": the year told last in a narrative, this year in the news."""
    line = scene.timeline
    unit = str(scene.value("unit", "unit"))
    told = line.told_for(unit)
    if unit == "Q" and told is not None and "-Q" in told.value:
        return Meaning("DATE", told.value, told.id)
    if told is not None and line.is_narrative:
        return (
            _date(told.day, unit, told.id)
            if told.day
            else Meaning("DATE", told.value[:6] if unit == "Y" else None)
        )
    step = -1 if unit == "Q" else 0
    return _date(_stepped(line.today, step, unit) if line.today else None, unit, line.today_id)


def _resolve_unit_end(scene: Scene) -> Meaning | None:
    unit = str(scene.value("unit", "unit") or scene.value("unit_of", "unit"))
    base, anchor = _base(scene, unit)
    return _date(base, unit, anchor)


def _resolve_feast(scene: Scene) -> Meaning | None:
    day = str(scene.words["feast_day"].get(scene.word("feast") or "", ""))
    if not day:
        return Meaning("DATE", _outer_year(scene))
    year, anchor = _year_of(scene, int(day[:2]), int(day[3:]))
    return Meaning("DATE", f"{year}-{day}", anchor) if year else Meaning("DATE")


# Parts of the day and clock times


def _resolve_part(scene: Scene) -> Meaning | None:
    part = str(scene.value("part", "part", "lone_part") or "NI")
    if scene.word("any_part"):
        return Meaning("TIME", "XXXX-XX-XXTNI")
    if scene.outer is not None:
        is_day = re.fullmatch(r"(BC)?\d{4}-\d\d-\d\d", scene.outer)
        return Meaning("TIME", f"{scene.outer}T{part}" if is_day else scene.outer)
    day, anchor = _day_of_part(scene)
    return Meaning("TIME", f"{day.isoformat()}T{part}", anchor) if day else Meaning("TIME")


def _day_of_part(scene: Scene) -> tuple[date | None, str | None]:
    """The day of "last night", of "that afternoon", and of "at dawn" after a day was told."""
    line = scene.timeline
    which = scene.word("which") or ""
    is_told = which in scene.words["which_told"] or scene.word("the_which") is not None or not which
    if is_told:
        told = line.told_date
        step = int(scene.value("which", "which", "which_told") or 0)
        if told is None and which:
            return None, None
        if told is not None:
            return (shift(told.day, step, "D") if told.day else None), told.id
        return line.today, line.today_id
    day = shift(line.today, int(scene.words["which"][which]), "D") if line.today else None
    return day, line.today_id


def _resolve_clock(scene: Scene) -> Meaning | None:
    time = _clock_time(scene)
    if time is None:
        return None
    if scene.outer:
        return _clock_on(scene.outer, time)
    line = scene.timeline
    if line.told_date and not line.told_date.value.startswith("BC"):
        return Meaning("TIME", f"{line.told_date.value}T{time}", line.told_date.id)
    if line.published and not line.is_narrative:
        return Meaning("TIME", f"{line.published.isoformat()}T{time}", line.published.isoformat())
    return Meaning("TIME")


def _clock_on(day: str, time: str) -> Meaning:
    """A clock time on a day, or on a part of it: "4 o'clock in the afternoon"."""
    if not re.match(r"\d{4}-\d\d-\d\d", day):
        return Meaning("TIME")
    if day[10:] in ("TAF", "TEV", "TNI") and "04" <= time < "12":
        time = f"{int(time[:2]) + 12}{time[2:]}"
    return Meaning("TIME", f"{day[:10]}T{time}")


def _clock_time(scene: Scene) -> str | None:
    if scene.word("hour_name"):
        return f"{scene.number('hour_name', 'hour_name') or 0:02}:00"
    hour, minute = _hour_and_minute(scene)
    half = scene.number("half_day", "half_day")
    if half is not None and hour is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + half
    if hour is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return f"{hour % 24:02}:{minute:02}"


def _hour_and_minute(scene: Scene) -> tuple[int | None, int]:
    clock, military = scene.word("clock"), scene.word("military")
    if clock:
        hour, minute = re.split("[:.]", clock)[:2]
        return int(hour), int(minute)
    if military:
        return (int(military[:2]), int(military[2:])) if len(military) == 4 else (None, 0)
    return scene.number("hour", "numword"), 0


# Counted from a date, lengths, repetitions


def read_number(words: str, values: Mapping[str, Scalar]) -> float | None:
    """The number that words or digits say; None for "several", "a few" and other vague ones.

    "twenty four" → 24, "a hundred" → 100, "two and a half" → 2.5, "1,200" → 1200
    """
    total, current, seen = 0.0, 0.0, False
    for word in words.replace("-", " ").split():
        if re.fullmatch(r"[\d,.]*\d[\d,.]*", word):
            current, seen = float(word.replace(",", "").rstrip(".")), True
        elif word in values:
            value = float(values[word])
            seen = True
            if value >= 100:
                current = max(current, 1) * value
            else:
                current = (
                    current + value if value < 1 or current % 10 == 0 or current == 0 else current
                )
        elif word in ("a", "an") and not seen:
            current = 0
    total = current
    return total if seen else None


def _quantity(scene: Scene) -> float | None:
    """How many units; None when vague."""
    words = (scene.word("quantity") or "").strip()
    if words in ("a", "an", "the", "one", "another"):
        return 1
    if "couple" in words:
        return 2
    if " / " in words:
        return _with_fraction(words, scene)
    return read_number(words, scene.words["numword"])


def _with_fraction(words: str, scene: Scene) -> float | None:
    *whole, top, _, bottom = words.split()
    number = read_number(" ".join(whole), scene.words["numword"])
    return (number or 0) + int(top) / max(int(bottom), 1)


def duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length; X for an unknown number.

    duration_value(48, "TH") → "PT48H"; duration_value(None, "M") → "PXM"
    """
    if count is None:
        return _UNIT_CODES[unit].format("X")
    factor, unit = _UNIT_FACTORS.get(unit, (1, unit))
    return _UNIT_CODES[unit].format(f"{count * factor:.12g}")


def _resolve_length(scene: Scene) -> Meaning | None:
    unit = str(scene.value("unit", "unit"))
    which, line = scene.word("which"), scene.timeline
    count = _quantity(scene)
    if unit == "TS" and count in (None, 1):
        return None
    value = duration_value(count, unit)
    if which not in scene.words["which"] or line.today is None or count is None:
        return Meaning("DURATION", value)
    step = int(scene.words["which"][which])
    interval = _stretch(line.today, step * count, unit)
    return Meaning("DURATION", value, line.today_id if interval else None, interval=interval)


def _stretch(today: date, count: float, unit: str) -> Interval | None:
    """The days of "the past three months" up to today, of "the next two weeks" from today on."""
    if unit in _HOURS:
        count, unit = math.copysign(math.ceil(abs(count) * _HOURS[unit] / 24), count), "D"
    far = shift(today, count, unit)
    if far is None or not count:
        return None
    first, last = min(far, today), max(far, today)
    return Interval(first.isoformat(), (last + timedelta(1)).isoformat(), "")


def _resolve_ago(scene: Scene) -> Meaning | None:
    step = int(scene.value("ago", "ago") or -1)
    return _offset(scene, step, scene.timeline.today, scene.timeline.today_id)


def _resolve_later(scene: Scene) -> Meaning | None:
    step = int(scene.words["later"].get(scene.word("later") or "", -1))
    line = scene.timeline
    told = line.told_for(str(scene.value("unit", "unit")))
    if told is not None:
        return _offset(scene, step, told.day, told.id)
    return _offset(scene, step, line.today, line.today_id)


def _offset(scene: Scene, step: int, base: date | None, anchor: str | None) -> Meaning | None:
    unit = str(scene.value("unit", "unit"))
    count = _quantity(scene) if scene.word("quantity") else None
    if count is None:
        return Meaning("DATE", "PAST_REF" if step < 0 else "FUTURE_REF", is_vague=True)
    if unit in _HOURS:
        line = scene.timeline if scene.word("later") else None
        return _offset_in_day(step * count * _HOURS[unit], line)
    if base is None:
        return Meaning("DATE")
    factor, plain = _UNIT_FACTORS.get(unit, (1, unit))
    told = scene.timeline.told
    grain = "Q" if unit == "Y" and told and "-Q" in told.value else unit
    if grain == "Q" and told and told.day:
        base, anchor = told.day, told.id
    return _date(
        shift(base, step * count * factor, plain), "D" if grain in ("NI", "2W") else grain, anchor
    )


def _offset_in_day(hours: float, line: Timeline | None) -> Meaning:
    """ "half an hour later" is counted from the clock time told last."""
    told = line.told_clock if line else None
    if told is None:
        return Meaning("TIME")
    try:
        moment = datetime.fromisoformat(told.value) + timedelta(hours=hours)
    except (ValueError, OverflowError):
        return Meaning("TIME")
    return Meaning("TIME", moment.isoformat(timespec="minutes"), told.id)


def _resolve_set(scene: Scene) -> Meaning | None:
    if scene.word("often"):
        return Meaning("SET", str(scene.value("often", "often")))
    weekday = scene.number("weekday", "weekday", "weekday_short") or scene.number(
        "weekdays", "weekdays"
    )
    if weekday:
        return Meaning("SET", f"XXXX-WXX-{weekday}")
    month = scene.number("month", "month", "month_short")
    if month:
        return Meaning("SET", f"XXXX-{month:02}")
    part = scene.value("unit", "part")
    if part:
        return Meaning("SET", f"XXXX-XX-XXT{part}")
    count = _quantity(scene) if scene.word("quantity") else 1
    unit = str(scene.value("unit", "unit"))
    if unit == "D" and count == 1 and not scene.word("times"):
        return Meaning("SET", "XXXX-XX-XX" if scene.word("each") else "P1D")
    return Meaning("SET", duration_value(count, unit))


def _resolve_that_time(scene: Scene) -> Meaning | None:
    """ "at that time" is the time told last."""
    told = scene.timeline.told
    if told is not None and scene.timeline.is_narrative:
        return Meaning("DATE", told.value, told.id, is_vague=True)
    return Meaning("DATE", scene.atom.value, is_vague=True)


def _resolve_now(scene: Scene) -> Meaning | None:
    return Meaning("DATE", str(scene.value("now", "now")), is_vague=True)


def _resolve_ref(scene: Scene) -> Meaning | None:
    return Meaning("DATE", scene.atom.value, is_vague=True)


_RESOLVERS: dict[str, Resolver] = {
    "iso": _resolve_iso,
    "slash": _resolve_slash,
    "date": _resolve_date,
    "day": _resolve_day,
    "weekday": _resolve_weekday,
    "day_name": _resolve_day_name,
    "month": _resolve_month,
    "year": _resolve_year,
    "year_before": _resolve_year_before,
    "year_after": _resolve_year_after,
    "year_words": _resolve_year_words,
    "decade": _resolve_decade,
    "century": _resolve_century,
    "quarter": _resolve_quarter,
    "season": _resolve_season,
    "unit": _resolve_unit,
    "the_unit": _resolve_the_unit,
    "unit_end": _resolve_unit_end,
    "feast": _resolve_feast,
    "part": _resolve_part,
    "lone_part": _resolve_part,
    "clock": _resolve_clock,
    "ago": _resolve_ago,
    "later": _resolve_later,
    "length": _resolve_length,
    "set": _resolve_set,
    "nth_unit": _resolve_nth_unit,
    "that_time": _resolve_that_time,
    "now": _resolve_now,
    "ref": _resolve_ref,
}
