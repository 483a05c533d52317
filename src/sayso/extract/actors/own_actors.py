"""A user's own actors: read from YAML or CSV, and checked row by row.

Comes in: the paths of the files, and what is known already. Goes out: rows like those of `actors.yaml`. A wrong row is
named with its file, its number and what is wrong with it, all of them at once; nothing is read from files with wrong
rows. Does not say how own rows and shipped ones go together (known_actors.py).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec

from sayso.countries import Countries
from sayso.errors import LexiconError
from sayso.extract.actors.actor_rows import KnownActor
from sayso.lexicon import read_yaml
from sayso.model import ActorKind
from sayso.text import digest_of

_FIELDS = tuple(field.encode_name for field in msgspec.structs.fields(KnownActor))
_NEEDED = ("id", "name", "kind")
_LISTS = frozenset(("aliases", "adjectives", "roles"))
_ID = re.compile(r"[A-Z][A-Z0-9-]+(\.[A-Za-z0-9-]+)*|[a-zA-Z-]+:[a-z0-9-]+")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
# Ids that sayso makes itself.
_MADE_IDS = ("doc:", "outlet:", "role:")


def read_own_actors(
    paths: Sequence[Path],
    countries: Countries,
    sectors: Collection[str],
    shipped: Collection[str] = (),
) -> list[KnownActor]:
    """Read a user's own actors from YAML ("actors: [...]") and CSV files.

    A CSV has a line of column names: id, name, kind, and as wanted aliases, adjectives, roles (lists with ";"),
    country, parent, gender, from, to.
    """
    found: list[KnownActor] = []
    places: dict[str, str] = {}
    problems: list[str] = []
    for path in paths:
        for number, raw in _read_rows(path):
            where = f"{path}: row {number} ({_name_of(raw)})"
            wrong = list(_problems(raw, countries, sectors))
            identity = str(raw.get("id", ""))
            if identity in places:
                wrong.append(f"id {identity} is there already: {places[identity]}")
            places.setdefault(identity, f"{path}, row {number}")
            problems += [f"{where}: {problem}" for problem in wrong]
            if not wrong:
                found.append(msgspec.convert(raw, KnownActor))
    known = {*places, *shipped}
    problems += [
        f"{row.id}: parent {row.parent} is no known actor"
        for row in found
        if row.parent
        and row.parent not in known
        and row.parent.split(".")[0] not in countries.by_id
    ]
    if problems:
        raise LexiconError("\n".join(problems))
    return found


def own_actors_digest(paths: Sequence[Path]) -> str:
    """A digest of what the files hold: it tells in the run which list a report was read with."""
    return digest_of(*(path.read_bytes() for path in paths))


def _read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a file with their numbers: of its list in YAML, of its lines in CSV."""
    try:
        if path.suffix.lower() == ".csv":
            yield from _read_lines(path)
            return
        content = read_yaml(path)
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error
    rows = content.get("actors") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LexiconError(
            f"{path}: no list of actors in it: write actors: and below it - {{id: …}}"
        )
    yield from enumerate(rows, 1)


def _read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines, restkey="")
        missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
        if missing:
            raise LexiconError(f"{path}: no column {', '.join(missing)} in its first line")
        for row in table:
            yield table.line_num, _from_csv(row)


def _from_csv(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [part.strip() for part in value.split(";") if part.strip()]
        if key in _LISTS and isinstance(value, str)
        else value.strip()
        if isinstance(value, str)
        else value
        for key, value in row.items()
        if value
    }


def _name_of(raw: Mapping[str, Any]) -> str:
    return str(raw.get("id") or raw.get("name") or "no id")


def _problems(
    raw: Mapping[str, Any], countries: Countries, sectors: Collection[str]
) -> Iterator[str]:
    """What is wrong with one row, in words."""
    for name in raw:
        if name == "":
            yield "more cells than columns"
        elif name not in _FIELDS:
            yield f"no field {name}: there are {', '.join(_FIELDS)}"
    missing = [name for name in _NEEDED if not raw.get(name)]
    if missing:
        yield f"no {', no '.join(missing)}"
        return
    if raw["kind"] not in get_args(ActorKind):
        yield f"no kind {raw['kind']}: there are {', '.join(get_args(ActorKind))}"
        return
    try:
        row = msgspec.convert(dict(raw), KnownActor)
    except msgspec.ValidationError as error:
        yield str(error)
        return
    yield from _problems_of(row, countries, sectors)


def _problems_of(row: KnownActor, countries: Countries, sectors: Collection[str]) -> Iterator[str]:
    if not _ID.fullmatch(row.id) or row.id.startswith(_MADE_IDS):
        yield (
            f"id {row.id} has another form than armed-group:north-wind, KEN.MIL.navy or NWF, "
            "or begins like those that sayso makes"
        )
    if row.country is not None and row.country not in countries.by_id:
        yield f"country {row.country} is no code of three letters (ISO 3166-1): Kenya is KEN"
    unknown = [sector for sector in row.roles if sector not in sectors]
    if unknown:
        yield f"no sector {', '.join(unknown)}: there are {', '.join(sorted(sectors))}"
    for since, to in ((row.since, row.to), *((term.since, term.to) for term in row.offices)):
        if any(day and not _DATE.fullmatch(day) for day in (since, to)):
            yield f"{since or '…'} to {to or '…'}: write dates as 2016, 2016-05 or 2016-05-04"
        elif to and since > to:
            yield f"from {since} lies after to {to}"
    if any(not form.strip() for form in (row.name, *row.aliases, *row.adjectives)):
        yield "an empty name"
