"""The tables of the native export: their columns with types and meaning, and how rows are made.

Comes in: reports and incidents. Goes out: rows as dictionaries. Every row of something that stands in a text bears the
digest of that text, where its words stand (code points, end excluded), the words, and the run that read them. Lists
are lists in JSON Lines, and JSON in the cells of CSV and Parquet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from sayso.export.json_lines import offsets
from sayso.export.report_rows import ReportWords, extent, text_digest
from sayso.incident_model import Incident, Judgement
from sayso.model import Report, Span

Kind = Literal["text", "whole", "number", "truth", "list"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table: its columns as "name kind" words, and what a row is."""

    name: str
    says: str
    columns: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Read:
    """A report with what its rows share."""

    report: Report
    run_id: str | None
    digest: str | None

    def head(self) -> Row:
        """What every row of the report begins with."""
        return {"document": self.report.document.id, "doc_sha256": self.digest}

    def place(self, *spans: Span) -> Row:
        """Where words stand, and which run read them."""
        start, end, quote = extent(spans)
        return {"start": start, "end": end, "quote": quote, "run_id": self.run_id}


def _columns(words: str) -> tuple[tuple[str, Kind], ...]:
    """ "document start:whole" → (("document", "text"), ("start", "whole"))"""
    parted = (word.partition(":") for word in words.split())
    return tuple((name, msgspec.convert(kind or "text", Kind)) for name, _, kind in parted)


_HEAD = "document doc_sha256"
_PLACE = "start:whole end:whole quote run_id"

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "a report as it was read",
        _columns(
            f"{_HEAD} source_digest url outlet outlet_name title byline dateline published language"
            " revises characters:whole run_id text"
        ),
    ),
    Table(
        "sources",
        "the bytes that documents were read from",
        _columns("digest size:whole"),
    ),
    Table(
        "inputs",
        "the input ids under which a document came",
        _columns("document source_id"),
    ),
    Table(
        "clusters",
        "which document repeats which",
        _columns("document original share:number own_share:number spans:list reasons:list"),
    ),
    Table(
        "actors",
        "who acts or speaks in a document",
        _columns(f"{_HEAD} actor name kind country roles:list run_id"),
    ),
    Table(
        "mentions",
        "where an actor is named or meant",
        _columns(f"{_HEAD} mention actor kind used_as voice chain words:list {_PLACE}"),
    ),
    Table(
        "attributions",
        "who says something, by which words",
        _columns(
            f"{_HEAD} attribution source_kind actors:list act stance manner source cue content"
            f" addressees:list accused:list channel via {_PLACE}"
        ),
    ),
    Table(
        "events",
        "what is told to have happened, or not",
        _columns(
            f"{_HEAD} event type modes:list contexts:list cameo status actors:list recipients:list"
            f" brokers:list target place time figures:list same_as attribution {_PLACE}"
        ),
    ),
    Table(
        "figures",
        "counts with their bounds",
        _columns(
            f"{_HEAD} figure counts who unit low:number high:number central:number bound scope part_of"
            f" derived_from {_PLACE}"
        ),
    ),
    Table(
        "places",
        "toponyms, and where they lie",
        _columns(
            f"{_HEAD} place used_as name lat:number lon:number country gazetteer_id admin_path:list"
            f" precision contained_in {_PLACE}"
        ),
    ),
    Table(
        "times",
        "time expressions, and what they stand for",
        _columns(
            f"{_HEAD} time type value interval_start interval_end grain anchor direction {_PLACE}"
        ),
    ),
    Table(
        "claims",
        "a property of an event, its value, and on whose say-so",
        _columns(
            f"{_HEAD} claim event event_type status trigger property value value_of stance"
            f" claimants:list claimant_names:list responsibility via:list spans:list {_PLACE}"
        ),
    ),
    Table(
        "claim_links",
        "which claim denies, repeats, counters or corrects which",
        _columns(f"{_HEAD} claim relation linked_claim {_PLACE}"),
    ),
    Table(
        "incidents",
        "claims of several documents about one happening",
        _columns(
            "incident title title_rule as_of types:list start end first_reported last_reported place"
            " country lat:number lon:number precision line killed_min:number killed_max:number"
            " killed_best:number documents:whole policy redirects:list"
        ),
    ),
    Table(
        "incident_members",
        "which document tells of which incident",
        _columns("incident document is_main:truth copy_of score:number reasons:list"),
    ),
    Table(
        "incident_claims",
        "a claim as the incident's dossier shows it",
        _columns(
            "incident claim document published property proposition value words stance speaker"
            " speaker_name group origin responsibility aside:truth struck_by judged quote"
        ),
    ),
    Table(
        "tolls",
        "each speaker's latest figure",
        _columns(
            "incident counts who speaker speaker_name group words low:number high:number"
            " central:number as_of claim"
        ),
    ),
    Table(
        "positions",
        "where each party stands",
        _columns("incident party name kind target target_name since until changed_to claims:list"),
    ),
    Table(
        "grades",
        "a grade with its rule and reasons",
        _columns(
            "incident party party_name grade policy rule reasons:list claims:list would_change:list"
            " party_only:truth near harm_origins:whole proposed signed_by judgement stale:truth"
        ),
    ),
    Table(
        "judgements",
        "what people decided; withdrawn ones stay",
        _columns(
            "judgement kind by at reason left:list right:list value party grade claims:list"
            " withdrawn_at withdrawn_by withdrawn_reason"
        ),
    ),
    Table(
        "redirects",
        "incident ids that were merged into another",
        _columns("old new"),
    ),
    Table(
        "runs",
        "what was read when, by which versions; run_id is the digest of the versions",
        _columns(
            "id run_id versions started seconds:number documents:whole claims:whole skipped:whole"
            " failed:whole"
        ),
    ),
    Table(
        "errors",
        "inputs that were skipped or failed, and why",
        _columns("id source_id url source_digest stage reason skipped:truth run_id"),
    ),
)


