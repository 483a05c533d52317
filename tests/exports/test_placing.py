"""A file or folder is in its place whole, or the place is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.export.placing import placed_file, placed_folder
from sayso.unfinished import PREFIX


class _FullError(OSError):
    pass


def test_a_file_that_fails_half_way_leaves_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    target.write_text("earlier")
    with pytest.raises(_FullError), placed_file(target) as unplaced:
        unplaced.write_text("half")
        raise _FullError
    assert target.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(_FullError), placed_folder(tmp_path / "out") as unplaced:
        (unplaced / "a").write_text("half")
        raise _FullError
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_unfinished_is_thrown_away(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}x"
    left.mkdir()
    (left / "old").write_text("half")
    with placed_folder(tmp_path / "out") as unplaced:
        (unplaced / "a").write_text("whole")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a"]


def test_two_at_once_do_not_take_from_each_other(tmp_path: Path) -> None:
    with placed_file(tmp_path / "a") as first:
        first.write_text("first")
        with placed_file(tmp_path / "a") as second:
            second.write_text("second")
        assert (tmp_path / "a").read_text() == "second"
    assert (tmp_path / "a").read_text() == "first"


def test_an_empty_folder_is_replaced_at_one_stroke(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    before = target.stat().st_ino
    with placed_folder(target) as unplaced:
        (unplaced / "a").write_text("whole")
    assert target.stat().st_ino != before
    assert [p.name for p in target.iterdir()] == ["a"]


def test_an_empty_folder_is_filled_and_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    monkeypatch.chdir(target)
    with placed_folder(Path()) as unplaced:
        (unplaced / "a").write_text("whole")
    assert [p.name for p in Path().iterdir()] == ["a"]
