"""A denied doing is all that is denied: "Russia denied | striking the convoy of the Greek premier".

Comes in: a parse and a draft. Goes out: the draft, whose content begins with the gerund where only a name inside it was
taken for what is denied.
"""

from __future__ import annotations

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree


def to_whole_gerund(tree: Tree, draft: Draft) -> None:
    """Widen a content that lies inside the gerund which a denial governs to all of the gerund."""
    if draft.stance != "denies" or len(draft.content) != 1:
        return
    gerund = tree.child(draft.head, "xcomp")
    if gerund is None or tree.tags[gerund] != "VBG":
        return
    start, end = draft.content[0]
    first, last = tree.subtree(gerund)
    if gerund < start and end <= last:
        draft.content = [(min(first, gerund), end)]
