"""Chains: which mentions of a report mean the same actor.

Comes in: a reading and its mentions. Goes out: the same mentions, each with a `chain`.
"""

from __future__ import annotations

from msgspec.structs import replace

from sayso.model import Mention
from sayso.nlp.readings import Reading


def link_mentions(reading: Reading, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(replace(m, chain="c" + m.id[1:]) for m in mentions)
