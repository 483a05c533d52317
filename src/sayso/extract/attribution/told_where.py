"""Where a thing was told is no source: "It was reported in Quito that rebels had shot him".

Comes in: a parse and a draft. Goes out: the draft, without a source that is only the place of a passive cue. In
"Quito reported" and "reported by police in Quito" the source stays.
"""

from __future__ import annotations

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree, governing_word

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_WHERE = frozenset({"in", "at", "from"})


def leave_where_told(tree: Tree, draft: Draft) -> None:
    """A draft whose only source is a place that it was told in has none."""
    if len(draft.source) != 1 or not tree.is_passive(draft.head):
        return
    place = governing_word(tree, draft.source[0])
    before = draft.source[0][0] - 1
    if place is None or before < draft.head or tree.words[before] not in _WHERE:
        return
    is_adverbial = tree.heads[place] == before and tree.heads[before] == draft.head
    if tree.entities[place] in _PLACES and is_adverbial:
        draft.source = []
