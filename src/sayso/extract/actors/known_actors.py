"""Known actors, roles and countries, ready to be found in a text.

Comes in: the lexicons `actors.yaml`, `roles.yaml`, `outlets.yaml`, `countries.yaml`, and a user's own list of
actors (YAML or CSV). Goes out: an ActorLexicon: an index of all their forms, and the rules that turn an owner and
a role into an actor's id ("Syrian" + "army" → "SYR.MIL"). Reads no report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from sayso.countries import Countries, Country, load_countries
from sayso.extract.actors.actor_rows import ActorFile, Gender, KnownActor, Office
from sayso.extract.actors.names import Meaning, NameIndex, Use
from sayso.extract.actors.own_actors import read_own_actors
from sayso.ingest.outlets import OutletRow, read_outlets
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Actor, ActorKind
from sayso.nlp.persons import role_nouns


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `roles.yaml`: nouns of one meaning. The note of the file tells what the flags are."""

    key: str
    kind: ActorKind
    sectors: tuple[str, ...] = ()
    organ: str | None = None
    collective: bool = False
    force: bool = False
    member: bool = False
    equipment: bool = False
    anaphor: bool = False
    determined: bool = False
    flagged: bool = False
    office: str | None = None
    # What it may be "of" and is nobody then: a "regime of calm" is no government.
    not_of: frozenset[str] = frozenset()
    owned: str | None = None
    gender: Gender | None = None
    words: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()


class RoleFile(LexiconHeader, frozen=True, kw_only=True):
    """The file `roles.yaml`."""

    roles: tuple[Role, ...]
    titles: dict[str, tuple[str, ...]]
    speaks_for: frozenset[str]
    deeds: frozenset[str]
    on_ground: frozenset[str]
    state_forces: frozenset[str]
    state_men: frozenset[str]
    told_by_forces: frozenset[str]
    armies_in: dict[str, str]
    ranks: frozenset[str]
    force_organs: frozenset[str]
    home_organs: frozenset[str]
    local_offices: frozenset[str]
    houses: frozenset[str]
    civil: frozenset[str]
    common_words: frozenset[str]
    addresses: frozenset[str]
    undergoes: frozenset[str]
    done_to_governments: frozenset[str]
    locative: frozenset[str]
    towards: frozenset[str]
    of_somebody: frozenset[str]
    hearers: frozenset[str]
    by_trade: str
    by_kin: str
    minorities: dict[str, str]
    ethnic_adjectives: dict[str, str]


