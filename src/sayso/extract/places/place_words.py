"""The words that the stage "places" goes by: the lexicon `place-words.yaml` and the countries' demonyms.

Comes in: lexicon files. Goes out: one table of sets and maps, made once. Knows no text.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sayso.countries import Countries, Country, load_countries
from sayso.gazetteer_index import Kind, name_key
from sayso.lexicon import LexiconHeader, read_lexicon


class ResolutionWeights(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for a place that a name may mean; in units of log10 of its population."""

    least: float
    country_votes: float
    province_votes: float
    near_votes: float
    metropolis: int
    dwarfed: float
    sign: float
    sharpness: float
    holds: float
    beside: float
    asked: float
    not_asked: float
    outlet_country: float
    above_countries: float
    own: float
    same_town: float
    same_country: float
    country_and_province: float
    same_town_share: float
    largest_unit: float
    small: int
    nothing_else: float
    village_most: float
    all_else: float
    large: int
    ranks: tuple[float, float, float]
    kinds: dict[Kind, float]


class PlaceWordFile(LexiconHeader, frozen=True, kw_only=True):
    """The file `place-words.yaml`."""

    connectors: frozenset[str]
    articles: frozenset[str]
    locative: frozenset[str]
    nearness: frozenset[str]
    place_verbs: frozenset[str]
    settlements: frozenset[str]
    feature_kinds: dict[str, tuple[Kind, ...]]
    facilities: frozenset[str]
    embedding: frozenset[str]
    organs: frozenset[str]
    courts: frozenset[str]
    streets: frozenset[str]
    not_alone: frozenset[str]
    region_adjectives: dict[str, str]
    firms: frozenset[str]
    titles: frozenset[str]
    directions: frozenset[str]
    borders: frozenset[str]
    scene_verbs: frozenset[str]
    own_forces: frozenset[str]
    addressing_verbs: frozenset[str]
    deciding_verbs: frozenset[str]
    meeting_verbs: frozenset[str]
    dealing_nouns: frozenset[str]
    dealing_prepositions: frozenset[str]
    people_nouns: frozenset[str]
    speech_nouns: frozenset[str]
    organ_nouns: frozenset[str]
    scene_nouns: frozenset[str]
    office_nouns: frozenset[str]
    minded_adjectives: frozenset[str]
    agent_nouns: frozenset[str]
    telling_verbs: frozenset[str]
    sides: frozenset[str]
    gatherings: frozenset[str]
    grounds: frozenset[str]
    country_signs: dict[str, str]
    state_codes: dict[str, str]
    abbreviations: dict[str, str]
    weights: dict[str, float]
    second_look: float
    resolution: ResolutionWeights


@dataclass(frozen=True)
class PlaceLexicon:
    """Words, countries and the capitals that may stand for a government (keys as in the gazetteer)."""

    words: PlaceWordFile
    countries: Countries
    capitals: frozenset[str]
    long_demonyms: frozenset[str]

    def demonym(self, word: str) -> Country | None:
        """ "Syrian", "SYRIAN", "Iraqis" → the country; "US" and "U.S." are names first (place_uses.py)."""
        found = self.countries.demonym(word)
        if found is None and word.isupper() and len(word) > 4:
            found = self.countries.demonym(word.title())
        return None if word in self.countries.by_name else found

    def is_adjective(self, word: str) -> bool:
        """Whether a country's name is its adjective too: "US forces", "UK troops"."""
        return word in self.countries.by_adjective


def load_place_lexicon() -> PlaceLexicon:
    """Read the words and the countries."""
    countries = load_countries()
    words = read_lexicon("place-words", PlaceWordFile)
    demonyms = [*countries.by_adjective, *countries.by_people]
    return PlaceLexicon(
        words=words,
        countries=countries,
        capitals=frozenset(name_key(name) for name in countries.by_capital),
        long_demonyms=frozenset(
            name.split(" ")[0] for name in (*demonyms, *words.region_adjectives) if " " in name
        ),
    )
