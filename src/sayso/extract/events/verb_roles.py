"""Who did a deed that a verb tells, and to whom or what.

Comes in: a trigger that is a verb, and the lexicon. Goes out: the words for who acts and for whom it is done to, as the
frame of that verb has them: passives, control, "by" far behind, weapons with who fired them. Deeds that nouns tell are
in noun_roles.py; whom blame makes the doer, in blame.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.extract.events.argument_words import is_somebody, load_argument_words
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.event_lexicon import EventLexicon, Kind
from sayso.extract.events.noun_roles import is_second_of_pair, layers
from sayso.extract.events.trigger_patterns import described_subjects
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.clauses import (
    agents,
    objects_of,
    patients,
    surface_subjects,
    with_conjuncts,
)
from sayso.extract.grammar.left_so import is_left_by_it
from sayso.extract.grammar.voice import children, is_passive, is_verb
from sayso.nlp.persons import load_persons

_DAYS = frozenset({"DATE", "TIME"})
_FROM = ("from", "by")
_DEALINGS = frozenset({"AID", "CONCEDE", "CONSULT", "COOPERATE", "SANCTION", "SUPPORT"})
_POSTED_AT = ("to", "from", "in", "at")
_PARTIES = frozenset({"ORG", "NORP"})
_OCCASIONS = frozenset({"after", "before", "amid", "during", "following", "since", "despite"})
# Where people die "in shelling", and their number rises "in shelling".
_HARMS = frozenset({"kill", "wound", "injure", "hurt", "die", "maim", "number", "toll"})
_LOOSE = frozenset({"punct", "cc", "conj", "amod", "det", "prep"})
# How far behind its participle a "by" with only dates between can stand, in tokens.
_LATE_AGENT = 10
_STRUCK = frozenset({"on", "against", "at"})
_CLAUSES = frozenset({"xcomp", "advcl", "ccomp"})
# What somebody has who took a town: "fell into the hands of the rebels".
_HOLDS = frozenset({"control", "hands", "hand", "sway", "rule", "grip"})


def verb_roles(trigger: Trigger, lexicon: EventLexicon) -> tuple[list[Token], list[Token]]:
    """Who did it and to whom: "Rebels shelled a clinic" → ([Rebels], [clinic])."""
    verb, kind, control = trigger.token, trigger.kind, lexicon.statuses.object_control
    if _is_described_thing(verb) or _are_those_harmed(verb, lexicon):
        return [], []
    is_nobodys = _is_crossfire(verb, lexicon) or _is_main_verb_misread(verb)
    is_nobodys = is_nobodys or is_left_by_it(verb) or _is_topic(verb)
    if _is_occasion(verb) or _is_observed(verb, lexicon):
        actors = objects_of(verb, ("by",))
    else:
        actors = _held_for(verb, lexicon) or _behind_link(verb) or agents(verb, control)
        actors = [] if is_nobodys else actors
    actors = [
        t
        for t in actors
        if not _is_place_struck(verb, t, lexicon) and not _is_thing_struck(verb, t, lexicon)
        if not _is_main_behind_gerund(verb, t)
    ] or _late_agents(verb)
    if kind.reciprocal:
        actors = _both(verb, actors)
    actors += [t for t in _shooters(actors, lexicon) if t not in actors]
    recipients = [t for t in patients(verb, control) if t.i not in trigger.used]
    recipients += _companions(verb) if recipients and kind.type == "ASSAULT" else []
    if len(recipients) > 1:  # "fined the editor 5,000 roubles"
        money = lexicon.classes["money"]
        recipients = [t for t in recipients if t.lemma_.lower() not in money]
    if verb.lemma_ in lexicon.statuses.wields:  # "two drones were launched" at somebody else
        weapons = lexicon.statuses.weapons
        recipients = [
            t for t in recipients if t.lemma_.lower() not in weapons or is_container(t, lexicon)
        ]
    if not recipients and _befalls_alone(verb):
        return [], actors
    if kind.undergone:
        return list(_winners(verb, kind)), surface_subjects(verb, control)
    if kind.by_nobody:
        return [], recipients or described_subjects(verb)
    if verb.lemma_ == "oppose" and is_passive(verb) and (to := objects_of(verb, ("to",))):
        return surface_subjects(verb, control), to
    if not actors and kind.type in _DEALINGS and is_passive(verb):
        owners, others = _told_by_subject(verb, trigger)
        if owners:
            return owners, others
    if kind.type == "SANCTION":  # "The talks broke down": talks do nothing
        actors = [t for t in actors if t.lemma_.lower() not in lexicon.classes["talks"]]
    if kind.family == "relations" and (posted := _posted(verb)):
        owners = [t for one in posted for t in children(one, "poss") if t.tag_ != "PRP$"]
        return actors or owners, _posted_to(verb, posted)
    if kind.family == "relations" and is_passive(verb) and not actors:
        actors = objects_of(verb, ("from",))  # "Gabon was suspended from the Union": by the Union
    if _befell_subject(verb):
        return [], surface_subjects(verb, control)
    if is_undergone(verb):
        return _attackers(verb), surface_subjects(verb, control)
    recipients = [t for t in recipients if t not in actors or kind.reciprocal]
    after = [t for t in objects_of(verb, kind.recipient) if t not in recipients]
    if kind.type == "CONSULT":  # "negotiated with Omani help": Oman is no side
        helps = load_argument_words().helps
        after = [t for t in after if t.lemma_.lower() not in helps or t.head.lower_ != "with"]
    if kind.type == "AID":  # "donated its artillery to Oman": the guns are what is given
        given = lexicon.classes["arms"] | lexicon.classes["aid"] | lexicon.classes["goods"]
        recipients = [t for t in recipients if t.lemma_.lower() not in given]
    objects = [joined for obj in children(verb, "dobj") for joined in with_conjuncts(obj)]
    inner = [
        t
        for obj in objects
        if not is_somebody(obj)  # "killed the son of a miller": and not the miller
        for t in objects_of(obj, kind.recipient)
    ]
    if kind.family in load_argument_words().own_forces:
        return actors, after + inner
    if kind.family == "occupation":
        inner += [t for t in _losers(verb) if t not in (*inner, *after, *recipients)]
    if kind.consequence or (recipients and not _names_event(recipients[0], trigger)):
        return actors, recipients + inner
    return actors, after + inner + [t for t in recipients if t not in after]


def _both(verb: Token, actors: list[Token]) -> list[Token]:
    """ "Aliyev and [Pashinyan], who met in Moscow": both did, though the parse hangs the clause on the second."""
    is_alone = not children(verb, "dobj") and not objects_of(verb, ("with",))
    if verb.dep_ != "relcl" or not is_alone or actors != [verb.head] or verb.head.dep_ != "conj":
        return actors
    return [_first_joined(verb.head)]


def _befalls_alone(verb: Token) -> bool:
    """ "left nine dead, 12 people wounded": the parse takes a participle for a verb that has no object."""
    if verb.lemma_ not in load_argument_words().needs_object or verb.tag_ not in ("VBD", "VBN"):
        return False
    if is_passive(verb) or children(verb, "dobj", "aux", "prt"):
        return False
    return not any(is_verb(t) and t.i > verb.i for t in children(verb, "ccomp", "conj"))


def _behind_link(verb: Token) -> list[Token]:
    """ "died after [gunmen] on Monday stormed it": the parse takes those who stormed it for the noun behind "after"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBD" or children(verb, "nsubj", "nsubjpass", "mark"):
        return []
    before = verb.left_edge.i - 1
    noun = verb.doc[before] if before > verb.sent.start else None
    if noun is None or noun.dep_ != "pobj" or noun.head.lower_ not in _OCCASIONS:
        return []
    return [noun]


