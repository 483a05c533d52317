"""Review what we are built from, without a network: `python -m tools.review_lock [--all]`.

Comes in: requirements.lock and the metadata of what is installed. Goes out: a table of licences, and exit code 1 with
the reasons if a package is not pinned, not hashed, comes from elsewhere than the index, is not installed as
locked, states no licence, or, where sayso itself needs it, states one that binds those who pass sayso on.

Not looked at, for want of a network: known vulnerabilities and the day of the last release (docs/security.md says how).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path("requirements.lock")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)")
# Licences under which sayso could not be passed on as it is.
_BINDING = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
# The name of a licence, in what may be its whole text: the first line is enough to tell.
_LONGEST_NAME = 60
# Packages whose metadata tell no licence; read by hand in what was installed.
READ_BY_HAND = {"atheris": "Apache-2.0", "axe-playwright-python": "MIT"}


@dataclass(frozen=True)
class Locked:
    """A line of the lock file: the requirement and how many hashes it has."""

    requirement: Requirement
    hashes: int

    @property
    def name(self) -> str:
        """The name as the index knows it."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version that is allowed, or nothing."""
        specifiers = list(self.requirement.specifier)
        is_pinned = len(specifiers) == 1 and specifiers[0].operator == "=="
        return specifiers[0].version if is_pinned else ""


def read_lock(text: str) -> list[Locked]:
    """The lines of a lock file; a line that is no requirement is a mistake."""
    joined = text.replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines()]
    return [
        Locked(Requirement(line.partition("--hash=")[0].strip()), len(_HASH.findall(line)))
        for line in lines
        if line and not line.startswith("#")
    ]


def find_problems(locked: list[Locked], needed: set[str]) -> Iterator[str]:
    """What is wrong with the lock, or with what is installed by it."""
    for each in locked:
        where = f"{each.name} {each.version}".strip()
        if each.requirement.url:
            yield f"{where}: comes from an address of its own, {each.requirement.url}"
        if not each.version or "*" in each.version:
            yield f"{where}: not pinned to one version"
        if not each.hashes:
            yield f"{where}: no hash"
        if each.requirement.marker and not each.requirement.marker.evaluate():
            continue
        yield from _problems_of_installed(each, where, is_needed=each.name in needed)


def _problems_of_installed(each: Locked, where: str, *, is_needed: bool) -> Iterator[str]:
    try:
        installed = metadata.distribution(each.name)
    except metadata.PackageNotFoundError:
        yield f"{where}: not installed"
        return
    if installed.version != each.version:
        yield f"{where}: installed is {installed.version}"
    licence = licence_of(installed)
    if not licence:
        yield f"{where}: states no licence"
    elif is_needed and _BINDING.search(licence) and not _is_lesser(licence):
        yield f"{where}: {licence} binds those who pass sayso on"


def _is_lesser(licence: str) -> bool:
    """The Lesser licence binds changes of the library alone; of several licences one may be chosen."""
    return "LGPL" in licence or "Lesser" in licence or " OR " in licence


def licence_of(installed: metadata.Distribution) -> str:
    """The licence that a package states: its expression, its classifiers, or its own words."""
    told = installed.metadata
    name = canonicalize_name(told["Name"])
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    words = next(
        (line.strip() for line in str(told["License"] or "").splitlines() if line.strip()), ""
    )
    words = "" if words.upper() == "UNKNOWN" else words[:_LONGEST_NAME]
    expression = str(told["License-Expression"] or "")
    return expression or ", ".join(classifiers) or words or READ_BY_HAND.get(name, "")


def needed_by(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """The packages that one needs to run, and those that these need; those that are not installed left out."""
    found: set[str] = set()
    waiting = [(name, extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        now = waiting.pop()
        if now in seen:
            continue
        seen.add(now)
        try:
            requires = metadata.requires(now[0]) or []
        except metadata.PackageNotFoundError:
            continue
        for requirement in map(Requirement, requires):
            if any(_applies(requirement, extra) for extra in ("", *now[1])):
                found.add(canonicalize_name(requirement.name))
                waiting.append((requirement.name, frozenset(requirement.extras)))
    return found


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def main(arguments: list[str]) -> int:
    """Print the licences of what sayso needs (with --all, of everything locked), and what is wrong."""
    locked = read_lock(LOCK.read_text("utf-8"))
    needed = needed_by("sayso")
    for each in locked:
        if each.name not in needed and "--all" not in arguments:
            continue
        try:
            licence = licence_of(metadata.distribution(each.name))
        except metadata.PackageNotFoundError:
            licence = "(not for this platform)"
        print(f"{each.name:32} {each.version:18} {each.hashes:4} hashes  {licence[:70]}")
    problems = list(find_problems(locked, needed))
    print(f"{len(locked)} locked, {len(needed)} of them needed to run; {len(problems)} problems")
    print("not looked at without a network: known vulnerabilities, days of release")
    for problem in problems:
        print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