@dataclass(frozen=True)
class ActorLexicon:
    """All that is known of actors before a report is read. Load it once."""

    countries: Countries
    actors: dict[str, KnownActor]
    own: frozenset[str]
    outlets: dict[str, OutletRow]
    roles: dict[str, Role]
    words: RoleFile
    names: NameIndex
    titles: dict[str, Gender | None]
    offices: dict[tuple[str, str], tuple[tuple[Office, str], ...]]

    def forms(self) -> Iterator[str]:
        """The names of all known actors and outlets, as printed: "Hamas", "FMLN", "Bashar al-Assad"."""
        for row in self.actors.values():
            yield from (row.name, *row.aliases, *row.adjectives)
        for outlet in self.outlets.values():
            yield from (*(() if outlet.common_word else (outlet.name,)), *outlet.aliases)

    @cached_property
    def genders(self) -> dict[str, str]:
        """Of which gender persons known by name are: "person:antony-blinken" → "m"."""
        return {actor.id: actor.gender for actor in self.actors.values() if actor.gender}

    def choose_actor(self, ids: Iterable[str], day: str | None) -> str | None:
        """The actor that a shared name means on a day; None when that stays open.

        "Assad" in 1998 → "person:hafez-al-assad", in 2015 → "person:bashar-al-assad"
        """
        candidates = list(dict.fromkeys(ids))
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        active = [i for i in candidates if self._is_active(i, day)]
        if len(active) == 1:
            return active[0]
        if active:
            return None
        past = sorted(
            (self._last_day(i), i)
            for i in candidates
            if self._last_day(i) and (day is None or self._last_day(i) <= day)
        )
        return past[-1][1] if past else None

    def _is_active(self, actor: str, day: str | None) -> bool:
        known = self.actors.get(actor)
        if known is None:
            return True
        if known.offices:
            return any(office.holds(day) for office in known.offices)
        return Office(office="", of="", since=known.since, to=known.to).holds(day)

    def _last_day(self, actor: str) -> str:
        known = self.actors.get(actor)
        return max((o.to for o in known.offices), default=known.to) if known else ""

    def office_holder(self, of: str, office: str, day: str | None) -> str | None:
        """Who holds an office on a day: ("SYR", "president", "2016-05-04") → "person:bashar-al-assad".

        Without a day nobody does: a report of unknown date does not mean today's president.
        """
        if day is None:
            return None
        if office == "leader":
            ranks = (*_LEADERS, *_HEADS)
            found = (self._holder(of, rank, day) for rank in ranks)
            return next((holder for holder in found if holder), None)
        return self._holder(of, office, day)

    def _holder(self, of: str, office: str, day: str | None) -> str | None:
        holders = {who for term, who in self.offices.get((of, office), ()) if term.holds(day)}
        return holders.pop() if len(holders) == 1 else None

    def holder_among(self, of: str, office: str, persons: set[str]) -> str | None:
        """The only one of some persons who ever held an office, if there is one."""
        offices = [office]
        if office == "leader":
            offices = [*_LEADERS, *_HEADS]
        holders = {
            who for o in offices for _, who in self.offices.get((of, o), ()) if who in persons
        }
        return holders.pop() if len(holders) == 1 else None

    def seat_of(self, person: str, day: str | None) -> str | None:
        """For whom a person acts on a day: the country or the group that the office is of."""
        known = self.actors.get(person)
        if known is None or not known.offices:
            return None
        held = [o for o in known.offices if o.holds(day)] or list(known.offices)
        return held[-1].of

    def country_of(self, actor: str) -> Country | None:
        """The country row of an id: of "SYR", "SYR.GOV.foreign-ministry" or "GEO.abkhazia.MIL"."""
        parts = actor.split(".")
        longest = ".".join(parts[:2])
        return self.countries.by_id.get(longest) or self.countries.by_id.get(parts[0])

    def iso3_of(self, actor: str) -> str | None:
        """The three letters of the country of an id."""
        country = self.country_of(actor)
        return country.iso3 if country is not None else None

    def actor(self, actor: str) -> Actor | None:
        """The actor of an id, known by row or by rule; None for ids that need the report."""
        if (known := self.actors.get(actor)) is not None:
            return Actor(
                id=known.id,
                name=known.name,
                kind=known.kind,
                country=known.country,
                roles=known.roles,
            )
        if (outlet := self.outlets.get(actor.removeprefix("outlet:"))) is not None:
            return Actor(
                id=actor, name=outlet.name, kind="media", country=outlet.country, roles=("MED",)
            )
        return self._actor_by_rule(actor)

    def _actor_by_rule(self, actor: str) -> Actor | None:
        country = self.country_of(actor)
        if country is None:
            return None
        organ = actor.removeprefix(country.id).removeprefix(".")
        if not organ:
            return Actor(id=actor, name=country.name, kind="state", country=country.iso3)
        role = next((r for r in self.roles.values() if r.organ == organ), None)
        sectors = role.sectors if role else (organ.split(".")[0],)
        kind: ActorKind = role.kind if role else "government"
        owner = country.adjectives[0] if country.adjectives else country.name
        words = _ORGAN_NAMES.get(organ) or organ.split(".")[-1].replace("-", " ")
        return Actor(
            id=actor, name=f"{owner} {words}", kind=kind, country=country.iso3, roles=sectors
        )


_LEADERS = (
    "supreme-leader",
    "leader-of-state",
    "president",
    "king",
    "prime-minister",
    "secretary-general",
)
_HEADS = ("leader", "head", "commander")
_ORGAN_NAMES = {
    "GOV": "government",
    "MIL": "armed forces",
    "COP": "police",
    "LEG": "parliament",
    "JUD": "courts",
    "SPY": "intelligence service",
}


def load_actor_lexicon(own: Sequence[Path] = ()) -> ActorLexicon:
    """Read the lexicons, and a user's own actors if given.

    An own row replaces the shipped one of its id, and the names that it has mean nobody else any more.
    """
    countries = load_countries()
    words = read_lexicon("roles", RoleFile)
    shipped = {row.id: row for row in read_lexicon("actors", ActorFile).actors}
    sectors = frozenset(s for role in words.roles for s in role.sectors)
    sectors |= {s for row in shipped.values() for s in row.roles}
    mine = {row.id: row for row in read_own_actors(own, countries, sectors, shipped)}
    outlets = {row.id: row for row in read_outlets()}
    index = _make_index(countries, shipped.values(), mine.values(), outlets.values(), words)
    actors = shipped | mine
    return ActorLexicon(
        countries=countries,
        actors=actors,
        own=frozenset(mine),
        outlets=outlets,
        roles={role.key: role for role in words.roles},
        words=words,
        names=index,
        titles=_titles(words),
        offices=_offices(actors.values()),
    )


