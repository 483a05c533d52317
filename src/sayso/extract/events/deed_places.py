"""Where a deed was, by its own sentence.

Comes in: a trigger with its roles, and the scene of its report. Goes out: the nearest place along the parse that can be
the deed's, or None. Where speakers are, where talks are held and the hurt are cared for is not where it was. Places
told in other sentences are given in scenes.py.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from spacy.tokens import Token

from sayso.extract.attribution.stretches import AttributedStretches
from sayso.extract.events.answered_deeds import is_told_of_answering, is_told_of_avenged
from sayso.extract.events.arguments import Roles
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import (
    FINENESS,
    Scene,
    distance,
    find_war_aside,
    is_above,
    is_of_care,
    is_of_clause_above,
    is_of_others_words,
    is_told_aside,
    is_told_with,
)
from sayso.extract.events.clauses_beside import (
    is_of_charge_answered,
    is_of_later_deed,
    is_of_what_ends,
)
from sayso.extract.events.concerned import MUTUAL, TOPICS
from sayso.extract.events.deeds_in_a_row import is_of_other_in_row
from sayso.extract.events.elsewhere import is_elsewhere
from sayso.extract.events.trials import is_seat_of_court
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.extract.times.counted_from import told_behind
from sayso.model import Attribution, Place

_DASHES = ("–", "—", "-", "--")
_BACKDROPS = frozenset({"despite", "notwithstanding"})
_FARTHEST_PLACE = 8
_NAMES_THING = frozenset({"NN", "NNS", "VBG"})
# How many tokens before "30 km south of" the place may stand that lies there.
_BEFORE_MEASURE = 2
# Before a place in which all that follows is told.
_WITHIN = frozenset({"in", "at", "near", "outside"})
# Types of what parties do with or to each other; behind these words stands a party, and no place.
_DEALINGS = frozenset({"AGREE", "AID", "CONSULT", "COOPERATE", "SANCTION", "SUPPORT", "THREATEN"})
_WITH_WHOM = frozenset({"with", "between", "against"})
_ON_WHOM = frozenset({"on", "for"})
_TO_WHOM = _ON_WHOM | {"to", "from"}
_SINCE = frozenset({"after", "since"})
_DAYS = frozenset({"DATE", "TIME"})
# How far a place is along the parse, whether it is outside the deed's phrase, how wide it is, where it stands.
_Row = tuple[int, bool, int, int, Place]


def find_place(
    trigger: Trigger,
    roles: Roles,
    scene: Scene,
    own: Sequence[Attribution],
    deeds: Set[int] = frozenset(),
    talks: Set[int] = frozenset(),
) -> Place | None:
    """The place of a deed within its sentence: the nearest along the parse, the finer of two that are as near.

    `deeds`: the tokens of all deeds; what follows from a deed elsewhere does not place it ("flew to Geneva after it").
    `talks`: those of talks, which are held elsewhere ("the raid came as delegations met in London").
    """
    found = _without_dateline(scene.places.get(trigger.sentence, []))
    undone = load_circumstance_words().undone_elsewhere
    ranked = [
        (
            distance(trigger.token, token),
            token not in trigger.token.subtree,
            _fineness(place),
            place.span.start,
            place,
        )
        for token, place in found
        if (is_told_with(trigger, place.span, own) or _is_told_where(token, trigger))
        and _can_locate(token, place, trigger, roles)
        and not is_of_clause_above(token, trigger)
        and not is_of_others_words(place.span, trigger, scene, undone)
        and not _is_of_reaction(token, trigger, deeds)
        and not is_of_care(token, trigger)
        and not is_seat_of_court(token, trigger.token)
        and not is_told_of_avenged(token, trigger.token)
        and not is_told_of_answering(token, trigger.token)
        and not is_elsewhere(token, trigger, own, deeds | talks)
        and not _is_of_days_later(token, trigger)
        and not _is_of_since_then(token, trigger)
        and not is_of_charge_answered(token, trigger.token)
        and not _is_of_talks(token, trigger, talks)
        and not is_of_what_ends(token, trigger, deeds)
        and not _is_of_deed_before(token, trigger, deeds)
        and not _is_of_what_became(token, trigger.token, deeds)
        and not _speaks(place, scene.stretches)
        and not _is_measured_from(token, found)
        and not is_of_other_in_row(token, trigger.token)
        and not _is_behind_length(token, trigger, scene)
    ]
    ranked = [row for row in ranked if row[0] <= _FARTHEST_PLACE]
    named = {place.id for token, place in found if not _is_named_further(token, place, found)}
    ranked = [row for row in ranked if row[4].id in named]
    ranked = _without_later(ranked, trigger, found)
    if not ranked:
        return _framing_place(trigger, own, found)
    ranked.sort(key=lambda row: row[:4])
    best = ranked[0]
    finer = [
        row
        for row in ranked
        if row[0] <= best[0] + 3 and row[4].id != best[4].id and _is_inside(row[4], best[4])
    ]
    return finer[0][4] if finer else best[4]


def _without_dateline(found: Sequence[tuple[Token, Place]]) -> Sequence[tuple[Token, Place]]:
    """ "Geneva – Some 3,384 civilians were killed in Sudan": not in Geneva, where that was said."""
    others = [
        (token, place)
        for token, place in found
        if not (token.i == token.sent.start and token.nbor(1).text in _DASHES)
    ]
    return others or found


def _is_behind_length(place: Token, trigger: Trigger, scene: Scene) -> bool:
    """ "hit nine sites in Pakistan, two weeks after an attack in Pahalgam": there the attack was, and no site."""
    for link in scene.links.get(trigger.sentence, ()):
        behind = {token.i for token in told_behind(link)}
        if place.i in behind and trigger.token.i not in behind:
            return True
    return False


def _without_later(
    ranked: Sequence[_Row], trigger: Trigger, found: Sequence[tuple[Token, Place]]
) -> list[_Row]:
    """ "burned a bus in Choloma and blocked a bridge in Tela": without Tela, unless that lies in Choloma."""
    tokens = {place.id: token for token, place in found}
    places = [row[4] for row in ranked]
    return [
        row
        for row in ranked
        if not any(
            is_of_later_deed(tokens[row[4].id], tokens[own.id], trigger)
            and not _is_inside(row[4], own)
            for own in places
        )
    ]


def _framing_place(
    trigger: Trigger, own: Sequence[Attribution], found: Sequence[tuple[Token, Place]]
) -> Place | None:
    """ "In Kharkiv, the governor said six had died": who is of the place tells what was done there.

    Not where somebody speaks who may have come from anywhere ("In Geneva, the UN said"), nor of what is elsewhere.
    """
    if len(own) != 1 or not own[0].source or not own[0].cue:
        return None
    cue, source = own[0].cue[0], own[0].source[0]
    tellers = load_circumstance_words().local_tellers
    framing = [
        place
        for token, place in found
        if place.span.end <= min(cue.start, source.start)
        if place.used_as == "place" and _fineness(place) < FINENESS["country"]
        if _opens_with(token, cue.start)
    ]
    if not framing:
        return None
    telling = [t for t in trigger.token.sent if source.start <= t.idx < source.end]
    is_local = any(t.lemma_.lower() in tellers for t in telling)
    return min(framing, key=_fineness) if is_local else None


def _opens_with(place: Token, said: int) -> bool:
    """Whether a place's phrase opens its sentence and hangs on the verb that stands at a character."""
    opening = place.sent[0]
    return opening.lower_ in _WITHIN and opening.head.idx == said and is_above(opening, place)


