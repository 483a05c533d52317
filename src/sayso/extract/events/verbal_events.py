"""Verbal events: an accusation is also an ACCUSE event, a demand a REQUEST, a denial a REJECT.

Comes in: the attributions of a report. Goes out: drafts of events whose trigger is the cue. Plain statements (CAMEO
01: says, reports, confirms, estimates) make no event, unless they say what another must do; an admission of a deed
makes none either, the claim says it. A warning is a THREATEN event only where the lexicon finds it to threaten a deed.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.verb_statuses import verb_status
from sayso.extract.grammar.voice import children, is_passive, is_verb
from sayso.model import Attribution, EventType, Span, Status
from sayso.nlp.readings import Reading

_BY_ACT: dict[str, tuple[EventType, str | None, str]] = {
    "accuses": ("ACCUSE", "disapprove", "112"),
    "condemns": ("ACCUSE", "disapprove", "111"),
    "denies": ("REJECT", None, "120"),
    "rejects": ("REJECT", None, "120"),
    "demands": ("REQUEST", None, "100"),
    "orders": ("REQUEST", None, "100"),
    "asks": ("REQUEST", None, "100"),
    "threatens": ("THREATEN", None, "130"),
    "promises": ("AGREE", None, "030"),
    "agrees": ("AGREE", None, "030"),
    "praises": ("SUPPORT", None, "051"),
}
EVENTFUL_ACTS = frozenset(_BY_ACT)
_OBLIGATION_REACH = 20


@dataclass(frozen=True, slots=True)
class VerbalEvent:
    """A verbal event made from an attribution; `first` and `last` are the tokens of its cue."""

    attribution: Attribution
    cue: Span
    type: EventType
    mode: str | None
    cameo: str
    status: Status
    token: Token
    first: int
    last: int


def find_verbal_events(
    reading: Reading, attributions: tuple[Attribution, ...], lexicon: EventLexicon
) -> list[VerbalEvent]:
    """Make verbal events from attributions.

    "Ankara accused Damascus of shelling the camp." → ACCUSE, trigger "accused", actors Ankara, recipients Damascus
    """
    found = []
    for attribution in attributions:
        made = _BY_ACT.get(attribution.act) or _obligation(reading, attribution, lexicon)
        if made is None or not attribution.cue or reading.is_boilerplate(attribution.cue[0].start):
            continue
        cue, tokens = _main_cue(reading, attribution)
        kind, mode, cameo = made
        root = tokens.root
        if root.lemma_ == "oppose" and is_passive(root) and children(root, "prep"):
            continue  # "is opposed to French mediation": the lexicon knows who opposes what
        if attribution.via is not None and not attribution.source and not is_verb(root):
            continue
        status: Status = (
            verb_status(root, lexicon)
            if is_verb(root) and attribution.act not in ("denies", "rejects")
            else "happened"
        )
        found.append(
            VerbalEvent(
                attribution, cue, kind, mode, cameo, status, root, tokens.start, tokens.end - 1
            )
        )
    return found


def _obligation(
    reading: Reading, attribution: Attribution, lexicon: EventLexicon
) -> tuple[EventType, str | None, str] | None:
    """ "Rome said that Tunis must act" demands; "said it must be a mistake" and "we must act" do not."""
    if attribution.act != "says" or not attribution.content:
        return None
    for token in reading.tokens_in(attribution.content[0])[:_OBLIGATION_REACH]:
        if token.lower_ == "must" and token.dep_ == "aux" and token.head.dep_ in ("ccomp", "ROOT"):
            subjects = children(token.head, "nsubj")
            is_other = bool(subjects) and subjects[0].pos_ in ("NOUN", "PROPN")
            is_deed = token.head.lemma_ != "be" or any(
                c.lower_ in lexicon.statuses.ready for c in children(token.head, "acomp")
            )
            return ("REQUEST", None, "100") if is_other and is_deed else None
    return None


def _main_cue(reading: Reading, attribution: Attribution) -> tuple[Span, TokenSpan]:
    """The part of a cue that holds its verb or noun ("Asked …, he said": the last part)."""
    parts = [(cue, reading.tokens_in(cue)) for cue in attribution.cue]
    return next((part for part in parts if part[1].root.pos_ in ("VERB", "AUX", "NOUN")), parts[0])
