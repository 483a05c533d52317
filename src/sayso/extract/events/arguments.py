"""The arguments of a deed: who did it, to whom or what, with what, who brokered it — as tokens of the parse.

Comes in: a trigger and the lexicon. Goes out: heads of the phrases for each role. Follows passives, control,
participles, nouns with "by" and "of", light verbs, and the frames of blame: in "accused X of shelling", "blamed the
raid on X", "X denied the attack" and "X claimed responsibility for the bombing" the deed's actor is X.
Resolves no names: `extract/events/events.py` finds the mentions that stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from sayso.extract.events.blame import held_responsible, is_blame_withheld
from sayso.extract.events.event_lexicon import EventLexicon, Kind, StatusFile
from sayso.extract.events.harmed import aimed_at, damaged_by, wholes_of
from sayso.extract.events.listed import names_of, parts_of
from sayso.extract.events.negations import is_negated
from sayso.extract.events.trigger_patterns import described_subjects
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import (
    agents,
    children,
    children_of_agent,
    is_gerund_before_object,
    is_passive,
    is_subject,
    is_verb,
    measured,
    objects_of,
    patients,
    phrase_heads,
    surface_subjects,
    with_conjuncts,
)

_AT = frozenset({"in", "at", "near", "outside", "inside", "into", "along", "around", "over"})
_TOWARDS = (
    "to",
    "with",
    "against",
    "on",
    "toward",
    "towards",
    "for",
    "upon",
    "at",
    "over",
    "between",
)
_OWN_FORCES = frozenset({"deployment", "withdrawal", "alert", "weapons"})
_CONDITIONS = frozenset({"unless", "until", "if"})
_DONE_TO_OWNERS = frozenset({"killing", "abduction", "arrest", "release", "death", "wounding"})
_PERPETRATES = frozenset({"perpetrate", "commit", "carry", "stage", "execute", "mount", "launch"})
# To announce a truce is to make it; clashes that somebody announces are nobody's by that.
_ANNOUNCES = frozenset({"announce", "declare"})
_TAKES_PART = frozenset({"engage", "participate"})
_ASCRIBES = {"attribute": "to", "ascribe": "to", "blame": "on", "pin": "on"}
_DAYS = frozenset({"DATE", "TIME"})
_OCCASIONS = frozenset({"after", "before", "amid", "during", "following", "since", "despite"})
_LOOSE = frozenset({"punct", "cc", "conj", "amod", "det", "prep"})
_SELDOM = frozenset({"rarely", "seldom", "hardly", "scarcely"})
_UNDOES = frozenset(
    "end break violate breach shatter scrap abandon flout ignore rupture terminate torpedo".split()
)
# How far behind its participle a "by" with only dates between can stand, in tokens.
_LATE_AGENT = 10
_WITH = ("with", "using", "by")


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
        _verb_roles(trigger, lexicon) if not trigger.is_noun else _noun_roles(trigger, lexicon)
    )
    # "denied that the leader was dead", "taking the death toll to 223": nobody's deed by these words.
    is_fate = (trigger.kind.undergone and not trigger.is_noun) or _is_count(trigger.token, words)
    if not actors and not trigger.kind.by_nobody and not is_fate:
        actors = held_responsible(trigger.token, lexicon) or _held_by_carrier(trigger, lexicon)
    if trigger.kind.family == "truce" and is_undone(trigger.token):
        actors = []
    if actors and (is_blame_withheld(trigger.token, lexicon) or _is_disowned(trigger, lexicon)):
        actors = []
    actors = [t for t in actors if t.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY")]
    actors = [t for t in actors if not _claims_nothing(t, trigger, lexicon)]
    actors = [t for t in actors if not _is_topic(t)]
    recipients = [t for t in recipients if not _is_only_where(t, trigger.kind)]
    recipients = [t for t in recipients if t.ent_type_ != "DATE" and not _is_motive(t, words)]
    recipients = [t for t in recipients if t.lemma_.lower() not in words.mediations]
    means = _means(trigger, actors, lexicon)
    heads = _heads(actors, words.quantities)
    recipients += [t for t in wholes_of(recipients, words) if t not in recipients]
    done_to = _heads(recipients, words.quantities)
    named = names_of([*recipients, *done_to])
    named += [t for whole in (*recipients, *done_to) for t in parts_of(whole)]
    done_to += [name for name in dict.fromkeys(named) if name not in (*heads, *done_to)]
    return Roles(
        actors=tuple(t for t in heads if t not in done_to or trigger.kind.reciprocal),
        recipients=tuple(done_to),
        brokers=tuple(_brokers(trigger, lexicon)),
        means=tuple(means),
        cause=tuple(_causes(trigger, lexicon)),
        targets=tuple(t for part in recipients for t in (part,)),
    )


def is_undone(noun: Token) -> bool:
    """ "ending a 100-day truce", "accused of violating the truce": who ends or breaks it has not made it."""
    return noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in _UNDOES


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


def _is_count(token: Token, words: StatusFile) -> bool:
    """ "the toll", "the death toll": how many were harmed, and no deed of whoever tells or reaches it."""
    return token.lemma_.lower() in words.counts_of_harm


def _is_seldom(verb: Token) -> bool:
    """ "Ukraine rarely claims attacks inside Russia": this one is nobody's by that."""
    return any(child.lower_ in _SELDOM for child in children(verb, "advmod"))


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
    return held_responsible(verb, lexicon)


