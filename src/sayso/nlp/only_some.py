"""Only some of them: who were counted dead are not all who are called so later.

Comes in: a mention of armed men and a chain so far. Goes out: whether the chain holds only some, who were killed, and
the mention tells of those who go on: "Police killed 14 Maoists. … The Maoists set a bus alight". Without a number and
an article others are meant of whom some were counted at all: "Three gunmen stormed a bar. Gunmen also fired on a bus".
Civilians, and single persons, are whoever they were. Nor is who has a name whoever stood before a noun: "cartel
violence … the Red Hand cartel".
"""

from __future__ import annotations

from sayso.nlp.chains import ARMED, PLURAL_TAGS, Chain, Seen, is_counted, is_counted_part
from sayso.nlp.coreference_words import CoreferenceWords

_UNDERGOES = frozenset({"dobj", "nsubjpass"})
_PAST = frozenset({"VBD", "VBN"})
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod"})


def is_some(seen: Seen) -> bool:
    """ "14 Maoists", "dozens of rebels": some of them, by number."""
    is_many = seen.mention.kind in ARMED and seen.head.tag_ in PLURAL_TAGS
    return is_many and (is_counted(seen.head) or is_counted_part(seen.head))


def are_dead(seen: Seen, words: CoreferenceWords) -> bool:
    """ "killed [14 Maoists]", "[14 men] were gunned down", "[26 rebels] killed since Friday", "[12 rebels] died"."""
    first = seen.head.head.head if is_counted_part(seen.head) else seen.head
    verb = first.head
    told = [c for c in first.rights if c.dep_ == "acl" and c.tag_ == "VBN"]
    if any(c.lemma_ in words.fells for c in told):
        return True
    if first.dep_ == "nsubj" and verb.tag_ in _PAST:
        return verb.lemma_ in words.falls
    return first.dep_ in _UNDERGOES and verb.lemma_ in words.fells


def are_the_others(chain: Chain, seen: Seen, words: CoreferenceWords) -> bool:
    """ "Police killed 14 Maoists. … [The Maoists] set a bus alight": not the fourteen."""
    is_many = seen.mention.kind in ARMED and seen.head.tag_ in PLURAL_TAGS
    if not chain.is_some or not is_many or is_some(seen):
        return False
    is_bare = not any(c.dep_ in ("det", "poss", "nummod", "amod") for c in seen.head.lefts)
    return is_bare or (chain.are_dead and not are_dead(seen, words))


def is_of_a_kind(chain: Chain, seen: Seen) -> bool:
    """ "Cartel violence kills 19. … [The Red Hand cartel] was suspected": the first says of which kind it was."""
    last = chain.last
    if last is None or chain.size > 1 or last.head.dep_ not in _BEFORE_NOUN or last.determiner:
        return False
    names = [w for w in seen.capitals if w != "The"]
    return bool(names) and not seen.mention.is_pronoun and seen.head.dep_ not in _BEFORE_NOUN
