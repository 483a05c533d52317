"""How long exports take, and how much memory, in stores of growing size.

Comes in: how many stored reports (1,000 and 4,000 unless told). The stores are made as in store_scale.py. Each format
is written in a process of its own, so that its peak of memory is its own.

    python bench/exports.py 1000 4000
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from bench.store_scale import fill, prelink, read_sample

from sayso.export.choosing import export_store
from sayso.export.exporting import FORMATS
from sayso.store.dossiers import Dossiers
from sayso.store.tables import open_store
from sayso.views.policy import load_policy
from sayso.views.sides import load_sides

SIZES = (1_000, 4_000)


def main(sizes: list[int]) -> None:
    """Make each store, put its incidents together once, then time every format."""
    sample = read_sample()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scale.db"
            fill(path, sample, size)
            prelink(path)
            started = perf_counter()
            with closing(open_store(path)) as connection:
                dossiers = Dossiers(connection, load_sides(), load_policy())
                count = sum(1 for _ in dossiers.rows(dossiers.incident_ids()))
            seconds = perf_counter() - started
            print(f"{size:,} reports, {count:,} incidents put together in {seconds:.0f} s")
            for name in FORMATS:
                command = [sys.executable, "-m", "bench.exports", "one", str(path), name]
                print("  " + subprocess.check_output(command, text=True).strip(), flush=True)


def export_one(path: Path, name: str) -> None:
    """Export in one format and print what it took."""
    started = perf_counter()
    with (
        closing(open_store(path)) as connection,
        export_store(connection, name, keeps=True) as exported,
    ):
        size = sum(file.path.stat().st_size for file in exported.files)
        peak = peak_mb()
        seconds = perf_counter() - started
        print(
            f"{name:12} {seconds:6.1f} s  {size / 1e6:7.1f} MB written  peak memory {peak:,.0f} MB"
        )


def peak_mb() -> float:
    """The most memory that this process has had; not what it inherited from the one that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1e3 if found else float("nan")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        export_one(Path(sys.argv[2]), sys.argv[3])
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
