"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from sayso.model import Report, report_schema

SAYSO = Path(sys.executable).parent / "sayso"
STORY = "Kyiv said Russian shells hit a market in Kherson on Friday, killing at least six people. Moscow denied it."


Sayso = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="module")
def sayso(command: Path) -> Sayso:
    """Run the command, forked from a warm process."""
    return partial(_sayso, command=command)


def _sayso(
    *arguments: str | Path, stdin: bytes = b"", command: Path = SAYSO
) -> subprocess.CompletedProcess[bytes]:
    """Run the command, as it is installed unless another is given."""
    return subprocess.run(
        [command, *map(str, arguments)], input=stdin, capture_output=True, check=False
    )


def _lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def _spans(item: Any) -> list[dict[str, Any]]:
    if isinstance(item, dict):
        own = [item] if set(item) == {"start", "end", "exact"} else []
        return own + [span for part in item.values() for span in _spans(part)]
    return [span for part in item for span in _spans(part)] if isinstance(item, list) else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good text, good and bad records, a German page, an empty file and bytes that are no text."""
    path = tmp_path_factory.mktemp("inputs")
    (path / "a-story.txt").write_text(STORY)
    records = [
        json.dumps(
            {"id": "r1", "text": STORY, "published": "2022-12-24", "outlet": "The Harbour Gazette"}
        ),
        '{"id": "r2", "text": "never closed',
        json.dumps(
            {"id": "r3", "text": "Rebels freed 40 prisoners near Goma.\r\n\r\n😀 The army said so."}
        ),
        json.dumps({"id": "r4"}),
    ]
    (path / "b-records.jsonl").write_text("\n".join(records))
    (path / "c-german.html").write_text(
        "<html><body><article><p>Die Regierung in Berlin hat am Freitag angekündigt, dass sie weitere Hilfsgüter "
        "in das "
        "Krisengebiet schicken wird. Der Minister sagte, man werde die Menschen dort nicht allein lassen.</p></article>"
    )
    (path / "d-empty.txt").write_text("")
    (path / "e-binary.txt").write_bytes(bytes(range(256)) * 20)
    return path


@pytest.fixture(scope="module")
def done(sayso: Sayso, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return sayso("read", folder, "--json", "--published", "2022-12-24")


@pytest.mark.model
def test_every_input_has_one_line_in_input_order(done: subprocess.CompletedProcess[bytes]) -> None:
    ids = [line["document"]["source_id"] for line in _lines(done)]
    assert [ids[0], ids[1], ids[3]] == ["a-story.txt", "r1", "r3"]
    assert len(ids) == 8
    assert ids[-3:] == ["c-german.html", "d-empty.txt", "e-binary.txt"]


@pytest.mark.model
def test_problems_have_stage_and_reason_and_nothing_else(
    done: subprocess.CompletedProcess[bytes],
) -> None:
    lines = {line["document"]["source_id"]: line for line in _lines(done)}
    assert lines["c-german.html"]["problem"]["stage"] == "language"
    assert lines["d-empty.txt"]["problem"]["skipped"] is True
    for line in lines.values():
        if line["problem"] is not None:
            assert line["problem"]["stage"] and line["problem"]["reason"]
            assert not any(
                line[name] for name in ("claims", "events", "mentions", "places", "times")
            )
    assert lines["a-story.txt"]["problem"] is None


@pytest.mark.model
def test_a_failure_exits_1_and_a_skip_0(
    sayso: Sayso, folder: Path, done: subprocess.CompletedProcess[bytes]
) -> None:
    assert done.returncode == 1
    assert sayso("read", folder / "d-empty.txt", folder / "c-german.html").returncode == 0
    assert sayso("read", "no-such-file.txt").returncode == 1
    assert sayso("read").returncode == 2
    assert sayso("read", folder / "a-story.txt", "--published", "someday").returncode == 2
    assert sayso("read", folder / "a-story.txt", "--attribution", "guess").returncode == 2


@pytest.mark.model
def test_no_traceback_and_a_summary_that_names_each_problem(
    done: subprocess.CompletedProcess[bytes],
) -> None:
    told = done.stderr.decode()
    assert "Traceback" not in told
    for source in ("c-german.html", "d-empty.txt", "r4"):
        assert source in told


@pytest.mark.model
def test_lines_obey_the_schema_and_every_span_is_exact(
    done: subprocess.CompletedProcess[bytes],
) -> None:
    validator = jsonschema.Draft202012Validator(report_schema())
    for line in _lines(done):
        validator.validate(line)
        text = line["document"]["text"]
        for span in _spans(line):
            assert text[span["start"] : span["end"]] == span["exact"]
        msgspec.convert(line, Report)


@pytest.mark.model
def test_the_text_of_a_record_is_kept_to_the_character(
    done: subprocess.CompletedProcess[bytes],
) -> None:
    texts = {line["document"]["source_id"]: line["document"]["text"] for line in _lines(done)}
    assert texts["r3"] == "Rebels freed 40 prisoners near Goma.\r\n\r\n😀 The army said so."
    assert texts["a-story.txt"] == STORY


@pytest.mark.model
def test_reading_twice_gives_the_same_bytes(
    folder: Path, done: subprocess.CompletedProcess[bytes]
) -> None:
    """In a process that shares nothing with the first, not even the seed of hashes."""
    again = _sayso("read", folder, "--json", "--published", "2022-12-24")
    assert again.stdout == done.stdout
    assert again.returncode == done.returncode


@pytest.mark.model
def test_store_show_and_a_second_run_that_adds_nothing(
    sayso: Sayso, folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "project.db"
    for _ in range(2):
        sayso("read", folder, "--store", store)
        shown = sayso("show", store)
        # a-story.txt and r1 hold the same text without an address: one document under two input ids
        assert b"2 documents" in shown.stdout
        counts = shown.stdout.splitlines()[-1]
        assert b" 1 runs" in counts, counts
    report = json.loads(sayso("show", store, "r3", "--json").stdout)
    assert report["document"]["text"].startswith("Rebels freed")
    claim = json.loads(sayso("show", store, "r1", "--json").stdout)["claims"][0]["id"]
    assert json.loads(sayso("show", store, claim, "--json").stdout)["document"]["source_id"]
    missing = sayso("show", store, "nothing-like-this")
    assert missing.returncode == 1
    assert b"nothing called" in missing.stderr


@pytest.mark.model
def test_standard_input_and_people_output() -> None:
    done = _sayso("read", "-", "--published", "2022-12-24", stdin=STORY.encode())
    assert done.returncode == 0
    told = done.stdout.decode()
    assert "responsible" in told
    assert "denies" in told
    assert "1 reports read" in told


@pytest.mark.model
def test_who_met_is_printed_and_who_is_to_attack_is_left_to_claims(sayso: Sayso) -> None:
    text = "France and Germany held talks in Paris. The army is to raid the village of Kober on Monday."
    done = sayso("read", "-", "--published", "2016-05-04", stdin=text.encode())
    printed = [line.split() for line in done.stdout.decode().splitlines()]
    assert ["parties", "France", "[FRA]", "and", "Germany", "[DEU]"] in printed
    assert any("ASSAULT" in line for line in printed)
    assert sum("parties" in line for line in printed) == 1


def test_nothing_of_a_text_reaches_the_terminal_as_a_command(sayso: Sayso) -> None:
    hostile = (
        "Rebels \x1b[31mshelled\x1b]0;owned\x07 the \u202etown of Goma\u202c, killing 5 people."
    )
    done = sayso("read", "-", "--all", stdin=hostile.encode())
    for character in ("\x1b", "\x07", "\u202e"):
        assert character not in done.stdout.decode()


def test_help_and_schema_answer_without_the_model() -> None:
    assert _sayso("--help").returncode == 0
    schema = json.loads(_sayso("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    imported = subprocess.run(
        [sys.executable, "-c", "import sys, sayso.cli; print('spacy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert imported.stdout.strip() == "False"


def test_version_names_model_and_stack() -> None:
    told = _sayso("--version").stdout.decode()
    for name in ("sayso ", "model en_core_web_sm", "spacy ", "thinc ", "blis ", "numpy "):
        assert name in told
