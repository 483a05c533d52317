"""Mend the parse where reported speech misleads it: Tree → Tree.

Comes in: the parse as lists and the cue lexicon. Goes out: the same lists, with the second verb of "said the raid had
failed and accused Kigali of lying" joined to "said", not to "failed", and who speaks behind a list its own subject.
Everything else stays as the parser had it.
"""

from __future__ import annotations

from dataclasses import replace

from sayso.extract.attribution.cues import CueLexicon, rows_at
from sayso.extract.grammar.trees import SUBJECTS, Tree, regrown

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_PAUSES = frozenset({",", "—", "–", "--", "-"})
_THOUGHTS = frozenset({"believes", "intends", "expects", "suggests"})
_NEXT = ("then", "later", "subsequently", "afterwards")
_ANSWERS = frozenset({"denies", "rejects", "confirms", "doubts", "declines"})
_CONTRAST = frozenset({"while", "whereas", "but"})


def mend_speech(tree: Tree, cues: CueLexicon, kept: frozenset[int] = frozenset()) -> Tree:
    """Join verbs of speech that are coordinated with what was said to the verb that said it, but for the kept ones.

    "He said it failed and accused them of lying." → "accused" hangs on "said"
    """
    tree = _hang_charges(_join_next(_part_clauses(_cut_at_semicolons(tree))), cues)
    tree = _free_trailing(_hang_answers(_name_deniers(tree, cues), cues), cues)
    moves = [
        (token, outer)
        for token, dep in enumerate(tree.deps)
        if dep in ("conj", "advcl") and token not in kept and rows_at(tree, token, cues)
        for outer in [_speaker_above(tree, token, cues)]
        if outer is not None
    ]
    return _moved(tree, moves) if moves else tree


def _part_clauses(tree: Tree) -> Tree:
    """ "The agency called on both to act, and Paris urged calm": the parser makes one subject of all before "urged"."""
    heads, deps = list(tree.heads), list(tree.deps)
    for verb, dep in enumerate(tree.deps):
        if tree.tags[verb] not in _FINITE or dep == "relcl":
            continue
        subjects = [t for t in tree.children[verb] if tree.deps[t] == "nsubj" and t < verb]
        if len(subjects) != 2:
            continue
        first, second = subjects
        told = [
            t
            for t in tree.children[first]
            if tree.deps[t] == "acl" and tree.tags[t] == "VBD" and t < second
        ]
        between = tree.words[told[0] : second] if told else []
        if not told or "and" not in between or "," not in between:
            continue
        heads[told[0]], deps[told[0]] = verb, "parataxis"
        heads[first] = told[0]
    return tree if heads == tree.heads else regrown(tree, heads, deps)


def _join_next(tree: Tree) -> Tree:
    """ "The army denied the strike, then said it had been a mistake": told of one subject."""
    heads, deps = list(tree.heads), list(tree.deps)
    for first, dep in enumerate(tree.deps):
        second = tree.heads[first]
        if dep != "ccomp" or second <= first or tree.tags[second] not in _FINITE:
            continue
        if tree.words[second - 2 : second] not in ([",", word] for word in _NEXT):
            continue
        if tree.child(first, *SUBJECTS) is None or tree.child(second, *SUBJECTS) is not None:
            continue
        above = tree.heads[second]
        heads[first] = first if above == second else above
        deps[first] = tree.deps[second]
        heads[second], deps[second] = first, "conj"
        for child in tree.children[second]:
            if child < first:
                heads[child] = first
    return tree if heads == tree.heads else regrown(tree, heads, deps)


def _free_trailing(tree: Tree, cues: CueLexicon) -> Tree:
    """ "…, wounding six people, the governor, Ann Lee, said.": the parser joins the governor to the wounded."""
    heads, deps = list(tree.heads), list(tree.deps)
    for verb, dep in enumerate(tree.deps):
        if dep not in ("conj", "advcl", "ROOT") or tree.tags[verb] not in _FINITE:
            continue
        speaker = _speaker_before(tree, verb)
        if speaker is None or not _is_speech(tree, verb, cues):
            continue
        main = tree.heads[verb]
        while tree.heads[main] != main:
            main = tree.heads[main]
        if main == verb or main < speaker:
            heads[main], deps[main] = verb, "ccomp"
            heads[verb], deps[verb] = verb, "ROOT"
            heads[speaker], deps[speaker] = verb, "nsubj"
    return tree if heads == tree.heads else regrown(tree, heads, deps)


