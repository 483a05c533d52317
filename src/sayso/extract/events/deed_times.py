"""When a deed was, by its own sentence, and when something was said.

Comes in: a trigger or a word of speech, and the scene of its report. Goes out: the nearest time along the parse that
can be the deed's, or None; never the day on which it was told. Times told in other sentences are given in scenes.py.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import takewhile

from spacy.tokens import Token

from sayso.extract.events.answered_deeds import is_told_of_answering
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import (
    Scene,
    belongs_to_saying,
    distance,
    is_marked,
    is_of_care,
    is_of_clause_above,
    is_of_others_words,
    is_told_aside,
    is_told_with,
)
from sayso.extract.events.clauses_beside import (
    is_counted_from,
    is_of_charge_answered,
    is_of_what_ended,
)
from sayso.extract.events.reason_times import find_reason
from sayso.extract.events.summed_tolls import is_time_of_sum
from sayso.extract.events.trials import (
    governor_of_time,
    is_below_charge,
    is_of_crime,
    is_of_trial,
)
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.extract.times.counted_from import told_behind
from sayso.model import Attribution, TimeInterval

_BEFORE_NOUN = frozenset({"nummod", "amod", "compound", "nmod", "poss"})
_SINCE = frozenset({"after", "since"})


def find_time(
    trigger: Trigger, scene: Scene, own: Sequence[Attribution], deeds: Set[int] = frozenset()
) -> TimeInterval | None:
    """The time of a deed within its sentence, not the time at which it was told.

    `deeds`: the tokens of all deeds; what describes another deed dates that one ("jailed for the 2002 murder").
    """
    found = scene.times.get(trigger.sentence, [])
    if (counted := _day_counted_to(trigger, scene)) is not None:
        return counted
    published = scene.reading.document.published
    undone = load_circumstance_words().undone
    reasons = {time.id: find_reason(token, time, deeds, published) for token, time in found}
    inside = [(t, time) for t, time in found if trigger.is_noun and t in trigger.token.subtree]
    ranked = [
        (distance(trigger.carrier or trigger.token, token), time.span.start, time, token)
        for token, time in inside or found
        if _is_of_deed_judged(token, trigger.token, scene)
        or _is_within(reasons[time.id], trigger.token, token)
        or _tells_when(token, trigger.token)
        or (_is_set_for(token, trigger) and _is_after(time, published))
        or (
            is_told_with(trigger, time.span, own)
            and not _is_before(reasons[time.id], trigger.token)
            and not is_told_aside(token, trigger)
            and not is_of_others_words(time.span, trigger, scene, undone)
            and not _describes_another(token, trigger, deeds)
            and not is_of_care(token, trigger)
            and not belongs_to_saying(token, trigger, scene.stretches)
            and not is_of_clause_above(token, trigger)
            and not _is_of_what_followed(token, trigger)
            and not is_marked(trigger.token, token)
            and not _is_to_come(token, time, trigger, published)
            and not _is_of_since(trigger.carrier or trigger.token, token)
            and not _is_of_deed_since(trigger, token)
            and not _is_before_since(token, trigger.carrier or trigger.token)
            and not _is_record_since(token, trigger.token)
            and not (trigger.is_noun and _is_of_clause_beside(token, trigger.token, deeds))
            and not is_of_trial(token, trigger.token)
            and not is_below_charge(token, trigger.token)
            and not _is_of_counting(token, trigger.token)
            and not _is_of_subjects_past(token, trigger, deeds)
            and not _is_of_thing_beside(token, trigger)
            and not is_of_charge_answered(token, trigger.token)
            and not is_counted_from(token, trigger)
            and not is_of_what_ended(token, trigger.token)
            and not is_told_of_answering(token, trigger.token)
            and not is_time_of_sum(token, trigger.token)
            and not _is_of_due(token, trigger.token)
            and not _is_day_of_dying(token, trigger.token)
            and not _is_past_semicolon(token, trigger.token, deeds, scene.reading.text)
        )
    ]
    tried = [row for row in ranked if is_of_crime(row[3], trigger.token, deeds)]
    # "jailed for the killing on Monday" may tell the day of either; a year is the crime's.
    ranked = [row for row in ranked if row not in tried] or [
        row for row in ranked if row[2].grain != "year"
    ]
    within = [
        row
        for row in ranked
        if _is_within(reasons[row[2].id], trigger.token, row[3])
        or _tells_when(row[3], trigger.token)
    ]
    return min(within or ranked, key=lambda row: row[:2])[2] if ranked else None


def _day_counted_to(trigger: Trigger, scene: Scene) -> TimeInterval | None:
    """ "left on Thursday, two days after gunmen torched a bus": it was torched on Tuesday."""
    for link, time in scene.counted.get(trigger.sentence, ()):
        behind = {token.i for token in told_behind(link)}
        if trigger.token.i not in behind:
            continue
        has_own = any(token.i in behind for token, _ in scene.times.get(trigger.sentence, ()))
        if not has_own and not _is_of_relative(trigger.token, behind):
            return time
    return None


def _is_of_relative(deed: Token, behind: Set[int]) -> bool:
    """ "two days after the army, which killed nine in 2012, left": what a relative clause there tells was earlier."""
    between = takewhile(lambda up: up.i in behind, (deed, *climb(deed)))
    return any(up.dep_ == "relcl" for up in between)


def _tells_when(time: Token, deed: Token) -> bool:
    """ "fought wars in the 1990s and in 2020, when 6,500 people were killed": they were killed in 2020."""
    after = [t for t in time.doc[time.i + 1 : time.i + 3] if t.lower_ != ","]
    if not after or after[0].lower_ != "when" or after[0].i > deed.i:
        return False
    clause = after[0].head
    return is_verb(clause) and (deed == clause or clause in climb(deed))


def _is_within(reason: int | None, deed: Token, time: Token) -> bool:
    return reason is not None and reason < deed.i < time.i


def _is_before(reason: int | None, deed: Token) -> bool:
    return reason is not None and deed.i < reason


def _is_to_come(time: Token, told: TimeInterval, trigger: Trigger, published: str | None) -> bool:
    """ "no deal was signed, and a further round is to take place next week", "he resigned hours later": not then."""
    deed = trigger.carrier or trigger.token
    if not _is_told_as_done(deed):
        return False
    if told.value == "FUTURE_REF":
        return True
    if trigger.is_noun:
        return False
    if _is_after(told, published):
        return True  # "invited them to talks on Friday", told on Thursday
    verb = governor_of_time(time)
    is_other = verb is not None and verb != deed and deed not in verb.subtree
    is_ahead = verb is not None and any(t.tag_ in ("MD", "TO") for t in children(verb, "aux"))
    return is_other and is_ahead and _is_finite_beside(verb, deed)


def _is_set_for(time: Token, trigger: Trigger) -> bool:
    """ "called a strike for Monday": the strike is then."""
    link = time.head
    return link.lower_ == "for" and trigger.is_noun and link.head == trigger.carrier


def _is_told_as_done(verb: Token) -> bool:
    auxiliaries = children(verb, "aux", "auxpass")
    has_done = verb.tag_ == "VBN" and any(c.lemma_ == "have" for c in auxiliaries)
    return has_done or verb.tag_ == "VBD" or any(c.tag_ == "VBD" for c in auxiliaries)


def _is_after(time: TimeInterval, published: str | None) -> bool:
    return bool(published and time.start and time.start[:10] > published[:10])


def _is_finite_beside(verb: Token | None, deed: Token) -> bool:
    """Whether a verb stands in a clause joined to that of a deed, with a subject of its own."""
    for up in (verb, *climb(verb)) if verb is not None else ():
        if up == deed:
            return False
        if up.dep_ == "conj" and children(up, "nsubj", "nsubjpass"):
            return True
    return False


def _is_of_counting(time: Token, deed: Token) -> bool:
    """ "The toll of soldiers killed by the bomb rose to 191 on Monday": it rose then, and they died before."""
    verb = governor_of_time(time)
    if verb is None or not is_verb(verb) or verb == deed:
        return False
    # The parser may take "killed" for the verb of "the toll … killed … rose".
    main = verb.head if verb.dep_ == "conj" and not children(verb, "nsubj", "nsubjpass") else verb
    rising = load_circumstance_words().rising
    subjects = children(main, "nsubj", "nsubjpass")
    counts = [s for s in subjects if s.lemma_.lower() in rising]
    above = {deed, *climb(deed)}
    return bool(counts) and (not above.isdisjoint(counts) or (main != verb and main in above))


def _is_day_of_dying(time: Token, deed: Token) -> bool:
    """ "died of his wounds on Friday, a week after the raid": neither wounded then, nor raided."""
    verb = next((up for up in climb(time) if is_verb(up)), None)
    return verb is not None and verb != deed and verb.i < time.i and is_dying_of_wounds(verb)


def is_dying_of_wounds(verb: Token) -> bool:
    """ "died of his wounds", "succumbed to her injuries": on a later day than that of the deed."""
    words = load_circumstance_words()
    if verb.lemma_ not in words.dying:
        return False
    of = (t for link in children(verb, "prep") for t in children(link, "pobj"))
    return any(t.lemma_.lower() in words.wounds for t in of)


def _is_past_semicolon(time: Token, deed: Token, deeds: Set[int], text: str) -> bool:
    """ "the second such raid; on 12 May a bomb killed nine": what is told behind a semicolon has its own day."""
    if time.i < deed.i or ";" not in text[deed.idx : time.idx]:
        return False
    mark = max((t.i for t in time.doc[deed.i : time.i] if t.text == ";"), default=time.i)
    return any(mark < i < time.sent.end for i in deeds)


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
    deeds, published = children(cue, "dobj"), scene.reading.document.published
    own = (
        time
        for token, time in times
        if governor_of_time(token) == cue and time.type == "DATE"
        if not (_is_told_as_done(cue) and _is_after(time, published))
        if not any(_is_of_deed_judged(token, deed, scene) for deed in deeds)
    )
    return next(own, None)


def _is_of_due(time: Token, deed: Token) -> bool:
    """ "has stepped up strikes ahead of elections due on December 28": when those are held."""
    link = time.head if time.dep_ == "pobj" else time
    if link.i < time.sent.start + 2:
        return False
    due, noun = link.nbor(-1), link.nbor(-2)
    if due.lower_ not in load_circumstance_words().due:
        return False
    return noun.pos_ == "NOUN" and noun != deed


def _is_of_what_followed(time: Token, trigger: Trigger) -> bool:
    """ "Agents sifted the rubble on Wednesday after a truck blew up": when they sifted it, and not when it blew up."""
    verb = time.head.head if time.dep_ == "pobj" else time.head
    clauses = [
        clause
        for clause in children(verb, "advcl")
        if clause.i > time.i and any(m.lower_ in _SINCE for m in children(clause, "mark"))
    ]
    return any(trigger.token == clause or trigger.token in clause.subtree for clause in clauses)


def _is_of_deed_judged(time: Token, deed: Token, scene: Scene) -> bool:
    """ "condemned the bombing of a market in Goma on Friday": where the deed is told at length, its day stands last.

    In "condemned the bombing on Friday" the day is that on which it was condemned.
    """
    verb = deed.head
    if deed.dep_ != "dobj" or governor_of_time(time) != verb or time.i < deed.i:
        return False
    at_length = [*children(deed, "prep"), *(t for t in children(verb, "prep") if t.i > deed.i)]
    is_last = any(t.i < time.head.i and t != time.head for t in at_length)
    judging = load_circumstance_words().judging
    return is_last and any(told.act in judging for _, told in scene.stretches.cues.at(verb.idx))


def _describes_another(time: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "jailed for the 2002 murder", "freed after Monday's raid": the day is that of the noun that it stands before."""
    noun = time.head
    while noun.dep_ in _BEFORE_NOUN and noun.i < noun.head.i:
        noun = noun.head  # "the 1995 Srebrenica massacre"
    is_before = time.i < noun.i and time.dep_ in _BEFORE_NOUN
    return is_before and noun.i in deeds and noun != trigger.token and noun != trigger.carrier


