"""Contents and cues that the tagger cut in the wrong place, and that the rules have right.

Comes in: the tagger's drafts and the rules' ones of a report. Goes out: the tagger's, with the rules' content where
their own is nothing but to whom or when it was said ("…, a monk told | Mizzima", "… said | on Tuesday"), and without
those whose cue runs through why somebody is not named ("a diplomat who | declined to be named said |").
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree

_WHEN = frozenset({"DATE", "TIME"})
_LINKS = frozenset({"ADP", "PUNCT", "DET"})
_NAMES = frozenset({"named", "identified", "quoted"})
_CLAUSES = ("ccomp", "xcomp")
_LEAST = 4


def mend_contents(tree: Tree, learned: Sequence[Draft], ruled: Sequence[Draft]) -> None:
    """What is said, not to whom or when: "Troops shelled it, a monk told | Mizzima" → "Troops shelled it"."""
    for draft in learned:
        if not (_is_to_whom(tree, draft) or _is_when(tree, draft)):
            continue
        twin = next((r for r in ruled if r.head == draft.head and r.content), None)
        if twin is not None and not _is_to_whom(tree, twin) and not _is_when(tree, twin):
            draft.content = list(twin.content)


def find_hidden(
    tree: Tree, learned: Sequence[Draft], ruled: Sequence[Draft]
) -> list[tuple[Draft, Draft]]:
    """The tagger's drafts whose cue runs through "declined to be named said", each with the rules' one of "said"."""
    found = []
    for draft in learned:
        cue = [t for start, end in draft.cue for t in range(start, end)]
        if len(cue) < _LEAST or not any(tree.words[t] in _NAMES for t in cue):
            continue
        said = next((r for r in ruled if r.head == cue[-1] and r.content and r.source), None)
        if said is not None:
            found.append((draft, said))
    return found


def _is_to_whom(tree: Tree, draft: Draft) -> bool:
    """ "told | Mizzima |": the object of a verb that has no clause behind it."""
    whom = tree.child(draft.head, "dobj", "dative")
    if whom is None or tree.lemmas[draft.head] != "tell":
        return False
    if any(t > whom for c in _CLAUSES if (t := tree.child(draft.head, c)) is not None):
        return False
    return bool(draft.content) and all(
        tree.first[whom] <= t <= tree.last[whom]
        for start, end in draft.content
        for t in range(start, end)
    )


def _is_when(tree: Tree, draft: Draft) -> bool:
    """ "said | on Tuesday |": a day behind the cue, and nothing else."""
    words = [t for start, end in draft.content for t in range(start, end)]
    is_behind = bool(words) and words[0] > draft.head
    return is_behind and all(tree.entities[t] in _WHEN or tree.pos[t] in _LINKS for t in words)
