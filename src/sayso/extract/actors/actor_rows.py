"""Rows of known actors: what one row of `actors.yaml`, or of a user's own list, can say.

Comes in: nothing. Goes out: the structs. Shipped rows are read by known_actors.py, a user's own by own_actors.py.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sayso.lexicon import LexiconHeader
from sayso.model import ActorKind

Gender = Literal["m", "f"]


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is for a time: `office` ("president") of a country or of an actor. Dates may be short."""

    office: str
    of: str
    since: str = msgspec.field(default="", name="from")
    to: str = ""

    def holds(self, day: str | None) -> bool:
        """Whether the office is held on a day; without a day, whether it is held to this day."""
        if day is None:
            return not self.to
        return self.since <= day and (not self.to or day[: len(self.to)] <= self.to)


class KnownActor(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `actors.yaml`. `adjectives` are forms that only stand before a role ("Houthi")."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    country: str | None = None
    roles: tuple[str, ...] = ()
    parent: str | None = None
    gender: Gender | None = None
    since: str = msgspec.field(default="", name="from")
    to: str = ""
    offices: tuple[Office, ...] = ()


class ActorFile(LexiconHeader, frozen=True, kw_only=True):
    """The file `actors.yaml`, and a user's own list."""

    actors: tuple[KnownActor, ...]
