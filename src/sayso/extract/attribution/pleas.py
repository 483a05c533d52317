"""Find pleas: what somebody says before a court to what he is charged with.

Comes in: a parse and the drafts so far. Goes out: the drafts, in which every plea has its source and act, as a day or
nothing at all may stand behind it: "Djouma is charged with murder and pleaded not guilty on Monday" → Djouma denies
"not guilty".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import SUBJECTS, Tree
from sayso.model import Act, Stance

_MOST_STEPS = 4


def read_pleas(tree: Tree, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with one for each plea; one that says to what stays as it was.

    "He pleaded not guilty on Monday." → "not guilty" (denies); "pleaded guilty" → admits; "to the charges" stays
    """
    pleas = list(_pleas(tree))
    heads = {plea.head for plea in pleas}
    return [d for d in drafts if d.head not in heads] + pleas


def _pleas(tree: Tree) -> Iterator[Draft]:
    words = load_attribution_words()
    for verb, lemma in enumerate(tree.lemmas):
        if lemma not in words.pleads or tree.pos[verb] != "VERB":
            continue
        plea = tree.child(verb, "acomp", "oprd", "xcomp", "dobj")
        if plea is None or tree.words[plea] not in words.plea or _says_to_what(tree, verb, plea):
            continue
        subject = _subject_of(tree, verb)
        if subject is None:
            continue
        is_negated = any(tree.deps[c] == "neg" for t in (verb, plea) for c in tree.children[t])
        is_denial = is_negated != (tree.words[plea] in words.plea_of_innocence)
        act: Act = "denies" if is_denial else "admits"
        stance: Stance = "denies" if is_denial else "asserts"
        yield Draft(
            head=verb,
            cue=[(verb, verb + 1)],
            content=[(verb + 1, plea + 1)],
            source=[tree.subtree(subject)],
            act=act,
            stance=stance,
            is_read=True,
            is_sure=True,
        )


def _says_to_what(tree: Tree, verb: int, plea: int) -> bool:
    """ "pleaded not guilty to the charges": that is the content then."""
    return any(tree.words[c] == "to" for t in (verb, plea) for c in tree.children[t] if c > verb)


def _subject_of(tree: Tree, verb: int) -> int | None:
    """Who pleads: also of "is charged with murder and has pleaded not guilty"."""
    for _ in range(_MOST_STEPS):
        subject = tree.child(verb, *SUBJECTS)
        if subject is not None or tree.deps[verb] != "conj":
            return subject
        verb = tree.heads[verb]
    return None
