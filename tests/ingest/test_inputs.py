"""What the user names becomes raw inputs: in order, lazily, each with an id or a reason."""

from __future__ import annotations

import io
import logging
import os
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.ingest import inputs
from sayso.ingest.inputs import RawInput, find_inputs, media_of


def no_fetch(url: str) -> RawInput:
    raise InputError("fetch", "no net in this test")


def found(given: list[str], stdin: bytes = b"") -> list[RawInput]:
    return list(find_inputs(given, no_fetch, io.BytesIO(stdin)))


def ids(given: list[str], stdin: bytes = b"") -> list[str]:
    return [raw.source_id for raw in found(given, stdin)]


def write(folder: Path, name: str, data: bytes = b"Kyiv denied it.") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_order_is_the_order_given(tmp_path: Path) -> None:
    b, a = write(tmp_path, "b.txt"), write(tmp_path, "a.txt")
    assert ids([b, "-", a, "https://x.example/1"], b"text") == [
        "b.txt",
        "-",
        "a.txt",
        "https://x.example/1",
    ]


def test_folders_are_sorted_and_recursive(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in (
        "b.txt",
        "a/z.HTML",
        "a/b.jsonl",
        "c.yaml",
        "d.pdf",
        ".hidden.txt",
        ".git/x.txt",
        "a.htm",
    ):
        write(tmp_path, name, b'{"id": "r", "text": "x"}')
    with caplog.at_level(logging.INFO):
        assert ids([str(tmp_path)]) == ["b.jsonl:1", "z.HTML", "a.htm", "b.txt"]
    assert "c.yaml" in caplog.text
    assert "d.pdf" in caplog.text


def test_names_that_clash_get_their_path(tmp_path: Path) -> None:
    for name in ("one/page.html", "two/page.html", "two/other.html"):
        write(tmp_path, name)
    assert ids([str(tmp_path)]) == ["one/page.html", "other.html", "two/page.html"]


def test_paths_that_clash_are_given_whole(tmp_path: Path) -> None:
    one, two = write(tmp_path, "one/page.html"), write(tmp_path, "two/page.html")
    assert ids([one, two]) == [one, two]
    folders = [str(tmp_path / "one"), str(tmp_path / "two") + "/"]
    assert ids(folders) == [one, two]


def test_the_same_file_twice_is_read_twice(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    assert ids([path, path]) == ["a.txt", "a.txt"]


@pytest.mark.parametrize(
    ("given", "reason", "skipped"),
    [
        ("nowhere.txt", "no such file", False),
        ("ftp://x.example/a", "only http", False),
        ("file:///etc/passwd", "only http", False),
        ("https://x.example/", "no net", False),
        ("a\0b", "no such file", False),
        ("x" * 5000, "no such file", False),
        ("", "no such file", False),
    ],
)
def test_what_cannot_be_had(
    given: str, reason: str, skipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [raw] = found([given])
    assert raw.problem is not None
    assert reason in raw.problem.reason
    assert raw.problem.skipped is skipped
    assert raw.source_id == given


def test_a_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "a\udcff.txt").write_bytes(b"Kyiv denied it.")
    assert ids([str(tmp_path)]) == ["a\ufffd.txt"]
    assert ids([str(tmp_path / "b\udcff.txt")])[0].endswith("b\ufffd.txt")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    write(tmp_path, "notes.yaml")
    [raw] = found([str(tmp_path)])
    assert raw.problem is not None
    assert raw.problem.skipped


@pytest.mark.parametrize(
    ("data", "ending", "media"),
    [
        (b"<!DOCTYPE html><html>", "", "html"),
        (b"\n\n<html lang=en>", "", "html"),
        (b"<?xml version='1.0'?>\n<!-- saved -->\n<html>", "", "html"),
        (b"\xef\xbb\xbf<html>", "", "html"),
        (b"<3 was all he wrote.", "", "text"),
        (b'{"id": "a", "text": "x"}', "", "record"),
        (b'\xef\xbb\xbf{"id": "a"}', "", "record"),
        (b"{} and so on", "", "text"),
        (b"<html>", ".txt", "text"),
        (b"plain", ".HTM", "html"),
        (b"", ".jsonl", "record"),
        (b"", "", "text"),
    ],
)
def test_media(data: bytes, ending: str, media: str) -> None:
    assert media_of(data, ending) == media


def test_lines_of_records(tmp_path: Path) -> None:
    path = write(
        tmp_path, "r.jsonl", b'\xef\xbb\xbf{"id": 1}\r\n\n  \n{"id": 2}\nbroken\n{"id": 3}'
    )
    assert [(raw.source_id, raw.data) for raw in found([path])] == [
        ("r.jsonl:1", b'{"id": 1}'),
        ("r.jsonl:4", b'{"id": 2}'),
        ("r.jsonl:5", b"broken"),
        ("r.jsonl:6", b'{"id": 3}'),
    ]


@pytest.mark.parametrize("size", [10, 2047, 2048, 2049, 5000])
def test_lines_longer_than_the_first_look(size: int) -> None:
    lines = [b'{"id": "' + b"x" * size + b'"}', b'{"id": "b"}']
    assert [raw.data for raw in found(["-"], b"\n".join(lines) + b"\n")] == lines


def test_a_huge_line_is_a_problem_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_RECORD_BYTES", 100)
    raws = found(["-"], b'{"id": 1}\n{"id": "' + b"x" * 9000 + b'"}\n{"id": 3}\n')
    assert [raw.problem is None for raw in raws] == [True, False, True]
    assert [raw.source_id for raw in raws] == ["-:1", "-:2", "-:3"]


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_PAGE_BYTES", 3000)
    [small] = found(["-"], b"a" * 3000)
    [large] = found(["-"], b"a" * 3001)
    assert small.problem is None
    assert large.problem is not None
    assert "split it" in large.problem.reason


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_no_records_are_said(data: bytes, tmp_path: Path) -> None:
    [raw] = found([write(tmp_path, "r.jsonl", data)])
    assert raw.problem is not None
    assert raw.problem.skipped


def test_records_come_one_by_one() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1) -> bytes:
            return b'{"id": "a", "text": "x"}\n'

    stream = find_inputs(["-"], no_fetch, Endless())  # type: ignore[arg-type]
    assert [next(stream).source_id for _ in range(3)] == ["-:1", "-:2", "-:3"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt")

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    [raw] = found([path])
    assert raw.problem is not None
    assert "Permission denied" in raw.problem.reason


def test_pipes_and_devices_are_refused_and_hold_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.jsonl").symlink_to("/dev/zero")
    write(tmp_path, "c.txt")
    raws = found([str(tmp_path), "/dev/zero"])
    reasons = [raw.problem.reason if raw.problem else None for raw in raws]
    assert [reason and reason.split(",")[0] for reason in reasons] == [
        "is a pipe",
        "is a device",
        None,
        "is a device",
    ]


def test_a_pipe_of_the_shell_is_read() -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("no /dev/fd here")
    out, into = os.pipe()
    os.write(into, b"Kyiv denied it.")
    os.close(into)
    [raw] = found([f"/dev/fd/{out}"])
    os.close(out)
    assert raw.problem is None and raw.data == b"Kyiv denied it."


def test_links_that_go_round_end(tmp_path: Path) -> None:
    write(tmp_path, "a/b.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    raws = found([str(tmp_path)])
    assert [raw.source_id for raw in raws] == ["b.txt", "self.txt"]
    assert raws[0].problem is None
    assert raws[1].problem is not None and "symbolic links" in raws[1].problem.reason


def test_a_file_that_vanishes_meanwhile_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    gone = Path(write(tmp_path, "b.txt"))
    write(tmp_path, "c.txt")
    stream = find_inputs([str(tmp_path)], no_fetch)
    first = next(stream)
    gone.unlink()
    second, third = stream
    assert first.problem is None and third.problem is None
    assert second.problem is not None
    assert second.problem.reason == "cannot be read: No such file or directory"


def test_a_file_that_cannot_be_read_to_its_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    path = write(tmp_path, "a.txt")
    monkeypatch.setattr(Path, "open", lambda *_: Broken(b"Kyiv denied it."))
    [raw] = found([path])
    assert raw.problem is not None and raw.problem.reason == "cannot be read: Input/output error"


def test_a_folder_that_may_not_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "closed/b.txt")
    listed = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    told, missed = found([str(tmp_path)])
    assert told.problem is None and missed.source_id == "closed"
    assert missed.problem is not None and "Permission denied" in missed.problem.reason
