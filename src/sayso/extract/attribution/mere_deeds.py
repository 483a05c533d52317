"""Drafts whose cue is something done, and no word said: "rebels attacked the barracks", "freed three deputies".

Comes in: a parse, a draft, the cue lexicon. Goes out: whether its verb tells a deed by what stands beside it: whom
somebody freed, what he delivered, who bears arms and attacks. "Released a statement", "attacked the minister for
lying" and "showed that it was so" are speech. Nobody's words of other kinds: nobodys_words.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.told_deeds import stops_deed
from sayso.extract.grammar.trees import Tree
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.main_verbs import load_main_verbs
from sayso.nlp.persons import load_persons

_RELATIVE = frozenset({"who", "that", "which"})


class MereDeeds(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `mere-deeds.yaml`; see the file for each row's meaning."""

    frees: frozenset[str]
    handles: frozenset[str]
    questions: frozenset[str]
    contests: frozenset[str]
    verdicts: frozenset[str]
    deals: frozenset[str]
    attacks: frozenset[str]
    armed: frozenset[str]
    shows: frozenset[str]
    qualities: frozenset[str]
    signals: frozenset[str]
    rushes: frozenset[str]
    rushed: frozenset[str]
    performs: frozenset[str]
    fires: frozenset[str]
    fired: frozenset[str]
    shoots: frozenset[str]
    shot_at: frozenset[str]
    holds: frozenset[str]
    held_as: frozenset[str]
    upholds: frozenset[str]
    upheld: frozenset[str]


@lru_cache(maxsize=1)
def load_mere_deeds() -> MereDeeds:
    """Read the words, once."""
    return read_lexicon("mere-deeds", MereDeeds)


def is_mere_deed(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """Whether a draft's verb tells what somebody did.

    "The FARC released three of the deputies", "Sudanese rebels attacked Adre", "fired warning shots"
    """
    verb, words = draft.head, load_mere_deeds()
    lemma, thing = tree.lemmas[verb], tree.child(verb, "dobj")
    if lemma == "have" and tree.deps[verb] == "aux":
        return True  # "have arrested a man": a tense, and no word of telling
    if tree.pos[verb] != "VERB":
        return False
    if verb > 1 and tree.words[verb] in load_main_verbs().hyphened.get(tree.words[verb - 2], ()):
        return tree.words[verb - 1] == "-"  # "Police baton-charged the students"
    if lemma in words.contests and _is_against_verdict(tree, verb, words):
        return True
    if lemma in words.holds and any(tree.words[c] in words.held_as for c in tree.children[verb]):
        return True
    if tree.is_passive(verb) and lemma in words.upholds:
        held = tree.child(verb, "nsubjpass")
        return held is not None and tree.lemmas[held] in words.upheld
    if tree.is_passive(verb):
        return stops_deed(tree, verb, lexicon)
    if lemma in words.rushes and _is_rush(tree, verb, thing, words):
        return True
    if tree.child(verb, "ccomp") is not None:
        return False
    if lemma in words.shoots and verb + 1 < len(tree) and tree.words[verb + 1] in words.shot_at:
        return True
    if thing is None:
        return False
    if any(f"{lemma} {tree.words[c]}" in words.performs for c in tree.children[verb]):
        return True
    if lemma in words.handles:
        return True
    if lemma in words.questions:
        return _is_somebody(tree, thing, lexicon) or tree.lemmas[thing] in load_persons()
    if lemma in words.frees:
        return _is_somebody(tree, thing, lexicon)
    if lemma in words.fires:
        return tree.lemmas[thing] in words.fired
    if lemma in words.deals:
        return tree.lemmas[thing] in lexicon.file.events
    if lemma in words.shows:
        return tree.lemmas[thing] in words.qualities
    if tree.words[verb] in words.signals:
        return tree.lemmas[thing] in words.signals
    if lemma not in words.attacks:
        return False
    return _is_armed(tree, verb, lexicon) or _is_town(tree, verb, thing) or _is_forborne(tree, verb)


def _is_against_verdict(tree: Tree, verb: int, words: MereDeeds) -> bool:
    """ "appealed against his conviction", "will appeal the verdict"; not "appealed for calm"."""
    links = [c for c in tree.children[verb] if tree.words[c] == "against"]
    things = [tree.child(verb, "dobj"), *(tree.child(link, "pobj") for link in links)]
    return any(thing is not None and tree.lemmas[thing] in words.verdicts for thing in things)


def _is_rush(tree: Tree, verb: int, thing: int | None, words: MereDeeds) -> bool:
    """ "Police charged at strikers", "charged the crowd": a rush at somebody, who is charged with nothing."""
    if thing is not None:
        linked = {tree.words[c] for c in tree.children[verb]}
        return tree.lemmas[thing] in words.rushed and not linked & {"with", "of", "over"}
    return verb + 1 < len(tree) and tree.words[verb + 1] in words.rushed


def _is_somebody(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "three of the deputies", "nine hostages", "the colonel"; not "a statement", "figures"."""
    of = tree.child(noun, "prep")
    if tree.pos[noun] == "NUM" and of is not None and tree.words[of] == "of":
        inner = tree.child(of, "pobj")
        noun = noun if inner is None else inner
    spoken = lexicon.file.documents | lexicon.file.messages | lexicon.file.exhibits
    is_people = tree.lemmas[noun] in lexicon.file.groups_of_people | lexicon.file.roles
    is_counted = tree.child(noun, "nummod") is not None or tree.pos[noun] == "NUM"
    return (is_people or is_counted) and tree.lemmas[noun] not in spoken


def _is_armed(tree: Tree, verb: int, lexicon: CueLexicon) -> bool:
    """ "rebels attacked the barracks": who bears arms, and names nothing that he attacks it for."""
    subject = tree.child(verb, "nsubj")
    if subject is not None and tree.deps[verb] == "relcl" and tree.words[subject] in _RELATIVE:
        subject = tree.heads[verb]  # "the rebels who attacked Adre"
    armed = load_mere_deeds().armed | lexicon.file.fighters
    is_fighter = subject is not None and tree.lemmas[subject] in armed
    return is_fighter and not _names_reason(tree, verb)


def _is_town(tree: Tree, verb: int, thing: int) -> bool:
    """ "told Togo not to attack Kpalime": what is attacked is a place, and not for anything."""
    return tree.entities[thing] in ("GPE", "LOC") and not _names_reason(tree, verb)


def _is_forborne(tree: Tree, verb: int) -> bool:
    """ "urged them not to attack the convoy": what somebody is not to do, he does not refuse to say."""
    return verb > 1 and (tree.words[verb - 2], tree.words[verb - 1]) == ("not", "to")


def _names_reason(tree: Tree, verb: int) -> bool:
    """ "attacked the minister over the bill": in words."""
    return any(
        tree.words[c] in ("for", "over", "as") and tree.deps[c] == "prep"
        for c in tree.children[verb]
    )
