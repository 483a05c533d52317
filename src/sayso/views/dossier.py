"""Put an incident together: every view over its claims, as of a day.

Comes in: what the store holds of an incident (reports with their events, copies, judgements, earlier versions) and the
policy. Goes out: an Incident, the line of `sayso incidents --json`. Pure: the same input gives the same incident,
whoever asks and whenever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as with_fields

from sayso.incident_model import (
    Copy,
    Incident,
    IncidentDocument,
    Independence,
    Judgement,
    Revision,
)
from sayso.model import EventType, Report
from sayso.views.added import add_statements
from sayso.views.core import mark_asides
from sayso.views.framing import find_framing
from sayso.views.grades import NearbyAction, grade_incident
from sayso.views.headlines import rest_headlines
from sayso.views.judged import Judged, apply_judgements, is_rejected, judge_statements
from sayso.views.origins import count_origins
from sayso.views.policy import GradePolicy
from sayso.views.positions import find_positions
from sayso.views.propositions import (
    group_claims,
    make_claims,
    make_propositions,
    make_speakers,
)
from sayso.views.sides import Sides
from sayso.views.statements import Statement, Statements, Told, make_statements
from sayso.views.texts import WHOLE_COPY_SHARE, Texts, make_texts
from sayso.views.timeline import make_timeline, was_published_by
from sayso.views.titles import find_dates, find_place, make_title
from sayso.views.tolls import find_tolls, range_tolls
from sayso.views.truces import find_truces
from sayso.views.versions import compare_versions
from sayso.views.worth import Weighed

_WEIGHTY = frozenset({"occurrence", "responsible", "toll.killed", "toll.injured", "violates"})


@dataclass(frozen=True)
class Material:
    """Everything that a dossier is made from. `earlier`: document id → the report of the version that it revises."""

    id: str
    told: tuple[Told, ...]
    copies: tuple[Copy, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    earlier: tuple[tuple[str, Report], ...] = ()
    nearby: tuple[NearbyAction, ...] = ()
    redirects: tuple[str, ...] = ()
    run: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dossier:
    """An incident, and what the looks at its claims are weighed by."""

    incident: Incident
    weighed: Weighed


def make_incident(
    material: Material, sides: Sides, policy: GradePolicy, as_of: str | None = None
) -> Incident | None:
    """The incident as it stood on a day (None: now); None if nothing of it was printed by then."""
    dossier = make_dossier(material, sides, policy, as_of)
    return dossier.incident if dossier is not None else None


def make_dossier(
    material: Material, sides: Sides, policy: GradePolicy, as_of: str | None = None
) -> Dossier | None:
    """The incident with the statements that it was made from; None if nothing of it was printed by then."""
    told = [t for t in material.told if was_published_by(t.report.document, as_of)]
    if not told:
        return None
    judgements = [j for j in material.judgements if as_of is None or j.at[:10] <= as_of]
    judged = apply_judgements(judgements, {t.report.document.id: t.report for t in told})
    made = _decided(material, told, judgements, judged, sides, policy)
    rows = mark_asides(made.rows, told)
    shown = make_claims(rows)
    standing = [s for s in rows if not is_rejected(s) and not s.shown.aside]
    superseded = {t.report.document.revises for t in told}
    counted = [s for s in standing if s.shown.document not in superseded]
    statements = with_fields(made, rows=tuple(counted))
    texts = make_texts([t.report.document for t in told], material.copies)
    origins = _origins(counted, texts, made.parties)
    tolls = find_tolls(counted, policy)
    place, dates = find_place(told, counted), find_dates(told, counted)
    title, title_rule = make_title(told, counted, place, dates)
    signed = [j for j in judgements if j.withdrawn_at is None]
    ranges = range_tolls(tolls, {o.proposition: o for o in origins}, policy)
    grades = grade_incident(statements, texts, policy, signed, material.nearby)
    incident = Incident(
        id=material.id,
        title=title,
        title_rule=title_rule,
        as_of=as_of,
        types=_types(counted),
        dates=dates,
        place=place,
        line=_line(told, counted, texts, made.parties),
        documents=tuple(_document(t, texts) for t in _by_day(told)),
        copies=texts.copies,
        origins=origins,
        speakers=make_speakers(statements),
        propositions=make_propositions(
            standing, [c for c in shown if c.judged != "reject" and not c.aside]
        ),
        claims=group_claims(shown),
        positions=find_positions(statements, told, sides),
        tolls=tolls,
        toll_ranges=ranges,
        timeline=make_timeline(standing),
        truces=find_truces(standing),
        framing=find_framing(told, made.parties, sides),
        revisions=_revisions(told, dict(material.earlier)),
        grades=grades,
        judgements=judged.notes,
        redirects=material.redirects,
        run=dict(material.run) | {"policy": f"{policy.name} {policy.digest}"},
    )
    weighed = Weighed(rows, statements, texts, told, grades, signed, material.nearby)
    return Dossier(incident, weighed)


def _decided(
    material: Material,
    told: Sequence[Told],
    judgements: Sequence[Judgement],
    judged: Judged,
    sides: Sides,
    policy: GradePolicy,
) -> Statements:
    """The statements of the reports as people judged them, and those that people added."""
    texts = {t.report.document.id: t.report.document.text for t in told}

    def revise(rows: list[Statement]) -> list[Statement]:
        resting = rest_headlines(rows, [t.report.document for t in told])
        read = judge_statements(resting, judged, sides, texts)
        return [*read, *add_statements(judgements, told, sides)]

    return make_statements(told, material.copies, sides, policy, revise)


def _origins(
    statements: Sequence[Statement], texts: Texts, parties: frozenset[str]
) -> tuple[Independence, ...]:
    """The independence of each proposition that somebody asserts, most reported first."""
    groups: dict[str, list[Statement]] = {}
    for s in statements:
        if s.shown.property not in ("time", "means"):
            groups.setdefault(s.shown.proposition, []).append(s)
    found = [count_origins(key, rows, texts, parties) for key, rows in groups.items()]
    asserted = [independence for independence in found if independence.origins]
    return tuple(sorted(asserted, key=lambda i: (-i.articles, i.proposition)))


def _line(
    told: Sequence[Told], statements: Sequence[Statement], texts: Texts, parties: frozenset[str]
) -> str:
    """ "12 articles, 4 texts, 2 origins": the reports, their texts, the independent origins of what they claim."""
    weighty = [s for s in statements if s.shown.property in _WEIGHTY]
    documents = {t.report.document.id for t in told}
    texts_count = len({texts.text_of(document) for document in documents})
    count = count_origins("all", weighty, texts, parties).count
    counts = ((len(documents), "article"), (texts_count, "text"), (count, "origin"))
    return ", ".join(f"{n} {noun}" + ("" if n == 1 else "s") for n, noun in counts)


def _types(statements: Sequence[Statement]) -> tuple[EventType, ...]:
    counts = Counter(s.event.type for s in statements if s.shown.property == "occurrence")
    return tuple(kind for kind, _ in counts.most_common())


def _by_day(told: Sequence[Told]) -> list[Told]:
    return sorted(told, key=lambda t: (t.report.document.published or "9999", t.report.document.id))


def _document(told: Told, texts: Texts) -> IncidentDocument:
    document = told.report.document
    copy = texts.copy_of(document.id)
    is_copy = copy is not None and copy.share >= WHOLE_COPY_SHARE
    return IncidentDocument(
        id=document.id,
        source_ids=told.source_ids or (document.source_id,),
        title=document.title,
        outlet=document.outlet.id if document.outlet else None,
        outlet_name=document.outlet.name if document.outlet else None,
        url=document.url,
        published=document.published,
        main=told.is_main,
        copy_of=copy.of if copy is not None and is_copy else None,
        revises=document.revises,
        score=told.score,
        reasons=told.reasons,
    )


def _revisions(told: Sequence[Told], earlier: dict[str, Report]) -> tuple[Revision, ...]:
    return tuple(
        compare_versions(t.report, earlier[t.report.document.id])
        for t in _by_day(told)
        if t.report.document.id in earlier
    )


def killed_range(incident: Incident) -> tuple[float | None, float | None]:
    """The range of people killed, for a table."""
    for toll in incident.toll_ranges:
        if toll.counts == "killed":
            return toll.min, toll.max
    return None, None
