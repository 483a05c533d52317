"""Part what a denier denies from what he tells beside it: "it did not shell the market and rebels had fired at it".

Comes in: drafts with their acts. Goes out: the same drafts, in which a denial by plain speech holds only what is
denied; what is told in the same breath of others is a draft of its own, by the same source: else the army would deny
that rebels fired. Words of which no rule knows what they deny ("he had been in Belgrade") stay together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.extract.attribution.accused import find_accused
from sayso.extract.attribution.acts import read_act
from sayso.extract.attribution.cue_uses import read_cue, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.self_denials import (
    denies_itself,
    dismisses_charge,
    is_none,
    is_ours,
    is_third_party,
)
from sayso.extract.grammar.trees import SUBJECTS, VERBAL, Stretch, Tree, without

_JOINTS = frozenset({",", "and", "but", "while"})
_PRESENT = frozenset({"VBP", "VBZ"})
_WHO = frozenset({"who", "that"})
_IT = frozenset({"it", "this", "that"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
# What somebody does not know or has not seen, he tells nothing of.
_OPEN = frozenset({"if", "whether", "unless", "until", "because", "as", "since", "although"})


def part_denials(tree: Tree, drafts: Sequence[Draft], cues: CueLexicon) -> list[Draft]:
    """The drafts, with what a denier tells of others parted from what he denies.

    "said it did not shell the market and that rebels had fired mortars at it" → denies the shelling, accuses rebels
    """
    return [part for draft in drafts for part in _parts(tree, draft, cues)]


def _parts(tree: Tree, draft: Draft, cues: CueLexicon) -> list[Draft]:
    if draft.stance != "denies" or not draft.cue or not _is_plain(tree, draft, cues):
        return [draft]
    clauses = [c for stretch in draft.content for c in _clauses(tree, stretch)]
    is_denied = [_is_denied(tree, clause, cues) for clause in clauses]
    if not any(is_denied):
        is_denied = [_is_negated(tree, clause) for clause in clauses]
    if len(clauses) < 2 or not any(is_denied):
        return [draft]
    pairs = zip(clauses, is_denied, strict=True)
    told = [clause for clause, denied in pairs if not denied and _tells_of_others(tree, clause)]
    if told and told[0] == clauses[0]:  # "The militia burned it. Nobody helped."
        return [replace(draft, act="says", stance="asserts")]
    if not is_denied[0]:
        return [draft]
    holes = [(_joint_before(tree, start), end) for start, end in told]
    denied = trimmed(tree, without(draft.content, holes))
    if not told or not denied:
        return [draft]
    return [replace(draft, content=denied), _telling(tree, draft, told, cues)]


def _is_plain(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "said", "insisted": a cue that denies by nothing but its content."""
    return read_cue(tree, draft.cue, draft.content, cues).group.stance == "asserts"


def _clauses(tree: Tree, stretch: Stretch) -> Iterator[Stretch]:
    """The sentences of a stretch, and the main clauses of each."""
    start, end = stretch
    for first in range(start, end):
        if first > start and tree.sentence[first] == tree.sentence[first - 1]:
            continue
        last = min(end, tree.sentence_of(first)[1])
        yield from _joined(tree, (first, last))


def _joined(tree: Tree, sentence: Stretch) -> Iterator[Stretch]:
    """ "it did not fire | and that rebels had": the clauses of a sentence that have subjects of their own."""
    start, end = sentence
    root = root_of(tree, start, end)
    begins = [start]
    while root is not None:
        root = next((c for c in tree.children[root] if _is_clause(tree, c, root, end)), None)
        if root is not None and tree.first[root] > begins[-1]:
            begins.append(tree.first[root])
    ends = [_joint_before(tree, begin) for begin in begins[1:]]
    yield from trimmed(tree, [*zip(begins, [*ends, end], strict=True)])


def _is_clause(tree: Tree, verb: int, before: int, end: int) -> bool:
    if tree.deps[verb] != "conj" or not before < verb < end or tree.pos[verb] not in VERBAL:
        return False
    return tree.child(verb, *SUBJECTS) is not None


def _joint_before(tree: Tree, start: int) -> int:
    """Where the "and" begins that stands before a clause."""
    while start and tree.words[start - 1] in _JOINTS:
        start -= 1
    return start


def _is_denied(tree: Tree, clause: Stretch, cues: CueLexicon) -> bool:
    return denies_itself(tree, [clause], cues) or dismisses_charge(tree, [clause], cues)


