"""What a claim stands on, for people at a terminal: from the claim down to the bytes.

Comes in: a Ground. Goes out: a rich renderable. Words from reports are made safe first.
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.store.grounds import Ground
from sayso.terminal import RUNG_WORDS, STANCE_MARKS, safe


def render_ground(ground: Ground) -> RenderableType:
    """The claim, its words in place, the chain of who told it, the document, the raw bytes."""
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in _facts(ground):
        table.add_row(name, words)
    return Group(_head(ground), Padding(_quote(ground), (0, 0, 1, 2)), table)


def _head(ground: Ground) -> Text:
    rung = f"  ({RUNG_WORDS[ground.responsibility]})" if ground.responsibility else ""
    return Text.assemble(
        (safe(" and ".join(ground.claimants)), "cyan"),
        f"  {STANCE_MARKS[ground.stance]} {ground.stance}  ",
        (ground.property, "bold"),
        f"  {safe(ground.value)}",
        (rung, "yellow"),
    )


def _quote(ground: Ground) -> Text:
    """The words of the claim in their place; between two stretches of evidence there is an ellipsis."""
    quote = Text("“…" + safe(ground.before[-160:]), "dim")
    for number, span in enumerate(ground.evidence):
        quote.append(" … " if number else "")
        quote.append(safe(span.exact), "bold")
    return quote.append(safe(ground.after[:160]) + "…”", "dim")


def _facts(ground: Ground) -> list[tuple[str, Text]]:
    chain = " ← ".join(f"{t.source} ({t.cue or t.act})" for t in reversed(ground.chain))
    places = ", ".join(f"{s.start}–{s.end}" for s in ground.evidence)
    rows = [
        ("claim", ground.claim),
        ("told by", chain or "the outlet itself"),
        ("characters", places),
        ("document", ground.document),
        ("title", ground.title or ""),
        ("outlet", ", ".join(part for part in (ground.outlet, ground.published) if part)),
        ("address", ground.url or ""),
        ("input", ", ".join(ground.source_ids)),
        ("raw bytes", _bytes(ground)),
        ("read by", ", ".join(f"{name} {value}" for name, value in ground.versions.items())),
        ("readings", ", ".join(ground.readings)),
        ("incidents", ", ".join(ground.incidents)),
    ]
    rows += [(n.kind, f"{n.by}, {n.at[:10]}: {n.reason}") for n in ground.judgements]
    return [(name, Text(safe(words))) for name, words in rows if words]


def _bytes(ground: Ground) -> str:
    if ground.source_digest is None:
        return "not kept"
    state = "intact" if ground.source_is_intact else "DAMAGED: they no longer have this digest"
    return f"sha256:{ground.source_digest}, {ground.source_size:,} bytes, {state}"
