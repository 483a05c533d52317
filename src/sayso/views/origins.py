"""How many independent origins stand behind a proposition, and why the other reports add none.

Comes in: the statements that assert one proposition. Goes out: an Independence: articles, texts, origins, and for each
report that adds nothing the reason. Counted per proposition, never per incident: twelve papers may rest on one wire
story for the toll and on twelve reporters for the street.

Collapsed are copies (of a whole report or of the paragraph), wire credits, one outlet's mirrors, one owner's outlets,
the same source cited twice, a headline over a text that names its source, and unnamed sources, which count once an
outlet. A party never confirms its own side
independently, nor does an outlet of its state; only what it says against its own interest counts. An outlet that tells
days later in its own voice what others had printed (a column, an anniversary, the background of other news) confirms
nothing; with another figure, or with a source of its own, it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from sayso.incident_model import Collapse, CollapseKind, Independence, Origin
from sayso.views.statements import Statement
from sayso.views.texts import Texts

ASSERTING = frozenset({"asserts"})
# News is told by those who report it within so many days of the first report; who tells the same later, retells.
NEWS_DAYS = 4
_ISO3 = 3


def count_origins(
    proposition: str,
    statements: Sequence[Statement],
    texts: Texts,
    parties: frozenset[str],
    against_interest: frozenset[str] = frozenset(),
) -> Independence:
    """The origins of what some statements assert.

    `against_interest` are parties for whom this is no claim of their own side: an accused army that gives a toll.
    """
    asserting = [s for s in statements if s.shown.stance in ASSERTING]
    speaking = {_root_origin(s, texts) for s in asserting}

    def root_of(statement: Statement) -> str:
        """An outlet that speaks itself is one origin with the unnamed sources that it has."""
        root = _root_origin(statement, texts)
        own = root.removeprefix("unnamed@")
        return own if own in speaking else root

    retold = find_retold(asserting)
    origins = [
        _make_origin(root, list(group), texts, parties - against_interest, retold)
        for root, group in groupby(sorted(asserting, key=root_of), key=root_of)
    ]
    documents = {s.shown.document for s in asserting if s.shown.made_by is None}
    added = len({s.shown.document for s in asserting if s.shown.made_by is not None})
    articles = len(documents)
    text_count = len({texts.text_of(document) for document in documents})
    count = sum(origin.counts for origin in origins)
    line = f"{_many(articles, 'article')}, {_many(text_count, 'text')}, {_many(count, 'origin')}"
    return Independence(
        proposition=proposition,
        articles=articles,
        texts=text_count,
        count=count,
        line=line + (f", {added} added by people" if added else ""),
        origins=tuple(sorted(origins, key=lambda o: (not o.counts, -len(o.documents), o.id))),
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def find_retold(statements: Sequence[Statement]) -> dict[str, int]:
    """Claim → how many days after the first report an outlet tells in its own voice what was told before."""
    first: dict[tuple[str, object], int] = {}
    days = {s.shown.id: day for s in statements if (day := _day_number(s)) is not None}
    for s in statements:
        if s.shown.id in days:
            key = _value(s)
            first[key] = min(first.get(key, days[s.shown.id]), days[s.shown.id])
    late = {
        s.shown.id: days[s.shown.id] - first[_value(s)] for s in statements if s.shown.id in days
    }
    own = {s.shown.id for s in statements if s.is_own_voice}
    return {name: count for name, count in late.items() if name in own and count > NEWS_DAYS}


def _value(s: Statement) -> tuple[str, object]:
    figure = s.figure
    return s.shown.proposition, (figure.low, figure.high, figure.central) if figure else None


def _day_number(s: Statement) -> int | None:
    try:
        return date.fromisoformat(s.day or "").toordinal()
    except ValueError:
        return None


def _root_origin(statement: Statement, texts: Texts) -> str:
    """The origin after owners: two outlets of one owner are one."""
    origin = statement.shown.origin
    outlet = origin.removeprefix("unnamed@")
    owner = texts.owner_of(outlet) if outlet.startswith("outlet:") else None
    if owner is None:
        return origin
    return origin.removesuffix(outlet) + f"owner:{owner}"


def _make_origin(
    root: str,
    statements: list[Statement],
    texts: Texts,
    parties: frozenset[str],
    retold: dict[str, int],
) -> Origin:
    statements = sorted(
        statements, key=lambda s: (s.day or "9999", s.text != s.shown.document, s.shown.document)
    )
    why_not = _why_not(root, statements, texts, parties) or _why_late(statements, retold)
    return Origin(
        id=root,
        name=_name(root, statements, texts),
        documents=tuple(dict.fromkeys(s.shown.document for s in statements)),
        claims=tuple(dict.fromkeys(s.shown.id for s in statements)),
        counts=why_not is None,
        why_not=why_not,
        collapsed=tuple(_collapses(root, statements, texts)),
    )


def _why_not(
    root: str, statements: list[Statement], texts: Texts, parties: frozenset[str]
) -> str | None:
    first = statements[0]
    if root in parties or (first.side is not None and first.side.id in parties):
        return "a party: its word confirms nothing independently"
    side = texts.side_behind(first.shown.origin.removeprefix("unnamed@"))
    if side in parties and root.removeprefix("unnamed@").startswith(("outlet:", "owner:")):
        whose = "run by a state" if len(side or "") == _ISO3 else "owned by a group"
        return f"the outlet is {whose} that is a party"
    return None


def _why_late(statements: list[Statement], retold: dict[str, int]) -> str | None:
    if not all(s.shown.id in retold for s in statements):
        return None
    days = min(retold[s.shown.id] for s in statements)
    return f"tells again what was told {days} days before, and names no source of its own"


def _name(root: str, statements: list[Statement], texts: Texts) -> str:
    first = statements[0]
    if root.startswith("unnamed@"):
        return f"unnamed sources of {texts.outlet_name(_outlet_in(first.shown.origin))}"
    if root.startswith("owner:"):
        return f"{texts.outlet_name(_outlet_in(first.shown.origin))} (owner: {root.removeprefix('owner:')})"
    if root.startswith("outlet:"):
        return texts.outlet_name(root)
    speaking = (s.shown.speaker_name for s in statements if s.rests_on is None)
    return next(speaking, first.rests_on or first.shown.speaker_name)


def _collapses(root: str, statements: list[Statement], texts: Texts) -> Iterable[Collapse]:
    """For each report after the first: why it adds no origin."""
    seen: dict[str, None] = {}
    first = statements[0]
    for statement in statements:
        document = statement.shown.document
        if document not in seen:
            kind, reason = _reason(root, statement, first, texts)
            if seen or kind == "wire":
                yield Collapse(document=document, kind=kind, reason=reason)
        seen[document] = None


def _reason(
    root: str, statement: Statement, first: Statement, texts: Texts
) -> tuple[CollapseKind, str]:
    document = statement.shown.document
    if statement.text != document:
        copy = texts.copy_of(document)
        share = f"{copy.share:.0%} of its text stands" if copy else "its words stand"
        return "copy", f"{share} in {_outlet(statement.text, texts)}'s report"
    if document in texts.credits:
        return "wire", f"credits {texts.credits[document].name}"
    own = texts.own_outlet_of(document)
    cited = _outlet_in(statement.shown.origin)
    if cited.startswith("outlet:") and cited != texts.outlet_of(document):
        return "same_source", f"cites {texts.outlet_name(cited)}"
    if root.startswith("unnamed@"):
        return "unnamed", f"unnamed sources of {texts.outlet_name(own)} count once"
    if not root.startswith(("outlet:", "owner:")):
        return "same_source", f"rests on {first.rests_on or first.shown.speaker_name}, too"
    if own == texts.own_outlet_of(first.shown.document):
        return "same_outlet", f"{texts.outlet_name(own)} again"
    if root.startswith("owner:"):
        return "same_owner", f"owned by {root.removeprefix('owner:')}, too"
    return "same_source", f"cites {texts.outlet_name(root)}"


def _outlet_in(origin: str) -> str:
    """ "unnamed@outlet:afp" → "outlet:afp" """
    return origin.removeprefix("unnamed@")


def _outlet(document: str, texts: Texts) -> str:
    return texts.outlet_name(texts.outlet_of(document))
