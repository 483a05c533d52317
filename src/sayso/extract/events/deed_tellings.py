"""Tellings: each mention of a deed with what it was found to be about, and what two of them have in common.

Comes in: what the events stage found of a deed. Goes out: a `Telling`, and answers about one or two of them: is it a
harm, definite, another than those told before; are two kin, of one target, apart in place or on days. Which tellings
are one happening is decided in same_deeds.py and one_clause.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from sayso.extract.events.happening_words import load_happening_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Place, Status, TimeInterval, is_sea

DEFINITE = frozenset(
    {"the", "this", "that", "these", "those", "such", "both", "its", "their", "his", "her"}
)
_WIDE = frozenset({"country", "province"})
_HE = frozenset({"he", "him", "his", "she", "her", "it", "its"})
_WE = frozenset({"we", "i"})
_US = frozenset({"us", "me"})
_GIVEN = frozenset({"AID", "CONCEDE"})
TOLD = frozenset({"happened", "ongoing", "historical"})
# So many degrees from the point that stands for a sea its coast may lie.
_SEA_REACH = 9.0
DAY_REACH = 4


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention of a deed with what it was found to be about.

    `doers` are the ids of the actors. `band` are the armed men without a name who did it, `goes_on`: told as known
    ("the attackers", "they").
    `is_campaign`: a war's part ("the invasion"), and no other name of a single deed told before. `strikes_doers`: done
    to who did a deed ("three of the attackers were shot"), and never what "the attack" means after that. `harmed`,
    `accused` and `owned_by` are ids, too: whom it befell, who is charged with it, and who owns up to it.
    """

    trigger: Trigger
    status: Status
    target: Token | None
    place: Place | None
    time: TimeInterval | None
    figures: tuple[str, ...]
    sentence: int
    paragraph: int
    has_actor: bool
    actors: tuple[Token, ...] = ()
    doers: frozenset[str] = frozenset()
    hits_people: bool = False
    band: frozenset[str] = frozenset()
    goes_on: bool = False
    counts_war: bool = False
    in_headline: bool = False
    is_campaign: bool = False
    strikes_doers: bool = False
    harmed: frozenset[str] = frozenset()
    accused: frozenset[str] = frozenset()
    owned_by: frozenset[str] = frozenset()


def is_harm(trigger: Trigger) -> bool:
    """What people suffered, also where its words make it a deed: "a suicide bomber killed nine"."""
    return trigger.kind.consequence or trigger.token.lemma_ in load_happening_words().harms


def is_definite(token: Token) -> bool:
    """Whether a noun means one known already: "the bus", "their camp", "Hamas"; not "a bus"."""
    return any(
        child.lower_ in DEFINITE for child in token.children if child.dep_ == "det"
    ) or token.pos_ in ("PROPN", "PRON")


def is_another(token: Token) -> bool:
    """ "a similar bombing", "a second bomb went off", "denied ever using gas": not what was told before."""
    if any(child.lower_ == "ever" for child in children(token, "advmod")):
        return True
    nouns = [token, *children(token, "nsubj", "nsubjpass")] if is_verb(token) else [token]
    return any(has_other(noun) for noun in nouns)


def has_other(noun: Token) -> bool:
    """ "another raid", "a separate blast": told as a further one."""
    other = load_happening_words().other
    return any(child.lower_ in other for child in noun.children if child.dep_ in ("amod", "det"))


def are_kin(one: Trigger, other: Trigger) -> bool:
    """Whether two words can be of one deed: "the bombing" and "nine were killed"; not "the raid" and "the talks"."""
    if one.kind.family == other.kind.family:
        return True
    if one.token.lemma_ == other.token.lemma_ and {one.kind.type, other.kind.type} == _GIVEN:
        return True  # "paid the captors 20 million", "denied that a ransom had been paid"
    return {one.kind.family, other.kind.family} <= load_happening_words().violent


def intercepts(telling: Telling) -> bool:
    """ "shot down 17 drones": no deed that also kills, and none that "the attack" would mean."""
    if telling.trigger.kind.family != "downing":
        return False
    downed = children(telling.trigger.token, "dobj", "nsubjpass")  # "17 of 22 drones"
    unmanned = load_happening_words().unmanned
    return any(word.lemma_.lower() in unmanned for thing in downed for word in thing.subtree)


def same_words(one: Token, other: Token, things: tuple[frozenset[str], ...]) -> bool:
    """ "the airliner" … "the plane"; "a school bus" … "the bus"; a pronoun can be either, but "him" no villages."""
    if "PRON" in (one.pos_, other.pos_):
        return not (_is_he_beside_many(one, other) or _is_he_beside_many(other, one))
    ones, others = _words_of(one), _words_of(other)
    if one.lemma_.lower() in others or other.lemma_.lower() in ones:
        return True
    return any(ones & group and others & group for group in things)


def _is_he_beside_many(pronoun: Token, noun: Token) -> bool:
    return pronoun.lower_ in _HE and noun.tag_ in ("NNS", "NNPS")


def _words_of(token: Token) -> set[str]:
    return {
        token.lemma_.lower(),
        *(child.lemma_.lower() for child in token.children if child.dep_ == "compound"),
    }


