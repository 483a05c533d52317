"""The tables of a store, and how an older store becomes a current one.

Comes in: the path of a store. Goes out: an open connection with write-ahead log, full sync and foreign keys. Rows are
only ever added; `current_readings` alone is a pointer that moves, and what linking proposes is closed (`until`) when
it proposes otherwise, never deleted. Every id is a digest of content, so that reading the same report with the same
pipeline again adds nothing. `term_counts`, `link_keys`, `deeds`, `dossiers` and `claim_keys` are computed from the rest
and can be thrown away at any time; `review_locks` free themselves.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sayso.errors import StoreError
from sayso.store.sql_views import SQL_VIEWS
from sayso.store.transactions import transaction

# "says" in ASCII: tells a store from any other SQLite file.
APPLICATION_ID = 0x73617973

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE sources (            -- the bytes as they came, compressed with zlib
        digest TEXT PRIMARY KEY,      -- SHA-256 of the bytes
        size INTEGER NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,          -- digest of url and text
        url TEXT,
        outlet TEXT,                  -- outlet id
        title TEXT,
        published TEXT,
        language TEXT,
        source_digest TEXT REFERENCES sources (digest),
        revises TEXT,
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX documents_by_url ON documents (url) WHERE url IS NOT NULL;
    CREATE TABLE document_inputs (    -- every input id that a document came under
        document TEXT NOT NULL REFERENCES documents (id),
        source_id TEXT NOT NULL,
        PRIMARY KEY (document, source_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE readings (           -- what one pipeline made of one document
        id TEXT PRIMARY KEY,          -- digest of document, publication date and pipeline
        document TEXT NOT NULL REFERENCES documents (id),
        pipeline TEXT NOT NULL,       -- digest of versions, settings and lexicons
        report BLOB NOT NULL          -- the report as JSON without the document's text, compressed with zlib
    ) STRICT;
    CREATE INDEX readings_by_document ON readings (document);
    CREATE TABLE current_readings (
        document TEXT PRIMARY KEY REFERENCES documents (id),
        reading TEXT NOT NULL REFERENCES readings (id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE claims (
        reading TEXT NOT NULL REFERENCES readings (id),
        id TEXT NOT NULL,             -- digest of document and printed words
        document TEXT NOT NULL REFERENCES documents (id),
        trigger TEXT NOT NULL,        -- the event's word
        event_type TEXT NOT NULL,
        status TEXT NOT NULL,
        property TEXT NOT NULL,
        value TEXT NOT NULL,          -- in words: actor id, place name, time value, figure as printed, text
        stance TEXT NOT NULL,
        responsibility TEXT,
        claimants TEXT NOT NULL,      -- JSON array of actor ids
        evidence TEXT NOT NULL,       -- JSON array of {start, end, exact}
        PRIMARY KEY (reading, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claims_by_id ON claims (id);
    CREATE INDEX claims_by_property ON claims (property, value);
    CREATE TABLE runs (
        id TEXT PRIMARY KEY,          -- digest of pipeline, readings and errors
        pipeline TEXT NOT NULL,
        versions TEXT NOT NULL,       -- JSON object
        started TEXT NOT NULL,
        seconds REAL NOT NULL,
        documents INTEGER NOT NULL,
        claims INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        failed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE errors (
        id TEXT PRIMARY KEY,          -- digest of input, stage, reason and pipeline
        source_id TEXT NOT NULL,
        url TEXT,
        source_digest TEXT REFERENCES sources (digest),
        stage TEXT NOT NULL,
        reason TEXT NOT NULL,
        skipped INTEGER NOT NULL,
        pipeline TEXT NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE documents_text USING fts5 (title, text, content = 'documents');
    CREATE TRIGGER documents_text_insert AFTER INSERT ON documents BEGIN
        INSERT INTO documents_text (rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END;
    CREATE VIEW current_claims AS     -- what the current reading of each document claims
        SELECT claims.* FROM claims
        JOIN current_readings ON current_readings.reading = claims.reading;
    """,
    """
    CREATE INDEX documents_by_revises ON documents (revises) WHERE revises IS NOT NULL;
    CREATE TABLE link_runs (          -- each time that linking changed something
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        versions TEXT NOT NULL,       -- JSON object
        is_full INTEGER NOT NULL,     -- whether everything was linked anew
        seconds REAL NOT NULL,
        documents INTEGER NOT NULL    -- how many documents were new to it
    ) STRICT;
    CREATE TABLE profiles (           -- what linking needs of a reading
        reading TEXT PRIMARY KEY REFERENCES readings (id),
        document TEXT NOT NULL REFERENCES documents (id),
        version TEXT NOT NULL,
        profile BLOB NOT NULL         -- JSON, compressed with zlib
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX profiles_by_document ON profiles (document);
    CREATE TABLE linked (             -- the profile that each document is linked by
        document TEXT PRIMARY KEY REFERENCES documents (id),
        reading TEXT NOT NULL REFERENCES profiles (reading)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE term_counts (        -- in how many linked reports each word and name stands
        term TEXT PRIMARY KEY,        -- "t:" and a word without ending, "n:" and a name
        reports INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE link_keys (          -- what makes a report worth comparing with another
        key TEXT NOT NULL,            -- a telling word, a name, a town on a day
        day INTEGER NOT NULL,         -- of publication, counted from year one; -1 if there is none
        document TEXT NOT NULL REFERENCES documents (id),
        PRIMARY KEY (key, day, document)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX link_keys_by_document ON link_keys (document);
    CREATE TABLE deeds (              -- what is told to have been done on a day at a point
        document TEXT NOT NULL REFERENCES documents (id),
        event TEXT NOT NULL,
        day TEXT NOT NULL,
        lat REAL NOT NULL,
        lon REAL NOT NULL,
        PRIMARY KEY (document, event)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deeds_by_day ON deeds (day, lat, lon);
    CREATE TABLE copies (
        document TEXT NOT NULL REFERENCES documents (id),
        original TEXT NOT NULL REFERENCES documents (id),
        copy TEXT NOT NULL,           -- JSON: share, spans, reasons
        since INTEGER NOT NULL REFERENCES link_runs (id),
        until INTEGER REFERENCES link_runs (id)
    ) STRICT;
    CREATE INDEX copies_by_document ON copies (document);
    CREATE INDEX copies_by_original ON copies (original);
    CREATE TABLE incidents (
        id TEXT PRIMARY KEY,          -- digest of its first event, minted once
        item TEXT NOT NULL,           -- "<document>#<event>", as it was named when the id was minted
        since INTEGER NOT NULL REFERENCES link_runs (id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incident_members (   -- which strand of which document is in which incident
        incident TEXT NOT NULL REFERENCES incidents (id),
        item TEXT NOT NULL,           -- "<document>#<event>"
        document TEXT NOT NULL REFERENCES documents (id),
        is_main INTEGER NOT NULL,     -- whether the report is mainly about it
        since INTEGER NOT NULL REFERENCES link_runs (id),
        until INTEGER REFERENCES link_runs (id)
    ) STRICT;
    CREATE INDEX incident_members_by_incident ON incident_members (incident);
    CREATE INDEX incident_members_by_document ON incident_members (document);
    CREATE INDEX incident_members_by_item ON incident_members (item);
    CREATE TABLE incident_redirects ( -- where an incident's id leads after a merge, and what was split from it
        old TEXT NOT NULL REFERENCES incidents (id),
        new TEXT NOT NULL REFERENCES incidents (id),
        kind TEXT NOT NULL,           -- merge, split
        since INTEGER NOT NULL REFERENCES link_runs (id),
        until INTEGER REFERENCES link_runs (id)
    ) STRICT;
    CREATE INDEX incident_redirects_by_old ON incident_redirects (old);
    CREATE INDEX incident_redirects_by_new ON incident_redirects (new);
    CREATE TABLE links (              -- why two strands are in one incident
        left_item TEXT NOT NULL,
        right_item TEXT NOT NULL,
        score REAL NOT NULL,
        reasons TEXT NOT NULL,        -- JSON array
        since INTEGER NOT NULL REFERENCES link_runs (id),
        until INTEGER REFERENCES link_runs (id)
    ) STRICT;
    CREATE INDEX links_by_left ON links (left_item);
    CREATE INDEX links_by_right ON links (right_item);
    CREATE TABLE judgements (
        id TEXT PRIMARY KEY,          -- digest of what was judged, by whom and when
        kind TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        judgement TEXT NOT NULL       -- JSON: anchors, value, party, grade, the claims that it rested on
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE judged_documents (
        document TEXT NOT NULL REFERENCES documents (id),
        judgement TEXT NOT NULL REFERENCES judgements (id),
        PRIMARY KEY (document, judgement)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE withdrawals (
        judgement TEXT PRIMARY KEY REFERENCES judgements (id),
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE dossiers (           -- incidents as last put together, for the table
        incident TEXT PRIMARY KEY REFERENCES incidents (id),
        version TEXT NOT NULL,        -- of sayso, of the policy and of what people decided
        row TEXT NOT NULL,            -- JSON: what the table shows and filters by
        dossier BLOB NOT NULL         -- the incident as JSON, compressed with zlib
    ) STRICT, WITHOUT ROWID;
    """,
    """
    DELETE FROM dossiers;             -- rows tell more than they did: put together anew
    CREATE TABLE framings (           -- how outlets name the sides, computed with the dossiers
        incident TEXT NOT NULL REFERENCES incidents (id),
        outlet TEXT NOT NULL,
        actor TEXT NOT NULL,
        actor_name TEXT NOT NULL,
        word TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (incident, outlet, actor, word)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX documents_by_day ON documents (published, id);
    CREATE INDEX framings_by_actor ON framings (actor, outlet, word, count);
    CREATE TABLE saved_searches (     -- a query string that somebody wants to find again
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        page TEXT NOT NULL,           -- incidents, search
        query TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        withdrawn_at TEXT,
        withdrawn_by TEXT
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE users (              -- who may log in where the workbench is open to others
        name TEXT PRIMARY KEY,
        password TEXT NOT NULL,       -- argon2id, with its salt and costs
        role TEXT NOT NULL,           -- viewer, analyst, reviewer, admin
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        disabled_at TEXT,
        disabled_by TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sessions (
        digest TEXT PRIMARY KEY,      -- SHA-256 of the token that only the browser has
        user TEXT NOT NULL REFERENCES users (name),
        started_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        ended_at TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit_trail (        -- who did what at the workbench; nothing here is ever changed
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        action TEXT NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audit_trail_by_what ON audit_trail (what);
    CREATE TRIGGER audit_trail_stays BEFORE UPDATE ON audit_trail BEGIN
        SELECT raise(ABORT, 'the audit trail is only added to');
    END;
    CREATE TRIGGER audit_trail_is_kept BEFORE DELETE ON audit_trail BEGIN
        SELECT raise(ABORT, 'the audit trail is only added to');
    END;
    CREATE TABLE restrictions (       -- incidents that only some roles may see
        incident TEXT NOT NULL REFERENCES incidents (id),
        role TEXT NOT NULL,           -- the least that is needed to see it
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        lifted_at TEXT,
        lifted_by TEXT,
        PRIMARY KEY (incident, at)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE erasures (           -- documents whose text was removed by law or for somebody's safety
        document TEXT PRIMARY KEY REFERENCES documents (id),
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        source_digest TEXT            -- of the bytes that were removed
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE mappings (           -- which column of a table holds what; the last one of a name is in use
        id TEXT PRIMARY KEY,          -- digest of the mapping
        name TEXT NOT NULL,
        at TEXT NOT NULL,             -- when it was kept first
        mapping TEXT NOT NULL         -- YAML, as sayso mapping prints it
    ) STRICT;
    CREATE TABLE mapping_uses (       -- each time that a mapping was given for this store
        mapping TEXT NOT NULL REFERENCES mappings (id),
        at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE feed_visits (        -- each time that a feed was asked for
        feed TEXT NOT NULL,           -- its address, as it was given
        at TEXT NOT NULL,
        outcome TEXT NOT NULL,        -- read, unchanged, failed
        stage TEXT,
        reason TEXT,
        etag TEXT,
        last_modified TEXT,
        items INTEGER NOT NULL,
        new_items INTEGER NOT NULL,
        failures INTEGER NOT NULL,    -- how many visits in a row have failed now
        next_at TEXT NOT NULL         -- not asked for again before
    ) STRICT;
    CREATE INDEX feed_visits_by_feed ON feed_visits (feed);
    CREATE TABLE feed_items (         -- every item that a feed has shown
        url TEXT PRIMARY KEY,         -- the page's address
        feed TEXT NOT NULL,           -- where it was seen first
        found TEXT NOT NULL,
        item TEXT NOT NULL            -- JSON: what the feed tells of it
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE feed_attempts (      -- each time that an item's page was asked for
        url TEXT NOT NULL REFERENCES feed_items (url),
        at TEXT NOT NULL,
        outcome TEXT NOT NULL,        -- stored, skipped, failed, given up
        stage TEXT,
        reason TEXT,
        document TEXT REFERENCES documents (id),
        next_at TEXT                  -- when a failed one is tried again
    ) STRICT;
    CREATE INDEX feed_attempts_by_url ON feed_attempts (url);
    """,
    SQL_VIEWS,
    """
    CREATE TABLE review_steps (       -- what became of a claim on the desk: a log, nothing in it is changed
        number INTEGER PRIMARY KEY,
        claim TEXT NOT NULL,          -- the id that the claim had when the step was taken
        document TEXT NOT NULL REFERENCES documents (id),
        verb TEXT NOT NULL,           -- take, release, decide, undo, take_review, look, finalise, return, reopen
        state TEXT NOT NULL,          -- the state that it led to: New, Claimed, Decided, In review, Final
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        comment TEXT NOT NULL,
        verdict TEXT,                 -- accept, reject, correct
        judgement TEXT REFERENCES judgements (id),
        is_blind INTEGER NOT NULL,    -- a second look, before the first verdict was shown
        anchor TEXT NOT NULL          -- JSON: document, property, value and words, which an erasure blanks
    ) STRICT;
    CREATE INDEX review_steps_by_claim ON review_steps (claim);
    CREATE INDEX review_steps_by_document ON review_steps (document);
    CREATE TRIGGER review_steps_stay BEFORE UPDATE OF number, claim, verb, state, by, at, comment, verdict, judgement,
        is_blind ON review_steps
        BEGIN SELECT RAISE(ABORT, 'a step is never changed: take another one'); END;
    CREATE TRIGGER review_steps_are_kept BEFORE DELETE ON review_steps
        BEGIN SELECT RAISE(ABORT, 'a step is never deleted: take another one'); END;
    INSERT INTO review_steps          -- what was judged before there was a desk
        (claim, document, verb, state, by, at, comment, verdict, judgement, is_blind, anchor)
        SELECT json_extract(judgement, '$.left[0].claim'), json_extract(judgement, '$.left[0].document'), 'decide',
            'Decided', by, at, reason, kind, id, 0, json_extract(judgement, '$.left[0]')
        FROM judgements
        WHERE kind IN ('accept', 'reject', 'correct') AND json_extract(judgement, '$.left[0].claim') IS NOT NULL
            AND id NOT IN (SELECT judgement FROM withdrawals)
        ORDER BY at, id;
    CREATE TABLE review_locks (       -- who is on a claim until when; may be thrown away at any time
        claim TEXT PRIMARY KEY,
        by TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE comments (
        id TEXT PRIMARY KEY,          -- digest of all the rest
        kind TEXT NOT NULL,           -- claim, incident
        about TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX comments_by_about ON comments (about);
    CREATE TABLE claim_keys (         -- what a look at each claim is worth; made and thrown away with its dossier
        incident TEXT NOT NULL REFERENCES dossiers (incident) ON DELETE CASCADE,
        claim TEXT NOT NULL,
        document TEXT NOT NULL,
        property TEXT NOT NULL,
        stance TEXT NOT NULL,
        rank INTEGER NOT NULL,        -- 0 grade, 1 casualties, 2 merge, 3 rest
        weight REAL NOT NULL,
        why TEXT NOT NULL,
        effect TEXT NOT NULL,         -- what would change if it were rejected
        line TEXT NOT NULL,           -- the claim in one line
        subject TEXT NOT NULL,        -- the id under which its steps stand
        changed TEXT,                 -- why what was decided has to be looked at again
        PRIMARY KEY (incident, claim)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claim_keys_by_worth ON claim_keys (rank, weight DESC, claim);
    CREATE INDEX claim_keys_by_claim ON claim_keys (claim);
    DELETE FROM dossiers;
    CREATE TABLE audits (             -- samples of claims, each drawn once by a seed
        id TEXT PRIMARY KEY,          -- digest of seed, size, claims, signature
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        seed INTEGER NOT NULL,
        size INTEGER NOT NULL,
        population INTEGER NOT NULL,  -- how many claims it was drawn from
        is_stratified INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit_items (
        audit TEXT NOT NULL REFERENCES audits (id),
        number INTEGER NOT NULL,
        claim TEXT NOT NULL,
        document TEXT NOT NULL REFERENCES documents (id),
        item TEXT NOT NULL,           -- JSON: the claim as it was when it was drawn
        PRIMARY KEY (audit, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit_verdicts (     -- a log: the later verdict of one person on one item stands
        number INTEGER PRIMARY KEY,
        audit TEXT NOT NULL REFERENCES audits (id),
        verdict TEXT NOT NULL         -- JSON: item, by, at, right or wrong, which parts, comment
    ) STRICT;
    CREATE INDEX audit_verdicts_by_audit ON audit_verdicts (audit);
    CREATE TRIGGER audit_verdicts_stay BEFORE UPDATE ON audit_verdicts
        BEGIN SELECT RAISE(ABORT, 'a verdict is never changed: give another one'); END;
    """,
    """
    CREATE INDEX claims_by_words ON claims (value COLLATE NOCASE);
    CREATE INDEX claims_by_stance ON claims (stance, property);
    CREATE INDEX framings_by_name ON framings (actor, outlet, actor_name, count);
    """,
    """
    CREATE TABLE signed_apart (       -- two acts on one thing, signed in two stores before these became one
        kind TEXT NOT NULL,           -- judgement, step
        one TEXT NOT NULL,            -- id of a judgement, digest of a step
        other TEXT NOT NULL,
        PRIMARY KEY (kind, one, other)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE kept_aside (         -- rows of merged stores that could not stand beside another of the same id
        kind TEXT NOT NULL,           -- the table
        key TEXT NOT NULL,            -- JSON array
        row TEXT NOT NULL,            -- JSON object
        document TEXT,                -- whose words it may hold: they go with it
        PRIMARY KEY (kind, key, row)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX kept_aside_by_document ON kept_aside (document) WHERE document IS NOT NULL;
    DROP TRIGGER review_steps_stay;
    UPDATE review_steps SET judgement = -- the decision that each step of a review was about
        (SELECT told.judgement FROM review_steps AS told WHERE told.claim = review_steps.claim
            AND told.verb = 'decide' AND told.number < review_steps.number AND NOT EXISTS
            (SELECT 1 FROM review_steps AS gone WHERE gone.verb = 'undo' AND gone.judgement = told.judgement
                AND gone.number BETWEEN told.number AND review_steps.number)
            ORDER BY told.number DESC LIMIT 1)
        WHERE judgement IS NULL AND verb IN ('take_review', 'finalise', 'return', 'reopen');
    CREATE TRIGGER review_steps_stay BEFORE UPDATE OF number, claim, verb, state, by, at, comment, verdict, judgement,
        is_blind ON review_steps
        BEGIN SELECT RAISE(ABORT, 'a step is never changed: take another one'); END;
    """,
)