def _fineness(place: Place) -> int:
    return FINENESS.get(place.precision or "country", 5)


def _is_named_further(token: Token, place: Place, places: Sequence[tuple[Token, Place]]) -> bool:
    """ "the Black Sea port of Odesa": a wide place that describes one that is named itself."""
    inner = objects_of(token.head, ("of",)) if token.i < token.head.i else []
    own = _fineness(place)
    return any(other in inner and _fineness(named) < own for other, named in places)


def _can_locate(token: Token, place: Place, trigger: Trigger, roles: Roles) -> bool:
    """Who acts is no place; a modifier places only what it describes ("the Aleppo market", "the Gaza raid")."""
    if place.used_as == "modifier":
        return token.head.i == trigger.token.i or token.head in roles.recipients
    if is_told_aside(token, trigger, is_to_come=True):
        return False
    if _is_of_origin(token, trigger.token) or _is_party(token, trigger, roles):
        return False
    war = find_war_aside(token)
    if war is not None and find_war_aside(trigger.token) != war:
        return False
    if _is_backdrop(trigger.token) and token not in trigger.token.subtree:
        return False
    return token not in roles.actors and token not in roles.brokers


def _is_party(place: Token, trigger: Trigger, roles: Roles) -> bool:
    """ "signed a pact with Kyiv", "mediates between Israel and Hamas", "sanctions on Sudan": with whom or on whom.

    So is what talks are about: "talks on Cyprus".
    """
    if trigger.kind.type not in _DEALINGS:
        return False
    first = place
    while first.dep_ == "conj":
        first = first.head
    if first.dep_ != "pobj":
        return trigger.kind.type == "SANCTION" and place in roles.recipients
    link = first.head.lower_
    if link in _WITH_WHOM or (link in TOPICS and trigger.kind.type in MUTUAL):
        return True
    on_whom = _TO_WHOM if trigger.kind.type == "SANCTION" else _ON_WHOM
    return link in on_whom and (place in roles.recipients or first in roles.recipients)


