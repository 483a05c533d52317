"""The cases: sentences and what must come out of them, one YAML row each (tests/cases/*.yaml).

A row has `text`, optional `published` and `outlet`, `expect` (each item must fit some found item of that list),
`reject` (no found item may fit), `why`, and `gap` where the pipeline is known to fail: then it must fail.

    - text: "Moscow denied that its jets hit the clinic."
      why: a denial is never an assertion
      expect: {claims: [{property: responsible, value: RUS.GOV, stance: denies}]}
      reject: {claims: [{property: responsible, stance: asserts}]}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sayso.lexicon import read_rows
from tests.conftest import ReadText
from tests.flat import Flat, fits, flatten

CASES = Path(__file__).parent / "cases"


def _rows() -> list[Any]:
    rows = []
    for path in sorted(CASES.glob("*.yaml")):
        for number, case in enumerate(read_rows(path) or [], 1):
            gap = [pytest.mark.xfail(reason=case["gap"], strict=True)] if "gap" in case else []
            rows.append(pytest.param(case, id=f"{path.stem}-{number}", marks=gap))
    return rows


@pytest.mark.model
@pytest.mark.parametrize("case", _rows())
def test_case(case: dict[str, Any], read_text: ReadText) -> None:
    assert case["why"], "every case says why it is there"
    assert case.get("expect") or case.get("reject"), "a case that expects nothing cannot fail"
    report = read_text(case["text"], case.get("published"), case.get("outlet", "a-paper"))
    assert report.problem is None, report.problem
    found = flatten(report)
    missing = _missing(case.get("expect", {}), found)
    unwanted = _unwanted(case.get("reject", {}), found)
    assert not missing and not unwanted, _story(missing, unwanted, found)


def _missing(expect: dict[str, list[Flat]], found: dict[str, list[Flat]]) -> list[tuple[str, Flat]]:
    return [
        (name, want)
        for name, wants in expect.items()
        for want in wants
        if not any(fits(want, f) for f in found[name])
    ]


def _unwanted(
    reject: dict[str, list[Flat]], found: dict[str, list[Flat]]
) -> list[tuple[str, Flat]]:
    return [
        (name, f)
        for name, wants in reject.items()
        for want in wants
        for f in found[name]
        if fits(want, f)
    ]


def _story(
    missing: list[tuple[str, Flat]], unwanted: list[tuple[str, Flat]], found: dict[str, list[Flat]]
) -> str:
    lines = [f"missing {name}: {want}" for name, want in missing]
    lines += [f"unwanted {name}: {item}" for name, item in unwanted]
    for name in sorted({name for name, _ in missing + unwanted}):
        lines += [f"  found {name}: {item}" for item in found[name]] or [f"  found no {name}"]
    return "\n".join(lines)
