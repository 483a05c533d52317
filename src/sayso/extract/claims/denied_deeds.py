"""The deeds that a denial tells in its own words: "denied that its jets had hit the clinic" → hit.

Comes in: a denial and the events of its report. Goes out: those deeds within its words that it can be of, and whether
they are of anybody in particular. Not the deeds that somebody in there only demands or plans, nor those that a
condition names. Which of them the denial takes for granted is asked in denied_claims.py.
"""

from __future__ import annotations

import re

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.claims.charge_asides import holds_span
from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.tellings import rules_out, turns_down
from sayso.model import Attribution, Event

# "the movement | does not | wage war on schoolchildren": never, and not that once.
_HABIT = re.compile(r"\b(?:do(?:es)?(?: not|n['’]t)|never) $")
# So far behind a denial "in the past" can stand, in characters.
_REACH = 40


def own_deeds(attribution: Attribution, ground: Ground) -> list[Event]:
    """The deeds in a denial's own words, those that can be laid at somebody's door first.

    "Moscow denied that its jets had bombed the clinic." → "bombed"
    """
    if turns_down(attribution, ground.policy):
        return []
    inside = [
        event
        for event in ground.findings.events
        if event.attribution is None
        and event.type in ground.policy.deed_types
        and holds_span(attribution.content, event.trigger)
        and not _is_only_wanted(attribution, event, ground)
        and not _is_condition(attribution, event, ground)
        and not tells_instead(attribution, event.trigger.start)
    ]
    return sorted(inside, key=lambda event: event.type not in ground.policy.blamed_types)


def _is_only_wanted(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """Whether a deed in a denial's words is what somebody inside them demands, plans or threatens.

    So is one that others asked for: "urged it to impose a no-fly zone, which it ruled out".
    """
    chain = ground.contents.chain(event.trigger)
    if rules_out(attribution, ground.policy) and event.status == "demanded":
        return True
    inner = chain[chain.index(attribution) + 1 :] if attribution in chain else []
    own = {*attribution.actors, *attribution.accused}
    return any(a.act in ground.policy.unreal_acts and not set(a.actors) & own for a in inner)


def _is_condition(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """ "ruled out talks unless the Tigers laid down their arms": that they did is not denied."""
    before = (
        ground.document.text[part.start : event.trigger.start]
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(not ground.policy.condition_words.isdisjoint(b.lower().split()) for b in before)


def names_talks(attribution: Attribution, ground: Ground) -> bool:
    """ "ruled out peace talks": what is turned down is told there, and is no charge."""
    return any(
        event.type in ground.policy.matter_types
        and event.attribution is None
        and holds_span(attribution.content, event.trigger)
        for event in ground.findings.events
    )


def is_of_before(attribution: Attribution, ground: Ground) -> bool:
    """ "they have denied attacking civilians in the past": no word on what they are charged with today."""
    text, policy = ground.document.text, ground.policy
    end = max(part.end for part in (*attribution.cue, *attribution.content))
    behind = re.split(r"[.;,]", text[end : end + _REACH].lower(), maxsplit=1)[0]
    around = " ".join((*(part.exact for part in (*attribution.cue, *attribution.content)), behind))
    return any(phrase in around.lower() for phrase in policy.of_before)


def is_of_habit(attribution: Attribution, ground: Ground) -> bool:
    """ "Moscow denies targeting civilians": what it always says, beside what it was charged with; not "denied" it."""
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not ground.policy.habit_cues.isdisjoint(cue)


def is_general(event: Event, ground: Ground) -> bool:
    """Whether a deed is done to no one in particular: "attack civilians", "kill anyone", not "shell the market".

    So is what would only be the way to it: "its planes had not flown over the province"; not "had flown no weapons in".
    What somebody says that he does not do as a rule is of no one deed either.
    """
    words = (event.target or "").split()
    if _HABIT.search(
        ground.document.text[max(0, event.trigger.start - _REACH) : event.trigger.start]
    ):
        return True
    if not words and event.trigger.exact.lower() in ground.policy.alibi_words:
        return not event.recipients
    if not words or event.type not in ground.policy.blamed_types:
        return False
    is_bare = words[0].islower() and words[0] not in ground.policy.particular_words
    return is_bare and not words[0].isdigit()
