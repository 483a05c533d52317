"""The arguments of a deed: who did it, to whom or what, with what, who brokered it — as tokens of the parse.

Comes in: a trigger and the lexicon. Goes out: heads of the phrases for each role. Follows passives, control,
participles, nouns with "by" and "of", light verbs, and the frames of blame: in "accused X of shelling", "blamed the
raid on X", "X denied the attack" and "X claimed responsibility for the bombing" the deed's actor is X.
Resolves no names: `extract/events/events.py` finds the mentions that stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.events.answered_deeds import is_own_count, is_own_death
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.blame import held_responsible, is_blame_withheld
from sayso.extract.events.brokers import find_brokers
from sayso.extract.events.event_lexicon import EventLexicon, Kind, StatusFile
from sayso.extract.events.harmed import wholes_of
from sayso.extract.events.listed import (
    found_among,
    hit_with,
    names_of,
    parts_of,
    subjects_told,
    taken_for,
    told_to_be,
)
from sayso.extract.events.names_in_a_row import name_before, names_in_a_row
from sayso.extract.events.negations import is_negated
from sayso.extract.events.noun_roles import is_count, noun_roles
from sayso.extract.events.rammed import find_rammed
from sayso.extract.events.struck_things import find_struck
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.used_arms import find_arms, is_shot_of
from sayso.extract.events.verb_roles import verb_roles
from sayso.extract.grammar.clauses import children_of_agent, objects_of, phrase_heads
from sayso.extract.grammar.voice import children, is_passive

# "The soldiers were the ones who killed him."
_ONES = frozenset({"one", "ones", "those", "person", "people", "man", "men"})
_AT = frozenset({"in", "at", "near", "outside", "inside", "into", "along", "around", "over"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Tokens that fill the roles of one deed."""

    actors: tuple[Token, ...] = ()
    recipients: tuple[Token, ...] = ()
    brokers: tuple[Token, ...] = ()
    means: tuple[Token, ...] = ()
    cause: tuple[Token, ...] = ()
    targets: tuple[Token, ...] = ()


