"""Small archives for the tests of coding, and ways to code them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterable
from functools import partial
from pathlib import Path
from typing import cast

from sayso.bulk.coding import Plan, code_shard
from sayso.bulk.filters import Filters
from sayso.bulk.identity import make_configuration
from sayso.bulk.poison import Article
from sayso.config import AttributionSetting, Settings
from sayso.engine.here import run_here
from sayso.engine.tasks import Again, Engine, Limits, Make, Outcome, Task
from sayso.flow import Pipeline
from sayso.ingest.regions import load_furniture

SETTING = cast("AttributionSetting", os.environ.get("SAYSO_ATTRIBUTION", "fast"))
SAYSO = Path(sys.executable).with_name("sayso")
_TOWNS = "Aleppo Idlib Homs Mosul Basra Aden Taiz Juba Goma Jos".split()


def write_news(path: Path, number: int, *, longest: str = "") -> Path:
    """An archive of so many tiny reports, all different; `longest` stands in the middle as one more."""
    lines = [
        {
            "id": f"r{count}",
            "text": f"Police said on Monday that gunmen killed {count + 2} people in {_TOWNS[count % 10]}."
            f" The army denied that its soldiers had fired at the {count} houses.",
            "published": f"2016-05-{count % 28 + 1:02}",
        }
        for count in range(number)
    ]
    if longest:
        lines.insert(number // 2, {"id": "longest", "text": longest})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def plan_for(
    out: Path, *, per_shard: int = 10, seconds: float = 60.0, filters: Filters | None = None
) -> Plan:
    """What to code with, at the setting of the tests."""
    settings, filters = Settings(attribution=SETTING), filters or Filters()
    return Plan(
        out=out,
        settings=settings,
        filters=filters,
        configuration=make_configuration(settings, filters, per_shard),
        article=Article(seconds, 2_000_000_000),
    )


def engine_with(
    pipeline: Pipeline, plan: Plan, after: Callable[[int], None] = lambda _: None
) -> Engine:
    """The engine that works here, with the pipeline of the session; `after` is told of each outcome."""

    def run(
        tasks: Iterable[Task | None], make: Make, workers: int, again: Again, limits: Limits
    ) -> Generator[Outcome, None, None]:
        work = partial(code_shard, pipeline, load_furniture(), plan)
        for count, outcome in enumerate(run_here(tasks, lambda: work, workers, again, limits), 1):
            yield outcome
            after(count)

    return run
