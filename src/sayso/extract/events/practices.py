"""What a force says that it always does, and so no deed: "the army said it only struck military targets".

Comes in: the verb of an ASSAULT. Goes out: whether it tells of a practice. A deed of such a time and place is told with
an article, a number or a place: "it struck two military targets", "it only struck the barracks".
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import Kind, Negatives
from sayso.extract.grammar.voice import children, is_verb

_NAMING = ("det", "nummod", "poss")
_DESCRIBING = ("amod", "compound", "nmod")


def is_practice(token: Token, kind: Kind, words: Negatives) -> bool:
    """Whether a verb tells what a force strikes at all.

    "insisted that it only targets armed groups" → True; "only wounded two soldiers" → False
    """
    if kind.type != "ASSAULT" or not is_verb(token):
        return False
    if not any(child.lower_ in words.only for child in children(token, "advmod", "neg")):
        return False
    return any(_are_such(thing, words) for thing in children(token, "dobj"))


def _are_such(thing: Token, words: Negatives) -> bool:
    if thing.tag_ != "NNS" or children(thing, *_NAMING):
        return False
    return any(child.lower_ in words.lawful for child in children(thing, *_DESCRIBING))
