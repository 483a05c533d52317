"""The dossier of an incident for people at a terminal: grades, the claim matrix, tolls, origins, positions, sources.

Comes in: an Incident. Goes out: a rich renderable, readable at 100 columns and without colour. Every word that comes
from a report is made safe first. The order is that of a reader's questions: how sure, who says what, how many, on
whose word, where does who stand, and where is it written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sayso.incident_model import (
    Cell,
    Grade,
    Incident,
    IncidentDocument,
    Independence,
    JudgementNote,
    Proposition,
    Speaker,
    Toll,
)
from sayso.terminal import STANCE_MARKS, safe
from sayso.terminal_incidents import GRADE_STYLES
from sayso.views.titles import MONTHS
from sayso.views.wording import (
    POSITION_WORDS,
    PROPERTY_WORDS,
    grade_words,
    number_words,
    range_words,
)

_STATED = ("responsible", "occurrence", "violates", "cause", "terms", "control")
_TOLLS = "toll."
_MOST_PARTIES, _MOST_ROWS, _MOST_ORIGINS = 3, 14, 4
_BAR = 34
_STANCE_STYLES = {"asserts": "", "suggests": "", "doubts": "yellow", "denies": "red"}
_TRUCE_WORDS = {
    "planned": "is to begin",
    "agreed": "is agreed",
    "begun": "holds or began",
    "extended": "is extended",
    "ended": "has ended",
    "breached": "is said to be broken",
    "denied_breach": "is said not to be broken",
}


def render_dossier(incident: Incident, *, everything: bool = False) -> RenderableType:
    """The whole dossier; `everything`: all rows of the matrix, all origins."""
    parts: list[RenderableType] = [_head(incident), _grades(incident)]
    parts += _section("Who says what", _matrix(incident, everything))
    parts += _section("How many", _tolls(incident))
    parts += _section("On whose word", _origins(incident, everything))
    parts += _section("Where the parties stand", _positions(incident))
    parts += _section("The truce", _truces(incident))
    parts += _section("What the outlets call the parties", _framing(incident))
    parts += _section("Changed pages", _revisions(incident))
    parts += _section("Added by people", _added(incident))
    parts += _section("Judgements", _judgements(incident.judgements))
    parts += _section("Sources", _sources(incident))
    return Group(*parts)


def _section(title: str, body: RenderableType | None) -> list[RenderableType]:
    if body is None:
        return []
    return [
        Text(),
        Rule(Text(title, "bold"), align="left", style="dim"),
        Padding(body, (0, 0, 0, 1)),
    ]


def _head(incident: Incident) -> RenderableType:
    place = incident.place
    where = ""
    if place is not None:
        where = ", ".join(part for part in (place.name, place.country) if part)
        where += f" ({place.precision or 'not located'})"
    dates = incident.dates
    told = [d for d in (dates.first_reported, dates.last_reported) if d]
    facts = [
        incident.id,
        where,
        f"happened {dates.start}" if dates.start else "",
        f"reported {' to '.join(dict.fromkeys(told))}" if told else "",
        f"as of {incident.as_of}" if incident.as_of else "",
    ]
    title = Text(safe(incident.title), "bold")
    line = Text(incident.line, "bold cyan")
    old = f"also known as {', '.join(incident.redirects)}" if incident.redirects else ""
    return Group(
        Rule(style="dim"),
        title,
        Text(" · ".join(safe(fact) for fact in facts if fact), "dim"),
        line,
        *([Text(old, "dim")] if old else []),
    )


def _grades(incident: Incident) -> RenderableType:
    """The grade box: the whole first, then each party; with rule, reasons, and what would change it."""
    whole = [grade for grade in incident.grades if grade.party is None]
    parties = [grade for grade in incident.grades if grade.party is not None]
    shown = [*(g for g in whole if g.signed_by is not None or not parties), *parties]
    lines: list[RenderableType] = []
    for number, grade in enumerate(shown):
        lines += [*([Text()] if number else []), *_grade(grade)]
    name = whole[0].name if whole else "Ungraded"
    title = Text(f" {grade_words(whole[0]) if whole else name} ", GRADE_STYLES[name])
    policy = incident.grades[0].policy if incident.grades else ""
    return Panel(
        Group(*lines),
        title=title,
        title_align="left",
        subtitle=f"policy {policy}",
        subtitle_align="right",
        border_style="dim",
        padding=(0, 1),
    )


def _grade(grade: Grade) -> Iterable[RenderableType]:
    head = Text.assemble(
        (safe(grade.party_name or "As a whole"), "bold"),
        ": ",
        (grade_words(grade), GRADE_STYLES[grade.name]),
        (f"  rule {grade.rule}", "dim"),
    )
    if grade.signed_by is not None:
        head.append(safe(f"  signed by {grade.signed_by}, proposed {grade.proposed}"), "cyan")
    if grade.stale:
        head.append("  STALE", "bold red")
    yield head
    for reason in grade.reasons:
        yield _indented(Text(safe(reason)))
    yield _indented(Text("would change: " + safe("; ".join(grade.would_change)), "dim"))


def _indented(words: Text, by: int = 2) -> Padding:
    return Padding(words, (0, 0, 0, by))


def _matrix(incident: Incident, everything: bool) -> RenderableType | None:
    """Propositions in rows; a column for each party that speaks, one for all third parties, one for the outlets."""
    rows = [
        p
        for p in incident.propositions
        if p.property in _STATED or p.property.startswith(_TOLLS) or everything
    ]
    if not rows:
        return None
    speakers = {s.id: s for s in incident.speakers}
    spoken = {cell.speaker for row in rows for cell in row.cells}
    weight = {p.party: 0 for p in incident.positions if p.kind != "silent"}
    parties = [s for s in incident.speakers if s.group == "party" and s.id in spoken]
    columns = sorted(parties, key=lambda s: weight.get(s.id, 1))[:_MOST_PARTIES]
    rest = [s.id for s in incident.speakers if s not in columns]
    days = _Days(incident)
    table = Table(box=box.HORIZONTALS, pad_edge=False, padding=(0, 2, 0, 0), border_style="dim")
    table.add_column("", overflow="fold", max_width=26)
    for speaker in columns:
        table.add_column(Text(safe(speaker.name), "bold green"), overflow="fold", max_width=20)
    table.add_column(Text("others", "bold cyan"), overflow="fold", min_width=30, ratio=1)
    table.expand = True
    shown = rows if everything else rows[:_MOST_ROWS]
    for row in shown:
        cells = {cell.speaker: cell for cell in row.cells}
        table.add_row(
            Text(safe(row.words), "bold"),
            *(_cell(cells.get(speaker.id), row, days) for speaker in columns),
            _others([cells[s] for s in rest if s in cells], speakers, row, days),
        )
    key = Text(
        "● asserts  ◐ suggests  ○ doubts  ✕ denies  ~ said otherwise before; days of the reports",
        "dim",
    )
    more = len(rows) - len(shown)
    return Group(table, *([Text(f"{more} more rows: --all", "dim")] if more else []), key)


class _Days:
    """Days in words: without the year where all reports are of one."""

    def __init__(self, incident: Incident) -> None:
        published = {(d.published or "")[:4] for d in incident.documents} - {""}
        self._with_year = len(published) > 1

    def words(self, day: str | None) -> str:
        """ "2018-08-09" → "9 Aug" or "9 Aug 2018" """
        parts = (day or "").split("-")
        if len(parts) != 3:
            return day or "no date"
        words = f"{int(parts[2])} {MONTHS[int(parts[1]) - 1][:3]}"
        return f"{words} {parts[0]}" if self._with_year else words


def _cell(cell: Cell | None, row: Proposition, days: _Days) -> Text:
    if cell is None:
        return Text("")
    words = Text(f"{STANCE_MARKS[cell.stance]} ", _STANCE_STYLES[cell.stance])
    if row.property.startswith(_TOLLS):
        words.append(safe(cell.words) + " ")
    words.append(days.words(cell.since), "dim")
    if cell.earlier:
        words.append(" ~", "red")
    return words


def _others(
    cells: Sequence[Cell], speakers: dict[str, Speaker], row: Proposition, days: _Days
) -> Text:
    lines = []
    for cell in cells:
        speaker = speakers.get(cell.speaker)
        name = speaker.name if speaker is not None else cell.speaker
        lines.append(Text.assemble(_cell(cell, row, days), " ", (safe(name), "cyan")))
    return Text("\n").join(lines)


def _tolls(incident: Incident) -> RenderableType | None:
    """One bar for each speaker on one axis, the printed words beside it; nothing is summed."""
    parts: list[RenderableType] = []
    for span in incident.toll_ranges:
        tolls = [t for t in incident.tolls if t.counts == span.counts and t.who is None]
        top = max((t.high or t.central or t.low or 0 for t in tolls), default=0)
        best = f", best {number_words(span.best)}" if span.best is not None else ""
        head = f"{span.counts}: {range_words(span.min, span.max)}{best}"
        origins = f"  {span.origins} independent origin{'' if span.origins == 1 else 's'}"
        parts.append(Text.assemble((head, "bold magenta"), (origins, "dim")))
        parts.append(_bars(tolls, top))
    classes = [t for t in incident.tolls if t.who is not None]
    if classes:
        parts.append(Text("of a class, as printed:", "dim"))
        parts.append(_bars(classes, None))
    return Group(*parts) if parts else None


def _bars(tolls: Sequence[Toll], top: float | None) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(width=26, overflow="fold")
    table.add_column(overflow="fold")
    if top is not None:
        table.add_column(width=_BAR, no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for toll in tolls:
        notes = [toll.as_of or "no date"]
        notes += ["incl. " + ", ".join(toll.breakdown)] if toll.breakdown else []
        notes += ["before: " + ", ".join(toll.earlier)] if toll.earlier else []
        who = f"{toll.counts}, {toll.who}: " if top is None else ""
        row = [Text(safe(toll.speaker_name), "cyan"), Text(safe(who + toll.words), "magenta")]
        if top is not None:
            row.append(Text(_bar(toll, top), "magenta"))
        table.add_row(*row, Text(safe("; ".join(notes))))
    return table


def _bar(toll: Toll, top: float) -> str:
    """ "   ├──────┤", an arrow for an open end."""
    if top <= 0:
        return ""
    low = toll.low if toll.low is not None else (toll.central or 0)
    high = toll.high if toll.high is not None else None
    scale = (_BAR - 2) / top
    start = round(low * scale)
    if high is None:
        return " " * start + "├" + "─" * max(0, min(_BAR - 2 - start, 4)) + "→"
    end = round(high * scale)
    return " " * start + ("█" if end <= start else "├" + "─" * (end - start - 1) + "┤")


def _origins(incident: Incident, everything: bool) -> RenderableType | None:
    """The independence line of each weighty proposition, with the tree of who rests on whom."""
    words = {p.id: p.words for p in incident.propositions}
    weighty = [
        o
        for o in incident.origins
        if o.proposition in words
        and (o.proposition.split(":")[0] in _STATED or o.proposition.startswith(_TOLLS))
    ]
    shown = weighty if everything else weighty[:_MOST_ORIGINS]
    if not shown:
        return None
    names = {d.id: _source_name(d) for d in incident.documents}
    return Group(*(line for o in shown for line in _independence(o, words[o.proposition], names)))


def _independence(one: Independence, words: str, names: dict[str, str]) -> Iterable[Text]:
    yield Text.assemble((safe(words), "bold"), "  ", (one.line, "cyan"))
    for origin in one.origins:
        mark = "●" if origin.counts else "○"
        line = Text(f"  {mark} {safe(origin.name)}", "" if origin.counts else "dim")
        if origin.why_not:
            line.append(f" — {safe(origin.why_not)}", "dim")
        yield line
        for collapse in origin.collapsed:
            named = names.get(collapse.document, collapse.document)
            yield Text(safe(f"      └ {named}: {collapse.reason}"), "dim")


def _positions(incident: Incident) -> RenderableType | None:
    if not incident.positions:
        return None
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    previous = None
    for position in incident.positions:
        own = position.kind in ("denies", "admits") and position.target in (None, position.party)
        target = "" if own else safe(position.target_name or "")
        when = f"since {position.since}" if position.since else "no date"
        if position.until:
            when += (
                f", until {position.until}: then {POSITION_WORDS[position.changed_to or 'silent']}"
            )
        table.add_row(
            Text("" if position.name == previous else safe(position.name), "bold green"),
            Text(POSITION_WORDS[position.kind], "strike" if position.until else ""),
            Text(target),
            Text(when, "dim"),
        )
        previous = position.name
    return table


def _truces(incident: Incident) -> RenderableType | None:
    if not incident.truces:
        return None
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    for state in incident.truces:
        party = f" by {state.party}" if state.party else ""
        table.add_row(
            Text(state.date or "no date", "dim"),
            Text(
                safe(f"{_TRUCE_WORDS[state.state]}{party}"),
                "red" if state.state == "breached" else "",
            ),
            Text(safe(f"“{state.words}”"), "italic"),
            Text(safe(f"— {state.by}"), "cyan"),
        )
    return table


def _framing(incident: Incident) -> RenderableType | None:
    if not incident.framing:
        return None
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    for framing in incident.framing:
        words = ", ".join(word if n == 1 else f"{word} ×{n}" for word, n in framing.words.items())
        table.add_row(
            Text(safe(framing.outlet), "cyan"),
            Text(safe(framing.actor_name), "green"),
            Text(safe(words)),
        )
    return table


def _revisions(incident: Incident) -> RenderableType | None:
    if not incident.revisions:
        return None
    names = {d.id: _source_name(d) for d in incident.documents}
    lines = []
    for r in incident.revisions:
        counts = f"{len(r.gone)} claims gone, {len(r.changed)} changed, {len(r.new)} new"
        lines.append(
            Text.assemble((safe(names.get(r.document, r.document)), "cyan"), f"  {counts}")
        )
        if r.notice:
            lines.append(Text(f"  “{safe(r.notice)}”", "italic"))
    return Group(*lines)


def _judgements(notes: Sequence[JudgementNote]) -> RenderableType | None:
    if not notes:
        return None
    lines = []
    for note in notes:
        words = f"“{note.span.exact}”" if note.span else None
        right = (note.grade, note.value, note.stance, note.claimant, words)
        what = ", ".join(part for part in right if part)
        words = f"{note.id}  {note.at[:10]}  {note.by}: {note.kind} {note.party or ''} {what}"
        line = Text(safe(" ".join(words.split()) + f" — {note.reason}"))
        if note.withdrawn_at:
            line.stylize("strike dim")
        if note.stale:
            line.append(f"  STALE: {safe(note.why_stale or '')}", "bold red")
        lines.append(line)
    return Group(*lines)


def _added(incident: Incident) -> RenderableType | None:
    """The claims that no machine read: whose word, by which evidence, who added it."""
    lines = []
    for claims in incident.claims.values():
        for claim in claims:
            if claim.made_by is not None and claim.rests_on is not None:
                evidence = claim.rests_on
                said = (
                    f"{STANCE_MARKS[claim.stance]} {PROPERTY_WORDS[claim.property]}: {claim.words}"
                )
                rests = f"{evidence.kind}: {evidence.description}"
                when = f", {evidence.captured}" if evidence.captured else ""
                lines.append(
                    Text.assemble(
                        safe(f"{said}  "),
                        (safe(claim.speaker_name), "cyan"),
                        (safe(f"  {rests}{when}; added by {claim.made_by}"), "dim"),
                    )
                )
    return Group(*lines) if lines else None


def _source_name(document: IncidentDocument) -> str:
    day = (document.published or "")[:10]
    return " ".join(part for part in (document.outlet_name or "unknown outlet", day) if part)


def _sources(incident: Incident) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    names = {d.id: _source_name(d) for d in incident.documents}
    for document in incident.documents:
        words = Text(safe(document.title or document.source_ids[0]))
        words.append(safe(f"  {document.outlet_name or 'unknown outlet'}"), "cyan")
        words.append(safe(f"  {', '.join(document.source_ids)}"), "dim")
        if not document.main:
            words.append("  told in passing", "yellow")
        if document.copy_of is not None:
            copied = names.get(document.copy_of, document.copy_of)
            words.append(safe(f"  repeats {copied}"), "yellow")
        if document.revises is not None:
            words.append(
                safe(f"  revises {names.get(document.revises, document.revises)}"), "yellow"
            )
        for reason in document.reasons[:2]:
            words.append("\n  linked: " + safe(reason), "dim")
        table.add_row((document.published or "no date")[:10], words)
    return table
