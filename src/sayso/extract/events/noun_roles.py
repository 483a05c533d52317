"""Who did a deed that a noun tells, and to whom or what.

Comes in: a trigger that is a noun, with the verb that carries it, and the lexicon. Goes out: the words for who acts and
for whom it is done to: by "by" and "of", by owners ("Israel's raid"), by what stands before ("the market bombing"), by
the carrier ("rebels carried out a raid"). Deeds that verbs tell are in verb_roles.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.argument_words import (
    goes_on_with,
    is_anothers_to_end,
    load_argument_words,
)
from sayso.extract.events.event_lexicon import EventLexicon, Kind, StatusFile
from sayso.extract.events.harmed import aimed_at, damaged_by, escaped_from, ruined_by
from sayso.extract.events.ranked_places import is_where_ranked
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import (
    agents,
    children_of_agent,
    measured,
    objects_of,
    patients,
    surface_subjects,
)
from sayso.extract.grammar.voice import (
    children,
    is_gerund_before_object,
    is_passive,
    is_subject,
    is_verb,
)
from sayso.nlp.persons import load_persons

# Behind what is fired, at whom: "fired tear gas and live rounds at students".
_AT = ("at", "on")
_HYPHENS = frozenset({"-", "–"})
_RELATIVES = frozenset({"which", "that", "who"})
# How far back the first of "Greek-Turkish" stands.
_PAIR = 2
_PLACES_AND_TIMES = frozenset({"GPE", "LOC", "DATE", "TIME"})
_DURING = frozenset({"in", "during", "on"})
# Behind the noun of such a deed "from" tells whose it is: "an appeal from the bishops".
_COMES_FROM = frozenset({"ASSAULT", "REQUEST", "THREATEN", "AID"})


def noun_roles(trigger: Trigger, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    """Who did it and to whom: "a rebel raid on a clinic" → ([rebel], [clinic])."""
    noun, kind, words = trigger.token, trigger.kind, lexicon.statuses
    if is_gerund_before_object(noun):
        return surface_subjects(noun, words.object_control), [noun.head]
    if noun.lemma_.lower() in load_argument_words().goings:
        return [*children(noun, "poss"), *objects_of(noun, ("of",))], []
    actors = objects_of(noun, ("by", "from") if kind.type in _COMES_FROM else ("by",))
    if not actors and kind.type == "PROTEST":  # "drawing a protest from Amnesty"
        apart = ("GPE", "LOC", "FAC", "DATE", "TIME")
        actors = [t for t in objects_of(noun, ("from",)) if t.ent_type_ not in apart]
    actors = actors or _doers_of_some(noun)
    if _is_charge(noun, lexicon) or is_count(noun, words):
        actors = []
    recipients = objects_of(noun, kind.recipient) or _after_noun(trigger) or _past_place(noun, kind)
    if kind.reciprocal and (both := _sides(noun) or _sides_behind(trigger, words.occurs)):
        return both, []
    lays = words.wields | load_argument_words().perpetrates
    actors += [t for t in layers(noun, lays) if t not in actors]
    if _is_owners_fate(noun, kind, lexicon):
        recipients += [t for t in children(noun, "poss") if t not in recipients]
    actors += _owners(noun, kind, lexicon) + (
        [] if "of" in kind.recipient else _doers_after_of(noun, kind)
    )
    if not actors and kind.mode == "phone":
        actors += _of_speaker(noun, lexicon)
    if kind.type == "AID" and noun.lemma_.lower() in load_argument_words().moved:
        recipients = [*objects_of(noun, ("of",)), *recipients]
    recipients += _compound_targets(trigger, lexicon)
    carried = _carried_roles(trigger, lexicon)
    done, struck = _told_behind(noun, kind, lexicon)
    actors += [t for t in done if t not in actors]
    recipients += [t for t in struck if t not in recipients]
    actors += [t for t in carried[0] if t not in actors]
    beside = [*carried[1], *damaged_by(noun, trigger.carrier, words), *aimed_at(noun, words)]
    if kind.type == "ASSAULT":
        ruins = load_argument_words().ruins
        beside += [*ruined_by(noun, ruins, words.object_control), *escaped_from(noun, words)]
    recipients += [t for t in beside if t not in recipients]
    recipients = [t for t in recipients if not is_ascribed(noun, t)]
    return actors, [
        t
        for t in recipients
        if t not in actors and not _is_ammunition(t, words.weapons) and not _is_occasion(t, lexicon)
    ]


def _of_speaker(noun: Token, lexicon: EventLexicon) -> list[Token]:
    """ "In a telephone call, Lula told Maduro to …": who speaks there has called."""
    link, is_call = noun.head, noun.lemma_.lower() in load_argument_words().calls
    if noun.dep_ != "pobj" or link.lower_ not in _DURING or not is_call or not is_verb(link.head):
        return []
    return agents(link.head, lexicon.statuses.object_control)


def _sides(noun: Token) -> list[Token]:
    """ "a truce between Israel and Hamas", also "a truce brokered by Qatar between …"."""
    words = ("between", "among")
    found = objects_of(noun, words)
    for part in children(noun, "acl") if not found else []:
        found = objects_of(part, words)
        found = found or [t for agent in children_of_agent(part) for t in objects_of(agent, words)]
    return found


def _sides_behind(trigger: Trigger, occurs: frozenset[str]) -> list[Token]:
    """ "Clashes erupted between police and marchers": the sides stand behind what tells that there were any."""
    noun, verb = trigger.token, trigger.token.head
    if noun.dep_ not in ("nsubj", "nsubjpass") or verb.lemma_ not in occurs:
        return []
    both = objects_of(verb, ("between",))
    return [] if any(t.ent_type_ in ("DATE", "TIME", "GPE", "LOC") for t in both) else both


def is_ascribed(noun: Token, token: Token) -> bool:
    """ "attributed the attacks to traffickers", "blamed the shelling on gunners": they did them."""
    return load_argument_words().ascribes.get(noun.head.lemma_) == token.head.lower_


def layers(noun: Token, wields: frozenset[str]) -> list[Token]:
    """ "a bomb planted by rebels", "escaped an attack perpetrated by a cell": who laid it, who committed it.

    "The murder of a judge and his guards perpetrated by rebels": only deeds are, wherever the parse hangs it.
    """
    verbs = [child for child in children(noun, "acl") if child.lemma_ in wields]
    only_deeds = load_argument_words().only_deeds
    verbs = verbs or [
        t
        for t in noun.subtree
        if t.dep_ == "acl"
        and (t.lemma_ in only_deeds or (t.lemma_ == "carry" and children(t, "prt")))
    ]
    return [token for verb in verbs for token in children_of_agent(verb)]


def _is_charge(noun: Token, lexicon: EventLexicon) -> bool:
    """ "was accused of the massacre by survivors": the "by" tells who accuses, wherever the parse hangs it."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "for"):
        return False
    verb = noun.head.head
    return is_verb(verb) and is_passive(verb) and verb.lemma_ in lexicon.statuses.blames


