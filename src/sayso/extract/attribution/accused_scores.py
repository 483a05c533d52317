"""Name the accused of a charge whose frame tells none: the likeliest noun of its content, by learned weights.

Comes in: a parse, drafts with act and stance, the mentions, the weights (training/accused/). Changes drafts that accuse
somebody and name nobody yet: they get the noun phrase with the greatest share, or stay as they are where no noun has a
share that is large enough. Whether a draft accuses at all is not asked here, and what the rules found stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp

from sayso.extract.attribution.accused_signs import (
    Candidate,
    Deeds,
    find_candidates,
    read_deeds,
    words_of_party,
)
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.camps import sides_of
from sayso.extract.attribution.cue_uses import clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_none, is_third_party
from sayso.extract.attribution.speakers import MentionIndex
from sayso.extract.attribution.told_deeds import tells_who_died
from sayso.extract.grammar.trees import Stretch, Tree, governing_word
from sayso.lexicon import LexiconHeader, read_lexicon

_IN_PHRASE = frozenset({"nsubj", "attr", "appos", "conj", "prep", "pobj", "compound", "poss"})
_AIMS = frozenset({"aim", "fire", "shoot", "throw", "lob", "hurl"})


class AccusedWeights(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each sign weighs; `threshold` is the share that a noun must have among all of its content.

    `measured` tells what the weights are worth, lot by lot, by sentences that they were not learned from.
    """

    threshold: float
    measured: dict[str, str]
    weights: dict[str, float]


_OWNING = frozenset({"compound", "amod", "poss", "nmod"})
_PARTIES = frozenset({"NORP", "ORG", "GPE"})
# Whoever has one of these signs is not the accused: the accuser's own side, a place, "allegations of | the students".
_NEVER = frozenset({"same side", "place", "role=of cue"})


@cache
def load_accused_weights() -> AccusedWeights:
    """Read lexicons/accused-weights.yaml."""
    return read_lexicon("accused-weights", AccusedWeights)


def name_accused(
    tree: Tree,
    drafts: Sequence[Draft],
    mentions: MentionIndex,
    lexicon: CueLexicon,
    weights: AccusedWeights,
) -> None:
    """Give charges that name nobody yet whom they accuse.

    "The junta branded the killings a police blunder" (accuses) → accused "police"
    """
    nameless = [d for d in drafts if is_nameless(d)]
    if not nameless:
        return
    deeds = read_deeds(lexicon)
    for draft in nameless:
        if tells_who_died(tree, draft.content):
            draft.act = "says"
            continue
        if (deniers := _who_denies(tree, draft, drafts)) is not None:
            draft.accused = deniers
            continue
        if (doer := _before_relative(tree, draft, deeds)) is not None:
            draft.accused = [doer]
            continue
        found = list(find_candidates(tree, draft, drafts, mentions, lexicon, deeds))
        found = [c for c in found if not _only_supplies(tree, c.noun)]
        best = choose(found, weights.weights, weights.threshold)
        if best is not None and (
            is_launched_from(tree, best.noun)
            or _is_what_it_is(tree, best.noun)
            or is_among_harmed(tree, best.noun)
        ):
            # "drones launched from Belarus had crossed", "among the dead was Ali": no charge
            draft.act = "says"
            continue
        if best is not None and is_none(tree, best.noun):
            continue  # "believes that no foreigners were involved"
        is_doer = best is not None and not _is_done_to(tree, best.noun, draft, deeds)
        if best is not None and is_doer and _is_party(tree, best):
            draft.accused = [words_of_party(tree, best.noun)]
        else:
            draft.accused = find_owner(tree, draft, mentions, lexicon)


def leave_origins(tree: Tree, drafts: Sequence[Draft]) -> None:
    """ "Drones launched from Belarus had crossed its border, Warsaw said": it tells where from, and charges nobody."""
    for draft in drafts:
        nouns = [governing_word(tree, part) for part in draft.accused]
        origins = [noun for noun in nouns if noun is not None and is_launched_from(tree, noun)]
        if not origins or len(origins) < len(nouns):
            continue
        draft.accused = _launched_by(tree, tree.heads[tree.heads[origins[0]]])
        if not draft.accused and draft.act == "accuses":
            draft.act = "says"


def _launched_by(tree: Tree, verb: int) -> list[Stretch]:
    """ "was launched from Crimea by Russian forces": who sent it, where somebody is named."""
    agent = tree.child(verb, "agent")
    doer = tree.child(agent, "pobj") if agent is not None else None
    return [tree.subtree(doer)] if doer is not None else []


