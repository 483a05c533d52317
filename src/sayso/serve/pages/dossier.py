"""The dossier of an incident: what is claimed of it, by whom, on whose word, and how it is graded.

Comes in: an incident's id, perhaps a day, perhaps a cell of the matrix. Goes out: the page, the part of it for a day,
or the quotes under a cell, as htmx asks. Everything that the page shows has an address of its own: the same query
string gives the same view without scripts. What people decide here is in `dossier_acts.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from sayso.errors import StoreError
from sayso.incident_model import Incident, IncidentClaim, IncidentPlace, Judgement
from sayso.model import Report
from sayso.serve.desk import Desk
from sayso.serve.pages.incidents import country_numbers
from sayso.serve.who import Who
from sayso.store.deciding import find_claim_report
from sayso.store.document_facts import read_source_digests
from sayso.store.judgements import read_judgements
from sayso.store.linked import read_linked_report, read_splits
from sayso.store.proposals import propose_merges
from sayso.views.mapped import SHAPES, Shape
from sayso.views.matrix import claims_of, make_matrix
from sayso.views.origin_trees import make_origin_trees
from sayso.views.quotes import Quote, make_quote
from sayso.views.selection import make_day
from sayso.views.strips import day_ticks, days_of, make_position_strips, make_toll_strips

MOST_QUOTES = 12
# Beyond these a page of a large incident would be slow to read and to send: the rest is a click away (rows=all, tree=).
MOST_IN_TREES, MOST_LINES, MOST_BARS = 150, 25, 20
# One address, three answers: caches must tell them apart.
_VARY = {"vary": "HX-Request, HX-Target"}


@dataclass(frozen=True)
class Asked:
    """What the query string of a dossier asks for."""

    as_of: str | None
    everything: bool
    proposition: str
    speaker: str
    came_from: str
    tree: str

    def query(self, **changes: str | None) -> str:
        """The query string of this view with some of it changed; None leaves a part out."""
        parts = {
            "as_of": self.as_of,
            "rows": "all" if self.everything else None,
            "proposition": self.proposition or None,
            "speaker": self.speaker or None,
            "tree": self.tree or None,
        }
        kept = {name: value for name, value in (parts | changes).items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class PlaceMark:
    """A mark on the small map: its shape (None: nothing to draw), its point, or its country on the base map."""

    shape: Shape | None
    lat: float | None = None
    lon: float | None = None
    number: str | None = None


@get("/incidents/{name:str}", sync_to_thread=True)
def show_dossier(
    request: Request[Any, Any, Any], name: str, desk: NamedDependency[Desk], who: Who
) -> Template | Redirect:
    """An incident's dossier; an id that leads elsewhere leads there, and says so."""
    asked = _read_query(request)
    found = desk.find_incident(name)
    if found is None:
        raise StoreError(f"no incident is called {name}")
    if found != name:
        where = asked.query(**{"from": name})
        return Redirect(f"/incidents/{found}{where}", headers=_VARY)
    now = desk.incident(found)
    if now is None:
        raise StoreError(f"incident {found} has no reports")
    incident = now if asked.as_of is None else desk.incident(found, asked.as_of)
    if _wants_part(request, "quotes") and incident is not None:
        context = {"quotes": _quotes(desk, incident, asked), **_open_cell(incident, asked)}
        return Template("dossier/quotes.html", context=context, headers=_VARY)
    if _wants_part(request, "tree") and incident is not None:
        trees = make_origin_trees(incident, everything=True)
        tree = next((t for t in trees if t.proposition.id == asked.tree), None)
        if tree is None:
            raise StoreError(f"nobody asserts {asked.tree} in {found}")
        return Template("dossier/tree.html", context={"tree": tree}, headers=_VARY)
    context = {"who": who, "asked": asked, "now": now, "days": days_of(now), "id": found}
    context |= {"incident": incident, "came_from": asked.came_from in now.redirects}
    if incident is not None:
        context |= _views(desk, incident, now, asked)
    page = "dossier/body.html" if _wants_part(request, "dossier") else "dossier.html"
    return Template(page, context=context, headers=_VARY)


@get("/incidents/{name:str}/claims/{claim:str}", sync_to_thread=True)
def open_claim(name: str, claim: str, desk: NamedDependency[Desk]) -> Redirect:
    """A claim's permalink below its incident: it leads to the claim's words, or to what somebody added."""
    incident = desk.find_incident(name)
    if incident is not None and claim.startswith("m"):
        return Redirect(f"/incidents/{quote(incident)}/add#added")
    report, found = find_claim_report(desk.connection, claim)
    if not desk.shows(report.document.id):
        raise StoreError(f"no claim is called {claim}")
    return Redirect(f"/documents/{quote(report.document.id)}?claim={quote(found)}#c-{quote(found)}")


@get("/incidents/{name:str}/proposals", sync_to_thread=True)
def list_proposals(
    request: Request[Any, Any, Any],
    name: str,
    desk: NamedDependency[Desk],
    who: NamedDependency[Who],
) -> Template:
    """The incidents that might be one with this one: a part of the dossier, or a page without scripts."""
    found = desk.find_incident(name)
    if found is None:
        raise StoreError(f"no incident is called {name}")
    proposals = propose_merges(desk.connection, found, desk.rows())
    context = {"who": who, "id": found, "proposals": proposals}
    is_part = "hx-request" in request.headers
    page = "dossier/merge.html" if is_part else "proposals.html"
    return Template(page, context=context, headers=_VARY)


def _read_query(request: Request[Any, Any, Any]) -> Asked:
    query = request.query_params
    as_of = query.get("as_of") or None
    return Asked(
        as_of=make_day(as_of) if as_of else None,
        everything=query.get("rows") == "all",
        proposition=query.get("proposition", ""),
        speaker=query.get("speaker", ""),
        came_from=query.get("from", ""),
        tree=query.get("tree", ""),
    )


