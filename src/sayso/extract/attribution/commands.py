"""Read orders off what is said: "told them to leave", "shouted: Drop it!", "insisted that Abuja must pay".

Comes in: a parse, a cue that merely says, promises, warns or demands, and its content. Goes out: orders, demands or
threatens, where the content is a command; what becomes of that is decided in act_signs.py.
"""

from __future__ import annotations

from sayso.extract.attribution.cue_uses import CueUse, clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import Tree
from sayso.model import Act

_MUST = frozenset({"must", "should", "ought"})


def read_command(tree: Tree, use: CueUse, lexicon: CueLexicon) -> Act | None:
    """ "told them to leave", "shouted: Drop it!", "insisted Abuja must pay"."""
    lemma = tree.lemmas[use.head]
    root = clause_root(tree, use.content)
    if root is None:
        return None
    if lemma == "tell" and any(tree.tags[c] == "TO" for c in tree.children[root]):
        return "orders"
    if _is_imperative(tree, root, use):
        if _or_else(tree, root, lexicon):
            return "threatens"
        is_order = lemma in lexicon.file.shouting or tree.lemmas[root] in lexicon.file.harms
        return "orders" if is_order else "demands"
    if lemma == "insist":
        is_demand = any(tree.words[c] in _MUST for c in tree.children[root])
        return "demands" if is_demand or _is_subjunctive(tree, root) else None
    return None


def _is_subjunctive(tree: Tree, root: int) -> bool:
    """ "insisted that Belgrade withdraw": one does it, and the verb has no ending."""
    subject = tree.child(root, "nsubj", "nsubjpass")
    is_one = subject is not None and tree.tags[subject] in ("NN", "NNP")
    helped = any(
        tree.tags[c] in ("MD", "TO") or tree.lemmas[c] == "do" for c in tree.children[root]
    )
    bare = tree.tags[root] in ("VB", "VBP") and tree.words[root] == tree.lemmas[root]
    joined = subject is not None and tree.child(subject, "cc") is not None
    return is_one and bare and not helped and not joined and tree.pos[root] == "VERB"


def _or_else(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "Hand him over or we storm the building": what is done to those who do not obey."""
    if not any(tree.words[c] == "or" for c in tree.children[root]):
        return False
    joint = [c for c in tree.children[root] if tree.deps[c] == "conj"]
    return any(
        tree.lemmas[c] in (*lexicon.file.harms, *lexicon.file.feats) or tree.lemmas[c] == "die"
        for c in joint
        if tree.child(c, "nsubj", "nsubjpass") is not None
    )


def _is_imperative(tree: Tree, root: int, use: CueUse) -> bool:
    """A bare verb without a subject that opens the content: "Lay down your guns"."""
    if tree.tags[root] not in ("VB", "VBP") or tree.pos[root] != "VERB":
        return False
    labels = {tree.deps[c] for c in tree.children[root]}
    if labels & {"nsubj", "nsubjpass", "expl", "auxpass", "mark", "csubj"}:
        return False
    if any(tree.tags[c] in ("TO", "MD") for c in tree.children[root]):
        return False
    words = [t for t in range(use.content[0][0], root) if tree.is_word(t)]
    return all(tree.words[t] in ("do", "not", "n't", "never", "please", "let") for t in words)