def _who_denies(tree: Tree, draft: Draft, drafts: Sequence[Draft]) -> list[Stretch] | None:
    """ "The army denied accusations of torturing detainees": who denies it is who is accused of it."""
    start = draft.content[0][0]
    if draft.source or tree.tags[start] != "VBG" or tree.child(start, "nsubj") is not None:
        return None
    denials = [d for d in drafts if d.stance == "denies" and d is not draft and d.holds(draft)]
    return next((denial.source[:1] for denial in denials if denial.source), None)


def _before_relative(tree: Tree, draft: Draft, deeds: Deeds) -> Stretch | None:
    """ "named nine policemen who it says strangled the traders": whom the pronoun that did it stands for."""
    root = clause_root(tree, draft.content)
    doer = tree.child(root, "nsubj") if root is not None else None
    if root is None or doer is None or doer != tree.first[draft.head] or doer == 0:
        return None
    is_relative = tree.words[doer] in ("who", "which", "that") and tree.deps[draft.head] == "relcl"
    if not is_relative or deeds.kind_of(tree, root) == "plain":
        return None
    party = doer - 2 if tree.words[doer - 1] == "," else doer - 1
    is_named = tree.pos[party] in ("NOUN", "PROPN") and tree.deps[party] != "compound"
    return (tree.first[party], party + 1) if is_named else None


def find_owner(
    tree: Tree, draft: Draft, mentions: MentionIndex, lexicon: CueLexicon
) -> list[Stretch]:
    """ "a misfired Islamic Jihad rocket", "a Russian war crime": whose weapon or crime it is, as the noun says."""
    file = lexicon.file
    things = file.projectiles | file.forces | file.crimes | file.owned_deeds
    own = sides_of(tree, draft.source, mentions)
    for start, end in draft.content:
        for noun in (t for t in range(start, end) if tree.lemmas[t] in things):
            for owner in tree.children[noun]:
                words = tree.subtree(owner)
                if owns(tree, owner, noun, lexicon) and not own & sides_of(tree, [words], mentions):
                    return [words]
    return []


def owns(tree: Tree, owner: int, noun: int, lexicon: CueLexicon) -> bool:
    """Whether a party stands right before a weapon's or crime's noun: by name, or as a word for a body of people."""
    if tree.deps[owner] not in _OWNING or owner >= noun or tree.pos[owner] == "PRON":
        return False
    if tree.entities[owner] in _PARTIES:
        return True
    bodies = lexicon.file.organs | lexicon.file.groups_of_people | load_attribution_words().bodies
    return tree.pos[owner] == "NOUN" and tree.lemmas[owner] in bodies


def is_nameless(draft: Draft) -> bool:
    """Whether a draft charges somebody, and nobody is named yet."""
    is_charge = draft.act == "accuses" and draft.stance in ("asserts", "suggests")
    return is_charge and not draft.accused


def _is_party(tree: Tree, candidate: Candidate) -> bool:
    """Whether a noun names people or a body, and nobody of the accuser's own side; "the bomb" does not."""
    is_known = "kind=none" not in candidate.signs
    if not is_known and (
        not is_third_party(tree, candidate.noun) or _is_no_people(tree, candidate.noun)
    ):
        return False
    return not any(s in _NEVER or s.startswith("role=in ") for s in candidate.signs)


def _only_supplies(tree: Tree, noun: int) -> bool:
    """ "brought it down with a missile supplied | by Togo": whose the missile was, and not who fired it."""
    link = tree.heads[noun]
    supply = tree.heads[link]
    is_supply = tree.lemmas[supply] in load_attribution_words().supplies
    return tree.words[link] == "by" and is_supply and tree.deps[supply] == "acl"


def _is_no_people(tree: Tree, noun: int) -> bool:
    """ "violations", "commitments"; "detachments" and "delegations" are people."""
    words = load_attribution_words()
    is_thing = tree.pos[noun] == "NOUN" and tree.lemmas[noun].endswith(words.no_people)
    return is_thing and tree.lemmas[noun] not in words.bodies


def _is_what_it_is(tree: Tree, noun: int) -> bool:
    """ "a firm, which Washington says is a source of money": what something is said to be is charged with nothing."""
    verb = tree.heads[noun]
    subject = tree.child(verb, "nsubj")
    is_attribute = tree.deps[noun] == "attr" and tree.lemmas[verb] == "be"
    return is_attribute and subject is not None and tree.words[subject].lower() == "which"


