"""Harm told at the end of somebody's words: "said soldiers had raided the camp, wounding a 30-year-old man".

Comes in: a draft. Goes out: its content, up to the end of a participle of harm, or of "some of them in …", that hangs
on its clause, also behind the tag ("shot at them, residents said, killing a girl"). The tagger stops at the comma or at
a hyphened age, and the harm would be the outlet's own fact. What else stands behind a comma ("said he was shot,
sparking protests") may well be the outlet's and is left.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.extract.attribution.cue_uses import clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.trees import SUBJECTS, Tree, holds


def to_end_of_harms(tree: Tree, draft: Draft, cues: CueLexicon) -> None:
    """A draft's content gets the harm that its clause ends in.

    "said soldiers had raided the camp | , wounding a 30-year-old man" → up to "man"
    """
    root = clause_root(tree, draft.content)
    root = root if root is not None else _charged_deed(tree, draft)
    if root is None or not draft.content:
        return
    taken = [*draft.cue, *draft.source]
    _go_past_tag(tree, root, draft, cues)
    part = next((p for p in reversed(draft.content) if p[0] <= root < p[1]), None)
    if part is None:
        return
    start, end = part
    for tail in _tails(tree, root, cues):
        first, last = tree.first[tail], tree.last[tail] + 1
        gap = [t for t in range(end, first) if tree.is_word(t)]
        if last <= end or gap or any(holds(taken, t) for t in range(end, last)):
            continue
        end = last
    others = [p for p in draft.content if p != part and not start <= p[0] < end]
    draft.content = trimmed(tree, sorted([*others, (start, end)]))


def _charged_deed(tree: Tree, draft: Draft) -> int | None:
    """ "accused Chad of | shelling the camp": the deed of a charge, which is no clause."""
    if draft.act != "accuses":
        return None
    words = (t for start, end in draft.content for t in range(start, end))
    return next((t for t in words if tree.deps[t] == "pcomp" and tree.tags[t] == "VBG"), None)


def _go_past_tag(tree: Tree, root: int, draft: Draft, cues: CueLexicon) -> None:
    """A content goes on behind the tag that was put into it.

    "The army bombed a school, | the monitor said, | wounding a teacher" → both parts

    The parse hangs the participle on the verb of saying. Words wound nobody: it is what was said.
    """
    tag = draft.head
    is_inserted = draft.content[-1][1] <= tag and tag in (tree.heads[root], *tree.children[root])
    if not is_inserted or tree.pos[tag] != "VERB":
        return
    for tail in (*_tails(tree, tag, cues), *_tails(tree, root, cues)):
        part = (tree.first[tail], tree.last[tail] + 1)
        is_free = not any(holds([*draft.cue, *draft.source], t) for t in range(*part))
        if part[0] > tag and tree.words[part[0] - 1] == "," and is_free:
            draft.content = [*draft.content, part]
            return


def _tails(tree: Tree, root: int, cues: CueLexicon) -> Iterator[int]:
    """Participles of harm below a verb, or below those joined to it; "some of them in" of its subject."""
    harms = load_clause_words().harms | cues.file.harms
    for child in tree.children[root]:
        if child < root:
            yield from _shares(tree, root, child)
        elif tree.deps[child] == "conj" and tree.pos[child] == "VERB":
            yield from _tails(tree, child, cues)
        elif tree.deps[child] == "advcl" and tree.tags[child] == "VBG":
            is_marked = tree.child(child, "mark", *SUBJECTS) is not None
            if tree.lemmas[child] in harms and not is_marked:
                yield child


def _shares(tree: Tree, root: int, subject: int) -> Iterator[int]:
    """ "six had died, | some of them in air strikes": how it was with some of those whom the verb tells of."""
    if tree.deps[subject] not in SUBJECTS:
        return
    for part in tree.children[subject]:
        of = tree.child(part, "prep")
        them = tree.child(of, "pobj") if of is not None and tree.words[of] == "of" else None
        is_of_them = them is not None and tree.words[them] in ("them", "whom")
        if part > root and tree.deps[part] == "appos" and is_of_them:
            yield part
