"""Fuzz one target or all of them with atheris, each for a set time: `python -m tools.fuzz 60 times figures`.

Comes in: seconds for each target and their names (all, if none). Goes out: exit code 1 if something was found; the
input lies in out/fuzz/<target>/, next to what the fuzzer learned, and is told how to become a row of tests/nasty/.
atheris is built for Linux on x86-64 only; elsewhere nothing is fuzzed, and it is said.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path("out/fuzz")
LONGEST_BYTES = 4_096
# An input that takes longer than this is a find, too.
SLOWEST_SECONDS = 20
MOST_MEGABYTES = 4_096
# What the fuzzer may put together, beside what it learns by itself.
WORDS = (
    *(
        "<p>",
        "<article>",
        "<title>",
        "<meta charset=",
        "<!--",
        "-->",
        '<script type="application/ld+json">',
        "</",
    ),
    *(
        '{"id":',
        '"text":',
        '"published":',
        '"title":',
        "\\ud800",
        "\\u0000",
        "2016-05-04",
        "May 4, 2016",
        "+03:00",
        "T14:22",
    ),
    *(
        "KABUL, Afghanistan (AP) — ",
        "End of Document",
        "1 of 2 DOCUMENTS",
        "Body",
        "Length:",
        "Document AFPR000020160504",
    ),
    *(
        "HD",
        "TD",
        "PD",
        "text,title,url",
        "sep=;",
        "<rss><channel><item><link>",
        "<feed",
        "User-agent: *",
        "Disallow: /",
    ),
    *(
        "at least ",
        "12",
        "killed",
        "on Friday",
        "two days ago",
        "half of ",
        "%",
        "million",
        "between ",
        "and ",
    ),
)


def main(arguments: list[str]) -> int:
    """Run each target in a process of its own, so that a crash of one ends no other."""
    if find_spec("atheris") is None:
        print(
            "NOTHING IS FUZZED: atheris is not installed; the lock has it for Linux on x86-64 alone"
        )
        return 0
    seconds, *names = arguments or ["60"]
    from tests.fuzzing.targets import TARGETS

    unknown = set(names) - set(TARGETS)
    if unknown:
        print(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
        return 2
    found = [name for name in names or TARGETS if _run(name, int(seconds))]
    if found:
        print(
            f"FOUND by {', '.join(found)}: see {FOLDER}/<target>/crash-*, add a row to tests/nasty/"
        )
    return 1 if found else 0


def _run(name: str, seconds: int) -> bool:
    """Fuzz one target; whether it found something."""
    folder = FOLDER / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    _write_seeds(name, corpus)
    words = folder / "words.dict"
    quoted = (word.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') for word in WORDS)
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in quoted), "utf-8")
    print(f"== {name}: {seconds} s", flush=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_BYTES}",
        f"-timeout={SLOWEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-dict={words}",
        f"-artifact_prefix={folder}/",
        "-verbosity=0",
        "-print_final_stats=1",
        str(corpus),
    ]
    command = [sys.executable, "-m", "tools.fuzz_one", name, *options]
    return subprocess.run(command, check=False).returncode != 0  # noqa: S603 - our own module


def _escaped(word: bytes) -> str:
    return "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02x}" for b in word)


def _write_seeds(name: str, corpus: Path) -> None:
    """What broke a target once is where the next search begins."""
    from tests.fuzzing.nasty import read_nasty

    for row in read_nasty():
        if row.target == name and len(row.data) <= LONGEST_BYTES:
            (corpus / f"nasty-{row.name}").write_bytes(row.data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
