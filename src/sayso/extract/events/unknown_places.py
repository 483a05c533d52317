"""Where a deed is told to have been though no gazetteer knows it: "an ambush near Gaskindé".

Comes in: the trigger of a deed and the scene of its report. Goes out: whether its own words name such a place: then it
was not in the town told before. Known places are found in places/, those of a deed in deed_places.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import Scene
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, is_verb

_IN = frozenset({"in", "near", "outside"})
_ON = frozenset({"on", "along"})
_NO_PLACES = frozenset(
    {"DATE", "TIME", "EVENT", "PERSON", "NORP", "LAW", "WORK_OF_ART", "LANGUAGE"}
)


def names_unknown_place(trigger: Trigger, scene: Scene) -> bool:
    """ "A curfew was imposed in Kano. Anger had grown after a raid in Dogondawa": the raid was not in Kano.

    Nor "on the Goma–Rutshuru road"; but "at the Noor mosque" may be in the town told before.
    """
    known = {token.i for token, _ in scene.places.get(trigger.sentence, [])}
    deed = trigger.token
    near = [*deed.subtree] if trigger.is_noun else _own_words(deed)
    near += _own_words(trigger.carrier) if trigger.carrier is not None else []
    return any(_is_unknown(token, known) for token in near)


def _own_words(verb: Token) -> list[Token]:
    """The words of a verb's own clause."""
    below = [c for c in verb.children if not (is_verb(c) and c.dep_ not in ("aux", "auxpass"))]
    return [t for c in below for t in c.subtree]


def _is_unknown(noun: Token, known: set[int]) -> bool:
    link = noun.head
    if noun.dep_ != "pobj":
        return False
    if link.lower_ in _ON:
        is_road = noun.lemma_.lower() in load_circumstance_words().roads
        return is_road and any(t.pos_ == "PROPN" for t in noun.subtree if t.i < noun.i)
    if known & {t.i for t in noun.subtree}:
        return False
    is_name = noun.pos_ == "PROPN" and noun.text[:1].isupper() and not noun.text.isupper()
    is_bare = not children(noun, "det", "poss", "nummod") and noun.ent_type_ not in _NO_PLACES
    return link.lower_ in _IN and is_name and is_bare