def tell_own_actors(own: ActorLexicon, shipped: ActorLexicon) -> list[tuple[str, str, str, str]]:
    """Of each own row: its id, its name, all its forms, and what of the shipped lists it stands in place of.

    An own "Northwind" that a shipped row has, too → "Northwind (armed-group:northwind)"
    """
    names = {
        form: row.id
        for row in shipped.actors.values()
        for form in (row.name, *row.aliases, *row.adjectives)
    }
    names |= {
        form: f"outlet:{row.id}"
        for row in shipped.outlets.values()
        for form in (row.name, *row.aliases)
    }
    told = []
    for row in (own.actors[i] for i in own.actors if i in own.own):
        forms = list(dict.fromkeys((row.name, *row.aliases, *row.adjectives)))
        taken = [f"{form} ({names[form]})" for form in forms if names.get(form, row.id) != row.id]
        instead = ["the shipped row"] if row.id in shipped.actors else []
        told.append((row.id, row.name, ", ".join(forms), "; ".join(instead + taken)))
    return told


def _make_index(
    countries: Countries,
    shipped: Iterable[KnownActor],
    own: Collection[KnownActor],
    outlets: Iterable[OutletRow],
    words: RoleFile,
) -> NameIndex:
    index = NameIndex(words.common_words)
    for form, meaning in _country_forms(countries):
        index.add(form, meaning)
    ids = {row.id for row in own}
    taken = {form for row in own for form in (row.name, *row.aliases, *row.adjectives)}
    for row in (*own, *(row for row in shipped if row.id not in ids)):
        gone = frozenset() if row.id in ids else taken
        for form in (row.name, *row.aliases):
            if form not in gone:
                index.add(form, Meaning("actor", row.id))
        for form in row.adjectives:
            if form not in gone:
                index.add(form, Meaning("member", row.id))
    for outlet in outlets:
        names = () if outlet.common_word else (outlet.name,)
        for form in (*names, *outlet.aliases):
            if form not in taken:
                index.add(form, Meaning("actor", f"outlet:{outlet.id}"))
    for role in words.roles:
        for form in role.words:
            index.add(form, Meaning("role", role.key), any_case=True)
        for form in (*role.plurals, *(_plural(word) for word in role.words)):
            index.add(form, Meaning("roles", role.key), any_case=True)
    _add_persons(index, words)
    return index


def _add_persons(index: NameIndex, words: RoleFile) -> None:
    """Let whoever is called by trade or kin be somebody: "a locksmith", "two cyclists"; on no side of any war."""
    known = {form for role in words.roles for form in (*role.words, *role.plurals)}
    for noun, is_trade, any_case in role_nouns():
        key = words.by_trade if is_trade else words.by_kin
        if noun not in known:
            index.add(noun, Meaning("role", key), any_case=any_case)
            index.add(_plural(noun), Meaning("roles", key), any_case=any_case)


def _country_forms(countries: Countries) -> Iterator[tuple[str, Meaning]]:
    tables: tuple[tuple[dict[str, Country], Use], ...] = (
        (countries.by_name, "country"),
        (countries.by_adjective, "adjective"),
        (countries.by_people, "people"),
        (countries.by_capital, "capital"),
        (countries.by_seat, "seat"),
    )
    for table, use in tables:
        for form, country in table.items():
            yield form, Meaning(use, country.id)


def _plural(word: str) -> str:
    """ "foreign ministry" → "foreign ministries", "ministry of defence" → "ministries of defence" """
    first, of, rest = word.partition(" of ")
    if of:
        return _plural(first) + of + rest
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return word[:-1] + "ies"
    if word.endswith(("s", "sh", "ch", "x")):
        return word + "es"
    return word + "s"


def _titles(words: RoleFile) -> dict[str, Gender | None]:
    genders: dict[str, Gender | None] = {"m": "m", "f": "f", "any": None}
    return {
        title.rstrip(".").lower(): genders[key]
        for key, titles in words.titles.items()
        for title in titles
    }


def _offices(
    actors: Iterable[KnownActor],
) -> dict[tuple[str, str], tuple[tuple[Office, str], ...]]:
    table: dict[tuple[str, str], list[tuple[Office, str]]] = {}
    for row in actors:
        for office in row.offices:
            table.setdefault((office.of, office.office), []).append((office, row.id))
    return {key: tuple(terms) for key, terms in table.items()}
