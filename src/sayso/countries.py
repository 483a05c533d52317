"""Countries and territories by what a report calls them: names, demonyms, capitals, seats of power.

Comes in: the lexicon `countries.yaml`. Goes out: a table that finds the country of "Ivory Coast",
"Syrian", "Syrians", "Damascus" or "the Kremlin". Does not know where anything lies (the gazetteer
does), nor who is meant by a capital's name in a sentence (the places and mentions stages do).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon

CountryKind = Literal["state", "territory", "former"]


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """One country or territory. `id` is the actor id ("SYR"), `iso3` the country it counts for.

    They differ for a territory without a code of its own ("GEO.abkhazia" counts for "GEO": see
    `policy`) and for a former state ("SUN" counts for "RUS"). `people` are singular nouns
    ("a Syrian"), `peoples` plural ones.
    """

    id: str
    iso3: str
    name: str
    iso2: str | None = None
    kind: CountryKind = "state"
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    policy: str = ""
    to: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


class CountryLexicon(LexiconHeader, frozen=True, kw_only=True):
    """The file `countries.yaml`."""

    countries: tuple[Country, ...]


@dataclass(frozen=True)
class Countries:
    """Lookup tables over the countries. Keys keep their case: "Polish" is one, "polish" is none."""

    rows: tuple[Country, ...]
    by_id: dict[str, Country]
    by_iso2: dict[str, Country]
    by_name: dict[str, Country]
    by_adjective: dict[str, Country]
    by_people: dict[str, Country]
    by_capital: dict[str, Country]
    by_seat: dict[str, Country]

    def demonym(self, word: str) -> Country | None:
        """The country of an adjective or a noun for its people: "Syrian", "Syrians", "Danes"."""
        return self.by_adjective.get(word) or self.by_people.get(word)

    def is_plural_people(self, word: str) -> bool:
        """Whether a word can mean several people of a country: "Syrians", "Chinese"."""
        country = self.by_people.get(word)
        return country is not None and word in country.peoples


@lru_cache(maxsize=1)
def load_countries() -> Countries:
    """Read and index the countries; where rows share a form ("Congolese"), the first has it."""
    rows = read_lexicon("countries", CountryLexicon).countries
    return Countries(
        rows=rows,
        by_id={row.id: row for row in rows},
        by_iso2={row.iso2: row for row in rows if row.iso2},
        by_name=_index((form, row) for row in rows for form in row.names),
        by_adjective=_index((form, row) for row in rows for form in row.adjectives),
        by_people=_index((form, row) for row in rows for form in (*row.people, *row.peoples)),
        by_capital=_index((form, row) for row in rows for form in row.capitals),
        by_seat=_index((form, row) for row in rows for form in row.seats),
    )


def _index(pairs: Iterable[tuple[str, Country]]) -> dict[str, Country]:
    table: dict[str, Country] = {}
    for form, row in pairs:
        table.setdefault(form, row)
    return table
