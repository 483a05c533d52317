"""Two analysts' stores made one, with a conflict of each kind."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from sayso.store.conflicts import find_conflicts
from sayso.store.deciding import Signature, judge_claim, judge_different, judge_grade, judge_same
from sayso.store.linked import read_members
from sayso.store.merging import merge_stores
from sayso.store.reviewing import take_step
from sayso.store.tables import open_store
from tests.store.made_store import (
    dossiers_of,
    incident_of,
    open_linked,
    sealed_report,
    write_reports,
)

REPORTS = [sealed_report(n, story=n % 3) for n in range(1, 5)]
FIRST, SECOND = (report.document.id for report in REPORTS[:2])
TOLL, STEPPED = REPORTS[0].claims[0].id, REPORTS[2].claims[0].id
ANA, BOB = Signature("ana", "The words <b>say</b> so."), Signature("bob", "That is the headline.")


def write_conflicts(folder: Path) -> Path:
    """A merged store in which TOLL has two verdicts, FIRST's incident two grades, and STEPPED two takers."""
    write_reports(folder / "a.db", *REPORTS)
    with closing(open_linked(folder / "a.db")) as a:
        dossiers_of(a).fill()
    shutil.copy(folder / "a.db", folder / "b.db")
    with closing(open_store(folder / "a.db")) as a, closing(open_store(folder / "b.db")) as b:
        incident, other = incident_of(a, FIRST), incident_of(a, SECOND)
        judge_claim(b, "reject", TOLL, BOB)
        judge_claim(a, "accept", TOLL, ANA)
        judge_grade(a, dossiers_of(a), incident, "Weak", None, ANA)
        judge_grade(b, dossiers_of(b), incident, "Fair", None, BOB)
        judge_same(a, [incident, other], ANA)
        inside = [m.document for m in read_members(b, [incident])]
        judge_different(b, incident, inside[:1], BOB)
        take_step(a, "take", STEPPED, ANA)
        take_step(b, "take", STEPPED, BOB)
    merge_stores(folder / "a.db", folder / "b.db", folder / "c.db", by="cy")
    with closing(open_store(folder / "c.db")) as c:
        kinds = {conflict.kind for conflict in find_conflicts(c)}
        assert kinds == {"claim", "grade", "membership", "review"}
    return folder / "c.db"