def _posted(verb: Token) -> list[Token]:
    """ "recalled | its ambassador", "Peru's ambassador to Chile was recalled": who is posted somewhere."""
    words = load_argument_words().posted
    things = children(verb, "dobj", "nsubjpass")
    return [t for t in things if t.lemma_.lower() in words and children(t, "poss")]


def _posted_to(verb: Token, posted: list[Token]) -> list[Token]:
    """ "recalled its envoy from Chile", "its ambassador to Chile": the country, and not its own envoy."""
    where = [t for one in (*posted, verb) for t in objects_of(one, _POSTED_AT)]
    return [t for t in where if t.pos_ == "PROPN" and t.ent_type_ not in _DAYS]


def _told_by_subject(verb: Token, trigger: Trigger) -> tuple[list[Token], list[Token]]:
    """ "Talks between Oslo and Rome will be held", "Canada's sanctions on Iran were extended": as that noun tells."""
    kind = trigger.kind
    nouns = [
        t for t in children(verb, "nsubjpass") if t.i in trigger.used or kind.type == "CONSULT"
    ]
    sides = [t for noun in nouns for t in objects_of(noun, ("between", "among"))]
    if sides:
        return sides, []
    owners = [t for noun in nouns for t in children(noun, "poss") if t.tag_ != "PRP$"]
    before = [t for noun in nouns for t in children(noun, "amod", "compound")]
    before += [deep for t in before for deep in children(t, "amod", "compound")]
    owners += [t for t in before if t.ent_type_ in ("NORP", "GPE") or is_second_of_pair(t)]
    return owners, [t for noun in nouns for t in objects_of(noun, kind.recipient)]