def _is_only_where(token: Token, kind: Kind) -> bool:
    """ "a strike in Aleppo": a place, not a recipient; "a strike on Aleppo" and "bombed Aleppo" are both.

    "The killings at Bushani": people are killed, and no place is, whatever the tagger takes its name for.
    """
    if kind.consequence and token.pos_ == "PROPN" and stands_at(token):
        return True
    if token.ent_type_ not in ("GPE", "LOC") or token.pos_ != "PROPN" or token.dep_ != "pobj":
        return False
    return token.head.lower_ in _AT


def _is_motive(token: Token, words: StatusFile) -> bool:
    """ "fired rockets in revenge for the raid": not at revenge."""
    return (
        token.dep_ == "pobj"
        and token.head.lower_ == "in"
        and token.lemma_.lower() in words.retaliations
    )


def stands_at(token: Token) -> bool:
    """Whether a noun only tells where: "in the hall", "near Bushani"."""
    return token.dep_ == "pobj" and token.head.lower_ in _AT


def _heads(tokens: list[Token], quantities: frozenset[str]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        found += [head for head in phrase_heads(token, quantities) if head not in found]
    return found


def _verb_roles(trigger: Trigger, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    verb, kind, control = trigger.token, trigger.kind, lexicon.statuses.object_control
    is_nobodys = _is_crossfire(verb, lexicon) or _is_main_verb_misread(verb)
    if _is_occasion(verb) or _is_observed(verb, lexicon):
        actors = objects_of(verb, ("by",))
    else:
        actors = [] if is_nobodys else _held_for(verb, lexicon) or agents(verb, control)
    actors = actors or _late_agents(verb)
    actors += [t for t in _shooters(actors, lexicon) if t not in actors]
    recipients = [t for t in patients(verb, control) if t.i not in trigger.used]
    if len(recipients) > 1:  # "fined the editor 5,000 roubles"
        money = lexicon.classes["money"]
        recipients = [t for t in recipients if t.lemma_.lower() not in money]
    if verb.lemma_ in lexicon.statuses.wields:  # "two drones were launched" at somebody else
        weapons = lexicon.statuses.weapons
        recipients = [
            t for t in recipients if t.lemma_.lower() not in weapons or _is_container(t, lexicon)
        ]
    if kind.undergone:
        return [], surface_subjects(verb, control)
    if kind.by_nobody:
        return [], recipients or described_subjects(verb)
    if verb.lemma_ == "oppose" and is_passive(verb) and (to := objects_of(verb, ("to",))):
        return surface_subjects(verb, control), to
    if _is_undergone(verb):
        return objects_of(verb, ("from", "by")), surface_subjects(verb, control)
    recipients = [t for t in recipients if t not in actors or kind.reciprocal]
    after = [t for t in objects_of(verb, kind.recipient) if t not in recipients]
    objects = [joined for obj in children(verb, "dobj") for joined in with_conjuncts(obj)]
    inner = [t for obj in objects for t in objects_of(obj, kind.recipient)]
    if kind.family in _OWN_FORCES:
        return actors, after + inner
    if kind.consequence or (recipients and not _names_event(recipients[0], trigger)):
        return actors, recipients + inner
    return actors, after + inner + [t for t in recipients if t not in after]


def _shooters(actors: list[Token], lexicon: EventLexicon) -> list[Token]:
    """ "mortar shells fired by the rebels killed four": who fired them, beside the shells."""
    words = lexicon.statuses
    weapons = [t for t in actors if t.lemma_.lower() in words.weapons]
    return [agent for weapon in weapons for agent in _layers(weapon, words.wields)]


def _late_agents(verb: Token) -> list[Token]:
    """ "murdered last Friday (17 November) by uniformed men": who did it, where the parse hangs "by" elsewhere."""
    if not is_passive(verb):
        return []
    for token in verb.doc[verb.i + 1 : min(verb.i + _LATE_AGENT, verb.sent.end)]:
        if token.lower_ == "by":
            return [t for t in children(token, "pobj") if t.ent_type_ not in _DAYS]
        if token.ent_type_ not in _DAYS and token.text not in "()," and token.lower_ != "on":
            return []
    return []


def _held_for(verb: Token, lexicon: EventLexicon) -> list[Token]:
    """ "announced the arrest of two officers for killing a priest": the officers killed him, not who announced it."""
    link = verb.head
    if verb.dep_ != "pcomp" or link.lower_ not in ("for", "over"):
        return []
    above = link.head
    nouns = [above, *(children(above, "dobj", "nsubjpass") if is_verb(above) else [])]
    held = next((n for n in nouns if n.lemma_.lower() in lexicon.statuses.custody), None)
    return [] if held is None else objects_of(held, ("of",)) or children(held, "poss")


def _is_occasion(verb: Token) -> bool:
    """ "8,300 people fled after shelling", "amid looting": a verb without anything told of it is a noun there."""
    is_bare = verb.tag_ == "VBG" and not [t for t in verb.children if t.dep_ not in _LOOSE]
    return is_bare and verb.dep_ in ("pcomp", "pobj") and verb.head.lower_ in _OCCASIONS


def _is_observed(verb: Token, lexicon: EventLexicon) -> bool:
    """ "Residents reported shelling near the school": who reports it has not shelled anything."""
    is_bare = verb.tag_ == "VBG" and verb.dep_ in ("xcomp", "ccomp", "dobj", "pcomp")
    return is_bare and verb.head.lemma_ in lexicon.statuses.observes


def _is_crossfire(verb: Token, lexicon: EventLexicon) -> bool:
    """ "Army and rebels exchanged fire, killing two": nobody is said to have killed them alone, or together."""
    fight, words = verb.head, lexicon.statuses
    if verb.tag_ != "VBG" or verb.dep_ not in ("advcl", "acl", "conj") or not is_verb(fight):
        return False
    shared = {obj.lemma_.lower() for obj in children(fight, "dobj")}
    is_mutual = fight.lemma_ in words.mutual or (
        fight.lemma_ in words.exchanges and not words.exchanged.isdisjoint(shared)
    )
    own = children(verb, "nsubj", "nsubjpass")
    other = objects_of(fight, ("with", "against"))
    other += [t for t in children(fight, "dobj") if fight.lemma_ in words.mutual]
    return is_mutual and not own and not other


def _is_main_verb_misread(verb: Token) -> bool:
    """ "The raid, which villagers blamed on soldiers, killed nine": the parser may let the villagers kill.

    It then has two objects for the main verb, and takes the verb of the clause for a participle.
    """
    objects = children(verb, "dobj")
    return (
        len(objects) > 1
        and any(obj.lower_ in ("which", "that") for obj in objects)
        and any(
            clause.tag_ in ("VBN", "VBD") and clause.i == subject.i + 1
            for subject in children(verb, "nsubj")
            for clause in children(subject, "acl")
        )
    )


def _names_event(token: Token, trigger: Trigger) -> bool:
    return token.i != trigger.token.i and token.i in trigger.used


def _is_undergone(verb: Token) -> bool:
    """ "came under fire": the subject is who suffers it."""
    return verb.lemma_ in ("come", "take") and any(
        child.lower_ in ("under", "fire") for child in verb.children
    )


def _noun_roles(trigger: Trigger, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    noun, kind, words = trigger.token, trigger.kind, lexicon.statuses
    if is_gerund_before_object(noun):
        return surface_subjects(noun, words.object_control), [noun.head]
    actors = objects_of(noun, ("by", "from") if kind.type == "ASSAULT" else ("by",))
    if _is_charge(noun, lexicon) or _is_count(noun, words):
        actors = []
    recipients = objects_of(noun, kind.recipient) or _after_noun(trigger)
    recipients = [t for t in recipients if not _is_ascribed(noun, t)]
    if kind.reciprocal and (both := _sides(noun)):
        return both, []
    actors += [t for t in _layers(noun, words.wields | _PERPETRATES) if t not in actors]
    if _is_owners_fate(noun, kind, lexicon):
        recipients += [t for t in children(noun, "poss") if t not in recipients]
    actors += _owners(noun, kind, lexicon) + (
        [] if "of" in kind.recipient else _doers_after_of(noun, kind)
    )
    recipients += _compound_targets(trigger, lexicon)
    carried = _carried_roles(trigger, lexicon)
    actors += [t for t in carried[0] if t not in actors]
    beside = [*carried[1], *damaged_by(noun, trigger.carrier, words), *aimed_at(noun, words)]
    recipients += [t for t in beside if t not in recipients]
    return actors, [
        t for t in recipients if t not in actors and not _is_ammunition(t, words.weapons)
    ]


def _sides(noun: Token) -> list[Token]:
    """ "a truce between Israel and Hamas", also "a truce brokered by Qatar between …"."""
    words = ("between", "among")
    found = objects_of(noun, words)
    for part in children(noun, "acl") if not found else []:
        found = objects_of(part, words)
        found = found or [t for agent in children_of_agent(part) for t in objects_of(agent, words)]
    return found


def _is_ascribed(noun: Token, token: Token) -> bool:
    """ "attributed the attacks to traffickers", "blamed the shelling on gunners": they did them."""
    return _ASCRIBES.get(noun.head.lemma_) == token.head.lower_


def _layers(noun: Token, wields: frozenset[str]) -> list[Token]:
    """ "a bomb planted by rebels", "escaped an attack perpetrated by a cell": who laid it, who committed it."""
    verbs = [child for child in children(noun, "acl") if child.lemma_ in wields]
    return [token for verb in verbs for token in children_of_agent(verb)]


def _is_charge(noun: Token, lexicon: EventLexicon) -> bool:
    """ "was accused of the massacre by survivors": the "by" tells who accuses, wherever the parse hangs it."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "for"):
        return False
    verb = noun.head.head
    return is_verb(verb) and is_passive(verb) and verb.lemma_ in lexicon.statuses.blames


def _is_ammunition(token: Token, weapons: frozenset[str]) -> bool:
    """ "a barrage of rockets" is not done to rockets."""
    return (
        token.dep_ == "pobj"
        and token.head.lower_ == "of"
        and token.lemma_.lower() in weapons
        and token.tag_ == "NNS"
    )


def _after_noun(trigger: Trigger) -> list[Token]:
    """ "airstrikes on a market": the preposition right after the noun is the noun's, wherever the parse hangs it."""
    noun = trigger.token
    following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if (
        following is None
        or following.dep_ != "prep"
        or following.lower_ not in trigger.kind.recipient
    ):
        return []
    return children(following, "pobj")


def _is_owners_fate(noun: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "his release", "the editor's arrest": the owner's fate; "the army's arrest of an editor" is its deed."""
    is_fate = kind.family in _DONE_TO_OWNERS or noun.lemma_.lower() in lexicon.statuses.fates
    return is_fate and not objects_of(noun, ("of",))


def _owners(noun: Token, kind: Kind, lexicon: EventLexicon) -> list[Token]:
    """ "Israel's raid", "the Israeli raid", "a US-led strike": whoever owns the deed."""
    owners = children(noun, "poss")
    if owners and _is_owners_fate(noun, kind, lexicon):
        return []
    described = children(noun, "amod", "compound", "nmod")
    described += [deep for child in described for deep in children(child, "compound", "amod")]
    if kind.type == "PROTEST":  # "Kenya protests": where they are; "Kenyan protests" are whose
        described = [child for child in described if child.ent_type_ not in ("GPE", "LOC")]
    return owners + [child for child in described if _is_name(child)]


def _is_name(token: Token) -> bool:
    is_name = token.ent_type_ in ("NORP", "GPE", "ORG", "PERSON") or token.tag_ == "NNP"
    return is_name or token.lower_.endswith("-led")


def _doers_after_of(noun: Token, kind: Kind) -> list[Token]:
    return (
        objects_of(noun, ("of",))
        if kind.type in ("CONSULT", "MOBILIZE", "PROTEST", "RETREAT", "AID")
        else []
    )


def _compound_targets(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    """ "the market bombing", "a prison strike": a place or people before the noun are its target."""
    known = lexicon.classes["place"] | lexicon.classes["victim"]
    before = [c for c in children(trigger.token, "compound", "nmod") if c.i < trigger.first]
    return [child for child in before if child.pos_ == "NOUN" and child.lemma_.lower() in known]


def _carried_roles(trigger: Trigger, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    noun, verb, words = trigger.token, trigger.carrier, lexicon.statuses
    if verb is None or not is_verb(verb):
        return [], []
    lemma, control = verb.lemma_, words.object_control
    if trigger.kind.consequence and (lemma in words.tells_counts or _is_count(noun, words)):
        return [], []  # "gave the number of dead as 59", "brought the death toll to 59"
    noun = measured(noun)
    if is_subject(noun) and lemma in words.occurs and not _is_done(verb, noun, lexicon):
        return [], [t for t in patients(verb, control) if t != noun]
    if noun.dep_ == "pobj" and lemma in (
        "kill",
        "wound",
        "injure",
        "die",
        "hit",
        "damage",
        "destroy",
    ):
        return children_of_agent(verb), []
    if lemma in _ANNOUNCES and verb.head == trigger.token and trigger.kind.type == "ASSAULT":
        return [], []
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and lemma in _TAKES_PART:
        return surface_subjects(verb, control), []
    if noun.dep_ == "pobj" and lemma == "agree":
        return agents(verb, control), []
    if noun.dep_ == "pobj" and lemma in words.carriers_undergo and noun.head.lower_ == "under":
        return [], surface_subjects(verb, control)
    if noun.dep_ not in ("dobj", "nsubjpass", "attr") and verb.head != noun:
        return [], []
    if lemma in words.carriers_undergo and lemma not in words.carriers_do and noun.dep_ == "dobj":
        return ([], surface_subjects(verb, control)) if lemma != "condemn" else ([], [])
    if lemma == "have" and any(t.ent_type_ == "GPE" for t in children(verb, "nsubj")):
        return [], []  # "Colombia had 1,678 kidnappings": where they were
    if lemma in words.carriers_do and lemma not in words.denies:
        return [t for t in agents(verb, control) if t != noun], []
    return [], []


def _is_done(verb: Token, noun: Token, lexicon: EventLexicon) -> bool:
    return is_passive(verb) and verb.lemma_ in lexicon.statuses.carriers_do


def further_recipients(trigger: Token, steps: int = 2) -> Iterator[list[Token]]:
    """Where else the one whom an act concerns may stand, the likeliest place first.

    "praised Haiti's efforts" → Haiti; "demanded that Poland stop" → Poland; "positions of the Karen army" → army;
    "threatened a strike unless Israel withdrew" → Israel
    """
    objects = children(trigger, "dobj", "nsubjpass") if is_verb(trigger) else []
    yield objects
    yield [owner for obj in objects for owner in children(obj, "poss")]
    yield [t for t in objects_of(trigger, _TOWARDS) if not _is_ascribed(trigger, t)]
    for inner in children(trigger, "ccomp", "xcomp", *(() if is_verb(trigger) else ("acl",))):
        if any(t.text == ":" for t in trigger.doc[trigger.i + 1 : inner.i]):
            continue  # "Mpeketoni attack: president blames rivals": what is said of it
        if any(t.lower_ == "what" for t in children(inner, "dobj", "nsubj", "attr")):
            continue  # "attacking what the command called a base": the command was not attacked
        if inner.dep_ != "xcomp":
            yield children(inner, "nsubj", "nsubjpass")
        elif steps:
            yield from further_recipients(inner, steps - 1)
    for obj in objects:
        yield children(obj, "amod", "compound", "nmod")
        yield objects_of(obj, (*_TOWARDS, "of", "from", "by", "in"))
        yield _of_nouns(objects_of(obj, (*_TOWARDS, "of")))
    yield _of_nouns(objects_of(trigger, (*_TOWARDS, "of", "into", "along")))
    yield objects_of(trigger, ("in", "into"))
    for condition in children(trigger, "advcl"):
        if any(mark.lower_ in _CONDITIONS for mark in children(condition, "mark")):
            yield children(condition, "nsubj", "nsubjpass")
    for purpose in children(trigger, "advcl"):
        if steps and any(child.tag_ == "TO" for child in purpose.children):
            yield from further_recipients(purpose, steps - 1)


def _of_nouns(nouns: list[Token]) -> list[Token]:
    """Whose or what kind of nouns these are: "efforts of Haiti", "German goods"."""
    owners = [owner for noun in nouns for owner in children(noun, "poss", "compound", "amod")]
    return owners + [
        deep for noun in nouns for deep in objects_of(noun, (*_TOWARDS, "of", "in", "by", "from"))
    ]


def _means(trigger: Trigger, actors: list[Token], lexicon: EventLexicon) -> list[Token]:
    weapons = lexicon.statuses.weapons
    verb = trigger.carrier
    near = [t for t in actors if t.lemma_.lower() in weapons]
    near += [t for t in children(trigger.token, "compound", "nmod") if t.lemma_.lower() in weapons]
    for token in (trigger.token, verb):
        if token is not None and token.lemma_ != "cause":
            near += [t for t in objects_of(token, _WITH) if t.lemma_.lower() in weapons]
            if token.lemma_ in lexicon.statuses.wields:
                near += [t for t in children(token, "dobj") if t.lemma_.lower() in weapons]
            near += [
                obj
                for using in token.children
                if using.lower_ == "using" or using.lemma_ == "use"
                for obj in children(using, "dobj")
                if obj.lemma_.lower() in weapons
            ]
    return [t for t in dict.fromkeys(near) if not _is_container(t, lexicon)]


def _is_container(token: Token, lexicon: EventLexicon) -> bool:
    """ "storage tanks", "fuel trucks": what holds something is no weapon."""
    holds = lexicon.statuses.holds
    return any(c.lemma_.lower() in holds for c in children(token, "compound", "amod", "nmod"))


def _brokers(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    """ "a truce brokered by Qatar", "Qatar brokered a truce", "an Egyptian-brokered truce", "under UN auspices"."""
    noun, brokers = trigger.token, lexicon.statuses.brokers
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ == "acl" and child.lemma_ in brokers:
            found += children_of_agent(child)
        elif child.lower_.endswith(("-brokered", "-mediated", "-sponsored")):
            found.append(child)
        elif child.lemma_ in brokers or child.lower_ in ("brokered", "mediated"):
            found += children(child, "npadvmod", "nmod", "amod", "compound", "advmod")
    whole = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun
    if whole != noun and whole.dep_ in ("dobj", "nsubjpass") and whole.head.lemma_ in brokers:
        verb = whole.head  # "brokered a regime of calm"
        found += children_of_agent(verb) if is_passive(verb) else children(verb, "nsubj")
    for verb in _told_of(noun):
        if verb.lemma_ in brokers:
            found += children_of_agent(verb) if is_passive(verb) else children(verb, "nsubj")
    if trigger.carrier is not None and trigger.carrier.lemma_ in brokers:
        verb = trigger.carrier
        found += children_of_agent(verb) if is_passive(verb) else children(verb, "nsubj")
    found += _mediators([noun, *_verbs_over(trigger)], lexicon)
    return _heads(found, lexicon.statuses.quantities)


def _verbs_over(trigger: Trigger) -> list[Token]:
    """The verb that carries a deed's noun, or whose subject or object it is."""
    noun = trigger.token
    if not trigger.is_noun:
        return []
    verbs = [trigger.carrier] if trigger.carrier is not None else []
    return [*verbs, *([noun.head] if is_verb(noun.head) and noun.head not in verbs else [])]


def _mediators(tokens: list[Token], lexicon: EventLexicon) -> list[Token]:
    """ "took place with the mediation of Qatar", "signed under UN auspices"."""
    nouns = [n for token in tokens for n in objects_of(token, ("with", "under", "through", "by"))]
    nouns = [n for n in nouns if n.lemma_.lower() in lexicon.statuses.mediations]
    return [
        who
        for noun in nouns
        for who in (*objects_of(noun, ("of", "by")), *children(noun, "poss", "amod", "compound"))
    ]


def _told_of(noun: Token) -> list[Token]:
    """Verbs of relative clauses on a noun, or on the place right after it ("the truce in Yemen, which …")."""
    near = [noun, *objects_of(noun, ("in", "for", "between", "of"))]
    return [clause for token in near for clause in children(token, "relcl")]


def _causes(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    verb = trigger.carrier
    if verb is None or verb.lemma_ != "cause":
        return []
    if (is_passive(verb) and trigger.token.dep_ == "nsubjpass") or verb.head == trigger.token:
        return children_of_agent(verb)
    return []
