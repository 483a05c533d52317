"""Whose side an actor speaks for: a ministry, a spokesman and a president are one, an agency is its organisation.

Comes in: an actor's id and what its report knows of it, and the day. Goes out: a Side, or None where nobody can tell
("gunmen", "a witness"). Offices hold for a time, so the day decides. Who is a *party* to an incident is decided in
`positions.py`: a side is only a name for who speaks with one voice.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sayso.countries import Country, load_countries
from sayso.extract.actors.actor_rows import ActorFile, KnownActor
from sayso.ingest.outlets import read_outlets
from sayso.lexicon import read_lexicon
from sayso.model import Actor, ActorKind

# Kinds that speak for their country when nothing else is known of them.
STATE_KINDS: frozenset[ActorKind] = frozenset(
    {"state", "government", "armed_force", "police", "court"}
)
STATE_ROLES = frozenset({"GOV", "MIL", "COP", "JUD", "SPY", "LEG"})


@dataclass(frozen=True)
class Side:
    """Who speaks with one voice. `armed`: a state or a group that can be a party to violence."""

    id: str
    name: str
    kind: ActorKind

    @property
    def is_armed(self) -> bool:
        return self.kind in STATE_KINDS or self.kind == "armed_group"


@dataclass(frozen=True)
class Sides:
    """What is known of actors beyond one report: countries, organisations with their parents, offices."""

    countries: dict[str, Country]
    known: dict[str, KnownActor]
    outlets: dict[str, str]

    @cached_property
    def groups(self) -> dict[str, KnownActor]:
        """The armed groups, by each of their names and by the forms that stand before a role."""
        rows = [row for row in self.known.values() if row.kind == "armed_group"]
        return {
            name.casefold(): row
            for row in rows
            for name in (row.name, *row.aliases, *row.adjectives)
        }

    def side_of(self, actor: str, described: Actor | None, day: str | None) -> Side | None:
        """The side of an actor: "RUS.GOV.defence-ministry" → RUS; "person:turki-al-malki" → COALITION:saudi-led."""
        if actor.startswith("outlet:"):
            name = self.outlets.get(actor.removeprefix("outlet:"))
            return Side(actor, name or (described.name if described else actor), "media")
        row = self.known.get(actor)
        if row is not None:
            return self._side_of_row(row, day)
        country = self._country(actor)
        if country is not None:
            return Side(country.id, country.name, "state")
        return self._side_of_described(described) if described is not None else None

    def _side_of_row(self, row: KnownActor, day: str | None) -> Side | None:
        above = self._seat(row, day) or row.parent
        if above is not None and above != row.id:
            return self.side_of(above, None, day)
        country = self._country(row.id) if row.kind != "party" else None
        if country is not None:
            return Side(country.id, country.name, "state")
        if row.kind == "person" and not self._speaks_for_state(row.roles):
            return Side(row.id, row.name, "person")
        if row.kind in STATE_KINDS | {"person"} and row.country and not row.id.startswith("COAL"):
            return self._side_of_country(row.country)
        return Side(row.id, row.name, row.kind)

    def _side_of_described(self, actor: Actor) -> Side | None:
        """An unlisted actor speaks for its country if its kind or its role is the state's: "Syrian officials".

        "An RSF officer" speaks for the group that his name begins with, whatever officers are elsewhere.
        """
        if "REB" in actor.roles:
            row = self.groups.get(_first_words(actor.name, self.groups))
            return Side(row.id, row.name, row.kind) if row is not None else None
        speaks = actor.kind in STATE_KINDS or self._speaks_for_state(actor.roles)
        return self._side_of_country(actor.country) if speaks and actor.country else None

    def _side_of_country(self, iso3: str) -> Side:
        country = self.countries.get(iso3)
        return Side(iso3, country.name if country else iso3, "state")

    @staticmethod
    def _speaks_for_state(roles: Iterable[str]) -> bool:
        return bool(STATE_ROLES & set(roles))

    @staticmethod
    def _seat(row: KnownActor, day: str | None) -> str | None:
        if not row.offices:
            return None
        held = [office for office in row.offices if office.holds(day)] or list(row.offices)
        return held[-1].of

    def _country(self, actor: str) -> Country | None:
        parts = actor.split(".")
        return self.countries.get(".".join(parts[:2])) or self.countries.get(parts[0])

    def name_of(self, side: str) -> str:
        """A side's name for people: "SYR" → "Syria"."""
        if side in self.countries:
            return self.countries[side].name
        if side in self.known:
            return self.known[side].name
        return self.outlets.get(side.removeprefix("outlet:"), side)


def _first_words(name: str, known: Container[str]) -> str:
    """ "An RSF officer" → "rsf", if that is known; the longest name that it begins with."""
    words = re.sub(r"^(?:an?|the) ", "", name.casefold()).split()
    starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((start for start in starts if start in known), "")


@lru_cache(maxsize=1)
def load_sides() -> Sides:
    """Read the registries of countries, actors and outlets."""
    return Sides(
        countries=load_countries().by_id,
        known={row.id: row for row in read_lexicon("actors", ActorFile).actors},
        outlets={row.id: row.name for row in read_outlets()},
    )


def are_kin(one: str, other: str) -> bool:
    """Whether two sides are one, or one is the coalition that the other leads: naming either contests neither."""
    if one == other:
        return True
    known = load_sides().known
    pairs = ((one, other), (other, one))
    return any(
        a.startswith("COALITION:") and a in known and known[a].country == b for a, b in pairs
    )
