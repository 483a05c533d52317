"""One contract for all engines: the same outcomes whatever the engine, the order, the crash."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sayso.engine.local import run_locally
from sayso.engine.ray_tasks import RayEngine
from sayso.engine.tasks import Again, Death, Engine, Limits, Outcome, Task, TryAgain
from sayso.errors import EngineError
from tests.engine.works import die_at_once, make_nothing, make_work

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ray_engine() -> Iterator[Engine]:
    """Ray, started once for all tests."""
    ray = pytest.importorskip("ray")
    before = os.environ.get("PYTHONPATH")
    os.environ |= {"PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    try:
        ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
        yield RayEngine()
    finally:
        ray.shutdown()
        if before is None:
            del os.environ["PYTHONPATH"]


# Ray needs seconds for each death of a worker: the whole contract is in make soak, a short form in make test.
@pytest.fixture(params=["local", pytest.param("ray", marks=pytest.mark.soak)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    if request.param == "local":
        return run_locally
    found: Engine = request.getfixturevalue("ray_engine")
    return found


def run(
    engine: Engine,
    folder: Path,
    tasks: Iterable[Task | None],
    again: Again | None = None,
) -> dict[str, Outcome]:
    """The outcomes by key; each task has one and only one."""
    made = partial(make_work, str(folder))
    outcomes = list(engine(tasks, made, 2, again or TryAgain(), Limits()))
    assert len({outcome.key for outcome in outcomes}) == len(outcomes)
    return {outcome.key: outcome for outcome in outcomes}


def test_every_task_has_one_outcome_whatever_happens_to_its_workers(
    engine: Engine, tmp_path: Path
) -> None:
    def tasks() -> Iterator[Task | None]:
        for number in range(10):
            yield Task(f"square {number}", ("square", number))
            yield None
        yield Task("once", ("die once", 7))
        yield Task("never", ("die", 1))
        yield Task("fails", ("fail", "no such shard"))
        yield Task("late", ("hang", 0.2))
        yield Task("spent", ("be spent", 0))
        yield Task("threads", ("environment", "OMP_NUM_THREADS"))

    done = run(engine, tmp_path, tasks())
    assert len(done) == 16
    assert [done[f"square {n}"].value for n in range(10)] == [n * n for n in range(10)]
    assert done["once"] == Outcome("once", value=49)
    assert done["threads"].value == "1"
    assert (done["fails"].kind, done["fails"].error) == ("LookupError", "no such shard")
    for name in ("never", "late", "spent"):
        assert done[name].kind == "Death"
        assert "3 workers died over it" in (done[name].error or "")
    # an exception is not tried again, a death is, and no more often than asked
    assert len(list(tmp_path.glob("death-1-*"))) == 3


@pytest.mark.slow
def test_ray_keeps_the_contract_in_short(ray_engine: Engine, tmp_path: Path) -> None:
    tasks = [
        *(Task(f"square {n}", ("square", n)) for n in range(5)),
        Task("once", ("die once", 7)),
        Task("fails", ("fail", "no such shard")),
    ]
    done = run(ray_engine, tmp_path, [*tasks, None])
    assert {key: outcome.value for key, outcome in done.items()} == {
        **{f"square {n}": n * n for n in range(5)},
        "once": 49,
        "fails": None,
    }
    assert done["fails"].kind == "LookupError"


def test_the_caller_may_change_a_task_that_kills(engine: Engine, tmp_path: Path) -> None:
    deaths: list[Death] = []

    def change(task: Task, death: Death) -> Task | str:
        deaths.append(death)
        return Task(task.key, ("square", 3)) if task.load[0] == "die" else "no more"

    done = run(
        engine, tmp_path, [Task("changed", ("die", 2)), Task("spent", ("be spent", 0))], change
    )
    assert done["changed"].value == 9
    assert done["spent"] == Outcome("spent", error="no more", kind="Death")
    assert {death.reason for death in deaths} == {"ended", "memory"}


def test_workers_stay_warm_and_tasks_are_taken_as_there_is_room(
    engine: Engine, tmp_path: Path
) -> None:
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield Task(str(number), ("square", number))

    made = partial(make_work, str(tmp_path))
    ahead = []
    for count, _ in enumerate(engine(tasks(), made, 2, TryAgain(), Limits()), 1):
        ahead.append(taken - count)
    assert len(ahead) == 30
    assert max(ahead) <= 4  # two at work, and for each of them one that waits
    assert len(list(tmp_path.glob("worker-*"))) <= 2


def test_an_engine_can_be_left_early(engine: Engine, tmp_path: Path) -> None:
    stream: Any = engine(
        (Task(str(n), ("square", n)) for n in range(1_000)),
        partial(make_work, str(tmp_path)),
        2,
        TryAgain(),
        Limits(),
    )
    assert next(stream).error is None
    stream.close()


def test_what_cannot_be_made_ends_the_run(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nothing to work with"):
        list(engine([Task("a", ("square", 1))], make_nothing, 1, TryAgain(), Limits()))


def test_workers_that_never_get_ready_end_the_run() -> None:
    with pytest.raises(EngineError, match=r"before they are ready: ended by signal SIGKILL"):
        list(run_locally([Task("a", ("square", 1))], die_at_once, 1, TryAgain(), Limits()))


def test_ray_that_is_not_installed_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(EngineError, match=r'pip install "sayso\[ray\]"'):
        list(RayEngine()([], make_nothing, 1, TryAgain(), Limits()))
