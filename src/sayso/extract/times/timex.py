"""What a time expression stands for: captured words → TIMEX3 type and value, seen from where the text stands.

Comes in: atoms (kind and captured words) of one expression, from coarse to fine, and the Timeline. Goes out: a
Meaning. Does not search text.

A relative expression with nothing to count from has value None: it is found, and says that it is not resolved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sayso.extract.times import timecalendars, timedays, timelengths, timeperiods
from sayso.extract.times.timelines import Atom, Meaning, Scene, Timeline, WordValues

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
    "iso": timedays.resolve_iso,
    "slash": timedays.resolve_slash,
    "date": timedays.resolve_date,
    "day": timedays.resolve_day,
    "weekday": timedays.resolve_weekday,
    "day_name": timedays.resolve_day_name,
    "month": timeperiods.resolve_month,
    "year": timeperiods.resolve_year,
    "year_before": timeperiods.resolve_year_before,
    "year_after": timeperiods.resolve_year_after,
    "year_words": timeperiods.resolve_year_words,
    "decade": timeperiods.resolve_decade,
    "century": timeperiods.resolve_century,
    "quarter": timeperiods.resolve_quarter,
    "season": timeperiods.resolve_season,
    "unit": timeperiods.resolve_unit,
    "the_unit": timeperiods.resolve_the_unit,
    "the_period": timeperiods.resolve_the_period,
    "year_period": timeperiods.resolve_year_period,
    "unit_end": timeperiods.resolve_unit_end,
    "feast": timeperiods.resolve_feast,
    "other_month": timecalendars.resolve_other_month,
    "part": timedays.resolve_part,
    "lone_part": timedays.resolve_part,
    "clock": timedays.resolve_clock,
    "ago": timelengths.resolve_ago,
    "later": timelengths.resolve_later,
    "length": timelengths.resolve_length,
    "set": timelengths.resolve_set,
    "nth_unit": timeperiods.resolve_nth_unit,
    "that_time": _resolve_that_time,
    "now": _resolve_now,
    "ref": _resolve_ref,
}
