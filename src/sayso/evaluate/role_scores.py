"""Scores of role fillers against MUC-4: who did it, for which organisation, to whom, to what, with what.

Comes in: MUC-4 documents with their five roles, and reports. Goes out: CEAF-REE (Du, Rush & Cardie 2021), strict
(every mention predicted for an entity is one of the gold entity's) and by overlap (head word, or half of the words).
No template is learned: the fillers are the arguments of the attacks that a report tells. The slot of the victim holds
names and nobody who is only described ("two farmers"), that of the target things and no people, without their number,
which has a slot of its own, and nothing of an army's or the police's: so are ours. Nor are there victims by a surname
alone, or planes and units of an army among the individuals (evaluate/role_words.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sayso.countries import load_countries
from sayso.evaluate.responsibility_scores import (
    is_asked_for,
    is_body_word,
    is_incident,
    is_same_name,
    organisation_of,
    plain_words,
)
from sayso.evaluate.role_words import (
    ARTICLE,
    ATTACKS,
    BANDS,
    BODIES,
    BUILDINGS,
    BY_BLASTS,
    COUNTS,
    DONE,
    HEARSAY,
    HOUSED,
    HOUSES,
    LATELY,
    MEMBERS,
    MEMBERS_OF,
    MEMBERS_REACH,
    MILITARY,
    NAMELESS,
    NO_INCIDENTS,
    NO_PERPETRATORS,
    NO_WEAPONS,
    OF,
    OF_THE,
    OF_WHOM,
    OPEN_BRACKET,
    OWNER,
    PEOPLE,
    PEOPLE_TOO,
    POINTS,
    THINGS,
    TITLES,
    TROOPS,
    VAGUE,
    WHERE,
    WHICH,
)
from sayso.evaluate.tallies import Measures, Tally, f1
from sayso.model import Argument, Event, Mention, Report, Span
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.persons import load_persons
from sayso.nlp.truecasing import load_casing_file

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
Filler = tuple[str, str]


def predict_roles(report: Report) -> list[dict[str, Any]]:
    """One filler a row: {"role": "Victim", "mentions": ["two farmers"]}, each entity once.

    "Rebels shot the mayor, Juan Soto, with rifles." → PerpInd "Rebels", Victim "Juan Soto", Weapon "rifles"
    """
    mentions = {mention.id: mention for mention in report.mentions}
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for event in report.events:
        is_told = event.status in DONE and is_incident(event, report)
        if is_told and NO_INCIDENTS.isdisjoint(event.trigger.exact.lower().split()):
            hit = {a.kind for a in report.actors if a.id in event.recipients}
            is_on_police = hit == {"police"}
            for role, words in _fillers(event, mentions, report):
                if role != "Victim" and event.status not in LATELY:
                    continue
                if role == "PerpInd" and (is_on_police or _last_word(words) in NO_PERPETRATORS):
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
        elif argument.role == "actor" and mention is None and _means_people(argument.span):
            yield "PerpInd", _men_alone(argument.span.exact, None, report)
        elif argument.role == "recipient" and mention is not None and mention.used_as == "actor":
            if mention.kind in HOUSED and _hits_things(event):  # "the attack on FENASTRAS"
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
            words = WHICH.sub("", _without_count(argument.span.exact))
            if words and _last_word(words) not in NO_WEAPONS:
                yield "Weapon", words


def _means_people(span: Span) -> bool:
    """ "another guerrilla column", "professionals": people whom no list of actors knows."""
    word = _last_word(WHERE.sub("", span.exact))
    return word in PEOPLE_TOO or _singular(word) in load_persons()


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
    return not BY_BLASTS.isdisjoint(event.modes) or not ATTACKS.isdisjoint(words)


def _targets(span: Span, report: Report) -> Iterator[Filler]:
    """A thing that was hit as its slot has it: without its number, with whose house it is; none of an army's.

    "several offices of the Liberal Party" → "offices of the Liberal Party"
    """
    words = _without_count(OPEN_BRACKET.sub("", span.exact))
    if not words or not MILITARY.isdisjoint(plain_words(words).split()):
        return
    yield "Target", words + _whose(span, report)


def _without_count(words: str) -> str:
    """ "at least three bombs" → "bombs"; "his car" → "car"."""
    return OWNER.sub("", COUNTS.sub("", OWNER.sub("", words)))


def _whose(span: Span, report: Report) -> str:
    """ " of the Liberal Party" behind "the offices"; nothing behind other things."""
    if _last_word(span.exact) not in HOUSES:
        return ""
    behind = report.document.text[span.end : span.end + len(OF_THE)].lower()
    start = next((span.end + len(of) for of in (OF_THE, OF) if behind.startswith(of)), None)
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
    return _is_thing_word(_last_word(OF_WHOM.split(span.exact)[0]))


def _is_building(mention: Mention) -> bool:
    """ "the embassy", "a police station": a government's or the police's, and a thing."""
    return mention.head.exact.lower() in BUILDINGS


def _name_of(mention: Mention, report: Report) -> str | None:
    """The name of a person as printed, without title; None for somebody who is only described or is no person."""
    same = [m for m in report.mentions if m.actor == mention.actor] if mention.actor else [mention]
    names = [_without_title(m) for m in same if m.kind == "person" and _is_name(m)]
    names = [name for name in names if _may_be_person(name)]
    longest = max(names, key=len, default=None)
    whole = "" if longest is None else _whole_name(longest, report)
    return whole if " " in whole else None  # a surname alone is of somebody told of before


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
    return bool(words) and words[-1] not in THINGS and not any(w.isdigit() for w in words)


def _is_name(mention: Mention) -> bool:
    """Whether the head is a name and no describing word: "the officer" is none."""
    head = mention.head.exact.lower()
    is_word = any(head in words.lower().split() for words in mention.words)
    return not mention.is_pronoun and not is_word and head[:1].isalpha()


def _without_title(mention: Mention) -> str:
    """ "presidential candidate luis galan" → "luis galan": the name begins behind the last describing word."""
    printed = mention.span.exact
    ends = [
        found.end()
        for w in mention.words
        for found in re.finditer(rf"\b{re.escape(w)}\b", printed, re.IGNORECASE)
    ]
    words = ARTICLE.sub("", printed[max(ends, default=0) :].strip()).split()
    while len(words) > 1 and _is_title(words[0].lower().rstrip(".")):
        words = words[1:]
    return " ".join(words)


def _is_title(word: str) -> bool:
    return word in _titles() or word.endswith("-year-old")


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """What stands before a name and is none of it: "msgr", "cattleman", "presidential hopeful"."""
    casing = load_casing_file()
    titles = load_persons() | load_apposed_names().persons | casing.titles | TITLES
    return titles | (_peoples() - {name.lower() for name in casing.given_names})


def _peoples() -> frozenset[str]:
    """ "guatemalan gilda flores": whose national somebody is is none of his name."""
    countries = load_countries()
    return frozenset(form.lower() for form in (*countries.by_adjective, *countries.by_people))


def _perpetrators(mention: Mention, span: Span, event: Event, report: Report) -> Iterator[Filler]:
    """An organisation by its printed name; those who act for one, and all others, as they are described."""
    organisation = organisation_of(report, mention.actor or "")
    if _is_nobody(mention):
        return
    if organisation is not None:
        name = _name_of_body(organisation, mention, report)
        is_band = _last_word(name) in BANDS and organisation.startswith("doc:")
        is_group = any(a.id == organisation and a.kind == "armed_group" for a in report.actors)
        if not (NAMELESS.issuperset(_content_of(name)) or name.lower().startswith(POINTS)):
            if is_band:
                yield "PerpInd", name
            elif is_group or (
                _last_word(name) not in TROOPS and is_asked_for(organisation, event, report)
            ):
                yield "PerpOrg", name
    is_organisation = organisation == mention.actor and _names_body(mention)
    if members := _members_before(mention, report):
        yield "PerpInd", members
    elif span != mention.span and _last_word(span.exact) in MEMBERS | TROOPS:
        yield "PerpInd", _men_alone(span.exact, organisation, report)
    elif not (is_organisation or mention.is_pronoun or mention.kind in BODIES):
        # "the FARC" did it, or "FARC guerrillas"
        yield "PerpInd", _men_alone(_full_name(mention, report), organisation, report)


def _name_of_body(organisation: str, mention: Mention, report: Report) -> str:
    """The shortest name that the report prints for a body; none that only points to it ("this group")."""
    same = [m for m in report.mentions if m.actor == organisation and not m.is_pronoun]
    names = [m.span.exact for m in same if _is_name(m)] or [m.span.exact for m in same]
    names = [n for n in names if not n.lower().startswith(POINTS)] or names
    is_group = any(a.id == organisation and a.kind == "armed_group" for a in report.actors)
    return _body_alone(min(names, key=len, default=mention.span.exact), is_group)


def _body_alone(name: str, is_group: bool) -> str:
    """ "the so-called death squads" → "death squads"; "shining path terrorists" → "shining path"."""
    words = HEARSAY.sub("", name).split()
    while is_group and len(words) > 1 and words[-1].lower() in TROOPS | {"urban"}:
        words = words[:-1]
    return " ".join(words)


def _men_alone(words: str, organisation: str | None, report: Report) -> str:
    """ "alleged urban guerrillas" → "urban guerrillas"; "guerrillas", where their body has a slot of its own.

    "men in a vehicle" → "men"
    """
    words = VAGUE.sub("", WHERE.sub("", HEARSAY.sub("", words)))
    same = [m for m in report.mentions if organisation and m.actor == organisation]
    names = [m.span.exact.lower() for m in same]
    if not any(name in words.lower() and name != words.lower() for name in names):
        return words
    first = OF_WHOM.split(words)[0]
    return next((last for w in (words, first) if (last := _last_word(w)) in TROOPS), words)


def _members_before(mention: Mention, report: Report) -> str | None:
    """ "members of the ELN", where the ELN is who did it; None if nobody's members are named."""
    before = report.document.text[: mention.span.start]
    found = MEMBERS_OF.search(before[-MEMBERS_REACH:])
    return found.group() + mention.span.exact if found is not None else None


def _is_nobody(mention: Mention) -> bool:
    """ "No one claimed it", "no group did", "nor did any movement"."""
    return mention.span.exact.lower().startswith(("no ", "nobody", "any "))


def _content_of(name: str) -> list[str]:
    """The words of a name without those that tell how many: "some groups" → "groups"."""
    return plain_words(_without_count(name)).split()


def _names_body(mention: Mention) -> bool:
    """ "the FARC", "the air force": the body itself; "its troops", "members of the FARC" are people."""
    if mention.head.exact.lower() in MEMBERS:
        return False
    return _is_name(mention) or is_body_word(mention.head.exact)


def _is_thing(argument: Argument, mentions: Mapping[str, Mention], report: Report) -> bool:
    """Whether a target's words are those of a thing: people are victims, and a town is where, not what."""
    head = OF_WHOM.split(argument.span.exact)[0]
    if not _is_thing_word(_last_word(head)):
        return False
    end = argument.span.start + len(head)
    is_somebody = any(m.kind in PEOPLE and m.head.end == end for m in mentions.values())
    return not is_somebody and not any(p.span.end == end for p in report.places)


def _is_thing_word(word: str) -> bool:
    return word in THINGS or _singular(word) in THINGS


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
