"""Who of those that share a name a report means: "Raul Castro praised the pilots. Castro resigned".

Comes in: the phrases of a reading, whose they are, its places. Goes out: of the known actors that a name may mean
those that fit: whom the report named in full, whose country stands beside the name, or is told of; and the country of
somebody else of that name. Whether a surname is a known person's at all is decided in surnames.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon
from sayso.extract.actors.nominals import Unit
from sayso.extract.actors.owners import Owners, Phrases
from sayso.model import Place

_STATE_ORGANS = frozenset({"government", "armed_force"})


class Bearers:
    """The bearers of the names of one report."""

    def __init__(
        self,
        phrases: Phrases,
        owners: Owners,
        places: Mapping[int, Place],
        lexicon: ActorLexicon,
    ) -> None:
        self._phrases = phrases
        self._owners = owners
        self._places = places
        self._lexicon = lexicon
        self._first: dict[str, dict[str, int]] = {}
        for unit in phrases.unit_at.values():
            ids = _persons(unit)
            if len(ids) == 1 and unit.end - unit.start > 1:
                starts = self._first.setdefault(phrases.doc[unit.end - 1].text, {})
                starts[ids[0]] = min(unit.start, starts.get(ids[0], unit.start))

    def fitting(self, unit: Unit, ids: list[str]) -> list[str]:
        """Of several who share a name those of the country before it: "Jordan's King Abdullah".

        Else those of a country that the report is on: the "National Liberation Army" of Colombia, or of Macedonia.
        """
        if named := self._only_one(unit):
            return [named]
        if len(ids) < 2:
            return ids
        owner = self._country_before(unit) or self._country_behind(unit)
        told = {owner} if owner else {place.country for place in self._places.values()}
        own = [i for i in ids if i in self._lexicon.actors and self._country(i) in told]
        return own or ids

    def owner_of_namesake(self, unit: Unit, ids: list[str]) -> str | None:
        """The country before a short name whose only known bearer is another country's: somebody else is meant.

        So with organs of state: "Ukraine's Federal Security Service", "the Investigative Committee of Belarus".
        """
        known = self._lexicon.actors.get(ids[0]) if len(ids) == 1 else None
        if known is None:
            return None
        owner = self._country_before(unit)
        is_own = known.id in self._lexicon.own  # a user's own names mean his own rows
        if known.kind in _STATE_ORGANS and "." in known.id and not is_own:
            owner = owner or self._country_behind(unit)
            return owner if owner and known.country and owner != known.country else None
        if not known.id.startswith("person:"):
            return None
        doc = self._phrases.doc
        words = doc[unit.start].doc[unit.start : unit.end].text
        is_other = owner is not None and known.country is not None and known.country != owner
        is_full = words == known.name and words.split()[0] not in load_actor_words().royal
        return owner if is_other and not is_full and not self._holds_abroad(ids[0]) else None

    def _holds_abroad(self, actor: str) -> bool:
        """Whether a person ever held an office of anybody but his country: "UN envoy", "leader of Hamas"."""
        known = self._lexicon.actors[actor]
        return any(self._country(o.of) != known.country for o in known.offices)

    def _country(self, actor: str) -> str | None:
        known = self._lexicon.actors.get(actor)
        country = self._lexicon.country_of(actor)
        return known.country if known else country.iso3 if country else None

    def _country_before(self, unit: Unit) -> str | None:
        """The country whose a name is said to be: "Jordan's [King Abdullah]" → "JOR"."""
        before = [u for u in self._phrases.before(unit) if not u.key("actor", "role", "roles")]
        found = (self._owners.key_of(u) for u in reversed(before))
        return next((self._country(key) for key in found if key), None)

    def _country_behind(self, unit: Unit) -> str | None:
        """ "the [Main Intelligence Directorate] of the Ukrainian Defence Ministry" → "UKR"."""
        links = (child for child in self._phrases.doc[unit.head].rights if child.lower_ == "of")
        found = (self._owners.owner_behind(unit, link) for link in links)
        return next((self._country(key) for key in found if key and key[0] not in "@~%"), None)

    def _only_one(self, unit: Unit) -> str | None:
        """ "Raul Castro blamed them. [Castro] said" → "person:raul-castro", whoever else is called so."""
        ids = _persons(unit)
        if unit.end - unit.start > 1 or not ids or not self._lexicon.own.isdisjoint(ids):
            return None
        starts = self._first.get(self._phrases.doc[unit.start].text, {})
        named = [actor for actor, start in starts.items() if start < unit.start]
        return named[0] if len(named) == 1 else None


def _persons(unit: Unit) -> list[str]:
    return [actor for actor in unit.keys("actor") if actor.startswith("person:")]
