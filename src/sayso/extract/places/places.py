"""Find places: every toponym, what it is used as, and where it lies.

Comes in: a reading, the gazetteer, the words to go by. Goes out: places in text order, with coordinates, country and
what they lie in; a name that cannot be resolved keeps its words and has no coordinates. Does not say which event
happened there.
"""

from __future__ import annotations

from sayso.extract.places.place_resolution import resolve_toponyms
from sayso.extract.places.place_uses import find_datelines, find_use
from sayso.extract.places.place_words import PlaceLexicon, load_place_lexicon
from sayso.extract.places.toponyms import Toponym, find_toponyms
from sayso.gazetteer import Candidate, Gazetteer
from sayso.gazetteer_index import Kind
from sayso.model import Place, PlaceUse, Precision, TimeInterval
from sayso.nlp.readings import Reading

__all__ = ["PlaceLexicon", "find_places", "load_place_lexicon"]

_PRECISIONS: dict[Kind, Precision] = {
    "country": "country",
    "province": "province",
    "region": "province",
    "district": "district",
    "capital": "town",
    "town": "town",
    "village": "town",
    "neighbourhood": "neighbourhood",
    "camp": "neighbourhood",
    "site": "exact",
}


def find_places(
    reading: Reading, times: tuple[TimeInterval, ...], gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> tuple[Place, ...]:
    """Find and resolve the toponyms of a report.

    "Damascus rejected the charge; shells hit Sukkari in Aleppo." → Damascus (as actor), Sukkari (as place, a
    neighbourhood contained in Aleppo), Aleppo (as place, a town)
    """
    toponyms = [t for t in find_toponyms(reading, gazetteer, lexicon) if not _in_time(t, times)]
    chosen = resolve_toponyms(reading, toponyms, gazetteer, lexicon)
    datelines = find_datelines(reading)
    uses = [
        find_use(reading, toponym, chosen.get(i), datelines, lexicon)
        for i, toponym in enumerate(toponyms)
    ]
    ids = _first_ids(toponyms, chosen, uses)
    return tuple(
        _make_place(f"p{i + 1}", toponym, uses[i], chosen.get(i), gazetteer, ids)
        for i, toponym in enumerate(toponyms)
    )


def _in_time(toponym: Toponym, times: tuple[TimeInterval, ...]) -> bool:
    """ "March", "Christmas": a time expression is no place."""
    return any(
        t.span.start <= toponym.span.start
        and toponym.span.end <= t.span.end
        and not toponym.demonym
        for t in times
    )


def _first_ids(
    toponyms: list[Toponym], chosen: dict[int, Candidate], uses: list[PlaceUse]
) -> dict[str, str]:
    """Gazetteer id → id of the first place of the report that is it, demonyms left out."""
    ids: dict[str, str] = {}
    for i in range(len(toponyms)):
        if i in chosen and uses[i] != "demonym" and not toponyms[i].is_facility:
            ids.setdefault(chosen[i].gid, f"p{i + 1}")
    return ids


def _make_place(
    id_: str,
    toponym: Toponym,
    use: PlaceUse,
    place: Candidate | None,
    gazetteer: Gazetteer,
    ids: dict[str, str],
) -> Place:
    if place is None:
        return Place(id=id_, span=toponym.span, used_as=use, name=toponym.span.exact)
    containers = gazetteer.containers(place)
    holders = (place, *containers) if toponym.is_facility else containers
    return Place(
        id=id_,
        span=toponym.span,
        used_as=use,
        name=toponym.span.exact,
        lat=round(place.lat, 5),
        lon=round(place.lon, 5),
        country=place.country,
        gazetteer_id=None if toponym.is_facility else place.gid,
        admin_path=tuple(holder.name for holder in reversed(holders)),
        precision=_PRECISIONS.get(place.kind),
        contained_in=next((ids[h.gid] for h in holders if ids.get(h.gid, id_) != id_), None),
    )
