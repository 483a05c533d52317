"""Find attributions: who says, denies, accuses, demands, and what (DESIGN.md §3, §6, §6a).

Comes in: a reading, its mentions and actors, the cue lexicon. Goes out: attributions in text order with exact spans,
the inner ones tied to the outer by `via`. The outlet's own words are no attribution. Nothing is found in boilerplate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.extract.contents import Frame, find_frame
from sayso.extract.cues import (
    CueCandidate,
    CueLexicon,
    find_cue_candidates,
    load_cue_lexicon,
)
from sayso.extract.quotations import Quotation, find_quotations
from sayso.extract.sources import find_source, source_kind
from sayso.extract.stances import find_stance
from sayso.extract.trees import Stretch, Tree, holds, merged, read_tree, without
from sayso.model import Act, Actor, Attribution, Manner, Mention, Span, Stance
from sayso.nlp.readings import Reading

__all__ = ["CueLexicon", "find_attributions", "load_cue_lexicon"]

_AFTER_CUE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "nsubj"})


@dataclass
class Draft:
    """An attribution while it is put together, in tokens."""

    head: int
    cue: list[Stretch]
    content: list[Stretch]
    source: list[Stretch]
    act: Act = "says"
    stance: Stance = "asserts"
    addressees: list[Stretch] = field(default_factory=list)
    accused: list[Stretch] = field(default_factory=list)
    channel: str | None = None
    takes_quotes: bool = False
    needs_source: bool = False

    def holds(self, other: Draft) -> bool:
        """Whether the other's cue stands in this content."""
        return holds(self.content, other.head)


def find_attributions(
    reading: Reading, mentions: tuple[Mention, ...], actors: tuple[Actor, ...], cues: CueLexicon
) -> tuple[Attribution, ...]:
    """Find the attributions of a report, outer before inner.

    "Police said witnesses told them that he fled." → police says "witnesses told them that he fled", and via it
    witnesses say "that he fled"
    """
    tree = read_tree(reading)
    quotations = find_quotations(reading, tree)
    drafts = [
        d
        for sentence in reading.sentences
        for d in _sentence_drafts(tree, sentence.start, sentence.end, cues, quotations)
    ]
    _attach_floating(tree, quotations, drafts)
    drafts = [d for d in drafts if _is_whole(tree, d)]
    return _as_attributions(reading, tree, drafts, quotations, mentions, cues)


def _sentence_drafts(
    tree: Tree, start: int, end: int, cues: CueLexicon, quotations: list[Quotation]
) -> Iterable[Draft]:
    for token in range(start, end):
        if tree.lemmas[token] in cues.rows:
            for candidate in find_cue_candidates(tree, token, cues):
                draft = _make_draft(tree, candidate, cues, quotations)
                if draft is not None:
                    yield draft
                    break


def _make_draft(
    tree: Tree, cue: CueCandidate, cues: CueLexicon, quotations: list[Quotation]
) -> Draft | None:
    frame = find_frame(tree, cue)
    source = find_source(tree, cue, frame)
    takes_quotes = "quote" in cue.group.takes
    if takes_quotes:
        frame.content = _with_quotes(tree, cue, frame, source, quotations)
    content = without(merged(frame.content, 1), [*source, *((t, t + 1) for t in frame.cue)])
    content = [s for s in (_trimmed(tree, s) for s in content) if s]
    if not content or (cue.group.needs_source and not source):
        return None
    act, stance = find_stance(tree, cue, frame, cues)
    return Draft(
        head=cue.head,
        cue=merged((t, t + 1) for t in frame.cue),
        content=content,
        source=[s for s in (_trimmed(tree, s) for s in source) if s],
        act=act,
        stance=stance,
        addressees=frame.addressees,
        accused=frame.accused,
        takes_quotes=takes_quotes,
        needs_source=cue.group.needs_source,
    )


def _with_quotes(
    tree: Tree, cue: CueCandidate, frame: Frame, source: list[Stretch], quotations: list[Quotation]
) -> list[Stretch]:
    """The content with the quotations that stand directly before and after the reporting clause."""
    if not quotations:
        return frame.content
    start, end = _reporting_clause(tree, cue, frame, source)
    if any(q.tokens[0] < cue.head < q.tokens[1] for q in quotations):
        return frame.content
    content = list(frame.content)
    before = _quote_before(tree, start, quotations)
    if before is not None:
        content.append(before.tokens)
    after = _quote_after(tree, end, quotations, before is not None)
    if after is not None:
        content.append(after.tokens)
    return content


def _reporting_clause(
    tree: Tree, cue: CueCandidate, frame: Frame, source: list[Stretch]
) -> Stretch:
    """Subject, cue and what hangs on the cue, without its content."""
    parts = [s for s in source if abs(s[0] - cue.head) < 60]
    start = min([cue.head, *frame.cue, *(s for s, _ in parts)])
    end = max([cue.head + 1, *(t + 1 for t in frame.cue), *(e for _, e in parts)])
    for child in tree.children[cue.head]:
        hangs_on = child > cue.head and tree.deps[child] in _AFTER_CUE
        if hangs_on and not holds(frame.content, child):
            end = max(end, tree.last[child] + 1)
    return start, end


