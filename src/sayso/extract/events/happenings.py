"""One happening told several times: `same_as` from later mentions to the first.

Comes in: the drafts of a report's deeds in text order. Goes out: for each the index of the first mention of the same
happening, or None. Ties a consequence to its deed ("a strike killed 29"), "the attack" and "the incident" to what went
before, a denied deed to the asserted one, and deeds of one kind with the same target, place or time.
Judges one report only; happenings across reports are linked elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from sayso.extract.events.answered_deeds import is_avenged
from sayso.extract.events.circumstances import distance
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import children, climb, is_verb, objects_of, surface_subjects
from sayso.model import Place, Status, TimeInterval

_VIOLENT = frozenset(
    {"attack", "killing", "wounding", "destruction", "offensive", "downing", "incident"}
)
_DEFINITE = frozenset(
    {"the", "this", "that", "these", "those", "such", "both", "its", "their", "his", "her"}
)
_SAME = frozenset({"him", "her", "them"})
_HAVE = frozenset({"has", "have", "'s", "'ve"})
_ONSLAUGHTS = frozenset({"attack", "offensive"})
# What tells a deed, and no mere toll of one told before: "ten soldiers were murdered last week".
_DEEDS_OF_THEIR_OWN = frozenset(
    {"murder", "massacre", "execute", "assassinate", "slaughter", "behead", "lynch"}
)
_UNMANNED = frozenset({"drone", "missile", "rocket", "uav", "projectile", "shahed"})
_OTHER = frozenset(
    {
        "another",
        "other",
        "second",
        "third",
        "new",
        "separate",
        "further",
        "similar",
        "previous",
        "earlier",
        "more",
        "fresh",
        "additional",
        "different",
        "next",
        "last",
    }
)
_WIDE = frozenset({"country", "province", "district"})
_TOLD = frozenset({"happened", "ongoing", "historical"})
_WIDE = frozenset({"country", "province"})
_HARMS = frozenset({"kill", "wound", "injure"})
_WINDOW = 40
_DAY_REACH = 4


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention of a deed with what it was found to be about.

    `band` are the armed men without a name who did it, `goes_on`: told as known ("the attackers", "they").
    `is_campaign`: a war's part ("the invasion"), and no other name of a single deed told before. `strikes_doers`: done
    to who did a deed ("three of the attackers were shot"), and never what "the attack" means after that.
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
    hits_people: bool = False
    band: frozenset[str] = frozenset()
    goes_on: bool = False
    counts_war: bool = False
    in_headline: bool = False
    is_campaign: bool = False
    strikes_doers: bool = False


_AFTERWARDS = frozenset({"after", "following", "since"})
_COMES = frozenset({"come", "occur", "happen", "follow"})
_DAYS = frozenset({"DATE", "TIME"})
_ONLY_WHEN = frozenset({"since", "before", "until", "till"})


def find_same(
    tellings: Sequence[Telling], things: tuple[frozenset[str], ...] = ()
) -> list[int | None]:
    """For each mention the index of the first mention of the same happening.

    "A missile hit a bus, killing nine. … The attack …" → [None, 0, 0]
    """
    first: list[int | None] = []
    days = _days_told(tellings)
    lead = next((t.paragraph for t in tellings if not t.in_headline), None)
    for i, telling in enumerate(tellings):
        deed = _deed_behind(i, tellings)
        found = _earlier(telling if deed is None else deed, tellings, first, i, things, days)
        if found is None and telling.paragraph == lead:
            found = _headlined(telling, tellings[:i], things)
        if found is not None and first[found] is not None:
            found = first[found]
        first.append(found)
    return first


def _deed_behind(i: int, tellings: Sequence[Telling]) -> Telling | None:
    """The deed behind a harm in its own clause: "ten were killed in a strike on a house" is what the strike is."""
    if not tellings[i].trigger.kind.consequence:
        return None
    behind = (t for t in tellings[i + 1 :] if t.sentence == tellings[i].sentence)
    return next(
        (
            t
            for t in behind
            if not _is_harm(t.trigger)
            and t.target is not None
            and _is_in_one_clause(t, tellings[i])
        ),
        None,
    )


def _earlier(
    telling: Telling,
    tellings: Sequence[Telling],
    first: Sequence[int | None],
    i: int,
    things: tuple[frozenset[str], ...],
    days: Sequence[TimeInterval | None],
) -> int | None:
    if is_avenged(telling.trigger.token):
        return None
    start = max(0, i - _WINDOW)
    for j in range(i - 1, start - 1, -1):
        if _is_in_one_clause(telling, tellings[j]):
            return j
    if _is_another(telling.trigger.token) or _is_of_that(telling.trigger.token):
        return None
    loose: int | None = None
    harm: int | None = None
    for j in range(i - 1, start - 1, -1):
        head = first[j]
        if _is_of_other_day(telling, days[j]) or _is_elsewhere_told(telling, j, tellings, first):
            continue
        if telling.sentence != tellings[j].sentence and _only_dates(tellings[j].trigger.token):
            continue
        if telling.paragraph != tellings[j].paragraph and (
            _is_aside(tellings[j]) or (head is not None and _is_aside(tellings[head]))
        ):
            continue
        if not _is_same(telling, tellings[j], tellings[j if head is None else head], things):
            continue
        if tellings[j].trigger.kind.consequence and _names_last(telling, tellings[j]):
            return j
        if head is None and tellings[j].trigger.kind.consequence:
            # what somebody suffered, told alone: a deed told before it is the likelier antecedent
            harm = j if harm is None else harm
        elif _share_target(telling, tellings[j], things, is_nearest=loose is None):
            return j
        else:
            loose = j if loose is None else loose
    return harm if loose is None else loose


def _names_last(telling: Telling, harm: Telling) -> bool:
    """ "for that death", "ten people had been killed …; they blamed that attack on": the harm told last."""
    dets = {child.lower_ for child in children(telling.trigger.token, "det")}
    is_near = telling.sentence == harm.sentence or telling.trigger.kind.consequence
    is_bare = telling.trigger.is_noun and telling.target is None
    return is_bare and is_near and not dets.isdisjoint(("that", "this"))


def _is_elsewhere_told(
    telling: Telling, j: int, tellings: Sequence[Telling], first: Sequence[int | None]
) -> bool:
    """ "an ambush in Michoacán … In Guerrero, fifteen people died": any mention of the first may tell where."""
    root = j if (head := first[j]) is None else head
    chain = (k for k in range(root, len(first)) if k == root or first[k] == root)
    return telling.place is not None and any(
        _are_apart(telling.place, tellings[k].place) for k in chain
    )


def _headlined(
    lead: Telling, before: Sequence[Telling], things: tuple[frozenset[str], ...]
) -> int | None:
    """ "Bomber kills 11 near Gao" and "A man blew up a truck …": a headline and its lead tell one happening."""
    if any(not telling.in_headline for telling in before):
        return None
    fits = (
        j
        for j, headline in enumerate(before)
        if {headline.status, lead.status} <= _TOLD
        and _intercepts(lead) == _intercepts(headline)
        and _are_kin(lead.trigger, headline.trigger)
        and not _conflict(lead, headline, things)
    )
    return next(fits, _same_in_short(lead, before))


def _same_in_short(lead: Telling, before: Sequence[Telling]) -> int | None:
    """ "Blast in Jaffna kills nine" and "A mine destroyed a bus near Point Pedro": other words, a wider place."""
    for j, headline in enumerate(before):
        is_wider = headline.place is None or (
            lead.place is not None
            and headline.place.country == lead.place.country
            and headline.place.precision in _WIDE
        )
        is_same_day = not (lead.time and headline.time and are_disjoint(lead.time, headline.time))
        if not _are_kin(lead.trigger, headline.trigger) or headline.status not in _TOLD:
            continue
        if is_same_day and (is_wider or not _are_apart(lead.place, headline.place)):
            return j if lead.status in _TOLD else None
    return None


def _is_aside(telling: Telling) -> bool:
    """ "a similar bombing", "300 have been killed since it took office": no later paragraph is of that."""
    token = telling.trigger.token
    return _is_another(token) or _is_of_that(token) or _opens_since(token) or _only_dates(token)


def _only_dates(token: Token) -> bool:
    """ "It came two days after police shot a protester": another deed, by which the first is dated."""
    verb = token if is_verb(token) else next((up for up in climb(token) if is_verb(up)), None)
    if verb is None or verb.dep_ not in ("advcl", "pcomp", "ccomp"):
        return False
    is_after = any(mark.lower_ in ("after", "before") for mark in children(verb, "mark"))
    subjects = children(verb.head, "nsubj")
    is_it = any(t.lower_ in ("it", "this") or t.lower_ in _DEFINITE for t in subjects)
    is_it = is_it or any(_is_definite(t) for t in subjects)
    return is_after and is_it and verb.head.lemma_ in _COMES


def _days_told(tellings: Sequence[Telling]) -> list[TimeInterval | None]:
    """For each mention its day, or the one that a mention of the paragraphs before it was told with."""
    days: list[TimeInterval | None] = []
    last: Telling | None = None
    for telling in tellings:
        last = telling if telling.time is not None else last
        is_near = last is not None and telling.paragraph - last.paragraph <= _DAY_REACH
        days.append(last.time if last is not None and is_near else None)
    return days


def _is_of_other_day(telling: Telling, day: TimeInterval | None) -> bool:
    """ "Last month 68 people were killed": not by what was told of Friday."""
    return telling.time is not None and day is not None and are_disjoint(telling.time, day)


def _share_target(
    one: Telling, other: Telling, things: tuple[frozenset[str], ...], *, is_nearest: bool
) -> bool:
    if one.target is None or other.target is None:
        return is_nearest and one.target is other.target and one.status != "negated"
    if one.trigger.kind.consequence and other.trigger.kind.consequence and one.figures:
        return (
            is_nearest and not other.figures
        )  # "48 people" are no more those of "25 people" than of another deed
    if one.trigger.kind.consequence and _is_named_after(one.target, other.target):
        return False  # "village guards were wounded": not the village that was bombed
    return _same_words(one.target, other.target, things)


def _is_in_one_clause(later: Telling, earlier: Telling) -> bool:
    """A deed and what it did to people, tied by the clause."""
    one, other = later.trigger, earlier.trigger
    if later.sentence != earlier.sentence or {one.kind.type, other.kind.type} != {"ASSAULT"}:
        return False
    if _goes_on(one.token, other.token):
        return True
    if _is_said_beside(one.token, other.token):
        return False
    if _is_harm(one) != _is_harm(other) and _is_cause_told(one.token, other.token):
        return True
    if later.counts_war != earlier.counts_war:
        return False  # "killed forty, bringing the month's toll to 112"
    if _is_harm(one) == _is_harm(other):
        is_subject = other.token.dep_ == "nsubj" and other.token.head == one.token
        if is_subject or _is_of_subject(other.token, one.token) or _is_onslaught(later, earlier):
            return True
        is_near = _is_harm(one) and distance(one.token, other.token) <= 3
        return is_near and not _is_elsewhere(later, earlier)
    if _has_other(one.token) and _has_other(other.token):
        return False
    harm, deed = (one, other) if _is_harm(one) else (other, one)
    if is_verb(harm.token) and deed.token in surface_subjects(harm.token, frozenset()):
        return True  # "the attack on a house in Qana, in southern Lebanon, which killed 28"
    if _is_answered(harm.token, deed.token) or _is_set_apart(harm.token, deed.token):
        return False
    if _is_meanwhile(later, earlier):
        return False
    suffered, done = (later, earlier) if harm is one else (earlier, later)
    if _is_elsewhere(later, earlier) or _beats_off(suffered, done):
        return False
    is_free = not suffered.has_actor or harm.token.head.ent_type_ in _DAYS
    is_its_effect = is_free and _tells_of(harm, deed)
    return is_its_effect or distance(one.token, other.token) <= 4


def _is_cause_told(one: Token, other: Token) -> bool:
    """ "26 people have been killed in air strikes since Monday": in these, however long they have gone on."""
    first, second = sorted((one, other), key=lambda token: token.i)
    link = second.head
    return second.dep_ == "pobj" and link.lower_ in ("in", "by") and link.head == first


def _beats_off(harm: Telling, deed: Telling) -> bool:
    """ "repelled four attacks and killed 60 rebels": who beats an attack off has not led it."""
    verb = deed.trigger.token.head
    is_told = deed.trigger.is_noun and deed.status == "attempted" and harm.status != "attempted"
    return (
        is_told
        and harm.has_actor
        and harm.trigger.token.dep_ == "conj"
        and harm.trigger.token.head == verb
    )


def _is_said_beside(later: Token, earlier: Token) -> bool:
    """ "said guerrillas killed a farmer and that five tribesmen were killed": a second thing that is said."""
    if later.dep_ != "conj" or later.head != earlier:
        return False
    is_clause = any(mark.lower_ == "that" for mark in children(later, "mark"))
    return is_clause and bool(children(later, "nsubj", "nsubjpass"))


def _is_of_subject(participle: Token, verb: Token) -> bool:
    """ "A mine laid by rebels exploded": what is told of the mine, and what it did."""
    noun = participle.head
    return participle.dep_ == "acl" and noun.dep_ == "nsubj" and noun.head == verb


def _is_onslaught(later: Telling, earlier: Telling) -> bool:
    """ "Gunmen attacked a village and shot dead nine farmers": whom they met in what they attacked.

    Not what they did to another place or thing: "ambushed a patrol and burned a mill".
    """
    verb, before = later.trigger.token, earlier.trigger.token
    if verb.dep_ != "conj" or verb.head != before or _is_another(verb):
        return False
    if later.target is not None and later.target.lower_ in _SAME and earlier.target is not None:
        return True  # "dragged 23 workers from a bus and shot them"
    if children(verb, "nsubj", "nsubjpass") or not later.hits_people:
        return False
    return earlier.trigger.kind.family in _ONSLAUGHTS and not _are_apart(later.place, earlier.place)


def _tells_of(harm: Trigger, deed: Trigger) -> bool:
    """ "an air strike on a clinic in Duma that killed nine": no clinic kills, nor does a town."""
    if harm.token.dep_ != "relcl" or not deed.is_noun:
        return False
    if (
        harm.token.head.ent_type_ in _DAYS
    ):  # "the bombing in Jaffa on 9 August, in which 15 were killed"
        verb = next((up for up in climb(harm.token.head) if is_verb(up)), None)
        return deed.token.head == verb and deed.token.dep_ in ("dobj", "nsubj", "nsubjpass")
    for noun in climb(harm.token):
        if noun == deed.token or is_verb(noun):
            return noun == deed.token
    return False


def _goes_on(later: Token, earlier: Token) -> bool:
    """ "burst into the hall, hurling grenades and shooting at guests": one happening in its parts."""
    if later.dep_ == "conj" and later.head == earlier and later.tag_ == earlier.tag_ == "VBN":
        return not children(later, "nsubj", "nsubjpass", "auxpass", "dobj")  # "stabbed or hacked"
    while later.dep_ == "conj" and later.tag_ == "VBG" and later.head.i > earlier.i:
        later = later.head
    if later.tag_ != "VBG" or later.dep_ != "advcl" or later.head != earlier:
        return False
    return not children(later, "nsubj", "mark") and later.i > earlier.i


def _is_harm(trigger: Trigger) -> bool:
    """What people suffered, also where its words make it a deed: "a suicide bomber killed nine"."""
    return trigger.kind.consequence or trigger.token.lemma_ in _HARMS


def _is_answered(harm: Token, deed: Token) -> bool:
    """ "After the death of a senator the army launched an offensive": what comes after a harm did not do it.

    In "nine people died after a bomb exploded" the harm comes after the deed, and of it.
    """
    for above in (harm, *climb(harm)):
        is_opening = above.dep_ == "prep" or above.lower_ == "following"
        opens = [above] if is_opening else children(above, "mark")
        if any(word.lower_ in _AFTERWARDS for word in opens):
            return deed != above and above not in climb(deed)
        if deed == above:
            return False
    return False


def _opens_since(token: Token) -> bool:
    """ "since the army launched an offensive": what only tells from when on."""
    near = (token, *climb(token))
    return any(mark.lower_ == "since" for above in near[:2] for mark in children(above, "mark"))


def _is_set_apart(harm: Token, deed: Token) -> bool:
    """ "Hundreds have been killed since the army launched an offensive", "before soldiers stormed the town".

    From then on or until then, and not by that.
    """
    for above in (deed, *climb(deed)):
        if above == harm:
            return False
        opens = [above] if above.dep_ == "prep" else children(above, "mark", "prep")
        if any(word.lower_ in _ONLY_WHEN for word in opens):
            return harm in climb(above)
    return False


def _is_meanwhile(one: Telling, other: Telling) -> bool:
    """ "40 killed as army advances", "died when troops entered": whoever comes where has killed nobody by that.

    In "Rebels entered the town and killed nine" who came is who killed. Nor did they shell it, in "Shelling went on as
    troops entered the town".
    """
    return any(
        (_is_harm(harm.trigger) or one.sentence == other.sentence)
        and deed.trigger.kind.harmless
        and not any(actor in deed.actors for actor in harm.actors)
        for harm, deed in ((one, other), (other, one))
    )


def _are_apart(one: Place | None, other: Place | None) -> bool:
    """ "Blast in Quetta kills four; gunmen shoot judge in Karachi": two places, neither within the other."""
    if one is None or other is None or one.name == other.name:
        return False
    if any(p.country is None for p in (one, other)) and any(
        p.precision in _WIDE for p in (one, other)
    ):
        return False  # "in Pakistan" and in a village that no gazetteer knows
    return not are_related(one, other)


def _are_one_after_other(one: Telling, other: Telling) -> bool:
    """ "an offensive after the deaths of nine soldiers": two happenings of one sentence; not "died after an attack"."""
    if one.sentence != other.sentence:
        return False
    pairs = ((one, other), (other, one))
    if any(
        _is_harm(a.trigger) and _is_set_apart(a.trigger.token, b.trigger.token) for a, b in pairs
    ):
        return True
    return any(
        _is_answered(first.trigger.token, then.trigger.token)
        and not (then.trigger.kind.consequence and not first.trigger.kind.consequence)
        for first, then in pairs
    )


def _are_kin(one: Trigger, other: Trigger) -> bool:
    if one.kind.family == other.kind.family:
        return True
    return one.kind.family in _VIOLENT and other.kind.family in _VIOLENT


def _is_another(token: Token) -> bool:
    """ "a similar bombing", "a second bomb went off": not what was told before."""
    nouns = [token, *children(token, "nsubj", "nsubjpass")] if is_verb(token) else [token]
    return any(_has_other(noun) for noun in nouns)


def _has_other(noun: Token) -> bool:
    return any(child.lower_ in _OTHER for child in noun.children if child.dep_ in ("amod", "det"))


def _is_of_that(token: Token) -> bool:
    """ "were killed in that campaign", "have been killed since he took office": not in what was told last."""
    helpers = {child.lower_ for child in children(token, "aux", "auxpass")}
    if helpers & {"have", "has"} and any(
        child.lower_ == "since" or any(c.lower_ == "since" for c in children(child, "mark"))
        for child in children(token, "prep", "advcl", "mark")
    ):
        return True
    return any(
        child.lower_ in ("that", "those")
        for prep in children(token, "prep")
        if prep.lower_ in ("in", "during")
        for noun in children(prep, "pobj")
        for child in children(noun, "det")
    )


def _is_same(
    later: Telling, earlier: Telling, head: Telling, things: tuple[frozenset[str], ...]
) -> bool:
    """Whether a mention tells what an earlier one (and the first of its chain) tells."""
    if _intercepts(later) != _intercepts(earlier):
        return False
    if not _are_kin(later.trigger, earlier.trigger) or _are_one_after_other(later, earlier):
        return False
    if _is_meanwhile(later, earlier):
        return False
    if _is_one_of_many(later, earlier):
        return False
    if _is_of_same_band(later, earlier) and not _is_elsewhere(later, head):
        return True
    if _conflict(later, earlier, things) or _conflict(later, head, things):
        return False
    if later.is_campaign and not earlier.is_campaign:
        return False
    if _points_back(later):
        return later.target is not None or not (earlier.strikes_doers or head.strikes_doers)
    if later.status == "negated" or (
        earlier.status == "negated" and later.target is not None and _is_definite(later.target)
    ):
        return _may_deny(later, earlier, things)
    if _is_remote(later) != _is_remote(earlier):
        return False
    if _is_of_nothing_done(earlier):
        return False
    if later.trigger.kind.consequence and not _is_remote(later):
        return _counts_the_harm(later, earlier)
    return _agree(later, earlier, things)


def _is_one_of_many(later: Telling, earlier: Telling) -> bool:
    """ "has claimed a string of attacks … the bombing": the one that is told of is none of many told in passing."""
    one, many = later.trigger, earlier.trigger
    if not one.is_noun or one.token.tag_ not in ("NN", "NNP") or many.token.tag_ != "NNS":
        return False
    verb = many.carrier
    return verb is not None and any(aux.lower_ in _HAVE for aux in children(verb, "aux"))


def _is_of_same_band(later: Telling, earlier: Telling) -> bool:
    """ "Gunmen raided Dablo. … The attackers burned houses", "They shot anyone": what the same men did there."""
    if not later.goes_on or later.band.isdisjoint(earlier.band):
        return False
    is_told = {later.status, earlier.status} <= _TOLD and later.status == earlier.status
    is_near = later.paragraph - earlier.paragraph <= _DAY_REACH
    return is_told and is_near and not _is_elsewhere(later, earlier)


def _is_elsewhere(one: Telling, other: Telling) -> bool:
    """Whether two deeds were in places or on days apart, or one counts a whole war."""
    if one.counts_war != other.counts_war or _are_apart(one.place, other.place):
        return True
    return one.time is not None and other.time is not None and are_disjoint(one.time, other.time)


def _intercepts(telling: Telling) -> bool:
    """ "shot down 17 drones": no deed that also kills, and none that "the attack" would mean."""
    if telling.trigger.kind.family != "downing":
        return False
    downed = children(telling.trigger.token, "dobj", "nsubjpass")  # "17 of 22 drones"
    return any(word.lemma_.lower() in _UNMANNED for thing in downed for word in thing.subtree)


def _counts_the_harm(later: Telling, earlier: Telling) -> bool:
    """ "Officials said 31 people had been killed": a toll told apart from its deed, not long after it."""
    if (
        _is_told_in_another(later.trigger.token, earlier.trigger.token)
        or later.trigger.token.lemma_ in _DEEDS_OF_THEIR_OWN
    ):
        return False
    is_known = earlier.place is not None or earlier.time is not None or earlier.in_headline
    if not is_known and _is_of_its_own_deed(later):
        return False
    distance_ = later.paragraph - earlier.paragraph
    if _are_one_and_many(later, earlier) or _are_one_and_many(earlier, later):
        return False
    return not later.has_actor and bool(later.figures) and distance_ <= 4


def _is_of_its_own_deed(harm: Telling) -> bool:
    """ "On Friday 35 people died in clashes": in these, and in no undated deed told before; but "died in the clash"."""
    token = harm.trigger.token
    if harm.place is None and harm.time is None:
        return False
    links = (c for c in children(token, "prep") if c.lower_ in ("in", "during"))
    nouns = (noun for link in links for noun in children(link, "pobj"))
    return any(noun.tag_ == "NNS" and not _is_definite(noun) for noun in nouns)


def _is_told_in_another(token: Token, earlier: Token) -> bool:
    """ "after a siege in which thousands perished": in that, and in no deed told before it."""
    clause = next((t for t in (token, *climb(token)) if t.dep_ == "relcl"), None)
    if clause is None or earlier in climb(clause):
        return False
    return any(
        noun.lower_ == "which"
        for prep in children(token, "prep")
        for noun in children(prep, "pobj")
    )


def _is_of_nothing_done(telling: Telling) -> bool:
    """ "We do not target civilians", "failed to explode": nobody was harmed by that."""
    if telling.status == "attempted":
        return True
    return (
        telling.status == "negated"
        and telling.target is not None
        and not _is_definite(telling.target)
    )


def _are_one_and_many(one: Telling, many: Telling) -> bool:
    """ "Savimbi has been killed … some 30,000 people died": not he alone, and not with him."""
    if not many.trigger.kind.consequence or not one.trigger.kind.consequence:
        return False
    if one.target is None or many.target is None or one.target.tag_ not in ("NN", "NNP"):
        return False
    is_one = one.target.ent_type_ == "PERSON" or any(
        child.lower_ in ("a", "an") for child in children(one.target, "det")
    )
    return is_one and many.target.tag_ in ("NNS", "NNPS") and not one.trigger.kind.weak


def _agree(later: Telling, earlier: Telling, things: tuple[frozenset[str], ...]) -> bool:
    same_family = later.trigger.kind.family == earlier.trigger.kind.family
    near = later.paragraph - earlier.paragraph <= 2
    if later.target is not None and earlier.target is not None:
        kin = same_family or later.trigger.kind.family in _VIOLENT
        return (
            kin
            and near
            and _is_definite(later.target)
            and _same_words(later.target, earlier.target, things)
        )
    overlap = (
        later.time is not None
        and earlier.time is not None
        and not are_disjoint(later.time, earlier.time)
    )
    if (
        later.target is not None
        and _is_definite(later.target)
        and (overlap or later.sentence == earlier.sentence)
    ):
        return near
    same_place = (
        later.place is not None
        and earlier.place is not None
        and later.place.name == earlier.place.name
    )
    return same_family and same_place and (overlap or near) and _is_fine(later.place)


def _is_definite(token: Token) -> bool:
    return any(
        child.lower_ in _DEFINITE for child in token.children if child.dep_ == "det"
    ) or token.pos_ in ("PROPN", "PRON")


def _is_fine(place: Place | None) -> bool:
    return place is not None and place.precision not in (None, "country")


def _points_back(telling: Telling) -> bool:
    """ "the attack", "this incident", "Thursday's strike": a definite noun without news in it."""
    token = telling.trigger.token
    if telling.trigger.is_noun and telling.in_headline and _is_bare(telling):
        return True  # "bombing kills 63; group claims attack", "bombings kill 57; group claims attacks"
    if not telling.trigger.is_noun or token.tag_ in ("NNS", "NNPS"):
        definite = {child.lower_ for child in children(token, "det")} & {
            "the",
            "these",
            "those",
            "both",
        }
        return telling.trigger.is_noun and bool(definite) and not objects_of(token, ("of", "by"))
    dets = {child.lower_ for child in children(token, "det", "poss")}
    return bool(dets & _DEFINITE) or (telling.trigger.kind.weak and not telling.target)


def _is_bare(telling: Telling) -> bool:
    return telling.target is None and not children(telling.trigger.token, "det", "poss")


def _may_deny(later: Telling, earlier: Telling, things: tuple[frozenset[str], ...]) -> bool:
    if later.target is not None and not _is_definite(later.target):
        # "denied that it targets civilians" is no word on this strike; "that it had hit a market" is on the market's
        return _is_one_done(later) and _share_noun(later, earlier)
    if later.target is not None and earlier.target is not None:
        return _same_words(later.target, earlier.target, things)
    return (
        later.paragraph - earlier.paragraph <= 2
        or later.trigger.token.lemma_ == earlier.trigger.token.lemma_
    )


def _is_one_done(telling: Telling) -> bool:
    """ "had struck a market": one thing, in the past."""
    target, verb = telling.target, telling.trigger.token
    is_one = target is not None and any(c.lower_ in ("a", "an") for c in children(target, "det"))
    return is_one and verb.tag_ in ("VBD", "VBN")


def _share_noun(one: Telling, other: Telling) -> bool:
    return (
        one.target is not None
        and other.target is not None
        and one.target.lemma_ == other.target.lemma_
    )


def _is_remote(telling: Telling) -> bool:
    return telling.status in ("planned", "demanded", "threatened", "hypothetical", "historical")


def _conflict(one: Telling, other: Telling, things: tuple[frozenset[str], ...]) -> bool:
    """Different named places, days or targets, or the toll of a whole war: two happenings."""
    if _is_elsewhere(one, other):
        return True
    if one.target is not None and other.target is not None and not _is_harm(one.trigger):
        return not _is_harm(other.trigger) and not _same_words(one.target, other.target, things)
    return False


def are_related(one: Place, other: Place) -> bool:
    if one.contained_in == other.id or other.contained_in == one.id:
        return True
    if "country" in (one.precision, other.precision) and one.country == other.country:
        return True
    names = {other.name, *other.admin_path}, {one.name, *one.admin_path}
    return one.name in names[0] or other.name in names[1]


def are_disjoint(one: TimeInterval, other: TimeInterval) -> bool:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.end <= other.start or other.end <= one.start


def _same_words(one: Token, other: Token, things: tuple[frozenset[str], ...]) -> bool:
    """ "the airliner" … "the plane"; "a school bus" … "the bus"; a pronoun can be either."""
    if "PRON" in (one.pos_, other.pos_):
        return True
    ones, others = _words_of(one), _words_of(other)
    if one.lemma_.lower() in others or other.lemma_.lower() in ones:
        return True
    return any(ones & group and others & group for group in things)


def _is_named_after(people: Token, thing: Token) -> bool:
    """Whether two targets share but the word that describes one of them."""
    return people.lemma_ != thing.lemma_ and any(
        child.lemma_ == thing.lemma_ for child in people.children if child.dep_ == "compound"
    )


def _words_of(token: Token) -> set[str]:
    return {
        token.lemma_.lower(),
        *(child.lemma_.lower() for child in token.children if child.dep_ == "compound"),
    }
