"""Scores of role fillers against MUC-4: who did it, for which organisation, to whom, to what, with what.

Comes in: MUC-4 documents with their five roles, and reports. Goes out: CEAF-REE (Du, Rush & Cardie 2021), strict
(every mention predicted for an entity is one of the gold entity's) and by overlap (head word, or half of the words).
No template is learned: the fillers are the arguments of the attacks that a report tells. The slot of the victim holds
names and nobody who is only described ("two farmers"), that of the target things and no people, without their number,
which has a slot of its own, and nothing of an army's or the police's: so are ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sayso.evaluate.responsibility_scores import (
    is_asked_for,
    is_body_word,
    is_incident,
    is_same_name,
    organisation_of,
    plain_words,
)
from sayso.evaluate.tallies import Measures, Tally, f1
from sayso.model import ActorKind, Argument, Event, Mention, Report, Span, Status
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.persons import load_persons
from sayso.nlp.truecasing import load_casing_file

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
_PEOPLE: frozenset[ActorKind] = frozenset(
    (
        "person",
        "civilians",
        "group",
        "police",
        "armed_force",
        "armed_group",
        "government",
        "ngo",
    )
)
# What forces of the state do, or is done to a state, is none: raids, coups.
_NO_INCIDENTS = frozenset(
    "raid raids raided raiding coup coups shootout shootouts crash crashed strike strikes".split()
)
# Kinds of actors that a name can be a person's.
_NAMED: frozenset[ActorKind] = frozenset(("person", "other"))
# Kinds of those who are no individuals, whatever they did.
_BODIES: frozenset[ActorKind] = frozenset(
    ("state", "government", "igo", "ngo", "media", "company", "court", "party")
)
_ARTICLE = re.compile(r"^(?:the|a|an) ")
# The templates hold attacks of the last three months, one by one: not what "goes on", nor who did what is told as
# history; whom that befell is often told again ("investigate the murder of Soto").
_DONE: frozenset[Status] = frozenset(("happened", "attempted", "historical"))
_LATELY: frozenset[Status] = frozenset(("happened", "attempted"))
# Heads of what somebody owns and what stands there: "damaged the embassy" hits a thing, "killed the minister" nobody's.
_BUILDINGS = frozenset(
    (
        "embassy consulate ministry palace parliament barracks station headquarters office offices hall "
        "courthouse congress prison jail base garrison post"
    ).split()
)
# Heads of what can be attacked and is nobody: buildings, vehicles, lines, works, businesses. A town is where, not what.
_THINGS = _BUILDINGS | frozenset(
    (
        "aircraft airliner airplane airport airports airstrip ambulance antenna antennas apartment apartments armory "
        "automobile automobiles bakeries bakery bank banks barrack base bases boat boats boeing booth booths branch "
        "branches bridge bridges brothels building buildings bus buses business businesses cabins camp camps car cars "
        "cathedral center centers centre centres chapel checkpoint church churches cinema cinemas clinic clinics club "
        "college companies company complex computer consulates convent convoy cooperative cooperatives dam dealership "
        "dealerships department depot discotheque drugstore drugstores embassies equipment establishment "
        "establishments estate estates exchange facilities facility factories factory farm farms ferry firm firms "
        "flagship garage garages gate grid hacienda helicopter helicopters highway home homes hospital hospitals "
        "hotel hotels house houses infrastructure installation installations institute institution institutions jeep "
        "jeeps kiosk kiosks laboratory library line lines locomotive locomotives lodge machinery mall mansion market "
        "markets mill mine minibus minibuses mission monastery monument mosque mosques motorcade motorcycle "
        "motorcycles museum network newspaper newspapers outlet pharmacies pharmacy pickup pipeline pipelines plane "
        "planes plant plantation plants pole poles pool posts powerline powerlines premises properties property pylon "
        "pylons railroad railroads railway railways ranch refineries refinery residence residences residency "
        "restaurant restaurants road roads school schools seminary shed ship ships shop shops stations statue store "
        "stores structure structures studio studios submarine subsidiary substation substations supermarket "
        "supermarkets switchboard system systems tanker taxi taxis temple temples terminal theater theaters theatre "
        "theatres tower towers tractor tractors train trains transformer transformers truck trucks tunnel university "
        "utilities van vans vehicle vehicles vessel vessels villa wagon wagons wall walls warehouse warehouses wells "
        "workshop"
    ).split()
)
# To attack what is an army's or the police's is war, and no incident.
_MILITARY = frozenset(
    (
        "military army navy naval infantry brigade battalion battalions company companies garrison barracks regiment "
        "guard command patrol troops soldiers defense"
    ).split()
)
# Bodies that have a house which is attacked: a name that is nobody's person.
_HOUSED: frozenset[ActorKind] = frozenset(("other", "company", "party", "media"))
_BY_BLASTS = frozenset(("explosives", "destroy", "arson"))
_ATTACKS = frozenset("attack attacks attacked attacking raid raids raided bombed bombing".split())
# How many, how much: no part of what was hit.
_COUNTS = re.compile(
    r"^(?:(?:at least|no fewer than|more than|as many as|up to|least|about|some|several|many|various|numerous|"
    r"a few|few|a number of|dozens of|hundreds of|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"twenty|\d[\d,.]*|a dozen|both|all|particularly|mainly|almost|nearly|over|approximately|another|a second|"
    r"other) )+",
    re.IGNORECASE,
)
_OPEN_BRACKET = re.compile(r" \([^)]*$")
_WHERE = re.compile(r" (?:in|aboard|on) (?:a|an|another|two|three) .*$", re.IGNORECASE)
_OF_WHOM = re.compile(r" of (?:the )?", re.IGNORECASE)
_WHICH = re.compile(r"^(?:(?:first|second|third|this|that|these|those|or|other) )+", re.IGNORECASE)
_OWNER = re.compile(r"^(?:his|her|its|their|our|my|the|a|an) ", re.IGNORECASE)
# Ammunition and what carries weapons are none.
_MEMBERS_OF = re.compile(
    r"\b(?:(?:two|three|four|several|some|alleged|suspected|armed) )?"
    r"(?:members|elements|men|units|troops|guerrillas|fighters|officers|soldiers|militants|commandos) of $",
    re.IGNORECASE,
)
_MEMBERS_REACH = 40
_HEARSAY = re.compile(
    r"^(?:the |an? )?(?:alleged|presumed|suspected|supposed|so-called|its|their|his) ",
    re.IGNORECASE,
)
_MEMBERS = frozenset(
    "member members man men element elements unit units militant militants".split()
)
_NO_WEAPONS = frozenset(
    "bullet bullets shot shots plane planes helicopter helicopters aircraft gunship gunships vehicle vehicles".split()
)
# Who fights for a state's body, and is none: "US troops"; "FMLN guerrillas" name the FMLN.
_TROOPS = frozenset("troops soldiers fighters guerrillas rebels terrorists planes aircraft".split())
# Words that name nobody: "a group", "some groups".
_NAMELESS = frozenset(
    "group groups organization organizations movement movements force forces".split()
)
# "the offices of the party": what the house of is belongs to its name.
_HOUSES = frozenset(
    (
        "office offices headquarters residence residences home homes house houses embassy embassies branch branches "
        "facilities gate building premises installations"
    ).split()
)

_TITLES = frozenset(
    (
        "member presidential hopeful comrade comrades companero companera citizen msgr monsignor respected "
        "former radio announcer cattleman newsman magistrate congressman deputy councilman party leftist"
    ).split()
)

_OF, _OF_THE = " of ", " of the "

Filler = tuple[str, str]


def predict_roles(report: Report) -> list[dict[str, Any]]:
    """One filler a row: {"role": "Victim", "mentions": ["two farmers"]}, each entity once.

    "Rebels shot the mayor, Juan Soto, with rifles." → PerpInd "Rebels", Victim "Juan Soto", Weapon "rifles"
    """
    mentions = {mention.id: mention for mention in report.mentions}
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for event in report.events:
        is_told = event.status in _DONE and is_incident(event, report)
        if is_told and _NO_INCIDENTS.isdisjoint(event.trigger.exact.lower().split()):
            for role, words in _fillers(event, mentions, report):
                if role != "Victim" and event.status not in _LATELY:
                    continue
                if not any(_is_same(role, words, other) for other in found[role]):
                    found[role].append(words)
    return [{"role": role, "mentions": [words]} for role in ROLES for words in found[role]]


def _is_same(role: str, one: str, other: str) -> bool:
    """Whether two fillers are one; a person or a thing needs all words of the other: Ana and Jose Lopez are two."""
    if role not in ("PerpInd", "Victim", "Target"):
        return is_same_name(one, other)
    names, others = (set(map(_singular, plain_words(w).split())) for w in (one, other))
    return names <= others or others <= names


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _fillers(event: Event, mentions: Mapping[str, Mention], report: Report) -> Iterator[Filler]:
    yield from _charged(event, mentions, report)
    for argument in event.arguments:
        mention = mentions.get(argument.of or "")
        if argument.role == "actor" and mention is not None and mention.actor is not None:
            yield from _perpetrators(mention, argument.span, event, report)
        elif argument.role == "recipient" and mention is not None and mention.used_as == "actor":
            if mention.kind in _HOUSED and _hits_things(event):  # "the attack on FENASTRAS"
                yield from _targets(argument.span, report)
            elif argument.span == mention.span and (name := _name_of(mention, report)):
                yield "Victim", name
            elif mention.kind == "company" or _is_building(mention) or _ends_in_thing(mention.span):
                yield from _targets(mention.span, report)
            elif _ends_in_thing(argument.span):  # "the consul's car"
                yield from _targets(argument.span, report)
        elif argument.role in ("recipient", "target") and _is_thing(argument, mentions, report):
            if argument.role == "target" or mention is None:  # "damaged a truck, buses and houses"
                yield from _targets(argument.span, report)
        elif argument.role == "means":
            words = _WHICH.sub("", _without_count(argument.span.exact))
            if words and _last_word(words) not in _NO_WEAPONS:
                yield "Weapon", words


def _charged(event: Event, mentions: Mapping[str, Mention], report: Report) -> Iterator[Filler]:
    """Organisations that a report charges with a deed in another sentence, or that own up to it there."""
    told = {m.actor for a in event.arguments if (m := mentions.get(a.of or "")) is not None}
    named = (m for m in report.mentions if not m.is_pronoun and m.actor not in told)
    first = {m.actor: m for m in reversed(list(named)) if m.actor in event.actors}
    for mention in first.values():
        found = _perpetrators(mention, mention.span, event, report)
        yield from ((role, words) for role, words in found if role == "PerpOrg")


def _hits_things(event: Event) -> bool:
    """Whether a deed may be done to a house: "attack on", "bombed"; nobody kills or kidnaps a union."""
    words = set(event.trigger.exact.lower().split())
    return not _BY_BLASTS.isdisjoint(event.modes) or not _ATTACKS.isdisjoint(words)


def _targets(span: Span, report: Report) -> Iterator[Filler]:
    """A thing that was hit as its slot has it: without its number, with whose house it is; none of an army's.

    "several offices of the Liberal Party" → "offices of the Liberal Party"
    """
    words = _without_count(_OPEN_BRACKET.sub("", span.exact))
    if not words or not _MILITARY.isdisjoint(plain_words(words).split()):
        return
    yield "Target", words + _whose(span, report)


def _without_count(words: str) -> str:
    """ "at least three bombs" → "bombs"; "his car" → "car"."""
    return _OWNER.sub("", _COUNTS.sub("", _OWNER.sub("", words)))


def _whose(span: Span, report: Report) -> str:
    """ " of the Liberal Party" behind "the offices"; nothing behind other things."""
    if _last_word(span.exact) not in _HOUSES:
        return ""
    behind = report.document.text[span.end : span.end + len(_OF_THE)].lower()
    start = next((span.end + len(of) for of in (_OF_THE, _OF) if behind.startswith(of)), None)
    ends = [
        m.span.end
        for m in report.mentions
        if start is not None and m.span.start <= start < m.span.end and m.span.start > span.start
    ]
    return report.document.text[span.end : max(ends)] if ends else ""


def _last_word(words: str) -> str:
    return next(reversed(plain_words(words).split()), "")


def _ends_in_thing(span: Span) -> bool:
    """ "main powerline", which the tagger took for a name."""
    return _last_word(span.exact) in _THINGS


def _is_building(mention: Mention) -> bool:
    """ "the embassy", "a police station": a government's or the police's, and a thing."""
    return mention.head.exact.lower() in _BUILDINGS


def _name_of(mention: Mention, report: Report) -> str | None:
    """The name of a person as printed, without title; None for somebody who is only described or is no person."""
    same = [m for m in report.mentions if m.actor == mention.actor] if mention.actor else [mention]
    names = [_without_title(m) for m in same if m.kind in _NAMED and _is_name(m)]
    names = [name for name in names if _may_be_person(name)]
    longest = max(names, key=len, default=None)
    return None if longest is None else _whole_name(longest, report)


def _whole_name(name: str, report: Report) -> str:
    """ "rodriguez porth" → "jose antonio rodriguez porth", where the report names one person so."""
    words = set(plain_words(name).split())
    printed = {_without_title(m) for m in report.mentions if m.kind == "person" and _is_name(m)}
    wholes = {w for w in printed if words < set(plain_words(w).split())}
    longest = max(wholes, key=len, default=name)
    is_one = all(set(plain_words(w).split()) <= set(plain_words(longest).split()) for w in wholes)
    return longest if is_one else name


def _full_name(mention: Mention, report: Report) -> str:
    """A person who goes by one name here, by the whole name that the report gives; others as they are described."""
    alone = mention.kind == "person" and " " not in mention.span.exact
    return (_name_of(mention, report) if alone else None) or mention.span.exact


def _may_be_person(name: str) -> bool:
    """Not "1300 gmt", nor "main powerline", which the tagger took for a name."""
    words = plain_words(name).split()
    return bool(words) and words[-1] not in _THINGS and not any(w.isdigit() for w in words)


def _is_name(mention: Mention) -> bool:
    """Whether the head is a name and no describing word: "the officer" is none."""
    head = mention.head.exact.lower()
    is_word = any(head in words.lower().split() for words in mention.words)
    return not mention.is_pronoun and not is_word and head[:1].isalpha()


def _without_title(mention: Mention) -> str:
    """ "presidential candidate luis galan" → "luis galan": the name begins behind the last describing word."""
    printed = mention.span.exact
    ends = [
        printed.lower().rfind(w.lower()) + len(w)
        for w in mention.words
        if w.lower() in printed.lower()
    ]
    words = _ARTICLE.sub("", printed[max(ends, default=0) :].strip()).split()
    while len(words) > 1 and _is_title(words[0].lower().rstrip(".")):
        words = words[1:]
    return " ".join(words)


def _is_title(word: str) -> bool:
    return word in _titles() or word.endswith("-year-old")


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """What stands before a name and is none of it: "msgr", "cattleman", "presidential hopeful"."""
    return load_persons() | load_apposed_names().persons | load_casing_file().titles | _TITLES


def _perpetrators(mention: Mention, span: Span, event: Event, report: Report) -> Iterator[Filler]:
    """An organisation by its printed name; those who act for one, and all others, as they are described."""
    organisation = organisation_of(report, mention.actor or "")
    if _is_nobody(mention):
        return
    if organisation is not None and is_asked_for(organisation, event, report):
        same = [m for m in report.mentions if m.actor == organisation and not m.is_pronoun]
        names = [m.span.exact for m in same if _is_name(m)] or [m.span.exact for m in same]
        is_group = any(a.id == organisation and a.kind == "armed_group" for a in report.actors)
        name = _body_alone(min(names, key=len, default=mention.span.exact), is_group)
        is_named = is_group or _last_word(name) not in _TROOPS
        if is_named and not _NAMELESS.issuperset(_content_of(name)):
            yield "PerpOrg", name
    is_organisation = organisation == mention.actor and _names_body(mention)
    if members := _members_before(mention, report):
        yield "PerpInd", members
    elif span != mention.span and _last_word(span.exact) in _MEMBERS | _TROOPS:
        yield "PerpInd", _men_alone(span.exact, organisation, report)
    elif not (is_organisation or mention.is_pronoun or mention.kind in _BODIES):
        # "the FARC" did it, or "FARC guerrillas"
        yield "PerpInd", _men_alone(_full_name(mention, report), organisation, report)


def _body_alone(name: str, is_group: bool) -> str:
    """ "the so-called death squads" → "death squads"; "shining path terrorists" → "shining path"."""
    words = _HEARSAY.sub("", name).split()
    while is_group and len(words) > 1 and words[-1].lower() in _TROOPS | {"urban"}:
        words = words[:-1]
    return " ".join(words)


def _men_alone(words: str, organisation: str | None, report: Report) -> str:
    """ "alleged urban guerrillas" → "urban guerrillas"; "guerrillas", where their body has a slot of its own.

    "men in a vehicle" → "men"
    """
    words = _WHERE.sub("", _HEARSAY.sub("", words))
    same = [m for m in report.mentions if organisation and m.actor == organisation]
    names = [m.span.exact.lower() for m in same]
    if not any(name in words.lower() and name != words.lower() for name in names):
        return words
    first = _OF_WHOM.split(words)[0]
    return next((last for w in (words, first) if (last := _last_word(w)) in _TROOPS), words)


def _members_before(mention: Mention, report: Report) -> str | None:
    """ "members of the ELN", where the ELN is who did it; None if nobody's members are named."""
    before = report.document.text[: mention.span.start]
    found = _MEMBERS_OF.search(before[-_MEMBERS_REACH:])
    return found.group() + mention.span.exact if found is not None else None


