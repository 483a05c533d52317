"""Scores of places against LGL, TR-News, GeoVirus and GeoWebNews (Gritta, Pilehvar & Collier 2019).

Comes in: documents with toponyms and coordinates, and reports. Goes out: F1 of overlapping spans, and the share of
all gold toponyms with coordinates that were found and put within 161 km (100 miles): end to end, and of those found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sayso.evaluate.tallies import Measures, Tally, f1, first_of_each, match_spans, share
from sayso.model import Document, Report
from sayso.text import digest_of

EARTH_RADIUS_KM = 6371.0088
NEAR_KM = 161.0


def place_document(item: Mapping[str, Any]) -> Document:
    """A gold document as sayso reads it."""
    text = item["text"]
    return Document(id="d" + digest_of("", text), source_id=item["id"], text=text, language="en")


def predict_places(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes."""
    return [
        {"start": p.span.start, "end": p.span.end, "lat": p.lat, "lon": p.lon}
        for p in report.places
    ]


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
        _tally_distance(tally, toponym, found[matched[index]] if index in matched else None)
    return tally


def _tally_distance(
    tally: Tally, toponym: Mapping[str, Any], place: Mapping[str, Any] | None
) -> None:
    if toponym.get("lat") is None or toponym.get("lon") is None:
        return
    tally["located"] += 1
    if place is None or place.get("lat") is None or place.get("lon") is None:
        return
    tally["located found"] += 1
    tally["near"] += distance_km(toponym, place) <= NEAR_KM


def distance_km(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Great-circle distance between two points with "lat" and "lon" in degrees."""
    lat, other_lat = radians(one["lat"]), radians(other["lat"])
    half_lat, half_lon = (other_lat - lat) / 2, radians(other["lon"] - one["lon"]) / 2
    chord = sin(half_lat) ** 2 + cos(lat) * cos(other_lat) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def place_measures(tally: Tally) -> Measures:
    """The measures that DESIGN.md §7 names."""
    return {
        "overlap F1": f1(tally, "overlap"),
        "≤161 km end to end": share(tally, "near", "located"),
        "≤161 km of found": share(tally, "near", "located found"),
    }