def conflict(one: Telling, other: Telling, things: tuple[frozenset[str], ...]) -> bool:
    """Different named places, days or targets, or the toll of a whole war: two happenings."""
    if is_elsewhere(one, other):
        return True
    if one.target is not None and other.target is not None and not is_harm(one.trigger):
        return not is_harm(other.trigger) and not same_words(one.target, other.target, things)
    return False


def is_elsewhere(one: Telling, other: Telling) -> bool:
    """Whether two deeds were in places or on days apart, or one counts a whole war."""
    if one.counts_war != other.counts_war or are_apart(one.place, other.place):
        return True
    return one.time is not None and other.time is not None and are_disjoint(one.time, other.time)


def are_of_others(one: Telling, other: Telling) -> bool:
    """ "France expelled four. Greece said it would expel nobody": two states, or one known and one nameless."""
    if not one.doers or not other.doers:
        return False
    known = [{d.split(".")[0] for d in t.doers if not d.startswith("doc:")} for t in (one, other)]
    return any(known) and known[0].isdisjoint(known[1]) and one.doers.isdisjoint(other.doers)


def are_by_others(one: Telling, other: Telling) -> bool:
    """ "Hamas fired rockets as Hezbollah shelled posts", "Soldiers shot a boy and crowds burned a bus": two deeds.

    Only within a sentence, of two known parties, or of two verbs of which one is joined to the other.
    """
    if one.sentence != other.sentence or not one.doers or not other.doers:
        return False
    sides = [
        {d if d.startswith("doc:") else d.split(".")[0] for d in t.doers} for t in (one, other)
    ]
    if not sides[0].isdisjoint(sides[1]):
        return False
    are_known = not any(d.startswith("doc:") for side in sides for d in side)
    verbs = (one.trigger.token, other.trigger.token)
    is_joined = any(v.dep_ == "conj" and v.head in verbs for v in verbs)
    return are_known or (is_joined and all(any(c.dep_ == "nsubj" for c in v.lefts) for v in verbs))


def are_turned_round(one: Telling, other: Telling) -> bool:
    """ "We did not fire at them. They fired at us": what we did to them and what they did to us are two.

    So, in a sentence, what a man did and what was done to him: "A mob lynched a man for killing a child", "A man
    wanted for murder was shot dead".
    """
    pairs = ((one, other), (other, one))
    if is_done_to_doer(one, other):
        return True
    if one.sentence == other.sentence and any(
        (a.target in b.actors and _is_reason(b.trigger.token)) or not a.harmed.isdisjoint(b.accused)
        for a, b in pairs
    ):
        return True
    return any(
        done.target is not None
        and done.target.lower_ in _US
        and any(actor.lower_ in _WE for actor in by_us.actors)
        for done, by_us in ((one, other), (other, one))
    )


def _is_undergone_before(trigger: Trigger) -> bool:
    """ "after they had come under fire"."""
    marks = children(trigger.token, "mark") if trigger.token.dep_ == "advcl" else []
    return trigger.kind.undergone and any(mark.lower_ in ("after", "because") for mark in marks)


def is_done_to_doer(one: Telling, other: Telling) -> bool:
    """ "A gunman shot nine dead and was killed by police": what others did to him is no part of what he did.

    Nor is what he came under: "Troops shelled a post after they had come under fire".
    """
    if not {one.status, other.status} <= TOLD:
        return False
    return any(
        not a.harmed.isdisjoint(b.doers)
        and a.doers.isdisjoint(b.doers)
        and (bool(a.doers) or _is_undergone_before(a.trigger))
        for a, b in ((one, other), (other, one))
    )


def _is_reason(deed: Token) -> bool:
    """ "for killing a child": what somebody is treated for."""
    return deed.dep_ in ("pcomp", "pobj") and deed.head.lower_ in ("for", "over")


def are_apart(one: Place | None, other: Place | None) -> bool:
    """ "Blast in Quetta kills four; gunmen shoot judge in Karachi": two places, neither within the other."""
    if one is None or other is None or one.name == other.name:
        return False
    if any(p.country is None for p in (one, other)) and any(
        p.precision in _WIDE for p in (one, other)
    ):
        return False  # "in Pakistan" and in a village that no gazetteer knows
    return not are_related(one, other)


def are_related(one: Place, other: Place) -> bool:
    """Whether one place lies in the other, as far as the gazetteer knows: "Qana" and "southern Lebanon"."""
    if one.contained_in == other.id or other.contained_in == one.id:
        return True
    if "country" in (one.precision, other.precision) and one.country == other.country:
        return True
    if is_sea(one) != is_sea(other):
        return _lie_near(one, other)  # "in the Red Sea", "southwest of Hodeidah"
    names = {other.name, *other.admin_path}, {one.name, *one.admin_path}
    return one.name in names[0] or other.name in names[1]


def _lie_near(one: Place, other: Place) -> bool:
    if one.lat is None or other.lat is None or one.lon is None or other.lon is None:
        return False
    return abs(one.lat - other.lat) <= _SEA_REACH and abs(one.lon - other.lon) <= _SEA_REACH


def are_disjoint(one: TimeInterval, other: TimeInterval) -> bool:
    """Whether one time ends before the other begins: "Friday" and "last month"."""
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.end <= other.start or other.end <= one.start
