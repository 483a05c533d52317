"""The day that a length is counted to from another day told in its sentence.

Comes in: the times of a reading. Goes out: the same, in which "two days" of "left on Thursday, two days after gunmen
torched a bus" has the day that it reaches: type and value stay those of TIMEX3 (DURATION, P2D), `anchor` is the id of
Thursday, and the interval is Tuesday. What happened then is decided in extract/events/deed_times.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.grammar.voice import climb, is_verb
from sayso.extract.times.calendar import shift
from sayso.model import TimeInterval
from sayso.nlp.readings import Reading

# Which way these lead from the day that is told: "two days after the raid" the raid was before it.
_STEPS = MappingProxyType({"after": -1, "before": 1})
_DAYS = re.compile(r"P(\d{1,2})([DW])")
_HOURS = re.compile(r"PT(?:\d{1,2}|X)[HM]")


def with_days_reached(reading: Reading, times: Sequence[TimeInterval]) -> list[TimeInterval]:
    """Give each length that is counted from a day of its sentence the day that it reaches.

    "The union called a strike on Monday, a day before the vote" → "a day": P1D, Tuesday
    """
    days = [time for time in times if time.type == "DATE" and time.grain == "day" and time.start]
    if not days:
        return list(times)
    return [_counted(reading, time, days) or time for time in times]


def link_of(reading: Reading, time: TimeInterval) -> Token | None:
    """ "after" in "two days after the raid": what stands right behind a length, and leads on."""
    at = reading.token_at.get(time.span.end + 1)
    if time.type != "DURATION" or at is None:
        return None
    link = reading.tokens[at]
    return link if link.lower_ in _STEPS else None


def told_behind(link: Token) -> Iterator[Token]:
    """What stands behind "after": a clause or a noun, and all below it.

    "After" may be above it, hang on it, or hang on the length that does.
    """
    above = (up for up in climb(link) if up.i > link.i)
    top = link if any(link.rights) else next(above, link)
    return (token for token in top.subtree if token.i > link.i)


def _counted(
    reading: Reading, time: TimeInterval, days: Sequence[TimeInterval]
) -> TimeInterval | None:
    link = link_of(reading, time)
    if link is None or time.start is not None:
        return None
    day = _day_told(reading, link, days)
    reached = _reached(day, time.value or "", _STEPS[link.lower_]) if day is not None else None
    if day is None or reached is None:
        return None
    end = (reached + timedelta(1)).isoformat()
    return replace(time, start=reached.isoformat(), end=end, grain="day", anchor=day.id)


def _day_told(reading: Reading, link: Token, days: Sequence[TimeInterval]) -> TimeInterval | None:
    """The day that is counted from: that of the verb the length hangs on, else the only one of the sentence."""
    behind = {token.i for token in told_behind(link)}
    sentence = link.sent
    near = []
    for day in days:
        at = reading.token_at.get(day.span.start)
        if at is None or not sentence.start <= at < sentence.end or at in behind:
            continue
        if reading.tokens[at].i > link.i and not any(
            t.lower_ == "," for t in reading.tokens[link.i : at]
        ):
            continue
        near.append((reading.tokens[at], day))
    verb = next((up for up in climb(link) if is_verb(up) and up.i not in behind), None)
    own = [day for token, day in near if verb is not None and _governor(token) == verb]
    if len(own) == 1:
        return own[0]
    return near[0][1] if len(near) == 1 else None


def _governor(token: Token) -> Token | None:
    return next((up for up in climb(token) if is_verb(up)), None)


def _reached(day: TimeInterval | None, value: str, step: int) -> date | None:
    if day is None or day.start is None:
        return None
    try:
        told = date.fromisoformat(day.start[:10])
    except ValueError:
        return None
    if _HOURS.fullmatch(value):
        return told
    found = _DAYS.fullmatch(value)
    return shift(told, step * int(found[1]), found[2]) if found else None
