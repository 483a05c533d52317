"""Who answers for a deed before a court, and who is said to have been involved in it.

Comes in: the token of a deed. Goes out: the tokens of who is put on trial for it ("will be brought to trial for the
murder") or, a fighter, is told of as "involved in the massacre". Verbs that try by themselves ("sentenced for") are in
blame.py; what a trial is worth is the claims' business.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.grammar.clauses import objects_of, surface_subjects
from sayso.extract.grammar.voice import children, is_passive, is_verb

_FOR = frozenset({"for", "over"})
_TRIED = frozenset({"pobj", "pcomp"})


def put_on_trial(deed: Token, control: frozenset[str]) -> list[Token]:
    """ "Two officers face trial over the murder", "were brought to trial for murdering them" → officers."""
    link = deed.head
    if deed.dep_ not in _TRIED or link.lower_ not in _FOR:
        return []
    words, verb = load_attribution_words(), link.head
    while not is_verb(verb) and verb.head != verb and verb.lemma_.lower() in words.trials:
        verb = verb.head if verb.head.dep_ != "prep" else verb.head.head
    if not is_verb(verb) or not _names_trial(verb, deed):
        return []
    if verb.lemma_ in words.puts_on_trial:
        put = children(verb, "nsubjpass" if is_passive(verb) else "dobj")
        return put or (surface_subjects(verb, control) if is_passive(verb) else [])
    return surface_subjects(verb, control) if verb.lemma_ in words.stands_trial else []


def _names_trial(verb: Token, deed: Token) -> bool:
    trials = load_attribution_words().trials
    return any(token.lemma_.lower() in trials for token in verb.doc[verb.i + 1 : deed.i])


def involved_in(deed: Token, forces: frozenset[str]) -> list[Token]:
    """ "the soldiers involved in the massacre", "soldiers were involved in a wave of killings": they had a part in it.

    Not so "the children involved in the attack", nor soldiers who "may have been" or "were not".
    """
    link = _first_link(deed)
    if link is None:
        return []
    verb = link.head
    if verb.lemma_ not in load_argument_words().has_part or children(verb, "neg"):
        return []
    if verb.tag_ == "VBN" and verb.dep_ == "acl":
        who = [verb.head] if link == deed.head else []
    elif any(t.tag_ == "MD" for t in children(verb, "aux")) or not _is_crime(deed):
        return []  # "three policemen were involved in an ambush": it may have been laid for them
    else:
        who = children(verb, "nsubjpass") or _subjects_of_participle(verb)
    named = [t for one in who for t in (one, *objects_of(one, ("of",)))]
    is_someone = verb.dep_ != "acl" and any(t.ent_type_ == "PERSON" for t in who)
    return who if is_someone or any(t.lemma_.lower() in forces for t in named) else []


def _is_crime(deed: Token) -> bool:
    """ "murders", "a massacre": nobody is involved in these but who does them."""
    words = load_attribution_words()
    return deed.lemma_.lower() in words.done_to_whom


def _first_link(deed: Token) -> Token | None:
    """ "in" before "the massacre", before "a wave of kidnappings and murders"."""
    while deed.dep_ == "conj":
        deed = deed.head
    link = deed.head
    if deed.dep_ == "pobj" and link.lower_ == "of" and link.head.dep_ == "pobj":
        link = link.head.head
    return link if link.lower_ == "in" and link.dep_ == "prep" else None


def _subjects_of_participle(adjective: Token) -> list[Token]:
    """ "The forces are involved": the parse may take the participle for an adjective."""
    verb = adjective.head
    return children(verb, "nsubj") if adjective.dep_ == "acomp" and verb.lemma_ == "be" else []
