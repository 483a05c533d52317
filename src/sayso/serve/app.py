"""The application: pages, API and static files over one store.

Comes in: the path of a store, a policy, who signs. Goes out: an ASGI application (Litestar). Handlers are plain
functions in threads, each with a desk of its own; nothing is asked of any other machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from sayso.errors import SaysoError, StoreError, UsageError
from sayso.serve.api.answers import TagAnswers
from sayso.serve.api.routes import make_api, make_openapi
from sayso.serve.attempts import Attempts
from sayso.serve.desk import Desk, Shelf, open_desk
from sayso.serve.headers import SECURITY_HEADERS
from sayso.serve.pages.adding import ADDING_HANDLERS
from sayso.serve.pages.audit import AUDIT_HANDLERS
from sayso.serve.pages.conflicts import CONFLICT_HANDLERS
from sayso.serve.pages.document import download_source, show_document
from sayso.serve.pages.dossier import list_proposals, open_claim, show_dossier
from sayso.serve.pages.dossier_acts import merge, sign_grade, split, withdraw_judgement
from sayso.serve.pages.exports import choose_export, take_export, take_redacted_export
from sayso.serve.pages.incidents import list_incidents, open_start, read_found
from sayso.serve.pages.login import log_in, log_out, show_login
from sayso.serve.pages.outlets import compare_outlets
from sayso.serve.pages.review import REVIEW_HANDLERS
from sayso.serve.pages.runs import show_runs
from sayso.serve.pages.search import add_search, drop_search, search
from sayso.serve.pages.users import (
    change_restriction,
    change_user,
    erase,
    make_user,
    show_users,
)
from sayso.serve.sessions import KnowWho
from sayso.serve.templating import make_environment
from sayso.serve.who import Who, check_role

STATIC = Path(__file__).parent / "static"
COMPRESSION = CompressionConfig(backend="gzip", minimum_size=1000)
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Served:
    """What one `sayso serve` serves. `by`: who signs where nobody logs in; None: everybody must.

    `hosts` and `port`: what it answers to.
    """

    shelf: Shelf
    by: str | None
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    port: int = 8765

    @property
    def addresses(self) -> list[str]:
        """What a browser may say in its Host header."""
        return [*self.hosts, *(f"{host}:{self.port}" for host in self.hosts)]


def make_app(served: Served) -> Litestar:
    """The application over a store. A request under another host's name is refused (DNS rebinding)."""

    attempts = Attempts()

    def provide_desk(request: Request[Any, Any, Any]) -> Iterator[Desk]:
        with open_desk(served.shelf, request.scope["state"]["who"].role) as desk:
            yield desk

    def provide_attempts() -> Attempts:
        return attempts

    def provide_who(request: Request[Any, Any, Any]) -> Who:
        who: Who = request.scope["state"]["who"]
        return who

    return Litestar(
        route_handlers=[
            make_pages(),
            make_api(),
            create_static_files_router(path="/static", directories=[STATIC]),
        ],
        dependencies={
            "desk": Provide(provide_desk),
            "who": Provide(provide_who, sync_to_thread=False),
            "attempts": Provide(provide_attempts, sync_to_thread=False),
        },
        guards=[check_role],
        # The first is the outermost: an answer is tagged before it is compressed, as gzip writes the second into it.
        middleware=[
            DefineMiddleware(CompressionMiddleware, config=COMPRESSION),
            DefineMiddleware(KnowWho, store=served.shelf.store, by=served.by),
            TagAnswers,
        ],
        allowed_hosts=AllowedHostsConfig(allowed_hosts=served.addresses, www_redirect=False),
        csrf_config=CSRFConfig(secret=secrets.token_urlsafe(32), cookie_samesite="strict"),
        template_config=TemplateConfig(
            instance=JinjaTemplateEngine.from_environment(make_environment())
        ),
        exception_handlers={
            HTTPException: show_problem,
            UsageError: show_problem,
            StoreError: show_problem,
        },
        response_headers=SECURITY_HEADERS,
        openapi_config=make_openapi(),
        include_in_schema=False,
        logging_config=None,
    )


def make_pages() -> Router:
    """The router of the pages: one for all, since two handlers of one path must be registered at once."""
    return Router(
        path="/",
        route_handlers=[
            open_start,
            list_incidents,
            read_found,
            show_dossier,
            list_proposals,
            open_claim,
            sign_grade,
            merge,
            split,
            withdraw_judgement,
            show_document,
            download_source,
            search,
            add_search,
            drop_search,
            compare_outlets,
            show_runs,
            choose_export,
            take_export,
            take_redacted_export,
            show_login,
            log_in,
            log_out,
            show_users,
            make_user,
            change_user,
            change_restriction,
            erase,
            *CONFLICT_HANDLERS,
            *REVIEW_HANDLERS,
            *AUDIT_HANDLERS,
            *ADDING_HANDLERS,
        ],
    )


def show_problem(
    request: Request[Any, Any, Any], error: Exception
) -> Template | Response[dict[str, int | str]]:
    """An error as a page, or as JSON under /api: what happened and what to do, no trace of the inside."""
    status = error.status_code if isinstance(error, HTTPException) else _status(error)
    reason = str(error.detail if isinstance(error, HTTPException) else error)
    if request.url.path.startswith("/api"):
        body: dict[str, int | str] = {"status_code": status, "detail": reason}
        return Response(body, status_code=status, headers=SECURITY_HEADERS)
    return Template(
        "problem.html",
        context={"status": status, "reason": reason},
        status_code=status,
        headers=SECURITY_HEADERS,
    )


def _status(error: Exception) -> int:
    """A name that leads nowhere is 404, a filter that means nothing 400."""
    if isinstance(error, StoreError):
        return 404
    return 400 if isinstance(error, SaysoError) else 500
