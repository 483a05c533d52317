"""What the tests of reliability share: children that have the model and the lexicons."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso
from sayso.flow import Pipeline
from tests.reliability.children import Children


@pytest.fixture(scope="session")
def children(pipeline: Pipeline) -> Children:
    """Makes children that start warm."""
    made = Children(pipeline)
    made.warm(Path(sayso.__file__).parent / "lexicons")
    return made