def _losers(verb: Token) -> list[Token]:
    """ "recaptured the town of Baga from Boko Haram": who lost it, whatever noun the parse hangs him on."""
    things = children(verb, "dobj", "nsubjpass")
    below = [prep for thing in things for prep in thing.subtree if prep.dep_ == "prep"]
    preps = [p for p in (*children(verb, "prep"), *below) if p.lower_ == "from"]
    return [
        t for p in preps for t in children(p, "pobj") if t.ent_type_ not in ("DATE", "TIME", "GPE")
    ]


def _companions(verb: Token) -> list[Token]:
    """ "The judge was shot dead with his wife and two guards": they were, too."""
    if not is_passive(verb):
        return []
    persons = load_persons()
    beside = objects_of(verb, ("with", "alongside"))
    own = [t for t in beside if any(c.tag_ == "PRP$" for c in children(t, "poss"))]
    return [joined for t in own if t.lemma_.lower() in persons for joined in with_conjuncts(t)]


def _is_described_thing(verb: Token) -> bool:
    """ "was forced to carry | looted rice": the parse may make a clause of what describes a thing."""
    if verb.tag_ != "VBN" or verb.dep_ not in _CLAUSES or verb.i == verb.sent.start:
        return False
    is_bare = not children(verb, "aux", "auxpass", "nsubj", "nsubjpass")
    after = verb.doc[verb.i + 1 : verb.i + 2]
    return is_bare and verb.nbor(-1).tag_[:2] == "VB" and any(t.tag_[:2] == "NN" for t in after)


def _are_those_harmed(verb: Token, lexicon: EventLexicon) -> bool:
    """ "put [the wounded] at 40", "the number of [killed] at nine": who they are, and nobody's deed there."""
    if verb.tag_ not in ("VBN", "VBD") or children(verb, "dobj", "agent", "auxpass", "aux"):
        return False
    is_noun = any(
        child.i == verb.i - 1 and child.lower_ == "the" for child in children(verb, "det")
    )
    above = verb.head
    is_number = verb.dep_ in ("pcomp", "pobj") and above.lower_ == "of"
    return is_noun or (is_number and above.head.lemma_.lower() in lexicon.statuses.quantities)


def _is_place_struck(verb: Token, noun: Token, lexicon: EventLexicon) -> bool:
    """ "an army strike on a refugees' camp that killed 12": the strike did, and neither camp nor refugees.

    Nor did a charity in "bomb attacks on a union and a charity, which killed 12".
    """
    is_clause = verb.dep_ == "relcl" and verb.head == noun and noun.dep_ == "pobj"
    if not is_clause or verb.lemma_ not in load_clause_words().harms:
        return False
    is_thing = any(t.lower_ in ("that", "which") for t in children(verb, "nsubj"))
    is_place = noun.lemma_.lower() in lexicon.classes["place"] - lexicon.classes["force"]
    return is_thing and is_place and noun.head.head.pos_ == "NOUN"


def _is_main_behind_gerund(verb: Token, noun: Token) -> bool:
    """ "On Sunday, shelling of a camp for villagers killed nine": the shelling did, and no villagers.

    The parse takes the verb for a participle, which has no object.
    """
    if verb.dep_ != "acl" or verb.tag_ not in ("VBD", "VBN") or noun.dep_ != "pobj":
        return False
    is_active = bool(children(verb, "dobj")) and verb.head == noun
    return is_active and any(t.tag_ == "VBG" and t.dep_ == "advcl" for t in noun.ancestors)


def _first_joined(token: Token) -> Token:
    while token.dep_ == "conj":
        token = token.head
    return token


def _is_thing_struck(verb: Token, noun: Token, lexicon: EventLexicon) -> bool:
    """Not a militia: "an air strike on a militia that killed 12"."""
    first, verb = _first_joined(noun), _first_joined(verb)
    words = load_clause_words()
    if verb.dep_ != "relcl" or verb.head != noun or verb.lemma_ not in words.harms:
        return False
    if noun.lemma_.lower() in lexicon.classes["force"] | lexicon.doers:
        return False
    is_thing = any(t.lower_ in ("that", "which") for t in children(verb, "nsubj"))
    is_struck = first.dep_ == "pobj" and first.head.lower_ in _STRUCK
    return is_thing and is_struck and first.head.head.lemma_.lower() in words.deeds