def document_row(read: Read, *, with_text: bool) -> Row:
    """The row of a document; its text only if it was asked for."""
    document = read.report.document
    outlet = document.outlet
    return read.head() | {
        "source_digest": document.source_digest,
        "url": document.url,
        "outlet": outlet.id if outlet else None,
        "outlet_name": outlet.name if outlet else None,
        "title": document.title,
        "byline": document.byline,
        "dateline": document.dateline,
        "published": document.published,
        "language": document.language,
        "revises": document.revises,
        "characters": len(document.text) or None,
        "run_id": read.run_id,
        "text": document.text or None if with_text else None,
    }


def _actors(read: Read) -> Iterator[Row]:
    for a in read.report.actors:
        row: Row = {"actor": a.id, "name": a.name, "kind": a.kind, "country": a.country}
        yield read.head() | row | {"roles": a.roles, "run_id": read.run_id}


def _mentions(read: Read) -> Iterator[Row]:
    for m in read.report.mentions:
        row: Row = {"mention": m.id, "actor": m.actor, "kind": m.kind, "used_as": m.used_as}
        row |= {"voice": m.voice, "chain": m.chain, "words": m.words}
        yield read.head() | row | read.place(m.span)


def _attributions(read: Read) -> Iterator[Row]:
    for a in read.report.attributions:
        row: Row = {"attribution": a.id, "source_kind": a.source_kind, "actors": a.actors}
        row |= {"act": a.act, "stance": a.stance, "manner": a.manner}
        row |= {"source": extent(a.source)[2], "cue": extent(a.cue)[2]}
        row |= {"content": extent(a.content)[2], "addressees": a.addressees, "accused": a.accused}
        row |= {"channel": a.channel, "via": a.via}
        yield read.head() | row | read.place(*a.source, *a.cue, *a.content)


def _events(read: Read) -> Iterator[Row]:
    for e in read.report.events:
        row: Row = {"event": e.id, "type": e.type, "modes": e.modes, "contexts": e.contexts}
        row |= {"cameo": e.cameo, "status": e.status, "actors": e.actors, "target": e.target}
        row |= {"recipients": e.recipients, "brokers": e.brokers, "place": e.place, "time": e.time}
        row |= {"figures": e.figures, "same_as": e.same_as, "attribution": e.attribution}
        yield read.head() | row | read.place(e.trigger)


def _figures(read: Read) -> Iterator[Row]:
    for f in read.report.figures:
        row: Row = {"figure": f.id, "counts": f.counts, "who": f.who, "unit": f.unit, "low": f.low}
        row |= {"high": f.high, "central": f.central, "bound": f.bound, "scope": f.scope}
        row |= {"part_of": f.part_of, "derived_from": f.derived_from}
        yield read.head() | row | read.place(f.span)


def _places(read: Read) -> Iterator[Row]:
    for p in read.report.places:
        row: Row = {"place": p.id, "used_as": p.used_as, "name": p.name, "lat": p.lat, "lon": p.lon}
        row |= {"country": p.country, "gazetteer_id": p.gazetteer_id, "admin_path": p.admin_path}
        row |= {"precision": p.precision, "contained_in": p.contained_in}
        yield read.head() | row | read.place(p.span)


def _times(read: Read) -> Iterator[Row]:
    for t in read.report.times:
        row: Row = {"time": t.id, "type": t.type, "value": t.value, "interval_start": t.start}
        row |= {"interval_end": t.end, "grain": t.grain, "anchor": t.anchor}
        yield read.head() | row | {"direction": t.direction} | read.place(t.span)


