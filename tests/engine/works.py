"""Work for the tests of the engines: what it does is said by the task. Importable by the workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

from sayso.engine.tasks import Spent, Watch, Work


def make_work(folder: str) -> Work:
    """Work that leaves a file in the folder for each process that made it."""
    (Path(folder) / f"worker-{os.getpid()}").touch()

    def work(load: tuple[str, Any], watch: Watch) -> Any:
        order, value = load
        return _ORDERS[order](Path(folder), value, watch)

    return work


def make_nothing() -> Work:
    """A maker that cannot make its work."""
    raise ValueError("nothing to work with")


def die_at_once() -> Work:
    """A maker that kills its worker."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _square(_: Path, value: int, __: Watch) -> int:
    return value * value


def _fail(_: Path, value: str, __: Watch) -> None:
    raise LookupError(value)


def _is_first(folder: Path, name: str) -> bool:
    try:
        (folder / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _die_once(folder: Path, value: int, _: Watch) -> int:
    if _is_first(folder, f"died-{value}"):
        os.kill(os.getpid(), signal.SIGKILL)
    return value * value


def _die(folder: Path, value: int, _: Watch) -> None:
    for number in range(10):
        if _is_first(folder, f"death-{value}-{number}"):
            break
    os.kill(os.getpid(), signal.SIGKILL)


def _hang(_: Path, value: float, watch: Watch) -> None:
    watch.allow(value)
    sleep(60)


def _be_spent(_: Path, __: int, ___: Watch) -> None:
    raise Spent("memory")


def _environment(_: Path, name: str, __: Watch) -> str | None:
    return os.environ.get(name)


_ORDERS: dict[str, Callable[[Path, Any, Watch], Any]] = {
    "square": _square,
    "fail": _fail,
    "die once": _die_once,
    "die": _die,
    "hang": _hang,
    "be spent": _be_spent,
    "environment": _environment,
}