def find_roles(trigger: Trigger, lexicon: EventLexicon) -> Roles:
    """Find who and what fills the roles of a deed.

    "Rebels were accused of shelling a clinic" → actors (Rebels), recipients (clinic)
    """
    words = lexicon.statuses
    actors, recipients = (
        verb_roles(trigger, lexicon) if not trigger.is_noun else noun_roles(trigger, lexicon)
    )
    # "denied that the leader was dead", "taking the death toll to 223": nobody's deed by these words.
    is_fate = (trigger.kind.undergone and not trigger.is_noun) or is_count(trigger.token, words)
    if not actors and not trigger.kind.by_nobody and not is_fate:
        actors = held_responsible(trigger.token, lexicon) or _held_by_carrier(trigger, lexicon)
    if trigger.kind.family == "truce" and is_undone(trigger.token):
        actors = []
    if actors and (is_blame_withheld(trigger.token, lexicon) or _is_disowned(trigger, lexicon)):
        actors = []
    if is_own_count(trigger.token) or is_own_death(trigger.token):
        # "admitted two killed by rebels", "admitted six dead in an Israeli raid"
        own = trigger.token
        actors = [t for t in actors if t.i > own.i or own.is_ancestor(t)]
    actors = [t for t in actors if t.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY")]
    actors = [t for t in actors if not _claims_nothing(t, trigger, lexicon)]
    reasons = load_argument_words().reasons
    actors = [t for t in actors if t.lemma_ not in reasons]
    actors = [taken_for(t) for t in actors if not _is_topic(t)]
    actors = [who for t in actors for who in subjects_told(t, _ONES) or [t]]
    recipients = [t for one in recipients for t in _past_side(one)]
    recipients = [t for t in recipients if not _is_only_where(t, trigger.kind)]
    recipients = [t for t in recipients if t.ent_type_ != "DATE" and not _is_motive(t, words)]
    recipients = [t for t in recipients if t.lemma_.lower() not in words.mediations]
    means = find_arms(trigger, actors, lexicon)
    driven, struck = find_rammed(trigger, recipients, lexicon)
    means += [t for t in driven if t not in means]
    recipients = [t for t in recipients if t not in driven]
    recipients += [t for t in struck if t not in recipients]
    if trigger.kind.type == "ASSAULT":
        recipients = [t for t in recipients if t not in means and not is_shot_of(t, means)]
    recipients += find_struck(trigger, means, recipients, lexicon)
    heads = _heads(actors, words.quantities)
    recipients += [t for t in wholes_of(recipients, words) if t not in recipients]
    recipients += [t for t in _neighbours(recipients) if t not in recipients]
    done_to = _heads(recipients, words.quantities)
    named = names_of([*recipients, *done_to])
    named += [t for whole in (*recipients, *done_to) for t in parts_of(whole)]
    named += [t for those in (*recipients, trigger.token) for t in found_among(those)]
    if trigger.kind.type == "ASSAULT" and not trigger.kind.reciprocal:
        for one in dict.fromkeys((*recipients, *done_to)):
            named += [*told_to_be(one), *hit_with(one), *subjects_told(one)]
            named += [*names_in_a_row(one), *name_before(one)]
        named += hit_with(trigger.token) if trigger.is_noun and recipients else []
        named += told_to_be(trigger.token) if trigger.token.tag_ == "VBN" else []
    done_to += [name for name in dict.fromkeys(named) if name not in (*heads, *done_to)]
    return Roles(
        actors=tuple(t for t in heads if t not in done_to or trigger.kind.reciprocal),
        recipients=tuple(done_to),
        brokers=tuple(_heads(find_brokers(trigger, lexicon), words.quantities)),
        means=tuple(means),
        cause=tuple(_causes(trigger, lexicon)),
        targets=tuple(t for part in recipients for t in (part,)),
    )


def _neighbours(recipients: Sequence[Token]) -> Iterator[Token]:
    """ "closed its border with [Niger]", "massed troops along its border with [Niger]": whom it concerns."""
    borders = load_actor_words().borders
    for border in recipients:
        if border.lemma_.lower() in borders:
            yield from objects_of(border, ("with",))


def is_undone(noun: Token) -> bool:
    """ "ending a 100-day truce", "accused of violating the truce": who ends or breaks it has not made it."""
    return noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in load_argument_words().undoes


def _is_disowned(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "Nobody has claimed the bombing": nobody is said to have done it."""
    verb, words = trigger.carrier, lexicon.statuses
    return (
        verb is not None
        and trigger.is_noun
        and verb.lemma_ in words.admits
        and trigger.token.head == verb
        and (is_negated(verb, lexicon) or _is_seldom(verb))
    )


def _is_seldom(verb: Token) -> bool:
    """ "Ukraine rarely claims attacks inside Russia": this one is nobody's by that."""
    return any(child.lower_ in load_argument_words().seldom for child in children(verb, "advmod"))


def _is_topic(token: Token) -> bool:
    """ "Macedonia: three soldiers killed", "Rights group: bombs killed civilians": where it was or who says so."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    is_first = bool(token.left_edge.is_sent_start)
    return is_first and following is not None and following.text == ":"


def _claims_nothing(token: Token, trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "No one has claimed credit for the bombing": no one is not who did it."""
    verb, words = token.head, lexicon.statuses
    is_nobody = token.lower_ in ("nobody", "none") or any(
        det.lower_ == "no" for det in children(token, "det")
    )
    return is_nobody and trigger.is_noun and verb.lemma_ in words.admits


def _held_by_carrier(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    """ "suspected of carrying out the raid": blame hangs on the verb that carries the deed."""
    verb = trigger.carrier
    if verb is None or not trigger.is_noun or verb.head == trigger.token:
        return []
    if verb.lemma_ not in lexicon.statuses.carriers_do:
        return []
    if children(verb, "nsubj"):
        return []  # "claimed that rebels inflicted losses in the clash": the rebels, and not who claims it
    return held_responsible(verb, lexicon)


def _is_only_where(token: Token, kind: Kind) -> bool:
    """ "a strike in Aleppo": a place, not a recipient; "a strike on Aleppo" and "bombed Aleppo" are both.

    "The killings at Bushani": people are killed, and no place is, whatever the tagger takes its name for. "The bombing
    of a school in Sudan's Darfur state" was there, too.
    """
    if kind.consequence and token.pos_ == "PROPN" and stands_at(token):
        return True
    words, word = load_argument_words(), token.lemma_.lower()
    if stands_at(token) and word in words.areas:
        return True
    if kind.type == "ASSAULT" and token.dep_ == "pobj" and word in words.streets | words.hours:
        return True
    if token.ent_type_ not in ("GPE", "LOC") or token.pos_ != "PROPN" or token.dep_ != "pobj":
        return False
    return token.head.lower_ in _AT


def _past_side(token: Token) -> list[Token]:
    """ "in front of the [embassy]", "in the vicinity of the [bank]": what is near is nobody's front, nor a vicinity."""
    if token.dep_ != "pobj" or token.lemma_.lower() not in load_argument_words().nearnesses:
        return [token]
    below = objects_of(token, ("of", "to"))
    beside = [p for p in token.head.rights if p.dep_ == "prep" and p.i > token.i]
    return below or [t for p in beside if p.lower_ == "of" for t in children(p, "pobj")]


def _is_motive(token: Token, words: StatusFile) -> bool:
    """ "fired rockets in revenge for the raid", "led it in person": not at revenge, nor at a person."""
    manners = words.retaliations | load_argument_words().manners
    is_in = token.dep_ == "pobj" and token.head.lower_ == "in"
    has_article = any(child.dep_ in ("det", "poss") for child in token.children)
    return is_in and not has_article and token.lemma_.lower() in manners


def stands_at(token: Token) -> bool:
    """Whether a noun only tells where: "in the hall", "near Bushani"."""
    return token.dep_ == "pobj" and token.head.lower_ in _AT


def _heads(tokens: list[Token], quantities: frozenset[str]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        found += [head for head in phrase_heads(token, quantities) if head not in found]
    return found


def _causes(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    verb = trigger.carrier
    if verb is None or verb.lemma_ != "cause":
        return []
    if (is_passive(verb) and trigger.token.dep_ == "nsubjpass") or verb.head == trigger.token:
        return children_of_agent(verb)
    return []
