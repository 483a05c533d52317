"""What a deed is put down to without a charge: "blamed bad weather for the crash", "put the fire down to a boiler".

Comes in: a parse and a cue that accuses, or a noun. Goes out: whether a thing is blamed, and no party.
"""

from __future__ import annotations

from sayso.extract.attribution.cue_uses import CueUse
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import Tree


def is_put_down_to_cause(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "attributed the deaths to a firefight", "blamed bad weather for the crash": put down to what is no party."""
    after = use.group.accused_after
    below = [c for c in tree.children[use.head] if c > use.head]
    below += [c for child in below for c in tree.children[child]]
    nouns = [n for c in below if tree.words[c] == after if (n := tree.child(c, "pobj")) is not None]
    objects = [c for c in tree.children[use.head] if tree.deps[c] == "dobj"]
    is_object = use.group.object == "accused" or len(objects) > 1
    nouns = nouns or (objects if is_object else [])
    return bool(nouns) and is_nobodys(tree, nouns[-1], lexicon)


def is_nobodys(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "bad weather", "a fire"; not "Israeli fire", "rebel fire", "the army's failure"."""
    if tree.lemmas[noun] not in lexicon.file.causes:
        return False
    parties = (*lexicon.file.organs, *lexicon.file.fighters, *lexicon.file.forces)
    return not any(
        tree.entities[c] in ("NORP", "GPE", "ORG", "PERSON") or tree.lemmas[c] in parties
        for c in tree.children[noun]
        if c < noun
    )
