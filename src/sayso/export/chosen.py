"""What a layout without a claimant prints of an incident: one value for each thing claimed, by a named policy.

Comes in: an incident, the reports under it, the policy. Goes out: a Chosen. A party is named as the actor only where
the policy lets it be; whoever is merely accused stands in the notes, with who accuses. Nothing here is more certain for
being printed in one cell: `tell_claims` gives the claims in words for the cell beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import pairwise

from sayso.export.cell_policy import (
    ActorType,
    CellPolicy,
    DayCodes,
    KindRow,
    PlaceCodes,
    RecipientKind,
)
from sayso.export.country_codes import CountryCodes, country_codes
from sayso.export.holdings import Holdings, reports_of
from sayso.incident_model import Incident, IncidentClaim, TollRange
from sayso.model import Actor, ActorKind, Event, Outlet, Place, Property, Report
from sayso.views.sides import Sides, are_kin

_NOTED: tuple[Property, ...] = (
    *("responsible", "occurrence", "toll.killed", "toll.injured", "toll.missing"),
    *("toll.displaced", "toll.detained", "cause", "recipient"),
)
_VERBS = {"asserts": "says", "suggests": "suggests", "doubts": "doubts", "denies": "denies"}


@dataclass(frozen=True)
class Named:
    """Somebody in a cell: a side or an actor, by name, and what kind of actor it is."""

    id: str
    name: str
    kind: ActorKind | None
    country: str | None
    why: str = ""


@dataclass(frozen=True)
class Chosen:
    """The values of one incident for layouts that hold one value a cell."""

    incident: Incident
    reports: dict[str, Report]
    policy: CellPolicy
    sides: Sides

    # What is claimed of responsibility ---------------------------------------------------------------------------

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The parties that may be named as actors, with why."""
        admitted = [
            self.describe(g.party, g.party_name or g.party, f"grade {g.name}: {g.rule}")
            for g in self.incident.grades
            if g.party is not None and g.name in self.policy.named_by_grades
        ]
        return tuple(admitted) or tuple(self._told_by_origins())

    def _told_by_origins(self) -> Iterator[Named]:
        counts = {
            o.proposition.partition(":")[2]: o.count
            for o in self.incident.origins
            if o.proposition.startswith("responsible:")
        }
        denying = {
            p.party
            for p in self.incident.positions
            if p.kind == "denies" and p.until is None and p.target in (None, p.party)
        }
        for party, count in counts.items():
            rivals = [q for q, n in counts.items() if n and not are_kin(q, party)]
            is_enough = count >= self.policy.named_by_origins
            is_barred = party in denying or party not in self._nameable
            if is_enough and not rivals and not is_barred:
                yield self.describe(
                    party, self.sides.name_of(party), f"{count} independent origins, undenied"
                )

    @cached_property
    def _nameable(self) -> frozenset[str]:
        """The parties that are blamed and whose grade does not bar them from being named."""
        barred = self.policy.barred_by_grades
        return frozenset(g.party for g in self.incident.grades if g.party and g.name not in barred)

    def describe(self, side: str, name: str, why: str = "") -> Named:
        """A side by name, with what is known of it."""
        actor = self._actor(side)
        kind = actor.kind if actor else ("state" if side in self.sides.countries else None)
        country = actor.country if actor else (side if side in self.sides.countries else None)
        known = self.sides.known.get(side)
        if known is not None and actor is None:
            kind, country = known.kind, known.country
        return Named(side, name, kind, country, why)

    @property
    def actor(self) -> Named | None:
        """The party in the first actor's cell; None where the policy names nobody."""
        return self.named[0] if self.named else None

    @property
    def actor_name(self) -> str:
        """Its name, or the policy's word for nobody named."""
        return self.actor.name if self.actor else self.policy.unnamed_actor

    @property
    def why_actor(self) -> str:
        """Why somebody is named, or why nobody is."""
        if self.actor:
            return self.actor.why
        return "nobody is named: accusations stand in the notes"

    # Who suffered it ---------------------------------------------------------------------------------------------

    @cached_property
    def recipient(self) -> Named | None:
        """Who most reports say suffered it; what only a party says comes last."""
        told = self.claims("recipient")
        if not told:
            return None
        documents = Counter(v for v, _ in {(c.value.casefold(), c.document) for c in told})
        best = max(
            told,
            key=lambda c: (
                c.group != "party",
                self._origins_of(c),
                documents[c.value.casefold()],
                -told.index(c),
            ),
        )
        actor = self._actor_of(best)
        kind = actor.kind if actor else None
        if best.value in self.sides.countries and kind is None:
            kind = "state"
        return Named(best.value, best.words, kind, actor.country if actor else None)

    def _origins_of(self, claim: IncidentClaim) -> int:
        return next(
            (o.count for o in self.incident.origins if o.proposition == claim.proposition), 0
        )

    @property
    def recipient_kind(self) -> RecipientKind | None:
        """Whether civilians or armed people suffered it; None where that is open."""
        if self.recipient is None:
            return None
        kind = self.recipient.kind
        if kind in (None, "civilians", "person", "group"):
            words = re.findall(r"\w+", self.recipient.name.casefold())
            pairs = [" ".join(pair) for pair in pairwise(words)]
            is_told = self.policy.civilian_words & {*words, *pairs}
            return "civilians" if is_told else None
        return "armed" if kind in ("armed_force", "armed_group", "police") else None

    def actor_type(self, named: Named | None) -> ActorType | None:
        """ACLED's type of an actor."""
        if named is None:
            return None
        is_civil = named == self.recipient and self.recipient_kind == "civilians"
        kind = "civilians" if is_civil else named.kind
        row = self.policy.actor_types.get(kind) if kind else None
        if row is None or (kind == "civilians" and not is_civil):
            return None
        here = self.incident.place.country if self.incident.place else None
        is_abroad = row.abroad and here is not None and named.country not in (None, here)
        return self.policy.abroad_type if is_abroad else row

    # What happened -----------------------------------------------------------------------------------------------

    @cached_property
    def events(self) -> tuple[tuple[str, Event], ...]:
        """(document, event) of what the incident's claims are about, each once, in order."""
        wanted = dict.fromkeys(
            (c.document, c.event)
            for claims in self.incident.claims.values()
            for c in claims
            if not c.aside and c.judged != "reject"
        )
        found: list[tuple[str, Event]] = []
        for document, report in self.reports.items():
            events = {e.id: e for e in report.events}
            found += [(document, events[e]) for d, e in wanted if d == document and e in events]
        return tuple(found)

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """The modes of the deed: in most reports first, then in the policy's order."""
        main = self.incident.types[0] if self.incident.types else None
        told = [(d, m) for d, e in self.events if e.type == main for m in e.modes]
        reports = Counter(m for _, m in set(told))
        events = Counter(m for _, m in told)
        order = [row.mode for row in self.policy.kinds if row.mode]
        rank = {mode: order.index(mode) if mode in order else len(order) for mode in events}
        return tuple(sorted(events, key=lambda m: (-reports[m], rank[m], -events[m], m)))

    @cached_property
    def kind(self) -> KindRow | None:
        """The deed in ACLED's words."""
        if not self.incident.types:
            return None
        return self.policy.kind_of(self.incident.types[0], self.modes[:1], self.recipient_kind)

    @cached_property
    def cameo(self) -> str | None:
        """The CAMEO code that most reports' events have; the finer one where two are as frequent."""
        main = self.incident.types[0] if self.incident.types else None
        told = {(d, e.cameo) for d, e in self.events if e.type == main and e.cameo}
        counts = Counter(code for _, code in told if code)
        return max(
            sorted(counts),
            key=lambda c: (counts[c], not c.endswith("0"), len(c)),
            default=None,
        )

    # Where and when ----------------------------------------------------------------------------------------------

    @cached_property
    def place(self) -> Place | None:
        """The place with its units, from the reports that give it."""
        where = self.incident.place
        if where is None:
            return None
        return next(
            (
                p
                for report in self.reports.values()
                for p in report.places
                if (p.name, p.country, p.precision) == (where.name, where.country, where.precision)
                and (p.lat, p.lon) == (where.lat, where.lon)
            ),
            None,
        )

    @property
    def place_codes(self) -> PlaceCodes | None:
        """What the place's precision is called elsewhere."""
        precision = self.incident.place.precision if self.incident.place else None
        return self.policy.places.get(precision) if precision else None  # type: ignore[call-overload]

    @property
    def point(self) -> tuple[float, float] | None:
        """(lat, lon), where the place is fine enough for a point to mean anything: never for a province or country."""
        where, codes = self.incident.place, self.place_codes
        if where is None or where.lat is None or where.lon is None or codes is None:
            return None
        return (where.lat, where.lon) if codes.has_point else None

    @property
    def country(self) -> CountryCodes | None:
        """The country's codes."""
        return country_codes(self.incident.place.country if self.incident.place else None)

    def admin(self, level: int) -> str | None:
        """The unit of a level, 1 the largest below the country."""
        path = self.place.admin_path if self.place else ()
        return path[level] if len(path) > level else None

    @property
    def first_day(self) -> str | None:
        """The first day on which it happened, by most claims; None where no report tells."""
        start = self.incident.dates.start
        return start[:10] if start else None

    @cached_property
    def last_day(self) -> str | None:
        """The last day: the interval's end is the day after it."""
        start, end = self.incident.dates.start, self.incident.dates.end
        if start is None:
            return None
        if end is None or end[:10] <= start[:10]:
            return start[:10]
        return (date.fromisoformat(end[:10]) - timedelta(days=1)).isoformat()

    @property
    def day_codes(self) -> DayCodes | None:
        """What the length of its interval is called elsewhere."""
        if self.first_day is None or self.last_day is None:
            return None
        span = date.fromisoformat(self.last_day) - date.fromisoformat(self.first_day)
        return self.policy.days_of(span.days + 1)

    # How many, and by whom told ----------------------------------------------------------------------------------

    def toll(self, counts: str) -> TollRange | None:
        """The range of a kind of toll over everybody's latest figures."""
        return next((t for t in self.incident.toll_ranges if t.counts == counts), None)

    def claims(self, prop: Property) -> list[IncidentClaim]:
        """The claims that stand on a property, in order: not aside, not rejected, not taken back."""
        return [
            c
            for c in self.incident.claims.get(prop, ())
            if not c.aside and c.judged != "reject" and c.struck_by is None
        ]

    @property
    def grade(self) -> str:
        """The grade of the incident as a whole."""
        return next((g.name for g in self.incident.grades if g.party is None), "Ungraded")

    @property
    def harm_origins(self) -> int:
        """How many independent origins report the harm."""
        return next((g.harm_origins for g in self.incident.grades if g.party is None), 0)

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The names of the outlets, each once, in the order of their days."""
        return tuple(
            dict.fromkeys(
                d.outlet_name or d.outlet or "unknown outlet" for d in self.incident.documents
            )
        )

    @property
    def source_scale(self) -> str | None:
        """National, where every outlet is of the place's country; International where one is not; else unknown."""
        here = self.incident.place.country if self.incident.place else None
        found = [self._outlet(d.id) for d in self.incident.documents]
        countries = [outlet.country if outlet else None for outlet in found]
        if here is None or not countries:
            return None
        if any(c is not None and c != here for c in countries):
            return "International"
        return "National" if all(c == here for c in countries) else None

    def _outlet(self, document: str) -> Outlet | None:
        report = self.reports.get(document)
        return report.document.outlet if report else None

    @cached_property
    def sources_of_blame(self) -> tuple[str, ...]:
        """Who says who did it, or, where nobody does, who tells that it happened: each once."""
        told = self.claims("responsible") or self.claims("occurrence") or self.claims("toll.killed")
        return tuple(dict.fromkeys(c.speaker_name for c in told))

    @cached_property
    def notes(self) -> str:
        """The claims in words, responsibility first: what the other cells cannot hold."""
        told = list(dict.fromkeys(self._told()))
        most = self.policy.most_notes
        more = [f"and {len(told) - most} more claims"] if len(told) > most else []
        return "; ".join([f"{self.incident.title}. Claimed, not established", *told[:most], *more])

    def _told(self) -> Iterator[str]:
        for prop in _NOTED:
            for claim in self.claims(prop):
                if prop != "occurrence" or claim.stance != "asserts":
                    yield tell_claim(claim)

    @cached_property
    def number(self) -> int:
        """A number for layouts whose ids are numbers: the first 48 bits of a digest of the id."""
        return number_of(self.incident.id)

    # The claims' own actors --------------------------------------------------------------------------------------

    def _actor_of(self, claim: IncidentClaim) -> Actor | None:
        """The actor that a claim's value points to."""
        report = self.reports.get(claim.document)
        if report is None:
            return None
        value = next((c.value.actor for c in report.claims if c.id == claim.id), None)
        return next((a for a in report.actors if a.id == value), None)

    def _actor(self, name: str) -> Actor | None:
        return next(
            (a for report in self.reports.values() for a in report.actors if a.id == name), None
        )


def choose_all(holdings: Holdings, policy: CellPolicy, sides: Sides) -> Iterator[Chosen]:
    """Every chosen incident's values, one incident at a time."""
    for incident in holdings.incidents():
        yield Chosen(incident, reports_of(holdings, incident), policy, sides)


def tell_claim(claim: IncidentClaim) -> str:
    """A claim in words, with who says it and when: "Houthis says: Saudi-led coalition did it (2018-08-09)"."""
    what = claim.words
    if claim.property == "responsible":
        what = f"{claim.words} did it"
    elif claim.property.startswith("toll."):
        what = f"{claim.words} {claim.property.removeprefix('toll.')}"
    elif claim.property == "occurrence":
        what = f"“{claim.words}” happened"
    elif claim.property != "terms":
        what = f"{claim.property} {claim.words}"
    ladder = f", {claim.responsibility.replace('_', ' ')}" if claim.responsibility else ""
    return f"{claim.speaker_name} {_VERBS[claim.stance]}: {what} ({claim.published or 'no date'}{ladder})"


def number_of(name: str) -> int:
    """A number of at most fifteen digits that stands for an id: as many as a spreadsheet keeps."""
    return int(sha256(name.encode()).hexdigest()[:12], 16)
