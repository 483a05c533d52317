"""Days that the parser hangs on a subject: "A special court in the capital on Friday sentenced two men".

Comes in: a parsed document. Goes out: the same document, in which such a day is the verb's. Else the court is one "on
Friday", and the sentence has no day. In "On Saturday gunmen of the front attacked" the parse hangs the subject on the
day: there the gunmen are the verb's. And what is told of no day, but of what was done on it, hangs on that: in "began
a drill on Monday, which Rome denounced" no day is denounced. Of two days the first, right behind a relative clause,
is that clause's: "A guard who was shot on Monday died on Friday".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
# What a day, a month or a year stands behind, and an hour of the day.
_DATING = frozenset({"on", "in"})
_TIMING = frozenset({"by", "at", "before", "after", "around", "towards", "toward", "until"})
_HOURS = frozenset(
    "dawn daybreak sunrise noon midday dusk sunset sundown nightfall midnight".split()
)
_PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_HELPERS = frozenset({"aux", "auxpass"})


def mend_days(doc: Doc) -> None:
    """Hang each "on Friday" that ends a subject on the verb behind it."""
    for token in find_words(doc, _DATING | _TIMING | _DAYS):
        if token.lower_ in _DATING | _TIMING:
            _part_from_subject(token)
        if token.lower_ in _DAYS and token.dep_ == "pobj" and token.head.lower_ == "on":
            verb = _verb_behind(token)
            if verb is not None:
                token.head.head = verb
            _give_to_relative(token.head)
            _free_clause(token)


def _give_to_relative(preposition: Token) -> None:
    """ "who was shot | on Monday | died on Friday": the first of two days is the clause's that it stands behind."""
    verb = preposition.head
    if preposition.i > verb.i or verb.tag_ not in ("VBD", "VBN"):
        return
    subject = next((c for c in verb.lefts if c.dep_ in _SUBJECTS), None)
    if subject is None or subject.right_edge.i != preposition.i - 1:
        return
    clause = next((c for c in subject.rights if c.dep_ in ("relcl", "acl")), None)
    others = (t for c in verb.rights if c.lower_ == "on" for t in c.rights if t.dep_ == "pobj")
    if clause is not None and any(t.lower_ in _DAYS for t in others):
        preposition.head = clause


def _free_clause(day: Token) -> None:
    """Hang a clause behind a day and a comma, with "which" for its object, on what was done on that day."""
    verb = day.head.head
    done = next((c for c in verb.children if c.dep_ == "dobj" and c.i < day.i), None)
    if done is None:
        return
    for clause in day.children:
        is_object = any(c.lower_ == "which" and c.dep_ == "dobj" for c in clause.lefts)
        if clause.dep_ == "relcl" and is_object:
            clause.head = done
            return


def _verb_behind(day: Token) -> Token | None:
    """The verb whose subject ends with a day right before it, or before its auxiliaries."""
    preposition = day.head
    if preposition.dep_ != "prep" or preposition.head.tag_[:2] != "NN":
        return None
    subject = next((up for up in preposition.ancestors if up.dep_ in _SUBJECTS), None)
    if subject is None or subject.right_edge != day.right_edge or subject.i > day.i:
        return None
    verb = subject.head
    between = verb.doc[day.i + 1 : verb.i]
    is_next = all(t.dep_ in _HELPERS and t.head == verb for t in between)
    return verb if verb.i > day.i and is_next else None


def _part_from_subject(preposition: Token) -> None:
    """ "On | Saturday gunmen of the front | attacked", "On | Monday morning gunmen": the gunmen did, on that day.

    So in "By | nightfall rebels | had seized".
    """
    if preposition.dep_ != "prep" or preposition.i + 2 >= len(preposition.doc):
        return
    day = preposition.nbor(1)
    is_day = day.lower_ in _DAYS or day.ent_type_ == "DATE"
    if preposition.lower_ in _TIMING:
        is_day = day.lower_ in _HOURS
    if day.dep_ != "compound" or not is_day or preposition.head.i < day.i:
        return
    if preposition.i + 2 >= preposition.sent.end:
        return
    time = day.head if day.head.lower_ in _PARTS_OF_DAY and day.head.dep_ == "compound" else day
    noun = time.head
    if noun.head == preposition and noun.dep_ == "pobj":
        verb = _bare_verb_behind(noun, preposition.head)
        if verb is None:
            return
        is_undergone = any(c.dep_ == "auxpass" for c in verb.children)
        noun.head, noun.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"
    elif noun.dep_ not in _SUBJECTS or noun.head != preposition.head:
        return
    time.head, time.dep_ = preposition, "pobj"


def _bare_verb_behind(noun: Token, verb: Token) -> Token | None:
    """The verb right behind a noun's phrase, if it has no subject."""
    between = verb.doc[noun.right_edge.i + 1 : verb.i]
    is_next = verb.i > noun.i and all(t.dep_ in _HELPERS and t.head == verb for t in between)
    is_bare = not any(c.dep_ in _SUBJECTS | {"expl", "csubj"} for c in verb.children)
    return verb if verb.tag_[:2] == "VB" and is_next and is_bare else None
