"""The cases written apart (claims.yaml, second.yaml), read as the others are, and the digests that freeze them.

Rows that the pipeline is known to fail stand in gaps.yaml and second-gaps.yaml, by number and with the reason: they
must fail.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ReadText
from tests.flat import flatten
from tests.test_cases import _missing, _story, _unwanted

from sayso.lexicon import read_rows

HERE = Path(__file__).parent


def _rows(claims: str, gaps: str, name: str) -> list[Any]:
    rows = read_rows(HERE / claims)
    known = read_rows(HERE / gaps)
    return [
        pytest.param(row, id=f"{name}-{number}", marks=_marks(known.get(number)))
        for number, row in enumerate(rows, 1)
    ]


def _marks(gap: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=gap, strict=True)] if gap else []


def test_claims_are_frozen() -> None:
    files = ("claims.yaml", "second.yaml")
    digests = [hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in files]
    stated = re.findall(r"\b[0-9a-f]{64}\b", (HERE / "README.md").read_text("utf-8"))
    assert stated == digests, "a set written apart was changed after it was frozen"


@pytest.mark.model
@pytest.mark.parametrize(
    "case",
    _rows("claims.yaml", "gaps.yaml", "apart") + _rows("second.yaml", "second-gaps.yaml", "second"),
)
def test_apart(case: dict[str, Any], read_text: ReadText) -> None:
    assert case["why"] and (case.get("expect") or case.get("reject"))
    report = read_text(case["text"], case.get("published"), case.get("outlet", "a-paper"))
    assert report.problem is None, report.problem
    found = flatten(report)
    missing = _missing(case.get("expect", {}), found)
    unwanted = _unwanted(case.get("reject", {}), found)
    assert not missing and not unwanted, _story(missing, unwanted, found)
