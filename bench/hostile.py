"""Hostile inputs, one by one: how many seconds of the processor, how much memory, and what becomes of each.

Each is made, put into a file and read by the real command line in a process of its own, with a limit. Prints the table
of docs/reliability.md. An input that ends in anything but a report or a told problem ends the script with code 1.

    python bench/hostile.py [NAME …] [--share 1.0] [--seconds 60]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_SAYSO = Path(sys.executable).with_name("sayso")
_PAGE = (
    "<html><body><article>{}<p>Rebels shelled Aleppo on Monday, the army said.</p></article></body>"
)


@dataclass(frozen=True)
class Hostile:
    """One input: how its file ends, and its text for a size."""

    ending: str
    size: int
    make: Callable[[int], str]


def _filled(phrase: str) -> Callable[[int], str]:
    return lambda size: phrase * (size // len(phrase))


def _numbered(phrase: str) -> Callable[[int], str]:
    return lambda size: " ".join(
        phrase.format(n, n % 28 + 1) for n in range(2, 2 + size // (len(phrase) + 3))
    )


def _page(start: str, end: str = "") -> Callable[[int], str]:
    return lambda size: _PAGE.format(start * size + end * size)


def _attributes(size: int) -> str:
    return _PAGE.format("<p " + " ".join(f'a{n}=">"' for n in range(size)) + ">It is so.</p>")


INPUTS = {
    "a tag of 200,000 attributes": Hostile("html", 200_000, _attributes),
    "100,000 `b` opened, `i` closed": Hostile("html", 100_000, _page("<b>", "</i>")),
    "100,000 unclosed paragraphs": Hostile("html", 100_000, _page("<p>On Monday.")),
    '"on Monday" over 300,000 characters': Hostile("txt", 300_000, _filled("on Monday ")),
    '"he said" over 300,000 characters': Hostile("txt", 300_000, _filled("he said ")),
    '"killed 12 in Homs" over 300,000': Hostile("txt", 300_000, _filled("killed 12 in Homs ")),
    "one English sentence of 300,000": Hostile(
        "txt", 300_000, _filled("the army said that the rebels had shelled the market and ")
    ),
    "200,000 spaced quotation marks": Hostile("txt", 400_000, _filled('" ')),
    "200,000 spaced full stops": Hostile("txt", 400_000, _filled(". ")),
    "100,000 characters of deeds": Hostile(
        "txt", 100_000, _numbered("Rebels of group {} killed {} people in Homs, the ministry said.")
    ),
    "900,000 characters of denials": Hostile(
        "txt", 900_000, _numbered("The army denied that it shelled town {} on May {}, killing ten.")
    ),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help="only inputs whose name holds one of these")
    options.add_argument("--share", type=float, default=1.0, help="make each only so large")
    options.add_argument("--seconds", type=float, default=60.0, help="limit for each document")
    chosen = options.parse_args()
    print("| input | seconds | memory | outcome |\n|---|--:|--:|---|")
    wrong = [name for name in _wanted(chosen.names) if not _tell(name, chosen)]
    if wrong:
        sys.exit(f"no told outcome: {', '.join(wrong)}")


def _wanted(words: list[str]) -> Iterator[str]:
    return (name for name in INPUTS if not words or any(word in name for word in words))


def _tell(name: str, chosen: argparse.Namespace) -> bool:
    """Read an input and print its row; whether what became of it was told."""
    outcome, seconds, megabytes = read_hostile(INPUTS[name], chosen.share, chosen.seconds)
    print(f"| {name} | {seconds:.1f} | {megabytes:,.0f} MB | {outcome} |", flush=True)
    return outcome.startswith(("read", "refused", "skipped"))


def read_hostile(hostile: Hostile, share: float, limit: float) -> tuple[str, float, float]:
    """What `sayso read` makes of an input, in seconds of the processor and megabytes at most."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"hostile.{hostile.ending}"
        path.write_text(hostile.make(max(1, int(hostile.size * share))), "utf-8")
        after = Path(folder) / "next.txt"
        after.write_text("Moscow denied that its jets hit the clinic.", "utf-8")
        words: list[str | Path] = ["read", path, after, "--json", "--attribution", "fast"]
        return _run([_SAYSO, *words, "--seconds-per-article", str(limit)], 20 + 10 * limit)


def _run(command: list[str | Path], most_seconds: float) -> tuple[str, float, float]:
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        until, ended, status, used = time.monotonic() + most_seconds, 0, 0, None
        while not ended:
            if time.monotonic() > until:
                child.kill()
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
            time.sleep(0.05)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        outcome = _outcome(output.read().splitlines(), child.returncode)
    assert used is not None
    return outcome, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _outcome(lines: list[bytes], code: int) -> str:
    if len(lines) != 2:
        return f"ended with code {code} after {len(lines)} of 2 reports"
    report, following = (json.loads(line) for line in lines)
    if following["problem"] is not None:
        return f"spoilt the next report: {following['problem']['reason']}"
    if (problem := report["problem"]) is None:
        return f"read, {len(report['events']):,} events"
    return f"{'skipped' if problem['skipped'] else 'refused'}: {problem['reason']}"


if __name__ == "__main__":
    main()
