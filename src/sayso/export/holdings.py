"""What an export is made from: incidents and the reports that they stand on, one at a time.

Comes in: a store's holdings (store/holdings.py), or incidents and reports that somebody has at hand. Goes out: the same
few questions answered alike, so that no format knows where its material lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from sayso.incident_model import Incident, Judgement
from sayso.model import Report

Row = Mapping[str, Any]

STORED = ("sources", "inputs", "readings", "members", "redirects", "runs", "errors")


class Holdings(Protocol):
    """Incidents, reports, and rows that only a store has."""

    def incidents(self) -> Iterator[Incident]:
        """The chosen incidents, always in the same order."""

    def documents(self) -> Iterator[str]:
        """The ids of the documents that they stand on; of all documents, if nothing was chosen."""

    def report(self, document: str) -> Report | None:
        """What was read in a document."""

    def judgements(self) -> Iterator[Judgement]:
        """What people decided about these documents."""

    def stored(self, kind: str) -> Iterator[Row]:
        """Rows of a kind that only a store has: one of STORED."""


class GivenHoldings:
    """Holdings of incidents and reports at hand, without a store."""

    def __init__(self, incidents: Iterable[Incident] = (), reports: Iterable[Report] = ()) -> None:
        self._incidents = tuple(incidents)
        self._reports = {report.document.id: report for report in reports}

    def incidents(self) -> Iterator[Incident]:
        """The incidents as given."""
        return iter(self._incidents)

    def documents(self) -> Iterator[str]:
        """The documents of the reports."""
        return iter(self._reports)

    def report(self, document: str) -> Report | None:
        """A report that was given."""
        return self._reports.get(document)

    def judgements(self) -> Iterator[Judgement]:
        """None: the incidents carry their notes."""
        return iter(())

    def stored(self, kind: str) -> Iterator[Row]:
        """The inputs are known; the rest only a store has."""
        if kind == "inputs":
            for report in self._reports.values():
                document = report.document
                yield {"document": document.id, "source_id": document.source_id}


def reports_of(holdings: Holdings, incident: Incident) -> dict[str, Report]:
    """The reports of an incident that can be had, in its order."""
    found = ((d.id, holdings.report(d.id)) for d in incident.documents)
    return {name: report for name, report in found if report is not None}
