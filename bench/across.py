"""What `sayso across` costs as an archive grows: processor time, memory, disk, pairs compared.

    python -m bench.across CODED [--sizes 1000,5000,20000] [--a-week 100] [--memory 1GB]

CODED is a folder that `sayso code` wrote of articles of bench/bulk_articles.py (bench/bulk.py leaves some in out/bulk).
For each size, the first shards with so many documents are linked in a process of their own, below out/across. Processor
time is told beside wall time: the second stage works on one core, and other work on the machine does not change what it
costs.

The articles are spread over ten years whatever their number, so that a larger archive is also a denser one. With
`--a-week` the days are drawn together, or apart, until each week has so many articles: an archive that grows as a
newspaper does. Where CODED holds too few for a size, its articles are told again in the years behind, under other ids
and with other shingles, so that they are no copies of themselves; their words, names and towns are the same.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from bench.bulk_articles import DAYS, FIRST_DAY
from msgspec.structs import replace

from sayso.bulk.across import FOLDER, finished_shards, link_shards
from sayso.bulk.keys import read_profile
from sayso.bulk.workspace import AcrossLimits
from sayso.link.pair_features import day_number
from sayso.link.profiles import Strand
from sayso.text import digest_of

# Changes a hash into another one; even, since every second one is sampled by being even.
_OTHER = 0x9E3779B97F4A7C14 >> 8 << 1

Row = dict[str, Any]

OUT = Path(__file__).parents[1] / "out/across"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("coded", type=Path)
    options.add_argument("--sizes", default="1000,5000,20000")
    options.add_argument("--a-week", type=int, help="documents in a week; as they are if not given")
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
        folder = take_shards(chosen.coded, size, chosen.a_week)
        command = [sys.executable, "-m", "bench.across", str(chosen.coded), "--one", str(folder)]
        done = subprocess.run(
            [*command, "--memory", chosen.memory], check=True, capture_output=True, text=True
        )
        print(row_of(json.loads(done.stdout)), flush=True)


def take_shards(coded: Path, size: int, a_week: int | None = None) -> Path:
    """A folder of the first shards that hold so many documents: links to them, or copies where something is changed."""
    folder = OUT / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "shards").mkdir(parents=True)
    counted = [(shard, _documents(shard)) for shard in finished_shards(coded)]
    held = min(size, sum(count for _, count in counted))
    factor = 1.0 if a_week is None else 7 * held / (a_week * DAYS)
    taken = 0
    for turn in itertools.count():
        for shard, count in counted:
            if taken >= size:
                return folder
            _take(shard, folder / "shards" / f"{turn:02}-{shard.name}", Moved(turn, factor))
            taken += count
    return folder


def _documents(shard: Path) -> int:
    return int(pq.ParquetFile(shard / "keys.parquet").metadata.num_rows)


class _Told(msgspec.Struct):
    document: dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """How articles are moved in time: for the how manieth time they are told, and how far their days lie apart."""

    turn: int
    factor: float

    def day(self, day: str | None) -> str | None:
        """A day where it is moved to; times are kept."""
        number = day_number(day[:10]) if day else None
        if day is None or number is None:
            return day
        days = number - FIRST_DAY.toordinal() + self.turn * DAYS
        moved = date.fromordinal(FIRST_DAY.toordinal() + int(days * self.factor))
        return f"{moved.isoformat()}{day[10:]}"

    def name(self, document: str) -> str:
        """The id of a document that is told again."""
        return digest_of(document, str(self.turn), length=len(document)) if self.turn else document

    def key(self, row: Row) -> Row:
        """A row of keys.parquet."""
        profile, name = read_profile(row["profile"]), self.name(row["document"])
        moved = replace(
            profile,
            document=name,
            published=self.day(profile.published),
            strands=tuple(self._strand(strand, name) for strand in profile.strands),
        )
        published = self.day(row["published"])
        return row | {
            "document": name,
            "published": published,
            "day": day_number(published[:10]) if published else None,
            "text_digest": self.name(row["text_digest"]),
            "shingles": [hashed ^ (self.turn * _OTHER) for hashed in row["shingles"]],
            "profile": msgspec.msgpack.encode(moved),
        }

    def _strand(self, strand: Strand, document: str) -> Strand:
        return replace(
            strand,
            item=f"{document}#{strand.item.partition('#')[2]}",
            document=document,
            published=self.day(strand.published),
            days=tuple((self.day(day) or day, weight) for day, weight in strand.days),
        )

    def report(self, row: Row) -> Row:
        """A row of documents.parquet; of its report the document alone is kept, which is all that is read of it."""
        document = msgspec.json.decode(row["report"], type=_Told).document
        name = self.name(row["document"])
        document |= {"id": name, "published": self.day(document.get("published"))}
        return row | {
            "document": name,
            "published": self.day(row["published"]),
            "report": json.dumps({"document": document}),
        }


def _take(shard: Path, into: Path, moved: Moved) -> None:
    if moved == Moved(0, 1.0):
        into.symlink_to(shard.resolve())
        return
    into.mkdir()
    for name, change in (("keys", moved.key), ("documents", moved.report)):
        table = pq.read_table(shard / f"{name}.parquet")
        rows = [change(row) for row in table.to_pylist()]
        pq.write_table(pa.Table.from_pylist(rows, table.schema), into / f"{name}.parquet")
    (into / "manifest.json").write_text("{}")


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
