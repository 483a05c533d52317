"""Choose the place that each toponym means, or none.

Comes in: the toponyms of one report with all their candidates. Goes out: one choice for each name of the report.
Names with one key are resolved alike ("Georgia" is one place in a report), unless another place stands right behind
one of them ("Paris, Texas").

A candidate's score is a sum, in the units of log10 of its population:

    population + kind + how it is named + what the words beside the name ask for + a container right beside it
    + its country's and province's share of the report + other places nearby

The choice needs `LEAST`; below it the name is kept without coordinates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.extract.place_words import PlaceLexicon
from sayso.extract.toponyms import Toponym
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import name_key
from sayso.nlp.readings import Reading

LEAST = 3.0
_SURE_MARGIN = 1.5
_NEAR_KM = 120.0
_MOST_SETTLED = 24
_MOST_RIVALS = 12
_KM_PER_DEGREE = 111.2

_KIND_SCORES = {
    "country": 5.0,
    "continent": 5.0,
    "province": 1.5,
    "region": 3.0,
    "sea": 4.0,
    "river": 3.5,
    "mountain": 3.0,
    "island": 3.0,
    "camp": 2.5,
    "site": 2.5,
    "neighbourhood": 2.0,
    "district": -1.5,
    "capital": 1.5,
    "town": 0.0,
    "village": 0.0,
}
_RANK_SCORES = (0.0, -0.3, -1.5)


@dataclass
class _Group:
    """The toponyms of one name."""

    key: str
    members: list[Toponym]
    candidates: tuple[Candidate, ...]
    kinds: tuple[str, ...]
    beside: set[str] = field(default_factory=set)
    best: Candidate | None = None
    margin: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)


def resolve_toponyms(
    reading: Reading, toponyms: list[Toponym], gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> dict[int, Candidate]:
    """The place that each toponym means: index in the list → candidate; names left open are missing.

    "In Paris, Texas, police said …" → Paris is the town in Texas, wherever the report names it.
    """
    groups = _make_groups(reading, toponyms, lexicon)
    countries = _count_countries(groups, toponyms, gazetteer)
    for group in groups:
        _score(group, countries, reading)
    _settle_together(groups)
    chosen: dict[int, Candidate] = {}
    by_span = {t.start: i for i, t in enumerate(toponyms)}
    for group in groups:
        if group.best is None:
            continue
        for member in group.members:
            chosen[by_span[member.start]] = group.best
    for i, toponym in enumerate(toponyms):
        if toponym.demonym is not None:
            country = _country(toponym.demonym.iso3, toponym.demonym.name, gazetteer)
            if country is not None:
                chosen[i] = country
    return chosen


def _make_groups(reading: Reading, toponyms: list[Toponym], lexicon: PlaceLexicon) -> list[_Group]:
    groups: dict[tuple[str, tuple[str, ...]], _Group] = {}
    for i, toponym in enumerate(toponyms):
        if toponym.demonym is not None or not toponym.candidates:
            continue
        kinds = toponym.kinds if _asks(toponym) else ()
        group = groups.setdefault(
            (toponym.key, kinds), _Group(toponym.key, [], toponym.candidates, kinds)
        )
        group.members.append(toponym)
        group.beside.update(_containers_beside(reading, toponyms, i, lexicon))
    for (key, kinds), group in groups.items():
        for (other_key, _), other in groups.items():
            if key == other_key and not group.beside and kinds == ():
                group.beside.update(other.beside)
    return list(groups.values())


def _asks(toponym: Toponym) -> bool:
    """Whether the words beside the name ask for a kind that some candidate has."""
    return any(c.kind in toponym.kinds for c in toponym.candidates)


def _containers_beside(
    reading: Reading, toponyms: list[Toponym], i: int, lexicon: PlaceLexicon
) -> Iterable[str]:
    """Ids and ISO codes of what stands right behind or before the name as its container.

    "Paris, Texas", "Sukkari, a district of Aleppo", "the Syrian city of Aleppo", "Ukraine's Donetsk region"
    """
    toponym = toponyms[i]
    texts = reading.doc
    after = texts[toponym.end : toponym.end + 2]
    if len(after) == 2 and after[0].text == "," and after[1].text in lexicon.words.state_codes:
        yield "name:" + name_key(lexicon.words.state_codes[after[1].text])
    for other in toponyms[i + 1 : i + 3]:
        gap = texts[toponym.end : other.start]
        if len(gap) > 8:
            break
        if _joins(gap.text):
            yield from _ids(other)
    for other in toponyms[max(0, i - 1) : i]:
        gap = texts[other.end : toponym.start]
        words = gap.text.lower()
        if len(gap) <= 5 and (
            words.startswith(("'s", "’s")) or (other.demonym and words.endswith((" of", "")))
        ):
            yield from _ids(other)


def _joins(gap: str) -> bool:
    """ ", " · ", in " · ", a district of " · " in northern " """
    words = gap.lower().replace(",", " , ").split()
    if words == [","]:
        return True
    if not words or words[-1] == "and" or "to" in words:
        return False
    content = [w for w in words if w not in (",", "the", "a", "an")]
    return bool(content) and any(w in ("in", "of", "near") for w in content) and len(content) <= 5


def _ids(toponym: Toponym) -> Iterable[str]:
    if toponym.demonym is not None:
        yield toponym.demonym.iso3
        return
    for candidate in toponym.candidates[:20]:
        yield candidate.gid
        if candidate.kind == "country" and candidate.country:
            yield candidate.country
        if candidate.kind in ("province",):
            yield "name:" + name_key(candidate.name)


def _count_countries(
    groups: list[_Group], toponyms: list[Toponym], gazetteer: Gazetteer
) -> Counter[str]:
    """How often each country is named, or can only be meant; demonyms count for less."""
    counts: Counter[str] = Counter()
    for toponym in toponyms:
        if toponym.demonym is not None:
            counts[toponym.demonym.iso3] += 1
    for group in groups:
        countries = {
            c.country for c in group.candidates if c.rank < 2 or len(group.candidates) == 1
        }
        top = _plain_best(group.candidates)
        if top is not None and top.country and (top.kind == "country" or len(countries) == 1):
            counts[top.country] += 2 * len(group.members)
        elif top is not None and top.country and top.kind in ("province", "capital"):
            counts[top.country] += len(group.members)
    return counts


def _plain_best(candidates: tuple[Candidate, ...]) -> Candidate | None:
    return max(candidates, key=_plain_score, default=None)


def _plain_score(candidate: Candidate) -> float:
    population = math.log10(max(candidate.population, 100))
    if candidate.kind in ("province", "country"):
        population = min(population, 6.0)
    return population + _KIND_SCORES[candidate.kind] + _RANK_SCORES[candidate.rank]


def _score(group: _Group, countries: Counter[str], reading: Reading) -> None:
    total = sum(countries.values()) or 1
    outlet = reading.document.outlet.country if reading.document.outlet else None
    towns = {
        c.parent
        for c in group.candidates
        if c.kind in ("town", "capital") and c.population >= 20_000
    }
    for candidate in group.candidates:
        score = _plain_score(candidate)
        if candidate.country:
            share = countries[candidate.country] / total
            score += 2.5 * share + (0.5 if countries[candidate.country] else 0.0)
            score += 0.3 if candidate.country == outlet else 0.0
        if candidate.kind in ("province", "district") and not group.kinds:
            same_town = candidate.gid in towns or candidate.kind == "district"
            score -= 2.0 if same_town else 0.0
        if group.kinds:
            score += 4.0 if candidate.kind in group.kinds else -1.0
        if group.beside and _lies_in(candidate, group.beside):
            score += 6.0
        group.scores[candidate.gid] = score
    _choose(group)


def _lies_in(candidate: Candidate, beside: set[str]) -> bool:
    if candidate.kind == "country":
        return False
    return candidate.parent in beside or candidate.country in beside


def _choose(group: _Group) -> None:
    ranked = sorted(group.candidates, key=lambda c: group.scores[c.gid], reverse=True)
    first = group.scores[ranked[0].gid]
    rival = next((group.scores[c.gid] for c in ranked[1:] if _far(c, ranked[0])), -math.inf)
    group.best = ranked[0] if first >= LEAST else None
    group.margin = first - rival


def _far(a: Candidate, b: Candidate) -> bool:
    return _distance_km(a, b) > _NEAR_KM


def _distance_km(a: Candidate, b: Candidate) -> float:
    """Good enough to compare: a plane with shrunk longitudes."""
    width = abs(a.lon - b.lon)
    width = min(width, 360 - width) * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(a.lat - b.lat, width) * _KM_PER_DEGREE


def _settle_together(groups: list[_Group]) -> None:
    """Let the sure choices pull the unsure ones: to their province, and to places nearby."""
    settled = [g.best for g in groups if g.best and g.margin >= _SURE_MARGIN][:_MOST_SETTLED]
    points = [p for p in settled if p.kind not in ("country", "continent", "sea")]
    provinces = {p.gid if p.kind == "province" else p.parent for p in points}
    for group in groups:
        if group.margin >= _SURE_MARGIN and group.best is not None:
            continue
        rivals = sorted(group.candidates, key=lambda c: group.scores[c.gid], reverse=True)[
            :_MOST_RIVALS
        ]
        for candidate in rivals:
            group.scores[candidate.gid] += _company(candidate, points, provinces)
        _choose(group)


def _company(candidate: Candidate, points: list[Candidate], provinces: set[str | None]) -> float:
    score = 1.5 if candidate.parent in provinces or candidate.gid in provinces else 0.0
    nearest = min(
        (_distance_km(candidate, p) for p in points if p.gid != candidate.gid), default=math.inf
    )
    if nearest < 40:
        return score + 1.5
    return score + (1.0 if nearest < _NEAR_KM else 0.5 if nearest < 300 else 0.0)


def _country(iso3: str, name: str, gazetteer: Gazetteer) -> Candidate | None:
    """The country of a demonym; a territory with a name of its own ("Chechen") is itself."""
    for candidate in gazetteer.candidates(name):
        if candidate.kind in ("country", "province", "region") and candidate.country == iso3:
            return candidate
    return None
