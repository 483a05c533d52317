"""What a deed is put down to without a charge: "blamed bad weather for the crash", "put the fire down to a boiler".

Comes in: a parse and a cue that accuses, a noun, or a content. Goes out: whether a thing is blamed, and no party; or
whether it was the war or the bomb of the sentence before that killed, and not who tells of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.cue_uses import CueUse, clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree
from sayso.nlp.coreference_words import load_coreference_words


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


def tells_of_strife(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "The bomb lay in a car. | It killed nine |, the army said": the bomb did, and not the army."""
    root = clause_root(tree, content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if root is None or subject is None or tree.words[subject] != "it":
        return False
    words = load_coreference_words()
    first = tree.sentence_of(subject)[0]
    if tree.lemmas[root] not in words.takes_its_toll or subject > first + 1 or first == 0:
        return False
    before = next((t for t in range(*tree.sentence_of(first - 1)) if tree.heads[t] == t), None)
    told = tree.child(before, *SUBJECTS) if before is not None else None
    return told is not None and tree.lemmas[told] in words.strife
