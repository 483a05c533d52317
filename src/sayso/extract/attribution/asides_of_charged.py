"""What a clause behind commas tells of the accused is no charge: "blamed the cell, which has often taken hostages".

Comes in: a parse and a draft by which somebody is accused. Goes out: the draft, without the clause with "which" or
"who" behind a comma that tells who the accused is. In "blamed men who had fired on them" the clause is part of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Stretch, Tree, without

_PRONOUNS = frozenset({"which", "who", "whose"})
_CHARGES = frozenset({"accuses", "suggests"})


def leave_asides(tree: Tree, draft: Draft) -> None:
    """Cut what is told of the accused out of the content of a charge.

    "handed down charges, | which include murder |": what is all that is told is told by the way no more.
    """
    if draft.act not in _CHARGES:
        return
    for start, end in _asides(tree, draft):
        draft.content = without(draft.content, [(start, end)]) or draft.content


def _asides(tree: Tree, draft: Draft) -> Iterator[Stretch]:
    for party in _accused(tree, draft.head):
        for clause in tree.children[party]:
            start = tree.first[clause]
            is_aside = tree.deps[clause] == "relcl" and tree.words[start] in _PRONOUNS
            if is_aside and start and tree.words[start - 1] == "," and start - 1 > party:
                last = tree.last[clause] + 1
                yield start - 1, last + (last < len(tree) and tree.words[last] == ",")


def _accused(tree: Tree, verb: int) -> Iterator[int]:
    """ "blamed | the cell", "blamed it on | the cell"."""
    for child in tree.children[verb]:
        if tree.deps[child] == "dobj":
            yield child
        elif tree.words[child] == "on":
            yield from (c for c in tree.children[child] if tree.deps[c] == "pobj")
