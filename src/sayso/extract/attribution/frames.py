"""Frames: what a cue governs, and the contents of cues that are nouns, adjectives or phrases.

Comes in: a parse and a cue candidate. Goes out: a frame: stretches of content, addressees and accused, and the words
of the cue. Verbs, the greater part, are in contents.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueCandidate, cue_start
from sayso.extract.grammar.trees import SUBJECTS, VERBAL, Stretch, Tree, without

_CLAUSES = frozenset({"ccomp", "csubj"})
_GOVERNED = (*_CLAUSES, "acl", "xcomp", "prep")
_GOES_ON = frozenset(
    {"when", "if", "because", "after", "before", "until", "since", "unless", "where", "once"}
)


@dataclass
class Frame:
    """What a cue governs: content, addressed and accused stretches, further words of the cue.

    `sure`: the construction leaves no doubt that something is said ("Minsk's version is that …").
    """

    content: list[Stretch] = field(default_factory=list)
    addressees: list[Stretch] = field(default_factory=list)
    accused: list[Stretch] = field(default_factory=list)
    cue: list[int] = field(default_factory=list)
    sure: bool = False


def take_governed(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """The content of a cue of several words: what its last word, a preposition or verb, governs."""
    last = cue.rest[-1]
    if "measure" in cue.group.takes:
        frame.cue = [t for t in frame.cue if t not in cue.rest]
        told = tree.heads[last] if tree.deps[last] == "mark" else last
        measured, end = cue.rest[0], max(tree.last[cue.rest[0]], tree.last[told]) + 1
        frame.content.append((tree.first[measured], end))
        return
    if tree.pos[last] in ("ADP", "SCONJ", "PART") and tree.last[last] > last:
        governed = (last + 1, tree.last[last] + 1)
        frame.content.append(governed)
        if cue.group.object == "accused":
            frame.accused.append(governed)
            frame.content += _reasons(tree, cue.rest)
    elif tree.pos[last] in ("VERB", "NOUN", "ADJ"):
        for child in tree.children[last]:
            is_said = tree.deps[child] == "advcl" and tree.words[tree.first[child]] == "that"
            if child > last and (is_said or tree.deps[child] in _GOVERNED):
                frame.content.append(tree.subtree(child))


def _reasons(tree: Tree, rest: tuple[int, ...]) -> list[Stretch]:
    """ "pinned the blame for the blast on them": what they are blamed for."""
    return [
        tree.subtree(child)
        for word in rest
        for child in tree.children[word]
        if tree.words[child] in ("for", "over") and child not in rest
    ]


def find_noun_frame(tree: Tree, cue: CueCandidate) -> Frame:
    frame = Frame(cue=[cue.head, *cue.rest])
    if "within" in cue.group.takes:
        return _within_frame(tree, cue, frame)
    if cue.rest:
        take_governed(tree, cue, frame)
        return frame
    for child in tree.children[cue.head]:
        dep, word = tree.deps[child], tree.words[child]
        if (
            dep in ("acl", "ccomp", "relcl")
            and child > cue.head
            and _is_noun_clause(tree, cue, child)
        ):
            frame.content.append(tree.subtree(child))
        elif dep == "prep" and word in ("by", "from") and "clause" in cue.group.takes:
            frame.content += _clauses_below(tree, cue, child)
        elif (
            dep == "prep" and word != "to" and word in cue.group.takes and tree.last[child] > child
        ):
            frame.cue.append(child)
            frame.content.append((child + 1, tree.last[child] + 1))
    if not frame.content and "clause" in cue.group.takes:
        frame.content = _told_by_copula(tree, cue.head)
        frame.sure = bool(frame.content)
        frame.content = frame.content or _right_behind(tree, cue.head)
    return frame


def _told_by_copula(tree: Tree, noun: int) -> list[Stretch]:
    """ "The charge is that …", "Among the charges levelled at him is that …", "Word reached Bangui that …"."""
    at = tree.heads[noun] if tree.deps[noun] == "pobj" else noun
    copula = tree.heads[at]
    stands_by_it = tree.deps[at] == "nsubj" or tree.words[at] == "among"
    is_copula = tree.lemmas[copula] == "be" and tree.pos[copula] == "AUX"
    spreads = load_attribution_words().spreads
    if not stands_by_it or not (is_copula or tree.lemmas[copula] in spreads):
        return []
    clause = tree.child(copula, "ccomp")
    if clause is None or clause < copula or tree.words[tree.first[clause]] != "that":
        return []
    return [tree.subtree(clause)]


def _right_behind(tree: Tree, noun: int) -> list[Stretch]:
    """ "claims from Bangui | that its men trained them": the clause behind, whatever the parser hangs it on."""
    last = tree.sentence_of(noun)[1]
    opens = noun + 1
    if opens < last and tree.words[opens] in ("by", "from"):
        source = tree.child(opens, "pobj")
        opens = next((t for t in range(opens, last) if tree.words[t] == "that"), last)
        if source is None or any(tree.pos[t] in VERBAL for t in range(source, opens)):
            return []
    elif opens + 2 < last and tree.words[opens] == "," and tree.tags[opens + 1] == "VBN":
        closes = next((t for t in range(opens + 1, last) if tree.words[t] == ","), last)
        opens = closes + 1
    if opens + 2 >= last or tree.words[opens] != "that" or tree.pos[opens + 1] in VERBAL:
        return []
    if tree.deps[opens] not in ("mark", "det", "advmod"):
        return []  # "the report that he wrote"
    verb = next((t for t in range(opens, last) if tree.pos[t] in VERBAL), None)
    if verb is None or any(tree.words[t] in (",", ";") for t in range(opens, verb)):
        return []
    while opens < tree.heads[verb] != verb:
        verb = tree.heads[verb]
    return [(opens, tree.last[verb] + 1)] if tree.last[verb] > opens else []


def _clauses_below(tree: Tree, cue: CueCandidate, preposition: int) -> list[Stretch]:
    """ "claims by the opposition that …": the clause that the parser hangs on the source."""
    source = tree.child(preposition, "pobj")
    if source is None:
        return []
    below = (
        c for c in tree.children[source] if c > source and tree.deps[c] in ("acl", "relcl", "ccomp")
    )
    return [tree.subtree(c) for c in below if _is_noun_clause(tree, cue, c)]


def _within_frame(tree: Tree, cue: CueCandidate, frame: Frame) -> Frame:
    """ "In his view, the truce is dead": the clause that the phrase stands in."""
    preposition = tree.heads[cue.head]
    owner = tree.child(cue.head, "poss")
    if tree.words[preposition] not in ("in", "by") or owner is None:
        return frame
    governor = tree.heads[preposition]
    if tree.pos[governor] not in ("VERB", "AUX"):
        return frame
    frame.cue = [preposition, cue.head]
    frame.content = without([tree.subtree(governor)], [tree.subtree(preposition)])
    return frame


def _is_noun_clause(tree: Tree, cue: CueCandidate, child: int) -> bool:
    """ "reports that …", "a promise to …"; not "the report that he wrote", where "that" is an object."""
    takes = cue.group.takes
    if any(tree.tags[c] == "TO" for c in tree.children[child]):
        return "to" in takes and tree.deps[child] == "acl"
    marked = any(
        tree.words[c] in ("that", "whether") and tree.deps[c] == "mark"
        for c in tree.children[child]
    )
    return "clause" in takes and marked


def find_adjective_frame(tree: Tree, cue: CueCandidate) -> Frame:
    """ "confident that …", "unable to verify …": the clause after a predicate adjective; or "alleged massacre"."""
    frame = Frame(cue=[cue.head, *cue.rest])
    if "noun" in cue.group.takes:
        noun = tree.heads[cue.head]
        if tree.deps[cue.head] == "amod" and noun > cue.head:
            frame.content = [(cue.head + 1, _phrase_end(tree, noun))]
        return frame
    for child in tree.children[cue.head]:
        if child < cue.head:
            continue
        infinitive = any(tree.tags[c] == "TO" for c in tree.children[child])
        if (
            tree.deps[child] in ("ccomp", "xcomp", "advcl")
            and ("to" if infinitive else "clause") in cue.group.takes
        ):
            frame.content.append(tree.subtree(child))
        elif tree.deps[child] == "prep" and tree.words[child] in cue.group.takes:
            frame.cue.append(child)
            frame.content.append((child + 1, tree.last[child] + 1))
    if frame.content and tree.pos[tree.heads[cue.head]] == "AUX":
        copula = tree.heads[cue.head]
        frame.cue = [*range(cue_start(tree, copula), cue.head + 1), *frame.cue]
    return frame


def _phrase_end(tree: Tree, noun: int) -> int:
    """Where a noun's own phrase ends: with its prepositional phrases, before any clause."""
    ends = [tree.last[c] + 1 for c in tree.children[noun] if c > noun and tree.deps[c] == "prep"]
    clauses = [tree.first[c] for c in tree.children[noun] if c > noun and tree.deps[c] != "prep"]
    return min([max([noun + 1, *ends]), *clauses])


