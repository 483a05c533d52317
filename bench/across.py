"""What `sayso across` costs as an archive grows: processor time, memory, disk, pairs compared.

    python -m bench.across CODED [--sizes 1000,5000,20000] [--memory 1GB]

CODED is a folder that `sayso code` wrote (bench/bulk.py leaves some in out/bulk). For each size, the first shards with
so many documents are linked in a process of their own, below out/across. Processor time is told beside wall time: the
second stage works on one core, and other work on the machine does not change what it costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from sayso.bulk.across import FOLDER, finished_shards, link_shards
from sayso.bulk.workspace import AcrossLimits

OUT = Path(__file__).parents[1] / "out/across"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("coded", type=Path)
    options.add_argument("--sizes", default="1000,5000,20000")
    options.add_argument("--memory", default="1GB")
    options.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one is not None:
        print(json.dumps(measure(chosen.one, chosen.memory)))
        return
    print(
        "| documents | processor s | wall s | ms a document | memory MB | disk MB | pairs compared |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in map(int, chosen.sizes.split(",")):
        folder = take_shards(chosen.coded, size)
        command = [sys.executable, "-m", "bench.across", str(chosen.coded), "--one", str(folder)]
        done = subprocess.run(
            [*command, "--memory", chosen.memory], check=True, capture_output=True, text=True
        )
        print(row_of(json.loads(done.stdout)), flush=True)


def take_shards(coded: Path, size: int) -> Path:
    """A folder of links to the first shards that hold so many documents."""
    folder = OUT / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "shards").mkdir(parents=True)
    held = 0
    for shard in finished_shards(coded):
        if held >= size:
            return folder
        (folder / "shards" / shard.name).symlink_to(shard.resolve())
        held += pq.ParquetFile(shard / "keys.parquet").metadata.num_rows
    if held < size:
        sys.exit(f"{coded} holds {held} documents, {size} are asked for")
    return folder


def measure(folder: Path, memory: str) -> dict[str, float]:
    """Link a folder, and say what it took."""
    most = 0

    def look(words: str) -> None:
        nonlocal most
        files = (folder / FOLDER / "work").rglob("*")
        most = max(most, sum(path.stat().st_size for path in files if path.is_file()))

    started, worked = time.monotonic(), time.process_time()
    manifest, _ = link_shards(folder, AcrossLimits(memory=memory), look)
    return {
        "documents": manifest.documents,
        "processor": time.process_time() - worked,
        "wall": time.monotonic() - started,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk": most / 2**20,
        "compared": manifest.compared,
    }


def row_of(found: dict[str, float]) -> str:
    """A row of the table."""
    each = 1000 * found["processor"] / max(found["documents"], 1)
    cells = [f"{found['documents']:,}", f"{found['processor']:.1f}", f"{found['wall']:.1f}"]
    cells += [f"{each:.1f}", f"{found['memory']:.0f}", f"{found['disk']:.0f}"]
    return f"| {' | '.join([*cells, format(int(found['compared']), ',')])} |"


if __name__ == "__main__":
    main()
