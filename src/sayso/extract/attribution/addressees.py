"""Find addressees: whom a source tells, warns, asks, urges ("told AFP", "in a letter to the council").

Comes in: a parse, the head of a cue, its content, source and channel as stretches, whoever found them. Goes out:
stretches of the words for those addressed, in text order. Which actors they are, speakers.py tells. Who is accused is
not addressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.actors.source_words import SourceWords, load_source_words
from sayso.extract.grammar.trees import VERBAL, Stretch, Tree, governing_word, holds

_OBJECTS = frozenset({"dobj", "dative", "iobj", "obj"})
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "acl", "relcl", "parataxis"})
_NOBODIES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "EVENT"})
_HEARERS = frozenset({"to", "before", "with", "for"})


def find_addressees(
    tree: Tree,
    head: int,
    content: Sequence[Stretch],
    source: Sequence[Stretch],
    channel: Stretch | None,
    words: SourceWords,
) -> list[Stretch]:
    """The stretches of those whom a cue's source speaks to.

    "Ankara warned Damascus that …" → "Damascus"; "urged Eritrea to withdraw" → "Eritrea"
    """
    found: list[int] = []
    if tree.pos[head] in VERBAL:
        found += _objects(tree, head, content, words)
        found += _behind_prepositions(tree, head, content, words)
        found += _spoken_to(tree, head, words)
    elif tree.pos[head] in ("NOUN", "PROPN"):
        found += _behind_noun(tree, head, words.spoken_nouns)
    found += _in_channel(tree, channel, words)
    nouns = sorted({n for n in found if tree.pos[n] in ("NOUN", "PROPN", "PRON", "ADJ", "NUM")})
    return [_noun_phrase(tree, n, channel) for n in nouns if not holds(source, n)]


def is_hearer(tree: Tree, head: int, stretch: Stretch) -> bool:
    """Whether words that no mention names can be somebody spoken to: "told the inquiry", not "urged restraint"."""
    words = load_source_words()
    noun = governing_word(tree, stretch)
    if noun is None or tree.lemmas[noun] in words.documents or tree.entities[noun] in _NOBODIES:
        return False
    lemma = tree.lemmas[noun]
    if tree.lemmas[head] in words.always_heard and tree.pos[noun] in ("NOUN", "PROPN"):
        return not any("at" in row.by and lemma in row.nouns for row in words.channels)
    if tree.pos[noun] == "PROPN":
        return True
    is_people = lemma in words.groups or lemma in words.crowds or lemma in words.bodies
    return is_people or (tree.pos[noun] == "NOUN" and lemma.endswith(words.somebody_endings))


def _objects(
    tree: Tree, verb: int, content: Sequence[Stretch], words: SourceWords
) -> Iterator[int]:
    """The object of telling; in the passive the subject; "ordered his troops to leave": who is to leave."""
    if tree.lemmas[verb] not in words.told:
        return
    if tree.is_passive(verb):
        subject = tree.child(verb, "nsubjpass")
        if subject is not None and tree.words[subject] not in ("it", "that", "who", "which"):
            yield subject
        elif subject is None and tree.deps[verb] == "acl" and tree.heads[verb] < verb:
            yield tree.heads[verb]
        return
    clauses = [c for c in tree.children[verb] if tree.deps[c] in _CLAUSES and c > verb]
    for child in tree.children[verb]:
        if child < verb or tree.deps[child] not in _OBJECTS or tree.words[child] == "to":
            continue
        if tree.lemmas[verb] in words.told_with and not _says_more(tree, verb, child, content):
            continue
        yield child
    for clause in clauses:
        subject = tree.child(clause, "nsubj")
        is_asked = any(tree.tags[c] == "TO" for c in tree.children[clause])
        if subject is not None and is_asked and verb < subject < clause:
            yield subject


def _says_more(tree: Tree, verb: int, child: int, content: Sequence[Stretch]) -> bool:
    """Whether besides the object something is said or asked: "promised the rebels an amnesty"."""
    outside = any(not s <= child < e for s, e in content if e > s)
    clause = any(tree.deps[c] in _CLAUSES and c > child for c in tree.children[verb])
    gift = any(tree.deps[c] == "dobj" and c > child for c in tree.children[verb])
    return (outside and bool(content)) or clause or gift


def _behind_prepositions(
    tree: Tree, verb: int, content: Sequence[Stretch], words: SourceWords
) -> Iterator[int]:
    """ "said to the rebels", "called on Kigali to withdraw", "pleaded with the guards"."""
    for child in tree.children[verb]:
        if tree.deps[child] not in ("prep", "dative") or child < verb - 1:
            continue
        if tree.lemmas[verb] not in words.spoken.get(tree.words[child], ()):
            continue
        noun = tree.child(child, "pobj")
        is_said = tree.words[child] == "to" and tree.lemmas[verb] != "appeal"
        if noun is not None and not (is_said and holds(content, noun)):
            yield noun


def _spoken_to(tree: Tree, verb: int, words: SourceWords) -> Iterator[int]:
    """ "Speaking to reporters in Lagos, he said …": to whom he spoke."""
    for participle in tree.children[verb]:
        if tree.tags[participle] != "VBG" or tree.lemmas[participle] not in words.speaking:
            continue
        if tree.deps[participle] not in ("advcl", "acl"):
            continue
        for child in tree.children[participle]:
            noun = tree.child(child, "pobj")
            if tree.words[child] in ("to", "before", "with") and noun is not None:
                yield noun
        if tree.lemmas[participle] == "address":
            yield from (c for c in tree.children[participle] if tree.deps[c] == "dobj")


def _behind_noun(tree: Tree, noun: int, nouns: frozenset[str]) -> Iterator[int]:
    """ "a warning to Tehran", "the call on both sides"."""
    if tree.lemmas[noun] not in nouns:
        return
    for child in tree.children[noun]:
        hearer = tree.child(child, "pobj")
        if child > noun and tree.words[child] in ("to", "on", "upon") and hearer is not None:
            is_call = tree.lemmas[noun] == "call"
            if tree.words[child] == "to" or is_call:
                yield hearer


def _in_channel(tree: Tree, channel: Stretch | None, words: SourceWords) -> Iterator[int]:
    """ "in a letter to the council", "in an interview with Le Monde", "in a message sent to journalists"."""
    if channel is None:
        return
    start, end = channel
    for token in range(start + 1, end):
        governor = tree.heads[token]
        noun = tree.child(token, "pobj")
        if tree.words[token] not in _HEARERS or noun is None or not start < governor < end:
            continue
        by, lemma = tree.words[token], tree.lemmas[governor]
        if (
            (by in ("to", "before") and (lemma in words.spoken_nouns or lemma in words.sent))
            or (by == "to" and _is_medium(tree, governor, start))
            or (by in ("with", "for") and lemma in words.talks)
        ):
            yield noun


def _is_medium(tree: Tree, noun: int, preposition: int) -> bool:
    return tree.heads[noun] == preposition and tree.deps[noun] == "pobj"


def _noun_phrase(tree: Tree, noun: int, channel: Stretch | None) -> Stretch:
    """The phrase of a noun without the clauses behind it."""
    start, end = tree.subtree(noun)
    clauses = (c for c in tree.children[noun] if c > noun and tree.deps[c] in _CLAUSES)
    end = min([end, *(tree.first[c] for c in clauses)])
    if channel is not None and noun < channel[0] < end:
        end = channel[0]
    return min(start, noun), max(end, noun + 1)
