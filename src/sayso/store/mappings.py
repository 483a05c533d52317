"""Column mappings that a store remembers by name. Comes in: a mapping, or a name. Goes out: rows, or the mapping.

Nothing is overwritten: a changed mapping is another one of the same name, and the one used last is meant by the name.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from sayso.errors import UsageError
from sayso.ingest.mappings import Mapping, read_mapping, write_mapping
from sayso.text import digest_of


def keep_mapping(connection: sqlite3.Connection, mapping: Mapping) -> None:
    """Remember a mapping under its name, and that it was used now."""
    written = write_mapping(mapping)
    name, now = "m" + digest_of(written), datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT OR IGNORE INTO mappings VALUES (?, ?, ?, ?)", (name, mapping.name, now, written)
    )
    connection.execute("INSERT INTO mapping_uses VALUES (?, ?)", (name, now))


def kept_mappings(connection: sqlite3.Connection) -> dict[str, Mapping]:
    """The mappings that a store remembers, by name; of each name the one used last."""
    rows = connection.execute(
        "SELECT mapping_uses.mapping, name, mappings.mapping FROM mapping_uses"
        " JOIN mappings ON mappings.id = mapping_uses.mapping ORDER BY mapping_uses.rowid"
    )
    return {name: read_mapping(written, f"mapping {name}") for _, name, written in rows}


def find_mapping(connection: sqlite3.Connection, name: str) -> Mapping:
    """The mapping that a store remembers by this name."""
    kept = kept_mappings(connection)
    if name not in kept:
        known = ", ".join(sorted(kept)) or "none"
        raise UsageError(f"no file and no kept mapping is called {name}; kept: {known}")
    return kept[name]
