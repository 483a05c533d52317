"""Who did a deed that names no doer: "accused the army of the raid" → the army; "denied the raid" → whoever denies it.

Comes in: an event without a doer, its telling and the attributions around it. Goes out: those at whose door the
attributions lay it; nobody where they only say that it was done, or was not. Doers that a deed names: told_actors.py.
"""

from __future__ import annotations

import re

from sayso.extract.attribution.owning_up import regrets_anothers
from sayso.extract.claims.charge_asides import holds_span
from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import Telling, denies_number, rules_out, words_of
from sayso.extract.claims.whose_part import whom_it_clears
from sayso.model import Attribution, Event

# "reports of the recent": so many words and no more stand before the deed.
_FEW = 5
_OPENINGS = frozenset({"that", "the", "a", "an", "these", "those", "such", "any", "all"})
_TELLERS = frozenset({"us", "me"})
_GIVEN = frozenset({"AID", "CONCEDE"})
_DONE = frozenset({"happened", "ongoing"})
# "which were stolen": what befell a thing that is told of.
# "killed | by explosives stored there by the militants", "deaths | were caused by".
_BY_WHAT = re.compile(r"(?: (?:was|were) caused)? by [^.;,]*")
# "a rocket | had already | struck".
_HAVE = re.compile(r" (?:had|has|have)(?: \w+ly| also)? $")
# "damaged | by an | explosive device".
_BY_ONE = re.compile(r" by (?:an?|some|several) (?:\w+ )?$")
_DONE_TO = re.compile(
    r"\b(?:which|that) (?:(?:has|have|had) been|was|were) (?:\w+ly )?$|\w (?:were |was )?used to $"
)
# "launchers | hidden | in homes", not "had hidden launchers", "were stationed there".
_PARTICIPLE = re.compile(r"\w+(?:ed|en)")
_HELPERS = frozenset(
    {"was", "were", "been", "be", "being", "had", "has", "have", "it", "they", "we", "and"}
)
_NEAR = 40
_SHORT = 12
_SUFFERS = ("come under ", "came under ", "coming under ", "comes under ")
# "a journalist who was hit by | a rubber bullet": what befell somebody of whom the content tells.
_BEFELL = re.compile(r"\bwho (?:(?:has|have|had) been|was|were) (?:\w+ ){1,3}an? $")
# "As the | cordon was laid, the rebels fired".
_MEANWHILE = re.compile(r"\W*(?:as|while)\b[^,;]*", re.I)
# "gunmen fleeing from an | attack": another's.
_FLED = re.compile(
    r"\b(?:flee|fled|flees|fleeing|escaping|escaped|returning|retreating) (?:from )?(?:an? |the )?(?:\w+ )?$"
)
# "using the | attack | as a pretext": what was done before.
_USED = re.compile(r"\b(?:use|uses|used|using) (?:the|this|that|these|those|such) (?:\w+ )?$")
_TO_AN_END = re.compile(r" (?:as|to) ")
# "detained nine men | for | poaching", "jailed her | for | the murder": what others are taken for.
_TAKEN_FOR = re.compile(
    r"\b(?:detained|arrested|held|seized|caught|captured|jailed|fined|charged|punished|executed)\b"
    r"[^.;]* for (?:the |an? )?$"
)

# "a ship | that was | supplying the rebels".
_OF_THING = re.compile(r",? (?:that|which) (?:[\w-]+ ){0,3}")
# "at a peace |rally|", "during the |march|".
_SETTING = re.compile(r"\b(?:at|during|in|near|from) (?:an?|the|this|that)(?: [\w-]+){0,2} $")
_SETTING_REACH = 40


