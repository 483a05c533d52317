"""How long the server takes for each view of the workbench, at stores of different size.

Comes in: how many reports each store holds (3,400 and 34,000 unless told: some 100,000 and 1,000,000 claims). Stores
are those of store_scale.py. Goes out: a table of views by size, the median and the most of several different requests,
in milliseconds, without the network; and how long the first page takes that puts all rows together.

    python -m bench.pages 3400 34000
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.store_scale import fill, prelink, read_sample
from litestar import Litestar
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from sayso.serve.desk import Shelf
from sayso.store.tables import open_store
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

TIMES = 7


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [3_400, 34_000]
    sample = read_sample()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "pages.db"
            fill(store, sample, size)
            prelink(store)
            measure(store, size)


def measure(store: Path, size: int) -> None:
    with closing(open_store(store)) as connection:
        [(claims,)] = connection.execute("SELECT count(*) FROM claims")
    shelf = Shelf(store, load_policy(), load_sides())
    started = perf_counter()
    rows = shelf.rows.rows(shelf, None)
    main_rows = sum(row.is_main for row in rows)
    print(
        f"{size:,} reports, {claims:,} claims, {len(rows):,} incidents ({main_rows:,} main),"
        f" {store.stat().st_size / 1e6:,.0f} MB; all dossiers put together in {perf_counter() - started:.0f} s"
    )
    with TestClient(make_app(Served(shelf, "bench")), base_url="http://localhost") as client:
        for name, addresses in _views(client).items():
            times = [_ask(client, address) * 1e3 for address in addresses]
            print(f"  {name:24} median {median(times):6.0f} ms, most {max(times):6.0f} ms")
    _measure_fresh(store)


def _measure_fresh(store: Path) -> None:
    """A server that has just started, over dossiers that are there."""
    shelf = Shelf(store, load_policy(), load_sides())
    with TestClient(make_app(Served(shelf, "bench")), base_url="http://localhost") as client:
        print(f"  {'first page, rows kept':24}        {_ask(client, '/incidents') * 1e3:6.0f} ms")


def _ask(client: TestClient[Litestar], address: str) -> float:
    started = perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:500])
    return perf_counter() - started


def _views(client: TestClient[Litestar]) -> dict[str, list[str]]:
    """Addresses of each view, each asked once, so that nothing but the rows is warm."""
    rows = client.get("/api/incidents?limit=100&sort=reports").json()["items"]
    documents = client.get("/api/documents?limit=100").json()["items"]
    words = [words for row in rows[:TIMES] for words in row["title"].split() if len(words) > 5]
    parties = list(dict.fromkeys(party for row in rows for party, _, _ in row["stances"]))
    # The same sentences are made again and again: only a claim whose id stands in one report is asked for.
    listed = [row["id"] for row in client.get("/api/claims?limit=500").json()["items"]]
    claims = [c for c in listed if client.get(f"/api/claims/{c}").status_code == 200][:TIMES]
    return {
        "incidents": [f"/incidents?page={n}" for n in range(1, TIMES + 1)],
        "incidents, party": [f"/incidents?party={name}" for name in parties[:TIMES]],
        "incidents, words": [f"/incidents?q={word}" for word in words[:TIMES]],
        "map and timeline": [f"/incidents/found.json?party={name}" for name in ["", *parties[:6]]],
        "dossier": [f"/incidents/{row['id']}" for row in rows[:TIMES]],
        "document": [f"/documents/{row['id']}" for row in documents[:TIMES]],
        "review": [f"/review?page={n}" for n in range(1, TIMES + 1)],
        "review, one claim": [f"/review/{claim}" for claim in claims],
        "search, words": [f"/search?q={word}" for word in words[:TIMES]],
        "search, field": [
            f"/search?property={p}&stance={s}"
            for p in ("responsible", "toll.killed", "place")
            for s in ("denies", "asserts")
        ],
        "search, rare value": [f"/search?value=zzz{n}" for n in range(TIMES)],
        "outlets": [f"/outlets?actor={name}" for name in parties[:TIMES]],
        "runs": ["/runs"] * TIMES,
        "api incidents": [f"/api/incidents?offset={50 * n}" for n in range(TIMES)],
    }


if __name__ == "__main__":
    main()
