"""."""
from __future__ import annotations
from sayso.model import Mention
from sayso.nlp.readings import Reading
def link_mentions(reading: Reading, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return mentions
