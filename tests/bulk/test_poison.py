"""What kills workers is found and left out; what was killed from outside is not."""

from __future__ import annotations

from pathlib import Path

from sayso.bulk.manifest import LeftOut
from sayso.bulk.marks import open_mark, take_mark
from sayso.bulk.poison import MOST_LEFT_OUT, MOST_NAMELESS, Article, Poison, ShardTask, mark_path
from sayso.bulk.shards import Shard
from sayso.engine.tasks import Death, Spent, Task

SHARD = Shard("s1", "news.jsonl", "jsonl", "news.jsonl", 0, 100, 100)
KILLED = Death("ended", "ended by signal SIGKILL")
LATE = Death("time", "over its time")


def poison(tmp_path: Path) -> Poison:
    (tmp_path / "working").mkdir()
    return Poison(tmp_path, Article(60.0, 2_000_000_000))


def die(
    judge: Poison, out: Path, task: Task, at: tuple[int, int] | None, death: Death
) -> ShardTask:
    """The shard to try next after a death at these positions."""
    if at is not None:
        mark_path(out, SHARD.id).write_text(f"{at[0]} {at[1]}".ljust(48))
    answer = judge(task, death)
    assert isinstance(answer, Task)
    return answer.load  # type: ignore[no-any-return]


def test_kills_at_different_places_change_nothing(tmp_path: Path) -> None:
    judge, task = poison(tmp_path), Task("s1", ShardTask(SHARD))
    for first in range(30):
        assert die(judge, tmp_path, task, (first, first), KILLED) == task.load
        assert die(judge, tmp_path, task, (first, first + 9), KILLED) == task.load


def test_the_article_that_ends_workers_is_found_and_left_out(tmp_path: Path) -> None:
    judge, task = poison(tmp_path), Task("s1", ShardTask(SHARD))
    assert die(judge, tmp_path, task, (10, 19), KILLED) == task.load
    alone = die(judge, tmp_path, task, (10, 19), KILLED)
    assert alone == ShardTask(SHARD, alone=((10, 19),))
    task = Task("s1", alone)
    assert die(judge, tmp_path, task, (14, 14), KILLED) == alone
    found = die(judge, tmp_path, task, (14, 14), KILLED)
    reason = "ends the worker that reads it: ended by signal SIGKILL"
    assert found.left_out == (LeftOut(14, reason),)


def test_who_is_over_the_time_is_believed_at_once(tmp_path: Path) -> None:
    judge, task = poison(tmp_path), Task("s1", ShardTask(SHARD))
    alone = die(judge, tmp_path, task, (10, 19), LATE)
    assert alone.alone == ((10, 19),)
    found = die(judge, tmp_path, Task("s1", alone), (14, 14), LATE)
    assert found.left_out == (LeftOut(14, "took more than 60 s"),)


def test_a_shard_that_kills_without_a_name_is_given_up(tmp_path: Path) -> None:
    judge, task = poison(tmp_path), Task("s1", ShardTask(SHARD))
    for _ in range(MOST_NAMELESS - 1):
        assert die(judge, tmp_path, task, None, KILLED) == task.load
    mark_path(tmp_path, SHARD.id).write_text("-1 -1")
    assert "while no article was being read" in str(judge(task, KILLED))


def test_a_shard_full_of_poison_is_given_up(tmp_path: Path) -> None:
    judge = poison(tmp_path)
    left_out = tuple(LeftOut(n, "") for n in range(MOST_LEFT_OUT))
    mark_path(tmp_path, SHARD.id).write_text("50 50")
    answer = judge(Task("s1", ShardTask(SHARD, left_out)), LATE)
    assert answer == f"more than {MOST_LEFT_OUT} of its articles end the workers that read them"


def test_a_mark_stays_where_its_worker_is_about_to_end(tmp_path: Path) -> None:
    path = tmp_path / "s1.at"
    with open_mark(path) as mark:
        mark.at(3, 9)
        assert path.read_text().split() == ["3", "9"]
    assert take_mark(path) is None
    try:
        with open_mark(path) as mark:
            mark.at(4, 4)
            raise Spent("time")
    except Spent:
        found = take_mark(path)
    assert found is not None
    assert (found.first, found.last, found.is_one) == (4, 4, True)
    assert take_mark(path) is None
