"""Which stored reports are worth comparing with a new one, found in the store without reading it all.

Comes in: profiles. Goes out: how rare their words are in the store, and the documents that share what tells. The same
keys and the same limits as the linker's own index (link/candidates.py), kept as rows so that one more report costs
the same in a store of any size. Nothing is scored here.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from sayso.link.candidates import COMMONPLACE, SHORT_LIST, WINDOW_DAYS, blocking_keys
from sayso.link.pair_features import compare_ready
from sayso.link.profiles import Profile
from sayso.link.term_counts import TermCounts
from sayso.link.words import load_word_shares
from sayso.store.linked import as_list

MOST_DOCUMENTS = 30
_UNDATED = -1


class LinkKeys:
    """The keys and counts of an open store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._background = load_word_shares()

    def take_in(self, profile: Profile, before: Profile | None) -> None:
        """Count a profile's words in the place of the earlier one's, and note its keys."""
        counts = _terms(profile)
        if before is not None:
            counts.subtract(_terms(before))
        self._connection.executemany(
            "INSERT INTO term_counts VALUES (?, ?)"
            " ON CONFLICT (term) DO UPDATE SET reports = reports + excluded.reports",
            [(term, count) for term, count in counts.items() if count],
        )
        self._connection.execute("DELETE FROM link_keys WHERE document = ?", (profile.document,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO link_keys VALUES (?, ?, ?)",
            [(key, day, profile.document) for key, day, _ in self._keys(profile)],
        )

    def let_go(self, profile: Profile) -> None:
        """Count a profile's words no more, and forget its keys; words that stood in it alone are gone."""
        self._connection.executemany(
            "UPDATE term_counts SET reports = reports - 1 WHERE term = ?",
            [(term,) for term in _terms(profile)],
        )
        self._connection.execute("DELETE FROM term_counts WHERE reports <= 0")
        self._connection.execute("DELETE FROM link_keys WHERE document = ?", (profile.document,))

    def counts_of(self, profiles: Iterable[Profile]) -> TermCounts:
        """How common the words and names of some profiles are in the whole store."""
        wanted = {term for profile in profiles for term in _terms(profile)}
        rows = self._connection.execute(
            "SELECT term, reports FROM term_counts WHERE term IN (SELECT value FROM json_each(?))",
            (as_list(wanted),),
        ).fetchall()
        [(reports,)] = self._connection.execute("SELECT count(*) FROM linked")
        return TermCounts(
            max(reports, 1),
            {term[2:]: count for term, count in rows if term.startswith("t:")},
            {term[2:]: count for term, count in rows if term.startswith("n:")},
            self._background,
        )

    def candidates(self, profile: Profile) -> list[str]:
        """The documents that share most of what tells, best first."""
        shared: dict[str, float] = defaultdict(float)
        for key, day, weight in self._keys(profile):
            for document in self._sharing(key, day):
                shared[document] += weight
        shared.pop(profile.document, None)
        return sorted(shared, key=lambda name: (-shared[name], name))[:MOST_DOCUMENTS]

    def _keys(self, profile: Profile) -> Iterable[tuple[str, int, float]]:
        """(key, day, how much sharing it tells) of all strands of a profile."""
        counts = self.counts_of([profile])
        for strand in profile.strands:
            compared = compare_ready(strand, counts)
            day = _UNDATED if compared.published is None else compared.published
            for key, weight in blocking_keys(compared, counts).items():
                yield key, day, weight

    def _sharing(self, key: str, day: int) -> list[str]:
        """The documents under a key: of a long list those of the same weeks, of a commonplace one none."""
        rows = self._connection.execute(
            "SELECT document FROM link_keys WHERE key = ? LIMIT ?", (key, SHORT_LIST + 1)
        ).fetchall()
        if len(rows) > SHORT_LIST:
            first, last = (
                (_UNDATED, 10**7) if day == _UNDATED else (day - WINDOW_DAYS, day + WINDOW_DAYS)
            )
            rows = self._connection.execute(
                "SELECT document FROM link_keys WHERE key = ? AND (day BETWEEN ? AND ? OR day = ?) LIMIT ?",
                (key, first, last, _UNDATED, COMMONPLACE + 1),
            ).fetchall()
        return [row[0] for row in rows] if len(rows) <= COMMONPLACE else []


def _terms(profile: Profile) -> Counter[str]:
    """The words and names of a profile's main strand, each once; other strands are parts of the same report."""
    main = [strand for strand in profile.strands if strand.is_main]
    terms = Counter(f"t:{term}" for strand in main for term, _ in strand.terms)
    terms.update(f"n:{name}" for strand in main for name, _ in strand.names)
    return terms
