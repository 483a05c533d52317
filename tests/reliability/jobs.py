"""The commands that are killed, each with what must be there beforehand, and what it has acknowledged.

Comes in: a folder, and the children that run commands. Goes out: `Job`s. A job's `commands` are what a person types; a
rerun types again those that were not acknowledged.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sayso.ingest.documents import document_id
from sayso.model import Report
from sayso.store.tables import MIGRATIONS, open_store
from tests.reliability.digests import digest_store
from tests.reliability.wholeness import stores_wrong
from tests.store.made_store import made_report, open_linked, write_reports

STORE = "a.db"
Command = tuple[str, ...]

TEXTS = (
    "HOMS — Shells hit a market in Homs on Monday, killing 12 people, residents said. The army denied it.",
    "Gunmen attacked a bus near Goma on Tuesday. Police said at least four passengers were killed.",
    "The ministry accused rebels of shelling a school in Donetsk. The rebels rejected the charge.",
    "Two rockets struck the port of Hodeidah, wounding nine dockers, a hospital official said.",
)


def _nothing_finished(_: Path) -> dict[str, int]:
    return {}


@dataclass(frozen=True)
class Job:
    """A command under test. `prepare` fills a folder, `lost` names what was acknowledged and is not there.

    `finished` tells what is done already and must not be done again; `wrong` what is half written.
    """

    name: str
    prepare: Callable[[Path], None]
    commands: Callable[[Path], Sequence[Command]]
    lost: Callable[[Path, Sequence[str]], list[str]]
    digest: Callable[[Path], dict[str, str]]
    stdin: str = ""
    has_workers: bool = False
    finished: Callable[[Path], dict[str, int]] = _nothing_finished
    wrong: Callable[[Path], list[str]] = stores_wrong


def make_store_jobs(folder: Path) -> list[Job]:
    """The jobs on stores; what they start from is made once, in a folder."""
    made = _Made(folder)
    return [
        Job("read --store", _articles, _read, _lost_reports, _of_store),
        Job(
            "relink",
            made.copy,
            lambda _: [("incidents", STORE, "--relink", "--json")],
            _none,
            _of_store,
        ),
        Job("judge", made.copy, _judgements, _lost_judgements, _of_store),
        Job("migration", made.copy_old, lambda _: [("show", STORE)], _none, _of_store),
        Job(
            "users, restrict",
            made.copy,
            _people,
            _lost_people,
            _of_store,
            stdin="a long password\n" * 9,
        ),
        Job("erase", made.copy, _erasures, _lost_erasures, _of_store),
        Job("export", made.copy, _exports, _none, _of_exports),
        Job("backup, merge", made.copy_two, _keeping, _none, _of_kept),
        Job("restore", made.copy_two, _restoring, _lost_restored, _of_kept),
    ]


def told_by(number: int) -> Report:
    """A made report with the id that its text gives it."""
    report = made_report(number, story=number % 3)
    document = report.document
    return msgspec.structs.replace(
        report,
        document=msgspec.structs.replace(document, id=document_id(document.url, document.text)),
    )


class _Made:
    """Stores made once and copied for each kill."""

    def __init__(self, folder: Path) -> None:
        self._linked, self._old = folder / "linked.db", folder / "old.db"
        self._other = folder / "other.db"
        write_reports(self._linked, *map(told_by, range(1, 9)))
        open_linked(self._linked).close()
        write_reports(self._other, *map(told_by, range(6, 12)))
        open_linked(self._other).close()
        make_old_store(self._linked, self._old, 1)

    def copy(self, folder: Path) -> None:
        shutil.copy(self._linked, folder / STORE)

    def copy_old(self, folder: Path) -> None:
        shutil.copy(self._old, folder / STORE)

    def copy_two(self, folder: Path) -> None:
        shutil.copy(self._linked, folder / STORE)
        shutil.copy(self._other, folder / "b.db")


def make_old_store(new: Path, old: Path, schema: int) -> None:
    """A store as an earlier sayso left it: the tables of that schema, with the rows that a newer store has in them."""
    with closing(open_store(old, MIGRATIONS[:schema])) as connection:
        connection.execute("ATTACH ? AS new", (str(new),))
        connection.execute("PRAGMA foreign_keys = OFF")
        names = [
            r[0]
            for r in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        ]
        for name in names:
            if name.startswith(("documents_text", "sqlite_")):
                continue
            columns = ", ".join(r[1] for r in connection.execute(f"PRAGMA main.table_info({name})"))
            connection.execute(
                f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM new.{name}"
            )


def _articles(folder: Path) -> None:
    articles = folder / "articles"
    articles.mkdir()
    for number, text in enumerate(TEXTS):
        (articles / f"{number}.txt").write_text(text, "utf-8")


def _read(_: Path) -> list[Command]:
    return [
        (
            "read",
            "articles",
            "--store",
            STORE,
            "--json",
            "--published",
            "2016-05-04",
            "--attribution",
            "fast",
        )
    ]


def rows(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a store answers; nothing if it is not there."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def _lost_reports(folder: Path, lines: Sequence[str]) -> list[str]:
    """Every line of JSON promises a document with all its claims."""
    lost = []
    for line in lines:
        report = json.loads(line)
        name = report["document"]["id"]
        claims = {
            row[0]
            for row in rows(
                folder / STORE, "SELECT id FROM current_claims WHERE document = ?", name
            )
        }
        if claims != {claim["id"] for claim in report["claims"]}:
            lost.append(name)
    return lost


def _judgements(folder: Path) -> list[Command]:
    store = folder / STORE
    claims = [
        r[0]
        for r in rows(
            store, "SELECT id FROM current_claims WHERE property = 'toll.killed' ORDER BY id"
        )
    ]
    incidents = [r[0] for r in rows(store, "SELECT id FROM incidents ORDER BY id")]
    signed = ("--by", "ana", "--reason", "looked")
    wanted: list[Command] = [
        ("judge", STORE, "accept", str(claims[0]), *signed),
        ("judge", STORE, "reject", str(claims[1]), *signed),
        ("judge", STORE, "correct", str(claims[2]), "--value", "9-11", *signed),
        ("judge", STORE, "grade", str(incidents[2]), "Weak", *signed),
        ("judge", STORE, "same", str(incidents[0]), str(incidents[1]), *signed),
    ]
    done = _done(store)
    return [command for command in wanted if command[2] not in done]


def _done(store: Path) -> set[str]:
    """The kinds of judgements that are there: each is given once here."""
    return {str(row[0]) for row in rows(store, "SELECT kind FROM judgements")}


def _lost_judgements(folder: Path, lines: Sequence[str]) -> list[str]:
    told = {line.split()[0] for line in lines if line.endswith("written")}
    return sorted(told - {str(r[0]) for r in rows(folder / STORE, "SELECT id FROM judgements")})


def _people(folder: Path) -> list[Command]:
    store = folder / STORE
    incident = str(rows(store, "SELECT id FROM incidents ORDER BY id")[0][0])
    users = {r[0]: r[1:] for r in rows(store, "SELECT name, role, disabled_at FROM users")}
    held = {r[0] for r in rows(store, "SELECT role FROM restrictions")}
    by = ("--by", "root")
    reason = ("--reason", "a witness is named", *by)
    commands: list[Command] = []
    if "ana" not in users:
        commands.append(("users", STORE, "add", "ana", "--role", "admin", *by))
    if "ben" not in users:
        commands.append(("users", STORE, "add", "ben", "--role", "viewer", *by))
    if users.get("ben", ("", ""))[0] != "reviewer":
        commands.append(("users", STORE, "role", "ben", "reviewer", *by))
    if "analyst" not in held:
        commands.append(("restrict", STORE, incident, "--role", "analyst", *reason))
    if "admin" not in held:
        commands.append(("restrict", STORE, incident, "--role", "admin", *reason))
    if users.get("ben", ("", None))[1] is None:
        commands.append(("users", STORE, "disable", "ben", *by))
    return commands


def _lost_people(folder: Path, lines: Sequence[str]) -> list[str]:
    store = folder / STORE
    users = {str(r[0]): r[1:] for r in rows(store, "SELECT name, role, disabled_at FROM users")}
    lost = [line for line in lines if line.endswith("added") and line.split()[0] not in users]
    lost += [line for line in lines if line.endswith("disabled") and users["ben"][1] is None]
    was_held = rows(store, "SELECT 1 FROM restrictions")
    holds = rows(store, "SELECT count(*) FROM restrictions WHERE lifted_at IS NULL")
    if was_held and holds != [(1,)]:
        lost.append(f"an incident that was restricted has {holds} restrictions")
    traces = rows(store, "SELECT count(*) FROM audit_trail WHERE action = 'restrict'")
    if was_held and traces != rows(store, "SELECT count(*) FROM restrictions"):
        lost.append("a restriction without its trace")
    return lost


def _erasures(folder: Path) -> list[Command]:
    gone = {r[0] for r in rows(folder / STORE, "SELECT document FROM erasures")}
    return [
        ("erase", STORE, name, "--by", "ana", "--reason", "by court order", "--yes")
        for name in (told_by(1).document.id, told_by(4).document.id)
        if name not in gone
    ]


def _lost_erasures(folder: Path, lines: Sequence[str]) -> list[str]:
    """What was told to be erased leaves no word, in the store or in its log."""
    told = [line.split()[0] for line in lines if "erased" in line]
    texts = {str(r[0]): r[1] for r in rows(folder / STORE, "SELECT id, text FROM documents")}
    lost = [name for name in told if texts[name]]
    data = b"".join(p.read_bytes() for p in folder.iterdir() if p.name.startswith(STORE))
    for number in (1, 4):
        name, words = told_by(number).document.id, f"Report {number} of paper-{number}:"
        if name in told and words.encode() in data:
            lost.append(f"{name}: its words are in the file")
    return lost


def _exports(folder: Path) -> list[Command]:
    wanted: list[tuple[str, Command]] = [
        ("native", ("export", STORE, "--format", "native", "--text", "--out", "native")),
        ("acled.zip", ("export", STORE, "--format", "acled", "--out", "acled.zip")),
    ]
    return [command for name, command in wanted if not (folder / name).exists()]


def _of_exports(folder: Path) -> dict[str, str]:
    import hashlib

    places = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(STORE)]
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()[:16] for p in places
    }


def _keeping(folder: Path) -> list[Command]:
    wanted: list[tuple[str, Command]] = [
        ("copy.db", ("backup", STORE, "copy.db")),
        ("c.db", ("merge", STORE, "b.db", "--into", "c.db", "--by", "ana")),
    ]
    return [command for name, command in wanted if not (folder / name).exists()]


def _of_kept(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(path.name for path in folder.glob("*.db")):
        found |= {f"{name}: {k}": v for k, v in digest_store(folder / name).items()}
    return found


def _restoring(_: Path) -> list[Command]:
    """A backup into the place of a store, and into a free one."""
    return [
        ("restore", "b.db", STORE, "--force"),
        ("restore", "b.db", "c.db", "--force"),
    ]


def _lost_restored(folder: Path, lines: Sequence[str]) -> list[str]:
    """What was told to be restored is there; the store that stood there is there until then."""
    wanted = digest_store(folder / "b.db")
    lost = [
        f"{name} is not the backup"
        for name in (STORE, "c.db")
        if any(line.startswith(name) for line in lines) and digest_store(folder / name) != wanted
    ]
    if not rows(folder / STORE, "SELECT count(*) FROM documents")[0][0]:
        lost.append("neither the old store nor the new")
    return lost


def _none(_: Path, __: Sequence[str]) -> list[str]:
    return []


def _of_store(folder: Path) -> dict[str, str]:
    return digest_store(folder / STORE)
