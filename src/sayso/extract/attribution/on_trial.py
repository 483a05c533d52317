"""Who is on trial: "went on trial in Bern on charges of having ordered the killing", "faces trial on charges of".

Comes in: a parse and the noun for a charge. Goes out: the verb and the words for the defendant, where the charge hangs
on a verb of being tried. He is who is accused, and tells nothing. Who is jailed or arrested on a charge is read in
accused.py.
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.grammar.trees import SUBJECTS, VERBAL, Stretch, Tree

_ON = frozenset({"on", "over", "under", "for"})
_MOST_STEPS = 6


def find_trial(tree: Tree, charge: int) -> tuple[int, Stretch] | None:
    """Who is tried on a charge, and by which verb: "A warlord is on trial on charges of murder" → "A warlord"."""
    link = tree.heads[charge]
    if tree.deps[charge] != "pobj" or tree.words[link] not in _ON:
        return None
    words = load_attribution_words()
    verb = _verb_above(tree, link)
    if verb is None or verb > charge or not _names_trial(tree, verb, charge):
        return None
    if tree.lemmas[verb] in words.stands_trial:
        subject = tree.child(verb, *SUBJECTS)
        subject = subject if subject is not None else _noun_before(tree, verb)
        return (verb, tree.subtree(subject)) if subject is not None else None
    if tree.lemmas[verb] in words.puts_on_trial:
        put = tree.child(verb, "nsubjpass") if tree.is_passive(verb) else tree.child(verb, "dobj")
        return (verb, tree.subtree(put)) if put is not None else None
    return None


def _verb_above(tree: Tree, token: int) -> int | None:
    for _ in range(_MOST_STEPS):
        token = tree.heads[token]
        if tree.pos[token] in VERBAL:
            return token
    return None


def _names_trial(tree: Tree, verb: int, charge: int) -> bool:
    trials = load_attribution_words().trials
    return any(tree.lemmas[t] in trials for t in range(verb + 1, charge))


def _noun_before(tree: Tree, verb: int) -> int | None:
    """ "in Bern, Switzerland, a colonel | went": the parser makes the colonel one more name of the place."""
    helpers = [c for c in tree.children[verb] if c < verb and tree.deps[c] in ("aux", "auxpass")]
    noun = min([verb, *helpers]) - 1
    is_noun = noun > 0 and tree.pos[noun] in ("NOUN", "PROPN")
    is_apart = is_noun and tree.deps[noun] in ("appos", "conj")
    return noun if is_apart and tree.words[tree.first[noun] - 1] == "," else None