def is_count(token: Token, words: StatusFile) -> bool:
    """ "the toll", "the death toll": how many were harmed, and no deed of whoever tells or reaches it."""
    return token.lemma_.lower() in words.counts_of_harm


def _is_occasion(token: Token, lexicon: EventLexicon) -> bool:
    """ "the deaths of nine soldiers in a Taliban ambush": the ambush is not among the dead, nor whose it was."""
    is_in = token.dep_ == "pobj" and token.head.lower_ in ("in", "during")
    kinds = (pattern.kind for pattern in lexicon.nouns.get(token.lemma_.lower(), ()))
    return is_in and any(kind.type == "ASSAULT" and not kind.consequence for kind in kinds)


def _is_ammunition(token: Token, weapons: frozenset[str]) -> bool:
    """ "a barrage of rockets", "fighting with knives and guns": it is not done to rockets, nor to guns."""
    first = token
    while first.dep_ == "conj":
        first = first.head
    return (
        first.dep_ == "pobj"
        and first.head.lower_ in ("of", "with")
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


def _past_place(noun: Token, kind: Kind) -> list[Token]:
    """ "the murder in Lima of two judges", "the killings during the past days of a priest": whom it befell.

    The parse hangs "of" on the place or the time.
    """
    if not kind.consequence and kind.family != "abduction":
        return []
    between = [t for p in children(noun, "prep") for t in children(p, "pobj")]
    found = [
        t for one in between if one.ent_type_ in _PLACES_AND_TIMES for t in objects_of(one, ("of",))
    ]
    return [
        t
        for t in found
        if t.ent_type_ == "PERSON"
        or t.lemma_.lower() in load_persons()
        or (t.tag_ == "NNS" and t.head.head.ent_type_ == "GPE")
    ]


def _doers_of_some(noun: Token) -> list[Token]:
    """ "six had died, some of them in air strikes by the army": the parse may hang "by" on "some"."""
    by = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if by is None or by.lower_ != "by" or by.head.dep_ not in ("appos", "dep") or by.head == noun:
        return []
    return children(by, "pobj") if by.head in noun.ancestors else []


def _is_owners_fate(noun: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "his release", "the editor's arrest": the owner's fate; "the army's arrest of an editor" is its deed."""
    is_fate = kind.family in load_argument_words().done_to_owners
    is_fate = is_fate or noun.lemma_.lower() in lexicon.statuses.fates
    return is_fate and not objects_of(noun, ("of",))


def _owners(noun: Token, kind: Kind, lexicon: EventLexicon) -> list[Token]:
    """ "Israel's raid", "the Israeli raid", "a US-led strike": whoever owns the deed."""
    owners = [t for t in children(noun, "poss") if not is_where_ranked(t, noun)]
    if owners and _is_owners_fate(noun, kind, lexicon):
        return []
    if _is_found(noun, lexicon):
        return owners
    described = children(noun, "amod", "compound", "nmod")
    described += [deep for child in described for deep in children(child, "compound", "amod")]
    leading = [child for child in described if child.lower_ == "led"]
    described += [who for led in leading for who in children(led, "npadvmod")]
    if kind.type == "PROTEST" or (kind.family == "fighting" and len(described) == 1):
        # "Kenya protests", "Sudan clashes": where they are; "Kenyan protests" are whose
        described = [child for child in described if child.ent_type_ not in ("GPE", "LOC")]
    return owners + [
        c
        for c in described
        if _is_name(c) or is_second_of_pair(c) or _is_force_of(c, noun, kind, lexicon)
    ]


def is_second_of_pair(token: Token) -> bool:
    """ "Greek-[Turkish] talks": a people's name behind a hyphen and another's."""
    if token.i < _PAIR or not token.text[:1].isupper() or token.nbor(-1).text not in _HYPHENS:
        return False
    return token.nbor(-_PAIR).ent_type_ in ("NORP", "GPE")


def _is_force_of(before: Token, noun: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """ "the police killing of a cook": theirs; "a police killing", "a police shooting" may be of one of them."""
    is_force = before.dep_ == "compound" and before.lemma_.lower() in lexicon.classes["force"]
    return is_force and kind.type == "ASSAULT" and bool(objects_of(noun, ("of",)))


def _is_found(noun: Token, lexicon: EventLexicon) -> bool:
    """ "Investigators found American bombs there": who made them has not dropped them by that."""
    is_arms = noun.lemma_.lower() in lexicon.statuses.weapons
    return is_arms and noun.dep_ == "dobj" and noun.head.lemma_ in load_argument_words().finds


def _is_name(token: Token) -> bool:
    is_name = token.ent_type_ in ("NORP", "GPE", "ORG", "PERSON") or token.tag_ == "NNP"
    return is_name or token.lower_.endswith("-led")


def _doers_after_of(noun: Token, kind: Kind) -> list[Token]:
    """ "the withdrawal of the guards": theirs; not "the evacuation of 200 patients"."""
    if kind.type == "AID" and noun.lemma_.lower() in load_argument_words().moved:
        return []
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
    own = load_argument_words()
    if trigger.kind.consequence and lemma in own.announces:
        return [], []  # "announced the deaths of nine soldiers"
    if trigger.kind.consequence and lemma in own.moves:
        return [], []  # "carried the dead into a mosque"
    if trigger.kind.consequence and (lemma in words.tells_counts or is_count(noun, words)):
        return [], []  # "gave the number of dead as 59", "brought the death toll to 59"
    if trigger.kind.consequence and lemma == "have":
        return [], []  # "We had three dead"
    noun = measured(noun)
    if is_subject(noun) and lemma in words.occurs and not _is_done(verb, noun, lexicon):
        return [], [t for t in patients(verb, control) if t != noun and not _is_led_to(verb, t)]
    if noun.dep_ == "pobj" and lemma in (
        "kill",
        "wound",
        "injure",
        "die",
        "hit",
        "damage",
        "destroy",
    ):
        harmed = surface_subjects(verb, control) if lemma in own.ruins and is_passive(verb) else []
        return children_of_agent(verb), harmed
    if lemma == "do" and noun.dep_ == "pobj" and noun.head.lower_ == "with":
        return [], []  # "which had nothing to do with the raid"
    if trigger.kind.family == "truce" and lemma in own.watches:
        return [], []
    if lemma in own.announces and verb.head == trigger.token and trigger.kind.type == "ASSAULT":
        return [], []
    if noun.dep_ == "dobj" and lemma in words.exchanges and noun.lemma_.lower() in words.exchanged:
        # "India and Pakistan exchanged missile strikes", "traded strikes with Israel"
        return agents(verb, control) + objects_of(verb, ("with",)) + objects_of(noun, ("with",)), []
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and lemma in own.takes_part:
        return surface_subjects(verb, control), []
    if goes_on_with(noun) or (
        noun.dep_ == "pobj" and noun.head.lower_ == "with" and lemma in own.responds
    ):
        return surface_subjects(verb, control), []
    if noun.dep_ == "pobj" and noun.head.lower_ == "to" and lemma in own.subjects_to:
        return agents(verb, control), [t for t in patients(verb, control) if t != noun]
    if noun.dep_ == "dobj" and lemma == "call" and trigger.kind.type == "PROTEST":
        return agents(verb, control), []  # "The union called a strike"
    if noun.dep_ == "pobj" and lemma == "agree":
        return agents(verb, control), []
    if noun.dep_ == "pobj" and lemma in words.carriers_undergo and noun.head.lower_ == "under":
        return [], surface_subjects(verb, control)
    if trigger.kind.type == "ASSAULT" and is_anothers_to_end(verb):
        return [], []
    if noun.dep_ not in ("dobj", "nsubjpass", "attr") and verb.head != noun:
        return [], []
    if trigger.kind.type == "REQUEST" and any(t.tag_ != "PRP$" for t in children(noun, "poss")):
        return [], []  # "Ghana's request was approved by Togo": asked by Ghana, and not by Togo
    if lemma in words.carriers_undergo and lemma not in words.carriers_do and noun.dep_ == "dobj":
        return ([], surface_subjects(verb, control)) if lemma != "condemn" else ([], [])
    if lemma == "have" and any(t.ent_type_ == "GPE" for t in children(verb, "nsubj")):
        return [], []  # "Colombia had 1,678 kidnappings": where they were
    if noun.lemma_.lower() in words.weapons and (
        lemma in words.wields or lemma in own.lays_arms
    ):  # "threw two bombs at the bank"
        at = objects_of(verb, _AT) if noun.dep_ == "dobj" else []
        return [t for t in agents(verb, control) if t != noun], at
    if lemma in own.runs_into and noun.dep_ == "dobj" and noun.lemma_.lower() in own.hidden_arms:
        return [], surface_subjects(verb, control)  # "their truck struck a roadside bomb"
    if lemma in own.sets_off and noun.lemma_.lower() in own.blasts:
        return [t for t in agents(verb, control) if t != noun], []
    if lemma == "demand" and (
        noun.lemma_.lower() in own.freeings or trigger.kind.type in ("RETREAT", "CONCEDE")
    ):
        return [], []  # "demanded an end to the siege": of those who hold it
    if lemma in words.carriers_do and lemma not in words.denies:
        at = objects_of(verb, _AT) if lemma in words.wields and noun.dep_ == "dobj" else []
        return [t for t in agents(verb, control) if t != noun], at
    return [], []


def _told_behind(noun: Token, kind: Kind, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    """ "the raids that [jets of two states] have carried out on [Sanaa]": who did it stands in a relative clause."""
    if kind.type not in ("ASSAULT", "PROTEST"):
        return [], []
    commits = load_argument_words().perpetrates
    verbs = [
        verb
        for verb in children(noun, "relcl")
        if verb.lemma_ in commits and not is_passive(verb) and children(verb, "nsubj")
        if not any(t.lower_ in _RELATIVES for t in children(verb, "nsubj"))
        if not any(t.tag_[:2] == "NN" for t in children(verb, "dobj"))
    ]
    control = lexicon.statuses.object_control
    done = [t for verb in verbs for t in surface_subjects(verb, control) if t != noun]
    return done, [t for verb in verbs for t in objects_of(verb, kind.recipient)]


def _is_led_to(verb: Token, token: Token) -> bool:
    """ "The killing of a sailor prompted London to send a frigate": London does something, and undergoes nothing."""
    deeds = (c for c in verb.children if c.dep_ in ("xcomp", "ccomp", "advcl") and c.i > token.i)
    return token.dep_ == "dobj" and any(
        c.tag_ == "VB" and any(t.tag_ == "TO" and t.i > token.i for t in c.children) for c in deeds
    )


def _is_done(verb: Token, noun: Token, lexicon: EventLexicon) -> bool:
    return is_passive(verb) and verb.lemma_ in lexicon.statuses.carriers_do
