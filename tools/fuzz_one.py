"""Fuzz one target in this process: `python -m tools.fuzz_one times -max_total_time=60 corpus/` (see fuzz.py).

The package is instrumented as it is imported, so that the fuzzer sees which branches an input took.
"""

from __future__ import annotations

import logging
import sys
import warnings

import atheris

with atheris.instrument_imports(include=["sayso"], enable_loader_override=False):
    from tests.fuzzing.targets import TARGETS


def main(arguments: list[str]) -> None:
    """Hand the named target to atheris, with libFuzzer's own options."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    name, *options = arguments
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
