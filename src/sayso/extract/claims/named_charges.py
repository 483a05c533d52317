"""Which charges the words of a denial name: "that finding", "the new findings", "a charge he denies".

Comes in: a denial and the charges that it may answer. Goes out: those that it names. Whose side they are against is
decided in answered_charges.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.records import Record
from sayso.extract.claims.tellings import words_of
from sayso.model import Attribution, Claim

_THAT = frozenset({"that", "this"})
_ONE = frozenset({"a", "an"})
_FEW = 3


def find_last_named(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground, record: Record
) -> list[Claim]:
    """ "accused Caracas of a kidnapping. An inquiry found that Venezuelan agents had killed him. Caracas rejected that
    finding": what was said last, where it is laid at the door of nameless people of the denier's country.
    """
    words = words_of(attribution)
    if len(words) > _FEW or words[0] not in _THAT or ground.policy.said_words.isdisjoint(words[1:]):
        return []
    said = [charge for charge in charges if charge.via and record.is_blamed(charge)]
    last = said[-1:]
    if not last or not any(
        ground.sides.may_be_states_own(last[0].value.actor or "", denier)
        for denier in attribution.actors
    ):
        return []
    return [charge for charge in said if charge.via == last[0].via]


def told_by_others(
    attribution: Attribution, charges: Sequence[Claim], ground: Ground
) -> Sequence[Claim]:
    """ "dismissed the findings": what somebody said, where anybody did, and not what the outlet tells itself."""
    if ground.policy.said_words.isdisjoint(words_of(attribution)):
        return charges
    return [charge for charge in charges if charge.via] or charges


def means_own_sentence(attribution: Attribution, ground: Ground) -> bool:
    """ "was jailed for inciting riots, a charge he denies": the one that its sentence tells, and none before that."""
    words = words_of(attribution)
    return words[0] in _ONE and len(words) <= _FEW and words[1] in ground.policy.said_words