def _is_nobody(mention: Mention) -> bool:
    """ "No one claimed it", "no group did", "nor did any movement"."""
    return mention.span.exact.lower().startswith(("no ", "nobody", "any "))


def _content_of(name: str) -> list[str]:
    """The words of a name without those that tell how many: "some groups" → "groups"."""
    return plain_words(_without_count(name)).split()


def _names_body(mention: Mention) -> bool:
    """ "the FARC", "the air force": the body itself; "its troops", "members of the FARC" are people."""
    if mention.head.exact.lower() in _MEMBERS:
        return False
    return _is_name(mention) or is_body_word(mention.head.exact)


def _is_thing(argument: Argument, mentions: Mapping[str, Mention], report: Report) -> bool:
    """Whether a target's words are those of a thing: people are victims, and a town is where, not what."""
    words = plain_words(argument.span.exact).split()
    if not words or words[-1] not in _THINGS:
        return False
    is_somebody = any(
        mention.kind in _PEOPLE and mention.head.end == argument.span.end
        for mention in mentions.values()
    )
    return not is_somebody and not any(p.span.end == argument.span.end for p in report.places)


def tally_roles(item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one message: in each role, entities are aligned one to one, as many as possible."""
    tally: Tally = Counter({"documents": 1})
    for role in ROLES:
        gold = [_mentions_of(entity) for entity in item["roles"].get(role, [])]
        found = [list(row["mentions"]) for row in predicted if row["role"] == role]
        tally["items"] += len(gold)
        for name, fits in (("strict", _fits_strictly), ("overlap", _overlaps)):
            tally[f"{name}.hit"] += _most_pairs(gold, found, fits)
            tally[f"{name}.found"] += len(found)
            tally[f"{name}.gold"] += len(gold)
    return tally


def _mentions_of(entity: Any) -> list[str]:
    return [entity] if isinstance(entity, str) else list(entity)


def _fits_strictly(gold: Sequence[str], found: Sequence[str]) -> bool:
    names = {plain_words(mention) for mention in gold}
    return all(plain_words(mention) in names for mention in found)


def _overlaps(gold: Sequence[str], found: Sequence[str]) -> bool:
    return any(is_same_name(one, other) for one in gold for other in found)


def _most_pairs(
    gold: Sequence[Sequence[str]],
    found: Sequence[Sequence[str]],
    fits: Callable[[Sequence[str], Sequence[str]], bool],
) -> int:
    """The size of the largest one-to-one alignment (Kuhn 1955): with weights of 0 and 1 that is CEAF's."""
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column in range(len(found)):
            if column not in tried and fits(gold[row], found[column]):
                tried.add(column)
                if column not in taken or place(taken[column], tried):
                    taken[column] = row
                    return True
        return False

    return sum(place(row, set()) for row in range(len(gold)))


def role_measures(tally: Tally) -> Measures:
    """Micro F1 over the five roles."""
    return {"CEAF-REE strict F1": f1(tally, "strict"), "CEAF-REE overlap F1": f1(tally, "overlap")}