def open_store(path: Path, migrations: tuple[str, ...] = MIGRATIONS) -> sqlite3.Connection:
    """Open a store for writing; make it if there is none, bring it up to date if it is older."""
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        check_ours(connection, path, len(migrations))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, migrations)
    except sqlite3.Error as error:
        raise StoreError(f"cannot open a store at {path}: {error}") from error
    return connection


def open_store_to_read(path: Path, *, any_thread: bool = False) -> sqlite3.Connection:
    """Open an existing store without the right to change it; `any_thread`: not only the one that opened it may use it,
    one at a time."""
    if not path.is_file():
        raise StoreError(f'no store at {path}: make one with "sayso read … --store {path}"')
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=30,
            check_same_thread=not any_thread,
        )
        check_ours(connection, path, len(MIGRATIONS))
        if schema_version(connection) < len(MIGRATIONS):
            connection.close()
            open_store(path).close()
            return open_store_to_read(path, any_thread=any_thread)
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path} as a store: {error}") from error
    return connection


def check_ours(connection: sqlite3.Connection, path: Path, known: int) -> None:
    """Refuse a database of somebody else, and a store of a newer sayso."""
    # One transaction: another process may be making the store just now.
    connection.execute("BEGIN")
    [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_schema")
    [(application,)] = connection.execute("PRAGMA application_id")
    version = schema_version(connection)
    connection.execute("COMMIT")
    if tables and application != APPLICATION_ID:
        raise StoreError(f"{path} is a database, but not one of sayso's: choose another name")
    if version > known:
        raise StoreError(
            f"{path} was made by a newer sayso (schema {version}, this one knows {known}): update sayso"
        )


def schema_version(connection: sqlite3.Connection) -> int:
    """How many of the migrations a store has seen."""
    [(version,)] = connection.execute("PRAGMA user_version")
    return int(version)


def _migrate(connection: sqlite3.Connection, migrations: tuple[str, ...]) -> None:
    """Run the missing migrations, all or none: a killed migration leaves the old store."""
    if schema_version(connection) == len(migrations):
        return
    with transaction(connection):
        for number in range(schema_version(connection), len(migrations)):
            for statement in split_statements(migrations[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def split_statements(script: str) -> list[str]:
    """Split a script into statements: a trigger's body holds semicolons, so SQLite itself is asked what is complete."""
    statements, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return [s for s in statements if s.strip(" \n;")]
