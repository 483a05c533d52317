"""Lengths, offsets and repetitions: "48-hour", "two days ago", "three weeks later", "every Friday" → value.

Comes in: a Scene (the atom and the timeline). Goes out: its Meaning, or None where the words are no time after
all. An offset from an event ("two days after the raid") stays a length: the event's date is not known here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sayso.extract.times.calendar import Interval, shift
from sayso.extract.times.timelines import Meaning, Scalar, Scene, Timeline, date_meaning

_UNIT_CODES = {
    "TS": "PT{}S",
    "TM": "PT{}M",
    "TH": "PT{}H",
    "D": "P{}D",
    "NI": "P{}D",
    "W": "P{}W",
    "WE": "P{}WE",
}
_UNIT_CODES |= {"2W": "P{}W", "M": "P{}M", "Q": "P{}Q", "Y": "P{}Y", "E": "P{}DE", "C": "P{}CE"}
_HOURS = {"TH": 1.0, "TM": 1 / 60, "TS": 1 / 3600}
# Units that TIMEX3 has no letter for, in units that it has.
_UNIT_FACTORS = {"2W": (2, "W"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y")}


def read_number(words: str, values: Mapping[str, Scalar]) -> float | None:
    """The number that words or digits say; None for "several", "a few" and other vague ones.

    "twenty four" → 24, "a hundred" → 100, "two and a half" → 2.5, "1,200" → 1200
    """
    total, current, seen = 0.0, 0.0, False
    for word in words.replace("-", " ").split():
        if re.fullmatch(r"[,.]*\d[\d,.]*", word):
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
    factor, unit = (1, unit) if unit == "Q" else _UNIT_FACTORS.get(unit, (1, unit))
    return _UNIT_CODES[unit].format(f"{count * factor:.12g}")


def resolve_length(scene: Scene) -> Meaning | None:
    unit = str(scene.value("unit", "unit"))
    which, line = scene.word("which") or "", scene.timeline
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


def resolve_ago(scene: Scene) -> Meaning | None:
    step = int(scene.value("ago", "ago") or -1)
    return _offset(scene, step, scene.timeline.today, scene.timeline.today_id)


def resolve_later(scene: Scene) -> Meaning | None:
    step = int(scene.words["later"].get(scene.word("later") or "", -1))
    line = scene.timeline
    told = line.told_for(str(scene.value("unit", "unit")))
    if told is not None:
        return _offset(scene, step, told.day, told.id)
    return _offset(scene, step, line.today, line.today_id)


def _offset(scene: Scene, step: int, base: date | None, anchor: str | None) -> Meaning | None:
    unit = str(scene.value("unit", "unit"))
    is_one = scene.word("unit") in scene.words["one_unit"]
    count = _quantity(scene) if scene.word("quantity") else (1 if is_one else None)
    if count is None:
        return Meaning("DATE", "PAST_REF" if step < 0 else "FUTURE_REF", is_vague=True)
    if unit in _HOURS:
        line = scene.timeline if scene.word("later") else None
        return _offset_in_day(step * count * _HOURS[unit], line)
    if base is None:
        return Meaning("DATE")
    factor, plain = _UNIT_FACTORS.get(unit, (1, unit))
    quarter = scene.timeline.told_quarter
    if unit == "Y" and count == 1 and quarter is not None and quarter.day is not None:
        # In a report that counts in quarters, "a year ago" is the same quarter of the year before.
        return date_meaning(shift(quarter.day, step, "Y"), "Q", quarter.id)
    grain = "D" if unit in ("NI", "2W") else unit
    return date_meaning(shift(base, step * count * factor, plain), grain, anchor)


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


def resolve_set(scene: Scene) -> Meaning | None:
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
