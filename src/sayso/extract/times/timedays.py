"""Days and the times within them: "May 4", "Friday", "yesterday", "last night", "8 a.m." → value.

Comes in: a Scene (the atom, the wider date it stands in, the timeline). Goes out: its Meaning, or None where the
words are no time after all. Longer periods are in timeperiods.py, lengths and offsets in timelengths.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from sayso.extract.times.calendar import day_in, interval_of, shift
from sayso.extract.times.timelines import (
    Meaning,
    Scalar,
    Scene,
    Timeline,
    Told,
    counting_base,
    date_meaning,
    valid_date,
    year_of,
)

# "was shot overnight", told in the morning: the night before.
_NIGHT_BEFORE = 1
_DAY_LENGTH = len("2016-05-04")


def resolve_iso(scene: Scene) -> Meaning | None:
    iso = (scene.word("iso") or "").upper()
    value = iso[:16] if "T" in iso else iso
    if interval_of(value) is None:
        return None
    return Meaning("TIME" if "T" in iso else "DATE", value)


def resolve_slash(scene: Scene) -> Meaning | None:
    parts = [int(part) for part in re.split(r"[/.-]", scene.word("slash") or "")]
    if parts[0] > 31:
        return valid_date(f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}")
    first, second, year = parts
    if year < 100:
        year += 1900 if year > 50 else 2000
    orders = [(first, second), (second, first)]
    if str(scene.words["settings"]["slash_order"]) == "dmy" or "." in (scene.word("slash") or ""):
        orders.reverse()
    found = (valid_date(f"{year:04}-{month:02}-{day:02}") for month, day in orders)
    return next((meaning for meaning in found if meaning), None)


def resolve_date(scene: Scene) -> Meaning | None:
    month = scene.number("month", "month", "month_short")
    day = scene.number("day", "ordinal")
    if month is None or day is None or interval_of(f"2000-{month:02}-{day:02}") is None:
        return None
    year, anchor = year_of(scene, month, day)
    if year is None:
        return Meaning("DATE")
    value = f"{year}-{month:02}-{day:02}"
    if year.startswith("BC"):
        return Meaning("DATE", value, anchor)
    found = valid_date(value)
    return replace(found, anchor=anchor) if found else None


def resolve_day(scene: Scene) -> Meaning | None:
    """ "the 4th" is a day of the month told last."""
    told = scene.timeline.told_month
    number = scene.number("day", "ordinal")
    if told is None or number is None:
        return None
    found = valid_date(f"{told.value[:7]}-{number:02}")
    return replace(found, anchor=told.id) if found else None


def resolve_weekday(scene: Scene) -> Meaning | None:
    weekday = scene.number("weekday", "weekday", "weekday_short", "weekday_newspaper")
    if weekday is None:
        return None
    if scene.outer:
        return _weekday_in(scene.outer, weekday)
    base, anchor = counting_base(scene, "D")
    if base is None:
        return Meaning("DATE")
    step = scene.value("which", "which", "which_told")
    return date_meaning(_weekday_from(base, weekday, step, scene.timeline), "D", anchor)


def _weekday_in(outer: str, weekday: int) -> Meaning | None:
    """ "Friday last week"; a full date beside the weekday outranks it."""
    monday = day_in(outer)
    if not re.fullmatch(r"\d{4}-W\d\d", outer) or monday is None:
        return Meaning("DATE", outer)
    return date_meaning(monday + timedelta(weekday - 1), "D", None)


def _weekday_from(base: date, weekday: int, step: Scalar | None, line: Timeline) -> date | None:
    if line.range_start is not None:
        return shift(line.range_start, (weekday - line.range_start.isoweekday()) % 7, "D")
    back = (base.isoweekday() - weekday) % 7
    ahead = (weekday - base.isoweekday()) % 7
    if step == -1 or (step is None and line.is_week_told and line.tense == "past"):
        return shift(base, -(back or 7), "D")
    if step == 1:
        return shift(base, ahead or 7, "D")
    if line.tense == "nearer" and step is None and not line.is_narrative:
        return shift(base, ahead if ahead < back else -back, "D")
    is_future = line.tense == "future" or (step == 0 and line.tense != "past") or line.is_narrative
    return shift(base, ahead if is_future else -back, "D")


def resolve_day_name(scene: Scene) -> Meaning | None:
    line = scene.timeline
    name = scene.word("day_name") or ""
    days = scene.number("day_name", "day_name") or 0
    beside = scene.word("beside")
    days += {"before": -1, "after": 1}.get(beside or "", 0)
    if line.is_narrative and line.published and name == "today":
        return Meaning("DATE", "PRESENT_REF", is_vague=True)
    if scene.outer and name != "tonight":
        return Meaning("DATE", scene.outer)
    found = date_meaning(shift(line.today, days, "D") if line.today else None, "D", line.today_id)
    if name != "tonight":
        return found
    return Meaning("TIME", f"{found.value}TNI" if found.value else None, found.anchor)


def resolve_part(scene: Scene) -> Meaning | None:
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
        is_over = scene.word("part") == "overnight" and line.tense == "past"
        back = _NIGHT_BEFORE if is_over else 0
        if told is not None:
            # "said on Wednesday" that jets struck overnight: the night before the report's own day.
            step -= back if told.day == line.today else 0
            return (shift(told.day, step, "D") if told.day else None), told.id
        return (shift(line.today, -back, "D") if line.today else None), line.today_id
    day = shift(line.today, int(scene.words["which"][which]), "D") if line.today else None
    return day, line.today_id


def resolve_clock(scene: Scene) -> Meaning | None:
    time = _clock_time(scene)
    if time is None:
        return None
    if scene.outer:
        return _clock_on(scene.outer, time)
    line = scene.timeline
    if line.told_date and not line.told_date.value.startswith("BC"):
        day = _day_after(line.told_date) if scene.word("day_end") else line.told_date.value
        return Meaning("TIME", f"{day}T{time}", line.told_date.id)
    if line.published and not line.is_narrative:
        return Meaning("TIME", f"{line.published.isoformat()}T{time}", line.published.isoformat())
    return Meaning("TIME")


def _day_after(told: Told) -> str:
    """ "The radio house burned on Thursday. A curfew began at midnight": that which ended the day.

    Not "was shelled on Sunday, minutes after midnight".
    """
    day = told.day if len(told.value) == _DAY_LENGTH else None
    return str(shift(day, 1, "D") or told.value) if day else told.value


def _clock_on(day: str, time: str) -> Meaning:
    """A clock time on a day, or on a part of it: "4 o'clock in the afternoon"."""
    if not re.match(r"\d{4}-\d\d-\d\d", day):
        return Meaning("TIME")
    if day[10:] in ("TAF", "TEV", "TNI") and "04" <= time < "12":
        time = f"{int(time[:2]) + 12}{time[2:]}"
    return Meaning("TIME", f"{day[:10]}T{time}")


def _clock_time(scene: Scene) -> str | None:
    if scene.word("day_end"):
        return "00:00"
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
        if hour == "0":
            return None, 0  # "visible at 0:43": so far into a recording
        return int(hour), int(minute)
    if military:
        return (int(military[:2]), int(military[2:])) if len(military) == 4 else (None, 0)
    return scene.number("hour", "numword"), 0
