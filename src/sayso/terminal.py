"""Reports for people at a terminal: claims grouped by event, with the words that say them, a colour for each role.

Comes in: reports. Goes out: rich renderables; cli.py prints them. Texts are hostile: control characters, escape
sequences and direction overrides are shown as a replacement mark, never sent to the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sayso.model import Actor, Attribution, Claim, Event, Figure, Report, Span, time_words

_HARM = frozenset({"ASSAULT", "COERCE"})
COLOURS = {
    "source": "bold cyan",
    "cue": "yellow",
    "content": "italic",
    "event": "bold red",
    "actor": "bold green",
    "figure": "bold magenta",
    "place": "blue",
    "time": "bright_black",
}
STANCE_MARKS = {"asserts": "●", "suggests": "◐", "doubts": "○", "denies": "✕"}
RUNG_WORDS = {
    "fact": "in the outlet's own voice",
    "admitted": "admitted",
    "accused_by_authority": "accused by an authority",
    "accused": "accused",
    "suggested": "suggested",
    "denied": "denied",
    "cleared": "cleared",
}
QUOTE_LENGTH = 220

# C0 and C1 controls (tab and line breaks become spaces first), zero-width and direction controls, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
# No sentence begins with a small letter: "at 7 p.m. and".
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[^\sa-z])|\n\s*\n")


def make_console(*, stderr: bool = False) -> Console:
    """A console that takes words as they are: no markup, no emoji codes, no guessed colours."""
    return Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False, markup=False)


def safe(words: str) -> str:
    """Words without anything that a terminal would obey."""
    return _UNSAFE.sub("\ufffd", re.sub(r"[\t\r\n\v\f]", " ", words))


def render_report(report: Report, *, all_claims: bool = False) -> RenderableType:
    """One report: a headline line, then its claims grouped by what happened."""
    head = _headline(report)
    if report.problem is not None:
        kind = "skipped" if report.problem.skipped else "failed"
        return Group(
            head, Text(f"  {kind} at {report.problem.stage}: {safe(report.problem.reason)}", "red")
        )
    happenings = _happenings(report)
    if not happenings:
        return Group(head, Text("  no claims found", "dim"), Text())
    words = Words(report)
    return Group(
        head, *(_render_happening(group, words, all_claims) for group in happenings), Text()
    )


def _headline(report: Report) -> RenderableType:
    document = report.document
    outlet = document.outlet.name if document.outlet else "unknown outlet"
    first_line = document.text.strip().split("\n", 1)[0][:90]
    title = Text(safe(document.title or first_line or document.source_id), "bold")
    facts = [
        outlet,
        document.published or "no date",
        f"{len(report.claims)} claims",
        document.source_id,
    ]
    return Group(Rule(style="dim"), title, Text(" · ".join(safe(fact) for fact in facts), "dim"))


@dataclass(frozen=True)
class Happening:
    """The events of a report that are one happening, and their claims."""

    events: list[Event]
    claims: list[Claim] = field(default_factory=list)


def _happenings(report: Report) -> list[Happening]:
    groups: dict[str, Happening] = {}
    for event in report.events:
        root = event.same_as or event.id
        groups.setdefault(root, Happening([])).events.append(event)
    roots = {event.id: event.same_as or event.id for event in report.events}
    for claim in report.claims:
        groups[roots[claim.event]].claims.append(claim)
    return [group for group in groups.values() if group.claims]


class Words:
    """Ids of one report put into words."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.actors: dict[str, Actor] = {a.id: a for a in report.actors}
        self.attributions: dict[str, Attribution] = {a.id: a for a in report.attributions}
        self.figures: dict[str, Figure] = {f.id: f for f in report.figures}
        self.places = {p.id: p for p in report.places}
        self.times = {t.id: t for t in report.times}
        self.claims = {c.id: c for c in report.claims}

    def actor(self, actor_id: str) -> str:
        """ "SYR.GOV" → "government of Syria (SYR.GOV)"; the outlet's own voice by its name."""
        if actor_id.startswith("outlet:") and actor_id not in self.actors:
            outlet = self.report.document.outlet
            return outlet.name if outlet else "the outlet itself"
        actor = self.actors.get(actor_id)
        if actor is None:
            return "unnamed" if actor_id.endswith("#unnamed") else actor_id
        return actor.name if actor_id.startswith("doc:") else f"{actor.name} [{actor_id}]"

    def value(self, claim: Claim) -> str:
        """What a claim's value says."""
        value = claim.value
        if value.actor:
            return self.actor(value.actor)
        if value.place:
            return place_words(self, value.place)
        if value.time:
            time = self.times[value.time]
            return f"{time.span.exact} ({time_words(time) if time.value else 'not resolved'})"
        if value.figure:
            return figure_words(self.figures[value.figure])
        return value.text or ""


def place_words(words: Words, place_id: str) -> str:
    """ "Sukkari, Aleppo, Syria" with the precision of the point."""
    place = words.places[place_id]
    path = [part for part in reversed(place.admin_path) if part != place.name]
    known = f" ({place.precision})" if place.precision else " (not located)"
    return ", ".join([place.name, *path][:3]) + known


