"""Where a dispute is told: what somebody is charged with, and what he denies where nobody charges him.

Comes in: a reading and its attributions. Goes out: the tokens of those stretches that can tell a deed. Inside a charge
the clause's own word is nearly always a deed, even one that the lexicon has no row for: "accused them of luring scouts
over the line", "denied having thrown it", "said they sold it. He called that a lie". How sure the event tagger has to
be there is data (lexicons/event-tagging.yaml). Beside a charge a denial tells none: "had not flown over the province"
answers it. Finds no events itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from sayso.extract.grammar.trees import read_tree
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Attribution, Span
from sayso.nlp.readings import Reading

_CHARGING = frozenset({"accuses", "believes", "suggests", "reports", "says", "clears"})
_DENYING = frozenset({"denies", "rejects", "clears"})
# Clauses by the way, which tell when, why or who: nobody is charged with what stands in them.
_BESIDE = frozenset({"advcl", "amod", "compound"})
_DOES = frozenset({"do", "does"})
_NEAR = 1  # sentences


def find_disputed(reading: Reading, attributions: Sequence[Attribution]) -> frozenset[int]:
    """The verbs within what is charged or denied, and the nouns within a charge.

    "The consul denied that scouts were lured over the line." → lured; "behind the fire at the synagogue" → fire
    """
    charges = [a for a in attributions if a.accused and a.act in _CHARGING]
    answers = list(_answers(reading, attributions, charges))
    if not charges and not answers:
        return frozenset()
    charged = _tokens_in(reading, [span for a in charges for span in a.content])
    told = _tokens_in(reading, [span for a in answers for span in a.content])
    return frozenset(
        token.i
        for token in charged | told
        if _is_told_by_verb(token) or (token.pos_ == "NOUN" and token in charged)
        if not _is_of_habit(token)
    )


def _answers(
    reading: Reading, attributions: Sequence[Attribution], charges: Sequence[Attribution]
) -> Iterator[Attribution]:
    """What is told right before a denial; a denial, where no charge stands beside it."""
    ends = [sentence.end_char for sentence in reading.sentences]
    at = {a.id: bisect_right(ends, _place(a)) for a in attributions}
    charged = {at[a.id] for a in charges}
    before: Attribution | None = None
    for attribution in attributions:
        if attribution.stance == "denies" and attribution.act in _DENYING:
            here = at[attribution.id]
            if before is not None and here - at[before.id] <= _NEAR:
                yield before
            if charged.isdisjoint(range(here - _NEAR, here + _NEAR + 1)):
                yield attribution
        before = attribution


def _place(attribution: Attribution) -> int:
    return (attribution.cue or attribution.content)[0].start


def _is_told_by_verb(token: Token) -> bool:
    return is_verb(token) and token.pos_ == "VERB" and token.dep_ not in _BESIDE


def _is_of_habit(token: Token) -> bool:
    """ "said that his government does not trample on the law": what it never does is no deed."""
    return any(child.lower_ in _DOES for child in children(token, "aux"))


def _tokens_in(reading: Reading, spans: Sequence[Span]) -> set[Token]:
    starts = read_tree(reading).starts
    return {
        reading.doc[i]
        for s in spans
        for i in range(bisect_left(starts, s.start), bisect_left(starts, s.end))
    }
