"""What two strands have in common, as numbers: the evidence that a pair score weighs.

Comes in: two strands, as `Compared` values (each made once per strand), and how rare words are. Goes out: one number
for each of `FEATURES`, each between about 0 and 2, whatever the size of the store. Nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sayso.link.profiles import PlaceProfile, Strand
from sayso.link.term_counts import TermCounts

FEATURES = (
    "cosine",  # of all words
    "name_cosine",
    "lead_cosine",  # of the first sixty words
    "containment",  # how much of the one that holds less of its own
    "rare_words",  # weight of the rare words in both
    "full_names",  # weight of the names of two words in both
    "numbers",  # weight of the numbers in both: ages, streets, times of day
    "top_words",  # share of the dozen most telling words
    "published_apart",
    "published_unknown",
    "days_apart",
    "days_unknown",
    "day_shared",
    "best_day_shared",
    "town_shared",
    "town_rare",
    "towns_disjoint",
    "deeds_apart",  # distance between where their deeds were
    "provinces_disjoint",
    "countries_disjoint",
    "killed_same",
    "killed_other",
    "injured_same",
    "types",
    "modes",
    "targets",
    "targets_disjoint",
    "days_disjoint",
    "least_words",
    "lengths_apart",
    # Evidence that counts for more together:
    "cosine_squared",
    "name_cosine_squared",
    "cosine_near_in_time",
    "cosine_long_apart",
    "names_near_in_time",
    "rare_and_town",
    "cosine_towns_disjoint",
    "lead_and_names",
    "cosine_short",
    "names_short",
)

_FINE = frozenset({"exact", "neighbourhood", "town", "district"})
_RARE = 0.45
_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT", "SANCTION", "MOBILIZE", "AID"})
_KM_PER_DEGREE = 111.2

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """A strand made ready for comparing.

    `rare`, `full_names`, `numbers` and `targets` hold how much each word or name tells: a strand is compared some ten
    times, and weighing its words anew for every pair took half of a relink.
    """

    strand: Strand
    terms: Weights
    names: Weights
    lead: Weights
    top: frozenset[str]
    rare: Weights
    full_names: Weights
    numbers: Weights
    words: int
    published: int | None
    days: Mapping[int, float]
    best_day: int | None
    towns: Mapping[str, PlaceProfile]
    deed_places: tuple[PlaceProfile, ...]
    provinces: frozenset[str]
    countries: frozenset[str]
    types: Weights
    modes: frozenset[str]
    targets: Weights


def compare_ready(strand: Strand, counts: TermCounts) -> Compared:
    """Make a strand ready for comparing."""
    weights = {term: counts.weight(term) for term, _ in strand.terms}
    terms = _unit(strand.terms, weights.__getitem__)
    towns = [(p, w) for p, w in strand.places if p.precision in _FINE]
    deeds = [e for e in strand.events if e.type in _DEEDS]
    days = {n: weight for day, weight in strand.days if (n := day_number(day)) is not None}
    types: Weights = {}
    for event in deeds:
        types[event.type] = types.get(event.type, 0.0) + 1.0
    return Compared(
        strand=strand,
        terms=terms,
        names=_unit(strand.names, counts.name_weight),
        lead=_unit(strand.lead, counts.weight),
        top=frozenset(sorted(terms, key=lambda t: (-terms[t], t))[:12]),
        rare={term: weight for term, weight in weights.items() if weight > _RARE},
        full_names={n: counts.name_weight(n) for n, _ in strand.names if " " in n},
        numbers={term: weight for term, weight in weights.items() if term[0].isdigit()},
        words=sum(n for _, n in strand.terms),
        published=day_number(strand.published) if strand.published else None,
        days=days,
        best_day=max(days, key=lambda d: (days[d], -d)) if days else None,
        towns={place.gazetteer_id or place.name: place for place, _ in towns},
        deed_places=tuple(place for place, weight in towns if weight > 0.25),
        provinces=frozenset(
            f"{place.country}/{place.admin_path[0]}" for place, _ in towns if place.admin_path
        ),
        countries=frozenset(place.country for place, _ in strand.places if place.country),
        types=types,
        modes=frozenset(mode for event in deeds for mode in event.modes),
        targets={word: counts.weight(word) for event in deeds for word in event.target},
    )


def day_number(day: str) -> int | None:
    """The number of a day; None if it is no day of our calendar (a year before Christ, a month without a day)."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def pair_features(a: Compared, b: Compared, counts: TermCounts) -> list[float]:
    """The evidence for and against two strands telling one happening, in the order of `FEATURES`."""
    cosine, part_of_a, part_of_b = _in_both(a.terms, b.terms)
    names, lead = _dot(a.names, b.names), _dot(a.lead, b.lead)
    rare = sorted((a.rare[t] for t in a.rare.keys() & b.rare.keys()), reverse=True)[:8]
    rare_words = sum(rare) / 4
    full_names = sum(w for name, w in a.full_names.items() if name in b.full_names)
    numbers = sum(w for term, w in a.numbers.items() if term in b.numbers)
    published, published_unknown = _days_apart(a.published, b.published)
    days, days_unknown = _closest(a.days, b.days)
    towns = a.towns.keys() & b.towns.keys()
    towns_disjoint = float(bool(a.towns and b.towns and not towns))
    town_rare = max((counts.weight(a.towns[t].name.lower()) for t in towns), default=0.0)
    targets = min(1.5, sum(w for t, w in a.targets.items() if t in b.targets))
    short = 1.0 / math.log(4 + min(a.words, b.words))
    near = 1.0 - min(1.0, published)
    return [
        cosine,
        names,
        lead,
        max(part_of_a, part_of_b),
        rare_words,
        min(2.0, full_names / 2),
        min(2.0, numbers / 2),
        len(a.top & b.top) / 6,
        published,
        published_unknown,
        days,
        days_unknown,
        min(1.0, sum(min(w, b.days[d]) for d, w in a.days.items() if d in b.days)),
        float(a.best_day is not None and a.best_day == b.best_day),
        min(2.0, len(towns) / 2),
        town_rare,
        towns_disjoint,
        _distance(a.deed_places, b.deed_places),
        float(bool(a.provinces and b.provinces and not a.provinces & b.provinces)),
        float(bool(a.countries and b.countries and not a.countries & b.countries)),
        *_same_and_other(a.strand.killed, b.strand.killed),
        float(bool(set(a.strand.injured) & set(b.strand.injured))),
        _cosine(a.types, b.types),
        float(bool(a.modes & b.modes)),
        targets,
        float(bool(a.targets and b.targets and not targets)),
        float(bool(a.days and b.days and not a.days.keys() & b.days.keys())),
        math.log(1 + min(a.words, b.words)) / 5,
        abs(math.log((1 + a.words) / (1 + b.words))) / 3,
        cosine * cosine,
        names * names,
        cosine * near,
        cosine * published,
        names * near,
        rare_words * town_rare,
        cosine * towns_disjoint,
        lead * names,
        cosine * short,
        names * short,
    ]