def _speaker_before(tree: Tree, verb: int) -> int | None:
    """Who stands between commas, with his name, before a verb without a subject: "…, the governor, Ann Lee, said"."""
    name = verb - 2
    if tree.child(verb, *SUBJECTS, "cc") is not None or name < 3 or tree.words[verb - 1] != ",":
        return None
    speaker = tree.heads[name]
    if tree.deps[name] != "appos" or tree.pos[name] != "PROPN" or tree.tags[speaker] != "NN":
        return None
    before = tree.first[speaker] - 1
    is_joined = tree.child(tree.heads[speaker], "cc") is not None
    is_listed = tree.deps[speaker] in ("conj", "appos") and not is_joined
    return speaker if is_listed and before > 0 and tree.words[before] == "," else None


def _hang_charges(tree: Tree, cues: CueLexicon) -> Tree:
    """ "Kinshasa accuses Rwanda, an accusation Kigali denies.": the parser makes "an accusation Kigali" one subject."""
    for noun in range(2, len(tree) - 2):
        if tree.lemmas[noun] not in cues.file.charges or tree.words[noun - 1] not in ("a", "an"):
            continue
        subject = _subject_after(tree, noun)
        if tree.words[noun - 2] != "," or subject is None:
            continue
        verb = tree.heads[subject] if tree.deps[noun] != "nsubj" else tree.heads[noun]
        said = tree.child(verb, "ccomp")
        if said is not None and said < noun < subject < verb:
            tree = _hung(tree, noun, subject, verb, said)
    return tree


def _name_deniers(tree: Tree, cues: CueLexicon) -> Tree:
    """ "…, a conclusion Moscow rejects": the parser makes "Moscow" a part of the verb; it is its subject."""
    deps = list(tree.deps)
    for verb, dep in enumerate(tree.deps):
        if dep != "relcl" or tree.lemmas[tree.heads[verb]] not in cues.file.charges:
            continue
        name = tree.child(verb, "compound", "nmod")
        bare = tree.child(verb, *SUBJECTS) is None
        if name is not None and bare and name == verb - 1 and tree.pos[name] == "PROPN":
            deps[name] = "nsubj"
    return replace(tree, deps=deps)


def _hang_answers(tree: Tree, cues: CueLexicon) -> Tree:
    """ "…, a charge that the aide rejected as baseless": the parser takes "that" for a mark; it is what he rejected."""
    deps, told = list(tree.deps), cues.file.charges | cues.file.accounts
    for verb, dep in enumerate(tree.deps):
        noun = tree.heads[verb]
        if dep not in ("acl", "relcl") or tree.lemmas[noun] not in told:
            continue
        mark = tree.child(verb, "mark")
        answers = {row.group.act for row in cues.rows.get(tree.lemmas[verb], ()) if not row.rest}
        if mark != noun + 1 or tree.words[mark] != "that" or answers.isdisjoint(_ANSWERS):
            continue
        has_own = tree.child(verb, "dobj", "ccomp", "xcomp", "auxpass") is not None
        if not has_own and tree.child(verb, "nsubj") is not None:
            deps[verb], deps[mark] = "relcl", "dobj"
    return replace(tree, deps=deps)


def _subject_after(tree: Tree, noun: int) -> int | None:
    """Who denies: the name that the parser ran together with the charge before it."""
    if tree.deps[noun] == "nsubj":
        return tree.child(noun, "appos")
    head = tree.heads[noun]
    return head if head > noun and tree.deps[head] == "nsubj" else None


def _hung(tree: Tree, noun: int, subject: int, verb: int, said: int) -> Tree:
    heads, deps = list(tree.heads), list(tree.deps)
    first, last = list(tree.first), list(tree.last)
    children = [list(c) for c in tree.children]
    children[subject] = [c for c in children[subject] if c > noun]
    children[verb] = [c for c in children[verb] if c not in (said, noun, subject)] + [subject]
    heads[subject], deps[subject] = verb, "nsubj"
    children[noun] = [noun - 1, verb]
    children[said].append(noun)
    heads[said], deps[said] = (
        tree.heads[verb] if tree.heads[verb] != verb else said,
        tree.deps[verb],
    )
    heads[noun], deps[noun], heads[noun - 1] = said, "appos", noun
    heads[verb], deps[verb] = noun, "relcl"
    first[subject] = first[verb] = noun + 1
    first[noun], last[noun], last[said] = noun - 1, last[verb], last[verb]
    return replace(tree, heads=heads, deps=deps, children=children, first=first, last=last)


