"""Whoever wields a weapon that stands accused: "blamed the blast on rebel munitions" → the rebels'.

Comes in: a parse, the words of the accused. Goes out: the same words, but for a weapon those of whoever fired or owns
it, as far as the words tell; a rocket of nobody's is no party. Weapons that are known by their owner's name stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.accused_scores import owns
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.speakers import MentionIndex, find_actors_at
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, governing_word


def wielders_of(
    tree: Tree, accused: Sequence[Stretch], mentions: MentionIndex, lexicon: CueLexicon
) -> list[Stretch]:
    """The accused, with people in the place of weapons.

    "a stray rocket fired by the militia" → "the militia"; "government artillery" → "government"; "a rocket" → nobody
    """
    return [part for stretch in accused for part in _wielder_of(tree, stretch, mentions, lexicon)]


def _wielder_of(
    tree: Tree, stretch: Stretch, mentions: MentionIndex, lexicon: CueLexicon
) -> list[Stretch]:
    weapon = governing_word(tree, stretch)
    if weapon is not None and (doer := _done_by(tree, weapon, lexicon)) is not None:
        return [doer]
    if weapon is None or tree.lemmas[weapon] not in lexicon.file.projectiles | lexicon.file.arms:
        return [stretch]
    if _is_of_use(tree, weapon):
        return []
    if any(not actor.startswith("doc:") for actor in find_actors_at(tree, [stretch], mentions)):
        return [stretch]  # "Houthi drones" are known for the Houthis'
    return _fired_by(tree, weapon) or [
        tree.subtree(owner) for owner in tree.children[weapon] if owns(tree, owner, weapon, lexicon)
    ]


def _done_by(tree: Tree, noun: int, lexicon: CueLexicon) -> Stretch | None:
    """ "blamed it on a failed launch by the group": a doing stands accused, and so does whose it was."""
    if tree.lemmas[noun] not in lexicon.file.launchings or tree.entities[noun]:
        return None
    by = next((c for c in tree.children[noun] if tree.words[c] == "by"), None)
    doer = tree.child(by, "pobj") if by is not None else None
    return None if doer is None or tree.pos[doer] == "PRON" else tree.subtree(doer)


def _is_of_use(tree: Tree, weapon: int) -> bool:
    """ "the alleged use of Turkish drones in the attack": who made them has not used them by that."""
    link = tree.heads[weapon]
    is_of = tree.deps[weapon] == "pobj" and tree.words[link] == "of"
    return is_of and tree.lemmas[tree.heads[link]] in load_attribution_words().uses


def _fired_by(tree: Tree, weapon: int) -> list[Stretch]:
    """ "a rocket fired by the militia", "a rocket that the militia fired": who fired it."""
    for clause in tree.children[weapon]:
        if tree.deps[clause] not in ("acl", "relcl"):
            continue
        agent = tree.child(clause, "agent")
        doer = tree.child(agent, "pobj") if agent is not None else None
        if doer is None and tree.deps[clause] == "relcl" and not tree.is_passive(clause):
            doer = tree.child(clause, *SUBJECTS)
        if doer is not None and tree.pos[doer] in ("NOUN", "PROPN"):
            return [tree.subtree(doer)]
    return []
