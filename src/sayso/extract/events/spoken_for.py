"""For whom somebody claims a deed: "Taliban spokesman Zabihullah Mujahid claimed responsibility for the attack".

Comes in: an event, the attributions in whose words it stands, and what was found before. Goes out: the same event;
where a person claims or admits it in whose description an armed group stands, the group did it, and not he.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from sayso.model import Attribution, Event, Findings, Span

_ASIDE = re.compile(r",\s(?:which|whom)\s")
_OWNING = frozenset({"claims-credit", "admits"})


def on_behalf(event: Event, within: Sequence[Attribution], findings: Findings) -> Event:
    """The event with the group for its doer, where only its speaker was named as such."""
    claim = within[-1] if within else None
    if claim is None or claim.act not in _OWNING or not event.actors:
        return event
    if not {*event.actors} <= {*claim.actors} or _is_his_own(event, claim):
        return event
    bands = {m.actor for m in findings.mentions if m.kind == "armed_group"}
    bands |= {actor.id for actor in findings.actors if actor.kind == "armed_group"}
    if not bands.isdisjoint(event.actors):
        # "The Front, one of several rebel groups, claimed it", "a group linked to al-Qaeda": its own
        return event
    described = [_before_aside(part) for part in claim.source]
    groups = dict.fromkeys(
        mention.actor
        for mention in findings.mentions
        if mention.kind == "armed_group" and mention.actor and not mention.is_pronoun
        if any(s.start <= mention.span.start and mention.span.end <= s.end for s in described)
    )
    told = [group for group in groups if group is not None and group not in event.actors]
    return replace(event, actors=tuple(told)) if told else event


def _before_aside(source: Span) -> Span:
    """What somebody is, and not what others call him: "the Liberation Army | , which Jakarta calls a terror group"."""
    aside = _ASIDE.search(source.exact)
    if aside is None:
        return source
    exact = source.exact[: aside.start()]
    return replace(source, end=source.start + len(exact), exact=exact)


def _is_his_own(event: Event, claim: Attribution) -> bool:
    """ "said he had fired the shot": his own deed, as the content itself tells it."""
    doers = [argument.span for argument in event.arguments if argument.role == "actor"]
    return any(part.start <= doer.start < part.end for part in claim.content for doer in doers)
