"""What only looks like an event of words: forebodings that are no threats, and phrases that tell nothing.

Comes in: the token and type of an event, whoever found it (lexicon, attributions, tagger). Goes out: whether to drop
it. Deeds of another world (sport, films) are non_events.py's business.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.tokens import Token

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.non_events import find_phrase, is_in_exercise
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import EventType


def tells_nothing(token: Token, type_: EventType, lexicon: EventLexicon) -> bool:
    """Whether an event of this type at this token is none.

    "who asked not to be named", "attacks on soldiers are rare here", "warned that the loss of the port would cut off
    aid" → True; "warned that any boat would be sunk" → False
    """
    return (
        _is_in_phrase(token, lexicon)
        or is_rung(token)
        or _is_standing(token)
        or _tells_how_often(token, lexicon)
        or (
            type_ == "THREATEN"
            and token.lemma_ in lexicon.statuses.warns
            and _forebodes(token, lexicon)
        )
        or (type_ == "THREATEN" and _is_of_deed(token, lexicon))
        or (type_ == "ASSAULT" and is_in_exercise(token, lexicon))
        or (type_ == "ASSAULT" and _is_sheer_mishap(token, lexicon))
    )


def _is_sheer_mishap(token: Token, lexicon: EventLexicon) -> bool:
    """ "Four peacekeepers were hurt when their truck overturned": nobody did that, whoever they were."""
    negatives = lexicon.statuses.negatives
    told = (token, *children(token, "advcl"))
    if all(t.lemma_ not in negatives.sheer_mishaps for t in told):
        return False
    words = {form for t in token.sent for form in (t.lower_, t.lemma_.lower())}
    return words.isdisjoint(negatives.meant)


def _is_standing(token: Token) -> bool:
    """ "the outlawed group", "the imprisoned drug lord": what somebody is, and nothing that was done now."""
    return token.dep_ == "amod" and token.lemma_ in load_attribution_words().standing


def is_rung(noun: Token) -> bool:
    """ "Calls to the spokesman went unanswered", "calls were not returned": by phone; not "its calls for calm"."""
    words, verb = load_attribution_words(), noun.head
    if noun.lemma_.lower() not in words.rung or noun.dep_ not in ("nsubj", "nsubjpass", "npadvmod"):
        return False
    if any(c.lower_ == "for" for c in children(noun, "prep")):
        return False
    told = {verb.lemma_, *(c.lower_ for c in verb.rights)}
    return not told.isdisjoint(words.unanswered)


def _is_of_deed(verb: Token, lexicon: EventLexicon) -> bool:
    """ "a killing that threatens to sink the truce": a deed threatens nobody."""
    subjects = children(verb, "nsubj")
    subject = subjects[0] if subjects else None
    if subject is not None and subject.tag_ == "WDT" and verb.dep_ == "relcl":
        subject = verb.head
    if subject is None or subject.pos_ != "NOUN" or not is_verb(verb):
        return False
    return subject.lemma_.lower() in lexicon.nouns


def _is_in_phrase(token: Token, lexicon: EventLexicon) -> bool:
    phrases = lexicon.statuses.negatives.figures
    if token.lower_ not in _words_of(phrases):
        return False
    sentence = token.sent
    text, at = sentence.text.lower(), token.idx - sentence.start_char
    for phrase in phrases:
        if phrase in text and 0 <= find_phrase(text, phrase, max(0, at - len(phrase) + 1)) <= at:
            return True
    return False


def _tells_how_often(noun: Token, lexicon: EventLexicon) -> bool:
    """ "Attacks on the military are rare in Iran": how often such things are done, and none that was."""
    verb = noun.head
    if noun.tag_ != "NNS" or noun.dep_ != "nsubj" or verb.lemma_ not in ("be", "remain"):
        return False
    told = {child.lower_ for child in children(verb, "acomp", "attr")}
    return not told.isdisjoint(lexicon.statuses.habitual) and not children(noun, "poss")


@lru_cache(maxsize=2)
def _words_of(phrases: tuple[str, ...]) -> frozenset[str]:
    """All words of the phrases, and the parts of those with a hyphen."""
    return frozenset(word for phrase in phrases for word in re.findall(r"[\w'’]+", phrase))


def _forebodes(verb: Token, lexicon: EventLexicon) -> bool:
    """ "warned that the offensive would drive out a million": what others or fate may do is no threat of one's own."""
    if _is_of_others(verb):
        return True
    clause = next(iter(children(verb, "ccomp")), None)
    if clause is None or not is_verb(clause):
        return False
    subject = next(iter(children(clause, "nsubj")), None)
    if subject is not None and _may_do_it(subject, clause):
        return True
    if subject is None or subject.tag_ not in ("NN", "NNS"):
        return False  # "it would strike", "Iran would pay", "ships would be sunk"
    if subject.lemma_.lower() in lexicon.classes["force"] | lexicon.statuses.retaliations:
        return False
    return not any(c.tag_ == "PRP$" or c.lower_ == "any" for c in subject.children)


def _may_do_it(subject: Token, clause: Token) -> bool:
    """ "warned that militants could attack hotels": others may do it; "warned that Iran would pay" threatens."""
    is_named = subject.tag_ in ("NN", "NNS", "NNP", "NNPS")
    is_open = any(aux.lower_ in ("could", "may", "might") for aux in children(clause, "aux"))
    return is_named and is_open and not any(c.tag_ == "PRP$" for c in subject.children)


def _is_of_others(verb: Token) -> bool:
    """ "warned of attacks by rebels on convoys": whoever warns of others threatens nobody."""
    of = (c for c in children(verb, "prep") if c.lower_ == "of")
    deeds = (deed for link in of for deed in children(link, "pobj"))
    doers = (
        d
        for deed in deeds
        for by in children(deed, "prep")
        if by.lower_ == "by"
        for d in by.children
    )
    return any(d.dep_ == "pobj" and d.pos_ != "PRON" for d in doers)
