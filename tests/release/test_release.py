"""What is handed out: each package of the lock pinned, hashed, licensed and listed; a wheel that comes out the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from tools.review_lock import find_problems, needed_by, read_lock
from tools.write_sbom import make_sbom

ROOT = Path(__file__).parents[2]
HASH = "--hash=sha256:" + "0" * 64


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def needed() -> set[str]:
    return needed_by("sayso")


def test_the_lock_holds_nothing_doubtful(lock: str, needed: set[str]) -> None:
    assert not list(find_problems(read_lock(lock), needed))
    assert {"spacy", "msgspec", "lxml", "litestar"} <= needed
    assert not {"pytest", "ray", "hypothesis"} & needed


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"msgspec>=0.22 {HASH}", "not pinned"),
        ("msgspec==0.22.0", "no hash"),
        (f"msgspec==0.21.0 {HASH}", "installed is"),
        (f"msgspec @ https://a.example/msgspec.whl {HASH}", "an address of its own"),
        (f"no-such-package==1 {HASH}", "not installed"),
        (f"text-unidecode==1.3 {HASH}", "binds those who pass"),
    ],
)
def test_what_is_doubtful_is_told(line: str, problem: str) -> None:
    assert any(problem in told for told in find_problems(read_lock(line), {"text-unidecode"}))


def test_the_list_of_parts_names_every_package_and_comes_out_the_same(
    lock: str, needed: set[str]
) -> None:
    written = make_sbom(lock, "0.1.0", needed)
    assert written == make_sbom(lock, "0.1.0", needed)
    found = json.loads(written)
    listed = {(each["name"], each["version"]): each for each in found["components"]}
    assert set(listed) == {(each.name, each.version) for each in read_lock(lock)}
    for each in read_lock(lock):
        told = [
            p for p in listed[each.name, each.version]["properties"] if p["name"] == "sayso:sha256"
        ]
        assert len(told) == each.hashes > 0
    assert listed["msgspec", "0.22.0"]["scope"] == "required"
    assert found["bomFormat"] == "CycloneDX" and "timestamp" not in written


def test_two_builds_give_the_same_wheel(tmp_path: Path) -> None:
    digests = set()
    for name in ("first", "another folder"):
        folder = tmp_path / name
        folder.mkdir()
        for part in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / part, folder / part)
        # Copies, so that the times of the files differ; the weights, most of the bytes, left out.
        shutil.copytree(
            ROOT / "src",
            folder / "src",
            ignore=shutil.ignore_patterns("__pycache__", "*.db", "*.onnx"),
        )
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1577836800"}
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
        subprocess.run(build, cwd=folder, env=environment, check=True, capture_output=True)
        [wheel] = (folder / "dist").glob("*.whl")
        digests.add(sha256(wheel.read_bytes()).hexdigest())
    assert len(digests) == 1
    names = zipfile.ZipFile(wheel).namelist()
    assert "sayso/flow.py" in names and "sayso/lexicons/furniture.yaml" in names
    assert not [
        name for name in names if name.startswith("tests/") or name.endswith((".pyc", ".db"))
    ]
