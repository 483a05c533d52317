"""Check what `sayso code` wrote: every shard is finished, and its files are those that its manifest tells of.

Comes in: the folder. Goes out: findings. A shard is a folder under `shards` with a manifest.json, whose "files" gives
the SHA-256 of each. Nothing is written; whatever is wrong is mended by deleting the shard's folder and coding again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from sayso.errors import UsageError
from sayso.store.findings import Checked, Finding

_AGAIN = "delete the folder of this shard and run sayso code again"


class _Manifest(msgspec.Struct, frozen=True):
    """What is asked of a manifest here."""

    files: dict[str, str]


def check_shards(folder: Path, *, deep: bool = False) -> Checked:
    """Check the shards in a folder; `deep` changes nothing: each file is read whole in any case."""
    shards = folder / "shards"
    if not shards.is_dir():
        raise UsageError(f"{folder} is no store and holds no shards")
    findings: list[Finding] = []
    checked = {"shards": 0, "files": 0}
    for shard in sorted(path for path in shards.iterdir() if path.is_dir()):
        files = _read_files(shard)
        if files is None:
            problem = "has no manifest that can be read"
            findings.append(Finding(where=f"shards {shard.name}", problem=problem, todo=_AGAIN))
            continue
        checked["shards"] += 1
        checked["files"] += len(files)
        findings += _check_files(shard, files)
    return Checked(path=str(folder), is_deep=deep, checked=checked, findings=tuple(findings))


def _read_files(shard: Path) -> dict[str, str] | None:
    try:
        return msgspec.json.decode((shard / "manifest.json").read_bytes(), type=_Manifest).files
    except (OSError, msgspec.MsgspecError):
        return None


def _check_files(shard: Path, files: dict[str, str]) -> list[Finding]:
    found = []
    for name, digest in sorted(files.items()):
        path = shard / name
        if Path(name).name != name or not path.is_file():
            problem = f"{name} is not there"
        elif _digest(path) != digest:
            problem = f"{name} is not what was written"
        else:
            continue
        found.append(Finding(where=f"shards {shard.name}", problem=problem, todo=_AGAIN))
    others = {path.name for path in shard.iterdir()} - files.keys() - {"manifest.json"}
    for name in sorted(others):
        problem = f"{name} is there and not in the manifest"
        found.append(Finding(where=f"shards {shard.name}", problem=problem, todo=_AGAIN))
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