def _is_told_where(place: Token, trigger: Trigger) -> bool:
    """ "in Gaza, where 40 have died, according to medics": there, though others name the place."""
    clauses = (c for c in children(place, "relcl") if any(t.lower_ == "where" for t in c.lefts))
    return any(trigger.token == c or c in climb(trigger.token) for c in clauses)


def _is_of_origin(place: Token, deed: Token) -> bool:
    """ "a rocket bought in Bulgaria", "jailed him for spying for Israel": where a thing is from, for whom he did it.

    So with where somebody else came from: "250 men crossed from Mali and six villagers were killed".
    """
    link = place.head
    if place.dep_ != "pobj" or link.dep_ not in ("prep", "agent"):
        return False
    verb = link.head
    if link.lower_ == "for":
        return is_verb(verb) or verb.tag_ == "VBG"
    if link.lower_ == "from" and (_is_of_next_subject(deed, verb) or _is_fired_from(verb, deed)):
        return True
    is_described = verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN"
    return is_described and verb != deed and verb.lemma_ in load_circumstance_words().origins


def _is_fired_from(source: Token, deed: Token) -> bool:
    """ "shelling from Lebanon killed a farmer in Israel", "shells fired from Mali hit a school": not where it hit."""
    words = load_circumstance_words()
    if source.dep_ in ("acl", "relcl") or (deed.dep_ == "conj" and deed.head == source):
        return source != deed and source.lemma_ in words.fires
    return source.tag_ in _NAMES_THING and source.lower_ in words.fired


def _is_measured_from(token: Token, found: Sequence[tuple[Token, Place]]) -> bool:
    """ "in Kitengela, 30 km south of Nairobi": it was in the first of the two."""
    link, words = token.head, load_circumstance_words()
    if token.dep_ != "pobj" or link.lower_ not in ("of", "from"):
        return False
    if link.i == 0 or link.nbor(-1).lower_ not in words.measured_from:
        return False
    first = link.i - 1
    while first > token.sent.start and (
        token.doc[first].lower_ in words.measured_from or token.doc[first].like_num
    ):
        first -= 1
    if token.doc[first].text == "," and first - token.sent.start > 1:
        name = token.doc[first - 1]
        if name.tag_ == "NNP" and name.dep_ == "pobj" and name.head.lower_ in _WITHIN:
            return True  # "at Baraboulé, 50 km west of Djibo": nor in Djibo, where the first is not known
    return token.doc[first].text in (",", "(") and any(
        other.i < first and first - other.i <= _BEFORE_MEASURE for other, _ in found
    )


