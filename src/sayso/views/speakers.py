"""One speaker under several names: "Spokesman Omar Deng", "Omar Deng" and, whom he speaks for, "the health department".

Comes in: the reports of an incident. Goes out: Speakers, which tell for a source that nobody has listed under which key
its words count, how it is called, and its side if any of the reports tells it. Persons are one by their full name, by
their surname if only one has it; an organisation is one with its spokesman, and within a report with its short name
("the local council" … "the council"). Not handled: other spellings of a name, and spokesmen who changed sides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from msgspec.structs import replace

from sayso.extract.actors.known_actors import RoleFile
from sayso.lexicon import read_lexicon
from sayso.model import Actor, Attribution, Report
from sayso.views.sides import Side, Sides

_PREPOSITIONS = frozenset({"in", "of", "for", "at", "from", "on"})
_VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_PLACED = frozenset({"place", "modifier"})
# "General Abdelrahim of the Support Forces": not of the army, whatever his rank.
_OF_SOMEBODY = re.compile(r"\b(?:of|from|for|with)\b|['’]s\b")
_FOREIGN = frozenset({"state", "government", "armed_force"})


@dataclass(frozen=True)
class Speaker:
    """A source that nobody has listed: the key under which its words count, its name, its side if one is told."""

    key: str
    name: str
    side: Side | None = None


@dataclass(frozen=True)
class _Called:
    """A source of a report as it is called there: `org` names whom a spokesman speaks for."""

    document: str
    actor: str
    key: str
    name: str
    is_person: bool
    org: str | None
    side: Side | None


class Speakers:
    """The unlisted sources of some reports."""

    def __init__(self, reports: Iterable[Report], sides: Sides, ground: str | None = None) -> None:
        self._known: dict[tuple[str, str], Speaker] = {}
        called = [c for report in reports for c in _called(report, sides, ground)]
        groups: dict[str, list[_Called]] = defaultdict(list)
        leader = _joined(called)
        for one in called:
            groups[leader(one.key)].append(one)
        for group in groups.values():
            speaker = _speaker(group)
            self._known |= {(one.document, one.actor): speaker for one in group}

    def find(self, document: str, actor: str) -> Speaker | None:
        """The speaker that an unlisted source of a report is; None if it is no named source there."""
        return self._known.get((document, actor))


def with_ground(report: Report, ground: str | None = None) -> dict[str, Actor]:
    """The actors of a report: "the army" is that of the only country where the report places anything.

    "The army denied that it had bombed Kabkabiya" → the army of Sudan, unless another country's forces are told of
    "General Luis Ospina said", where "the army" speaks too → an officer of that army
    "A drone of Israel's killed two in Kfar Tebnit, the health ministry said" → that of Lebanon: who counts the dead is
    of the country where they died, whoever came from abroad; so are "the mayor" and "Governor Oleh Kiper"
    "The director of Kadugli Teaching Hospital said" → nobody of the state: who tends the wounded counts for the house
    `ground` is the country of the other reports of an incident, for one that tells of none ("the junta's jets")
    """
    placed = {p.country for p in report.places if p.country and p.used_as in _PLACED}
    scenes = {event.place for event in report.events if event.type in _VIOLENT}
    placed = {p.country for p in report.places if p.country and p.id in scenes} or placed
    told = placed | {a.country for a in report.actors if a.kind in _FOREIGN and a.country}
    actors = {actor.id: actor for actor in _without_office(report)}
    officers = _officers(report)
    organs, forces = _only(placed or told), _only(told) or _own_country(report, told)
    if not told:
        organs = forces = ground
    grounds = (
        (a, organs if _is_organ(a) else forces if _is_state_force(a) or a.id in officers else None)
        for a in actors.values()
        if a.country is None
    )
    return actors | {a.id: replace(a, country=ground) for a, ground in grounds if ground}


def _without_office(report: Report) -> Iterator[Actor]:
    """The actors of a report, the staff of hospitals without what "director" or "chief" made of them."""
    staff = {
        a
        for attribution in report.attributions
        if _house_staff().search(_source_words(attribution))
        for a in attribution.actors
    }
    for actor in report.actors:
        is_staff = actor.id in staff or _house_staff().search(actor.name) is not None
        is_private = actor.kind == "person" and actor.id.startswith("doc:") and is_staff
        yield replace(actor, roles=("HLH",)) if is_private else actor


def _officers(report: Report) -> frozenset[str]:
    """Officers of whom nothing is told but rank and name, in a report where a state's own forces are told of."""
    forces = (a for a in report.actors if a.kind == "armed_force")
    if not any(a.country or _plain(a.name) in _roles().state_forces for a in forces):
        return frozenset()
    sources = defaultdict(list)
    for attribution in report.attributions:
        for actor in attribution.actors:
            sources[actor].append(_source_words(attribution))
    return frozenset(
        a.id
        for a in report.actors
        if a.kind == "person"
        and "MIL" in a.roles
        and _plain(a.name).split()[0] in _roles().ranks
        and not any(_OF_SOMEBODY.search(words) for words in (a.name, *sources[a.id]))
    )


