"""Who is held or questioned for a deed: "Two men are being held over the killing", "are being questioned over it".

Comes in: a parse and the drafts. Goes out: the drafts, in which whom the police hold has no voice, and stands accused;
without those that only tell of questions put to him. Who is on trial: on_trial.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree


def leave_held(tree: Tree, drafts: Sequence[Draft]) -> list[Draft]:
    """ "Two men are being held over the killing": the two say nothing of it, they stand accused."""
    words, found = load_attribution_words(), []
    for draft in drafts:
        verb = _verb_of(tree, draft.head)
        lemma = tree.lemmas[verb]
        if lemma in words.quizzed and tree.is_passive(verb):
            continue
        subject = tree.child(verb, "nsubjpass") if lemma in words.held else None
        if subject is not None and any(start <= subject < end for start, end in draft.source):
            draft = replace(draft, source=[], accused=[tree.subtree(subject)])
        found.append(draft)
    return found


def _verb_of(tree: Tree, head: int) -> int:
    """ "were detained on suspicion of": the verb above the suspicion."""
    link = tree.heads[head]
    is_on = tree.deps[head] == "pobj" and tree.words[link] in ("on", "over", "under")
    return tree.heads[link] if is_on else head
