"""Read who was charged where a charge is only named by who answers it: "rejected the claim that they used shields".

Comes in: a parse, the draft of a noun of speech or of an answer, the drafts around it. Changes charges that stand in a
denial, and names their accused; tells whether somebody speaks for those who were charged. Answers themselves are read
in disputes.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.camps import is_about, is_same_source, is_told_of, speaks_for
from sayso.extract.attribution.cue_uses import clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_ours
from sayso.extract.attribution.speakers import MentionIndex, find_actors_at, is_pronoun
from sayso.extract.attribution.told_deeds import find_doer
from sayso.extract.grammar.trees import Stretch, Tree


def read_denied_claim(
    tree: Tree, claim: Draft, denial: Draft, mentions: MentionIndex, lexicon: CueLexicon
) -> None:
    """ "rejected the assertion that they used shields": who denies what he is said to have done was charged with it."""
    root = clause_root(tree, claim.content)
    if claim.stance not in ("asserts", "suggests") or root is None:
        return
    subject = tree.child(root, "nsubj")
    deeds = (*lexicon.file.harms, *lexicon.file.perpetrates, *lexicon.file.deeds)
    has_hand = tree.lemmas[root] == "have" and tree.lemmas[root + 2 : root + 3] == ["hand"]
    if subject is None or not is_ours(tree, subject):
        _charge_doer(tree, claim, denial, mentions, lexicon)
        return
    if has_hand and tree.pos[subject] != "PRON":
        claim.accused = claim.accused or [tree.subtree(subject)]
    if tree.lemmas[root] not in deeds:
        return
    if claim.act == "says":
        claim.act = "accuses"
    if claim.act == "accuses" and tree.pos[subject] == "PRON":
        claim.accused = list(denial.source)


def _charge_doer(
    tree: Tree, claim: Draft, denial: Draft, mentions: MentionIndex, lexicon: CueLexicon
) -> None:
    """ "Kigali described claims that Rwandan soldiers were there as absurd": whose side denies it was charged."""
    doer = find_doer(tree, claim.content, lexicon)
    if doer is None or claim.accused or claim.act not in ("says", "accuses"):
        return
    if is_about(tree, denial, doer, mentions) or speaks_for(
        tree, denial.source, doer, mentions, lexicon
    ):
        claim.act, claim.accused = "accuses", [doer]


def name_accused_beside(
    tree: Tree, claim: Draft, drafts: Sequence[Draft], mentions: MentionIndex
) -> None:
    """ "said a spokesman, responding to accusations that it had struck": the one who answers in that sentence."""
    if len(claim.accused) != 1 or not is_pronoun(tree, claim.accused[0]):
        return
    if find_actors_at(tree, claim.accused, mentions):
        return
    here = tree.sentence[claim.head]
    others = [
        other.source
        for other in drafts
        if other is not claim and tree.sentence[other.head] == here and other.source
    ]
    sources = [source for source in others if source != claim.source]
    if sources and all(source == sources[0] for source in sources):
        claim.accused = list(sources[0])


def is_defended(
    tree: Tree,
    draft: Draft,
    near: Sequence[Draft],
    told: Mapping[int, Stretch],
    mentions: MentionIndex,
    lexicon: CueLexicon,
) -> bool:
    """Whether somebody speaks for those who were charged with a deed, or told to have done it.

    "They hold the guard responsible. The guard has no prisons, the palace replied."
    """
    for other in near:
        if other.stance not in ("asserts", "suggests") or is_same_source(
            tree, draft, other, mentions
        ):
            continue
        for party in other.accused or [told[id(other)]] if id(other) in told else other.accused:
            if speaks_for(tree, draft.source, party, mentions, lexicon):
                return True
            is_about_them = is_told_of(tree, draft.content, party, mentions)
            if is_about_them and _can_defend(tree, draft, lexicon):
                return True
    return False


def _can_defend(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """Whether a speaker is a body or an officer, and no witness: "the soldiers did not help us" denies nothing."""
    roots = (root_of(tree, start, end) for start, end in draft.source)
    bodies = (*lexicon.file.organs, *lexicon.file.roles, *load_attribution_words().bodies)
    return any(
        tree.lemmas[r] in bodies and tree.lemmas[r] not in lexicon.file.bystanders
        for r in roots
        if r is not None
    )
