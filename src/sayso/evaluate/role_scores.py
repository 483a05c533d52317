"""Scores of role fillers against MUC-4: who did it, for which organisation, to whom, to what, with what.

Comes in: MUC-4 documents with their five roles, and reports. Goes out: CEAF-REE (Du, Rush & Cardie 2021), strict
(every mention predicted for an entity is one of the gold entity's) and by overlap (head word, or half of the words).
No template is learned: the fillers are the arguments of the attacks that a report tells. The slot of the victim holds
names and nobody who is only described ("two farmers"), that of the target things and no people: so are ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sayso.evaluate.responsibility_scores import (
    is_body_word,
    is_incident,
    is_same_name,
    organisation_of,
    plain_words,
)
from sayso.evaluate.tallies import Measures, Tally, f1
from sayso.model import ActorKind, Argument, Event, Mention, Report, Status

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
# Kinds of actors that a name can be a person's.
_NAMED: frozenset[ActorKind] = frozenset(("person", "other"))
# Kinds of those who are no individuals, whatever they did.
_BODIES: frozenset[ActorKind] = frozenset(
    ("state", "government", "igo", "ngo", "media", "company", "court", "party")
)
_ARTICLE = re.compile(r"^(?:the|a|an) ")
# The templates hold attacks of the last three months, many of them told again ("investigate the murder of Soto").
_DONE: frozenset[Status] = frozenset(("happened", "ongoing", "attempted", "historical"))
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
        "aircraft airliner airplane airport airports ambulance antenna antennas apartment apartments armory bank "
        "banks barrack base bases boat boats boeing branch branches bridge bridges building buildings bus buses "
        "camp camps car cars cathedral cinema cinemas clinic club college companies company complex computer "
        "consulates convent convoy dam department depot embassies equipment establishment establishments "
        "exchange facilities facility factories factory farm farms ferry firm firms flagship garage garages gate "
        "helicopter helicopters highway home homes hospital hospitals hotel hotels house houses infrastructure "
        "installation installations institute institution institutions jeep laboratory line lines locomotive "
        "locomotives lodge machinery mall mansion market markets mill mine mission monument motorcycle "
        "motorcycles museum network newspaper newspapers outlet pharmacy pickup pipeline pipelines plane planes "
        "plant plantation plants pole poles pool posts powerline powerlines premises properties property pylon "
        "pylons railroad railway ranch refineries refinery residence residences residency restaurant restaurants "
        "road roads school schools seminary shed ship ships shop shops stations statue store stores structure "
        "structures submarine subsidiary substation substations supermarket supermarkets switchboard system "
        "systems tanker taxi taxis temple temples terminal theater theaters tower towers tractor tractors train "
        "trains transformer transformers truck trucks tunnel university utilities van vans vehicle vehicles "
        "vessel vessels villa wall walls warehouse warehouses wells window windows workshop"
    ).split()
)

Filler = tuple[str, str]


def predict_roles(report: Report) -> list[dict[str, Any]]:
    """One filler a row: {"role": "Victim", "mentions": ["two farmers"]}, each entity once.

    "Rebels shot the mayor, Juan Soto, with rifles." → PerpInd "Rebels", Victim "Juan Soto", Weapon "rifles"
    """
    mentions = {mention.id: mention for mention in report.mentions}
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for event in report.events:
        if event.status in _DONE and is_incident(event, report):
            for role, words in _fillers(event, mentions, report):
                if not any(is_same_name(words, other) for other in found[role]):
                    found[role].append(words)
    return [{"role": role, "mentions": [words]} for role in ROLES for words in found[role]]


def _fillers(event: Event, mentions: Mapping[str, Mention], report: Report) -> Iterator[Filler]:
    for argument in event.arguments:
        mention = mentions.get(argument.of or "")
        if argument.role == "actor" and mention is not None and mention.actor is not None:
            yield from _perpetrators(mention, report)
        elif argument.role == "recipient" and mention is not None and mention.used_as == "actor":
            if name := _name_of(mention, report):
                yield "Victim", name
            elif mention.kind == "company" or _is_building(mention):
                yield "Target", mention.span.exact
        elif argument.role == "recipient" and mention is None:
            if _is_thing(argument, mentions, report):  # "damaged a truck, buses and houses"
                yield "Target", argument.span.exact
        elif argument.role == "target" and _is_thing(argument, mentions, report):
            yield "Target", argument.span.exact
        elif argument.role == "means":
            yield "Weapon", argument.span.exact


def _is_building(mention: Mention) -> bool:
    """ "the embassy", "a police station": a government's or the police's, and a thing."""
    return mention.head.exact.lower() in _BUILDINGS


def _name_of(mention: Mention, report: Report) -> str | None:
    """The name of a person as printed, without title; None for somebody who is only described or is no person."""
    same = [m for m in report.mentions if m.actor == mention.actor] if mention.actor else [mention]
    names = [_without_title(m) for m in same if m.kind in _NAMED and _is_name(m)]
    names = [name for name in names if _may_be_person(name)]
    return max(names, key=len, default=None)


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
    return _ARTICLE.sub("", printed[max(ends, default=0) :].strip())


def _perpetrators(mention: Mention, report: Report) -> Iterator[Filler]:
    """An organisation by its printed name; those who act for one, and all others, as they are described."""
    organisation = organisation_of(report, mention.actor or "")
    if organisation is not None:
        same = [m for m in report.mentions if m.actor == organisation and not m.is_pronoun]
        names = [m.span.exact for m in same if _is_name(m)] or [m.span.exact for m in same]
        yield "PerpOrg", min(names, key=len, default=mention.span.exact)
    is_organisation = organisation == mention.actor and _names_body(mention)
    is_nobody = mention.is_pronoun or mention.kind in _BODIES or _is_nobody(mention)
    if not is_organisation and not is_nobody:
        # "the FARC" did it, or "FARC guerrillas"
        yield "PerpInd", mention.span.exact


def _is_nobody(mention: Mention) -> bool:
    """ "No one claimed it", "no group did"."""
    return mention.span.exact.lower().startswith(("no ", "nobody"))


def _names_body(mention: Mention) -> bool:
    """ "the FARC", "the air force": the body itself; "its troops", "FARC guerrillas" are people."""
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
