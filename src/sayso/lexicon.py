"""Lexicons: knowledge as data. One YAML file, one header (source, licence, date), typed rows.

Comes in: a file name in `sayso/lexicons` and the struct that the file must fit. Goes out: that struct, checked.
Each stage defines the struct of its own lexicon beside the code that uses it.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from sayso.errors import LexiconError
from sayso.text import digest_of

T = TypeVar("T")


class LexiconHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What every lexicon file says of itself; structs of lexicons inherit from it."""

    name: str
    source: str
    licence: str
    date: str
    note: str = ""


def lexicon_folder() -> Path:
    """Where the lexicons of this installation lie."""
    return Path(str(resources.files("sayso") / "lexicons"))


def read_lexicon(name: str, kind: type[T], folder: Path | None = None) -> T:
    """Read `<name>.yaml` and check it against its struct; a wrong row is named in the error."""
    path = (folder or lexicon_folder()) / f"{name}.yaml"
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind)
    except FileNotFoundError as error:
        raise LexiconError(f"no lexicon at {path}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


def lexicon_digest(folder: Path | None = None) -> str:
    """One digest over all lexicon files: a reading made with other words is another reading."""
    files = sorted((folder or lexicon_folder()).glob("*.yaml"))
    return digest_of(*(part for file in files for part in (file.name, file.read_bytes())))
