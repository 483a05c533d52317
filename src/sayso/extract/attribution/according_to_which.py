"""Read accounts whose content stands in a relative clause: "a version according to which rebels burned the clinic".

Comes in: a parse and drafts. Goes out: the drafts, in which the version tells what stands behind "which", and whoever
spreads or rejects the version speaks of that, too. The parse hangs the clause where it likes, so that order decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Stretch, Tree, holds, merged

_WHICH = frozenset({"which", "whom"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_VERBS = frozenset({"VERB", "AUX"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_WORDS = 3  # "according to which"


def read_relative_accounts(tree: Tree, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with one for each "according to which".

    "The army rejected reports according to which it shot two boys." → source "reports", content "it shot two boys",
    inside what the army rejects
    """
    read = list(drafts)
    for account in _accounts(tree):
        [(start, end)], own = account.content, range(account.head, account.head + _WORDS)
        read = [d for d in read if not any(t in own for s, e in d.cue for t in range(s, e))]
        noun = account.source[0][0]
        read = [
            replace(d, content=merged([*d.content, (noun, end)]))
            if holds(d.content, noun) and not holds(d.content, start)
            else d
            for d in read
        ]
        read.append(account)
    return read


def _accounts(tree: Tree) -> Iterator[Draft]:
    for at in range(1, len(tree) - _WORDS):
        if tree.words[at] != "according" or tree.words[at + 1] != "to":
            continue
        if tree.words[at + 2] not in _WHICH:
            continue
        told, source = _clause_behind(tree, at + 2), _noun_before(tree, at)
        if told is not None and source:
            yield Draft(head=at, cue=[(at, at + 2)], content=[told], source=source)


def _clause_behind(tree: Tree, which: int) -> Stretch | None:
    """The clause of the first verb behind that has a subject there."""
    for verb in range(which + 1, tree.sentence_of(which)[1]):
        subjects = (c for c in tree.children[verb] if tree.deps[c] in _SUBJECTS)
        if tree.pos[verb] in _VERBS and any(which < c < verb for c in subjects):
            found = trimmed(tree, [(which + 1, tree.last[verb] + 1)])
            return found[0] if found else None
    return None


def _noun_before(tree: Tree, at: int) -> list[Stretch]:
    noun = at - 1 if tree.words[at - 1] != "," else at - 2
    if noun < 0 or tree.pos[noun] not in _NOUNS:
        return []
    while tree.heads[noun] < noun and tree.pos[tree.heads[noun]] not in _VERBS:
        noun = tree.heads[noun]
    return trimmed(tree, [(tree.first[noun], at)])
