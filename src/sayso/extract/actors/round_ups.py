"""Whose the army is in a round-up: "In Mali, gunmen ambushed a convoy, [the army] said" → Mali's.

Comes in: the phrases of a reading, whose they are, its places. Goes out: for "the army", "the police" or "the
government" without an owner, the country at the head of its sentence. Who is meant where no country stands there is
decided by the chains (nlp/told_again.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Span as TokenSpan

from sayso.extract.actors.known_actors import Role
from sayso.extract.actors.nominals import Unit
from sayso.extract.actors.owners import Owners, Phrases
from sayso.model import Place

_HEADS = frozenset({"in", "inside", "across", "throughout"})
_LONGEST_HEAD = 5


class RoundUps:
    """The countries at the heads of the sentences of one report, and whose forces are at work where."""

    def __init__(self, phrases: Phrases, owners: Owners, places: Mapping[int, Place]) -> None:
        self._phrases = phrases
        self._owners = owners
        self._places = places
        self._abroad: set[str] | None = None

    def owner_at_head(self, unit: Unit, role: Role) -> str:
        """The country at the head of a sentence whose army, police or government is told of without an owner.

        "In Ghana, gunmen robbed a bank, [the police] said" → "GHA". Not where others are named, who may have come:
        "In Mali, French troops killed two, [the army] said" → "".
        """
        if not self._is_of_a_state(unit, role):
            return ""
        sentence = self._phrases.doc[unit.head].sent
        country = self._at_head(sentence)
        if not country or self._states_of(sentence) - {country}:
            return ""
        return "" if country in self._with_forces_of_others() else country

    def _is_of_a_state(self, unit: Unit, role: Role) -> bool:
        doc = self._phrases.doc
        before = self._phrases.left_tokens(unit)
        if [t.lower_ for t in before] != ["the"]:
            return False
        printed = " ".join(t.lower_ for t in doc[unit.start : unit.end])
        is_force = printed in self._phrases.lexicon.words.state_forces
        return is_force or (role.collective and (role.kind == "police" or role.organ == "GOV"))

    def _at_head(self, sentence: TokenSpan) -> str:
        """ "In [northern] Mali, …" → "MLI"; nothing where a town stands there."""
        if sentence[0].lower_ not in _HEADS:
            return ""
        head = sentence[1 : _LONGEST_HEAD + 1]
        comma = next((t.i for t in head if t.text == ","), None)
        if comma is None:
            return ""
        place = self._places.get(sentence.doc[comma - 1].idx)
        if place is None:
            found = (self._places.get(t.idx) for t in head if t.i < comma)
            place = next((p for p in found if p is not None), None)
        return (place.country or "") if place and place.precision == "country" else ""

    def _states_of(self, sentence: TokenSpan) -> set[str]:
        """The countries that a sentence names, by themselves or as whose somebody is."""
        units = self._phrases.units_in(sentence.start, sentence.end)
        keys = [key for unit in units if (key := self._owners.key_of(unit))]
        found = (self._phrases.lexicon.country_of(key) for key in keys)
        return {country.id for country in found if country is not None}

    def _with_forces_of_others(self) -> set[str]:
        """The countries in which a report tells of the forces of another: "Israeli jets bombed a camp in Syria"."""
        if self._abroad is None:
            units = {unit.start: unit for unit in self._phrases.unit_at.values()}
            abroad: set[str] = set()
            for unit in units.values():
                if owner := self._whose_force(unit):
                    sentence = self._phrases.doc[unit.head].sent
                    abroad |= self._owners.places_told(sentence) - {owner}
            self._abroad = abroad
        return self._abroad

    def _whose_force(self, unit: Unit) -> str:
        """ "Israeli [jets]", "the [Israeli army]" → "ISR"."""
        lexicon, role = self._phrases.lexicon, self._phrases.role(unit)
        known = lexicon.actors.get(unit.key("actor") or "")
        if known is not None:
            return (known.country or "") if known.kind == "armed_force" else ""
        if role is None or role.kind != "armed_force":
            return ""
        owner = lexicon.country_of(self._owners.owner_of(unit))
        return owner.id if owner is not None else ""
