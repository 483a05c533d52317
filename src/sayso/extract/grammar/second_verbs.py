"""Second verbs of those who are told of: "said soldiers had beaten him and threatened to kill him".

Comes in: verbs of a parse. Goes out: whether a verb of speech that is joined to what somebody told goes on with those
told of. It does where it is aimed at the teller, or at what is his: nobody promises to kill himself. Of any other
("denied it had shelled the town and accused the rebels") clauses.py says whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words
from sayso.nlp.readings import Reading

# Pronouns by whom they mean: him and what is his.
_PERSONS = (
    frozenset({"him", "his", "himself"}),
    frozenset({"her", "hers", "herself"}),
    frozenset({"them", "their", "themselves"}),
    frozenset({"me", "my", "myself"}),
    frozenset({"us", "our", "ourselves"}),
)


def find_second_verbs(reading: Reading) -> frozenset[int]:
    """Where such verbs stand in a report."""
    return frozenset(t.i for t in reading.tokens if t.dep_ == "conj" and goes_on_with_told(t))


def goes_on_with_told(verb: Token) -> bool:
    """ "said rebels had burned her hut and threatened to shoot her son": the rebels threatened.

    So in "had taken his papers and promised to kill him", "had beaten him and accused him of spying", "had seized
    three nuns and demanded a ransom"; not in "had burned his mill and promised to rebuild it".
    """
    first, words = verb.head, load_clause_words()
    if verb.dep_ != "conj" or first.dep_ != "ccomp":
        return False
    if verb.lemma_ not in words.speech | words.orders:
        return False
    if any(t.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for t in verb.lefts):
        return False
    aims = [t for t in verb.rights if t.dep_ == "dobj"]
    if any(aim.lemma_.lower() in words.extorted for aim in aims):
        return True
    persons = _persons_in(t for t in first.rights if t.dep_ == "dobj")
    if persons and verb.lemma_ in words.orders and first.lemma_ in words.binds:
        return True  # "had tied him up and ordered the crew to jump"
    if aims or not persons:
        return any(_is_one_of(aim, persons) for aim in aims)
    tasks = (t for t in verb.rights if t.dep_ == "xcomp")
    return any(_is_aimed_at(task, persons) for task in tasks)


def _persons_in(nouns: Iterable[Token]) -> list[frozenset[str]]:
    """Whom objects mean or belong to: "him", "his papers"."""
    found = {t.lower_ for noun in nouns for t in (noun, *_owners(noun))}
    return [person for person in _PERSONS if person & found]


def _is_aimed_at(task: Token, persons: list[frozenset[str]]) -> bool:
    """ "to kill him" whatever it is, "to shoot her son" if it harms."""
    words = load_clause_words()
    objects = [t for t in task.rights if t.dep_ == "dobj"]
    owners = [owner for noun in objects for owner in _owners(noun)]
    is_harm = task.lemma_ in words.harms | words.done_to | words.hurts
    return any(_is_one_of(t, persons) for t in (*objects, *(owners if is_harm else ())))


def _owners(noun: Token) -> list[Token]:
    return [t for t in noun.lefts if t.dep_ == "poss"]


def _is_one_of(token: Token, persons: list[frozenset[str]]) -> bool:
    return any(token.lower_ in person for person in persons)
