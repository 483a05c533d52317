"""Known as: names behind "known as" or "calling itself" that the parser makes the subject of the next verb.

Comes in: a parsed document. Goes out: the same document, in which "A commander known as Aurelio said" has the commander
for its subject, and Aurelio is what he is known as. So have "Officers calling themselves the Council declared" and "A
group called the Red Hand claimed": the officers declared, and the group called nobody anything.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_CALLED = frozenset({"known", "nicknamed", "identified"})
_NAMED_SO = frozenset({"named", "identified", "described", "known", "listed", "branded"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"NNP", "NNPS"})
_CALLS = frozenset({"calling", "called"})
_THEMSELVES = frozenset({"itself", "themselves", "himself", "herself"})
_ONE = frozenset({"a", "an", "another", "one"})
_CLAUSES = frozenset({"advcl", "ccomp", "xcomp", "dep", "conj", "parataxis"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})


def mend_known_as(doc: Doc) -> None:
    """Hang the name on "as", and the verb on whoever has the name."""
    for call in find_words(doc, _CALLS):
        if 0 < call.i < len(doc) - 3:
            _mend_call(call)
    for link in find_words(doc, ("as",)):
        if not 0 < link.i < len(doc) - 2:
            continue
        if link.dep_ == "prep" and (verb := _named_by(link)) is not None:
            link.head = verb
        called = link.nbor(-1)
        if called.lower_ not in _CALLED or called.dep_ != "acl":
            continue
        name, noun = _name_behind(link), called.head
        verb = name.head
        if name.dep_ not in _SUBJECTS or name.i + 1 != verb.i or noun.i > called.i:
            continue
        role = name.dep_
        link.head, link.dep_ = called, "prep"
        name.head, name.dep_ = link, "pobj"
        if noun.head == verb:
            continue
        if noun.is_ancestor(verb):
            verb.head, verb.dep_ = (noun.head, noun.dep_) if noun.head != noun else (verb, "ROOT")
        noun.head, noun.dep_ = verb, role


def _mend_call(call: Token) -> None:
    """ "Officers | calling themselves | the Council | declared", "A group | called | the Red Hand | claimed"."""
    subject = next((c for c in call.lefts if c.dep_ in _SUBJECTS), None)
    noun = call.head if call.dep_ == "acl" else subject
    if noun is None or (noun.right_edge.i >= call.i and call.dep_ != "acl"):
        return
    reflexive = call.nbor(1).lower_ in _THEMSELVES
    verb = _verb_named_behind(call, reflexive)
    if verb is None or (not reflexive and not any(c.lower_ in _ONE for c in noun.lefts)):
        return
    name = next((c for c in verb.lefts if c.dep_ in _SUBJECTS), None)
    if name is not None:
        name.head, name.dep_ = call, "oprd"
    if call.dep_ != "acl":
        for child in [c for c in call.children if c.i < noun.left_edge.i or c.i > verb.i]:
            child.head = verb
        verb.head, verb.dep_ = (verb, "ROOT") if call.head == call else (call.head, call.dep_)
        call.head, call.dep_ = noun, "acl"
        call.tag_ = "VBG" if reflexive and call.lower_ == "calling" else "VBN"
    elif noun.is_ancestor(verb):
        verb.head, verb.dep_ = (noun.head, noun.dep_) if noun.head != noun else (verb, "ROOT")
    is_undergone = any(child.dep_ == "auxpass" for child in verb.children)
    noun.head, noun.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"


def _verb_named_behind(call: Token, reflexive: bool) -> Token | None:
    """The finite verb right behind a name, of which the parser makes a clause below "call"."""
    start = call.i + 2 if reflexive else call.i + 1
    for verb in call.rights:
        if verb.dep_ not in _CLAUSES or verb.tag_ not in _FINITE:
            continue
        subject = next((c for c in verb.lefts if c.dep_ in _SUBJECTS), None)
        behind = [c for c in call.rights if c.dep_ in ("oprd", "dobj") and c.i >= start]
        named = subject or next(iter(behind), None)
        first = min([verb.i, *(c.i for c in verb.lefts if c.dep_ in ("aux", "auxpass"))])
        if named is None or named.left_edge.i != start or named.right_edge.i != first - 1:
            continue
        if named.tag_ in _NAMES or reflexive:
            return verb
    return None


def _named_by(link: Token) -> Token | None:
    """ "was named by police | as Ali Demir": they name him so, and are not called so."""
    by = link.head.head
    is_agent = link.head.dep_ == "pobj" and by.lower_ == "by" and by.dep_ in ("agent", "prep")
    return by.head if is_agent and by.head.lower_ in _NAMED_SO else None


def _name_behind(link: Token) -> Token:
    name = link.nbor(1)
    while name.i + 1 < len(name.doc) and name.nbor(1).tag_ in _NAMES:
        name = name.nbor(1)
    return name
