"""Parts of labelled sentences that can stand alone, as further training rows.

Comes in: labelled rows with their parses. Goes out: for a row up to a few shorter ones: what is said without who says
it, a clause without those around it, a sentence without what stands before its first or after its last comma. Types
stay as they are. A part is left out where what was cut away may be what told the status ("if …", "fears that").
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from sayso.evaluate.event_rows import EventSentence
from sayso.model import Document
from sayso.nlp.readings import Reading
from sayso.text import digest_of

# Fewer words are no sentence, and more than this share of a row's is the row again.
SHORTEST, LONGEST = 3, 0.85
# Clauses that can stand alone.
_CLAUSES = frozenset({"ccomp", "conj", "advcl", "parataxis"})
# What begins with one of these is no sentence.
_JOINING = frozenset(
    {
        "if",
        "because",
        "when",
        "until",
        "before",
        "after",
        "since",
        "unless",
        "while",
        "who",
        "which",
        "where",
        "whom",
    }
)
# Cut away, these words change what the rest tells.
_TURNING = frozenset(
    {"if", "unless", "should", "were", "had", "before", "until", "after", "not", "no", "without"}
)
_PLAIN = frozenset({"happened", "ongoing"})
# An auxiliary in the clause itself tells that the deed is not done: it goes with the clause.
_TELLING = frozenset(
    {"will", "would", "could", "may", "might", "must", "should", "can", "not", "n't", "to", "did"}
)


def make_crops(
    sentence: EventSentence, reading: Reading, rng: random.Random, most: int = 2
) -> list[EventSentence]:
    """Up to `most` parts of a row, each a row of the same name."""
    found = {}
    for span in [part for whole in reading.sentences for part in _parts(whole)]:
        words = sum(token.is_alpha for token in span)
        if words < SHORTEST or words > LONGEST * sum(t.is_alpha for t in reading.doc):
            continue
        cropped = _crop(sentence, span)
        if cropped is not None:
            found[cropped.document.text] = cropped
    rows = list(found.values())
    return rng.sample(rows, min(most, len(rows)))


def _parts(whole: Span) -> Iterator[Span]:
    doc = whole.doc
    for token in whole:
        if token.dep_ in _CLAUSES and token.pos_ in ("VERB", "AUX"):
            yield _trim(_clause(token))
    commas = [t.i for t in whole if t.text in (",", ";", ":")]
    if commas:
        root = whole.root.i
        if commas[0] < root:
            yield _trim(doc[commas[0] + 1 : whole.end])
        if commas[-1] > root:
            yield _trim(doc[whole.start : commas[-1]])


def _clause(head: Token) -> Span:
    """The subtree of a verb, without what joins it to the rest ("that", "and")."""
    tree = list(head.subtree)
    span = head.doc[tree[0].i : tree[-1].i + 1]
    while len(span) > 1 and span[0].lower_ in ("that", "and", "but", "as", "while", "so"):
        span = head.doc[span.start + 1 : span.end]
    return span


def _trim(span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and (span.doc[start].is_punct or span.doc[start].is_space):
        start += 1
    while start < end and (span.doc[end - 1].is_punct or span.doc[end - 1].is_space):
        end -= 1
    return span.doc[start:end]


def _crop(sentence: EventSentence, span: Span) -> EventSentence | None:
    start, end = span.start_char, span.end_char
    inside = [e for e in sentence.events if start <= e.trigger[0] and e.trigger[1] <= end]
    if any(
        e.trigger[0] < end and e.trigger[1] > start and e not in inside for e in sentence.events
    ):
        return None
    rest = [t for t in span.sent if not span.start <= t.i < span.end]
    has_subject = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in span)
    if not has_subject or '"' in span.text or span[0].lower_ in _JOINING:
        return None
    for event in inside:
        tokens = [t for t in span if t.idx < event.trigger[1] and t.idx + len(t) > event.trigger[0]]
        if not tokens or not _keeps_status(event.status, tokens[-1], rest, span):
            return None
    text = span.text[0].upper() + span.text[1:] + "."
    events = tuple(
        replace(e, trigger=(e.trigger[0] - start, e.trigger[1] - start), actors=(), recipients=())
        for e in inside
    )
    document = Document(
        id="d" + digest_of("", text), source_id=sentence.id, text=text, language="en"
    )
    return replace(sentence, document=document, events=events)


def _keeps_status(status: str, trigger: Token, rest: list[Token], span: Span) -> bool:
    """Whether the clause itself, and not what was cut away, tells the status."""
    if any(t.like_num and len(t.text) == 4 for t in rest) and status == "historical":
        return False
    if status in _PLAIN:
        return True
    if status == "historical":
        return any(t.like_num and len(t.text) == 4 for t in span)
    if any(t.lower_ in _TURNING for t in rest):
        return False
    verbs = [trigger, *(a for a in trigger.ancestors if span.start <= a.i < span.end)]
    return any(child.lower_ in _TELLING for verb in verbs for child in verb.children)