def find_sentence_frame(tree: Tree, cue: CueCandidate) -> Frame:
    """ "according to X, …", "reportedly": the clause that the cue stands in."""
    frame = Frame(cue=[cue.head, *cue.rest])
    governor = tree.heads[cue.head]
    phrase = (
        min(cue.head, tree.first[cue.head]),
        max([cue.head, *cue.rest, tree.last[cue.head]]) + 1,
    )
    if cue.rest:
        phrase = (phrase[0], max(phrase[1], tree.last[cue.rest[-1]] + 1))
    if governor == cue.head or not _opens_with_source(tree, cue):
        return Frame()
    while tree.pos[governor] not in ("VERB", "AUX") and tree.heads[governor] != governor:
        governor = tree.heads[governor]
    governor = _clause_above(tree, governor, cue.head)
    frame.content = without(
        [tree.subtree(governor)], [phrase, *_other_clauses(tree, governor, phrase)]
    )
    return frame


def _clause_above(tree: Tree, verb: int, phrase: int) -> int:
    """ "Rebels shelled a clinic, killing nine, | according to medics": all of it, though the parse says of the dead.

    Only behind a comma: "left after killing nine according to plan" has none.
    """
    is_participle = tree.tags[verb] == "VBG" and tree.deps[verb] == "advcl"
    above = tree.heads[verb]
    is_behind = tree.words[phrase - 1] == "," and above < verb < phrase
    has_own = tree.child(verb, "nsubj", "mark", "aux") is not None
    is_told = is_participle and is_behind and not has_own and tree.pos[above] in ("VERB", "AUX")
    return above if is_told else verb


