"""."""
from __future__ import annotations
from sayso.model import TimeInterval
from sayso.nlp.readings import Reading

class TimeRules: ...
def load_time_rules() -> TimeRules: return TimeRules()
def find_times(reading: Reading, rules: TimeRules) -> tuple[TimeInterval, ...]:
    return ()