def _unit(counts: tuple[tuple[str, int], ...], weight: Callable[[str], float]) -> Weights:
    weights = {term: (1 + math.log(n)) * weight(term) for term, n in counts}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {term: w / norm for term, w in weights.items()}


def _in_both(a: Weights, b: Weights) -> tuple[float, float, float]:
    """The cosine of two, and what share of each is made of what both hold."""
    cosine = part_of_a = part_of_b = 0.0
    for term in a.keys() & b.keys():
        x, y = a[term], b[term]
        cosine += x * y
        part_of_a += x * x
        part_of_b += y * y
    return cosine, part_of_a, part_of_b


def _dot(a: Weights, b: Weights) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(w * b[t] for t, w in a.items() if t in b)


def _cosine(a: Weights, b: Weights) -> float:
    norm = math.sqrt(_dot(a, a) * _dot(b, b))
    return _dot(a, b) / norm if norm else 0.5


def _days_apart(a: int | None, b: int | None) -> tuple[float, float]:
    """On a scale where a month is one half and four years are one; and whether it is unknown."""
    return (0.35, 1.0) if a is None or b is None else (math.log1p(abs(a - b)) / 7.3, 0.0)


def _closest(a: Mapping[int, float], b: Mapping[int, float]) -> tuple[float, float]:
    if not a or not b:
        return 0.35, 1.0
    return math.log1p(min(abs(x - y) for x in a for y in b)) / 7.3, 0.0


def _same_and_other(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float]:
    shared = bool(set(a) & set(b))
    return float(shared), float(bool(a and b and not shared))


def _distance(a: tuple[PlaceProfile, ...], b: tuple[PlaceProfile, ...]) -> float:
    """The distance between the closest two places; 20 km is about .3, 8,000 km one."""
    found = [d for p in a for q in b if (d := distance_km(p, q)) is not None]
    return math.log1p(min(found)) / 9 if found else 0.35


def distance_km(a: PlaceProfile, b: PlaceProfile) -> float | None:
    """Kilometres between two places; None where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    across = abs(b.lon - a.lon) % 360
    east = min(across, 360 - across) * math.cos(math.radians((a.lat + b.lat) / 2))
    return _KM_PER_DEGREE * math.hypot(east, b.lat - a.lat)