def _is_done_to(tree: Tree, noun: int, draft: Draft, deeds: Deeds) -> bool:
    """ "charges of kidnapping | an engineer", "prisoners killed in blast": those to whom the crime was done."""
    verb = tree.heads[noun]
    if is_harmed(tree, noun):
        return True
    is_victim = tree.deps[noun] == "dobj" and deeds.kind_of(tree, verb) == "harm"
    if is_victim and verb != draft.head:
        return True  # "who strangled | the traders"
    is_object = tree.deps[noun] == "dobj" and tree.tags[verb] == "VBG"
    return is_object and any(start == verb for start, _ in draft.content)


def is_harmed(tree: Tree, noun: int) -> bool:
    """Whether a noun is of those to whom harm was done: "prisoners killed in blast", "that 12 people were killed"."""
    if (
        tree.deps[noun] == "nsubjpass"
        and tree.lemmas[tree.heads[noun]] in load_attribution_words().suffered
    ):
        return True
    if is_among_harmed(tree, noun):
        return True
    verb = tree.heads[noun]
    is_subject = tree.deps[noun] == "nsubj" and tree.child(verb, "dobj") is None
    if is_subject and tree.lemmas[verb] in load_attribution_words().dies:
        return True  # "four soldiers fell in the attack"
    if tree.deps[noun] == "dobj" and _is_harming(tree, verb):
        return True
    if _is_of_harm(tree, noun):
        return True
    return any(tree.deps[c] == "acl" and _is_harm_suffered(tree, c) for c in tree.children[noun])


def is_among_harmed(tree: Tree, noun: int) -> bool:
    """ "Among those killed was Ali, a commander of the Front", "Ali was among the dead": he, and the Front of his."""
    verb = noun
    while tree.deps[verb] in _IN_PHRASE and tree.heads[verb] != verb:
        verb = tree.heads[verb]
    if tree.lemmas[verb] != "be" or verb == noun:
        return False
    return any(
        tree.words[link].lower() == "among" and whom is not None and _are_harmed(tree, whom)
        for link in tree.children[verb]
        for whom in [tree.child(link, "pobj")]
    )


def _are_harmed(tree: Tree, noun: int) -> bool:
    """Whether a noun with its participle is of the dead or the hurt: "those killed", "the dead"."""
    words = load_attribution_words()
    if tree.words[noun].lower() in words.dead | words.left_so:
        return True
    return any(tree.deps[c] == "acl" and _is_harm_suffered(tree, c) for c in tree.children[noun])


def _is_of_harm(tree: Tree, noun: int) -> bool:
    """ "investigating the murder of six priests": they were murdered; whom "the shelling of the army" is by is open."""
    link = tree.heads[noun]
    is_of = tree.deps[noun] == "pobj" and tree.words[link] == "of"
    return is_of and tree.lemmas[tree.heads[link]] in load_attribution_words().done_to_whom


def _is_harming(tree: Tree, verb: int) -> bool:
    """ "riots that killed 18 people", "that left 18 people dead": what they met with they have not done."""
    if tree.lemmas[verb] == "leave":
        states = (c for c in tree.children[verb] if tree.deps[c] in ("oprd", "acomp", "ccomp"))
        return any(tree.words[c] in load_attribution_words().left_so for c in states)
    return tree.lemmas[verb] in load_attribution_words().suffered


def is_aimed_at(tree: Tree, noun: int) -> bool:
    """ "They aimed at our heads", "fired at the crowd": whom it was aimed at is not accused."""
    link = tree.heads[noun]
    verb = tree.heads[link]
    return tree.deps[noun] == "pobj" and tree.words[link] == "at" and tree.lemmas[verb] in _AIMS


def is_launched_from(tree: Tree, noun: int) -> bool:
    """ "Drones launched from Belarus", "rockets fired from Belgorod": where they came from, and not who sent them."""
    link = tree.heads[noun]
    is_place = tree.deps[noun] == "pobj" and tree.words[link] == "from"
    return is_place and tree.lemmas[tree.heads[link]] in load_attribution_words().launches


def _is_harm_suffered(tree: Tree, verb: int) -> bool:
    is_agent = any(tree.deps[c] in ("dobj", "nsubj") for c in tree.children[verb])
    is_suffered = tree.tags[verb] == "VBN" and not is_agent
    return is_suffered and tree.lemmas[verb] in load_attribution_words().suffered


def choose(
    candidates: Sequence[Candidate], weights: Mapping[str, float], threshold: float
) -> Candidate | None:
    """The candidate with the greatest share of all, None if that is below the threshold."""
    scores = [sum(weights.get(sign, 0.0) for sign in c.signs) for c in candidates]
    if not scores:
        return None
    top = max(scores)
    share = 1.0 / sum(exp(score - top) for score in scores)
    return candidates[scores.index(top)] if share >= threshold else None
