"""Scores of places against LGL, TR-News, GeoVirus and GeoWebNews (Gritta, Pilehvar & Collier 2019).

Comes in: documents with toponyms and coordinates, and reports. Goes out: F1 of overlapping spans, and the share of
all gold toponyms with coordinates that were found and put within 161 km (100 miles): end to end, of those found, and
of those found that are no country or continent (whose points are conventions that differ from set to set). Where
the gold tells them: the country's accuracy, and whether a name is used literally (GeoWebNews' pragmatic types).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sayso.countries import load_countries
from sayso.evaluate.tallies import Measures, Tally, f1, first_of_each, match_spans, share
from sayso.model import Document, Report
from sayso.text import digest_of

# What our uses are in the terms of GeoWebNews: a place as such, or somebody or something named by it.
LITERAL_USES = frozenset({"place", "modifier", "dateline"})
# Both at once by definition: either answer is right.
_MIXED = "Mixed"
EARTH_RADIUS_KM = 6371.0088
NEAR_KM = 161.0


def place_document(item: Mapping[str, Any]) -> Document:
    """A gold document as sayso reads it."""
    text = item["text"]
    return Document(id="d" + digest_of("", text), source_id=item["id"], text=text, language="en")


def predict_places(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes."""
    return [
        {
            "start": p.span.start,
            "end": p.span.end,
            "lat": p.lat,
            "lon": p.lon,
            "cc": _alpha_2().get(p.country or ""),
            "is_large": p.country is None or p.precision == "country",
            "is_literal": p.used_as in LITERAL_USES,
        }
        for p in report.places
    ]


@lru_cache(maxsize=1)
def _alpha_2() -> dict[str, str]:
    """ISO 3166-1 alpha-3 → alpha-2, as the gold sets have it."""
    return {c.iso3: c.iso2 for c in load_countries().rows if c.iso2 and c.id == c.iso3}


def tally_places(item: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one document."""
    gold = item["toponyms"]
    found = first_of_each(predicted)
    gold_spans = [(t["start"], t["end"]) for t in gold]
    found_spans = [(p["start"], p["end"]) for p in found]
    matched = match_spans(gold_spans, found_spans)
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    for name, hits in (
        ("overlap", len(matched)),
        ("exact", sum(span in found_spans for span in gold_spans)),
    ):
        tally[f"{name}.hit"] += hits
        tally[f"{name}.gold"] += len(gold)
        tally[f"{name}.found"] += len(found)
    for index, toponym in enumerate(gold):
        place = found[matched[index]] if index in matched else None
        _tally_distance(tally, toponym, place)
        if place is not None:
            _tally_country(tally, toponym, place)
            _tally_use(tally, toponym, place)
    _tally_literal(tally, gold, found, matched)
    return tally


def _tally_country(tally: Tally, toponym: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    if toponym.get("cc") and toponym.get("lat") is not None and place.get("cc"):
        tally["country told"] += 1
        tally["country right"] += place["cc"] == toponym["cc"]


def _tally_use(tally: Tally, toponym: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    """Literal or not: of all that were found, and of those that are not both at once."""
    if "literal" not in toponym or "is_literal" not in place:
        return
    is_right = place["is_literal"] == toponym["literal"]
    tally["use told"] += 1
    tally["use right"] += is_right
    if toponym.get("kind") != _MIXED:
        tally["plain use told"] += 1
        tally["plain use right"] += is_right


def _tally_literal(
    tally: Tally,
    gold: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    matched: Mapping[int, int],
) -> None:
    """Names used literally, found as such: a name used otherwise and called literal is one found in vain."""
    if not any("literal" in toponym for toponym in gold):
        return
    tally["literal.gold"] += sum(bool(toponym.get("literal")) for toponym in gold)
    tally["literal.found"] += sum(bool(place.get("is_literal")) for place in found)
    tally["literal.hit"] += sum(
        bool(gold[i].get("literal")) and bool(found[j].get("is_literal"))
        for i, j in matched.items()
    )


def _tally_distance(
    tally: Tally, toponym: Mapping[str, Any], place: Mapping[str, Any] | None
) -> None:
    if toponym.get("lat") is None or toponym.get("lon") is None:
        return
    tally["located"] += 1
    if place is None or place.get("lat") is None or place.get("lon") is None:
        return
    is_near = distance_km(toponym, place) <= NEAR_KM
    tally["located found"] += 1
    tally["near"] += is_near
    if not place.get("is_large"):
        tally["small found"] += 1
        tally["small near"] += is_near


def distance_km(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Great-circle distance between two points with "lat" and "lon" in degrees."""
    lat, other_lat = radians(one["lat"]), radians(other["lat"])
    half_lat, half_lon = (other_lat - lat) / 2, radians(other["lon"] - one["lon"]) / 2
    chord = sin(half_lat) ** 2 + cos(lat) * cos(other_lat) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def place_measures(tally: Tally) -> Measures:
    """The measures that DESIGN.md §7 names, and those that a set's gold allows."""
    measures = {
        "overlap F1": f1(tally, "overlap"),
        "≤161 km end to end": share(tally, "near", "located"),
        "≤161 km of found": share(tally, "near", "located found"),
        "≤161 km of found below countries": share(tally, "small near", "small found"),
        "country, of found": share(tally, "country right", "country told"),
    }
    if tally["use told"]:
        measures |= {
            "literal F1": f1(tally, "literal"),
            "literal or not, of found": share(tally, "use right", "use told"),
            "same, without mixed": share(tally, "plain use right", "plain use told"),
        }
    return measures
