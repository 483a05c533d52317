"""Kill every command many times and print the table of docs/reliability.md: python bench/kills.py [COMMAND …]

--kills 30: until so many have hit each command; --real 10: also so many of `sayso read` as a person starts it. Each is
written to --out (out/kills.jsonl) at once; the same call goes on where an earlier one was ended, and prints the table
when all are done. `--new` begins anew. Code 1 if anything was wrong. The work is that of tests/reliability.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reliability.children import Children
from tests.reliability.killing import Killed, kill_jobs, table
from tests.reliability.real_reads import NAME, kill_real_reads

import sayso
from sayso.config import Settings
from sayso.flow import load_pipeline


def main() -> None:
    arguments = _arguments()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if arguments.new:
        arguments.out.unlink(missing_ok=True)
    before = _read(arguments.out)
    with TemporaryDirectory(prefix="sayso-kills-") as place:
        folder = Path(place)
        for killed in chain(
            _kill(folder / "warm", arguments.kills, tuple(arguments.commands), before),
            _kill_real(folder / "real", arguments.real, before),
        ):
            _keep(arguments.out, killed)
    series = _read(arguments.out)
    print(table(series))
    wrong = [problem for killed in series for problem in killed.wrong]
    print("\n".join(wrong))
    sys.exit(bool(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("commands", nargs="*", metavar="COMMAND")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--real", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("out/kills.jsonl"))
    parser.add_argument("--new", action="store_true")
    return parser.parse_args()


def _kill(
    folder: Path, kills: int, names: tuple[str, ...], before: Iterable[Killed]
) -> Iterator[Killed]:
    if not kills:
        return
    children = Children(load_pipeline(Settings(attribution="fast")))
    children.warm(Path(sayso.__file__).parent / "lexicons")
    yield from kill_jobs(children, folder, kills, names, before)


def _kill_real(folder: Path, kills: int, before: Iterable[Killed]) -> Iterator[Killed]:
    folder.mkdir()
    yield from kill_real_reads(folder, kills, sum(killed.job == NAME for killed in before))


def _read(path: Path) -> list[Killed]:
    """What was done before; a last line that was cut off is done again."""
    if not path.exists():
        return []
    lines = path.read_bytes()
    whole = lines[: lines.rfind(b"\n") + 1]
    path.write_bytes(whole)
    return [msgspec.json.decode(line, type=Killed) for line in whole.splitlines()]


def _keep(path: Path, killed: Killed) -> None:
    with path.open("ab") as stream:
        stream.write(msgspec.json.encode(killed) + b"\n")
    for problem in killed.wrong:
        print(problem, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
