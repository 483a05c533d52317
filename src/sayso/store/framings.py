"""How outlets name the sides, over all incidents: written with each dossier, added up when somebody compares.

Comes in: an open store, an incident as put together; or an actor. Goes out: rows, counts by outlet and word.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from sayso.incident_model import Incident


class FramedActor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom outlets name in words of their own: how many outlets, how many words."""

    actor: str
    name: str
    outlets: int
    words: int


class OutletWords(msgspec.Struct, frozen=True, kw_only=True):
    """How one outlet's own voice names an actor: (word, how often), most first."""

    outlet: str
    words: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All describing words together."""
        return sum(count for _, count in self.words)


def write_framings(connection: sqlite3.Connection, incident: Incident) -> None:
    """Write how the outlets name the sides in an incident, in place of what stood there."""
    connection.execute("DELETE FROM framings WHERE incident = ?", (incident.id,))
    connection.executemany(
        "INSERT OR REPLACE INTO framings VALUES (?, ?, ?, ?, ?, ?)",
        [
            (incident.id, f.outlet, f.actor, f.actor_name, word, count)
            for f in incident.framing
            for word, count in f.words.items()
        ],
    )


def read_framed_actors(
    connection: sqlite3.Connection, hidden: frozenset[str] = frozenset()
) -> list[FramedActor]:
    """All actors that some outlet names in words of its own, most outlets first; without the hidden incidents."""
    where = "WHERE incident NOT IN (SELECT value FROM json_each(?))" if hidden else ""
    rows = connection.execute(
        "SELECT actor, min(actor_name), count(DISTINCT outlet), sum(count) FROM framings"
        f" {where} GROUP BY actor ORDER BY 3 DESC, 4 DESC, 1",
        (msgspec.json.encode(sorted(hidden)).decode(),) if hidden else (),
    )
    return [FramedActor(actor=r[0], name=r[1], outlets=r[2], words=r[3]) for r in rows]


def read_outlet_words(
    connection: sqlite3.Connection, actor: str, incidents: Iterable[str] | None = None
) -> list[OutletWords]:
    """How each outlet names an actor, in some incidents or in all; most words first."""
    where, parameters = "", [actor]
    if incidents is not None:
        where = " AND incident IN (SELECT value FROM json_each(?))"
        parameters.append(msgspec.json.encode(sorted(incidents)).decode())
    rows = connection.execute(
        f"SELECT outlet, word, sum(count) FROM framings WHERE actor = ?{where} GROUP BY outlet, word"
        " ORDER BY outlet, 3 DESC, word",
        parameters,
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for outlet, word, count in rows:
        found.setdefault(outlet, []).append((word, count))
    made = [OutletWords(outlet=outlet, words=tuple(words)) for outlet, words in found.items()]
    return sorted(made, key=lambda o: (-o.total, o.outlet))
