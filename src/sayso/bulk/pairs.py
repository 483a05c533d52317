"""Which strands of all shards are compared, week by week, and how alike they are.

Comes in: a workspace and its strands. Goes out: the table `alike`: pairs of strands with their score. The keys, limits
and scores are those of the linker (link/candidates.py, link/pair_scores.py); the index is DuckDB's, so that an archive
of any size fits. A week's strands find those of a fortnight around it, and of any time where few share a key; strands
without a date are found, and find, by what they tell, the town and day of their deeds among it.
"""

from __future__ import annotations

from array import array

from sayso.bulk.copies import Say
from sayso.bulk.strands import Strands, hash_of
from sayso.bulk.workspace import DAYS_A_WEEK, Workspace
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


def compare_strands(work: Workspace, strands: Strands, model: PairModel, say: Say) -> int:
    """Find and score the pairs worth comparing; how many were compared."""
    _write_keys(work, strands)
    _weigh_keys(work)
    work.run("CREATE TABLE proposed (one BIGINT, other BIGINT)")
    for week in work.weeks():
        say(f"incidents: {week.name}")
        _propose(work, _UNDATED if week.day is None else week.day)
    for table in ("short_pairs", "telling"):
        work.run(f"DROP TABLE {table}")
    return _score(work, strands, model, say)


def _write_keys(work: Workspace, strands: Strands) -> None:
    work.run("CREATE TABLE link_keys (key UBIGINT, day BIGINT, strand BIGINT, weight BIGINT)")
    keys, days, numbers, weights = array("Q"), array("q"), array("q"), array("q")

    def write() -> None:
        work.insert("link_keys", {"key": keys, "day": days, "strand": numbers, "weight": weights})
        for column in (keys, days, numbers, weights):
            del column[:]

    # In the order of publication: so the keys of a week lie side by side.
    for (number,) in work.rows("SELECT strand FROM strands ORDER BY document, part"):
        compared = strands.compared[number]
        for key, weight in blocking_keys(compared, strands.counts).items():
            keys.append(hash_of(key))
            days.append(_UNDATED if compared.published is None else compared.published)
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
        "CREATE TABLE telling AS SELECT link_keys.*,"
        f" total <= {SHORT_LIST} OR (day = {_UNDATED} AND total <= {COMMONPLACE}) AS finds_all,"
        f" total > {SHORT_LIST} AND day <> {_UNDATED} AND near <= {COMMONPLACE} AS finds_near,"
        f" total <= {COMMONPLACE} AS is_short"
        " FROM link_keys JOIN key_days USING (key, day) WHERE total > 1 ORDER BY day"
    )
    work.run("DROP TABLE link_keys")
    work.run("DROP TABLE key_days")
    work.run(
        "CREATE TABLE short_pairs AS SELECT own.day, own.strand, other.strand AS other, own.weight"
        " FROM telling own JOIN telling other ON other.key = own.key"
        " WHERE own.finds_all AND other.is_short ORDER BY own.day"
    )


def _propose(work: Workspace, day: int) -> None:
    """The strands that share most with each strand of a week, or with each undated one."""
    last = day if day == _UNDATED else day + DAYS_A_WEEK - 1
    work.run(
        "INSERT INTO proposed WITH shared AS ("
        " SELECT strand, other, weight FROM short_pairs WHERE day BETWEEN $first AND $last"
        " UNION ALL SELECT own.strand, other.strand AS other, own.weight"
        " FROM telling own JOIN telling other ON other.key = own.key"
        " WHERE own.finds_near AND own.day BETWEEN $first AND $last"
        f" AND (other.day = {_UNDATED} OR other.day BETWEEN $first - {WINDOW_DAYS} AND $last + {WINDOW_DAYS})"
        f" AND (other.day = {_UNDATED} OR abs(other.day - own.day) <= {WINDOW_DAYS})"
        "), best AS ("
        " SELECT strand, other FROM shared GROUP BY strand, other QUALIFY row_number() OVER"
        f" (PARTITION BY strand ORDER BY sum(weight) DESC, other) <= {MOST_CANDIDATES}"
        ") SELECT least(strand, other), greatest(strand, other) FROM best WHERE strand <> other",
        first=day,
        last=last,
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