def figure_words(figure: Figure) -> str:
    """ "at least 29" → "at least 29 = 29 or more people"."""
    low, high, central = (_number(n) for n in (figure.low, figure.high, figure.central))
    if low and low == high:
        reading = low
    elif low or high:
        reading = f"{low or '?'}–{high or '?'}"
    else:
        reading = f"about {central}"
    part = ", a part of another figure" if figure.part_of else ""
    return f"{figure.span.exact} [{reading}{' ' + figure.who if figure.who else ''}{part}]"


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}" if number == int(number) else f"{number:,}"


def _render_happening(group: Happening, words: Words, all_claims: bool) -> RenderableType:
    first = group.events[0]
    if first.attribution is not None:
        return _render_act(group, words)
    title = Text.assemble(
        ("  " + first.type, "bold"),
        (" " + "/".join(first.modes) if first.modes else "", "dim"),
        (f" “{safe(first.trigger.exact)}”", COLOURS["event"]),
        (f" {first.status}", "dim"),
    )
    others = sorted({e.trigger.exact for e in group.events[1:]} - {first.trigger.exact})
    if others:
        title.append(" also told as " + ", ".join(safe(word) for word in others), "dim")
    for line in _parties(group, words):
        title.append("\n     ").append(line)
    shown = group.claims if all_claims else list(_worth_showing(group.claims))
    return Group(title, *(_render_quoted(same, words) for same in _by_quote(shown, words)))


def _parties(group: Happening, words: Words) -> list[Text]:
    """Who took part and who brokered it, where no claim of responsibility says it: who met, who signed, who marched.

    Who did harm is told by claims alone: "declined to say whether the army had shelled it" names no party to it.
    """
    is_harm = any(event.type in _HARM for event in group.events)
    told = [] if is_harm or _is_claimed(group, "responsible") else [("parties", "actors")]
    lines = []
    for title, role in [*told, ("brokers", "brokers")]:
        named = dict.fromkeys(actor for event in group.events for actor in getattr(event, role))
        if named:
            names = safe(" and ".join(words.actor(actor) for actor in named))
            lines.append(Text.assemble((f"{title:15}", "bold"), names))
    return lines


def _is_claimed(group: Happening, property_: str) -> bool:
    return any(claim.property == property_ for claim in group.claims)


def _render_act(group: Happening, words: Words) -> RenderableType:
    """An act of speech in one line: who accused, demanded or denied, towards whom, and the words."""
    event = group.events[0]
    line = Text.assemble(
        ("  " + event.type, "bold"),
        (f" “{safe(event.trigger.exact)}” ", COLOURS["cue"]),
        (safe(" and ".join(words.actor(actor) for actor in event.actors)), COLOURS["source"]),
    )
    if event.recipients:
        line.append(
            safe(" → " + " and ".join(words.actor(actor) for actor in event.recipients)),
            COLOURS["actor"],
        )
    if event.time is not None:
        time = words.times[event.time]
        line.append(
            safe(f", {time.span.exact} ({time_words(time) if time.value else 'not resolved'})")
        )
    claimants = [words.actor(c) for claim in group.claims[:1] for c in claim.claimants]
    line.append(safe(" — as told by " + " and ".join(claimants)), "dim")
    return Group(line, Padding(_quote(group.claims[:1], words, event.attribution), (0, 0, 0, 7)))


def _by_quote(claims: list[Claim], words: Words) -> list[list[Claim]]:
    """Claims that rest on the same sentence, together, so that it is printed once."""
    text = words.report.document.text
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_window(text, claim.evidence), []).append(claim)
    return list(groups.values())


def _render_quoted(claims: list[Claim], words: Words) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 1), expand=False)
    for width in (13, 9, None):
        table.add_column(min_width=width, overflow="fold")
    # Several words of a sentence may tell the same of one happening: printed once.
    rows = {
        tuple(cell.plain for cell in cells): cells
        for cells in (_claim_cells(c, words) for c in claims)
    }
    for cells in rows.values():
        table.add_row(*cells)
    quote = Padding(_quote(claims, words), (0, 0, 0, 7))
    return Group(Padding(table, (0, 0, 0, 4)), quote)


