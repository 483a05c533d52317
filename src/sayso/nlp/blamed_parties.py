"""Whom a deed is blamed on, and for what somebody is blamed, where the parser hangs either on the noun before it.

Comes in: a parsed document. Goes out: the same document, in which "blamed the deaths of six pupils on soldiers" blames
soldiers: the preposition hangs on the verb, and not on the pupils. Only behind a verb of blame that has no such
preposition yet. In "blamed rebels for the attack on the convoy" the "for" is the verb's: they are no rebels for it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon

_ON = get_string_id("on")
_FOR = get_string_id("for")
_RESPONSIBLE = get_string_id("responsible")
_TIMES = frozenset({"DATE", "TIME"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


class BlamedParties(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `blamed-parties.yaml`: verbs of blaming somebody, nouns of guilt."""

    blames: frozenset[str]
    guilt: frozenset[str]
    answers: frozenset[str]
    mutual: frozenset[str]
    reproaches: frozenset[str]
    speaks_for: frozenset[str]
    proceedings: frozenset[str]


@lru_cache(maxsize=1)
def load_blamed_parties() -> BlamedParties:
    """Read the words, once."""
    return read_lexicon("blamed-parties", BlamedParties)


def mend_blamed(doc: Doc) -> None:
    """Hang "on soldiers" and "for the attack" on the verb of blame that stands before them."""
    words = doc.to_array("LOWER")
    for i in np.flatnonzero(words == _FOR).tolist():
        verb = _reproaching(doc[i])
        if verb is not None:
            doc[i].head = verb
    for i in np.flatnonzero(words == _ON).tolist():
        _join_clause(doc[i])
        _free_place(doc[i])
        verb = _blaming(doc[i])
        if verb is not None and not any(_names_party(child) for child in verb.children):
            doc[i].head = verb
        _give_answer(doc[i])
    for i in np.flatnonzero(words == _RESPONSIBLE).tolist():
        _hold_both(doc[i])


def _join_clause(preposition: Token) -> None:
    """ "a blast that one side said was a strike but | the army blamed | on rebels": the army blames the blast on them.

    The parser joins the army to the main clause, and lets it be blamed.
    """
    verb, party = preposition.head, preposition.head.head
    if verb.lemma_ not in load_blamed_parties().blames or verb.dep_ != "acl":
        return
    first = party.left_edge.i
    if party.dep_ != "conj" or first == 0 or verb.doc[first - 1].dep_ != "cc":
        return
    if party.i + 1 != verb.i or any(child.dep_ in ("aux", "auxpass") for child in verb.children):
        return
    clauses = [t for t in verb.sent if t.dep_ == "relcl" and t.head.i < t.i < first]
    if not clauses:
        return
    verb.head, verb.dep_, verb.tag_ = clauses[-1].head, "relcl", "VBD"
    party.head, party.dep_ = verb, "nsubj"
    for thing in [child for child in preposition.rights if child.dep_ == "pobj"]:
        for by in [c for c in verb.rights if c.lower_ == "by" and c.i > thing.i]:
            by.head, by.dep_ = thing, "prep"


def _give_answer(preposition: Token) -> None:
    """ "blamed the attack on the front, which denied it": the front did, and no attack denies."""
    verb = preposition.head if preposition.head.pos_ == "VERB" else preposition.head.head
    party = next((child for child in preposition.rights if child.dep_ == "pobj"), None)
    deed = next((child for child in verb.rights if child.dep_ == "dobj"), None)
    if party is None or deed is None or verb.lemma_ not in load_blamed_parties().blames:
        return
    for clause in [c for c in deed.rights if c.dep_ == "relcl" and c.i > party.i]:
        if clause.lemma_ in load_blamed_parties().answers and clause.left_edge.i == party.i + 2:
            clause.head = party


def _hold_both(adjective: Token) -> None:
    """ "holds both the army and the rebels responsible": the army, too, and not only responsible rebels."""
    first = last = adjective.head
    while first.dep_ == "conj" and first.head.i < first.i:
        first = first.head
    is_behind = adjective.dep_ == "amod" and last.i < adjective.i and first.dep_ == "dobj"
    if is_behind and first.head.lemma_ == "hold":
        adjective.head, adjective.dep_ = first.head, "oprd"


def _reproaching(preposition: Token) -> Token | None:
    """The verb or noun that has a "for" of its own; "blamed a spokesman for the group" tells whose he is."""
    party = preposition.head
    while party.dep_ == "conj" and party.head.i < party.i:
        party = party.head
    lexicon = load_blamed_parties()
    is_behind = preposition.dep_ == "prep" and party.i < preposition.i
    if not is_behind or preposition.head.lemma_.lower() in lexicon.speaks_for:
        return None
    if party.dep_ == "dobj":
        return party.head if party.head.lemma_ in lexicon.reproaches else None
    link = (
        party.head
    )  # "the conviction of a weaver for murder", "points at the army for the attack"
    is_link = party.dep_ == "pobj" and (link.lower_, link.head.lemma_.lower()) in {
        *(("of", noun) for noun in lexicon.proceedings),
        ("at", "point"),
    }
    return link.head if is_link else None


def _free_place(preposition: Token) -> None:
    """ "blamed the attack on the mosque on soldiers": the mosque was attacked, and its "on" hangs on the attack."""
    before = preposition.head.head
    verb = before.head
    deed = next((child for child in verb.children if child.dep_ == "dobj"), None)
    is_second = before.i < preposition.i and before.lower_ == "on"
    is_second = is_second and verb.lemma_ in load_blamed_parties().blames
    if is_second and deed is not None and _names_party(preposition):
        before.head = deed


def _blaming(preposition: Token) -> Token | None:
    """The verb of blame among whose object's words a last "on" stands."""
    if preposition.dep_ != "prep" or not _names_party(preposition):
        return None
    up, is_reason = preposition.head, False
    while up.pos_ in _NOUNS or up.dep_ == "prep":
        if up.dep_ in ("dobj", "nsubjpass"):
            verb, is_blame = up.head, up.lemma_ in load_blamed_parties().guilt
            if verb.lemma_ in load_blamed_parties().mutual:
                return None  # "traded blame for the raid on Goma"
            is_blaming = verb.lemma_ in load_blamed_parties().blames or is_blame
            return verb if is_blaming and (is_blame or not is_reason) else None
        is_reason = is_reason or up.lower_ in ("for", "over")
        if up.head == up:
            break
        up = up.head
    return None


def _names_party(preposition: Token) -> bool:
    if preposition.lower_ != "on" or preposition.dep_ != "prep":
        return False
    return any(
        child.dep_ == "pobj" and child.ent_type_ not in _TIMES for child in preposition.children
    )
