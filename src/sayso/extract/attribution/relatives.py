"""End what is said in a relative clause where that ends: "the raid, which villagers blame on soldiers, killed nine".

Comes in: a parse and drafts. Goes out: the drafts, those of a relative clause without the words of the main clause
behind it, and with no more before it than what the pronoun stands for. Words decide, not the parse: what the tagger
marks runs on over the comma. Where no comma parts the clause ("gunmen who residents said were soldiers killed five")
only the parse can tell its end, and is often wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, holds, within, without

_PRONOUNS = frozenset({"which", "who", "whom"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PHRASE = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM", "ADP", "PART", "AUX", "ADV"})
_LONGEST = 10
# Acts by which somebody answers a whole clause: "which the army denied".
_ANSWERS = frozenset({"denies", "rejects", "confirms", "admits"})
_DATES = frozenset({"DATE", "TIME"})
_ADVERBS = frozenset({"RB", "RBR"})
_NOT_NOUN = frozenset({"VERB", "AUX", "PUNCT", "SCONJ", "CCONJ"})


def end_relatives(tree: Tree, drafts: Sequence[Draft], cues: CueLexicon) -> list[Draft]:
    """The drafts, those in a relative clause kept inside it.

    "The strike, which Kyiv blamed on Moscow, killed four." → content "The strike", "on Moscow", and not "killed four"
    """
    for draft in drafts:
        pronoun = _pronoun_of(tree, draft)
        if pronoun is None:
            _keep_inside_parsed(tree, draft, cues)
        else:
            _keep_inside(tree, draft, pronoun, cues)
            if draft.act in _ANSWERS and any(e == pronoun - 1 for _, e in draft.content):
                _keep_out(tree, drafts, draft, pronoun)
        if (clause := _told_clause(tree, draft.head)) is not None:
            deed = (draft.head + 1, clause[1])
            kept = [*within(draft.content, [(clause[0], draft.head)]), deed]
            draft.content = trimmed(tree, without(kept, draft.source)) or draft.content
        draft.content = [_without_pronoun(tree, part) for part in draft.content]
    return list(drafts)


def _without_pronoun(tree: Tree, part: Stretch) -> Stretch:
    """ "accused them of theft, | which |": the pronoun opens another's clause."""
    start, end = part
    is_open = end - start > 2 and tree.words[end - 2] == "," and tree.words[end - 1] in _PRONOUNS
    return (start, end - 2) if is_open else part


def _told_clause(tree: Tree, verb: int) -> Stretch | None:
    """ "Troops shot | a man the army said was armed |": whom is told of, and what of him; None for other clauses."""
    deed = tree.child(verb, "ccomp")
    noun = tree.heads[verb]
    if tree.deps[verb] != "relcl" or deed is None or noun > verb or tree.child(deed, "mark"):
        return None
    own = tree.child(deed, *SUBJECTS)
    if own is not None and own > verb:
        return None
    return tree.first[noun], tree.last[deed] + 1


def _keep_inside(tree: Tree, draft: Draft, pronoun: int, cues: CueLexicon) -> None:
    first, last = tree.sentence_of(draft.head)
    end = _end_of_clause(tree, draft.head, last)
    behind = without(draft.content, [(first, pronoun + 1), *([(end, last)] if end else [])])
    before = [(s, min(e, pronoun)) for s, e in draft.content if s < pronoun]
    subject = _subject_between(tree, pronoun, min(s for s, _ in draft.cue if s > pronoun))
    if subject is not None:
        draft.source = trimmed(tree, [subject])
    deed = _phrase_before(tree, pronoun, cues)
    if deed is not None and (before or draft.accused):
        before = [deed]
    elif deed is None and _answers_all(tree, draft, pronoun, before):
        before = [_clause_before(tree, pronoun)]
    kept = before if before else [p for p in draft.content if p == (pronoun, pronoun + 1)]
    draft.content = trimmed(tree, [*kept, *behind]) or draft.content


def _keep_out(tree: Tree, drafts: Sequence[Draft], answer: Draft, pronoun: int) -> None:
    """ "Kyiv said its troops shot it down, | which Moscow denied": no part of what Kyiv said."""
    end = tree.sentence_of(pronoun)[1]
    begun = pronoun if _parsed_pronoun(tree, answer) is None else answer.head
    for draft in drafts:
        is_other = draft is not answer and draft.head < pronoun and draft.source != answer.source
        if is_other and _answers_end(tree, begun, end) and holds(draft.content, answer.head):
            draft.content = trimmed(tree, without(draft.content, [(pronoun - 1, end)]))


def _answers_end(tree: Tree, pronoun: int, end: int) -> bool:
    """Whether no comma follows a relative clause, but for ", saying": it closes its sentence."""
    return not any(
        tree.words[t] == "," and tree.tags[min(t + 1, end - 1)] != "VBG"
        for t in range(pronoun, end)
    )


def _pronoun_of(tree: Tree, draft: Draft) -> int | None:
    """The relative pronoun before a draft's subject and cue, or right before its cue, with a comma before it."""
    if tree.pos[draft.head] not in ("VERB", "AUX"):
        return None
    if (parsed := _parsed_pronoun(tree, draft)) is not None:
        return parsed
    first = tree.sentence_of(draft.head)[0]
    at = draft.head - 1
    while at > first + 1 and tree.words[at] not in _PRONOUNS:
        if tree.pos[at] not in _PHRASE or draft.head - at > _LONGEST:
            return None
        at -= 1
    if at <= first + 1:
        return None
    before = at - 2 if tree.pos[at - 1] == "ADP" else at - 1
    return at if tree.words[before] == "," else None


