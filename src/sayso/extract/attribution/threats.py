"""Find threats in what is said: one's own harm announced, a price to be paid, revenge.

Comes in: a parse and the use of a cue that says, warns or promises. Goes out: whether its content threatens, and
whether its verb is yet to come or done. Cues that threaten by themselves are in the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.cue_uses import QUOTES, CueUse, clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_ours
from sayso.extract.grammar.trees import Tree

_FUTURE = frozenset({"will", "wo", "would", "'ll", "’ll", "shall", "going"})
# Words beyond which a threatening phrase does not make all of it a threat.
_LONG = 45


def does_harm(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "vowed to crush them", "swore revenge", "warned that any boat would be sunk", "said it would retaliate"."""
    act, root = use.group.act, clause_root(tree, use.content)
    if _menaces(tree, use, lexicon):
        return True
    # "We shelled it, and we shall shell it again" tells first of all what was done.
    if (root is None or not is_done(tree, root)) and _answers_in_kind(tree, use, lexicon):
        return True
    if root is not None and act == "promises" and tree.lemmas[root] == "make":
        return any("pay" in tree.words[start:end] for start, end in use.content)
    if root is not None and tree.lemmas[use.head] in lexicon.file.vows and _pays(tree, root):
        return True
    if root is None:
        nouns = [tree.lemmas[t] for start, end in use.content for t in range(start, end)][:4]
        return act != "says" and any(noun in lexicon.file.revenge for noun in nouns)
    if act == "promises" and tree.lemmas[root] in lexicon.file.retorts:
        return tree.child(root, "dobj") is None
    if tree.lemmas[root] not in lexicon.file.harms and not _has_revenge(tree, root, lexicon):
        return False
    if any(tree.words[c] in ("not", "n't", "n’t", "never") for c in tree.children[root]):
        return False
    subject = tree.child(root, "nsubj")
    if act == "promises":
        return True
    is_own = subject is not None and is_ours(tree, subject)
    is_meant = is_own or (act == "warns" and (tree.is_passive(root) or _is_any(tree, root)))
    return is_meant and is_coming(tree, root)


def _pays(tree: Tree, root: int) -> bool:
    """ "vowed that Israel would pay"; not "that the state would pay the bill", nor "that we will pay"."""
    subject = tree.child(root, "nsubj")
    if subject is None or is_ours(tree, subject) or tree.lemmas[root] != "pay":
        return False
    return tree.child(root, "dobj") is None and is_coming(tree, root)


def _menaces(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "they will pay dearly", "at their own peril": a threat whoever says it."""
    root = clause_root(tree, use.content)
    is_quoted = tree.words[use.content[0][0]] in QUOTES
    if root is not None and not is_quoted and not is_coming(tree, root):
        return False
    for start, end in use.content:
        words = tree.words[start:end]
        if len(words) > _LONG or not {*words} & _FUTURE:
            continue
        text = f" {' '.join(words)} "
        if any(f" {phrase} " in text for phrase in lexicon.file.menaces):
            return True
    return False


def _answers_in_kind(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "Leave by Friday or we will shell it", "we shall answer each coffin with ten"."""
    tokens = [t for start, end in use.content for t in range(start, end)]
    return len(tokens) <= _LONG and any(
        tree.pos[t] == "VERB"
        and (tree.lemmas[t] in lexicon.file.harms or tree.lemmas[t] in lexicon.file.retorts)
        and not any(tree.deps[c] == "neg" for c in tree.children[t])
        and (subject := tree.child(t, "nsubj")) is not None
        and tree.words[subject] in ("we", "i")
        and (
            any(tree.words[c] in _FUTURE for c in tree.children[t])
            or (tree.words[subject - 1] == "or" and tree.tags[t] == "VBP")
        )
        for t in tokens
    )


def _is_any(tree: Tree, root: int) -> bool:
    """ "every settler's roof will burn": a threat to whoever it is."""
    subject = tree.child(root, "nsubj")
    words = range(tree.first[subject], tree.last[subject] + 1) if subject is not None else range(0)
    return any(tree.words[t] in ("every", "any", "anyone", "anybody", "whoever") for t in words)


def _has_revenge(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    return any(
        tree.deps[c] == "dobj" and tree.lemmas[c] in lexicon.file.revenge
        for c in tree.children[root]
    )


def is_coming(tree: Tree, root: int, also: Sequence[str] = ()) -> bool:
    """Whether a verb is in the future: "will strike", "would be sunk"; `also` are further words that make it so."""
    return any(tree.words[c] in _FUTURE or tree.words[c] in also for c in tree.children[root])


def is_done(tree: Tree, root: int) -> bool:
    """A finite past, not denied: "had shelled", "shelled", "has shelled"."""
    words = [tree.words[c] for c in tree.children[root] if tree.deps[c] in ("aux", "neg", "advmod")]
    if {"not", "n't", "n’t", "never"} & {*words}:
        return False
    if {"will", "would", "may", "might"} & {*words}:
        return False
    # "that NATO mistook them": the tagger takes rare pasts for infinitives.
    is_untagged = tree.tags[root] == "VB" and not words
    return tree.tags[root] in ("VBD", "VBN") or is_untagged
