"""Part speakers that stand side by side: "The IOM said 400 families had fled, and doctors reported 47 wounded."

Comes in: a parse, drafts, quotations. Goes out: the drafts, none of whose contents runs over into a clause of another
speaker beside it, or back into one before it. Words decide, not the parse: a semicolon, or "and", "but" or "while",
right before a subject and its finite verb of speech. Inside quotation marks nothing is parted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.headlines import is_headline
from sayso.extract.attribution.quotations import Quotations
from sayso.extract.grammar.trees import Stretch, Tree, holds, without

_JOINTS = frozenset({"and", "but", "while", "whereas", "yet", "although", "though"})
_DENYING = frozenset({"denies", "rejects"})
_PRESENT = frozenset({"VBZ", "VBP"})
# What somebody believes, wants or fears may be a part of what he said.
_INNER_ACTS = frozenset({"believes", "intends", "expects", "suggests", "promises"})
# What is done by words may be a part of what somebody told, where no comma parts it: "and the captain ordered it".
_DEEDS = frozenset({"orders", "demands", "asks", "threatens", "admits", "claims-credit"})
_OWN = frozenset({"it", "he", "she", "they", "we", "i"})
# So many adverbs and auxiliaries can stand between a subject and its verb.
_NEAR = 3


@dataclass(frozen=True)
class Clause:
    """A clause of speech of its own: where its joint begins, where its subject begins, who speaks in it.

    `shares_subject`: it has none but that of the clause before it, and begins with its verb.
    """

    joint: int
    start: int
    draft: Draft
    shares_subject: bool = False


def part_parallels(tree: Tree, drafts: Sequence[Draft], quotations: Quotations) -> list[Draft]:
    """The drafts, each content inside its own clause.

    "Villagers say he was shot; the brigade says he drew first." → villagers say "he was shot" and nothing else
    """
    clauses = [c for d in drafts if (c := _clause_of(tree, d, quotations)) is not None]
    clauses += _second_verbs(tree, drafts, quotations)
    _begin_behind_semicolons(tree, drafts, quotations)
    for clause in clauses:
        for draft in drafts:
            if draft is clause.draft:
                _cut_before(tree, draft, clause)
            elif _is_beside(tree, draft, clause):
                end = tree.sentence_of(clause.start)[1]
                draft.content = trimmed(tree, without(draft.content, [(clause.joint, end)]))
    return [draft for draft in drafts if draft.content]


def _clause_of(tree: Tree, draft: Draft, quotations: Quotations) -> Clause | None:
    """The clause of a draft whose subject stands right behind a joint, and whose verb right behind that."""
    if len(draft.source) != 1 or tree.pos[draft.head] not in ("VERB", "AUX"):
        return None
    start, end = draft.source[0]
    cue = min(s for s, _ in draft.cue)
    if not end <= cue or any(tree.is_word(t) for t in range(end, cue - _NEAR)):
        return None
    joint = _joint_before(tree, start)
    joint = joint if joint is not None else _comma_of_headline(tree, start, draft.head)
    if joint is None or quotations.holding(joint) is not None:
        return None
    return Clause(joint, start, draft)


def _second_verbs(tree: Tree, drafts: Sequence[Draft], quotations: Quotations) -> Iterator[Clause]:
    """ "He confirmed that jets had struck but denied that anybody died": the second verb of one speaker."""
    sources = {(d.source[0], tree.sentence[d.head]) for d in drafts if len(d.source) == 1}
    for draft in drafts:
        if not draft.source or tree.pos[draft.head] != "VERB":
            continue
        cue = min(start for start, _ in draft.cue)
        joint = _joint_before(tree, cue)
        is_second = (draft.source[0], tree.sentence[cue]) in sources and draft.source[0][1] < cue
        if joint is not None and is_second and quotations.holding(joint) is None:
            yield Clause(joint, cue, draft, shares_subject=True)


def _begin_behind_semicolons(tree: Tree, drafts: Sequence[Draft], quotations: Quotations) -> None:
    """ "She said she had counted 22; her brother was missing, she said": what she says last begins behind ";"."""
    for draft in drafts:
        cue = min(start for start, _ in draft.cue)
        for start, end in draft.content:
            stops = [t for t in range(start, min(end, cue)) if tree.words[t] == ";"]
            if not stops or quotations.holding(stops[-1]) is not None:
                continue
            first = tree.sentence_of(cue)[0]
            told = (d for d in drafts if d is not draft and first <= d.head < stops[-1])
            if any(d.source for d in told):
                draft.content = trimmed(tree, without(draft.content, [(start, stops[-1] + 1)]))


def _joint_before(tree: Tree, start: int) -> int | None:
    """Where the joint before a clause begins: ";", ", and", "while"."""
    first = tree.sentence_of(start)[0]
    at = start - 1
    if at > first and tree.words[at] in _JOINTS:
        return at - 1 if tree.words[at - 1] in (",", ";", "—", "–") else at
    return at if at > first and tree.words[at] == ";" else None


def _comma_of_headline(tree: Tree, start: int, verb: int) -> int | None:
    """ "Moscow says saboteurs crushed | , | exiles deny losses": in a headline a comma joins two tellings."""
    is_told = tree.words[start - 1] == "," and tree.tags[verb] in _PRESENT
    if not is_told or tree.words[start] in _OWN:
        return None
    first, last = tree.sentence_of(start)
    while last > start and tree.pos[last - 1] == "SPACE":  # the paragraph's end
        last -= 1
    return start - 1 if is_headline(tree, (first, last)) else None


def _cut_before(tree: Tree, draft: Draft, clause: Clause) -> None:
    """Take off the content what stands before the clause, if something stands behind the cue."""
    cue = max(end for _, end in draft.cue)
    if any(end > cue for _, end in draft.content):
        before = (tree.sentence_of(clause.start)[0], clause.start)
        draft.content = trimmed(tree, without(draft.content, [before])) or draft.content


def _is_beside(tree: Tree, draft: Draft, clause: Clause) -> bool:
    """Whether a draft's content runs over the joint into a clause that goes on beside it, not inside it."""
    if tree.pos[draft.head] not in ("VERB", "AUX") or draft.head >= clause.joint:
        return False
    begins_before = any(start < clause.joint for start, _ in draft.content)
    if not begins_before or not any(end > clause.start for _, end in draft.content):
        return False
    if tree.words[clause.joint] == ";":
        return True
    other = clause.draft
    if clause.shares_subject and draft.source != other.source:
        return False
    if other.act in _INNER_ACTS or tree.words[clause.start] in _OWN:
        return False
    if tree.words[clause.joint] in _JOINTS and other.act in _DEEDS and not clause.shares_subject:
        return False
    if _tense(tree, draft.head) != _tense(tree, other.head):
        return False
    return _tense(tree, draft.head) != "participle" or _has_own_subject(draft)


