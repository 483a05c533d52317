"""Names in a row behind those whom a deed befell, read by the order of words where the parse hangs them elsewhere.

Comes in: the noun of those harmed ("three journalists"), as a token. Goes out: the persons named behind it, between
commas, with what each is ("Ana Roa, a photographer, Jan Peters, a correspondent, and Mario Paz"). Also the name before
what somebody is ("Luis Forero (name as heard), secretary of the party, was killed"). Names that the parse gives as
appositions are found in listed.py.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.grammar.voice import is_verb
from sayso.nlp.persons import load_persons

_OPENS = frozenset({",", ":", "--", "—", "–"})
_PARTS = frozenset({",", ";", "and"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PAIRS = frozenset({"couple", "pair", "duo", "trio", "brothers", "sisters", "family"})
# So many words say at most what somebody is, so many whose those harmed are ("leaders of the party").
_LONGEST = 9
_OWNERS = 6


def names_in_a_row(token: Token) -> list[Token]:
    """ "kidnapped a young couple, Silvia Paz and Victor Roa" → Paz, Roa; not "killed two men, Paz said".

    Behind one who is described only his own name: "the head of the secret police, General Miguel Paz".
    """
    is_one = token.tag_ == "NN" and token.lower_ not in _PAIRS
    if not is_one and token.tag_ != "NNS" and token.lower_ not in _PAIRS:
        return []
    at = _opening(token, token.sent.end)
    found = [] if at is None else _row_at(at, token)
    return [t for t in found[:1] if _is_his_name(t, token)] if is_one else found


def _is_his_name(name: Token, token: Token) -> bool:
    """Not "a son of the mayor, Juan Soto", who may be the mayor."""
    is_his = name.head.i <= token.i or token.lemma_.lower() not in load_argument_words().kin
    return name.dep_ == "appos" and is_his


def rest_of_row(name: Token, token: Token) -> list[Token]:
    """ "They are Ana Roa, Elsa Prado, and policeman Leo Paz": who stands behind the first name."""
    at = _next_place(name.doc, name.i + 1, name.sent.end)
    return [] if at is None else _row_at(at, token)


def _row_at(at: int | None, token: Token) -> list[Token]:
    doc, end = token.doc, token.sent.end
    found: list[Token] = []
    while at is not None and at < end:
        name = _name_at(doc, at, end)
        if name is None or _is_anothers_subject(name, token):
            break
        found.append(name)
        at = _next_place(doc, name.i + 1, end)
    return found


def name_before(token: Token) -> list[Token]:
    """ "Luis Forero (name as heard), secretary of the party, was killed": who the secretary is."""
    doc, start = token.doc, token.sent.start
    first = token.left_edge.i
    is_plain = token.tag_ == "NN" and not any(c.dep_ in ("det", "poss") for c in token.lefts)
    if not is_plain or first - 2 < start or doc[first - 1].text != ",":
        return []
    at = first - 2
    if doc[at].text == ")":
        at = next(
            (i - 1 for i in range(at, max(start, at - _LONGEST), -1) if doc[i].text == "("), -1
        )
    before = doc[at] if at >= start else None
    return [before] if before is not None and _ends_name(before) else []


def _ends_name(token: Token) -> bool:
    return token.ent_type_ == "PERSON" and token.pos_ == "PROPN"


def _opening(token: Token, end: int) -> int | None:
    """The place behind "three journalists:", "two leaders of the party,", "comrades"."""
    if token.i + 1 < end and token.doc[token.i + 1].ent_type_ == "PERSON":
        return token.i + 1
    for i in range(token.i + 1, min(end, token.i + 2 + _OWNERS)):
        if token.doc[i].text in _OPENS:
            return i + 1
        if token.doc[token.i + 1].lower_ not in ("of", "from") or is_verb(token.doc[i]):
            return None
    return None


def _name_at(doc: Doc, at: int, end: int) -> Token | None:
    """The last word of a person's name that stands there, behind what he is: "comrade Ana Roa", "bodyguard Leo Paz"."""
    i = at
    while i < min(end, at + 3) and doc[i].ent_type_ != "PERSON":
        if doc[i].lemma_.lower() not in load_persons() and doc[i].tag_ != "NNP":
            return None
        i += 1
    if i >= end or doc[i].ent_type_ != "PERSON" or doc[i].pos_ != "PROPN":
        return None
    while i + 1 < end and doc[i + 1].ent_type_ == "PERSON" and doc[i + 1].ent_iob_ == "I":
        i += 1
    return doc[i]


def _next_place(doc: Doc, at: int, end: int) -> int | None:
    """Where the next name may stand: behind "and", a comma, or what the one before is, between commas."""
    behind = _past_parts(doc, at, end)
    if behind == at:
        return None
    if behind < end and _name_at(doc, behind, end) is not None:
        return behind
    for i in range(behind, min(end, behind + _LONGEST)):
        if doc[i].text in (",", ";"):
            return _past_parts(doc, i, end)
        if is_verb(doc[i]):
            return None
    return None


def _past_parts(doc: Doc, at: int, end: int) -> int:
    while at < end and doc[at].lower_ in _PARTS:
        at += 1
    return at


def _is_anothers_subject(name: Token, token: Token) -> bool:
    """ "killed two men, Paz said", "…, and Paz fled": what Paz does is told there, and not what befell him."""
    first = name
    while first.dep_ in ("conj", "appos", "compound") and first.head.i >= token.i:
        first = first.head
    return any(
        t.dep_ in _SUBJECTS and t.head.i > t.i and t.head != token.head and is_verb(t.head)
        for t in (name, first)
        if t != token
    )
