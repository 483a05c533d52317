"""Find act and stance: what a source does with a content, and whether it stands by it.

Comes in: a cue, its frame, the parse. Goes out: act and stance after negation ("did not confirm"), refusal
("declined to say"), hedge ("may have") and denial inside the content ("our soldiers did not fire, he said").
"""

from __future__ import annotations

from sayso.extract.contents import Frame
from sayso.extract.cues import CueCandidate, CueLexicon
from sayso.extract.trees import Tree, holds
from sayso.model import Act, Stance


def find_stance(
    tree: Tree, cue: CueCandidate, frame: Frame, lexicon: CueLexicon
) -> tuple[Act, Stance]:
    """Act and stance of a cue in its sentence.

    "neither confirmed nor denied" → declines, withholds; "said it may have hit" → says, suggests
    """
    act, stance = cue.group.act, cue.group.stance
    if is_refused(tree, cue.head, lexicon):
        return "declines", "withholds"
    if is_negated(tree, cue.head, frame, lexicon):
        return lexicon.negated.get(act, ("declines", "withholds"))
    if (
        stance == "asserts"
        and act in ("says", "reports", "confirms")
        and _denies_itself(tree, cue, frame, lexicon)
    ):
        return "denies", "denies"
    if (
        stance == "asserts"
        and act in ("says", "reports", "accuses")
        and _is_hedged(tree, frame, lexicon)
    ):
        return act, "suggests"
    return act, stance


def is_negated(tree: Tree, head: int, frame: Frame, lexicon: CueLexicon) -> bool:
    """Whether a cue is denied by its own "not", "never", "neither", "no"."""
    negators = lexicon.file.negators
    if any(tree.words[t] in negators for t in frame.cue):
        return True
    own = [
        c for c in tree.children[head] if tree.deps[c] in ("neg", "preconj", "det", "advmod", "cc")
    ]
    if any(tree.words[c] in negators for c in own):
        return True
    subject = tree.child(head, "nsubj")
    if subject is not None and (
        tree.words[subject] in negators
        or any(tree.words[c] in negators for c in tree.children[subject])
    ):
        return True
    governor = tree.heads[head]
    return tree.deps[head] == "conj" and any(
        tree.words[c] == "nor" for c in [*tree.children[governor], *tree.children[head]]
    )


def is_refused(tree: Tree, head: int, lexicon: CueLexicon) -> bool:
    """Whether a cue is what somebody declined, refused, or was unable to do."""
    governor = tree.heads[head]
    if tree.deps[head] not in ("xcomp", "pcomp", "advcl", "ccomp", "acl"):
        return False
    while tree.deps[governor] == "prep" and tree.heads[governor] != governor:
        governor = tree.heads[governor]
    return tree.lemmas[governor] in lexicon.file.refusers


def _denies_itself(tree: Tree, cue: CueCandidate, frame: Frame, lexicon: CueLexicon) -> bool:
    """ "We did not fire", "it had nothing to do with the blast", "was not behind": what a denial says."""
    for start, end in frame.content:
        words = " ".join(tree.words[start:end])
        if any(phrase in words for phrase in lexicon.file.denial_words):
            return True
    return False


def _is_hedged(tree: Tree, frame: Frame, lexicon: CueLexicon) -> bool:
    """Whether the content's main verb has a modal of doubt ("may have", "probably")."""
    for start, end in frame.content:
        root = next(
            (
                t
                for t in range(start, end)
                if not start <= tree.heads[t] < end or tree.heads[t] == t
            ),
            None,
        )
        if root is None:
            continue
        words = [
            tree.words[c]
            for c in tree.children[root]
            if tree.deps[c] in ("aux", "advmod") and holds([(start, end)], c)
        ]
        if any(word in lexicon.file.hedges for word in words):
            return True
    return False