def _wants_part(request: Request[Any, Any, Any], target: str) -> bool:
    """Whether htmx asks for a part; going back in the history takes the whole page."""
    is_back = request.headers.get("hx-history-restore-request") == "true"
    asked = request.headers.get("hx-target", "").partition("-")[0]
    return "hx-request" in request.headers and not is_back and asked == target


def _views(desk: Desk, incident: Incident, now: Incident, asked: Asked) -> dict[str, Any]:
    """Everything that the page lays out."""
    days = days_of(incident)
    documents = {d.id: d for d in incident.documents}
    split_off, split_of = read_splits(desk.connection, incident.id)
    rows = {row.id: row for row in desk.rows()}
    trees = make_origin_trees(incident)
    return {
        "matrix": make_matrix(incident, everything=asked.everything),
        "toll_strips": make_toll_strips(incident),
        "position_strips": make_position_strips(incident.positions, days),
        "day_ticks": day_ticks(days),
        "trees": trees,
        "trees_are_lazy": sum(t.independence.articles for t in trees) > MOST_IN_TREES,
        "most_lines": MOST_LINES,
        "most_bars": MOST_BARS,
        "documents": documents,
        "digests": read_source_digests(desk.connection, documents),
        "timeline": _timeline(incident),
        "claims_by_id": _claims_by_id(incident),
        "history": _history(desk.connection, now),
        "quotes": _quotes(desk, incident, asked),
        "split_off": [rows[name] for name in split_off if name in rows],
        "split_of": [rows[name] for name in split_of if name in rows],
        "framing": _framing(incident),
        "mark": _mark(incident.place),
        **_open_cell(incident, asked),
    }


def _mark(place: IncidentPlace | None) -> PlaceMark:
    """How the small map draws a place; nothing where the place was not resolved: never a point for a country."""
    shape: Shape | None = SHAPES.get(place.precision or "") if place is not None else None
    number = country_numbers().get(place.country or "") if place is not None else None
    if place is None or shape is None:
        return PlaceMark(None)
    if shape == "country":
        return PlaceMark(shape if number else None, number=number)
    return PlaceMark(shape if place.lat is not None else None, place.lat, place.lon)


def _open_cell(incident: Incident, asked: Asked) -> dict[str, Any]:
    """Which cell of the matrix is open, by its proposition and its speaker."""
    proposition = next((p for p in incident.propositions if p.id == asked.proposition), None)
    speaker = next((s for s in incident.speakers if s.id == asked.speaker), None)
    return {
        "open_proposition": proposition,
        "open_speaker": speaker,
        "asked": asked,
        "id": incident.id,
    }


def _quotes(desk: Desk, incident: Incident, asked: Asked) -> list[Quote]:
    """The claims of the open cell, each with its words in their place."""
    if not asked.proposition:
        return []
    claims = claims_of(incident, asked.proposition, asked.speaker or None)
    shown = list({c.id: c for c in claims}.values())
    reports: dict[str, Report | None] = {}
    for claim in shown[:MOST_QUOTES]:
        if claim.document not in reports and desk.shows(claim.document):
            reports[claim.document] = read_linked_report(desk.connection, claim.document)
    quotes = [make_quote(claim, reports.get(claim.document)) for claim in shown[:MOST_QUOTES]]
    return [*quotes, *(make_quote(claim, None) for claim in shown[MOST_QUOTES:])]


def _claims_by_id(incident: Incident) -> dict[str, IncidentClaim]:
    return {c.id: c for claims in incident.claims.values() for c in claims}


def _timeline(incident: Incident) -> list[tuple[str | None, list[tuple[IncidentClaim, str]]]]:
    """For each day what was first said on it: (claim, the proposition in words), each line once."""
    words = {p.id: p.words for p in incident.propositions}
    by_id: dict[str, list[IncidentClaim]] = {}
    for claims in incident.claims.values():
        for claim in claims:
            by_id.setdefault(claim.id, []).append(claim)
    found = []
    for day in incident.timeline:
        lines: dict[tuple[str, ...], tuple[IncidentClaim, str]] = {}
        for name in day.claims:
            for claim in by_id.get(name, ()):
                value = claim.words if claim.property.startswith("toll.") else ""
                key = (claim.speaker, claim.stance, claim.proposition, value)
                lines.setdefault(key, (claim, words.get(claim.proposition, claim.property)))
        found.append((day.date, list(lines.values())))
    return found


def _framing(
    incident: Incident,
) -> tuple[list[tuple[str, str]], dict[str, dict[str, dict[str, int]]]]:
    """(the actors named, outlet → actor → words): a table of outlets by actors."""
    actors = dict.fromkeys((f.actor, f.actor_name) for f in incident.framing)
    rows: dict[str, dict[str, dict[str, int]]] = {}
    for framing in incident.framing:
        rows.setdefault(framing.outlet, {})[framing.actor] = framing.words
    return list(actors), rows


def _history(
    connection: sqlite3.Connection, incident: Incident
) -> list[tuple[Judgement, str | None]]:
    """Every judgement on the incident, latest first, with why it is stale."""
    stale = {note.id: note.why_stale for note in incident.judgements}
    stale |= {
        g.judgement or "": "its claims have changed since" for g in incident.grades if g.stale
    }
    wanted = {note.id for note in incident.judgements}
    found = read_judgements(connection, _documents(incident))
    return [(j, stale.get(j.id)) for j in reversed(found) if j.id in wanted]


def _documents(incident: Incident) -> Iterable[str]:
    return [d.id for d in incident.documents]
