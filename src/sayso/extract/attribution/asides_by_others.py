"""Whose an aside is at the end of somebody's words: "She said she was from Gaza, where 40 died, according to medics".

Comes in: a parse and drafts. Changes drafts: a relative clause between a comma and an "according to" inside or behind
somebody else's words is all that the "according to" tells, and no part of those words.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree, holds

_OPENERS = frozenset({"where", "which", "who", "whom", "whose"})
_SPOKEN = frozenset({"says", "claims-credit", "admits", "promises", "threatens", "denies"})


def part_asides(tree: Tree, drafts: Sequence[Draft]) -> None:
    """Leave to "according to" the clause right before it, and nothing else to it.

    "The front said it acted for Gaza | , where 40 have died, | according to medics" → "where 40 have died"
    """
    for draft in drafts:
        if tree.words[draft.head] != "according" or not draft.content or not draft.source:
            continue
        clause = _clause_before(tree, draft.head)
        if clause is None:
            continue
        start = clause[0]
        around = [
            d
            for d in drafts
            if d is not draft and d.act in _SPOKEN and d.source and holds(d.content, start - 2)
        ]
        if not around:
            continue
        draft.content = [clause]
        for other in around:
            cut = ((s, min(e, start - 1)) for s, e in other.content if s < start - 1)
            other.content = [part for part in cut if part[0] < part[1]]


def _clause_before(tree: Tree, head: int) -> tuple[int, int] | None:
    """A relative clause between a comma and the comma before a word: "where 40 have died"."""
    end = head - 1
    if end < 1 or tree.words[end] != ",":
        return None
    for verb in range(end - 1, max(tree.sentence_of(head)[0], end - 40), -1):
        if tree.deps[verb] != "relcl" or not verb < end <= tree.last[verb] + 1:
            continue
        start = tree.first[verb]
        if start > 1 and tree.words[start] in _OPENERS and tree.words[start - 1] == ",":
            return start, end
    return None