def _is_negated(tree: Tree, clause: Stretch) -> bool:
    """ "Our forces have not been in range", "None of them was a member": what denies here, if anything does."""
    root = root_of(tree, *clause)
    if root is None or tree.pos[root] not in VERBAL:
        return False
    nouns = (tree.child(root, *SUBJECTS), tree.child(root, "dobj", "attr"))
    return any(tree.deps[c] == "neg" for c in tree.children[root]) or any(
        noun is not None and is_none(tree, noun) for noun in nouns
    )


def _tells_of_others(tree: Tree, clause: Stretch) -> bool:
    """Whether a clause tells what others did, what befell somebody or what is always so, and negates nothing."""
    root = root_of(tree, *clause)
    if root is None or tree.pos[root] not in VERBAL:
        return False
    if any(tree.words[c] in _NOT or tree.words[c] in _OPEN for c in tree.children[root]):
        return False
    subject = tree.child(root, *SUBJECTS)
    if subject is None or is_none(tree, subject):
        return False
    if _cleft_doer(tree, root) is not None or _tells_there_was(tree, root):
        return True
    if is_ours(tree, subject):
        return tree.tags[root] in _PRESENT and not any(
            tree.deps[c] in ("aux", "neg") for c in tree.children[root]
        )
    if tree.words[subject] in ("this", "that"):
        return tree.lemmas[root] == "be"  # "This was a massacre"; "That is a lie" denies
    return tree.pos[subject] in ("NOUN", "PROPN", "NUM") and tree.words[subject] != "nothing"


def _telling(tree: Tree, draft: Draft, told: list[Stretch], cues: CueLexicon) -> Draft:
    """What is told beside a denial; a deed that others are said to have done is a charge."""
    if all(_is_of_own_side(tree, clause) for clause in told):
        return replace(draft, content=told, act="says", stance="asserts", accused=[], outer=None)
    act, stance = read_act(tree, draft.cue, draft.source, told, cues)
    accused = find_accused(tree, draft.cue, told, cues)
    doers = [doer for clause in told if (doer := _doer(tree, clause, cues)) is not None]
    if act == "says" and doers:
        act, accused = "accuses", [tree.subtree(doer) for doer in doers[:1]]
    content = trimmed(tree, told)
    return replace(
        draft, content=content, act=act, stance=stance, accused=accused, addressees=[], outer=None
    )


def _is_of_own_side(tree: Tree, clause: Stretch) -> bool:
    root = root_of(tree, *clause)
    if root is None or _cleft_doer(tree, root) is not None:
        return False
    subject = tree.child(root, *SUBJECTS)
    return subject is not None and is_ours(tree, subject)


def _tells_there_was(tree: Tree, root: int) -> bool:
    """ "There was no massacre. There was a disturbance"."""
    named = tree.child(root, "attr")
    is_there = any(tree.words[c] == "there" for c in tree.children[root])
    return tree.lemmas[root] == "be" and is_there and named is not None and not is_none(tree, named)


def _cleft_doer(tree: Tree, root: int) -> int | None:
    """ "it was the rebels who shelled it", "it was the army's guns that": they; none in "it was we who"."""
    subject, named = tree.child(root, "nsubj"), tree.child(root, "attr")
    if subject is None or named is None or tree.words[subject] != "it":
        return None
    clauses = [c for t in (named, root) for c in tree.children[t] if tree.deps[c] == "relcl"]
    tells = any(tree.words[c] in _WHO for clause in clauses for c in tree.children[clause])
    if not tells or is_ours(tree, named):
        return None
    owner = tree.child(named, "poss")
    doers = (t for t in (named, owner) if t is not None and is_third_party(tree, t))
    return next(doers, None)


def _doer(tree: Tree, clause: Stretch, cues: CueLexicon) -> int | None:
    """Who is said to have done harm: "rebels had fired mortars at it", "soldiers did it"."""
    root = root_of(tree, *clause)
    if root is not None and (doer := _cleft_doer(tree, root)) is not None:
        return doer
    if root is None or tree.is_passive(root):
        return None
    found = tree.child(root, "dobj")
    did_it = tree.lemmas[root] == "do" and found is not None and tree.words[found] in _IT
    if tree.lemmas[root] not in cues.file.harms and not did_it:
        return None
    subject = tree.child(root, "nsubj")
    return subject if subject is not None and is_third_party(tree, subject) else None