def _claims(read: Read) -> Iterator[Row]:
    words = ReportWords(read.report)
    for c in read.report.claims:
        event = words.events.get(c.event)
        value = msgspec.to_builtins(c.value)
        row: Row = {"claim": c.id, "event": c.event, "property": c.property, "stance": c.stance}
        row |= {
            "event_type": event.type if event else None,
            "status": event.status if event else None,
        }
        row |= {"trigger": event.trigger.exact if event else None}
        row |= {"value": words.value(c), "value_of": next(iter(value.values()), None)}
        row |= {"claimants": c.claimants, "responsibility": c.responsibility, "via": c.via}
        row |= {"claimant_names": [words.name(a) for a in c.claimants]}
        row |= {"spans": [offsets(s) for s in c.evidence if s.end]}
        yield read.head() | row | read.place(*c.evidence)


def _claim_links(read: Read) -> Iterator[Row]:
    for c in read.report.claims:
        for link in c.links:
            row = {"claim": c.id, "relation": link.relation, "linked_claim": link.claim}
            yield read.head() | row | read.place(*c.evidence)


REPORT_ROWS: dict[str, Callable[[Read], Iterator[Row]]] = {
    "actors": _actors,
    "mentions": _mentions,
    "attributions": _attributions,
    "events": _events,
    "figures": _figures,
    "places": _places,
    "times": _times,
    "claims": _claims,
    "claim_links": _claim_links,
}


def make_read(report: Report, run_id: str | None) -> Read:
    """A report ready for its rows."""
    return Read(report, run_id, text_digest(report))


def incident_row(incident: Incident) -> Row:
    """The row of an incident."""
    where, dates = incident.place, incident.dates
    killed = next((t for t in incident.toll_ranges if t.counts == "killed"), None)
    point = where if where and where.precision not in ("province", "country") else None
    return {
        "incident": incident.id,
        "title": incident.title,
        "title_rule": incident.title_rule,
        "as_of": incident.as_of,
        "types": incident.types,
        "start": dates.start,
        "end": dates.end,
        "first_reported": dates.first_reported,
        "last_reported": dates.last_reported,
        "place": where.name if where else None,
        "country": where.country if where else None,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "precision": where.precision if where else None,
        "line": incident.line,
        "killed_min": killed.min if killed else None,
        "killed_max": killed.max if killed else None,
        "killed_best": killed.best if killed else None,
        "documents": len(incident.documents),
        "policy": incident.run.get("policy"),
        "redirects": incident.redirects,
    }


def _members(incident: Incident) -> Iterator[Row]:
    for d in incident.documents:
        row: Row = {"incident": incident.id, "document": d.id, "is_main": d.main}
        yield row | {"copy_of": d.copy_of, "score": d.score, "reasons": d.reasons}


def _incident_claims(incident: Incident) -> Iterator[Row]:
    names = [n for n, _ in next(t for t in TABLES if t.name == "incident_claims").columns[2:]]
    for claims in incident.claims.values():
        for c in claims:
            row = {name: getattr(c, name) for name in names}
            yield {"incident": incident.id, "claim": c.id} | row


def _tolls(incident: Incident) -> Iterator[Row]:
    for t in incident.tolls:
        yield {"incident": incident.id} | msgspec.structs.asdict(t)


def _positions(incident: Incident) -> Iterator[Row]:
    for p in incident.positions:
        yield {"incident": incident.id} | msgspec.structs.asdict(p)


def _grades(incident: Incident) -> Iterator[Row]:
    for g in incident.grades:
        yield {"incident": incident.id, "grade": g.name} | msgspec.structs.asdict(g)


def _clusters(incident: Incident) -> Iterator[Row]:
    for c in incident.copies:
        row: Row = {"document": c.document, "original": c.of, "share": c.share}
        yield row | {"own_share": c.own_share, "spans": c.spans, "reasons": c.reasons}


INCIDENT_ROWS: dict[str, Callable[[Incident], Iterator[Row]]] = {
    "incidents": lambda incident: iter((incident_row(incident),)),
    "incident_members": _members,
    "incident_claims": _incident_claims,
    "tolls": _tolls,
    "positions": _positions,
    "grades": _grades,
    "clusters": _clusters,
}


def judgement_row(judgement: Judgement) -> Row:
    """The row of a judgement; what it holds on to as JSON."""
    row = msgspec.structs.asdict(judgement)
    anchors = {side: msgspec.to_builtins(row[side]) for side in ("left", "right")}
    return row | anchors | {"judgement": judgement.id}
