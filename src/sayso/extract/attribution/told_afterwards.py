"""Who told it stands behind it: "Bandits killed two farmers in Jos. The commissioner disclosed this on Sunday."

Comes in: a parse and the drafts. Goes out: the drafts, where "this" or "this is", disclosed, announced or according to
somebody, has the sentences before it for its content too, as far as they are of its paragraph or the last one, and
nobody else's. Without this they would be the outlet's own facts. Who confirms this, tells it a second time: the outlet
has told it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.nlp.readings import Reading

_THIS = frozenset({"this"})
_IS = frozenset({"is", "was"})
_STOP = "."
_PARAGRAPH = "\n\n"


def read_told_afterwards(reading: Reading, tree: Tree, drafts: Sequence[Draft]) -> None:
    """Let whoever disclosed "this" say what stands before it.

    "Raiders shot a priest. This was announced by the prefect." → the prefect says "Raiders shot a priest", "This"
    """
    for draft in drafts:
        if draft.act != "says" or draft.stance != "asserts" or not _is_of_this(tree, draft):
            continue
        told = list(_before(reading, tree, draft, drafts))
        if told:
            draft.content = [*trimmed(tree, [(told[-1][0], told[0][1])]), *draft.content]


def _is_of_this(tree: Tree, draft: Draft) -> bool:
    """ "disclosed this", "this is according to", "made this known"."""
    cue = [t for start, end in draft.cue for t in range(start, end)]
    if load_attribution_words().discloses.isdisjoint(tree.lemmas[t] for t in cue):
        return False
    words = {tree.words[t] for start, end in draft.content for t in range(start, end)}
    if words & _THIS:
        return words <= _THIS | _IS
    between = range(min(cue) + 1, max(cue))
    return [tree.words[t] for t in between if t not in cue] == [*_THIS]


def _before(
    reading: Reading, tree: Tree, draft: Draft, drafts: Sequence[Draft]
) -> Iterator[Stretch]:
    """The sentences before it that nobody tells, the last first, to the start of the paragraph that they stand in."""
    last = tree.sentence[draft.head]
    for at in range(last - 1, -1, -1):
        start, end = tree.sentences[at]
        text = reading.text[tree.starts[start] : tree.starts[tree.sentences[at + 1][0]]]
        if at < last - 1 and _PARAGRAPH in text:
            return
        is_told = any(_reaches_into(other, (start, end)) for other in drafts if other is not draft)
        if is_told or text.rstrip()[-1:] != _STOP:
            return
        yield start, end


def _reaches_into(draft: Draft, sentence: Stretch) -> bool:
    stretches = (*draft.content, *draft.cue, *draft.source)
    return any(start < sentence[1] and sentence[0] < end for start, end in stretches)
