"""What `sayso code` costs: time, articles a second, memory; on one and two processes, on Ray, and under fire.

    python -m bench.bulk --sizes 1000,50000 [--setting fast] [--runs local-2,local-1,ray-2,kills-2] [--kills 20]
        [--kill-seconds 20] [--articles-per-shard 500]

Each run codes the same generated archive (bench/bulk_articles.py) into an empty folder. `kills-2` is two processes of
which one is killed (SIGKILL) at random moments, so many times, `kill-seconds` apart on average. A finished run is a
line in out/bulk/results.jsonl and not repeated; the table is printed from that file. Equal sizes must end with equal
digests, whatever ran them.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.bulk_articles import write_articles

OUT = Path(__file__).parents[1] / "out/bulk"
RESULTS = OUT / "results.jsonl"
LOOK_SECONDS = 0.5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="1000")
    options.add_argument("--runs", default="local-2")
    options.add_argument("--setting", default="fast")
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--kill-seconds", type=float, default=20.0)
    options.add_argument("--articles-per-shard", type=int, default=500)
    chosen = options.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for size in map(int, chosen.sizes.split(",")):
        archive = OUT / f"articles-{size}.warc.gz"
        words = write_articles(archive, size)
        for run in chosen.runs.split(","):
            key = {"size": size, "run": run, "setting": chosen.setting}
            key["shard"] = chosen.articles_per_shard
            if not any(key.items() <= row.items() for row in read_results()):
                keep({**key, "words": words, **measure(archive, run, chosen)})
    print_table(read_results())


def read_results() -> list[dict[str, Any]]:
    """What was measured so far."""
    if not RESULTS.exists():
        return []
    return [json.loads(line) for line in RESULTS.read_text("utf-8").splitlines()]


def keep(row: dict[str, Any]) -> None:
    """Write down what was measured."""
    with RESULTS.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")


def measure(archive: Path, run: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """Code an archive in one way, and say what it took."""
    way, workers = run.split("-")
    out = OUT / f"coded-{archive.name.split('.')[0]}-{run}-{chosen.setting}"
    shutil.rmtree(out, ignore_errors=True)
    command = [
        Path(sys.executable).with_name("sayso"),
        *("code", archive, "--out", out, "--workers", workers, "--attribution", chosen.setting),
        *("--articles-per-shard", chosen.articles_per_shard),
        *("--engine", "ray" if way == "ray" else "local", "--json"),
    ]
    started = time.monotonic()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE)
    watched = Watched(process.pid, chosen.kills if way == "kills" else 0, chosen.kill_seconds)
    while process.poll() is None:
        watched.look()
        time.sleep(LOOK_SECONDS)
    seconds = time.monotonic() - started
    assert process.stdout is not None
    told = process.stdout.read()
    if process.returncode not in (0, 1) or not told:
        raise SystemExit(f"{run}, {archive.name}: sayso code ended with {process.returncode}")
    summary = json.loads(told)
    shutil.rmtree(out, ignore_errors=True)
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(watched.processor_seconds(), 1),
        "parent_mb": round(watched.parent / 1e6),
        "worker_mb": round(watched.worker / 1e6),
        "kills": watched.killed,
        "summary": summary,
    }


class Watched:
    """A run's processes, looked at twice a second: their memory, their time; and one of them killed now and then."""

    def __init__(self, pid: int, kills: int, kill_seconds: float) -> None:
        self._pid, self._wanted, self._kill_seconds = pid, kills, kill_seconds
        self._chance = random.Random(1)
        self._next_kill = time.monotonic() + kill_seconds
        self._spent: dict[int, float] = {}
        self.parent = self.worker = self.killed = 0

    def look(self) -> None:
        """Look once."""
        tree = family(self._pid)
        for pid in tree:
            memory, spent = memory_of(pid), seconds_of(pid)
            self._spent[pid] = max(spent, self._spent.get(pid, 0.0))
            if pid == self._pid:
                self.parent = max(self.parent, memory)
            else:
                self.worker = max(self.worker, memory)
        workers = [pid for pid in tree if pid != self._pid and seconds_of(pid) > 4]
        if self.killed < self._wanted and workers and time.monotonic() > self._next_kill:
            subprocess.run(["kill", "-9", str(self._chance.choice(workers))], check=False)
            self.killed += 1
            self._next_kill = time.monotonic() + self._chance.uniform(0, 2 * self._kill_seconds)

    def processor_seconds(self) -> float:
        """What all processes took together, up to the last look at each."""
        return sum(self._spent.values())


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def memory_of(pid: int) -> int:
    """Resident bytes of a process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def seconds_of(pid: int) -> float:
    """Processor seconds of a process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def print_table(rows: list[dict[str, Any]]) -> None:
    """The table as Markdown, and whether equal work gave equal digests."""
    print(
        "| articles | setting | run | wall s | CPU s | articles/s | words/s | CPU ms each | MB worker | MB parent"
        " | kills | read | left out |"
    )
    print("|---" * 13 + "|")
    digests = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["setting"], row["size"], row["run"])):
        rate, each = row["size"] / row["seconds"], 1000 * row["processor_seconds"] / row["size"]
        cells = (row["size"], row["setting"], row["run"], row["seconds"], row["processor_seconds"])
        counts = row["summary"]["counts"]
        more = (f"{rate:.1f}", f"{row['words'] / row['seconds']:.0f}", f"{each:.1f}")
        memory = (row["worker_mb"], row["parent_mb"], row["kills"])
        rest = (*memory, counts["read"], counts["left_out"])
        print("| " + " | ".join(map(str, (*cells, *more, *rest))) + " |")
        digests[row["size"], row["setting"], row["shard"]].append(row["summary"]["digest"])
    for (size, setting, shard), found in sorted(digests.items()):
        said = "one digest" if len(set(found)) == 1 else f"DIFFERENT digests {sorted(set(found))}"
        print(f"{size} articles, {setting}, {shard} a shard: {said} in {len(found)} runs")


if __name__ == "__main__":
    main()