def _is_of_next_subject(deed: Token, verb: Token) -> bool:
    """ "250 men crossed from Mali and six villagers were killed": where the men came from; the six died elsewhere."""
    told = next((t for t in (deed, *deed.ancestors) if t.dep_ == "conj" and t.head == verb), None)
    return told is not None and is_verb(verb) and any(c.dep_[:5] == "nsubj" for c in told.lefts)


def _is_backdrop(noun: Token) -> bool:
    """ "Despite the truce, monitors heard shots near Doboj": the truce is not one of Doboj."""
    return noun.dep_ == "pobj" and noun.head.lower_ in _BACKDROPS


def _is_of_reaction(place: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "marched in London over the killings", "flew to Geneva after the massacre": where it was answered."""
    noun = trigger.token
    if not trigger.is_noun or place.i > noun.i or noun.dep_ != "pobj":
        return False
    if noun.head.lower_ not in load_circumstance_words().answered:
        return False
    if is_above(noun, place):
        return False  # "over the Aleppo strike"
    verb = next((up for up in noun.head.ancestors if is_verb(up)), None)
    if verb is None or verb.i in deeds or place not in verb.subtree:
        return False
    return not any(child.i in deeds for child in verb.children if child.dep_[:5] == "nsubj")


def _speaks(place: Place, stretches: AttributedStretches) -> bool:
    """ "according to the Pentagon": who says it is not where it was."""
    most = len(place.name.split()) + 1
    return any(
        part.start == place.span.start or part.end == place.span.end
        for part, _ in stretches.sources.around(place.span.start, place.span.end)
        if len(part.exact.split()) <= most
    )


def _is_of_talks(place: Token, trigger: Trigger, talks: Set[int]) -> bool:
    """ "The raid came as delegations gathered in London for talks": the raid was elsewhere."""
    for up in place.ancestors:
        if up == trigger.token or trigger.token in up.subtree:
            return False
        if up.dep_ == "advcl":
            return trigger.token.i not in talks and any(t.i in talks for t in up.subtree)
    return False


def _is_of_deed_before(place: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "The blast came a week after five were killed in Jolo": where another deed was, that it came after."""
    came = trigger.token.head
    if trigger.token.dep_ != "nsubj" or came.lemma_ not in load_circumstance_words().comes:
        return False
    for up in climb(place):
        if up == came:
            return False
        is_clause = up.dep_ == "advcl" and any(c.lower_ == "after" for c in children(up, "mark"))
        if is_clause or (up.dep_ == "prep" and up.lower_ == "after"):
            return up.head == came and any(t.i in deeds for t in up.subtree)
    return False


def _is_of_days_later(place: Token, trigger: Trigger) -> bool:
    """ "Buses left Aleppo, two days after gunmen torched a convoy": torched elsewhere, for all that is said."""
    for up in (trigger.token, *trigger.token.ancestors):
        if up == place or place in up.subtree:
            return False
        link = next((c for c in up.children if c.dep_ == "mark" and c.lower_ in _SINCE), None)
        if link is not None and link.i > link.sent.start:
            return link.nbor(-1).ent_type_ in _DAYS
    return False


def _is_of_since_then(place: Token, trigger: Trigger) -> bool:
    """ "left the deal in July and has since shelled ports on the Danube": it was not left there."""
    for verb in place.ancestors:
        if any(c.dep_ == "advmod" and c.lower_ == "since" and c.i < verb.i for c in verb.lefts):
            return trigger.token not in (verb, *verb.subtree)
    return False


def _is_of_what_became(place: Token, deed: Token, deeds: Set[int]) -> bool:
    """ "A nun kidnapped in June was freed in Gao": there she was freed, and where she was taken is not told."""
    noun = deed.head
    is_past = deed.dep_ == "acl" and deed.tag_ == "VBN" and noun.dep_ == "nsubjpass"
    verb = noun.head
    return is_past and verb.i in deeds and place in verb.subtree and place not in noun.subtree


def _is_inside(inner: Place, outer: Place) -> bool:
    return inner.contained_in == outer.id
