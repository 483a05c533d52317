"""Who is named, and what is listed, beside those whom a deed concerns.

Comes in: tokens of the parse, the heads of phrases. Goes out: the names beside them ("two guards, Juan Soto and Pedro
Paz"), those that are included, and the items of a list behind a colon or dash. Finds no roles: arguments.py does.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.grammar.clauses import objects_of, with_conjuncts
from sayso.extract.grammar.voice import children, is_verb
from sayso.nlp.persons import load_persons
from sayso.nlp.supposed import load_supposed

_OF_WHOM = ("to", "from", "for", "with")
_LIST_MARKS = frozenset({":", "--", "—", "–"})


def names_of(tokens: list[Token]) -> list[Token]:
    """ "killed two guards, Juan Soto and Pedro Paz": who the people are, where their names stand beside them."""
    return [
        joined
        for token in tokens
        for beside in children(token, "appos")
        for joined in with_conjuncts(beside)
        if _is_person_name(joined)
        or (joined != beside and _is_parted(token, joined))
        or _is_listed(token, beside)
    ]


def parts_of(whole: Token) -> list[Token]:
    """Who or what some are: "killed six people, including Juan Soto", "burned three cars: a taxi and two vans".

    Also "including the mayor and his son", "killed 10, including their leader Ana Roa".
    """
    parts = objects_of(whole, ("including",))
    if whole.tag_ == "CD" and is_verb(whole.head):
        parts += objects_of(whole.head, ("including",))
    within = [t for part in parts for t in with_conjuncts(part)]
    named = [t for t in within if _is_person_name(t) or _is_single_person(t)]
    named += [t for t in named_beside(within) if t not in named]
    if whole.tag_ != "NNS":
        return named
    listed = [t for t in children(whole, "appos") if _opens_list(whole, t)]
    listed += [deep for t in listed for deep in children(t, "appos")]
    return named + [joined for t in listed for joined in with_conjuncts(t)]


def named_beside(tokens: Sequence[Token]) -> list[Token]:
    """Persons beside nouns, and who is listed with them: "leader [Ana Roa]", "[Luis Paz], [Ana Roa] and …"."""
    found: list[Token] = []
    for token in tokens:
        if _is_person_name(token):
            found.append(token)
        beside = [t for t in children(token, "appos", "conj") if t not in found and not is_verb(t)]
        found += [t for t in named_beside(beside) if t not in found]
    return found


def told_to_be(token: Token) -> list[Token]:
    """Who somebody is said to be: "a guard named Pedro Paz", "the man was identified as", "those who died are"."""
    words = load_argument_words()
    told: list[Token] = []
    for clause in children(token, "acl"):
        if clause.tag_ == "VBN" and clause.lemma_ in words.identifies:
            told += [*objects_of(clause, ("as",)), *children(clause, "oprd")]
    verb = token.head
    if token.dep_ == "dobj" and token.i + 1 < verb.sent.end:  # "murdered brothers Luis and Leo Paz"
        told += [t for t in children(verb, "npadvmod") if t.left_edge.i == token.i + 1]
    if token.dep_ == "nsubj" and verb.lemma_ == "be" and not children(verb, "neg"):
        told += children(verb, "attr")
    elif token.dep_ == "nsubjpass" and verb.lemma_ in words.identifies:
        told += [*objects_of(verb, ("as",)), *children(verb, "oprd")]
    return named_beside(told)


def subjects_told(token: Token, words: frozenset[str] | None = None) -> list[Token]:
    """ "Ana Roa and Leo Paz were the teachers killed", "the soldiers were the ones who shot": who is said to be that.

    With `words`, only where the noun is one of them; else only persons by their names.
    """
    verb = token.head
    if token.dep_ != "attr" or verb.lemma_ != "be" or children(verb, "neg"):
        return []
    subjects = [t for subject in children(verb, "nsubj") for t in with_conjuncts(subject)]
    if words is not None:
        return [t for t in subjects if t.pos_ != "PRON"] if token.lower_ in words else []
    return [t for t in subjects if _is_person_name(t)]


def hit_with(token: Token) -> list[Token]:
    """ "killed Luis Paz together with Ana Roa", "found dead along with his wife": to whom it was done, too."""
    words = load_argument_words().together
    found: list[Token] = []
    for one in (token, token.head) if is_verb(token.head) else (token,):
        for prep in children(one, "prep"):
            if prep.lower_ == "with" and prep.i and prep.nbor(-1).lower_ in words:
                found += children(prep, "pobj")
            elif prep.lower_ in words:
                found += objects_of(prep, ("with",))
    people = [t for noun in found for t in with_conjuncts(noun)]
    return [t for t in people if _is_person_name(t) or _is_single_person(t)]


def found_among(those: Token) -> list[Token]:
    """ "Among those killed was Ali Rida, a commander", "Those killed include Ali Rida": he was killed."""
    verb = those.head if those.dep_ == "nsubj" else those.head.head
    if those.dep_ == "nsubj" and verb.lemma_ == "include":
        return [joined for named in children(verb, "dobj") for joined in with_conjuncts(named)]
    if those.dep_ != "pobj" or those.head.lower_ != "among" or verb.lemma_ != "be":
        return []
    subjects = children(verb, "nsubj") or children(verb, "attr")
    return [joined for subject in subjects for joined in with_conjuncts(subject)]


def taken_for(token: Token) -> Token:
    """ "Gunmen believed to be bandits killed ten": the bandits, if it was they; what is believed is for the claims.

    So is the Front of "gunmen believed to belong to the Front", or "to be from" it.
    """
    for told in children(token, "acl"):
        verbs = [be for be in children(told, "xcomp") if told.tag_ == "VBN"]
        belongs = [v for v in verbs if v.lower_ in load_supposed().belongs or v.lower_ == "be"]
        of = [noun for verb in belongs for noun in objects_of(verb, _OF_WHOM)]
        is_of_band = any(verb.lower_ == "belong" for verb in belongs)
        is_named = bool(of) and of[0].ent_type_ in ("ORG", "NORP", "PERSON")
        if of and (is_of_band or (is_named and not _is_whence(of[0]))):
            return of[0]
        verbs = [be for be in verbs if be.lower_ == "be"]
        whom = [noun for be in verbs for noun in children(be, "attr") if noun.tag_[:2] == "NN"]
        if whom:
            return whom[0]
    return token


def _is_whence(noun: Token) -> bool:
    """ "believed to come | from Mali |": a place, whatever the entity finder takes it for; "from the Front" is none."""
    return noun.head.lower_ == "from" and not any(c.lower_ == "the" for c in noun.lefts)


def _opens_list(whole: Token, item: Token) -> bool:
    between = whole.doc[whole.i + 1 : item.left_edge.i]
    return item.tag_ in ("NN", "NNS") and any(t.text in _LIST_MARKS for t in between)


def _is_listed(token: Token, beside: Token) -> bool:
    """ "damaged the embassy, two banks and a shop": the parse takes the banks for what the embassy is."""
    is_number = beside.tag_ == "NNS" and bool(children(beside, "nummod"))
    return is_number and token.tag_ == "NN" and bool(children(beside, "conj"))


def _is_person_name(token: Token) -> bool:
    return token.ent_type_ == "PERSON" and token.pos_ == "PROPN"


def _is_single_person(token: Token) -> bool:
    return token.tag_ == "NN" and token.lemma_.lower() in load_persons()


def _is_parted(token: Token, joined: Token) -> bool:
    """ "killed the mayor, Juan Soto, and his wife": behind a comma the wife goes with the mayor, not with his name."""
    before = joined.doc[max(0, joined.left_edge.i - 2) : joined.left_edge.i]
    return token.tag_ in ("NN", "NNP") and before.text.startswith(",")
