"""The views for people who write SQL (docs/sql.md): plain columns, no packed values, names that read.

Comes in: nothing. Goes out: the statements of one migration. What is here is a promise: once released, a view that
changes comes as a migration of its own. Lists within a cell are joined with "; ".

Each column has a type, also for readers of the file that go by declared types (DuckDB takes a column without one for
bytes): SQLite passes a type on from a table's column only, so each view begins with the columns of an empty table.

Incidents, and what belongs to them, are as they were last put together (`sayso incidents` brings them up to date);
`policy` tells by which rules. Incidents that reports only tell in passing are there once something asked for them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

_Type = Literal["TEXT", "INTEGER", "REAL"]
_EMPTY: dict[_Type, str] = {"TEXT": "a_text", "INTEGER": "an_integer", "REAL": "a_real"}
Column = tuple[str, _Type, str]


class SqlView(NamedTuple):
    """A view: what a row of it is, its columns with type and expression, and where they come from."""

    name: str
    holds: str
    columns: tuple[Column, ...]
    source: str


def _joined(value: str, path: str | None = None) -> str:
    """A JSON array as one text."""
    where = f"{value}, '{path}'" if path else value
    return f"(SELECT group_concat(value, '; ') FROM json_each({where}))"


def _of(value: str, *names: str, type: _Type = "TEXT") -> tuple[Column, ...]:
    """Members of a JSON object as columns of their names; "kind position" is the member kind, called position."""
    pairs = (name.partition(" ") for name in names)
    return tuple((new or key, type, f"json_extract({value}, '$.{key}')") for key, _, new in pairs)


def _columns(table: str, *names: str, type: _Type = "TEXT") -> tuple[Column, ...]:
    """Columns of a table, under their names or, after a space, another."""
    pairs = (name.partition(" ") for name in names)
    return tuple((new or key, type, f"{table}.{key}") for key, _, new in pairs)


_INCIDENT = _columns("i", "incident")
_CLAIM: tuple[Column, ...] = (
    *_columns("c", "id claim", "document"),
    *_columns("d", "outlet", "published", "title"),
    ("claimants", "TEXT", _joined("c.claimants")),
    *_columns("c", "stance", "property", "value", "responsibility", "event_type"),
    *_columns("c", "trigger trigger_word", "status"),
    (
        "quote",
        "TEXT",
        "(SELECT group_concat(json_extract(value, '$.exact'), ' … ') FROM json_each(c.evidence))",
    ),
    ("quote_start", "INTEGER", "json_extract(c.evidence, '$[0].start')"),
    ("quote_end", "INTEGER", "json_extract(c.evidence, '$[0].end')"),
    *_columns("d", "url"),
)

VIEWS: tuple[SqlView, ...] = (
    SqlView(
        "v_incidents",
        "one row an incident",
        (
            *_INCIDENT,
            *_of("i.row", "title", "place", "country"),
            *_of("i.row", "lat", "lon", type="REAL"),
            *_of("i.row", "precision", "start start_date", "end end_date"),
            *_of("i.row", "first_reported", "last_reported"),
            ("types", "TEXT", _joined("i.row", "$.types")),
            *_of("i.row", "articles", "texts", "origins", type="INTEGER"),
            *_of("i.row", "killed[0] killed_min", "killed[1] killed_max", type="REAL"),
            *_of("i.row", "injured[0] injured_min", "injured[1] injured_max", type="REAL"),
            *_of("i.row", "grade"),
            *_of("i.row", "party_only", type="INTEGER"),
            *_of("i.row", "review"),
            *_of("i.row", "is_main", type="INTEGER"),
            *_columns("i", "version policy"),
        ),
        "dossiers AS i",
    ),
    SqlView(
        "v_incident_documents",
        "one row a report in an incident; is_main: the report is mainly about it",
        (
            *_columns("m", "incident", "document"),
            ("is_main", "INTEGER", "max(m.is_main)"),
            (
                "copy_of",
                "TEXT",
                "(SELECT min(original) FROM copies WHERE copies.document = m.document AND copies.until IS NULL)",
            ),
            *_columns("d", "outlet", "published", "title", "url"),
        ),
        "incident_members AS m JOIN documents AS d ON d.id = m.document"
        " WHERE m.until IS NULL GROUP BY m.incident, m.document",
    ),
    SqlView(
        "v_incident_claims",
        "one row a claim in an incident; counts is 0 for what is told aside, struck by its speaker, or rejected",
        (
            *_INCIDENT,
            ("proposition", "TEXT", "json_extract(l.value, '$[1]')"),
            ("speaker", "TEXT", "json_extract(l.value, '$[2]')"),
            ("speaker_group", "TEXT", "json_extract(l.value, '$[3]')"),
            ("counts", "INTEGER", "json_extract(l.value, '$[4]')"),
            *_CLAIM,
        ),
        "dossiers AS i CROSS JOIN json_each(i.lists, '$.claims') AS l"
        " CROSS JOIN claims AS c ON c.id = json_extract(l.value, '$[0]')"
        " JOIN current_readings AS r ON r.document = c.document AND r.reading = c.reading"
        " JOIN documents AS d ON d.id = c.document",
    ),
    SqlView(
        "v_tolls",
        "one row a speaker's latest figure; high is empty where it is open, as in at least 29",
        (
            *_INCIDENT,
            *_of("t.value", "counts", "who", "speaker", "speaker_name", "group speaker_group"),
            *_of("t.value", "low", "high", "central", type="REAL"),
            *_of("t.value", "words", "as_of", "claim"),
        ),
        "dossiers AS i JOIN json_each(i.lists, '$.tolls') AS t",
    ),
    SqlView(
        "v_toll_ranges",
        "one row a kind of toll in an incident: all speakers' latest figures, never summed",
        (
            *_INCIDENT,
            *_of("t.value", "counts"),
            *_of("t.value", "min toll_min", "max toll_max", "low", "best", "high", type="REAL"),
            *_of("t.value", "origins", type="INTEGER"),
            *_of("t.value", "rule"),
        ),
        "dossiers AS i JOIN json_each(i.lists, '$.ranges') AS t",
    ),
    SqlView(
        "v_grades",
        "one row a party in an incident; without a party the incident as a whole",
        (
            *_INCIDENT,
            *_of("g.value", "party", "party_name", "name grade", "policy", "rule"),
            ("reasons", "TEXT", _joined("g.value", "$.reasons")),
            ("would_change", "TEXT", _joined("g.value", "$.would_change")),
            *_of("g.value", "party_only", "harm_origins origins", type="INTEGER"),
            *_of("g.value", "proposed", "signed_by"),
            *_of("g.value", "stale", type="INTEGER"),
        ),
        "dossiers AS i JOIN json_each(i.lists, '$.grades') AS g",
    ),
    SqlView(
        "v_positions",
        "one row a party's position in an incident: accuses, denies, admits, clears, withholds, silent",
        (
            *_INCIDENT,
            *_of("p.value", "party", "name party_name", "kind position", "target", "target_name"),
            *_of("p.value", "since", "until"),
        ),
        "dossiers AS i JOIN json_each(i.lists, '$.positions') AS p",
    ),
    SqlView(
        "v_framings",
        "one row a word by which an outlet's own voice names an actor in an incident, and how often",
        (
            *_INCIDENT,
            *_columns("i", "outlet", "actor", "actor_name", "word"),
            *_columns("i", "count times", type="INTEGER"),
        ),
        "framings AS i",
    ),
    SqlView(
        "v_judgements",
        "one row a decision of somebody, signed; withdrawn ones stay",
        (
            *_columns("j", "id judgement", "kind", "by signed_by", "at signed_at", "reason"),
            *_of("j.judgement", "left[0].document document", "left[0].claim claim"),
            *_of("j.judgement", "value", "party", "grade"),
            *_columns("w", "at withdrawn_at", "by withdrawn_by", "reason withdrawn_reason"),
        ),
        "judgements AS j LEFT JOIN withdrawals AS w ON w.judgement = j.id",
    ),
    SqlView(
        "v_documents",
        "one row a report, with its text",
        (
            *_columns("d", "id document"),
            (
                "source_id",
                "TEXT",
                "(SELECT min(source_id) FROM document_inputs WHERE document_inputs.document = d.id)",
            ),
            *_columns("d", "outlet", "title", "url", "published", "language"),
            ("characters", "INTEGER", "length(d.text)"),
            *_columns("d", "revises", "source_digest source_sha256", "text"),
        ),
        "documents AS d",
    ),
    SqlView(
        "v_claims",
        "one row a claim: who says what, when it was printed, in which words",
        _CLAIM,
        "current_claims AS c JOIN documents AS d ON d.id = c.document",
    ),
    SqlView(
        "v_problems",
        "one row an input that was not read, and why; skipped: there was nothing to read in it",
        (
            *_columns("e", "source_id", "url", "stage", "reason"),
            *_columns("e", "skipped", type="INTEGER"),
        ),
        "errors AS e",
    ),
    SqlView(
        "v_feed_items",
        "one row an item that a watched feed has shown, and what became of it",
        (
            *_columns("f", "url", "feed", "found found_at"),
            *_of("f.item", "title", "published"),
            *_columns("a", "outcome", "stage", "reason", "at tried_at", "next_at", "document"),
        ),
        "feed_items AS f LEFT JOIN feed_attempts AS a"
        " ON a.rowid = (SELECT max(rowid) FROM feed_attempts WHERE feed_attempts.url = f.url)",
    ),
)


def make_view(view: SqlView) -> str:
    """The statement that makes a view."""
    typed = ", ".join(f"{_EMPTY[type]} AS {name}" for name, type, _ in view.columns)
    filled = ",\n    ".join(f"{expression} AS {name}" for name, _, expression in view.columns)
    return (
        f"CREATE VIEW {view.name} AS -- {view.holds}\n"
        f"SELECT {typed} FROM no_rows\nUNION ALL SELECT\n    {filled}\nFROM {view.source};\n"
    )


SQL_VIEWS = """
    ALTER TABLE dossiers ADD COLUMN lists TEXT NOT NULL DEFAULT '{}'; -- JSON: tolls, ranges, grades, positions, claims
    DELETE FROM dossiers;             -- put together anew, with their lists
    CREATE TABLE no_rows (            -- always empty: gives the columns of the views their types
        a_text TEXT,
        an_integer INTEGER,
        a_real REAL
    ) STRICT;
""" + "".join(make_view(view) for view in VIEWS)
