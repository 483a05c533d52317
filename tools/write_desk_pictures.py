"""Write docs/images/desk-*.png: the workbench over the sample corpus, as a browser shows it.

    python tools/write_desk_pictures.py dossier document        # all, if none is named

Needs Chromium (SAYSO_CHROMIUM, else /usr/bin/chromium). One function a page. Nothing is asked of any other machine.
"""

from __future__ import annotations

import io
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from sayso.config import Settings
from sayso.flow import load_pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.serve.app import Served, make_app
from sayso.serve.desk import Shelf
from sayso.store.dossiers import Dossiers
from sayso.store.linking import link_pending
from sayso.store.tables import open_store
from sayso.store.writer import StoreWriter
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

ROOT = Path(__file__).parents[1]
CHROMIUM = os.environ.get("SAYSO_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOWN = "dahyan-first"


def take_dossier(page: Page, address: str, shelf: Shelf) -> None:
    """The top of a dossier, with one cell of the matrix open."""
    page.goto(
        f"{address}/incidents/{_incident(shelf)}?proposition=responsible%3ACOALITION%3Asaudi-led"
    )
    page.wait_for_selector(".place-map[data-ready=yes]")
    _take(page, "dossier", height=1500)


def take_document(page: Page, address: str, shelf: Shelf) -> None:
    """A document, its layers and facts, a claim marked."""
    with closing(open_store(shelf.store)) as connection:
        found = connection.execute(
            "SELECT claims.id, claims.document FROM current_claims AS claims JOIN document_inputs"
            " ON document_inputs.document = claims.document"
            " WHERE source_id = ? AND property = 'responsible' AND stance = 'asserts' ORDER BY claims.id",
            (SHOWN,),
        ).fetchone()
    claim, document = found
    page.goto(f"{address}/documents/{document}?claim={claim}")
    _take(page, "document", height=900)


def take_incidents(page: Page, address: str, shelf: Shelf) -> None:
    """The incidents as map, timeline, facets and list."""
    page.goto(f"{address}/incidents")
    page.wait_for_selector("#map[data-ready=yes]")
    _take(page, "incidents", height=1080)


def take_review(page: Page, address: str, shelf: Shelf) -> None:
    """One claim under review."""
    page.goto(f"{address}/review")
    page.locator("main a[href^='/review/c']").first.click()
    page.wait_for_selector("html[data-keys=ready]")
    _take(page, "review", height=900)


PAGES: dict[str, Callable[[Page, str, Shelf], None]] = {
    "dossier": take_dossier,
    "document": take_document,
    "incidents": take_incidents,
    "review": take_review,
}


def main(names: list[str]) -> None:
    """Read the sample, serve it, take the pictures."""
    with TemporaryDirectory() as folder:
        shelf = Shelf(_write_sample(Path(folder) / "sample.db"), load_policy(), load_sides())
        server, address = _serve(shelf)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for name in names or list(PAGES):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                PAGES[name](page, address, shelf)
                page.close()
            browser.close()
        server.should_exit = True


def _write_sample(path: Path) -> Path:
    settings = Settings(attribution="fast")
    items = read_inputs([str(ROOT / "src/sayso/sample")], settings)
    with StoreWriter(path) as writer:
        for report, item in read_reports(load_pipeline(settings), items):
            writer.write(report, item.raw)
    with closing(open_store(path)) as connection:
        link_pending(connection)
    return path


def _serve(shelf: Shelf) -> tuple[uvicorn.Server, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    app = make_app(Served(shelf, "Ada Moreno", port=port))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


def _incident(shelf: Shelf) -> str:
    with closing(open_store(shelf.store)) as connection:
        return Dossiers(connection, shelf.sides, shelf.policy).find_of_report(SHOWN)


def _take(page: Page, name: str, height: int) -> None:
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    page.set_viewport_size({"width": 1280, "height": height})
    page.wait_for_timeout(300)
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(160).save(folder / f"desk-{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
