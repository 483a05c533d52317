"""Join quotations to those who speak: which quotation belongs to which reporting clause.

Comes in: a cue with frame and source, the quotations. Goes out: the content with the quotations that stand directly
before and after "he said". Quotations that no clause holds are dealt with in floating.py.
"""

from __future__ import annotations

from sayso.extract.attribution.cues import CueCandidate
from sayso.extract.attribution.frames import Frame
from sayso.extract.attribution.layout_words import load_layout_words
from sayso.extract.attribution.quotations import Quotation, Quotations
from sayso.extract.grammar.trees import Stretch, Tree, holds, without

_AFTER_CUE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "nsubj", "tmod"})
_JOINTS = frozenset({",", "-", "—", "–", "--"})
_INNER_END = ",?!-—–…"
_ROW = frozenset({",", "and", "or", "but"})
_LONGEST_MANNER = 12
_MARKS = "\"”“’‘'»«›‹` \n"


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
    if _is_work(tree, cue, frame, quotations):
        return []
    level = _level_of(cue.head, quotations)
    if level is None or not level.found:
        return frame.content
    start, end = _reporting_clause(tree, cue, frame, source)
    before = _quote_before(tree, start, level, bare=not frame.content)
    after = _quote_after(tree, end, level, has_before=before is not None)
    if before is None and after is None and not frame.content:
        before = _quote_in_paragraph_before(tree, start, end, level)
    if before is None and after is None and not frame.content:
        after = _quote_after_colon(tree, cue, end, level)
    content = _to_ends_of_quotes(tree, cue.head, frame.content, level)
    if before is not None and begins_sentence(tree, before.tokens[0]):
        content = without(content, [(0, before.tokens[0])])
        content = [c for c in content if not _is_aside(tree, c, cue.head, level)]
    found = [*content, *(q.tokens for q in (before, after) if q is not None)]
    return _with_joined_quotes(tree, found, level)


def _is_work(tree: Tree, cue: CueCandidate, frame: Frame, quotations: Quotations) -> bool:
    """ "The film “The Valley” was shown": a work with its title is shown, nothing is told by it."""
    words = load_layout_words()
    if tree.lemmas[cue.head] not in words.published or len(frame.content) != 1:
        return False
    start, end = frame.content[0]
    title = quotations.last_within(start, end) if quotations.found else None
    return title is not None and any(
        tree.lemmas[t] in words.works for t in range(start, title.tokens[0])
    )


def _level_of(token: int, quotations: Quotations) -> Quotations | None:
    """The quotations that a cue can introduce: in quoted speech those within it, elsewhere the outermost ones."""
    around = quotations.holding(token)
    if around is None or not around.closed:
        return quotations if around is None else None
    inner = quotations.inner
    return inner if inner is not None and inner.holding(token) is None else None


def _to_ends_of_quotes(
    tree: Tree, head: int, content: list[Stretch], quotations: Quotations
) -> list[Stretch]:
    """ "said that “it is late. We go.”": the parser ends the content with the sentence, the marks do not."""
    return [_to_end_of_quote(tree, head, stretch, quotations) for stretch in content]


def _to_end_of_quote(tree: Tree, head: int, stretch: Stretch, quotations: Quotations) -> Stretch:
    start, end = stretch
    first, last = quotations.holding(start), quotations.holding(end - 1)
    if last is not None and not holds([last.tokens], head) and last.closed:
        end = max(end, last.tokens[1])
    if first is not None and not holds([first.tokens], head) and first.closed:
        start = min(start, first.tokens[0])
    quote = quotations.last_within(start, end)
    if quote is not None and head < start < quote.tokens[0] and _is_cut_off(tree, quote, end):
        end = quote.tokens[1]
    return start, end


def _is_cut_off(tree: Tree, quotation: Quotation, end: int) -> bool:
    """ "called it “late,” adding …": a comma within the marks ends what is quoted, unless the row goes on."""
    after = quotation.tokens[1]
    if after >= end or last_inside(tree, quotation) != ",":
        return False
    return tree.pos[after] in ("VERB", "SCONJ", "ADP", "PRON") and tree.words[after] != "to"


def _is_aside(tree: Tree, stretch: Stretch, head: int, quotations: Quotations) -> bool:
    """ "“Yes,” he said when asked", "she said of the raid": when and of what it was said is not what was said."""
    start, end = stretch
    is_aside = (
        tree.pos[start] in ("ADP", "CCONJ") or tree.words[start] in load_layout_words().asides
    )
    return start > head and is_aside and quotations.starting(start, end - 1) is None


def _with_joined_quotes(
    tree: Tree, content: list[Stretch], quotations: Quotations
) -> list[Stretch]:
    """ "chanted “peace” and “bread”": what stands in a row with a quotation is quoted, too."""
    found = list(content)
    for _, end in content:
        at = end
        while (row := _next_in_row(tree, at, quotations)) is not None:
            found.append((at, row.tokens[1]))
            at = row.tokens[1]
    return found


def _next_in_row(tree: Tree, end: int, quotations: Quotations) -> Quotation | None:
    if quotations.ending(end) is None:
        return None
    at = end
    while at < min(end + 2, len(tree)) and tree.words[at] in _ROW:
        at += 1
    if at == end or tree.sentence[at - 1] != tree.sentence[end - 1]:
        return None
    return quotations.starting(at, at)


def _quote_after_colon(
    tree: Tree, cue: CueCandidate, end: int, quotations: Quotations
) -> Quotation | None:
    """ "Kelly replied pointedly, with a smile: “…”": the colon joins them over what stands between."""
    stop = tree.sentence_of(cue.head)[1]
    for colon in range(end, min(stop, end + _LONGEST_MANNER)):
        if tree.words[colon] == ":":
            return quotations.starting(colon + 1, colon + 2)
        if tree.pos[colon] in ("VERB", "AUX") and tree.tags[colon] != "VBG":
            return None
    return None


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
    if quotation is None or is_title(tree, quotation.tokens[0]):
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
    text = "".join(tree.words[start:end]).rstrip(_MARKS)
    return "…" if text.endswith("..") else text[-1:] or " "


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
    quotation = quotations.ending(at)
    if quotation is None:
        return None
    first = quotations.speech_of(quotation)[0]
    before = first.tokens[0] - 1
    while before > 0 and _is_space(tree, before):
        before -= 1
    is_introduced = before > 0 and tree.words[before] == ":"
    return quotation if opens_paragraph(tree, first) and not is_introduced else None


def opens_paragraph(tree: Tree, quotation: Quotation) -> bool:
    """Whether a quotation begins its paragraph."""
    start = quotation.tokens[0]
    return start == 0 or _is_space(tree, start - 1)


def is_title(tree: Tree, token: int) -> bool:
    """Whether the quotation that starts at a token is the title of a work: 'Her book, "I Was There", sold out.'"""
    before = token - 1
    if before >= 0 and tree.words[before] in ("titled", "entitled"):
        return True
    while before > 0 and tree.words[before] in (",", "called", "named"):
        before -= 1
    return before >= 0 and tree.lemmas[before] in load_layout_words().works


def _is_space(tree: Tree, token: int) -> bool:
    return tree.pos[token] == "SPACE"


def begins_sentence(tree: Tree, token: int) -> bool:
    """Whether a token is the first of a sentence, whatever the parser says."""
    before = token - 1
    while before >= 0 and _is_space(tree, before):
        before -= 1
    return before < 0 or tree.words[before][-1:] in ".?!:”\"'»«“"
