"""Give second verbs to those told of: "He said guards had beaten him and threatened to kill him" is the guards' threat.

Comes in: the tagger's and the rules' drafts together, the rules' own, and where such verbs are (second_verbs.py). Goes
out: the drafts, those verbs' with the rules' source and content, and what was said around them whole again. The tagger
takes both verbs for the speaker's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import holds


def give_to_told(
    drafts: Sequence[Draft], ruled: Sequence[Draft], verbs: frozenset[int]
) -> list[Draft]:
    """The drafts, with a second verb's source as the parse has it, and itself inside what was said.

    "He said | guards had beaten him | and threatened to kill him" → guards threaten, inside what he said
    """
    by_head = {draft.head: draft for draft in ruled}
    for draft in drafts:
        own = by_head.get(draft.head)
        if own is None:
            continue
        if draft.head in verbs and own.source:
            draft.source, draft.content = own.source, own.content
        elif any(holds(own.content, verb) for verb in verbs):
            draft.content = own.content
    return [*drafts]
