"""Attacks of words: "a blistering attack on the press", "the senator attacked the government over its budget".

Comes in: the token of a deed and the words of `lexicons/attacks-of-words.yaml`. Goes out: whether somebody who speaks,
and of whose arms nothing is told, attacks in words. Who is shot at with words has the attributions to say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.grammar.clauses import objects_of, patients, surface_subjects
from sayso.extract.grammar.voice import children, is_passive, is_verb
from sayso.lexicon import LexiconHeader, read_lexicon

_AT = ("on", "against", "upon", "at")
_TOLD_IN = frozenset({"in", "on", "at", "during", "from"})
_TIMES = frozenset({"DATE", "TIME", "QUANTITY", "CARDINAL"})
_REASONS = ("over", "for")
_CLAUSES = frozenset({"advcl", "conj", "xcomp"})


class AttacksOfWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `attacks-of-words.yaml`."""

    attacks: frozenset[str]
    spoken: frozenset[str]
    speakers: frozenset[str]
    occasions: frozenset[str]
    says: frozenset[str]
    criticised: frozenset[str]


@lru_cache(maxsize=1)
def load_attacks_of_words() -> AttacksOfWords:
    """Read the words, once."""
    return read_lexicon("attacks-of-words", AttacksOfWords)


def is_attack_of_words(token: Token, lexicon: EventLexicon) -> bool:
    """Whether somebody attacks in words.

    "The president launched a blistering attack on the press.", "The senator attacked the government over its budget.",
    "Trump attacked the judge on social media." → True; "The president attacked the rebels with jets." → False
    """
    words = load_attacks_of_words()
    if token.lemma_.lower() not in words.attacks or (is_verb(token) and is_passive(token)):
        return False
    if not is_verb(token) and any(c.lower_ in words.spoken for c in children(token, "amod")):
        return True
    clause = token if is_verb(token) else token.head
    if not is_verb(clause) or _bears_arms(clause, token, lexicon):
        return False
    control = lexicon.statuses.object_control
    subjects = surface_subjects(clause, control)
    is_office = any(_is_office(t, words) for t in subjects)
    is_person = any(t.ent_type_ == "PERSON" for t in subjects)
    is_named = any(t.tag_ == "NNP" and not t.ent_type_ for t in subjects)
    if not (is_office or is_person or is_named):
        return False
    targets = patients(token, control) if is_verb(token) else objects_of(token, _AT)
    known = words.criticised
    if not targets or any(_is_site(t, lexicon) for t in targets if t.lemma_.lower() not in known):
        return False
    is_critic = is_office and all(t.lemma_.lower() in known for t in targets)
    return is_critic or _tells_words(clause, token, words, is_known=is_office or is_person)


def _is_office(subject: Token, words: AttacksOfWords) -> bool:
    """ "the senator", "the opposition leader"; not "the rebel leader"."""
    kinds = (subject, *children(subject, "compound", "amod"))
    return any(t.lemma_.lower() in words.speakers for t in kinds)


def _bears_arms(clause: Token, deed: Token, lexicon: EventLexicon) -> bool:
    """Whether a weapon or a wound stands in the clause with it: "attacked it with jets", ", killing four"."""
    forbidden = lexicon.statuses.weapons | lexicon.statuses.harmed
    told = (t for t in clause.subtree if t != deed)
    if any(t.lemma_.lower() in forbidden for t in told) or objects_of(clause, ("with",)):
        return True
    says = load_attacks_of_words().says  # ", breaking his arm"
    return any(c.lemma_ not in says for c in children(clause, "advcl") if c.tag_ == "VBG")


def _is_site(target: Token, lexicon: EventLexicon) -> bool:
    """ "attacked the embassy", "a village", "an army post": no words hit those."""
    forces = lexicon.classes["force"]
    is_place = target.lemma_.lower() in lexicon.classes["place"] and target.ent_type_ != "GPE"
    is_of_forces = any(c.lemma_.lower() in forces for c in children(target, "compound", "amod"))
    return is_place or is_of_forces


def _tells_words(clause: Token, deed: Token, words: AttacksOfWords, *, is_known: bool) -> bool:
    """ "in an editorial", ", calling it a farce"; of whoever is known to be a person also "over its budget"."""
    reasons = (t for one in {clause, deed} for t in objects_of(one, _REASONS))
    if is_known and any(t.ent_type_ not in _TIMES and t.pos_ == "NOUN" for t in reasons):
        return True
    if any(c.lemma_ in words.says for c in clause.children if c.dep_ in _CLAUSES):
        return True
    return any(
        not words.occasions.isdisjoint((t.lower_, t.lemma_.lower())) for t in _settings(clause)
    )


def _settings(clause: Token) -> Iterator[Token]:
    """What stands behind "in", "on" or "at" in a clause: "in an | editorial"."""
    for token in clause.subtree:
        if token.dep_ == "pobj" and token.head.lower_ in _TOLD_IN:
            yield token
