"""Nest drafts: whose content each cue stands in.

Comes in: drafts. Goes out: for each draft the one around it, or None; what is said inside a content ends where that
content ends; what is said inside "the agency, citing the ministry, said …" is the ministry's. Without circles by
construction: the largest content comes first, and an outer one is always larger.
"""

from __future__ import annotations

from sayso.extract.attribution.cue_uses import root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Stretch, Tree, within

_PARTED = 2  # pieces of a content that a cue stands between
# What somebody did is told inside these, or said not to have been done.
_ANSWERING = frozenset({"accuses", "admits", "claims-credit", "clears", "denies", "rejects"})
# What somebody ordered is found out inside these, whether or not they charge anybody else.
_FINDING = frozenset({"believes", "reports", "suggests"})


def without_refused(drafts: list[Draft]) -> list[Draft]:
    """The drafts without what somebody declined to say: "declined to comment" is one refusal, not two.

    A draft whose content another speaker took says nothing and goes, too.
    """
    drafts = [draft for draft in drafts if draft.content]
    refusals = [draft for draft in drafts if draft.act == "declines"]
    return [
        draft
        for draft in drafts
        if draft.act != "declines"
        or not any(other.holds(draft) and other.source == draft.source for other in refusals)
    ]


def without_ordered(tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """The drafts without orders that are themselves the deed in question.

    "The colonel was accused of ordering the massacre": he is charged with the massacre, which was; "accused of ordering
    his men to fire" keeps the order, which may not have been followed.
    """
    charges = [draft for draft in drafts if draft.act in _ANSWERING]
    return [
        draft
        for draft in drafts
        if draft.act != "orders"
        or not _is_deed(tree, draft.content, cues)
        or not (
            _is_tried_for(tree, draft)
            or any(charge.holds(draft) for charge in charges)
            or (_was_given(tree, draft) and any(_finds(o, draft) for o in drafts))
        )
    ]


def _is_tried_for(tree: Tree, draft: Draft) -> bool:
    """ "is on trial for ordering the torture of detainees": what somebody answers for."""
    before = tree.heads[draft.head]
    return tree.deps[draft.head] == "pcomp" and tree.words[before] in ("for", "of", "with")


def _finds(other: Draft, order: Draft) -> bool:
    """ "A panel concluded that he had ordered the murder", "documents show the army ordered it": they say by whom."""
    return other.holds(order) and (bool(other.accused) or other.act in _FINDING)


def _was_given(tree: Tree, draft: Draft) -> bool:
    """Whether an order is told as past: "had probably ordered the murder", "ordered the murder"."""
    helpers = [tree.words[c] for c in tree.children[draft.head] if tree.deps[c] == "aux"]
    tag = tree.tags[draft.head]
    return tag == "VBD" or (tag == "VBN" and "had" in helpers)


def _is_deed(tree: Tree, content: list[Stretch], cues: CueLexicon) -> bool:
    """Whether a content is one deed, told by a noun: not "his men to fire", not "her release"."""
    root = root_of(tree, *content[0]) if len(content) == 1 else None
    if root is None or tree.pos[root] not in ("NOUN", "PROPN"):
        return False
    lemma = tree.lemmas[root]
    if any(tree.deps[c] in ("acl", "relcl") and tree.tags[c] == "VB" for c in tree.children[root]):
        return False
    return lemma in cues.file.events or lemma in cues.file.crimes or lemma.endswith("ing")


def nest_drafts(drafts: list[Draft], tokens: int) -> dict[int, Draft | None]:
    """The draft around each draft, by `id()`: the smallest content that holds its cue.

    "Police said witnesses told them that he fled." → told: said; said: None
    """
    around: list[Draft | None] = [None] * tokens
    outer: dict[int, Draft | None] = {}
    for draft in sorted(drafts, key=lambda d: -_size(d.content)):
        if draft.outer is not None:
            continue
        outer[id(draft)] = holder = around[draft.head]
        if holder is not None:
            draft.content = within(draft.content, holder.content) or draft.content
        for start, end in draft.content:
            around[start:end] = [draft] * (end - start)
    for draft in drafts:
        if draft.outer is None and outer[id(draft)] is None:
            outer[id(draft)] = _parted_by(draft, drafts, outer)
    inner = {id(draft.outer): draft for draft in drafts if draft.outer is not None}
    for draft in drafts:
        holder = outer.get(id(draft))
        if holder is not None and id(holder) in inner:
            outer[id(draft)] = inner[id(holder)]
    for draft in drafts:
        if draft.outer is not None:
            outer[id(draft)] = draft.outer
            draft.content = list(draft.outer.content)
    return outer


def _parted_by(draft: Draft, drafts: list[Draft], outer: dict[int, Draft | None]) -> Draft | None:
    """ "Sailors told the inquiry, its report notes, that a mine had hit them": a report around source and content."""
    for other in drafts:
        if (
            other is draft
            or not draft.source
            or len(other.content) < _PARTED
            or outer.get(id(other))
        ):
            continue
        words = [*draft.source, *draft.content]
        if all(_holds_all(other.content, stretch) for stretch in words):
            return other
    return None


def _holds_all(content: list[Stretch], stretch: Stretch) -> bool:
    return any(start <= stretch[0] and stretch[1] <= end for start, end in content)


def _size(stretches: list[Stretch]) -> int:
    return sum(end - start for start, end in stretches)
