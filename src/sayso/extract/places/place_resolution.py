"""Choose the place that each toponym means, or none.

Comes in: the toponyms of one report with all their candidates. Goes out: one choice for each name of the report.
Names with one key are resolved alike ("Georgia" is one place in a report), unless another place stands right behind
one of them ("Paris, Texas") or the words beside it ask for another kind ("Aleppo province").

A candidate's score is a sum, in units of log10 of its population (`resolution` in `place-words.yaml`):

    population + kind + how it is named + what the words beside the name ask for + a container right beside it
    + the votes that the report's other names give its country and its province

The votes are shared among the candidates of each name by their scores, and counted anew a few times: names that
could be many places settle where most of them can lie together. Below `least` a name keeps no coordinates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc

from sayso.extract.grammar.trees import read_tree
from sayso.extract.places.place_uses import find_datelines
from sayso.extract.places.place_votes import Group, Votes, capped, count_votes, find_signs
from sayso.extract.places.place_words import PlaceLexicon, ResolutionWeights
from sayso.extract.places.toponym_lists import ask_for_kinds
from sayso.extract.places.toponyms import Toponym
from sayso.gazetteer import Candidate, Gazetteer
from sayso.nlp.readings import Reading

_ROUNDS = 3
_MOST_RIVALS = 24
_SETTLEMENTS = ("town", "capital", "village")
_MEASURES = frozenset(
    {"km", "kilometres", "kilometers", "kms", "miles", "mile", "kilometre", "kilometer"}
)
_MOST_DEGREES = 12.0
_CONTAINERS = frozenset({"country", "province", "region", "district", "island"})


def resolve_toponyms(
    reading: Reading, toponyms: list[Toponym], gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> dict[int, Candidate]:
    """The place that each toponym means: index in the list → candidate; names left open are missing.

    "In Paris, Texas, police said …" → Paris is the town in Texas, wherever the report names it.
    """
    weights = lexicon.words.resolution
    outlet = reading.document.outlet.country if reading.document.outlet else None
    asked = ask_for_kinds(reading.doc, _at_datelines(reading, toponyms))
    groups = list(_make_groups(reading, asked, gazetteer, lexicon))
    for group in groups:
        _weigh(group, weights, outlet)
    votes = _settle(groups, _told_countries(reading, toponyms, lexicon), weights)
    chosen: dict[int, Candidate] = {}
    for group in groups:
        found = _chosen(group, groups, votes, weights)
        if found is not None:
            chosen.update(dict.fromkeys(group.members, found))
    chosen.update(_demonym_places(toponyms, gazetteer))
    return chosen


def _told_countries(
    reading: Reading, toponyms: list[Toponym], lexicon: PlaceLexicon
) -> dict[str, float]:
    """The countries that demonyms name, and those that words such as "sheriff" tell."""
    told = Counter(t.demonym.iso3 for t in toponyms if t.demonym is not None)
    votes = {iso3: capped(count) for iso3, count in told.items()}
    words = read_tree(reading).words
    for iso3, count in find_signs(words, lexicon.words.country_signs).items():
        votes[iso3] = votes.get(iso3, 0.0) + lexicon.words.resolution.sign * capped(count)
    return votes


def _at_datelines(reading: Reading, toponyms: list[Toponym]) -> list[Toponym]:
    """ "LEBANON (AP) —": what a dateline begins with is a town, if there is one of that name."""
    starts = {
        next((i for i, t in enumerate(toponyms) if start <= t.span.start < end), -1)
        for start, end in find_datelines(reading)
    }
    return [
        replace(t, kinds=_SETTLEMENTS)
        if i in starts and not t.kinds and _is_alone(t, toponyms, i)
        else t
        for i, t in enumerate(toponyms)
    ]


def _is_alone(toponym: Toponym, toponyms: list[Toponym], i: int) -> bool:
    """Whether the report names it in its dateline only: elsewhere "Lebanon" may be the country."""
    return sum(other.key == toponym.key for other in toponyms) == 1


def _make_groups(
    reading: Reading, toponyms: list[Toponym], gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> Iterator[Group]:
    members: dict[tuple[str, tuple[str, ...], frozenset[str]], list[int]] = {}
    containers: dict[str, frozenset[str]] = {}
    elsewhere = set[str]()
    for i, toponym in enumerate(toponyms):
        if toponym.demonym is not None or not toponym.candidates:
            continue
        beside = _fitting(toponym, _containers_beside(reading, toponyms, i, gazetteer, lexicon))
        if not beside and _is_put_elsewhere(reading, toponyms, i):
            elsewhere.add(toponym.key)
        is_known = any(c.kind in toponym.kinds for c in toponym.candidates)
        kinds = toponym.kinds if is_known or toponym.kinds[:1] == ("village",) else ()
        members.setdefault((toponym.key, kinds, beside), []).append(i)
        if beside:
            containers.setdefault(toponym.key, beside)
    merged: dict[tuple[str, tuple[str, ...], frozenset[str]], list[int]] = {}
    for (key, kinds, beside), indexes in members.items():
        # A name without a container beside it takes the one that it has elsewhere in the report.
        merged.setdefault((key, kinds, beside or containers.get(key, beside)), []).extend(indexes)
    for (key, kinds, beside), indexes in merged.items():
        candidates = toponyms[indexes[0]].candidates
        yield Group(
            indexes, kinds, candidates, beside, is_elsewhere=key in elsewhere and not beside
        )


def _is_put_elsewhere(reading: Reading, toponyms: list[Toponym], i: int) -> bool:
    """ "Kuma in North Darfur": a province whose country has no place of that name; the one in Japan is not meant."""
    if i + 1 == len(toponyms):
        return False
    name, other = toponyms[i], toponyms[i + 1]
    between = read_tree(reading).words[name.end : other.start]
    if _MEASURES.intersection(between) and between[-1:] in (["of"], ["from"]):
        return not any(_lies_near(a, b) for a in name.candidates for b in other.candidates)
    units = [c for c in other.candidates if c.kind in _CONTAINERS]
    if between not in (["in"], [",", "in"]) or not units or other.demonym is not None:
        return False
    return not {c.country for c in units} & {c.country for c in name.candidates}


def _lies_near(one: Candidate, other: Candidate) -> bool:
    """Within what anybody would say in kilometres from a town: "some 40 km south of Mellit"."""
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) <= _MOST_DEGREES


def _fitting(toponym: Toponym, containers: Iterable[str]) -> frozenset[str]:
    """Those containers that some candidate lies in: "Syria, Iraq and Iran" says nothing of where Syria is."""
    found = frozenset(containers)
    if not found:
        return found
    held = {ref for c in toponym.candidates if c.kind != "country" for ref in (c.parent, c.country)}
    return found & held


def _containers_beside(
    reading: Reading, toponyms: list[Toponym], i: int, gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> Iterator[str]:
    """Ids and ISO codes of what stands beside the name as its container.

    "Paris, Texas" · "Sukkari, a district of Aleppo" · "the Syrian city of Aleppo" · "Ukraine's Donetsk region"
    """
    toponym, doc, words = toponyms[i], reading.doc, read_tree(reading).words
    if toponym.end + 1 < len(doc) and doc[toponym.end].text == ",":
        state = lexicon.words.state_codes.get(doc[toponym.end + 1].text)
        if state is not None:
            yield from (c.gid for c in gazetteer.candidates(state) if c.kind == "province")
    for other in toponyms[i + 1 : i + 3]:
        if other.start - toponym.end > 8:
            break
        between = words[toponym.end : other.start]
        if _holds_after(between) and not (between == [","] and _is_listed(doc, toponyms, i)):
            yield from _references(other)
    if i and toponym.start - toponyms[i - 1].end <= 5:
        between = words[toponyms[i - 1].end : toponym.start]
        if _holds_before(between, toponyms[i - 1]):
            yield from _references(toponyms[i - 1])


def _is_listed(doc: Doc, toponyms: list[Toponym], i: int) -> bool:
    """ "Illinois, Missouri and Iowa": states side by side, of which none lies in another."""
    after = toponyms[i + 1 : i + 3]
    before = toponyms[max(i - 1, 0) : i]
    row = [*before, toponyms[i], *after]
    joins = [
        (one, other)
        for one, other in pairwise(row)
        if {t.lower_ for t in doc[one.end : other.start]} in ({","}, {"and"}, {",", "and"})
    ]
    return len(joins) >= 2 and all(_may_be_a_unit(t) for pair in joins for t in pair)


def _may_be_a_unit(toponym: Toponym) -> bool:
    return any(c.kind in ("province", "country") and c.rank < 2 for c in toponym.candidates)


def _holds_after(between: list[str]) -> bool:
    """Between a name and its container: "," · "in" · ", a district of" · "in northern"."""
    if between == [","] or between == ["("]:
        return True
    if not between or {"and", "or", "to", "from", "than"} & set(between):
        return False
    return between[-1] in ("in", "of") or (len(between) <= 3 and between[0] in ("in", "of"))


def _holds_before(between: list[str], other: Toponym) -> bool:
    """Between a container and a name: "'s" · "city of" after a demonym."""
    if other.demonym is not None:
        return (
            not between
            or between[-1] == "of"
            or between[-1] not in ("and", ",", "in", "from", "to")
        )
    is_owner = bool(between) and between[0] in ("'s", "’s", "’", "'")
    return is_owner and not {"and", ","} & {*between}  # "France's envoy and the US embassy"


def _references(toponym: Toponym) -> Iterator[str]:
    if toponym.demonym is not None:
        yield toponym.demonym.iso3
    for candidate in toponym.candidates[:_MOST_RIVALS]:
        if candidate.kind == "country" and candidate.country:
            yield candidate.country
        yield candidate.gid


def _weigh(group: Group, weights: ResolutionWeights, outlet: str | None) -> None:
    """What speaks for each candidate by itself; the weakest of many are dropped."""
    rivals = _Rivals.of(group.candidates)
    scored = [(_weight(c, group, rivals, weights, outlet), c) for c in group.candidates]
    scored.sort(key=lambda pair: -pair[0])
    kept = scored[:_MOST_RIVALS]
    group.candidates = tuple(c for _, c in kept)
    group.base = [score for score, _ in kept]
    group.scores = list(group.base)


@dataclass(frozen=True)
class _Rivals:
    """What else goes by a name: towns by their province, countries, countries with a province of that name abroad."""

    towns: dict[str | None, int]
    countries: frozenset[str | None]
    provinces: frozenset[str | None]

    @classmethod
    def of(cls, candidates: tuple[Candidate, ...]) -> _Rivals:
        return cls(
            {c.parent: c.population for c in candidates if c.kind in ("town", "capital")},
            frozenset(c.country for c in candidates if c.kind == "country"),
            frozenset(c.country for c in candidates if c.kind == "province"),
        )


def _weight(
    candidate: Candidate,
    group: Group,
    rivals: _Rivals,
    weights: ResolutionWeights,
    outlet: str | None,
) -> float:
    score = math.log10(max(candidate.population, 100))
    if candidate.kind not in ("town", "village", "capital"):
        score = min(score, weights.largest_unit)
    score += weights.kinds[candidate.kind] + weights.ranks[candidate.rank]
    score += _rivalry(candidate, group, rivals, weights)
    if candidate.gid.startswith("own:"):
        score += weights.own
    if candidate.country is None:
        # No votes of countries can speak for "the Middle East", but for its namesake in Baltimore they do.
        score += weights.above_countries
    if (
        group.beside
        and candidate.kind != "country"
        and {candidate.parent, candidate.country} & group.beside
    ):
        score += weights.beside
    return score + (weights.outlet_country if outlet and candidate.country == outlet else 0.0)


def _rivalry(
    candidate: Candidate, group: Group, rivals: _Rivals, weights: ResolutionWeights
) -> float:
    """Mexico is the country before the state and the city; Georgia may be either; Aleppo is the city."""
    if group.kinds:
        return weights.asked if candidate.kind in group.kinds else weights.not_asked
    if candidate.kind == "country":
        abroad = rivals.provinces - {candidate.country}
        return weights.country_and_province if abroad else 0.0
    if candidate.country in rivals.countries:
        return weights.same_country
    town = rivals.towns.get(candidate.gid, 0) if candidate.kind == "province" else 0
    return weights.same_town if town > weights.same_town_share * candidate.population else 0.0


def _settle(groups: list[Group], told: Mapping[str, float], weights: ResolutionWeights) -> Votes:
    votes = count_votes([], told)
    for _ in range(_ROUNDS):
        for group in groups:
            group.share_out(weights.sharpness)
        votes = count_votes(groups, told)
        for group in groups:
            _rescore(group, votes, weights)
    return votes


def _is_astray(
    group: Group, index: int, groups: list[Group], votes: Votes, weights: ResolutionWeights
) -> bool:
    """ "Los Naranjos, in Cauca" of a report on Colombia: not the village in Mexico, where nothing else of it lies.

    That the report names that country, too, says little: "the US envoy met them in Geneva" is not in Illinois.
    """
    candidate = group.candidates[index]
    if group.is_elsewhere and candidate.kind in _SETTLEMENTS:
        return True
    is_small = candidate.kind in _SETTLEMENTS and candidate.population < weights.small
    if not is_small or {candidate.parent, candidate.country} & group.beside:
        return False
    within = sum(
        share
        for other in groups
        if other is not group
        for one, share in zip(other.candidates, other.shares, strict=True)
        if one.country == candidate.country and one.kind != "country"
    )
    rest = (count for iso3, count in votes.countries.items() if iso3 != candidate.country)
    return within < weights.nothing_else and max(rest, default=0.0) >= weights.all_else


def _chosen(
    group: Group, groups: list[Group], votes: Votes, weights: ResolutionWeights
) -> Candidate | None:
    """The likeliest place of a name, or the likeliest large one where that lies astray."""
    order = sorted(range(len(group.candidates)), key=group.scores.__getitem__, reverse=True)
    if group.scores[order[0]] < weights.least:
        return None
    if group.kinds[:1] == ("village",):
        order = [i for i in order if group.candidates[i].population <= weights.village_most]
        if not order or group.scores[order[0]] < weights.least:
            return None  # "Paris, a hamlet near Bama": none that is known
    if not _is_astray(group, order[0], groups, votes, weights):
        return group.candidates[order[0]]
    large = (group.candidates[i] for i in order if group.scores[i] >= weights.least)
    return next((c for c in large if c.population >= weights.large), None)


def _rescore(group: Group, votes: Votes, weights: ResolutionWeights) -> None:
    for i, (country, province, near, held) in enumerate(votes.for_candidates(group)):
        around = 0.0
        if not _is_dwarfed(group, i, weights):
            around = weights.province_votes * math.log2(1 + province)
            around += weights.near_votes * math.log2(1 + near)
        group.scores[i] = (
            group.base[i]
            + weights.country_votes * math.log2(1 + country)
            + around
            + weights.holds * held
        )


def _is_dwarfed(group: Group, i: int, weights: ResolutionWeights) -> bool:
    """Who says New York in a report from the Donbas still means the city: its namesake there must be told otherwise."""
    largest = max(candidate.population for candidate in group.candidates)
    is_metropolis = largest >= weights.metropolis
    return is_metropolis and group.candidates[i].population < weights.dwarfed * largest


def _demonym_places(
    toponyms: list[Toponym], gazetteer: Gazetteer
) -> Iterator[tuple[int, Candidate]]:
    """The country of each demonym; a territory with a name of its own ("Chechen") is itself."""
    for i, toponym in enumerate(toponyms):
        if toponym.demonym is None:
            continue
        for candidate in gazetteer.candidates(toponym.demonym.name):
            if candidate.kind in _CONTAINERS and candidate.country == toponym.demonym.iso3:
                yield i, candidate
                break
