"""."""
from __future__ import annotations
from sayso.model import Event, Findings
from sayso.nlp.readings import Reading
class EventLexicon: ...
def load_event_lexicon() -> EventLexicon: return EventLexicon()
def find_events(reading: Reading, findings: Findings, lexicon: EventLexicon) -> tuple[Event, ...]:
    return ()
