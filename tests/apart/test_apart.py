"""The cases written apart (tests/apart/claims.yaml), read as the others are, and the digest that freezes them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import ReadText
from tests.flat import flatten
from tests.test_cases import _missing, _story, _unwanted

HERE = Path(__file__).parent


def _rows() -> list[Any]:
    rows = yaml.safe_load((HERE / "claims.yaml").read_text("utf-8"))
    return [pytest.param(row, id=f"apart-{number}") for number, row in enumerate(rows, 1)]


def test_claims_are_frozen() -> None:
    digest = hashlib.sha256((HERE / "claims.yaml").read_bytes()).hexdigest()
    stated = re.findall(r"\b[0-9a-f]{64}\b", (HERE / "README.md").read_text("utf-8"))
    assert stated == [digest], "claims.yaml was changed after it was frozen"


@pytest.mark.model
@pytest.mark.parametrize("case", _rows())
def test_apart(case: dict[str, Any], read_text: ReadText) -> None:
    assert case["why"] and (case.get("expect") or case.get("reject"))
    report = read_text(case["text"], case.get("published"), case.get("outlet", "a-paper"))
    assert report.problem is None, report.problem
    found = flatten(report)
    missing = _missing(case.get("expect", {}), found)
    unwanted = _unwanted(case.get("reject", {}), found)
    assert not missing and not unwanted, _story(missing, unwanted, found)
