"""Which strands of all shards are compared, some days at a time, and how alike they are.

Comes in: a workspace and its strands. Goes out: the table `alike`: pairs of strands with their score. The keys, limits
and scores are those of the linker (link/candidates.py, link/pair_scores.py); the index is DuckDB's, so that an archive
of any size fits. Strands find those of a fortnight around them, and of any time where few share a key; strands without
a date are found, and find, by what they tell, the town and day of their deeds among it. However dense a week is, a key
leads to 150 others at most, and a strand is compared with the best forty: the pairs grow with the strands alone.
"""

from __future__ import annotations

from array import array

from sayso.bulk.copies import Say
from sayso.bulk.strands import Strands, hash_of
from sayso.bulk.workspace import Turn, Workspace
from sayso.link.candidates import (
    COMMONPLACE,
    MOST_CANDIDATES,
    SHORT_LIST,
    WINDOW_DAYS,
    blocking_keys,
)
from sayso.link.incidents import LEAST_SCORE
from sayso.link.pair_scores import PairModel, score_pair

_UNDATED = -1
# Weights are added up as whole numbers: the sum is then the same in whatever order it is made.
_UNIT = 1 << 32
_BATCH = 200_000
# So many keys in common, each with each that has it, are looked through together.
_ROWS_AT_ONCE = 3_000_000
# How many others the keys of a strand lead to: so many rows finding its candidates takes.
_COSTS = (
    f"SELECT number, nullif(day, {_UNDATED}) AS day,"
    " sum(CASE WHEN finds_all THEN total WHEN finds_near THEN near ELSE 0 END) AS cost"
    " FROM telling GROUP BY ALL"
)


def compare_strands(work: Workspace, strands: Strands, model: PairModel, say: Say) -> int:
    """Find and score the pairs worth comparing; how many were compared."""
    _write_keys(work, strands)
    _weigh_keys(work)
    work.run("CREATE TABLE proposed (one BIGINT, other BIGINT)")
    for turn in work.turns(_COSTS, _ROWS_AT_ONCE):
        say(f"incidents: looked for up to strand {turn.first} of {len(strands)}")
        _propose(work, turn)
    for table in ("short", "telling"):
        work.run(f"DROP TABLE {table}")
    return _score(work, strands, model, say)


def _write_keys(work: Workspace, strands: Strands) -> None:
    """The keys of all strands; `number` counts strands in the order of publication: a table by it is one by days."""
    work.run(
        "CREATE TABLE link_keys (key UBIGINT, day BIGINT, number BIGINT, strand BIGINT, weight BIGINT)"
    )
    keys, weights = array("Q"), array("q")
    days, numbers, places = array("q"), array("q"), array("q")

    def write() -> None:
        columns = {"key": keys, "day": days, "number": places, "strand": numbers, "weight": weights}
        work.insert("link_keys", columns)
        for column in columns.values():
            del column[:]

    for place, (number, compared) in enumerate(strands.make_ready()):
        for key, weight in blocking_keys(compared, strands.counts).items():
            keys.append(hash_of(key))
            days.append(_UNDATED if compared.published is None else compared.published)
            places.append(place)
            numbers.append(number)
            weights.append(round(weight * _UNIT))
        if len(keys) >= _BATCH:
            write()
    write()


def _weigh_keys(work: Workspace) -> None:
    """Which keys tell something: those that few strands share, at any time or within the window."""
    work.run(
        "CREATE TABLE key_days AS WITH by_day AS"
        " (SELECT key, day, count(*) AS strands FROM link_keys GROUP BY key, day)"
        " SELECT key, day, sum(strands) OVER (PARTITION BY key) AS total,"
        f" sum(strands) OVER (PARTITION BY key ORDER BY day RANGE BETWEEN {WINDOW_DAYS} PRECEDING"
        f" AND {WINDOW_DAYS} FOLLOWING) + CASE WHEN day = {_UNDATED} THEN 0 ELSE"
        f" coalesce(sum(CASE WHEN day = {_UNDATED} THEN strands END) OVER (PARTITION BY key), 0) END AS near"
        " FROM by_day"
    )
    work.run(
        "CREATE TABLE telling AS SELECT key, day, number, strand, weight, near, total,"
        f" total <= {SHORT_LIST} OR (day = {_UNDATED} AND total <= {COMMONPLACE}) AS finds_all,"
        f" total > {SHORT_LIST} AND day <> {_UNDATED} AND near <= {COMMONPLACE} AS finds_near"
        " FROM link_keys JOIN key_days USING (key, day) WHERE total > 1 ORDER BY number"
    )
    work.run(
        "CREATE TABLE short AS SELECT key, strand FROM telling"
        f" WHERE total <= {COMMONPLACE} AND key IN (SELECT key FROM telling WHERE finds_all)"
    )
    work.run("DROP TABLE link_keys")
    work.run("DROP TABLE key_days")


def _propose(work: Workspace, turn: Turn) -> None:
    """The strands that share most with each strand of a turn."""
    work.run(
        "CREATE OR REPLACE TEMP TABLE own AS SELECT * FROM telling WHERE number >= ? AND number < ?",
        turn.first,
        turn.end,
    )
    near = ""
    if turn.first_day is not None and turn.last_day is not None:
        since, until = turn.first_day - WINDOW_DAYS, turn.last_day + WINDOW_DAYS
        near = (
            " UNION ALL SELECT own.strand, other.strand, own.weight FROM own"
            f" JOIN telling other ON other.key = own.key AND abs(other.day - own.day) <= {WINDOW_DAYS}"
            f" WHERE own.finds_near AND other.day BETWEEN {since} AND {until}"
            " UNION ALL SELECT own.strand, other.strand, own.weight FROM own"
            f" JOIN telling other ON other.key = own.key WHERE own.finds_near AND other.day = {_UNDATED}"
        )
    work.run(
        "INSERT INTO proposed WITH shared AS ("
        " SELECT own.strand, short.strand AS other, own.weight FROM own JOIN short ON short.key = own.key"
        f" WHERE own.finds_all{near}"
        "), best AS ("
        " SELECT strand, other FROM shared GROUP BY strand, other QUALIFY row_number() OVER"
        f" (PARTITION BY strand ORDER BY sum(weight) DESC, other) <= {MOST_CANDIDATES}"
        ") SELECT least(strand, other), greatest(strand, other) FROM best WHERE strand <> other"
    )


def _score(work: Workspace, strands: Strands, model: PairModel, say: Say) -> int:
    """Score the pairs, those of documents of one time together."""
    work.run("CREATE TABLE alike (one BIGINT, other BIGINT, score DOUBLE)")
    ones, others, scores = array("q"), array("q"), array("d")

    def write() -> None:
        work.insert("alike", {"one": ones, "other": others, "score": scores})
        for column in (ones, others, scores):
            del column[:]

    pairs = work.rows(
        "SELECT one, other FROM (SELECT DISTINCT one, other FROM proposed)"
        " JOIN strands a ON a.strand = one JOIN strands b ON b.strand = other"
        " WHERE a.document <> b.document"
        " ORDER BY greatest(a.document, b.document), least(a.document, b.document), one, other"
    )
    count = 0
    for one, other in pairs:
        count += 1
        score = score_pair(strands.compared[one], strands.compared[other], strands.counts, model)
        if score >= LEAST_SCORE:
            ones.append(one)
            others.append(other)
            scores.append(round(score, 6))
        if len(ones) >= _BATCH:
            say(f"incidents: {count} pairs compared")
            write()
    write()
    work.run("DROP TABLE proposed")
    return count