def _parsed_pronoun(tree: Tree, draft: Draft) -> int | None:
    """The pronoun that the parse has before a subject with commas in it: ", which | the head, Ann Poe, | denies"."""
    if draft.act not in _ANSWERS or tree.deps[draft.head] != "relcl":
        return None
    at = tree.first[draft.head]
    is_aside = at > 1 and tree.words[at - 1 : at + 1] == [",", "which"]
    return at if is_aside and any(s == at + 1 for s, _ in draft.source) else None


def _subject_between(tree: Tree, pronoun: int, cue: int) -> Stretch | None:
    """ "which | the villagers | blame": the subject, if one stands there; "which on Monday said" has none."""
    start, end = pronoun + 1, cue
    while end > start and tree.pos[end - 1] in ("ADV", "AUX", "PART"):
        end -= 1
    while start < end and (_is_of_date(tree, start) or tree.words[start] == ","):
        start += 1
    nouns = any(tree.pos[t] in ("NOUN", "PROPN", "PRON") for t in range(start, end))
    return (start, end) if nouns else None


def _is_of_date(tree: Tree, token: int) -> bool:
    """Whether a word is part of a date or the preposition before one."""
    at = token + 1 if tree.pos[token] == "ADP" else token
    return tree.entities[at] in _DATES


def _keep_inside_parsed(tree: Tree, draft: Draft, cues: CueLexicon) -> None:
    """ "an attack that the rebels said was the work of the army killed 26": without commas the parse has to do."""
    clause = draft.head
    while tree.deps[clause] == "conj" and tree.heads[clause] < clause:
        clause = tree.heads[clause]
    noun, opens = tree.heads[clause], tree.first[clause]
    if tree.deps[clause] != "relcl" or tree.words[opens] not in ("that", "which"):
        return
    end, last = tree.last[clause] + 1, tree.sentence_of(clause)[1]
    if end < last and tree.tags[end] in _FINITE:
        draft.content = trimmed(tree, without(draft.content, [(end, last)])) or draft.content
    is_deed = tree.lemmas[noun] in cues.file.events
    if draft.accused and is_deed and not any(start < opens for start, _ in draft.content):
        content = without(draft.content, [(opens, opens + 1)])
        draft.content = [(tree.first[noun], min(opens, noun + 1)), *content]


def _answers_all(tree: Tree, draft: Draft, pronoun: int, before: Sequence[Stretch]) -> bool:
    """Whether "which" stands for a whole clause that somebody denies or confirms."""
    is_asked = bool(before) or holds(draft.content, pronoun)
    is_which = tree.words[pronoun - 1 : pronoun + 1] == [",", "which"]
    return is_asked and is_which and draft.act in _ANSWERS


def _clause_before(tree: Tree, pronoun: int) -> Stretch:
    """All that "which" stands for in "Soldiers shot a farmer, which the army denied": the clause before the comma.

    So in "said soldiers had raped and killed villagers, which the army denied": both.
    """
    at = pronoun - 2
    while tree.pos[at] not in ("VERB", "AUX") and tree.heads[at] != at:
        at = tree.heads[at]
    while tree.deps[at] == "conj" and tree.child(at, *SUBJECTS) is None:
        first = tree.heads[at]
        if first > at or tree.pos[first] != "VERB" or tree.child(first, "ccomp") is not None:
            break
        at = first
    return min(tree.first[at], pronoun - 2), pronoun - 1


def _end_of_clause(tree: Tree, verb: int, last: int) -> int | None:
    """The comma behind which the main clause goes on with its verb: ", killed nine", ", and which killed nine"."""
    for comma in range(verb + 1, last - 1):
        if tree.words[comma] != ",":
            continue
        at = comma + 1
        if tree.words[at] == "and" and tree.words[at + 1] in _PRONOUNS:
            return comma
        while at < last - 1 and tree.tags[at] in _ADVERBS:
            at += 1
        if tree.tags[at] in _FINITE or _is_misread(tree, at, comma):
            return comma
    return None


def _is_misread(tree: Tree, token: int, comma: int) -> bool:
    """ ", killed two shepherds": a finite verb that the parser takes for a participle, with its object behind it."""
    if token != comma + 1 or tree.tags[token] != "VBN":
        return False
    return tree.pos[token] == "VERB" and tree.child(token, "dobj") is not None


def _phrase_before(tree: Tree, pronoun: int, cues: CueLexicon) -> Stretch | None:
    """The noun phrase of a deed that a pronoun stands for: "died in | the strike |, which"; None for other nouns.

    "Soldiers shot a farmer, which the army denied": there "which" stands for all of it.
    """
    end = pronoun - 1 if tree.words[pronoun - 1] == "," else pronoun - 2
    deeds = (*cues.file.events, *cues.file.charges)
    start, found = end, None
    while start > tree.sentence_of(pronoun)[0] and tree.pos[start - 1] not in _NOT_NOUN:
        start -= 1
        if found is None and tree.pos[start] == "NOUN" and tree.lemmas[start] in deeds:
            found = start
    if found is None:
        return None
    first = found
    while first > start and tree.pos[first - 1] in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART"):
        first -= 1
    return first, end