def _source_words(attribution: Attribution) -> str:
    return " ".join(span.exact for span in attribution.source)


def _only(countries: set[str]) -> str | None:
    return next(iter(countries)) if len(countries) == 1 else None


def _own_country(report: Report, told: set[str]) -> str | None:
    """ "The Defence Ministry" of an outlet whose country takes part in what it tells: that country's."""
    outlet = report.document.outlet
    return outlet.country if outlet is not None and outlet.country in told else None


def _is_organ(actor: Actor) -> bool:
    """ "The health ministry", "the governor": an organ that says of no country that it is its own."""
    if actor.kind == "person":
        return "GOV" in actor.roles and not _roles().local_offices.isdisjoint(
            _plain(actor.name).split()
        )
    return actor.kind == "government" and _plain(actor.name) in _roles().home_organs


def _is_state_force(actor: Actor) -> bool:
    """ "The army", "police", and who speaks for them: "army spokesman Nabil Abdallah"."""
    if actor.kind == "person" and "MIL" in actor.roles:
        return _plain(actor.name).split()[0] in _roles().state_forces
    if actor.kind == "government":
        return _plain(actor.name) in _roles().force_organs
    is_force = actor.kind in ("armed_force", "police")
    return is_force and _plain(actor.name) in _roles().state_forces | _roles().state_men


def _called(report: Report, sides: Sides, ground: str | None) -> Iterator[_Called]:
    """The named sources of a report that nobody has listed."""
    actors = with_ground(report, ground)
    day = report.document.published[:10] if report.document.published else None
    for attribution in report.attributions:
        named = [actors[a] for a in attribution.actors if a in actors and a.startswith("doc:")]
        if attribution.source_kind != "named" and not _is_of_house(attribution):
            continue
        for actor in named:
            if actor.kind in ("civilians", "group", "media"):
                continue
            person = person_words(actor.name) or _person_behind(actor, attribution)
            is_person = bool(person) and (actor.kind == "person" or person != actor.name.split())
            name = " ".join(person) if is_person else re.sub(r"^[Tt]he ", "", actor.name)
            org = _spoken_for(attribution) if is_person or _is_of_house(attribution) else None
            yield _Called(
                report.document.id,
                actor.id,
                _plain(name),
                name,
                is_person,
                org,
                sides.side_of(actor.id, actor, day) or _side_before(attribution, actor, sides),
            )
            if org is not None:
                known = next((a for a in actors.values() if _plain(a.name) == _plain(org)), None)
                side = sides.side_of(known.id, known, day) if known else None
                yield _Called(report.document.id, "", _plain(org), org, False, None, side)


def person_words(name: str) -> list[str]:
    """The words of a person's own name, without titles and offices.

    "Caretaker Interior Minister Sarfraz Bugti" → ["Sarfraz", "Bugti"]; "the health department" → []
    """
    words = name.split()
    first = len(words)
    while first > 0 and words[first - 1][0].isupper() and not _is_title(words[first - 1]):
        first -= 1
    is_placed = first > 0 and words[first - 1].casefold() in _PREPOSITIONS
    return [] if is_placed else words[first:]


def _person_behind(actor: Actor, attribution: Attribution) -> list[str]:
    """ "Chairman of the local government Monday Kassah": the name stands behind the office, in the source alone."""
    words = person_words(_source_words(attribution))
    return words if actor.kind == "person" and len(words) > 1 else []


def _is_title(word: str) -> bool:
    return word.casefold().rstrip(".") in _titles() or word.endswith(("'s", "’s", "s'"))


def _spoken_for(attribution: Attribution) -> str | None:
    """Whom a source says that it speaks for.

    "Omar Deng, a spokesman for the health department" → "health department"; "Doctor Amna Idris of the town's hospital"
    → "town's hospital": who counts the wounded there counts for the house
    """
    words = _source_words(attribution)
    match = _spokesmen().search(words) or _house_staff().search(words)
    found = (match["of"] or match.groupdict().get("owner")) if match is not None else None
    org = re.sub(r"^(?:the|a|an) ", "", (found or "").strip(), flags=re.I)
    return org if org and not all(_is_title(word) for word in org.split()) else None