def _quote_before(tree: Tree, start: int, quotations: list[Quotation]) -> Quotation | None:
    at = start
    while (
        at > 0
        and (tree.words[at - 1] in (",", "-", "—", "–") or tree.pos[at - 1] == "SPACE")
        and start - at < 3
    ):
        at -= 1
    for quotation in quotations:
        if quotation.tokens[1] == at or quotation.tokens[1] == start:
            inner = tree.words[quotation.tokens[1] - 2] if quotation.tokens[1] >= 2 else ""
            if at < start or inner[-1:] in ",?!-—–…" or tree.words[start][:1].islower():
                return quotation if inner[-1:] != "." else None
    return None


def _quote_after(
    tree: Tree, end: int, quotations: list[Quotation], has_before: bool
) -> Quotation | None:
    at = end
    stops = (",", ":", ".") if has_before else (",", ":")
    limit = 3
    while (
        at < len(tree) and (tree.words[at] in stops or tree.pos[at] == "SPACE") and at - end < limit
    ):
        at += 1
    return next((q for q in quotations if end <= q.tokens[0] <= at), None)


def _attach_floating(tree: Tree, quotations: list[Quotation], drafts: list[Draft]) -> None:
    """Give quotations that no cue holds to the speaker before, when they go on in its paragraph or the next."""
    speaker: Draft | None = None
    speaker_paragraph = -9
    in_order = sorted((d for d in drafts if d.takes_quotes), key=lambda d: d.head)
    for quotation in quotations:
        start, end = quotation.tokens
        owner = next(
            (
                d
                for d in in_order
                if holds(d.content, start) or holds(d.content, min(start + 1, end - 1))
            ),
            None,
        )
        if owner is not None:
            speaker, speaker_paragraph = owner, quotation.paragraph
            continue
        if speaker is None or end - start < 6 or quotation.paragraph - speaker_paragraph > 1:
            continue
        if not _begins_sentence(tree, start):
            continue
        speaker.content = merged([*speaker.content, (start, end)])
        speaker_paragraph = quotation.paragraph


def _begins_sentence(tree: Tree, token: int) -> bool:
    before = token - 1
    while before >= 0 and tree.pos[before] == "SPACE":
        before -= 1
    return before < 0 or tree.words[before][-1:] in ".?!:”\"'"


def _trimmed(tree: Tree, stretch: Stretch) -> Stretch | None:
    """A stretch without commas, stops and spaces at its ends; quotation marks stay."""
    start, end = stretch
    while start < end and _is_edge(tree, start):
        start += 1
    while end > start and _is_edge(tree, end - 1):
        end -= 1
    return (start, end) if start < end else None


def _is_edge(tree: Tree, token: int) -> bool:
    return tree.pos[token] == "SPACE" or tree.words[token] in (
        ",",
        ".",
        ";",
        ":",
        "-",
        "–",
        "—",
        "--",
        ")",
        "(",
    )


def _is_whole(tree: Tree, draft: Draft) -> bool:
    return any(tree.is_word(t) for start, end in draft.content for t in range(start, end))


def _as_attributions(
    reading: Reading,
    tree: Tree,
    drafts: list[Draft],
    quotations: list[Quotation],
    mentions: tuple[Mention, ...],
    cues: CueLexicon,
) -> tuple[Attribution, ...]:
    drafts = sorted(drafts, key=lambda d: d.head)
    found: list[Attribution] = []
    ids = {id(d): f"a{n}" for n, d in enumerate(drafts, 1)}
    for draft in drafts:
        outer = _enclosing(draft, drafts)
        found.append(
            Attribution(
                id=ids[id(draft)],
                source=_spans(reading, tree, draft.source),
                actors=_actors_at(tree, draft.source, mentions),
                source_kind=source_kind(tree, draft.source, cues.file),
                cue=_spans(reading, tree, draft.cue),
                content=_spans(reading, tree, draft.content),
                manner=_manner(tree, draft, quotations),
                act=draft.act,
                stance=draft.stance,
                addressees=_actors_at(tree, draft.addressees, mentions),
                accused=_actors_at(tree, draft.accused, mentions),
                channel=draft.channel,
                via=ids[id(outer)] if outer is not None else None,
            )
        )
    return tuple(found)


def _enclosing(draft: Draft, drafts: list[Draft]) -> Draft | None:
    outer = [d for d in drafts if d is not draft and d.holds(draft) and not draft.holds(d)]
    return min(outer, key=lambda d: sum(e - s for s, e in d.content), default=None)


def _spans(reading: Reading, tree: Tree, stretches: list[Stretch]) -> tuple[Span, ...]:
    return tuple(reading.span(tree.starts[s], tree.ends[e - 1]) for s, e in stretches)


def _manner(tree: Tree, draft: Draft, quotations: list[Quotation]) -> Manner:
    words = [t for s, e in draft.content for t in range(s, e) if tree.is_word(t)]
    quoted = [t for t in words if any(q.tokens[0] <= t < q.tokens[1] for q in quotations)]
    share = len(quoted) / max(1, len(words))
    return "direct" if share >= 0.9 else "mixed" if quoted else "indirect"


def _actors_at(
    tree: Tree, stretches: list[Stretch], mentions: tuple[Mention, ...]
) -> tuple[str, ...]:
    found: list[str] = []
    for start, end in stretches:
        first, last = tree.starts[start], tree.ends[end - 1]
        inside = [m for m in mentions if m.actor and first <= m.head.start and m.head.end <= last]
        if inside and inside[0].actor is not None:
            found.append(inside[0].actor)
    return tuple(dict.fromkeys(found))