def _is_of_subjects_past(time: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "The wife of Amir, captured in 1986, met the envoy", "The front, a group founded in 1998, bombed it": later."""
    deed = trigger.carrier or trigger.token
    clause = next((up for up in climb(time) if up.dep_ == "acl"), None)
    if clause is None or clause.tag_ != "VBN" or clause.i > deed.i:
        return False
    if clause.i not in deeds and not _is_between_commas(clause.head):
        return False
    subjects = children(deed, "nsubj", "nsubjpass")
    return any(subject in climb(clause) for subject in subjects)


def _is_between_commas(noun: Token) -> bool:
    """ "The front, [a group founded in 1998], bombed it"."""
    first, last = noun.left_edge.i, noun.right_edge.i
    if noun.doc[last].text == ",":
        return noun.doc[first - 1].text == ","
    return last + 1 < len(noun.doc) and noun.doc[first - 1].text == noun.doc[last + 1].text == ","


def _is_of_thing_beside(time: Token, trigger: Trigger) -> bool:
    """ "A truce brokered in July collapsed, and 2,000 fled": the truce was brokered then, and they fled later."""
    deed = trigger.carrier or trigger.token
    clause = next((up for up in climb(time) if up.dep_ in ("acl", "relcl")), None)
    if clause is None or clause.i > deed.i or deed.dep_ != "conj" or deed in clause.subtree:
        return False
    has_own = bool(children(deed, "nsubj", "nsubjpass"))
    return has_own and deed.head.i > clause.i and clause in deed.head.subtree


def _is_of_clause_beside(time: Token, noun: Token, deeds: Set[int]) -> bool:
    """ "Patrols will be held from July 12, and a commission will look into the clash": it was not on July 12."""
    verb = governor_of_time(time)
    if verb is None or not is_verb(verb) or verb.i in deeds or time.i < verb.i:
        return False
    joined = next((up for up in noun.ancestors if up.dep_ == "conj" and up.head == verb), None)
    return joined is not None and bool(children(joined, "nsubj", "nsubjpass"))


def _is_record_since(time: Token, deed: Token) -> bool:
    """ "The strike was the deadliest since December", "his ninth visit since October": another was then.

    That may be told behind: "since December, when a raid left 14 dead", or before: "since the election in May".
    """
    links = (up for up in climb(time) if up.lower_ == "since" and up.dep_ == "prep")
    link = next(links, None)
    if link is None or time.is_ancestor(deed) or deed in link.subtree:
        return False
    ranked = load_circumstance_words().ranked
    near = [link.head, *children(link.head, "attr", "acomp", "amod")]
    near += [deep for token in near[1:] for deep in children(token, "amod")]
    return any(token.tag_ in ("JJS", "RBS") or token.lower_ in ranked for token in near)


def _is_of_deed_since(trigger: Trigger, time: Token) -> bool:
    """ "has bombed villages since its coup in 2021": then was the coup."""
    since = next((up for up in time.ancestors if up.lower_ == "since" and up.dep_ == "prep"), None)
    deed = trigger.carrier or trigger.token
    if since is None or since.i < deed.i or time.head == since:
        return False
    if since.is_ancestor(deed) or since.is_ancestor(trigger.token):
        return False
    return since.head == deed or deed in climb(since)


def _is_before_since(time: Token, deed: Token) -> bool:
    """ "left the deal in July and has since shelled ports": since then, and not in July."""
    for verb in (deed, *climb(deed)):
        if is_verb(verb):
            links = children(verb, "advmod")
            return any(time.i < link.i and link.lower_ == "since" for link in links)
    return False


def _is_of_since(deed: Token, time: Token) -> bool:
    """ "The assault is the deadliest since a group bombed the embassy in 1998": that was in 1998."""
    for clause in time.ancestors:
        if clause == deed:
            return False
        if any(mark.lower_ == "since" for mark in children(clause, "mark")):
            return clause.i > deed.i and deed not in clause.subtree
    return False
