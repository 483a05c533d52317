"""What once broke something, and what we made to break something, breaks nothing any more, and takes no minute."""

from __future__ import annotations

import time

import pytest

from sayso.flow import Pipeline
from tests.fuzzing.nasty import Nasty, read_nasty
from tests.fuzzing.targets import LOADED, TARGETS

# Processor time; the slowest row takes a quarter of it.
LONGEST_SECONDS = 4.0


@pytest.mark.model
@pytest.mark.parametrize("row", read_nasty(), ids=lambda row: f"{row.name}-{row.target}")
def test_nasty(row: Nasty, pipeline: Pipeline) -> None:
    LOADED.lent[:] = [pipeline]
    start = time.process_time()
    TARGETS[row.target](row.data)
    assert time.process_time() - start < LONGEST_SECONDS


def test_each_row_has_a_name_of_its_own_and_each_target_a_row() -> None:
    rows = read_nasty()
    assert len({(row.name, row.target) for row in rows}) == len(rows)
    assert {row.target for row in rows} == set(TARGETS)
