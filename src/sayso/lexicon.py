"""Lexicons: knowledge as data. One YAML file, one header (source, licence, date), typed rows.

Comes in: a file name in `sayso/lexicons` and the struct that the file must fit. Goes out: that struct, checked.
Each stage defines the struct of its own lexicon beside the code that uses it.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from sayso.errors import LexiconError
from sayso.text import digest_of

T = TypeVar("T")


# libyaml where it is there: ten times as fast.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _WordLoader(_Loader):  # type: ignore[misc]
    """YAML as its version 1.2 has it: no, on and off are words, 12:30 and 2016-05-04 are text, not numbers or dates."""


_WordLoader.yaml_implicit_resolvers = {}
# With the characters each can begin with: the words of the lexicons, nearly all, are then tried against nothing.
for _type, _first, _written in (
    ("bool", "tf", r"true|false"),
    ("null", ("n", "~", ""), r"null|~|"),
    ("int", "-0123456789", r"0|-?[1-9][0-9]*"),
    ("float", "-0123456789", r"-?[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?"),
):
    _WordLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_type}", re.compile(rf"(?:{_written})\Z"), list(_first)
    )


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
        return msgspec.convert(yaml.load(path.read_bytes(), Loader=_WordLoader), type=kind)  # noqa: S506 - a safe loader
    except FileNotFoundError as error:
        raise LexiconError(f"no lexicon at {path}") from error
    except (msgspec.MsgspecError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


def read_yaml(path: Path) -> Any:
    """The content of a YAML file that a user wrote, unchecked."""
    try:
        return yaml.load(path.read_bytes(), Loader=_WordLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


def read_rows(path: Path) -> Any:
    """The content of a YAML file of labelled rows, unchecked, as YAML 1.1 has it: 2016-05-04 is a date."""
    return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader


def lexicon_digest(folder: Path | None = None) -> str:
    """One digest over all lexicon files: a reading made with other words is another reading."""
    folder = folder or lexicon_folder()
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.tsv")])
    return digest_of(*(part for file in files for part in (file.name, file.read_bytes())))
