"""Find acts of speech that did not take place: called for, only possible, or a condition.

Comes in: a parse and the head of a cue. Goes out: whether its words were ever said.

    "The army must admit that it shelled the school" → never admitted; "had to admit", "I must admit" → admitted
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import AttributionWords, load_attribution_words
from sayso.extract.grammar.trees import Tree
from sayso.model import Act

_PRESENT = frozenset({"VBZ", "VBP"})
_OURS = frozenset({"i", "we"})
# "must believe", "may suggest" tell what the speaker gathers, and not what somebody is still to say.
_GATHERED: frozenset[Act] = frozenset({"believes", "suggests", "estimates", "expects"})


def is_unsaid(tree: Tree, head: int, act: Act) -> bool:
    """Whether a cue tells of speech that is asked for, may come, or is a condition.

    "should have warned", "may accuse", "will have to explain", "is likely to claim", "unless they confirm" → True
    """
    words = load_attribution_words()
    if act in _GATHERED or _is_said_by_us(tree, head):
        return False
    return (
        _is_modal(tree, head, act, words)
        or _is_governed(tree, head, words)
        or _is_open(tree, head)
        or _is_condition(tree, head, words)
    )


def _is_said_by_us(tree: Tree, head: int) -> bool:
    """ "I must admit that it was us", "we have to say": said with these very words."""
    verbs = [head, tree.heads[head]] if tree.deps[head] == "xcomp" else [head]
    subjects = (tree.child(verb, "nsubj") for verb in verbs)
    return any(s is not None and tree.words[s] in _OURS for s in subjects)


def _is_modal(tree: Tree, head: int, act: Act, words: AttributionWords) -> bool:
    helpers = {tree.words[c] for c in tree.children[head] if tree.deps[c] in ("aux", "auxpass")}
    if "have" in helpers:
        return not helpers.isdisjoint(words.owed_before)
    if not helpers.isdisjoint(words.owed | words.perhaps):
        return True
    return not helpers.isdisjoint(words.able) and act in words.foreseen_acts


def _is_governed(tree: Tree, head: int, words: AttributionWords) -> bool:
    """ "will have to explain", "needs to admit", "is likely to claim"; "had to admit" was admitted."""
    if tree.deps[head] != "xcomp" or not any(
        tree.tags[c] == "TO" for c in tree.children[head] if c < head
    ):
        return False
    governor = tree.heads[head]
    if tree.words[governor] in words.pending:
        return True
    return tree.lemmas[governor] in words.obliged and tree.tags[governor] not in ("VBD", "VBN")


def _is_open(tree: Tree, head: int) -> bool:
    """ "will decide whether to charge him": perhaps, and perhaps not."""
    before = [c for c in tree.children[head] if c < head]
    is_asked = any(tree.words[c] == "whether" for c in before)
    return is_asked and any(tree.tags[c] == "TO" for c in before)


def _is_condition(tree: Tree, head: int, words: AttributionWords) -> bool:
    """ "unless they confirm it"; in "waited until the army admitted it" the army did."""
    if tree.deps[head] != "advcl" or tree.tags[head] not in _PRESENT:
        return False
    return any(
        tree.deps[c] == "mark" and tree.words[c] in words.conditions for c in tree.children[head]
    )