def implied_actors(event: Event, telling: Telling, ground: Ground) -> tuple[str, ...]:
    """Who did a deed that names no doer: the accused of an accusation, the speaker of an admission or a denial."""
    speakers = set[str]()
    for attribution in reversed(ground.contents.chain(event.trigger)):
        if attribution.accused and speakers.issuperset(attribution.accused):
            return ()  # "said officers had confirmed 26 deaths and arrested two": they only told of these
        speakers.update(attribution.actors)
        if attribution.accused:
            # "accused the army of violating the truce": nobody is charged with the truce itself
            is_truce = not ground.policy.truce_modes.isdisjoint(event.modes)
            # "was behind the bombings that killed 95 at a peace rally": who bombed it held none
            is_truce = is_truce or (event.type == "PROTEST" and _stands_at(event, ground))
            is_of_thing = _was_done_to_thing(event, attribution, ground)
            is_of_thing = is_of_thing or _was_looked_on_at(event, attribution, ground)
            is_of_thing = is_of_thing or _was_done_by_those_who(event, ground)
            is_of_thing = is_of_thing or _went_on_meanwhile(event, attribution, ground)
            is_of_thing = is_of_thing or _is_made_use_of(event, ground)
            is_answered = attribution.act != "accuses" and event.id in ground.others.answered
            is_answered = is_answered or event.id in ground.others.avenged | ground.others.avenging
            is_answered = is_answered or event.id in ground.others.described
            is_known = event.trigger.exact.lower() in ground.policy.dying_words and _is_known(
                event, ground
            )
            if is_truce or is_of_thing or is_answered or is_known:
                return ()  # "said the army had shelled it in response to the raid": who made that is not told
            # "said he had opened fire and was killed": not by himself
            return tuple(actor for actor in attribution.accused if actor not in event.recipients)
        if attribution.act == "believes" and not attribution.source:
            return ()  # "accused of burning huts on suspicion that rebels had been fed there": by others
        is_denial = attribution.act in ground.policy.denying_acts and telling.stance == "denies"
        is_admission = attribution.act in ground.policy.admitting_acts
        if (is_denial or is_admission) and event.id in ground.others.beside:
            return ()  # "denied that the delay was linked to the arrest", "admitted torture was common"
        if is_denial and denies_number(attribution, ground.policy):
            return ()  # "rejected a claim of 2,000 dead": how many, and not whose deed
        if is_denial and event.trigger.exact.lower() in ground.policy.found_words:
            return ()  # "said that troops had found the bodies"
        if is_denial and rules_out(attribution, ground.policy):
            return ()
        if is_denial and _denies_news(event, attribution, ground):
            return ()  # "The premier dismissed reports of a kidnapping": that there was one
        if is_denial and (cleared := whom_it_clears(attribution, ground)):
            return cleared  # "said the rebels had nothing to do with the attack"
        if is_denial and event.status in _DONE and _says_plainly(attribution, ground.policy):
            return ()  # "said the bombs fell on an empty hillside and nobody was hurt": they fell
        if is_denial and (named := _named_before(event, attribution, ground)):
            return named
        if is_denial and event.trigger.exact.lower() in ground.policy.dying_words:
            return ()  # "denied that children were among the dead": that they died
        if is_denial and event.type in _GIVEN:
            return ()  # "denied that any ransom had been paid": that it was
        if is_denial and event.trigger.exact.lower().startswith(_SUFFERS):
            return ()  # "denied that its base had come under attack": that it had
        if is_denial:
            is_nobodys = (
                _was_done_to_nobody(event, ground)
                or _opens_with_none(attribution, event, ground)
                or _was_done_to_teller(event, ground)
            )
            return () if is_nobodys else _deniers(event, attribution, ground)
        if is_admission:
            is_found = event.trigger.exact.lower() in ground.policy.found_words
            if regrets_anothers(attribution):
                return ()
            if _was_done_by_others_arms(event, attribution, ground):
                return ()
            if (
                _is_fled(event, ground)
                or _describes_thing(event, ground)
                or _is_doing_of_thing(event, ground)
                or _is_of_others_lot(event, attribution, ground)
            ):
                return ()
            if attribution.act == "admits" and _was_done_by_stray_arms(event, attribution, ground):
                return ()
            if is_found or event.status == "attempted" or event.id in ground.others.answered:
                return ()  # "admitted we recovered two bodies", "said they had beaten off the assault"
            # "said it had repelled the attack": whom a deed was done to boasts of something else
            return tuple(actor for actor in attribution.actors if actor not in event.recipients)
    return ()


def _is_known(event: Event, ground: Ground) -> bool:
    """ "accused residents of stripping the | dead |": they are dead by whosever hand."""
    before = ground.document.text[max(0, event.trigger.start - _SHORT) : event.trigger.start]
    return before.lower().split()[-1:] == ["the"]


