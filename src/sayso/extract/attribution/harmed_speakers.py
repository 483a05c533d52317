"""Speakers who tell of a deed done to themselves: whoever did it, they own up to nothing.

Comes in: a parse, the root of what is said and its source. Goes out: whether the deed befell the speaker. Which deeds
are the speaker's own is decided in act_signs.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import Stretch, Tree

# Who is harmed, by whose own: "they … by their guards", "their guards … them".
_OWNERS = {
    **dict.fromkeys(("they", "them"), "their"),
    **dict.fromkeys(("he", "him"), "his"),
    "she": "her",
    "her": "her",
    **dict.fromkeys(("we", "us"), "our"),
    **dict.fromkeys(("i", "me"), "my"),
}


def befell_own(tree: Tree, root: int, subject: int) -> bool:
    """ "They beat my brother, the father said": whoever did it to his own is another than he."""
    whom = tree.child(root, "dobj")
    if whom is None or tree.words[subject] not in ("they", "he", "she"):
        return False
    owners = [tree.words[c] for c in tree.children[whom] if tree.deps[c] == "poss"]
    return tree.words[whom] in ("us", "me") or any(owner in ("my", "our") for owner in owners)


def befell_speaker(
    tree: Tree, content: Sequence[Stretch], source: Sequence[Stretch], lexicon: CueLexicon
) -> bool:
    """ "The captives said they had been beaten by their guards": by those who watched over them.

    "Their guards had shot at them" befell whoever says so, but for one who has guards: "The rebels said their men
    had beaten them" may be of others.
    """
    root = clause_root(tree, content)
    if root is None:
        return False
    agent = tree.child(root, "agent")
    if agent is not None:
        return _is_done_by_own(tree, tree.child(root, "nsubjpass"), tree.child(agent, "pobj"))
    if _has_forces(tree, source, lexicon):
        return False
    done_to = [tree.child(root, "dobj")]
    done_to += [tree.child(c, "pobj") for c in tree.children[root] if tree.deps[c] == "prep"]
    doer = tree.child(root, "nsubj")
    return any(_is_done_by_own(tree, whom, doer) for whom in done_to)


def _is_done_by_own(tree: Tree, whom: int | None, doer: int | None) -> bool:
    """ "they" and "their guards", "two of them" and "their guards"."""
    if whom is None or doer is None:
        return False
    of = next((c for c in tree.children[whom] if tree.words[c] == "of"), None)
    inner = tree.child(of, "pobj") if of is not None else None
    word = tree.words[whom if inner is None else inner]
    owner = tree.child(doer, "poss")
    return owner is not None and _OWNERS.get(word) == tree.words[owner]


def _has_forces(tree: Tree, source: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "The rebels", "the army", "a commander": who may tell of what his own did to others."""
    forces = load_attribution_words().has_forces
    known = {*lexicon.file.fighters, *lexicon.file.organs, *forces}
    words = [t for start, end in source for t in range(start, end)]
    return any(tree.lemmas[t] in known or tree.entities[t] in ("GPE", "ORG") for t in words)