def _opens_with_source(tree: Tree, cue: CueCandidate) -> bool:
    """ "Per the harbour master, …" at the head of a clause, not "40 dollars per barrel"; longer phrases: anywhere."""
    if cue.rest or tree.pos[cue.head] != "ADP":
        return True
    source = tree.child(cue.head, "pobj")
    if source is None or (
        tree.pos[source] != "PROPN" and tree.child(source, "det", "poss") is None
    ):
        return False
    return cue.head == tree.sentence_of(cue.head)[0] or tree.words[cue.head - 1] == ","


def find_condition(tree: Tree, head: int) -> tuple[int, list[Stretch]] | None:
    """ "If the guard is to be believed, they were shot": the verb of the condition, and what holds on it."""
    clause = tree.heads[head] if tree.deps[head] in ("xcomp", "acomp") else head
    opens = any(tree.words[c] == "if" for c in tree.children[clause] if c < head)
    if tree.deps[clause] != "advcl" or not opens or tree.heads[clause] == clause:
        return None
    return clause, without([tree.subtree(tree.heads[clause])], [tree.subtree(clause)])


def _other_clauses(tree: Tree, governor: int, phrase: Stretch) -> list[Stretch]:
    """Clauses after "according to X" that say something else: "…, while Moscow points to Kyiv"."""
    found = []
    for child in tree.children[governor]:
        if child < phrase[1] or tree.deps[child] not in ("advcl", "conj", "parataxis"):
            continue
        opens = [c for c in tree.children[child] if tree.deps[c] in ("mark", "advmod")]
        goes_on = tree.deps[child] == "advcl" and any(tree.words[c] in _GOES_ON for c in opens)
        if tree.child(child, *SUBJECTS) is not None and not goes_on:
            found.append((tree.first[child], max(tree.last[child], tree.last[governor]) + 1))
    return found