def _worth_showing(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Bare occurrences say nothing that the group's title and its other claims do not, unless somebody denies them."""
    claims = list(claims)
    richer = {claim.via for claim in claims if claim.property != "occurrence"}
    for claim in claims:
        if claim.property != "occurrence" or claim.stance != "asserts" or claim.via not in richer:
            yield claim


def _claim_cells(claim: Claim, words: Words) -> tuple[Text, Text, Text]:
    mark = Text(
        f"{STANCE_MARKS[claim.stance]} {claim.stance}", "red" if claim.stance == "denies" else ""
    )
    return Text(claim.property, "bold"), mark, _value_line(claim, words)


def _value_line(claim: Claim, words: Words) -> Text:
    line = Text(safe(words.value(claim)), "bold" if claim.property == "responsible" else "")
    line.append("  — " if line.plain else "", "dim")
    line.append(safe(" and ".join(words.actor(claimant) for claimant in claim.claimants)), "cyan")
    if tellers := _tellers(claim, words):
        line.append(safe(" ← told by " + " ← ".join(reversed(tellers))), "dim")
    if claim.responsibility:
        line.append(f"  ({RUNG_WORDS[claim.responsibility]})", "yellow")
    answered = [
        (link.relation, words.claims[link.claim].claimants)
        for link in claim.links
        if link.relation != "repeats"
    ]
    for relation, claimants in dict.fromkeys(answered):
        told = " and ".join(words.actor(claimant) for claimant in claimants)
        line.append(safe(f"  {relation} what {told} says"), "red")
    return line


def _tellers(claim: Claim, words: Words) -> list[str]:
    """Who tells what the claimants say, outermost first: not the claimants themselves, nor a hedge of theirs."""
    chain = [words.attributions[i] for i in claim.via if i in words.attributions]
    own = (i for i in reversed(range(len(chain))) if set(chain[i].actors) & set(claim.claimants))
    outer = chain[: next(own, len(chain) - 1)]
    return [" ".join(s.exact for s in a.source) or "unnamed" for a in outer]


def _quote(claims: list[Claim], words: Words, attribution: str | None = None) -> Text:
    """The sentence around the evidence of some claims, the words in it coloured by what they are."""
    text = words.report.document.text
    start, end = _window(text, claims[0].evidence)
    roles = [role for claim in claims for role in _roles(claim, words)]
    roles += _attribution_roles([attribution] if attribution else [], words)
    layers = {role: place for place, role in enumerate(COLOURS)}
    quote = Text("“", "dim")
    order = sorted(roles, key=lambda role: (role[0] != "content", layers[role[0]]))
    quote.append_text(coloured(text, start, end, order))
    return quote.append("”", "dim")


def _window(text: str, evidence: tuple[Span, ...]) -> tuple[int, int]:
    """From the start of the first sentence of the evidence to the end of its last, within a line or two."""
    first, last = evidence[0], evidence[-1]
    ends = [m.end() for m in _SENTENCE_END.finditer(text, max(0, first.start - 400), first.start)]
    start = ends[-1] if ends else max(0, first.start - 120) if first.start > 400 else 0
    stop = _SENTENCE_END.search(text, last.end - 1, last.end + 400)
    end = stop.start() + 1 if stop else min(len(text), last.end + 120)
    if end - start > 3 * QUOTE_LENGTH:
        start, end = max(start, first.start - QUOTE_LENGTH), min(end, first.end + QUOTE_LENGTH)
    return start, max(end, first.end)


def _roles(claim: Claim, words: Words) -> list[tuple[str, Span]]:
    roles = _attribution_roles(claim.via, words)
    value = {"toll": "figure", "place": "place", "time": "time"}.get(
        claim.property.split(".")[0], "actor"
    )
    event = next(e for e in words.report.events if e.id == claim.event)
    roles += [(value, span) for span in claim.evidence if span != event.trigger]
    return [*roles, ("event", event.trigger)]


def _attribution_roles(ids: Iterable[str], words: Words) -> list[tuple[str, Span]]:
    roles: list[tuple[str, Span]] = []
    for attribution in (words.attributions[i] for i in ids if i in words.attributions):
        roles += [("content", span) for span in attribution.content]
        roles += [("source", span) for span in attribution.source]
        roles += [("cue", span) for span in attribution.cue]
    return roles


def coloured(text: str, start: int, end: int, roles: list[tuple[str, Span]]) -> Text:
    """A stretch of text with the colours of the roles; what comes later in the list lies on top."""
    piece = Text(safe(text[start:end]))
    for role, span in roles:
        if span.start < end and span.end > start:
            piece.stylize(COLOURS[role], max(span.start, start) - start, min(span.end, end) - start)
    return piece


@dataclass
class Summary:
    """What one call read, for the closing lines."""

    reports: int = 0
    claims: int = 0
    seconds: float = 0.0
    problems: list[tuple[str, str, str, bool]] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return sum(not skipped for *_, skipped in self.problems)

    def count(self, report: Report) -> None:
        """Add one report."""
        self.reports += 1
        self.claims += len(report.claims)
        if report.problem is not None:
            problem = report.problem
            self.problems.append(
                (report.document.source_id, problem.stage, problem.reason, problem.skipped)
            )


def render_summary(summary: Summary) -> RenderableType:
    """How much was read, and what was not, with each reason."""
    skipped = len(summary.problems) - summary.failed
    read = summary.reports - len(summary.problems)
    line = Text.assemble(
        (f"{read} reports read, {summary.claims} claims", "bold"),
        f" in {summary.seconds:.1f} s; {skipped} skipped, {summary.failed} failed",
    )
    rows = [
        Text(
            f"  {safe(source)}: {'skipped' if was_skipped else 'failed'} at {stage}: {safe(reason)}",
            "yellow" if was_skipped else "red",
        )
        for source, stage, reason, was_skipped in summary.problems
    ]
    return Group(Rule(style="dim"), line, *rows)


def render_legend() -> RenderableType:
    """What the colours mean."""
    return Text("  ").join(Text(role, colour) for role, colour in COLOURS.items())
