"""Join quotations to those who speak: which quotation belongs to which reporting clause.

Comes in: a cue with frame and source, the quotations. Goes out: the content with the quotations that stand directly
before and after "he said". Quotations that no clause holds are dealt with in floating.py.
"""

from __future__ import annotations

from sayso.extract.cues import CueCandidate
from sayso.extract.frames import Frame
from sayso.extract.quotations import Quotation, Quotations
from sayso.extract.trees import Stretch, Tree, holds, without

_AFTER_CUE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "nsubj", "tmod"})
_JOINTS = frozenset({",", "-", "—", "–", "--"})
_INNER_END = ",?!-—–…"


def find_quoted_content(
    tree: Tree,
    cue: CueCandidate,
    frame: Frame,
    source: list[Stretch],
    quotations: Quotations,
) -> list[Stretch]:
    """The content of a cue with the quotations directly before and after its reporting clause.

    '"We left," he said. "Nobody stayed."' at "said" → '"We left,"', '"Nobody stayed."'
    """
    if not quotations.found or quotations.holding(cue.head) is not None:
        return frame.content
    start, end = _reporting_clause(tree, cue, frame, source)
    before = _quote_before(tree, start, quotations, bare=not frame.content)
    after = _quote_after(tree, end, quotations, has_before=before is not None)
    if before is None and after is None and not frame.content:
        before = _quote_in_paragraph_before(tree, start, end, quotations)
    content = frame.content
    if before is not None and begins_sentence(tree, before.tokens[0]):
        content = without(content, [(0, before.tokens[0])])
    return [*content, *(q.tokens for q in (before, after) if q is not None)]


def _reporting_clause(
    tree: Tree, cue: CueCandidate, frame: Frame, source: list[Stretch]
) -> Stretch:
    """Subject, cue and what hangs on the cue, without its content."""
    near = [s for s in source if tree.sentence[s[0]] == tree.sentence[cue.head]]
    start = min([cue.head, *frame.cue, *(s for s, _ in near)])
    end = max([cue.head + 1, *(t + 1 for t in frame.cue), *(e for _, e in near)])
    for child in tree.children[cue.head]:
        hangs_on = child > cue.head and tree.deps[child] in _AFTER_CUE
        if hangs_on and not holds(frame.content, child):
            end = max(end, tree.last[child] + 1)
    return start, end


def _quote_before(
    tree: Tree, start: int, quotations: Quotations, *, bare: bool
) -> Quotation | None:
    """The quotation that ends where the reporting clause starts, with a comma, "?" or "!" between."""
    at = start
    while at > 0 and start - at < 3 and (tree.words[at - 1] in _JOINTS or _is_space(tree, at - 1)):
        at -= 1
    quotation = quotations.ending(at, start)
    if quotation is None:
        return None
    inner = last_inside(tree, quotation)
    joined = any(tree.words[t] in _JOINTS for t in range(at, start))
    if inner in _INNER_END or joined:
        return quotation
    same_sentence = tree.sentence[quotation.tokens[0]] == tree.sentence[start]
    return quotation if bare and (inner != "." or same_sentence) else None


def last_inside(tree: Tree, quotation: Quotation) -> str:
    """The last character before the closing marks of a quotation."""
    start, end = quotation.tokens
    text = "".join(tree.words[start:end]).rstrip("\"”’'»` \n")
    return text[-1:] or " "


def _quote_after(
    tree: Tree, end: int, quotations: Quotations, *, has_before: bool
) -> Quotation | None:
    """The quotation that starts where the reporting clause ends, after a comma or colon, or goes on after a stop."""
    stops = (",", ":", ".") if has_before else (",", ":")
    at = end
    while at < len(tree) and at - end < 3 and (tree.words[at] in stops or _is_space(tree, at)):
        at += 1
    return quotations.starting(end, at)


def _quote_in_paragraph_before(
    tree: Tree, start: int, end: int, quotations: Quotations
) -> Quotation | None:
    """'"It was a crime."' and then, alone, "Lavrov said.": the clause says nothing itself."""
    if end < len(tree) and not (tree.words[end][-1:] in ".!" or _is_space(tree, end)):
        return None
    at = start
    while at > 0 and _is_space(tree, at - 1):
        at -= 1
    return quotations.ending(at)


def _is_space(tree: Tree, token: int) -> bool:
    return tree.pos[token] == "SPACE"


def begins_sentence(tree: Tree, token: int) -> bool:
    """Whether a token is the first of a sentence, whatever the parser says."""
    before = token - 1
    while before >= 0 and _is_space(tree, before):
        before -= 1
    return before < 0 or tree.words[before][-1:] in ".?!:”\"'»"