def _winners(verb: Token, kind: Kind) -> Iterator[Token]:
    """ "Goma fell to the rebels", "fell under the control of jihadist groups": who took it."""
    for noun in objects_of(verb, kind.lost_to):
        owners = objects_of(noun, ("of",)) if noun.lower_ in _HOLDS else [noun]
        yield from owners


def _shooters(actors: list[Token], lexicon: EventLexicon) -> list[Token]:
    """ "mortar shells fired by the rebels killed four", "fire from troops killed two": who fired, beside the shells.

    Not "a rocket from Gaza": it came from there.
    """
    words = lexicon.statuses
    weapons = [t for t in actors if t.lemma_.lower() in words.weapons]
    shots = [t for t in actors if t.lower_ in load_circumstance_words().fired]
    sources = [source for shot in shots for source in objects_of(shot, ("from",))]
    men = [
        t
        for t in sources
        if t.lemma_.lower() in lexicon.classes["force"] or t.ent_type_ in _PARTIES
    ]
    lays = words.wields | load_argument_words().lays_arms
    return [agent for weapon in weapons for agent in layers(weapon, lays)] + men


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
    """ "8,300 people fled after shelling", "amid looting": a verb without anything told of it is a noun there.

    So it is in "ten died, most of them in shelling by the army", "killed in strikes and in shelling".
    """
    is_bare = verb.tag_ == "VBG" and not [t for t in verb.children if t.dep_ not in _LOOSE]
    link = verb.head
    while link.dep_ == "conj":
        link = link.head
    is_some = link.lower_ == "in" and (link.head.dep_ == "appos" or link.head.lemma_ in _HARMS)
    return is_bare and verb.dep_ in ("pcomp", "pobj") and (link.lower_ in _OCCASIONS or is_some)


def _is_observed(verb: Token, lexicon: EventLexicon) -> bool:
    """ "Residents reported shelling near it": who reports it has not; "saw soldiers beating a boy": they have."""
    is_bare = verb.tag_ == "VBG" and verb.dep_ in ("xcomp", "ccomp", "dobj", "pcomp")
    is_bare = is_bare and not children(verb, "nsubj")
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


def _is_topic(verb: Token) -> bool:
    """ "Sudan fighting live: dozens dead": what a page is about, and where that is."""
    place = children(verb, "nsubj")
    if verb.tag_ != "VBG" or children(verb, "aux") or not all(t.ent_type_ == "GPE" for t in place):
        return False
    behind = verb.doc[verb.i + 1 : verb.i + 3]
    words = [t.text for t in behind]
    return words[:1] == [":"] or (words[1:] == [":"] and behind[0].pos_ in ("ADV", "ADJ", "NOUN"))


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


def _befell_subject(verb: Token) -> bool:
    """ "The state broadcaster burned on Friday": it burned nothing; "they looted and burned" may be told of looters."""
    if verb.lemma_ not in load_argument_words().befalls or is_passive(verb):
        return False
    if verb.tag_ == "VBG" or verb.dep_ in ("conj", "amod", "acl", "relcl"):
        return False
    is_alone = not children(verb, "dobj", "ccomp", "xcomp", "oprd", "dative", "conj")
    subjects = children(verb, "nsubj")
    return is_alone and bool(subjects) and all(t.pos_ == "NOUN" for t in subjects)


def is_undergone(verb: Token) -> bool:
    """ "came under fire": the subject is who suffers it."""
    return verb.lemma_ in ("come", "take") and any(
        child.lower_ in ("under", "fire") for child in verb.children
    )


def _attackers(verb: Token) -> list[Token]:
    """ "came under fire from rebels", "came under | attack from rebels": wherever the parse hangs it."""
    deeds = objects_of(verb, ("under",)) + children(verb, "dobj")
    behind = [t for deed in deeds for t in objects_of(deed, _FROM)]
    return objects_of(verb, _FROM) or [t for t in behind if t.ent_type_ not in _DAYS]


def is_container(token: Token, lexicon: EventLexicon) -> bool:
    """ "storage tanks", "fuel trucks": what holds something is no weapon."""
    holds = lexicon.statuses.holds
    return any(c.lemma_.lower() in holds for c in children(token, "compound", "amod", "nmod"))
