"""All words that fill a role, where only whose it is is somebody: "[FMLN members] attacked", "destroyed [Roa's car]".

Comes in: the arguments of a deed and the tokens that fill its roles. Goes out: the same arguments, those by a possessor
or a name before a noun with the whole noun phrase for their span; `of` stays the mention that is named in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_mentions import MentionIndex, phrase_of
from sayso.extract.grammar.voice import children
from sayso.model import Argument, Span
from sayso.nlp.readings import Reading

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_NAMES = frozenset({"NNP", "NNPS"})
_BEFORE = frozenset({"poss", "compound", "nmod"})


def with_whole_words(
    reading: Reading, arguments: Iterable[Argument], tokens: Iterable[Token], known: MentionIndex
) -> list[Argument]:
    """ "FMLN members" for the FMLN who attacked; "the town's mayor" stays whose he is."""
    wholes = {}
    for token in tokens:
        mention = known.at(token)
        if mention is None or token.tag_ not in _NOUNS:
            continue
        if (men := _men_behind_bracket(token)) is not None and men.idx > mention.span.end:
            wholes[mention.id] = reading.span(mention.span.start, men.idx + len(men))
        if not mention.span.end <= token.idx:
            continue
        named = reading.token_at.get(mention.head.start)
        if named is None or reading.tokens[named].dep_ not in _BEFORE:
            continue
        phrase = phrase_of(reading, token)
        if phrase.start <= mention.span.start:
            wholes[mention.id] = phrase
    found = list(arguments)
    if any(a.of is None for a in found):
        owned = {phrase_of(reading, t): whole for t in tokens if (whole := _owned(reading, t))}
        found = [replace(a, span=owned.get(a.span, a.span)) if a.of is None else a for a in found]
    if not wholes:
        return found
    return [
        replace(a, span=wholes[a.of]) if a.of in wholes and a.span.end <= wholes[a.of].end else a
        for a in found
    ]


def _owned(reading: Reading, thing: Token) -> Span | None:
    """ "[the offices of the Ministry of Labour]", "[the home of Senator Ana Roa]": a house, with whose it is."""
    owner = _behind_of(thing) if thing.lemma_.lower() in load_argument_words().houses else None
    if owner is None:
        return None
    while (whole := _behind_of(owner)) is not None:
        owner = whole
    while owner.i + 1 < owner.sent.end and owner.nbor().tag_ in _NAMES:
        owner = owner.nbor()  # "of the newspaper | El Siglo"
    return reading.span(phrase_of(reading, thing).start, owner.idx + len(owner))


def _behind_of(noun: Token) -> Token | None:
    """Whose it is: what stands right behind "of", without a comma between."""
    of = noun.doc[noun.i + 1] if noun.i + 1 < noun.sent.end else None
    owners = children(of, "pobj") if of is not None and of.lower_ == "of" else []
    return owners[0] if owners and owners[0].tag_ in _NOUNS else None


def _men_behind_bracket(name: Token) -> Token | None:
    """ "National Liberation Army (ELN) [guerrillas]": the parse takes them for what the army is."""
    for beside in name.children:
        if beside.dep_ == "appos" and beside.tag_ == "NNS" and beside.left_edge == beside:
            return beside if beside.nbor(-1).text == ")" else None
    return None
