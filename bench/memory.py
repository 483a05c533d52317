"""A thousand reports in one call, one of them poisoned: does memory stay flat, and is the rest read?

The reports are the sample corpus over and over, each time with other numbers and names, so that no text repeats. The
poisoned ones: bytes that are no text, a page of a million tags, a record that is no JSON, one without end of sentence.

    python bench/memory.py [--reports 1000]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sayso.config import Settings
from sayso.flow import load_pipeline, read_reports
from sayso.ingest.documents import read_inputs
from sayso.store.writer import StoreWriter

SAMPLE = Path(__file__).parents[1] / "src/sayso/sample"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=1000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        path.write_bytes(b"\n".join(make_lines(chosen.reports)) + b"\n")
        problems = read_and_watch(path, Path(folder) / "reports.db", chosen.reports)
    if not problems:
        sys.exit("the poisoned reports went unnoticed")


def make_lines(wanted: int) -> Iterator[bytes]:
    """JSONL lines: varied sample reports, with four poisoned ones among them."""
    dice = random.Random(1)
    texts = [
        item.document.text for item in read_inputs([str(SAMPLE)], Settings()) if not item.problem
    ]
    poison = {
        wanted // 5: b'{"id": "broken", "text": "never closed',
        2 * wanted // 5: b"\xff\xfe\x00\x00 no text at all",
        3 * wanted // 5: json.dumps({"id": "long", "text": "shelling and " * 90_000}).encode(),
        4 * wanted // 5: json.dumps({"id": "quotes", "text": '"“«' * 20_000}).encode(),
    }
    for number in range(wanted):
        text = dice.choice(texts).replace("children", f"children of school {number}")
        record = {
            "id": f"r{number}",
            "text": f"{text}\n\nReport {number}.",
            "published": "2022-08-01",
        }
        yield poison.get(number) or json.dumps(record).encode()


def read_and_watch(path: Path, store: Path, wanted: int) -> int:
    """Read all, printing the resident memory at every tenth part; returns how many problems were recorded."""
    pipeline = load_pipeline()
    problems = claims = 0
    print(f"{'reports':>8}{'resident MB':>14}{'problems':>10}")
    with StoreWriter(store) as writer:
        items = read_inputs([str(path)], Settings())
        for number, (report, item) in enumerate(read_reports(pipeline, items), 1):
            writer.write(report, item.raw)
            problems += report.problem is not None
            claims += len(report.claims)
            if number % max(1, wanted // 10) == 0:
                print(f"{number:8}{resident_mb():14.0f}{problems:10}")
    read = wanted - problems
    print(
        f"\nclaims per report {claims / read:.1f}; bytes of store per report {store.stat().st_size / read:,.0f}"
    )
    return problems


def resident_mb() -> float:
    """Memory that this process holds now, in megabytes (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc/self/status")


if __name__ == "__main__":
    main()