def _is_of_house(attribution: Attribution) -> bool:
    """ "The director of Kadugli Teaching Hospital": one of a house that has a name, though nobody names him."""
    found = _house_staff().search(_source_words(attribution))
    return found is not None and any(word[:1].isupper() for word in found["of"].split()[:-1])


def _side_before(attribution: Attribution, actor: Actor, sides: Sides) -> Side | None:
    """ "An SPLM-N spokesman, Mubarak Ardol Tia", "TNLA spokesperson Lway Yay Oo": the group that stands before."""
    match = _group_before().search(_source_words(attribution)) if actor.kind == "person" else None
    row = sides.groups.get(match["group"].casefold()) if match is not None else None
    return Side(row.id, row.name, row.kind) if row is not None else None


def _joined(called: Sequence[_Called]) -> Callable[[str], str]:
    """Which keys are of one speaker: a function from a key to that of its group."""
    above: dict[str, str] = {}

    def leader(key: str) -> str:
        while key in above:
            key = above[key]
        return key

    for one, other in sorted({*_same_persons(called), *_same_organisations(called)}):
        a, b = sorted((leader(one), leader(other)))
        if a != b:
            above[b] = a
    return leader


def _same_persons(called: Sequence[_Called]) -> Iterator[tuple[str, str]]:
    """ "City SHO Javed Lehri" and "Javed Lehri"; "Kassah", if only one person is called so."""
    keys = {c.key for c in called if c.is_person}
    bare = {c.key for c in called if not c.is_person and " " not in c.key and c.name[:1].isupper()}
    for key in keys | bare:
        longer = [k for k in keys if k.endswith(f" {key}")]
        if longer and (" " in key or len(longer) == 1):
            yield from ((key, k) for k in longer)
    yield from ((c.key, _plain(c.org)) for c in called if c.org is not None)


def _same_organisations(called: Sequence[_Called]) -> Iterator[tuple[str, str]]:
    """ "the local resistance committee in Kabkabiya" and, in the same report, "the committee"."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in called:
        if not one.is_person:
            named[one.document].add(one.key)
    for keys in named.values():
        for key in keys:
            longer = [k for k in keys if k != key and _head(k) == key]
            if len(longer) == 1:
                yield key, longer[0]


def _head(key: str) -> str:
    """ "local resistance committee in kabkabiya" → "committee" """
    words = key.split()
    at = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    return words[at - 1] if words else ""


def _speaker(group: Sequence[_Called]) -> Speaker:
    """How a group is called: by whom it speaks for, else by the name that most use, the longest of these."""
    organisations = [c for c in group if not c.is_person]
    counts = Counter((c.key, c.name) for c in organisations or group)
    (key, name), _ = max(counts.items(), key=lambda item: (item[1], len(item[0][0]), item[0]))
    # "The army" of one report is not surely that of another: only a name of several words carries its side along.
    sides = {c.side.id: c.side for c in group if c.side is not None and " " in c.key}
    return Speaker(key, name, next(iter(sides.values())) if len(sides) == 1 else None)


def _plain(words: str) -> str:
    plain = re.sub(r"[^\w]+", " ", words.casefold()).strip()
    return re.sub(r"^(?:the|a|an) ", "", plain)


@lru_cache(maxsize=1)
def _roles() -> RoleFile:
    return read_lexicon("roles", RoleFile)


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """All words of titles and of what persons are."""
    titles = {t.casefold().rstrip(".") for words in _roles().titles.values() for t in words}
    persons = (role for role in _roles().roles if role.kind == "person")
    return frozenset(
        titles | {w for role in persons for words in role.words for w in words.split()}
    )


def _spokes_words() -> str:
    speaking = (r for r in _roles().roles if r.key.startswith("spokes"))
    return "|".join(sorted({re.escape(w.split()[-1]) for r in speaking for w in r.words}))


@lru_cache(maxsize=1)
def _group_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|, )(?:(?:an?|the) )?(?P<group>[^,;]+?)(?:['’]s?)? (?:{_spokes_words()})\b", re.I
    )


@lru_cache(maxsize=1)
def _spokesmen() -> re.Pattern[str]:
    words = _spokes_words()
    return re.compile(
        rf"\b(?:{words})\b,? (?:for|of) (?P<of>[^,;]+)|, (?P<owner>[^,;]+?)['’]s? (?:\w+ )?(?:{words})\b"
    )


@lru_cache(maxsize=1)
def _house_staff() -> re.Pattern[str]:
    houses = "|".join(map(re.escape, sorted(_roles().houses)))
    return re.compile(rf" (?:of|at|from) (?P<of>[^,;]*\b(?:{houses})\b[^,;]*)", re.I)
