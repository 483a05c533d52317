"""What "as X alleges" behind a denial is about: drafts → the same drafts, some with another content.

Comes in: the drafts of a report with their acts read. Goes out: the same, where whoever alleges what another denies
says what is denied, and not that it is denied: "Beijing has denied selling them parts, as the opposition alleges".
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Tree, without

_DENIALS = frozenset({"denies", "rejects"})


def mend_as_alleged(tree: Tree, drafts: Sequence[Draft]) -> None:
    """Give those who allege the content of the denial that they stand behind."""
    denials = [draft for draft in drafts if draft.act in _DENIALS]
    for draft in drafts if denials else ():
        if draft.act in _DENIALS or tree.words[tree.first[draft.head]] != "as":
            continue
        denied = [d for d in denials if _is_alleged(tree, draft, d)]
        if denied:
            nearest = max(denied, key=lambda one: one.head)
            clause = (tree.first[draft.head], tree.last[draft.head] + 1)
            nearest.content = trimmed(tree, without(nearest.content, [clause]))
            draft.content = list(nearest.content)


def _is_alleged(tree: Tree, draft: Draft, denial: Draft) -> bool:
    """Whether an as-clause stands at the end of a denial: by its content, or by the denial's."""
    is_around = draft.holds(denial) or denial.holds(draft)
    is_before = denial.head < draft.head and tree.sentence[denial.head] == tree.sentence[draft.head]
    return is_around and is_before and bool(denial.content)
