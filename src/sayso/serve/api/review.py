"""The review queue, conflicts and audits over the API: what is worth a look, and how precise this corpus is.

Comes in: query parameters. Goes out: claims in the order of their worth, conflicts, audits with intervals.
"""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from sayso.review_model import Audit, AuditReport, LookRank, QueuePage, ReviewState
from sayso.serve.api.answers import MAY_MISS, Limit, Offset
from sayso.serve.desk import Desk
from sayso.store.audits import read_audits, report_audit
from sayso.store.conflicts import Conflict
from sayso.store.queue import read_queue
from sayso.views.selection import Selection


@get("/queue", sync_to_thread=True, tags=["review"])
def get_queue(
    desk: NamedDependency[Desk],
    selection: NamedDependency[Selection],
    in_state: Annotated[list[ReviewState] | None, QueryParameter(query="state")] = None,
    rank: FromQuery[list[LookRank] | None] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> QueuePage:
    """Claims by the value of a look, of the incidents that fit; without states those that are open."""
    incidents = frozenset(row.id for row in desk.select(selection))
    asked: dict[str, list[ReviewState] | list[LookRank]] = {}
    if in_state:
        asked["states"] = in_state
    if rank:
        asked["ranks"] = rank
    return read_queue(desk.connection, incidents=incidents, offset=offset, limit=limit, **asked)  # type: ignore[arg-type]


@get("/conflicts", sync_to_thread=True, tags=["review"])
def get_conflicts(desk: NamedDependency[Desk]) -> list[Conflict]:
    """What two people signed otherwise before their stores were merged, as far as it stands."""
    return desk.conflicts()


@get("/audits", sync_to_thread=True, tags=["review"])
def get_audits(desk: NamedDependency[Desk]) -> list[Audit]:
    """All audits, the latest first."""
    return read_audits(desk.connection)


@get("/audits/{name:str}", raises=MAY_MISS, sync_to_thread=True, tags=["review"])
def get_audit(name: FromPath[str], desk: NamedDependency[Desk]) -> AuditReport:
    """How precise this corpus is by one audit, with 95 % intervals by property and stance."""
    found = next((a for a in read_audits(desk.connection) if a.id == name), None)
    if found is None:
        raise NotFoundException(f"no audit is called {name[:60]}")
    return report_audit(desk.connection, found)
