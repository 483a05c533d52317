"""What a measure is taken after is known, and no part of what is announced: "announced a curfew after an attack by …".

Comes in: a parse and a draft. Goes out: the draft, its content without a deed that only tells what came before, where
somebody announces, orders or offers a thing. Else who announces it would be the one who lays the deed at somebody's
door. "announced that a curfew would follow the attack" and "reported two deaths after an attack" keep theirs. So with
what follows a clash that somebody agrees to end ("agreed to a truce after a week of fighting"), and with the dead of a
deed of which somebody says that he knows nothing ("was not aware of any raid in Agok, where nine people died"). Nor is
what stands before "after" part of what is told behind it.
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Tree

_LENGTHS = frozenset({"DATE", "TIME"})


def leave_deed_before(tree: Tree, draft: Draft, cues: CueLexicon) -> None:
    """A draft's content ends before the deed that a measure answers.

    "offered a reward | after the murder of two judges by the cartel" → "a reward"
    """
    words, head = load_attribution_words(), draft.head
    if tree.lemmas[head] not in words.announces or len(draft.content) != 1:
        return
    measure = tree.child(head, "dobj")
    if measure is None and tree.lemmas[head] in words.accords:
        measure = _agreed_to(tree, head)
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


def leave_known_dead(tree: Tree, draft: Draft) -> None:
    """A content ends before the clause that tells of the dead of a deed unknown to whoever speaks.

    "said it was unaware of any raid in Agok | , where nine people died" → without it
    """
    if draft.act != "says" or len(draft.content) != 1:
        return
    start, end = draft.content[0]
    state = next((t for t in range(start, end) if _is_ignorance(tree, t)), None)
    for clause in range(state + 1, end) if state is not None else ():
        if tree.deps[clause] != "relcl" or tree.pos[clause] != "VERB":
            continue
        comma = tree.first[clause] - 1
        if state is not None and state < comma and tree.words[comma] == "," and comma < end:
            draft.content = trimmed(tree, [(start, comma)])
            return


def _is_ignorance(tree: Tree, token: int) -> bool:
    """ "unaware", "not aware", "no information"."""
    words = load_attribution_words()
    if tree.lemmas[token] in words.ignorant:
        return True
    if tree.lemmas[token] not in words.knowing:
        return False
    near = [*tree.children[token], *tree.children[tree.heads[token]]]
    return any(tree.words[t] in words.nots and t < token for t in near)


def _agreed_to(tree: Tree, verb: int) -> int | None:
    link = next((c for c in tree.children[verb] if c > verb and tree.words[c] == "to"), None)
    return tree.child(link, "pobj") if link is not None else None


def _is_deed_behind(tree: Tree, link: int, cues: CueLexicon) -> bool:
    """Whether a noun for a deed hangs on "after" or "following", and no clause; also "a week of fighting"."""
    deed = tree.child(link, "pobj", "dobj")
    of = tree.child(deed, "prep") if deed is not None and tree.entities[deed] in _LENGTHS else None
    deed = tree.child(of, "pobj", "pcomp") if of is not None else deed
    return deed is not None and tree.lemmas[deed] in (*cues.file.events, *cues.file.crimes)
