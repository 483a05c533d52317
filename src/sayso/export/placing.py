"""Put a file or a folder in its place whole: it is written beside it, flushed to the disk and renamed.

Comes in: where it is to be. Goes out: where to write it meanwhile, in a hidden folder beside it (unfinished.py). Who
is killed or finds the disk full leaves the place as it was; what lies there unfinished is swept away by the next one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.unfinished import UnfinishedFolder


@contextmanager
def placed_file(target: Path) -> Iterator[Path]:
    """Write a file here; it takes the place of an earlier one when all is well."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with UnfinishedFolder(target.parent) as unfinished:
        unplaced = unfinished.path / target.name
        yield unplaced
        _flush(unplaced)
        unplaced.replace(target)
        _flush(target.parent)


@contextmanager
def placed_folder(target: Path) -> Iterator[Path]:
    """Write files below here; they become the folder, which must not be there yet, or be empty."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with UnfinishedFolder(target.parent) as unfinished:
        unplaced = unfinished.path / target.name
        unplaced.mkdir()
        yield unplaced
        for parent, _, names in os.walk(unplaced):
            for name in names:
                _flush(Path(parent, name))
            _flush(Path(parent))
        _rename(unplaced, target)
        _flush(target.parent)


def _rename(folder: Path, target: Path) -> None:
    """Give the folder its name at one stroke, also over an empty one.

    An empty folder that we stand in, or that something is mounted on, stays the one it is: what is in the other moves
    into it, one after the other.
    """
    if not (target.exists() and target.samefile(Path.cwd())):
        try:
            folder.rename(target)
        except OSError:
            if not target.is_dir():
                raise
        else:
            return
    for entry in sorted(folder.iterdir()):
        entry.rename(target / entry.name)


def _flush(path: Path) -> None:
    """Have the system write a file, or the list of names of a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # no such thing there
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
