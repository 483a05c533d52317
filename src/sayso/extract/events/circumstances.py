"""Where and when a deed was, and which figures belong to it.

Comes in: triggers with the places, times and figures of a report. Goes out: for each trigger its place, time, figures.
Nearness is counted along the parse; a speaker's own place or time ("said in Geneva on Monday") is not the deed's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from spacy.tokens import Token

from sayso.extract.attribution.stretches import AttributedStretches
from sayso.extract.events.answered_deeds import is_told_of_avenged
from sayso.extract.events.arguments import Roles
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import children, climb, is_verb, objects_of
from sayso.model import Attribution, Figure, Place, Span, TimeInterval
from sayso.nlp.readings import Reading

FINENESS = {"exact": 0, "neighbourhood": 1, "town": 2, "district": 3, "province": 4, "country": 5}
_TOLLS = {
    "killed": ("killing", "execution"),
    "injured": ("wounding",),
    "detained": ("arrest", "abduction"),
    "displaced": ("expulsion", "flight"),
    "missing": ("abduction",),
}
_DYING = frozenset({"die", "perish", "succumb"})
# Before a place that is a way's end, and the clauses that tell of another's way.
_GOALS = frozenset({"to", "towards", "toward", "for"})
_BACKDROPS = frozenset({"despite", "notwithstanding"})
_BELOW = frozenset({"xcomp", "advcl", "relcl", "acl", "ccomp"})
# What things and money are given in, and what money is taken in.
_GIVEN = ("aid",)
_PAID = ("confiscation", "sanctions", "judging", "fine")
# Scopes of tolls that can be of a deed told in the sentences before.
_OF_ONE_DEED = ("event", "earlier")
_TOLL_REACH = 3
# So many are not driven from their homes by one deed.
_MASS_FLIGHT = 100_000
_FAR = 99
_FARTHEST_PLACE = 8
# Acts of speech whose object is a deed that was done before.
_TRYING = frozenset(
    {
        "sentence",
        "convict",
        "jail",
        "acquit",
        "charge",
        "indict",
        "try",
        "imprison",
        "clear",
        "fine",
    }
)
_CHARGED = frozenset({"for", "of", "with", "over"})
_JUDGING = frozenset({"condemns", "praises", "reports"})
# Acts of speech whose content is not done yet.
_UNDONE = frozenset({"demands", "promises", "threatens", "orders"})
_SINCE = frozenset({"after", "since"})
# Behind these stands what is answered, wherever that is done.
_ANSWERED = frozenset(
    {"over", "after", "about", "following", "since", "despite", "amid", "against"}
)


class Located(Protocol):
    """Anything with an id and a span."""

    @property
    def id(self) -> str: ...

    @property
    def span(self) -> Span: ...


@dataclass(frozen=True)
class Scene:
    """What a report says of where, when and how many, by sentence."""

    reading: Reading
    stretches: AttributedStretches
    places: dict[int, list[tuple[Token, Place]]] = field(default_factory=dict)
    times: dict[int, list[tuple[Token, TimeInterval]]] = field(default_factory=dict)

    @staticmethod
    def of(
        reading: Reading,
        places: Iterable[Place],
        times: Iterable[TimeInterval],
        attributions: Sequence[Attribution],
    ) -> Scene:
        """Sort places and times by the sentence they stand in."""
        scene, sentences = Scene(reading, AttributedStretches(attributions)), _Sentences(reading)
        for place in places:
            if (
                place.used_as in ("place", "modifier")
                and (token := head_of(reading, place.span)) is not None
            ):
                scene.places.setdefault(sentences.of(token), []).append((token, place))
        for time in times:
            if time.type in ("DATE", "TIME") and (token := head_of(reading, time.span)) is not None:
                scene.times.setdefault(sentences.of(token), []).append((token, time))
        return scene


class _Sentences:
    """Which sentence a token stands in, named by its first token (spaCy's own way is slow)."""

    def __init__(self, reading: Reading) -> None:
        self.starts = [sentence.start for sentence in reading.sentences]

    def of(self, token: Token) -> int:
        at = bisect_right(self.starts, token.i)
        return self.starts[at - 1] if at else -1

    def before(self, token: Token) -> list[int]:
        """The sentences shortly before that of a token, the nearest first."""
        at = bisect_right(self.starts, token.i) - 1
        return self.starts[max(0, at - _TOLL_REACH) : max(0, at)][::-1]


def head_of(reading: Reading, span: Span) -> Token | None:
    """The highest token of a span in the parse."""
    found = reading.doc.char_span(span.start, span.end, alignment_mode="expand")
    return found.root if found is not None and len(found) else None


def distance(one: Token, other: Token) -> int:
    """Steps from one token to another along the parse; a step out of a finite clause counts three."""
    ups: dict[int, int] = {}
    cost, node = 0, one
    for _ in range(30):
        ups[node.i] = cost
        if node.head == node:
            break
        cost += _step(node)
        node = node.head
    cost, node = 0, other
    for _ in range(30):
        if node.i in ups:
            return cost + ups[node.i]
        if node.head == node:
            break
        cost += _step(node)
        node = node.head
    return _FAR


def _step(token: Token) -> int:
    """Leaving a clause is far; leaving a joined or dependent one is a little less."""
    if token.dep_ in ("ccomp", "relcl", "advcl", "parataxis") and is_verb(token):
        return 4 if token.dep_ != "advcl" else 2
    if token.dep_ == "conj" and is_verb(token) and children(token, "nsubj", "nsubjpass"):
        return 2  # "63 were killed …, and 241 died in October"
    return 1


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
    found = scene.places.get(trigger.sentence, [])
    ranked = [
        (
            distance(trigger.token, token),
            FINENESS.get(place.precision or "country", 5),
            place.span.start,
            place,
        )
        for token, place in found
        if _is_told_with(trigger, place.span, own)
        and _can_locate(token, place, trigger, roles)
        and not _is_of_clause_above(token, trigger)
        and not _is_of_reaction(token, trigger, deeds)
        and not _is_of_care(token, trigger)
        and not is_told_of_avenged(token, trigger.token)
        and not _is_of_talks(token, trigger, talks)
        and not _speaks(place, scene.stretches)
    ]
    ranked = [row for row in ranked if row[0] <= _FARTHEST_PLACE]
    named = {place.id for token, place in found if not _is_named_further(token, place, found)}
    ranked = [row for row in ranked if row[3].id in named]
    if not ranked:
        return None
    ranked.sort(key=lambda row: row[:3])
    best = ranked[0]
    finer = [
        row
        for row in ranked
        if row[0] <= best[0] + 3 and row[3].id != best[3].id and _is_inside(row[3], best[3])
    ]
    return finer[0][3] if finer else best[3]


def _is_named_further(token: Token, place: Place, places: Sequence[tuple[Token, Place]]) -> bool:
    """ "the Black Sea port of Odesa": a wide place that describes one that is named itself."""
    inner = objects_of(token.head, ("of",)) if token.i < token.head.i else []
    own = FINENESS.get(place.precision or "country", 5)
    return any(
        other in inner and FINENESS.get(named.precision or "country", 5) < own
        for other, named in places
    )


def _can_locate(token: Token, place: Place, trigger: Trigger, roles: Roles) -> bool:
    """Who acts is no place; a modifier places only what it describes ("the Aleppo market", "the Gaza raid")."""
    if place.used_as == "modifier":
        return token.head.i == trigger.token.i or token.head in roles.recipients
    if _is_goal_of_another(token, trigger) or _is_told_aside(token, trigger, is_to_come=True):
        return False
    if _is_backdrop(trigger.token) and token not in trigger.token.subtree:
        return False
    return token not in roles.actors and token not in roles.brokers


def _is_backdrop(noun: Token) -> bool:
    """ "Despite the truce, monitors heard shots near Doboj": the truce is not one of Doboj."""
    return noun.dep_ == "pobj" and noun.head.lower_ in _BACKDROPS


def _is_goal_of_another(place: Token, trigger: Trigger) -> bool:
    """ "was arrested as he was about to fly to Chiang Mai": where another deed was to lead."""
    if place.dep_ != "pobj" or place.head.lower_ not in _GOALS:
        return False
    verb = place.head.head
    own = (trigger.token, trigger.carrier)
    if not is_verb(verb) or verb in own or verb.dep_ not in _BELOW:
        return False
    return trigger.token not in verb.subtree


def _is_told_aside(time: Token, trigger: Trigger, *, is_to_come: bool = False) -> bool:
    """ "The accord, which is to be signed next month, ends a war", "since the king fell in 1932": another's time.

    `is_to_come`: only in a relative clause that tells what is to come.
    """
    for up in time.ancestors:
        if trigger.token == up or trigger.token in up.subtree:
            return False
        if up.dep_ == "relcl" and up.head != trigger.token:
            return not is_to_come or any(t.tag_ in ("TO", "MD") for t in up.subtree)
        if (
            not is_to_come
            and up.dep_ == "advcl"
            and any(mark.lower_ == "since" for mark in up.children)
        ):
            return True
    return False


def _is_of_reaction(place: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "marched in London over the killings", "flew to Geneva after the massacre": where it was answered."""
    noun = trigger.token
    if not trigger.is_noun or place.i > noun.i or noun.dep_ != "pobj":
        return False
    if noun.head.lower_ not in _ANSWERED:
        return False
    if _is_above(noun, place):
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


def _is_of_care(place: Token, trigger: Trigger) -> bool:
    """ "flew 35 of the wounded to Ankara", "were wounded and many were treated in Taiz": where they are cared for."""
    harm = trigger.token
    if not trigger.kind.consequence or place.i < harm.i:
        return False
    if place.dep_ == "pobj" and _goes_to(place):
        return True
    if trigger.is_noun and place not in harm.subtree:
        return any(child.lower_ == "the" for child in children(harm, "det"))
    verb = next((up for up in place.ancestors if is_verb(up)), None)
    if verb is None or verb.dep_ != "conj" or verb.head != harm:
        return False
    return bool(children(verb, "nsubj", "nsubjpass"))


def _goes_to(place: Token) -> bool:
    """ "to Ankara", "to a hospital at Landstuhl in Germany": however many places lie in one another."""
    link = place.head
    while link.lower_ in ("at", "in", "near") and link.head.dep_ == "pobj":
        link = link.head.head
    return link.lower_ == "to"


def _is_inside(inner: Place, outer: Place) -> bool:
    return inner.contained_in == outer.id


def find_time(
    trigger: Trigger, scene: Scene, own: Sequence[Attribution], deeds: Set[int] = frozenset()
) -> TimeInterval | None:
    """The time of a deed within its sentence, not the time at which it was told.

    `deeds`: the tokens of all deeds; what describes another deed dates that one ("jailed for the 2002 murder").
    """
    found = scene.times.get(trigger.sentence, [])
    inside = [(t, time) for t, time in found if trigger.is_noun and t in trigger.token.subtree]
    ranked = [
        (distance(trigger.carrier or trigger.token, token), time.span.start, time, token)
        for token, time in inside or found
        if _is_of_deed_judged(token, trigger.token, scene)
        or (
            _is_told_with(trigger, time.span, own)
            and not _is_told_aside(token, trigger)
            and not _is_of_others_words(time.span, trigger, scene)
            and not _describes_another(token, trigger, deeds)
            and not _is_of_care(token, trigger)
            and not belongs_to_saying(token, trigger, scene.stretches)
            and not _is_of_clause_above(token, trigger)
            and not _is_of_what_followed(token, trigger)
            and not _is_marked(trigger.token, token)
            and not _is_of_since(trigger.carrier or trigger.token, token)
            and not _is_of_trial(token, trigger.token)
        )
    ]
    tried = [row for row in ranked if _is_of_crime(row[3], trigger.token, deeds)]
    ranked = [row for row in ranked if row not in tried] or ranked
    return min(ranked, key=lambda row: row[:2])[2] if ranked else None


def find_beginning(trigger: Trigger, scene: Scene) -> TimeInterval | None:
    """The time of the clause since which a deed goes on.

    "has abducted thousands since it took up arms in 1987" → 1987
    """
    verb = trigger.carrier or trigger.token
    clauses = [
        clause
        for clause in children(verb, "advcl")
        if any(mark.lower_ == "since" for mark in children(clause, "mark"))
    ]
    times = scene.times.get(trigger.sentence, []) if clauses else []
    return next((time for t, time in times if any(t in c.subtree for c in clauses)), None)


def find_time_of_saying(cue: Token, scene: Scene) -> TimeInterval | None:
    """When something was said: the first time that hangs on the word of speech itself.

    "blamed the army on Tuesday for last week's raid" → Tuesday
    """
    times = scene.times.get(cue.sent.start, [])
    deeds = children(cue, "dobj")
    own = (
        time
        for token, time in times
        if _governor(token) == cue and time.type == "DATE"
        if not any(_is_of_deed_judged(token, deed, scene) for deed in deeds)
    )
    return next(own, None)


def _is_of_trial(time: Token, crime: Token) -> bool:
    """ "A court on Friday sentenced two men for the bombing": the day is that of the sentence."""
    verb = _governor(time)
    if verb is None or verb.lemma_ not in _TRYING or time.i > crime.i:
        return False
    return any(prep in climb(crime) for prep in _charges_of(verb))


def _is_of_crime(time: Token, deed: Token, deeds: Set[int]) -> bool:
    """ "sentenced two men for the bombing of a bus five years ago and freed a third": then it was bombed."""
    verb = _governor(time)
    if verb is None or verb.lemma_ not in _TRYING:
        return False
    crimes = [
        t for prep in _charges_of(verb) for t in prep.subtree if t.i in deeds and t.i < time.i
    ]
    return bool(crimes) and deed not in crimes


def _charges_of(verb: Token) -> list[Token]:
    """The "for" and "of" behind a verb of trial, and behind its penalty ("to life imprisonment for")."""
    below = [prep for prep in verb.children if prep.dep_ == "prep"]
    below += [
        p for prep in below for noun in children(prep, "pobj") for p in children(noun, "prep")
    ]
    below += [p for noun in children(verb, "dobj", "nsubjpass") for p in children(noun, "prep")]
    return [prep for prep in below if prep.lower_ in _CHARGED]


def _is_of_deed_judged(time: Token, deed: Token, scene: Scene) -> bool:
    """ "condemned the bombing of a market in Goma on Friday": where the deed is told at length, its day stands last.

    In "condemned the bombing on Friday" the day is that on which it was condemned.
    """
    verb = deed.head
    if deed.dep_ != "dobj" or _governor(time) != verb or time.i < deed.i:
        return False
    at_length = [*children(deed, "prep"), *(t for t in children(verb, "prep") if t.i > deed.i)]
    is_last = any(t.i < time.head.i and t != time.head for t in at_length)
    return is_last and any(told.act in _JUDGING for _, told in scene.stretches.cues.at(verb.idx))


def _governor(token: Token) -> Token | None:
    """The verb that a time hangs on, if nothing but a preposition stands between."""
    up = token.head
    up = up.head if up.dep_ == "prep" else up
    return up if is_verb(up) else None


def _is_of_clause_above(token: Token, trigger: Trigger) -> bool:
    """ "The man who shot the judge was jailed on Monday": not shot on Monday; "those hit on Monday" were.

    A relative clause or participle is told of by its own words and those of the noun that it describes.
    """
    for clause in (trigger.token, *climb(trigger.token)):
        if is_verb(clause) or clause.dep_ == "ROOT":
            described = clause.head
            is_beside = clause.dep_ in ("acl", "relcl") and described.i < clause.i
            is_beside = is_beside and clause.tag_ != "VBG"  # "…, killing nine" may hang on anything
            return is_beside and token != described and not _is_above(described, token)
    return False


def _is_of_what_followed(time: Token, trigger: Trigger) -> bool:
    """ "Agents sifted the rubble on Wednesday after a truck blew up": when they sifted it, and not when it blew up."""
    verb = time.head.head if time.dep_ == "pobj" else time.head
    clauses = [
        clause
        for clause in children(verb, "advcl")
        if clause.i > time.i and any(m.lower_ in _SINCE for m in children(clause, "mark"))
    ]
    return any(trigger.token == clause or trigger.token in clause.subtree for clause in clauses)


def _is_above(token: Token, lower: Token) -> bool:
    return any(above == token for above in climb(lower))


def _is_told_with(trigger: Trigger, span: Span, own: Sequence[Attribution]) -> bool:
    """Where the deed stands in somebody's words, its place and time stand there too."""
    return not own or any(content.start <= span.start < content.end for content in own[-1].content)


def _describes_another(time: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "jailed for the 2002 murder", "freed after Monday's raid": the day is that of the noun that it stands before."""
    noun = time.head
    is_before = time.i < noun.i and time.dep_ in ("nummod", "amod", "compound", "nmod", "poss")
    return is_before and noun.i in deeds and noun != trigger.token and noun != trigger.carrier


def _is_of_others_words(span: Span, trigger: Trigger, scene: Scene) -> bool:
    """ "cut all ties and called for a strike starting on Sunday": the day is of what is called for."""
    others = {a.id for _, a in scene.stretches.contents.at(span.start) if a.act in _UNDONE}
    return bool(others) and not others <= scene.stretches.told_at(trigger.token.idx)


def belongs_to_saying(token: Token, trigger: Trigger, stretches: AttributedStretches) -> bool:
    """ "said on Monday that": the time hangs on the cue, not on the deed."""
    up, carrier = token, trigger.carrier
    if carrier is not None and trigger.is_noun and stretches.is_cue(carrier.idx):
        carrier = None  # "blamed the army on Tuesday for the bombing last week"
    for _ in range(3):
        up = up.head
        if up == trigger.token or up == carrier:
            return False
        if is_verb(up):
            return stretches.is_cue(up.idx)
    return False


_DAYS_OF_MEMORY = frozenset({"anniversary", "commemoration", "remembrance"})
_LOSES = frozenset({"lose", "leave"})
_FEW = 5  # smaller numbers come up again by chance


def share_out_figures(
    triggers: Sequence[Trigger],
    figures: Iterable[Figure],
    reading: Reading,
    natural: frozenset[str] = frozenset(),
) -> dict[int, tuple[Figure, ...]]:
    """Which figures belong to which trigger (by its index): the nearest in the sentence that such a count can be of.

    A toll in a sentence without a deed ("It put the toll at 40.") belongs to the last deed before it, if that is near;
    if the very number was told of another deed before, to that ("killed 14. … The rebels said the army had bombed them.
    We counted 14 bodies, a medic said"). Deaths of `natural` causes belong to none.
    """
    sentences = _Sentences(reading)
    by_sentence: dict[int, list[int]] = {}
    for i, trigger in enumerate(triggers):
        by_sentence.setdefault(trigger.sentence, []).append(i)
    shared: dict[int, list[Figure]] = {}
    told: dict[tuple[str | None, float | None], int] = {}
    for figure in figures:
        token = head_of(reading, figure.span)
        if token is None:
            continue
        own = by_sentence.get(sentences.of(token), [])
        near = [i for i in own if _can_count(triggers[i], figure)]
        near = [i for i in near if not _is_anothers_loss(token, triggers[i])]
        near = [i for i in near if not _is_marked(triggers[i].token, token)]
        near = [i for i in near if not _is_only_since(triggers[i].token, token)]
        if figure.counts == "displaced" and any(_is_rescue(triggers[i], token) for i in own):
            continue
        if _is_natural(token, natural):
            continue
        same = (figure.counts, figure.low)
        if not near and is_mass_flight(figure):
            continue
        if not near and figure.counts in _TOLLS and figure.scope in _OF_ONE_DEED:
            if same in told and (figure.low or 0) > _FEW:
                shared[told[same]].append(figure)
                continue
            before = (by_sentence.get(start, []) for start in sentences.before(token))
            near = next(([i for i in s if _is_deed(triggers[i], figure)] for s in before if s), [])
            near = [i for i in near if not _is_anothers_loss(token, triggers[i])]
        if near:
            best = min(
                near, key=lambda i: (_fit(triggers[i], figure), distance(triggers[i].token, token))
            )
            shared.setdefault(best, []).append(figure)
            told.setdefault(same, best)
    return {i: tuple(found) for i, found in shared.items()}


def _is_of_since(deed: Token, time: Token) -> bool:
    """ "The assault is the deadliest since a group bombed the embassy in 1998": that was in 1998."""
    for clause in time.ancestors:
        if clause == deed:
            return False
        if any(mark.lower_ == "since" for mark in children(clause, "mark")):
            return clause.i > deed.i and deed not in clause.subtree
    return False


def _is_only_since(deed: Token, counted: Token) -> bool:
    """ "94,000 have crossed since the air campaign began": from when on was counted, and of what not."""
    for up in (deed, *deed.ancestors):
        if counted == up or counted in up.subtree:
            return False
        if any(mark.lower_ == "since" for mark in (up, *children(up, "mark"))):
            return True
    return False


def _is_marked(deed: Token, beside: Token) -> bool:
    """ "gathered on Wednesday to mark the anniversary of the massacre and bury 35": neither is the massacre's."""
    return any(up.lemma_.lower() in _DAYS_OF_MEMORY for up in deed.ancestors) and (
        beside not in deed.subtree
    )


def _is_rescue(trigger: Trigger, counted: Token) -> bool:
    """ "40 residents were evacuated by police": brought to safety, and not driven out by another deed."""
    return trigger.kind.type == "AID" and counted in trigger.token.subtree


def _is_natural(counted: Token, natural: frozenset[str]) -> bool:
    """ "Nine children have died of malnutrition": of no deed told before."""
    noun = counted.head if counted.dep_ == "nummod" else counted
    verb = noun.head
    if noun.dep_ not in ("nsubj", "nsubjpass") or verb.lemma_ not in _DYING:
        return False
    causes = objects_of(verb, ("of", "from"))
    return any(cause.lemma_.lower() in natural for cause in causes)


def is_mass_flight(figure: Figure) -> bool:
    """ "About 1.2 million people have fled": not from the one deed told before it."""
    least = figure.low or figure.central or figure.high or 0
    return figure.counts == "displaced" and least >= _MASS_FLIGHT


def _loser(counted: Token) -> Token | None:
    """ "the rebels had lost 70 men", "had left 25 bodies behind": whose dead are counted, by a noun of their own."""
    verb = next((up for up in counted.ancestors if is_verb(up)), None)
    if verb is None or verb.lemma_ not in _LOSES:
        return None
    return next((t for t in children(verb, "nsubj") if t.pos_ in ("NOUN", "PROPN")), None)


def _is_anothers_loss(counted: Token, harm: Trigger) -> bool:
    """ "four of its soldiers had been killed and the rebels had left 25 bodies": not among the four."""
    loser = _loser(counted)
    if loser is None or loser.head == harm.token:
        return False
    suffering = ("nsubj", "nsubjpass") if harm.kind.undergone else ("nsubjpass",)
    return any(t.pos_ in ("NOUN", "PROPN", "NUM") for t in children(harm.token, *suffering))


def _is_deed(trigger: Trigger, figure: Figure) -> bool:
    is_taking = figure.counts == "missing" and trigger.kind.type == "COERCE"
    return (trigger.kind.type == "ASSAULT" or is_taking) and _can_count(trigger, figure)


def _can_count(trigger: Trigger, figure: Figure) -> bool:
    if figure.counts in ("killed", "injured", "missing"):
        return trigger.kind.type in ("ASSAULT", "COERCE") and not trigger.kind.harmless
    if figure.counts in ("detained", "abducted"):
        return trigger.kind.family in ("arrest", "abduction", "release")
    if figure.counts == "displaced":
        return trigger.kind.type in ("ASSAULT", "COERCE")
    if _is_given(trigger, figure):
        return True
    start, end = figure.span.start, figure.span.end
    inside = start <= trigger.token.idx < end
    return inside or (
        figure.counts is not None
        and figure.counts.rstrip("s") == trigger.token.lemma_.lower().rstrip("s")
    )


def _is_given(trigger: Trigger, figure: Figure) -> bool:
    """ "pledged 20 million euros", "delivered 4,000 tonnes of food", "froze assets worth $3 million"."""
    families = _GIVEN if figure.counts != "money" else (*_GIVEN, *_PAID)
    if trigger.kind.family not in families or figure.counts is None:
        return False
    verb = trigger.carrier or trigger.token
    spans = (
        (obj.left_edge.idx, obj.right_edge.idx)
        for obj in (verb, *verb.children)
        if obj.dep_ in ("dobj", "nsubjpass", "dative") or (obj == verb and trigger.is_noun)
    )
    return any(first <= figure.span.start <= last for first, last in spans)


def _fit(trigger: Trigger, figure: Figure) -> int:
    families = _TOLLS.get(figure.counts or "", ())
    if trigger.kind.family in families:
        return 0
    return 1 if trigger.kind.family in ("attack", "downing", "incident") else 2
