"""Whether the clause around a place in the text looks back or ahead: "met on Monday", "will meet on Monday".

Comes in: a reading, a character offset, and the words that tell of plans. Goes out: past, future, None, or
nearer ("called a vote on Monday": of two Mondays the nearer, for it may be the day of calling).
Does not look further than the verb that governs the place, and that verb's auxiliaries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from spacy.tokens import Token

from sayso.nlp.readings import Reading

Tense = Literal["past", "future", "nearer"]
WordLists = Mapping[str, Mapping[str, object]]

_MOST_STEPS = 12
_FINITE_TAGS = frozenset(("VBD", "VBZ", "VBP", "MD"))
_GOVERNED = frozenset(("xcomp", "ccomp"))
_OBJECTS = frozenset(("dobj", "xcomp", "ccomp"))
_PLAN_TAGS = frozenset(("VBN", "JJ", "VBG", "RB", "VBP", "VBZ", "VB"))


def tense_at(reading: Reading, start: int, words: WordLists) -> Tense | None:
    """The tense of the clause at a character offset; a present verb tells nothing, but for "holds until Friday".

    "They will meet on Monday." at "Monday" → future
    """
    index = reading.token_at.get(start)
    if index is None:
        return None
    token = reading.doc[index]
    if _is_set_for(token, words):
        return "future"
    if _is_of_what_is_called(token, words):
        return "nearer"
    is_ahead = token.head.lower_ in words["ahead_beside"]
    for _ in range(_MOST_STEPS):
        if token.lower_ == "since" and token.i < index:
            return "past"  # "the line, silent since a clash in August, will be restored"
        is_ahead = is_ahead or token.lower_ in words["ahead"]
        tense = _tense_of(token, words)
        if tense is not None:
            if tense == "future" and _was_planned(token):
                return "past"
            return None if is_ahead and tense == "past" else tense
        if token.head.i == token.i or _is_finite(token):
            break
        token = token.head
    return "future" if is_ahead else None


def is_done_at(reading: Reading, start: int, words: WordLists) -> bool:
    """Whether a date hangs on what was done: "began firing on Oct. 8", "seized the port on Oct. 8".

    Not "called a vote for Oct. 8", "agreed to meet on Oct. 8", "was due on Oct. 8": these may be ahead.
    """
    index = reading.token_at.get(start)
    if index is None:
        return False
    time = reading.doc[index]
    verb = time.head.head if time.dep_ == "pobj" and time.head.lower_ == "on" else time.head
    if verb.tag_ == "VBG" and verb.dep_ == "xcomp":
        verb = verb.head
    if verb.tag_ != "VBD" or verb.lemma_ == "be" or verb.lemma_ in words["calling"]:
        return False
    told = [child for child in verb.children if child.dep_ in _OBJECTS]
    return not any(
        child.lemma_.lower() in words["called"] or child.dep_ == "ccomp" or _is_infinitive(child)
        for child in told
    )


def _is_infinitive(verb: Token) -> bool:
    return any(child.tag_ == "TO" for child in verb.children)


def _is_set_for(time: Token, words: WordLists) -> bool:
    """ "called a strike for Monday", "scheduled a vote for Tuesday"; not "had been set for Monday"."""
    link = time.head
    if time.lower_ not in words["weekday"] or time.dep_ != "pobj" or link.lower_ != "for":
        return False
    return not _was_planned(link.head)


def _is_of_what_is_called(time: Token, words: WordLists) -> bool:
    """ "invited party leaders to talks on Friday", "declared a day of mourning on Sunday"."""
    link = time.head
    if time.lower_ not in words["weekday"] or link.lower_ != "on" or link.i == 0:
        return False
    noun = link.nbor(-1)
    verb = next((up for up in noun.ancestors if up.pos_ == "VERB"), None)
    is_called = noun.lemma_.lower() in words["called"] and verb is not None and verb.i < noun.i
    return is_called and verb is not None and verb.lemma_ in words["calling"]


def _was_planned(token: Token) -> bool:
    """ "It had been due to end on Friday": what lay ahead then is over now."""
    above = [token, *list(token.ancestors)[:2]]
    return any(c.lower_ in ("had", "'d") and c.dep_ == "aux" for t in above for c in t.children)


def _recounts(token: Token, words: WordLists) -> bool:
    """ "describes the rape of girls in June", "is charged with a killing in June": that has been, this year or last."""
    auxiliaries = [c for c in token.children if c.dep_ in ("aux", "auxpass")]
    is_present = token.tag_ in ("VBZ", "VBP") or any(c.tag_ in ("VBZ", "VBP") for c in auxiliaries)
    return is_present and token.lemma_.lower() in words["recounting"]


def _refuses(token: Token, words: WordLists) -> bool:
    """ "would not comment on Monday's strike": nothing ahead is told of."""
    if token.lemma_ not in words["refused"]:
        return False
    return any(c.lower_ in ("would", "'d") for c in token.children if c.dep_ == "aux") and any(
        c.dep_ in ("neg", "preconj") or c.lower_ == "neither" for c in token.children
    )


def _is_finite(token: Token) -> bool:
    """Whether a token heads a clause of its own: "are finalized" is not asked for the tense of what it depends on."""
    auxiliaries = (child for child in token.children if child.dep_ in ("aux", "auxpass"))
    return token.tag_ in _FINITE_TAGS or any(child.tag_ in _FINITE_TAGS for child in auxiliaries)


def _tense_of(token: Token, words: WordLists) -> Tense | None:
    if token.tag_ in _PLAN_TAGS and token.lemma_.lower() in words["future_cues"]:
        return "future"
    if token.pos_ not in ("VERB", "AUX"):
        return None
    if token.tag_ in ("VBZ", "VBP") and token.lemma_.lower() in words["present_plans"]:
        return "future"
    auxiliaries = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
    if _recounts(token, words):
        return "past"
    if _refuses(token, words):
        return "past"
    if any(child.lower_ in words["future"] for child in auxiliaries):
        return "past" if any(child.lemma_ == "have" for child in auxiliaries) else "future"
    if any(child.lower_ == "to" for child in auxiliaries):
        if token.dep_ == "acl" and token.head.lemma_.lower() in words["tried"]:
            return "past"  # "over his attempt to impose martial law in December"
        if token.dep_ in _GOVERNED and token.head.lemma_ in words["implicative"]:
            return None  # "forced them to flee on Monday": as the verb above tells
        return (
            None
            if token.dep_ == "advcl" or any(c.lemma_ == "have" for c in auxiliaries)
            else "future"
        )
    is_present = any(child.tag_ in ("VBZ", "VBP") and child.lemma_ == "be" for child in auxiliaries)
    if token.tag_ == "VBD" or any(child.tag_ == "VBD" for child in auxiliaries):
        return "past"
    return "past" if token.tag_ == "VBN" and not is_present else None
