"""Set right who accuses whom in a relative clause: "the militia, which the rebels blamed for the killings".

Comes in: a parse and drafts, whoever found them. Changes charges whose verb has a subject of its own, and for its
object a relative pronoun or nothing: the subject is the source, whom the clause is about is the accused. A tagger that
was never shown such a clause takes the subject for a part of the content, and the wrong party would stand accused.
"""

from __future__ import annotations

from collections.abc import Iterable

from sayso.extract.attribution.accused import is_cause
from sayso.extract.attribution.contents import find_contact_noun
from sayso.extract.attribution.cue_uses import read_cue
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Stretch, Tree, holds, merged, without

_RELATIVE = frozenset({"who", "whom", "which", "that"})
_CHARGES = frozenset({"accuses", "suggests", "believes"})
_ON = frozenset({"on", "upon", "to"})


def mend_relative_charges(tree: Tree, drafts: Iterable[Draft], lexicon: CueLexicon) -> None:
    """Give charges in relative clauses their source and accused.

    "The militia, which the rebels blamed for the killings" → source "the rebels", accused "The militia"
    """
    for draft in drafts:
        if _is_charged_himself(tree, draft, lexicon):
            charged = _party_words(tree, tree.heads[draft.head], draft.head)
            draft.source, draft.accused = [], [charged]
            draft.content = merged([charged, *draft.content], 1)
            continue
        if tree.deps[draft.head] != "relcl" or draft.act not in _CHARGES:
            continue
        subject, party = tree.child(draft.head, "nsubj"), tree.heads[draft.head]
        if subject is None or party >= draft.head or tree.words[subject] in _RELATIVE:
            continue
        group = read_cue(tree, draft.cue, draft.content, lexicon).group
        is_contact = find_contact_noun(tree, draft.head) is not None
        if group.object != "accused" or not (is_contact or _stands_for(tree, draft.head)):
            continue
        if any(tree.words[c] in _ON for c in tree.children[draft.head]):
            continue  # "the murder, which her editor blames on a cartel": the pronoun is the deed
        words = _party_words(tree, party, draft.head)
        draft.source = draft.source or [tree.subtree(subject)]
        if not holds(draft.source, subject):
            continue
        draft.accused = [] if is_cause(tree, words, lexicon) else [words]
        draft.content = merged([words, *without(draft.content, draft.source)], 1)


def _is_charged_himself(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "The group | blamed for the attack | has fled": it blames nobody."""
    head = draft.head
    is_participle = tree.deps[head] == "acl" and tree.tags[head] in ("VBN", "VBD")
    if draft.act not in _CHARGES or not is_participle or not holds(draft.source, tree.heads[head]):
        return False
    if tree.child(head, "dobj", "nsubj", "agent") is not None or tree.heads[head] > head:
        return False
    return read_cue(tree, draft.cue, draft.content, lexicon).group.object == "accused"


def _stands_for(tree: Tree, verb: int) -> bool:
    """Whether the verb's object is the relative pronoun."""
    found = tree.child(verb, "dobj", "pobj")
    return found is not None and found < verb and tree.words[found] in _RELATIVE


def _party_words(tree: Tree, party: int, verb: int) -> Stretch:
    """The noun that a relative clause belongs to, with what stands before the clause."""
    end = min([verb, *(t for t in range(party + 1, verb) if tree.words[t] == ",")])
    ends = [tree.first[c] for c in tree.children[party] if tree.deps[c] == "relcl" and c > party]
    return tree.first[party], min([end, *ends, tree.last[party] + 1])
