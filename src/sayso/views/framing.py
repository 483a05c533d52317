"""How each outlet's own voice names the sides: "rebels", "terrorists", "regime". Counted, not judged.

Comes in: the reports of an incident and its parties. Goes out: for each outlet and side the describing words and how
often they stand in the outlet's own words. What a source says, quoted or not, is the source's choice of words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from sayso.incident_model import Framing
from sayso.views.sides import Sides
from sayso.views.statements import Told


def find_framing(
    told: Sequence[Told], parties: frozenset[str], sides: Sides
) -> tuple[Framing, ...]:
    """The words for each party, by outlet, in reports that are mainly about this incident."""
    words: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for report in (t.report for t in told if t.is_main):
        document = report.document
        if document.outlet is None:
            continue
        actors = {actor.id: actor for actor in report.actors}
        day = document.published[:10] if document.published else None
        for mention in report.mentions:
            if mention.voice is None and mention.used_as == "actor" and mention.actor:
                side = sides.side_of(mention.actor, actors.get(mention.actor), day)
                if side is not None and side.id in parties:
                    words[document.outlet.name, side.id].update(w.lower() for w in mention.words)
    return tuple(
        Framing(
            outlet=outlet,
            actor=side,
            actor_name=sides.name_of(side),
            words=dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        )
        for (outlet, side), counts in sorted(words.items())
        if counts
    )
