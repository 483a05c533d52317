"""Link what is pending in a store: profiles, copies, groups, and the ids that incidents keep.

Comes in: an open store with readings that are not linked yet. Goes out: rows for what changed, in one transaction; a
run that changes nothing leaves no row. A few new reports touch only the incidents that they might belong to; many, or
the wish for it, link everything anew. Both propose, and the judgements of people bind both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from msgspec.structs import replace

from sayso.incident_model import Copy
from sayso.link.copies import CopyIndex, find_copies
from sayso.link.folding import fold_groups
from sayso.link.incidents import Constraint, Linker
from sayso.link.profiles import Profile, make_profile
from sayso.link.words import LinkingWords, load_linking_words
from sayso.model import Document, Outlet
from sayso.store.constraints import read_constraints
from sayso.store.identities import Group, document_of, first_item
from sayso.store.link_keys import LinkKeys
from sayso.store.link_rows import LinkRows
from sayso.store.linked import (
    as_list,
    pack,
    read_linked_profile,
    read_members,
    read_memberships,
    read_profiles,
)
from sayso.store.nearby import documents_near, write_deeds
from sayso.store.redirects import mend_redirects
from sayso.store.transactions import transaction
from sayso.store.view import read_report

# Change when profiles are made otherwise: they are then made anew.
PROFILE_VERSION = "4"
# More new reports than this, and than this share of the store: link everything anew.
MANY, MANY_SHARE = 30, 0.05
# A store of no more documents than this is linked anew each time: it takes no time, and no order matters.
SMALL = 300

_DOCUMENT = "SELECT documents.id, url, outlet, published, text FROM documents"


@dataclass(frozen=True)
class LinkSummary:
    """What a call of linking did."""

    documents: int = 0
    is_full: bool = False
    seconds: float = 0.0
    touched: frozenset[str] = frozenset()


class Pending(NamedTuple):
    """A document whose current reading is not linked."""

    document: str
    reading: str


def link_pending(connection: sqlite3.Connection, *, full: bool = False) -> LinkSummary:
    """Link the documents whose current reading is not linked yet; `full` links everything anew."""
    started = monotonic()
    if not full and not read_pending(connection):
        return LinkSummary()
    with transaction(connection):
        pending = read_pending(connection)  # again: another process may have linked meanwhile
        [(total,)] = connection.execute("SELECT count(*) FROM current_readings")
        is_full = full or total <= SMALL or len(pending) > max(MANY, MANY_SHARE * total)
        linking = _Linking(connection, len(pending))
        if is_full:
            linking.link_all(pending)
        else:
            for one in pending:
                linking.link_one(one)
        linking.rows.close(is_full=is_full, seconds=monotonic() - started)
    return LinkSummary(
        len(pending), is_full, monotonic() - started, linking.rows.touched_and_left()
    )


def relink_documents(connection: sqlite3.Connection, documents: Iterable[str]) -> frozenset[str]:
    """Link anew the incidents that hold some documents, as a judgement about them needs; within a transaction.

    Goes out: the incidents that it touched.
    """
    started = monotonic()
    linking = _Linking(connection, 0)
    linking.link_scope({row.incident for row in read_memberships(connection, documents)})
    linking.rows.close(is_full=False, seconds=monotonic() - started)
    return linking.rows.touched_and_left()


def read_pending(connection: sqlite3.Connection) -> list[Pending]:
    """The documents whose current reading is not linked, or linked by a profile of another version."""
    rows = connection.execute(
        "SELECT current_readings.document, current_readings.reading FROM current_readings"
        " LEFT JOIN linked ON linked.document = current_readings.document"
        " LEFT JOIN profiles ON profiles.reading = linked.reading"
        " WHERE linked.reading IS NOT current_readings.reading OR profiles.version <> ?"
        " ORDER BY current_readings.document",
        (PROFILE_VERSION,),
    )
    return [Pending(*row) for row in rows]


class _Linking:
    """One run over an open store."""

    def __init__(self, connection: sqlite3.Connection, documents: int) -> None:
        self._connection = connection
        self.rows = LinkRows(connection, documents, PROFILE_VERSION)
        self._keys = LinkKeys(connection)
        self._words: LinkingWords | None = None

    def link_all(self, pending: Sequence[Pending]) -> None:
        """Everything anew, whatever the order in which it came."""
        for one in pending:
            self._take_in(one)
        profiles = list(read_profiles(self._connection))
        constraints = read_constraints(self._connection)
        self._write(Linker(profiles, constraints), profiles, constraints, None)
        mend_redirects(self._connection, self.rows)
        self.rows.write_copies(find_copies(self._documents()), None)
        self._connection.execute("DELETE FROM dossiers")

    def link_one(self, one: Pending) -> None:
        """One report: only the incidents that it might belong to, or belonged to, are looked at."""
        profile, document = self._take_in(one)
        near = self._keys.candidates(profile)
        joined = self._joined(profile, near)
        members = read_memberships(self._connection, {one.document})
        members += [m for m in read_memberships(self._connection, near) if m.item in joined]
        self.link_scope({row.incident for row in members}, profile)
        self.rows.write_copies(self._copies_of(document, near), document.id)
        self.rows.touch([one.document, *documents_near(self._connection, one.document)])

    def _joined(self, profile: Profile, near: Iterable[str]) -> set[str]:
        """The items that a new report groups with when it is linked with its candidates alone."""
        profiles = [*read_profiles(self._connection, near), profile]
        own = {strand.item for strand in profile.strands}
        counts = self._keys.counts_of(profiles)
        constraints = read_constraints(self._connection)
        linker = Linker(profiles, constraints, counts=counts)
        groups = fold_groups(linker.groups(), linker.score, constraints)
        return {item for group in groups if own & set(group) for item in group}

    def link_scope(self, incidents: set[str], new: Profile | None = None) -> None:
        """Link the members of some incidents, and a new profile, among themselves."""
        members = read_members(self._connection, incidents)
        items = {m.item for m in members if new is None or m.document != new.document}
        documents = {document_of(item) for item in items}
        profiles = [_only(p, items) for p in read_profiles(self._connection, documents)]
        if new is not None:
            profiles.append(new)
        counts = self._keys.counts_of(profiles)
        constraints = read_constraints(self._connection)
        linker = Linker(profiles, constraints, counts=counts)
        self._write(linker, profiles, constraints, incidents)

    def _write(
        self,
        linker: Linker,
        profiles: Sequence[Profile],
        constraints: Sequence[Constraint],
        scope: set[str] | None,
    ) -> None:
        main = {s.item: s.is_main for profile in profiles for s in profile.strands}
        published = {p.document: p.published for p in profiles}

        def first(group: Group) -> str:
            return first_item(group, published, main)

        linking = linker.linking()
        groups = fold_groups(linking.groups, linker.score, constraints)
        self.rows.write_groups(groups, main, first, scope)
        self.rows.write_links(linking.links, None if scope is None else main)

    def _take_in(self, one: Pending) -> tuple[Profile, Document]:
        """Make and keep the profile of a reading, and count its words in the place of the earlier one's."""
        report = read_report(self._connection, one.document, one.reading)
        assert report is not None  # noqa: S101 - a foreign key holds it
        # Read once for a run: it took longer than the profile itself.
        self._words = self._words or load_linking_words()
        profile = make_profile(report, self._words)
        before = read_linked_profile(self._connection, one.document)
        self._connection.execute(
            "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?)",
            (one.reading, one.document, PROFILE_VERSION, pack(profile)),
        )
        self._connection.execute(
            "INSERT INTO linked VALUES (?, ?)"
            " ON CONFLICT (document) DO UPDATE SET reading = excluded.reading",
            (one.document, one.reading),
        )
        self._keys.take_in(profile, before)
        write_deeds(self._connection, profile)
        return profile, report.document

    def _copies_of(self, document: Document, near: Iterable[str]) -> Iterator[Copy]:
        index = CopyIndex()
        for other in self._documents(near):
            index.add(other)
        yield from index.add(document)

    def _documents(self, documents: Iterable[str] | None = None) -> Iterator[Document]:
        """Documents with what finding copies needs: some, or all that are linked."""
        if documents is None:
            rows = self._connection.execute(f"{_DOCUMENT} JOIN linked ON document = documents.id")
        else:
            rows = self._connection.execute(
                f"{_DOCUMENT} WHERE documents.id IN (SELECT value FROM json_each(?)) ORDER BY documents.id",
                (as_list(documents),),
            )
        for name, url, outlet, published, text in rows:
            yield Document(
                id=name,
                source_id="",
                url=url,
                outlet=Outlet(id=outlet, name=outlet) if outlet else None,
                published=published,
                text=text,
            )


def _only(profile: Profile, items: set[str]) -> Profile:
    """A profile with those of its strands that are looked at: the others keep their incidents."""
    return replace(profile, strands=tuple(s for s in profile.strands if s.item in items))
