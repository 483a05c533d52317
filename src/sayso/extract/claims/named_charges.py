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


def whose_account(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "called the Chinese account absurd", "dismissed the rebels' claim": who told what is denied, if it is named."""
    nouns = ground.policy.account_nouns | ground.policy.said_words
    owners: list[str] = []
    for part in attribution.content:
        named = [(m.span, m.actor) for m in ground.findings.mentions if not m.is_pronoun]
        named += [(p.span, p.country) for p in ground.findings.places if p.used_as == "demonym"]
        for span, owner in named:
            if owner and part.start <= span.start and span.end < part.end:
                behind = ground.document.text[span.end : part.end].removeprefix("'s")
                word = behind.removeprefix("’s").lstrip("'’ ").split()[:1]
                owners += [owner] if word and word[0].strip('.,;"”') in nouns else []
    return tuple(owners)


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
