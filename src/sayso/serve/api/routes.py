"""All routes of the API, and its description in OpenAPI 3.1.

Comes in: nothing. Goes out: a router under /api, and the configuration of /api/openapi.json.
"""

from __future__ import annotations

from typing import Any

from litestar import Router, get
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ClientException
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Contact, License

from sayso.config import sayso_version
from sayso.serve.api.answers import Limit, Offset, Page, make_page
from sayso.serve.api.exports import get_export, get_formats
from sayso.serve.api.incidents import get_facets, get_incident, get_incidents, provide_selection
from sayso.serve.api.judgements import add_judgement, get_judgements, withdraw_judgement
from sayso.serve.api.reports import get_claims, get_document, get_documents, get_ground
from sayso.serve.api.review import get_audit, get_audits, get_conflicts, get_queue
from sayso.serve.desk import Desk
from sayso.store.running import ErrorRow, RunRow, read_errors, read_runs
from sayso.views.policy import GradePolicy


class ErrorPage(Page[ErrorRow], frozen=True, kw_only=True):
    """Inputs that could not be read, or were skipped, latest first."""


@get("/policy", sync_to_thread=False, tags=["runs"])
def get_policy(desk: NamedDependency[Desk]) -> GradePolicy:
    """The policy that grades, with its digest: every grade names it."""
    return desk.shelf.policy


@get("/runs", sync_to_thread=True, tags=["runs"])
def get_runs(desk: NamedDependency[Desk], limit: Limit = 50) -> list[RunRow]:
    """The latest runs of reading."""
    return read_runs(desk.connection, limit)


@get("/errors", sync_to_thread=True, tags=["runs"])
def get_errors(desk: NamedDependency[Desk], limit: Limit = 50, offset: Offset = 0) -> ErrorPage:
    """What could not be read, and why."""
    found = make_page(read_errors(desk.connection, None, limit + 1, offset), limit, offset)
    return ErrorPage(items=found.items, count=None, next=found.next)


def check_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse a body of any other kind: a form of another site can send text and forms, but no JSON unasked."""
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (
        connection.scope.get("method") not in ("GET", "HEAD", "OPTIONS")
        and kind != "application/json"
    ):
        raise ClientException("send application/json", status_code=415)


def make_api() -> Router:
    """The router of the API."""
    return Router(
        path="/api",
        route_handlers=[
            get_incidents,
            get_incident,
            get_facets,
            get_documents,
            get_document,
            get_claims,
            get_ground,
            get_judgements,
            add_judgement,
            withdraw_judgement,
            get_formats,
            get_export,
            get_queue,
            get_conflicts,
            get_audits,
            get_audit,
            get_policy,
            get_runs,
            get_errors,
        ],
        dependencies={"selection": Provide(provide_selection, sync_to_thread=False)},
        guards=[check_json],
        opt={"exclude_from_csrf": True},
        include_in_schema=True,
    )


def make_openapi() -> OpenAPIConfig:
    """The description of the API; the pages are no part of it."""
    return OpenAPIConfig(
        title="sayso",
        version=sayso_version(),
        description="Incidents, the claims they are made of, and what people decided about them.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        contact=Contact(name="sayso"),
        path="/api",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )
