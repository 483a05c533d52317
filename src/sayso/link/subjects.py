"""What some events are about: a truce or an attack, of these days or of long ago.

Comes in: events of one report, in the order of its text. Goes out: their `Subject`. A truce is another happening than
the attack that breaks it, and last year's shelling of a town another one than Tuesday's; both are told in the same
words, of the same town, and by the same reports. Not handled: two attacks of one week, and two truces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from sayso.model import Event, TimeInterval

Subject = Literal["truce", "attack", "history"]

_HARM = frozenset({"ASSAULT", "COERCE"})
_DONE = frozenset({"happened", "ongoing", "attempted", "negated"})
# "In August 2024", "last year": no day on which it could be the same as another deed.
_SPELLS = frozenset({"month", "quarter", "season", "year", "decade"})
_DEATH = re.compile(r"(?:die|dead|death|dying|succumb)", re.IGNORECASE)
_ATTACK = re.compile(
    r"bomb|kill|dead|\bdie|strike|struck|shell|attack|raid|blast|clash|fight|shoot|shot|massacre|ambush|wound|hit",
    re.IGNORECASE,
)
_TRUCE = re.compile(r"truce|cease-?fire|armistice", re.IGNORECASE)
_NOUN = r"(?:truces?|cease-?fires?|armistices?)(?! (?:talk|negotiation|monitor|proposal|plan))"
# "Pulled out of the truce", "ended their month-old ceasefire": what a side did to it.
_LEFT = re.compile(
    r"\b(?:pull\w* out of|withdr[ae]w\w* from|quit|scrapp\w+|abandon\w*|renounc\w+|tore up|torn up|end(?:ed|ing|s)?)"
    rf" (?:the|their|its|a|this|that) (?:[\w-]+ ){{0,4}}{_NOUN}\b",
    re.I,
)


def is_truce(event: Event) -> bool:
    """A truce that is agreed, begins, holds or ends: "the ceasefire took hold", "suspended the truce"."""
    if event.attribution is not None or event.type in _HARM:
        return False
    return "ceasefire" in event.modes or _TRUCE.search(event.trigger.exact) is not None


def find_leaving(sentence: str) -> re.Match[str] | None:
    """Where somebody leaves a truce: "The rebels |pulled out of the truce|"."""
    return _LEFT.search(sentence)


def is_death(event: Event) -> bool:
    """ "Died", "succumbed", "bringing the death toll to five": days later it may be of the same attack."""
    return event.type == "ASSAULT" and _DEATH.match(event.trigger.exact) is not None


def is_headed_truce(title: str) -> bool:
    """ "Truce shaken on its second day": of the truce, whatever broke it; not "Jets bomb town days after truce"."""
    return _TRUCE.search(title) is not None and _ATTACK.search(title) is None


def find_subject(events: Sequence[Event], times: Mapping[str, TimeInterval]) -> Subject | None:
    """What most of the events are, of several equal ones the first; what was not done, or forbidden, counts last.

    "Jets bombed a monastery three days after a ceasefire took hold, killing 17" → attack
    """
    done = [event for event in events if event.status != "negated" or is_truce(event)]
    found = [s for event in done if (s := _subject_of(event, times)) is not None]
    found = found or [s for event in events if (s := _subject_of(event, times)) is not None]
    news = [s for s in found if s != "history"] or found
    return Counter(news).most_common(1)[0][0] if news else None


def begin_with(events: Sequence[Event], times: Mapping[str, TimeInterval]) -> set[Subject]:
    """What a sentence is about: that of which it tells first."""
    found = (_subject_of(event, times) for event in events)
    first = next((s for s in found if s is not None), None)
    return {first} if first is not None else set()


def are_two(one: set[Subject], other: set[Subject]) -> bool:
    """Whether some sentences and others are about happenings of two kinds, all of each about one."""
    return len(one) == len(other) == 1 and one != other


def _subject_of(event: Event, times: Mapping[str, TimeInterval]) -> Subject | None:
    if is_truce(event):
        return "truce" if event.status != "historical" else None
    if event.type not in _HARM or event.attribution is not None:
        return None
    if event.status in _DONE:
        return "attack"
    time = times.get(event.time or "")
    is_long_ago = event.status == "historical" and time is not None and time.grain in _SPELLS
    return "history" if is_long_ago and event.type == "ASSAULT" else None
