"""Write what sayso is built from as CycloneDX 1.6: `python -m tools.write_sbom out/sbom.json`.

Comes in: requirements.lock and pyproject.toml. Goes out: one component for each line of the lock, with its package URL
and the SHA-256 of every file that the lock allows; what sayso needs to run is "required", what only tests and builds
need is "optional". The same lock gives the same bytes: no time and no random number in them.
"""

from __future__ import annotations

import re
import sys
import tomllib
import uuid
from hashlib import sha256
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from tools.review_lock import LOCK, Locked, needed_by, read_lock

_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/sayso")


def make_sbom(lock: str, version: str, needed: set[str]) -> str:
    """The JSON of a lock file."""
    bom = Bom(serial_number=uuid.uuid5(_NAMESPACE, sha256(lock.encode()).hexdigest()))
    bom.metadata.timestamp = None  # type: ignore[assignment] # the model allows it, its setter not
    root = Component(name="sayso", version=version, type=ComponentType.APPLICATION, bom_ref="sayso")
    bom.metadata.component = root
    blocks = re.split(r"\n(?=\S)", lock.strip())
    components = [
        _component(each, block, needed) for each, block in zip(read_lock(lock), blocks, strict=True)
    ]
    for component in components:
        bom.components.add(component)
    bom.register_dependency(root, components)
    return (
        make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1) + "\n"
    )


def _component(locked: Locked, block: str, needed: set[str]) -> Component:
    marker = locked.requirement.marker
    properties = [Property(name="sayso:sha256", value=digest) for digest in _DIGEST.findall(block)]
    properties += [Property(name="sayso:marker", value=str(marker))] if marker else []
    purl = PackageURL("pypi", name=locked.name, version=locked.version)
    return Component(
        name=locked.name,
        version=locked.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED if locked.name in needed else ComponentScope.OPTIONAL,
        purl=purl,
        bom_ref=str(purl),
        properties=properties,
        hashes=_one_hash(block),
    )


def _one_hash(block: str) -> list[HashType]:
    """The hash of a package with one file; several files of one version have no hash in common."""
    digests = _DIGEST.findall(block)
    return [HashType(alg=HashAlgorithm.SHA_256, content=digests[0])] if len(digests) == 1 else []


def main(arguments: list[str]) -> int:
    """Write the file named."""
    [target] = arguments
    version = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["version"]
    written = make_sbom(LOCK.read_text("utf-8"), version, needed_by("sayso"))
    Path(target).write_text(written, "utf-8")
    print(f"{target}: {written.count('bom-ref')} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
