"""What silence takes for granted: a deed that somebody will not speak of is told by whoever speaks there.

Comes in: the attributions around a deed's words. Goes out: the same without one that says nothing itself.

    "The army declined to comment on the raid that killed nine" → raid, killed: in the outlet's voice
    "The army must admit that it shelled the school" → shelled: in the voice of who asks for it
    "The army declined to confirm the raid" → nobody's: it may be there was none
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import words_of
from sayso.model import Attribution, Document, Span

# The length of "regarding ", in characters.
_PREPOSITION_REACH = 10


def without_silence(
    chain: Sequence[Attribution], span: Span, document: Document, policy: ClaimPolicy
) -> Sequence[Attribution]:
    """The attributions around a span, outermost first, without the last if that only keeps silent of a known deed."""
    if chain and chain[-1].stance == "withholds" and _is_known(chain[-1], span, document, policy):
        return chain[:-1]
    return chain


def _is_known(silent: Attribution, span: Span, document: Document, policy: ClaimPolicy) -> bool:
    cue = {word for part in silent.cue for word in part.exact.lower().split()}
    if silent.act == "admits":
        return not policy.owed_words.isdisjoint(cue)
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
