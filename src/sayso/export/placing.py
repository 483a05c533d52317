"""Put a file or a folder in its place whole: it is written beside it, flushed to the disk and renamed.

Comes in: where it is to be. Goes out: where to write it meanwhile, ".NAME.part" in the same folder. Whoever is killed
or finds the disk full leaves the place as it was; what lies there unfinished is thrown away by the next one to write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree


@contextmanager
def placed_file(target: Path) -> Iterator[Path]:
    """Write a file here; it takes the place of an earlier one when all is well."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    unplaced = _beside(target)
    try:
        yield unplaced
        _flush(unplaced)
        unplaced.replace(target)
        _flush(target.parent)
    finally:
        _throw_away(unplaced)


@contextmanager
def placed_folder(target: Path) -> Iterator[Path]:
    """Write files below here; they become the folder, which must not be there yet, or be empty."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    unplaced = _beside(target)
    unplaced.mkdir()
    try:
        yield unplaced
        for parent, _, names in os.walk(unplaced):
            for name in names:
                _flush(Path(parent, name))
            _flush(Path(parent))
        _rename(unplaced, target)
        _flush(target.parent)
    finally:
        _throw_away(unplaced)


def _beside(target: Path) -> Path:
    unplaced = target.with_name(f".{target.name}.part")
    _throw_away(unplaced)
    return unplaced


def _throw_away(path: Path) -> None:
    if path.is_dir():
        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _rename(folder: Path, target: Path) -> None:
    """An empty folder that somebody made, or stands in, stays the one it is: what is in the other moves into it."""
    if not target.exists():
        folder.rename(target)
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
