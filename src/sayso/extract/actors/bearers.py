"""Who of those that share a surname a report means: "Raul Castro praised the pilots. Castro resigned".

Comes in: the units of a reading. Goes out: for a surname alone the only known person whom the report has named in full
with it, or None. Whether a name is a known person's at all is decided in surnames.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from sayso.extract.actors.nominals import Unit


class Bearers:
    """The known persons whom one report names in full, by their surnames."""

    def __init__(self, doc: Sequence[Token], units: Iterable[Unit]) -> None:
        self._doc = doc
        self._first: dict[str, dict[str, int]] = {}
        for unit in units:
            ids = _persons(unit)
            if len(ids) == 1 and unit.end - unit.start > 1:
                starts = self._first.setdefault(doc[unit.end - 1].text, {})
                starts[ids[0]] = min(unit.start, starts.get(ids[0], unit.start))

    def only_one(self, unit: Unit) -> str | None:
        """ "Raul Castro blamed them. [Castro] said" → "person:raul-castro", whoever else is called so."""
        if unit.end - unit.start > 1 or not _persons(unit):
            return None
        starts = self._first.get(self._doc[unit.start].text, {})
        named = [actor for actor, start in starts.items() if start < unit.start]
        return named[0] if len(named) == 1 else None


def _persons(unit: Unit) -> list[str]:
    return [actor for actor in unit.keys("actor") if actor.startswith("person:")]
