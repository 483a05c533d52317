"""Make attributions of quotations that no cue holds.

Comes in: a quotation, the drafts found by cues. Goes out: a draft whose source is who speaks in the sentence before, or
stands as its subject, or is named before a colon, or in the sentence behind; or nobody. Its cue is the colon or none.
"""

from __future__ import annotations

from sayso.extract.attribution.cues import CueLexicon, inverted_subject
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.layout_words import load_layout_words
from sayso.extract.attribution.quotations import Quotation, Quotations
from sayso.extract.attribution.sources import find_subject
from sayso.extract.attribution.speech import begins_sentence, last_inside, opens_paragraph
from sayso.extract.grammar.trees import Stretch, Tree, as_stretches, without

_PRONOUNS = frozenset({"he", "she"})
_NAMES = frozenset({"PERSON", "ORG"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_STOPS = frozenset({".", ";", '"', "”", "“", "''", "!", "?"})
_FARTHEST = 12
# A sentence without end, as tables and lists give them, is not read to its end for each quotation.
_LONGEST_SENTENCE = 80


# The drafts of each sentence, in text order.
Told = dict[int, list[Draft]]


def by_sentence(tree: Tree, drafts: list[Draft]) -> Told:
    """The drafts of each sentence, in text order."""
    told: Told = {}
    for draft in sorted(drafts, key=lambda d: d.head):
        told.setdefault(tree.sentence[draft.head], []).append(draft)
    return told


def make_orphan(
    tree: Tree, quotation: Quotation, quotations: Quotations, drafts: Told, cues: CueLexicon
) -> Draft:
    """Make a draft of a quotation without a cue.

    'The mayor wept. "We left."' at the quotation → source "The mayor", no cue, content '"We left."'
    """
    start = quotation.tokens[0]
    verb = verb_beside(tree, quotation)
    if verb is not None:
        subject = _subject_of(tree, verb, quotation, cues)
        if subject is not None and quotations.holding(subject[0]) is None:
            return _draft(tree, quotation, verb, _verb_phrase(tree, verb), [subject])
    if start > 1 and tree.words[start - 1] == ":":
        return _after_colon(tree, quotation, start - 1, cues)
    source = (
        _speaker_beside(tree, quotation, quotations, drafts, cues)
        if begins_sentence(tree, start)
        else _quoter(tree, quotation.tokens, cues)
    )
    return _draft(tree, quotation, start, [], source)


def verb_beside(tree: Tree, quotation: Quotation) -> int | None:
    """The verb of the clause right behind or in front of a quotation, in its sentence: "sang the band"."""
    behind = _verb_behind(tree, quotation)
    return behind if behind is not None else _verb_in_front(tree, quotation)


def _verb_behind(tree: Tree, quotation: Quotation) -> int | None:
    """'"Call the roll," bellowed the clerk', '"We left," the band sang': a verb that no lexicon has for speech."""
    end = quotation.tokens[1]
    if end >= len(tree) or last_inside(tree, quotation) not in ",?!…":
        return None
    stop = tree.sentence_of(end)[1]
    for token in range(end, min(stop, end + _FARTHEST)):
        if tree.words[token] in _STOPS or tree.pos[token] == "SPACE":
            return None
        if tree.tags[token] in _FINITE and tree.pos[token] == "VERB":
            return token if _speaks_beside(tree, token, end, stop) else None
    return None


def _verb_in_front(tree: Tree, quotation: Quotation) -> int | None:
    """'Her husband cut in: "Nobody left."': the last verb of the clause that a comma or colon ends."""
    start = quotation.tokens[0]
    if start < 2 or tree.words[start - 1] not in (",", ":"):
        return None
    first = tree.sentence_of(start - 1)[0]
    for token in range(start - 2, max(first - 1, start - 2 - _FARTHEST), -1):
        if tree.words[token] in _STOPS:
            return None
        if tree.tags[token] in _FINITE and tree.pos[token] == "VERB":
            return token if _speaks_beside(tree, token, first, start) else None
    return None


def _subject_of(tree: Tree, verb: int, quotation: Quotation, cues: CueLexicon) -> Stretch | None:
    inverted = inverted_subject(tree, verb)
    subject = (
        tree.subtree(inverted) if inverted is not None else find_subject(tree, verb, cues.file)
    )
    if subject is None or not subject[0] < quotation.tokens[1] < subject[1]:
        return subject
    return quotation.tokens[1], subject[1]


def _speaks_beside(tree: Tree, verb: int, first: int, last: int) -> bool:
    """Whether a verb has its subject within a stretch: in 'the ship, the "Marmara," sank' it stands before."""
    if tree.deps[verb] in ("relcl", "acl", "amod"):
        return False
    subjects = [c for c in tree.children[verb] if tree.deps[c] == "nsubj"]
    inverted = inverted_subject(tree, verb)
    return any(first <= s < last for s in (*subjects, inverted) if s is not None)


def _verb_phrase(tree: Tree, verb: int) -> list[Stretch]:
    particles = [c for c in tree.children[verb] if tree.deps[c] == "prt" and c > verb]
    return as_stretches([verb, *particles])


def _draft(
    tree: Tree, quotation: Quotation, head: int, cue: list[Stretch], source: list[Stretch]
) -> Draft:
    return Draft(
        head=head,
        cue=cue,
        content=trimmed(tree, [quotation.tokens]),
        source=trimmed(tree, without(source, [quotation.tokens])),
        takes_quotes=True,
    )


def _after_colon(tree: Tree, quotation: Quotation, colon: int, cues: CueLexicon) -> Draft:
    """ "The slogan was short: …", "More from the report: …", "His reply was short: …"."""
    cue = [(colon, colon + 1)]
    subject = find_subject(tree, _root(tree, colon), cues.file)
    if subject is None or subject[1] > colon:
        subject = _named_before(tree, colon, cues)
    elif (noun := _speech_noun(tree, subject, cues)) is not None:
        owner = tree.child(noun, "poss")
        if owner is not None:
            return _draft(tree, quotation, noun, [(noun, noun + 1)], [tree.subtree(owner)])
    return _draft(tree, quotation, colon, cue, [subject] if subject is not None else [])


def _speech_noun(tree: Tree, subject: Stretch, cues: CueLexicon) -> int | None:
    """The "reply" of "His reply"."""
    for token in range(*subject):
        rows = cues.rows.get(tree.lemmas[token], ())
        is_noun = tree.pos[token] == "NOUN" and not subject[0] <= tree.heads[token] < subject[1]
        is_speech = tree.lemmas[token] in load_layout_words().retold
        if is_noun and (is_speech or any(row.group.pos == "noun" for row in rows)):
            return token
    return None


def _named_before(tree: Tree, colon: int, cues: CueLexicon) -> Stretch | None:
    """ "From the report:", "Here is Philip Sample of the Post:": the last phrase before the colon, if it can speak."""
    start = tree.sentence_of(colon)[0]
    last = colon - 1
    if last < start or tree.pos[last] not in ("NOUN", "PROPN"):
        return None
    head = last
    while start <= tree.heads[head] < colon and tree.pos[tree.heads[head]] in (
        "NOUN",
        "PROPN",
        "ADP",
    ):
        if tree.heads[head] == head or tree.deps[head] == "ROOT":
            break
        if tree.pos[tree.heads[head]] == "ADP" and tree.words[tree.heads[head]] not in (
            "of",
            "at",
            "for",
        ):
            break
        head = tree.heads[head]
    if tree.pos[head] not in ("NOUN", "PROPN"):
        return None
    first = max(start, tree.first[head])
    return (first, colon) if _may_speak(tree, head, cues) else None


def _may_speak(tree: Tree, token: int, cues: CueLexicon) -> bool:
    kinds = cues.file
    lemma = tree.lemmas[token]
    return tree.entities[token] in _NAMES or any(
        lemma in group
        for group in (kinds.documents, kinds.media, kinds.roles, kinds.organs, kinds.anonymous)
    )


def _quoter(tree: Tree, quoted: Stretch, cues: CueLexicon) -> list[Stretch]:
    """Whose verb governs words quoted within a sentence: 'The envoy left no doubt that "we have won".'"""
    start, end = quoted
    root = next((t for t in range(start, end) if not start <= tree.heads[t] < end), None)
    while root is not None and tree.heads[root] != root:
        root = tree.heads[root]
        if tree.pos[root] in ("VERB", "AUX"):
            subject = find_subject(tree, root, cues.file)
            outside = subject is not None and (subject[1] <= start or end <= subject[0])
            return [subject] if subject is not None and outside else []
    return []


def _root(tree: Tree, token: int) -> int:
    start, end = tree.sentence_of(token)
    return next((t for t in range(start, end) if tree.heads[t] == t), token)


def names_another(
    tree: Tree, quotation: Quotation, quotations: Quotations, cues: CueLexicon
) -> bool:
    """Whether the words beside a quotation name who speaks now: "The priest wept.", "The report:", "the band sang"."""
    token = quotation.tokens[0]
    if verb_beside(tree, quotation) is not None:
        return True
    before = _word_before(tree, token)
    if before < 0 or token - before > 2 or quotations.holding(before) is not None:
        return False
    if tree.words[token - 1] == ":":
        return True
    start, end = tree.sentence_of(before)
    return any(
        tree.deps[t] == "nsubj" and tree.words[t] not in _PRONOUNS and is_person(tree, t, cues)
        for t in range(max(start, token - _LONGEST_SENTENCE), min(end, token))
        if tree.deps[tree.heads[t]] == "ROOT"
    )


def _speaker_beside(
    tree: Tree, quotation: Quotation, quotations: Quotations, drafts: Told, cues: CueLexicon
) -> list[Stretch]:
    """Who speaks in the sentence before, or is its subject; else the person who opens the sentence behind."""
    before = _word_before(tree, quotation.tokens[0])
    if before >= 0 and quotations.holding(before) is None:
        start, end = tree.sentence_of(before)
        end = min(end, quotation.tokens[0])
        if (told := told_before(tree, quotation, quotations, drafts)) is not None:
            return list(told.source)
        for subject in range(max(start, end - _LONGEST_SENTENCE), end):
            quoted = quotations.holding(subject) is not None
            speaks = is_person(tree, subject, cues) or tree.lemmas[subject] in cues.file.documents
            if tree.deps[subject] == "nsubj" and not quoted and speaks:
                return [tree.subtree(subject)]
    return _person_behind(tree, quotation, cues)


def told_before(
    tree: Tree, quotation: Quotation, quotations: Quotations, drafts: Told
) -> Draft | None:
    """What the sentence right before a quotation reports: 'The envoy said talks go on. "We have hope."'"""
    before = _word_before(tree, quotation.tokens[0])
    if before < 0 or quotations.holding(before) is not None:
        return None
    start, end = tree.sentence_of(before)
    for draft in drafts.get(tree.sentence[before], ()):
        if not start <= draft.head < end or not draft.source or draft.outer is not None:
            continue
        if quotations.holding(draft.head) is None:
            return draft if all(start <= s < end for s, _ in draft.source) else None
    return None


def _word_before(tree: Tree, token: int) -> int:
    before = token - 1
    while before >= 0 and tree.pos[before] in ("SPACE", "PUNCT"):
        before -= 1
    return before


def _person_behind(tree: Tree, quotation: Quotation, cues: CueLexicon) -> list[Stretch]:
    """'"The jets came low."\n\nAhmed Sample, a baker, stood in the rubble.': he is introduced after his words."""
    at = quotation.tokens[1]
    while at < len(tree) and tree.pos[at] == "SPACE":
        at += 1
    if at == len(tree) or quotation.continues or not opens_paragraph(tree, quotation):
        return []
    start, end = tree.sentence_of(at)
    end = min(end, at + _LONGEST_SENTENCE)
    root = next((t for t in range(max(start, at), end) if tree.deps[t] == "ROOT"), None)
    subject = tree.child(root, "nsubj") if root is not None else None
    if subject is None or subject < at or tree.first[subject] > at:
        return []
    if tree.words[tree.first[subject]] in ("that", "this", "these", "those", "such"):
        return _retold_by(tree, start, end)
    return [tree.subtree(subject)] if is_person(tree, subject, cues) else []


def _retold_by(tree: Tree, start: int, end: int) -> list[Stretch]:
    """ "These were the words of the mayor": who stands behind the noun that points back."""
    for token in range(start, end):
        of = tree.child(token, "prep")
        if tree.lemmas[token] in load_layout_words().retold and of is not None:
            speaker = tree.child(of, "pobj")
            return [(of + 1, _end_of_name(tree, speaker))] if speaker is not None else []
    return []


def _end_of_name(tree: Tree, noun: int) -> int:
    """A phrase without a place or time behind it: "the mayor of Togoga" of "the mayor of Togoga at the funeral"."""
    later = [c for c in tree.children[noun] if tree.deps[c] == "prep" and tree.words[c] != "of"]
    return min([tree.last[noun] + 1, *later])


def is_person(tree: Tree, token: int, cues: CueLexicon) -> bool:
    """Whether a word stands for somebody who can speak: a name, "he", "the baker"."""
    if tree.entities[token] == "PERSON" or tree.words[token] in _PRONOUNS:
        return True
    kinds, lemma = cues.file, tree.lemmas[token]
    people = load_layout_words().people
    return lemma in people or lemma in (*kinds.roles, *kinds.groups_of_people, *kinds.anonymous)