def _has_own_subject(draft: Draft) -> bool:
    """ "with residents reporting gunfire": who speaks stands right before."""
    return any(end == start for _, end in draft.source for start, _ in draft.cue)


def _tense(tree: Tree, verb: int) -> str:
    """ "said", "accused": past; "says", "has said": present; "had said", "accusing": something else."""
    helpers = {tree.words[c] for c in tree.children[verb] if tree.deps[c] in ("aux", "auxpass")}
    if helpers & {"has", "have", "is", "are"}:
        return "present"
    if helpers:
        return " ".join(sorted(helpers))
    if tree.tags[verb] == "VBG":
        return "participle"
    if tree.tags[verb] in _PRESENT:
        return "present"
    return "past" if tree.tags[verb] in ("VBD", "VBN") else tree.tags[verb]


def end_denials(tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """Denials without a clause before their source, where their object stands behind the verb.

    "Bombing kills 61, rebels deny role": they deny a role, and not that 61 were killed.
    """
    for draft in drafts:
        rows = cues.rows.get(tree.lemmas[draft.head], ())
        if draft.source and any(row.group.act in _DENYING for row in rows):
            draft.content = _own_clause(tree, draft)
    return drafts


def _own_clause(tree: Tree, draft: Draft) -> list[Stretch]:
    opens = draft.source[0][0]
    if opens == 0 or tree.words[opens - 1] != "," or opens > draft.head:
        return draft.content
    objects = [c for c in tree.children[draft.head] if tree.deps[c] in ("dobj", "xcomp", "ccomp")]
    behind = [(start, end) for start, end in draft.content if start > draft.head]
    return behind if any(holds(behind, c) for c in objects) else draft.content
