"""What silence and wishes take for granted: a known deed beside them is told by whoever speaks there.

Comes in: the attributions around a deed's words. Goes out: the same without one that says nothing itself.

    "The army declined to comment on the raid that killed nine" → raid, killed: in the outlet's voice
    "The army must admit that it shelled the school" → shelled: in the voice of who asks for it
    "Paris urged restraint from the militia, which killed 18" → killed: in the outlet's voice
    "The union demanded a trial for the soldiers who shot two teachers" → shot: in the union's own voice
    "No group claimed the bombing of a bus, which killed six" → bombing, killed: in the outlet's voice
    "The army declined to confirm the raid" → nobody's: it may be there was none
    "The army denied any part in the raid that killed nine" → the same, but for who did it
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import words_of
from sayso.model import Attribution, Document, Span

_HELPERS = r"(?:(?:has|have|had|is|are|was|were|been|also|then|later|still|already|\w+ly) )*"
# "the militia, which | killed 18", "the general, who had | ordered it", "the guide, whom they | abducted".
_WHICH = re.compile(rf", (?:who|which|whom (?:they|it|he|she)) {_HELPERS}$")
# "the soldiers who | shot two", "the people that the gang had | kidnapped", "the hostages they are | holding".
_DESCRIBED = re.compile(
    rf"\w (?:(?:who|which|that)|(?:(?:whom|which|that) )?(?:they|it|he|she|we)"
    rf"|(?:whom|which|that) (?:the|its|their|his) \w+) {_HELPERS}$"
    r"|\w (?:involved|implicated) in (?:\w+ )?$"
)
# "any role in | the raid", "responsibility for | the raid".
_PART_IN = re.compile(r" (\w+) (?:in|for|with|to) ")
# The length of "regarding ", in characters.
_PREPOSITION_REACH = 10


def without_silence(
    chain: Sequence[Attribution], span: Span, document: Document, policy: ClaimPolicy
) -> Sequence[Attribution]:
    """The attributions around a span, outermost first, without the last if that only keeps silent of a known deed."""
    if not chain:
        return chain
    is_silent = chain[-1].stance == "withholds" and _is_known(chain[-1], span, document, policy)
    is_aside = chain[-1].act in policy.unreal_acts and _is_told_aside(chain[-1], span, document)
    return chain[:-1] if is_silent or is_aside else chain


def without_part(
    chain: Sequence[Attribution], span: Span, document: Document, policy: ClaimPolicy
) -> Sequence[Attribution]:
    """The same without a last denial of a part in a known deed: that it was done is not what is denied."""
    if not chain or chain[-1].stance != "denies":
        return chain
    part = next((p for p in chain[-1].content if p.start <= span.start < p.end), None)
    if part is None:
        return chain
    before = f" {document.text[part.start : span.start].lower()}"
    named = policy.part_words - policy.own_words - policy.clause_subjects
    ends = [m.end() for m in _PART_IN.finditer(before) if m[1] in named]
    ends += [
        before.index(f" {phrase} ") + len(phrase) + 2
        for phrase in policy.part_phrases
        if f" {phrase} " in before
    ]
    first = before[min(ends) :].split()[:1] if ends else []
    return chain[:-1] if not policy.known_determiners.isdisjoint(first) else chain


def _is_told_aside(wish: Attribution, span: Span, document: Document) -> bool:
    """ "urged restraint from the militia, which killed 18": that it did is told, and not asked for."""
    part = next((p for p in wish.content if p.start <= span.start < p.end), None)
    return part is not None and _WHICH.search(document.text[part.start : span.start]) is not None


def is_told_in_wish(chain: Sequence[Attribution], span: Span, policy: ClaimPolicy) -> bool:
    """ "will free the people it has kidnapped": what describes them is told by whoever promises or wishes."""
    if not chain or chain[-1].act not in policy.unreal_acts:
        return False
    part = next((p for p in chain[-1].content if p.start <= span.start < p.end), None)
    before = part.exact[: span.start - part.start] if part is not None else ""
    return _DESCRIBED.search(before) is not None


def _is_known(silent: Attribution, span: Span, document: Document, policy: ClaimPolicy) -> bool:
    cue = {word for part in silent.cue for word in part.exact.lower().split()}
    if silent.act == "admits":
        return not policy.owed_words.isdisjoint(cue)
    if _lays_no_claim(silent, cue, policy):
        return True
    if policy.silence_words.isdisjoint(cue | set(words_of(silent)[: policy.opening_words_most])):
        return False
    part = next((p for p in silent.content if p.start <= span.start < p.end), None)
    if part is None:
        return False
    # "would not comment on | Monday's strike": the preposition may stand with the cue.
    before = document.text[max(0, part.start - _PREPOSITION_REACH) : span.start].lower().split()
    if not policy.open_questions.isdisjoint(before):
        return False
    asked = any(word in policy.known_questions for word in before)
    return asked or any(
        first in policy.topic_prepositions and second in policy.known_determiners
        for first, second in pairwise(before)
    )


def _lays_no_claim(silent: Attribution, cue: set[str], policy: ClaimPolicy) -> bool:
    """ "No group has claimed | the attack", "no claim of | responsibility for Monday's attack": it was for all that.

    Not "has not claimed | any attack", nor "did not claim | that it had hit the base".
    """
    words = words_of(silent)[: policy.opening_words_most]
    if policy.laid_claim.isdisjoint(cue | set(words)) or not policy.no_deeds.isdisjoint(words):
        return False
    return silent.act == "declines"
