"""Two commands on one store or folder at once: both finish, or one is told clearly; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from litestar.testing import TestClient

from sayso.serve.app import Served, make_app
from tests.reliability.bulk_jobs import make_bulk_jobs
from tests.reliability.children import Children, Ran
from tests.reliability.digests import digest_store
from tests.reliability.jobs import STORE, TEXTS, Command, Job, make_store_jobs, rows
from tests.reliability.wholeness import names_in, stores_wrong
from tests.served import make_shelf

pytestmark = pytest.mark.model
READ: Command = (
    *("read", "articles", "--store", STORE, "--json"),
    *("--published", "2016-05-04", "--attribution", "fast"),
)
JUDGEMENTS = 6


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    folder = tmp_path_factory.mktemp("made")
    return {job.name: job for job in (*make_store_jobs(folder), *make_bulk_jobs(folder))}


def _at_once(children: Children, folder: Path, *commands: Sequence[Command]) -> list[Ran]:
    running = [children.start(each, folder) for each in commands]
    return [each.finish() for each in running]


def _prepare(jobs: dict[str, Job], folder: Path) -> Path:
    """A store with incidents, and articles to read into it."""
    folder.mkdir(exist_ok=True)
    jobs["judge"].prepare(folder)
    for name, texts in (("articles", TEXTS), ("others", [f"{t} It is said twice." for t in TEXTS])):
        (folder / name).mkdir()
        for number, text in enumerate(texts):
            (folder / name / f"{number}.txt").write_text(text, "utf-8")
    return folder


def _other(command: Command) -> Command:
    return tuple("others" if word == "articles" else word for word in command)


def _one_after_the_other(
    children: Children, jobs: dict[str, Job], folder: Path, commands: Sequence[Command]
) -> dict[str, str]:
    place = _prepare(jobs, folder)
    ran = children.run([*commands, ("incidents", STORE, "--relink")], place)
    assert ran.code == 0, ran.errors
    return digest_store(place / STORE)


def _relinked(children: Children, place: Path) -> dict[str, str]:
    ran = children.run([("incidents", STORE, "--relink")], place)
    assert ran.code == 0, ran.errors
    assert stores_wrong(place) == []
    return digest_store(place / STORE)


@pytest.mark.soak
def test_two_reads(children: Children, jobs: dict[str, Job], tmp_path: Path) -> None:
    place = _prepare(jobs, tmp_path / "both")
    both = _at_once(children, place, [READ], [_other(READ)])
    assert [ran.code for ran in both] == [0, 0], [ran.errors for ran in both]
    for ran in both:
        assert len(ran.lines) == len(TEXTS)
        assert jobs["read --store"].lost(place, ran.lines) == []
    assert stores_wrong(place) == []
    wanted = _one_after_the_other(children, jobs, tmp_path / "one", [READ, _other(READ)])
    assert _relinked(children, place) == wanted


def test_two_reads_make_one_new_store(children: Children, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for number, text in enumerate(TEXTS):
        (tmp_path / "articles" / f"{number}.txt").write_text(text, "utf-8")
    both = _at_once(children, tmp_path, [READ], [READ])
    assert [ran.code for ran in both] == [0, 0], [ran.errors for ran in both]
    assert rows(tmp_path / STORE, "SELECT count(*) FROM current_readings") == [(len(TEXTS),)]
    assert stores_wrong(tmp_path) == []


def test_read_and_judge(children: Children, jobs: dict[str, Job], tmp_path: Path) -> None:
    place = _prepare(jobs, tmp_path / "both")
    judge = jobs["judge"].commands(place)
    read, judged = _at_once(children, place, [READ], judge)
    assert (read.code, judged.code) == (0, 0), (read.errors, judged.errors)
    assert jobs["read --store"].lost(place, read.lines) == []
    assert jobs["judge"].lost(place, judged.lines) == []
    assert sum(line.endswith("written") for line in judged.lines) == len(judge)
    assert stores_wrong(place) == []


@pytest.mark.soak
def test_read_and_relink(children: Children, jobs: dict[str, Job], tmp_path: Path) -> None:
    place = _prepare(jobs, tmp_path / "both")
    relink: list[Command] = [("incidents", STORE, "--relink", "--json")] * 4
    read, linked = _at_once(children, place, [READ], relink)
    assert (read.code, linked.code) == (0, 0), (read.errors, linked.errors)
    assert jobs["read --store"].lost(place, read.lines) == []
    assert stores_wrong(place) == []
    wanted = _one_after_the_other(children, jobs, tmp_path / "one", [READ])
    assert _relinked(children, place) == wanted


@pytest.mark.soak
def test_read_and_judgements_over_the_api(
    children: Children, jobs: dict[str, Job], tmp_path: Path
) -> None:
    """The page of a store is open, and somebody decides there, while reports come in."""
    place = _prepare(jobs, tmp_path / "both")
    claims = [str(r[0]) for r in rows(place / STORE, "SELECT id FROM current_claims ORDER BY id")]
    app = make_app(Served(make_shelf(place / STORE), "Ada"))
    with TestClient(app, base_url="http://localhost") as client:
        reading = children.start([READ, _other(READ)], place)
        made = [
            client.post(
                "/api/judgements", json={"kind": "accept", "claim": claim, "reason": "I read it."}
            )
            for claim in claims[:JUDGEMENTS]
        ]
        ran = reading.finish()
    assert ran.code == 0, ran.errors
    assert [answer.status_code for answer in made] == [201] * JUDGEMENTS
    known = {str(r[0]) for r in rows(place / STORE, "SELECT id FROM judgements")}
    assert {answer.json()["id"] for answer in made} == known
    assert jobs["read --store"].lost(place, ran.lines) == []
    assert stores_wrong(place) == []


def test_code_twice_into_one_folder(
    children: Children, jobs: dict[str, Job], tmp_path: Path
) -> None:
    job = jobs["code"]
    job.prepare(tmp_path)
    commands = job.commands(tmp_path)
    both = sorted(_at_once(children, tmp_path, commands, commands), key=lambda ran: ran.code)
    assert both[0].code == 0, both[0].errors
    if both[1].code:
        assert both[1].errors.count("\n") == 1 and "another sayso code is at work" in both[1].errors
    else:
        assert json.loads(both[1].lines[0])["there_before"], "it came when all was done"
    assert job.lost(tmp_path, both[0].lines) == []
    assert job.wrong(tmp_path) == []


@pytest.mark.soak
def test_export_twice_into_one_place(
    children: Children, jobs: dict[str, Job], tmp_path: Path
) -> None:
    job = jobs["export"]
    job.prepare(tmp_path)
    commands = job.commands(tmp_path)
    both = _at_once(children, tmp_path, commands, commands)
    assert 0 in {ran.code for ran in both}, [ran.errors for ran in both]
    for ran in both:
        assert ran.code == 0 or ran.errors.count("\n") == 1, ran.errors
    assert {"acled.zip", "native/README.txt"} <= names_in(tmp_path)
    assert not [name for name in names_in(tmp_path) if "unfinished" in name]
    alone = tmp_path / "alone"
    alone.mkdir()
    job.prepare(alone)
    assert children.run(job.commands(alone), alone).code == 0
    found = {name: digest for name, digest in job.digest(tmp_path).items() if "alone" not in name}
    assert found == job.digest(alone)
