"""Periods of the calendar: weeks, months, quarters, seasons, years, decades, feasts → value.

Comes in: a Scene (the atom, the wider date it stands in, the timeline). Goes out: its Meaning, or None where the
words are no time after all. Seasons are those of the northern hemisphere; movable feasts are named, not computed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from sayso.extract.times.calendar import SEASON_MONTHS, interval_of, shift, value_at
from sayso.extract.times.timelines import (
    Meaning,
    Scalar,
    Scene,
    Timeline,
    counting_base,
    date_meaning,
    outer_year,
    year_of,
)


def resolve_month(scene: Scene) -> Meaning | None:
    month = scene.number("month", "month", "month_short")
    if month is None:
        return None
    if scene.word("which") is not None and not scene.outer:
        return _which_month(scene, month)
    year, anchor = year_of(scene, month, None)
    return Meaning("DATE", f"{year}-{month:02}", anchor) if year else Meaning("DATE")


def _which_month(scene: Scene, month: int) -> Meaning:
    base, anchor = counting_base(scene, "M")
    if base is None:
        return Meaning("DATE")
    step = scene.value("which", "which", "which_told")
    year = base.year
    if step == -1 and month >= base.month:
        year -= 1
    if step == 1 and month <= base.month:
        year += 1
    return Meaning("DATE", f"{year:04}-{month:02}", anchor)


def resolve_year(scene: Scene) -> Meaning | None:
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


def resolve_year_before(scene: Scene) -> Meaning | None:
    year = scene.number("year")
    return Meaning("DATE", f"BC{year:04}") if year and year <= 9999 else None


def resolve_year_after(scene: Scene) -> Meaning | None:
    year = scene.number("year") or scene.number("year_late")
    return Meaning("DATE", f"{year:04}") if year and year < 3000 else None


def resolve_year_words(scene: Scene) -> Meaning | None:
    ones = scene.number("ones", "digit", "ten") or 0
    if scene.word("thousands"):
        return Meaning("DATE", f"{2000 + ones:04}")
    hundreds, tens = scene.number("hundreds", "year_teen"), scene.number("tens", "ten")
    if hundreds is None or tens is None or (ones and tens < 20):
        return None
    return Meaning("DATE", f"{hundreds * 100 + tens + ones:04}")


def resolve_decade(scene: Scene) -> Meaning | None:
    decade = scene.number("decade", "decade_name") or scene.number("decade_name", "decade_name")
    if decade is None or decade % 10:
        return None
    if decade < 100:
        line = scene.timeline
        base = line.told.day if line.told and line.is_narrative else None
        decade += (base.year // 100 * 100) if base else (1900 if decade > 20 else 2000)
    return Meaning("DATE", f"{decade // 10:03}")


def resolve_century(scene: Scene) -> Meaning | None:
    nth = scene.number("nth", "ordinal")
    return Meaning("DATE", f"{nth - 1:02}") if nth and nth < 30 else None


def resolve_quarter(scene: Scene) -> Meaning | None:
    nth, unit = (
        scene.number("nth", "ordinal", "last_half"),
        "Q" if scene.word("unit") == "quarter" else "H",
    )
    if nth is None or nth > (4 if unit == "Q" else 2):
        return None
    year = scene.word("year") or outer_year(scene)
    if year is not None:
        return Meaning("DATE", f"{year}-{unit}{nth}")
    line = scene.timeline
    today = line.today
    if today is None or unit == "H":
        return Meaning("DATE") if unit == "Q" else None
    is_ahead = value_at(today, "Q") < f"{today.year:04}-Q{nth}" and line.tense != "future"
    return Meaning("DATE", f"{today.year - is_ahead:04}-Q{nth}", line.today_id)


def resolve_season(scene: Scene) -> Meaning | None:
    season = str(scene.value("season", "season"))
    year = scene.word("year") or outer_year(scene)
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
    base, anchor = counting_base(scene, "Y")
    if base is None:
        return Meaning("DATE")
    return Meaning("DATE", f"{_season_year(base, season, step, line):04}-{season}", anchor)


def _season_year(base: date, season: str, step: Scalar | None, line: Timeline) -> int:
    start = SEASON_MONTHS[season]
    if step == -1 or (step is None and line.tense != "future"):
        return base.year - (start > base.month or (step == -1 and start <= base.month < start + 3))
    return base.year + (step == 1 and start <= base.month)


def resolve_unit(scene: Scene) -> Meaning | None:
    line = scene.timeline
    unit = str(scene.value("unit", "unit"))
    if unit.startswith("T"):
        return None
    base, anchor = counting_base(scene, unit)
    if base is None:
        return Meaning("DATE")
    step = int(scene.value("which", "which", "which_told") or 0)
    if scene.word("which") is None and scene.word("the_which") is None:
        step = _weekend_step(base, line)
    return date_meaning(_stepped(base, step, unit), unit, anchor)


def resolve_nth_unit(scene: Scene) -> Meaning | None:
    """ "the last week of August": a week of the wider date; alone it is no time."""
    interval = interval_of(scene.outer or "")
    nth = scene.number("nth", "ordinal", "last_one")
    unit = str(scene.value("unit", "unit"))
    if interval is None or nth is None:
        return None
    if nth < 0:
        last = shift(date.fromisoformat(interval.end[:10]), -1, unit)
        return date_meaning(last, unit, None)
    first = date.fromisoformat(interval.start[:10])
    middle = 3 if unit == "W" else 0
    return date_meaning(shift(first + timedelta(middle), nth - 1, unit), unit, None)


def _weekend_step(base: date, line: Timeline) -> int:
    return 0 if base.isoweekday() >= 5 or line.tense == "future" else -1


def _stepped(base: date, step: int, unit: str) -> date | None:
    if unit == "WE" and step == -1 and base.isoweekday() >= 6:
        return shift(base, -1, "W")
    if unit in ("M", "Q", "Y", "E", "C"):
        base = base.replace(day=1)
    return shift(base, step, unit)


def resolve_the_unit(scene: Scene) -> Meaning | None:
    """ "the end of the year": the year told last in a narrative, this year in the news."""
    line = scene.timeline
    unit = str(scene.value("unit", "unit"))
    told = line.told_for(unit)
    if unit == "Q" and line.told_quarter is not None:
        return resolve_the_period(scene)
    if told is not None and line.is_narrative:
        return (
            date_meaning(told.day, unit, told.id)
            if told.day
            else Meaning("DATE", told.value[:6] if unit == "Y" else None)
        )
    step = -1 if unit == "Q" else 0
    return date_meaning(
        _stepped(line.today, step, unit) if line.today else None, unit, line.today_id
    )


def resolve_the_period(scene: Scene) -> Meaning | None:
    """ "the latest period": the quarter that the report is about; without one it is no time."""
    told = scene.timeline.told_quarter
    return Meaning("DATE", told.value, told.id) if told is not None else None


def resolve_year_period(scene: Scene) -> Meaning | None:
    """ "the 2014 period": in a report on a quarter the same one of that year, else the year."""
    year, told = scene.word("year"), scene.timeline.told_quarter
    if year is None:
        return None
    if told is None:
        return Meaning("DATE", year)
    return Meaning("DATE", f"{year}-{told.value[-2:]}", told.id)


def resolve_unit_end(scene: Scene) -> Meaning | None:
    unit = str(scene.value("unit", "unit") or scene.value("unit_of", "unit"))
    base, anchor = counting_base(scene, unit)
    return date_meaning(base, unit, anchor)


def resolve_feast(scene: Scene) -> Meaning | None:
    day = str(scene.words["feast_day"].get(scene.word("feast") or "", ""))
    if not day:
        return Meaning("DATE", outer_year(scene))
    year, anchor = year_of(scene, int(day[:2]), int(day[3:]))
    return Meaning("DATE", f"{year}-{day}", anchor) if year else Meaning("DATE")
