"""Read speech that nobody is said to do: "it would be rash to say", "it is fair to say", "it is easy to blame".

Comes in: a parse and drafts. Goes out: the drafts, none of which has "it" for a speaker. What it is right to say is
said by whoever says so, what it would be rash to say by nobody. "The army said it was ready to accuse him" stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree

Judged = Literal["well", "ill", "false"]

# So many steps above "to say" the verb of "it is too early to say" stands at most.
_STEPS = 3


def read_impersonal(tree: Tree, drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without those that only say that a thing is well said; what is not to be said, nobody says.

    "The mayor said it was too early to blame the army." → the mayor withholds it; "It is false to say that it fired." →
    denies; "It is right to blame the army." → accuses, by nobody named; "It is fair to say that it fired." → no more
    than "It fired."
    """
    known = list(drafts)
    judged = ((draft, _judged(tree, draft)) for draft in known)
    return [mended for draft, kind in judged for mended in _mended(draft, kind, known)]


def _mended(draft: Draft, judged: Judged | None, known: Sequence[Draft]) -> Sequence[Draft]:
    if judged is None:
        return [draft]
    is_told = any(other.source and other.holds(draft) for other in known)
    is_plain = draft.stance == "asserts"  # and not "it would be wrong to deny that they did"
    if judged == "false" and is_told and is_plain:
        return [replace(draft, source=[], act="denies", stance="denies", accused=[])]
    if judged != "well" or not is_plain:  # what an outlet calls false nobody need have said
        return [replace(draft, source=[], act="declines", stance="withholds", accused=[])]
    return [replace(draft, source=[])] if draft.act == "accuses" and draft.accused else []


def _judged(tree: Tree, draft: Draft) -> Judged | None:
    """What "it is …" calls a cue's speech; None where it is somebody's."""
    words = load_attribution_words()
    rows: tuple[tuple[Judged, frozenset[str], Judged], ...] = (
        ("well", words.well_said, "ill"),
        ("ill", words.ill_said, "well"),
        ("false", words.falsely_said, "well"),
    )
    for verb in (t for start, end in draft.cue for t in range(start, end)):
        for called, being in _judgements(tree, verb):
            is_negated = any(tree.deps[c] == "neg" for c in tree.children[being])
            for kind, lemmas, otherwise in rows:
                if tree.lemmas[called] in lemmas:
                    return otherwise if is_negated else kind
    return None


def _judgements(tree: Tree, verb: int) -> Iterable[tuple[int, int]]:
    """ "It would | be | | rash | to say": what it is called, and the verb that does."""
    if tree.child(verb, "nsubj") is not None:
        return  # "it is right for the mayor to blame the army"
    is_aim = any(tree.tags[c] == "TO" for c in tree.children[verb]) and tree.tags[verb] == "VB"
    if not is_aim and tree.tags[verb] != "VBG":
        return
    being = verb
    for _ in range(_STEPS):
        being = tree.heads[being]
        subject = tree.child(being, "nsubj", "expl")
        if subject is not None:
            break
    else:
        return
    if tree.words[subject] != "it" or tree.lemmas[being] not in load_attribution_words().is_called:
        return
    for judged in tree.children[being]:
        if subject < judged < verb and tree.deps[judged] in ("acomp", "attr", "oprd"):
            yield judged, being