def _went_on_meanwhile(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "As the cordon was laid, the rebels fired": those charged with the fire did not lay it."""
    starts = [p.start for p in attribution.content if p.start <= event.trigger.start < p.end]
    text = ground.document.text
    return any(_MEANWHILE.fullmatch(text[start : event.trigger.start]) for start in starts)


def _denies_news(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "dismissed | reports of the | kidnapping", said by one man who bears no arms; an army may mean its own."""
    parts = [p for p in attribution.content if p.start <= event.trigger.start < p.end]
    if not parts or not attribution.actors:
        return False
    words = ground.document.text[parts[0].start : event.trigger.start].lower().split()
    while words[:1] and words[0] in _OPENINGS:  # "that the report of an ambush is false"
        words.pop(0)
    is_news = words[1:2] == ["of"] and words[0] in ground.policy.news_nouns and len(words) < _FEW
    sides = ground.sides
    return is_news and all(
        sides.is_person(a) and not sides.bodies_of(a) for a in attribution.actors
    )


def _stands_at(event: Event, ground: Ground) -> bool:
    """ "at a peace | rally": where another deed was done."""
    text = ground.document.text
    before = text[max(0, event.trigger.start - _SETTING_REACH) : event.trigger.start].lower()
    return _SETTING.search(before) is not None


def _deniers(event: Event, attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "The spokesman denied that the force had shot him": not he himself is cleared, but whomever he speaks for.

    A station that denies something has done nothing itself.
    """
    if all(ground.sides.is_medium(actor) for actor in attribution.actors):
        return ()
    if _is_known_as_others(event, attribution, ground):
        return ()
    is_anothers = any(
        argument.role == "actor"
        and argument.of is None
        and holds_span(attribution.content, argument.span)
        for argument in event.arguments
    )
    if not is_anothers:
        return attribution.actors
    found: list[str] = []
    for actor in attribution.actors:
        is_person = ground.sides.is_person(actor)
        found += ground.sides.bodies_of(actor) if is_person else [actor]
    return tuple(found)


def _is_known_as_others(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "Gunmen killed nine. The president denied the killings": one man's word on what is told as others' deed."""
    sides, happening = ground.sides, event.same_as or event.id
    if not all(sides.is_person(a) and not sides.bodies_of(a) for a in attribution.actors):
        return False
    if any({*a.accused} & {*attribution.actors} for a in ground.attributions.values()):
        return False
    told = {a for e in ground.events.values() if (e.same_as or e.id) == happening for a in e.actors}
    return bool(told) and not any(sides.is_same(a, b) for a in told for b in attribution.actors)


def _says_plainly(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """Whether a plain verb tells something, and no part of the speaker's own: not "said it was not behind the raid"."""
    cue = {word for part in attribution.cue for word in part.exact.lower().split()}
    is_of_part = not (policy.part_words - policy.own_words).isdisjoint(words_of(attribution))
    told = " ".join(part.exact.lower() for part in attribution.content)
    is_of_part = is_of_part or any(phrase in told for phrase in policy.part_phrases)
    return not is_of_part and not cue.isdisjoint(policy.plain_cues)


def _was_looked_on_at(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "said officers stood by as tents were burned": to look on is what they are charged with."""
    before = (
        ground.document.text[part.start : event.trigger.start].lower()
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(f" {phrase} " in words for words in before for phrase in ground.policy.idle_phrases)


def _is_fled(event: Event, ground: Ground) -> bool:
    """ "said it had targeted gunmen fleeing from an attack": whoever says so did not make that."""
    at = event.trigger.start
    return _FLED.search(ground.document.text[max(0, at - 40) : at].lower()) is not None


def _is_made_use_of(event: Event, ground: Ground) -> bool:
    """ "accused Israel of using the attack as a pretext": nobody is charged with the attack."""
    text, at = ground.document.text, event.trigger
    before, behind = text[max(0, at.start - 40) : at.start], text[at.end : at.end + 4]
    return _USED.search(before.lower()) is not None and _TO_AN_END.match(behind) is not None


def _was_done_to_thing(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "said he had supplied explosives, which were stolen in 2005": by nobody that the charge names.

    "accused Chad of sending the shells used to bomb the camp": Chad sent them.
    """
    before = (
        ground.document.text[part.start : event.trigger.start]
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(_DONE_TO.search(words) for words in before)


def _was_done_by_those_who(event: Event, ground: Ground) -> bool:
    """ "charged it with arming the raiders who blew up the bridge": the raiders, of whom nothing else is known."""
    text, at = ground.document.text, event.trigger.start
    doers = (a.span for a in event.arguments if a.role == "actor" and a.of is None)
    return any(text[span.end : at].startswith(" who ") for span in doers)


def _is_of_others_lot(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "said it had detained nine men for poaching", "had treated a nun who was hit by a bullet": not its own deeds."""
    before = (
        ground.document.text[part.start : event.trigger.start]
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    )
    return any(_TAKEN_FOR.search(words) or _BEFELL.search(words) for words in before)


def _is_doing_of_thing(event: Event, ground: Ground) -> bool:
    """ "said it had bombed a depot storing rockets": the depot stores them, and not who bombed it.

    So it is in "said it had hit a ship that was supplying the rebels".
    """
    text, at = ground.document.text, event.trigger.start
    spans = (a.span for a in event.arguments if a.role == "actor" and a.of is None)
    between = [text[span.end : at] for span in spans if span.end <= at]
    is_participle = event.trigger.exact.split()[0].lower().endswith("ing")
    return any(
        (is_participle and not words.strip()) or _OF_THING.fullmatch(words) for words in between
    )


def _describes_thing(event: Event, ground: Ground) -> bool:
    """ "said it had struck launchers hidden in homes", "weapons stored under a school": by whoever's they are."""
    if event.type != "MOBILIZE" or not _PARTICIPLE.fullmatch(event.trigger.exact.lower()):
        return False
    start = event.trigger.start
    before = ground.document.text[max(0, start - _NEAR) : start].lower().split()[-2:]
    return _HELPERS.isdisjoint(before)


def _was_done_by_others_arms(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "said it had bombed a depot and civilians were killed by explosives that the militants stored there"."""
    behind = ground.document.text[event.trigger.end :]
    clause = _BY_WHAT.match(behind)
    if clause is None:
        return False
    words = clause.group().lower().split()
    if not ground.policy.other_causes.isdisjoint(words) or words.count("by") > 1:
        return True
    end = event.trigger.end + clause.end()
    return any(
        mention.actor
        and not any(ground.sides.is_same(mention.actor, a) for a in attribution.actors)
        for mention in ground.findings.mentions
        if event.trigger.end <= mention.span.start < end
        and mention.kind in ground.policy.armed_kinds
    )


def _was_done_by_stray_arms(event: Event, attribution: Attribution, ground: Ground) -> bool:
    """ "admitted that six bombs had exploded", "that a rocket had hit the base": anybody's; "its rocket" is its own.

    So is the device in "that a truck was damaged by an explosive device".
    """
    before = [
        ground.document.text[part.start : event.trigger.start].lower()
        for part in attribution.content
        if part.start <= event.trigger.start < part.end
    ]
    is_arms = event.trigger.exact.lower().split()[-1] in ground.policy.stray_arms
    if is_arms and any(_BY_ONE.search(text) for text in before):
        return True
    return any(
        not ground.policy.own_marks.intersection(words)
        and not ground.policy.stray_arms.isdisjoint(words[-1:])
        for words in (_HAVE.sub("", text).split() for text in before)
    )


def _was_done_to_nobody(event: Event, ground: Ground) -> bool:
    """ "The police said no one had been abducted": that it happened is denied, not that they did it."""
    return any(
        argument.role in ("recipient", "target")
        and argument.span.exact.lower().split()[0] in ground.policy.nobody_words
        for argument in event.arguments
    )


def _opens_with_none(attribution: Attribution, event: Event, ground: Ground) -> bool:
    """ "No shots were fired", "denied that anyone had fired": by nobody, and not only by those who say so."""
    starts = (p.start for p in attribution.content if p.start <= event.trigger.start < p.end)
    words = (ground.document.text[start : event.trigger.start].lower().split() for start in starts)
    opening = (w[1:] if w[:1] == ["that"] else w for w in words)
    return any(
        w
        and (
            w[0] == "no"
            or w[0] in ground.policy.anybody_words
            or (w[0] == "none" and ground.policy.own_marks.isdisjoint(w[1:3]))
        )
        for w in opening
    )


def _was_done_to_teller(event: Event, ground: Ground) -> bool:
    """ "They never fired at us," a herder said: not he, of all people."""
    spans = [a.span for a in event.arguments if a.role == "recipient"]
    behind = ground.document.text[event.trigger.end :].split(maxsplit=1)[:1]
    words = [span.exact.lower() for span in spans] + [word.lower() for word in behind]
    return any(word.strip('.,;:!?"”’') in _TELLERS for word in words)


def _named_before(event: Event, attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "said the army had nothing to do with the bombing": who is said to have had no part in it."""
    start = event.trigger.start
    parts = [p for p in attribution.content if p.start <= start < p.end]
    if not parts:
        return ()
    words = ground.document.text[parts[0].start : start].lower()
    if not any(f" {phrase} " in words for phrase in ground.policy.part_phrases):
        return ()
    inside = [
        mention
        for mention in ground.findings.mentions
        if mention.actor and parts[0].start <= mention.span.start and mention.span.end <= start
    ]
    first = min(inside, key=lambda mention: mention.span.start, default=None)
    return (first.actor,) if first is not None and first.actor else ()
