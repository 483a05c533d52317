"""What a measure is taken after is known, and no part of what is announced: "announced a curfew after an attack by …".

Comes in: a parse and a draft. Goes out: the draft, its content without a deed that only tells what came before, where
somebody announces, orders or offers a thing. Else who announces it would be the one who lays the deed at somebody's
door. "announced that a curfew would follow the attack" and "reported two deaths after an attack" keep theirs.
Nor is what stands before "after" part of what is told behind it.
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Tree


def leave_deed_before(tree: Tree, draft: Draft, cues: CueLexicon) -> None:
    """A draft's content ends before the deed that a measure answers.

    "offered a reward | after the murder of two judges by the cartel" → "a reward"
    """
    words, head = load_attribution_words(), draft.head
    if tree.lemmas[head] not in words.announces or len(draft.content) != 1:
        return
    measure = tree.child(head, "dobj")
    start, end = draft.content[0]
    if (
        measure is None
        or not head < start <= measure < end
        or tree.child(head, "ccomp") is not None
    ):
        return
    if tree.lemmas[measure] in cues.file.events and tree.lemmas[measure] not in words.measures:
        return
    for link in range(measure + 1, end):
        if tree.words[link] in words.afterwards and _is_deed_behind(tree, link, cues):
            draft.content = trimmed(tree, [(start, link)])
            draft.accused = [part for part in draft.accused if part[0] < link]
            draft.act = draft.act if draft.accused or draft.act != "accuses" else "says"
            return


def leave_clause_above(tree: Tree, draft: Draft) -> None:
    """ "accused soldiers of beating men | after a video showed troops dragging one": the video shows no more."""
    clause = draft.head
    if tree.deps[clause] != "advcl" or len(draft.content) < 2:
        return
    start = tree.first[clause]
    if tree.words[start] not in load_attribution_words().occasions:
        return
    inside = [part for part in draft.content if part[0] >= start]
    if inside:
        draft.content = inside


def _is_deed_behind(tree: Tree, link: int, cues: CueLexicon) -> bool:
    """Whether a noun for a deed hangs on "after" or "following", and no clause."""
    deed = tree.child(link, "pobj", "dobj")
    return deed is not None and tree.lemmas[deed] in (*cues.file.events, *cues.file.crimes)
