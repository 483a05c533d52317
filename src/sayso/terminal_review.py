"""The review desk for people at a terminal: the queue, one claim's card, agreement, audits.

Comes in: the desk's values. Goes out: rich renderables, readable at 100 columns and without colour. Every word that
comes from a report or from a person is made safe first.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.review_model import (
    Agreement,
    AuditItem,
    AuditReport,
    BulkGroup,
    Card,
    Interval,
    QueuePage,
    Step,
)
from sayso.terminal import safe

_RANK_WORDS = {
    "grade": "changes a grade",
    "casualties": "new casualty figure",
    "merge": "doubtful merge",
    "rest": "rest",
}


def render_queue(page: QueuePage) -> RenderableType:
    """The queue: what to look at first, and why."""
    if not page.rows:
        return Text("nothing waits for a look", "dim")
    table = Table(box=box.HORIZONTALS, pad_edge=False, padding=(0, 1, 0, 0), border_style="dim")
    table.add_column("", justify="right", style="dim")
    table.add_column("claim", no_wrap=True, style="dim")
    table.add_column("what is claimed, and why look", ratio=1, overflow="fold")
    table.add_column("state", no_wrap=True)
    table.expand = True
    for row in page.rows:
        why = f"{_RANK_WORDS[row.rank]}: {row.why}"
        told = [Text(safe(row.line), "bold"), Text(safe(why)), Text(safe(row.title), "dim")]
        if row.machine_updated:
            told.insert(1, Text(safe(f"read otherwise since: {row.machine_updated}"), "red"))
        state = row.state + (f" by {row.by}" if row.by else "")
        if row.lock is not None:
            state += f"\n{row.lock.by} is on it"
        table.add_row(str(row.number), row.claim, Group(*told), Text(safe(state)))
    counts = ", ".join(f"{n} {_RANK_WORDS[rank]}" for rank, n in page.by_rank.items())
    states = ", ".join(f"{n} {state}" for state, n in page.by_state.items())
    return Group(table, Text(f"{page.total} wait: {counts}", "dim"), Text(states, "dim"))


def render_card(card: Card) -> RenderableType:
    """One claim with its words in the report."""
    head = f"{card.speaker} {card.stance}: {card.row.property} {card.words}"
    lines: list[RenderableType] = [
        Text(safe(head), "bold"),
        Text(safe(f"{card.row.claim} · {card.row.state} · {card.row.why}"), "dim"),
    ]
    if card.row.effect:
        lines.append(Text(safe(card.row.effect), "magenta"))
    words = Text()
    for piece, is_said in card.pieces:
        words.append(safe(piece), "reverse" if is_said else "")
    source = " · ".join(x for x in (card.outlet, card.published, card.report) if x)
    lines += [Text(), words, Text(safe(f"— {source}"), "cyan")]
    lines += [Text(safe(f"  via {told}"), "dim") for told in (*card.chain, *card.links)]
    if card.merge_reasons:
        told = "; ".join(card.merge_reasons)
        lines.append(Text(safe(f"  linked by {card.merge_score:.2f}: {told}"), "dim"))
    for part, read, signed in card.corrected:
        lines.append(Text(safe(f"  {part} read as {read}, corrected to {signed}"), "yellow"))
    lines += [_step(step) for step in card.steps]
    lines += [Text(safe(f"{c.at[:16]} {c.by}: {c.words}"), "italic") for c in card.comments]
    if card.is_blind:
        lines.append(Text("what was decided is not shown before you have looked", "yellow"))
    return Group(*lines)


def _step(step: Step) -> Text:
    verdict = f" {step.verdict}" if step.verdict else ""
    words = f"{step.at[:16]} {step.by} {step.verb.replace('_', ' ')}{verdict} → {step.state}"
    return Text.assemble((safe(words), "cyan"), safe(f"  {step.comment}"))


def render_agreement(agreement: Agreement) -> RenderableType:
    """How far reviewers agree."""
    if not agreement.claims:
        return Text("no claim was judged by two people yet", "dim")
    kappa = "none (one word only)" if agreement.kappa is None else f"{agreement.kappa:.2f}"
    looks = "blind second looks" if agreement.blind else "all second looks"
    head = f"{agreement.agreed} of {agreement.claims} claims alike ({agreement.share:.0%}), kappa {kappa}; {looks}"
    table = Table("", "claims", "alike", "share", "kappa", box=None)
    for pair in agreement.pairs:
        each = "–" if pair.kappa is None else f"{pair.kappa:.2f}"
        names = Text(safe(f"{pair.one} and {pair.other}"))
        table.add_row(names, str(pair.claims), str(pair.agreed), f"{pair.share:.0%}", each)
    return Group(Text(head, "bold"), table)


def render_item(item: AuditItem, total: int, pieces: Iterable[tuple[str, bool]]) -> RenderableType:
    """One item of an audit, in its report."""
    words = Text()
    for piece, is_said in pieces:
        words.append(safe(piece), "reverse" if is_said else "")
    who = ", ".join(item.claimants) or "nobody named"
    rung = f" ({item.responsibility})" if item.responsibility else ""
    said = f"{who} {item.stance}: {item.property} {item.value}{rung}, of “{item.trigger}”"
    return Group(
        Text(f"{item.number} of {total}  {item.claim}", "dim"),
        Text(safe(said), "bold"),
        Text(),
        words,
        Text(safe(f"— {item.title}"), "cyan"),
    )


def render_audit(report: AuditReport) -> RenderableType:
    """What an audit found: precision with intervals, by property and by stance."""
    audit = report.audit
    drawn = f"{audit.size} of {audit.population} claims, seed {audit.seed}"
    kind = "stratified by property and stance" if audit.is_stratified else "simple"
    head = f"{audit.id}: {report.judged} of {audit.size} judged; {drawn}, {kind}"
    table = Table(box=None)
    for column in ("", "right", "judged", "precision", "95 % interval"):
        table.add_column(column, justify="left" if not column else "right")
    for interval in (report.overall, *report.by_property, *report.by_stance):
        table.add_row(*interval_cells(interval))
    lines: list[RenderableType] = [Text(head, "bold"), table]
    if report.facts.judged:
        facts = report.facts
        lines.append(Text(f"printed as the outlet's fact: {facts.right:g} of {facts.judged} right"))
    if report.parts:
        parts = ", ".join(f"{part} {n}" for part, n in report.parts.items())
        lines.append(Text(f"wrong: {parts}"))
    if report.disputed:
        lines.append(Text(f"{report.disputed} disputed, counted as wrong", "yellow"))
    lines.append(Text(report.rule, "dim"))
    return Group(*lines)


def interval_cells(interval: Interval) -> tuple[str, str, str, str, str]:
    """An interval's cells: ("all claims", "9", "10", "90%", "60–98%")."""
    if interval.share is None or interval.low is None or interval.high is None:
        return interval.of, "0", "0", "–", "–"
    ends = f"{interval.low:.0%}–{interval.high:.0%}".replace("%–", "–")
    return interval.of, f"{interval.right:g}", str(interval.judged), f"{interval.share:.0%}", ends


def render_groups(groups: Iterable[BulkGroup], least: float) -> RenderableType:
    """What might be accepted at once, and what the audit says of it."""
    table = Table(box=None)
    for column in ("property", "stance", "untouched", "right", "judged", "interval", ""):
        table.add_column(column)
    for group in groups:
        _, right, judged, _, ends = interval_cells(group.found)
        sure = "may be accepted" if group.is_sure else ""
        table.add_row(group.property, group.stance, str(group.open), right, judged, ends, sure)
    return Group(table, Text(f"it takes {least:.0%} by the interval's lower end", "dim"))
