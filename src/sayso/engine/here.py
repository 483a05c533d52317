"""The engine that is none: tasks one after the other in this process, for tests and for looking into what goes wrong.

The same contract (tasks.py), without its protection: what kills a worker kills the caller.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from sayso.engine.tasks import Again, Limits, Make, Outcome, Spent, Task, given_up, run_task


def run_here(
    tasks: Iterable[Task | None], make: Make, workers: int, again: Again, limits: Limits
) -> Generator[Outcome, None, None]:
    """Work on the tasks, in their order; `workers` and `limits` have no meaning here."""
    work = make()
    for given in tasks:
        task = given
        while task is not None:
            try:
                yield run_task(work, task, _NoWatch())
                break
            except Spent as spent:
                answer = again(task, spent.death)
                work = make()
            if not isinstance(answer, Task):
                yield given_up(task, answer)
                break
            task = answer


class _NoWatch:
    def allow(self, seconds: float) -> None:
        """Nobody looks."""

    def rest(self) -> None:
        """Nobody looks."""