def _cut_at_semicolons(tree: Tree) -> Tree:
    """ "A said X; B said Y.": the parser makes the first clause the content of the second verb; it is its own."""
    cuts = [
        (token, stop)
        for stop, word in enumerate(tree.words)
        if word == ";" and stop > 0
        for token in [_clause_before(tree, stop)]
        if token is not None
    ]
    if not cuts:
        return tree
    heads, deps, first = list(tree.heads), list(tree.deps), list(tree.first)
    children = [list(c) for c in tree.children]
    for token, stop in cuts:
        governor = heads[token]
        if governor == token:  # cut before, at a semicolon further left
            continue
        children[governor].remove(token)
        heads[token], deps[token] = token, "ROOT"
        while first[governor] <= stop < governor:
            first[governor] = stop + 1
            governor = heads[governor]
    return replace(tree, heads=heads, deps=deps, first=first, children=children)


def _clause_before(tree: Tree, stop: int) -> int | None:
    governor = tree.heads[stop]
    if governor <= stop:
        return None
    for child in tree.children[governor]:
        if (
            child < stop
            and tree.deps[child] in ("ccomp", "advcl", "parataxis")
            and tree.last[child] < stop
        ):
            return child if tree.child(child, *SUBJECTS) is not None else None
    return None


def _speaker_above(tree: Tree, token: int, cues: CueLexicon) -> int | None:
    """The verb of speech two steps up, if this verb goes on in its tense, or as its participle."""
    said = _finite_above(tree, token)
    while tree.deps[said] == "conj" and tree.heads[said] != said:
        said = tree.heads[said]
    outer = tree.heads[said]
    if tree.deps[said] != "ccomp" or not outer < said < token or not tree.children[token]:
        return None
    if not _is_speech(tree, outer, cues) or not _is_speech(tree, token, cues):
        return None
    has_subject = tree.child(token, *SUBJECTS) is not None
    if tree.tags[token] == "VBG":
        goes_on = tree.deps[token] == "advcl" and not has_subject and _after_pause(tree, token)
        return outer if goes_on else None
    if tree.tags[token] not in _FINITE or tree.tags[outer] != tree.tags[token]:
        return None
    if tree.deps[token] == "advcl":
        return outer if has_subject and _is_contrast(tree, token) else None
    parted = _after_pause(tree, token) or tree.lemmas[token] == tree.lemmas[outer]
    return outer if parted or not has_subject else None


def _finite_above(tree: Tree, token: int) -> int:
    """ "said they were ready to abide by it and | accused | Rome": a past is joined to "were"."""
    said = tree.heads[token]
    if tree.tags[token] not in _FINITE or tree.tags[said] != "VB":
        return said
    while tree.deps[said] in ("xcomp", "acomp", "conj") and tree.tags[said] not in _FINITE:
        said = tree.heads[said]
    return said


def _is_speech(tree: Tree, token: int, cues: CueLexicon) -> bool:
    """Whether a verb can introduce speech; what somebody wants or thinks can be part of what he said."""
    rows = rows_at(tree, token, cues)
    return any(row.group.pos == "verb" and row.group.act not in _THOUGHTS for row in rows)


def _is_contrast(tree: Tree, token: int) -> bool:
    return any(tree.words[c] in _CONTRAST for c in tree.children[token])


def _after_pause(tree: Tree, token: int) -> bool:
    before = tree.first[token] - 1
    return before > 0 and (tree.words[before] in _PAUSES or tree.words[before - 1] in _PAUSES)


def _moved(tree: Tree, moves: list[tuple[int, int]]) -> Tree:
    heads, deps = list(tree.heads), list(tree.deps)
    children = [list(c) for c in tree.children]
    last = list(tree.last)
    for token, outer in moves:
        old = heads[token]
        edge = _joint_before(tree, token)
        children[old].remove(token)
        children[outer].append(token)
        heads[token], deps[token] = outer, "conj"
        while old not in (outer, heads[old]):
            last[old] = min(last[old], edge - 1) if last[old] < tree.last[token] + 1 else last[old]
            old = heads[old]
    return replace(tree, heads=heads, deps=deps, children=children, last=last)


def _joint_before(tree: Tree, token: int) -> int:
    """Where "and", a comma, or the verb's own phrase begins."""
    edge = tree.first[token]
    while edge > 0 and (tree.deps[edge - 1] == "cc" or tree.words[edge - 1] == ","):
        edge -= 1
    return edge
